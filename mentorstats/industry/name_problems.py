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

from mentorstats.grouped import first_rows
from mentorstats.industry.industries import Industries
from mentorstats.industry.vocabulary import NamedIndustry
from mentorstats.industry.words import key
from mentorstats.problems import Problem, Quote, Severity

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
    def quoted(self) -> Quote:
        """The name as a sentence quotes it: “Energy” (12 cells)."""
        return Quote(self.named.text, cells=self.cells)

    def problem(self, rule: str, severity: Severity, sentence: str, action: str, *quotes: Quote) -> Problem:
        """A problem of this name; ``quotes`` stand in the braces of the sentence, else the name with its cells does."""
        return Problem(
            rule=rule, severity=severity, file=self.file, line=self.line, column=self.column, value=self.named.text,
            problem=sentence, action=action, facts=quotes or (self.quoted,),
        )  # fmt: skip


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
    first = first_rows(codes[held], len(counts))
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
    if name.named.method == "fuzzy":
        sentence, title = "{} was read as {} by its spelling.", Quote(industries.title(code), code=code)
        return name.problem("industry-by-spelling", "note", sentence, CORRECT_IT, name.quoted, title)
    if industries.table[code].is_sector:
        sentence = (
            "{} fits the whole sector {} only: compared with other sectors it counts as the sector's average, and "
            "within its own sector as unknown."
        )
        action, title = "A finer name, such as the kind of company, makes it comparable.", Quote(industries.title(code))
        return name.problem("industry-sector-only", "note", sentence, action, name.quoted, title)
    return None


def _about_unplaced(name: DistinctName, industries: Industries) -> Problem:
    """The problem with a name that has no code: why, and the codes to choose from where several fit."""
    meaning = industries.vocabulary.meaning(name.named.text)
    reason = meaning.reason if meaning is not None else ""
    if reason == "nothing":
        return name.problem("industry-nothing", "note", "{} names no industry; it counts as unknown.", ADD_IT)
    if reason == "left":
        return name.problem("industry-left", "note", f"{{}} has no code in your own list; {SAME_WORD}", ADD_IT)
    if meaning is not None and meaning.candidates:
        fitting = Quote("; ".join(f"{code} {industries.title(code)}" for code in meaning.candidates))
        sentence = f"{{}} fits several industries: {{}}; {SAME_WORD}"
        return name.problem("industry-ambiguous", "warning", sentence, CHOOSE, name.quoted, fitting)
    if reason == "ambiguous":
        return name.problem("industry-ambiguous", "warning", f"{{}} fits several industries; {SAME_WORD}", ADD_IT)
    counts = f"; {SAME_WORD}" if industries.vocabulary.words(name.named.text) else "."
    sentence = f"{{}} is not an industry name that is known here{counts}"
    return name.problem("industry-unknown", "warning", sentence, ADD_IT)


def _about_data(names: list[DistinctName], industries: Industries) -> Iterator[Problem]:
    """Industries without data one by one, those with incomplete data in one problem."""
    first: dict[str, DistinctName] = {}
    for name in names:
        if name.named.code is not None:
            first.setdefault(name.named.code, name)
    for code, name in first.items():
        if industries.quality(code) == "none":
            title, note = Quote(industries.title(code), code=code), Quote(industries.note(code))
            sentence = "There are no usable staffing data for {}: {}"
            action = "Read its pairings with other industries as unknown."
            yield name.problem("industry-without-data", "note", sentence, action, title, note)
    partial = [code for code in first if industries.quality(code) in ("partial", "estimated")]
    if partial:
        titles = Quote(", ".join(f"{industries.title(code)} ({code})" for code in partial))
        name = first[partial[0]]
        yield Problem(
            rule="industry-data-partial", severity="note", file=name.file, column=name.column, facts=(titles,),
            problem="The staffing data behind these industries are incomplete or partly estimated: {}.",
            action="Read how close they are to others with more care.",
        )  # fmt: skip
