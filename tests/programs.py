"""Small programs written by hand, for tests."""

from __future__ import annotations

from typing import Any

import pandas as pd

from mentorstats.exports.load import load_frames
from mentorstats.industry import Industries
from mentorstats.program import Program

SIMILARITY = pd.DataFrame(
    [
        ("Art", "Music", 0.9),
        ("Art", "Steel", 0.1),
        ("Art", "Law", 0.2),
        ("Music", "Steel", 0.15),
        ("Music", "Law", 0.25),
        ("Steel", "Law", 0.3),
    ],
    columns=["industry_a", "industry_b", "similarity"],
)


def industries() -> Industries:
    """Art and Music are adjacent; all other pairs of Art, Music, Steel and Law are distant."""
    return Industries.custom(SIMILARITY)


def program(pairings: list[dict[str, Any]], **tables: Any) -> Program:
    """A program of hand-written rows; ``industries`` are the four of ``SIMILARITY``."""
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items() if isinstance(rows, list)}
    settings = {name: value for name, value in tables.items() if name not in frames}
    return load_frames(pairings=pd.DataFrame(pairings), industries=industries(), **frames, **settings)


def pair(mentee: str, mentor: str, start: str = "", end: str = "", **more: str) -> dict[str, Any]:
    """One row of pairings; mentees are of Art unless told otherwise."""
    row = {"mentee_id": mentee, "mentor_id": mentor, "start_date": start, "end_date": end}
    return row | {"mentee_industry": "Art", "mentor_industry": "Music", "status": "active"} | more


def score(person: str, value: float, wave: str = "final", item: str = "confidence", **more: str) -> dict[str, Any]:
    """One answer."""
    return {"person_id": person, "wave": wave, "item": item, "score": value, **more}
