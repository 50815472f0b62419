"""People who stand side by side in columns: ``Mentor 1`` and ``Mentor 2``, a co-mentor, the mentor before this one.

Each filled column is a pairing of its own, and columns that go with it, such as ``Mentor 2 industry``, go there.
Who was replaced was the mentor until then, and who came instead from then on.  A stand-in may never have met anyone,
so whether one counts is asked; mentors whom somebody only wished for are none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from mentorstats.schema.cells import as_text
from mentorstats.schema.dates import AmbiguousDates, read_days
from mentorstats.schema.vocabulary import identifying
from mentorstats.schema.words.table import meaning_of, plain_tokens, words_in

__all__ = [
    "PLACE",
    "Seat",
    "naming_headers",
    "one_row_for_each",
    "replacement_date",
    "reserve_columns",
    "seat_of",
    "with_replacements",
]

# A column of rows that came from several: which place the person had.  It does not outlive the reading.
PLACE = "place among several"
_IN_ORDER = ("", "first", "later", "further", "earlier")
_SIDES = {
    "mentor": ("mentor", "mentors", "mentora", "mentoras", "mentore", "mentores", "mentori", "mentorin", "mentoren",
               "mentorinnen", "mentrice", "volunteer", "coach", "big"),
    "mentee": ("mentee", "mentees", "protege", "proteges", "learner", "student", "youth", "child", "little"),
}  # fmt: skip
_NAMING = {"id", "ids"}
_NO_SIDE = {
    "id",
    "ids",
    "number",
    "no",
    "nr",
    "num",
    "code",
    "name",
    "email",
    "mail",
    "address",
    "key",
    "user",
    "member",
    "person",
    "full",
}
_ENDS = {"st", "nd", "rd", "th"}
_TIMES = {
    "start": "Start date", "start date": "Start date", "started": "Start date", "since": "Start date",
    "end": "End date", "end date": "End date", "ended": "End date", "until": "End date", "status": "Status",
}  # fmt: skip
_MOST = 20
_LETTERS = "abcd"
_LETTERED = [[letter] for letter in _LETTERS]


class Seat(NamedTuple):
    """Which of several people a column is about, ``""`` for a plain heading; and the heading without that."""

    place: str
    number: int
    base: str


def seat_of(header: str, side: str, chosen: str = "") -> Seat | None:
    """The place of the person of a side that a column is about; None for a column about something else.

    ``chosen`` is the heading that the settings give for the side.

    >>> seat_of("Co-mentor", "mentor"), seat_of("Mentor 2 industry", "mentor"), seat_of("Mentor first name", "mentor")
    (Seat(place='further', number=2, base='Mentor'), Seat(place='further', number=2, base='Mentor industry'),
     Seat(place='', number=1, base='Mentor first name'))
    >>> seat_of("Co-chair", "mentor", chosen="Chair"), seat_of("Mentee", "mentor")
    (Seat(place='further', number=2, base='Mentor'), None)
    """
    if side == "mentor" and (later := meaning_of(header, "other mentor")):
        return Seat(later, 1, "Mentor")
    if side == "mentor" and "mentoré" in header.casefold():
        # In French that is the mentee; without its accent it is a mentor in Italian.
        return None
    own = [word for word in plain_tokens(chosen) if not (word in _NO_SIDE or word.isdigit() or _is_place(word))]
    sides = {*_SIDES[side], *own}
    words = [part for word in plain_tokens(header) for part in _compound(word, sides)]
    other = {*_SIDES["mentee" if side == "mentor" else "mentor"]} - sides
    at = [place for place, word in enumerate(words) if word in sides]
    # "Mentor A" and "Mentor B", but also "Mentor/a" of either gender.
    letters = [_LETTERS.index(words[place + 1]) + 1 for place in at if words[place + 1 : place + 2] in _LETTERED]
    numbers = [int(word) for word in words if word.isdigit()] or letters
    if not at or other & set(words) or len(numbers) > 1 or any(not 0 < number < _MOST for number in numbers):
        return None
    places = _places(words, at[0], at[-1])
    gone = {place for match in places for place in range(match[1], match[2])} | {place + 1 for place in at if letters}
    named = [side if word in sides else word for place, word in enumerate(words) if place not in gone]
    base = " ".join(dict.fromkeys(word for word in named if not word.isdigit() and word not in _ENDS))
    meaning = places[0][0] if places else ""
    counted = [meaning_of(" ".join(words[match[1] : match[2]]), "number") for match in places]
    number = numbers[0] if numbers else next((int(count) for count in counted if count.isdigit()), 0)
    if number and meaning in ("", "first", "further"):
        meaning = "first" if number == 1 else "further"
    return Seat(meaning, number or (2 if meaning == "further" else 1), base.capitalize())


def _places(words: Sequence[str], first: int, last: int) -> list[tuple[str, int, int]]:
    """Words such as "second" and "previous" right before the side's word, or behind it as the last that is said."""
    matches = [match for match in words_in(tuple(words), "mentor's place")]
    ends_with_it = {word for word in words[last + 1 :] if not word.isdigit()} - _NAMING
    return [
        (match.meaning, match.start, match.end)
        for match in matches
        if match.end == first or (match.start > last and ends_with_it <= set(words[match.start : match.end]))
    ]


