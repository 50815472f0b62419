"""When an answer was given: words for before, in between, after and long after, and words that only have an order.

``Exit survey`` says that it is final.  ``T1``, ``3 months``, ``Spring`` and ``Wave 2`` say something only beside the
other words of the same survey: the first of them is the answer before, the last the final one.  That is a reading, so
it is always said.  Years, seasons and plain numbers may count rounds of the program as well; they are put in order
only where the same people answered at several of them.  Everything else is unknown, and its answers are set aside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from mentorstats.schema.dates import AmbiguousDates, read_days
from mentorstats.schema.tables import WAVES
from mentorstats.schema.words.table import languages_of, meaning_of, plain_tokens, words_in
from mentorstats.text import match_key

__all__ = [
    "LEAVE_OUT",
    "WAVE_KINDS",
    "Place",
    "WaveReading",
    "known_wave",
    "place_of",
    "place_of_words",
    "read_waves",
    "wave_in_name",
]

LEAVE_OUT = "leave out"
# Words for a wave in the table: those that name one wherever they stand, in a name, and only beside other waves.
WAVE_KINDS = ("wave", "wave in a name", "wave beside others")
# How many days a unit of time has, to compare "6 weeks" with "month 3".
_DAYS = {"day": 1.0, "week": 7.0, "month": 365.2425 / 12, "year": 365.2425}
# A time of at most so many days is the beginning itself: "day 1", "week 1", "month 0".
_BEGINNING = 7.0
_SEASONS = ("spring", "summer", "fall", "winter")
_SCHOOL_YEAR = ("fall", "winter", "spring", "summer")
_YEAR, _FIRST_YEAR = re.compile(r"(?:19|20)\d\d"), 1900
_ORDINAL_ENDS = {"st", "nd", "rd", "th", "e", "er", "ere", "eme", "o", "a"}
# An event of a study ends in the group of people that has it: "visit_1_arm_2", "Visit 1 (Arm 2: Mentees)".
_ARM = re.compile(r"(?:_arm_\d+| \(arm \d+(?::[^()]*)?\))$", re.IGNORECASE)
# Words of a time that show what it counts; the others may count the program's rounds too.
_OF_TIME = {"point in time", "duration"}


class Place(NamedTuple):
    """The place of a word among words of the same kind: ``system`` says what it counts, ``at`` how far on."""

    system: str
    at: tuple[float, ...]


@dataclass(frozen=True)
class WaveReading:
    """What each word for a wave means: one of the waves, ``"leave out"`` or ``""`` where that is not known.

    ``by_order`` are the words whose meaning was seen from their order alone.
    """

    waves: Mapping[str, str]
    by_order: tuple[str, ...] = field(default=())


def known_wave(text: str, *, beside_others: bool = True) -> str:
    """The one wave that a text names by a word of the table, ``""`` where it names none or several.

    ``beside_others`` admits words such as "start" and "now", which name a wave only beside words for other waves.

    >>> known_wave("Exit survey 2024"), known_wave("pre and post"), known_wave("Wave 7"), known_wave("Al inicio")
    ('final', '', '', 'baseline')
    """
    words = plain_tokens(_ARM.sub("", text))
    clear = {match.meaning for kind in WAVE_KINDS[:2] for match in words_in(words, kind)}
    if _duration(words) is not None:
        # "3 months after" the start is no final answer, a "6-month follow-up" is one of its kind.
        return "followup" if clear == {"followup"} else ""
    meanings = clear or {match.meaning for match in words_in(words, WAVE_KINDS[2])} if beside_others else clear
    return meanings.pop() if len(meanings) == 1 else ""


def wave_in_name(file: str) -> str:
    """The name of a sheet, or else of its file, that tells a wave; ``""`` where neither does.

    >>> wave_in_name("survey_baseline.csv"), wave_in_name("Survey.xlsx [Exit]"), wave_in_name("Survey start.csv")
    ('survey_baseline', 'Exit', '')
    """
    book, _, sheet = file.removesuffix("]").rpartition(" [") if file.endswith("]") else (file, "", "")
    names = (sheet, book.rpartition(".")[0] or book)
    return next((name for name in names if name and known_wave(name, beside_others=False)), "")


def place_of(text: str) -> Place | None:
    """The place of a word that has an order among others: a number, a length of time, a season, a date.

    >>> place_of("T2"), place_of("month 3"), place_of("Herbst 2023"), place_of("Tuesday")
    (Place(system='point in time', at=(2.0,)), Place(system='duration', at=(91.310625,)),
     Place(system='dated season', at=(2023.0, 2.0)), None)
    """
    text = _ARM.sub("", text)
    return place_of_words(plain_tokens(text), text)


def place_of_words(words: tuple[str, ...], text: str = "") -> Place | None:
    """``place_of`` for words of a text; a ``text`` that is a date as a whole is one only where it is given."""
    days = _duration(words)
    if days is not None:
        return Place("duration", (days,))
    return _season(words) or (_calendar(text, words) if text else None) or _numbered(words)


def _duration(words: tuple[str, ...]) -> float | None:
    """How many days a text such as "12-week" or "month 3" says, None for others."""
    # A single letter may be anything: "T2" is no number of days, though "t" is one in German.
    units = [unit for unit in words_in(words, "unit") if unit.meaning in _DAYS and len(words[unit.start]) > 1]
    numbers = _numbers(words, but={place for unit in units for place in range(unit.start, unit.end)})
    if len(units) != 1 or len(numbers) != 1 or numbers[0] >= _FIRST_YEAR:
        return None
    beside = abs(next(place for place in range(len(words)) if _number(words[place]) == numbers[0]) - units[0].start)
    return numbers[0] * _DAYS[units[0].meaning] if beside <= 2 else None


def _numbers(words: tuple[str, ...], *, but: Collection[int] = ()) -> list[float]:
    found = [_number(word) for place, word in enumerate(words) if place not in but]
    return [number for number in found if number is not None]


def _number(word: str) -> float | None:
    if word.isascii() and word.isdigit():
        return float(word)
    meaning = meaning_of(word, "number") if len(word) > 2 else ""
    return float(meaning) if meaning else None


def _season(words: tuple[str, ...]) -> Place | None:
    seasons = words_in(words, "season")
    if len(seasons) != 1:
        return None
    years = [float(word) for word in words if _YEAR.fullmatch(word)]
    season = seasons[0].meaning
    if len(years) == 1 and season != "winter":
        return Place("dated season", (years[0], float(_SEASONS.index(season))))
    # Winter 2024 may begin the year or end it.
    return None if years else Place("season", (float(_SCHOOL_YEAR.index(season)),))


def _calendar(text: str, words: tuple[str, ...]) -> Place | None:
    """A day, a month of a year or a year."""
    try:
        day = read_days(pd.Series([text.strip()])).values.iloc[0]
    except AmbiguousDates:
        return None
    if pd.notna(day) and not text.strip().isdigit():
        return Place("calendar", (float(day.year), float(day.month), float(day.day)))
    years = [float(word) for word in words if _YEAR.fullmatch(word)]
    months = [float(match.meaning) for match in words_in(words, "month")]
    rest = [float(word) for word in words if word.isdigit() and not _YEAR.fullmatch(word)]
    if len(years) == 1 and len(months) == 1 and not rest:
        return Place("calendar", (years[0], months[0], 0.0))
    if len(years) == len(rest) == 1 and not months:
        quarter = 3.0 if len(words) == 3 and words_in(words, "quarter") else 1.0
        if len(words) == (2 if quarter == 1.0 else 3) and 1 <= rest[0] <= 12 / quarter:
            return Place("calendar", (years[0], quarter * rest[0], 0.0))
    return Place("calendar", (years[0], 0.0, 0.0)) if len(years) == 1 and len(words) == 1 else None


def _numbered(words: tuple[str, ...]) -> Place | None:
    """A text with one number; what else it says tells what is counted."""
    places = [place for place, word in enumerate(words) if _number(word) is not None]
    if len(places) != 1 or _YEAR.fullmatch(words[places[0]]):
        return None
    number = _number(words[places[0]])
    rest = tuple(
        word for place, word in enumerate(words) if place not in places and not (place and word in _ORDINAL_ENDS)
    )
    if number is None or len(rest) > 3:
        return None
    times = words_in(rest, "wave number")
    stem = "point in time" if times and sum(match.end - match.start for match in times) == len(rest) else " ".join(rest)
    return Place(stem, (number,))


def read_waves(
    words: Collection[str],
    own: Mapping[str, str] | None = None,
    *,
    answered_at_several: Callable[[Collection[str]], bool] = lambda words: True,
) -> WaveReading:
    """What the words for waves in one survey mean.

    ``own`` are the program's own words; ``answered_at_several`` says whether most people who answered at any of
    these words did so at several of them, which a time of answering shows and a round of the program does not.

    >>> read_waves(["T1", "T2", "T3"]).waves
    {'T1': 'baseline', 'T2': 'midpoint', 'T3': 'final'}
    >>> read_waves(["baseline", "3 months", "final"]).waves
    {'baseline': 'baseline', '3 months': '', 'final': 'final'}
    """
    explained = {match_key(word): meaning for word, meaning in (own or {}).items()}
    waves = {word: explained.get(match_key(word)) or _by_table(word, words) for word in words}
    open_words = [word for word, wave in waves.items() if not wave]
    in_order = _by_order(open_words, {wave for wave in waves.values() if wave in WAVES}, answered_at_several)
    return WaveReading({word: wave or in_order.get(word, "") for word, wave in waves.items()}, tuple(in_order))


def _by_table(word: str, words: Collection[str]) -> str:
    wave = known_wave(word)
    if wave and meaning_of(word, "answer") == "none" and not _same_language(word, words):
        # Dutch "na" is after, and so much else.
        return ""
    return "" if wave and _numbered_twice(word, words) else wave


def _same_language(word: str, words: Collection[str]) -> bool:
    languages = frozenset().union(*(languages_of(word, kind) for kind in WAVE_KINDS))
    others = [other for other in words if match_key(other) != match_key(word)]
    return any(languages & languages_of(other, kind) for other in others for kind in WAVE_KINDS)


def _numbered_twice(word: str, words: Collection[str]) -> bool:
    """Whether another word is this one with another number, such as "Post 1" and "Post 2"."""
    place = _numbered(plain_tokens(word))
    if place is None or meaning_of(word, "wave"):
        return False
    others = [_numbered(plain_tokens(other)) for other in words if other != word]
    return any(other is not None and other.system == place.system and other.at != place.at for other in others)


def _by_order(
    words: Collection[str], known: Collection[str], answered_at_several: Callable[[Collection[str]], bool]
) -> dict[str, str]:
    """Waves of the words whose order shows them; none where they do not count one and the same thing."""
    places = {word: place for word in words if (place := place_of(word)) is not None}
    systems = {place.system for place in places.values()}
    if len(systems) != 1 or {"baseline", "final"} <= set(known):
        return {}
    system = systems.pop()
    steps = sorted({place.at for place in places.values()})
    if len(steps) + len({"baseline", "final"} & set(known)) < 2 or not _is_in_order(system, steps, known):
        return {}
    if system not in _OF_TIME and not answered_at_several(list(places)):
        return {}
    by_step = dict.fromkeys(steps, "midpoint")
    if "baseline" not in known and _begins(system, steps[0]):
        by_step[steps[0]] = "baseline"
    if "final" not in known:
        by_step[steps[-1]] = "final"
    return {word: by_step[place.at] for word, place in places.items()}


def _is_in_order(system: str, steps: list[tuple[float, ...]], known: Collection[str]) -> bool:
    """Whether seasons without a year have one order only: fall may begin a school year or end a calendar year."""
    if system == "duration":
        return "final" not in known
    seasons = {_SCHOOL_YEAR[int(step[0])] for step in steps} if system == "season" else set()
    return not ("fall" in seasons and seasons & {"spring", "summer"}) or "winter" in seasons or "midpoint" in known


def _begins(system: str, step: tuple[float, ...]) -> bool:
    """Whether the first of the words stands for the time before: "month 3" and "wave 2" do not."""
    if system == "duration":
        return step[0] <= _BEGINNING
    first, *finer = step
    return bool(finer) or system == "season" or first <= 1
