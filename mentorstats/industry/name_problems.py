"""What the user should know about the industry names in the exports, in plain sentences.

A name that cannot be placed drops out of every comparison, and a name that was placed wrongly spoils one, so
both are listed: one finding for each distinct name, with the first place where it stands and how many cells
hold it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorstats.grouped import firsts
from mentorstats.industry.industries import Industries
from mentorstats.industry.names import Part
from mentorstats.industry.words import key
from mentorstats.problems import Problem

__all__ = ["name_problems"]

ADD_IT = "Add it with a code to the CSV named by industry.aliases, or leave it as unknown."
CORRECT_IT = "If that is wrong, add it with the right code to the CSV named by industry.aliases."


@dataclass
class Seen:
    """A distinct name, where it was first seen and in how many cells."""

    part: Part
    file: str
    line: int | None
    column: str
    count: int

    @property
    def times(self) -> str:
        """The count in words: “1 cell”, “12 cells”."""
        return f"{self.count} cell" + ("" if self.count == 1 else "s")

    def problem(self, severity: str, sentence: str, action: str) -> Problem:
        """This name's finding."""
        value = self.part.text
        return Problem(severity, self.file, self.line, self.column, value, sentence, action)  # type: ignore[arg-type]


def name_problems(cells: pd.DataFrame, industries: Industries) -> list[Problem]:
    """One Problem for each name in ``cells`` (file, line, column, value) that the user should know about.

    Names that could not be placed, names read by their spelling, names that fit a whole sector only, and industries
    with poor data; with the first file and line, and how many cells.
    """
    seen = list(_distinct(cells, industries).values())
    found = [problem for one in seen if (problem := _about_name(one, industries)) is not None]
    return found + list(_about_data(seen, industries))


def _distinct(cells: pd.DataFrame, industries: Industries) -> dict[tuple[str, ...], Seen]:
    """The distinct names, in the order of their first cell."""
    codes, distinct = pd.factorize(cells["value"])
    held = codes >= 0
    counts, places = np.bincount(codes[held], minlength=len(distinct)), firsts(codes[held], len(distinct))
    columns = (cells[name][held].take(places) for name in ("file", "line", "column", "value"))
    seen: dict[tuple[str, ...], Seen] = {}
    for file, line, column, value, count in zip(*columns, counts, strict=True):
        if not str(value).strip():
            continue
        for part in dict.fromkeys(industries.parts(value)):
            name = key(part.text) or (part.text.strip().casefold(),)
            one = seen.setdefault(name, Seen(part, str(file), None if pd.isna(line) else int(line), str(column), 0))
            one.count += int(count)
    return seen


def _about_name(one: Seen, industries: Industries) -> Problem | None:
    """The finding about one name; None when it was simply placed."""
    name, code = f"“{one.part.text}”", one.part.code
    if code is None:
        reason = industries.vocabulary.reason(one.part.text)
        if reason == "nothing":
            return one.problem("note", f"{name} ({one.times}) names no industry; it counts as unknown.", ADD_IT)
        if reason == "ambiguous":
            sentence = f"{name} ({one.times}) fits several industries; it counts as unknown."
            return one.problem("warning", sentence, ADD_IT)
        return one.problem("warning", f"{name} ({one.times}) is not an industry name that is known here.", ADD_IT)
    title = industries.title(code)
    if one.part.method == "fuzzy":
        return one.problem("note", f"{name} ({one.times}) was read as “{title}” ({code}) by its spelling.", CORRECT_IT)
    if industries.table[code].is_sector:
        sentence = (
            f"{name} ({one.times}) fits the whole sector “{title}” only: compared with other sectors it counts as "
            "the sector's average, and within its own sector as unknown."
        )
        return one.problem("note", sentence, "A finer name, such as the kind of company, makes it comparable.")
    return None


def _about_data(seen: list[Seen], industries: Industries) -> Iterator[Problem]:
    """Industries without data one by one, those with incomplete data in one finding."""
    first: dict[str, Seen] = {}
    for one in seen:
        if one.part.code is not None:
            first.setdefault(one.part.code, one)
    for code, one in first.items():
        if industries.quality(code) == "none":
            title = f"“{industries.title(code)}” ({code})"
            sentence = f"There are no usable staffing data for {title}: “{industries.note(code)}”"
            yield one.problem("note", sentence, "Read its pairings with other industries as unknown.")
    partial = [code for code in first if industries.quality(code) in ("partial", "estimated")]
    if partial:
        names = ", ".join(f"{industries.title(code)} ({code})" for code in partial)
        sentence = f"The staffing data behind these industries are incomplete or partly estimated: “{names}”."
        one, action = first[partial[0]], "Read how close they are to others with more care."
        yield Problem("note", one.file, None, one.column, "", sentence, action)
