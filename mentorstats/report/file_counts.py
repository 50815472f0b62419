"""How many rows of each file are used and set aside, told so that no few people follow from it.

The rows of a table are of kinds that the page counts elsewhere: pairings that began, sessions that were held, answers
of a wave.  Where one kind is about few people, or misses few, all rows less the others would be that kind.  So the
number of rows is then rounded, from numbers that a stand-in replaces the few in: what is told depends on no few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from mentorstats.problems import Problem, ProblemGroup
from mentorstats.program import Program
from mentorstats.schema.tables import NEVER_BEGAN
from mentorstats.tables.pairs import pair_rows

__all__ = ["FileRows", "few_people_in", "rows_of_files", "told_rows"]

# Where rows cannot be told apart by kind, so that no stand-in can be found: steps much larger than a few.
_STEP = 50


@dataclass(frozen=True)
class FileRows:
    """One file: what it was read as, and its rows, those used and those set aside, as text."""

    file: str
    table: str
    rows: str
    used: str
    set_aside: str


@dataclass(frozen=True)
class _Kind:
    """Rows of one kind, how many people they are about, and of how many people these are part."""

    rows: int
    people: int
    whole: int = 0

    def few(self, least: int) -> bool:
        return 0 < self.people < least or 0 < self.whole - self.people < least

    def stand_in(self, least: int) -> int:
        """How many rows might be expected, without the few: of those who are in it, or miss it."""
        few = least // 2
        return self.whole - few if self.whole and self.people >= least else few


def told_rows(rows: int, kinds: list[_Kind], *, min_people: int) -> str:
    """A number of rows as text, rounded where it would give away a kind of few people.

    >>> told_rows(560, [_Kind(557, 340), _Kind(3, 3)], min_people=10)
    'about 560'
    >>> told_rows(595, [_Kind(557, 340), _Kind(38, 35)], min_people=10)
    '595'
    """
    if not any(kind.few(min_people) for kind in kinds):
        return f"{rows:,}"
    if sum(kind.rows for kind in kinds) != rows:
        return f"about {_STEP * round(rows / _STEP):,}" if rows >= _STEP else f"fewer than {_STEP}"
    expected = sum(kind.stand_in(min_people) if kind.few(min_people) else kind.rows for kind in kinds)
    return f"about {max(min_people, round(expected, -1)):,}"


def rows_of_files(program: Program) -> tuple[FileRows, ...]:
    """Each file of the exports with its rows as they may be told."""
    files, least = program.files, program.min_people
    kinds = {table: list(of(program)) for table, of in _KINDS.items()}
    told = []
    for row in files.to_dict("records"):
        used = told_rows(row["used"], kinds.get(row["table"], []), min_people=least)
        aside = _told_aside(program.reported, row["file"], row["set_aside"], least)
        rows = _together(row["rows"], used, aside, least)
        told.append(FileRows(row["file"], row["table"], rows, used, aside))
    return tuple(told)


def _told_aside(problems: Iterable[Problem], file: str, count: int, least: int) -> str:
    """Rows set aside: a few are not counted, nor is a sum of which all but a few are known from the problems."""
    if count == 0 or least == 1:
        return f"{count:,}"
    if count < least:
        return "a few"
    aside = [problem for problem in problems if problem.set_aside]
    times = Counter(problem.text for problem in aside)
    often = [times[problem.text] >= least for problem in aside if problem.file == file]
    large, few = sum(often), len(often) - sum(often)
    return f"about {round(large + least / 2, -1):,.0f}" if few else f"{count:,}"


def _together(rows: int, used: str, aside: str, least: int) -> str:
    """All rows, rounded where one of their parts is."""
    if f"{used}{aside}".replace(",", "").isdigit():
        return f"{rows:,}"
    if "fewer" in used:
        return used
    parts = [least // 2 if part == "a few" else int(part.removeprefix("about ").replace(",", ""))
             for part in (used, aside)]  # fmt: skip
    return f"about {max(least, round(sum(parts), -1)):,}"


def _people(program: Program) -> Iterator[_Kind]:
    listed = set(program.people["person_id"])
    pairs = pair_rows(program)
    matched = listed & (set(pairs["mentee_id"]) | set(pairs["mentor_id"]))
    yield _Kind(len(matched), len(matched))
    yield _Kind(len(listed - matched), len(listed - matched))
    again = program.people["person_id"].duplicated()
    yield _Kind(int(again.sum()), program.people.loc[again, "person_id"].nunique())


def _pairings(program: Program) -> Iterator[_Kind]:
    never = program.pairings["status"].isin(NEVER_BEGAN)
    for own in (program.pairings[~never], program.pairings[never]):
        yield _Kind(len(own), own["mentee_id"].nunique())


def _sessions(program: Program) -> Iterator[_Kind]:
    frame = nw.from_native(program.sessions).lazy()
    found = frame.group_by("status", "mentee_id").agg(nw.len().alias("rows")).collect().to_pandas()
    status = found["status"].fillna("").replace("cancelled", "missed")
    for _, own in found.groupby(status):
        yield _Kind(int(own["rows"].sum()), own["mentee_id"].nunique())


def _surveys(program: Program) -> Iterator[_Kind]:
    pairs = pair_rows(program)
    sides = {side: set(pairs[f"{side}_id"]) for side in ("mentee", "mentor")}
    answers = program.surveys
    side = pd.Series("other", index=answers.index)
    for name, people in sides.items():
        side = side.mask(answers["person_id"].isin(people), name)
    keys = [side.rename("side"), answers["item"], answers["wave"].fillna("")]
    for (name, _, _), own in answers.groupby(keys):
        asked = own.drop_duplicates("person_id")
        yield _Kind(len(asked), len(asked), len(sides.get(str(name), ())))
        again = own[own.duplicated("person_id")]
        if len(again):
            yield _Kind(len(again), again["person_id"].nunique())


_KINDS = {"people": _people, "pairings": _pairings, "sessions": _sessions, "surveys": _surveys}


def few_people_in(group: ProblemGroup, program: Program) -> bool:
    """Whether the people whom a kind of problem is about are few, however many rows say it, where that is known."""
    least = program.min_people
    if group.rule == "never-began":
        never = program.pairings["status"].isin(NEVER_BEGAN)
        return program.pairings.loc[never, "mentee_id"].nunique() < least
    if group.rule == "answer-without-pairing":
        pairs = pair_rows(program)
        inside = program.surveys["person_id"].isin([*pairs["mentee_id"], *pairs["mentor_id"]])
        return program.surveys.loc[~inside, "person_id"].nunique() < least
    return False
