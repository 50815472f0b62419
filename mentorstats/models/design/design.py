"""The numbers that a mixed model is fitted to, checked and under their names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["RESIDUAL", "Design", "ResidualGroups", "residual_name"]

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

RESIDUAL = "residual"


def residual_name(group: str) -> str:
    """The name of a group's residual variance.

    >>> residual_name("several")
    'residual[several]'
    """
    return f"{RESIDUAL}[{group}]"


@dataclass(frozen=True, eq=False)
class ResidualGroups:
    """The groups of rows that have a residual variance each: ``codes`` (n,) are places in ``names``."""

    codes: Indices
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Design:
    """``outcome`` (n,), ``fixed`` (n, p) with its ``terms``, and for each membership its weights (n, q) and labels.

    ``weights`` (n,) are known row weights: a row's residual variance is its group's over its weight.  ``index`` names
    the rows.
    """

    outcome: Array
    fixed: Array
    terms: tuple[str, ...]
    memberships: dict[str, sparse.csc_array]
    labels: dict[str, pd.Index]
    weights: Array | None
    groups: ResidualGroups | None
    index: pd.Index

    def without(self, membership: str) -> Design:
        """The same without one membership."""
        kept = {name: weights for name, weights in self.memberships.items() if name != membership}
        return replace(self, memberships=kept)

    @property
    def residual_names(self) -> tuple[str, ...]:
        """The names of the residual variances."""
        return (RESIDUAL,) if self.groups is None else tuple(map(residual_name, self.groups.names))

    @property
    def codes(self) -> Indices:
        """The place of each row's residual variance among ``residual_names``."""
        return np.zeros(len(self.outcome), dtype=np.intp) if self.groups is None else self.groups.codes

    @cached_property
    def root_weights(self) -> Array:
        """The roots of the rows' weights, by which all of a row is multiplied before anything else."""
        return np.ones(len(self.outcome)) if self.weights is None else np.sqrt(self.weights)

    @cached_property
    def scaled_memberships(self) -> dict[str, sparse.csc_array]:
        """The memberships' weights, multiplied by the roots of the rows' weights."""
        if self.weights is None:
            return self.memberships
        rows = sparse.diags_array(self.root_weights)
        return {name: sparse.csc_array(rows @ weights) for name, weights in self.memberships.items()}
