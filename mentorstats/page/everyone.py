"""Who is in the data, before any question is asked of it."""

from __future__ import annotations

from mentorstats import charts
from mentorstats.loading import Program
from mentorstats.page.pieces import Part, figure_of

__all__ = ["everyone"]


def everyone(program: Program) -> Part:
    """Who takes part, how many mentors and mentees people have, and who is matched with whom."""
    figures = (charts.mentors_per_mentee(program), charts.mentor_load(program), charts.matching_heatmap(program))
    return Part("who", "Who is in the data", "Who is in the data", figures=tuple(figure_of(f) for f in figures))
