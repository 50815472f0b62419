"""The questions: what each compares, and all that is said of it.

A question compares exposures: what a mentee had.  A contrast sets one exposure against another.  The model, the checks,
the rows that test an answer, the charts and the page read what is particular to a question from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from mentorstats.errors import PlainError
from mentorstats.tables.mentees import SHARES

__all__ = [
    "ADJACENCY",
    "AT_ONCE",
    "FEWEST",
    "IN_TURN",
    "NUMBER",
    "QUESTIONS",
    "TOO_FEW",
    "UNPLACED",
    "Contrast",
    "Exposure",
    "Question",
    "question_named",
]

AT_ONCE, IN_TURN = "several at once", "one after another"
FEWEST = 10
TOO_FEW = f"fewer than {FEWEST} on a side"
UNPLACED = "no mentor whose industry is known"
UNCLEAR = "unclear whether mentors were there at the same time"


@dataclass(frozen=True)
class Exposure:
    """What a mentee had.

    ``name`` is its column, ``words`` say it where pairings have dates and ``undated`` where they have none, if that is
    different.  An exposure that is not ``known`` is taken into account but tells of no side.
    """

    name: str
    words: str
    undated: str = ""
    known: bool = True

    def in_words(self, *, dated: bool) -> str:
        """What a mentee had; without dates, several mentors may not have been there at once.

        >>> NUMBER.exposure(AT_ONCE).in_words(dated=False)
        'several mentors'
        """
        return self.words if dated or not self.undated else self.undated


@dataclass(frozen=True)
class Contrast:
    """One exposure against another.

    ``exposures`` are its two sides' names, ``sides`` the mentors of each in words (``undated`` where pairings have no
    dates, if that is different), ``label`` the comparison in a few words.
    """

    name: str
    exposures: tuple[str, str]
    sides: tuple[str, str]
    label: str
    undated: tuple[str, str] | None = None

    def in_words(self, *, dated: bool) -> tuple[str, str]:
        """The two sides in words.

        >>> NUMBER.contrasts[0].in_words(dated=False)
        ('two or more mentors', 'one mentor')
        """
        return self.sides if dated or self.undated is None else self.undated


@dataclass(frozen=True)
class Question:
    """One question and all that is particular to it.

    ``name`` is that of its function, ``title`` short, ``heading`` a question, ``claim`` what a small p-value speaks
    for, ``hypothesis`` what goes with better outcomes, ``first_side`` whom a difference above 0 favors.  ``exposures``
    have the reference first.  ``contrasts`` are the primary ones, ``exploratory`` those beside them, ``best`` whether
    the first side is ahead of all others, ``others`` those of robustness rows only.  ``loses`` is the reason for which
    it leaves mentees out, ``undated`` what it cannot tell without dates, ``joint`` the name of its test of all
    contrasts at once.  Where its sides exclude one another each has a residual variance of its own
    (``spread_by_side``).  ``shuffles`` says what a permutation moves, ``robustness`` the kinds of rows that test its
    answer, in order.  ``measure`` makes the exposures (each 0 to 1, summing to 1 in a row) of ``Participations.table``,
    ``unclear`` says whose exposure is not known, ``pair_sides`` tells its pairings apart by exposure.
    """

    name: str
    title: str
    heading: str
    claim: str
    hypothesis: str
    first_side: str
    exposures: tuple[Exposure, ...]
    contrasts: tuple[Contrast, ...]
    loses: str
    undated: str
    shuffles: Literal["mentors' industries", "scores"]
    robustness: tuple[str, ...]
    measure: Callable[[pd.DataFrame], dict[str, pd.Series]]
    unclear: Callable[[pd.DataFrame], pd.Series]
    pair_sides: Callable[[pd.DataFrame], dict[str, pd.Series]]
    joint: str = ""
    spread_by_side: bool = False
    exploratory: tuple[Contrast, ...] = ()
    best: Contrast | None = None
    others: tuple[Contrast, ...] = ()

    @property
    def reference(self) -> str:
        """The exposure that the others are compared with."""
        return self.exposures[0].name

    @property
    def compares_industries(self) -> bool:
        """Whether its exposures are shares of a mentee's mentors by industry."""
        return self.shuffles == "mentors' industries"

    @property
    def headline(self) -> Contrast:
        """The contrast whose p-value is the question's own."""
        return self.best or self.contrasts[0]

    @property
    def estimated(self) -> dict[str, Contrast]:
        """The contrasts that have an estimate in the outcome's unit, by name."""
        return {contrast.name: contrast for contrast in (*self.contrasts, *self.exploratory)}

    @property
    def labels(self) -> dict[str, str]:
        """Every contrast that its table can have, in a few words."""
        best = () if self.best is None else (self.best,)
        return {c.name: c.label for c in (*self.contrasts, *self.exploratory, *best, *self.others)}

    @property
    def sides(self) -> frozenset[str]:
        """The names of the exposures that are a side of a primary contrast."""
        return frozenset(side for contrast in self.contrasts for side in contrast.exposures)

    def sides_of(self, contrast: str) -> tuple[str, ...]:
        """The exposures that a row of a contrast rests on; none where it is not one of sides.

        >>> ADJACENCY.sides_of("adjacent is best"), ADJACENCY.sides_of("similarity")
        (('same', 'adjacent', 'distant'), ())
        """
        if self.best is not None and contrast == self.best.name:
            return tuple(exposure.name for exposure in self.exposures if exposure.name in self.sides)
        known = self.estimated.get(contrast)
        return () if known is None else known.exposures

    def exposure(self, name: str) -> Exposure:
        return next(exposure for exposure in self.exposures if exposure.name == name)

    def cannot_be_compared(self, table: pd.DataFrame) -> pd.Series:
        """Why each row of ``Participations.table`` cannot be compared whatever its outcome, else ""."""
        return table["left_out"].mask((table["left_out"] == "") & self.unclear(table), self.loses)


