"""Which participation an answer belongs to: the mentee's, and of several the one in whose time it was given.

Whoever takes part twice answers twice.  An answer that names its cohort belongs there; one that names none belongs to
the participation that had begun last when it was given, and to none where that cannot be told.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from mentorstats.grouped import any_by_group, earliest, first_rows, in_repeated_group
from mentorstats.ids import id_codes, match_codes, rows_isin
from mentorstats.program import Program, person_codes
from mentorstats.tables.pairs import first_with_mentor

__all__ = ["match_answers", "mentee_answers", "participation_frame", "with_participation"]


def participation_frame(pairs: pd.DataFrame, *, dated: bool, landmark_days: int) -> pd.DataFrame:
    """One row for each participation, by its number; ranked within the mentee by date, else by cohorts' natural order.

    ``pairs`` are all pairings.
    """
    participation = pairs["participation"].to_numpy()
    count = int(participation.max(initial=-1)) + 1
    names = ["participation", "mentee_id", "mentee_number", "cohort_key", "cohort"]
    frame = pairs[names].take(first_rows(participation, count)).set_index("participation")
    teams = pairs.dropna(subset="group_id").drop_duplicates("participation").set_index("participation")
    frame["group_id"] = teams["group_id"].reindex(frame.index)
    frame["mentors"] = np.bincount(participation[first_with_mentor(pairs)], minlength=count)
    frame["start"] = earliest(pairs["start_date"].to_numpy(dtype="datetime64[us]"), participation, count)
    frame["sessions"] = pairs["sessions"].groupby(participation).sum(min_count=1)
    keys = pd.DataFrame({"start": frame["start"], "name": _in_natural_order(frame["cohort_key"])}, index=frame.index)
    ranked = keys.sort_values(["start", "name"] if dated else ["name"], kind="stable")
    frame["rank"] = pd.Series(np.arange(len(ranked)), index=ranked.index)
    frame["landmark"] = frame["start"] + pd.Timedelta(days=landmark_days)
    undated = any_by_group(pairs["start_date"].isna().to_numpy(), participation, count)
    frame["unordered"] = dated & undated & (frame["mentors"] > 1)
    return frame


def _in_natural_order(names: pd.Series) -> np.ndarray:
    """The place of each name among all names, in their natural order."""
    codes, distinct = pd.factorize(names)
    order = {name: place for place, name in enumerate(sorted(distinct, key=_natural))}
    return np.array([order[name] for name in distinct], dtype=np.int64)[codes]


def mentee_answers(program: Program) -> pd.DataFrame:
    """Scores with the mentee they belong to, and the mentee's number: who answered, or whom a mentor's answer is about.

    An item that both sides answer is two measurements; the mentee's own is taken.  Each caller gets a copy.
    """
    return program.derived.once("mentee answers", lambda: _mentee_answers(program)).copy(deep=False)


def _mentee_answers(program: Program) -> pd.DataFrame:
    surveys, (given, pairs) = program.surveys, (person_codes(program)[table] for table in ("surveys", "pairings"))
    about_mentee = rows_isin(given[["about_id", "person_id"]], pairs)
    by_mentee = rows_isin(given[["person_id", "about_id"]], pairs)
    own = ~(about_mentee & ~by_mentee)
    mentee = surveys["person_id"].where(own, surveys["about_id"])
    number = np.where(own, given["person_id"].cat.codes, given["about_id"].cat.codes).astype(np.int64)
    known = np.isin(number, pairs["mentee_id"].cat.codes)
    answers = surveys.assign(mentee_id=mentee, mentee_number=number, own=own)[known]
    has_own = answers.groupby("item")["own"].transform("any")
    return answers[answers["own"] | ~has_own]


def with_participation(answers: pd.DataFrame, participations: pd.DataFrame) -> pd.DataFrame:
    """Answers that have a score, each with its ``participation``, ``cohort_key`` and ``landmark``.

    ``participations`` are those of ``participation_frame``.  Answers that fit none, or nobody can say which, are left
    out.
    """
    names = ["participation", "cohort_key", "cohort", "start", "landmark", "rank"]
    answers = answers.dropna(subset="score")
    answer, place = match_answers(answers, participations)
    matched = answers.drop(columns=names, errors="ignore").take(answer)
    theirs = participations.reset_index()[names].take(place)
    return pd.concat([matched.reset_index(drop=True), theirs.reset_index(drop=True)], axis=1)


def match_answers(answers: pd.DataFrame, participations: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The places of the answers (with mentee_number, cohort, date) that fit a participation, and of these."""
    answer, place = match_codes(answers["mentee_number"].to_numpy(), participations["mentee_number"].to_numpy())
    if answers["cohort"].notna().any():
        (answer_cohort, cohort), _ = id_codes(answers["cohort"], participations["cohort"])
        fits = (answer_cohort[answer] == -1) | (cohort[place] == -1) | (answer_cohort[answer] == cohort[place])
        answer, place = answer[fits], place[fits]
    several = in_repeated_group(answer)
    if not several.any():
        return answer, place
    begun = participations["start"].to_numpy()[place] <= answers["date"].to_numpy()[answer]
    answer, place = answer[begun | ~several], place[begun | ~several]
    in_order = np.lexsort((participations["rank"].to_numpy()[place], answer))
    answer, place = answer[in_order], place[in_order]
    last = np.append(answer[1:] != answer[:-1], np.ones(min(1, len(answer)), dtype=bool))
    return answer[last], place[last]


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts ``OLS-2`` before ``OLS-10``."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", text))
