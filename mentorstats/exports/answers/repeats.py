"""Somebody who answers the same question twice in the same wave: the later answer counts, or the mean of both.

What is the same is judged by the file's own words: a program may call three months final, and an answer in each of
them is no repetition.  Answers about different people are different answers.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mentorstats.exports.answers.times import TIME
from mentorstats.exports.answers.waves import WORD
from mentorstats.exports.usable_rows import first_of_line
from mentorstats.ids import repeated_rows
from mentorstats.problems import Problems
from mentorstats.schema.tables import NEVER_BEGAN

__all__ = ["one_answer_each"]

_ROUND = "round of the answer"
_REPLACED = (
    "the same person answered the same question again later in the same wave; the later answer counts, and this one is "
    "set aside"
)
_AVERAGED = (
    "the same person answered the same question more than once in the same wave, and no dates tell which came later; "
    "their mean counts"
)
_KEY = ["person_id", "item", "about_id", "wave", "cohort", WORD, _ROUND]


def one_answer_each(surveys: pd.DataFrame, pairings: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """The answers without those that the same person replaced by a later one; answers that are averaged are named.

    ``surveys`` has a row an answer, indexed by file and line, and perhaps the files' own words for waves.
    """
    words = surveys[WORD] if WORD in surveys else pd.Series("", index=surveys.index)
    times = surveys[TIME] if TIME in surveys else pd.Series(np.nan, index=surveys.index)
    answers = surveys.drop(columns=[WORD, TIME], errors="ignore")
    rounds, unplaced = _rounds(answers, pairings)
    keyed = answers.assign(**{WORD: words, _ROUND: rounds})[_KEY]
    given = answers["score"].notna() & answers["person_id"].notna() & ~unplaced
    again = pd.Series(repeated_rows(keyed, first=["person_id"]), index=answers.index) & given
    if not again.any():
        return answers
    groups = keyed[given].groupby(_KEY, dropna=False, observed=True, sort=False).ngroup()
    group = pd.Series(-1, index=np.arange(len(answers)))
    group[given.to_numpy()] = groups.to_numpy()
    dates = answers["date"].reset_index(drop=True)
    earlier, averaged = _earlier_and_averaged(group, dates, times.reset_index(drop=True))
    _name(answers, earlier, averaged, problems)
    return answers[~earlier.to_numpy()]


def _rounds(answers: pd.DataFrame, pairings: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The day on which the pairing had begun that was the mentee's last when the answer was given.

    It tells the answers of somebody who took part twice apart; missing where a cohort does that.  And the answers of
    such a mentee that neither tells apart: no question counts them.
    """
    begun = pairings.loc[~pairings["status"].isin(NEVER_BEGAN), ["mentee_id", "start_date", "cohort"]]
    taken_part = begun.groupby("mentee_id", observed=True)["cohort"].nunique() > 1
    mentees = answers["about_id"].fillna(answers["person_id"]).astype("str")
    rounds = pd.Series(pd.NaT, index=np.arange(len(answers)), dtype="datetime64[us]")
    unclear = (mentees.isin(taken_part.index[taken_part]) & answers["cohort"].isna()).to_numpy()
    asked = unclear & answers["date"].notna().to_numpy()
    if not asked.any():
        return rounds.set_axis(answers.index), pd.Series(unclear, index=answers.index)
    dated = begun.dropna(subset="start_date").astype({"mentee_id": "str"}).sort_values("start_date")
    dated = dated.rename(columns={"start_date": "date"}).assign(began=lambda frame: frame["date"])
    rows = pd.DataFrame({"mentee_id": mentees.to_numpy()[asked], "date": answers["date"].to_numpy()[asked]})
    rows = rows.assign(place=np.flatnonzero(asked)).sort_values("date")
    found = pd.merge_asof(rows, dated[["mentee_id", "date", "began"]], on="date", by="mentee_id")
    rounds[found["place"].to_numpy()] = found["began"].to_numpy()
    return rounds.set_axis(answers.index), pd.Series(unclear & rounds.isna().to_numpy(), index=answers.index)


def _earlier_and_averaged(group: pd.Series, dates: pd.Series, times: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Which answers a later one replaces, and which stand beside another that cannot be told to be later.

    ``group`` numbers the answers that are the same but for score and date, -1 for those that are none; ``times`` are
    times of day, which count where every answer of a group has one.
    """
    timed = times.notna().groupby(group).transform("all")
    dates = dates + pd.to_timedelta(times.where(timed, 0.0), unit="s")
    repeated = group.duplicated(keep=False) & (group >= 0)
    dated = dates.notna().groupby(group).transform("all")
    last = dates.groupby(group).transform("max")
    earlier = repeated & dated & (dates < last)
    left = group[repeated & ~earlier]
    averaged = pd.Series(False, index=group.index)
    averaged[left.index] = left.duplicated().to_numpy()
    return earlier, averaged


def _name(answers: pd.DataFrame, earlier: pd.Series, averaged: pd.Series, problems: Problems) -> None:
    """One problem a line, however many questions it answers."""
    cells = answers[["person_id"]]
    kept = set(answers.index[~earlier.to_numpy()])
    for rows, rule, problem in ((earlier, "answer-replaced", _REPLACED), (averaged, "answers-averaged", _AVERAGED)):
        lines = cells[rows.to_numpy()]
        lines = lines[first_of_line(lines.index)]
        whole = pd.Series([line not in kept for line in lines.index], index=lines.index, dtype=bool)
        for aside, part in ((True, whole & (rule == "answer-replaced")), (False, ~whole | (rule != "answer-replaced"))):
            problems.add_rows(
                lines, part, rule=rule, column="person_id", problem=problem, set_aside=aside,
                action="nothing, if this is right; else keep the answer that is meant, or name the waves apart",
            )  # fmt: skip
