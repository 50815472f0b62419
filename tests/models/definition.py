"""The mixed model written down from its definition, in the rows' dimension, by a general optimizer: slow, and not ours.

Covariances are sums of variances times kernels: ``Z Z'`` of each membership, a diagonal for each residual variance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import optimize


def kernels_of(memberships: Sequence[np.ndarray], groups: np.ndarray | None, weights: np.ndarray | None, n: int):
    """What each variance multiplies."""
    diagonal = np.ones(n) if weights is None else 1.0 / weights
    codes = np.zeros(n, dtype=int) if groups is None else np.unique(groups, return_inverse=True)[1]
    residuals = [np.diag(diagonal * (codes == code)) for code in range(codes.max() + 1)]
    return [*(w @ w.T for w in memberships), *residuals]


def covariance(variances: np.ndarray, x: np.ndarray, kernels: Sequence[np.ndarray]) -> np.ndarray:
    """That of the coefficients."""
    v = sum(s * k for s, k in zip(variances, kernels, strict=True))
    return np.linalg.inv(x.T @ np.linalg.solve(v, x))


def deviance(
    variances: np.ndarray, y: np.ndarray, x: np.ndarray, kernels: Sequence[np.ndarray], *, restricted: bool = True
) -> float:
    """Minus twice the (restricted) log-likelihood."""
    v = sum(s * k for s, k in zip(variances, kernels, strict=True))
    vx = np.linalg.solve(v, x)
    beta = np.linalg.solve(x.T @ vx, vx.T @ y)
    rest = y - x @ beta
    value = np.linalg.slogdet(v)[1] + rest @ np.linalg.solve(v, rest) + len(y) * np.log(2 * np.pi)
    if restricted:
        value += np.linalg.slogdet(x.T @ vx)[1] - x.shape[1] * np.log(2 * np.pi)
    return float(value)


def best_variances(y, x, kernels, *, restricted: bool = True) -> tuple[np.ndarray, float]:
    """The variances at the lowest deviance, by Nelder and Mead from two starts, and the log-likelihood there."""

    def at(logs: np.ndarray) -> float:
        return deviance(np.exp(logs), y, x, kernels, restricted=restricted)

    options = {"xatol": 1e-9, "fatol": 1e-12, "maxiter": 20_000, "maxfev": 20_000, "adaptive": True}
    best = min(
        (optimize.minimize(at, np.full(len(kernels), start), method="Nelder-Mead", options=options)
         for start in (-1.0, 0.5)),
        key=lambda result: result.fun,
    )  # fmt: skip
    return np.exp(best.x), -0.5 * float(best.fun)


def satterthwaite(variances: np.ndarray, y, x, kernels, contrasts: np.ndarray) -> np.ndarray:
    """The df of each contrast, with all derivatives by finite differences in the logarithms of the variances."""

    def at(logs: np.ndarray) -> float:
        return deviance(np.exp(logs), y, x, kernels)

    def spread(logs: np.ndarray) -> np.ndarray:
        return np.einsum("cp,pq,cq->c", contrasts, covariance(np.exp(logs), x, kernels), contrasts)

    logs, steps = np.log(variances), np.eye(len(variances)) * 1e-3
    hessian = np.array([
        [(at(logs + a + b) - at(logs + a - b) - at(logs - a + b) + at(logs - a - b)) / 4e-6 for b in steps]
        for a in steps
    ])  # fmt: skip
    slopes = np.array([(spread(logs + a) - spread(logs - a)) / 2e-3 for a in steps])
    return 2 * spread(logs) ** 2 / np.einsum("ic,ij,jc->c", slopes, 2 * np.linalg.inv(hessian), slopes)
