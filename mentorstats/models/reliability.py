"""How well the items of a scale measure one thing: Cronbach's alpha and McDonald's omega.

Alpha asks how much items go together on average, and is right where all measure the one thing equally well.  Omega
lets each item measure it as well as it does: it is the share of the sum's variance that one common factor explains.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import linalg, optimize, stats

from mentorstats.models.reml import Array
from mentorstats.schema import WrongArrays

__all__ = ["Reliability", "cronbach_alpha", "item_rest_correlations", "mcdonald_omega"]


@dataclass(frozen=True)
class Reliability:
    """A coefficient from 0 to 1 with its 95 % interval, and how many people and items it rests on."""

    estimate: float
    conf_low: float
    conf_high: float
    n: int
    items: int


def cronbach_alpha(scores: ArrayLike) -> Reliability:
    """Cronbach's alpha of complete answers (n, items), with the interval of Feldt (1965, Psychometrika 30).

    ``ValueError`` for fewer than two items or three people, and where the sum does not differ.

    >>> round(cronbach_alpha([[1, 2], [2, 2], [4, 5], [5, 4]]).estimate, 4)
    0.9106
    """
    x = _checked(scores)
    n, k = x.shape
    estimate = float(k / (k - 1) * (1.0 - x.var(axis=0, ddof=1).sum() / x.sum(axis=1).var(ddof=1)))
    df = (n - 1, (n - 1) * (k - 1))
    low, high = (1.0 - (1.0 - estimate) * float(stats.f.ppf(at, *df)) for at in (0.975, 0.025))
    return Reliability(estimate, low, high, n, k)


def mcdonald_omega(scores: ArrayLike, *, draws: int = 500, seed: int = 1) -> Reliability:
    """McDonald's omega (1999, Test Theory) of complete answers, from one factor fitted by maximum likelihood.

    The interval is the middle of ``draws`` bootstrap samples; without any it is missing.  ``ValueError`` for fewer
    than three items, which leave one factor undetermined.
    """
    x = _checked(scores)
    n, k = x.shape
    if k < 3:
        raise WrongArrays(f"omega needs 3 items or more; there are {k}")
    rng = np.random.default_rng(seed)
    drawn = [_omega(np.cov(x[rng.integers(0, n, n)], rowvar=False)) for _ in range(draws)]
    low, high = np.nanquantile(drawn, [0.025, 0.975]) if draws else (np.nan, np.nan)
    return Reliability(_omega(np.cov(x, rowvar=False)), float(low), float(high), n, k)


def item_rest_correlations(scores: ArrayLike) -> Array:
    """The correlation of each item with the sum of the others; nan for an item that does not differ."""
    x = _checked(scores)
    rest = x.sum(axis=1, keepdims=True) - x
    with np.errstate(invalid="ignore", divide="ignore"):
        centered = [part - part.mean(axis=0) for part in (x, rest)]
        return (centered[0] * centered[1]).sum(axis=0) / np.sqrt(
            (centered[0] ** 2).sum(axis=0) * (centered[1] ** 2).sum(axis=0)
        )


def one_factor(covariance: Array) -> tuple[Array, Array]:
    """Loadings and unique variances of the one-factor model by maximum likelihood (Jöreskog 1967)."""
    spread = np.diag(covariance)

    def discrepancy(logs: Array) -> float:
        root = np.exp(-0.5 * logs)
        values = linalg.eigvalsh(root[:, None] * covariance * root)[:-1]
        return float(np.sum(values - np.log(np.maximum(values, 1e-300)) - 1.0))

    bounds = [(float(np.log(0.005 * s)), float(np.log(s))) for s in spread]
    start = np.log(0.5 * spread)
    found = optimize.minimize(
        discrepancy, start, bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-9}
    )
    unique = np.exp(found.x)
    root = np.sqrt(unique)
    values, vectors = linalg.eigh(covariance / np.outer(root, root))
    loadings = root * vectors[:, -1] * np.sqrt(max(values[-1] - 1.0, 0.0))
    return loadings * (1.0 if loadings.sum() >= 0 else -1.0), unique


def _omega(covariance: Array) -> float:
    if (np.diag(covariance) <= 0).any():
        return float("nan")
    loadings, unique = one_factor(covariance)
    common = float(loadings.sum() ** 2)
    return common / (common + float(unique.sum()))


def _checked(scores: ArrayLike) -> Array:
    x = np.asarray(scores, dtype=float)
    if x.ndim != 2 or x.shape[1] < 2 or len(x) < 3:
        raise WrongArrays(f"scores must have 3 rows and 2 columns or more; their shape is {x.shape}")
    if not np.isfinite(x).all():
        raise WrongArrays("scores must be complete: leave out the rows in which one is missing")
    if x.sum(axis=1).var() == 0:
        raise WrongArrays("the sum of the items does not differ between people")
    return x
