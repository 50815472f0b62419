"""The study behind VALIDATION.md, on a few programs; ``make validate`` runs all of it."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import mentorstats as ms
from mentorstats.errors import UnusableExports
from mentorstats.exports.load import load_frames
from mentorstats.formats import equals
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.naive import naive_rows
from mentorstats.questions.robustness import permutation_test
from tests.validation import folders, study, summary
from tests.validation.__main__ import PAGE, RESULTS, committed_page
from tests.validation.causes import CAUSES
from tests.validation.methods import ALL_ALIKE, MODEL, PERMUTATIONS, SHUFFLED, askings, model_rows, shuffled_rows
from tests.validation.outcomes import CONTRASTS, CUTS, EFFECTS, YES, Cell, expected, scores, truths
from tests.validation.rivals import MENTEE_HC2, MENTEE_SHUFFLED, PAIR_OLS, PAIR_T, rival_rows
from tests.validation.tables import OUTCOME, participations_of, tables_of
from tests.validation.worlds import TIERS, WORLDS, World, draw

NUMBERS = ("estimate", "conf_low", "conf_high", "p_value")
SMALL = World(name="small", mentees=60, iccs=(0.1,), outcomes=("rating", "yes/no"))
# One of each name, and both sizes: every branch on the short way.
ASKED = [world for world in WORLDS if world.name != "plain" or (world.mentees, world.load) in {(60, 8), (240, 2)}]


def named(world: World) -> str:
    return world.key.replace(" ", "-").replace(",", "")


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    return pd.read_csv(RESULTS)


@pytest.fixture(scope="module", params=enumerate(ASKED), ids=lambda param: named(param[1]))
def both_ways(request):
    """A program through its tables, and the same one past them; outcomes and effects take turns."""
    number, world = request.param
    cell = Cell(outcome=("rating", "yes/no", "skewed")[number % 3], icc=0.3, effect=number % 2 == 1)
    drawn = draw(world, number)
    final = scores(drawn, cell)
    program = load_frames(**tables_of(drawn, final), outcome=OUTCOME)
    unit = 100.0 if cell.outcome == "yes/no" else 1.0
    return program, drawn, (unit * final)[:, None]


@pytest.mark.slow
def test_past_the_tables_the_answers_are_those_of_the_package(both_ways):
    program, drawn, outcomes = both_ways
    for ask_, asking in zip(
        (ms.adjacent_industries, ms.multiple_mentors), askings(participations_of(drawn)), strict=True
    ):
        given = ask_(program, roles=("primary",))
        answer = given.table.set_index("contrast")
        for row in model_rows(asking, outcomes):
            if row.contrast != ALL_ALIKE:
                short = [row.estimate[0], row.low[0], row.high[0], row.p_value[0]]
                np.testing.assert_allclose(short, answer.loc[row.contrast, list(NUMBERS)].astype(float), rtol=1e-9)
                assert given.rows["mentees"].sum() == len(asking.kept)


@pytest.mark.slow
def test_past_the_tables_the_whole_question_has_the_same_p(both_ways):
    program, drawn, outcomes = both_ways
    checks = ms.adjacent_industries(program, roles=("primary",)).checks.set_index("check")["result"]
    rows = {row.contrast: row for row in model_rows(askings(participations_of(drawn))[0], outcomes)}
    said = checks.get("same, adjacent and distant all alike?", "")
    p_value = rows[ALL_ALIKE].p_value[0]
    assert said.endswith(f"p {equals(p_value)}") if said else np.isnan(p_value)


@pytest.mark.slow
def test_past_the_tables_the_naive_rows_are_those_of_the_package(both_ways):
    program, drawn, outcomes = both_ways
    for question, asking in zip((ADJACENCY, NUMBER), askings(participations_of(drawn)), strict=True):
        asked = fit_question(program, question)
        theirs = {row.contrast: row for row in naive_rows(asked)}
        for row in rival_rows(drawn, asking, outcomes, seed=1):
            if row.method == PAIR_T:
                short = [row.estimate[0], row.low[0], row.high[0], row.p_value[0]]
                full = [getattr(theirs[row.contrast], number) for number in NUMBERS]
                np.testing.assert_allclose(short, full, rtol=1e-9)


@pytest.mark.slow
def test_past_the_tables_permutations_have_the_same_p(both_ways):
    program, drawn, outcomes = both_ways
    for question, asking in zip((ADJACENCY, NUMBER), askings(participations_of(drawn)), strict=True):
        for row in shuffled_rows(asking, outcomes, seed=3):
            try:
                theirs = permutation_test(
                    program, question=question, contrast=row.contrast, permutations=PERMUTATIONS, seed=3
                ).p_value
            except UnusableExports:
                theirs = np.nan
            assert row.p_value[0] == pytest.approx(theirs, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize("world", WORLDS, ids=named)
def test_a_world_has_the_load_that_it_says(world):
    drawn = [draw(world, seed) for seed in range(20)]
    by_landmark = np.mean([one.by_landmark.sum() / len(one.quality) for one in drawn])
    assert by_landmark == pytest.approx(world.load, rel=0.1 if world.failed == 0 else 0.2)


def test_the_same_seed_draws_the_same_program_and_worlds_do_not_share_theirs():
    one, again, other = draw(WORLDS[0], 7), draw(WORLDS[0], 7), draw(WORLDS[1], 7)
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one[1:], again[1:], strict=True))
    assert not np.array_equal(one.luck, other.luck)


def test_the_more_mentees_of_one_industry_the_more_adjacency_is_a_trait_of_the_mentor():
    """The part of adjacency's variance over pairings that lies between mentors."""

    def between(name: str) -> float:
        world = next(world for world in WORLDS if world.name == name and world.mentees == 240 and world.load == 8)
        parts = []
        for drawn in (draw(world, seed) for seed in range(20)):
            place = drawn.by_landmark
            pairs = pd.Series((drawn.tier[place] == TIERS.index("adjacent")).astype(float))
            means = pairs.groupby(drawn.mentor[place]).transform("mean")
            parts.append(means.var() / pairs.var())
        return float(np.mean(parts))

    plain, half, largely = map(between, ("plain", "adjacency half a mentor trait", "adjacency largely a mentor trait"))
    assert plain < 0.35 < half < 0.6 < largely


