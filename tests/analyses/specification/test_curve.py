"""The specification curve against analyses made one by one, and its joint test against shuffles refitted by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from mentorstats.analyses.specification import SpecificationCurve, specification_curve
from mentorstats.analyses.specification.analyses import analyses, samples_of
from mentorstats.analyses.specification.choices import Choice, choices_of, drawn
from mentorstats.analyses.specification.samples import exposures, graph_of
from mentorstats.analyses.specification.sentences import text_of
from mentorstats.analyses.specification.shuffles import shuffled
from mentorstats.errors import UnusableExports
from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.privacy.pseudonyms import small_groups_shown
from mentorstats.questions.answers import adjacent_industries, multiple_mentors
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import ask
from mentorstats.questions.robustness.varied import cut_of, shares_at
from mentorstats.questions.sensitivity.mentor_weights import by_sessions
from mentorstats.simulation.simulate import simulate_program
from mentorstats.tables.mentees import participations
from tests.programs import pair, program, score

CONTRAST = "adjacent - same"


@cache
def simulated(effect: float = 0.0):
    return simulate_program(seed=4, mentees=150, effect_adjacent=effect)[0]


@cache
def curve(question: str = ADJACENCY, effect: float = 0.0) -> SpecificationCurve:
    return specification_curve(simulated(effect), question=question, specifications=60, permutations=19)


def one_by_one(question: str, **ways: str):
    """The analysis with the given ways, all others the usual ones."""
    asked = ask(simulated(), question)
    usual = {choice.name: choice.ways[0] for choice in choices_of(asked)}
    assert set(ways) <= set(usual)
    every = [usual | ways]
    samples = samples_of(asked, every)
    chance = shuffled(asked, list(samples.values()), permutations=5, seed=2)
    found = next(analyses(asked, next(iter(asked.contrasts)), every, samples, chance))
    assert found is not None
    return found, next(iter(samples.values())), chance


def same(found, row) -> None:
    for name in ("estimate", "conf_low", "conf_high", "p_value", "df"):
        assert found.numbers[name] == pytest.approx(row[name], rel=1e-6), name


@pytest.mark.parametrize("question", [ADJACENCY, NUMBER])
def test_the_usual_analysis_is_that_of_the_answer(question):
    shown = small_groups_shown(simulated())
    answer = (adjacent_industries if question == ADJACENCY else multiple_mentors)(shown, roles=["primary"])
    row, usual = answer.table.iloc[0], curve(question).table.query("usual")
    assert len(usual) == 1
    for name in ("estimate", "conf_low", "conf_high", "p_value", "df", "n_mentors"):
        assert usual.iloc[0][name] == pytest.approx(row[name], rel=1e-6), name
    assert usual.iloc[0]["n_mentees"] == answer.rows["mentees"].sum()


@pytest.mark.parametrize("question", [ADJACENCY, NUMBER])
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
        assert set(found.table[choice.name]) <= set(choice.ways)
        assert len(choice.ways) > 1


def test_a_curve_is_drawn_where_small_groups_are_shown():
    shown = small_groups_shown(simulated())
    found = specification_curve(shown, specifications=60, permutations=1).table
    pd.testing.assert_frame_equal(found, specification_curve(simulated(), specifications=60, permutations=1).table)


def test_there_are_two_hundred_analyses_and_more_of_a_program_with_dates_sessions_and_scores_before():
    made = simulate_program(seed=4, mentees=240)[0]
    for question in (ADJACENCY, NUMBER):
        assert drawn(choices_of(ask(made, question)), most=1, seed=1)[1] >= 200


def test_a_choice_without_a_term_another_landmark_or_a_cut_is_the_model_with_it():
    asked = ask(simulated(), ADJACENCY)
    found, _, _ = one_by_one(ADJACENCY, **{"cohort": "no"})
    design = asked.comparison.design
    design = design[[name for name in design if not str(name).startswith("cohort ")]]
    fit = fit_multiple_membership(asked.comparison.rows["final"], design, memberships=asked.memberships)
    same(found, fit.contrast((design.columns == "adjacent").astype(float)))

    found, _, _ = one_by_one(ADJACENCY, **{"mentors begun by": "60 days"})
    earlier = replace(simulated(), settings=replace(simulated().settings, landmark_days=60))
    same(found, adjacent_industries(small_groups_shown(earlier), roles=["primary"]).table.iloc[0])

    found, _, _ = one_by_one(ADJACENCY, **{"adjacent up to": "closest 20 %"})
    rows = adjacent_industries(small_groups_shown(simulated()), roles=["robustness"], permutations=20).table
    own = rows[rows["method"].str.contains("20 %") & (rows["contrast"] == CONTRAST)]
    same(found, own.iloc[0])


def test_mentors_by_sessions_are_the_row_of_that_name():
    found, _, _ = one_by_one(ADJACENCY, **{"mentors weigh": "by sessions"})
    asked = ask(simulated(), ADJACENCY)
    part = by_sessions(asked.part)
    met = part.mentors[part.mentors["row"].isin(asked.comparison.row_of.index)]
    z = met.pivot_table(index="row", columns="mentor_id", values="weight", fill_value=0.0).to_numpy()
    shares = part.table.set_index("row").loc[asked.comparison.row_of.index].reset_index()
    x = asked.comparison.adjustment.columns.assign(
        **{
            tier: shares[f"share_{tier}"]
            for tier in ("adjacent", "distant", "unknown")
            if tier in asked.comparison.design
        }
    )
    fit = fit_multiple_membership(asked.comparison.rows["final"], x, memberships={"mentor": z})
    same(found, fit.contrast((x.columns == "adjacent").astype(float)))


@pytest.mark.parametrize("way", ["any adjacent one counts", "the first counts"])
def test_several_mentors_count_as_one_where_that_is_chosen(way):
    _, sample, chance = one_by_one(ADJACENCY, **{"several mentors": way})
    graph = graph_of(sample, chance.labels, chance.places)
    found = exposures(sample, {"several mentors": way}, graph, chance.assigned)
    for name in ("same", "adjacent", "distant", "unknown"):
        assert found[name].shape == (len(sample.final), 6)
    pairs = sample.met.sort_values("start_date", kind="stable").groupby("row")["proximity"]
    if way == "the first counts":
        expected = pairs.first().sort_index() == "adjacent"
    else:
        expected = pairs.agg(lambda own: (own == "adjacent").any()).sort_index()
    np.testing.assert_allclose(found["adjacent"][:, 0], expected.astype(float))
    np.testing.assert_allclose(sum(found.values()), 1.0)


def test_the_shares_of_the_analyses_are_those_of_the_cut():
    _, sample, chance = one_by_one(ADJACENCY)
    graph = graph_of(sample, chance.labels, chance.places)
    found = exposures(sample, {"adjacent up to": "closest 10 %"}, graph, chance.assigned)
    part = participations(simulated())
    expected = shares_at(part, cut_of(simulated(), 0.10))
    rows = sample.comparison.row_of
    for name, share in expected.items():
        own = share.set_axis(part.table["row"]).loc[rows.index]
        np.testing.assert_allclose(found[name][rows.to_numpy(), 0], own, atol=1e-12)


def slow_t(y, x, columns, z, variances, weights) -> tuple[float, float]:
    """Generalized least squares with the whole covariance matrix of the null fit."""
    inverse = np.linalg.inv(variances["mentor"] * z @ z.T + variances["residual"] * np.eye(len(y)))
    design = np.column_stack([x, columns])
    covariance = np.linalg.inv(design.T @ inverse @ design)
    row = np.concatenate([np.zeros(x.shape[1]), weights])
    estimate = row @ covariance @ design.T @ inverse @ y
    return estimate, estimate / np.sqrt(row @ covariance @ row)


def test_a_shuffle_of_industries_is_the_model_with_shares_counted_anew():
    found, sample, chance = one_by_one(ADJACENCY)
    asked = ask(simulated(), ADJACENCY)
    y, x = sample.final, asked.comparison.adjustment.columns.to_numpy()
    z = sample.memberships(weight="weight", team=True)["mentor"].toarray()
    null = fit_multiple_membership(y, x, memberships={"mentor": z})
    names, places = chance.labels.names, chance.places
    industries, met = simulated().industries, sample.met
    for draw in range(6):
        shares = {name: np.zeros(len(y)) for name in ("adjacent", "distant", "unknown")}
        for one in met.to_dict("records"):
            place = places[one["mentor_id"]]
            tier = one["proximity"]
            if chance.labels.free[place]:
                cells = pd.Series([one["mentee_industry"]]), pd.Series([names[chance.assigned[draw, place]]])
                tier = industries.compare(*cells)["proximity"].iloc[0]
            if tier in shares:
                shares[tier][int(one["row"])] += one["weight"]
        kept = [name for name, share in shares.items() if name in asked.comparison.design]
        columns = np.column_stack([shares[name] for name in kept])
        weights = [float(name == "adjacent") for name in kept]
        estimate, t = slow_t(y, x, columns, z, null.variances, weights)
        assert found.estimates[draw] == pytest.approx(estimate, rel=1e-6)
        assert found.statistics[draw] == pytest.approx(t, rel=1e-6)


def test_a_shuffle_of_what_is_unexplained_is_the_model_of_the_scores_dealt_out_anew():
    found, sample, chance = one_by_one(NUMBER)
    asked = ask(simulated(), NUMBER)
    y, x = sample.final, asked.comparison.adjustment.columns.to_numpy()
    z = sample.memberships(weight="weight", team=True)["mentor"].toarray()
    null = fit_multiple_membership(y, x, memberships={"mentor": z})
    fitted = x @ null.coefficients["estimate"].to_numpy()
    names = [name for name in ("several at once", "one after another") if name in asked.comparison.design]
    orders = chance.orders(asked.comparison.rows["group"], asked.comparison.rows["cohort"])
    for draw, order in enumerate(orders):
        columns = asked.comparison.rows[names].to_numpy()
        shuffled_y = fitted + (y - fitted)[order]
        estimate, t = slow_t(shuffled_y, x, columns, z, null.variances, [1.0] + [0.0] * (len(names) - 1))
        assert found.estimates[draw] == pytest.approx(estimate, rel=1e-6)
        assert found.statistics[draw] == pytest.approx(t, rel=1e-6)


def test_orders_stay_within_cohorts_and_mentees_keep_their_places_from_one_sample_to_another():
    asked = ask(simulated(), NUMBER)
    usual = {choice.name: choice.ways[0] for choice in choices_of(asked)}
    samples = samples_of(asked, [usual])
    chance = shuffled(asked, list(samples.values()), permutations=40, seed=3)
    rows = asked.comparison.rows
    orders = chance.orders(rows["group"], rows["cohort"])
    assert (rows["cohort"].to_numpy()[orders] == rows["cohort"].to_numpy()).all()
    assert (np.sort(orders, axis=1) == np.arange(len(rows))).all()
    assert (orders[0] == np.arange(len(rows))).all()
    one = rows["cohort"] == rows["cohort"].iloc[0]
    part = chance.orders(rows.loc[one, "group"], rows.loc[one, "cohort"])
    whole = np.flatnonzero(one)
    np.testing.assert_array_equal(whole[part], orders[:, whole])


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


def test_random_analyses_are_different_ones_with_the_usual_first():
    choices = tuple(Choice(f"choice {n}", ("x", "y", "z")) for n in range(5))
    found, possible = drawn(choices, most=30, seed=1)
    assert possible == 3**5
    assert len({tuple(one.values()) for one in found}) == 30
    assert set(found[0].values()) == {"x"}
    every, _ = drawn(choices, most=3**5, seed=1)
    assert len(every) == 3**5


def test_a_program_that_leaves_nothing_to_choose_but_cuts_and_terms_has_those():
    kinds = ["Art", "Music", "Steel"]
    pairings = [pair(f"e{i:02}", f"m{i % 12}", mentor_industry=kinds[i % 3], cohort=f"c{i % 2}") for i in range(72)]
    answers = [score(f"e{i:02}", (7 * i) % 11 + i % 2, cohort=f"c{i % 2}") for i in range(72)]
    found = specification_curve(program(pairings, surveys=answers), permutations=20)
    assert [choice.name for choice in found.choices] == ["adjacent up to", "cohort"]
    assert len(found.table) == found.possible == 6


def test_without_anybody_to_shuffle_the_curve_says_so_and_has_no_p():
    kinds = ["Art", "Music", "Steel"]
    pairings = [
        pair(f"e{i:02}", f"m{i % 12}", mentor_industry=kinds[i % 3], cohort=kinds[i % 3][:1] + "x") for i in range(72)
    ]
    pairings += [pair(f"f{i:02}", f"m{i % 12}", mentor_industry=kinds[i % 3], cohort="all") for i in range(36)]
    people = {p["mentee_id"]: p["cohort"] for p in pairings}
    answers = [score(name, (7 * i) % 11 + i % 2, cohort=cohort) for i, (name, cohort) in enumerate(people.items())]
    found = specification_curve(program(pairings, surveys=answers), permutations=20)
    assert found.joint == {}
    assert "cannot be tested here: too few mentors could" in found.text


def test_wrong_arguments_and_questions_without_an_answer_are_refused():
    with pytest.raises(ValueError, match="expected one of '2\\+ - 1'"):
        specification_curve(simulated(), question=NUMBER, contrast=CONTRAST)
    with pytest.raises(ValueError, match="permutations is 0; expected 1 or more"):
        specification_curve(simulated(), permutations=0)
    pairings = [pair(f"e{i:02}", f"m{i % 12}", mentor_industry="Art") for i in range(40)]
    with pytest.raises(UnusableExports, match="no analysis can be made"):
        specification_curve(program(pairings, surveys=[score(f"e{i:02}", (7 * i) % 11) for i in range(40)]))


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
    text = text_of(ask(simulated(), ADJACENCY), CONTRAST, table, nothing, {}, possible=3, reason="why")
    assert said in text
    assert "all 3 such analyses" in text
