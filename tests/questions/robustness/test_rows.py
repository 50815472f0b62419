from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.questions.answers import adjacent_industries, multiple_mentors
from mentorstats.questions.contrasts import ADJACENCY, NUMBER, TABLE_COLUMNS
from mentorstats.questions.model import ask
from mentorstats.questions.robustness import inference, permutation, robustness_rows
from mentorstats.questions.robustness.labels import relabeling
from mentorstats.questions.robustness.varied import cut_of, shares_at
from mentorstats.simulation.simulate import simulate_program
from mentorstats.tables.mentees import participations
from tests.programs import pair, program, score

CONTRASTS = ["adjacent - same", "adjacent - distant", "distant - same"]


def prepared(made, question):
    asked = ask(made, question)
    return asked.part, asked.comparison, asked.model


def rows(made, question, *, permutations=200, seed=1) -> pd.DataFrame:
    return pd.DataFrame(robustness_rows(ask(made, question), permutations=permutations, seed=seed))


@cache
def simulated():
    return simulate_program(seed=4, mentees=240)[0]


@cache
def of_simulated(question) -> pd.DataFrame:
    return rows(simulated(), question)


def by_hand(*, cohort_of_kind: bool = False, mentees: int = 60):
    """Mentee i has mentor i % 12; every third mentor is of Art, Music, Steel; scores rise with i."""
    kinds = ["Art", "Music", "Steel"]
    pairs = [
        pair(f"e{i:03}", f"m{i % 12}", mentor_industry=kinds[i % 3], cohort=kinds[i % 3] if cohort_of_kind else "one")
        for i in range(mentees)
    ]
    cohorts = {p["mentee_id"]: p["cohort"] for p in pairs}
    answers = [score(f"e{i:03}", (7 * i) % 11 + i % 3, cohort=cohorts[f"e{i:03}"]) for i in range(mentees)]
    return program(pairs, surveys=answers)


@pytest.mark.parametrize("question", [ADJACENCY, NUMBER])
def test_rows_have_the_columns_of_the_answer_and_the_role_robustness(question):
    found = of_simulated(question)
    assert list(found.columns) == list(TABLE_COLUMNS)
    assert set(found["role"]) == {"robustness"}
    assert set(found["verdict"]) == {""}
    assert not found.duplicated(["contrast", "method"]).any()


def test_adjacency_has_every_method_for_its_three_contrasts():
    found = of_simulated(ADJACENCY)
    cuts = [f"adjacent are the closest {share}" for share in ("10 %", "20 %")]
    kinds = ["Kenward", "simultaneous", "mentor labels", "mentees with one", *cuts]
    kinds += ["chance to score higher (", "chance to score higher within", "Cliff's delta, ", "Cliff's delta within"]
    kinds += ["without score", "without cohort", "only mentees with a score", "mentor's own", "how much mentors differ"]
    for kind in kinds:
        own = found[found["method"].str.startswith(kind)]
        assert own["contrast"].tolist() == CONTRASTS, kind
    assert found[found["method"].str.startswith("similarity")]["contrast"].tolist() == ["similarity"]


def test_the_number_of_mentors_has_no_row_that_needs_one_mentor():
    found = of_simulated(NUMBER)
    assert set(found["contrast"]) == {"2+ - 1"}
    assert not found["method"].str.contains("one mentor|simultaneous|closest|labels").any()


@pytest.mark.parametrize("question", [ADJACENCY, NUMBER])
def test_kenward_roger_moves_the_interval_and_not_the_estimate(question):
    ask = adjacent_industries if question == ADJACENCY else multiple_mentors
    primary = ask(simulated(), roles=["primary"]).table.set_index("contrast")
    found = of_simulated(question).query("method == 'Kenward–Roger'").set_index("contrast")
    for name, row in found.iterrows():
        assert row["estimate"] == pytest.approx(primary.loc[name, "estimate"], rel=1e-9)
        assert row["conf_low"] < primary.loc[name, "conf_low"]
        assert (row["n_mentees"], row["n_mentors"]) == tuple(primary.loc[name, ["n_mentees", "n_mentors"]])


