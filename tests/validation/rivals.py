"""What others would do: the pairings as rows, or the mentees as rows without their mentors.

Each is computed for all outcomes of a program at once.  They are not straw men: the regressions get the adjustment
that the package chose, and only what is known of shared mentors is kept from them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import stats

from mentorstats.questions.contrasts import ADJACENCY
from tests.validation.methods import PERMUTATIONS, Asking, Row
from tests.validation.worlds import TIERS, Drawn, Floats, Integers

PAIR_T, PAIR_OLS = "pairs, t-test", "pairs, least squares"
MENTEE_HC2, MENTEE_SHUFFLED = "mentees, HC2", "mentees, permuted"


def rival_rows(drawn: Drawn, asking: Asking, outcomes: Floats, *, seed: int) -> Iterator[Row]:
    """All rivals' rows for one question; ``outcomes`` (mentees, outcomes) are of all mentees."""
    yield from _pair_tests(drawn, asking, outcomes)
    yield from _pair_regressions(drawn, asking, outcomes)
    yield from _mentee_regressions(asking, outcomes)
    yield from _mentees_shuffled(asking, outcomes, seed=seed)


def _pair_tests(drawn: Drawn, asking: Asking, outcomes: Floats) -> Iterator[Row]:
    """Welch's t-test over all pairings of mentees who have an outcome: the package's naive row."""
    mentee, place = np.nonzero(drawn.begun & ~drawn.missing[:, None])
    sides = _pair_sides(drawn, asking, mentee, place)
    for name, (one, other) in asking.sides.items():
        a, b = (outcomes[mentee[sides[side]]] for side in (one, other))
        if min(len(a), len(b)) < 2:
            yield _row(PAIR_T, name, *np.full((3, outcomes.shape[1]), np.nan))
            continue
        parts = [x.var(axis=0, ddof=1) / len(x) for x in (a, b)]
        with np.errstate(invalid="ignore"):
            df = sum(parts) ** 2 / (parts[0] ** 2 / (len(a) - 1) + parts[1] ** 2 / (len(b) - 1))
        yield _row(PAIR_T, name, a.mean(axis=0) - b.mean(axis=0), np.sqrt(sum(parts)), df)


def _pair_sides(drawn: Drawn, asking: Asking, mentee: Integers, place: Integers) -> dict[str, np.ndarray]:
    """Which pairings are on which side; a mentee with another mentor later counts as one with several."""
    if asking.question == ADJACENCY:
        tier = drawn.tier[mentee, place]
        return {name: tier == code for code, name in enumerate(TIERS)}
    several = drawn.begun.sum(1)[mentee] > 1
    at_once, one = asking.sides["2+ - 1"]
    return {at_once: several, one: ~several}


def _pair_regressions(drawn: Drawn, asking: Asking, outcomes: Floats) -> Iterator[Row]:
    """Least squares over the pairings of the compared mentees, with the same adjustment."""
    kept = asking.kept
    row, place = np.nonzero(drawn.begun[kept])
    sides = _pair_sides(drawn, asking, kept[row], place)
    columns = [name for name in asking.exposures if name in sides and sides[name].any()]
    exposed = np.column_stack([sides[name] for name in columns]).astype(float)
    fixed = np.hstack([asking.comparison.adjustment.columns.to_numpy()[row], exposed])
    coefficients, bread, _, residual = _least_squares(fixed, outcomes[kept[row]])
    df = len(fixed) - fixed.shape[1]
    variance = (residual**2).sum(axis=0) / df
    for name, weights in asking.weighted(columns):
        if weights is None:
            yield _row(PAIR_OLS, name, *np.full((3, outcomes.shape[1]), np.nan))
            continue
        full = np.concatenate([np.zeros(fixed.shape[1] - len(weights)), weights])
        yield _row(PAIR_OLS, name, full @ coefficients, np.sqrt(variance * (full @ bread @ full)), df)


