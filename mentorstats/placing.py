"""Which participation an answer belongs to: the mentee's, and of several the one in whose time it was given.

Whoever takes part twice answers twice.  An answer that names its cohort belongs there; one that names none belongs to
the participation that had begun last when it was given, and to none where that cannot be told.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from mentorstats.loading import Program

__all__ = ["mentee_answers", "placed", "spells_of"]


def spells_of(pairs: pd.DataFrame, *, dated: bool, landmark_days: int) -> pd.DataFrame:
    """One row for each participation, ranked within the mentee by date, else by the cohorts' natural order."""
    grouped = pairs.assign(undated=pairs["start_date"].isna()).groupby(["mentee_id", "spell"], sort=False)
    spells = grouped.agg(
        cohort=("cohort", "first"),
        group_id=("group_id", "first"),
        mentors=("mentor_id", "nunique"),
        start=("start_date", "min"),
        undated=("undated", "any"),
    )
    spells["sessions"] = grouped["sessions"].sum(min_count=1)
    order = {spell: n for n, spell in enumerate(sorted(pairs["spell"].unique(), key=_natural))}
    by_name = spells.index.get_level_values("spell").map(order)
    keys = pd.DataFrame({"start": spells["start"], "name": by_name}, index=spells.index)
    ranked = keys.sort_values(["start", "name"] if dated else ["name"], kind="stable")
    spells["rank"] = pd.Series(np.arange(len(ranked)), index=ranked.index)
    spells["landmark"] = spells["start"] + pd.Timedelta(days=landmark_days)
    spells["unordered"] = dated & spells.pop("undated") & (spells["mentors"] > 1)
    return spells


def mentee_answers(program: Program) -> pd.DataFrame:
    """Scores with the mentee they belong to: who answered, or whom a mentor's answer is about.

    An item that both sides answer is two measurements; the mentee's own is taken.
    """
    surveys, pairings = program.surveys, program.pairings
    pairs = pd.MultiIndex.from_frame(pairings[["mentee_id", "mentor_id"]])
    about = pd.MultiIndex.from_frame(surveys[["about_id", "person_id"]]).isin(pairs)
    by = pd.MultiIndex.from_frame(surveys[["person_id", "about_id"]]).isin(pairs)
    about_mentee = about & ~by
    mentee = surveys["person_id"].where(~about_mentee, surveys["about_id"])
    answers = surveys.assign(mentee_id=mentee, own=~about_mentee)
    answers = answers[answers["mentee_id"].isin(pairings["mentee_id"])]
    has_own = answers.groupby("item")["own"].transform("any")
    return answers[answers["own"] | ~has_own]


def placed(answers: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """Answers (with ``mentee_id``) that have a score, each with the ``spell`` and ``landmark`` of its participation.

    Those that fit no participation, or nobody can say which, are left out.
    """
    answers = answers.dropna(subset="score").drop(columns=["spell", "start", "landmark", "rank"], errors="ignore")
    places = spells.reset_index()[["mentee_id", "spell", "cohort", "start", "landmark", "rank"]]
    matched = answers.reset_index(drop=True).reset_index(names="answer")
    matched = matched.merge(places, on="mentee_id", suffixes=("_said", ""))
    fits = matched["cohort_said"].isna() | (matched["cohort_said"] == matched["cohort"])
    matched = matched[fits | matched["cohort"].isna()].sort_values("rank", kind="stable")
    several = matched.groupby("answer")["rank"].transform("size") > 1
    in_time = ~several | (matched["start"] <= matched["date"])
    return matched[in_time].drop_duplicates("answer", keep="last")


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts ``OLS-2`` before ``OLS-10``."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", text))
