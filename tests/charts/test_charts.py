from __future__ import annotations

import json
import sys
import types
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

import mentorstats as ms
from mentorstats import charts
from mentorstats.charts.counts import Bar, count_bars, draw_bars
from mentorstats.charts.explore import explained_shares
from mentorstats.charts.forest import _signed, forest_lines
from mentorstats.charts.groups import PROXIMITY_GROUPS, Group, draw_groups, nearest_group, outcome_groups
from mentorstats.charts.industries import (
    alike_order,
    closeness_between,
    draw_closeness,
    draw_neighborhood,
    neighborhood_of,
)
from mentorstats.charts.matching import OTHERS, draw_matching, match_sectors
from mentorstats.charts.style import plain
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import ask

HOSTILE = '<script>alert(1)</script><a href="javascript:x">R&D</a> $\\alpha$'


def answer(**changes: Any) -> Any:
    columns = [
        "contrast",
        "role",
        "method",
        "estimate",
        "conf_low",
        "conf_high",
        "n_mentees",
        "n_mentors",
        "verdict",
    ]
    nan = float("nan")
    rows = [
        ("similarity", "naive", "pair rows, correlation", 0.11, 0.02, 0.2, 480, 120, ""),
        ("adjacent - same", "naive", "pair rows, t-test", 0.45, 0.35, 0.55, 480, 120, ""),
        ("adjacent - same", "primary", "mixed model", 0.613, 0.304, 0.922, 300, 110, "better"),
        ("adjacent - distant", "primary", "mixed model", 0.25, -0.05, 0.55, 300, 110, "cannot tell"),
        ("distant - same", "primary", "mixed model", nan, nan, nan, 300, 110, "cannot tell"),
        ("adjacent is best", "primary", "larger of two", nan, nan, nan, 300, 110, "cannot tell"),
        ("adjacent - same", "robustness", "permutation", 0.6, 0.2, 1.0, 300, 110, "better"),
    ]
    given = {
        "question": "adjacent_industries",
        "outcome": "career_confidence",
        "table": pd.DataFrame(rows, columns=columns),
        "better": "higher",
        "unit": "points",
        "smallest_effect": 0.18,
    }
    return SimpleNamespace(**{"rounded": False, "mentors_rounded": False, **given, **changes})


def texts(figure: go.Figure) -> str:
    return json.dumps(figure.to_plotly_json(), default=lambda value: np.asarray(value).tolist(), ensure_ascii=False)


def groups() -> tuple[Group, ...]:
    scores = pd.Series([2.0] * 12 + [4.0] * 11 + [3.0] * 4 + [5.0] * 2 + [1.0], dtype=float)
    kinds = pd.Series(["mostly same"] * 23 + ["mostly adjacent"] * 4 + ["mostly distant"] * 3)
    return outcome_groups(scores, kinds, order=PROXIMITY_GROUPS)


FIGURES = {
    "forest": lambda: charts.forest(answer()),
    "forest with naive rows": lambda: charts.forest(answer(), naive=True),
    "forest of nothing": lambda: charts.forest(answer(table=answer().table.iloc[:1])),
    "groups": lambda: draw_groups(groups(), name="career confidence", by="number of mentors", yes_no=False),
    "heatmap": lambda: draw_matching(match_sectors(pairs())),
    "closeness": lambda: draw_closeness(closeness_between(mixed()), min_people=10),
    "closeness of nothing": lambda: draw_closeness(closeness_between(mixed(few=True)), min_people=10),
    "neighborhood": lambda: draw_neighborhood(neighborhood_of(mixed())),
    "neighborhood of nothing": lambda: draw_neighborhood(neighborhood_of(mixed(), "hotels")),
    "bars": lambda: draw_bars(bars(90, 30, 4), title="Mentors per mentee", of="mentees", total="124"),
}


def mixed(*, few: bool = False) -> ms.Program:
    """Thirty pairings of bankers with 12 from insurance, 15 from hospitals and 3 from mining."""
    kinds = ["Insurance"] * 12 + ["Hospitals"] * 15 + ["Mining"] * 3
    rows = [(f"mentee-{n}", f"mentor-{n}", "Banking", kind) for n, kind in enumerate(kinds)]
    columns = ["mentee_id", "mentor_id", "mentee_industry", "mentor_industry"]
    return ms.load_frames(pairings=pd.DataFrame(rows[:5] if few else rows, columns=columns))


def bars(*counts: int) -> tuple[Bar, ...]:
    values = [number for number, count in enumerate(counts, start=1) for _ in range(count)]
    return count_bars(values, range(1, len(counts) + 1), unit="mentors")


