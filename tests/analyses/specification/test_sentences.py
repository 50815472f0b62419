from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.analyses.specification.sentences import text_of
from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.questions.model import fit_question
from tests.analyses.specification.makers import CONTRAST, simulated


@pytest.mark.parametrize(
    ("estimates", "p_values", "said"),
    [
        ([0.1, 0.2, 0.3], [0.01, 0.02, 0.03], "In all of them"),
        ([-0.1, 0.2, 0.3], [0.01, 0.02, 0.03], "we cannot tell"),
        ([0.1, 0.2, 0.3], [0.01, 0.2, 0.3], "how sure one would be does"),
    ],
)
def test_the_words_follow_from_the_sides_and_the_intervals(estimates, p_values, said):
    table = pd.DataFrame({"estimate": estimates, "p_value": p_values})
    nothing = pd.DataFrame({"choice": [], "way": [], "median": []})
    text = text_of(fit_question(simulated(), ADJACENCY), CONTRAST, table, nothing, {}, possible=3, reason="why")
    assert said in text
    assert "all 3 such analyses" in text
