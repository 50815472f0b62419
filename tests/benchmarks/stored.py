"""The data of the benchmarks, made in a process of their own and left on disk.

Run as ``python -m tests.benchmarks.stored KIND SIZE FOLDER``; what measures opens only what lies there.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from tests.benchmarks.platform import design, industry_tables, pairings_of, people_and_surveys, sessions_of

AT_ONCE = 100_000
BLOCK, HEAVY = 200, 0.08


def place(kind: str, size: int, folder: Path) -> Path:
    return folder / f"{kind}-{size}{'.duckdb' if kind == 'platform' else ''}"


def store(kind: str, size: int, folder: Path) -> None:
    path = place(kind, size, folder)
    if path.exists():
        return
    if kind == "platform":
        _store_platform(size, path)
    else:
        _store_design(kind, size, path)


def _store_platform(size: int, path: Path) -> None:
    """Four tables in a DuckDB file; pieces of 100,000 pairings, each with people of its own; and two on industries."""
    import duckdb

    with duckdb.connect(str(path)) as connection:
        for name, table in industry_tables().items():
            connection.register("given", table)
            connection.execute(f"create table {name} as select * from given")
            connection.unregister("given")
        for step in range(0, size, AT_ONCE):
            for name, table in _piece(min(size, AT_ONCE), step).items():
                connection.register("given", table)
                done = f"insert into {name}" if step else f"create table {name} as"
                connection.execute(f"{done} select * from given")
                connection.unregister("given")


def _piece(size: int, step: int) -> dict[str, pd.DataFrame]:
    pairings = pairings_of(size, seed=step + 1)
    for side in ("mentee_id", "mentor_id"):
        pairings[side] = f"{step // AT_ONCE:02d}" + pairings[side]
    people, surveys = people_and_surveys(pairings, seed=step + 3)
    sessions = sessions_of(pairings, seed=step + 2)
    return {"pairings": pairings, "people": people, "surveys": surveys, "sessions": sessions}


def _store_design(kind: str, size: int, path: Path) -> None:
    """Outcomes, covariates and weights, as plain numbers that R reads too."""
    mentors = size // 5 if size >= 1_000_000 and kind == "design" else None
    block = BLOCK if kind == "blocks" else 0
    y, x, weights = design(size, mentors=mentors, block=block, heavy=HEAVY if kind == "heavy" else 0.0)
    entries = weights.tocoo()
    path.mkdir()
    np.asfortranarray(np.column_stack([y, x])).T.tofile(path / "x.bin")
    np.column_stack([entries.row + 1.0, entries.col + 1.0, entries.data]).T.tofile(path / "z.bin")
    np.array([size, x.shape[1], weights.shape[1]], dtype=float).tofile(path / "shape.bin")


def stored_design(path: Path) -> tuple[np.ndarray, np.ndarray, sparse.csc_array]:
    size, columns, mentors = np.fromfile(path / "shape.bin").astype(int)
    table = np.fromfile(path / "x.bin").reshape(columns + 1, size)
    row, column, weight = np.fromfile(path / "z.bin").reshape(3, -1)
    places = (row.astype(int) - 1, column.astype(int) - 1)
    weights = sparse.csc_array((weight, places), shape=(size, mentors))
    return table[0].copy(), np.ascontiguousarray(table[1:].T), weights


if __name__ == "__main__":
    store(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
