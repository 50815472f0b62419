"""A program in the numbers that the field reports, each with its definition.

The same word stands for different numbers in different programs, so every number says what was counted of what.  A
share about few people is not shown, whether those counted are few or those not counted: 98 % of 345 also tells of the
other 7.  What the exports do not hold is a row without a value that names the column that would tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import narwhals as nw
import numpy as np
import pandas as pd

from mentorstats.lasting.spans import pairing_spans
from mentorstats.loading import Program
from mentorstats.pairs import pair_rows
from mentorstats.privacy import suppress_small_counts, told_number
from mentorstats.schema import SESSION_STATUSES, WAVES

__all__ = ["DEFINITIONS", "METRIC_COLUMNS", "meeting_rates", "program_metrics", "survey_answers"]

METRIC_COLUMNS = ("metric", "of", "value", "unit", "numerator", "denominator", "people", "definition", "note")
DEFINITIONS = {
    "matched": "People in a pairing that began, of the people listed in the exports.",
    "unmatched": "People listed in the exports who are in no pairing that began.",
    "active pairings": "Pairings whose status is active, of the pairings that began.",
    "closed early": "Pairings closed before they were completed, of the pairings that began. Those that still go on "
    "may yet be closed, so match_length with ending=\"early\" tells more.",
    "sessions held": "Sessions attended, of those attended, missed or cancelled. Sessions still to come do not count.",
    "sessions a month": "Sessions attended, over the months from the start of each pairing to its end, or to the last "
    "day that the exports tell of, for pairs matched once.",
    "mentees a mentor": "Different mentees in pairings that began, for each mentor with one or more, in all cohorts.",
    "survey response": "People in a pairing that began who answered something, of all people in a pairing that began.",
}  # fmt: skip
_HIDDEN = "about fewer than {few} people, so it is not shown"
_ROLE = "role in the people (mentee, mentor or both) would tell the two sides apart"


@dataclass(frozen=True)
class _Count:
    """What is counted, and whose it is: a person may stand behind several."""

    number: float
    people: frozenset[str]


@dataclass(frozen=True)
class _Metric:
    """One row; ``behind`` are the numbers of people who could be worked out from it, beside all that it is about."""

    metric: str
    of: str
    unit: str
    value: float = np.nan
    numerator: float = np.nan
    denominator: float = np.nan
    people: int | None = None
    note: str = ""
    behind: tuple[int, ...] = ()


def program_metrics(program: Program) -> pd.DataFrame:
    """The program's numbers, one row each.

    Columns: metric, of (which part of the program), value, unit, numerator, denominator, people (how many stand
    behind it), definition, and note (why there is no value, or what would tell more).  Values about fewer than
    ``min_people`` people, or that leave out fewer, are missing.
    """
    pairs = pair_rows(program)
    parts = (_matching(program, pairs), _pairings(pairs), _sessions(program), _load(pairs), _response(program, pairs))
    rows = [vars(_hidden(row, program.settings.min_people)) for part in parts for row in part]
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


def survey_answers(program: Program) -> pd.DataFrame:
    """How many mentees answered each survey item at each wave, as text: an item a row, a wave a column.

    Mentees are those in a pairing that began.  A few are hidden; a number that only a few are missing from is rounded.

    >>> from mentorstats import simulate_program
    >>> program, _ = simulate_program(seed=1, mentees=60)
    >>> survey_answers(program).loc["career_confidence"].tolist()
    ['about 50', 'about 50']
    """
    mentees, few = set(pair_rows(program)["mentee_id"]), program.settings.min_people
    given = program.surveys.dropna(subset=["score"]).fillna({"wave": "not said"})
    given = given[given["person_id"].isin(mentees)]
    counts = given.groupby(["item", "wave"])["person_id"].nunique().unstack(fill_value=0)
    shown = suppress_small_counts(counts, min_people=few)
    nearly_all = (counts < len(mentees)) & (counts > len(mentees) - few)
    told = told_number(len(mentees) - 1, of=[len(mentees)], min_people=few)
    return shown.mask(nearly_all, f"about {told}")


def _matching(program: Program, pairs: pd.DataFrame) -> Iterator[_Metric]:
    listed = program.people.drop_duplicates("person_id")
    everyone = frozenset(listed["person_id"])
    matched = frozenset(pairs["mentee_id"]) | frozenset(pairs["mentor_id"])
    if not everyone:
        would = "a table of people with everyone who enrolled, matched or not, would tell"
        yield _untold("matched", "everyone", "%", would)
        yield _untold("unmatched", "everyone", "people", would)
        return
    groups = {"everyone": everyone}
    if "role" in listed:
        said = listed["role"].astype("str").str.casefold().fillna("")
        for side in ("mentee", "mentor"):
            inside = said.str.contains(side) | said.str.contains("both")
            groups[f"{side}s"] = frozenset(listed.loc[inside, "person_id"])
    note = "" if len(groups) > 1 else _ROLE
    for name, people in groups.items():
        if people:
            yield _share("matched", name, people & matched, people, note)
    for name, people in groups.items():
        alone = people - matched
        behind = (len(alone), len(people & matched))
        size = float(len(alone))
        yield _Metric("unmatched", name, "people", size, size, float(len(people)), len(people), note, behind)


def _pairings(pairs: pd.DataFrame) -> Iterator[_Metric]:
    known = pairs[pairs["status"].notna()]
    for metric, status in (("active pairings", "active"), ("closed early", "closed_early")):
        if known.empty:
            yield _untold(metric, "pairings", "%", "status in the pairings would tell")
            continue
        inside = known["status"] == status
        parts = [_Count(float(len(own)), frozenset(own["mentee_id"])) for own in (known[inside], known[~inside])]
        yield _of(metric, "pairings", parts)


def _sessions(program: Program) -> Iterator[_Metric]:
    held, other = _by_status(program)
    if held.number + other.number == 0:
        yield _untold("sessions held", "sessions", "%", "a row for each session with its status would tell")
    else:
        yield _of("sessions held", "sessions", [held, other])
    rates = meeting_rates(program)
    if rates.empty:
        would = "sessions, and the days on which pairings began and ended, would tell"
        yield _untold("sessions a month", "pairings", "sessions a month", would)
        return
    sessions, months = float(rates["sessions"].sum()), float(rates["months"].sum())
    mentees = frozenset(rates["mentee_id"])
    yield _Metric("sessions a month", "pairings", "sessions a month", sessions / months, sessions, months, len(mentees))


def _by_status(program: Program) -> tuple[_Count, _Count]:
    """Sessions attended, and those missed or cancelled; a table without a status tells neither."""
    frame = nw.from_native(program.sessions).lazy()
    counted = nw.col("sessions").is_null()
    found = (
        frame.filter(counted & nw.col("status").is_in([s for s in SESSION_STATUSES if s != "scheduled"]))
        .group_by("status", "mentee_id")
        .agg(nw.len().alias("number"))
        .collect()
        .to_pandas()
    )
    if not (found["status"] != "attended").any():
        return _Count(0, frozenset()), _Count(0, frozenset())
    held = found["status"] == "attended"
    first, second = (
        _Count(float(own["number"].sum()), frozenset(own["mentee_id"])) for own in (found[held], found[~held])
    )
    return first, second


def _load(pairs: pd.DataFrame) -> Iterator[_Metric]:
    both = pairs.drop_duplicates(["mentee_id", "mentor_id"])
    mentors, pairings = both["mentor_id"].nunique(), len(both)
    if mentors:
        behind = (both["mentee_id"].nunique(),)
        yield _Metric(
            "mentees a mentor", "mentors", "mentees", pairings / mentors, pairings, mentors, mentors, "", behind
        )


def _response(program: Program, pairs: pd.DataFrame) -> Iterator[_Metric]:
    answered = program.surveys.dropna(subset="score")
    mentees, mentors = (frozenset(pairs[f"{side}_id"]) for side in ("mentee", "mentor"))
    # Mentors who are mentees elsewhere have an outcome of their own; what else they answered may be as mentees too,
    # unless those who only mentor were asked it as well.
    items = set(answered["item"])
    outcome = {program.settings.outcome} if program.settings.outcome else items if len(items) == 1 else set()
    asked = set(answered.loc[answered["person_id"].isin(mentors - mentees), "item"]) - outcome
    for side, people in (("mentee", mentees), ("mentor", mentors)):
        own = answered[answered["person_id"].isin(people)]
        own = own if side == "mentee" else own[own["item"].isin(asked)]
        waves = [wave for wave in WAVES if (own["wave"] == wave).any()]
        if own["wave"].isna().any():
            waves.append("")
        if not waves:
            would = f"answers of {side}s in the surveys, with their wave, would tell"
            yield _untold("survey response", f"{side}s", "%", would)
        for wave in waves:
            inside = own["wave"].fillna("") == wave
            name = f"{side}s, {wave or 'survey without its time'}"
            yield _share("survey response", name, frozenset(own.loc[inside, "person_id"]), people, "")


def _count(people: frozenset[str]) -> _Count:
    return _Count(float(len(people)), people)


def _share(metric: str, of: str, inside: frozenset[str], people: frozenset[str], note: str) -> _Metric:
    return replace(_of(metric, of, [_count(inside), _count(people - inside)]), note=note)


def _of(metric: str, of: str, parts: Sequence[_Count]) -> _Metric:
    """A share in percent of two parts: what is counted, and the rest."""
    inside, rest = parts
    whole, people = inside.number + rest.number, len(inside.people | rest.people)
    behind = (len(inside.people), len(rest.people))
    return _Metric(metric, of, "%", 100 * inside.number / whole, inside.number, whole, people, behind=behind)


def _untold(metric: str, of: str, unit: str, would: str) -> _Metric:
    return _Metric(metric, of, unit, note=would)


def _hidden(row: _Metric, few: int) -> _Metric:
    """The row without its numbers where few people stand behind it, or behind what it leaves out."""
    about_few = 0 < (row.people or 0) < few
    if not about_few and not any(0 < number < few for number in row.behind):
        return row
    gone = replace(row, value=np.nan, numerator=np.nan, note=_HIDDEN.format(few=few))
    return replace(gone, denominator=np.nan, people=None) if about_few else gone
