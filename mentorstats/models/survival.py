"""How long something lasts, when for some of it the end has not been seen yet (time to event, with censoring).

Leaving out what still goes on would make everything look short, and counting it as over would too.  So each is counted
for as long as it was seen (Kaplan & Meier 1958, J. Am. Stat. Assoc. 53).  Groups are compared by the ends that they
had against those expected if all ended alike (the log-rank test), and by the mean time within a horizon, the area
under the curve (Irwin 1949, J. Hyg. 47; Royston & Parmar 2013, BMC Med. Res. Methodol. 13).  Pairings that share a
mentor are not separate facts: errors are summed by cluster, and p-values can come from shuffling whole mentors.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import linalg, stats

from mentorstats.errors import InvalidInput
from mentorstats.models.intervals import student
from mentorstats.models.permutation import PermutationTest
from mentorstats.models.reml.criterion import Array

__all__ = [
    "Estimate",
    "KaplanMeier",
    "LogRank",
    "kaplan_meier",
    "log_rank",
    "permuted_log_rank",
    "restricted_mean",
    "restricted_mean_difference",
    "share_lasting",
]

_Integers = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class KaplanMeier:
    """The share that lasts beyond each of ``times`` (distinct, ascending), with its 95 % interval.

    ``at_risk`` counts those seen until then, ``events`` the ends at that time.  An interval is missing where the
    share is 1 or 0.
    """

    times: Array
    share: Array
    conf_low: Array
    conf_high: Array
    at_risk: _Integers
    events: _Integers

    def at(self, time: float) -> float:
        """The share that lasts beyond ``time``; missing later than anything was seen, unless all have ended."""
        place = int(np.searchsorted(self.times, time, side="right"))
        if place == 0:
            return 1.0
        beyond = time > self.times[-1] and self.share[-1] > 0
        return float("nan") if beyond else float(self.share[place - 1])


@dataclass(frozen=True)
class Estimate:
    """An estimate with standard error, 95 % interval, p (that it is 0) and df; missing where there is no error."""

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    p_value: float = np.nan
    df: float = np.nan


@dataclass(frozen=True, eq=False)
class LogRank:
    """Ends ``observed`` and ``expected`` in each group, and a chi-squared test that all groups end alike."""

    observed: Array
    expected: Array
    statistic: float
    df: int
    p_value: float


def kaplan_meier(times: ArrayLike, ended: ArrayLike) -> KaplanMeier:
    """The Kaplan–Meier curve of ``times`` (n,), of which ``ended`` (n,) says whether the end was seen.

    Intervals are Greenwood's on the log-minus-log scale, as scipy has them, for rows that do not share anything.

    >>> curve = kaplan_meier([1, 2, 2, 3], [True, True, False, True])
    >>> curve.share.round(3).tolist(), curve.at_risk.tolist()
    ([0.75, 0.5, 0.0], [4, 3, 1])
    """
    t, d = _checked(times, ended)
    found: Any = stats.ecdf(stats.CensoredData.right_censored(t, ~d)).sf
    # A share of 1 or 0 has no logarithm of a logarithm, and scipy warns.
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        interval = found.confidence_interval(method="log-log")
    inside = (found.probabilities > 0) & (found.probabilities < 1)
    low, high = (np.where(inside, end.probabilities, np.nan) for end in (interval.low, interval.high))
    at_risk = len(t) - np.searchsorted(np.sort(t), found.quantiles)
    events = np.array([np.sum(t[d] == time) for time in found.quantiles], dtype=np.intp)
    return KaplanMeier(found.quantiles, found.probabilities, low, high, at_risk, events)


def share_lasting(times: ArrayLike, ended: ArrayLike, *, at: float, clusters: ArrayLike | None = None) -> Estimate:
    """The share that lasts beyond ``at``, its interval on the log-minus-log scale.

    With ``clusters`` (n,) the standard error is that of whole clusters (infinitesimal jackknife), times
    √(clusters / (clusters − 1)); without, Greenwood's.  Missing where the curve does not reach that far.

    >>> found = share_lasting([1, 2, 2, 3], [True, True, False, True], at=2)
    >>> round(found.estimate, 3), round(found.std_error, 3)
    (0.5, 0.25)
    """
    t, d = _checked(times, ended)
    share = kaplan_meier(t, d).at(at)
    if not 0 < share < 1:
        return Estimate(share, np.nan, np.nan, np.nan)
    std_error, df = _error(_influence(t, d, lambda event: np.where(event <= at, share, 0.0)), clusters)
    reach = float(stats.t.ppf(0.975, df)) * std_error / (share * -np.log(share))
    return Estimate(share, std_error, share ** np.exp(reach), share ** np.exp(-reach), np.nan, df)


def restricted_mean(
    times: ArrayLike, ended: ArrayLike, *, horizon: float, clusters: ArrayLike | None = None
) -> Estimate:
    """The mean time within ``horizon``: the area under the Kaplan–Meier curve up to it.

    ``clusters`` (n,) as in ``share_lasting``, with Student's interval; without, Greenwood's variance and the normal
    one.  ``ValueError`` where nothing was seen for as long as the horizon and not all have ended.

    >>> round(restricted_mean([1, 2, 2, 3], [True, True, False, True], horizon=3).estimate, 3)
    2.25
    """
    t, d = _checked(times, ended)
    mean, influence = _mean_and_influence(t, d, horizon)
    return _estimated(mean, influence, clusters)


def restricted_mean_difference(
    times: ArrayLike, ended: ArrayLike, first: ArrayLike, *, horizon: float, clusters: ArrayLike | None = None
) -> Estimate:
    """The restricted mean of the rows in ``first`` (n,) minus that of the others; clusters may have rows in both."""
    t, d = _checked(times, ended)
    own = np.asarray(first, dtype=bool)
    influence = np.empty(len(t))
    means = []
    for side, sign in ((own, 1.0), (~own, -1.0)):
        mean, part = _mean_and_influence(t[side], d[side], horizon)
        means.append(mean)
        influence[side] = sign * part
    return _estimated(means[0] - means[1], influence, clusters)


def log_rank(
    times: ArrayLike,
    ended: ArrayLike,
    groups: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    trend: ArrayLike | None = None,
) -> LogRank:
    """The log-rank test that all groups end alike (Mantel 1966, Cancer Chemother. Rep. 50), groups in sorted order.

    ``strata`` (n,) are compared each within itself.  ``trend``, a number a group, tests with one degree of freedom
    whether ends become more or fewer along it (Tarone 1975, Biometrika 62).  Rows are taken as separate facts.
    """
    t, d = _checked(times, ended)
    names, codes = np.unique(np.asarray(groups), return_inverse=True)
    if len(names) < 2:
        raise InvalidInput(f"groups must have two kinds or more, got {len(names)}")
    layers = np.zeros(len(t)) if strata is None else np.asarray(strata)
    observed, expected = np.zeros(len(names)), np.zeros(len(names))
    variance = np.zeros((len(names), len(names)))
    for layer in np.unique(layers):
        inside = layers == layer
        parts = _observed_expected(t[inside], d[inside], codes[inside], len(names))
        observed, expected, variance = observed + parts[0], expected + parts[1], variance + parts[2]
    weights = np.eye(len(names)) if trend is None else np.atleast_2d(np.asarray(trend, dtype=float))
    excess, spread = weights @ (observed - expected), weights @ variance @ weights.T
    df = int(np.linalg.matrix_rank(spread))
    statistic = float(excess @ linalg.pinvh(spread) @ excess)
    return LogRank(observed, expected, statistic, df, float(stats.chi2.sf(statistic, df)) if df else np.nan)


def permuted_log_rank(
    times: ArrayLike,
    ended: ArrayLike,
    groups: ArrayLike,
    *,
    shuffled: Iterable[_Integers],
    exact: bool,
    strata: ArrayLike | None = None,
) -> PermutationTest:
    """How often shuffled groups have ends as unlike those expected as ``groups`` (n,; whole numbers from 0) have.

    ``shuffled`` holds groupings in arrays (draws, n), made by whoever knows what may be shuffled (whole mentors, where
    the group belongs to the mentor); ``exact`` says that these are all there are.  The statistic is the sum of
    (observed − expected)² / expected of Peto & Pike (1973, Biometrics 29), ends expected within ``strata``.
    """
    t, d = _checked(times, ended)
    codes = np.asarray(groups, dtype=np.intp)
    layers = np.zeros(len(t)) if strata is None else np.asarray(strata)
    hazard = np.empty(len(t))
    for layer in np.unique(layers):
        hazard[layers == layer] = _cumulative_hazard(t[layers == layer], d[layers == layer])
    number = int(codes.max()) + 1
    statistic = float(_peto(codes[None, :], d - hazard, hazard, number)[0])
    draws = np.concatenate([_peto(chunk, d - hazard, hazard, number) for chunk in shuffled])
    return PermutationTest(statistic, statistic, draws, exact)


def _peto(codes: _Integers, excess: Array, hazard: Array, number: int) -> Array:
    """The statistic of each grouping (draws, n); a group without any expected end adds nothing."""
    total = np.zeros(len(codes))
    for group in range(number):
        inside = (codes == group).astype(float)
        expected = inside @ hazard
        total += np.divide((inside @ excess) ** 2, expected, out=np.zeros(len(codes)), where=expected > 0)
    return total


def _checked(times: ArrayLike, ended: ArrayLike) -> tuple[Array, NDArray[np.bool_]]:
    t, d = np.asarray(times, dtype=float), np.asarray(ended, dtype=bool)
    if t.ndim != 1 or t.shape != d.shape or len(t) == 0:
        raise InvalidInput(f"times and ended must be of one length, above 0; their shapes are {t.shape} and {d.shape}")
    if not np.isfinite(t).all() or (t < 0).any():
        raise InvalidInput("times must be numbers of 0 or more, with none missing")
    return t, d


def _at_event_times(t: Array, d: NDArray[np.bool_]) -> tuple[Array, Array, Array]:
    """Distinct times with an end, the ends then, and how many were at risk."""
    event, ends = np.unique(t[d], return_counts=True)
    return event, ends.astype(float), (len(t) - np.searchsorted(np.sort(t), event)).astype(float)


def _cumulative_hazard(t: Array, d: NDArray[np.bool_]) -> Array:
    """Nelson and Aalen's cumulative hazard at each row's own time: the ends expected of the row."""
    event, ends, at_risk = _at_event_times(t, d)
    cumulated = np.concatenate([[0.0], np.cumsum(ends / at_risk)])
    return cumulated[np.searchsorted(event, t, side="right")]


def _observed_expected(t: Array, d: NDArray[np.bool_], codes: _Integers, number: int) -> tuple[Array, Array, Array]:
    event, ends, at_risk = _at_event_times(t, d)
    own = np.array([np.sum(codes == g) - np.searchsorted(np.sort(t[codes == g]), event) for g in range(number)])
    share = own / at_risk
    observed = np.bincount(codes[d], minlength=number).astype(float)
    spread = ends * np.divide(at_risk - ends, at_risk - 1, out=np.zeros(len(event)), where=at_risk > 1)
    variance = np.diag(share @ spread) - (share * spread) @ share.T
    return observed, share @ ends, variance


def _mean_and_influence(t: Array, d: NDArray[np.bool_], horizon: float) -> tuple[float, Array]:
    curve = kaplan_meier(t, d)
    if not horizon > 0 or np.isnan(curve.at(horizon)):
        raise InvalidInput(f"horizon must be above 0 and no longer than what was seen, {t.max():g}; got {horizon:g}")
    before = curve.times[curve.times < horizon]
    heights = np.concatenate([[1.0], curve.share[: len(before)]])
    edges = np.concatenate([[0.0], before, [horizon]])
    pieces = heights * np.diff(edges)
    later = {time: float(pieces[place + 1 :].sum()) for place, time in enumerate(before)}
    return float(pieces.sum()), _influence(t, d, lambda event: np.array([later.get(time, 0.0) for time in event]))


def _influence(t: Array, d: NDArray[np.bool_], weigh: Callable[[Array], Array]) -> Array:
    """What each row adds to an estimate that moves by ``weigh`` for each change of the log share at an event time.

    The sum of squares is Greenwood's variance; squared sums by cluster give that of clusters.
    """
    event, ends, at_risk = _at_event_times(t, d)
    left = at_risk - ends
    weights = np.divide(weigh(event), at_risk * left, out=np.zeros(len(event)), where=left > 0)
    shared = np.concatenate([[0.0], np.cumsum(weights * ends)])[np.searchsorted(event, t, side="right")]
    place = np.minimum(np.searchsorted(event, t), len(event) - 1)
    return shared - np.where(d, (weights * at_risk)[place], 0.0) if len(event) else np.zeros(len(t))


def _error(influence: Array, clusters: ArrayLike | None) -> tuple[float, float]:
    """Standard error and df."""
    if clusters is None:
        return float(np.sqrt(np.sum(influence**2))), np.inf
    codes = np.unique(np.asarray(clusters), return_inverse=True)[1]
    number = int(codes.max()) + 1
    if number < 2:
        return np.nan, np.nan
    return float(np.sqrt(np.sum(np.bincount(codes, influence) ** 2) * number / (number - 1))), number - 1.0


def _estimated(estimate: float, influence: Array, clusters: ArrayLike | None) -> Estimate:
    row = student(estimate, *_error(influence, clusters))
    return Estimate(*(float(row[name]) for name in ("estimate", "std_error", "conf_low", "conf_high", "p_value", "df")))
