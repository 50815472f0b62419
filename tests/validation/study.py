"""The method's promises, checked on programs whose truth is known: how often it errs, how often it covers.

Each setting makes programs from consecutive seeds, answers both questions with their primary rows, and counts per
contrast how often p is below 0.05 and how often the 95 % interval holds the truth, the mean difference on the
observed scale that the made-up program itself reports.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

import mentorstats as ms

CONTRASTS = ("adjacent - same", "adjacent - distant", "distant - same", "2+ - 1")
MENTEES = 240


@dataclass(frozen=True)
class Setting:
    """A kind of made-up program: what is planted, and the first of its seeds."""

    name: str
    first_seed: int
    planted: dict[str, float] = field(default_factory=dict)


SETTINGS = (
    Setting("no effect", 10_000),
    Setting("with effects", 20_000, {"effect_adjacent": 0.6, "effect_distant": 0.2, "effect_several": 0.3}),
)


def one_program(seed: int, *, planted: dict[str, float]) -> list[dict[str, float | str]]:
    """The primary rows of one program with the truth beside them."""
    program, truth = ms.simulate_program(seed=seed, mentees=MENTEES, **planted)
    tables = [ask(program, roles=("primary",)).table for ask in (ms.adjacent_industries, ms.multiple_mentors)]
    rows = pd.concat(tables).set_index("contrast").loc[list(CONTRASTS)]
    return [
        {"seed": seed, "contrast": name, "truth": truth["contrasts"][name]}
        | row[["estimate", "conf_low", "conf_high", "p_value", "df"]].to_dict()
        for name, row in rows.iterrows()
    ]


def run(setting: Setting, programs: int, *, jobs: int = 1) -> pd.DataFrame:
    """One row for each program and contrast."""
    seeds = range(setting.first_seed, setting.first_seed + programs)
    work = partial(one_program, planted=setting.planted)
    if jobs == 1:
        found: Iterable[list[dict[str, float | str]]] = map(work, seeds)
        return pd.DataFrame([row for rows in found for row in rows])
    with ProcessPoolExecutor(jobs) as pool:
        return pd.DataFrame([row for rows in pool.map(work, seeds, chunksize=10) for row in rows])


def summary(setting: Setting, runs: pd.DataFrame) -> pd.DataFrame:
    """One row for each contrast: rejections, coverage, bias, each in percent or outcome points, with its error."""
    answered = runs.dropna(subset="estimate")
    answered = answered.assign(
        rejected=answered["p_value"] < 0.05,
        covered=(answered["conf_low"] <= answered["truth"]) & (answered["truth"] <= answered["conf_high"]),
        off=answered["estimate"] - answered["truth"],
    )
    grouped = answered.groupby("contrast", sort=False)
    table = grouped.agg(
        programs=("seed", "size"), truth=("truth", "mean"), mean_estimate=("estimate", "mean"), bias=("off", "mean")
    )
    table["bias_error"] = grouped["off"].sem()
    for name, source in (("rejected", "rejected"), ("covered", "covered")):
        share = grouped[source].mean()
        table[f"{name}_percent"] = 100 * share
        table[f"{name}_error"] = 100 * np.sqrt(share * (1 - share) / table["programs"])
    seeds = f"{int(runs['seed'].min())}-{int(runs['seed'].max())}"
    return table.reset_index().assign(setting=setting.name, seeds=seeds)
