"""How often the test of a variance rejects where that variance is 0.

    python -m tests.validation.variance --runs 10000 --publish

Every data set comes from its own seed.  Nothing here is about mentoring: memberships of several sizes, one or two of
them, rows that belong to several, and groups of unlike spread.
"""

from __future__ import annotations

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

import mentorstats as ms

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "variance.csv"
FIRST_SEED = 90_000
# name: rows, members, most memberships a row, members of a crossed membership that does vary, spread of every other row
WORLDS = {
    "8 members of 30 rows": (240, 8, 1, 0, 1.0),
    "15 members, 60 rows of 1 to 3": (60, 15, 3, 0, 1.0),
    "60 members of 4 rows": (240, 60, 1, 0, 1.0),
    "60 members, 240 rows of 1 to 3": (240, 60, 3, 0, 1.0),
    "200 members, 1,000 rows of 1 to 3": (1_000, 200, 3, 0, 1.0),
    "60 members, 240 rows of 1 to 3, 20 teams": (240, 60, 3, 20, 1.0),
    "60 members, 240 rows of 1 to 3, two spreads": (240, 60, 3, 0, 2.0),
}


def one_data_set(world: str, seed: int) -> tuple[float, float] | None:
    """The statistic and the p-value of the variance that is 0; None where there is no fit."""
    rows, members, most, teams, spread = WORLDS[world]
    rng = np.random.default_rng([seed, rows, members])
    often = rng.integers(1, most + 1, rows) if most > 1 else np.ones(rows, dtype=int)
    row = np.repeat(np.arange(rows), often)
    column = np.arange(rows) % members if most == 1 else rng.integers(0, members, len(row))
    weights = sparse.coo_array((1.0 / np.repeat(often, often), (row, column)), shape=(rows, members))
    x = np.column_stack([np.ones(rows), rng.normal(size=(rows, 3)), rng.integers(0, 2, rows)])
    groups = np.arange(rows) % 2
    y = x @ [3.0, 0.5, 0.2, 0.0, 0.3] + np.where(groups, spread, 1.0) * rng.normal(size=rows)
    memberships = {"tested": weights}
    if teams:
        memberships["team"] = sparse.coo_array(np.eye(teams)[rng.integers(0, teams, rows)])
        y += memberships["team"] @ rng.normal(0.0, 0.5, teams)
    try:
        fit = ms.fit_multiple_membership(y, x, memberships=memberships, residual_by=groups if spread != 1.0 else None)
    except ValueError:
        return None
    test = fit.variance_test("tested")
    return test.statistic, test.p_value


def summary(world: str, outcomes: list[tuple[float, float] | None]) -> dict[str, str | float]:
    """Rates in percent; ± is the Monte Carlo standard error of the number before it."""
    fitted = np.array([outcome for outcome in outcomes if outcome is not None])
    rejected, at_zero = float((fitted[:, 1] < 0.05).mean()), float((fitted[:, 0] == 0.0).mean())
    return {
        "world": world,
        "runs": len(outcomes),
        "no fit": len(outcomes) - len(fitted),
        "rejected %": round(100 * rejected, 2),
        "±": round(100 * np.sqrt(rejected * (1 - rejected) / len(fitted)), 2),
        "estimated as 0 %": round(100 * at_zero, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.validation.variance", description=__doc__)
    parser.add_argument("--runs", type=int, default=500, help="data sets of each world")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--publish", action="store_true", help="replace the committed results")
    options = parser.parse_args()
    rows = []
    with ProcessPoolExecutor(options.jobs) as pool:
        for world in WORLDS:
            seeds = range(FIRST_SEED, FIRST_SEED + options.runs)
            rows.append(summary(world, list(pool.map(partial(one_data_set, world), seeds, chunksize=50))))
            print(rows[-1], flush=True)
    if options.publish:
        pd.DataFrame(rows).to_csv(RESULTS, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
