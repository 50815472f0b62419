"""Counts as bars: mentors per mentee, mentees per mentor, sessions per pairing.

A bar that stands for few people has the same short length and hatching whatever it hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from mentorstats.charts.style import BLUE, GRAY, PALE, finish, plain
from mentorstats.privacy.bins import safe_starts
from mentorstats.privacy.suppression import suppress_small_counts, total_text
from mentorstats.program import Program
from mentorstats.tables.mentees import pair_table


@dataclass(frozen=True)
class Bar:
    """One bar: its label, what is written at it, and its count, which is None where it is hidden."""

    label: str
    text: str
    count: int | None


def count_bars(
    values: Iterable[float],
    starts: Sequence[int],
    *,
    unit: str,
    min_people: int = 10,
    people: Iterable[str] | None = None,
    unknown: int = 0,
) -> tuple[Bar, ...]:
    """Count whole numbers in bins that begin at ``starts``, the last of which has no end.

    ``people`` names the person behind each value, where one person can have several; how many values are ``unknown``
    is a bar of its own, since it would follow from a total that is known.

    >>> [(bar.label, bar.text) for bar in count_bars([1] * 30 + [2] * 11, (1, 2, 3), unit="mentors")]
    [('1 mentor', '30'), ('2 mentors', '11'), ('3+ mentors', '0')]
    """
    found = list(values)
    persons = [str(number) for number in range(len(found))] if people is None else list(people)
    ends = [*starts[1:], float("inf")]
    inside = [
        [person for value, person in zip(found, persons, strict=True) if low <= value < high]
        for low, high in zip(starts, ends, strict=True)
    ]
    beside = [unknown] if unknown else []
    counts = pd.DataFrame({"count": [*(len(part) for part in inside), *beside]})
    behind = pd.DataFrame({"count": [*(len(set(part)) for part in inside), *beside]})
    texts = suppress_small_counts(counts, min_people=min_people, people=behind)["count"].tolist()
    labels = [
        *(_label(low, high, unit) for low, high in zip(starts, ends, strict=True)),
        *(["not known"] * len(beside)),
    ]
    return tuple(
        Bar(label, text, int(text) if text.isdigit() else None) for label, text in zip(labels, texts, strict=True)
    )


def _label(low: int, high: float, unit: str) -> str:
    if high == low + 1:
        return f"{low} {unit.removesuffix('s') if low == 1 else unit}"
    return f"{low}+ {unit}" if high == float("inf") else f"{low}–{high - 1:.0f} {unit}"


def mentors_per_mentee(program: Program) -> go.Figure:
    """Draw how many mentees had one, two, three or more mentors over all cohorts, the last together if a few follow."""
    mentors = pair_table(program).groupby("mentee_id")["mentor_id"].nunique()
    few = program.min_people
    starts = safe_starts(mentors, (1, 2, 3, 4), min_people=few)
    bars = count_bars(mentors, starts, unit="mentors", min_people=few)
    total = total_text(len(mentors), min_people=few)
    return draw_bars(bars, title="Mentors per mentee", of="mentees", total=total)


def mentor_load(program: Program) -> go.Figure:
    """Draw how many mentors had one, two, three or more mentees, over all cohorts."""
    mentees = pair_table(program).groupby("mentor_id")["mentee_id"].nunique()
    few = program.min_people
    starts = safe_starts(mentees, (1, 2, 3, 4, 6, 10), min_people=few)
    bars = count_bars(mentees, starts, unit="mentees", min_people=few)
    total = total_text(len(mentees), min_people=few)
    return draw_bars(bars, title="Mentees per mentor", of="mentors", total=total)


def sessions_per_pairing(program: Program) -> go.Figure:
    """Draw how many pairings met how often, where the exports tell; a bar rests on its different mentees."""
    everyone, few = pair_table(program), program.min_people
    pairs = everyone.dropna(subset=["sessions"])
    mentees, unknown, starts = pairs["mentee_id"].tolist(), len(everyone) - len(pairs), (0, 1, 3, 6, 10, 15)
    bars = count_bars(pairs["sessions"], starts, unit="sessions", people=mentees, min_people=few, unknown=unknown)
    total = total_text(len(everyone), min_people=few, people=everyone["mentee_id"].nunique())
    return draw_bars(bars, title="Sessions per pairing", of="pairings", total=total)


def draw_bars(bars: Sequence[Bar], *, title: str, of: str, total: str) -> go.Figure:
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
    summary = (f"{title} ({total} {of}).", f"{'; '.join(f'{bar.label}: {bar.text}' for bar in bars)}.")
    table = [("Group", of.capitalize()), *((bar.label, bar.text) for bar in bars)]
    return finish(figure, title=title, note=f"{total} {of}", summary=summary, height=80 + 46 * len(bars), table=table)
