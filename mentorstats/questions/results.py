"""One row of an answer's table, and one of its checks, as fields.

The table's text is composed here and nowhere taken apart again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import pandas as pd

from mentorstats.formats import Unit

__all__ = ["CHECK_COLUMNS", "NUMBERS", "TABLE_COLUMNS", "Check", "ResultRow", "numbers_of", "results_table"]

NUMBERS = ("estimate", "conf_low", "conf_high", "p_value", "df")
TABLE_COLUMNS = (
    "question", "outcome", "contrast", "role", "method", *NUMBERS, "n_mentees", "n_mentors", "verdict",
)  # fmt: skip


@dataclass(frozen=True)
class ResultRow:
    """What one method says of one contrast.

    ``detail`` says how often, how exact or how wide, of this contrast alone; ``refusal`` why there are no numbers, or
    not all.  ``unit`` is that of the estimate and its interval, None for the outcome's own.  Numbers that a method does
    not have are missing (nan); numbers of people are None where they are not told.
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
    n_mentees: int | None = None
    n_mentors: int | None = None
    verdict: str = ""
    detail: str = ""
    refusal: str = ""
    unit: Unit | None = None

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
    """Rows as the table of an answer."""
    table = pd.DataFrame([row.record() for row in rows], columns=list(TABLE_COLUMNS))
    return table.astype({"n_mentees": "Int64", "n_mentors": "Int64"})


class Check(NamedTuple):
    """One check; ``status`` is fine, note, caution or stop."""

    check: str
    result: str
    status: Literal["fine", "note", "caution", "stop"]
    meaning: str


CHECK_COLUMNS = Check._fields
