"""Counts as bars: mentors per mentee, mentees per mentor, sessions per pairing.

A bar that stands for few people has the same short length and hatching whatever it hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from mentorstats.charts.style import BLUE, GRAY, PALE, finish, plain
from mentorstats.program import Program
from mentorstats.rounding import Count, Counted, Rounding
from mentorstats.tables.pairs import pair_table

__all__ = [
    "Bar",
    "bars_of",
    "count_bars",
    "draw",
    "draw_bars",
    "mentor_load",
    "mentors_per_mentee",
    "sessions_per_pairing",
]


@dataclass(frozen=True)
class Bar:
    """One bar: its label, what is written at it, and its length, which is None where it is hidden."""

    label: str
    text: str
    count: int | None


def bars_of(counts: Sequence[tuple[str, Count]], rounding: Rounding, *, total: Count) -> tuple[Bar, ...]:
    """Bars of counts that make up a total, each with its label, as they may be shown."""
    texts = rounding.parts([count for _, count in counts], total=total)
    return tuple(Bar(label, text, rounding.number(count)) for (label, count), text in zip(counts, texts, strict=True))


def count_bars(
    values: Iterable[float], starts: Sequence[int], *, unit: str, people: Iterable[str] | None = None
) -> list[tuple[str, Count]]:
    """Count whole numbers in bins that begin at ``starts``, the last of which has no end.

    ``people`` names the person behind each value, where one person can have several.

    >>> count_bars([1] * 30 + [2] * 11, (1, 2, 3), unit="mentors")
    [('1 mentor', 30), ('2 mentors', 11), ('3+ mentors', 0)]
    """
    found = list(values)
    persons = None if people is None else list(people)
    ends = [*starts[1:], float("inf")]
    bars: list[tuple[str, Count]] = []
    for low, high in zip(starts, ends, strict=True):
        places = [place for place, value in enumerate(found) if low <= value < high]
        count = len(places) if persons is None else Counted(len(places), len({persons[place] for place in places}))
        bars.append((_label(low, high, unit), count))
    return bars


def _label(low: int, high: float, unit: str) -> str:
    if high == low + 1:
        return f"{low} {unit.removesuffix('s') if low == 1 else unit}"
    return f"{low}+ {unit}" if high == float("inf") else f"{low}–{high - 1:.0f} {unit}"


def mentors_per_mentee(program: Program) -> go.Figure:
    """Draw how many mentees had one, two, three or more mentors, over all cohorts."""
    mentors = pair_table(program).groupby("mentee_id")["mentor_id"].nunique()
    bars = count_bars(mentors, (1, 2, 3, 4), unit="mentors")
    return draw_bars(bars, program.rounding, title="Mentors per mentee", of="mentees", total=len(mentors))


def mentor_load(program: Program) -> go.Figure:
    """Draw how many mentors had one, two, three or more mentees, over all cohorts."""
    mentees = pair_table(program).groupby("mentor_id")["mentee_id"].nunique()
    bars = count_bars(mentees, (1, 2, 3, 4, 6, 10), unit="mentees")
    return draw_bars(bars, program.rounding, title="Mentees per mentor", of="mentors", total=len(mentees))


def sessions_per_pairing(program: Program) -> go.Figure:
    """Draw how many pairings met how often, where the exports tell; a bar rests on its different mentees."""
    pairs = pair_table(program)
    known = pairs.dropna(subset=["sessions"])
    unknown = pairs[pairs["sessions"].isna()]
    bars = count_bars(known["sessions"], (0, 1, 3, 6, 10, 15), unit="sessions", people=known["mentee_id"])
    bars.append(("not known", Counted(len(unknown), unknown["mentee_id"].nunique())))
    total = Counted(len(pairs), pairs["mentee_id"].nunique())
    return draw_bars(bars, program.rounding, title="Sessions per pairing", of="pairings", total=total)


def draw_bars(
    counts: Sequence[tuple[str, Count]], rounding: Rounding, *, title: str, of: str, total: Count
) -> go.Figure:
    """Draw the parts of a total with their counts at their ends."""
    whole = f"{rounding.total(total, [count for _, count in counts])} {of}"
    return draw(bars_of(counts, rounding, total=total), title=title, of=of, whole=whole)


def draw(bars: Sequence[Bar], *, title: str, of: str, whole: str) -> go.Figure:
    """Draw bars with their counts written at their ends."""
    largest = max((bar.count or 0 for bar in bars), default=0) or 1
    hidden = [bar.count is None for bar in bars]
    figure = go.Figure()
    figure.add_bar(
        x=[0.04 * largest if bar.count is None else bar.count for bar in bars],
        y=[plain(bar.label) for bar in bars],
        text=[plain(bar.text) for bar in bars],
        orientation="h", hoverinfo="skip", cliponaxis=False, textposition="outside", textangle=0,
        marker={"color": [PALE if few else BLUE for few in hidden], "line": {"color": BLUE, "width": 1},
                "pattern": {"shape": ["/" if few else "" for few in hidden], "fgcolor": GRAY}},
    )  # fmt: skip
    figure.update_xaxes(title_text=of, range=[0, 1.2 * largest])
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    summary = (f"{title} ({whole}).", f"{'; '.join(f'{bar.label}: {bar.text}' for bar in bars)}.")
    table = [("Group", of.capitalize()), *((bar.label, bar.text) for bar in bars)]
    return finish(figure, title=title, note=whole, summary=summary, height=80 + 46 * len(bars), table=table)
