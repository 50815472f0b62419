"""The same contrasts in other ways: does the answer hang on how it was computed?

Each row changes one thing: the degrees of freedom, chance itself in place of a formula, the errors, ranks in place
of scores, levels in place of lengths, where adjacent ends, what is adjusted for, who is counted.
"""

from __future__ import annotations

from mentorstats.questions.robustness.permutation import PERMUTATIONS, permutation_test
from mentorstats.questions.robustness.rows import robustness_rows, rows_of

__all__ = ["PERMUTATIONS", "permutation_test", "robustness_rows", "rows_of"]
