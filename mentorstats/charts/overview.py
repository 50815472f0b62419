"""A program at a glance as bars: how pairings stand, how often they meet, who closed them early, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
import plotly.graph_objects as go

from mentorstats.analyses.duration import early_closures as closures_of
from mentorstats.analyses.duration import pairing_statuses
from mentorstats.analyses.overview import meeting_rates
from mentorstats.charts.counts import Bar, draw_bars
from mentorstats.charts.style import words
from mentorstats.privacy.suppression import suppress_small_counts, total_text
from mentorstats.program import Program
from mentorstats.tables.pairs import pair_rows

_STARTS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0)


def rate_bars(
    rates: pd.DataFrame, *, starts: Sequence[float] = _STARTS, min_people: int = 10, unknown: int = 0
) -> tuple[Bar, ...]:
    """Count pairings by sessions a month, in ranges that begin at ``starts``; a bar rests on its different mentees.

    ``rates`` is that of ``meeting_rates``; ``unknown`` pairings, those whose rate is not known, are a bar of their own.
    """
    ends = [*starts[1:], float("inf")]
    inside = [
        rates.loc[(rates["rate"] >= low) & (rates["rate"] < high), "mentee_id"]
        for low, high in zip(starts, ends, strict=True)
    ]
    beside = [unknown] if unknown else []
    counts = pd.DataFrame({"count": [*(len(part) for part in inside), *beside]})
    people = pd.DataFrame({"count": [*(part.nunique() for part in inside), *beside]})
    labels = [*(_range(low, high) for low, high in zip(starts, ends, strict=True)), *(["not known"] if unknown else [])]
    texts = suppress_small_counts(counts, min_people=min_people, people=people)["count"].tolist()
    return tuple(
        Bar(label, text, int(text) if text.isdigit() else None) for label, text in zip(labels, texts, strict=True)
    )


def _range(low: float, high: float) -> str:
    if high == float("inf"):
        return f"{low:g} or more"
    return f"under {high:g}" if low == 0 else f"{low:g} to under {high:g}"


def sessions_a_month(program: Program) -> go.Figure:
    """Draw how many pairings met how often a month while they were seen."""
    rates, few = meeting_rates(program), program.min_people
    pairs = pair_rows(program)
    total = total_text(len(pairs), min_people=few, people=pairs["mentee_id"].nunique())
    bars = rate_bars(rates, min_people=few, unknown=len(pairs) - len(rates))
    return draw_bars(bars, title="Sessions a month", of="pairings", total=total)


def early_closures(program: Program) -> go.Figure:
    """Draw how many pairings were closed early for which reason; reasons that few people share are one bar."""
    closures = closures_of(program)
    bars = _bars(closures.by_reason["kind"], closures.by_reason["pairings"])
    return draw_bars(bars, title="Why pairings were closed early", of="pairings", total=closures.total)


def closed_by_whom(program: Program) -> go.Figure:
    """Draw how many of the pairings that were closed early were ended by whom."""
    closures = closures_of(program)
    bars = _bars(closures.by_whom["kind"], closures.by_whom["pairings"])
    return draw_bars(bars, title="Who ended the pairings that were closed early", of="pairings", total=closures.total)


def pairings_by_status(program: Program) -> go.Figure:
    """Draw how many pairings have which status; those that never began are bars of their own."""
    found, pairs = pairing_statuses(program), pair_rows(program)
    few = program.min_people
    total = total_text(len(pairs), min_people=few, people=pairs["mentee_id"].nunique())
    labels = [words(row["status"]) + ("" if row["began"] else ", never began") for row in found.to_dict("records")]
    return draw_bars(
        _bars(labels, found["pairings"]), title="Pairings by status", of="pairings", total=f"{total} begun"
    )


def _bars(labels: Iterable[str], counts: Iterable[str]) -> tuple[Bar, ...]:
    """Bars of counts that are text, some of them hidden."""
    labeled = zip(labels, counts, strict=True)
    return tuple(Bar(label, text, int(text) if text.isdigit() else None) for label, text in labeled)
