"""What is wrong within and between the four tables, row by row.

Each check is a mask over a table's rows and one sentence.  A row that cannot be used is set aside; one that can be
used is kept and named.  Frames are indexed by file and line, so that every problem says where to look.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from mentorstats.exports.matching import check_matching
from mentorstats.exports.usable_rows import first_of_line
from mentorstats.ids import id_codes, isin, lookup, rows_isin, share_categories
from mentorstats.problems import Problems
from mentorstats.program import PERSON_COLUMNS
from mentorstats.schema.tables import ENDED, NEVER_BEGAN

__all__ = ["check_tables"]


def check_tables(
    tables: dict[str, pd.DataFrame], problems: Problems, *, waiting: Collection[str] = ()
) -> dict[str, pd.DataFrame]:
    """Check the tables against themselves and one another; returns them without what is set aside.

    In them everyone's identifiers are categories from one list.  ``waiting`` are people who wait for someone.
    """
    tables = share_categories(tables, PERSON_COLUMNS)
    pairings = _check_pairings(tables["pairings"], problems)
    check_matching(tables | {"pairings": pairings}, problems, waiting=waiting)
    sessions = _named_by_pairing(tables["sessions"], pairings)
    sessions = _check_sessions(sessions, pairings, problems)
    _check_surveys(tables["surveys"], pairings, tables["people"], problems)
    _check_people(tables["people"], pairings, problems)
    return tables | {"pairings": pairings, "sessions": sessions}


def _check_pairings(pairings: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    (mentees, mentors), _ = id_codes(pairings["mentee_id"], pairings["mentor_id"])
    with_oneself = pd.Series((mentees == mentors) & (mentees >= 0), index=pairings.index)
    problems.add_rows(
        pairings, with_oneself, rule="self-pairing", column="mentor_id", set_aside=True,
        problem="mentee and mentor are the same person; the pairing is set aside",
        action="correct the mentor, or delete the row",
    )  # fmt: skip
    pairings = pairings.loc[~with_oneself]
    never = pairings["status"].isin(NEVER_BEGAN)
    problems.add_rows(
        pairings, never, rule="never-began", column="status", severity="note",
        problem="the pairing never began; no answer counts it", action="nothing to do, unless it did begin",
    )  # fmt: skip
    backward = pairings["end_date"] < pairings["start_date"]
    problems.add_rows(
        pairings, backward, rule="ends-before-start", column="end_date",
        problem="it ends before it starts; both dates count as missing", action="correct the dates",
    )  # fmt: skip
    _check_missing_dates(pairings, ~never & ~backward, problems)
    dates = pairings[["start_date", "end_date"]].mask(backward)
    return pairings.assign(start_date=dates["start_date"], end_date=dates["end_date"])


def _check_missing_dates(pairings: pd.DataFrame, expected: pd.Series, problems: Problems) -> None:
    """Pairings without a date that others have."""
    if pairings["start_date"].notna().any():
        problems.add_rows(
            pairings, expected & pairings["start_date"].isna(), rule="no-start-date", column="start_date",
            problem="the day the pairing began is missing; where the mentee has other mentors too, their order is "
            "unknown and the mentee is left out", action="fill in the date",
        )  # fmt: skip
    if pairings["end_date"].notna().any():
        over = expected & pairings["status"].isin(ENDED) & pairings["end_date"].isna()
        problems.add_rows(
            pairings, over, rule="no-end-date", column="end_date",
            problem="the pairing is over but its last day is missing", action="fill in the date",
        )  # fmt: skip


def _by_id(pairings: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """The pairings that have an id, each once, and whether others share it."""
    by_id = pairings.dropna(subset="pairing_id").drop_duplicates(["pairing_id", "mentee_id", "mentor_id"])
    return by_id, by_id["pairing_id"].duplicated(keep=False)


def _named_by_pairing(sessions: pd.DataFrame, pairings: pd.DataFrame) -> pd.DataFrame:
    """Sessions with the mentee and mentor that their pairing's id stands for, where it stands for one pairing."""
    unnamed = sessions["mentee_id"].isna() | sessions["mentor_id"].isna()
    if not unnamed.any():
        return sessions
    by_id, shared = _by_id(pairings)
    alone = by_id.loc[~shared].set_index("pairing_id")
    by_pairing = {
        side: alone[side].reindex(sessions["pairing_id"]).set_axis(sessions.index)
        for side in ("mentee_id", "mentor_id")
    }
    return sessions.assign(**{side: sessions[side].fillna(named) for side, named in by_pairing.items()})


