"""Made-up programs as they are drawn."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mentorstats.simulation.outcomes import Drawn, draw
from mentorstats.simulation.recipe import Recipe

SEEDS = range(20)


def drawn(seed: int, **planted: float) -> Drawn:
    return draw(np.random.default_rng(seed), Recipe(**planted))  # type: ignore[arg-type]


def begun_pairings(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return frames["pairings"][~frames["pairings"]["status"].isin(["proposed", "declined"])]


def difference(values: np.ndarray, groups: np.ndarray) -> float:
    return float(values[groups].mean() - values[~groups].mean())
