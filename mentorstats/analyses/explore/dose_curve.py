"""The outcome by how much people met: a line that may bend once, with its interval, and a trend.

A restricted cubic spline with three knots (Harrell 2015, Regression Modeling Strategies, 2.4.5) bends in the middle
and is straight at both ends, where there are few people.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from mentorstats.analyses.explore.explore import LIMIT, Prepared, prepare
from mentorstats.analyses.explore.factor import Factor
from mentorstats.analyses.explore.model import ExploreModel, FactorFit, fit_factor, fit_prepared
from mentorstats.errors import PlainError, UnusableExports
from mentorstats.formats import OutcomeScale, TextResult, written
from mentorstats.program import Program
from mentorstats.questions.comparison import outcome_steps, scale_of
from mentorstats.rounding import Rounding, Steps, scale_range, steps_of
from mentorstats.sharing import describe

__all__ = ["DOSES", "DoseCurve", "dose_curve", "prepared_dose_curve", "spline_columns"]

DOSES = ("sessions a month", "minutes a month")
KNOTS = (0.1, 0.5, 0.9)
POINTS = 25


@dataclass(frozen=True, eq=False, repr=False)
class DoseCurve(TextResult):
    """What the model expects at each dose; ``text`` says it in words.

    ``curve`` has dose, estimate, conf_low, conf_high (95 %) in the outcome's unit, for mentees who are average in
    all else; ``scale`` says how the outcome is written; ``trend`` is the test of the straight line (estimate for
    each ``step``, such as ten minutes a month more, interval, p_value, df); ``bend_p_value`` tests whether it bends;
    ``mentees`` says how many it is about.  ``rounding`` and ``dose_step`` say how its numbers are written.
    """

    name: str
    title: str
    curve: pd.DataFrame
    trend: pd.Series
    step: str
    bend_p_value: float
    mentees: int
    scale: OutcomeScale
    rounding: Rounding
    dose_step: float

    @property
    def text(self) -> str:  # type: ignore[override]
        return " ".join(_sentences(self))


def spline_columns(dose: ArrayLike, knots: tuple[float, float, float]) -> NDArray[np.float64]:
    """The dose and its bend (n, 2), both in the unit of the dose.

    >>> spline_columns([0.0, 1.0, 2.0, 3.0], (0.0, 1.0, 2.0))[:, 1].tolist()
    [0.0, 0.25, 1.5, 3.0]
    """
    x = np.asarray(dose, dtype=float)
    low, middle, high = knots
    cube = [np.maximum(x - knot, 0.0) ** 3 for knot in knots]
    bend = cube[0] - cube[1] * (high - low) / (high - middle) + cube[2] * (middle - low) / (high - middle)
    return np.column_stack([x, bend / (high - low) ** 2])


def dose_curve(program: Program, *, outcome: str | None = None, of: str = "sessions a month") -> DoseCurve:
    """The outcome by dose (``sessions a month`` or ``minutes a month``), with a trend test.

    Sessions come after the match: who gets on well meets more often.  ``UnusableExports`` if the exports do not tell
    the dose of enough mentees, or if it hardly differs.
    """
    if of not in DOSES:
        raise PlainError(f"of is {of!r}; expected {' or '.join(map(repr, DOSES))}")
    return prepared_dose_curve(program, prepare(program, outcome=outcome), of=of)


def prepared_dose_curve(program: Program, prepared: Prepared, *, of: str) -> DoseCurve:
    """``dose_curve`` of a prepared factor."""
    model = prepared.model
    straight = fit_prepared(model, next(factor for factor in prepared.factors if factor.name == of))
    if straight.fit is None:
        raise UnusableExports(f"{straight.factor.title} cannot be drawn: {straight.refusal}")
    scale = scale_of(program, prepared.participations, model.comparison)
    steps = outcome_steps(program, prepared.participations, model.comparison)
    return _curve(model, straight, scale, steps, program.rounding)


def _curve(
    model: ExploreModel, straight: FactorFit, scale: OutcomeScale, steps: Steps, rounding: Rounding
) -> DoseCurve:
    factor, dose = straight.factor, straight.factor.columns[straight.factor.name]
    low, middle, high = (float(value) for value in dose.quantile(list(KNOTS)))
    knots = (low, middle, high) if low < middle < high else None
    columns = dose.to_frame("dose")
    if knots:
        columns["bend"] = spline_columns(dose, knots)[:, 1]
    bent = fit_factor(model, Factor(factor.name, factor.title, columns, {}, factor.confounded))
    if bent.fit is None:
        raise UnusableExports(f"{factor.title} cannot be drawn: {bent.refusal}")
    grid = np.linspace(float(dose.quantile(0.05)), float(dose.quantile(0.95)), POINTS)
    shape = spline_columns(grid, knots) if knots else grid[:, None]
    rows = [bent.fit.contrast(bent.average_with(values)) for values in shape]
    curve = pd.DataFrame([row[["estimate", "conf_low", "conf_high"]] for row in rows]).reset_index(drop=True)
    curve.insert(0, "dose", grid)
    dose_step = steps_of(scale_range(None, None, spread=float(dose.std()))).coarse
    kinds = {"dose": ("estimate", dose_step), **dict.fromkeys(("estimate", "conf_low", "conf_high"), "estimate")}
    return DoseCurve(
        name=factor.name,
        title=factor.title,
        curve=describe(curve.astype(float), kinds, rounding=rounding, steps=steps),
        trend=straight.contrast(straight.names[0]),
        step=straight.steps[0],
        bend_p_value=float(bent.contrast(bent.names[-1])["p_value"]) if knots else float("nan"),
        mentees=straight.n_mentees,
        scale=scale,
        rounding=rounding,
        dose_step=dose_step,
    )


def _sentences(curve: DoseCurve) -> Iterator[str]:
    scale, people = curve.scale, curve.rounding.words(curve.mentees, "mentee")
    first, last = curve.curve.iloc[0], curve.curve.iloc[-1]
    ends = [f"{scale.number(row['estimate'])} at {written(row['dose'], curve.dose_step)}" for row in (first, last)]
    yield f"What the model expects of {scale.outcome}: {ends[0]} {curve.name}, {ends[1]} ({people})."
    low, high, estimate = (float(curve.trend[name]) for name in ("conf_low", "conf_high", "estimate"))
    clear = "a clear trend" if low > 0 or high < 0 else "no clear trend"
    size = f"{scale.number(abs(estimate))} {scale.unit} {'higher' if estimate >= 0 else 'lower'}"
    yield f"For {curve.step} it is {size} ({scale.range(low, high)}): {clear}."
    if math.isfinite(curve.bend_p_value):
        yield "The line bends." if curve.bend_p_value < LIMIT else "Whether the line bends cannot be told."
    yield "Who gets on well meets more often, so the meetings may follow from how it went."
