"""What was found wrong with an export, as data: which rule, where, how grave, and what to do.

Each problem has a stable ``rule``, such as ``never-began``: code decides by it, sentences are for people.  An export
with one habit that cannot be read has it in every row, so problems that say the same are told once: what is wrong,
how often, where the first few are, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from mentorstats.formats import count_noun
from mentorstats.own_files import PROBLEMS
from mentorstats.text import plural, shorten, shown_cell, visible

__all__ = [
    "PROBLEM_COLUMNS",
    "Count",
    "Problem",
    "ProblemGroup",
    "Problems",
    "Quote",
    "Severity",
    "group_problems",
    "masked_id",
    "problem_table",
]

Severity = Literal["blocking", "warning", "note"]

PROBLEM_COLUMNS = PROBLEMS.columns

_SEVERITIES = ("blocking", "warning", "note")
_PLACES_SHOWN, _VALUE_LENGTH, _CELL_LENGTH = 8, 60, 80


@dataclass(frozen=True, slots=True)
class Quote:
    """What an export says, as a sentence quotes it, with its ``code`` or the number of ``cells`` that say it.

    >>> str(Quote("Banking", code="5221")), str(Quote("Stealth mode", cells=2))
    ('“Banking” (5221)', '“Stealth mode” (2 cells)')
    """

    text: str
    cells: int | None = None
    code: str = ""

    def __str__(self) -> str:
        behind = self.code if self.cells is None else count_noun(self.cells, "cell")
        text = shown_cell(self.text)
        return f"“{text}” ({behind})" if behind else f"“{text}”"


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things, as a sentence says it; ``several`` are the words for more than one, if not ``one`` with s.

    >>> str(Count(1, "row")), str(Count(1200, "session has", "sessions have"))
    ('1 row', '1,200 sessions have')
    """

    number: int
    one: str
    several: str = ""

    def __str__(self) -> str:
        return f"{self.number:,} {plural(self.number, self.one, self.several)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding about an export; ``blocking`` stops the analysis, ``warning`` and ``note`` do not.

    ``problem`` is a sentence.  Where it has ``facts``, a pair of braces stands in it for each of them.  ``set_aside``
    says that a row of the file is not used because of it; ``nearest`` are known words that the value may stand for;
    ``first`` puts it before all others as grave; ``setting`` is the line of the settings that would mend it.

    >>> Problem(rule="blank-rows", severity="note", problem="{} passed over", action="", facts=(Count(2, "row"),)).text
    '2 rows passed over'
    """

    rule: str
    severity: Severity
    problem: str
    action: str
    file: str = ""
    line: int | None = None
    column: str = ""
    value: str = ""
    facts: tuple[Quote | Count, ...] = ()
    set_aside: bool = False
    nearest: tuple[str, ...] = ()
    first: bool = False
    setting: str = ""

    @property
    def text(self) -> str:
        """The sentence with its facts."""
        return self.with_facts(self.facts)

    @property
    def general(self) -> str:
        """The sentence without what it quotes, which is the same for all problems of this kind."""
        return self.with_facts(["“…”" if isinstance(fact, Quote) else fact for fact in self.facts])

    def with_facts(self, facts: Iterable[object]) -> str:
        """The sentence with these facts instead of its own, one for each of them."""
        if not self.facts:
            return self.problem
        pieces = self.problem.split("{}")
        return "".join(f"{piece}{fact}" for piece, fact in zip(pieces, (*facts, ""), strict=True))


class Problems:
    """Collects the problems that are found on the way from files to a program."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def add(self, *, rule: str, severity: Severity, problem: str, action: str, **where: Any) -> None:
        """Take in one problem; ``where`` are the other fields of ``Problem``."""
        self.found.append(Problem(rule=rule, severity=severity, problem=problem, action=action, **where))

    def add_rows(
        self,
        frame: pd.DataFrame,
        mask: pd.Series,
        *,
        rule: str,
        column: str,
        problem: str | pd.Series,
        action: str,
        severity: Severity = "warning",
        set_aside: bool = False,
        nearest: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Take in one problem for each row of ``mask``, with its cell of ``column``; identifiers are masked.

        ``frame`` is indexed by file and line; ``problem`` is a sentence for all rows or a Series with each row's own;
        ``nearest`` are known words by the cell that may stand for them.
        """
        if not mask.any():
            return
        rows = frame.index[mask]
        cells = frame.loc[mask, column] if column in frame else pd.Series("", index=rows)
        sentences = problem[mask] if isinstance(problem, pd.Series) else [problem] * len(rows)
        for (file, line), cell, sentence in zip(rows, cells, sentences, strict=True):
            self.add(
                rule=rule, severity=severity, file=str(file), line=int(line), column=column,
                value=_shown(cell, column), problem=sentence, action=action, set_aside=set_aside,
                nearest=(nearest or {}).get(cell, ()),
            )  # fmt: skip

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take in problems that were found elsewhere."""
        self.found.extend(problems)

    def in_order(self) -> tuple[Problem, ...]:
        """The gravest first, then by file and line; those of a whole file after those of its lines."""
        ordered = sorted(self.found, key=lambda p: (_SEVERITIES.index(p.severity), p.file, p.line is None, p.line or 0))
        return tuple(ordered)


def _shown(cell: object, column: str) -> str:
    text = "" if pd.isna(cell) else str(cell)  # type: ignore[arg-type]
    if text and (column.endswith("_id") or column == "logged_by" or "@" in text):
        return masked_id(text)
    return shorten(text, _CELL_LENGTH)


def masked_id(value: object) -> str:
    """An identifier without what it says, since identifiers may be names or e-mail addresses.

    >>> masked_id("someone@example.org")
    'so…(19 characters)'
    """
    text = str(value)
    return f"{text[: min(2, len(text) // 3)]}…({count_noun(len(text), 'character')})"


def problem_table(problems: Iterable[Problem]) -> pd.DataFrame:
    """One row a problem, in the given order: severity, file, line (missing for a whole file), column, value, …

    What stands in the exports is cut at 200 characters and without those that nobody sees.

    >>> problem_table([Problem(rule="x", severity="note", problem="odd", action="nothing")]).loc[0, "problem"]
    'odd'
    """
    rows = [
        (
            p.severity,
            shown_cell(p.file),
            p.line,
            *map(shown_cell, (p.column, p.value)),
            visible(p.text),
            visible(p.action),
        )
        for p in problems
    ]
    table = pd.DataFrame(rows, columns=list(PROBLEM_COLUMNS)).astype({"line": "Int64"})
    return table.astype(dict.fromkeys([name for name in PROBLEM_COLUMNS if name != "line"], "str"))


@dataclass(frozen=True)
class ProblemGroup:
    """Problems of one rule that say the same and are mended alike; ``places`` are the first of ``count``.

    ``example`` is one of them, without what it quotes where they differ in that.  A place is a file, line, column and
    the value that stands there, all as text; long values are cut.
    """

    example: Problem
    count: int
    places: tuple[tuple[str, str, str, str], ...]

    @property
    def rule(self) -> str:
        return self.example.rule

    @property
    def severity(self) -> Severity:
        return self.example.severity

    @property
    def problem(self) -> str:
        return self.example.text

    @property
    def action(self) -> str:
        return self.example.action


def group_problems(problems: Iterable[Problem]) -> tuple[ProblemGroup, ...]:
    """The problems of the exports, those that say the same together; the gravest and most frequent first.

    Two also say the same when they differ only in what they quote.

    >>> wrong = Problem(rule="no-number", severity="note", problem="not a number", action="write one", value="x")
    >>> [(group.count, group.places) for group in group_problems([wrong, replace(wrong, line=7)])]
    [(2, (('', '', '', 'x'), ('', '7', '', 'x')))]
    """
    alike: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.rule, problem.severity, problem.general, problem.action), []).append(problem)
    groups = [_group(members) for members in alike.values()]
    return tuple(sorted(groups, key=lambda g: (_SEVERITIES.index(g.severity), not g.example.first, -g.count)))


def _group(members: list[Problem]) -> ProblemGroup:
    example = members[0]
    if any(problem.text != example.text for problem in members):
        facts = tuple(Quote("…") if isinstance(fact, Quote) else fact for fact in example.facts)
        example = replace(example, facts=facts)
    return ProblemGroup(example, len(members), tuple(_place(problem) for problem in members[:_PLACES_SHOWN]))


def _place(problem: Problem) -> tuple[str, str, str, str]:
    line = "" if problem.line is None else f"{problem.line}"
    return shown_cell(problem.file), line, shown_cell(problem.column), shorten(visible(problem.value), _VALUE_LENGTH)