def pairs(**changes: int) -> pd.DataFrame:
    sizes = {
        ("Finance", "Finance"): 30,
        ("Finance", "Health"): 12,
        ("Health", "Finance"): 11,
        ("Health", "Health"): 25,
    }
    rows = [cell for cell, size in sizes.items() for _ in range(size)] + [("Mining", "Finance")] * changes.get(
        "mining", 0
    )
    frame = pd.DataFrame(rows, columns=["mentee_sector", "mentor_sector"])
    return frame.assign(mentee_id=[f"mentee-{number}" for number in range(len(frame))])


def test_a_forest_shows_the_primary_rows_that_have_an_interval():
    info = forest_lines(answer())
    assert [line.estimate for line in info.lines] == [0.613, 0.25]
    assert [line.naive for line in info.lines] == [False, False]
    assert info.people == "300 mentees, 110 mentors"


def test_naive_rows_come_last_and_a_correlation_is_never_on_the_axis_of_the_outcome():
    lines = forest_lines(answer(), naive=True).lines
    assert [(line.naive, line.estimate) for line in lines] == [(False, 0.613), (False, 0.25), (True, 0.45)]


def test_a_number_of_mentors_that_is_small_is_not_told():
    few = answer().table.assign(n_mentors=9)
    assert forest_lines(answer(table=few)).people == "300 mentees, fewer than 10 mentors"
    assert "9 mentors" not in texts(charts.forest(answer(table=few)))


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


def test_a_mentee_belongs_to_the_kind_of_mentors_that_most_of_hers_were():
    shares = pd.DataFrame(
        [(1, 0, 0, 0), (0.3, 0.7, 0, 0), (0, 0, 1, 0), (0.5, 0.5, 0, 0), (0, 0.3, 0, 0.7), (None,) * 4],
        columns=["share_same", "share_adjacent", "share_distant", "share_unknown"],
        index=list("abcdef"),
    )
    assert nearest_group(shares).to_dict() == {
        "a": "mostly same", "b": "mostly adjacent", "c": "mostly distant", "d": "evenly mixed",
        "e": "not known", "f": "not known",
    }  # fmt: skip


def test_a_group_that_must_be_hidden_has_neither_mean_nor_scores():
    same, adjacent, distant = groups()
    assert (same.people, len(same.scores)) == ("23", 23)
    assert same.mean == round(68 / 23, 2)
    assert (adjacent.people, adjacent.scores) == ("<10", ())
    assert (distant.people, distant.scores) == ("<10", ())
    assert np.isnan([adjacent.mean, distant.mean]).all()


def test_groups_that_must_be_hidden_are_shown_as_one_where_they_are_enough_people():
    kinds = pd.Series(["one"] * 30 + ["two"] * 12 + ["three"] * 3)
    one, others = outcome_groups(pd.Series([3.0] * 42 + [1.0] * 3), kinds, order=["one", "two", "three"])
    assert (one.name, one.people) == ("one", "30")
    assert (others.name, others.people, others.mean) == ("two or three", "15", pytest.approx(2.6))


def test_points_are_drawn_only_for_groups_that_are_shown_and_say_nothing_of_whose_they_are():
    figure = FIGURES["groups"]()
    points = [trace for trace in figure.data if trace.mode == "markers"]
    assert [len(trace.y) for trace in points] == [23]
    assert list(points[0].y) == sorted(points[0].y)
    assert "mostly same 2.96 (n = 23)" in figure.layout.meta["summary"]
    assert "Not shown because of few people: mostly adjacent, mostly distant." in figure.layout.meta["summary"]


def test_people_without_an_outcome_do_not_count():
    info = outcome_groups(
        pd.Series([1.0] * 12 + [np.nan] * 5),
        pd.Series(["one mentor"] * 17),
        order=["one mentor", "several at once"],
    )
    assert [group.people for group in info] == ["12"]


def test_a_yes_or_no_outcome_is_drawn_as_a_share_without_points():
    info = outcome_groups(pd.Series([0.0, 100.0] * 10), pd.Series(["one mentor"] * 20), order=["one mentor"])
    figure = draw_groups(info, name="graduated", by="number of mentors", yes_no=True)
    assert [(trace.type, trace.y[0]) for trace in figure.data] == [("bar", 50.0)]
    assert "one mentor 50 % (n = 20)" in figure.layout.meta["summary"]


def test_the_heatmap_counts_pairings_by_sector_and_hides_small_cells():
    info = match_sectors(pairs(mining=3))
    assert info.sectors == ("Finance", "Health", "Mining")
    assert info.cells == (("30", "12", "0"), ("not shown", "not shown", "0"), ("<10", "<10", "0"))
    assert info.pairings == "81"


