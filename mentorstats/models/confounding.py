"""How strong something that nobody measured would have to be to explain a difference away.

Cinelli and Hazlett (2020, J. R. Stat. Soc. B 82) put it as a share: how much of what is left open, of the outcome and
of the match alike, it would have to account for.  VanderWeele and Ding (2017, Ann. Intern. Med. 167) put it as a
ratio of risks, for outcomes that are yes or no.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

__all__ = ["as_strong_as", "e_value", "interval_as_strong_as", "partial_r2", "robustness_value"]


def partial_r2(t: float, df: float) -> float:
    """The share of what the rest leaves open that a coefficient with this t explains.

    >>> round(partial_r2(4.18, 783), 4)
    0.0218
    """
    return t * t / (t * t + df)


def robustness_value(t: float, df: float, *, alpha: float | None = None) -> float:
    """The share, from 0 to 1, of outcome and match that would bring the estimate to 0; with ``alpha`` its p to it.

    >>> round(robustness_value(4.18, 783), 3), round(robustness_value(4.18, 783, alpha=0.05), 3)
    (0.139, 0.076)
    """
    f = abs(t) / np.sqrt(df)
    critical = 0.0 if alpha is None else float(stats.t.isf(alpha / 2.0, df - 1.0)) / np.sqrt(df - 1.0)
    if f <= critical:
        return 0.0
    if critical and f >= 1.0 / critical:
        # So large that only the share of the match binds (their extreme robustness value).
        return float((f**2 - critical**2) / (1.0 + f**2))
    rest = (f - critical) ** 2
    return float(0.5 * (np.sqrt(rest**2 + 4.0 * rest) - rest))


def as_strong_as(
    estimate: float, std_error: float, df: float, *, r2_match: float, r2_outcome: float, times: float = 1.0
) -> float:
    """The estimate if something unmeasured were ``times`` as strong as a covariate that was measured.

    ``r2_match`` is the covariate's partial R² with the match, ``r2_outcome`` with the outcome, given all the rest;
    nan where nothing can be that strong.  The bias is taken toward 0.
    """
    of_match, of_outcome = _shares(r2_match, r2_outcome, times)
    bias = std_error * np.sqrt(df * of_outcome * of_match / (1.0 - of_match))
    return float(np.sign(estimate) * (abs(estimate) - bias))


def interval_as_strong_as(
    estimate: float, std_error: float, df: float, *, r2_match: float, r2_outcome: float, level: float = 0.95
) -> tuple[float, float]:
    """The interval if something unmeasured were as strong as a covariate that was measured (their equation 7).

    Arguments are those of ``as_strong_as``; what is unmeasured takes one degree of freedom.

    >>> [round(end, 3) for end in interval_as_strong_as(0.097, 0.023, 783, r2_match=0.0092, r2_outcome=0.0)]
    [0.052, 0.142]
    """
    of_match, of_outcome = _shares(r2_match, r2_outcome, 1.0)
    middle = as_strong_as(estimate, std_error, df, r2_match=r2_match, r2_outcome=r2_outcome)
    error = std_error * float(np.sqrt((1.0 - of_outcome) / (1.0 - of_match) * df / (df - 1.0)))
    reach = float(stats.t.ppf(0.5 + level / 2.0, df - 1.0)) * error
    return middle - reach, middle + reach


def _shares(r2_match: float, r2_outcome: float, times: float) -> tuple[float, float]:
    """What something ``times`` as strong would explain of the match and of the outcome; nan where nothing can be."""
    of_match = times * r2_match / (1.0 - r2_match)
    between = times * r2_match**2 / ((1.0 - times * r2_match) * (1.0 - r2_match))
    if of_match >= 1.0 or not 0.0 <= between < 1.0:
        return float("nan"), float("nan")
    of_outcome = ((np.sqrt(times) + np.sqrt(between)) / np.sqrt(1.0 - between)) ** 2 * r2_outcome / (1.0 - r2_outcome)
    return of_match, min(of_outcome, 1.0)


def e_value(risk_ratio: float) -> float:
    """The ratio of risks that something unmeasured would need with both match and outcome to explain this one.

    >>> round(e_value(10.73), 5), round(e_value(1 / 10.73), 5), e_value(1.0)
    (20.94777, 20.94777, 1.0)
    """
    if not (risk_ratio > 0 and np.isfinite(risk_ratio)):
        return float("nan")
    ratio = max(risk_ratio, 1.0 / risk_ratio)
    return float(ratio + np.sqrt(ratio * (ratio - 1.0)))
