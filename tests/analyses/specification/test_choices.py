from __future__ import annotations

from mentorstats.analyses.specification import specification_curve
from mentorstats.analyses.specification.choices import Choice, Option, choices_of, sample_specifications
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.simulation.simulate import simulate_program
from tests.programs import pair, program, score


def test_there_are_two_hundred_analyses_and_more_of_a_program_with_dates_sessions_and_scores_before():
    made = simulate_program(seed=4, mentees=240)[0]
    for question in (ADJACENCY, NUMBER):
        assert sample_specifications(choices_of(fit_question(made, question)), limit=1, seed=1)[1] >= 200


def test_random_analyses_are_different_ones_with_the_usual_first():
    choices = tuple(Choice(f"choice {n}", (Option("x"), Option("y"), Option("z"))) for n in range(5))
    found, possible = sample_specifications(choices, limit=30, seed=1)
    assert possible == 3**5
    assert len({tuple(one.values()) for one in found}) == 30
    assert set(found[0].values()) == {Option("x")}
    every, _ = sample_specifications(choices, limit=3**5, seed=1)
    assert len(every) == 3**5


def test_a_program_that_leaves_nothing_to_choose_but_cuts_and_terms_has_those():
    kinds = ["Art", "Music", "Steel"]
    pairings = [pair(f"e{i:02}", f"m{i % 12}", mentor_industry=kinds[i % 3], cohort=f"c{i % 2}") for i in range(72)]
    answers = [score(f"e{i:02}", (7 * i) % 11 + i % 2, cohort=f"c{i % 2}") for i in range(72)]
    found = specification_curve(program(pairings, surveys=answers), permutations=20)
    assert [choice.name for choice in found.choices] == ["adjacent up to", "cohort"]
    # The closest 10 % of the six pairs of these industries are the same one pair as the usual 15 %; 20 % are two.
    assert len(found.table) == found.possible == 4
