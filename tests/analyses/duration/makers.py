"""Small programs whose pairings last in known ways."""

from __future__ import annotations

import pandas as pd

from tests.programs import pair

OVER = {"status": "completed"}


CLOSED = {"status": "closed_early"}


def day(number: int) -> str:
    return f"{pd.Timestamp('2024-01-01') + pd.Timedelta(days=number):%Y-%m-%d}"


def many(number: int, *, prefix: str = "e", lasting=lambda n: 100 + n, **more) -> list[dict]:
    """Pairings of different mentees with ten mentors."""
    return [pair(f"{prefix}{n}", f"m{n % 10}", day(0), day(lasting(n)), **more) for n in range(number)]
