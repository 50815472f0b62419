from __future__ import annotations

import pytest

from mentorstats.exports.answers.headings import ItemWave, items_and_waves


def read(*headers: str, **how) -> list[tuple[str, str]]:
    """The question and the word for the wave of each heading."""
    return [(asked.item, asked.word) for asked in items_and_waves(headers, **how).values()]


@pytest.mark.parametrize(
    ("before", "after", "item"),
    [
        ("Confidence before (1-5)", "Confidence after (1-5)", "Confidence (1-5)"),
        ("Confidence (before)", "Confidence (after)", "Confidence"),
        ("Pre: Confidence", "Post: Confidence", "Confidence"),
        ("preConfidence", "postConfidence", "Confidence"),
        ("career_confidence_pre", "career_confidence_post", "career_confidence"),
        ("Zuversicht vorher", "Zuversicht nachher", "Zuversicht"), ("Confiance avant", "Confiance après", "Confiance"),
        ("Antes: Confianza", "Después: Confianza", "Confianza"), ("Fiducia prima", "Fiducia dopo", "Fiducia"),
        ("Confiança antes", "Confiança depois", "Confiança"),
        ("Vertrouwen vooraf", "Vertrouwen achteraf", "Vertrouwen"),
        ("Hope at start of program", "Hope at end of program", "Hope"), ("Hope T1", "Hope T2", "Hope"),
        ("Hope wk 1", "Hope wk 12", "Hope"),
        ("Before the program, how sure are you?", "Now, how sure are you?", "how sure are you?"),
        ("Hope after the program", "Hope before the program", "Hope"),
        ("Hope - final survey", "Hope - baseline survey", "Hope"),
        ("Hope (at the end)", "Hope (at the start)", "Hope"), ("Hope [post]", "Hope [pre]", "Hope"),
        ("Final survey: Hope", "Baseline survey: Hope", "Hope"),
        ("How sure were you before?", "How sure are you now?", "How sure are you?"), ("Pre", "Post", "score"),
    ],
)  # fmt: skip
def test_two_headings_that_differ_in_when_ask_the_same(before, after, item):
    names = items_and_waves([before, after])
    assert {name.item for name in names.values()} == {item}
    assert names[before].word != names[after].word


@pytest.mark.parametrize(
    "header",
    ["How often did you meet before lunch?", "What will you do now?", "Current role", "Finalist", "Q1 Confidence",
     "Postal code", "First name", "Confidence 2024", "How prepared do you feel?"],
)  # fmt: skip
def test_a_question_may_hold_such_words_and_be_about_something_else(header):
    assert read(header, "Hope") == [(header, ""), ("Hope", "")]


def test_clear_words_count_alone_and_others_only_beside_another_time():
    assert read("Confidence (baseline)") == [("Confidence", "baseline")]
    assert read("Confidence (baseline)", alone=False) == [("Confidence (baseline)", "")]
    assert read("Confidence start") == [("Confidence start", "")]
    assert read("Confidence start", "Confidence end") == [("Confidence", "start"), ("Confidence", "end")]
    assert read("Skills T1", "Hope T2") == [("Skills T1", ""), ("Hope T2", "")]


def test_a_question_is_called_what_it_is_called_at_the_end():
    assert read("confidence before", "Confidence after") == [("Confidence", "before"), ("Confidence", "after")]


def test_numbers_of_items_are_no_times():
    assert read("confidence_1", "confidence_2") == [("confidence_1", ""), ("confidence_2", "")]


def test_what_is_said_of_a_heading_has_its_wave_later():
    assert items_and_waves(["Hope after"]) == {"Hope after": ItemWave("Hope", "after", "")}
