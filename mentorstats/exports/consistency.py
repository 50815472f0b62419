"""What is wrong within and between the four tables, row by row.

Each check is a mask over a table's rows and one sentence; a row that cannot be used is set aside, one that can is
kept and named.  Frames here are indexed by (file, line), so that every finding says where to look.  What a finding
shows of an identifier is masked: it may be a name or an e-mail address.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from mentorstats.ids import is_among, looked_up, numbered, repeated_rows, rows_among, with_one_list
from mentorstats.problems import Problem, masked_id
from mentorstats.program import ROLES
from mentorstats.schema.tables import ENDED, NEVER_BEGAN, TABLES

__all__ = ["check_tables", "first_of_line", "report", "usable_rows"]

Severity = Literal["blocking", "warning", "note"]
Found = tuple[pd.DataFrame, list[Problem]]

_PRIVATE = {column.name for table in TABLES.values() for column in table.columns if column.kind == "id"} | {"logged_by"}


def first_of_line(index: pd.Index) -> np.ndarray:
    """Which rows are the first of their line in their file; the index is one of file and line."""
    if isinstance(index, pd.MultiIndex):
        files, lines = map(np.asarray, index.codes)
        if (files[1:] == files[:-1]).all() and (lines[1:] > lines[:-1]).all():
            return np.ones(len(index), dtype=bool)
    return ~index.duplicated()


def report(
    frame: pd.DataFrame,
    mask: pd.Series,
    column: str,
    problem: str | pd.Series,
    action: str,
    *,
    severity: Severity = "warning",
) -> list[Problem]:
    """One ``Problem`` for each row of ``mask``, with the cell of ``column`` masked where it may identify someone.

    ``frame`` is indexed by file and line; ``problem`` is a sentence for all rows or a Series with each row's own.
    """
    if not mask.any():
        return []
    rows = frame.index[mask]
    shown = frame.loc[mask, column] if column in frame else pd.Series("", index=rows)
    sentences = problem[mask] if isinstance(problem, pd.Series) else [problem] * len(rows)
    return [
        Problem(severity, str(file), int(line), column, _shown(cell, column), sentence, action)
        for (file, line), cell, sentence in zip(rows, shown, sentences, strict=True)
    ]


def _shown(cell: object, column: str) -> str:
    text = "" if pd.isna(cell) else str(cell)  # type: ignore[arg-type]
    if text and (column in _PRIVATE or "@" in text):
        return masked_id(text)
    return text if len(text) <= 80 else f"{text[:79]}…"


def usable_rows(frames: Sequence[pd.DataFrame], table: str) -> tuple[list[pd.DataFrame], list[Problem]]:
    """Each frame without the rows that lack a required identifier, repeat another row, or tell of a person again.

    ``frames`` are the files of one table: a row may repeat one of another file.
    """
    if not frames:
        return [], []
    every = pd.concat(frames)
    found: list[Problem] = []
    aside = pd.Series(False, index=every.index)
    for column in TABLES[table].columns:
        if column.required and column.kind != "number":
            missing = pd.concat([_empty_cells(frame, column.name) for frame in frames]) & ~aside
            found += report(every, missing, column.name, f"{column.name} is empty; the row is set aside", "fill it in")
            aside |= missing
    repeated = _repeated(every, table) & ~aside
    found += report(
        every, repeated, _main_id(table), "the row repeats an earlier one in every cell; it is set aside",
        "delete it, or tell the two apart",
    )  # fmt: skip
    aside |= repeated
    again = _told_again(every, table) & ~aside
    action = f"keep the row that is right for each {'person and cohort' if table == 'people' else 'pairing'}"
    found += report(every, again, _main_id(table), _AGAIN.get(table, ""), action)
    aside |= again
    if not aside.any():
        return list(frames), found
    kept = np.split(~aside.to_numpy(), np.cumsum([len(frame) for frame in frames])[:-1])
    return [frame.loc[rows] for frame, rows in zip(frames, kept, strict=True)], found


def _empty_cells(frame: pd.DataFrame, column: str) -> pd.Series:
    return frame[column].isna() if column in frame else pd.Series(False, index=frame.index)


_AGAIN = {
    "people": "a second row about this person is set aside; the first counts",
    "pairings": "a second row with this pairing's id, mentee and mentor is set aside; the first counts",
}


def _main_id(table: str) -> str:
    return next(column.name for column in TABLES[table].columns if column.kind == "id")


def _repeated(every: pd.DataFrame, table: str) -> pd.Series:
    # Identifiers tell most rows apart.
    ids = [column.name for column in TABLES[table].columns if column.kind == "id" and column.name in every]
    repeated = pd.Series(repeated_rows(every, first=ids), index=every.index)
    if table == "sessions":
        # Two sessions of the same length are no repetition unless something tells which sessions they were.
        repeated &= every["date"].notna() | every["sessions"].notna()
    return repeated


def _told_again(every: pd.DataFrame, table: str) -> pd.Series:
    if table not in ("people", "pairings"):
        return pd.Series(False, index=every.index)
    if table == "people":
        again, by = every["person_id"].duplicated(keep=False), ["person_id", "cohort"]
    else:
        again, by = every["pairing_id"].notna(), ["pairing_id", "mentee_id", "mentor_id"]
    again[again.to_numpy()] = every.loc[again, by].duplicated().to_numpy()
    return again


def check_tables(tables: dict[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Check the tables against themselves and one another; returns them without what is set aside.

    In them everyone's identifiers are categories from one list.
    """
    tables = with_one_list(tables, ROLES)
    pairings, found = _check_pairings(tables["pairings"])
    sessions = _named_by_pairing(tables["sessions"], pairings)
    sessions, more = _check_sessions(sessions, pairings)
    found += more + _check_surveys(tables["surveys"], pairings, tables["people"])
    found += _check_people(tables["people"], pairings)
    return tables | {"pairings": pairings, "sessions": sessions}, found


