from __future__ import annotations

import math
import pickle

import numpy as np
import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.questions.contrasts import ADJACENCY, AT_ONCE, NUMBER
from mentorstats.questions.model import fit_participations, fit_question, weights_of
from tests.programs import pair, program, score
from tests.questions.answered import by_hand, simulated


def test_a_contrast_weighs_its_sides_and_the_reference_has_no_column():
    model = fit_question(simulated(), ADJACENCY)
    columns = list(model.comparison.design.columns)
    by_name = {name: dict(zip(columns, weights, strict=True)) for name, weights in model.contrast_weights()}
    assert [n for n, w in by_name["adjacent - distant"].items() if w] == ["adjacent", "distant"]
    assert by_name["adjacent - distant"]["distant"] == -1
    assert {n: w for n, w in by_name["distant - same"].items() if w} == {"distant": 1}


def test_a_side_of_nine_has_no_weights_and_one_of_ten_has():
    comparison = fit_question(by_hand(mentees=30), ADJACENCY).comparison
    columns = list(comparison.design.columns)
    assert weights_of(comparison, columns, ("adjacent", "same")) is not None
    assert weights_of(comparison, columns[:1], ("adjacent", "same")) is None
    few = fit_question(by_hand(mentees=27), ADJACENCY).comparison
    assert weights_of(few, list(few.design.columns), ("adjacent", "same")) is None


def test_a_question_may_be_named_and_its_name_is_in_every_row():
    model = fit_question(simulated(), "multiple_mentors")
    assert model.question is NUMBER
    row = model.row("2+ - 1", "by hand", {"estimate": 1.5, "p_value": 0.25})
    assert (row.question, row.outcome, row.role) == ("multiple_mentors", "career_confidence", "robustness")
    assert (row.estimate, row.p_value) == (1.5, 0.25)
    assert np.isnan(row.conf_low)


def test_further_reasons_leave_out_rows_that_had_none():
    model = fit_question(simulated(), ADJACENCY)
    table = model.participations.table
    women = pd.Series("by hand", index=table.index).where(table["row"] % 2 == 0, "")
    fewer = fit_participations(model.program, ADJACENCY, model.participations, left_out=women)
    kept = set(model.comparison.row_of.index)
    assert set(fewer.comparison.row_of.index) == {row for row in kept if row % 2}
    assert fewer.comparison.left_out["by hand"] >= len(kept) - len(fewer.comparison.rows)


def test_the_average_if_everybody_had_one_exposure_differs_by_the_contrast():
    model = fit_question(simulated(), NUMBER)
    means, weights = model.means(), model.weights(NUMBER.contrasts[0])
    difference = means[AT_ONCE]["estimate"] - means["one"]["estimate"]
    assert difference == pytest.approx(model.fitted.contrast(weights)["estimate"], rel=1e-9)


def test_a_smallest_effect_is_the_given_one_else_a_fifth_of_the_spread_or_five_points():
    model = fit_question(simulated(), NUMBER)
    assert model.scale.smallest_effect == pytest.approx(0.2 * model.comparison.spread)
    pairs = [pair(f"e{i}", f"m{i % 7}") for i in range(30)]
    yes = [score(f"e{i}", i % 2) for i in range(30)]
    assert fit_question(program(pairs, surveys=yes), NUMBER).scale.smallest_effect == 5.0
    given = fit_question(program(pairs, surveys=yes, smallest_effect=3.0), NUMBER).scale
    assert (given.smallest_effect, given.unit) == (3.0, "percentage points")


def test_without_a_model_there_are_no_weights_and_the_fit_says_why():
    pairs = [pair(f"e{i}", f"m{i % 9}", mentor_industry=["Music", "Art", "Law"][i % 3]) for i in range(60)]
    model = fit_question(program(pairs, surveys=[score(f"e{i}", 4) for i in range(60)]), ADJACENCY)
    assert model.means() == {}
    assert [weights for _, weights in model.contrast_weights()] == [None] * 3
    with pytest.raises(ValueError, match="every outcome is the same"):
        _ = model.fitted


def test_a_model_comes_back_from_a_pickle():
    model = pickle.loads(pickle.dumps(fit_question(ms.simulate_program(seed=2, mentees=60)[0], NUMBER)))
    assert model.question == NUMBER
    assert model.means().keys() <= {AT_ONCE, "one"}


def graduated(yes: int, no: int, **more: str) -> ms.Program:
    """Of as many mentees with one mentor as with two, so many of each said yes and no."""
    rows, answers = [], []
    for number in range(2 * (yes + no)):
        mentors = [number % 17] if number < yes + no else [number % 17, (number + 3) % 17]
        rows += [pair(f"e{number:03}", f"m{mentor:02}", **more) for mentor in mentors]
        answers.append(score(f"e{number:03}", float(number % (yes + no) < yes)))
    return program(rows, surveys=answers)


@pytest.mark.parametrize(("yes", "no", "hidden"), [(31, 9, True), (9, 31, True), (30, 10, False), (10, 30, False)])
def test_of_a_plain_difference_of_yes_and_no_nothing_is_shown_where_few_said_one(yes, no, hidden):
    answer = ms.multiple_mentors(graduated(yes, no))
    (row,) = ms.shareable(answer.table).query("role == 'primary'").to_dict("records")
    assert pd.notna(answer.table["estimate"][0])
    assert math.isnan(row["estimate"]) is hidden
    assert math.isnan(row["p_value"]) is hidden
    assert ("fewer than 10 on a side said yes or no" in row["method"]) is hidden
    assert ("fewer than 10 on a side said yes or no, so no number is shown" in answer.text) is hidden


def test_a_difference_of_yes_and_no_is_shown_where_more_than_the_sides_is_in_the_model():
    made = graduated(31, 9)
    cohorts = [f"c{number % 2}" for number in made.pairings["mentee_id"].str[1:].astype(int)]
    frames = {"pairings": made.pairings.assign(cohort=cohorts), "surveys": made.surveys}
    answer = ms.multiple_mentors(ms.load_frames(**frames))
    shown = ms.shareable(answer.table).set_index("method")
    assert pd.notna(shown["estimate"].iloc[0])
    assert shown.filter(like="without cohort", axis=0)["estimate"].isna().all()


def test_reasons_for_having_no_outcome_are_those_that_the_exports_make_possible():
    answers = [score(f"e{n}", n % 5) for n in range(20)]
    undated = program([pair(f"e{n}", f"m{n % 4}") for n in range(20)], surveys=answers)
    dated = program([pair(f"e{n}", f"m{n % 4}", "2025-01-01", cohort=f"c{n % 2}") for n in range(20)], surveys=answers)
    assert fit_question(undated, NUMBER).unanswered == ("no final answer",)
    assert fit_question(dated, NUMBER).unanswered == (
        "no final answer", "final answer before the landmark", "final answer not tied to one of several rounds",
    )  # fmt: skip
