"""One analysis for each way to make all choices: its estimate, and what every shuffle would have made of it.

Shuffled are mentors' industries, or what the rest does not explain about each mentee, in all analyses the same way.
The variances are those of each analysis under "no difference", which no shuffle changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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
    Ways,
)
from mentorstats.analyses.specification.samples import (
    Graph,
    Sample,
    at_landmark,
    exposures,
    graph_of,
    sample_of,
    weight_of,
)
from mentorstats.analyses.specification.shuffles import Shuffled
from mentorstats.models.collinearity import dependent_columns
from mentorstats.models.metric import NullMetric, SparseMetric, null_metric
from mentorstats.models.permutation import contrast_statistics
from mentorstats.models.reml.criterion import Array
from mentorstats.program import Program
from mentorstats.questions.contrasts import FEWEST
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.model import Asked
from mentorstats.questions.robustness.refit import carried
from mentorstats.questions.robustness.varied import columns_of
from mentorstats.tables.mentees import Participations

__all__ = ["Analysis", "analyses", "samples_of"]

_ROWS = (LANDMARK, BASELINE, UNKNOWN)
_EXPOSURE = (ADJACENT, COUNT, WEIGHT, SEVERAL)
Key = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Analysis:
    """What one way to make all choices gives.

    ``numbers`` has estimate, conf_low, conf_high, p_value, df, n_mentees, n_mentors; ``estimates`` and ``statistics``
    (draws,) are those of the shuffles, the first as it is, with the null fit's variances; ``free`` counts rows less
    columns.
    """

    ways: Ways
    numbers: dict[str, float]
    estimates: Array
    statistics: Array
    free: int


def samples_of(asked: Asked, every: list[dict[str, str]]) -> dict[Key, Sample]:
    """The samples that the analyses need, by the choices that decide them."""
    found: dict[Key, Sample] = {}
    parts: dict[str, tuple[Program, Participations]] = {}
    for ways in every:
        days = ways.get(LANDMARK, "")
        if days not in parts:
            parts[days] = at_landmark(asked, days)
        if _key(ways) not in found:
            found[_key(ways)] = sample_of(asked, *parts[days], ways)
    return found


def _key(ways: Ways) -> Key:
    return tuple(ways.get(name, "") for name in _ROWS)


def _exposure_key(ways: Ways) -> Key:
    return tuple(ways.get(name, "") for name in _EXPOSURE)


def analyses(
    asked: Asked, contrast: str, every: list[dict[str, str]], samples: dict[Key, Sample], shuffled: Shuffled
) -> Iterator[Analysis | None]:
    """The analyses in the order of their samples and exposures; None where one cannot be made.

    One exposure and the null fits of one sample are kept at a time, so that memory does not grow with their number.
    """
    for key, sample in samples.items():
        one = _OneSample(asked, contrast, sample, shuffled)
        own = sorted((ways for ways in every if _key(ways) == key), key=_exposure_key)
        yield from (one.analysis(ways) for ways in own)


class _OneSample:
    """The analyses of one sample, which share null fits and exposures."""

    def __init__(self, asked: Asked, contrast: str, sample: Sample, shuffled: Shuffled) -> None:
        self._asked, self._sample, self._shuffled = asked, sample, shuffled
        self._sides = asked.contrasts[contrast]
        labels = shuffled.labels
        self._graph: Graph | None = None if labels is None else graph_of(sample, labels, shuffled.places)
        self._exposures: dict[Key, dict[str, Array]] = {}
        self._nulls: dict[tuple[Any, ...], tuple[NullMetric | SparseMetric, Array] | None] = {}

    def analysis(self, ways: Ways) -> Analysis | None:
        found = self._exposed(ways)
        kept = np.flatnonzero(found.get("left out", np.zeros((len(self._sample.final), 1)))[:, 0] == 0)
        found = {name: columns[kept] for name, columns in found.items() if name != "left out"}
        if any(int((found[side][:, 0] > 0).sum()) < FEWEST for side in self._sides):
            return None
        names = [name for name in list(found)[1:] if found[name][:, 0].any()]
        weights = np.array([float(name == self._sides[0]) - float(name == self._sides[1]) for name in names])
        fixed = self._fixed(ways, kept)
        numbers = self._fitted(ways, kept, fixed, {name: found[name][:, 0] for name in names}, weights)
        null = self._null(ways, kept, fixed)
        if numbers is None or null is None:
            return None
        estimates, statistics = self._shuffle(null, kept, [found[name] for name in names], weights)
        return Analysis(ways, numbers, estimates, statistics, len(kept) - fixed.shape[1] - len(names))

    def _exposed(self, ways: Ways) -> dict[str, Array]:
        key = _exposure_key(ways)
        if key not in self._exposures:
            self._exposures = {key: exposures(self._sample, ways, self._graph, self._shuffled.assigned)}
        return self._exposures[key]

    def _fixed(self, ways: Ways, kept: np.ndarray) -> pd.DataFrame:
        adjustment = self._sample.comparison.adjustment
        columns, gone = adjustment.columns.iloc[kept], []
        for term in self._asked.comparison.adjustment.kept:
            gone += columns_of(columns, term) if ways.get(term) == NO else []
        columns = columns.drop(columns=gone)
        return columns.drop(columns=dependent_columns(columns))

    def _memberships(self, ways: Ways, kept: np.ndarray) -> dict[str, Any]:
        found = self._sample.memberships(weight=weight_of(ways), team=ways.get(TEAM) != NO)
        return {name: w[kept] for name, w in found.items() if name in self._asked.memberships}

    def _fitted(
        self, ways: Ways, kept: np.ndarray, fixed: pd.DataFrame, exposed: dict[str, Array], weights: Array
    ) -> dict[str, float] | None:
        full = fixed.assign(**exposed)
        reduced = full.drop(columns=dependent_columns(full))
        left = carried(np.concatenate([np.zeros(fixed.shape[1]), weights]), full, reduced)
        memberships = self._memberships(ways, kept)
        fit = fit_or_refusal(self._sample.final[kept], reduced, memberships=memberships)[0]
        if fit is None or left is None:
            return None
        row = fit.contrast(left)
        mentees = float(self._sample.comparison.rows["mentees"].to_numpy()[kept].sum())
        mentors = float(((memberships["mentor"] > 0).sum(axis=0) > 0).sum())
        numbers = {name: float(row[name]) for name in ("estimate", "conf_low", "conf_high", "p_value", "df")}
        return numbers | {"n_mentees": mentees, "n_mentors": mentors}

    def _null(
        self, ways: Ways, kept: np.ndarray, fixed: pd.DataFrame
    ) -> tuple[NullMetric | SparseMetric, Array] | None:
        """The metric and residuals of the model without the exposure."""
        key = (tuple(fixed.columns), weight_of(ways), ways.get(TEAM), len(kept))
        if key not in self._nulls:
            memberships = self._memberships(ways, kept)
            fit = fit_or_refusal(self._sample.final[kept], fixed, memberships=memberships)[0]
            if fit is None:
                self._nulls[key] = None
            else:
                own = {name: w for name, w in memberships.items() if name in fit.variances}
                design = fixed.to_numpy(dtype=float)
                residual = self._sample.final[kept] - design @ fit.coefficients["estimate"].to_numpy(dtype=float)
                self._nulls[key] = null_metric(fit, design, own), residual
        return self._nulls[key]

    def _shuffle(
        self, null: tuple[NullMetric | SparseMetric, Array], kept: np.ndarray, columns: list[Array], weights: Array
    ) -> tuple[Array, Array]:
        metric, residual = null
        if self._graph is not None:
            estimates, statistics = contrast_statistics(metric, columns, metric.apply(residual), weights[None, :])
            # A shuffle from which nothing can be estimated counts against the contrast.
            return np.where(np.isinf(statistics), np.inf, estimates)[:, 0], statistics[:, 0]
        rows = self._sample.comparison.rows.iloc[kept]
        orders = self._shuffled.orders(rows["group"], rows["cohort"].fillna(""))
        design = np.column_stack([column[:, 0] for column in columns])
        through = metric.apply(design)
        inverse = np.linalg.pinv(design.T @ through, hermitian=True)
        toward = through @ inverse @ weights
        estimates = residual[orders] @ toward
        return estimates, estimates / float(np.sqrt(weights @ inverse @ weights))
