"""Made-up programs whose truth is known.

A method can be trusted on a real program once it has found what was planted in made-up ones, and nothing where nothing
was planted.  ``matching`` and ``outcomes`` draw who is matched with whom and how it goes; here that becomes the four
tables of a real program, with shared mentors, industries as people type them, second mentors after a failed match or a
long stay, sessions, and final scores that are missing more often if it went badly.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator

from mentorstats.exports.load import load_frames
from mentorstats.outputs import Output, write_outputs
from mentorstats.program import Program
from mentorstats.simulation.dates import cohort_names, dates, opening, today
from mentorstats.simulation.matching import Matches, pick
from mentorstats.simulation.outcomes import draw, truth
from mentorstats.simulation.recipe import Recipe
from mentorstats.simulation.surveys import OUTCOME, SCALE, draw_surveys, planted_alpha

__all__ = [
    "Recipe",
    "export_files",
    "sample_frames",
    "simulate_frames",
    "simulate_program",
    "write_exports",
    "write_sample",
]

FUNCTIONS = ("Product", "Engineering", "Finance", "Design", "Sales", "Operations", "Research", "People")
SOURCES = ("Platform suggestion", "Program staff", "Mentee asked", "Met at an event", "Through a friend")
ENDED_BY = ("mentee", "mentor", "program")
REASONS = ("No time", "Changed jobs", "Not a good fit", "Goals met early")

SAMPLE: dict[str, Any] = {
    "seed": 7, "mentees": 360, "mentors": 120, "cohorts": 4, "effect_adjacent": 0.6, "effect_distant": 0.2,
    "effect_several": 0.0, "effect_goal_clarity": 0.12, "effect_sounding_board": 0.15, "effect_respect": 0.15,
    "long_stay": 0.22, "long_stay_depends": 2.0, "unmapped": 0.01,
}  # fmt: skip

CONFIG = """\
# How mentorstats reads this folder. Files and columns have the usual names, so little is needed.

# What the report calls the program.
name = "Made-up program"

# The survey item that says how it went; its baseline wave is the starting point.
outcome = "career_confidence"

# A higher score is the better one.
outcome_better = "higher"

# Four items whose mean is a score of its own; in the third, a high answer means little.
[[scale]]
name = "belonging"
items = ["belonging_1", "belonging_2", "belonging_3", "belonging_4"]
range = [1, 5]
reverse = ["belonging_3"]
best = "high"
answered = 0.75
"""


def simulate_program(*, seed: int, **planted: Any) -> tuple[Program, dict[str, Any]]:
    """Make a program whose truth is known: returns the loaded program and a dict of what was planted.

    ``planted`` are the fields of ``Recipe``.  The truth holds them, the variances and, under ``contrasts``, the mean
    difference in scores (multiples of .1 from 1 to 5) if all mentees had the first side of the contrast instead of the
    second.  The same seed makes the same program.  ``ValueError`` for a value out of bounds.

    >>> program, truth = simulate_program(seed=1, mentees=40, mentors=15, effect_adjacent=0.5)
    >>> len(program.people), truth["contrasts"]["2+ - 1"]
    (55, 0.0)
    """
    frames, planted_truth = simulate_frames(seed=seed, **planted)
    program = load_frames(
        people=frames["people"],
        pairings=frames["pairings"],
        sessions=frames["sessions"],
        surveys=frames["surveys"],
        outcome=OUTCOME,
        scale=(SCALE,),
    )
    return program, planted_truth


def simulate_frames(*, seed: int, **planted: Any) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Make the four tables of a made-up program and a dict of what was planted, as ``simulate_program`` does.

    >>> frames, truth = simulate_frames(seed=1, mentees=40, mentors=15)
    >>> sorted(frames), truth["effect_adjacent"]
    (['pairings', 'people', 'sessions', 'surveys'], 0.0)
    """
    recipe, rng = Recipe(**planted), np.random.default_rng(seed)
    drawn = draw(rng, recipe)
    mentees, count = drawn.mentees, len(drawn.industries)
    ids = np.array([f"{number:05d}" for number in range(101, 101 + count)])
    pairings, days = _pairings(rng, drawn.matches, mentees.cohort, ids)
    frames = {
        "people": _people(rng, ids, mentees.cohort, drawn.industries),
        "pairings": pairings,
        "sessions": _sessions(rng, pairings, days, mentees.cohort, recipe.luck_in_time * mentees.luck),
        "surveys": draw_surveys(rng, pairings, days, drawn, ids),
    }
    scales = {SCALE["name"]: {"alpha": round(planted_alpha(), 6)}}
    return frames, {"seed": seed} | truth(recipe, drawn) | {"scales": scales}


