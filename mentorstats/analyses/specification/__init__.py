"""The specification curve: a question analyzed in every way that somebody could defend.

``choices`` lists what could be decided otherwise and the options for it.  ``samples`` makes the rows and exposures
under some options, ``shuffles`` one set of shuffles for all, ``analyses`` fits each combination of options, and
``curve`` puts the estimates in order and tests them together; ``sentences`` says what they say.  Another choice is an
entry in ``choices`` and the line that uses its value in ``samples`` or ``analyses``.
"""

from __future__ import annotations

from mentorstats.analyses.specification.choices import Choice, Option
from mentorstats.analyses.specification.curve import SpecificationCurve, specification_curve

__all__ = ["Choice", "Option", "SpecificationCurve", "specification_curve"]
