"""How far missing answers could move a difference of means: bounds that assume little, and bounds that assume nothing.

Lee (2009, Rev. Econ. Stud. 76) assumes that being on one side makes answering likelier for everyone or for nobody:
the side that answered more is then trimmed of its best or its worst, until both answered alike.  Manski (1990,
Am. Econ. Rev. 80) assumes nothing: whoever did not answer could have the lowest or the highest score there is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats
from scipy.special import expit

from mentorstats.errors import InvalidInput
from mentorstats.models.reml.criterion import Array

__all__ = ["Bounds", "ResponseWeights", "lee_bounds", "manski_bounds", "response_weights"]

_STEPS, _CLOSE = 50, 1e-12


@dataclass(frozen=True)
class Bounds:
    """The lowest and the highest difference, and an interval that holds the true one in 95 of 100 cases.

    ``trimmed`` is the share of the side that answered more that was taken out, positive where that is the first;
    the interval is missing where none was asked for.
    """

    low: float
    high: float
    trimmed: float = 0.0
    conf_low: float = float("nan")
    conf_high: float = float("nan")


def lee_bounds(one: ArrayLike, other: ArrayLike, *, draws: int = 500, seed: int = 1) -> Bounds:
    """Lee's bounds on the mean of ``one`` minus that of ``other``, scores in which nan is "did not answer".

    The interval is that of Imbens and Manski (2004, Econometrica 72), with standard errors from ``draws`` bootstrap
    samples; people who share a mentor are taken as separate.  ``ValueError`` where a side has no answer.

    >>> lee_bounds([1.0, 2.0, 3.0, 4.0], [2.0, 2.0, float("nan"), 2.0], draws=0)
    Bounds(low=0.0, high=1.0, trimmed=0.25, conf_low=nan, conf_high=nan)
    """
    a, b = _scores(one), _scores(other)
    low, high, trimmed = _lee(a, b)
    if draws == 0:
        return Bounds(low, high, trimmed)
    rng = np.random.default_rng(seed)
    resampled = [_lee(rng.choice(a, a.size), rng.choice(b, b.size)) for _ in range(draws)]
    ends = np.array([ends for *ends, _ in resampled])
    errors = np.nanstd(ends, axis=0, ddof=1)
    reach = _imbens_manski(high - low, float(errors.max()))
    return Bounds(low, high, trimmed, low - reach * float(errors[0]), high + reach * float(errors[1]))


def manski_bounds(one: ArrayLike, other: ArrayLike, *, lowest: float, highest: float) -> Bounds:
    """Bounds on the same difference where whoever did not answer could have any score from lowest to highest.

    >>> manski_bounds([3.0, 5.0], [4.0, float("nan")], lowest=1, highest=5)
    Bounds(low=-0.5, high=1.5, trimmed=0.0, conf_low=nan, conf_high=nan)
    """
    a, b = _scores(one), _scores(other)
    filled = [[np.where(np.isnan(side), end, side).mean() for end in (lowest, highest)] for side in (a, b)]
    return Bounds(float(filled[0][0] - filled[1][1]), float(filled[0][1] - filled[1][0]))


def _scores(side: ArrayLike) -> Array:
    scores = np.asarray(side, dtype=float)
    if np.isnan(scores).all():
        raise InvalidInput("a side has no answer")
    return scores


def _lee(a: Array, b: Array) -> tuple[float, float, float]:
    """Both bounds, and how much of the side that answered more is trimmed; nan where a side has no answer."""
    answered = [np.sort(side[~np.isnan(side)]) for side in (a, b)]
    if not all(side.size for side in answered):
        return float("nan"), float("nan"), 0.0
    shares = [found.size / side.size for found, side in zip(answered, (a, b), strict=True)]
    more = 0 if shares[0] >= shares[1] else 1
    trim = 1.0 - shares[1 - more] / shares[more]
    lowest, highest = (_trimmed_mean(side, trim) for side in (answered[more], -answered[more][::-1]))
    rest = float(answered[1 - more].mean())
    ends = (lowest - rest, -highest - rest) if more == 0 else (rest + highest, rest - lowest)
    return (*ends, trim if more == 0 else -trim)


def _trimmed_mean(ordered: Array, share: float) -> float:
    """The mean without the highest ``share``; the score at the border counts in part."""
    kept = ordered.size * (1.0 - share)
    weights = np.clip(kept - np.arange(ordered.size), 0.0, 1.0)
    return float(weights @ ordered / weights.sum())


def _imbens_manski(width: float, error: float) -> float:
    """How many standard errors to go beyond each end: 1.645 for wide bounds, 1.96 for a point."""
    if not error > 0:
        return 0.0
    return float(optimize.brentq(lambda c: stats.norm.cdf(c + width / error) - stats.norm.cdf(-c) - 0.95, 1.6, 2.0))


@dataclass(frozen=True, eq=False)
class ResponseWeights:
    """A weight (n,) for each who answered, 0 for the rest; ``effective`` is how many equal ones they amount to."""

    weights: Array
    lowest: float
    highest: float
    effective: float


def response_weights(answered: ArrayLike, columns: ArrayLike) -> ResponseWeights:
    """Stabilized inverse-probability weights: the share that answered over each one's chance to.

    ``answered`` (n,) is true or false, ``columns`` (n, p) what the chance may depend on, an intercept included.
    ``ValueError`` where the columns tell without exception who answered.
    """
    said, x = np.asarray(answered, dtype=bool), np.asarray(columns, dtype=float)
    chance = expit(x @ _logistic(said.astype(float), x))
    weights = np.where(said, said.mean() / chance, 0.0)
    own = weights[said]
    return ResponseWeights(weights, float(own.min()), float(own.max()), float(own.sum() ** 2 / (own @ own)))


def _logistic(y: Array, x: Array) -> Array:
    """Maximum likelihood by Newton's method."""
    estimates = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chance = expit(x @ estimates)
        information = x.T @ ((chance * (1.0 - chance))[:, None] * x)
        try:
            step = np.linalg.solve(information, x.T @ (y - chance))
        except np.linalg.LinAlgError:
            break
        estimates = estimates + step
        if np.abs(step).max() < _CLOSE * (1.0 + np.abs(estimates).max()):
            return estimates
        if np.abs(x @ estimates).max() > 30.0:
            break
    raise InvalidInput("the columns tell without exception who answered")
