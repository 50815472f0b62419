"""Numbers and lengths of time, in the ways that people and machines write them.

``3,5`` is three and a half in one country, ``1,234`` more than a thousand in another.  The cells of one column are
written alike, so one that can be read in only one way settles the others; where none does, nothing is guessed.
``85%`` is 85, and a column that has percent signs in some cells only means two different things.  ``3/5``, ``3 out of
5`` and ``★★★`` are 3, ``5+`` is 5 and said to be; ``1,3`` among choices is no number at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from mentorstats.schema.words.table import fold, meaning_of, phrases

__all__ = ["AmbiguousNumbers", "Amounts", "count_in_words", "read_amounts", "read_minutes", "several_choices"]

_PLAIN = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_COMMA_IS_DECIMAL = r"[+-]?(?:\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3})+,\d+|0,\d+|\d{1,3}(?:\.\d{3}){2,})"
_COMMA_IS_THOUSANDS = r"[+-]?(?:\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,})"
_POINT_IS_DECIMAL = r"[+-]?(?:\d+\.(?:\d{1,2}|\d{4,})|0\.\d+)"
_EITHER = r"[+-]?[1-9]\d{0,2},\d{3}"
_SPACES = "\u00a0\u202f\u2009'’ "
_MINUS = str.maketrans({"−": "-", "\ufe63": "-", "\uff0d": "-", "\uff0b": "+"})
_DASH_IN_FRONT = re.compile(r"^[–—](?=\d)")
_CHOICES = re.compile(r"\d{1,2}(?:(?:\s*[,;|]\s*|\s+)\d{1,2})+;?|\d{1,2};")
_STARS = re.compile(r"([★⭐✭✮]\ufe0f?)*([☆✩✰]\ufe0f?)*")
_BARE = r"[+-]?[\d.,\s]*\d[\d.,\s]*"
_CLOCK = re.compile(r"(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?")
_ISO = re.compile(r"pt(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?(?:(?P<seconds>\d+)s)?")


class AmbiguousNumbers(ValueError):
    """No cell of the column tells whether a comma is a decimal or a thousands mark; carries one such cell."""

    def __init__(self, cell: str) -> None:
        super().__init__(cell)
        self.cell = cell


@dataclass(frozen=True, eq=False)
class Amounts:
    """Numbers, missing where a cell is none; ``notations`` are unusual ways of writing, each with a cell."""

    values: pd.Series
    notations: Mapping[str, str] = field(default_factory=dict)


def read_amounts(text: pd.Series, *, decimal: str | None = None) -> Amounts:
    """The numbers that cells of text hold, as ``float64``; ``decimal`` is ``","`` or ``"."`` where that is known.

    Raises ``AmbiguousNumbers`` where neither the cells nor ``decimal`` tell what a comma is.

    >>> read_amounts(pd.Series(["3,5", "1.234,5", "x"])).values.tolist()
    [3.5, 1234.5, nan]
    """
    codes, cells = pd.factorize(text)
    unique, notations = _plainly(pd.Series(cells, dtype="str"))
    values = pd.to_numeric(unique, errors="coerce").astype("float64").where(unique.str.fullmatch(_PLAIN))
    if values.isna().any() or decimal == ",":
        values, marks = _written(unique, values, decimal)
        notations |= marks
    return Amounts(values.reindex(codes).set_axis(text.index), notations)


def _plainly(unique: pd.Series) -> tuple[pd.Series, dict[str, str]]:
    """Cells with their number alone: without stars, "out of 5" and a plus behind; and how they were written."""
    odd = unique.str.contains(r"[^0-9.,+\-]").astype(bool) | unique.str.endswith("+")
    if not odd.any():
        return unique, {}
    plain = unique.copy()
    notations: dict[str, str] = {}
    plain[odd] = [_DASH_IN_FRONT.sub("-", cell.translate(_MINUS)) for cell in unique[odd]]
    shares = plain[odd].str.extract(_share()).dropna()
    wholes = set(shares[1])
    if len(wholes) == 1 and (shares[0].str.replace(",", ".").astype(float) <= float(next(iter(wholes)))).all():
        plain[shares.index] = shares[0]
        notations[f"scores out of {next(iter(wholes))}"] = str(unique[shares.index[0]])
    stars = [cell for cell in unique[odd] if cell and _STARS.fullmatch(cell)]
    if stars:
        plain = plain.where(~unique.isin(stars), unique.str.count("[★⭐✭✮]").astype("str"))
        notations["stars, counted"] = stars[0]
    more = plain.str.fullmatch(r"\d+(?:[.,]\d+)?\s*\+").astype(bool)
    if more.any():
        plain = plain.mask(more, plain.str.rstrip("+ "))
        notations["numbers such as this one, which may be more; they count as the number"] = str(unique[more].iloc[0])
    return plain, notations


@cache
def _share() -> str:
    """A number of a number: "3/5", "3 out of 5", "3 von 5"."""
    words = sorted(phrases("out of")["out of"], key=len, reverse=True)
    between = "|".join(rf"\s+{word}\s+" for word in words)
    return rf"^(\d+(?:[.,]\d+)?)(?:\s*/\s*|{between})(\d+)$"


def several_choices(cells: Iterable[str], *, commas_separate: bool) -> str | None:
    """A cell that shows that these are several choices of a list rather than numbers, such as "1,3"; None without any.

    ``commas_separate`` says that the file's own cells stand between commas, so that none is a decimal mark.

    >>> [several_choices(cells, commas_separate=True) for cells in (["1,2", "2", "2,4"], ["1,5", "2,5"])]
    ['1,2', None]
    """
    chosen = [cell for cell in cells if _CHOICES.fullmatch(cell)]
    lists = {cell: [int(part) for part in re.split(r"[,;|\s]+", cell.strip("; "))] for cell in chosen}
    others = [cell for cell in cells if cell not in lists and not cell.strip().isdigit()]
    certain = next((cell for cell, parts in lists.items() if len(parts) > 2 or "," not in cell), None)
    if certain or not lists or others or not commas_separate:
        return certain
    rising = all(first < second for first, second in lists.values())
    # "1,5" and "2,5" are halves.
    return next(iter(lists)) if rising and {second for _, second in lists.values()} != {5} else None


def count_in_words(text: str) -> float | None:
    """The number that a word or "3 meetings" says, where something is counted.

    >>> count_in_words("none"), count_in_words("Drei"), count_in_words("3 meetings"), count_in_words("some")
    (0.0, 3.0, 3.0, None)
    """
    number, _, noun = text.strip().partition(" ")
    if number.isdigit() and noun:
        counted = meaning_of(noun, "meeting") or noun.casefold() in (
            "times",
            "time",
            "x",
            "mal",
            "fois",
            "veces",
            "volte",
        )
        return float(number) if counted else None
    meaning = meaning_of(text, "number")
    return float(meaning) if meaning and meaning != "0.5" and len(text.strip()) > 1 else None


def _written(unique: pd.Series, plain: pd.Series, decimal: str | None) -> tuple[pd.Series, dict[str, str]]:
    percent = unique.str.endswith("%")
    bare = (
        unique.str.removesuffix("%").str.replace(f"(?<=\\d)[{_SPACES}](?=\\d{{3}}(?!\\d))", "", regex=True).str.strip()
    )
    mark = decimal or _decimal_mark(bare)
    swapped = bare.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    without = bare.str.replace(",", "", regex=False)
    marked = bare.str.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})*(?:\.\d+)?")
    chosen = (
        swapped.where(bare.str.fullmatch(r"[+-]?\d+(?:\.\d{3})*(?:,\d+)?"))
        if mark == ","
        else without.where(marked, bare)
    )
    values = pd.to_numeric(chosen, errors="coerce").astype("float64")
    values = values.where(chosen.str.fullmatch(_PLAIN).fillna(False).astype(bool))
    if mark == ",":
        values = values.fillna(plain.where(~unique.str.contains(".", regex=False)))
    notations = {}
    if (percent & values.notna()).any():
        notations["percentages, read as numbers from 0 to 100"] = str(unique[percent & values.notna()].iloc[0])
        values = values.where(percent)
    if mark == "," and bare.str.contains(",", regex=False).any():
        notations["numbers with a decimal comma"] = str(unique[bare.str.contains(",", regex=False)].iloc[0])
    return values, notations


def _decimal_mark(bare: pd.Series) -> str:
    """What the decimal mark of these cells is, by those that can be read in one way only."""
    comma = bool(bare.str.fullmatch(_COMMA_IS_DECIMAL).any())
    point = bool((bare.str.fullmatch(_COMMA_IS_THOUSANDS) | bare.str.fullmatch(_POINT_IS_DECIMAL)).any())
    either = bare[bare.str.fullmatch(_EITHER)]
    if comma != point:
        return "," if comma else "."
    if len(either):
        raise AmbiguousNumbers(str(either.iloc[0]))
    return "."


def read_minutes(text: pd.Series, *, header: str = "", decimal: str | None = None) -> Amounts:
    """Lengths of time in minutes: ``45``, ``45 min``, ``1.5 h``, ``1:30`` (hours and minutes), ``2 heures``.

    ``header`` may name the unit of bare numbers, such as ``Duration (hours)``; else they are minutes.

    >>> read_minutes(pd.Series(["45 min", "1,5 h", "1:30:00", "20", "1 Std. 15"])).values.tolist()
    [45.0, 90.0, 90.0, 20.0, 75.0]
    """
    codes, cells = pd.factorize(text)
    unique = pd.Series(cells, dtype="str")
    bare = unique.str.fullmatch(_BARE).astype(bool)
    minutes = pd.Series(
        [None if plain else _length(cell) for cell, plain in zip(unique, bare, strict=True)], dtype="float64"
    )
    numbers = read_amounts(unique[bare], decimal=decimal)
    minutes = minutes.fillna(numbers.values * _unit_of(header))
    return Amounts(minutes.reindex(codes).set_axis(text.index), numbers.notations)


def _length(cell: str) -> float | None:
    """The minutes that a text such as "1 h 30" says, None where it says none."""
    plain = fold(cell).casefold().replace("’", "'").strip()
    match = next((match for form in (_lengths(), _CLOCK, _ISO) if (match := form.fullmatch(plain))), None)
    parts = {name: part for name, part in match.groupdict().items() if part} if match else {}
    if not parts or (parts.keys() == {"rest"}):
        return None
    factors = {"hours": 60.0, "minutes": 1.0, "rest": 1.0, "seconds": 1 / 60}
    return sum(_quantity(part) * factors[name] for name, part in parts.items())


def _quantity(text: str) -> float:
    digits = re.fullmatch(r"\d+(?:[.,]\d+)?", text)
    return float(text.replace(",", ".") if digits else meaning_of(text, "number"))


@cache
def _lengths() -> re.Pattern[str]:
    """Hours, minutes and seconds, each with its unit, in any of the languages; after hours minutes need none."""
    spelled = [word for meaning, words in phrases("number").items() if float(meaning) for word in words]
    number = rf"(?:\d+(?:[.,]\d+)?|{_either(spelled)})"
    hours, minutes, seconds = (_either(phrases("unit")[unit]) for unit in ("hour", "minute", "second"))
    joint = rf"[\s,]*(?:(?:{_either(phrases('joined')['and'])})\s+)?"
    return re.compile(
        rf"(?:(?P<hours>{number})[\s-]*(?:{hours})\.?(?![a-z]))?{joint}"
        rf"(?:(?:(?P<minutes>{number})[\s-]*(?:{minutes})\.?(?![a-z])|(?<=[a-z.\s])(?P<rest>\d+)))?{joint}"
        rf"(?:(?P<seconds>{number})[\s-]*(?:{seconds})\.?(?![a-z]))?"
    )


def _either(words: Iterable[str]) -> str:
    folded = {fold(word).casefold() for word in words}
    return "|".join(re.escape(word) for word in sorted(folded, key=lambda word: (-len(word), word)))


def _unit_of(header: str) -> float:
    """How many minutes a bare number stands for, by the unit that a header names."""
    words = re.findall(r"[^\W\d_]+", fold(header).casefold())
    units = {meaning_of(word, "unit") for word in words if len(word) > 2 or word == "h"}
    return 60.0 if "hour" in units else 1 / 60 if "second" in units and "second" not in words else 1.0
