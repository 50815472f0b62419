from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from mentorstats import load_frames, simulate_program, small_groups_shown
from mentorstats.errors import UnusableExports
from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.questions.answers import adjacent_industries, multiple_mentors
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.results import TABLE_COLUMNS
from mentorstats.sharing import shareable
from mentorstats.tables.mentees import mentee_table, participations
from tests.programs import industries, pair, program, score

VERDICTS = {"better", "worse", "no difference that matters", "cannot tell"}


@pytest.fixture(scope="module")
def made():
    return simulate_program(seed=5, mentees=240, effect_adjacent=0.6, effect_distant=0.2)[0]


@pytest.fixture(scope="module")
def adjacency(made):
    return adjacent_industries(made)


@pytest.fixture(scope="module")
def number(made):
    return multiple_mentors(made)


def yes_no_teams(seed: int, teams: int = 60):
    """Teams of 1 to 3 that graduate together; half of their mentors are of Music, half of Art."""
    rng = np.random.default_rng(seed)
    pairs, answers = [], []
    for t in range(teams):
        graduated = int(rng.random() < 0.7)
        for m in range(rng.integers(1, 4)):
            mentor = f"m{rng.integers(0, 20)}"
            kind = ["Music", "Art", "Steel"][int(mentor[1:]) % 3]
            pairs.append(pair(f"e{t}-{m}", mentor, group_id=f"t{t}", mentor_industry=kind))
            answers.append({"person_id": f"e{t}-{m}", "item": "graduated", "score": graduated})
    return program(pairs, surveys=answers)


def test_the_table_has_the_columns_of_the_design(adjacency, number):
    assert tuple(adjacency.table.columns) == tuple(number.table.columns) == TABLE_COLUMNS


def test_adjacency_reports_all_three_contrasts_and_whether_adjacent_is_best(adjacency):
    primary = adjacency.table[adjacency.table["role"] == "primary"]
    assert primary["contrast"].tolist() == [
        "adjacent - same",
        "adjacent - distant",
        "distant - same",
        "adjacent is best",
    ]
    assert set(primary["verdict"]) <= VERDICTS
    assert (adjacency.table["question"] == "adjacent_industries").all()


def test_several_mentors_reports_one_primary_contrast_and_one_after_another_apart(number):
    assert number.table.loc[number.table["role"] == "primary", "contrast"].tolist() == ["2+ - 1"]
    assert number.table.loc[number.table["role"] == "exploratory", "contrast"].tolist() == ["one after another - 1"]


def test_the_three_contrasts_add_up(adjacency):
    rows = adjacency.table[adjacency.table["role"] == "primary"].set_index("contrast")["estimate"]
    assert rows["adjacent - distant"] == pytest.approx(rows["adjacent - same"] - rows["distant - same"])


def test_the_primary_estimates_are_those_of_the_model_written_out_by_hand(made, adjacency):
    """Design matrix and memberships built here with loops, from the mentee table and the pairings alone."""
    part = participations(made)
    table = part.table[(part.table["left_out"] == "") & part.table["final"].notna() & (part.table["share_unknown"] < 1)]
    keep = table["row"].tolist()
    x = {"one": [1.0] * len(keep)}
    for name in ("adjacent", "distant", "unknown"):
        x[name] = table[f"share_{name}"].tolist()
    means = table.groupby("cohort")["baseline"].mean()
    x["baseline"] = [b if b == b else means[c] for b, c in zip(table["baseline"], table["cohort"], strict=True)]
    x["no baseline"] = [float(b != b) for b in table["baseline"]]
    for cohort in sorted(table["cohort"].unique())[1:]:
        x[cohort] = [float(c == cohort) for c in table["cohort"]]
    codes = part.industries[part.industries["row"].isin(keep)]
    sector = {code: made.industries.sector(code) for code in codes["code"]}
    people = {code: set(codes.loc[codes["code"] == code, "row"]) for code in sector}
    pooled = {c: c if len(people[c]) >= 5 else f"sector {sector[c]}" for c in sector}
    in_pool = {p: set().union(*(people[c] for c in sector if pooled[c] == p)) for p in pooled.values()}
    pooled = {c: p if len(in_pool[p]) >= 5 else "other" for c, p in pooled.items()}
    pools = [*sorted(set(pooled.values())), "unknown industry"]
    for pool in pools[1:]:
        x[pool] = []
        for row in keep:
            own = codes[codes["row"] == row]
            placed = {pooled[c]: 0.0 for c in own["code"]}
            for code, weight in zip(own["code"], own["weight"], strict=True):
                placed[pooled[code]] += weight
            x[pool].append(placed.get(pool, 0.0) if len(own) else float(pool == "unknown industry"))
    frame = pd.DataFrame(x)
    frame = frame.loc[:, frame.any()]
    mentors = sorted(set(part.mentors.loc[part.mentors["row"].isin(keep), "mentor_id"]))
    weights = np.zeros((len(keep), len(mentors)))
    for row, mentor, weight in part.mentors[["row", "mentor_id", "weight"]].itertuples(index=False):
        if row in keep:
            weights[keep.index(row), mentors.index(mentor)] = weight
    assert len(keep) >= 10 * frame.shape[1]
    fit = fit_multiple_membership(table["final"].to_numpy(), frame, memberships={"mentor": weights})
    by_hand = fit.coefficients.set_index("term")
    primary = adjacency.table[adjacency.table["role"] == "primary"].set_index("contrast")
    for contrast, term in (("adjacent - same", "adjacent"), ("distant - same", "distant")):
        for number in ("estimate", "conf_low", "conf_high", "p_value", "df"):
            assert_allclose(primary.loc[contrast, number], by_hand.loc[term, number], rtol=1e-5)