def _check_pairings(pairings: pd.DataFrame) -> Found:
    (mentees, mentors), _ = numbered(pairings["mentee_id"], pairings["mentor_id"])
    own = pd.Series((mentees == mentors) & (mentees >= 0), index=pairings.index)
    found = report(
        pairings, own, "mentor_id", "mentee and mentor are the same person; the pairing is set aside",
        "correct the mentor, or delete the row",
    )  # fmt: skip
    pairings = pairings.loc[~own]
    never = pairings["status"].isin(NEVER_BEGAN)
    found += report(
        pairings, never, "status", "the pairing never began; no answer counts it",
        "nothing to do, unless it did begin", severity="note",
    )  # fmt: skip
    backward = pairings["end_date"] < pairings["start_date"]
    found += report(
        pairings, backward, "end_date", "it ends before it starts; both dates count as missing", "correct the dates"
    )
    found += _missing_dates(pairings, ~never & ~backward)
    dates = pairings[["start_date", "end_date"]].mask(backward)
    return pairings.assign(start_date=dates["start_date"], end_date=dates["end_date"]), found


def _missing_dates(pairings: pd.DataFrame, asked: pd.Series) -> list[Problem]:
    """Pairings without a date that others have."""
    found: list[Problem] = []
    if pairings["start_date"].notna().any():
        found += report(
            pairings, asked & pairings["start_date"].isna(), "start_date",
            "the day the pairing began is missing; where the mentee has other mentors too, their order is unknown "
            "and the mentee is left out", "fill in the date",
        )  # fmt: skip
    if pairings["end_date"].notna().any():
        over = asked & pairings["status"].isin(ENDED) & pairings["end_date"].isna()
        found += report(
            pairings, over, "end_date", "the pairing is over but its last day is missing", "fill in the date"
        )
    return found


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


def _check_sessions(sessions: pd.DataFrame, pairings: pd.DataFrame) -> Found:
    """The sessions of a pairing, each once."""
    pairs = pairings[["mentee_id", "mentor_id"]]
    unclear = sessions["mentee_id"].isna()
    if unclear.any():
        by_id, shared = _by_id(pairings)
        unclear &= is_among(sessions["pairing_id"], by_id.loc[shared, "pairing_id"])
    found = report(
        sessions, unclear, "pairing_id", "several pairings have this id, so it is not known who met; set aside",
        "add the columns mentee_id and mentor_id, or give every pairing an id of its own",
    )  # fmt: skip
    known = rows_among(sessions[["mentee_id", "mentor_id"]], pairs)
    for column, rows in (("mentee_id", sessions["mentee_id"].notna()), ("pairing_id", sessions["mentee_id"].isna())):
        found += report(
            sessions, ~known & ~unclear & rows, column, "no pairing belongs to this session; it is set aside",
            "add the pairing, or correct who met",
        )  # fmt: skip
    sessions = sessions.loc[known]
    twice = _logged_by_both(sessions)
    found += report(
        sessions, twice, "logged_by", "both sides logged this session; it is set aside, and the other row counts",
        "nothing, if there was one session", severity="note",
    )  # fmt: skip
    return sessions.loc[~twice], found


def _logged_by_both(sessions: pd.DataFrame) -> pd.Series:
    """Sessions that someone else has logged too: the k-th of a day by each of two people is one session."""
    if "logged_by" not in sessions or sessions["logged_by"].isna().all():
        return pd.Series(False, index=sessions.index)
    of_day = sessions[["mentee_id", "mentor_id", "date", "logged_by"]].reset_index(drop=True)
    told = of_day["date"].notna() & of_day["logged_by"].notna()
    place = of_day.groupby(list(of_day.columns), dropna=False).cumcount()
    again = of_day.assign(place=place).duplicated(["mentee_id", "mentor_id", "date", "place"]) & told
    return pd.Series(again.to_numpy(), index=sessions.index)


