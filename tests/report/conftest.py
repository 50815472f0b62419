from __future__ import annotations

import datetime

import pytest

from mentorstats.program import Program
from mentorstats.report.page import build_page
from mentorstats.report.write import render_page
from tests.report.makers import Tags, answers, matched


@pytest.fixture(scope="module")
def program() -> Program:
    return matched([("Banking", "Insurance", 8), ("Banking", "Hospitals", 6), ("Banking", "Banking", 4)], name="Spring")


@pytest.fixture(scope="module")
def page_text(program: Program) -> str:
    return render_page(build_page(program, answers(), date=datetime.date(2025, 3, 9)))


@pytest.fixture(scope="module")
def page(page_text: str) -> Tags:
    return Tags(page_text)
