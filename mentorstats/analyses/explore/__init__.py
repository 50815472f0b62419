"""What else goes with better outcomes: one factor at a time, each beside the same adjustment.

The two headline questions were fixed before anybody looked at the data.  These factors were not: each gets a model of
its own, and the p-values are adjusted for how many were looked at.  ``factors`` lists all factors, ``factor`` says what
one is; ``survey_items``, ``ratings``, ``dosage`` and ``named`` make them from the exports.  ``model`` is what each is
added to, ``kinds`` decides which kinds can be compared, ``explore`` fits and adjusts, ``dose_curve`` draws the outcome
by dose.  Another factor is a function in one of these modules and its name in ``factors_of``.
"""

from __future__ import annotations

from mentorstats.analyses.explore.dose_curve import DOSES, DoseCurve, dose_curve, prepared_dose_curve
from mentorstats.analyses.explore.explore import Exploration, Prepared, explore, explore_prepared, prepare

__all__ = [
    "DOSES",
    "DoseCurve",
    "Exploration",
    "Prepared",
    "dose_curve",
    "explore",
    "explore_prepared",
    "prepare",
    "prepared_dose_curve",
]
