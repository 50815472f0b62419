"""The model of a question, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from mentorstats.models.fit import MultipleMembershipFit
from mentorstats.models.mixed import IndistinctError, NoMaximumError, fit_multiple_membership

__all__ = ["fit_or_refusal"]


def fit_or_refusal(
    final: ArrayLike, design: pd.DataFrame, *, memberships: Mapping[str, Any], noun: str = "mentee"
) -> tuple[MultipleMembershipFit | None, str, str]:
    """The model, why there is none, and what was left out of it because it cannot be told from the rest.

    ``noun`` is what a row is, for the words.
    """
    if len(design) <= design.shape[1] + 1:
        return None, f"too few {noun}s can be compared; more final answers would help", ""
    if np.ptp(np.asarray(final, dtype=float)) == 0:
        return None, "nearly every outcome is the same", ""
    kept, note = dict(memberships), ""
    while True:
        try:
            return fit_multiple_membership(final, design, memberships=kept), "", note
        except IndistinctError as error:
            kept.pop(error.membership)
            note = f"{error.membership} effects cannot be told from the rest here and are part of it"
        except NoMaximumError:
            explained = "mentors or teams explain every difference between the outcomes"
            return None, f"{explained}, and nothing is left to judge by", ""
