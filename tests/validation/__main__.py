"""``make validate``: run the study and write its results beside this file."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import pandas as pd

from tests.validation.study import MENTEES, SETTINGS, run, summary

FOLDER = Path(__file__).parent
COLUMNS = {
    "setting": "setting", "contrast": "contrast", "programs": "programs", "seeds": "seeds", "truth": "truth",
    "mean_estimate": "mean estimate", "bias": "bias", "bias_error": "± (bias)", "rejected_percent": "rejected %",
    "rejected_error": "± (rejected)", "covered_percent": "covered %", "covered_error": "± (covered)",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.validation", description=__doc__)
    parser.add_argument("--programs", type=int, default=400, help="programs for each setting")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    found = [summary(setting, run(setting, options.programs, jobs=options.jobs)) for setting in SETTINGS]
    table = pd.concat(found, ignore_index=True)[list(COLUMNS)].rename(columns=COLUMNS).round(3)
    table.to_csv(options.out / "results.csv", index=False, lineterminator="\n")
    print(f"{MENTEES} mentees in each program\n{table.to_string(index=False)}")


if __name__ == "__main__":
    main()
