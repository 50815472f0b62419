"""A program in the numbers that the field reports, each with its definition.

The same word stands for different numbers in different programs, so every number says what was counted of what.  A
share about few people is not shown, whether those counted are few or those not counted: 98 % of 345 also tells of the
other 7.  What the exports do not hold is a row without a value that names the column that would tell.
"""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw
import pandas as pd

from mentorstats.analyses.duration import pairing_statuses
from mentorstats.analyses.duration.spans import pairing_spans
from mentorstats.analyses.responses import dropout_metrics, response_metrics
from mentorstats.errors import PlainError
from mentorstats.privacy.metrics import HIDDEN, Count, Metric, hidden, share, share_of, untold
from mentorstats.privacy.people import told_parts
from mentorstats.privacy.suppression import suppress_small_counts
from mentorstats.program import Program
from mentorstats.schema.tables import SESSION_STATUSES, WAVES
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
    behind it), definition, and note (why there is no value, or what would tell more).  Values about fewer than
    ``min_people`` people, or that leave out fewer, are missing.
    """
    pairs = pair_rows(program)
    few = program.min_people
    parts = (_matching(program, pairs, few), _pairings(pairs), _sessions(program), _load(pairs))
    parts = (*parts, response_metrics(program, pairs), dropout_metrics(program, pairs))
    rows = [vars(hidden(row, few)) for part in parts for row in part]
    table = pd.DataFrame(rows)
    table["definition"] = table["metric"].map(DEFINITIONS)
    numbers = {"value": float, "numerator": float, "denominator": float, "people": "Int64"}
    return table[list(METRIC_COLUMNS)].astype(numbers)


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
    """How many pairings there are of each kind, as text; a count rests on its mentees, and a few are hidden.

    ``by`` is "status" (all pairings, also those that never began) or "proximity" (how close the industries are, of the
    pairings that began).  One column, pairings; the index is the kind.

    >>> from mentorstats import simulate_program
    >>> program, _ = simulate_program(seed=1, mentees=200)
    >>> pairing_counts(program, by="proximity")["pairings"].to_dict()
    {'adjacent': '151', 'same': '80', 'distant': 'not shown', 'unknown': 'not shown'}
    """
    if by == "status":
        return pairing_statuses(program).set_index("status")[["pairings"]]
    if by != "proximity":
        raise PlainError(f"by is {by!r}; expected one of 'status', 'proximity'")
    pairs, few = pair_rows(program), program.min_people
    groups = pairs.groupby("proximity")["mentee_id"]
    found = pd.DataFrame({"pairings": groups.size(), "people": groups.nunique()})
    # How many are unknown is told elsewhere, so they hide no others.
    alone = (found.index == "unknown") & (found["people"] >= few)
    parts = [
        suppress_small_counts(own[["pairings"]], min_people=few, people=own[["people"]])
        for own in (found[~alone], found[alone])
        if len(own)
    ]
    order = found.sort_values("pairings", ascending=False, kind="stable").index
    return pd.concat(parts).loc[order]


def survey_answers(program: Program) -> pd.DataFrame:
    """How many mentees answered each survey item at each wave, as text: an item a row, a wave a column.

    Mentees are those in a pairing that began.  A few are hidden; of two numbers that differ by a few, one is rounded.

    >>> from mentorstats import simulate_program
    >>> program, _ = simulate_program(seed=1, mentees=60)
    >>> survey_answers(program).loc["career_confidence"].tolist()
    ['about 50', '0', 'about 50']
    """
    mentees, few = set(pair_rows(program)["mentee_id"]), program.min_people
    given = program.surveys.dropna(subset=["score"]).fillna({"wave": "not said"})
    given = given[given["person_id"].isin(mentees)]
    counts = given.groupby(["item", "wave"])["person_id"].nunique().unstack(fill_value=0)
    counts = counts[[wave for wave in (*WAVES, "not said") if wave in counts]]
    shown = suppress_small_counts(counts, min_people=few)
    told = told_parts([n for n in counts.to_numpy().ravel().tolist() if n], of=[len(mentees)], min_people=few)
    return shown.where(~shown.map(str.isdigit) | (counts == 0), counts.map(lambda n: told[n].text if n else "0"))


def _matching(program: Program, pairs: pd.DataFrame, few: int) -> Iterator[Metric]:
    listed = program.people.drop_duplicates("person_id")
    everyone = frozenset(listed["person_id"])
    matched = frozenset(pairs["mentee_id"]) | frozenset(pairs["mentor_id"])
    if not everyone:
        would = "a table of people with everyone who enrolled, matched or not, would tell"
        yield untold("matched", "everyone", "%", would)
        yield untold("unmatched", "everyone", "people", would)
        return
    sides = _sides(listed)
    # All are known beside the two sides, so few of one side would follow from the other side.
    told = not any(0 < len(part) < few for people in sides.values() for part in (people & matched, people - matched))
    groups = {"everyone": everyone} | (sides if told else {})
    note = "" if sides else _ROLE
    for name, people in groups.items():
        yield share("matched", name, people & matched, people, note)
    yield from (untold("matched", name, "%", HIDDEN.format(few=few)) for name in sides if not told)
    for name, people in groups.items():
        alone = people - matched
        behind = (len(alone), len(people & matched))
        size = float(len(alone))
        yield Metric("unmatched", name, "people", size, size, float(len(people)), len(people), note, behind)
    yield from (untold("unmatched", name, "people", HIDDEN.format(few=few)) for name in sides if not told)


def _sides(listed: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Who is listed as a mentee and who as a mentor, where the exports say it of anybody."""
    role = listed["role"].astype("str").str.casefold().fillna("")
    of_side = {side: role.str.contains(side) | role.str.contains("both") for side in ("mentee", "mentor")}
    return {f"{side}s": frozenset(listed.loc[of, "person_id"]) for side, of in of_side.items() if of.any()}


