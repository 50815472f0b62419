"""How the pairings stand: every status with how many pairings have it, those that never began included.

How many pairings began and how many were closed early is told elsewhere, exactly.  So a status that is hidden must not
follow from these two: closed early is not among those that keep another status from being worked out.
"""

from __future__ import annotations

import pandas as pd

from mentorstats.privacy.suppression import suppress_small_counts
from mentorstats.program import Program
from mentorstats.schema.tables import NEVER_BEGAN, STATUSES
from mentorstats.tables.pairs import pair_rows

__all__ = ["NOT_SAID", "pairing_statuses"]

NOT_SAID = "not said"
_CLOSED = "closed_early"


def pairing_statuses(program: Program) -> pd.DataFrame:
    """One row a status that occurs: status, began (whether such pairings began) and pairings (as text).

    Small numbers are hidden, by the mentees behind them.  Empty where no pairing has a status; without those that
    began where all but a few of them were closed early.

    >>> from mentorstats import simulate_program
    >>> program, _ = simulate_program(seed=1, mentees=120)
    >>> pairing_statuses(program)["status"].tolist()
    ['active', 'completed', 'closed_early', 'proposed', 'declined']
    """
    if program.pairings["status"].isna().all():
        return pd.DataFrame({"status": [], "began": [], "pairings": []}, dtype="str")
    few = program.min_people
    began = pair_rows(program)
    never = program.pairings[program.pairings["status"].isin(NEVER_BEGAN)]
    parts = [_shown(began, few, alone=_CLOSED), _shown(never, few)]
    table = pd.concat([part.assign(began=first) for part, first in zip(parts, (True, False), strict=True)])
    order = {status: place for place, status in enumerate((*STATUSES, NOT_SAID))}
    table = table.sort_values(["began", "status"], key=lambda c: c.map(order) if c.name == "status" else ~c)
    return table[["status", "began", "pairings"]].reset_index(drop=True)


def _shown(rows: pd.DataFrame, few: int, *, alone: str = "") -> pd.DataFrame:
    """Counts by status; the one that is told ``alone`` elsewhere hides no other, if it is told there."""
    said = rows["status"].fillna(NOT_SAID)
    counts = pd.DataFrame({"pairings": said.value_counts(), "people": rows.groupby(said)["mentee_id"].nunique()})
    told = (counts.index == alone) & (counts["people"] >= few).to_numpy()
    others = rows.loc[said != alone, "mentee_id"].nunique() if told.any() else 0
    if 0 < others < few:
        counts, told = counts.head(0), told[:0]
    parts = [
        suppress_small_counts(own[["pairings"]], min_people=few, people=own[["people"]])
        for own in (counts[told], counts[~told])
        if len(own)
    ]
    empty = pd.DataFrame({"pairings": []}, dtype="str")
    return pd.concat([empty, *parts]).rename_axis("status").reset_index()