def test_simultaneous_intervals_are_wider_by_the_studentized_range():
    _, comparison, fit = prepared(simulated(), ADJACENCY)
    found = of_simulated(ADJACENCY).query("method == 'simultaneous'").set_index("contrast")
    columns = list(comparison.design.columns)
    weights = np.zeros(len(columns))
    weights[columns.index("adjacent")] = 1.0
    one = found.loc["adjacent - same"]
    reach = (one["conf_high"] - one["conf_low"]) / 2 / fit.contrast(weights)["std_error"]
    # q(.95; 3, df) / sqrt(2) falls from 2.37 at 120 df to 2.344 without limit (printed tables of the range).
    assert 2.344 < reach < 2.38
    assert (found["df"] == found["df"].min()).all()


def test_the_graph_with_the_labels_as_they_are_gives_the_shares_of_the_comparison():
    part, comparison, _ = prepared(simulated(), ADJACENCY)
    moved = relabeling(part, comparison.row_of, simulated().industries)
    for tier in ("same", "adjacent", "distant", "unknown"):
        shares = moved.edges.shares(moved.edges.labels[None, :], tier, len(comparison.rows))
        np.testing.assert_allclose(shares[:, 0], comparison.rows[tier], atol=1e-12)


def test_mentors_of_a_cohort_that_has_one_industry_cannot_move():
    mixed, tied = by_hand(), by_hand(cohort_of_kind=True)
    part, comparison, _ = prepared(mixed, ADJACENCY)
    compared = comparison.row_of
    assert relabeling(part, compared, mixed.industries).share_movable == 1
    assert relabeling(participations(tied), compared, tied.industries).share_movable == 0


def test_too_few_who_can_move_is_said_and_makes_no_p_value():
    """Ten mentors in each of three cohorts, and only the third cohort has more than one industry."""
    pairs, answers = [], []
    for i in range(90):
        cohort, mentor = i // 30, i % 10
        kind = ["Art", "Music", ["Art", "Music", "Steel", "Steel"][mentor % 4]][cohort]
        pairs.append(pair(f"e{i:03}", f"m{cohort}{mentor}", mentor_industry=kind, cohort=f"c{cohort}"))
        answers.append(score(f"e{i:03}", (7 * i) % 11 + mentor % 2, cohort=f"c{cohort}"))
    found = rows(program(pairs, surveys=answers), ADJACENCY)
    own = found[found["method"].str.startswith("mentor labels")]
    assert set(own["method"]) == {"mentor labels permuted: too few can move"}
    assert own[["estimate", "p_value"]].isna().all().all()
    kenward = found[found["method"].str.startswith("Kenward")]
    assert kenward["p_value"].notna().any()


def test_a_mentor_of_an_unknown_industry_keeps_it_and_one_of_several_cohorts_moves_among_their_like():
    pairs = [pair(f"a{i}", f"m{i % 4}", mentor_industry=["Art", "Music"][i % 2], cohort="1") for i in range(12)]
    pairs += [pair(f"b{i}", f"m{i % 2}", mentor_industry=["Art", "Music"][i % 2], cohort="2") for i in range(6)]
    pairs += [pair(f"c{i}", "nobody", mentor_industry="?", cohort="1") for i in range(3)]
    made = program(pairs, surveys=[score(p["mentee_id"], i % 5, cohort=p["cohort"]) for i, p in enumerate(pairs)])
    part = participations(made)
    moved = relabeling(part, pd.Series(range(len(part.table)), index=part.table["row"]), made.industries)
    strata = dict(zip(["m0", "m1", "m2", "m3", "nobody"], moved.strata, strict=True))
    assert strata["m0"] == strata["m1"] != strata["m2"] == strata["m3"]
    assert list(moved.strata).count(strata["nobody"]) == 1
    assert moved.share_movable == 1


def test_a_permutation_repeats_with_its_seed_and_says_how_exact_it_is():
    found, again, other = (rows(by_hand(), ADJACENCY, seed=s) for s in (1, 1, 2))
    pd.testing.assert_frame_equal(found, again)
    own = found["method"].str.startswith("mentor labels")
    assert found.loc[own, "method"].str.contains(r"\(200 times, p ± 0\.\d+\)").all()
    assert found.loc[own, ["conf_low", "conf_high", "df"]].isna().all().all()
    assert (found.loc[own, "p_value"].to_numpy() != other.loc[own, "p_value"].to_numpy()).any()


