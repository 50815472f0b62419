"""Do adjacent industries, or several mentors, go with better outcomes in a mentoring program?

A program's exports are loaded (``load``), measured (``pair_table``, ``mentee_table``) and asked
(``adjacent_industries``, ``multiple_mentors``, ``explore``); ``write_report`` puts the answers on one page.
Names are imported when they are first used, so that the command line's help need not wait for pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mentorstats.analyses.duration import EarlyClosures, MatchLength, early_closures, match_length
    from mentorstats.analyses.explore import DoseCurve, Exploration, dose_curve, explore
    from mentorstats.analyses.overview import pairing_counts, program_metrics, survey_answers
    from mentorstats.analyses.planning import Plan, plan
    from mentorstats.analyses.ratings import pair_ratings
    from mentorstats.analyses.reliability import recommendations, scale_items, scale_reliability
    from mentorstats.analyses.specification import SpecificationCurve, specification_curve
    from mentorstats.errors import UnusableExports, as_far_as_told
    from mentorstats.exports.load import load, load_frames
    from mentorstats.industry import classify_industries, industry_similarity, proximity
    from mentorstats.models.design.membership import membership
    from mentorstats.models.fit import MultipleMembershipFit
    from mentorstats.models.mixed import fit_multiple_membership
    from mentorstats.program import Program, small_groups_shown
    from mentorstats.questions.answers import Answer, adjacent_industries, multiple_mentors
    from mentorstats.questions.robustness import permutation_test
    from mentorstats.report.write import write_report
    from mentorstats.schema.tables import data_dictionary
    from mentorstats.sharing import shareable
    from mentorstats.simulation.simulate import simulate_program
    from mentorstats.tables.dyads import dyads
    from mentorstats.tables.industries import industry_table
    from mentorstats.tables.mentees import mentee_table
    from mentorstats.tables.pairs import pair_table
    from mentorstats.tables.pseudonyms import pseudonymized_tables, pseudonyms
    from mentorstats.workspace import find_exports, local_key

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "DoseCurve",
    "EarlyClosures",
    "Exploration",
    "MatchLength",
    "MultipleMembershipFit",
    "Plan",
    "Program",
    "SpecificationCurve",
    "UnusableExports",
    "adjacent_industries",
    "as_far_as_told",
    "classify_industries",
    "data_dictionary",
    "dose_curve",
    "dyads",
    "early_closures",
    "explore",
    "find_exports",
    "fit_multiple_membership",
    "industry_similarity",
    "industry_table",
    "load",
    "load_frames",
    "local_key",
    "match_length",
    "membership",
    "mentee_table",
    "multiple_mentors",
    "pair_ratings",
    "pair_table",
    "pairing_counts",
    "permutation_test",
    "plan",
    "program_metrics",
    "proximity",
    "pseudonymized_tables",
    "pseudonyms",
    "recommendations",
    "scale_items",
    "scale_reliability",
    "shareable",
    "simulate_program",
    "small_groups_shown",
    "specification_curve",
    "survey_answers",
    "write_report",
]

_HOMES = {
    "analyses.duration": (
        "EarlyClosures",
        "MatchLength",
        "early_closures",
        "match_length",
    ),
    "analyses.explore": (
        "DoseCurve",
        "Exploration",
        "dose_curve",
        "explore",
    ),
    "analyses.overview": (
        "pairing_counts",
        "program_metrics",
        "survey_answers",
    ),
    "analyses.planning": (
        "Plan",
        "plan",
    ),
    "analyses.ratings": ("pair_ratings",),
    "analyses.reliability": (
        "recommendations",
        "scale_items",
        "scale_reliability",
    ),
    "analyses.specification": (
        "SpecificationCurve",
        "specification_curve",
    ),
    "errors": (
        "UnusableExports",
        "as_far_as_told",
    ),
    "exports.load": (
        "load",
        "load_frames",
    ),
    "industry": (
        "classify_industries",
        "industry_similarity",
        "proximity",
    ),
    "models.design.membership": ("membership",),
    "models.fit": ("MultipleMembershipFit",),
    "models.mixed": ("fit_multiple_membership",),
    "program": (
        "Program",
        "small_groups_shown",
    ),
    "questions.answers": (
        "Answer",
        "adjacent_industries",
        "multiple_mentors",
    ),
    "questions.robustness": ("permutation_test",),
    "report.write": ("write_report",),
    "schema.tables": ("data_dictionary",),
    "sharing": ("shareable",),
    "simulation.simulate": ("simulate_program",),
    "tables.dyads": ("dyads",),
    "tables.industries": ("industry_table",),
    "tables.mentees": ("mentee_table",),
    "tables.pairs": ("pair_table",),
    "tables.pseudonyms": (
        "pseudonymized_tables",
        "pseudonyms",
    ),
    "workspace": (
        "find_exports",
        "local_key",
    ),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
