"""How well the items of a scale measure one thing: Cronbach's alpha and McDonald's omega.

Alpha asks how much items go together on average, and is right where all measure the one thing equally well.  Omega
lets each item measure it as well as it does: it is the share of the sum's variance that one common factor explains.
Somebody who answers about several mentors gives several rows, which are not separate facts: whole people are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from mentorstats.errors import InvalidInput
from mentorstats.models.reml.criterion import Array

__all__ = ["Reliability", "constant", "cronbach_alpha", "item_rest_correlations", "mcdonald_omega"]

# Relative to their size, numbers that differ by less than this differ by rounding only.
ROUNDING = 1e-9
# An interval rests on the samples that could be fitted; with fewer than these there is none.
FITTED = 0.9


@dataclass(frozen=True)
class Reliability:
    """A coefficient, 1 at best, with its 95 % interval; ``n`` complete answers of ``people`` to ``items`` items."""

    estimate: float
    conf_low: float
    conf_high: float
    n: int
    items: int
    people: int


def cronbach_alpha(
    scores: ArrayLike, *, people: ArrayLike | None = None, draws: int = 500, seed: int = 1
) -> Reliability:
    """Cronbach's alpha of complete answers (n, items), with the interval of Feldt (1965, Psychometrika 30).

    ``people`` says whose each row is; where somebody has several, the interval is the middle of ``draws`` samples of
    whole people.  ``ValueError`` for fewer than two items or three rows, and where the sum does not differ.

    >>> round(cronbach_alpha([[1, 2], [2, 2], [4, 5], [5, 4]]).estimate, 4)
    0.9106
    """
    x = _checked(scores)
    n, k = x.shape
    whose = _whose(people, n)
    estimate = _alpha(x)
    if len(whose) < n:
        low, high = _middle([_alpha(x[rows]) for rows in _samples(whose, draws, seed)])
    else:
        df = (n - 1, (n - 1) * (k - 1))
        low, high = (1.0 - (1.0 - estimate) * float(stats.f.ppf(at, *df)) for at in (0.975, 0.025))
    return Reliability(estimate, low, high, n, k, len(whose))


def mcdonald_omega(
    scores: ArrayLike, *, people: ArrayLike | None = None, draws: int = 500, seed: int = 1
) -> Reliability:
    """McDonald's omega (1999, Test Theory) of complete answers, from one factor fitted by maximum likelihood.

    The interval is the middle of ``draws`` bootstrap samples of ``people`` (of rows, unless given); without any it is
    missing.  ``ValueError`` for fewer than three items, which leave one factor undetermined, for an item that does not
    differ, and where there are too few different answers to tell the items apart.
    """
    x = _checked(scores)
    n, k = x.shape
    if k < 3:
        raise InvalidInput(f"omega needs 3 items or more; there are {k}")
    if constant(x).any():
        raise InvalidInput("an item is answered alike by everybody")
    covariance = np.cov(x, rowvar=False)
    if n <= k or np.linalg.matrix_rank(covariance, tol=ROUNDING * float(np.trace(covariance))) < k:
        raise InvalidInput("there are too few different answers to tell the items apart")
    whose = _whose(people, n)
    drawn = [_omega(np.cov(x[rows], rowvar=False)) for rows in _samples(whose, draws, seed)]
    low, high = _middle(drawn)
    return Reliability(_omega(covariance), low, high, n, k, len(whose))


def constant(scores: ArrayLike) -> np.ndarray:
    """Which columns do not differ, but for rounding."""
    x = np.asarray(scores, dtype=float)
    return np.ptp(x, axis=0) <= ROUNDING * np.maximum(np.abs(x).max(axis=0), 1.0)


def _alpha(x: Array) -> float:
    k, total = x.shape[1], x.sum(axis=1)
    if constant(total[:, None])[0]:
        return float("nan")
    return float(k / (k - 1) * (1.0 - x.var(axis=0, ddof=1).sum() / total.var(ddof=1)))


def _whose(people: ArrayLike | None, n: int) -> list[np.ndarray]:
    """The rows of each person."""
    if people is None:
        return [np.array([row]) for row in range(n)]
    _, codes = np.unique(np.asarray(people), return_inverse=True)
    if len(codes) != n:
        raise InvalidInput(f"people must have one entry for each of the {n} rows of scores, got {len(codes)}")
    return np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1])


def _samples(whose: list[np.ndarray], draws: int, seed: int) -> Iterator[np.ndarray]:
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        yield np.concatenate([whose[person] for person in rng.integers(0, len(whose), len(whose))])


def _middle(drawn: list[float]) -> tuple[float, float]:
    known = np.array(drawn)[np.isfinite(drawn)]
    if len(known) < max(1, FITTED * len(drawn)):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def item_rest_correlations(scores: ArrayLike) -> Array:
    """The correlation of each item with the sum of the others; nan for an item that does not differ."""
    x = _checked(scores)
    rest = x.sum(axis=1, keepdims=True) - x
    with np.errstate(invalid="ignore", divide="ignore"):
        centered = [np.where(constant(part), 0.0, part - part.mean(axis=0)) for part in (x, rest)]
        return (centered[0] * centered[1]).sum(axis=0) / np.sqrt(
            (centered[0] ** 2).sum(axis=0) * (centered[1] ** 2).sum(axis=0)
        )


def one_factor(covariance: Array) -> tuple[Array, Array]:
    """Loadings and unique variances of the one-factor model by maximum likelihood (Jöreskog 1967)."""
    spread = np.diag(covariance)

    def discrepancy(logs: Array) -> tuple[float, Array]:
        """What is left to explain at these log unique variances with the best loadings, and its gradient."""
        root = np.exp(-0.5 * logs)
        values, vectors = np.linalg.eigh(root[:, None] * covariance * root)
        left, along = np.maximum(values[:-1], 1e-300), vectors[:, :-1]
        return float(np.sum(left - np.log(left) - 1.0)), along**2 @ (1.0 - left)

    bounds = [(float(np.log(0.005 * s)), float(np.log(s))) for s in spread]
    start = np.log(0.5 * spread)
    found = optimize.minimize(
        discrepancy, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-9}
    )
    unique = np.exp(found.x)
    root = np.sqrt(unique)
    values, vectors = np.linalg.eigh(covariance / np.outer(root, root))
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
        raise InvalidInput(f"scores must have 3 rows and 2 columns or more; their shape is {x.shape}")
    if not np.isfinite(x).all():
        raise InvalidInput("scores must be complete: leave out the rows in which one is missing")
    if constant(x.sum(axis=1, keepdims=True))[0]:
        raise InvalidInput("the sum of the items does not differ between people")
    return x
