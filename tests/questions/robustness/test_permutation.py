from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.errors import UnusableExports
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.robustness import permutation_test, robustness_rows
from mentorstats.simulation.simulate import simulate_program
from tests.programs import pair, program, score
from tests.questions.answered import (
    by_hand,
    only_row,
    rows_of,
)


def test_too_few_who_can_move_is_said_and_makes_no_p_value():
    """Ten mentors in each of three cohorts, and only the third cohort has more than one industry."""
    pairs, answers = [], []
    for i in range(90):
        cohort, mentor = i // 30, i % 10
        kind = ["Art", "Music", ["Art", "Music", "Steel", "Steel"][mentor % 4]][cohort]
        pairs.append(pair(f"e{i:03}", f"m{cohort}{mentor}", mentor_industry=kind, cohort=f"c{cohort}"))
        answers.append(score(f"e{i:03}", (7 * i) % 11 + mentor % 2, cohort=f"c{cohort}"))
    found = rows_of(program(pairs, surveys=answers), ADJACENCY)
    own = found[found["method"].str.startswith("mentor labels")]
    assert set(own["method"]) == {"mentor labels permuted: too few can move"}
    assert own[["estimate", "p_value"]].isna().all().all()
    kenward = found[found["method"].str.startswith("Kenward")]
    assert kenward["p_value"].notna().any()


def test_a_permutation_repeats_with_its_seed_and_says_how_exact_it_is():
    found, again, other = (rows_of(by_hand(), ADJACENCY, seed=s) for s in (1, 1, 2))
    pd.testing.assert_frame_equal(found, again)
    own = found["method"].str.startswith("mentor labels")
    assert found.loc[own, "method"].str.contains(r"\(200 times, p ± 0\.\d+\)").all()
    assert found.loc[own, ["conf_low", "conf_high", "df"]].isna().all().all()
    assert (found.loc[own, "p_value"].to_numpy() != other.loc[own, "p_value"].to_numpy()).any()


@pytest.mark.parametrize(("question", "contrast"), [(ADJACENCY, "distant - same"), (NUMBER, "2+ - 1")])
def test_the_permutation_test_is_that_of_the_row_with_all_its_draws(question, contrast):
    loaded = simulate_program(seed=4, mentees=120)[0]
    test = permutation_test(loaded, question=question, contrast=contrast, permutations=300, seed=5)
    row = only_row(robustness_rows(fit_question(loaded, question), permutations=300, seed=5), contrast, "permuted")
    assert (test.estimate, test.p_value) == (row["estimate"], row["p_value"])
    assert len(test.draws) == 300


def test_what_cannot_be_shuffled_or_asked_is_refused_in_words():
    pairings = [pair(f"e{i:02}", f"m{i % 12}", mentor_industry="Art", cohort="one") for i in range(40)]
    loaded = program(pairings, surveys=[score(f"e{i:02}", (7 * i) % 11, cohort="one") for i in range(40)])
    with pytest.raises(UnusableExports, match="nothing can be shuffled"):
        permutation_test(loaded)
    with pytest.raises(ValueError, match="expected one of 'adjacent - same'"):
        permutation_test(loaded, contrast="2+ - 1")
