from __future__ import annotations

from mentorstats import charts
from mentorstats.charts.forest import _signed, forest_lines
from tests.charts.makers import FIGURES, answer, texts


def test_a_forest_shows_the_primary_rows_that_have_an_interval():
    info = forest_lines(answer())
    assert [line.estimate for line in info.lines] == [0.61, 0.25]
    assert [line.naive for line in info.lines] == [False, False]
    assert info.people == "300 mentees, 110 mentors"


def test_naive_rows_come_last_and_a_correlation_is_never_on_the_axis_of_the_outcome():
    lines = forest_lines(answer(), naive=True).lines
    assert [(line.naive, line.estimate) for line in lines] == [(False, 0.61), (False, 0.25), (True, 0.45)]


def test_a_number_of_mentors_that_is_small_is_not_told():
    few = answer(counts={"n_mentees": 304, "n_mentors": 9})
    assert forest_lines(few).people == "300 mentees, fewer than 10 mentors"
    assert "304 mentees" not in texts(charts.forest(few))
    assert "9 mentors" not in texts(charts.forest(few))


def test_where_lower_is_better_the_words_at_the_ends_of_the_axis_change_sides():
    assert forest_lines(answer()).ends == ("← first named worse", "first named better →")
    assert forest_lines(answer(better="lower")).ends == ("← first named better", "first named worse →")


def test_the_forest_summary_says_every_estimate_with_its_interval_verdict_and_people():
    summary = charts.forest(answer()).layout.meta["summary"]
    assert "Adjacent industry, against the same: +0.61 (+0.30 to +0.92), better." in summary
    assert "300 mentees, 110 mentors" in summary
    assert "under 0.18" in summary
    assert "naive" not in summary.lower()


def test_naive_rows_look_different_in_the_forest():
    markers = [trace.marker.symbol for trace in charts.forest(answer(), naive=True).data if trace.mode == "markers"]
    assert markers == ["circle", "circle", "square-open"]


def test_the_band_that_does_not_matter_reaches_the_smallest_effect_to_both_sides():
    bands = [shape for shape in charts.forest(answer()).layout.shapes if shape.type == "rect"]
    assert [(band.x0, band.x1) for band in bands] == [(-0.18, 0.18)]


def test_a_forest_without_estimates_says_so():
    assert "nothing could be estimated" in FIGURES["forest of nothing"]().layout.meta["summary"]


def test_a_difference_carries_its_sign_and_nothing_carries_none():
    scale = forest_lines(answer()).scale
    assert [_signed(value, scale) for value in (0.5, -0.5, 0.001, -0.001)] == [
        "+0.50",
        "−0.50",
        "0.00",
        "0.00",
    ]
