"""Answers of small and awkward programs: every row comes, in numbers or in words, without an exception or a warning."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorstats.errors import UnusableExports
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.results import NUMBERS, results_table
from mentorstats.questions.robustness import robustness_rows
from mentorstats.questions.sensitivity.mentor_weights import session_weight_rows
from tests.programs import pair, program, score

KINDS = ["Art", "Music", "Steel", "Law", "?"]


def awkward(
    *, seed: int, mentees: int, mentors: int, cohorts: int, levels: int, kinds: int, most: int, teams: int,
    baselines: str, dated: bool, again: bool, tied: str, sessions: bool,
):  # fmt: skip
    """A program; ``tied`` says what the outcome is the same within: nothing, mentors, cohorts or a side."""
    rng = np.random.default_rng(seed)
    cohort_of = rng.integers(0, cohorts, mentees)
    pairings, surveys, met = [], [], []
    for i in range(mentees):
        own = rng.choice(mentors, min(int(rng.integers(1, most + 1)), mentors), replace=False)
        value = int(rng.integers(0, levels))
        value = {"mentor": int(own[0]), "cohort": int(cohort_of[i]), "side": int(own[0]) % kinds}.get(tied, value)
        for which in range(2 if again and i % 4 == 0 else 1):
            cohort = f"c{cohort_of[i] + which}"
            for order, mentor in enumerate(own):
                more = {"group_id": f"t{i // teams}"} if teams else {}
                start = f"202{which}-0{1 + order}-01" if dated else ""
                kind = KINDS[int(mentor) % kinds]
                pairings.append(pair(f"e{i:02}", f"m{mentor}", start, mentor_industry=kind, cohort=cohort, **more))
                met.append({"mentee_id": f"e{i:02}", "mentor_id": f"m{mentor}", "sessions": int(rng.integers(0, 4))})
            surveys.append(score(f"e{i:02}", value % levels, cohort=cohort))
            if baselines == "all" or (baselines == "some" and rng.random() < 0.7):
                surveys.append(score(f"e{i:02}", int(rng.integers(0, 4)), "baseline", cohort=cohort))
    tables = {"sessions": met} if sessions else {}
    return program(pairings, surveys=surveys, **tables)


@pytest.mark.slow
@settings(max_examples=15)
@given(
    seed=st.integers(0, 10**6), mentees=st.integers(20, 60), mentors=st.integers(1, 14), cohorts=st.integers(1, 3),
    levels=st.sampled_from([1, 2, 2, 3, 5, 40]), kinds=st.integers(1, 5), most=st.integers(1, 3),
    teams=st.sampled_from([0, 0, 3]), baselines=st.sampled_from(["none", "some", "all"]), dated=st.booleans(),
    again=st.booleans(), tied=st.sampled_from(["", "", "", "mentor", "cohort", "side"]), sessions=st.booleans(),
)  # fmt: skip
def test_every_row_of_an_awkward_program_has_numbers_or_says_why_not(**made):
    loaded = awkward(**made)
    for question in (ADJACENCY, NUMBER):
        try:
            asked = fit_question(loaded, question)
        except UnusableExports:
            continue
        rows = results_table([*robustness_rows(asked, permutations=20), *session_weight_rows(asked)])
        if rows.empty:
            assert asked.fit is None or question == NUMBER
            continue
        silent = rows[list(NUMBERS)].isna().all(axis=1)
        assert rows.loc[silent, "method"].str.contains(": ").all(), rows.loc[silent, "method"].tolist()
        assert not rows.duplicated(["contrast", "method", "role"]).any()
        assert rows["p_value"].dropna().between(0, 1).all()
        wide = rows.dropna(subset=["conf_low", "conf_high"])
        assert (wide["conf_low"] <= wide["conf_high"]).all()
