"""Too small to matter, and too small to be seen: what an estimate with this error can and cannot show."""

from __future__ import annotations

import numpy as np
from scipy import optimize, stats

__all__ = ["detectable", "power_of", "surely_smaller"]

_NODES, _OVER = np.polynomial.legendre.leggauss(400)
_AT, _WEIGHTS = (_NODES + 1.0) / 2.0, _OVER / 2.0


def surely_smaller(estimate: float, std_error: float, df: float, *, margin: float) -> float:
    """The p-value that the difference is at least ``margin`` either way: two one-sided tests (Schuirmann 1987).

    Below 0.05 the 90 % interval lies within the margin.

    >>> round(surely_smaller(0.0, 0.1, 100, margin=0.2), 4)
    0.0241
    """
    return float(max(stats.t.sf((margin - estimate) / std_error, df), stats.t.sf((margin + estimate) / std_error, df)))


def power_of(effect: float, std_error: float, df: float, *, alpha: float = 0.05) -> float:
    """The chance that a true difference of ``effect`` is noticed, p below ``alpha`` (noncentral t).

    >>> round(power_of(0.5, 0.5 / 8**0.5, 126), 4)  # half a standard deviation, 64 people a side
    0.8015
    """
    limit, shift = float(stats.t.isf(alpha / 2.0, df)), effect / std_error
    # Averaged over what the error could have been, since scipy's noncentral t has no value far out with few df.
    spread = np.sqrt(stats.chi2.ppf(_AT, df) / df)
    return float(_WEIGHTS @ (stats.norm.sf(limit * spread - shift) + stats.norm.cdf(-limit * spread - shift)))


def detectable(std_error: float, df: float, *, power: float = 0.8, alpha: float = 0.05) -> float:
    """The smallest true difference that is noticed with this ``power``, in the unit of ``std_error``."""
    usual = (stats.t.isf(alpha / 2.0, df) + stats.t.isf(1.0 - power, df)) * std_error
    return (
        float(
            optimize.brentq(
                lambda effect: power_of(effect, std_error, df, alpha=alpha) - power,
                0.3 * usual,
                2.0 * usual,
                rtol=1e-10,
            )
        )
        if np.isfinite(usual)
        else float("nan")
    )