def _mentee_regressions(asking: Asking, outcomes: Floats) -> Iterator[Row]:
    """Least squares over mentees with errors that allow unequal spread (HC2), without mentor effects."""
    fixed = asking.comparison.design.to_numpy()
    coefficients, bread, leverage, residual = _least_squares(fixed, outcomes[asking.kept])
    df = len(fixed) - fixed.shape[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.where(leverage[:, None] < 1 - 1e-9, residual**2 / (1 - leverage[:, None]), 0.0)
    for name, weights in asking.weighted():
        if weights is None:
            yield _row(MENTEE_HC2, name, *np.full((3, outcomes.shape[1]), np.nan))
            continue
        pull = fixed @ (bread @ weights)
        yield _row(MENTEE_HC2, name, weights @ coefficients, np.sqrt(pull**2 @ scaled), df)


def _mentees_shuffled(asking: Asking, outcomes: Floats, *, seed: int) -> Iterator[Row]:
    """Mentees' exposures are shuffled within cohorts; the statistic is the t of least squares."""
    comparison = asking.comparison
    fixed = comparison.adjustment.columns.to_numpy()
    exposed = comparison.design.to_numpy()[:, fixed.shape[1] :]
    orders = _orders(comparison.rows["cohort"].factorize()[0], np.random.default_rng(seed))
    basis = np.linalg.qr(fixed)[0]
    y = outcomes[asking.kept] - basis @ (basis.T @ outcomes[asking.kept])
    columns = exposed[orders].transpose(1, 0, 2)
    flat = columns.reshape(len(fixed), -1)
    columns = (flat - basis @ (basis.T @ flat)).reshape(columns.shape)
    gram = np.einsum("nsi,nsj->sij", columns, columns)
    cross = np.einsum("nsi,ny->siy", columns, y, optimize=True)
    inverse = np.linalg.pinv(gram, hermitian=True)
    effects = inverse @ cross
    spread = (y**2).sum(axis=0) - np.einsum("siy,siy->sy", cross, effects)
    for name, weights in asking.weighted(asking.exposures):
        none = np.full(outcomes.shape[1], np.nan)
        if weights is None:
            yield Row(MENTEE_SHUFFLED, name, none, none, none, none, none)
            continue
        estimates = np.einsum("i,siy->sy", weights, effects)
        size = np.einsum("i,sij,j->s", weights, inverse, weights)[:, None] * spread
        statistic = estimates**2 / size
        reached = (statistic[1:] >= statistic[0] * (1 - 1e-9)).sum(axis=0)
        yield Row(MENTEE_SHUFFLED, name, estimates[0], none, none, (1 + reached) / (1 + PERMUTATIONS), none)


def _orders(strata: Integers, rng: np.random.Generator) -> Integers:
    """The order as it is, and shuffles of it within strata."""
    home = np.argsort(strata, kind="stable")
    found = np.empty((PERMUTATIONS + 1, len(strata)), dtype=np.intp)
    found[:, home] = home[np.argsort(strata[home] + rng.random(found.shape), axis=1)]
    found[0] = np.arange(len(strata))
    return found


def _least_squares(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Coefficients, (X'X)^-1, leverages and residuals; columns that follow from others share their part."""
    bread = np.linalg.pinv(x.T @ x, hermitian=True)
    coefficients = bread @ (x.T @ y)
    return coefficients, bread, np.einsum("ij,jk,ik->i", x, bread, x), y - x @ coefficients


def _row(method: str, contrast: str, estimate: Floats, error: Floats, df: Floats | int) -> Row:
    """A row from an estimate, its standard error and degrees of freedom."""
    with np.errstate(divide="ignore", invalid="ignore"):
        p_value = 2 * np.asarray(stats.t.sf(np.abs(estimate / error), df))
        reach = stats.t.ppf(0.975, df) * error
    return Row(method, contrast, estimate, estimate - reach, estimate + reach, p_value, np.full_like(estimate, np.nan))
