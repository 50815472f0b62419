"""A program at a glance as bars: how pairings stand, how often they meet, who closed them early, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from mentorstats.analyses.duration import early_closures as closures_of
from mentorstats.analyses.duration import pairing_statuses
from mentorstats.analyses.overview import meeting_rates
from mentorstats.charts.counts import Bar, bars_of, draw, draw_bars
from mentorstats.charts.style import words
from mentorstats.program import Program
from mentorstats.rounding import Count, Counted
from mentorstats.tables.pairs import pair_rows

_STARTS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0)


def rate_bars(rates: pd.DataFrame, *, starts: Sequence[float] = _STARTS) -> list[tuple[str, Count]]:
    """Count pairings by sessions a month, in ranges that begin at ``starts``, with the mentees behind each.

    ``rates`` is that of ``meeting_rates``.
    """
    ends = [*starts[1:], float("inf")]
    inside = [rates[(rates["rate"] >= low) & (rates["rate"] < high)] for low, high in zip(starts, ends, strict=True)]
    return [(_range(low, high), _counted(own)) for low, high, own in zip(starts, ends, inside, strict=True)]


def _counted(pairs: pd.DataFrame) -> Counted:
    return Counted(len(pairs), pairs["mentee_id"].nunique())


def _range(low: float, high: float) -> str:
    if high == float("inf"):
        return f"{low:g} or more"
    return f"under {high:g}" if low == 0 else f"{low:g} to under {high:g}"


def sessions_a_month(program: Program) -> go.Figure:
    """Draw how many pairings met how often a month while they were seen."""
    rates, pairs = meeting_rates(program), pair_rows(program)
    bars = [*rate_bars(rates), ("not known", _counted(pairs[~pairs.index.isin(rates.index)]))]
    return draw_bars(bars, program.rounding, title="Sessions a month", of="pairings", total=_counted(pairs))


def early_closures(program: Program) -> go.Figure:
    """Draw how many pairings were closed early for which reason; reasons that few people share are one bar."""
    closures = closures_of(program)
    return _closed(program, closures.named_by_reason, closures.total, title="Why pairings were closed early")


def closed_by_whom(program: Program) -> go.Figure:
    """Draw how many of the pairings that were closed early were ended by whom."""
    closures = closures_of(program)
    title = "Who ended the pairings that were closed early"
    return _closed(program, closures.named_by_whom, closures.total, title=title)


def _closed(program: Program, kinds: Mapping[str, Counted], total: Counted, *, title: str) -> go.Figure:
    return draw_bars(list(kinds.items()), program.rounding, title=title, of="pairings", total=total)


def pairings_by_status(program: Program) -> go.Figure:
    """Draw how many pairings have which status; those that never began are bars of their own."""
    rows, rounding = pairing_statuses(program).to_dict("records"), program.rounding
    kinds = {
        began: [(words(row["status"]) + ("" if began else ", never began"), Counted(row["pairings"], row["mentees"]))
                for row in rows if row["began"] == began]
        for began in (True, False)
    }  # fmt: skip
    begun = _counted(pair_rows(program))
    never = [Bar(label, rounding.cell(count), rounding.number(count)) for label, count in kinds[False]]
    whole = rounding.total(begun, [count for _, count in kinds[True]])
    bars = [*bars_of(kinds[True], rounding, total=begun), *never]
    return draw(bars, title="Pairings by status", of="pairings", whole=f"{whole} pairings begun")