def test_adjacent_is_best_is_as_sure_as_the_less_sure_of_its_two_leads(adjacency):
    rows = adjacency.table[adjacency.table["role"] == "primary"].set_index("contrast")
    leads = rows.loc[["adjacent - same", "adjacent - distant"]]
    best = rows.loc["adjacent is best"]
    assert best["estimate"] == leads["estimate"].min()
    assert best["conf_low"] == leads["conf_low"].min()
    one_sided = np.where(leads["estimate"] > 0, leads["p_value"] / 2, 1 - leads["p_value"] / 2)
    assert best["p_value"] == pytest.approx(min(1.0, 2.0 * one_sided.max()))
    assert (best["verdict"] == "better") == bool((leads["conf_low"] > 0).all())


def test_where_lower_is_better_the_verdicts_turn_round_and_the_numbers_do_not(made):
    turned = load_frames(
        pairings=made.pairings, people=made.people, sessions=made.sessions, surveys=made.surveys,
        outcome="career_confidence", outcome_better="lower",
    )  # fmt: skip
    plain = adjacent_industries(made, roles=("primary",)).table
    other = adjacent_industries(turned, roles=("primary",)).table
    assert_allclose(plain["estimate"].iloc[:3], other["estimate"].iloc[:3])
    swap = {"better": "worse", "worse": "better"}
    assert [swap.get(v, v) for v in plain["verdict"].iloc[:3]] == other["verdict"].iloc[:3].tolist()
    assert plain["verdict"].iloc[0] == "better"


def test_roles_limit_the_rows_and_nothing_else(made, adjacency):
    only = adjacent_industries(made, roles=("primary",))
    expected = adjacency.table[adjacency.table["role"] == "primary"].reset_index(drop=True)
    pd.testing.assert_frame_equal(only.table, expected)
    assert only.text == adjacency.text
    with pytest.raises(ValueError, match="roles has 'primry'"):
        adjacent_industries(made, roles=("primry",))


def test_the_joint_test_is_among_the_checks_with_its_df_in_tens(adjacency, made):
    row = adjacency.checks.set_index("check").loc["same, adjacent and distant all alike?"]
    assert re.match(r"F\(2, \d+0\) = \d+\.\d\d, p ", row["result"])
    exact = adjacent_industries(small_groups_shown(made), roles=("primary",)).checks.set_index("check")
    assert exact.loc["same, adjacent and distant all alike?", "result"].startswith("F(2, ")


def test_everyone_is_compared_or_left_out_with_a_reason(made):
    for question in (ADJACENCY, NUMBER):
        asked = fit_question(made, question)
        assert asked.mentees + sum(asked.left_out.values()) == len(mentee_table(made))


def test_the_table_is_exact_and_what_is_shared_of_it_is_not(adjacency):
    table, shown = adjacency.table, shareable(adjacency.table)
    main = table["role"] == "primary"
    assert table.loc[main, "n_mentees"].eq(adjacency.rows["mentees"].sum()).all()
    assert shown["n_mentees"].dropna().mod(10).eq(0).all()
    assert (shown["n_mentees"] - table["n_mentees"].loc[shown.index]).abs().max() <= 5
    assert (shown["df"].dropna() % 10 == 0).all()
    assert (shown.loc[main[shown.index], "estimate"] - table.loc[main, "estimate"]).abs().max() <= adjacency.step / 2
    assert list(shown) == list(table)


