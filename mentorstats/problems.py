"""Problems that say the same, told once.

An export with one habit that cannot be read has it in every row.  A list of two thousand lines hides what two
would tell: what is wrong, how often, where the first few are, and what to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import pandas as pd

__all__ = ["PROBLEM_COLUMNS", "Problem", "ProblemGroup", "group_problems", "masked_id"]

_SEVERITIES = ("blocking", "warning", "note")
_PLACES_SHOWN, _VALUE_LENGTH = 8, 60
QUOTED = re.compile(r"“[^”]*”(?: \([^)]*\))?")


@dataclass(frozen=True)
class ProblemGroup:
    """Problems that say the same and are mended alike; ``places`` are the first of ``count``.

    A place is a file, line, column and the value that stands there, all as text; long values are cut.
    """

    severity: str
    problem: str
    action: str
    count: int
    places: tuple[tuple[str, str, str, str], ...]


def group_problems(problems: pd.DataFrame) -> tuple[ProblemGroup, ...]:
    """The problems of the exports, those that say the same together; the gravest and most frequent first.

    ``problems`` is that of a ``Program``.  Two also say the same when they differ only in what they quote.

    >>> one = {"severity": "note", "file": "a.csv", "line": 2, "column": "score", "value": "x",
    ...        "problem": "not a number", "action": "write a number"}
    >>> [(group.count, group.places) for group in group_problems(pd.DataFrame([one, {**one, "line": 7}]))]
    [(2, (('a.csv', '2', 'score', 'x'), ('a.csv', '7', 'score', 'x')))]
    """
    alike: dict[tuple[str, str, str], list[dict[Any, Any]]] = {}
    for row in problems.to_dict("records"):
        key = (row["severity"], QUOTED.sub("“…”", row["problem"]), row["action"])
        alike.setdefault(key, []).append(row)
    groups = [_group(general, rows) for (_, general, _), rows in alike.items()]
    return tuple(sorted(groups, key=lambda group: (_SEVERITIES.index(group.severity), -group.count)))


def _group(general: str, rows: list[dict[Any, Any]]) -> ProblemGroup:
    first = rows[0]
    return ProblemGroup(
        severity=first["severity"],
        problem=general if any(row["problem"] != first["problem"] for row in rows) else first["problem"],
        action=first["action"],
        count=len(rows),
        places=tuple(_place(row) for row in rows[:_PLACES_SHOWN]),
    )


def _place(row: dict[Any, Any]) -> tuple[str, str, str, str]:
    file, line, column, value = (
        "" if pd.isna(row[name]) else row[name] for name in ("file", "line", "column", "value")
    )
    text = str(value)
    cut = text if len(text) <= _VALUE_LENGTH else f"{text[: _VALUE_LENGTH - 1]}…"
    return str(file), f"{line:.0f}" if line != "" else "", str(column), cut


class Problem(NamedTuple):
    """One finding about an export; ``blocking`` stops the analysis, ``warning`` and ``note`` do not."""

    severity: Literal["blocking", "warning", "note"]
    file: str
    line: int | None
    column: str
    value: str
    problem: str
    action: str


PROBLEM_COLUMNS = Problem._fields


def masked_id(value: object) -> str:
    """An identifier without what it says, since identifiers may be names or e-mail addresses.

    >>> masked_id("someone@example.org")
    'so…(19 characters)'
    """
    text = str(value)
    return f"{text[: min(2, len(text) // 3)]}…({len(text)} character{'' if len(text) == 1 else 's'})"