def _compound(word: str, sides: Collection[str]) -> Iterable[str]:
    """The parts of a word such as "Zweitmentor" or "comentor"."""
    side = max((side for side in sides if word != side and word.endswith(side)), key=len, default="")
    front = word.removesuffix(side) if side else ""
    return (front, side) if front and words_in((front,), "mentor's place") else (word,)


def _is_place(word: str) -> bool:
    return bool(words_in((word,), "mentor's place"))


def _names_someone(seat: Seat, side: str) -> bool:
    named = identifying(seat.base, "pairings")
    return named is not None and named[0] == side


def naming_headers(frame: pd.DataFrame, side: str, *, chosen: str = "", every: Sequence[str] = ()) -> list[str]:
    """The headings that name somebody of a side, whichever place that person has."""
    seats = {str(header): seat_of(str(header), side, chosen) for header in frame.columns}
    named = [header for header, seat in seats.items() if seat and _names_someone(seat, side)]
    return [header for header in dict.fromkeys([*every, chosen, *named]) if header in frame.columns]


def reserve_columns(frame: pd.DataFrame, side: str, chosen: str = "") -> list[str]:
    """The headings of filled columns that name stand-ins, of whom no export tells whether they ever stood in."""
    seats = {str(header): seat_of(str(header), side, chosen) for header in frame.columns}
    return [
        header
        for header, seat in seats.items()
        if seat and seat.place == "reserve" and _names_someone(seat, side) and as_text(frame[header]).notna().any()
    ]


def one_row_for_each(frame: pd.DataFrame, side: str, *, chosen: str = "", every: Sequence[str] = ()) -> pd.DataFrame:
    """One row for each person of a side that a row names in columns of their own; ``PLACE`` says which it was.

    ``chosen`` is the heading that the settings give for the side; ``every`` are all the headings that name its people,
    where the settings list them: no other column does then.

    >>> one_row_for_each(pd.DataFrame({"Mentee": ["p"], "Mentor 1": ["a"], "Mentor 2": ["b"]}), "mentor")[["Mentor"]]
      Mentor
    0      a
    0      b
    """
    groups = _listed(frame, side, every) if every else _grouped(frame, side, chosen)
    if not groups or (len(groups) == 1 and next(iter(groups))[0] in ("", "further")):
        return frame
    gone = {header for columns in groups.values() for header in columns}
    rest = [header for header in frame.columns if header not in gone]
    anyone = _any_named(frame, [header for columns in groups.values() for header in columns], groups, side)
    pieces = []
    for place, ((meaning, _), columns) in enumerate(groups.items()):
        own = {header: base for header, base in columns.items() if base not in rest}
        own = {header: base for base, header in {base: header for header, base in reversed(own.items())}.items()}
        named = _any_named(frame, list(own), groups, side)
        own = {header: chosen if chosen and base == side.capitalize() else base for header, base in own.items()}
        piece = frame[[*rest, *own]].rename(columns=own).assign(**{PLACE: meaning})
        pieces.append(piece.loc[named if place else named | ~anyone])
    return pd.concat(pieces)