def _pairings(pairs: pd.DataFrame) -> Iterator[Metric]:
    known = pairs[pairs["status"].notna()]
    for metric, status in (("active pairings", "active"), ("closed early", "closed_early")):
        if known.empty:
            yield untold(metric, "pairings", "%", "status in the pairings would tell")
            continue
        inside = known["status"] == status
        parts = [Count(float(len(own)), frozenset(own["mentee_id"])) for own in (known[inside], known[~inside])]
        yield share_of(metric, "pairings", parts)


def _sessions(program: Program) -> Iterator[Metric]:
    held, other = _by_status(program)
    if held.number + other.number == 0:
        yield untold("sessions held", "sessions", "%", "a row for each session with its status would tell")
    else:
        yield share_of("sessions held", "sessions", [held, other])
    rates = meeting_rates(program)
    if rates.empty:
        would = "sessions, and the days on which pairings began and ended, would tell"
        yield untold("sessions a month", "pairings", "sessions a month", would)
        return
    sessions, months = float(rates["sessions"].sum()), float(rates["months"].sum())
    mentees = frozenset(rates["mentee_id"])
    yield Metric("sessions a month", "pairings", "sessions a month", sessions / months, sessions, months, len(mentees))


def _by_status(program: Program) -> tuple[Count, Count]:
    """Sessions attended, and those missed or cancelled; a table without a status tells neither."""
    frame = nw.from_native(program.sessions).lazy()
    counted = nw.col("sessions").is_null()
    counts = (
        frame.filter(counted & nw.col("status").is_in([s for s in SESSION_STATUSES if s != "scheduled"]))
        .group_by("status", "mentee_id")
        .agg(nw.len().alias("number"))
        .collect()
        .to_pandas()
    )
    if not (counts["status"] != "attended").any():
        return Count(0, frozenset()), Count(0, frozenset())
    held = counts["status"] == "attended"
    first, second = (
        Count(float(own["number"].sum()), frozenset(own["mentee_id"])) for own in (counts[held], counts[~held])
    )
    return first, second


def _load(pairs: pd.DataFrame) -> Iterator[Metric]:
    both = pairs.drop_duplicates(["mentee_id", "mentor_id"])
    mentors, pairings = both["mentor_id"].nunique(), len(both)
    if mentors:
        behind = (both["mentee_id"].nunique(),)
        yield Metric(
            "mentees a mentor", "mentors", "mentees", pairings / mentors, pairings, mentors, mentors, "", behind
        )
