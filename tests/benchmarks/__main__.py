"""Run every case, write ``results.csv`` and the page that shows it; ``--quick`` leaves out what takes minutes."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

from mentorstats.page import package_version
from tests.benchmarks.cases import has_lme4

HERE = Path(__file__).parent
MILLION = 1_000_000
# What is measured, what it is compared with, the sizes, and from which size on it takes minutes.
PLAN: tuple[tuple[str, str, str, tuple[int, ...]], ...] = (
    ("command line: help", "help", "python", (0,)),
    ("import", "import mentorstats", "import pandas", (0,)),
    ("report on the sample", "report_on_the_sample", "", (0,)),
    ("sessions to a row a pairing, in DuckDB", "sessions_by_mentorstats_in_duckdb", "sessions_by_hand_in_duckdb",
     (100_000, MILLION)),
    ("sessions to a row a pairing, in pandas", "sessions_by_mentorstats_in_pandas", "sessions_by_hand_in_pandas",
     (100_000, MILLION)),
    ("all tables to a row a mentee", "mentee_table_by_mentorstats", "mentee_table_by_hand_in_duckdb",
     (10_000, 100_000, MILLION)),
    ("both questions, from the tables", "both_questions", "", (10_000, 100_000, MILLION)),
    ("mixed model", "fit_by_mentorstats", "fit_by_lme4", (240, 3_000, 10_000)),
    ("mixed model", "fit_by_mentorstats", "", (100_000, MILLION)),
    ("mixed model, blocks of 200 mentees", "fit_in_blocks_by_mentorstats", "fit_in_blocks_by_lme4",
     (10_000, 100_000, MILLION)),
    ("mixed model, against the work-around", "fit_by_mentorstats", "fit_by_statsmodels", (240, 1_000)),
    ("2,000 shuffles (of mentors; in SciPy of scores)", "permutations_by_mentorstats", "permutations_by_scipy", (240,)),
)  # fmt: skip
NEEDS = {"fit_by_lme4": has_lme4, "fit_in_blocks_by_lme4": has_lme4}


def one(case: str, size: int, folder: Path) -> dict:
    command = [sys.executable, "-m", "tests.benchmarks.measured", case, str(size), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"seconds": float("nan"), "peak_mb": float("nan"), "data_mb": float("nan"), "found": done.stderr[-300:]}
    found = json.loads(done.stdout.splitlines()[-1])
    if case.endswith("lme4"):
        found["seconds"], *found["found"] = found["found"]
        found["peak_mb"] = found["data_mb"] = float("nan")
    return found


def rows_of(plan: tuple, folder: Path, *, most: int) -> list[dict]:
    able = {name: check() for name, check in NEEDS.items()}
    rows = []
    for what, ours, theirs, sizes in plan:
        for size in sizes:
            if size > most:
                continue
            found = {"what": what, "size": size, "mentorstats": one(ours, size, folder)}
            if theirs and able.get(theirs, True):
                found["other"] = one(theirs, size, folder)
            row = {"what": what, "size": size, "beside": theirs}
            for side in ("mentorstats", "other"):
                row |= {f"{side} {k}": v for k, v in found.get(side, {}).items()}
            row["times as long"] = row["mentorstats seconds"] / row.get("other seconds", float("nan"))
            rows.append(row)
            print(
                f"{what}, {size:,}: {row['mentorstats seconds']:.3f} s, beside {row.get('other seconds')}", flush=True
            )
    return rows


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ("numpy", "scipy", "pandas", "narwhals", "duckdb", "statsmodels")
    versions = ", ".join(f"{name} {package_version(name)}" for name in packages)
    hardware = f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.machine()}"
    return f"{hardware}; Python {platform.python_version()}, {versions}"


ABOUT = """\
`make bench` runs them all and writes this page; `make bench QUICK=1` those that take seconds. Seconds are the fastest
of up to five runs within two seconds; peak memory is that of a whole process, data and imports included.
"""
HEADS = ("What", "Size", "Seconds", "Peak MB", "Beside", "Seconds", "Peak MB", "Times as long")


def page(table: pd.DataFrame, made_on: str) -> str:
    """The table as a reader wants it."""
    lines = [
        "# Benchmarks",
        "",
        f"Made on {made_on}.",
        "",
        ABOUT,
        f"| {' | '.join(HEADS)} |",
        "|---" * len(HEADS) + "|",
    ]
    for row in table.to_dict("records"):
        other = pd.notna(row.get("other seconds"))
        cells = [row["what"], f"{row['size']:,}" if row["size"] else "", _seconds(row["mentorstats seconds"]),
                 _megabytes(row["mentorstats peak_mb"])]  # fmt: skip
        beside = [_words(row["beside"]), _seconds(row["other seconds"]), _megabytes(row["other peak_mb"]),
                  f"{row['times as long']:.2f}"] if other else [""] * 4  # fmt: skip
        lines.append(f"| {' | '.join(cells + beside)} |")
    return "\n".join(lines) + "\n"


def _seconds(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def _megabytes(value: float) -> str:
    return f"{value:,.0f}" if pd.notna(value) else ""


def _words(case: str) -> str:
    return case.replace("_", " ").partition(" by ")[2] or case


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="sizes of 100,000 at most, nothing written but to the screen"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = rows_of(PLAN, Path(folder), most=100_000 if options.quick else MILLION)
    table = pd.DataFrame(rows)
    if options.quick:
        return
    table.to_csv(HERE / "results.csv", index=False, lineterminator="\n", float_format="%.6g")
    (HERE / "README.md").write_text(page(table, machine()), encoding="utf-8")


if __name__ == "__main__":
    main()