def write_exports(frames: Mapping[str, pd.DataFrame], folder: str | Path) -> Path:
    """Write tables as a platform could export them, with a ``mentorstats.toml``; returns the folder.

    Dates are ISO, numbers have at most two decimals, lines end with a line feed: same tables, same bytes.
    """
    folder = Path(folder)
    files = export_files(frames)
    write_outputs([Output(folder / name, data) for name, data in files.items()], overwrite=True)
    return folder


def write_sample(folder: str | Path) -> Path:
    """Write the program of ``data/sample``, with its blemishes; returns the folder."""
    return write_exports(sample_frames(), folder)


def sample_frames() -> dict[str, pd.DataFrame]:
    """The tables of ``data/sample``, with their blemishes."""
    frames, _ = simulate_frames(**SAMPLE)
    return _blemished(frames)


def export_files(frames: Mapping[str, pd.DataFrame]) -> dict[str, bytes]:
    """What ``write_exports`` writes, by the names of the files."""
    texts = {f"{name}.csv": _as_texts(frame).to_csv(index=False, lineterminator="\n") for name, frame in frames.items()}
    return {name: text.encode() for name, text in (texts | {"mentorstats.toml": CONFIG}).items()}


def _people(rng: Generator, ids: np.ndarray, cohort: np.ndarray, industries: np.ndarray) -> pd.DataFrame:
    count, mentors = len(cohort), len(ids) - len(cohort)
    early = np.array(["Junior", "Mid-level", "Senior"])[pick(rng, (5, 4, 1), count)]
    grown = np.array(["Senior", "Director", "Executive"])[pick(rng, (4, 4, 2), mentors)]
    columns = {
        "person_id": ids,
        "industry": industries,
        "job_function": np.array(FUNCTIONS)[pick(rng, range(12, 4, -1), len(ids))],
        "seniority": np.concatenate([early, grown]),
        "cohort": np.concatenate([cohort_names(cohort), np.full(mentors, None)]),
        "role": np.repeat(["mentee", "mentor"], [count, mentors]),
    }
    return pd.DataFrame(columns).astype("str")


