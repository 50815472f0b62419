"""The section on what else goes with the outcome: the factors that were explored, and how well scales measure."""

from __future__ import annotations

from contextlib import suppress

import pandas as pd

from mentorstats import charts
from mentorstats.analyses.explore import (
    DOSES,
    Exploration,
    Prepared,
    explore_prepared,
    prepare,
    prepared_dose_curve,
)
from mentorstats.analyses.reliability import scale_reliability
from mentorstats.errors import UnusableExports
from mentorstats.program import Program
from mentorstats.report.format import interval, p_text, signed
from mentorstats.report.parts import Figure, Section, Table, figure_of
from mentorstats.sharing import shareable
from mentorstats.text import capitalize

__all__ = ["exploration"]

HEADING = "What else goes with it"
_COLUMNS = (
    "What was looked at",
    "Difference",
    "95 % interval",
    "p",
    "p adjusted",
    "Mentees",
    "What else could be behind it",
)


def exploration(program: Program, *, outcome: str) -> Section:
    """The factors that were looked at, how much each explains, and the outcome by how often people met."""
    prepared = prepare(program, outcome=outcome)
    explored = explore_prepared(program, prepared)
    fitted = explored.factors["p_value"].notna().any()
    figures = (*((figure_of(charts.explained(explored)),) if fitted else ()), *_dose_figures(program, prepared))
    tables = (*((_factor_table(explored),) if fitted else ()), *_scale_table(program))
    return Section("else", HEADING, HEADING, tuple(explored.text.split("\n\n")), figures, tables)


def _scale_table(program: Program) -> tuple[Table, ...]:
    """How well the declared scales measure; no table if none is declared."""
    rows = []
    for row in shareable(scale_reliability(program)).to_dict("records"):
        alpha, omega = (
            f"{row[name]:.2f} ({row[f'{name}_low']:.2f} to {row[f'{name}_high']:.2f})" if pd.notna(row[name]) else ""
            for name in ("alpha", "omega")
        )
        rows.append((f"{row['scale']} ({row['wave'] or 'no wave'})", row["n"], alpha, omega, row["warning"]))
    heads = ("Scale", "Complete answers", "Cronbach’s alpha", "McDonald’s omega", "Caution")
    return (Table("How well the scales measure one thing (1 is best)", heads, tuple(rows)),) if rows else ()


def _dose_figures(program: Program, prepared: Prepared) -> tuple[Figure, ...]:
    """The outcome by sessions and by minutes a month, if it can be drawn."""
    figures = []
    for of in DOSES:
        with suppress(UnusableExports):
            figures.append(figure_of(charts.dose(prepared_dose_curve(program, prepared, of=of))))
    return tuple(figures)


def _factor_table(explored: Exploration) -> Table:
    """A line for each estimate, with the p-values of its factor."""
    scale, estimates = explored.scale, shareable(explored.estimates)
    factors = {row["factor"]: row for row in explored.factors.to_dict("records")}
    lines = []
    for row in estimates.dropna(subset="estimate").to_dict("records"):
        factor = factors[row["factor"]]
        numbers = (
            f"{signed(row['estimate'], scale)} {scale.unit}", interval(row["conf_low"], row["conf_high"], scale),
            p_text(row["p_value"]), p_text(factor["p_adjusted"]), explored.rounding.cell(factor["n_mentees"]),
        )  # fmt: skip
        lines.append((capitalize(f"{row['factor']}: {row['step']}"), *numbers, factor["confounded"]))
    return Table("Everything that was looked at", _COLUMNS, tuple(lines))
