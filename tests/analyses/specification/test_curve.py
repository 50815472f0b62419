from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.analyses.specification import specification_curve
from mentorstats.errors import UnusableExports
from mentorstats.program import small_groups_shown
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.simulation.simulate import simulate_program
from tests.analyses.specification.makers import CONTRAST, curve, simulated
from tests.programs import pair, program, score


@pytest.mark.parametrize("question", [ADJACENCY, NUMBER], ids=lambda question: question.name)
def test_a_row_is_an_analysis_with_a_column_for_each_choice(question):
    found = curve(question)
    names = [choice.name for choice in found.choices]
    numbers = ["estimate", "conf_low", "conf_high", "p_value", "df", "n_mentees", "n_mentors"]
    assert found.table.columns.tolist() == ["usual", *names, *numbers]
    assert len(found.table) == 60 < found.possible
    assert found.impossible == 0
    assert found.table["estimate"].is_monotonic_increasing
    assert not found.table.duplicated(names).any()
    for choice in found.choices:
        assert set(found.table[choice.name]) <= set(choice.labels)
        assert len(choice.options) > 1


def test_a_curve_is_drawn_where_small_groups_are_shown():
    shown = small_groups_shown(simulated())
    found = specification_curve(shown, specifications=60, permutations=1).table
    pd.testing.assert_frame_equal(found, specification_curve(simulated(), specifications=60, permutations=1).table)


@pytest.mark.slow
def test_an_effect_of_all_analyses_is_found_and_none_is_not():
    none, some = curve(), curve(effect=1.0)
    assert min(test.p_value for test in none.joint.values()) > 0.1
    assert some.joint["mean t"].p_value == 0.05
    assert some.joint["median"].p_value <= 0.1
    assert some.same_sign == 1.0
    assert "does not hang on one of these choices" in some.text
    assert some.median == pytest.approx(some.table["estimate"].median())


@pytest.mark.slow
def test_the_joint_test_rejects_about_as_rarely_as_it_should_where_mentors_differ():
    p_values = []
    for seed in range(12):
        made = simulate_program(seed=300 + seed, mentees=80, mentor_icc=0.3)[0]
        found = specification_curve(made, specifications=4, permutations=39, seed=seed)
        p_values.append(found.joint["median"].p_value if found.joint else 0.5)
    assert np.mean(np.array(p_values) <= 0.1) <= 0.35
    assert 0.3 < np.mean(p_values) < 0.75


def test_a_curve_repeats_with_its_seed():
    first, again, other = (
        specification_curve(simulated(), specifications=12, permutations=10, seed=seed) for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first.table, again.table)
    assert first.text == again.text
    np.testing.assert_array_equal(first.joint["median"].draws, again.joint["median"].draws)
    assert not first.table.equals(other.table)


def test_what_each_choice_does_is_the_middle_of_its_analyses():
    found = curve()
    row = found.by_choice.iloc[1]
    own = found.table[found.table[row["choice"]] == row["way"]]
    assert (row["analyses"], row["median"]) == (len(own), own["estimate"].median())
    assert found.by_choice["analyses"].sum() == len(found.choices) * len(found.table)


def test_wrong_arguments_and_questions_without_an_answer_are_refused():
    with pytest.raises(ValueError, match="expected one of '2\\+ - 1'"):
        specification_curve(simulated(), question=NUMBER, contrast=CONTRAST)
    with pytest.raises(ValueError, match="permutations is 0; expected 1 or more"):
        specification_curve(simulated(), permutations=0)
    pairings = [pair(f"e{i:02}", f"m{i % 12}", mentor_industry="Art") for i in range(40)]
    with pytest.raises(UnusableExports, match="no analysis can be made"):
        specification_curve(program(pairings, surveys=[score(f"e{i:02}", (7 * i) % 11) for i in range(40)]))