def test_sectors_beyond_the_largest_and_those_not_known_are_pooled():
    assert match_sectors(pairs(mining=3), largest=2).sectors == ("Finance", "Health", OTHERS)
    assert match_sectors(pairs(mining=30).replace("Mining", OTHERS)).sectors == ("Finance", "Health", OTHERS)
    assert match_sectors(pairs()).sectors == ("Finance", "Health")


def test_twelve_pairings_of_few_mentees_are_hidden():
    few = pairs()
    few.loc[few["mentor_sector"] == "Health", "mentee_id"] = "mentee-0"
    assert [row[1] for row in match_sectors(few).cells] == ["not shown", "not shown"]


def test_two_sectors_whose_labels_are_cut_alike_stay_two():
    long = pairs().replace({"Finance": "x" * 200 + "a", "Health": "x" * 200 + "b"})
    figure = draw_matching(match_sectors(long))
    assert list(figure.data[0].x) == [0, 1]
    assert figure.data[0].z == ([30, 12], [11, 25])
    assert len(figure.layout.meta["summary"]) < 700


def test_the_heatmap_says_the_most_frequent_matches_and_no_hidden_number():
    summary = draw_matching(match_sectors(pairs(mining=3))).layout.meta["summary"]
    assert "mentees in Finance with mentors in Finance (30)" in summary
    assert "Mining" not in summary
    assert "4 of 9 cells are hidden" in summary


def test_industries_of_enough_people_stand_in_an_order_that_puts_the_alike_together():
    info = closeness_between(mixed())
    assert (sorted(info.codes), info.left_out, info.beyond) == (["522", "524", "622"], 1, 0)
    assert abs(info.codes.index("522") - info.codes.index("524")) == 1
    place = info.codes.index("522"), info.codes.index("524")
    assert info.adjacent[place[0]][place[1]]
    assert info.similarity[place[0]][place[1]] == pytest.approx(ms.industry_similarity("Banking", "Insurance"))
    assert all(row[n] is None and not info.adjacent[n][n] for n, row in enumerate(info.similarity))


def test_two_clusters_are_not_mixed_in_the_order():
    inside = np.kron([[1, 0], [0, 1]], np.full((3, 3), 0.8)) + 0.1
    shuffled = [0, 3, 1, 4, 2, 5]
    order = [shuffled[place] for place in alike_order(inside[np.ix_(shuffled, shuffled)])]
    assert {frozenset(order[:3]), frozenset(order[3:])} == {frozenset({0, 1, 2}), frozenset({3, 4, 5})}
    assert sorted(alike_order(np.full((4, 4), np.nan))) == [0, 1, 2, 3]


def test_the_closeness_figure_marks_adjacent_pairs_twice_and_says_what_is_left_out():
    figure = charts.industry_heatmap(mixed())
    assert len(figure.data[1].x) == 4
    assert "2 of 3 pairs are adjacent" in summary(figure)
    assert "Closest: " in summary(figure)
    assert "Left out: 1 of fewer than 10 people." in summary(figure)
    assert "Mining" not in texts(figure)


def test_the_neighborhood_is_of_the_most_frequent_industry_with_its_mentors_and_few_of_them_hidden():
    info = neighborhood_of(mixed())
    assert (info.title, info.neighbors[0].tier, info.neighbors[0].similarity) == ("Banking and lending", "same", 1.0)
    values = [one.similarity for one in info.neighbors]
    assert values == sorted(values, reverse=True)
    assert [one.tier == "adjacent" for one in info.neighbors[1:]] == [value >= info.cut for value in values[1:]]
    mentors = {one.title: one.mentors for one in info.neighbors}
    assert mentors["Insurance"] == "12"
    assert "Insurance 0.49, adjacent (12 mentors)" in summary(charts.industry_neighborhood(mixed()))
    few = neighborhood_of(mixed(few=True))
    assert {one.title: one.mentors for one in few.neighbors}["Insurance"] == "<10"


def test_a_neighborhood_can_be_asked_by_name_and_an_unknown_name_is_refused():
    assert neighborhood_of(mixed(), "Higher Ed").title == "Education"
    with pytest.raises(ValueError, match="'Widgets' is not a known industry"):
        neighborhood_of(mixed(), "Widgets")
    nobody = ms.load_frames(pairings=pd.DataFrame({"mentee_id": ["1"], "mentor_id": ["2"]}))
    with pytest.raises(ValueError, match="no industry of this program"):
        neighborhood_of(nobody)
    assert "No two of them can be compared" in summary(charts.industry_heatmap(nobody))


