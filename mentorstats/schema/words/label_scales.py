"""Rating scales in words: which number each label of a question stands for.

A scale has to fit every label of its question, and different labels get different numbers.  "Very good" may be the
best answer or the second best: which of several scales it is, is seen from the question's other labels, then from
those that other questions use.  Where no scale fits, nothing is guessed; the program lists its labels in ``[labels]``.
Scales are put together from degrees ("slightly", "very") and from pairs of opposites ("dissatisfied", "satisfied"), so
that "Very useful" needs no entry of its own.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from mentorstats.schema.words.table import fold

__all__ = ["SCALES", "LabelScale", "is_label", "label_key", "scale_of"]


@dataclass(frozen=True)
class LabelScale:
    """The labels of a rating scale from its low end to its high end; a label may have several wordings."""

    family: str
    labels: tuple[tuple[str, ...], ...]
    lowest: int = 1

    @cached_property
    def values(self) -> dict[str, float]:
        """The number of each wording, as ``label_key`` has it."""
        rungs = enumerate(self.labels, self.lowest)
        return {label_key(wording): float(place) for place, labels in rungs for wording in labels}

    def stated(self, texts: Mapping[str, str]) -> str:
        """Which number each label has, as a sentence would say it; ``texts`` are the question's own, by ``label_key``.

        >>> SCALES[0].stated({"totally agree": "Totally agree!"}).split(", ")[::4]
        ['1 = totally disagree', '5 = Totally agree!']
        """
        used = {word for key in texts for word in key.split()}
        chosen = [
            next((texts[key] for key in map(label_key, rung) if key in texts), _most_alike(rung, used))
            for rung in self.labels
        ]
        return ", ".join(f"{place} = {wording}" for place, wording in enumerate(chosen, self.lowest))


def _most_alike(wordings: Sequence[str], used: Set[str]) -> str:
    """The wording with the most words that other labels of the question have."""
    return max(wordings, key=lambda wording: len(used & set(wording.split())))


def label_key(text: str) -> str:
    """A label without case, accents, outer punctuation and double spaces.

    >>> label_key(" Strongly  Agree. "), label_key("Stimme völlig zu")
    ('strongly agree', 'stimme vollig zu')
    """
    plain = fold(text.replace("’", "'")).casefold().replace("-", " ").replace("_", " ")
    return " ".join(plain.split()).strip(".!?*\"', ")


_NEITHER = "neutral|undecided|neither|unsure|not sure|neither nor|mixed|in between|in the middle|middle"
# Two ends and, where they are no "neither … nor …", the words for the middle between them.
_OPPOSITES = (
    ("agreement", "disagree", "agree", _NEITHER),
    ("satisfaction", "dissatisfied|unsatisfied|not satisfied", "satisfied", _NEITHER),
    ("likelihood", "unlikely|not likely", "likely", f"{_NEITHER}|possible|maybe"),
    ("change", "worse", "better", "about the same|the same|same|no change|unchanged|no different"),
    ("amount of change", "less", "more", "about the same|the same|same|no change|unchanged|no different"),
    ("change", "decreased", "increased", "about the same|stayed the same|the same|same|no change|unchanged"),
    ("ease", "difficult|hard", "easy", _NEITHER),
    ("view", "negative", "positive", _NEITHER),
    ("view", "bad", "good", f"{_NEITHER}|okay|ok|average"),
    ("support", "oppose", "support|favor", _NEITHER),
    ("liking", "dislike", "like", _NEITHER),
    ("level", "low", "high", f"{_NEITHER}|medium|moderate|average"),
    ("helpfulness", "unhelpful", "helpful", _NEITHER),
    ("effectiveness", "ineffective", "effective", _NEITHER),
    ("comfort", "uncomfortable", "comfortable", _NEITHER),
    ("happiness", "unhappy", "happy", _NEITHER),
    ("preparation", "unprepared", "prepared", _NEITHER),
    ("clarity", "unclear", "clear", _NEITHER),
    ("importance", "unimportant", "important", _NEITHER),
)
_WEAK = "somewhat|slightly|a little|a bit|rather|mildly|partly|tend to|moderately|fairly"
_MODERATE = "moderately|mostly|quite|generally|fairly"
_STRONG = (
    "strongly|very|totally|completely|extremely|highly|much|fully|entirely|absolutely|a lot|a great deal|very much|far"
)
_BARE = ""
# From the middle outward; who offers "slightly", "moderately" and "strongly" has no bare "agree".
_SIDES = (
    (f"{_BARE}|moderately", _STRONG),
    (_WEAK, _STRONG),
    ("somewhat|slightly|a little|a bit|rather|mildly|partly|tend to", f"{_BARE}|{_MODERATE}", _STRONG),
    (
        f"{_BARE}|somewhat|slightly|moderately",
        "very|strongly|mostly|much",
        "extremely|completely|totally|absolutely|far",
    ),
    (
        "somewhat|slightly|a little",
        f"{_BARE}|moderately|mostly",
        "very|strongly|much",
        "extremely|completely|totally|absolutely|far",
    ),
)
# Nobody is "strongly satisfied".
_SIDES_OF_DEGREE = tuple(tuple(rung.replace("strongly|very", "very|strongly") for rung in side) for side in _SIDES)
_NOT = "not at all|not|none at all|none|nothing|not even slightly"
_SLIGHTLY = (
    "slightly|a little|a little bit|a bit|only slightly|hardly|barely|minimally|a small amount|to a small extent"
    "|very little|not very|not too|not really|not so|not particularly|not very much"
)
_SOMEWHAT = "somewhat|some|to some extent|partly|partially|in part|sort of|kind of"
_MODERATELY = "moderately|fairly|reasonably|a moderate amount|to a moderate extent|adequately"
_QUITE = (
    "quite|quite a bit|quite a lot|a lot|much|considerably|mostly|largely|rather|to a large extent|to a great extent"
)
_VERY = "very|very much|highly|strongly"
_EXTREMELY = (
    "extremely|a great deal|completely|totally|fully|entirely|absolutely|exceptionally|to a very large extent"
    "|to a very great extent|to a full extent"
)
_DEGREES = (
    (_NOT, _SLIGHTLY, f"{_SOMEWHAT}|{_MODERATELY}", f"{_VERY}|{_QUITE}", _EXTREMELY),
    (_NOT, _SLIGHTLY, f"{_SOMEWHAT}|{_MODERATELY}", f"{_BARE}|{_QUITE}", f"{_VERY}|{_EXTREMELY}"),
    (_NOT, _SLIGHTLY, f"{_SOMEWHAT}|{_MODERATELY}", f"{_BARE}|{_QUITE}", _VERY, _EXTREMELY),
    (_NOT, _SLIGHTLY, _SOMEWHAT, _MODERATELY, f"{_VERY}|{_QUITE}", _EXTREMELY),
    (_NOT, _SLIGHTLY, _SOMEWHAT, _MODERATELY, f"{_BARE}|{_QUITE}", _VERY, _EXTREMELY),
)


def _listed() -> Iterator[LabelScale]:
    """The scales that are no degrees of anything, as ``label_scales.csv`` has them from low to high."""
    with (Path(__file__).parent / "label_scales.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rungs = (tuple(rung.strip().split("|")) for rung in row["labels"].split(";"))
            yield LabelScale(row["family"], tuple(rungs))


def _opposed(family: str, low: str, high: str, middle: str) -> Iterator[LabelScale]:
    neither = [
        f"neither {one} nor {two}"
        for one, two in ((high, low), (low, high))
        for one in one.split("|")
        for two in two.split("|")
    ]
    for side in _SIDES if family in ("agreement", "support") else _SIDES_OF_DEGREE:
        ends = [
            [tuple(_with(degree, pole) for degree in rung.split("|") for pole in poles.split("|")) for rung in side]
            for poles in (low, high)
        ]
        labels = [*map(_flat, reversed(ends[0])), (*neither, *middle.split("|")), *map(_flat, ends[1])]
        yield LabelScale(family, tuple(map(tuple, labels)))


def _with(degree: str, pole: str) -> tuple[str, ...]:
    """A degree before what it is a degree of, and behind it: "strongly agree" and "agree strongly"."""
    return (f"{degree} {pole}", f"{pole} {degree}") if degree else (pole,)


def _flat(wordings: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(wording for several in wordings for wording in several))


@cache
def _degree_scales(quality: str) -> tuple[LabelScale, ...]:
    """The scales of degrees of one quality, such as "confident", or of none: "a little", "a lot"."""
    return tuple(
        LabelScale(f"degree {quality}", tuple(_degree_rung(rung.split("|"), quality) for rung in ladder))
        for ladder in _DEGREES
    )


def _degree_rung(degrees: Sequence[str], quality: str) -> tuple[str, ...]:
    whole = [f"{degree} {quality}".strip() for degree in degrees if degree or quality]
    if "not" in degrees and quality:
        whole += [f"not {quality} at all"]
    return tuple(dict.fromkeys([*whole, *(degree for degree in degrees if degree not in ("", "not"))]))


SCALES = (
    *(scale for opposites in _OPPOSITES for scale in _opposed(*opposites)),
    *_listed(),
    *_degree_scales(""),
)
_DEGREE_WORDS = sorted(
    {degree for ladder in _DEGREES for rung in ladder for degree in rung.split("|") if degree}, key=len, reverse=True
)


@cache
def _wordings() -> frozenset[str]:
    return frozenset(wording for scale in SCALES for wording in scale.values)


def is_label(label: str) -> bool:
    """Whether a label, as ``label_key`` has it, is one of a known scale or a degree of something.

    >>> is_label("very useful"), is_label("useful"), is_label("berlin")
    (True, False, False)
    """
    return label in _wordings() or _quality(label) is not None


def _quality(label: str) -> str | None:
    """What a label has a degree of; None where it has none."""
    if label.startswith("not ") and label.endswith(" at all") and label != "not at all":
        return label.removeprefix("not ").removesuffix(" at all") or None
    degree = next((word for word in _DEGREE_WORDS if label.startswith(f"{word} ")), None)
    rest = label.removeprefix(f"{degree} ") if degree else ""
    return rest if rest and len(rest.split()) <= 2 else None


def scale_of(labels: Collection[str], all_labels: Iterable[str] = ()) -> LabelScale | None:
    """The scale that fits all labels of a question, each with a number of its own; None where none or several do.

    ``all_labels`` are those of all questions: of scales that fit, one that has them too is the better one.

    >>> scale_of({"agree"}, {"agree", "somewhat agree"}).values["agree"]
    6.0
    >>> scale_of({"not useful", "useful", "very useful"}).values["very useful"], scale_of({"neutral"})
    (5.0, None)
    """
    everywhere = {*all_labels, *labels}
    if (binary := _yes_or_no_of(labels)) is not None:
        return binary
    families: dict[str, list[LabelScale]] = {}
    for scale in _candidates(labels):
        if _fits(scale, labels):
            families.setdefault(scale.family, []).append(scale)
    fitting = _most_telling([_best(scales, everywhere) for scales in families.values()], everywhere)
    numbers = {tuple(scale.values[label] for label in labels) for scale in fitting}
    # A label of several families, such as "neutral", says nothing about which one it is.
    whole = len({scale.family for scale in fitting}) == 1 or (len(labels) > 1 and len(numbers) == 1)
    return fitting[0] if fitting and whole else None


def _yes_or_no_of(labels: Collection[str]) -> LabelScale | None:
    """ "Promoted" and "Not promoted" are yes and no, 1 and 0."""
    yes = next((label for label in labels if f"not {label}" in labels), None)
    return LabelScale("yes or no", ((f"not {yes}",), (yes,)), lowest=0) if yes and len(labels) == 2 else None


def _most_telling(scales: Sequence[LabelScale], everywhere: Set[str]) -> list[LabelScale]:
    """The scales without those of whose labels another one has all that are used anywhere, and more."""
    used = [everywhere & scale.values.keys() for scale in scales]
    return [scale for scale, labels in zip(scales, used, strict=True) if not any(labels < others for others in used)]


def _candidates(labels: Collection[str]) -> Iterator[LabelScale]:
    yield from SCALES
    qualities = {quality for label in labels if (quality := _quality(label)) is not None}
    for quality in sorted(qualities)[:3]:
        yield from _degree_scales(quality)


def _fits(scale: LabelScale, labels: Collection[str]) -> bool:
    numbers = [scale.values.get(label) for label in labels]
    return bool(labels) and None not in numbers and len(set(numbers)) == len(numbers)


def _best(scales: Sequence[LabelScale], everywhere: Collection[str]) -> LabelScale:
    """The first scale of a family that tells apart what other questions use of it, or has it, else the first."""
    known = {wording for scale in scales for wording in scale.values}
    others = {label for label in everywhere if label in known}
    having = [scale for scale in scales if others <= scale.values.keys()]
    return next((scale for scale in having if _fits(scale, others)), (having or scales)[0])
