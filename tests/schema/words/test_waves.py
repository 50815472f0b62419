from __future__ import annotations

import pytest

from mentorstats.schema.words.waves import Place, known_wave, place_of, place_of_words, read_waves, wave_in_name


def waves(*words: str, several: bool = True, **own: str) -> list[str]:
    reading = read_waves(words, own, answered_at_several=lambda _: several)
    assert list(reading.waves) == list(words)
    return list(reading.waves.values())


@pytest.mark.parametrize(
    ("text", "wave"),
    [
        ("Baseline", "baseline"), ("pre-test", "baseline"), ("T0", "baseline"), ("Kick-off", "baseline"),
        ("antes", "baseline"), ("Avant", "baseline"), ("Vorher", "baseline"), ("Nulmeting", "baseline"),
        ("prima", "baseline"), ("Linha de base", "baseline"), ("Mid-Year", "midpoint"),
        ("zwischenbefragung", "midpoint"),
        ("Exit survey 2024", "final"), ("post", "final"), ("Después", "final"), ("nachher", "final"), ("dopo", "final"),
        ("depois", "final"), ("achteraf", "final"), ("Follow-up", "followup"), ("6-month follow up", "followup"),
        ("Start", "baseline"), ("End of program", "final"), ("now", "final"), ("Zu Beginn", "baseline"),
        ("pre and post", ""), ("Wave 7", ""), ("after 3 months", ""), ("Wonderful", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_word_for_a_wave_is_known_in_every_language(text, wave):
    assert known_wave(text) == wave


@pytest.mark.parametrize("text", ["Start", "End", "now", "first", "Ende", "fin"])
def test_words_that_may_mean_anything_else_count_only_beside_other_waves(text):
    assert known_wave(text) != ""
    assert known_wave(text, beside_others=False) == ""


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Baseline survey.xlsx [Exit]", "Exit"), ("Exit survey.xlsx [Data]", "Exit survey"), ("final.csv", "final"),
        ("survey.csv", ""), ("Survey start.csv", ""), ("Survey.xlsx [T0]", "T0"), ("noending final", "noending final"),
    ],
)  # fmt: skip
def test_the_sheet_tells_before_the_file(file, name):
    assert wave_in_name(file) == name


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1899 days", Place("duration", (1899.0,))), ("1900 days", None),
        ("Time point 2", Place("point in time", (2.0,))), ("T2", Place("point in time", (2.0,))),
        ("Time 3", Place("point in time", (3.0,))),
        ("Messzeitpunkt 1", Place("point in time", (1.0,))), ("2", Place("", (2.0,))), ("Wave 2", Place("wave",
        (2.0,))),
        ("2nd survey", Place("survey", (2.0,))), ("third", Place("", (3.0,))), ("6 weeks", Place("duration", (42.0,))),
        ("day 1", Place("duration", (1.0,))), ("week 12", Place("duration", (84.0,))), ("2 Jahre", Place("duration",
        (730.485,))),
        ("Fall", Place("season", (0.0,))), ("winter", Place("season", (1.0,))), ("Spring", Place("season", (2.0,))),
        ("verano", Place("season", (3.0,))), ("Spring 2024", Place("dated season", (2024.0, 0.0))),
        ("2023 Herbst", Place("dated season", (2023.0, 2.0))), ("2024-01-15", Place("calendar", (2024.0, 1.0, 15.0))),
        ("June 2024", Place("calendar", (2024.0, 6.0, 0.0))), ("2024-03", Place("calendar", (2024.0, 3.0, 0.0))),
        ("2023", Place("calendar", (2023.0, 0.0, 0.0))), ("Q4 2024", Place("calendar", (2024.0, 12.0, 0.0))),
        ("Winter 2024", None), ("Tuesday", None), ("3/4/2024", None), ("1 of 2", None), ("a b c d 1", None), ("", None),
        ("Q5 2024", None), ("2024-13", None),
    ],
)  # fmt: skip
def test_a_word_has_a_place_among_words_of_its_kind(text, place):
    found = place_of(text)
    assert (found is None) == (place is None)
    if found is not None and place is not None:
        assert found.system == place.system
        assert found.at == pytest.approx(place.at, abs=1e-9)