def _check_sessions(sessions: pd.DataFrame, pairings: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """The sessions of a pairing, each once."""
    pairs = pairings[["mentee_id", "mentor_id"]]
    unclear = sessions["mentee_id"].isna()
    if unclear.any():
        by_id, shared = _by_id(pairings)
        unclear &= isin(sessions["pairing_id"], by_id.loc[shared, "pairing_id"])
    problems.add_rows(
        sessions, unclear, rule="pairing-id-shared", column="pairing_id", set_aside=True,
        problem="several pairings have this id, so it is not known who met; set aside",
        action="add the columns mentee_id and mentor_id, or give every pairing an id of its own",
    )  # fmt: skip
    known = rows_isin(sessions[["mentee_id", "mentor_id"]], pairs)
    for column, rows in (("mentee_id", sessions["mentee_id"].notna()), ("pairing_id", sessions["mentee_id"].isna())):
        problems.add_rows(
            sessions, ~known & ~unclear & rows, rule="session-without-pairing", column=column, set_aside=True,
            problem="no pairing belongs to this session; it is set aside",
            action="add the pairing, or correct who met",
        )  # fmt: skip
    sessions = sessions.loc[known]
    twice = _logged_by_both(sessions)
    problems.add_rows(
        sessions, twice, rule="logged-by-both", column="logged_by", severity="note", set_aside=True,
        problem="both sides logged this session; it is set aside, and the other row counts",
        action="nothing, if there was one session",
    )  # fmt: skip
    return sessions.loc[~twice]


def _logged_by_both(sessions: pd.DataFrame) -> pd.Series:
    """Sessions that someone else has logged too: the k-th of a day by each of two people is one session."""
    if "logged_by" not in sessions or sessions["logged_by"].isna().all():
        return pd.Series(False, index=sessions.index)
    of_day = sessions[["mentee_id", "mentor_id", "date", "logged_by"]].reset_index(drop=True)
    known = of_day["date"].notna() & of_day["logged_by"].notna()
    place = of_day.groupby(list(of_day.columns), dropna=False).cumcount()
    again = of_day.assign(place=place).duplicated(["mentee_id", "mentor_id", "date", "place"]) & known
    return pd.Series(again.to_numpy(), index=sessions.index)


def _check_surveys(surveys: pd.DataFrame, pairings: pd.DataFrame, people: pd.DataFrame, problems: Problems) -> None:
    """Answers that no question can count; each row of a file is named once, however many answers it holds."""
    begun = _with_cohort(pairings[~pairings["status"].isin(NEVER_BEGAN)], people)
    answers = surveys[first_of_line(surveys.index)]
    pairs = begun[["mentee_id", "mentor_id"]]
    about_mentee = rows_isin(answers[["about_id", "person_id"]], pairs)
    about_mentor = rows_isin(answers[["person_id", "about_id"]], pairs)
    subject = answers["about_id"].where(about_mentee & ~about_mentor, answers["person_id"])
    mentee = isin(subject, begun["mentee_id"])
    stray = ~mentee & ~isin(subject, begun["mentor_id"])
    unjoined = ~stray & answers["about_id"].notna() & ~about_mentee & ~about_mentor & ~mentee
    elsewhere = ~stray & ~unjoined & _in_no_cohort(subject, answers["cohort"], begun)
    unclear = ~elsewhere & _of_unknown_cohort(subject, answers, begun)
    not_counted = "no answer to the questions counts it"
    problems.add_rows(
        answers, stray, rule="answer-without-pairing", column="person_id", severity="note",
        problem=f"an answer from someone without a pairing that began; {not_counted}",
        action="add the pairing, or correct the identifier",
    )  # fmt: skip
    problems.add_rows(
        answers, unjoined, rule="answer-about-stranger", column="about_id",
        problem=f"no pairing that began joins the one who answered and the one it is about; {not_counted}",
        action="add the pairing, or correct the identifier",
    )  # fmt: skip
    problems.add_rows(
        answers, elsewhere, rule="answer-of-other-cohort", column="cohort",
        problem=f"the person has pairings, but none in this cohort; {not_counted}",
        action="correct the cohort, here or in the pairings, or add the pairing",
    )  # fmt: skip
    problems.add_rows(
        answers, unclear, rule="answer-of-unknown-cohort", column="cohort",
        problem="the mentee took part more than once, and neither cohort nor date tells which time this answer "
        f"belongs to; {not_counted}", action="fill in the cohort or the date",
    )  # fmt: skip


def _with_cohort(pairings: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Pairings whose missing cohort is the one that the people table has for the mentee."""
    if pairings["cohort"].notna().all():
        return pairings
    listed = lookup(pairings["mentee_id"], people["person_id"], people["cohort"])
    return pairings.assign(cohort=pairings["cohort"].fillna(listed.astype("str")))


def _in_no_cohort(subject: pd.Series, cohort: pd.Series, begun: pd.DataFrame) -> pd.Series:
    """Whether the answer's cohort is none of those that the person's pairings are in, where all say theirs."""
    if cohort.isna().all():
        return pd.Series(False, index=cohort.index)
    names = ["person_id", "cohort"]
    sides = pd.concat([begun[[side, "cohort"]].set_axis(names, axis=1) for side in ("mentee_id", "mentor_id")])
    open_to_all = sides.loc[sides["cohort"].isna(), "person_id"]
    named = rows_isin(pd.DataFrame({"person_id": subject, "cohort": cohort}), sides)
    return cohort.notna() & ~named & ~isin(subject, open_to_all)


def _of_unknown_cohort(subject: pd.Series, answers: pd.DataFrame, begun: pd.DataFrame) -> pd.Series:
    """Whether a mentee of several cohorts answered without a cohort, and before any of them began as far as known."""
    (mentees, subjects), count = id_codes(begun["mentee_id"], subject)
    (cohorts,), _ = id_codes(begun["cohort"])
    spells = pd.unique(mentees * (cohorts.max(initial=-1) + 2) + cohorts + 1)
    often = np.bincount(spells // (cohorts.max(initial=-1) + 2), minlength=count)
    several = np.append(often > 1, False)[subjects] & answers["cohort"].isna().to_numpy()
    if not several.any():
        return pd.Series(False, index=subject.index)
    earliest = begun["start_date"].groupby(mentees).min().reindex(subjects).to_numpy()
    return pd.Series(several & ~(earliest <= answers["date"].to_numpy()), index=subject.index)


def _check_people(people: pd.DataFrame, pairings: pd.DataFrame, problems: Problems) -> None:
    if people.empty:
        return
    for side in ("mentee", "mentor"):
        unlisted = ~isin(pairings[f"{side}_id"], people["person_id"]) & pairings[f"{side}_industry"].isna()
        if not unlisted.any():
            continue
        # A cell with several mentors is several pairings of one line, so lines are no names for rows here.
        first = unlisted & ~pairings[f"{side}_id"].where(unlisted).duplicated()
        problems.add_rows(
            pairings, first, rule="unlisted-person", column=f"{side}_id",
            problem="this person is not in the people table, and their industry is unknown",
            action="add the person with their industry",
        )  # fmt: skip
