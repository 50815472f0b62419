from __future__ import annotations

import pandas as pd
import pytest

import mentorstats as ms


@pytest.fixture(scope="module")
def program() -> ms.Program:
    """Forty mentees with a mentor of their own industry, twelve of them with a second, distant one."""
    numbers = [f"{n:03}" for n in range(40)]
    people = pd.DataFrame({"person_id": [f"mentee-{n}" for n in numbers], "industry": "Banking"})
    mentors = pd.DataFrame({"person_id": [f"mentor-{n}" for n in range(20)], "industry": "Banking"})
    others = pd.DataFrame({"person_id": [f"other-{n}" for n in range(12)], "industry": "Mining"})
    first = pd.DataFrame({"mentee_id": people["person_id"], "mentor_id": [f"mentor-{n % 20}" for n in range(40)]})
    second = pd.DataFrame({"mentee_id": people["person_id"][:12], "mentor_id": others["person_id"]})
    answers = pd.DataFrame(
        {"person_id": people["person_id"], "item": "confidence", "score": [3.0 + n % 3 for n in range(40)]}
    )
    return ms.load_frames(
        people=pd.concat([people, mentors, others]), pairings=pd.concat([first, second]), surveys=answers
    )


@pytest.fixture(scope="module")
def made_up():
    return ms.simulate_program(seed=3, mentees=160)[0]
