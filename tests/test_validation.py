"""A small run of the validation study; ``make validate`` runs the whole of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.validation.study import CONTRASTS, SETTINGS, run, summary

RESULTS = Path(__file__).parent / "validation" / "results.csv"


@pytest.fixture(scope="module", params=SETTINGS, ids=lambda setting: setting.name.replace(" ", "-"))
def twenty(request) -> tuple[str, pd.DataFrame]:
    return request.param.name, summary(request.param, run(request.param, 10))


def test_ten_programs_of_each_kind_are_answered_and_the_truth_is_mostly_covered(twenty):
    _, table = twenty
    assert table["contrast"].tolist() == list(CONTRASTS)
    assert (table["programs"] == 10).all()
    # 40 intervals at 95 %: 34 or fewer would be a one in a thousand event.
    assert (table["covered_percent"] * table["programs"] / 100).sum() >= 35


def test_ten_programs_of_each_kind_are_close_to_the_truth_on_average(twenty):
    _, table = twenty
    assert ((table["bias"].abs()) < 4 * table["bias_error"]).all()


def test_planted_effects_are_found_and_effects_that_are_not_there_are_not(twenty):
    name, table = twenty
    rejected = table.set_index("contrast")["rejected_percent"]
    if name == "no effect":
        assert rejected.sum() / 100 * 10 <= 8
    else:
        assert rejected["adjacent - same"] >= 80


def test_the_committed_study_holds_what_it_promises():
    table = pd.read_csv(RESULTS)
    null, effect = table[table["setting"] == "no effect"], table[table["setting"] == "with effects"]
    assert set(null["contrast"]) == set(effect["contrast"]) == set(CONTRASTS)
    assert (table["programs"] >= 400).all()
    assert null["rejected %"].between(3, 7.5).all()
    assert effect["covered %"].between(92, 98).all()