def test_truths_of_a_normal_outcome_are_what_is_planted():
    found = truths(WORLDS[2], Cell(outcome="normal", icc=0.3, effect=True))
    adjacent, distant, several = EFFECTS["adjacent"], EFFECTS["distant"], EFFECTS["several"]
    assert [found[name] for name in CONTRASTS] == pytest.approx([adjacent, adjacent - distant, distant, several])


def test_without_an_effect_every_truth_is_zero():
    assert set(truths(SMALL, Cell(outcome="yes/no", icc=0.1, effect=False)).values()) == {0.0}


@pytest.mark.slow
@pytest.mark.parametrize("outcome", ["rating", "skewed", "yes/no"])
def test_a_truth_is_the_mean_difference_when_the_same_people_have_the_one_and_the_other(outcome):
    """With their own luck, drawn again many times, in the place of the exact mean over it."""
    cell, differences = Cell(outcome=outcome, icc=0.3, effect=True), []
    unit = 100.0 if outcome == "yes/no" else 1.0
    for seed in range(400):
        drawn = draw(SMALL, seed)
        shift = np.where(np.arange(2)[:, None] == 0, 1.0, 0.0)
        one, other = (
            _observed(outcome, expected(drawn, cell, share=np.tile(share, 60)), drawn) for share in (shift, 0 * shift)
        )
        differences.append(unit * np.mean(one - other))
    assert np.mean(differences) == pytest.approx(truths(SMALL, cell)["adjacent - same"], abs=4 * stats.sem(differences))


def _observed(outcome, mean, drawn):
    latent = mean + np.sqrt(1 - 0.3 / drawn.by_landmark.sum(1)) * drawn.luck
    if outcome == "rating":
        return 1.0 + sum((latent > cut).astype(float) for cut in CUTS)
    return (latent > YES).astype(float) if outcome == "yes/no" else np.exp(0.6 * latent)