def test_ranks_are_of_mentees_all_of_whose_mentors_are_of_one_kind():
    _, comparison, _ = prepared(simulated(), ADJACENCY)
    row = of_simulated(ADJACENCY).query("contrast == 'adjacent - same' and method.str.startswith('chance')").iloc[0]
    one = comparison.rows.loc[comparison.rows["adjacent"] == 1, "final"].to_numpy()
    other = comparison.rows.loc[comparison.rows["same"] == 1, "final"].to_numpy()
    wins = (one[:, None] > other) + 0.5 * (one[:, None] == other)
    assert row["estimate"] == pytest.approx(wins.mean())
    assert row["n_mentees"] == (len(one) + len(other)) // 10 * 10


def test_cluster_robust_rows_count_only_mentees_with_one_mentor():
    _, comparison, _ = prepared(simulated(), ADJACENCY)
    one = (comparison.memberships["mentor"] > 0).sum(axis=1) == 1
    found = of_simulated(ADJACENCY)
    own = found[found["method"].str.startswith("mentees with one mentor")]
    assert set(own["n_mentees"]) == {int(one.sum()) // 10 * 10}
    assert (own["df"] < own["n_mentors"]).all()


def test_a_side_with_too_few_mentees_has_no_numbers_and_says_why():
    found = rows(by_hand(mentees=27), ADJACENCY)
    numbers = found[["estimate", "conf_low", "conf_high", "p_value", "df"]]
    few = found["contrast"].isin(CONTRASTS)
    assert numbers[few].isna().all().all()
    assert found.loc[few, "method"].str.contains("fewer than 10 on a side").all()


def test_a_row_without_a_term_is_the_model_without_its_columns():
    _, comparison, _ = prepared(simulated(), NUMBER)
    design = comparison.design.drop(columns=[c for c in comparison.design if str(c).startswith("baseline")])
    assert design.shape[1] < comparison.design.shape[1]
    fit = fit_multiple_membership(
        comparison.rows["final"], design, memberships={"mentor": comparison.memberships["mentor"]}
    )
    row = of_simulated(NUMBER).query("method == 'without score before'").iloc[0]
    expected = fit.coefficients.set_index("term").loc["several at once"]
    assert row["estimate"] == pytest.approx(expected["estimate"], rel=1e-9)
    assert row["df"] == pytest.approx(expected["df"], rel=1e-9)


def test_a_wider_cut_makes_no_fewer_mentors_adjacent():
    part = participations(simulated())
    narrow, wide = (shares_at(part, cut_of(simulated(), share)) for share in (0.10, 0.20))
    usual = shares_at(part, simulated().industries.cut)
    assert (wide["adjacent"].fillna(0) >= narrow["adjacent"].fillna(0)).all()
    assert wide["adjacent"].sum() > narrow["adjacent"].sum()
    pd.testing.assert_series_equal(usual["adjacent"], part.table["share_adjacent"], check_names=False)


def test_teams_that_are_the_row_have_the_shares_of_their_members():
    pairs, answers = [], []
    for team in range(40):
        for member in range(2):
            kind = ["Art", "Music", "Steel"][(team + member * (team % 2)) % 3]
            pairs.append(pair(f"e{team:02}{member}", f"m{kind}{(team * 5 + member) % 7}", mentor_industry=kind,
                              cohort="one", group_id=f"t{team}"))  # fmt: skip
            answers.append(score(f"e{team:02}{member}", (team * 7) % 11, cohort="one"))
    made = program(pairs, surveys=answers)
    part, comparison, _ = prepared(made, ADJACENCY)
    assert comparison.group_is_row
    moved = relabeling(part, comparison.row_of, made.industries)
    for tier in ("same", "adjacent", "distant"):
        shares = moved.edges.shares(moved.edges.labels[None, :], tier, len(comparison.rows))
        np.testing.assert_allclose(shares[:, 0], comparison.rows[tier], atol=1e-12)


def test_with_very_many_mentors_rows_say_what_was_not_computed_and_how_often_labels_moved(monkeypatch):
    monkeypatch.setattr(inference, "MOST_MENTORS", 5)
    monkeypatch.setattr(inference, "MOST_RELATED", 2)
    monkeypatch.setattr(permutation, "_MENTORS_SHUFFLED", 1.0)
    monkeypatch.setattr(permutation, "_ENOUGH", 99)
    methods = rows(simulated(), ADJACENCY)["method"]
    assert (methods == "Kenward–Roger: not computed, since with over 5 mentors it adds nothing").sum() == 3
    assert methods.str.contains("mentor labels permuted (99 times", regex=False).sum() == 3
    assert methods.str.contains("more than 2 of them are related through mentors or teams").any()
