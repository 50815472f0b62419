"""Which industries a program's people come from: as they typed them, and as they were understood.

Everybody in a pairing that began counts once for each industry that they named, mentees and mentors alike.
Before these counts are shown, those of few people are hidden.
"""

from __future__ import annotations

import pandas as pd

from mentorstats.industry.words import key
from mentorstats.privacy.suppression import suppress_small_counts
from mentorstats.program import Program
from mentorstats.tables.pairs import pair_rows

__all__ = ["industry_table", "people_by_industry", "shared_names", "unplaced_pairings"]


def people_by_industry(program: Program) -> pd.DataFrame:
    """One row for each industry of a program, most people first: code, title, people, mentors (how many).

    A person with several industries counts in each; ``people`` are mentees and mentors together.  The numbers
    are not suppressed.
    """
    named = _named(program).dropna(subset="code")
    people = named.groupby("code")["person_id"].nunique()
    mentors = named[named["side"] == "mentor"].groupby("code")["person_id"].nunique()
    table = pd.DataFrame({"people": people, "mentors": mentors.reindex(people.index, fill_value=0)})
    table = table.rename_axis("code").reset_index()
    table.insert(1, "title", table["code"].map(program.industries.title))
    return table.sort_values(["people", "code"], ascending=[False, True], ignore_index=True)


def industry_table(program: Program) -> pd.DataFrame:
    """The industries of a program as people typed them, and what each was taken for, most people first.

    Columns: name (in its most usual spelling), industry (a plain title), code, method (exact, alias, fuzzy,
    unknown) and people (as text, ``<10`` where they are few).  What could not be placed has neither industry
    nor code.  Names that differ in case or in such marks as ``&`` only are one row.
    """
    named = _named(program)
    spellings = named.groupby("name")["part"].agg(lambda parts: parts.value_counts(sort=True).index[0])
    first = named.groupby("name")[["code", "method"]].first()
    table = first.assign(people=named.groupby("name")["person_id"].nunique(), part=spellings)
    table = table.sort_values(["people", "part"], ascending=[False, True], ignore_index=True)
    # The people of an industry are told elsewhere, so the names of each are hidden among themselves.
    few = program.min_people
    shown = pd.Series("", index=table.index, dtype="str")
    for _, own in table[["people"]].groupby(table["code"].fillna(""), sort=False):
        shown[own.index] = suppress_small_counts(own, min_people=few)["people"]
    titles = table["code"].map(program.industries.title, na_action="ignore")
    named_so = {"name": table["part"], "industry": titles, "code": table["code"], "method": table["method"]}
    return pd.DataFrame({**named_so, "people": shown}).astype("str")


def shared_names(program: Program) -> frozenset[str]:
    """The names of industries that at least ``min_people`` people in pairings typed, however they spelled them."""
    named = _named(program)
    people = named.groupby("name")["person_id"].transform("nunique")
    enough = named[people >= program.min_people]
    return frozenset(enough["part"])


def unplaced_pairings(program: Program) -> tuple[int, int, int]:
    """How many pairings that began could not be told same, adjacent or distant, of how many mentees; how many began."""
    pairs = pair_rows(program)
    unknown = pairs[pairs["proximity"] == "unknown"]
    return len(unknown), unknown["mentee_id"].nunique(), len(pairs)


def _named(program: Program) -> pd.DataFrame:
    """One row a person, side and industry named: person_id, side, part (as typed), name (the same for variants)."""
    return program.derived.once("named industries", lambda: _named_by(program, pair_rows(program))).copy(deep=False)


def _named_by(program: Program, pairs: pd.DataFrame) -> pd.DataFrame:
    sides = [
        pd.DataFrame({"person_id": pairs[f"{side}_id"], "side": side, "cell": pairs[f"{side}_industry"]})
        for side in ("mentee", "mentor")
    ]
    written = pd.concat(sides).dropna().drop_duplicates()
    parts = {cell: program.industries.parts(cell) for cell in written["cell"].unique()}
    rows = [
        (person, side, part.text, " ".join(key(part.text)) or part.text, part.code, part.method)
        for person, side, cell in written.itertuples(index=False)
        for part in parts[cell]
    ]
    frame = pd.DataFrame(rows, columns=["person_id", "side", "part", "name", "code", "method"])
    return frame.astype({"code": "str", "method": "str"})