def test_without_an_effect_the_spread_of_an_outcome_is_the_same_with_one_mentor_and_with_several():
    cell = Cell(outcome="skewed", icc=0.3, effect=False)
    world = World(name="large", mentees=4000, load=2, cohort_sd=0.0, iccs=(0.3,))
    drawn = draw(world, 1)
    latent, count = np.log(scores(drawn, cell)) / 0.6 - 0.5 * drawn.before, drawn.by_landmark.sum(1)
    assert np.var(latent[count == 1]) == pytest.approx(1, abs=0.1)
    assert np.var(latent[count > 1]) == pytest.approx(1, abs=0.1)


@pytest.mark.slow
def test_a_skewed_amount_differs_less_among_those_compared_than_among_all():
    """The cause that the page gives for its bias: it stays where luck is averaged out exactly."""
    cell = Cell(outcome="skewed", icc=0.0, effect=True)
    world = next(world for world in WORLDS if (world.mentees, world.load) == (1000, 8))
    found = []
    for drawn in (draw(world, seed) for seed in range(30)):
        asking = askings(participations_of(drawn))[1]
        mean = np.exp(0.6 * expected(drawn, cell) + 0.6**2 / 2)[asking.kept]
        found.append(np.linalg.lstsq(asking.comparison.design.to_numpy(), mean, rcond=None)[0][-1])
    assert -0.05 < np.mean(found) / truths(world, cell)["2+ - 1"] - 1 < -0.01


@pytest.fixture(scope="module")
def one_program():
    drawn = draw(next(world for world in WORLDS if world.name == "several mentors each"), 5)
    outcomes = np.column_stack([
        scores(drawn, Cell(outcome="rating", icc=0.3, effect=effect)) for effect in (False, True)
    ])  # fmt: skip
    asking = askings(participations_of(drawn))[0]
    rows = {(row.method, row.contrast): row for row in rival_rows(drawn, asking, outcomes, seed=2)}
    return drawn, asking, outcomes, rows


def test_the_mentee_regression_is_least_squares_with_hc2_errors(one_program):
    _, asking, outcomes, rows = one_program
    x, y = asking.comparison.design.to_numpy(), outcomes[asking.kept, 1]
    names = list(asking.comparison.design.columns)
    coefficients, *_ = np.linalg.lstsq(x, y, rcond=None)
    inverse = np.linalg.inv(x.T @ x)
    middle = np.zeros_like(inverse)
    for row, value in zip(x, y, strict=True):
        middle += np.outer(row, row) * (value - row @ coefficients) ** 2 / (1 - row @ inverse @ row)
    weights = np.array([(name == "adjacent") - (name == "distant") for name in names], dtype=float)
    error = np.sqrt(weights @ inverse @ middle @ inverse @ weights)
    found = rows[MENTEE_HC2, "adjacent - distant"]
    assert found.estimate[1] == pytest.approx(weights @ coefficients)
    assert found.p_value[1] == pytest.approx(2 * stats.t.sf(abs(weights @ coefficients) / error, len(y) - len(names)))


def test_the_pair_regression_has_a_row_for_each_pairing(one_program):
    drawn, asking, outcomes, rows = one_program
    adjustment = asking.comparison.adjustment.columns.to_numpy()
    lines = [
        (adjustment[place], TIERS[drawn.tier[mentee, slot]], outcomes[mentee, 0])
        for place, mentee in enumerate(asking.kept)
        for slot in np.flatnonzero(drawn.begun[mentee])
    ]
    x = np.array([[*fixed, *(tier == name for name in ("adjacent", "distant", "unknown"))] for fixed, tier, _ in lines])
    x, y = x[:, x.any(axis=0)].astype(float), np.array([value for _, _, value in lines])
    coefficients, rest, *_ = np.linalg.lstsq(x, y, rcond=None)
    place = adjustment.shape[1]
    variance = rest[0] / (len(y) - x.shape[1]) * np.linalg.inv(x.T @ x)[place, place]
    found = rows[PAIR_OLS, "adjacent - same"]
    assert found.estimate[0] == pytest.approx(coefficients[place])
    reach = stats.t.ppf(0.975, len(y) - x.shape[1]) * np.sqrt(variance)
    assert found.high[0] - found.low[0] == pytest.approx(2 * reach)


