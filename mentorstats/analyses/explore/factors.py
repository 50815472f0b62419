"""The factors that can be looked at: what the exports say about pairings and people beside the two questions.

A factor is one or more columns, a row a mentee, averaged over the mentors begun by the landmark.  How often people met
and how long a pairing lasted are factors too, but they happen after the match and may follow from how well things
went: they are marked, and never part of an adjustment.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from mentorstats.analyses.explore.dosage import dosage_factors
from mentorstats.analyses.explore.factor import Factor, categories, met_pairs, number
from mentorstats.analyses.explore.named import checked_columns, named_factor
from mentorstats.analyses.explore.ratings import goal_and_style_factors, respect_factors
from mentorstats.analyses.explore.survey_items import survey_items
from mentorstats.program import Program
from mentorstats.tables.mentees import Participations

__all__ = ["Factor", "factors_of"]

LEVELS = {
    "intern": 0, "trainee": 0, "entry": 1, "entry level": 1, "junior": 1, "mid": 2, "mid level": 2, "middle": 2,
    "intermediate": 2, "senior": 3, "lead": 4, "manager": 4, "principal": 4, "director": 5, "head": 5,
    "vice president": 6, "vp": 6, "executive": 7, "c level": 7, "owner": 7, "partner": 7,
}  # fmt: skip


def factors_of(program: Program, participations: Participations, *, columns: Sequence[str] = ()) -> list[Factor]:
    """All factors, also those that the exports do not tell.

    ``columns`` are further ones: of the pairings or the people, or survey items.  ``ValueError`` for a name that is
    looked at anyway, is there twice, or is unknown.
    """
    met = met_pairs(participations)
    items = survey_items(program, participations, met)
    usual = [
        _source(met), _same_function(program, met), _seniority(program, met), *respect_factors(items),
        *goal_and_style_factors(items), *dosage_factors(program, met),
    ]  # fmt: skip
    names = checked_columns(columns, [factor.name for factor in usual])
    return [*usual, *(named_factor(items, name) for name in names)]


def _source(met: pd.DataFrame) -> Factor:
    return categories(
        "source", "how the pairing came about", met["source"], met,
        confounded="People who find their own mentor may be more driven than those who are given one.",
        missing="a column in the pairings that says how each came about (source)",
    )  # fmt: skip


def _same_function(program: Program, met: pd.DataFrame) -> Factor:
    known = program.people.drop_duplicates("person_id").set_index("person_id")["job_function"]
    plain = known.str.casefold().str.strip()
    mentee, mentor = (met[f"{side}_id"].map(plain) for side in ("mentee", "mentor"))
    same = (mentee == mentor).astype(float).where(mentee.notna() & mentor.notna())
    return number(
        "same function", "mentors with the mentee's own job function, given how close the industries are", same, met,
        step="all mentors instead of none", given=True,
        confounded="A shared function and a shared industry often come together; the industry is held alike.",
        missing="the job functions of both sides (job_function in the people)",
    )  # fmt: skip


def _seniority(program: Program, met: pd.DataFrame) -> Factor:
    written = program.people.drop_duplicates("person_id").set_index("person_id")["seniority"]
    plain = written.str.casefold().str.replace("-", " ").str.strip()
    level = plain.map(LEVELS).fillna(pd.to_numeric(plain, errors="coerce"))
    gap = met["mentor_id"].map(level) - met["mentee_id"].map(level)
    return number(
        "seniority gap", "how many steps mentors are senior to the mentee", gap, met, step="a step more",
        confounded="Senior mentors may choose whom they take, and junior mentees have more room to grow.",
        missing="the seniority of both sides, in usual words (junior, senior, director) or numbers",
    )  # fmt: skip
