from __future__ import annotations

import mentorstats as ms
from mentorstats import charts
from mentorstats.charts.counts import count_bars, draw_bars
from tests.charts.makers import bars, summary


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


def test_a_program_without_sessions_still_has_a_figure_for_them(program):
    pairings = len(ms.pair_table(program))
    assert f"15+ sessions: 0; not known: {pairings}." in summary(charts.sessions_per_pairing(program))
