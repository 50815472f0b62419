"""Programs that are shorter than the landmark, said before any question is asked.

Which mentors count is settled a number of days after a mentee's first pairing began; final answers from before that
day are set aside, and so are mentees whose pairings were all over by then.  Where that happens the setting is named,
with a number that would keep nearly all of them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from mentorstats.ids import isin
from mentorstats.problems import Count, Problems
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.tables import NEVER_BEGAN

__all__ = ["check_landmark"]

# So many of the answers, or of the mentees, would be kept with the number that is proposed.
_KEPT = 0.95


def check_landmark(tables: Mapping[str, pd.DataFrame], settings: Settings, problems: Problems) -> None:
    """Name final answers from before the landmark, and programs whose pairings are mostly over by then.

    ``tables`` are indexed by file and line, surveys with a row an answer.  Ratings beside sessions and pairings are no
    final answers that somebody waits for.
    """
    surveys, pairings, sessions = (tables[name] for name in ("surveys", "pairings", "sessions"))
    begun = pairings[~pairings["status"].isin(NEVER_BEGAN)]
    if begun.empty or begun["start_date"].notna().mean() < 0.5:
        return
    spells = begun.assign(mentee_id=begun["mentee_id"].astype("str"), cohort=begun["cohort"].fillna(""))
    spells = spells.groupby(["mentee_id", "cohort"], as_index=False).agg(
        start=("start_date", "min"), end=("end_date", _last_known)
    )
    rated = [*pairings.index.unique("file"), *sessions.index.unique("file")]
    days = _days_to_final_answers(surveys[~surveys.index.isin(rated, level="file")], begun, spells)
    early = days[days < settings.landmark_days]
    if len(early):
        mentees = early.index.nunique()
        problems.add(
            rule="answer-before-landmark", severity="warning", column="date", file=_file(surveys),
            facts=(Count(mentees, "mentee has a final answer", "mentees have final answers"),),
            problem=f"{{}} from before the landmark, {settings.landmark_days} days after their first pairing began; "
            "these answers are set aside, since it is not clear until then which mentors a mentee has",
            action=_shorter(days),
        )  # fmt: skip
    lengths = (spells["end"] - spells["start"]).dt.days.dropna()
    over = lengths < settings.landmark_days
    if len(lengths) and over.mean() > 0.5 and len(lengths) > len(spells) / 2:
        problems.add(
            rule="over-before-landmark", severity="warning", column="end_date", file=_file(begun),
            facts=(Count(int(over.sum()), "mentee's pairings were", "mentees' pairings were"),),
            problem=f"{{}} all over before the landmark, {settings.landmark_days} days after the first one began; "
            "these mentees are not compared",
            action=_shorter(lengths),
        )  # fmt: skip


def _last_known(ends: pd.Series) -> pd.Timestamp:
    """The last end, missing where a pairing goes on."""
    return pd.NaT if ends.isna().any() else ends.max()  # type: ignore[return-value]


def _days_to_final_answers(surveys: pd.DataFrame, begun: pd.DataFrame, spells: pd.DataFrame) -> pd.Series:
    """For each final answer of or about a mentee the days since the first pairing of that time began, by mentee."""
    final = surveys["score"].notna() & surveys["date"].notna() & (surveys["wave"].isna() | (surveys["wave"] == "final"))
    answers = surveys[final]
    about = isin(answers["about_id"], begun["mentee_id"]) & ~isin(answers["person_id"], begun["mentee_id"])
    mentee = answers["person_id"].where(~about, answers["about_id"]).astype("str")
    given = pd.DataFrame({
        "mentee_id": mentee.to_numpy(), "date": answers["date"].to_numpy(), "cohort": answers["cohort"].to_numpy(),
        "answer": np.arange(len(answers)),
    })  # fmt: skip
    fits = given.merge(spells, on="mentee_id", suffixes=("", "_of_pairing"))
    same = fits["cohort"].isna() | (fits["cohort_of_pairing"] == "") | (fits["cohort"] == fits["cohort_of_pairing"])
    fits = fits[same & fits["start"].notna()].assign(began=lambda rows: rows["start"] <= rows["date"])
    last = fits.sort_values(["answer", "began", "start"]).drop_duplicates("answer", keep="last")
    # From before every pairing of somebody who took part twice: which time it belongs to is not known.
    last = last[last["began"] | ~last["answer"].isin(fits.loc[fits["answer"].duplicated(), "answer"])]
    return (last["date"] - last["start"]).dt.days.set_axis(last["mentee_id"])


def _shorter(days: pd.Series) -> str:
    """What to do, with a number of days that keeps nearly all."""
    fits = int(np.floor(days.quantile(1 - _KEPT) / 10) * 10) if len(days) else 0
    if fits < 10:
        return f"if the program is that short, write a smaller landmark_days at the top of {CONFIG_NAME}"
    return f"if the program is that short, write landmark_days = {fits} at the top of {CONFIG_NAME}"


def _file(frame: pd.DataFrame) -> str:
    return str(frame.index[0][0]) if len(frame) else ""
