"""What "adjacent" means, shown with two of a program's own pairs of industries.

A cut on a number says little.  "IT services and banking are adjacent here, hospitals and banking distant"
says it, and lets people who know the program disagree.  Only pairs with enough people are named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import product
from typing import Any

import pandas as pd

from mentorstats.program import Program
from mentorstats.tables.pairs import pair_rows

__all__ = ["Example", "adjacency_example"]


@dataclass(frozen=True)
class Example:
    """An adjacent and a distant pair, each two names and their similarity; None where there is none to show.

    ``cut`` is the similarity from which on a pair is adjacent, ``source`` where the similarities come from.
    """

    adjacent: tuple[str, str, float] | None
    distant: tuple[str, str, float] | None
    cut: float
    source: str
    min_people: int


def adjacency_example(program: Program) -> Example:
    """The adjacent and the distant pair of industries across which most people of a program are matched.

    Only pairs of at least ``min_people`` people (mentees and mentors) count; where someone has several industries,
    those that make the pairing what it is.  Names are those that most people typed; ties go by name.
    """
    least = program.settings.min_people
    people = _people_by_pair(program)
    ordered = sorted(people, key=lambda pair: (-len(people[pair]), pair))
    found: dict[str, tuple[str, str, float]] = {}
    for pair, close in zip(ordered, _closeness(program, [pair[1:] for pair in ordered]), strict=True):
        if close["proximity"] == pair[0] and len(people[pair]) >= least:
            found.setdefault(pair[0], (*pair[1:], float(close["similarity"])))
    return Example(
        adjacent=found.get("adjacent"),
        distant=found.get("distant"),
        cut=program.industries.cut,
        source=program.industries.source,
        min_people=least,
    )


def _people_by_pair(program: Program) -> dict[tuple[str, str, str], set[str]]:
    """Who is matched across two industries: keys are how close the pairing is, and both names, sorted."""
    pairs = pair_rows(program).dropna(subset=["mentee_industry", "mentor_industry"])
    typed = Counter([*pairs["mentee_industry"], *pairs["mentor_industry"]])
    codes = program.industries.nodes(typed)
    alone = [cell for cell in sorted(typed, key=lambda cell: (-typed[cell], cell)) if len(codes[cell]) == 1]
    usual = {codes[cell][0]: cell for cell in reversed(alone)}
    people: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in pairs.to_dict("records"):
        for pair in product(codes[row["mentee_industry"]], codes[row["mentor_industry"]]):
            one, other = sorted(usual.get(code) or program.industries.title(code) for code in pair)
            people[row["proximity"], one, other] |= {row["mentee_id"], row["mentor_id"]}
    return people


def _closeness(program: Program, pairs: list[tuple[str, ...]]) -> list[dict[Hashable, Any]]:
    one, other = (pd.Series([pair[side] for pair in pairs], dtype="str") for side in (0, 1))
    return program.industries.compare(one, other).to_dict("records")
