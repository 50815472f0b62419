from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.simulation.outcomes import Drawn
from mentorstats.simulation.simulate import simulate_frames
from tests.simulation.makers import SEEDS, drawn


@pytest.fixture(scope="module")
def programs() -> list[Drawn]:
    return [drawn(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    return simulate_frames(seed=7)[0]
