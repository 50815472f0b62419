"""Surveys whose names differ in nothing but a date or a month, such as ``survey 2024-09`` and ``survey 2025-05``.

Such a date says when it was asked where the same people answered in several of them.  Where their answers are the same
as well, one file is a later export of the other, and the date says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations

from mentorstats.exports.recognize import SourceTable
from mentorstats.schema.cells import as_text
from mentorstats.schema.words.table import plain_tokens, words_in

__all__ = ["words_of_dates"]

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])(?:[-_. ]?([0-2]\d|3[01]))?(?!\d)")
_ENDING = re.compile(r"\.\w{2,5}(?=$| \[)")


def words_of_dates(sources: Sequence[SourceTable]) -> dict[str, str]:
    """For each file or sheet the date in its name, where it tells several answers of the same people apart.

    ``sources`` are surveys of which nothing else says when.
    """
    groups: dict[str, dict[str, str]] = {}
    by_file = {source.file: source for source in sources}
    for file in by_file:
        if (found := _date_in(_ENDING.sub("", file))) is not None:
            groups.setdefault(found[0], {})[file] = found[1]
    return {
        file: word
        for dates in groups.values()
        if len(set(dates.values())) > 1 and _tell_apart([by_file[file] for file in dates])
        for file, word in dates.items()
    }


def _date_in(name: str) -> tuple[str, str] | None:
    """A name without its date or month, and that; None where it has none.

    >>> _date_in("survey_2024-09"), _date_in("Survey Sept 2024"), _date_in("survey")
    (('survey', '2024-09'), ('survey', 'sept 2024'), None)
    """
    if date := _DATE.search(name):
        rest = plain_tokens(name[: date.start()] + " " + name[date.end() :])
        return " ".join(rest), "-".join(filter(None, date.groups()))
    words = plain_tokens(re.sub(r"[()\[\]]", " ", name))
    months = words_in(words, "month")
    if len(months) != 1:
        return None
    dated = [
        place for place, word in enumerate(words) if place == months[0].start or re.fullmatch(r"(?:19|20)\d\d", word)
    ]
    rest = [word for place, word in enumerate(words) if place not in dated]
    return " ".join(rest), " ".join(words[place] for place in dated)


def _tell_apart(sources: Sequence[SourceTable]) -> bool:
    """Whether most people of a file answered otherwise in another one."""
    return any(_answered_otherwise(*map(_answers, pair)) for pair in combinations(sources, 2))


def _answers(source: SourceTable) -> dict[str, tuple[str, ...]]:
    """The cells of each person's last row."""
    if "person_id" not in source.frame:
        return {}
    cells = source.frame.astype("str").fillna("")
    return {str(who): tuple(row) for who, row in zip(as_text(source.frame["person_id"]), cells.to_numpy(), strict=True)}


def _answered_otherwise(first: Mapping[str, tuple[str, ...]], second: Mapping[str, tuple[str, ...]]) -> bool:
    both = first.keys() & second.keys()
    others = sum(first[who] != second[who] for who in both)
    return 2 * len(both) > min(len(first), len(second)) and 2 * others > len(both)