def _shares(table: pd.DataFrame) -> dict[str, pd.Series]:
    """The shares of a mentee's mentors by how close their industries are."""
    return {tier: table[column] for tier, column in SHARES.items()}


def _all_unknown(table: pd.DataFrame) -> pd.Series:
    return table["share_unknown"] >= 1


def _pairs_by_tier(pairs: pd.DataFrame) -> dict[str, pd.Series]:
    return {tier: pairs["proximity"] == tier for tier in SHARES}


def _numbers(table: pd.DataFrame) -> dict[str, pd.Series]:
    """One mentor, several at once, or one after another only: 0 or 1 each."""
    states = {"one": "one", AT_ONCE: "at once", IN_TURN: "in turn"}
    return {name: (table["several"] == state).astype(float) for name, state in states.items()}


def _number_unclear(table: pd.DataFrame) -> pd.Series:
    return table["several"] == "unclear"


def _pairs_by_number(pairs: pd.DataFrame) -> dict[str, pd.Series]:
    return {AT_ONCE: pairs["mentors"] > 1, "one": pairs["mentors"] == 1}


_ADJACENT, _OWN, _DISTANT = (
    "mentors from adjacent industries",
    "mentors from the mentee's own industry",
    "mentors from distant industries",
)
_NO_DATES = "The exports do not say when pairings began and ended (columns start_date and end_date), so "

ADJACENCY = Question(
    name="adjacent_industries",
    title="adjacent industries",
    heading="Do mentors from adjacent industries go with better outcomes?",
    claim="That adjacent industries do better than both the same and distant ones",
    hypothesis="mentors from adjacent industries go with better outcomes",
    first_side="first named",
    exposures=(
        Exposure("same", "a mentor from the mentee's own industry"),
        Exposure("adjacent", "a mentor from an adjacent industry"),
        Exposure("distant", "a mentor from a distant industry"),
        Exposure("unknown", "a mentor whose industry is unknown", known=False),
    ),
    contrasts=(
        Contrast("adjacent - same", ("adjacent", "same"), (_ADJACENT, _OWN), "adjacent industry, against the same"),
        Contrast(
            "adjacent - distant", ("adjacent", "distant"), (_ADJACENT, _DISTANT), "adjacent industry, against distant"
        ),
        Contrast("distant - same", ("distant", "same"), (_DISTANT, _OWN), "distant industry, against the same"),
    ),
    best=Contrast(
        "adjacent is best", ("adjacent", ""), (_ADJACENT, "all others"), "adjacent better than both others"
    ),
    others=(Contrast("similarity", ("", ""), ("", ""), "how alike the two industries are"),),
    joint="same, adjacent and distant all alike?",
    loses=UNPLACED,
    undated=f"{_NO_DATES}mentors who came late, perhaps because of how things went, count as well.",
    shuffles="mentors' industries",
    robustness=(
        "degrees of freedom", "simultaneous intervals", "spread", "permutation", "one mentor", "levels", "ranks",
        "other cuts", "similarity", "without each term", "complete cases", "cohorts", "within mentors",
        "repeated participations",
    ),
    measure=_shares,
    unclear=_all_unknown,
    pair_sides=_pairs_by_tier,
)  # fmt: skip

NUMBER = Question(
    name="multiple_mentors",
    title="several mentors",
    heading="Do several mentors go with better outcomes than one?",
    claim="That two or more mentors go with other outcomes than one",
    hypothesis="several mentors at the same time go with better outcomes",
    first_side="several mentors",
    exposures=(
        Exposure("one", "one mentor"),
        Exposure(AT_ONCE, "several mentors at the same time", undated="several mentors"),
        Exposure(IN_TURN, "mentors one after another"),
    ),
    contrasts=(
        Contrast(
            "2+ - 1", (AT_ONCE, "one"), ("two or more mentors at the same time", "one mentor"),
            "two or more mentors, against one", undated=("two or more mentors", "one mentor"),
        ),
    ),
    exploratory=(
        Contrast(
            "one after another - 1", (IN_TURN, "one"), ("mentors one after another", "one mentor"),
            "mentors one after another, against one",
        ),
    ),
    loses=UNCLEAR,
    undated=f"{_NO_DATES}we cannot tell several mentors at the same time from one who followed another, nor who got a "
    "second mentor because things went well or badly.",
    spread_by_side=True,
    shuffles="scores",
    robustness=(
        "degrees of freedom", "spread", "permutation", "levels", "ranks", "without each term", "complete cases",
        "cohorts", "within mentors", "repeated participations",
    ),
    measure=_numbers,
    unclear=_number_unclear,
    pair_sides=_pairs_by_number,
)  # fmt: skip

QUESTIONS: Mapping[str, Question] = {question.name: question for question in (ADJACENCY, NUMBER)}


def question_named(question: Question | str) -> Question:
    """The question of that name.

    >>> question_named("multiple_mentors").heading
    'Do several mentors go with better outcomes than one?'
    """
    if isinstance(question, Question):
        return question
    if question not in QUESTIONS:
        raise PlainError(f"question is {question!r}; expected one of {', '.join(map(repr, QUESTIONS))}")
    return QUESTIONS[question]
