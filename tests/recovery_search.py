"""A plain search for numbers of people that are not rounded, through all that may be passed on of a program."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd

from mentorstats.program import Program
from mentorstats.questions.answers import Answer
from mentorstats.report.page import Page
from mentorstats.sharing import shareable

NOUNS = r"(?:mentees?|mentors?|people|persons?|pairings?|answers|participants|teams?|sessions|rows|pairs of people)"
_NUMBER = r"(?<![\d.,–−+<])(\d{1,3}(?:,\d{3})+|\d+)(?![.,–+]?\d)"
_COUNTED = re.compile(rf"{_NUMBER} (?:begun |other |different )?{NOUNS}\b(?! more)")
_SIZES = re.compile(rf"\bn = {_NUMBER}|\d % of {_NUMBER}")
_FEW = re.compile(r"(?:fewer than|under|at least|more than) $", re.IGNORECASE)
# What a bar, a row or a question is called: the number is not one of the people who are counted.
_LABEL = re.compile(r"\d+(?:[+]|–\d+)? (?:mentors?|mentees?|sessions?)(?=:)")
_PEOPLE_COLUMNS = {"mentees", "mentors", "people", "pairings", "in sight", "left before it", "mentors here",
                   "complete answers"}  # fmt: skip


def exact_numbers(program: Program, page: Page, answers: Sequence[Answer]) -> list[str]:
    """Every number beside a noun for people, or under such a heading, that is ten or more and no multiple of ten.

    Numbers under ten are among them where nothing says that they are a limit or the name of a bar.
    """
    found = [where for text in strings(page) for where in exact_in(text)]
    found += [where for table in _tables(page) for where in _exact_cells(table)]
    found += [where for spec in _specs(page) for where in _exact_bars(spec)]
    for answer in answers:
        found += [where for text in (answer.text, repr(answer), *strings(answer.checks)) for where in exact_in(text)]
        found += _exact_counts(shareable(answer.table), ("n_mentees", "n_mentors"))
    found += exact_in(f"{program!r}")
    return found


def exact_in(text: str) -> list[str]:
    """The numbers of people in a text that are not rounded.

    >>> exact_in("280 mentees, 57 mentors; fewer than 10 teams; 3 pairings; 2 mentors: <10; 75 % of 290")
    ['57 mentors', '3 pairings']
    """
    plain = _LABEL.sub("", re.sub(r"<[^<>]*>|[\xa0\u202f\s]+", " ", text))
    matches = [*_COUNTED.finditer(plain), *_SIZES.finditer(plain)]
    return [
        match[0] for match in matches
        if _loose(next(number for number in match.groups() if number)) and not _FEW.search(plain[: match.start()])
    ]  # fmt: skip


def _loose(number: str) -> bool:
    return int(number.replace(",", "")) % 10 != 0 or int(number.replace(",", "")) == 0


def strings(value: Any) -> Iterator[str]:
    """All texts in a result, those in the JSON of figures one by one."""
    if isinstance(value, str):
        if value.startswith("{"):
            yield from strings(json.loads(value))
        elif not re.fullmatch(r"\d+(?:[+]|–\d+)? (?:mentors?|mentees?|sessions?)", value):
            yield value
    elif isinstance(value, pd.DataFrame):
        yield from strings(value.to_dict("records"))
    elif is_dataclass(value):
        yield from (text for field in fields(value) for text in strings(getattr(value, field.name)))
    elif isinstance(value, dict):
        yield from strings(list(value.values()))
    elif isinstance(value, list | tuple):
        yield from (text for inner in value for text in strings(inner))


def _tables(page: Page) -> Iterator[Any]:
    yield from (table for section in (*page.before, *page.after) for table in section.tables)
    yield from (figure.table for figure in page.figures if figure.table is not None)


def _exact_cells(table: Any) -> Iterator[str]:
    for row in table.rows:
        for name, cell in zip(table.columns, row, strict=True):
            if name.casefold() in _PEOPLE_COLUMNS and re.fullmatch(r"[\d,]+", cell) and _loose(cell):
                yield f"{cell} under {name}, {row[0]}"


def _exact_counts(table: pd.DataFrame, columns: Iterable[str]) -> list[str]:
    shown = {name: table[name].dropna().tolist() for name in columns}
    return [
        f"{number} under {name}" for name, counts in shown.items() for number in counts if number % 10 or not number
    ]


def _specs(page: Page) -> Iterator[dict[str, Any]]:
    yield from (json.loads(figure.spec) for figure in page.figures)


def _exact_bars(spec: dict[str, Any]) -> Iterator[str]:
    """Lengths of bars of people, and numbers in the cells of heatmaps of them."""
    title = spec["layout"].get("xaxis", {}).get("title", {}).get("text", "")
    for trace in spec["data"]:
        kind = trace.get("type")
        if (kind == "bar" and title in _PEOPLE_COLUMNS) or (kind == "heatmap" and "texttemplate" in trace):
            lengths = numbers(trace.get("z") if kind == "heatmap" else trace.get("x"))
            # A bar that stands for few is as long as a twenty-fifth of the longest.
            for value in lengths:
                if value == int(value) and value % 10 and value != 0.04 * max(lengths):
                    yield f"a mark of {value:g}"


def numbers(value: Any) -> list[float]:
    """The numbers of a trace, which plotly writes as lists or as base64.

    >>> numbers([1, None, [2.5]]), numbers({"dtype": "i1", "bdata": "AQI="})
    ([1.0, 2.5], [1.0, 2.0])
    """
    if isinstance(value, dict):
        return np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"]).astype(float).tolist()
    if isinstance(value, list | tuple):
        return [number for inner in value for number in numbers(inner)]
    return [float(value)] if isinstance(value, int | float) else []