def test_the_table_of_industries_has_each_name_as_typed_with_what_it_was_taken_for():
    table = ms.industry_table(mixed()).set_index("name")
    assert list(table.columns) == ["industry", "code", "method", "people"]
    assert table.loc["Hospitals"].tolist() == ["Hospitals", "622", "exact", "15"]
    assert table.loc["Mining", "people"] == "<10"
    assert table.index[0] == "Banking"


def test_a_bar_for_few_people_has_the_same_length_whatever_it_hides():
    few, more = (draw_bars(bars(90, 40, n, 5), title="t", of="mentees", total="140") for n in (3, 8))
    assert few.data[0].x[2] == more.data[0].x[2]
    assert few.data[0].text[2] == more.data[0].text[2] == "&lt;10"


def test_bars_count_whole_numbers_in_bins_and_hide_few_people():
    values = [0] * 12 + [1] * 11 + [2] * 15 + [5] * 10 + [9] * 12 + [40] * 20
    found = {bar.label: bar.count for bar in count_bars(values, (0, 1, 2, 6, 10), unit="sessions")}
    assert found == {
        "0 sessions": 12,
        "1 session": 11,
        "2–5 sessions": 25,
        "6–9 sessions": 12,
        "10+ sessions": 20,
    }
    one_person = count_bars(values, (0, 1, 2, 6, 10), unit="sessions", people=["same"] * 80)
    assert [bar.count for bar in one_person] == [None] * 5


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_has_a_summary_in_words_a_fixed_height_and_no_hover(name):
    figure = FIGURES[name]()
    assert len(figure.layout.meta["summary"].split()) > 5
    assert "nan" not in figure.layout.meta["summary"].lower().split()
    assert figure.layout.height > 150
    assert all(trace.hoverinfo == "skip" for trace in figure.data)


@pytest.mark.parametrize("name", FIGURES)
def test_no_figure_holds_a_persons_id(name):
    assert "mentee-" not in texts(FIGURES[name]())


@pytest.mark.parametrize("name", FIGURES)
def test_the_upload_button_is_out_of_every_figure_and_of_the_configuration(name):
    figure = FIGURES[name]()
    assert "sendChartToCloud" in figure.layout.template.layout.modebar.remove
    assert charts.CONFIG["showSendToCloud"] is False
    assert charts.CONFIG["plotlyServerURL"] == ""


def test_the_same_input_makes_the_same_figure():
    assert [texts(make()) for make in FIGURES.values()] == [texts(make()) for make in FIGURES.values()]


def test_text_from_exports_is_never_read_as_markup_or_mathematics():
    hostile = pairs(mining=12).replace({"Mining": HOSTILE})
    figures = [
        draw_matching(match_sectors(hostile)),
        charts.forest(answer(outcome=HOSTILE)),
        draw_groups(groups(), name=HOSTILE, by="number of mentors", yes_no=False),
    ]
    for figure in figures:
        figure.layout.meta = None
        assert "<script" not in texts(figure)
        assert "<a " not in texts(figure)
        assert "$" not in texts(figure)
        assert "&lt;script&gt;" in texts(figure)


def test_long_names_are_wrapped_and_shortened():
    lines = plain("word " * 3000, width=18, lines=3).split("<br>")
    assert len(lines) == 3
    assert all(len(line) <= 18 for line in lines)
    assert lines[-1].endswith("…")
    assert len(plain("x" * 10_000)) < 100
    assert plain("two\nlines\tand  blanks") == "two lines and blanks"


def test_showing_a_figure_gives_the_notebook_the_picture_with_its_configuration_and_the_summary(monkeypatch):
    shown = []
    fake: Any = types.ModuleType("IPython.display")
    fake.display = lambda bundle, *, raw: shown.append((bundle, raw))
    monkeypatch.setitem(sys.modules, "IPython.display", fake)
    figure = charts.forest(answer())
    assert charts.show(figure) is None
    (bundle, raw), = shown  # fmt: skip
    assert raw is True
    assert set(bundle) == {"application/vnd.plotly.v1+json", "text/plain"}
    assert bundle["text/plain"] == figure.layout.meta["summary"]
    assert bundle["application/vnd.plotly.v1+json"]["config"] == charts.CONFIG
    assert {"data", "layout"} <= set(bundle["application/vnd.plotly.v1+json"])
    assert "bdata" not in json.dumps(bundle)


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


