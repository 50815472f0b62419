from __future__ import annotations

import json

import pandas as pd

from mentorstats import charts
from mentorstats.charts.counts import bars_of
from mentorstats.charts.overview import rate_bars
from mentorstats.rounding import Counted, Rounding
from tests.programs import pair, program


def test_pairings_are_counted_by_sessions_a_month_and_few_are_hidden():
    rates = pd.DataFrame(
        {"mentee_id": [f"e{n}" for n in range(60)], "rate": [0.3] * 20 + [0.5] * 16 + [1.2] * 21 + [9.0] * 3}
    )
    texts = {bar.label: bar.text for bar in bars_of(rate_bars(rates), Rounding(), total=60)}
    assert texts == {
        "under 0.25": "<10", "0.25 to under 0.5": "20", "0.5 to under 1": "20", "1 to under 1.5": "20",
        "1.5 to under 2": "<10", "2 or more": "<10",
    }  # fmt: skip


def test_many_pairings_of_few_mentees_are_not_counted():
    rates = pd.DataFrame({"mentee_id": ["e1"] * 20 + [f"e{n}" for n in range(20)], "rate": [0.3] * 20 + [1.2] * 20})
    texts = {bar.label: bar.text for bar in bars_of(rate_bars(rates), Rounding(), total=Counted(40, people=21))}
    assert (texts["0.25 to under 0.5"], texts["1 to under 1.5"]) == ("not shown", "20")


def test_a_figure_of_reasons_names_only_what_enough_people_said():
    reasons = ["No time"] * 12 + [f"<b>story {n}</b>" for n in range(11)]
    rows = [
        {**pair(f"e{n}", f"m{n % 10}", "2024-01-01", "2024-03-01", status="closed_early"), "end_reason": reason}
        for n, reason in enumerate(reasons)
    ]
    figure = charts.early_closures(program(rows))
    assert "No time: 10; all others: 10" in figure.layout.meta["summary"]
    assert "story" not in json.dumps(figure.to_plotly_json(), default=str)


def test_a_reason_that_is_markup_stays_text():
    rows = [
        {**pair(f"e{n}", f"m{n % 10}", "2024-01-01", "2024-03-01", status="closed_early"), "end_reason": "<b>no</b>"}
        for n in range(12)
    ]
    assert charts.early_closures(program(rows)).data[0].y[0] == "&lt;b&gt;no&lt;/b&gt;"


def test_how_often_people_met_is_drawn_for_every_pairing_that_tells(made_up):
    figure = charts.sessions_a_month(made_up)
    assert figure.layout.meta["summary"].startswith("Sessions a month (")
