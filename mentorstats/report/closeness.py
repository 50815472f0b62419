"""What the report says about how close industries are: where it comes from, and where to be careful.

The measure decides which mentors count as adjacent, so its source, its meaning, the pairings that it could not
place, the names to confirm and the weak spots of its data stand beside the answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mentorstats.charts.industries import closeness_between
from mentorstats.industry import HUB
from mentorstats.privacy.suppression import total_text
from mentorstats.program import Program
from mentorstats.tables.industries import industry_table, people_by_industry, unplaced_pairings

__all__ = ["IndustryRow", "closeness_notes", "industry_rows"]

MOST_NAMES = 20


@dataclass(frozen=True)
class IndustryRow:
    """One industry of the program: who comes from it, which others here are adjacent, and its reach among all."""

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
    unknown, mentees, count = unplaced_pairings(program)
    if count:
        least = program.settings.min_people
        few = total_text(unknown, min_people=least, people=mentees)
        share = f" ({100 * unknown / count:.0f} %)" if few.isdigit() and count >= least else ""
        total = total_text(count, min_people=least)
        said = f"a {few}" if few.startswith("hidden") else f"{few}{share} of"
        yield (
            f"Not placed: {said} {total} pairings, because an industry is missing, not known, a whole "
            "sector beside one of its own industries, or without data."
        )


def _misspelled(program: Program) -> Iterator[str]:
    """Names read by their spelling; those that few people typed are for whoever mends the exports."""
    table = industry_table(program)
    fuzzy = table[table["method"] == "fuzzy"]
    named = fuzzy[fuzzy["people"] != f"<{program.settings.min_people}"]
    read = [f"“{name}” as {title}" for name, title in zip(named["name"], named["industry"], strict=True)]
    more = [f"{len(read) - MOST_NAMES} more"] if len(read) > MOST_NAMES else []
    rest = ["names that few people typed, which are in problems.csv"] if len(named) < len(fuzzy) else []
    if said := [*read[:MOST_NAMES], *more, *rest]:
        yield f"Please confirm, since these were read by their spelling: {'; '.join(said)}."


def _caveats(program: Program) -> Iterator[str]:
    yield from _misspelled(program)
    least, people = program.settings.min_people, people_by_industry(program)
    industries, codes = program.industries, people.loc[people["people"] >= least, "code"].tolist()
    weak = [code for code in codes if industries.quality(code) in ("partial", "estimated", "none")]
    if weak:
        titles: dict[str, list[str]] = {}
        for code in weak:
            titles.setdefault(industries.note(code), []).append(industries.title(code))
        said = " ".join(f"{'; '.join(names)}: {note}" for note, names in titles.items())
        yield f"Where the data behind it are incomplete or estimated, read how close they are with more care. {said}"
    hubs = [industries.title(code) for code in codes if industries.is_hub(code)]
    if hubs:
        yield f"Hubs, which are adjacent to {HUB} industries or more, so that it says little: {'; '.join(hubs)}."
