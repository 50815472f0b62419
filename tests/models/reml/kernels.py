"""The sums that the routes compute, written down from their definition with matrices of rows x rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from mentorstats.models.reml.sums import KernelSums, RowSums, sum_rows


@dataclass
class Case:
    """Memberships (n, q_j), columns [X y] (n, c) and groups (n,) of a small data set."""

    weights: list[np.ndarray]
    columns: np.ndarray
    groups: np.ndarray | None

    @property
    def sums(self) -> RowSums:
        return sum_rows([sparse.csc_array(w) for w in self.weights], self.columns, self.groups)


def made_up(
    seed: int, *, n: int = 60, mentors: int = 9, teams: int = 0, groups: int = 1, columns: int = 3, blocks: int = 1
) -> Case:
    """1 to 3 mentors each, shared within blocks only, and teams across; an orthonormal basis and an outcome."""
    rng = np.random.default_rng(seed)
    mentor, size = np.zeros((n, mentors)), mentors // blocks
    for row, weights in enumerate(mentor):
        first = row * blocks // n * size
        some = first + rng.choice(size, rng.integers(1, min(size, 3) + 1), replace=False)
        weights[some] = 1.0 / len(some)
    weights = [mentor]
    if teams:
        per = max(1, teams // blocks)
        weights.append(np.eye(teams)[np.arange(n) * blocks // n * per + rng.integers(0, per, n)])
    basis = np.linalg.qr(np.column_stack([np.ones(n), rng.normal(size=(n, columns - 2))]))[0]
    y = sum(w @ rng.normal(size=w.shape[1]) for w in weights) + rng.normal(size=n)
    y = y - basis @ (basis.T @ y)
    return Case(weights, np.column_stack([basis, y]), rng.integers(0, groups, n) if groups > 1 else None)


def covariance(case: Case, ratios: np.ndarray, multipliers: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """V over the first residual variance, and what each parameter multiplies: Z Z', then each group's own diagonal."""
    codes = np.zeros(len(case.columns), dtype=int) if case.groups is None else case.groups
    diagonal = multipliers[codes]
    kernels = [w @ w.T for w in case.weights]
    kernels += [np.diag(diagonal * (codes == group)) for group in range(1, len(multipliers))]
    v = np.diag(diagonal) + sum(r * k for r, k in zip(ratios, kernels, strict=False))
    return v, kernels


def by_definition(case: Case, ratios: np.ndarray, multipliers: np.ndarray) -> KernelSums:
    v, kernels = covariance(case, ratios, multipliers)
    h, c = np.linalg.inv(v), case.columns
    codes = np.zeros(len(c), dtype=int) if case.groups is None else case.groups
    return KernelSums(
        explained=c.T @ (c / multipliers[codes][:, None]) - c.T @ h @ c,
        squares=np.array([c.T @ h @ k @ h @ c for k in kernels]),
        products=np.array([[c.T @ h @ a @ h @ b @ h @ c for b in kernels] for a in kernels]),
        traces=np.array([np.trace(h @ k) for k in kernels]),
        trace_pairs=np.array([[np.trace(h @ a @ h @ b) for b in kernels] for a in kernels]),
        logdet=float(np.linalg.slogdet(v)[1]),
        errors=np.zeros(len(kernels)),
        guess={},
    )


def assert_alike(found: KernelSums, expected: KernelSums, *, rtol: float, names: tuple[str, ...] = ()) -> None:
    for name in names or ("explained", "squares", "products", "traces", "trace_pairs", "logdet"):
        one, other = np.asarray(getattr(found, name)), np.asarray(getattr(expected, name))
        assert one.shape == other.shape, name
        least = rtol * max(np.abs(other).max(initial=0.0), 1e-12)
        np.testing.assert_allclose(one, other, rtol=rtol, atol=least, err_msg=name)
