from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run, and no deadline: a slow machine is not a wrong result.
settings.register_profile("mentorstats", derandomize=True, deadline=None, database=None)
settings.load_profile("mentorstats")


@pytest.fixture(scope="session")
def checkout() -> Path:
    return Path(__file__).resolve().parents[1]
