"""Who scored higher: comparisons that need only the order of scores, not the distances between them.

Of all pairs of one mentee from each side, in what share does the first score higher (Brunner–Munzel), and how much
oftener than lower (Cliff's delta)?  Such questions fit ratings and skewed scores.  Within strata, such as cohorts,
only mentees of the same one are compared, and the strata's answers are averaged with weights that their sizes alone
decide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from mentorstats.errors import InvalidInput
from mentorstats.models.intervals import Interval, student
from mentorstats.models.reml.criterion import Array

__all__ = ["brunner_munzel", "cliffs_delta", "in_strata"]


@dataclass(frozen=True)
class _Chance:
    """The chance to score higher in one stratum, the parts of its variance that each sample brings, their df."""

    estimate: float
    spreads: tuple[float, float]
    sizes: tuple[int, int]

    @property
    def weight(self) -> float:
        """Van Elteren's (1960, Bull. Int. Stat. Inst. 37): best against a small shift of everybody."""
        n, m = self.sizes
        return n * m / (n + m + 1.0)


def brunner_munzel(one: ArrayLike, other: ArrayLike, *, strata: tuple[ArrayLike, ArrayLike] | None = None) -> Interval:
    """The chance that a score of ``one`` is above a score of ``other``, ties counting half; 0.5 is no difference.

    Two independent samples of any lengths from 2; spreads and shapes may differ.  ``strata`` names each score's
    stratum: only scores of one stratum are compared, strata with fewer than 2 scores on a side are left out
    (``in_strata`` says which scores stay), the others averaged with van Elteren's weights.  Where no samples overlap
    the variance is 0 and only the estimate is given.  Brunner & Munzel (2000, Biom. J. 42); strata after Thangavelu &
    Brunner (2007, J. Stat. Plan. Inference 137), Satterthwaite df over all samples.

    >>> found = brunner_munzel([3, 4, 4, 5], [1, 2, 3, 4, 2])
    >>> round(found.estimate, 3), round(found.p_value, 3)
    (0.875, 0.016)
    """
    found = [_chance(a, b) for a, b in _samples(one, other, strata)]
    weights = np.array([chance.weight for chance in found])
    weights /= weights.sum()
    estimate = float(sum(w * chance.estimate for w, chance in zip(weights, found, strict=True)))
    parts = np.array([[w**2 * s for s in chance.spreads] for w, chance in zip(weights, found, strict=True)])
    free = np.array([[size - 1 for size in chance.sizes] for chance in found])
    variance = float(parts.sum())
    if variance == 0:
        return Interval(estimate)
    row = student(estimate - 0.5, float(np.sqrt(variance)), variance**2 / float(np.sum(parts**2 / free)))
    low, high, p_value, df = (float(row[name]) for name in ("conf_low", "conf_high", "p_value", "df"))
    return Interval(estimate, 0.5 + low, 0.5 + high, p_value, df)


def _chance(a: Array, b: Array) -> _Chance:
    n, m = len(a), len(b)
    ranks = stats.rankdata(np.concatenate([a, b]))
    # A score's place among the other sample is its rank among all less its rank among its own.
    spread_a = float(np.var(ranks[:n] - stats.rankdata(a), ddof=1)) / (n * m**2)
    spread_b = float(np.var(ranks[n:] - stats.rankdata(b), ddof=1)) / (m * n**2)
    return _Chance(float((ranks[:n].mean() - (n + 1) / 2.0) / m), (spread_a, spread_b), (n, m))


def cliffs_delta(one: ArrayLike, other: ArrayLike, *, strata: tuple[ArrayLike, ArrayLike] | None = None) -> Interval:
    """Cliff's delta: how much oftener a score of ``one`` is above one of ``other`` than below it, from -1 to 1.

    The interval is Cliff's asymmetric one (1996, Multivar. Behav. Res. 31) with the unbiased variance and t of
    n + m - 2 df; it has none where the samples do not overlap.  There is no p: that is Brunner–Munzel's.  ``strata``
    are as there; their deltas and variances are averaged, their df added.

    >>> found = cliffs_delta([3, 4, 4, 5], [1, 2, 3, 4, 2])
    >>> round(found.estimate, 2), round(found.conf_low, 2), round(found.conf_high, 2)
    (0.75, -0.02, 0.96)
    """
    samples = _samples(one, other, strata)
    weights = np.array([len(a) * len(b) / (len(a) + len(b) + 1.0) for a, b in samples])
    weights /= weights.sum()
    found = [_delta(a, b) for a, b in samples]
    delta = float(sum(w * own for w, (own, _) in zip(weights, found, strict=True)))
    variance = float(sum(w**2 * own for w, (_, own) in zip(weights, found, strict=True)))
    df = sum(len(a) + len(b) - 2 for a, b in samples)
    if variance == 0:
        return Interval(delta)
    t = float(stats.t.ppf(0.975, df))
    reach = t * np.sqrt(variance * ((1.0 - delta**2) ** 2 + t**2 * variance))
    middle, scale = delta - delta**3, 1.0 - delta**2 + t**2 * variance
    return Interval(delta, float((middle - reach) / scale), float((middle + reach) / scale), np.nan, float(df))


def _delta(a: Array, b: Array) -> tuple[float, float]:
    """The delta of two samples and its unbiased variance, which is at least that of samples without spread."""
    n, m = len(a), len(b)
    of_a, of_b = _above_less_below(a, b) / m, -_above_less_below(b, a) / n
    delta = float(of_a.mean())
    rows, columns = float(np.sum((of_a - delta) ** 2)), float(np.sum((of_b - delta) ** 2))
    tied = float(np.sum(np.searchsorted(np.sort(b), a, "right") - np.searchsorted(np.sort(b), a, "left")))
    cells = n * m * (1.0 - delta**2) - tied
    unbiased = (m**2 * rows + n**2 * columns - cells) / (n * m * (n - 1) * (m - 1))
    return delta, max(unbiased, (1.0 - delta**2) / (n * m - 1))


def _above_less_below(scores: Array, others: Array) -> Array:
    """How many of the others are below each score, less how many are above it, without all pairs."""
    ordered = np.sort(others)
    below, not_above = (np.searchsorted(ordered, scores, side) for side in ("left", "right"))
    return np.asarray(below + not_above - len(others), dtype=float)


def in_strata(one: ArrayLike, other: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Which scores of two samples can be compared within strata, which ``one`` and ``other`` name for each score.

    >>> [kept.tolist() for kept in in_strata(["x", "x", "y"], ["x", "x", "y", "y"])]
    [[True, True, False], [True, True, False, False]]
    """
    a, b = np.asarray(one, dtype=str), np.asarray(other, dtype=str)
    usable = [name for name in np.unique(a) if min((a == name).sum(), (b == name).sum()) >= 2]
    return np.isin(a, usable), np.isin(b, usable)


def _samples(one: ArrayLike, other: ArrayLike, strata: tuple[ArrayLike, ArrayLike] | None) -> list[tuple[Array, Array]]:
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    if min(len(a), len(b)) < 2:
        raise InvalidInput(f"the samples have {len(a)} and {len(b)} scores; each needs 2 or more")
    if strata is None:
        return [(a, b)]
    first, second = (np.asarray(names, dtype=str) for names in strata)
    shared = np.unique(first[in_strata(first, second)[0]])
    if not len(shared):
        raise InvalidInput("no stratum has 2 scores or more on both sides")
    return [(a[first == name], b[second == name]) for name in shared]
