"""Pairings that were closed early: how many, who ended them, and why.

A reason is free text, which may tell of one person, so only reasons that enough people share are named, as often as
they were given; all others are one line together.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from mentorstats.formats import TextResult
from mentorstats.privacy.suppression import suppress_small_counts, total_text
from mentorstats.program import Program
from mentorstats.tables.pairs import pair_rows
from mentorstats.text import shown_cell

__all__ = ["EarlyClosures", "early_closures"]

NOT_SAID, OTHERS = "not said", "all others"


@dataclass(frozen=True, eq=False, repr=False)
class EarlyClosures(TextResult):
    """Early closures by who ended the pairing and by the reason that was given.

    ``by_whom`` and ``by_reason`` have a row a kind: kind and pairings (as text, small counts hidden); a table is empty
    where the exports do not tell.  ``total`` counts them as text; ``text`` says it in words.
    """

    by_whom: pd.DataFrame
    by_reason: pd.DataFrame
    total: str
    text: str


def early_closures(program: Program) -> EarlyClosures:
    """Count the pairings that were closed early by who ended them (``ended_by``) and why (``end_reason``).

    ``ended_by`` is a column of the pairings that says mentee, mentor or program, or the person's identifier.
    """
    few = program.min_people
    closed = pair_rows(program).query("status == 'closed_early'").reset_index(drop=True)
    total = total_text(len(closed), min_people=few, people=closed["mentee_id"].nunique())
    by_whom = _shared(_ended_by(closed), closed["mentee_id"], few)
    by_reason = _shared(closed["end_reason"], closed["mentee_id"], few)
    return EarlyClosures(by_whom, by_reason, total, _text(total, by_whom, by_reason))


def _ended_by(closed: pd.DataFrame) -> pd.Series:
    """Who ended each pairing; an identifier of one of the two becomes mentee or mentor."""
    who = closed["ended_by"].astype("str")
    return who.mask(who == closed["mentee_id"], "mentee").mask(who == closed["mentor_id"], "mentor")


def _shared(values: pd.Series, mentees: pd.Series, few: int) -> pd.DataFrame:
    """Counts of the kinds that at least ``few`` mentees share, the others together; few is hidden."""
    if values.isna().all():
        return pd.DataFrame({"kind": [], "pairings": []}, dtype="str")
    plain = values.astype("str").str.split().str.join(" ")
    spelled = plain.groupby(plain.str.casefold()).transform("first")
    people = mentees.groupby(spelled).nunique()
    named = spelled.where(spelled.isin(people.index[people >= few]), OTHERS).where(spelled.notna(), NOT_SAID)
    found = pd.DataFrame({"pairings": named.value_counts(), "people": mentees.groupby(named).nunique()})
    last = found.index.isin([OTHERS, NOT_SAID])
    found = found.assign(last=last).sort_values(["last", "pairings"], ascending=[True, False], kind="stable")
    shown = suppress_small_counts(found[["pairings"]], min_people=few, people=found[["people"]])
    return shown.rename(index=shown_cell).rename_axis("kind").reset_index()


def _text(total: str, by_whom: pd.DataFrame, by_reason: pd.DataFrame) -> str:
    parts = [f"{total[:1].upper()}{total[1:]} pairings were closed early."]
    for table, told, column in (
        (by_whom, "Who ended them", "ended_by in the pairings (mentee, mentor or program)"),
        (by_reason, "Why", "end_reason in the pairings"),
    ):
        if table.empty:
            parts.append(f"{told} the exports do not tell; it would take {column}.")
        else:
            kinds = "; ".join(f"{row['kind']} {row['pairings']}" for row in table.to_dict("records"))
            parts.append(f"{told}: {kinds}.")
    return " ".join(parts)
