from __future__ import annotations

from mentorstats import charts
from mentorstats.analyses.duration import match_length
from mentorstats.charts.survival import Line, _legible, _spread, draw_lines, lines_of
from mentorstats.sharing import shareable

LINES = (
    Line("same", (0, 3, 6), (100, 95, 84), ("", "90 to 97 %", "77 to 89 %"), ("160", "150", "117")),
    Line("distant", (0, 6), (100, 83), ("", "73 to 89 %"), ("128", "91")),
)


def test_the_lines_are_those_of_the_match_length_in_whole_percent(made_up):
    length = match_length(made_up, by="everyone")
    (line,) = lines_of(length)
    shared = shareable(length.curve)
    shown = shared[shared["share"].notna() | (shared["month"] == 0)]
    assert list(line.months) == shown["month"].tolist()
    assert list(line.shares) == [round(100 * share) for share in shown["share"].fillna(1.0)]
    assert list(line.at_risk) == shown["at_risk"].tolist()
    assert all(share % 5 == 0 for share in line.shares)
    assert all(int(number) % 10 == 0 for number in line.at_risk)
    assert len(line.months) < len(shared) < len(length.curve)


def test_lines_differ_in_shape_and_dash_besides_color():
    curves = [
        trace for trace in draw_lines(LINES, title="t", unit="% still going").data if trace.mode == "lines+markers"
    ]
    assert len({trace.marker.symbol for trace in curves}) == len({trace.line.dash for trace in curves}) == 2


def test_the_summary_says_what_is_drawn_and_the_table_has_every_mark():
    meta = draw_lines(LINES, title="How long", unit="% still going").layout.meta
    assert meta["summary"] == (
        "How long: % still going after so many months. Same (160 pairings): 95 % after 3, 84 % after 6. "
        "Distant (128 pairings): 83 % after 6."
    )
    assert meta["table"][0] == ["Pairings", "After months", "Still going", "95 % interval", "In sight"]
    assert meta["table"][2] == ["same", "3", "95 %", "90 to 97 %", "150"]
    assert len(meta["table"]) == 6


def test_a_group_without_a_month_that_can_be_shown_says_so():
    meta = draw_lines((Line("all", (0,), (100,), ("",), ("12",)),), title="t", unit="% still going").layout.meta
    assert "too few ended to show a month" in meta["summary"]


def test_labels_stand_apart_and_inside():
    moved = _spread([99, 98, 100, 20])
    assert min(b - a for a, b in zip(sorted(moved), sorted(moved)[1:], strict=False)) >= 8
    assert max(moved) <= 100


def test_numbers_in_sight_do_not_run_into_one_another():
    line = Line("all", (0, 1, 2, 3, 9), (100, 90, 80, 70, 60), ("",) * 5, ("50", "40", "30", "20", "10"))
    assert _legible(line, 1.5) == {0: "50", 2: "30", 9: "10"}


def test_the_title_says_which_ending_and_which_groups(made_up):
    early = charts.going_on(match_length(made_up, ending="early", permutations=20))
    assert early.layout.title.text.startswith("Pairings not closed early, by industry")
