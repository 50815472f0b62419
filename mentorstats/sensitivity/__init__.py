"""What if: answers that are missing, something that nobody measured, a difference too small to matter or to be seen.

None of these rows is a better answer.  Each says how much would have to be otherwise for the answer to change.
"""

from __future__ import annotations

from mentorstats.sensitivity.answering import Response, response_by_side
from mentorstats.sensitivity.rows import sensitivity_rows
from mentorstats.sensitivity.unmeasured import UNITS

__all__ = ["UNITS", "Response", "response_by_side", "sensitivity_rows"]
