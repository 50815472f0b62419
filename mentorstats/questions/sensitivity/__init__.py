"""What if: answers that are missing, something that nobody measured, a difference too small to matter or to be seen.

None of these rows is a better answer.  Each says how much would have to be otherwise for the answer to change.
"""

from __future__ import annotations

from mentorstats.questions.sensitivity.response import Response, response_by_side
from mentorstats.questions.sensitivity.rows import sensitivity_rows

__all__ = ["Response", "response_by_side", "sensitivity_rows"]
