from __future__ import annotations

import json

import pandas as pd
import plotly.graph_objects as go

from mentorstats.charts.style import finish
from mentorstats.report.parts import Table, figure_of, table_of


def chart(table=()) -> go.Figure:
    title = "Trust & <b>respect</b> at $5 in a title that is too long for one line of a chart"
    return finish(go.Figure(), title=title, note="n = 40", summary=["Said", "", "so."], height=300, table=table)


def test_a_figure_for_the_page_has_its_title_as_plain_text_and_none_inside():
    figure = figure_of(chart())
    assert figure.title == "Trust & <b>respect</b> at $5 in a title that is too long for one line of a chart (n = 40)"
    layout = json.loads(figure.spec)["layout"]
    assert "text" not in layout.get("title", {})
    assert "meta" not in layout
    assert layout["autosize"] is True


def test_a_figure_gives_up_the_room_of_its_title():
    drawn = chart()
    layout = json.loads(figure_of(drawn).spec)["layout"]
    assert layout["margin"]["t"] == 40
    assert layout["height"] == 300 + 40
    assert drawn.layout.height > layout["height"]


def test_the_numbers_behind_a_figure_are_its_own_unless_a_table_is_given():
    own = figure_of(chart([("Group", "Mentees"), ("one", "28")])).table
    assert own == Table("The numbers behind the figure", ("Group", "Mentees"), (("one", "28"),))
    given = Table("Given", ("A",), (("1",),))
    assert figure_of(chart([("Group", "Mentees")]), table=given).table is given
    assert figure_of(chart()).table is None


def test_a_table_is_text_with_its_columns_as_headings_and_missing_cells_empty():
    frame = pd.DataFrame({"wave": ["final", None], "mentees": [12, 3]})
    assert table_of("Answers", frame) == Table("Answers", ("Wave", "Mentees"), (("final", "12"), ("", "3")))
    assert table_of("Answers", frame, ["When", "Who"]).columns == ("When", "Who")
