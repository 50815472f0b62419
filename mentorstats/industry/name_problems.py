"""What the user should know about the industry names in the exports, in plain sentences.

A name that cannot be placed drops out of every comparison, and a name that was placed wrongly spoils one, so
both are listed: one problem for each distinct name, with the first place where it stands and how many cells
hold it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorstats.grouped import firsts
from mentorstats.industry.industries import Industries
from mentorstats.industry.vocabulary import NamedIndustry
from mentorstats.industry.words import key
from mentorstats.problems import Problem

__all__ = ["DistinctName", "distinct_names", "name_problems"]

ADD_IT = "Add it with a code to the CSV named by industry.aliases, or leave it as unknown."
CHOOSE = "Add it with the right one of these codes to the CSV named by industry.aliases, or leave it as unknown."
CORRECT_IT = "If that is wrong, add it with the right code to the CSV named by industry.aliases."
SAME_WORD = "it counts as unknown, but as the same where both sides have it."


@dataclass
class DistinctName:
    """A distinct name, where it stands first and in how many cells."""

    named: NamedIndustry
    file: str
    line: int | None
    column: str
    cells: int

    @property
    def quoted(self) -> str:
        """The name and its cells in words: “Energy” (12 cells)."""
        return f"“{self.named.text}” ({self.cells} cell{'' if self.cells == 1 else 's'})"

    def problem(self, severity: str, sentence: str, action: str) -> Problem:
        """A problem of this name."""
        value = self.named.text
        return Problem(severity, self.file, self.line, self.column, value, sentence, action)  # type: ignore[arg-type]


def name_problems(cells: pd.DataFrame, industries: Industries) -> list[Problem]:
    """One Problem for each name in ``cells`` (file, line, column, value) that the user should know about.

    Names that could not be placed, names read by their spelling, names that fit a whole sector only, and industries
    with poor data; with the first file and line, and how many cells.
    """
    names = distinct_names(cells, industries)
    problems = [problem for name in names if (problem := _about_name(name, industries)) is not None]
    return problems + list(_about_data(names, industries))


def distinct_names(cells: pd.DataFrame, industries: Industries) -> list[DistinctName]:
    """The distinct names in ``cells``, in the order of their first cell."""
    codes, _ = pd.factorize(cells["value"])
    held = codes >= 0
    counts = np.bincount(codes[held])
    first = firsts(codes[held], len(counts))
    columns = (cells[name][held].take(first) for name in ("file", "line", "column", "value"))
    names: dict[tuple[str, ...], DistinctName] = {}
    for file, line, column, value, count in zip(*columns, counts, strict=True):
        if not str(value).strip():
            continue
        for named in dict.fromkeys(industries.parts(value)):
            words = key(named.text) or (named.text.strip().casefold(),)
            at = None if pd.isna(line) else int(line)
            name = names.setdefault(words, DistinctName(named, str(file), at, str(column), 0))
            name.cells += int(count)
    return list(names.values())


def _about_name(name: DistinctName, industries: Industries) -> Problem | None:
    """The problem with one name; None when it was simply placed."""
    code = name.named.code
    if code is None:
        return _about_unplaced(name, industries)
    title = industries.title(code)
    if name.named.method == "fuzzy":
        return name.problem("note", f"{name.quoted} was read as “{title}” ({code}) by its spelling.", CORRECT_IT)
    if industries.table[code].is_sector:
        sentence = (
            f"{name.quoted} fits the whole sector “{title}” only: compared with other sectors it counts as "
            "the sector's average, and within its own sector as unknown."
        )
        return name.problem("note", sentence, "A finer name, such as the kind of company, makes it comparable.")
    return None


def _about_unplaced(name: DistinctName, industries: Industries) -> Problem:
    """The problem with a name that has no code: why, and the codes to choose from where several fit."""
    meaning = industries.vocabulary.meaning(name.named.text)
    reason = meaning.reason if meaning is not None else ""
    if reason == "nothing":
        return name.problem("note", f"{name.quoted} names no industry; it counts as unknown.", ADD_IT)
    if reason == "left":
        return name.problem("note", f"{name.quoted} has no code in your own list; {SAME_WORD}", ADD_IT)
    if meaning is not None and meaning.candidates:
        fitting = "; ".join(f"{code} {industries.title(code)}" for code in meaning.candidates)
        return name.problem("warning", f"{name.quoted} fits several industries (“{fitting}”); {SAME_WORD}", CHOOSE)
    if reason == "ambiguous":
        return name.problem("warning", f"{name.quoted} fits several industries; {SAME_WORD}", ADD_IT)
    unknown = f"{name.quoted} is not an industry name that is known here"
    counts = f"; {SAME_WORD}" if industries.vocabulary.words(name.named.text) else "."
    return name.problem("warning", f"{unknown}{counts}", ADD_IT)


def _about_data(names: list[DistinctName], industries: Industries) -> Iterator[Problem]:
    """Industries without data one by one, those with incomplete data in one problem."""
    first: dict[str, DistinctName] = {}
    for name in names:
        if name.named.code is not None:
            first.setdefault(name.named.code, name)
    for code, name in first.items():
        if industries.quality(code) == "none":
            title = f"“{industries.title(code)}” ({code})"
            sentence = f"There are no usable staffing data for {title}: “{industries.note(code)}”"
            yield name.problem("note", sentence, "Read its pairings with other industries as unknown.")
    partial = [code for code in first if industries.quality(code) in ("partial", "estimated")]
    if partial:
        titles = ", ".join(f"{industries.title(code)} ({code})" for code in partial)
        sentence = f"The staffing data behind these industries are incomplete or partly estimated: “{titles}”."
        name, action = first[partial[0]], "Read how close they are to others with more care."
        yield Problem("note", name.file, None, name.column, "", sentence, action)
