"""Which participation an answer belongs to: the mentee's, and of several the one in whose time it was given.

Whoever takes part twice answers twice.  An answer that names its cohort belongs there; one that names none belongs to
the participation that had begun last when it was given, and to none where that cannot be told.
"""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from mentorstats.grouped import any_of, earliest, firsts, repeats
from mentorstats.ids import joined, numbered, rows_among
from mentorstats.program import Program, roll_of
from mentorstats.tables.pairs import first_with_mentor

__all__ = ["fitting", "mentee_answers", "placed", "spells_of"]

_ANSWERS: WeakKeyDictionary[Program, pd.DataFrame] = WeakKeyDictionary()


def spells_of(pairs: pd.DataFrame, *, dated: bool, landmark_days: int) -> pd.DataFrame:
    """One row for each participation, by its number; ranked within the mentee by date, else by cohorts' natural order.

    ``pairs`` are all pairings.
    """
    participation = pairs["participation"].to_numpy()
    count = int(participation.max(initial=-1)) + 1
    names = ["participation", "mentee_id", "mentee_number", "spell", "cohort"]
    spells = pairs[names].take(firsts(participation, count)).set_index("participation")
    teams = pairs.dropna(subset="group_id").drop_duplicates("participation").set_index("participation")
    spells["group_id"] = teams["group_id"].reindex(spells.index)
    spells["mentors"] = np.bincount(participation[first_with_mentor(pairs)], minlength=count)
    spells["start"] = earliest(pairs["start_date"].to_numpy(dtype="datetime64[us]"), participation, count)
    spells["sessions"] = pairs["sessions"].groupby(participation).sum(min_count=1)
    keys = pd.DataFrame({"start": spells["start"], "name": _in_natural_order(spells["spell"])}, index=spells.index)
    ranked = keys.sort_values(["start", "name"] if dated else ["name"], kind="stable")
    spells["rank"] = pd.Series(np.arange(len(ranked)), index=ranked.index)
    spells["landmark"] = spells["start"] + pd.Timedelta(days=landmark_days)
    undated = any_of(pairs["start_date"].isna().to_numpy(), participation, count)
    spells["unordered"] = dated & undated & (spells["mentors"] > 1)
    return spells


def _in_natural_order(names: pd.Series) -> np.ndarray:
    """The place of each name among all names, in their natural order."""
    codes, distinct = pd.factorize(names)
    order = {name: place for place, name in enumerate(sorted(distinct, key=_natural))}
    return np.array([order[name] for name in distinct], dtype=np.int64)[codes]


def mentee_answers(program: Program) -> pd.DataFrame:
    """Scores with the mentee they belong to, and the mentee's number: who answered, or whom a mentor's answer is about.

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
    number = np.where(own, given["person_id"].cat.codes, given["about_id"].cat.codes).astype(np.int64)
    known = np.isin(number, pairs["mentee_id"].cat.codes)
    answers = surveys.assign(mentee_id=mentee, mentee_number=number, own=own)[known]
    has_own = answers.groupby("item")["own"].transform("any")
    return answers[answers["own"] | ~has_own]


def placed(answers: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """Answers that have a score, each with its ``participation``, ``spell`` and ``landmark``.

    Those that fit no participation, or nobody can say which, are left out.
    """
    names = ["participation", "spell", "cohort", "start", "landmark", "rank"]
    answers = answers.dropna(subset="score")
    answer, place = fitting(answers, spells)
    own = answers.drop(columns=names, errors="ignore").take(answer)
    found = spells.reset_index()[names].take(place)
    return pd.concat([own.reset_index(drop=True), found.reset_index(drop=True)], axis=1)


def fitting(answers: pd.DataFrame, spells: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The places of the answers (with mentee_number, cohort, date) that fit a participation, and of these."""
    answer, place = joined(answers["mentee_number"].to_numpy(), spells["mentee_number"].to_numpy())
    if answers["cohort"].notna().any():
        (said, known), _ = numbered(answers["cohort"], spells["cohort"])
        fits = (said[answer] == -1) | (known[place] == -1) | (said[answer] == known[place])
        answer, place = answer[fits], place[fits]
    several = repeats(answer)
    if not several.any():
        return answer, place
    begun = spells["start"].to_numpy()[place] <= answers["date"].to_numpy()[answer]
    answer, place = answer[begun | ~several], place[begun | ~several]
    in_order = np.lexsort((spells["rank"].to_numpy()[place], answer))
    answer, place = answer[in_order], place[in_order]
    last = np.append(answer[1:] != answer[:-1], np.ones(min(1, len(answer)), dtype=bool))
    return answer[last], place[last]


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts ``OLS-2`` before ``OLS-10``."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", text))
