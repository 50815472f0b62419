"""A program in the numbers that the field reports, each with its definition.

The same word stands for different numbers in different programs, so every number says what was counted of what.  What
the exports do not hold is a row without a value that names the column that would tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import narwhals as nw
import pandas as pd

from mentorstats.analyses.duration import pairing_statuses
from mentorstats.analyses.duration.spans import pairing_spans
from mentorstats.analyses.metrics import Metric, average, missing, share_of, share_of_things, shown
from mentorstats.analyses.responses import dropout_metrics, response_metrics
from mentorstats.errors import PlainError
from mentorstats.program import Program
from mentorstats.rounding import Counted
from mentorstats.schema.tables import SESSION_STATUSES, WAVES
from mentorstats.sharing import Column, describe
from mentorstats.tables.mentees import SHARES
from mentorstats.tables.pairs import pair_rows

__all__ = ["DEFINITIONS", "METRIC_COLUMNS", "meeting_rates", "pairing_counts", "program_metrics", "survey_answers"]

METRIC_COLUMNS = ("metric", "of", "value", "unit", "numerator", "denominator", "people", "definition", "note")
DEFINITIONS = {
    "matched": "People in a pairing that began, of the people listed in the exports.",
    "unmatched": "People listed in the exports who are in no pairing that began.",
    "active pairings": "Pairings whose status is active, of the pairings that began.",
    "closed early": "Pairings closed before they were completed, of the pairings that began. Those that still go on "
    "may yet be closed, so the share can only grow.",
    "sessions held": "Sessions attended, of those attended, missed or cancelled. Sessions still to come do not count.",
    "sessions a month": "Sessions attended, over the months from the start of each pairing to its end, or to the last "
    "day that the exports tell of, for pairs matched once.",
    "mentees a mentor": "Different mentees in pairings that began, for each mentor with one or more, in all cohorts.",
    "survey response": "People in a pairing that began who answered something, of all people in a pairing that began.",
    "survey drop-out": "People in a pairing that began who answered a question at one time and did not answer it at a "
    "later one, of those who answered it at the first. Those who are still to be asked count as well.",
    "survey late answers": "People in a pairing that began who answered a question at a later time only, of all who "
    "answered it then. Nothing is known of where they started.",
}  # fmt: skip
_ROLE = "role in the people (mentee, mentor or both) would tell the two sides apart"


def program_metrics(program: Program) -> pd.DataFrame:
    """The program's numbers, one row each.

    Columns: metric, of (which part of the program), value, unit, numerator, denominator, people (how many stand
    behind it), definition, and note (why there is no value, or what would tell more).
    """
    pairs = pair_rows(program)
    parts = (_matching(program, pairs), _pairings(pairs), _sessions(program), _load(pairs))
    rows = [row for part in (*parts, response_metrics(program, pairs), dropout_metrics(program, pairs)) for row in part]
    table = pd.DataFrame([vars(row) for row in rows])
    table["definition"] = table["metric"].map(DEFINITIONS)
    numbers = {"value": float, "numerator": float, "denominator": float, "people": "Int64"}
    apart = {(row.metric, row.of): shown(row, program.rounding) for row in rows}
    columns, by = dict.fromkeys(METRIC_COLUMNS, "exact"), ("metric", "of")
    return describe(table[list(METRIC_COLUMNS)].astype(numbers), columns, rounding=program.rounding, by=by, rows=apart)


def meeting_rates(program: Program) -> pd.DataFrame:
    """One row for each pairing whose sessions and months are known: mentee_id, mentor_id, sessions, months, rate.

    ``rate`` is sessions a month while the pairing was seen.  Empty where the exports hold no sessions or no dates.
    """
    rows = pairing_spans(program).rows.dropna(subset="sessions")
    sessions = rows["sessions"].astype(float)
    return rows[["mentee_id", "mentor_id"]].assign(
        sessions=sessions, months=rows["months"], rate=sessions / rows["months"]
    )


def pairing_counts(program: Program, *, by: str = "status") -> pd.DataFrame:
    """How many pairings there are of each kind, and how many different mentees they are of.

    ``by`` is "status" (all pairings, also those that never began), "proximity" (how close the industries are, of the
    pairings that began) or "cohort" (of those likewise).  Columns: pairings, mentees, and by cohort mentors; the index
    is the kind, each that there could be.

    >>> from mentorstats import simulate_program
    >>> program, _ = simulate_program(seed=1, mentees=200)
    >>> pairing_counts(program, by="proximity")["pairings"].to_dict()
    {'same': 80, 'adjacent': 151, 'distant': 66, 'unknown': 10}
    """
    if by == "status":
        counts = pairing_statuses(program).set_index("status")[["pairings", "mentees"]]
    elif by == "proximity":
        groups = pair_rows(program).groupby("proximity")["mentee_id"]
        counts = pd.DataFrame({"pairings": groups.size(), "mentees": groups.nunique()})
        counts = counts.reindex(list(SHARES), fill_value=0).rename_axis("proximity")
    elif by == "cohort":
        rows = pair_rows(program)
        cohorts = rows.groupby(rows["cohort"].fillna("no cohort"))
        people = cohorts[["mentee_id", "mentor_id"]].nunique().set_axis(["mentees", "mentors"], axis=1)
        counts = people.assign(pairings=cohorts.size())[["pairings", *people]]
    else:
        raise PlainError(f"by is {by!r}; expected one of 'status', 'proximity', 'cohort'")
    columns: dict[Any, Column] = {**dict.fromkeys(counts, "count"), "pairings": ["count", "mentees"]}
    return describe(counts, columns, rounding=program.rounding)


def survey_answers(program: Program) -> pd.DataFrame:
    """How many mentees answered each survey item at each wave: an item a row, a wave a column.

    Mentees are those in a pairing that began.

    >>> from mentorstats import shareable, simulate_program
    >>> program, _ = simulate_program(seed=1, mentees=60)
    >>> survey_answers(program).loc["career_confidence"].tolist()
    [56, 0, 51]
    >>> shareable(survey_answers(program)).loc["career_confidence"].tolist()
    ['60', '<10', '50']
    """
    mentees = set(pair_rows(program)["mentee_id"])
    given = program.surveys.dropna(subset=["score"]).fillna({"wave": "not said"})
    given = given[given["person_id"].isin(mentees)]
    counts = given.groupby(["item", "wave"])["person_id"].nunique().unstack(fill_value=0)
    counts = counts[[wave for wave in (*WAVES, "not said") if wave in counts]]
    return describe(counts, dict.fromkeys(map(str, counts), "count"), rounding=program.rounding)


def _matching(program: Program, pairs: pd.DataFrame) -> Iterator[Metric]:
    listed = program.people.drop_duplicates("person_id")
    everyone = frozenset(listed["person_id"])
    matched = frozenset(pairs["mentee_id"]) | frozenset(pairs["mentor_id"])
    if not everyone:
        would = "a table of people with everyone who enrolled, matched or not, would tell"
        yield missing("matched", "everyone", "%", would)
        yield missing("unmatched", "everyone", "people", would)
        return
    sides = _sides(listed)
    groups, note = {"everyone": everyone} | sides, "" if sides else _ROLE
    for name, people in groups.items():
        yield share_of("matched", name, people & matched, people, note)
    for name, people in groups.items():
        alone = float(len(people - matched))
        yield Metric("unmatched", name, "people", alone, alone, float(len(people)), len(people), note)


def _sides(listed: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Who is listed as a mentee and who as a mentor, where the exports say it of anybody."""
    role = listed["role"].astype("str").str.casefold().fillna("")
    of_side = {side: role.str.contains(side) | role.str.contains("both") for side in ("mentee", "mentor")}
    return {f"{side}s": frozenset(listed.loc[of, "person_id"]) for side, of in of_side.items() if of.any()}