def test_shuffling_mentees_within_cohorts_finds_what_one_shuffle_after_another_finds(one_program):
    _, asking, outcomes, rows = one_program
    fixed, y = asking.comparison.adjustment.columns.to_numpy(), outcomes[asking.kept, 1]
    exposed, cohort = (
        asking.comparison.rows[list(asking.exposures)].to_numpy(),
        asking.comparison.rows["cohort"].to_numpy(),
    )
    place = fixed.shape[1] + asking.exposures.index("adjacent")
    rng = np.random.default_rng(11)

    def statistic(order):
        x = np.hstack([fixed, exposed[order]])
        coefficients, rest, *_ = np.linalg.lstsq(x, y, rcond=None)
        return abs(coefficients[place]) / np.sqrt(rest[0] * np.linalg.inv(x.T @ x)[place, place])

    def shuffled():
        order = np.arange(len(y))
        for name in np.unique(cohort):
            order[cohort == name] = rng.permutation(order[cohort == name])
        return order

    seen = statistic(np.arange(len(y)))
    slow = (1 + sum(statistic(shuffled()) >= seen for _ in range(PERMUTATIONS))) / (1 + PERMUTATIONS)
    fast = rows[MENTEE_SHUFFLED, "adjacent - same"].p_value[1]
    assert fast == pytest.approx(slow, abs=4 * np.sqrt(2 * max(slow * (1 - slow), 0.01) / PERMUTATIONS))


@pytest.fixture(scope="module")
def twenty() -> pd.DataFrame:
    return study.block(SMALL, range(20))


@pytest.mark.slow
def test_twenty_programs_come_out_the_same_again_in_two_halves(twenty):
    halves = pd.concat([study.block(SMALL, range(10)), study.block(SMALL, range(10, 20))])
    keys = [*study.KEY, "truth"]
    again = halves.groupby(keys, sort=False, dropna=False)[study.COUNTS].sum().reset_index()
    pd.testing.assert_frame_equal(again, twenty[[*keys, *study.COUNTS]], check_exact=False, rtol=1e-9)


@pytest.mark.slow
def test_twenty_programs_are_mostly_covered_and_nothing_is_found_where_nothing_is(twenty):
    model = twenty[(twenty["method"] == MODEL) & (twenty["contrast"] != ALL_ALIKE)]
    assert (model["runs"] == 20).all()
    # Cells of one program are no separate facts: each alone has 15 or fewer of 20 once in 400 times.
    assert (model["covered"] >= 0.75 * model["bounded"]).all()
    null = model[~model["effect"]]
    assert (null["rejected"] <= 5).all()


def test_every_fourth_program_gets_the_permutation_rows(twenty):
    assert set(twenty.loc[twenty["method"] == SHUFFLED, "runs"]) == {5.0}


def test_a_run_that_stopped_goes_on_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(study, "BLOCK", 2)
    asked = []
    monkeypatch.setattr(study, "block", lambda world, seeds: asked.append(seeds.start) or _tiny_block(world, seeds))
    path = tmp_path / "blocks.csv"
    study.run(path, runs=4, jobs=1, worlds=[SMALL])
    assert asked == [0, 2]
    study.run(path, runs=7, jobs=1, worlds=[SMALL])
    assert asked == [0, 2, 4, 6]
    assert pd.read_csv(path)["first_seed"].tolist() == [0, 2, 4, 6]


def _tiny_block(world: World, seeds: range) -> pd.DataFrame:
    key = {"world": world.name, "n": world.mentees, "load": world.load, "first_seed": seeds.start}
    return pd.DataFrame([key])


def test_counts_become_rates_with_their_errors(tmp_path):
    key = {"world": "plain", "n": 240, "load": 2, "outcome": "rating", "icc": 0.1, "effect": False, "method": MODEL,
           "contrast": "2+ - 1", "truth": 0.5}  # fmt: skip
    counts = {"runs": 50, "estimated": 40, "tested": 40, "rejected": 4, "bounded": 40, "covered": 38, "on_edge": 10}
    lines = [key | counts | {"first_seed": first, "sum_off": 4.0, "sum_off_squared": 8.4} for first in (0, 50, 150)]
    pd.DataFrame([*lines, lines[0]]).to_csv(tmp_path / "blocks.csv", index=False)
    row = summary.results(tmp_path / "blocks.csv").iloc[0]
    assert row["seeds"] == "0-99, 150-199"
    assert row["runs"] == 150
    assert [row["rejected %"], row["covered %"], row["refused %"], row["no mentor variance %"]] == [10, 95, 20, 25]
    assert row["± (rejected)"] == pytest.approx(100 * np.sqrt(0.1 * 0.9 / 120), abs=0.005)
    sd = np.sqrt((25.2 - 120 * 0.01) / 119)
    assert [row["bias"], row["mean estimate"]] == pytest.approx([0.1, 0.6])
    assert row["± (bias)"] == pytest.approx(sd / np.sqrt(120), abs=5e-5)
    assert row["bias % of SE"] == pytest.approx(100 * 0.1 / sd, abs=0.005)