def test_what_is_shared_has_no_shortcut_where_a_side_of_it_is_few():
    pairs = [pair(f"e{i}", f"m{i % 12}", mentor_industry=("Music", "Art")[i % 2]) for i in range(60)]
    pairs += [pair(f"d{i}", f"m{i}", mentor_industry="Steel") for i in range(4)]
    answers = [score(row["mentee_id"], (i * 7) % 5) for i, row in enumerate(pairs)]
    table = adjacent_industries(program(pairs, surveys=answers), roles=["naive"]).table
    shown = shareable(table).set_index("contrast")
    assert table["estimate"].notna().all()
    assert shown["estimate"].notna().to_dict() == {
        "adjacent - same": True, "adjacent - distant": False, "distant - same": False, "similarity": True,
    }  # fmt: skip
    assert shown.loc["distant - same", "method"] == "pair rows, t-test: fewer than 10 on a side"


@pytest.mark.parametrize("no", [0, 1, 9])
def test_plain_differences_of_yes_and_no_are_not_shared_where_few_said_one_of_them(no):
    pairs = [pair(f"e{i}", f"m{i % 12}", mentor_industry=("Music", "Art")[i % 2]) for i in range(120)]
    sides = [[f"e{i}" for i in range(start, 120, 2)] for start in (0, 1)]
    answers = [score(e, float(place >= few)) for side, few in zip(sides, (no, 25), strict=True)
               for place, e in enumerate(side)]  # fmt: skip
    answer = adjacent_industries(program(pairs, surveys=answers), roles=["naive", "robustness"], permutations=20)
    shown = shareable(answer.table).query("contrast == 'adjacent - same'").set_index("method")
    plain = shown.index.str.contains("pair rows|chance to score|Cliff")
    assert plain.sum() == 3
    assert shown.loc[plain, ["estimate", "conf_low", "p_value"]].isna().all(axis=None)
    assert shown.index[plain].str.endswith(": fewer than 10 on a side said yes or no").all()


def test_whoever_did_not_answer_is_not_counted_by_what_is_shared_where_they_are_few_or_none():
    def words(silent: int) -> list[str]:
        pairs = [pair(f"e{i}", f"m{i % 12}", mentor_industry=("Music", "Art")[i % 2]) for i in range(120)]
        answers = [score(f"e{i}", (i * 7) % 5) for i in range(silent, 120)]
        table = adjacent_industries(program(pairs, surveys=answers), roles=["sensitivity"]).table
        shown = shareable(table).query("contrast == 'adjacent - same'")
        kinds = shown["method"].str.contains("weighted in|bounds|tipping")
        assert shown.loc[kinds, ["estimate", "conf_low"]].isna().all(axis=None)
        return shown.loc[kinds, "method"].tolist()

    assert words(0) == words(3) == words(9)


def test_a_side_of_fewer_people_than_the_programs_own_limit_has_no_numbers_in_words_or_shared():
    pairs = [pair(f"e{i}", f"m{i % 12}", mentor_industry="Music" if i % 5 else "Art") for i in range(80)]
    answers = [score(f"e{i}", (i * 7) % 5) for i in range(80)]
    answer = adjacent_industries(program(pairs, surveys=answers, min_people=20), roles=["primary", "robustness"])
    assert np.isfinite(answer.table.loc[0, "estimate"])
    assert "fewer than 20 mentees had a mentor from the mentee's own industry, and 20 are needed" in answer.text
    shown = shareable(answer.table).query("contrast == 'adjacent - same'")
    assert shown[["estimate", "p_value", "df"]].isna().all(axis=None)
    assert shown["verdict"].iloc[0] == "cannot tell"
    assert not re.search(r"\d\.\d\d points", answer.text)


def test_a_yes_no_outcome_of_teams_is_answered_by_teams_in_percentage_points():
    answer = adjacent_industries(yes_no_teams(1))
    assert answer.unit == "percentage points"
    assert answer.smallest_effect == 5.0
    assert len(answer.rows) == 60
    assert "the 60 teams are compared" in answer.text
    assert answer.table["n_mentees"].iloc[0] == answer.rows["mentees"].sum() > 60
    assert set(answer.rows["final"]) == {0.0, 100.0}


def test_without_dates_the_answer_says_what_it_cannot_tell_and_which_column_would():
    answer = multiple_mentors(yes_no_teams(1))
    assert "start_date" in answer.text
    assert "at the same time" not in answer.text.split("\n\n")[0]
    assert "baseline" in answer.text


