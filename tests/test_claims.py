"""The study of claims, on a few programs; ``make validate`` runs all of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_participations
from tests.validation import claims
from tests.validation.claim_worlds import CERTAINTY_WORLDS, NULL_WORLDS, REPORTED, SETTLED, make
from tests.validation.claims import FOLDER, answers, blocks, grades, program_of, rates, run
from tests.validation.outcomes import at_once
from tests.validation.worlds import TIERS

EVERY = (*NULL_WORLDS, *CERTAINTY_WORLDS)
SMALL = next(claim for claim in NULL_WORLDS if claim.world.mentees == 60)


def of_kind(behind: str = "", **wanted):
    return next(c for c in EVERY if c.behind == behind and all(getattr(c, n) == v for n, v in wanted.items()))


def test_no_two_worlds_have_the_same_name_and_size():
    keys = [(claim.name, claim.world.mentees) for claim in EVERY]
    assert len(set(keys)) == len(keys)


def test_what_the_rules_are_settled_on_and_what_is_reported_share_no_world():
    settled, reported = ({(c.name, c.world.mentees) for c in EVERY if c.half == half} for half in (SETTLED, REPORTED))
    assert settled
    assert reported
    assert not settled & reported


def test_the_same_seed_makes_the_same_program():
    one, again, other = (make(SMALL, seed) for seed in (3, 3, 4))
    assert (one.final == again.final).all()
    assert (one.final != other.final).any()


@pytest.mark.parametrize("factor", [1.4, 2.0, 0.5])
def test_a_side_spreads_so_many_times_as_widely(factor):
    claim = of_kind(spread=(("several", factor),))
    luck = []
    for seed in range(6):
        made = make(claim, seed)
        plain = make(of_kind(spread=(), world=claim.world, outcome="rating", name="plain"), seed)
        assert (made.drawn.luck == plain.drawn.luck).all()
        rest = made.final - np.polyval(np.polyfit(made.drawn.before, made.final, 1), made.drawn.before)
        several = at_once(made.drawn)
        luck.append(rest[several].std() / rest[~several].std())
    assert np.mean(luck) == pytest.approx(factor, rel=0.25)


def test_a_site_decides_who_has_several_mentors_and_one_does_better():
    made = [make(of_kind("site of number", group_id=False), seed) for seed in range(8)]
    site, final, several = (np.concatenate(parts) for parts in zip(
        *((m.site, m.final, at_once(m.drawn)) for m in made), strict=True))  # fmt: skip
    north = site == "North"
    assert several[north].mean() > 0.9 > 0.1 > several[~north].mean()
    assert final[north].mean() - final[~north].mean() > 0.3


def test_a_site_decides_who_has_adjacent_mentors():
    made = make(of_kind("site of industry"), 1)
    adjacent = made.drawn.tier[:, 0] == TIERS.index("adjacent")
    assert adjacent[made.site == "South"].mean() > 0.9


def test_with_a_group_the_site_is_the_group_and_a_column_of_the_people_either_way():
    for claim in (of_kind("site of number", group_id=True), of_kind("site of number", group_id=False)):
        program, participations = program_of(claim, 1)
        assert set(program.people["site"]) == {"North", "South", "West"}
        assert participations.table["group_id"].notna().all() == claim.group_id
        model = fit_participations(program, NUMBER, participations)
        assert ("group" in model.comparison.memberships) == claim.group_id


@pytest.mark.parametrize("number", [True, False])
def test_mentors_who_are_chosen_are_better_with_all_of_their_mentees(number):
    made = make(of_kind(f"mentors of {'number' if number else 'industry'}"), 2)
    plain = make(of_kind(name="plain", world=of_kind("mentors of number").world), 2)
    assert made.drawn.quality.std() > 1.5 * plain.drawn.quality.std()


@pytest.mark.parametrize("behind", ["drive", "start"])
def test_who_has_several_mentors_goes_with_drive_or_with_the_start(behind):
    made = [make(of_kind(behind), seed) for seed in range(6)]
    before = np.concatenate([m.drawn.before for m in made])
    several = np.concatenate([at_once(m.drawn) for m in made])
    apart = before[several].mean() - before[~several].mean()
    assert apart < -0.5 if behind == "start" else abs(apart) < 0.2


def test_each_question_is_answered_and_a_claim_is_graded_with_every_doubt():
    rows = [row for seed in range(3) for row in answers(of_kind(effect=True), seed, certainty=True)]
    assert [row["question"] for row in rows[:2]] == [ADJACENCY.name, NUMBER.name]
    claimed = [row for row in rows if row["claims"]]
    assert claimed
    assert all(row["grade"] in ("moderate", "low") for row in claimed)
    assert all({f"doubt {doubt.name}" for doubt in claims.DOUBTS} <= row.keys() for row in claimed)
    assert not any("grade" in row for row in rows if not row["claims"])


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path, monkeypatch):
    seeds = []
    monkeypatch.setattr(claims, "BLOCK", 2)
    monkeypatch.setattr(
        claims, "answers",
        lambda claim, seed, *, certainty: seeds.append(seed) or iter([{
            "world": claim.name, "mentees": claim.world.mentees, "half": claim.half, "question": "q", "seed": seed,
        }]),
    )  # fmt: skip
    run(tmp_path, (SMALL,), runs=3, certainty=False)
    run(tmp_path, (SMALL,), runs=6, certainty=False)
    assert seeds == [0, 1, 2, 2, 3, 4, 5]
    assert blocks(tmp_path)["seed"].tolist() == [0, 1, 2, 3, 4, 5]


def test_rates_count_any_claim_and_intervals_that_hold_nothing_at_all():
    base = {"world": SMALL.name, "mentees": 60, "half": SMALL.half, "question": NUMBER.name}
    table = pd.DataFrame([base | {"seed": s, "claims": c, "p 2+ - 1": p} for s, (c, p) in enumerate(
        [(0, 0.5), (1, 0.01), (0, 0.05), (np.nan, np.nan)])])  # fmt: skip
    (row,) = rates(table).to_dict("records")
    assert (row["programs"], row["no answer"]) == (4, 1)
    assert (row["any claim %"], row["± (any claim)"]) == (33.33, 27.22)
    assert row["2+ - 1 covered %"] == 66.67


def test_grades_are_shares_of_the_answers_with_a_claim():
    claim = CERTAINTY_WORLDS[0]
    base = {"world": claim.name, "mentees": claim.world.mentees, "half": claim.half, "question": NUMBER.name}
    doubts = {f"doubt {doubt.name}": False for doubt in claims.DOUBTS}
    table = pd.DataFrame([
        base | doubts | {"seed": 0, "grade": "low", "doubt hub": True},
        base | doubts | {"seed": 1, "grade": "moderate"},
        base | {"seed": 2, "grade": np.nan},
    ])  # fmt: skip
    (row,) = grades(table).to_dict("records")
    assert (row["programs"], row["claims"], row["low %"], row["hub %"], row["answers %"]) == (3, 2, 50.0, 50.0, 0.0)


def test_the_committed_results_are_of_these_worlds():
    for name, worlds in (("claims", NULL_WORLDS), ("certainty", CERTAINTY_WORLDS)):
        table = pd.read_csv(FOLDER / f"{name}.csv")
        named = {(c.name, c.world.mentees, c.half) for c in worlds}
        assert set(table[claims.WORLD].itertuples(index=False, name=None)) <= named
        assert set(table["question"]) == {ADJACENCY.name, NUMBER.name}
