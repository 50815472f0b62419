"""How the pairings stand: every status with how many pairings have it, those that never began included."""

from __future__ import annotations

import pandas as pd

from mentorstats.program import Program
from mentorstats.schema.tables import NEVER_BEGAN, STATUSES
from mentorstats.tables.pairs import pair_rows

__all__ = ["NOT_SAID", "pairing_statuses"]

NOT_SAID = "not said"


def pairing_statuses(program: Program) -> pd.DataFrame:
    """One row a status that there could be: status, began (whether such pairings began), pairings, and their mentees.

    Empty where no pairing has a status.

    >>> from mentorstats import simulate_program
    >>> program, _ = simulate_program(seed=1, mentees=120)
    >>> pairing_statuses(program)["status"].tolist()
    ['active', 'paused', 'completed', 'closed_early', 'not said', 'proposed', 'declined']
    """
    if program.pairings["status"].isna().all():
        return pd.DataFrame({"status": [], "began": [], "pairings": [], "mentees": []})
    never = program.pairings[program.pairings["status"].isin(NEVER_BEGAN)]
    both = pd.concat([pair_rows(program)[["status", "mentee_id"]], never[["status", "mentee_id"]]])
    mentees = both.groupby(both["status"].fillna(NOT_SAID).astype("str"))["mentee_id"]
    began = [status for status in (*STATUSES, NOT_SAID) if status not in NEVER_BEGAN]
    counts = pd.DataFrame({"pairings": mentees.size(), "mentees": mentees.nunique()})
    counts = counts.reindex([*began, *NEVER_BEGAN], fill_value=0).rename_axis("status").reset_index()
    return counts.assign(began=counts["status"].isin(began))[["status", "began", "pairings", "mentees"]]
