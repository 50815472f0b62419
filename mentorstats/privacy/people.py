"""Who was compared and who was left out, told so that no handful of people follows from two numbers.

Both questions start from the same mentees, and what one of them loses for want of an industry is the difference of two
published numbers.  So what the questions share is told exactly and alike in both; where a question of its own loses a
few, its number is rounded, from the number before that loss and nothing else, so that rounding gives nothing away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mentorstats.formats import count_noun, numbered
from mentorstats.privacy.suppression import NOT_SHOWN, pooled_reasons, told_number, total_text

__all__ = ["People", "Told", "told_parts", "told_people"]


@dataclass(frozen=True)
class Told:
    """A number of people as it may be told, ``rounded`` where the exact one would tell of a few."""

    number: int
    rounded: bool
    min_people: int

    @property
    def text(self) -> str:
        """The number without a noun, ``about 70`` where it is rounded."""
        return f"about {self.number}" if self.rounded else total_text(self.number, min_people=self.min_people)


@dataclass(frozen=True)
class People:
    """How many are compared, as may be told (``rounded`` where that is not exact), and who is left out.

    ``left_out`` has a reason and how many, as text.  ``wholes`` are the larger numbers that are known beside it: all
    who could be compared, and those of them with an outcome that counts.  ``hidden`` are those between the last of
    these and the compared where they are few, so that parts of the compared may not add up to an exact number.
    """

    mentees: int
    rounded: bool
    left_out: tuple[tuple[str, str], ...]
    wholes: tuple[int, int]
    hidden: int
    min_people: int

    def number(self, count: int) -> int:
        """How many of a part of them, rounded where it misses a few of those it is part of."""
        return told_number(count, of=self.wholes, min_people=self.min_people)

    def misses_few(self, count: int) -> bool:
        """Whether such a part misses a few of those it is part of, so that its number is rounded."""
        return any(0 < whole - count < self.min_people for whole in self.wholes)

    def count(self, count: int) -> str:
        """How many of a part of them as text, ``about 70`` where it is rounded."""
        told = self.number(count)
        return f"about {told}" if self.misses_few(count) else total_text(told, min_people=self.min_people)

    def parts(self, counts: Iterable[int]) -> dict[int, Told]:
        """Several parts of them, told so that no two differ by a few."""
        return told_parts(counts, of=self.wholes, min_people=self.min_people)

    @property
    def exact(self) -> int:
        """How many are compared where that is told exactly, else how many had an outcome that counts."""
        return self.wholes[-1] if self.rounded else self.mentees

    @property
    def text(self) -> str:
        """How many are compared, without a noun."""
        return f"about {self.mentees}" if self.rounded else total_text(self.mentees, min_people=self.min_people)

    @property
    def sentence(self) -> str:
        """How many are compared, with their noun."""
        if self.rounded:
            return f"about {count_noun(self.mentees, 'mentee')}"
        return numbered(self.mentees, "mentee", self.min_people)


def told_parts(counts: Iterable[int], *, of: Iterable[int], min_people: int) -> dict[int, Told]:
    """Several parts of the wholes ``of``, told so that no two differ by a few: the smaller of two such is rounded.

    What is rounded already is the measure for what is a few smaller, so that a chain of them stays one number.

    >>> [told.text for told in told_parts([289, 282, 239], of=[345], min_people=10).values()]
    ['289', 'about 280', '239']
    """
    wholes, told = list(of), dict[int, Told]()
    for count in sorted(set(counts), reverse=True):
        near = [larger for larger in told if larger - count < min_people and told[larger].rounded]
        exact = [larger for larger in told if not told[larger].rounded]
        number = told_number(count, of=[*wholes, *exact], min_people=min_people)
        rounded = any(0 < whole - count < min_people for whole in [*wholes, *exact])
        if near:
            number, rounded = told[near[-1]].number, True
            if abs(number - count) >= min_people:
                number = max(min_people, round(count, -1))
        told[count] = Told(number, rounded, min_people)
    return told


def told_people(mentees: int, left_out: Mapping[str, int], *, own: str, min_people: int) -> People:
    """Tell how many mentees are compared; ``own`` is the reason for which only this question leaves some out.

    >>> told_people(280, {"no final answer": 56, "no industry": 6}, own="no industry", min_people=10).left_out
    (('no final answer', '56'), ('no industry', 'fewer than 10'))
    >>> told_people(280, {"no final answer": 56, "no industry": 6}, own="no industry", min_people=10).sentence
    'about 280 mentees'
    """
    shared = {reason: count for reason, count in left_out.items() if reason != own and count}
    lost, before = left_out.get(own, 0), sum(shared.values())
    everyone = mentees + before + lost
    wholes = (everyone, everyone - before)
    told = told_number(mentees, of=wholes, min_people=min_people)
    reasons = _reasons(mentees, shared, own, lost, min_people)
    hidden = next((whole - mentees for whole in wholes if 0 < whole - mentees < min_people), 0)
    return People(told, hidden > 0, tuple(reasons.items()), wholes, hidden, min_people)


def _reasons(mentees: int, shared: Mapping[str, int], own: str, lost: int, min_people: int) -> dict[str, str]:
    """Each reason with its number as text; what the questions share is told together where parts of it are few."""
    before = sum(shared.values())
    few = f"fewer than {min_people}"
    if 0 < mentees < min_people:
        all_reasons = dict(shared) | ({own: lost} if lost else {})
        return {reason: few if count < min_people else NOT_SHOWN for reason, count in all_reasons.items()}
    if 0 < before < min_people <= lost:
        return {" or ".join([*shared, own]): str(before + lost)}
    told = {reason: str(count) for reason, count in pooled_reasons(shared, min_people=min_people).items()}
    if 0 < before < min_people:
        told = {" or ".join(shared): few}
    if lost:
        told[own] = total_text(lost, min_people=min_people)
    return told
