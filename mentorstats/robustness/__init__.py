"""The same contrasts in other ways: does the answer hang on how it was computed?

Each row changes one thing: the degrees of freedom, chance itself in place of a formula, the errors, ranks in place
of scores, where adjacent ends, what is adjusted for.
"""

from __future__ import annotations

from mentorstats.robustness.rows import PERMUTATIONS, robustness_rows

__all__ = ["PERMUTATIONS", "robustness_rows"]