def test_too_few_mentees_on_a_side_are_refused_in_words():
    pairs = [pair(f"e{i}", f"m{i % 9}", mentor_industry="Music" if i % 9 else "Art") for i in range(60)]
    answer = adjacent_industries(program(pairs, surveys=[score(f"e{i}", (i * 7) % 5) for i in range(60)]))
    assert "fewer than 10 mentees had a mentor from the mentee's own industry, and 10 are needed" in answer.text
    primary = answer.table[answer.table["role"] == "primary"]
    assert primary["estimate"].isna().all()
    assert (primary["verdict"] == "cannot tell").all()


def test_an_exposure_that_is_the_cohort_is_refused_in_words():
    pairs = [
        pair(f"{c}{i}", f"{c}{i % 5}", cohort=c, mentor_industry=kind)
        for c, kind in [("x", "Music"), ("y", "Steel"), ("z", "Art")]
        for i in range(30)
    ]
    answers = [score(p["mentee_id"], (7 * i) % 5, cohort=p["cohort"]) for i, p in enumerate(pairs)]
    answer = adjacent_industries(program(pairs, surveys=answers))
    assert "cannot be told apart from cohort" in answer.text
    assert answer.table.loc[answer.table["role"] == "primary", "estimate"].isna().all()


def test_an_outcome_without_variation_is_refused_in_words():
    pairs = [pair(f"e{i}", f"m{i % 9}", mentor_industry=["Music", "Art", "Law"][i % 3]) for i in range(60)]
    answer = adjacent_industries(program(pairs, surveys=[score(f"e{i}", 4) for i in range(60)]))
    assert "every outcome is the same" in answer.text.split("\n\n")[0]


def test_one_mentor_for_each_mentee_is_answered_by_least_squares_and_said():
    rng = np.random.default_rng(2)
    pairs = [pair(f"e{i}", f"m{i}", mentor_industry=["Music", "Art", "Law"][i % 3]) for i in range(90)]
    made = program(pairs, surveys=[score(f"e{i}", float(s)) for i, s in enumerate(rng.normal(3, 1, 90))])
    answer = adjacent_industries(made)
    finals = mentee_table(made).assign(
        kind=[["adjacent", "same", "distant"][int(e[1:]) % 3] for e in mentee_table(made)["mentee_id"]]
    )
    means = finals.groupby("kind")["final"].mean()
    assert answer.table.loc[0, "estimate"] == pytest.approx(means["adjacent"] - means["same"])
    assert answer.table.loc[0, "df"] == 87
    assert "mentor effects cannot be told from the rest" in " ".join(answer.checks["result"])


def test_blocking_problems_are_refused_with_the_first_of_them():
    made = load_frames(pairings=pd.DataFrame({"mentee_id": ["a"]}), industries=industries())
    with pytest.raises(UnusableExports, match="the column mentor_id is missing from the pairings"):
        multiple_mentors(made)


def test_an_answer_cannot_be_changed(adjacency):
    with pytest.raises(AttributeError):
        adjacency.text = "yes"


def test_a_notebook_shows_the_text_and_reads_no_markup_in_it():
    pairs = [pair(f"e{i}", f"m{i % 9}", mentor_industry=["Music", "Art", "Law"][i % 3]) for i in range(60)]
    hostile = "<script>alert(1)</script> $x$ [link](http://x.org)"
    answer = adjacent_industries(
        program(pairs, surveys=[score(f"e{i}", (i * 7) % 5, item=hostile) for i in range(60)]), outcome=hostile
    )
    assert repr(answer) == answer.text
    shown = answer._repr_markdown_()
    assert hostile.replace("_", " ").capitalize() not in shown
    assert "\\<script\\>" in shown.lower()
    assert "\\[link\\]" in shown.lower()
    assert "\\$x\\$" in shown.lower()


def test_mentors_whose_mentees_all_have_one_outcome_leave_nothing_to_compare():
    pairs = [pair(f"e{i}", f"m{i % 12}", mentor_industry=["Music", "Art", "Law"][i % 3]) for i in range(60)]
    answer = adjacent_industries(program(pairs, surveys=[score(f"e{i}", (i % 12) * 0.7 % 3) for i in range(60)]))
    assert "mentors or teams explain every difference" in answer.text.split("\n\n")[0]
    assert answer.table.loc[answer.table["role"] == "primary", "verdict"].eq("cannot tell").all()


def test_a_handful_of_mentees_is_refused_in_words():
    pairs = [pair(f"e{i}", f"m{i}", mentor_industry=["Music", "Art"][i]) for i in range(2)]
    answer = multiple_mentors(program(pairs, surveys=[score(f"e{i}", i) for i in range(2)]))
    assert "too few mentees can be compared; more final answers would help" in answer.text.split("\n\n")[0]
