"""The model of a question, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from mentorstats.models.fit import MultipleMembershipFit
from mentorstats.models.mixed import IndistinctError, NoMaximumError, ResidualGroupError, fit_multiple_membership

__all__ = ["fit_or_refusal"]


def fit_or_refusal(
    final: ArrayLike,
    design: pd.DataFrame,
    *,
    memberships: Mapping[str, Any],
    residual_by: pd.Series | None = None,
    noun: str = "mentee",
) -> tuple[MultipleMembershipFit | None, str, str]:
    """The model, why there is none, and what was left out of it because it cannot be told from the rest.

    ``residual_by`` (n,) are groups of rows with a residual variance each; one that leaves nothing to estimate its own
    from shares that of the largest other.  ``noun`` is what a row is, for the words.
    """
    if len(design) <= design.shape[1] + 1:
        return None, f"too few {noun}s can be compared; more final answers would help", ""
    if np.ptp(np.asarray(final, dtype=float)) == 0:
        return None, "nearly every outcome is the same", ""
    kept, groups, note = dict(memberships), residual_by, ""
    while True:
        try:
            fit = fit_multiple_membership(final, design, memberships=kept, residual_by=groups)
        except IndistinctError as error:
            kept.pop(error.membership)
            note = f"{error.membership} effects cannot be told from the rest here and are part of it"
        except ResidualGroupError as error:
            groups = None if groups is None else _shared(groups, error.group)
        except NoMaximumError:
            if groups is None:
                explained = "mentors or teams explain every difference between the outcomes"
                return None, f"{explained}, and nothing is left to judge by", ""
            groups = None
        else:
            return fit, "", note


def _shared(groups: pd.Series, group: str) -> pd.Series | None:
    """The groups with one merged into the largest other; None where one is left."""
    others = groups[groups != group]
    if others.nunique() < 2:
        return None
    return groups.where(groups != group, others.value_counts().idxmax())
