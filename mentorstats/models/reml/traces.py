"""Traces over the inverse of a large sparse matrix that is never inverted, estimated from random signs.

For signs v, ``v'Mv`` is on average the trace of M (Hutchinson 1990).  What is left of ``(I + E)^-1`` beyond a
polynomial of E is small where E is, and only that rest's trace is a guess: the polynomial's is known from sparse
products.  The scatter over the signs says how far off it may be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from mentorstats.models.reml.criterion import Array, blocks_of
from mentorstats.models.reml.lanczos import higher_traces, random_signs, squared_rows
from mentorstats.models.reml.scaled import Scaled
from mentorstats.models.reml.sums import RowSums

__all__ = ["Signs", "trace_sums"]

_PROBED = 1e-5

Guess = dict[str, Array]


@dataclass(frozen=True)
class Signs:
    """How many random vectors, from which seed, and whether the third and fourth powers of E are known as well."""

    probes: int
    deep: bool = False
    seed: int = 0


def trace_sums(
    sums: RowSums, ratios: Array, scaled: Scaled, signs: Signs, before: Guess, solutions: Guess
) -> tuple[Array, Array, Array]:
    """``traces``, ``trace_pairs`` and ``errors`` of the kernels (see ``KernelSums``), memberships first."""
    traces, pairs, errors = _membership_traces(sums, ratios, scaled, signs, before, solutions)
    groups = range(1, len(sums.counts))
    if not groups:
        return traces, pairs, errors
    k, root = len(ratios), scaled.root
    forms = [sparse.csr_array(root[:, None] * sums.group_gram(group) * root) for group in groups]
    within, group_pairs, group_errors = _group_traces(forms, scaled, signs, before, solutions)
    every = np.empty((k + len(groups), k + len(groups)))
    every[:k, :k], every[k:, k:] = pairs, group_pairs + np.diag(sums.counts[1:] - 2.0 * within)
    for place, ratio in enumerate(ratios):
        solution = solutions[f"signs {place}"]
        every[place, k:] = [np.vdot(solution, form @ solution) / (signs.probes * ratio) for form in forms]
    every[k:, :k] = every[:k, k:].T
    return np.concatenate([traces, sums.counts[1:] - within]), every, np.concatenate([errors, group_errors])


def _membership_traces(
    sums: RowSums, ratios: Array, scaled: Scaled, signs: Signs, before: Guess, solutions: Guess
) -> tuple[Array, Array, Array]:
    """Traces of ``Z_j'V^-1 Z_j``, sums of squares of ``Z_j'V^-1 Z_k``, and standard errors of the former.

    In units of the ratio each is ``I - D^-.5 (I + E)^-1 D^-.5``, known on the diagonal but for ``E (I + E)^-1``.
    """
    blocks, count, load, others = blocks_of(sums.sizes), len(sums.sizes), scaled.load, scaled.others
    vectors = random_signs(len(load), signs.probes, np.random.default_rng(signs.seed)) / np.sqrt(load)[:, None]
    moments, squares = _moments(others, deep=signs.deep)
    traces, pairs, errors = np.empty(count), np.empty((count, count)), np.empty(count)
    for place, block in enumerate(blocks):
        start = np.zeros_like(vectors)
        start[block] = vectors[block]
        basis = _powers(others, start, len(moments))
        name, near = f"signs {place}", float(np.linalg.norm(basis[0]) / np.linalg.norm(start))
        solution = scaled.solve(start, guess=before.get(name, start - basis[0]), tolerance=_PROBED * min(1.0, near))
        solutions[name], across = solution, start - solution
        shares = _shares(basis, across, load)
        rest = np.einsum("ij,ij->j", start[block], (across - _mixed(basis, shares))[block])
        # With what the solution misses the form is off by the square of its error, wherever it started.
        rest -= np.einsum("ij,ij->j", solution, across - others @ solution)
        known = sum(s * float(np.sum(m[block] / load[block])) for s, m in zip(shares, moments, strict=True))
        diagonal = (load[block] - 1.0) / load[block]
        traces[place] = float(diagonal.sum()) + known + float(rest.mean())
        errors[place] = float(rest.std(ddof=1)) / np.sqrt(signs.probes)
        over = shares[0] ** 2 * (squares[:, block] @ (1.0 / load[block]))
        pairs[:, place] = [np.sum((_squares(basis, shares, across) + over)[rows] / load[rows]) for rows in blocks]
        cross = (start * (across - shares[0] * basis[0] - shares[1] * basis[1]))[block].mean(axis=1)
        cross += shares[1] * moments[1][block] / load[block]
        pairs[place, place] += float(diagonal @ diagonal + 2.0 * diagonal @ cross)
    pairs /= np.outer(ratios, ratios)
    return traces / ratios, (pairs + pairs.T) / 2.0, errors / ratios


def _group_traces(
    forms: list[sparse.csr_array], scaled: Scaled, signs: Signs, before: Guess, solutions: Guess
) -> tuple[Array, Array, Array]:
    """Traces of ``(I + E)^-1 F`` of each group's F, those of the products of two, and standard errors of the former."""
    others = scaled.others
    vectors = random_signs(len(scaled.load), signs.probes, np.random.default_rng([signs.seed, 2]))

    def solve(name: str, right: Array) -> Array:
        solutions[name] = scaled.solve(right, guess=before.get(name, right - others @ right), tolerance=_PROBED)
        return solutions[name]

    solution = solve("signs of all", vectors)
    across = vectors - solution
    moments = [[float(others.multiply(form).sum()), *higher_traces(others, form)] for form in forms]
    basis = _powers(others, vectors, len(moments[0]))
    shares = _shares(basis, across, np.ones(len(vectors)))
    left = across - _mixed(basis, shares)
    images = [form @ vectors for form in forms]
    rests = np.array([np.einsum("ij,ij->j", image, left) for image in images])
    known = np.array([form.diagonal().sum() for form in forms]) - np.array(moments) @ shares
    errors = rests.std(axis=1, ddof=1) / np.sqrt(signs.probes)
    solved = [solve(f"signs of group {place}", image) for place, image in enumerate(images)]
    pairs = np.array([[np.vdot(form @ solution, other) for other in solved] for form in forms]) / signs.probes
    return known - rests.mean(axis=1), (pairs + pairs.T) / 2.0, errors


