"""Several rows about one person become one: files about the same people complete each other.

A contact list knows who takes part, another list their industries.  The first row counts; what it does not say is
taken from the later ones, and what they say otherwise is named.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mentorstats.problems import Problems

__all__ = ["merge_people"]


def merge_people(people: pd.DataFrame, problems: Problems) -> tuple[pd.DataFrame, pd.Index]:
    """The people, one row each and cohort, and file and line of the later rows that said something of their own.

    ``people`` is indexed by file and line.  A row without a cohort is of the one that the person's other rows have.
    """
    by_person = people.groupby("person_id", observed=True, sort=False)["cohort"]
    cohort = people["cohort"].fillna(by_person.transform("first").where(by_person.transform("nunique") == 1))
    keys = pd.DataFrame({"person": people["person_id"].astype("str"), "cohort": cohort})
    again = keys.duplicated()
    if not again.any():
        return people, people.index[:0]
    group = keys.groupby(["person", "cohort"], dropna=False, sort=False).ngroup().to_numpy()
    completed = people.assign(cohort=cohort)
    adds, contradicts = np.zeros(len(people), dtype=bool), np.zeros(len(people), dtype=bool)
    place_of_first = np.flatnonzero(~again.to_numpy())[group]
    for name in people.columns.drop("person_id"):
        column = completed[name].reset_index(drop=True)
        first_said = column.groupby(group, sort=False).transform("first")
        filled = column.notna().to_numpy()
        adds |= filled & again.to_numpy() & column.iloc[place_of_first].isna().to_numpy() & _is_first(filled, group)
        contradicts |= filled & again.to_numpy() & (column != first_said).to_numpy(dtype=bool, na_value=False)
        completed[name] = column.where(filled | again.to_numpy(), first_said).set_axis(people.index)
    rows = pd.DataFrame({"adds": adds, "contradicts": contradicts}, index=people.index)
    completes, differs = rows["adds"], rows["contradicts"]
    problems.add_rows(
        people, completes & ~differs, rule="row-completes", column="person_id", severity="note",
        problem="a second row about this person says what the first one does not; the two were read as one",
        action="nothing, if this is one person",
    )  # fmt: skip
    problems.add_rows(
        people, completes & differs, rule="row-completes", column="person_id",
        problem="a second row about this person says more than the first one, and some of it otherwise; where the two "
        "differ the first counts", action="keep what is right for each person and cohort",
    )  # fmt: skip
    problems.add_rows(
        people, again & ~completes, rule="second-row", column="person_id", set_aside=True,
        problem="a second row about this person is set aside; the first counts",
        action="keep the row that is right for each person and cohort",
    )  # fmt: skip
    return completed[~again], people.index[completes]


def _is_first(filled: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Which rows are the first of their group that hold something."""
    return filled & ~pd.Series(np.where(filled, group, -1)).duplicated().to_numpy()
