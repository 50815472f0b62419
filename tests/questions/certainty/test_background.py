"""Columns of the exports that explain the exposure, against a slow regression on dummy columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.questions.certainty.background import background_columns, explained_by
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from tests.programs import pair, program, score
from tests.questions.answered import KINDS


def slow(values: list[str], exposure: np.ndarray) -> float:
    """The adjusted R² of a regression on a column for each value."""
    x = pd.get_dummies(pd.Series(values)).to_numpy(dtype=float)
    rest = exposure - x @ np.linalg.lstsq(x, exposure, rcond=None)[0]
    n, p = x.shape
    return 1 - (rest @ rest / (n - p)) / (exposure.var(ddof=1))


def test_what_a_column_explains_is_the_adjusted_r2_of_a_regression():
    rng = np.random.default_rng(2)
    values = rng.choice(["a", "b", "c"], 60)
    exposure = (values == "a") * 0.6 + rng.random(60) * 0.5
    everybody = pd.Series(True, index=range(60))
    explained = explained_by(pd.Series(values), pd.Series(exposure), everybody)
    assert explained == pytest.approx(slow(values.tolist(), exposure), rel=1e-9)


def test_values_of_fewer_than_five_people_are_one_value_and_no_value_is_one_too():
    exposure = pd.Series([1.0, 0.0] * 9 + [1.0, 1.0])
    values = pd.Series(["a"] * 8 + [None] * 5 + ["b"] * 4 + ["c"] * 3)
    pooled = ["a"] * 8 + [""] * 5 + ["other"] * 7
    everybody = exposure.notna()
    assert explained_by(values, exposure, everybody) == max(0.0, slow(pooled, exposure.to_numpy()))
    five = pd.Series(["a"] * 5 + ["b"] * 5)
    assert explained_by(five, (five == "a").astype(float), five.notna()) == 1.0
    four = pd.Series(["a"] * 4 + ["b"] * 4)
    assert explained_by(four, (four == "a").astype(float), four.notna()) == 0.0


def test_only_those_who_had_one_of_the_two_sides_count():
    values = pd.Series(["a"] * 6 + ["b"] * 6 + ["c"] * 6)
    exposure = pd.Series([1.0] * 6 + [-1.0] * 6 + [0.0] * 3 + [1.0] * 3)
    assert explained_by(values, exposure, values != "c") == 1.0
    assert explained_by(values, exposure, values.notna()) < 0.9


@pytest.mark.parametrize("exposure", [[1.0] * 10, [0.0, 1.0] * 5])
def test_an_exposure_without_spread_and_a_value_a_person_explain_nothing(exposure):
    values = pd.Series([f"v{i}" for i in range(10)])
    assert explained_by(values, pd.Series(exposure), values.notna()) == 0.0


@pytest.fixture(scope="module")
def by_site():
    """90 mentees: all of the North have two mentors, nobody else; a column counts mentors, one is a mentor's."""
    pairs, answers, people = [], [], []
    for i in range(90):
        north = i % 3 == 0
        people.append({"person_id": f"e{i}", "site": "North" if north else "South", "lucky": str(i % 2),
                       "count_of_mentors": "2" if north else "1"})  # fmt: skip
        for k in range(2 if north else 1):
            made = pair(f"e{i}", f"m{(i * 7 + k) % 20}", mentor_industry=KINDS[(i + k) % 3], cohort="one")
            pairs.append(made | {"desk": "left" if i % 2 else "right"})
        answers.append(score(f"e{i}", float((i * 7) % 11), cohort="one"))
    people += [{"person_id": f"m{k}", "site": "East", "lucky": "", "count_of_mentors": ""} for k in range(20)]
    return program(pairs, surveys=answers, people=people)


def test_a_site_that_decides_who_has_several_mentors_comes_first(by_site):
    columns = background_columns(fit_question(by_site, NUMBER))
    assert (columns[0].column, columns[0].contrast, columns[0].explained) == ("site", "2+ - 1", 1.0)
    assert {"lucky", "desk"} <= {background.column for background in columns[1:]}
    assert all(background.explained < 0.1 for background in columns if background.column in ("lucky", "desk"))


def test_the_number_of_mentors_by_another_name_and_who_people_are_is_no_background(by_site):
    names = {background.column for background in background_columns(fit_question(by_site, NUMBER))}
    assert "count_of_mentors" not in names
    assert not names & {"person_id", "mentee_id", "mentor_id", "cohort", "industry", "mentor_industry", "row"}


def test_every_contrast_that_can_be_estimated_has_each_column(by_site):
    columns = background_columns(fit_question(by_site, ADJACENCY))
    assert {b.contrast for b in columns if b.column == "site"} == {c.name for c in ADJACENCY.contrasts}
    sizes = [background.explained for background in columns]
    assert sizes == sorted(sizes, reverse=True)
