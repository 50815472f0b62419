"""Run every case, write ``results.csv`` and the page that shows it; ``--quick`` measures the smallest sizes alone."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from mentorstats.report.format import package_version
from tests.benchmarks.cases import has_lme4
from tests.benchmarks.page import page
from tests.benchmarks.plan import ACCURACY, PLAN, Measured

HERE = Path(__file__).parent
QUICK = 10_000
COLUMNS = (
    "what", "size", "beside", "seconds", "work MB", "peak MB", "other seconds", "other work MB", "other peak MB",
    "times as long", "times the memory", "found", "other found", "same", "off in variance", "off in SE", "off in df",
    "own error", "failed", "machine",
)  # fmt: skip


def run(*words: str) -> str:
    """The output of a part of this package; ``RuntimeError`` with its last words where it fails."""
    done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[-500:] or f"ended with {done.returncode}")
    return done.stdout


def one(case: str, kind: str, size: int, folder: Path) -> dict[str, Any]:
    if kind:
        run("tests.benchmarks.stored", kind, str(size), str(folder))
    return json.loads(run("tests.benchmarks.measured", case, kind, str(size), str(folder)).splitlines()[-1])


def measured_row(measured: Measured, size: int, folder: Path, *, beside: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"what": measured.what, "size": size, "beside": measured.theirs}
    try:
        own = one(measured.ours, measured.data, size, folder)
        row |= own
        if beside:
            other = one(measured.theirs, measured.data, size, folder)
            row |= {f"other {name}": value for name, value in other.items()}
            row["times as long"] = own["seconds"] / other["seconds"]
            if other["work MB"]:
                row["times the memory"] = own["work MB"] / other["work MB"]
            row |= compared(own["found"], other["found"], measured.tolerance)
    except RuntimeError as error:
        row["failed"] = str(error)
    return row


def compared(found: Any, other: Any, tolerance: float | None) -> dict[str, str]:
    """Whether both found the same; what differs is a failure."""
    if isinstance(found, dict) and "p" in found:
        tolerance = 1e-6
        spread = math.sqrt(2 * found["p"] * (1 - found["p"]) / found["draws"])
        alike = abs(found["p"] - other["p"]) <= 5 * max(spread, 1 / found["draws"])
        found, other = [abs(found["statistic"])], [abs(other["statistic"])]
    elif tolerance is None:
        return {}
    else:
        alike = len(found) == len(other)
    alike = alike and all(
        math.isnan(b) or math.isclose(a, b, rel_tol=tolerance, abs_tol=1e-9) for a, b in zip(found, other, strict=False)
    )
    return {"same": "yes"} if alike else {"same": "no", "failed": f"found {found}, but beside it {other}"}


def accuracy_row(kind: str, size: int, folder: Path) -> dict[str, Any]:
    row: dict[str, Any] = {"what": f"large route beside the exact one: {kind}", "size": size}
    try:
        own = one("accuracy", kind, size, folder)
        return row | own.pop("found") | own
    except RuntimeError as error:
        return row | {"failed": str(error)}


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ("numpy", "scipy", "pandas", "pyarrow", "narwhals", "duckdb", "statsmodels")
    versions = ", ".join(f"{name} {package_version(name)}" for name in packages)
    hardware = f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.machine()}"
    return f"{hardware}; Python {platform.python_version()}, {versions}{_r_versions()}"


def _r_versions() -> str:
    if not has_lme4():
        return "; no R"
    said = (
        'cat(R.version.string, paste(", lme4", packageVersion("lme4"), ", lmerTest", packageVersion("lmerTest")), '
        '", linear algebra", basename(La_library()))'
    )
    done = subprocess.run(["Rscript", "-e", said], capture_output=True, text=True, check=False)
    return "; " + " ".join(done.stdout.split()).replace(" ,", ",")


def results_of(folder: Path, *, quick: bool) -> pd.DataFrame:
    lme4, rows = has_lme4(), []
    for measured in PLAN:
        for size in [size for size in measured.sizes[:2] if size <= QUICK] if quick else measured.sizes:
            beside = bool(measured.theirs) and (lme4 or not measured.theirs.endswith("lme4"))
            rows.append(measured_row(measured, size, folder, beside=beside))
            _say(rows[-1])
    for kind, sizes in ACCURACY.items():
        for size in sizes[:1] if quick else sizes:
            rows.append(accuracy_row(kind, size, folder))
            _say(rows[-1])
    return pd.DataFrame(rows).reindex(columns=list(COLUMNS)).assign(machine=machine())


def _say(row: dict[str, Any]) -> None:
    said = row.get("failed") or f"{row['seconds']:.3f} s, beside {row.get('other seconds', math.nan):.3f} s"
    print(f"{row['what']}, {row['size']:,}: {said}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the smallest sizes alone; the page goes to the screen")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = results_of(Path(folder), quick=options.quick)
    failed = table[table["failed"].notna()]
    if options.quick:
        print(page(table))
    else:
        table.to_csv(HERE / "results.csv", index=False, lineterminator="\n", float_format="%.6g")
        (HERE / "README.md").write_text(page(pd.read_csv(HERE / "results.csv")), encoding="utf-8")
    for row in failed.to_dict("records"):
        print(f"failed: {row['what']}, {row['size']:,}: {row['failed']}", file=sys.stderr)
    return 1 if len(failed) else 0


if __name__ == "__main__":
    sys.exit(main())
