"""What else goes with better outcomes: one factor at a time, each with the same adjustment, and told as exploring.

The two headline questions were fixed before anybody looked.  These were not: each factor gets a model of its own,
and the p-values are adjusted for how many were looked at.
"""

from __future__ import annotations

from mentorstats.analyses.explore.dose_curve import DOSES, DoseCurve, dose_curve, drawn_dose
from mentorstats.analyses.explore.explore import Exploration, Looking, explore, explored, looking
from mentorstats.analyses.explore.sentences import own_rows

__all__ = [
    "DOSES",
    "DoseCurve",
    "Exploration",
    "Looking",
    "dose_curve",
    "drawn_dose",
    "explore",
    "explored",
    "looking",
    "own_rows",
]
