"""What the benchmarks hold themselves to; how long things take is measured by ``make bench``, never here."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.benchmarks import __main__ as bench
from tests.benchmarks.cases import CASES
from tests.benchmarks.page import growth_table, judged, page
from tests.benchmarks.plan import ACCURACY, LIMITS, MILLION, PLAN, Limit, Measured, limits_of
from tests.benchmarks.stored import place, store, stored_design


def results(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame(rows).reindex(columns=list(bench.COLUMNS)).assign(machine="a machine")


def row(what: str, size: int, seconds: float, **more: object) -> dict:
    return {"what": what, "size": size, "seconds": seconds, "work MB": 1.0 * size, "peak MB": 2.0 * size} | more


def test_every_case_of_the_plan_exists():
    named = {case for measured in PLAN for case in (measured.ours, measured.theirs) if case}
    assert named | {"accuracy"} == set(CASES)


def test_every_limit_is_about_something_that_is_measured_at_that_size():
    sizes = {measured.what: set(measured.sizes) for measured in PLAN}
    sizes |= {f"large route beside the exact one: {data}": set(own) for data, own in ACCURACY.items()}
    for limit in LIMITS:
        assert limit.what in sizes
        assert limit.size is None or limit.size in sizes[limit.what]


@pytest.mark.parametrize(
    ("what", "column", "size", "most"),
    [
        ("command line: help", "seconds", None, 3.0),
        ("import", "times as long", 0, 1.2),
        ("all tables to a row a mentee, in DuckDB", "times as long", MILLION, 1.5),
        ("all tables to a row a mentee, in DuckDB", "times the memory", MILLION, 1.5),
        ("all tables to a row a mentee, in pandas", "times as long", MILLION, 1.3),
        ("all tables to a row a mentee, in pandas", "times the memory", MILLION, 1.5),
        ("mixed model", "seconds", 240, 0.02),
        ("mixed model", "seconds", 3_000, 0.2),
        ("mixed model", "seconds", 10_000, 0.5),
        ("mixed model at scale", "seconds", 100_000, 3.0),
        ("mixed model at scale", "seconds", MILLION, 40.0),
        ("mixed model at scale", "peak MB", MILLION, 1_536.0),
        ("mixed model, blocks of 200 mentees", "times as long", MILLION, 1.0),
        ("large route beside the exact one: design", "off in variance", 3_000, 1e-3),
        ("large route beside the exact one: design", "off in SE", 3_000, 1e-4),
        ("large route beside the exact one: design", "off in df", 3_000, 1e-2),
        ("large route beside the exact one: heavy", "off in SE", 3_000, 1e-2),
        ("mixed model at scale", "growth of seconds", None, 1.0),
        ("all tables to a row a mentee, in DuckDB", "growth of work MB", None, 1.0),
    ],
)
def test_the_numbers_that_were_set_beforehand_are_in_the_plan(what, column, size, most):
    assert (size, most) in [(limit.size, limit.most) for limit in limits_of(what) if limit.column == column]


def test_whoever_finds_something_else_fails():
    assert bench.compared([1.0, 2.0], [1.0, 2.0 + 1e-12], 1e-9) == {"same": "yes"}
    assert bench.compared([1.0, 2.0], [1.0, 2.1], 1e-9)["same"] == "no"
    assert "beside it" in bench.compared([1.0], [1.0, 2.0], 1e-9)["failed"]
    assert bench.compared([1.0, 2.0], [1.0, float("nan")], 1e-9) == {"same": "yes"}
    assert bench.compared([float("nan")], [1.0], 1e-9)["same"] == "no"


def test_p_values_may_differ_by_chance_and_their_statistics_may_not():
    ours = {"statistic": -1.0, "p": 0.30, "draws": 2_000}
    assert bench.compared(ours, {"statistic": 1.0, "p": 0.32, "draws": 2_000}, None) == {"same": "yes"}
    assert bench.compared(ours, {"statistic": 1.0, "p": 0.50, "draws": 2_000}, None)["same"] == "no"
    assert bench.compared(ours, {"statistic": 1.1, "p": 0.30, "draws": 2_000}, None)["same"] == "no"


def test_a_case_that_fails_says_so_in_words_and_has_no_number(tmp_path):
    found = bench.measured_row(Measured("what", "no_such_case"), 1, tmp_path, beside=False)
    assert "no_such_case" in found["failed"]
    assert "seconds" not in found
    assert "failed: " in page(results(found))


def test_growth_is_the_slope_of_log_on_log():
    what = "mixed model at scale"
    grown = growth_table(results(*(row(what, size, 1e-6 * size**1.5) for size in (1_000, 10_000, 100_000))))
    assert grown["growth of seconds"].item() == pytest.approx(1.5)
    assert grown["growth of work MB"].item() == pytest.approx(1.0)


def test_the_page_says_of_each_limit_whether_it_is_kept():
    limit = Limit("mixed model", "seconds", 0.2, "0.2 s", 3_000)
    assert judged(results(row("mixed model", 3_000, 0.1)), limit)[-1] == "kept"
    assert judged(results(row("mixed model", 3_000, 0.3)), limit)[-1] == "**missed**"
    assert judged(results(row("mixed model", 3_000, 0.1, failed="it broke")), limit)[-1] == "not measured"
    assert judged(results(row("mixed model", 240, 0.1)), limit)[-1] == "not measured"


def test_what_is_stored_is_what_is_opened(tmp_path):
    store("heavy", 300, tmp_path)
    y, x, weights = stored_design(place("heavy", 300, tmp_path))
    assert (y.shape, x.shape, weights.shape) == ((300,), (300, 12), (300, 75))
    assert weights.sum(axis=1) == pytest.approx(np.ones(300))
    assert (x[:, 0] == 1.0).all()


def test_a_small_platform_gives_the_same_mentees_by_hand_and_by_mentorstats(tmp_path):
    store("platform", 300, tmp_path)
    data = place("platform", 300, tmp_path)
    found = [
        CASES[f"mentee_table_by_{who}_in_{engine}"](data, tmp_path)()
        for who in ("hand", "mentorstats")
        for engine in ("duckdb", "pandas")
    ]
    assert all(own == pytest.approx(found[0], rel=1e-9) for own in found)


def test_the_page_is_written_from_the_results(checkout):
    folder = checkout / "tests" / "benchmarks"
    if not (folder / "results.csv").exists():
        pytest.skip("make bench has not been run")
    assert (folder / "README.md").read_text(encoding="utf-8") == page(pd.read_csv(folder / "results.csv"))


def test_the_project_page_leads_to_the_results_where_there_are_some(checkout):
    there = (checkout / "tests" / "benchmarks" / "results.csv").exists()
    assert ("](tests/benchmarks/README.md)" in (checkout / "README.md").read_text(encoding="utf-8")) is there