def test_the_bands_are_wider_for_few_mentees_and_where_adjacency_is_largely_a_mentor_trait():
    wide = [(band.low, band.high) for band in summary.bands("plain", 60, effect=False)]
    assert wide == [(3.5, 7.5), (92.5, 97.0), (-5.0, 5.0)]
    assert [(b.low, b.high) for b in summary.bands(summary.LARGELY, 240, effect=False)] == wide
    assert [(b.low, b.high) for b in summary.bands("plain", 240, effect=False)][:2] == [(3.5, 6.5), (93.5, 96.5)]
    assert [band.number for band in summary.bands("plain", 240, effect=True)] == ["covered %", "bias % of SE"]
    assert summary.bands(summary.ATTRITION, 240, effect=False) == []
    assert {summary.LARGELY, summary.ATTRITION} <= {world.name for world in WORLDS}


def test_the_committed_study_has_every_cell_of_every_world(results):
    cells = {
        (w.name, w.mentees, w.load, cell.outcome, cell.icc, cell.effect) for w in WORLDS for cell in study.cells(w)
    }
    model = results[(results["method"] == MODEL) & (results["contrast"] != ALL_ALIKE)]
    assert set(model[study.KEY[:6]].itertuples(index=False, name=None)) == cells
    assert len(model) == 4 * len(cells)
    assert (model["runs"] >= 500).all()


@pytest.mark.slow
def test_the_page_is_what_the_committed_results_give():
    assert PAGE.read_text(encoding="utf-8") == committed_page()


def test_every_promise_that_is_missed_has_its_cause_on_the_page(results):
    judged = summary.judged(results)
    missed = judged[judged["verdict"] == "missed"]
    assert [row for row in missed.to_dict("records") if not any(cause.fits(row) for cause in CAUSES)] == []


def test_every_cause_on_the_page_is_of_something_that_is_missed(results):
    missed = summary.judged(results).query("verdict == 'missed'").to_dict("records")
    assert [cause.title for cause in CAUSES if not any(cause.fits(row) for row in missed)] == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_damaged_folders_are_the_same_for_a_seed_and_are_read_or_refused(seed, tmp_path):
    made = [folders.folder(seed, tmp_path / name) for name in ("once", "again")]
    assert made[0] == made[1]
    once, again = (
        {path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir()) if path.suffix != ".xlsx"}
        for name in ("once", "again")
    )
    assert once == again
    run = folders.tried(seed)
    assert (run["damage"], run["fault"]) == (made[0], "")
    assert run["status"] in (0, 1)


def test_a_fault_of_a_damaged_folder_is_counted_and_a_warning_or_no_number_is_one(monkeypatch):
    faults = {1: lambda _: warnings.warn("old", stacklevel=1), 2: lambda _: print("nan points"), 3: lambda _: 1 / 0}
    runs = []
    for seed, fault in faults.items():
        with monkeypatch.context() as patch:
            patch.setattr(folders, "folder", lambda seed, into: into.mkdir() or "odd cells")
            patch.setattr(folders, "mentorstats", lambda command, fault=fault: fault(command) or 0)
            runs.append(folders.tried(seed))
    assert [run["fault"] for run in runs] == ["UserWarning: old", "says nan", "ZeroDivisionError: division by zero"]
    table = folders.summary(pd.DataFrame([*runs, {"seed": 4, "damage": "odd rows", "status": 1, "fault": ""}]))
    assert table.set_index("damage").loc[["odd cells", "odd rows", "all"]].to_numpy().tolist() == [
        [3, 1, 2, 3], [1, 0, 1, 0], [4, 1, 3, 3],
    ]  # fmt: skip
