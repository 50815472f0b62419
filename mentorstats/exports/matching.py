"""Whether the tables are about the same people.

Where many people of one table are in no other, nearly always their identifiers are written in another way, and answers
of real mentees are lost.  That matters more than anything else that can be said of exports.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import cast

import numpy as np
import pandas as pd

from mentorstats.ids import isin
from mentorstats.problems import Count, Problems

__all__ = ["check_matching"]

# So many of a file's people in no pairing are more than slips.
_SHARE, _FEWEST = 0.2, 2


def check_matching(tables: Mapping[str, pd.DataFrame], problems: Problems, *, waiting: Collection[str] = ()) -> None:
    """Name each file of which a fifth or more of the people are not in the table that they should be in.

    ``tables`` have everyone's identifiers as categories from one list, and are indexed by file and line.  ``waiting``
    are people who are known to be in no pairing, as they wait for someone.
    """
    pairings, people = tables["pairings"], tables["people"]
    if pairings.empty:
        return
    paired = pd.concat([pairings["mentee_id"], pairings["mentor_id"]])
    for file, column, ids in _named_in(tables):
        _check(file, column, ids[~ids.isin(list(waiting))], paired, "in no pairing", problems)
    if len(people):
        for side in ("mentee_id", "mentor_id"):
            for file, ids in _by_file(pairings[side]):
                _check(file, side, ids, people["person_id"], "not in the list of people", problems)


def _named_in(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, str, pd.Series]]:
    for table, columns in (("surveys", ["person_id"]), ("sessions", ["mentee_id", "mentor_id"])):
        for column in columns:
            for file, ids in _by_file(tables[table][column]):
                yield file, column, ids


def _by_file(ids: pd.Series) -> Iterator[tuple[str, pd.Series]]:
    """The different people of each file, as categories from the list of all."""
    if ids.empty:
        return
    index, dtype = cast("pd.MultiIndex", ids.index), cast("pd.CategoricalDtype", ids.dtype)
    files, codes = np.asarray(index.codes[0]), ids.cat.codes.to_numpy()
    for number in pd.unique(files).tolist():
        people = np.flatnonzero(np.bincount(codes[(files == number) & (codes >= 0)])).tolist()
        yield str(index.levels[0][number]), pd.Series(pd.Categorical.from_codes(people, dtype=dtype))


def _check(file: str, column: str, ids: pd.Series, others: pd.Series, where: str, problems: Problems) -> None:
    strangers = ~isin(ids, others)
    count = int(strangers.sum())
    if count < _FEWEST or count < _SHARE * len(ids):
        return
    problems.add(
        rule="people-do-not-match", severity="warning", file=file, column=column, first=True,
        facts=(Count(count, "person is", "people are"), Count(len(ids), "person", "people")),
        problem=f"{{}} {where}, of {{}} who are named in this column; identifiers may be written in two ways",
        action="write everyone alike in all exports; nothing, if these people do not belong together",
    )  # fmt: skip
