"""A made-up program, its specification curve, and single analyses of it."""

from __future__ import annotations

from functools import cache

from mentorstats.analyses.specification import SpecificationCurve, specification_curve
from mentorstats.analyses.specification.analyses import analyses, samples_of
from mentorstats.analyses.specification.choices import Option, choices_of
from mentorstats.analyses.specification.shuffles import draw_shuffles
from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.questions.model import fit_question
from mentorstats.simulation.simulate import simulate_program

CONTRAST = "adjacent - same"


@cache
def simulated(effect: float = 0.0):
    return simulate_program(seed=4, mentees=150, effect_adjacent=effect)[0]


@cache
def curve(question: str = ADJACENCY, effect: float = 0.0) -> SpecificationCurve:
    return specification_curve(simulated(effect), question=question, specifications=60, permutations=19)


def option(choices, name: str, label: str) -> Option:
    options = next(choice.options for choice in choices if choice.name == name)
    return next(option for option in options if option.label == label)


def one_by_one(question: str, **labels: str):
    """The analysis with the options of these labels, the usual ones for all other choices."""
    asked = fit_question(simulated(), question)
    choices = choices_of(asked)
    usual = {choice.name: choice.usual for choice in choices}
    specifications = [usual | {name: option(choices, name, label) for name, label in labels.items()}]
    samples = samples_of(asked, specifications)
    chance = draw_shuffles(asked, list(samples.values()), permutations=5, seed=2)
    found = next(analyses(asked, next(iter(asked.contrasts)), specifications, samples, chance))
    assert found is not None
    return found, next(iter(samples.values())), chance