def _pairings(pairs: pd.DataFrame) -> Iterator[Metric]:
    known = pairs[pairs["status"].notna()]
    for metric, status in (("active pairings", "active"), ("closed early", "closed_early")):
        if known.empty:
            yield missing(metric, "pairings", "%", "status in the pairings would tell")
            continue
        of_status = known["status"] == status
        sides = [Counted(len(side), side["mentee_id"].nunique()) for side in (known[of_status], known[~of_status])]
        yield share_of_things(metric, "pairings", sides, people=known["mentee_id"].nunique())


def _sessions(program: Program) -> Iterator[Metric]:
    sessions = _by_status(program)
    held = sessions["status"] == "attended"
    sides = [
        Counted(int(side["number"].sum()), side["mentee_id"].nunique()) for side in (sessions[held], sessions[~held])
    ]
    # A table without another status than attended says nothing of those that were not.
    if held.all():
        yield missing("sessions held", "sessions", "%", "a row for each session with its status would tell")
    else:
        yield share_of_things("sessions held", "sessions", sides, people=sessions["mentee_id"].nunique())
    rates = meeting_rates(program)
    if rates.empty:
        would = "sessions, and the days on which pairings began and ended, would tell"
        yield missing("sessions a month", "pairings", "sessions a month", would)
        return
    sums = {"total": float(rates["sessions"].sum()), "over": float(rates["months"].sum())}
    people = rates["mentee_id"].nunique()
    yield average("sessions a month", "pairings", "sessions a month", rates["rate"], **sums, people=people)


def _by_status(program: Program) -> pd.DataFrame:
    """How many sessions were attended, missed or cancelled, by status and mentee; counts of sessions tell neither."""
    frame = nw.from_native(program.sessions).lazy()
    single = nw.col("sessions").is_null()
    return (
        frame.filter(single & nw.col("status").is_in([s for s in SESSION_STATUSES if s != "scheduled"]))
        .group_by("status", "mentee_id")
        .agg(nw.len().alias("number"))
        .collect()
        .to_pandas()
    )


def _load(pairs: pd.DataFrame) -> Iterator[Metric]:
    mentees = pairs.groupby("mentor_id")["mentee_id"].nunique()
    if len(mentees):
        sums = {"total": float(mentees.sum()), "over": float(len(mentees))}
        yield average("mentees a mentor", "mentors", "mentees", mentees, **sums, people=len(mentees))
