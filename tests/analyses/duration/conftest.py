from __future__ import annotations

import pytest

import mentorstats as ms


@pytest.fixture(scope="module")
def made_up():
    return ms.simulate_program(seed=3, mentees=160)[0]
