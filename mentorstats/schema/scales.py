"""Scales that are declared in the settings, and how published instruments are scored.

Only the scoring is here (how many items, which range, which parts), never the wording of an item.  What a source does
not say about the order of the items is left to the user: a negative item that is not reversed spoils a scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

import pandas as pd

__all__ = ["ANSWER_KEYS", "INSTRUMENTS", "Instrument", "SurveyScale", "answers_of", "declared_range", "scale_from"]


_LARGEST = 1e12
# What tells one set of answers from another.
ANSWER_KEYS = ["person_id", "wave", "cohort", "about_id"]


@dataclass(frozen=True)
class SurveyScale:
    """Items whose mean is a score of its own.

    ``reverse`` are the items in which a high answer means little; ``best`` says which end of the range is the good
    one; ``answered`` is the smallest share of items that someone has to answer; ``parts`` are subscales.  ``ranges``
    are those of items that are answered on a range of their own, which is stretched to the scale's; ``use`` is the
    published instrument whose scoring it follows.
    """

    name: str
    items: tuple[str, ...]
    low: float
    high: float
    reverse: tuple[str, ...] = ()
    best: str = "high"
    answered: float = 0.8
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    use: str = ""

    def range_of(self, item: str) -> tuple[float, float]:
        """The lowest and the highest answer to an item."""
        return self.ranges.get(item, (self.low, self.high))

    @property
    def flipped(self) -> frozenset[str]:
        """The items whose answers are turned round, so that a high score is always the good one."""
        turned = frozenset(self.reverse)
        return turned if self.best == "high" else frozenset(self.items) - turned

    @property
    def scored(self) -> dict[str, tuple[str, ...]]:
        """The scale and its parts, each with its items."""
        return {self.name: self.items, **{f"{self.name}: {part}": items for part, items in self.parts.items()}}


def declared_range(scales: Iterable[SurveyScale], name: str) -> tuple[float | None, float | None]:
    """The lowest and the highest value of a score, or of an item, that a scale declares; missing where none does.

    >>> trust = SurveyScale("trust", ("open", "fair"), 1.0, 5.0, ranges={"fair": (1.0, 7.0)})
    >>> declared_range([trust], "trust"), declared_range([trust], "fair"), declared_range([trust], "joy")
    ((1.0, 5.0), (1.0, 7.0), (None, None))
    """
    for scale in scales:
        if name in scale.scored:
            return scale.low, scale.high
        if name in scale.items:
            return scale.range_of(name)
    return None, None


@dataclass(frozen=True)
class Instrument:
    """How a published instrument is scored: its items, listed part by part, are cut into parts.

    ``reversed_items`` says how many items the user has to name as reversed; None that it is known only that there may
    be some, so that the user has to say.
    """

    items: int
    low: float
    high: float
    parts: Mapping[str, int]
    reversed_items: int | None
    source: str


INSTRUMENTS = {
    # Table 3; of the original 26 items, part by part: 1-4; 7, 8, 13, 14; 10-12; 17-19; 9, 20, 21; 22-24, 26.
    "MCA-21": Instrument(
        21, 1, 7,
        {
            "maintaining effective communication": 4, "aligning expectations": 4, "assessing understanding": 3,
            "fostering independence": 3, "addressing diversity": 3, "promoting professional development": 4,
        }, 0,
        "Hyun, Rogers, House, Sorkness & Pfund (2022), J. Clin. Transl. Sci. 6, e46",
    ),
    "MFQ-9": Instrument(
        9, 1, 5, {"career support": 3, "psychosocial support": 3, "role modeling": 3}, 0,
        "Castro, Scandura & Williams (2004), Southern Management Association",
    ),
    "SoR youth": Instrument(10, 1, 5, {}, 4, "Rhodes, Schwartz, Willis & Wu (2017), Youth & Society 49"),
    "SoR mentor": Instrument(14, 1, 5, {}, None, "Rhodes, Schwartz, Willis & Wu (2017), Youth & Society 49"),
    "recommend": Instrument(1, 0, 10, {}, 0, "Reichheld (2003), Harvard Business Review 81 (12)"),
}  # fmt: skip


def scale_from(given: Mapping[str, object]) -> SurveyScale:
    """A scale as the settings describe it; ``ValueError`` names the key, what it says and what was expected."""
    known = {"name", "items", "range", "ranges", "reverse", "best", "answered", "parts", "use"}
    for key in given:
        if key not in known:
            raise ValueError(f"{key} is not known; expected some of {', '.join(sorted(known))}")
    name, items = given.get("name"), _names(given, "items")
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f"name is {name!r}; expected text in quotes")
    instrument = _instrument(given, len(items))
    low, high = _range(given, instrument)
    reverse = _reversed(given, items, instrument)
    best, answered = given.get("best", "high"), given.get("answered", 0.8)
    if best not in ("high", "low"):
        raise ValueError(f"best is {best!r}; expected 'high' or 'low'")
    if not isinstance(answered, int | float) or not 0 < answered <= 1:
        raise ValueError(f"answered is {answered!r}; expected a share above 0 and up to 1")
    parts, ranges = _parts(given, items, instrument), _ranges(given, items)
    return SurveyScale(
        name=name,
        items=items,
        low=low,
        high=high,
        reverse=reverse,
        best=str(best),
        answered=float(answered),
        parts=parts,
        ranges=ranges,
        use=str(given.get("use") or ""),
    )


def _names(given: Mapping[str, object], key: str) -> tuple[str, ...]:
    names = given.get(key, [])
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{key} is {names!r}; expected a list of items in quotes")
    if key == "items" and (not names or len(set(names)) < len(names)):
        raise ValueError(f"items is {list(names)!r}; expected one item or more, each once")
    return tuple(str(name) for name in names)


def _instrument(given: Mapping[str, object], count: int) -> Instrument | None:
    used = given.get("use")
    if used is None:
        return None
    instrument = INSTRUMENTS.get(str(used))
    if instrument is None:
        raise ValueError(f"use is {used!r}; expected one of {', '.join(INSTRUMENTS)}")
    if count != instrument.items:
        raise ValueError(f"items has {count}; {used} has {instrument.items}")
    return instrument


def _range(given: Mapping[str, object], instrument: Instrument | None) -> tuple[float, float]:
    ends = _ends("range", given.get("range", [instrument.low, instrument.high] if instrument else None))
    if instrument is None:
        return ends
    stated = f"{given['use']} is answered from {instrument.low:g} to {instrument.high:g}"
    if ends != (instrument.low, instrument.high):
        raise ValueError(f"range is {given['range']!r}; {stated}: leave the range out, or leave use out")
    if "ranges" in given:
        raise ValueError(f"ranges is given; {stated}, every item: leave the ranges out, or leave use out")
    return ends


def _ranges(given: Mapping[str, object], items: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    named = given.get("ranges", {})
    if not isinstance(named, Mapping):
        raise ValueError(f"ranges is {named!r}; expected a table such as {{item_1 = [1, 7]}}")
    for item in named:
        if item not in items:
            raise ValueError(f"ranges has {item!r}, which is not among the items")
    return {str(item): _ends(f"ranges.{item}", ends) for item, ends in named.items()}


def _ends(key: str, ends: object) -> tuple[float, float]:
    if not isinstance(ends, list | tuple) or len(ends) != 2 or not all(map(_is_usable_number, ends)):
        raise ValueError(f"{key} is {ends!r}; expected the lowest and the highest answer, such as [1, 5]")
    low, high = (float(end) for end in ends)
    if not low < high:
        raise ValueError(f"{key} is {list(ends)!r}; expected the lower end first")
    return low, high


def _is_usable_number(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) <= _LARGEST


def _reversed(given: Mapping[str, object], items: tuple[str, ...], instrument: Instrument | None) -> tuple[str, ...]:
    reverse = _names(given, "reverse")
    for item in reverse:
        if item not in items:
            raise ValueError(f"reverse has {item!r}, which is not among the items")
    if instrument is None:
        return reverse
    needed = instrument.reversed_items
    if needed is None and "reverse" not in given:
        raise ValueError("reverse is missing: list the items in which a high answer means little, or []")
    if needed is not None and len(reverse) != needed:
        many = needed or "none"
        raise ValueError(f"reverse has {len(reverse)} items; in {given['use']} a high answer means little in {many}")
    return reverse


def _parts(
    given: Mapping[str, object], items: tuple[str, ...], instrument: Instrument | None
) -> dict[str, tuple[str, ...]]:
    named = given.get("parts")
    if named is None:
        sizes = instrument.parts if instrument else {}
        ends = pairwise(accumulate(sizes.values(), initial=0))
        return {part: items[start:end] for part, (start, end) in zip(sizes, ends, strict=True)}
    if not isinstance(named, Mapping):
        raise ValueError(f"parts is {named!r}; expected a table of lists of items")
    parts = {str(part): _names(named, part) for part in named}
    for part, names in parts.items():
        for item in names:
            if item not in items:
                raise ValueError(f"parts.{part} has {item!r}, which is not among the items")
    return parts


def answers_of(surveys: pd.DataFrame, scale: SurveyScale, items: tuple[str, ...]) -> pd.DataFrame:
    """One row a person, wave, cohort and subject; a column an item, turned so that a high answer is the good one."""
    answers = surveys[surveys["item"].isin(items)].dropna(subset=["person_id", "score"])
    ends = ({item: scale.range_of(item)[end] for item in items} for end in (0, 1))
    low, high = (answers["item"].map(of_item).astype(float) for of_item in ends)
    answers = answers.assign(score=_stretched(answers["score"], low, high, scale))[answers["score"].between(low, high)]
    turned = answers["item"].isin(scale.flipped)
    answers = answers.assign(score=answers["score"].mask(turned, scale.low + scale.high - answers["score"]))
    keys = [answers[name].astype("str").fillna("") for name in ANSWER_KEYS]
    wide = answers.groupby([*keys, answers["item"]])["score"].mean().unstack("item")
    return wide.reindex(columns=list(items))


def _stretched(scores: pd.Series, low: pd.Series, high: pd.Series, scale: SurveyScale) -> pd.Series:
    """Answers from ``low`` to ``high`` as answers on the scale's range; those that have it stay as they are."""
    moved = scale.low + (scores - low) * (scale.high - scale.low) / (high - low)
    return scores.where((low == scale.low) & (high == scale.high), moved)