def test_the_overview_counts_a_program(program):
    assert summary(charts.mentors_per_mentee(program)).startswith(
        "Mentors per mentee (40 mentees). 1 mentor: 28; 2 mentors: 12;"
    )
    assert summary(charts.mentor_load(program)).startswith(
        "Mentees per mentor (32 mentors). 1 mentee: 12; 2 mentees: 20;"
    )
    assert "mentees in Finance and insurance with mentors in Finance and insurance (40)" in summary(
        charts.matching_heatmap(program)
    )


def test_outcomes_of_a_program_are_drawn_by_group(program):
    by_number = summary(charts.outcome_by_mentors(program))
    assert by_number.startswith(
        "Average confidence by number of mentors: one mentor 3.96 (n = 28); two or more 4.00 (n = 12)."
    )
    by_proximity = summary(charts.outcome_by_proximity(program))
    assert "mostly same 3.96 (n = 28); evenly mixed 4.00 (n = 12)" in by_proximity


def test_a_program_without_sessions_still_has_a_figure_for_them(program):
    pairings = len(ms.pair_table(program))
    assert f"15+ sessions: 0; not known: {pairings}." in summary(charts.sessions_per_pairing(program))


def summary(figure: go.Figure) -> str:
    return figure.layout.meta["summary"]


def test_the_model_expects_for_each_group_what_its_contrasts_differ_by():
    program, _ = ms.simulate_program(seed=3, mentees=200, effect_adjacent=0.6)
    asked = ask(program, ADJACENCY)
    means = asked.means()
    assert set(means) == {"same", "adjacent", "distant"}
    difference = asked.model.contrast(asked.weights(("adjacent", "same")))["estimate"]
    assert means["adjacent"]["estimate"] - means["same"]["estimate"] == pytest.approx(difference, rel=1e-10)
    figure = charts.outcome_by_proximity(program)
    assert "What the model expects of mentees alike in the rest" in figure.layout.meta["summary"]
    heads, *rows = figure.layout.meta["table"]
    assert [row[3] != "" for row in rows if row[0] in ("mostly same", "mostly adjacent", "mostly distant")] == [
        True
    ] * 3
    assert len({len(heads), *map(len, rows)}) == 1


def test_the_models_average_is_the_mean_prediction_with_everybodys_exposure_set():
    program, _ = ms.simulate_program(seed=3, mentees=200, effect_adjacent=0.6)
    asked = ask(program, NUMBER)
    design = asked.comparison.design.assign(**{"several at once": 1.0})
    design[[name for name in ("one after another",) if name in design]] = 0.0
    predicted = design.to_numpy() @ asked.model.coefficients["estimate"].to_numpy()
    assert asked.means()["several at once"]["estimate"] == pytest.approx(predicted.mean(), rel=1e-10)


def explored(**given):
    rows = [("goal clarity", 0.02, 0.03, 0.01, False), ("sessions a month", 0.2, 0.01, 0.001, True),
            ("source", 0.001, 0.002, 0.8, False), ("respect", np.nan, np.nan, np.nan, True)]  # fmt: skip
    names = ["factor", "alone", "beside_the_others", "p_adjusted", "after"]
    factors = pd.DataFrame(rows, columns=names).assign(n_overlap=[120, 120, 120, pd.NA], overlap_rounded=True)
    return SimpleNamespace(factors=factors, outcome="career_confidence", **given)


def test_factors_are_shown_by_how_much_they_explain_and_those_not_looked_at_are_left_out():
    info = explained_shares(explored())
    assert [(one.title, one.found, one.after) for one in info] == [
        ("sessions a month", True, True), ("goal clarity", True, False), ("source", False, False),
    ]  # fmt: skip
    figure = charts.explained(explored())
    assert figure.data[0].x == (20, 2, 0.1)
    assert figure.layout.yaxis.ticktext[0] == "<b>sessions a month</b> *"
    assert "Found beyond luck: sessions a month, goal clarity." in figure.layout.meta["summary"]
    assert "All of these are known of about 120 mentees, whom the shares are about." in figure.layout.meta["summary"]
    assert figure.layout.meta["table"][2] == ["goal clarity", "2.0 %", "3.0 %", "yes", "before"]


def test_a_dose_curve_says_its_ends_its_trend_and_that_meetings_may_follow():
    program, _ = ms.simulate_program(seed=2, mentees=150)
    curve = ms.dose_curve(program)
    figure = charts.dose(curve)
    summary = figure.layout.meta["summary"]
    assert f"({curve.mentees} mentees)" in summary
    assert "the meetings may follow from how it went" in summary
    assert list(figure.data[1].y) == pytest.approx(curve.curve["estimate"].tolist())
    assert len(figure.layout.meta["table"]) == 8
