"""What else goes with the outcome: exploring, told as exploring."""

from __future__ import annotations

from contextlib import suppress

import pandas as pd

from mentorstats import charts
from mentorstats.analyses.explore import DOSES, Exploration, Looking, drawn_dose, explored, looking, own_rows
from mentorstats.analyses.reliability import scale_reliability
from mentorstats.errors import UnusableExports
from mentorstats.formats import Scale
from mentorstats.privacy.suppression import told_number, total_text
from mentorstats.program import Program
from mentorstats.report.format import capital, interval, p_text, signed
from mentorstats.report.parts import Figure, Part, Table, figure_of
from mentorstats.tables.pairs import pair_rows

__all__ = ["what_else"]

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


def what_else(program: Program, *, outcome: str) -> Part:
    """The factors that were looked at, how much each explains, and the outcome by how often people met."""
    looked = looking(program, outcome=outcome)
    found = explored(program, looked)
    looked_at = found.factors["p_value"].notna().any()
    figures = (*((figure_of(charts.explained(found)),) if looked_at else ()), *_dose(program, looked))
    tables = (*((_table(found),) if looked_at else ()), *_scales(program))
    return Part("else", HEADING, HEADING, tuple(found.text.split("\n\n")), figures, tables)


def _scales(program: Program) -> tuple[Table, ...]:
    """How well the declared scales measure; without any, no table."""
    pairs, rows = pair_rows(program), []
    everyone = [pairs[f"{side}_id"].nunique() for side in ("mentee", "mentor")]
    for row in scale_reliability(program).to_dict("records"):
        alpha, omega = (
            f"{row[name]:.2f} ({row[f'{name}_low']:.2f} to {row[f'{name}_high']:.2f})" if pd.notna(row[name]) else ""
            for name in ("alpha", "omega")
        )
        told = told_number(row["n"], of=everyone, min_people=program.settings.min_people)
        people = total_text(told, min_people=program.settings.min_people, people=row["people"])
        rows.append((f"{row['scale']} ({row['wave'] or 'no wave'})", people, alpha, omega, row["warning"]))
    heads = ("Scale", "Complete answers", "Cronbach’s alpha", "McDonald’s omega", "Caution")
    return (Table("How well the scales measure one thing (1 is best)", heads, tuple(rows)),) if rows else ()


def _dose(program: Program, looked: Looking) -> tuple[Figure, ...]:
    """Sessions and minutes a month, each where it can be drawn."""
    drawn = []
    for of in DOSES:
        with suppress(UnusableExports):
            drawn.append(figure_of(charts.dose(drawn_dose(program, looked, of=of))))
    return tuple(drawn)


def _table(found: Exploration) -> Table:
    """A line for each estimate, with its factor's p-values."""
    scale = Scale(found.outcome, found.unit, found.better, found.smallest_effect)
    names = found.factors["factor"]
    lines = []
    rows = [
        (one, row)
        for one in found.factors.to_dict("records")
        for row in own_rows(found.table, one["factor"], names).to_dict("records")
    ]
    for factor, row in rows:
        numbers = (
            f"{signed(row['estimate'], scale)} {scale.unit}", interval(row["conf_low"], row["conf_high"], scale),
            p_text(row["p_value"]), p_text(factor["p_adjusted"]),
            f"about {row['n_mentees']}" if factor["rounded"] else str(row["n_mentees"]),
        )  # fmt: skip
        lines.append((capital(row["contrast"]), *numbers, factor["confounded"]))
    return Table("Everything that was looked at", _COLUMNS, tuple(lines))
