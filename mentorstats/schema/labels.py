"""Answers in words to numbers: yes and no, and the labels of rating scales.

"Agree" is 4 of 5, but 6 of 7 where the survey also offers "Somewhat agree".  Which scale it is, is seen from all
labels that occur in the program's surveys, and stated, since nobody can see it from the numbers afterwards.  A label
with its number before or behind it, ``4 - Agree``, needs no scale.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["SCALES", "YES_NO", "LabelScale", "json_number", "json_texts", "labeled_number", "scale_of", "word"]

YES_NO = {
    "yes": 1.0, "y": 1.0, "true": 1.0, "ja": 1.0, "oui": 1.0, "si": 1.0, "sí": 1.0, "checked": 1.0, "✓": 1.0,
    "no": 0.0, "n": 0.0, "false": 0.0, "nein": 0.0, "non": 0.0, "unchecked": 0.0,
}  # fmt: skip

_NUMBER_FIRST = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:[-–—:.)=(]|\s)\s*\(?\s*[^\W\d].*", re.DOTALL)
_NUMBER_LAST = re.compile(r"[^\W\d][^\d]*[\s(=:–-](-?\d+(?:\.\d+)?)\)?")
_UNIT = re.compile(
    r"-?\d+(?:\.\d+)?\s*(?:min|mins|minutes?|h|hrs?|hours?|days?|weeks?|months?|years?|times?|x)\b.*", re.IGNORECASE
)


@dataclass(frozen=True)
class LabelScale:
    """The labels of a rating scale from its low end to its high end; a label may have several wordings."""

    family: str
    labels: tuple[tuple[str, ...], ...]

    @property
    def values(self) -> dict[str, float]:
        return {wording: float(place) for place, labels in enumerate(self.labels, 1) for wording in labels}

    @property
    def stated(self) -> str:
        """Which number each label has, as a sentence would say it.

        >>> SCALES[0].stated.split(", ")[0]
        '1 = strongly disagree'
        """
        return ", ".join(f"{place} = {labels[0]}" for place, labels in enumerate(self.labels, 1))


def _scale(family: str, labels: str) -> LabelScale:
    return LabelScale(family, tuple(tuple(label.split("|")) for label in labels.split("; ")))


_MIDDLE = "neither agree nor disagree|neutral|undecided|neither|unsure|not sure|neither disagree nor agree"
SCALES = (
    _scale(
        "agreement",
        f"strongly disagree|disagree strongly|totally disagree|completely disagree; disagree; {_MIDDLE}; agree;"
        " strongly agree|agree strongly|totally agree|completely agree",
    ),
    _scale(
        "agreement",
        f"strongly disagree; somewhat disagree|slightly disagree; {_MIDDLE}; somewhat agree|slightly agree;"
        " strongly agree",
    ),
    _scale(
        "agreement",
        "strongly disagree|disagree strongly; disagree; somewhat disagree|slightly disagree|disagree somewhat;"
        f" {_MIDDLE}; somewhat agree|slightly agree|agree somewhat; agree; strongly agree|agree strongly",
    ),
    _scale(
        "satisfaction",
        "very dissatisfied|very unsatisfied|extremely dissatisfied; dissatisfied|unsatisfied|somewhat dissatisfied;"
        " neither satisfied nor dissatisfied|neutral; satisfied|somewhat satisfied; very satisfied|extremely satisfied",
    ),
    _scale(
        "frequency",
        "never; rarely|seldom|hardly ever; sometimes|occasionally; often|frequently|usually; always|very often",
    ),
    _scale(
        "likelihood",
        "very unlikely|extremely unlikely; unlikely|somewhat unlikely; neutral|neither likely nor unlikely;"
        " likely|somewhat likely; very likely|extremely likely",
    ),
    _scale(
        "extent",
        "not at all|not at all confident|not confident at all|not confident; slightly|slightly confident|a little;"
        " moderately|moderately confident|somewhat|somewhat confident; very|very confident|quite a bit|very much;"
        " extremely|extremely confident|completely confident|a great deal",
    ),
    _scale("quality", "very poor|terrible; poor|bad; fair|average|ok|okay; good; very good|excellent"),
    _scale("quality", "poor; fair; good; very good; excellent"),
    _scale(
        "importance",
        "not at all important|not important|unimportant; slightly important; moderately important;"
        " important|very important; extremely important",
    ),
)


def word(text: str) -> str:
    """A label without case, outer punctuation and double spaces.

    >>> word(" Strongly  Agree. ")
    'strongly agree'
    """
    return " ".join(text.casefold().replace("’", "'").split()).strip(".!?*\"' ")


def scale_of(labels: Collection[str], all_labels: Iterable[str]) -> LabelScale | None:
    """The shortest scale that has all these labels, and those of its family that other questions use.

    >>> scale_of({"agree"}, {"agree", "somewhat agree"}).values["agree"]
    6.0
    """
    everywhere = set(all_labels) | set(labels)
    families: dict[str, list[LabelScale]] = {}
    for scale in SCALES:
        families.setdefault(scale.family, []).append(scale)
    fitting: list[LabelScale] = []
    for scales in families.values():
        known = {wording for scale in scales for wording in scale.values}
        fit = [
            scale
            for scale in scales
            if everywhere & known <= scale.values.keys() and set(labels) <= scale.values.keys()
        ]
        fitting += fit[:1]
    # A label of several families, such as "neutral", says nothing about which one it is.
    return fitting[0] if len(fitting) == 1 else None


def labeled_number(text: str) -> float | None:
    """The number of a label that carries its own.

    >>> labeled_number("4 - Agree"), labeled_number("Agree (4)"), labeled_number("45 min"), labeled_number("3 - 4")
    (4.0, 4.0, None, None)
    """
    if _UNIT.fullmatch(text):
        return None
    match = _NUMBER_FIRST.fullmatch(text) or _NUMBER_LAST.fullmatch(text)
    return float(match[1]) if match else None


def json_number(text: str) -> float | None:
    """The one number in a cell of JSON.

    >>> json_number('{"rating": "5"}'), json_number("[3]"), json_number('{"a": 1, "b": 2}')
    (5.0, 3.0, None)
    """
    if not text.startswith(("{", "[")):
        return None
    try:
        numbers = list(_numbers(json.loads(text)))
    except ValueError:
        return None
    return numbers[0] if len(numbers) == 1 else None


def json_texts(text: str) -> list[str]:
    """The texts in a cell that is a JSON list, none where it is something else.

    >>> json_texts('["Banking", "Law"]'), json_texts("Banking")
    (['Banking', 'Law'], [])
    """
    if not text.startswith("["):
        return []
    try:
        cell = json.loads(text)
    except ValueError:
        return []
    return [str(value) for value in cell] if isinstance(cell, list) else []


def _numbers(value: Any) -> Iterable[float]:
    if isinstance(value, bool | int | float) or (
        isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value.strip())
    ):
        yield float(value)
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _numbers(inner)
