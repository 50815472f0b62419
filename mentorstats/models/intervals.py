"""An estimate with its 95 % interval, p and df: what every method here hands back.

Most intervals are Student's: an estimate, give or take as many standard errors as its degrees of freedom ask for.
Where there is no standard error above 0 there is nothing to judge by, and no interval and no p either.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from mentorstats.errors import InvalidInput

__all__ = ["Interval", "checked_level", "student"]


@dataclass(frozen=True)
class Interval:
    """An estimate, its 95 % interval, p and df; nan where the method has none."""

    estimate: float
    conf_low: float = np.nan
    conf_high: float = np.nan
    p_value: float = np.nan
    df: float = np.nan


def checked_level(level: float) -> float:
    """The level of an interval; ``ValueError`` unless it is between 0 and 1.

    >>> checked_level(0.9)
    0.9
    """
    if isinstance(level, bool) or not isinstance(level, int | float | np.number) or not 0.0 < level < 1.0:
        raise InvalidInput(f"level must be between 0 and 1, as 0.95 for 95 %; it is {level!r}")
    return float(level)


def student(estimate: float, std_error: float, df: float, *, level: float = 0.95) -> pd.Series:
    """Student's interval: estimate, std_error, df, conf_low, conf_high, p_value.

    Without a standard error above 0, or without df above 0, all but the estimate and the error are missing.

    >>> student(1.2, 0.5, 20).round(3).tolist()
    [1.2, 0.5, 20.0, 0.157, 2.243, 0.026]
    """
    checked_level(level)
    if not (std_error > 0 and df > 0):
        df = reach = p_value = np.nan
    else:
        reach = float(stats.t.ppf(0.5 + level / 2.0, df)) * std_error
        p_value = 2.0 * float(stats.t.sf(abs(estimate) / std_error, df))
    return pd.Series({
        "estimate": estimate, "std_error": std_error, "df": df,
        "conf_low": estimate - reach, "conf_high": estimate + reach, "p_value": p_value,
    })  # fmt: skip
