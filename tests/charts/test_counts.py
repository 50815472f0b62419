from __future__ import annotations

import mentorstats as ms
from mentorstats import charts
from mentorstats.charts.counts import bars_of, count_bars
from mentorstats.rounding import Counted, Rounding
from tests.charts.makers import draw_counts, summary


def test_a_bar_for_few_people_has_the_same_length_whatever_it_hides():
    none, few, more = (draw_counts(90, 40, count, 5, 6) for count in (0, 3, 8))
    assert none.data[0].x == few.data[0].x == more.data[0].x
    assert none.data[0].text[2] == few.data[0].text[2] == more.data[0].text[2] == "&lt;10"


def test_bars_are_as_long_as_their_counts_in_tens():
    figure = draw_counts(94, 36, 14)
    assert figure.data[0].x == (90, 40, 10)
    assert figure.data[0].text == ("90", "40", "10")
    assert "(140 mentees)" in summary(figure)


def test_a_total_that_would_give_few_away_is_not_beside_its_parts():
    assert draw_counts(94, 36, 1).layout.title.text.count("130 mentees") == 1
    info = bars_of([("a", 9), ("b", 9), ("c", 9), ("d", 9)], Rounding(), total=36)
    assert [(bar.text, bar.count) for bar in info] == [("not shown", None)] * 4
    assert "(not shown mentees)" in summary(draw_counts(9, 9, 9, 9))


def test_bars_count_whole_numbers_in_bins_with_the_people_behind_them():
    values = [0] * 12 + [1] * 11 + [2] * 15 + [5] * 10 + [9] * 12 + [40] * 20
    assert dict(count_bars(values, (0, 1, 2, 6, 10), unit="sessions")) == {
        "0 sessions": 12,
        "1 session": 11,
        "2–5 sessions": 25,
        "6–9 sessions": 12,
        "10+ sessions": 20,
    }
    one_person = count_bars(values, (0, 1, 2, 6, 10), unit="sessions", people=["same"] * 80)
    assert one_person[0] == ("0 sessions", Counted(12, people=1))
    assert [bar.text for bar in bars_of(one_person, Rounding(), total=Counted(80, people=1))] == ["not shown"] * 5


def test_the_overview_counts_a_program(program):
    assert summary(charts.mentors_per_mentee(program)).startswith(
        "Mentors per mentee (40 mentees). 1 mentor: 30; 2 mentors: 10; 3 mentors: <10;"
    )
    assert summary(charts.mentor_load(program)).startswith(
        "Mentees per mentor (30 mentors). 1 mentee: 10; 2 mentees: 20;"
    )
    assert "mentees in Finance and insurance with mentors in Finance and insurance (40)" in summary(
        charts.matching_heatmap(program)
    )


def test_a_program_without_sessions_still_has_a_figure_for_them(program):
    assert len(ms.pair_table(program)) == 52
    assert "15+ sessions: <10; not known: 50." in summary(charts.sessions_per_pairing(program))
