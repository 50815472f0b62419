from __future__ import annotations

import json
import sys
import types
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from mentorstats import charts
from mentorstats.charts.groups import draw_groups
from mentorstats.charts.style import finish, plain
from tests.charts.makers import FIGURES, answer, groups, heatmap, pairs, texts

HOSTILE = '<script>alert(1)</script><a href="javascript:x">R&D</a> $\\alpha$'


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
    hostile = pairs().replace({"Finance": HOSTILE})
    figures = [
        heatmap(hostile),
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


def test_nothing_that_steers_is_in_a_figure_and_its_arrays_stay():
    steering = "\x1b\u202e\x9b\u200f\x00"
    figure = go.Figure([
        go.Bar(x=[1, 2], y=np.array([f"a{steering}", "b"], dtype=object), text=(f"{steering}c", "d"), name=steering),
        go.Scatter(x=np.array([1.5, 2.5]), y=[1, 2], customdata=np.array([[f"e{steering}"], ["f"]], dtype=object)),
    ])  # fmt: skip
    figure.add_annotation(text=f"note{steering}", x=1, y=1)
    table = [["head", f"{steering}cell"]]
    figure = finish(figure, title=f"t{steering}", note="n", summary=[f"s{steering}"], height=200, table=table)
    assert not set(texts(figure)) & set(steering)
    assert "\\u00" not in texts(figure)
    assert figure.data[0].y.tolist() == ["a", "b"]
    assert figure.data[1].x.tolist() == [1.5, 2.5]
    assert figure.data[1].customdata.tolist() == [["e"], ["f"]]
    assert figure.layout.annotations[0].text == "note"
    assert figure.layout.meta == {"title": "t (n)", "summary": "s", "table": [["head", "cell"]]}
