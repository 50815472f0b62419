"""A factor: a number, or the shares of kinds, for each mentee, averaged over the mentors begun by the landmark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorstats.tables.mentees import Participations

__all__ = ["SURFACE", "Factor", "averaged", "categories", "met_pairs", "number"]

SURFACE = "respect surface"


@dataclass(frozen=True, eq=False)
class Factor:
    """One thing that may go with the outcome.

    ``columns`` (a row for each row of ``Participations.table``, indexed by its ``row``) are numbers, missing if the
    exports do not tell; ``steps`` says in words what ``per`` more of each column is.  ``after`` marks what happens
    after the match, ``given`` that the shares of industries are in the model too, ``kinds`` that the columns are the
    shares of all kinds, one of which is the reference, ``repeats`` that other factors hold the same information.
    ``confounded`` says what else could be behind it.  Without columns, ``missing`` says which export would tell, or
    ``refusal`` why it cannot be looked at.
    """

    name: str
    title: str
    columns: pd.DataFrame
    steps: dict[str, str]
    confounded: str
    after: bool = False
    given: bool = False
    kinds: bool = False
    per: float = 1.0
    repeats: bool = False
    missing: str = ""
    refusal: str = ""


def met_pairs(participations: Participations) -> pd.DataFrame:
    """The pairings that count at the landmark, with the row of their mentee and the day of the last final answer."""
    return participations.mentors_met()


def number(name: str, title: str, values: pd.Series, met: pd.DataFrame, *, step: str, **words) -> Factor:
    """A factor that is a number for each pairing; one without columns if no number is known."""
    known = values.astype(float)
    if not known.notna().any():
        return Factor(name, title, pd.DataFrame(), {}, **words)
    return Factor(name, title, averaged(known.to_frame(name), met), {name: step}, **words)


def categories(name: str, title: str, values: pd.Series, met: pd.DataFrame, **words) -> Factor:
    """The share of mentors of each kind, the most frequent kind first."""
    text = values.astype("str")
    kinds = text.dropna().value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable").index
    if kinds.empty:
        return Factor(name, title, pd.DataFrame(), {}, **words)
    shares = pd.DataFrame({kind: (text == kind).astype(float).where(text.notna()) for kind in kinds})
    return Factor(name, title, averaged(shares, met), {kind: kind for kind in kinds}, kinds=True, **words)


def averaged(columns: pd.DataFrame, met: pd.DataFrame) -> pd.DataFrame:
    """Means over each mentee's pairings; missing if any value is, so that no average is of half the mentors."""
    complete = columns.notna().all(axis=1).groupby(met["row"]).transform("all")
    return columns[complete].groupby(met.loc[complete, "row"]).mean().astype(float).replace([np.inf, -np.inf], np.nan)
