from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.analyses.ratings import pair_ratings
from mentorstats.questions.results import TABLE_COLUMNS
from tests.programs import pair, program, score

KINDS = ("Art", "Music", "Steel")
TIERS = {"Art": "same", "Music": "adjacent", "Steel": "distant"}


def rated(*, effect: float = 0.0, mentees: int = 60, mentors: int = 30, seed: int = 1) -> ms.Program:
    """Each mentee has three mentors and rates them; adjacent ones get ``effect`` more."""
    rng = np.random.default_rng(seed)
    of_mentee, of_mentor = rng.normal(size=mentees), rng.normal(size=mentors)
    rows, answers = [], []
    for mentee in range(mentees):
        for step in range(3):
            mentor = (mentee + 7 * step) % mentors
            kind = KINDS[mentor % 3]
            rows.append(pair(f"e{mentee}", f"m{mentor}", "2024-01-01", mentor_industry=kind))
            value = of_mentee[mentee] + of_mentor[mentor] + rng.normal() * 0.5 + effect * (kind == "Music")
            answers.append(score(f"e{mentee}", value, item="trust", about_id=f"m{mentor}"))
    return program(rows, surveys=answers)


def frame_of(made: ms.Program) -> pd.DataFrame:
    scores = made.surveys.merge(made.pairings, left_on=["person_id", "about_id"], right_on=["mentee_id", "mentor_id"])
    return scores.assign(tier=scores["mentor_industry"].map(TIERS))


def slow_estimate(frame: pd.DataFrame, variances: dict[str, float]) -> np.ndarray:
    """Generalized least squares with the whole covariance matrix written out."""
    same = {side: np.equal.outer(frame[side].to_numpy(), frame[side].to_numpy()) for side in ("mentee_id", "mentor_id")}
    whole = variances["mentee"] * same["mentee_id"] + variances["mentor"] * same["mentor_id"]
    inverse = np.linalg.inv(whole + variances["pairing"] * np.eye(len(frame)))
    x = np.column_stack([np.ones(len(frame)), frame["tier"] == "adjacent", frame["tier"] == "distant"]).astype(float)
    return np.linalg.solve(x.T @ inverse @ x, x.T @ inverse @ frame["score"].to_numpy(dtype=float))


def test_the_estimates_are_those_of_crossed_effects_written_out():
    made = rated(effect=0.5)
    found = pair_ratings(made)
    shares = found.variances.iloc[0]
    slow = slow_estimate(frame_of(made), {name: shares[name] for name in ("mentor", "mentee", "pairing")})
    estimates = found.table.set_index("contrast")["estimate"]
    assert estimates["adjacent - same"] == pytest.approx(slow[1], abs=1e-6)
    assert estimates["distant - same"] == pytest.approx(slow[2], abs=1e-6)
    assert estimates["adjacent - distant"] == pytest.approx(slow[1] - slow[2], abs=1e-6)


def test_an_effect_is_found_and_said_as_going_with_it():
    found = pair_ratings(rated(effect=2.5, seed=2))
    row = found.table.set_index("contrast").loc["adjacent - same"]
    assert row["conf_low"] > 0
    assert "Trust as the mentee rates it is" in found.text
    assert "cause" not in found.text


def test_rows_are_those_of_an_answer_and_exploratory():
    found = pair_ratings(rated())
    assert tuple(found.table.columns) == TABLE_COLUMNS
    assert set(found.table["role"]) == {"exploratory"}
    assert found.table["outcome"].unique().tolist() == ["trust, by the mentee"]
    assert (found.table[["n_mentees", "n_mentors"]] == [60, 30]).all(axis=None)


def test_what_goes_with_mentor_mentee_and_pairing_makes_up_all():
    shares = pair_ratings(rated()).variances.iloc[0]
    assert shares["mentor"] + shares["mentee"] + shares["pairing"] == pytest.approx(100)
    assert min(shares["mentor"], shares["mentee"]) > 20


def test_both_sides_are_asked_by_themselves():
    made = ms.simulate_program(seed=5, mentees=160)[0]
    found = pair_ratings(made, items=("respect",))
    assert found.variances["rater"].tolist() == ["mentee", "mentor"]
    assert found.table["estimate"].notna().all()


def test_ratings_by_few_people_are_not_compared():
    found = pair_ratings(rated(mentees=8, mentors=9))
    assert found.table["estimate"].isna().all()
    assert "fewer than 10 mentees or mentors" in found.text
    assert "comparison" not in found.text


def test_without_ratings_of_each_other_the_column_that_would_tell_is_named():
    with pytest.raises(ms.UnusableExports, match="about_id in the surveys"):
        pair_ratings(program([pair("e", "m")], surveys=[score("e", 3)]))


def test_an_item_that_nobody_rated_is_refused():
    with pytest.raises(ValueError, match="items has 'warmth'; rated are 'trust'"):
        pair_ratings(rated(), items=("warmth",))


def test_how_many_rated_is_exact_in_the_table_and_in_tens_in_words():
    pairs = [pair(f"e{n}", f"m{n % 20}", mentee_industry="Art", mentor_industry="Art") for n in range(60)]
    answers = [score(f"e{n}", n * n % 7, item="trust", about_id=f"m{n % 20}") for n in range(57)]
    made = program(pairs, surveys=answers)
    variances = pair_ratings(made).variances
    assert variances.loc[0, ["ratings", "mentees", "mentors"]].tolist() == [57, 57, 20]
    assert ms.shareable(variances).loc[0, ["ratings", "mentees", "mentors"]].tolist() == ["60", 60, 20]
    assert "60 ratings by the mentee (60 mentees and 20 mentors)" in pair_ratings(made).text
    assert "57 ratings by the mentee (57 mentees and 20 mentors)" in pair_ratings(ms.small_groups_shown(made)).text


def test_ratings_show_themselves_as_their_words_with_nothing_read_as_markup():
    found = pair_ratings(program([pair("e", "m")], surveys=[score("e", 3, item="<b>*warm*</b>", about_id="m")]))
    assert repr(found) == found.text
    assert "\\<b\\>\\*warm\\*\\</b\\>" in found._repr_markdown_()
