"""Survey items that a factor rests on: which item it is, and what was answered about each pairing that counts.

An answer counts for the participation in which it was given, and a rating for the mentor whom it is about.  The
outcome, a scale that holds it, and an item that it holds are no factor: they would be found to go with themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from mentorstats.program import Program
from mentorstats.tables.dyads import different_ranges, ratings_of_each_other
from mentorstats.tables.mentees import Participations
from mentorstats.tables.survey_answers import mentee_answers, placed, spells_of

__all__ = ["AFTERWARDS", "AT_START", "Asking", "asking", "circular", "item_scores"]

# The waves that a factor may rest on, the first that has answers counting; None is an answer without a wave.
AT_START = (("baseline",),)
AFTERWARDS = (("final", None), ("midpoint",))

_NOT = {"anti", "lack", "lacking", "lacks", "less", "never", "no", "non", "not", "without"}


@dataclass(frozen=True, eq=False)
class Asking:
    """A program's items, as one exploration asks for them.

    ``spells`` are all participations; ``met`` the pairings that count; ``barred`` the items that are the outcome.
    """

    program: Program
    met: pd.DataFrame
    spells: pd.DataFrame
    answers: pd.DataFrame
    barred: frozenset[str]

    def about(self, words: Iterable[str], named: str | None) -> Iterator[str]:
        """The item that the settings name, else those in whose name one of the words stands by itself."""
        items = [item for item in self.program.surveys["item"].dropna().unique() if item not in self.barred]
        wanted = set(words)
        for item in items:
            found = set(_words(item))
            if item == named or (named is None and found & wanted and not found & _NOT):
                yield item

    def scores(self, items: Iterable[str], waves: Iterable[tuple[str | None, ...]]) -> tuple[str, pd.Series] | None:
        """The first item with an answer for a pairing that counts, and its answers; None where there is none."""
        items = list(items)
        for wave in waves:
            for item in items:
                values = item_scores(self, item, wave)
                if values.notna().any():
                    return item, values
        return None

    def both_sides(self, items: Iterable[str]) -> tuple[str, pd.DataFrame] | None:
        """The first item that both sides of a pairing that counts answered about each other, and their answers."""
        items = list(items)
        for wave in AFTERWARDS:
            for item in items:
                both = ratings_of_each_other(self.program, self.met, item, spells=self.spells, waves=wave)
                if both.notna().all(axis=1).any():
                    return item, both
        return None

    def ranges_differ(self, one: tuple[str, pd.Series], other: tuple[str, pd.Series]) -> str:
        """Why two items' answers cannot be set against each other, else ""."""
        return different_ranges(self.program.settings, one, other)


def asking(program: Program, part: Participations, met: pd.DataFrame) -> Asking:
    """The items of a program for one outcome."""
    days = program.settings.landmark_days
    spells = spells_of(part.pairs, dated=part.dated, landmark_days=days)
    return Asking(program, met, spells, mentee_answers(program), circular(program, part.outcome))


def circular(program: Program, outcome: str) -> frozenset[str]:
    """The outcome, and the items and scales that rest on an answer that it rests on too."""
    scales = {name: set(items) for scale in program.settings.scale for name, items in scale.scored.items()}
    own = scales.get(outcome, {outcome})
    items = program.surveys["item"].dropna().unique()
    return frozenset({item for item in items if scales.get(item, {item}) & own} | {outcome})


def item_scores(asked: Asking, item: str, waves: tuple[str | None, ...]) -> pd.Series:
    """An item's mean for each pairing that counts: what was said about that mentor, else about none in particular."""
    rows = asked.answers[asked.answers["item"] == item]
    in_wave = rows["wave"].isin([wave for wave in waves if wave])
    given = placed(rows[in_wave | (rows["wave"].isna() & (None in waves))], asked.spells)
    mentor = given["about_id"].where(given["own"], given["person_id"])
    general = mentor.isna() | (mentor == given["mentee_id"])
    key = ["mentee_id", "spell"]
    means = given[general].groupby(key)["score"].mean()
    about = given[~general].assign(mentor_id=mentor).groupby([*key, "mentor_id"])["score"].mean()
    found = about.reindex(pd.MultiIndex.from_frame(asked.met[[*key, "mentor_id"]])).set_axis(asked.met.index)
    return found.fillna(means.reindex(pd.MultiIndex.from_frame(asked.met[key])).set_axis(asked.met.index)).astype(float)


def _words(item: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", item).casefold())
