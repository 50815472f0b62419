"""One analysis for each specification: its estimate, and its estimates under every shuffle.

All analyses are shuffled in the same way: mentors' industries change places, or residuals of mentees do.  The
variances are those of each analysis under "no difference", which no shuffle changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mentorstats.analyses.specification.choices import (
    ADJACENT,
    BASELINE,
    COUNT,
    LANDMARK,
    NO,
    SEVERAL,
    TEAM,
    UNKNOWN,
    WEIGHT,
    Option,
    Options,
)
from mentorstats.analyses.specification.samples import (
    Graph,
    Sample,
    at_landmark,
    exposures,
    graph_of,
    sample_of,
    weight_column,
)
from mentorstats.analyses.specification.shuffles import Shuffles
from mentorstats.models.collinearity import dependent_columns
from mentorstats.models.metric import NullMetric, SparseMetric, null_metric
from mentorstats.models.permutation import contrast_statistics
from mentorstats.models.reml.criterion import Array
from mentorstats.program import Program
from mentorstats.questions.contrasts import FEWEST
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.robustness.refit import carry_contrast
from mentorstats.questions.robustness.varied import columns_of
from mentorstats.questions.spread import residual_groups
from mentorstats.tables.mentees import Participations

__all__ = ["Analysis", "analyses", "samples_of"]

# The choices that decide which rows are compared, and those that decide the exposure of a row.
_ROW_CHOICES = (LANDMARK, BASELINE, UNKNOWN)
_EXPOSURE_CHOICES = (ADJACENT, COUNT, WEIGHT, SEVERAL)
Key = tuple[str, ...]
Specifications = Sequence[dict[str, Option]]


@dataclass(frozen=True, eq=False)
class Analysis:
    """The result of one specification.

    ``numbers`` has estimate, conf_low, conf_high, p_value, df, n_mentees, n_mentors, fewest (rows on a side; where
    nothing is adjusted for, of yes and no those who said either).
    ``estimates`` and ``statistics`` (1 + draws,) use the variances of the null fit; the first is the observed one, the
    others are those of the shuffles.  ``residual_df`` is the number of rows less the number of columns.
    """

    options: Options
    numbers: dict[str, float]
    estimates: Array
    statistics: Array
    residual_df: int


class _NullModel(NamedTuple):
    """The metric and the residuals of the model without the exposure."""

    metric: NullMetric | SparseMetric
    residual: Array


def samples_of(model: QuestionModel, specifications: Specifications) -> dict[Key, Sample]:
    """The samples that the analyses need, by the options that decide them."""
    samples: dict[Key, Sample] = {}
    landmarks: dict[str, tuple[Program, Participations]] = {}
    for options in specifications:
        landmark = _labels(options, [LANDMARK])[0]
        if landmark not in landmarks:
            landmarks[landmark] = at_landmark(model, options)
        key = _labels(options, _ROW_CHOICES)
        if key not in samples:
            samples[key] = sample_of(model, *landmarks[landmark], options)
    return samples


def _labels(options: Options, choices: Sequence[str]) -> Key:
    return tuple(options[name].label if name in options else "" for name in choices)


def analyses(
    model: QuestionModel, contrast: str, specifications: Specifications, samples: dict[Key, Sample], shuffles: Shuffles
) -> Iterator[Analysis | None]:
    """The analyses in the order of their samples and exposures; None for one that cannot be made.

    One exposure and the null fits of one sample are kept at a time, so that memory does not grow with their number.
    """
    for key, sample in samples.items():
        in_sample = _SampleAnalyses(model, contrast, sample, shuffles)
        of_sample = [options for options in specifications if _labels(options, _ROW_CHOICES) == key]
        for options in sorted(of_sample, key=lambda options: _labels(options, _EXPOSURE_CHOICES)):
            yield in_sample.analysis(options)


class _SampleAnalyses:
    """The analyses of one sample, which share null fits and exposures."""

    def __init__(self, model: QuestionModel, contrast: str, sample: Sample, shuffles: Shuffles) -> None:
        self._model, self._sample, self._shuffles = model, sample, shuffles
        self._sides = model.contrasts[contrast].exposures
        labels = shuffles.labels
        self._graph: Graph | None = None if labels is None else graph_of(sample, labels, shuffles.mentor_numbers)
        self._exposures: dict[Key, dict[str, Array]] = {}
        self._nulls: dict[tuple[Any, ...], _NullModel | None] = {}

    def analysis(self, options: Options) -> Analysis | None:
        exposed = self._exposed(options)
        kept = np.flatnonzero(exposed.get("left out", np.zeros((len(self._sample.final), 1)))[:, 0] == 0)
        exposed = {name: columns[kept] for name, columns in exposed.items() if name != "left out"}
        fewest = min(int((exposed[side][:, 0] > 0).sum()) for side in self._sides)
        if fewest < FEWEST:
            return None
        names = [name for name in list(exposed)[1:] if exposed[name][:, 0].any()]
        weights = np.array([float(name == self._sides[0]) - float(name == self._sides[1]) for name in names])
        fixed = self._fixed(options, kept)
        numbers = self._fit(options, kept, fixed, {name: exposed[name][:, 0] for name in names}, weights)
        null = self._null(options, kept, fixed)
        if numbers is None or null is None:
            return None
        estimates, statistics = self._shuffled(null, kept, [exposed[name] for name in names], weights)
        residual_df = len(kept) - fixed.shape[1] - len(names)
        if fixed.shape[1] == 1 and self._model.comparison.yes_no:
            fewest = self._fewest_said(kept, exposed)
        return Analysis(options, numbers | {"fewest": fewest}, estimates, statistics, residual_df)

    def _fewest_said(self, kept: np.ndarray, exposed: dict[str, Array]) -> int:
        """How many rows of a side said yes, or no, where these are fewest."""
        yes = self._sample.final[kept] > 50
        return min(int((said & (exposed[side][:, 0] > 0)).sum()) for side in self._sides for said in (yes, ~yes))

    def _exposed(self, options: Options) -> dict[str, Array]:
        key = _labels(options, _EXPOSURE_CHOICES)
        if key not in self._exposures:
            self._exposures = {key: exposures(self._sample, options, self._graph, self._shuffles.assigned)}
        return self._exposures[key]

    def _fixed(self, options: Options, kept: np.ndarray) -> pd.DataFrame:
        """The columns of the adjustment without the terms that the options leave out."""
        columns = self._sample.comparison.adjustment.columns.iloc[kept]
        dropped = [
            column
            for term in self._model.comparison.adjustment.kept
            if options.get(term) == NO
            for column in columns_of(columns, term)
        ]
        columns = columns.drop(columns=dropped)
        return columns.drop(columns=dependent_columns(columns))

    def _memberships(self, options: Options, kept: np.ndarray) -> dict[str, Any]:
        memberships = self._sample.memberships(weight=weight_column(options), team=options.get(TEAM) != NO)
        return {name: w[kept] for name, w in memberships.items() if name in self._model.memberships}

    def _residual_groups(self, exposed: pd.DataFrame, final: Array) -> pd.Series | None:
        """The groups of rows with a residual variance each, where the answer's own model has them."""
        question = self._model.question
        if not question.spread_by_side:
            return None
        reference = {question.reference: 1.0 - exposed.sum(axis=1)}
        return residual_groups(question, exposed.assign(**reference, final=final))

    def _fit(
        self, options: Options, kept: np.ndarray, fixed: pd.DataFrame, exposed: dict[str, Array], weights: Array
    ) -> dict[str, float] | None:
        full = fixed.assign(**exposed)
        design = full.drop(columns=dependent_columns(full))
        contrast = carry_contrast(np.concatenate([np.zeros(fixed.shape[1]), weights]), full, design)
        memberships, final = self._memberships(options, kept), self._sample.final[kept]
        groups = self._residual_groups(pd.DataFrame(exposed, index=full.index), final)
        fit = fit_or_refusal(final, design, memberships=memberships, residual_by=groups)[0]
        if fit is None or contrast is None:
            return None
        row = fit.contrast(contrast)
        mentees = float(self._sample.comparison.rows["mentees"].to_numpy()[kept].sum())
        mentors = float(((memberships["mentor"] > 0).sum(axis=0) > 0).sum())
        numbers = {name: float(row[name]) for name in ("estimate", "conf_low", "conf_high", "p_value", "df")}
        return numbers | {"n_mentees": mentees, "n_mentors": mentors}

    def _null(self, options: Options, kept: np.ndarray, fixed: pd.DataFrame) -> _NullModel | None:
        """The model without the exposure, fitted once for all analyses that share it."""
        key = (tuple(fixed.columns), weight_column(options), options.get(TEAM), len(kept))
        if key not in self._nulls:
            self._nulls[key] = self._fit_null(self._memberships(options, kept), kept, fixed)
        return self._nulls[key]

    def _fit_null(self, memberships: dict[str, Any], kept: np.ndarray, fixed: pd.DataFrame) -> _NullModel | None:
        final = self._sample.final[kept]
        fit = fit_or_refusal(final, fixed, memberships=memberships)[0]
        if fit is None:
            return None
        design = fixed.to_numpy(dtype=float)
        metric = null_metric(fit, design, {name: w for name, w in memberships.items() if name in fit.variances})
        return _NullModel(metric, final - design @ fit.coefficients["estimate"].to_numpy(dtype=float))

    def _shuffled(
        self, null: _NullModel, kept: np.ndarray, columns: list[Array], weights: Array
    ) -> tuple[Array, Array]:
        """The estimates and the statistics (1 + draws,) under the shuffles, the observed ones first."""
        metric, residual = null
        if self._graph is not None:
            estimates, statistics = contrast_statistics(metric, columns, metric.apply(residual), weights[None, :])
            # A shuffle from which nothing can be estimated counts against the contrast.
            return np.where(np.isinf(statistics), np.inf, estimates)[:, 0], statistics[:, 0]
        rows = self._sample.comparison.rows.iloc[kept]
        orders = self._shuffles.orders(rows["group"], rows["cohort"].fillna(""))
        design = np.column_stack([column[:, 0] for column in columns])
        through = metric.apply(design)
        inverse = np.linalg.pinv(design.T @ through, hermitian=True)
        estimates = residual[orders] @ (through @ inverse @ weights)
        return estimates, estimates / float(np.sqrt(weights @ inverse @ weights))
