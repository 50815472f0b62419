"""The survey items of a program as factors: which item measures what, and its score for each pairing that counts.

An answer counts for the participation in which it was given, and a rating for the mentor whom it is about.  The
outcome, a scale that holds it and an item of that scale are excluded: they would go with themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from mentorstats.program import Program
from mentorstats.tables.dyads import different_ranges, ratings_of_each_other
from mentorstats.tables.mentees import Participations
from mentorstats.tables.survey_answers import mentee_answers, participation_frame, with_participation

__all__ = ["AFTERWARDS", "AT_START", "SurveyItems", "circular_items", "item_scores", "survey_items"]

# The waves of a factor, in the order in which they are tried; None is an answer without a wave.
AT_START = (("baseline",),)
AFTERWARDS = (("final", None), ("midpoint",))

_NEGATIONS = {"anti", "lack", "lacking", "lacks", "less", "never", "no", "non", "not", "without"}


@dataclass(frozen=True, eq=False)
class SurveyItems:
    """The survey items of a program for one exploration.

    ``spells`` are all participations, ``met`` the pairings that count, ``answers`` those of mentees; ``excluded`` are
    the items that hold the same answers as the outcome.
    """

    program: Program
    met: pd.DataFrame
    spells: pd.DataFrame
    answers: pd.DataFrame
    excluded: frozenset[str]

    def about(self, words: Iterable[str], named: str | None) -> Iterator[str]:
        """The item that the settings name, else those whose name has one of ``words`` and no negation."""
        items = [item for item in self.program.surveys["item"].dropna().unique() if item not in self.excluded]
        words_of_topic = set(words)
        for item in items:
            name_words = set(_words(item))
            if item == named or (named is None and name_words & words_of_topic and not name_words & _NEGATIONS):
                yield item

    def scores(self, items: Iterable[str], waves: Iterable[tuple[str | None, ...]]) -> tuple[str, pd.Series] | None:
        """The first item with an answer for a pairing that counts, and its scores; None if there is none."""
        items = list(items)
        for wave in waves:
            for item in items:
                values = item_scores(self, item, wave)
                if values.notna().any():
                    return item, values
        return None

    def both_sides(self, items: Iterable[str]) -> tuple[str, pd.DataFrame] | None:
        """The first item that both sides of a pairing answered about each other, and the scores of both."""
        items = list(items)
        for wave in AFTERWARDS:
            for item in items:
                both = ratings_of_each_other(self.program, self.met, item, participations=self.spells, waves=wave)
                if both.notna().all(axis=1).any():
                    return item, both
        return None

    def ranges_differ(self, first: tuple[str, pd.Series], second: tuple[str, pd.Series]) -> str:
        """Why the scores of two items cannot be compared, else ""."""
        return different_ranges(self.program.settings, first, second)


def survey_items(program: Program, participations: Participations, met: pd.DataFrame) -> SurveyItems:
    """The survey items of a program for one outcome."""
    days = program.settings.landmark_days
    spells = participation_frame(participations.pairs, dated=participations.dated, landmark_days=days)
    return SurveyItems(program, met, spells, mentee_answers(program), circular_items(program, participations.outcome))


def circular_items(program: Program, outcome: str) -> frozenset[str]:
    """The outcome, and the items and scales that share an item with it."""
    scales = {name: set(items) for scale in program.settings.scale for name, items in scale.scored.items()}
    of_outcome = scales.get(outcome, {outcome})
    items = program.surveys["item"].dropna().unique()
    return frozenset({item for item in items if scales.get(item, {item}) & of_outcome} | {outcome})


def item_scores(items: SurveyItems, item: str, waves: tuple[str | None, ...]) -> pd.Series:
    """The mean of an item for each pairing that counts: about that mentor, else about nobody in particular."""
    rows = items.answers[items.answers["item"] == item]
    in_wave = rows["wave"].isin([wave for wave in waves if wave])
    answers = with_participation(rows[in_wave | (rows["wave"].isna() & (None in waves))], items.spells)
    mentor = answers["about_id"].where(answers["own"], answers["person_id"])
    general = mentor.isna() | (mentor == answers["mentee_id"])
    key = ["mentee_id", "cohort_key"]
    means = answers[general].groupby(key)["score"].mean()
    about = answers[~general].assign(mentor_id=mentor).groupby([*key, "mentor_id"])["score"].mean()
    met = items.met
    rated = about.reindex(pd.MultiIndex.from_frame(met[[*key, "mentor_id"]])).set_axis(met.index)
    return rated.fillna(means.reindex(pd.MultiIndex.from_frame(met[key])).set_axis(met.index)).astype(float)


def _words(item: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", item).casefold())
