"""Which industries a program's people come from: as they typed them, and as they were understood.

Everybody in a pairing that began counts once for each industry that they named, mentees and mentors alike.
"""

from __future__ import annotations

import pandas as pd

from mentorstats.industry.words import key
from mentorstats.program import Program
from mentorstats.rounding import Counted
from mentorstats.sharing import Apart, describe
from mentorstats.tables.pairs import pair_rows

__all__ = ["industry_table", "people_by_industry", "shared_names", "unplaced_pairings"]


def people_by_industry(program: Program) -> pd.DataFrame:
    """One row for each industry of a program, most people first: code, title, people, mentors (how many).

    A person with several industries counts in each; ``people`` are mentees and mentors together.
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
    unknown) and people.  What could not be placed has neither industry nor code.  Names that differ in case or in such
    marks as ``&`` only are one row.  Names that few people typed are not shared.
    """
    named = _named(program)
    spellings = named.groupby("name")["part"].agg(lambda parts: parts.value_counts(sort=True).index[0])
    first = named.groupby("name")[["code", "method"]].first()
    table = first.assign(people=named.groupby("name")["person_id"].nunique(), name=spellings)
    table = table.reset_index(drop=True).sort_values(["people", "name"], ascending=[False, True], ignore_index=True)
    table["industry"] = table["code"].map(program.industries.title, na_action="ignore")
    words = ["name", "industry", "code", "method"]
    few = table.loc[~table["people"].map(program.rounding.enough).astype(bool), "name"]
    return describe(
        table[[*words, "people"]].astype(dict.fromkeys(words, "str")),
        {**dict.fromkeys(words, "exact"), "people": "count"},
        rounding=program.rounding,
        by=["name"],
        rows={(name,): Apart() for name in few},
    )


def shared_names(program: Program) -> frozenset[str]:
    """The names of industries that enough people in pairings typed to be told, however they spelled them."""
    named = _named(program)
    people = named.groupby("name")["person_id"].transform("nunique")
    return frozenset(named.loc[people.map(program.rounding.enough).astype(bool), "part"])


def unplaced_pairings(program: Program) -> tuple[Counted, Counted, int]:
    """The pairings that began and could not be told same, adjacent or distant, the others, and all their mentees."""
    pairs = pair_rows(program)
    unknown = pairs["proximity"] == "unknown"
    sides = [Counted(len(own), own["mentee_id"].nunique()) for own in (pairs[unknown], pairs[~unknown])]
    return sides[0], sides[1], pairs["mentee_id"].nunique()


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
