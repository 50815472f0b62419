from __future__ import annotations

import pytest

from mentorstats.questions.contrasts import ADJACENCY
from tests.questions.answered import (
    of_simulated,
    prepared,
    simulated,
)


def test_ranks_are_of_mentees_all_of_whose_mentors_are_of_one_kind():
    _, comparison, _ = prepared(simulated(), ADJACENCY)
    row = of_simulated(ADJACENCY).query("contrast == 'adjacent - same' and method.str.startswith('chance')").iloc[0]
    one = comparison.rows.loc[comparison.rows["adjacent"] == 1, "final"].to_numpy()
    other = comparison.rows.loc[comparison.rows["same"] == 1, "final"].to_numpy()
    wins = (one[:, None] > other) + 0.5 * (one[:, None] == other)
    assert row["estimate"] == pytest.approx(wins.mean())
    assert row["n_mentees"] == len(one) + len(other)