def _pairings(
    rng: Generator, matches: Matches, cohort: np.ndarray, ids: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the pairings table, and a table of the mentee and the days of each row, for sessions and surveys."""
    mentee, place = np.nonzero(matches.begun | matches.requested)
    begun, early = matches.begun[mentee, place], matches.early[mentee, place]
    first = opening(cohort[mentee])
    start, end = first + matches.start[mentee, place], first + matches.end[mentee, place]
    refused = np.where(rng.random(len(mentee)) < 0.6, "declined", "proposed")
    ended = np.where(early, "closed_early", "completed")
    status = np.where(begun, np.where(end > today(cohort), "active", ended), refused)
    over = (status == "closed_early") | (status == "completed")
    reason = np.array(REASONS, dtype=object)[pick(rng, (3, 2, 2, 1), len(mentee))]
    reason[matches.failed[mentee] & (place == 0)] = "Not a good fit"
    reason[~early] = "Program ended"
    reason[~over] = np.nan
    ended_by = np.array(ENDED_BY, dtype=object)[pick(rng.spawn(1)[0], (5, 3, 1), len(mentee))]
    ended_by[~early] = np.nan
    columns = {
        "mentee_id": ids[mentee],
        "mentor_id": ids[len(cohort) + matches.mentor[mentee, place]],
        "cohort": cohort_names(cohort[mentee]),
        "start_date": dates(start, begun),
        "end_date": dates(end, over),
        "status": status,
        "end_reason": reason,
        "ended_by": ended_by,
        "source": np.array(SOURCES)[pick(rng, (5, 4, 2, 1, 1), len(mentee))],
    }
    order = np.argsort(start, kind="stable")
    table = pd.DataFrame(columns).iloc[order].reset_index(drop=True)
    table.insert(0, "pairing_id", [f"P{number:04d}" for number in range(1, len(table) + 1)])
    days = pd.DataFrame({"mentee": mentee, "place": place, "start": start, "end": end, "begun": begun})
    return table, days.iloc[order].reset_index(drop=True)


def _sessions(
    rng: Generator, pairings: pd.DataFrame, days: pd.DataFrame, cohort: np.ndarray, luck: np.ndarray
) -> pd.DataFrame:
    """Make one row a session; pairings that go well meet more often, and sessions to come are scheduled."""
    start, length = days["start"].to_numpy(), (days["end"] - days["start"]).to_numpy()
    often = np.exp(0.25 * luck[days["mentee"]] + 0.35 * rng.standard_normal(len(days)))
    count = np.where(days["begun"], np.rint(length / 32 * often), 0).astype(int)
    row, number = np.repeat(np.arange(len(days)), count), np.concatenate([np.arange(n) for n in [0, *count]])
    day = start[row] + np.floor(length[row] * (number + 0.8 * rng.random(len(row))) / count[row]).astype(int)
    outcome = np.array(["attended", "missed", "cancelled"])[pick(rng, (88, 5, 7), len(row))]
    status = np.where(day > today(cohort), "scheduled", outcome)
    minutes = np.array([30.0, 45.0, 60.0, 90.0])[pick(rng, (4, 3, 4, 1), len(row))]
    columns = {
        "pairing_id": pairings["pairing_id"].to_numpy()[row],
        "mentee_id": pairings["mentee_id"].to_numpy()[row],
        "mentor_id": pairings["mentor_id"].to_numpy()[row],
        "date": dates(day),
        "minutes": np.where(status == "attended", minutes, np.nan),
        "status": status,
    }
    return pd.DataFrame(columns).iloc[np.lexsort((row, day))].reset_index(drop=True)


def _as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({str(name): _as_text(column) for name, column in frame.items()})


def _as_text(column: pd.Series) -> pd.Series:
    if column.dtype.kind == "M":
        return column.dt.strftime("%Y-%m-%d").fillna("")
    if column.dtype.kind == "f":
        return column.map(lambda value: "" if pd.isna(value) else f"{value:.2f}".rstrip("0").rstrip("."))
    return column.fillna("")


def _blemished(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Make the tables text, with some of the blemishes of real exports."""
    tables = {name: _as_texts(frame) for name, frame in frames.items()}
    people, pairings, sessions = tables["people"], tables["pairings"], tables["sessions"]
    people.loc[[3, 41], "industry"] += "  "
    people.loc[_first(people, "industry", "Pharmaceuticals"), "industry"] = "Pharmaceutcals"
    people.loc[_first(people, "industry", "Banking"), "industry"] = ""
    sessions.loc[[30, 31], "mentor_id"] += " "
    pairings.loc[_first(pairings, "end_date", "2024-02"), "end_date"] = "2024-02-30"
    tables["pairings"] = pairings.take([*range(25), *range(24, len(pairings))])
    return tables


def _first(table: pd.DataFrame, column: str, start: str) -> int:
    return next(row for row, text in enumerate(table[column]) if text.startswith(start))
