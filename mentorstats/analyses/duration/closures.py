"""Pairings that were closed early: how many, who ended them, and why.

A reason is free text, which may tell of one person.  So where reasons are told, those that enough people share are
named, and all others are one line together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from mentorstats.formats import TextResult
from mentorstats.program import Program
from mentorstats.rounding import Counted, Rounding
from mentorstats.sharing import Apart, describe
from mentorstats.tables.pairs import pair_rows
from mentorstats.text import shown_cell

__all__ = ["EarlyClosures", "early_closures"]

NOT_SAID, OTHERS = "not said", "all others"
_COLUMNS = {"kind": "exact", "pairings": ("count", "mentees"), "mentees": "people"}


@dataclass(frozen=True, eq=False, repr=False)
class EarlyClosures(TextResult):
    """Early closures by who ended the pairing and by the reason that was given.

    ``by_whom`` and ``by_reason`` have a row a kind: kind, pairings and the mentees that they are of; a table is empty
    where the exports do not tell.  ``named_by_whom`` and ``named_by_reason`` are the kinds that may be named, all
    others together; ``total`` counts all, ``text`` says it in words.
    """

    by_whom: pd.DataFrame
    by_reason: pd.DataFrame
    named_by_whom: dict[str, Counted]
    named_by_reason: dict[str, Counted]
    total: Counted
    text: str


def early_closures(program: Program) -> EarlyClosures:
    """Count the pairings that were closed early by who ended them (``ended_by``) and why (``end_reason``).

    ``ended_by`` is a column of the pairings that says mentee, mentor or program, or the person's identifier.
    """
    closed, rounding = pair_rows(program).query("status == 'closed_early'").reset_index(drop=True), program.rounding
    mentees, whom, reasons = closed["mentee_id"], _spelled(_ended_by(closed)), _spelled(closed["end_reason"])
    named_by_whom, named_by_reason = _named(whom, mentees, rounding), _named(reasons, mentees, rounding)
    total = Counted(len(closed), mentees.nunique())
    return EarlyClosures(
        by_whom=_by_kind(whom, mentees, rounding),
        by_reason=_by_kind(reasons, mentees, rounding),
        named_by_whom=named_by_whom,
        named_by_reason=named_by_reason,
        total=total,
        text=_text(total, named_by_whom, named_by_reason, rounding),
    )


def _ended_by(closed: pd.DataFrame) -> pd.Series:
    """Who ended each pairing; an identifier of one of the two becomes mentee or mentor."""
    who = closed["ended_by"].astype("str")
    return who.mask(who == closed["mentee_id"], "mentee").mask(who == closed["mentor_id"], "mentor")


def _spelled(values: pd.Series) -> pd.Series:
    """Kinds that differ in case and spaces only, spelled as the first of them; nothing where nobody says one."""
    if values.isna().all():
        return pd.Series(dtype="str")
    plain = values.astype("str").str.split().str.join(" ")
    return plain.groupby(plain.str.casefold()).transform("first").fillna(NOT_SAID)


def _by_kind(kinds: pd.Series, mentees: pd.Series, rounding: Rounding) -> pd.DataFrame:
    counts = _counted(kinds, mentees)
    table = pd.DataFrame([(kind, *count) for kind, count in counts.items()], columns=list(_COLUMNS))
    few = {(kind,): Apart() for kind, count in counts.items() if not rounding.enough(count)}
    return describe(table, _COLUMNS, rounding=rounding, by=["kind"], rows=few)


def _named(kinds: pd.Series, mentees: pd.Series, rounding: Rounding) -> dict[str, Counted]:
    """The kinds that may be named, then all others and those of whom it is not said, whether there are any or not."""
    few = [kind for kind, count in _counted(kinds, mentees).items() if not rounding.enough(count)]
    found = _counted(kinds.mask(kinds.isin(few) & (kinds != NOT_SAID), OTHERS), mentees)
    last = {kind: found.pop(kind, Counted(0, 0)) for kind in (OTHERS, NOT_SAID)}
    return {shown_cell(kind): count for kind, count in (found | last).items()} if len(kinds) else {}


def _counted(kinds: pd.Series, mentees: pd.Series) -> dict[str, Counted]:
    """How many pairings of how many mentees are of each kind, most pairings first."""
    found = {str(kind): Counted(len(own), own.nunique()) for kind, own in mentees[kinds.index].groupby(kinds)}
    return dict(sorted(found.items(), key=lambda item: -item[1].number))


def _text(total: Counted, by_whom: Mapping[str, Counted], by_reason: Mapping[str, Counted], rounding: Rounding) -> str:
    closed = rounding.words(total, "pairing")
    parts = [f"{closed[:1].upper()}{closed[1:]} were closed early."]
    for kinds, heading, column in (
        (by_whom, "Who ended them", "ended_by in the pairings (mentee, mentor or program)"),
        (by_reason, "Why", "end_reason in the pairings"),
    ):
        if kinds:
            told = "; ".join(f"{kind} {rounding.cell(count)}" for kind, count in kinds.items())
            parts.append(f"{heading}: {told}.")
        else:
            parts.append(f"{heading} the exports do not tell; it would take {column}.")
    return " ".join(parts)
