"""The problems of the exports as a page tells them: what is wrong and what to do, for those who do not mend it.

Rows, values and how often are in ``problems.csv``, for whoever mends the exports.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from mentorstats.problems import Count, Problem, Quote, group_problems
from mentorstats.program import Program
from mentorstats.rounding import Rounding
from mentorstats.tables.industries import shared_names
from mentorstats.text import plural, shown_cell

__all__ = ["Problems", "shown_problems", "shown_words"]


@dataclass(frozen=True)
class Problems:
    """Problems that say the same: what, in which files and columns, and what to do; no row, no value, no number."""

    severity: str
    problem: str
    action: str
    where: str


def shown_problems(program: Program) -> tuple[Problems, ...]:
    """The problems of a program, those that say the same together."""
    shared, found = shared_names(program), []
    for group in group_problems(program.reported):
        places = [
            f"{file or 'the exports'}{f', column {column}' if column else ''}" for file, _, column, _ in group.places
        ]
        said = shown_words(group.example, program.rounding, shared=shared)
        found.append(Problems(group.severity, said, group.action, "; ".join(dict.fromkeys(places))))
    return tuple(found)


def shown_words(problem: Problem, rounding: Rounding, *, shared: Container[str] = ()) -> str:
    """A problem's words for a page: without the values that few people gave, and without numbers of rows.

    ``shared`` are the values that enough people gave; how many people are behind rows is not known here.

    >>> said = {"rule": "", "severity": "note", "problem": "{} read as {}", "action": ""}
    >>> shown_words(Problem(**said, facts=(Count(2, "cell"), Quote("Banking"))), Rounding(10))
    'some cells read as “…”'
    """
    if rounding.exact:
        return problem.text
    return problem.with_facts([_fact(fact, shared) for fact in problem.facts])


def _fact(fact: Quote | Count, shared: Container[str]) -> str:
    if isinstance(fact, Quote):
        return f"“{shown_cell(fact.text)}”" if fact.text in shared else "“…”"
    return f"some {plural(2, fact.one, fact.several)}"
