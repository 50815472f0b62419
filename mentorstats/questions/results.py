"""One row of an answer's table, and one of its checks, as fields.

The table's text is composed here and nowhere taken apart again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import pandas as pd

from mentorstats.formats import Unit
from mentorstats.rounding import Rounding, Steps
from mentorstats.sharing import Apart, describe

__all__ = [
    "ABSENT", "CHECK_COLUMNS", "NUMBERS", "SHOWN_COLUMNS", "TABLE_COLUMNS", "Check", "ResultRow", "answer_table",
    "numbers_of", "results_table",
]  # fmt: skip

NUMBERS = ("estimate", "conf_low", "conf_high", "p_value", "df")
TABLE_COLUMNS = (
    "question", "outcome", "contrast", "role", "method", *NUMBERS, "n_mentees", "n_mentors", "verdict",
)  # fmt: skip
SHOWN_COLUMNS = {
    **dict.fromkeys(("question", "outcome", "contrast", "role", "method", "verdict"), "exact"),
    **dict.fromkeys(("estimate", "conf_low", "conf_high"), "estimate"),
    "p_value": "p", "df": "df", "n_mentees": "people", "n_mentors": "people",
}  # fmt: skip
# Of a row that is not shown at all, since it is there only where somebody took part in something.
ABSENT = "absent"
# What tells the rows of a table apart.
_KEY = ("question", "outcome", "contrast", "role", "method")


@dataclass(frozen=True)
class ResultRow:
    """What one method says of one contrast.

    ``detail`` says how often, how exact or how wide, of this contrast alone; ``refusal`` why there are no numbers, or
    not all.  ``unit`` is that of the estimate and its interval, None for the outcome's own.  Numbers that a method does
    not have are missing (nan).  ``hidden`` says why none of them is shown, "" where they are, ``ABSENT`` where the row
    is not.
    """

    question: str
    outcome: str
    contrast: str
    role: str
    method: str
    estimate: float = math.nan
    conf_low: float = math.nan
    conf_high: float = math.nan
    p_value: float = math.nan
    df: float = math.nan
    n_mentees: int = 0
    n_mentors: int = 0
    verdict: str = ""
    detail: str = ""
    refusal: str = ""
    unit: Unit | None = None
    hidden: str = ""

    @property
    def method_text(self) -> str:
        """The method as the table has it.

        >>> ResultRow("explore", "trust", "a - b", "robustness", "ranks", refusal="too few").method_text
        'ranks: too few'
        """
        detailed = f"{self.method} ({self.detail})" if self.detail else self.method
        return f"{detailed}: {self.refusal}" if self.refusal else detailed

    def record(self) -> dict[str, Any]:
        """The row by ``TABLE_COLUMNS``."""
        return {name: getattr(self, name) for name in TABLE_COLUMNS} | {"method": self.method_text}


def numbers_of(source: Any) -> dict[str, float]:
    """Those of ``NUMBERS`` that a mapping or Series holds, or all of them from the attributes of a result."""
    if isinstance(source, Mapping | pd.Series):
        return {name: float(source[name]) for name in NUMBERS if name in source}
    return {name: float(getattr(source, name)) for name in NUMBERS}


def results_table(rows: Iterable[ResultRow]) -> pd.DataFrame:
    """Rows as a table, by ``TABLE_COLUMNS``."""
    table = pd.DataFrame([row.record() for row in rows], columns=list(TABLE_COLUMNS))
    return table.astype({"n_mentees": "Int64", "n_mentors": "Int64"})


def answer_table(rows: Sequence[ResultRow], *, rounding: Rounding, steps: Steps) -> pd.DataFrame:
    """Rows as the table of an answer, which says how they may be shown; ``steps`` are those of the outcome's scale."""
    table = results_table(rows)
    apart = {tuple(row.record()[name] for name in _KEY): shown for row in rows if (shown := _apart(row)) is not None}
    return describe(table, SHOWN_COLUMNS, rounding=rounding, steps=steps, by=_KEY, rows=apart)


def _apart(row: ResultRow) -> Apart | None:
    """How a row is shown that is not shown as the others are."""
    if row.hidden == ABSENT:
        return Apart()
    if row.hidden:
        return Apart(words={"method": f"{row.method}: {row.hidden}", "verdict": row.verdict and "cannot tell"})
    return None if row.unit is None else Apart(row.unit.step)


class Check(NamedTuple):
    """One check; ``status`` is fine, note, caution or stop."""

    check: str
    result: str
    status: Literal["fine", "note", "caution", "stop"]
    meaning: str


CHECK_COLUMNS = Check._fields
