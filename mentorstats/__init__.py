"""Do adjacent industries, or several mentors, go with better outcomes in a mentoring program?

A program's exports are loaded (``load``), measured (``pair_table``, ``mentee_table``) and asked
(``adjacent_industries``, ``multiple_mentors``); ``write_report`` puts the answers on one page.
"""

from mentorstats.industry import classify_industries, industry_similarity, proximity
from mentorstats.loading import Program, load, load_frames
from mentorstats.measures import mentee_table
from mentorstats.models.mixed import MultipleMembershipFit, fit_multiple_membership
from mentorstats.pairs import pair_table
from mentorstats.questions import Answer, adjacent_industries, multiple_mentors
from mentorstats.report import write_report
from mentorstats.schema import UnusableExports, data_dictionary
from mentorstats.simulate import simulate_program
from mentorstats.workspace import find_exports

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "MultipleMembershipFit",
    "Program",
    "UnusableExports",
    "adjacent_industries",
    "classify_industries",
    "data_dictionary",
    "find_exports",
    "fit_multiple_membership",
    "industry_similarity",
    "load",
    "load_frames",
    "mentee_table",
    "multiple_mentors",
    "pair_table",
    "proximity",
    "simulate_program",
    "write_report",
]