def _moments(others: sparse.csr_array, *, deep: bool) -> tuple[list[Array], sparse.csr_array]:
    """Diagonals of E, E^2 and, where ``deep`` and not too full, E^3 and E^4; and the squares of E's entries."""
    squares = sparse.csr_array((others.data**2, others.indices, others.indptr), shape=others.shape)
    higher = squared_rows(others) if deep else None
    second: Array = np.asarray(squares.sum(axis=1), dtype=float)
    return [np.zeros(len(second)), second, *(() if higher is None else higher)], squares


def _powers(others: sparse.csr_array, start: Array, count: int) -> list[Array]:
    """``E v``, ``E^2 v`` and so on."""
    basis = [others @ start]
    while len(basis) < count:
        basis.append(others @ basis[-1])
    return basis


def _mixed(basis: list[Array], shares: Array) -> Array:
    total = shares[0] * basis[0]
    for share, column in zip(shares[1:], basis[1:], strict=True):
        total += share * column
    return total


def _shares(basis: list[Array], wanted: Array, load: Array) -> Array:
    """The polynomial of E that is closest to what is wanted in the vectors at hand, in the metric of D^-1."""
    weighted = [column / load[:, None] for column in basis]
    normal = np.array([[np.vdot(a, b) for b in basis] for a in weighted])
    lengths = np.sqrt(np.maximum(np.diag(normal), 1e-300))
    along = np.array([np.vdot(a, wanted) for a in weighted]) / lengths
    return np.linalg.lstsq(normal / np.outer(lengths, lengths), along, rcond=1e-12)[0] / lengths


def _squares(basis: list[Array], shares: Array, across: Array) -> Array:
    """Mean squares of each row of ``E (I + E)^-1`` times the signs, less those of the first power, which are known."""
    first = shares[0] ** 2 * np.einsum("ij,ij->i", basis[0], basis[0])
    return (np.einsum("ij,ij->i", across, across) - first) / across.shape[1]
