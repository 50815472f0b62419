"""From counts to rates: one tidy table, each number with its Monte Carlo error, and what was promised of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tests.validation.methods import MODEL
from tests.validation.outcomes import CONTRASTS
from tests.validation.study import BLOCK, COUNTS, KEY

COLUMNS = [
    *KEY, "runs", "seeds", "truth", "mean estimate", "bias", "± (bias)", "bias % of SE", "± (bias %)", "rejected %",
    "± (rejected)", "covered %", "± (covered)", "refused %", "no mentor variance %",
]  # fmt: skip
LARGELY, ATTRITION = "adjacency largely a mentor trait", "attrition that depends on the outcome"
# A number is outside a band only if its distance from it is more than chance would make it.
SURE = 2.0


@dataclass(frozen=True)
class Band:
    """What is promised of a kind of number: from ``low`` to ``high`` percent."""

    number: str
    low: float
    high: float

    def judge(self, value: float, programs: int) -> str:
        """Say ``kept`` inside the band, ``near`` if chance could have put it outside, else ``missed``.

        Chance is that of a number at the nearer end of the band, counted over ``programs``.

        >>> band = Band("rejected %", 3.5, 6.5)
        >>> [band.judge(value, 1000) for value in (5, 8, 9)]
        ['kept', 'near', 'missed']
        """
        end = self.low if value < self.low else self.high
        error = 100 / np.sqrt(programs) if self.low < 0 else np.sqrt(end * (100 - end) / programs)
        outside = max(self.low - value, value - self.high)
        return "kept" if outside <= 0 else "near" if outside <= SURE * error else "missed"


def results(path: Path) -> pd.DataFrame:
    """The tidy table of a file of blocks; percentages, and estimates in points or percentage points."""
    blocks = pd.read_csv(path).drop_duplicates([*KEY, "first_seed"])
    summed = blocks.groupby(KEY, sort=False)
    table = summed[COUNTS].sum()
    table["truth"] = summed["truth"].first()
    table["seeds"] = summed["first_seed"].agg(_ranges)
    number = table["estimated"].where(table["estimated"] > 1)
    table["bias"] = table["sum_off"] / number
    sd = np.sqrt((table["sum_off_squared"] - number * table["bias"] ** 2).clip(lower=0.0) / (number - 1))
    table["mean estimate"] = table["truth"] + table["bias"]
    table["± (bias)"] = sd / np.sqrt(number)
    table["bias % of SE"], table["± (bias %)"] = 100 * table["bias"] / sd, 100 / np.sqrt(number)
    table["rejected %"], table["± (rejected)"] = _percent(table["rejected"], table["tested"])
    table["covered %"], table["± (covered)"] = _percent(table["covered"], table["bounded"])
    table["refused %"] = 100 * (1 - table["tested"] / table["runs"])
    table["no mentor variance %"] = _percent(table["on_edge"], table["tested"])[0]
    table.loc[table.index.get_level_values("method") != MODEL, "no mentor variance %"] = np.nan
    table["runs"] = table["runs"].astype(int)
    return _rounded(table.reset_index()[COLUMNS])


def bands(world: str, n: int, *, effect: bool) -> list[Band]:
    """What is promised of a primary contrast in this world; nothing where attrition depends on the outcome."""
    if world == ATTRITION:
        return []
    hard = n < 120 or world == LARGELY
    covered = Band("covered %", 92.5 if hard else 93.5, 97.0 if hard else 96.5)
    rejected = [] if effect else [Band("rejected %", 3.5, 7.5 if hard else 6.5)]
    return [*rejected, covered, Band("bias % of SE", -5.0, 5.0)]


ERRORS = {"rejected %": "± (rejected)", "covered %": "± (covered)", "bias % of SE": "± (bias %)"}


def judged(table: pd.DataFrame) -> pd.DataFrame:
    """Every number that something is promised of, a row each: the cell, number, value, error, low, high, verdict."""
    primary = table[(table["method"] == MODEL) & table["contrast"].isin(CONTRASTS)]
    answered = (primary["runs"] * (1 - primary["refused %"] / 100)).round().clip(lower=1)
    rows = [
        {name: cell[name] for name in KEY}
        | {"number": band.number, "value": cell[band.number], "error": cell[ERRORS[band.number]],
           "low": band.low, "high": band.high, "verdict": band.judge(cell[band.number], cell["answered"])}
        for cell in primary.assign(answered=answered).to_dict("records")
        for band in bands(cell["world"], cell["n"], effect=cell["effect"])
        if np.isfinite(cell[band.number])
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _percent(count: pd.Series, of: pd.Series) -> tuple[pd.Series, pd.Series]:
    """A share in percent and its Monte Carlo error, which is never 0: a count of none is taken for half a one."""
    share = count / of.where(of > 0)
    held = share.clip(lower=0.5 / of, upper=1 - 0.5 / of)
    return 100 * share, 100 * np.sqrt(held * (1 - held) / of)


def _ranges(firsts: pd.Series) -> str:
    """The seeds of blocks in words: ``0-499``, or ``0-99, 150-199``."""
    starts = sorted(firsts.unique())
    found: list[list[int]] = []
    for start in starts:
        if found and start == found[-1][1] + 1:
            found[-1][1] = start + BLOCK - 1
        else:
            found.append([start, start + BLOCK - 1])
    return ", ".join(f"{low}-{high}" for low, high in found)


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    fine = ["truth", "mean estimate", "bias", "± (bias)"]
    coarse = [name for name in COLUMNS if "%" in name or name in ("± (rejected)", "± (covered)")]
    return table.round(dict.fromkeys(fine, 4) | dict.fromkeys(coarse, 2))