_Groups = Mapping[tuple[str, int], Mapping[str, str]]


def _grouped(frame: pd.DataFrame, side: str, chosen: str) -> _Groups:
    """The headings of each person who has a place, with their bases; in order, and only those that name someone."""
    seats = {str(header): seat_of(str(header), side, chosen) for header in frame.columns}
    groups: dict[tuple[str, int], dict[str, str]] = {}
    named: set[tuple[str, int]] = set()
    for header, seat in seats.items():
        if seat is None or seat.place not in _IN_ORDER:
            continue
        groups.setdefault(seat[:2], {})[header] = _base(seat, side)
        if _names_someone(seat, side):
            named.add(seat[:2])
    in_order = sorted(named, key=lambda group: (_IN_ORDER.index(group[0]), group[1]))
    return {group: groups[group] for group in in_order}


def _base(seat: Seat, side: str) -> str:
    """A heading without the place, and without the side where it says when or how the pairing stands."""
    words = seat.base.casefold().split()
    return _TIMES.get(" ".join(word for word in words if word != side), seat.base)


def _listed(frame: pd.DataFrame, side: str, every: Sequence[str]) -> _Groups:
    listed = [header for header in every if header in frame.columns]
    return {
        ("first" if not place else "further", place + 1): {header: side.capitalize()}
        for place, header in enumerate(listed)
    }


def _any_named(frame: pd.DataFrame, headers: Sequence[str], groups: _Groups, side: str) -> pd.Series:
    bases = {header: base for columns in groups.values() for header, base in columns.items()}
    naming = [header for header in headers if _names_someone(Seat("", 1, bases[header]), side)]
    return frame[naming].apply(lambda cells: as_text(cells).notna()).any(axis=1)


def replacement_date(headers: Iterable[str]) -> str | None:
    """The heading of the column that says when someone was replaced.

    >>> replacement_date(["Mentor", "Previous mentor", "Replaced on"])
    'Replaced on'
    """
    return next((header for header in headers if meaning_of(header, "replaced on")), None)


def with_replacements(frame: pd.DataFrame, replaced: str | None) -> pd.DataFrame:
    """Pairings whose dates say who came first, where one mentor was replaced by another; without ``PLACE``.

    ``frame`` has our names for its columns; ``replaced`` is the column with the day of the change.  Where there is
    none, the dates of a row are those of the mentor who stayed, and the other's are unknown.
    """
    if PLACE not in frame:
        return frame
    place, frame = frame[PLACE], frame.drop(columns=PLACE)
    before = place == "earlier"
    if not before.any():
        before = place.isin(["", "first"]) & frame.index.isin(frame.index[place == "later"])
    if not before.any():
        return frame
    line_has_two = pd.Series(frame.index.isin(frame.index[before]), index=frame.index)
    day = as_text(frame[replaced]).fillna("") if replaced in frame else pd.Series("", index=frame.index)
    start, end = (_text(frame, name) for name in ("start_date", "end_date"))
    began_before = ~(_days(start) >= _days(day)) & (day != "")
    columns = {
        "start_date": start.mask(before & ~began_before, "").mask(~before & line_has_two & began_before, day),
        "end_date": end.mask(before, day),
    }
    if "status" in frame:
        columns["status"] = _text(frame, "status").mask(before, "closed_early")
    counts = {name: _text(frame, name).mask(before, "") for name in ("sessions", "minutes") if name in frame}
    dated = {name: cells for name, cells in columns.items() if name in frame or (cells != "").any()}
    return frame.assign(**dated, **counts)


def _text(frame: pd.DataFrame, name: str) -> pd.Series:
    return as_text(frame[name]).fillna("") if name in frame else pd.Series("", index=frame.index, dtype="str")


def _days(cells: pd.Series) -> pd.Series:
    try:
        return read_days(cells).values
    except AmbiguousDates:
        return pd.Series(pd.NaT, index=cells.index)
