"""``explore`` keeps its promise: of what it names as found, how much is found by luck?

A third of the programs are null in every factor: nothing is planted, and neither meetings nor match length follow from
luck or from a failed match, so whatever is found there is found by luck.  A third plant nothing, but the lucky meet
more often and for longer; a third plant goals, listening and respect as well.  In these two what follows from luck
goes with the outcome, so finding it is no error; nor is finding that mentors who listen direct less, once listening
matters.
"""

from __future__ import annotations

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

import mentorstats as ms

FIRST_SEED = 50_000
NOTHING, LUCK, MIXED = ARMS = ("nothing at all", "nothing planted", "mixed")
PLANTED = {"effect_goal_clarity": 0.12, "effect_sounding_board": 0.15, "effect_respect": 0.15}
NEVER = ("source", "same function", "seniority gap", "respect apart")
ONLY_PLANTED = (
    "goal clarity",
    "sounding board",
    "directive",
    "sounding board over directive",
    "respect",
    "respect surface",
)
RECIPES = {NOTHING: {"time_follows_luck": False, "failed_match_cost": 0.0}, LUCK: {}, MIXED: PLANTED}


def one_program(seed: int) -> dict[str, str | float]:
    """What was found in one program, and how much of it by luck; programs of the three kinds take turns."""
    kind = ARMS[seed % len(ARMS)]
    program, _ = ms.simulate_program(seed=seed, mentees=240, **RECIPES[kind])
    factors = ms.explore(program).factors
    found = set(factors.loc[factors["p_adjusted"] < 0.05, "factor"])
    by_luck = {NOTHING: found, LUCK: found & {*NEVER, *ONLY_PLANTED}, MIXED: found & set(NEVER)}[kind]
    planted = len(found & {"goal clarity", "sounding board", "respect"}) if kind == MIXED else np.nan
    return {"seed": seed, "kind": kind, "found": len(found), "false": len(by_luck), "planted_found": planted}


def summary(runs: pd.DataFrame) -> pd.DataFrame:
    """The false discovery rate of each kind of program and of all, with its Monte Carlo error, in percent."""
    runs = runs.assign(share=runs["false"] / runs["found"].clip(lower=1))
    rows = []
    for name, own in [*((kind, runs[runs["kind"] == kind]) for kind in ARMS), ("all", runs)]:
        rate = {"false discovery rate %": 100 * own["share"].mean(), "±": 100 * own["share"].sem()}
        found = own["planted_found"].mean() / 3
        rows.append({"programs": name, "runs": len(own), **rate, "planted found %": 100 * found})
    return pd.DataFrame(rows).round(2)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.validation.exploring", description=__doc__)
    parser.add_argument("--programs", type=int, default=2000, help="made-up programs, a third of each kind")
    parser.add_argument("--out", type=Path, default=Path("out/validation"), help="folder of exploring.csv")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with ProcessPoolExecutor(options.jobs) as pool:
        runs = pd.DataFrame(pool.map(one_program, range(FIRST_SEED, FIRST_SEED + options.programs), chunksize=10))
    table = summary(runs)
    options.out.mkdir(parents=True, exist_ok=True)
    table.to_csv(options.out / "exploring.csv", index=False, lineterminator="\n")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
