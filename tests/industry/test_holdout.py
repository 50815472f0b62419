"""The page of held-out names is up to date, and what it says is good enough."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from mentorstats.industry.names import StandardNames

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def english() -> dict:
    return runpy.run_path(str(HERE / "holdout.py"))


@pytest.fixture(scope="module")
def elsewhere() -> dict:
    return runpy.run_path(str(HERE / "holdout_elsewhere.py"))


def test_held_out_names_are_placed_well_enough(english) -> None:
    results = english["measure"](english["vocabulary"](late=False))
    industries = [results[name] for name in ("platform", "typed", "pick list")]
    assert sum(result.right for result in industries) >= 0.95 * sum(result.mapped for result in industries)
    assert sum(result.mapped for result in industries) >= 0.85 * sum(result.names for result in industries)
    assert results["typed"].mapped >= 0.9 * results["typed"].names
    assert results["no industry"].mapped <= 0.01 * results["no industry"].names
    another = english["by_another_hand"](english["vocabulary"](late=True))["industries"]
    assert another.mapped >= 0.91 * another.names
    assert another.right >= 0.985 * another.mapped


def test_names_in_other_languages_are_placed_well_enough(elsewhere) -> None:
    by_rules, another = (elsewhere["of_language"](elsewhere[name]()) for name in ("by_rules", "by_another_hand"))
    assert by_rules.right >= 0.5 * by_rules.names
    assert another.right >= 0.85 * another.names
    for result in (by_rules, another):
        assert len(result.wrong) <= 0.03 * result.mapped
    assert len(elsewhere["no_industry"](StandardNames.make()).wrong) <= 2


def test_codes_are_read_well_enough_and_numbers_that_are_none_are_not(elsewhere) -> None:
    for file in elsewhere["CODES"].values():
        codes, none = elsewhere["codes"](StandardNames.make(), file)
        assert codes.right >= 0.95 * codes.names
        assert none.mapped == 0


def test_the_page_says_what_is_measured(english) -> None:
    written = (HERE / "HOLDOUT.md").read_text(encoding="utf-8")
    assert english["page"]() == written, "run: python -m tests.industry.holdout"
