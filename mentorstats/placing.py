"""Which participation an answer belongs to: the mentee's, and of several the one in whose time it was given.

Whoever takes part twice answers twice.  An answer that names its cohort belongs there; one that names none belongs to
the participation that had begun last when it was given, and to none where that cannot be told.
"""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from mentorstats.among import is_among, joined, numbered, rows_among
from mentorstats.loading import Program
from mentorstats.roll import roll_of

__all__ = ["distinct_mentors", "mentee_answers", "placed", "spells_of"]

_ANSWERS: WeakKeyDictionary[Program, pd.DataFrame] = WeakKeyDictionary()


def spells_of(pairs: pd.DataFrame, *, dated: bool, landmark_days: int) -> pd.DataFrame:
    """One row for each participation, ranked within the mentee by date, else by the cohorts' natural order."""
    spells = pairs.drop_duplicates("participation").set_index("participation")[
        ["mentee_id", "mentee_number", "spell", "cohort"]
    ]
    grouped = pairs.assign(undated=pairs["start_date"].isna()).groupby("participation", sort=False)
    teams = pairs.dropna(subset="group_id").drop_duplicates("participation").set_index("participation")
    spells["group_id"] = teams["group_id"].reindex(spells.index)
    spells["mentors"] = distinct_mentors(pairs).groupby("participation").size()
    spells["start"] = grouped["start_date"].min()
    spells["undated"] = grouped["undated"].any()
    spells["sessions"] = grouped["sessions"].sum(min_count=1)
    order = {spell: n for n, spell in enumerate(sorted(pairs["spell"].unique(), key=_natural))}
    by_name = spells["spell"].map(order)
    keys = pd.DataFrame({"start": spells["start"], "name": by_name}, index=spells.index)
    ranked = keys.sort_values(["start", "name"] if dated else ["name"], kind="stable")
    spells["rank"] = pd.Series(np.arange(len(ranked)), index=ranked.index)
    spells["landmark"] = spells["start"] + pd.Timedelta(days=landmark_days)
    spells["unordered"] = dated & spells.pop("undated") & (spells["mentors"] > 1)
    return spells


def distinct_mentors(pairs: pd.DataFrame) -> pd.DataFrame:
    """The first pairing of each participation with each mentor."""
    several = pairs["participation"].duplicated(keep=False)
    again = pairs.loc[several, ["participation", "mentor_number"]].duplicated()
    return pairs[~again.reindex(pairs.index, fill_value=False)]


def mentee_answers(program: Program) -> pd.DataFrame:
    """Scores with the mentee they belong to: who answered, or whom a mentor's answer is about.

    An item that both sides answer is two measurements; the mentee's own is taken.  Kept as long as the program is.
    """
    if program not in _ANSWERS:
        _ANSWERS[program] = _answers(program)
    return _ANSWERS[program].copy(deep=False)


def _answers(program: Program) -> pd.DataFrame:
    surveys, (given, pairs) = program.surveys, (roll_of(program)[table] for table in ("surveys", "pairings"))
    about = rows_among(given[["about_id", "person_id"]], pairs)
    by = rows_among(given[["person_id", "about_id"]], pairs)
    own = ~(about & ~by)
    mentee = surveys["person_id"].where(own, surveys["about_id"])
    known = is_among(given["person_id"].where(own, given["about_id"]), pairs["mentee_id"])
    answers = surveys.assign(mentee_id=mentee, own=own)[known]
    has_own = answers.groupby("item")["own"].transform("any")
    return answers[answers["own"] | ~has_own]


def placed(answers: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """Answers (with ``mentee_id``) that have a score, each with its ``participation``, ``spell`` and ``landmark``.

    Those that fit no participation, or nobody can say which, are left out.
    """
    answers = answers.dropna(subset="score").drop(
        columns=["participation", "spell", "start", "landmark", "rank"], errors="ignore"
    )
    (whose, those), _ = numbered(answers["mentee_id"], spells["mentee_id"])
    answer, place = joined(whose, those)
    (said, known), _ = numbered(answers["cohort"], spells["cohort"])
    fits = (said[answer] == -1) | (known[place] == -1) | (said[answer] == known[place])
    answer, place = answer[fits], place[fits]
    in_order = np.argsort(spells["rank"].to_numpy()[place], kind="stable")
    answer, place = answer[in_order], place[in_order]
    several = np.bincount(answer, minlength=len(answers))[answer] > 1
    begun = spells["start"].to_numpy()[place] <= answers["date"].to_numpy()[answer]
    answer, place = answer[begun | ~several], place[begun | ~several]
    last = ~pd.Series(answer).duplicated(keep="last").to_numpy()
    found = spells.reset_index()[["participation", "spell", "cohort", "start", "landmark", "rank"]].take(place[last])
    own = answers.drop(columns="cohort").take(answer[last])
    return pd.concat([own.reset_index(drop=True), found.reset_index(drop=True)], axis=1)


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts ``OLS-2`` before ``OLS-10``."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", text))
