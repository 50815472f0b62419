"""``make validate``: run the study, or go on with it, and say which promises hold."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import pandas as pd

from tests.validation import study, summary
from tests.validation.page import page

FOLDER = Path(__file__).parent
RESULTS, EXPLORED, PAGE = FOLDER / "results.csv", FOLDER / "exploring.csv", FOLDER.parents[1] / "VALIDATION.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.validation", description=__doc__)
    parser.add_argument("--runs", type=int, default=100, help="programs of each world")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--out", type=Path, default=Path("out/validation"), help="folder of the blocks that are done")
    parser.add_argument("--publish", action="store_true", help="replace the committed results and VALIDATION.md")
    parser.add_argument("--page", action="store_true", help="only write VALIDATION.md from the committed results")
    options = parser.parse_args()
    if not options.page:
        options.out.mkdir(parents=True, exist_ok=True)
        study.run(options.out / "blocks.csv", runs=options.runs, jobs=options.jobs)
        table = summary.results(options.out / "blocks.csv")
        table.to_csv(RESULTS if options.publish else options.out / "results.csv", index=False, lineterminator="\n")
        print(_said(table))
    if options.page or options.publish:
        PAGE.write_text(committed_page(), encoding="utf-8", newline="\n")
        print(f"wrote {PAGE.name}")


def committed_page() -> str:
    """VALIDATION.md, from the committed tables."""
    claimed, certainty = (pd.read_csv(FOLDER / f"{name}.csv") for name in ("claims", "certainty"))
    return page(pd.read_csv(RESULTS), pd.read_csv(EXPLORED), claimed=claimed, certainty=certainty)


def _said(table: pd.DataFrame) -> str:
    judged = summary.judged(table)
    counts = judged["verdict"].value_counts()
    missed = judged[judged["verdict"] == "missed"].drop(columns=["method", "verdict"])
    total = ", ".join(f"{counts.get(verdict, 0)} {verdict}" for verdict in ("kept", "near", "missed"))
    return f"{len(judged)} numbers that something is promised of: {total}\n{missed.to_string(index=False)}"


if __name__ == "__main__":
    main()