def test_a_date_is_a_place_only_as_a_whole_text():
    assert place_of_words(("2024", "01", "15")) is None
    assert place_of_words(("month", "3")) is not None


def test_a_length_of_time_has_one_number_beside_its_unit():
    assert place_of("after 2 to 3 months") is None
    assert place_of("2024 year") is None
    assert place_of("1 and then the last of all months") is None
    # A single letter may be anything.
    assert place_of("T 3") == Place("point in time", (3.0,))


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (["T1", "T2", "T3"], ["baseline", "midpoint", "final"]),
        (["T0", "T1"], ["baseline", "final"]),
        (["3", "1", "2"], ["final", "baseline", "midpoint"]),
        (["Fall", "Mid-Year", "Spring"], ["baseline", "midpoint", "final"]),
        (["Fall", "Winter", "Spring"], ["baseline", "midpoint", "final"]),
        (["Spring 2024", "Fall 2023"], ["final", "baseline"]),
        (["week 0", "week 6", "week 12"], ["baseline", "midpoint", "final"]),
        (["month 1", "month 6"], ["midpoint", "final"]),
        (["baseline", "3 months"], ["baseline", "final"]),
        (["2024-06-30", "2024-01-15"], ["final", "baseline"]),
        (["Q1 2024", "Q4 2024"], ["baseline", "final"]),
        (["wave 2", "wave 3"], ["midpoint", "final"]),
        (["Pre", "Post 1", "Post 2"], ["baseline", "midpoint", "final"]),
        (["1", "2", "final"], ["baseline", "midpoint", "final"]),
        (["voor", "na"], ["baseline", "final"]),
    ],
)
def test_words_are_read_by_their_order_among_the_others(words, read):
    assert waves(*words) == read


@pytest.mark.parametrize(
    "words",
    [
        ["T1"], ["Spring", "Fall"], ["Fall", "Summer"], ["wave 1", "T2"], ["Tuesday", "Friday"], ["2"], ["month 3"],
        ["NA", "T1"],
    ],
)  # fmt: skip
def test_what_has_no_one_order_is_not_known(words):
    assert waves(*words) == [""] * len(words)


def test_between_known_waves_nothing_is_guessed():
    assert waves("baseline", "3 months", "final") == ["baseline", "", "final"]
    assert waves("baseline", "Orientation", "final") == ["baseline", "", "final"]
    # What comes months after is not what comes before the end.
    assert waves("6 months", "12 months", "exit") == ["", "", "final"]


def test_rounds_of_a_program_are_no_waves_unless_the_same_people_answered():
    for words in (["2023", "2024"], ["wave 1", "wave 2"], ["1", "2"], ["Fall 2023", "Spring 2024"]):
        assert waves(*words, several=False) == ["", ""]
        assert waves(*words) == ["baseline", "final"]
    # A time and a length of time count nothing else.
    assert waves("T1", "T2", several=False) == waves("day 1", "day 90", several=False) == ["baseline", "final"]


def test_the_program_has_the_first_word():
    assert waves("Kick", "Schluss", "Test run", Kick="baseline", schluss="final", testrun="leave out") == [
        "baseline", "final", "leave out",
    ]  # fmt: skip
    assert waves("final", Final="baseline") == ["baseline"]
    # Left out is no wave that others could lie between.
    assert waves("T1", "T2", "T3", T3="leave out") == ["baseline", "final", "leave out"]


def test_what_was_seen_from_the_order_alone_is_named():
    reading = read_waves(["T0", "T1", "T2"])
    assert reading.by_order == ("T1", "T2")
    assert read_waves(["pre", "post"]).by_order == ()


def test_a_word_that_also_means_no_answer_is_a_wave_only_beside_its_own_language():
    assert waves("na", "final") == ["", "final"]
    assert waves("NA", "Voor") == ["final", "baseline"]


def test_an_event_of_a_study_is_the_wave_before_the_name_of_its_arm():
    events = ["visit_1_arm_1", "visit_2_arm_1", "Visit 3 (Arm 2: Mentors of 2024)"]
    assert [place_of(event) for event in events] == [place_of(f"visit {number}") for number in (1, 2, 3)]
    assert known_wave("exit_arm_1") == "final"
    assert known_wave("Baseline (Arm 1: After school)") == "baseline"
