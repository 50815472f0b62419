"""What the page says about industries: an example of "adjacent", the table of industries, and notes on the measure.

A cut on a number says little.  "IT services and banking are adjacent here, hospitals and banking distant" is clear, and
lets people who know the program disagree: so the example is made of two pairs of industries of the program.  The table
lists its industries with those that are adjacent.  The notes say where similarities come from, which pairings could not
be placed, and which names and data to check.  Only industries of enough people are named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pandas as pd

from mentorstats.charts.industries import closeness_between
from mentorstats.industry import HUB
from mentorstats.program import Program
from mentorstats.sharing import shareable
from mentorstats.tables.industries import industry_table, people_by_industry, unplaced_pairings
from mentorstats.tables.pairs import pair_rows

__all__ = ["Example", "IndustryRow", "adjacency_example", "closeness_notes", "industry_rows"]

MOST_NAMES = 20


@dataclass(frozen=True)
class Example:
    """An adjacent and a distant pair, each two names and their similarity; None if there is none to show.

    ``cut`` is the similarity from which a pair is adjacent, ``source`` where the similarities come from.
    """

    adjacent: tuple[str, str, float] | None
    distant: tuple[str, str, float] | None
    cut: float
    source: str


def adjacency_example(program: Program) -> Example:
    """The adjacent and the distant pair of industries across which most people of a program are matched.

    Only pairs of enough people (mentees and mentors) count.  If someone has several industries, those that decide how
    close the pairing is.  Names are those that most people typed; ties go by name.
    """
    people = _people_by_pair(program)
    ordered = sorted(people, key=lambda pair: (-len(people[pair]), pair))
    examples: dict[str, tuple[str, str, float]] = {}
    for pair, close in zip(ordered, _closeness(program, [pair[1:] for pair in ordered]), strict=True):
        if close["proximity"] == pair[0] and program.rounding.enough(len(people[pair])):
            examples.setdefault(pair[0], (*pair[1:], float(close["similarity"])))
    return Example(
        adjacent=examples.get("adjacent"),
        distant=examples.get("distant"),
        cut=program.industries.cut,
        source=program.industries.source,
    )


def _people_by_pair(program: Program) -> dict[tuple[str, str, str], set[str]]:
    """Who is matched across two industries: keys are how close the pairing is, and both names, sorted."""
    pairs = pair_rows(program).dropna(subset=["mentee_industry", "mentor_industry"])
    typed = Counter([*pairs["mentee_industry"], *pairs["mentor_industry"]])
    codes = program.industries.nodes(typed)
    single_codes = [cell for cell in sorted(typed, key=lambda cell: (-typed[cell], cell)) if len(codes[cell]) == 1]
    usual = {codes[cell][0]: cell for cell in reversed(single_codes)}
    people: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in pairs.to_dict("records"):
        for pair in product(codes[row["mentee_industry"]], codes[row["mentor_industry"]]):
            first, second = sorted(usual.get(code) or program.industries.title(code) for code in pair)
            people[row["proximity"], first, second] |= {row["mentee_id"], row["mentor_id"]}
    return people


def _closeness(program: Program, pairs: list[tuple[str, ...]]) -> list[dict[Hashable, Any]]:
    first, second = (pd.Series([pair[side] for pair in pairs], dtype="str") for side in (0, 1))
    return program.industries.compare(first, second).to_dict("records")


@dataclass(frozen=True)
class IndustryRow:
    """One industry of the program: its people, which others here are adjacent, and how many of all are."""

    title: str
    people: str
    adjacent: str
    degree: str


def industry_rows(program: Program) -> tuple[IndustryRow, ...]:
    """The industries of the heat map, in its order."""
    info, industries = closeness_between(program), program.industries
    rows = []
    for i, code in enumerate(info.codes):
        near = [(value, info.titles[j]) for j, value in enumerate(info.similarity[i]) if value and info.adjacent[i][j]]
        listed = "; ".join(f"{title} ({value:.2f})" for value, title in sorted(near, key=lambda n: (-n[0], n[1])))
        degree = f"{industries.degree(code)}{' (hub)' if industries.is_hub(code) else ''}"
        rows.append(IndustryRow(info.titles[i], info.people[i], listed or "none of these", degree))
    return tuple(rows)


def closeness_notes(program: Program) -> tuple[str, ...]:
    """Paragraphs: source, meaning, what could not be placed, what to confirm, and the quality of the data."""
    return (f"{program.industries.source} {program.industries.meaning}", *_unplaced(program), *_caveats(program))


def _unplaced(program: Program) -> Iterator[str]:
    unknown, rest, mentees = unplaced_pairings(program)
    if unknown.number and program.rounding.enough(unknown):
        told, share = program.rounding.words(unknown, "pairing"), program.rounding.share(unknown, rest, people=mentees)
        yield (
            f"Not placed: {told} ({share}), because an industry is missing, not known, a whole sector beside one of "
            "its own industries, or without data."
        )


def _misspelled(program: Program) -> Iterator[str]:
    """Names that were matched by their spelling; those that few people typed are only in problems.csv."""
    fuzzy = industry_table(program).query("method == 'fuzzy'")
    named = shareable(fuzzy)
    read = [f"“{name}” as {title}" for name, title in zip(named["name"], named["industry"], strict=True)]
    unnamed = [f"{len(read) - MOST_NAMES} more"] if len(read) > MOST_NAMES else []
    rest = ["names that few people typed, which are in problems.csv"] if len(named) < len(fuzzy) else []
    if listed := [*read[:MOST_NAMES], *unnamed, *rest]:
        yield f"Please confirm, since these were read by their spelling: {'; '.join(listed)}."


def _caveats(program: Program) -> Iterator[str]:
    yield from _misspelled(program)
    people, industries = people_by_industry(program), program.industries
    codes = people.loc[people["people"].map(program.rounding.enough).astype(bool), "code"].tolist()
    weak = [code for code in codes if industries.quality(code) in ("partial", "estimated", "none")]
    if weak:
        titles: dict[str, list[str]] = {}
        for code in weak:
            titles.setdefault(industries.note(code), []).append(industries.title(code))
        notes = " ".join(f"{'; '.join(names)}: {note}" for note, names in titles.items())
        yield f"Where the data behind it are incomplete or estimated, read how close they are with more care. {notes}"
    hubs = [industries.title(code) for code in codes if industries.is_hub(code)]
    if hubs:
        yield f"Hubs, which are adjacent to {HUB} industries or more, so that it says little: {'; '.join(hubs)}."
