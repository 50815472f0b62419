"""Many programs of each world, asked by every method: blocks of seeds, kept as they are done, so that a run resumes.

A block is one world and 50 seeds.  Each program is drawn once and gets every outcome, mentors' share of variance and
effect that its world has: cells of one world share their programs, so they compare more exactly than they stand
alone.  What a block leaves behind are counts and sums, a line for each cell, method and contrast.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

from tests.validation.methods import Row, askings, model_rows, shuffled_rows
from tests.validation.outcomes import CONTRASTS, Cell, cells, scores, truths
from tests.validation.rivals import rival_rows
from tests.validation.tables import participations_of
from tests.validation.worlds import WORLDS, Floats, World, draw

BLOCK = 50
# The permutation rows take longest: they are asked of every fourth program, and of no large one.
SHUFFLED_EVERY, SHUFFLED_UP_TO = 4, 240
KEY = ["world", "n", "load", "outcome", "icc", "effect", "method", "contrast"]
COUNTS = ["runs", "estimated", "tested", "rejected", "bounded", "covered", "on_edge", "sum_off", "sum_off_squared"]


def program_rows(world: World, seed: int, *, shuffled: bool = False) -> Iterator[Row]:
    """What every method says of one program of this world, for each of its cells."""
    drawn = draw(world, seed)
    outcomes = np.column_stack([_in_unit(scores(drawn, cell), cell) for cell in cells(world)])
    for asking in askings(participations_of(drawn)):
        yield from model_rows(asking, outcomes)
        yield from rival_rows(drawn, asking, outcomes, seed=seed)
        if shuffled:
            yield from shuffled_rows(asking, outcomes, seed=seed)


def block(world: World, seeds: range) -> pd.DataFrame:
    """Counts and sums over these seeds, a line for each cell, method and contrast."""
    tallies: dict[tuple[str, str], Floats] = {}
    truth = {name: np.array([truths(world, cell)[name] for cell in cells(world)]) for name in CONTRASTS}
    for seed in seeds:
        shuffled = world.mentees <= SHUFFLED_UP_TO and seed % SHUFFLED_EVERY == 0
        for row in program_rows(world, seed, shuffled=shuffled):
            counted = _counted(row, truth.get(row.contrast, np.full(len(cells(world)), np.nan)))
            key = (row.method, row.contrast)
            tallies[key] = tallies.get(key, 0.0) + counted
    lines = [
        {"world": world.name, "n": world.mentees, "load": world.load, "outcome": cell.outcome, "icc": cell.icc,
         "effect": cell.effect, "method": method, "contrast": contrast, "first_seed": seeds.start,
         "truth": truth[contrast][place] if contrast in truth else np.nan}
        | dict(zip(COUNTS, tally[:, place].tolist(), strict=True))
        for (method, contrast), tally in tallies.items()
        for place, cell in enumerate(cells(world))
    ]  # fmt: skip
    return pd.DataFrame(lines)


def run(path: Path, *, runs: int, jobs: int, worlds: Sequence[World] = WORLDS) -> None:
    """Do the blocks that the file at ``path`` does not have yet, and add each to it when it is done."""
    done = set[tuple[str, int, int, int]]()
    if path.exists():
        kept = pd.read_csv(path, usecols=["world", "n", "load", "first_seed"]).drop_duplicates()
        done = set(kept.itertuples(index=False, name=None))
    left = [
        (world, range(first, first + BLOCK))
        for world, first in _order(worlds, runs)
        if (world.name, world.mentees, world.load, first) not in done
    ]
    if not left:
        return
    if jobs == 1:
        _write(path, map(block, *zip(*left, strict=True)))
    else:
        with ProcessPoolExecutor(jobs) as pool:
            _write(path, pool.map(block, *zip(*left, strict=True)))


def _order(worlds: Sequence[World], runs: int) -> list[tuple[World, int]]:
    """Every world gets 500 runs first; from there on the large ones, which take longest, go half as fast."""
    every = [(world, first) for world in worlds for first in range(0, runs, BLOCK)]
    return sorted(every, key=lambda one: (one[1] >= 500, one[1] * (2 if one[0].mentees >= 1000 else 1)))


def _write(path: Path, blocks: Iterator[pd.DataFrame]) -> None:
    """Add each block in one unbuffered write: a run that is stopped leaves whole blocks."""
    for lines in blocks:
        text = lines.to_csv(header=not path.exists(), index=False, lineterminator="\n")
        with path.open("ab", buffering=0) as file:
            file.write(text.encode())


def _in_unit(values: Floats, cell: Cell) -> Floats:
    """Yes/no in percentage points, as the answers are."""
    return 100.0 * values if cell.outcome == "yes/no" else values


def _counted(row: Row, truth: Floats) -> Floats:
    """The counts of one program, one line each in the order of ``COUNTS``."""
    off = row.estimate - truth
    estimated = np.isfinite(off)
    off = np.where(estimated, off, 0.0)
    tested, bounded = np.isfinite(row.p_value), np.isfinite(row.low) & np.isfinite(truth)
    with np.errstate(invalid="ignore"):
        rejected, covered = row.p_value < 0.05, (row.low <= truth) & (truth <= row.high)
    edge = np.nan_to_num(row.on_edge)
    return np.array([np.ones_like(off), estimated, tested, rejected, bounded, covered, edge, off, off**2], dtype=float)