def _check_surveys(surveys: pd.DataFrame, pairings: pd.DataFrame, people: pd.DataFrame) -> list[Problem]:
    """Answers that no question can count; each row of a file is named once, however many answers it holds."""
    begun = _with_cohort(pairings[~pairings["status"].isin(NEVER_BEGAN)], people)
    answers = surveys[first_of_line(surveys.index)]
    pairs = begun[["mentee_id", "mentor_id"]]
    about_mentee = rows_among(answers[["about_id", "person_id"]], pairs)
    about_mentor = rows_among(answers[["person_id", "about_id"]], pairs)
    subject = answers["about_id"].where(about_mentee & ~about_mentor, answers["person_id"])
    mentee = is_among(subject, begun["mentee_id"])
    stray = ~mentee & ~is_among(subject, begun["mentor_id"])
    unjoined = ~stray & answers["about_id"].notna() & ~about_mentee & ~about_mentor & ~mentee
    elsewhere = ~stray & ~unjoined & _in_no_cohort(subject, answers["cohort"], begun)
    unclear = ~elsewhere & _of_unknown_cohort(subject, answers, begun)
    not_counted, correct = "no answer to the questions counts it", "add the pairing, or correct the identifier"
    return [
        *report(
            answers, stray, "person_id", f"an answer from someone without a pairing that began; {not_counted}",
            correct, severity="note",
        ),
        *report(
            answers, unjoined, "about_id",
            f"no pairing that began joins the one who answered and the one it is about; {not_counted}", correct,
        ),
        *report(
            answers, elsewhere, "cohort", f"the person has pairings, but none in this cohort; {not_counted}",
            "correct the cohort, here or in the pairings, or add the pairing",
        ),
        *report(
            answers, unclear, "cohort", "the mentee took part more than once, and neither cohort nor date tells "
            f"which time this answer belongs to; {not_counted}", "fill in the cohort or the date",
        ),
    ]  # fmt: skip


def _with_cohort(pairings: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Pairings whose missing cohort is the one that the people table has for the mentee."""
    if pairings["cohort"].notna().all():
        return pairings
    listed = looked_up(pairings["mentee_id"], people["person_id"], people["cohort"])
    return pairings.assign(cohort=pairings["cohort"].fillna(listed.astype("str")))


def _in_no_cohort(subject: pd.Series, cohort: pd.Series, begun: pd.DataFrame) -> pd.Series:
    """Whether the answer's cohort is none of those that the person's pairings are in, where all say theirs."""
    if cohort.isna().all():
        return pd.Series(False, index=cohort.index)
    names = ["person_id", "cohort"]
    sides = pd.concat([begun[[side, "cohort"]].set_axis(names, axis=1) for side in ("mentee_id", "mentor_id")])
    open_to_all = sides.loc[sides["cohort"].isna(), "person_id"]
    said = rows_among(pd.DataFrame({"person_id": subject, "cohort": cohort}), sides)
    return cohort.notna() & ~said & ~is_among(subject, open_to_all)


def _of_unknown_cohort(subject: pd.Series, answers: pd.DataFrame, begun: pd.DataFrame) -> pd.Series:
    """Whether a mentee of several cohorts answered without a cohort, and before any of them began as far as known."""
    (mentees, subjects), count = numbered(begun["mentee_id"], subject)
    (cohorts,), _ = numbered(begun["cohort"])
    spells = pd.unique(mentees * (cohorts.max(initial=-1) + 2) + cohorts + 1)
    often = np.bincount(spells // (cohorts.max(initial=-1) + 2), minlength=count)
    several = np.append(often > 1, False)[subjects] & answers["cohort"].isna().to_numpy()
    if not several.any():
        return pd.Series(False, index=subject.index)
    earliest = begun["start_date"].groupby(mentees).min().reindex(subjects).to_numpy()
    return pd.Series(several & ~(earliest <= answers["date"].to_numpy()), index=subject.index)


def _check_people(people: pd.DataFrame, pairings: pd.DataFrame) -> list[Problem]:
    if people.empty:
        return []
    found: list[Problem] = []
    for side in ("mentee", "mentor"):
        unlisted = ~is_among(pairings[f"{side}_id"], people["person_id"]) & pairings[f"{side}_industry"].isna()
        if not unlisted.any():
            continue
        # A cell with several mentors is several pairings of one line, so lines are no names for rows here.
        first = unlisted & ~pairings[f"{side}_id"].where(unlisted).duplicated()
        found += report(
            pairings, first, f"{side}_id", "this person is not in the people table, and their industry is unknown",
            "add the person with their industry",
        )  # fmt: skip
    return found
