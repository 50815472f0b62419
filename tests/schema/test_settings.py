from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import replace

import numpy as np
import pytest

from mentorstats.errors import UnusableExports
from mentorstats.schema.scales import SurveyScale
from mentorstats.schema.settings import (
    CONFIG_NAME,
    InvalidSettings,
    Settings,
    example_settings,
    read_settings,
    settings_from,
)


@pytest.fixture
def read(tmp_path):
    """Read settings from a text."""

    def from_text(text: str | bytes) -> Settings:
        data = text.encode() if isinstance(text, str) else text
        (tmp_path / CONFIG_NAME).write_bytes(data)
        return read_settings(tmp_path)

    return from_text


def refusal(read, text: str | bytes) -> str:
    with pytest.raises(InvalidSettings) as error:
        read(text)
    return str(error.value)


def test_without_a_file_everything_has_its_default(tmp_path):
    assert read_settings(tmp_path) == Settings()


def test_an_empty_file_changes_nothing(read):
    assert read("") == Settings()


def test_the_example_is_valid_and_its_values_arrive(read):
    settings = read(example_settings())
    assert settings == Settings(
        name="Spring mentoring program",
        outcome="career_confidence",
        smallest_effect=0.2,
        files={"pairings": ("matches_*.csv",), "surveys": ("survey_spring.csv", "survey_fall.csv")},
        columns={"pairings": {"mentee_id": "Mentee number", "mentor_id": "Mentor number"}},
        values={"status": {"Up and running": "active", "Stopped": "closed_early"}},
        waves={"Kick-off": "baseline", "Test run": "leave out"},
        labels={"Getting there": 2.0, "How much do you know?": ("Nothing", "Something", "A lot")},
        mentor_separator=",",
        mentee_separator=";",
        mentor_columns=("Mentor", "Backup mentor"),
        mentee_columns=("Mentee",),
        survey_items=("career_confidence", "graduated"),
        date_order="day-month-year",
        decimal=",",
        industry_aliases="our_industries.csv",
        industry_similarity="our_similarity.csv",
        explore={
            "respect": "mutual_respect",
            "goal_clarity": "goals_at_the_start",
            "sounding_board": "mentor_listens",
            "directive": "mentor_tells_me",
        },
        scale=(SurveyScale("relationship", ("rel_1", "rel_2", "rel_3"), 1, 5, ("rel_2",), ranges={"rel_3": (1, 7)}),),
    )


def test_the_example_shows_every_setting():
    shown = set()
    for key, value in tomllib.loads(example_settings()).items():
        for name in [f"{key}.{inner}" for inner in value] if isinstance(value, dict) else [key]:
            shown.add(name)
    written = {
        **{f"{side}_{what}": f"people.{side}_{what}" for side in ("mentor", "mentee") for what in ("separator",
        "columns")},
        "survey_items": "surveys.items", "date_order": "dates.order", "decimal": "numbers.decimal",
        "industry_aliases": "industry.aliases",
        "industry_similarity": "industry.similarity", "industry_replaces": "industry.replaces",
        "adjacent_share": "industry.adjacent_share",
        "industry_separator": "industry.separator", "min_people": "privacy.min_people",
    }  # fmt: skip
    for setting in dataclasses.fields(Settings):
        key = written.get(setting.name, setting.name)
        assert any(name == key or name.startswith(f"{key}.") for name in shown), key


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('outcom = "x"', ("outcom is not a setting", "outcome")),
        ("min_people = 20", ("min_people is not a setting", "privacy.min_people")),
        ('[explore]\nrespects = "x"', ("explore.respects", "explore.respect")),
        ("[privacy]\nmin_peple = 20", ("privacy.min_peple", "privacy.min_people")),
        ('[files]\npairing = "x.csv"', ("files.pairing", "files.pairings")),
        ('[columns.people]\nindustri = "Field"', ("columns.people.industri", "columns.people.industry")),
        ('[columns.poeple]\nindustry = "Field"', ("columns.poeple", "columns.people")),
        ('[values.state]\n"Done" = "completed"', ("values.state", "values.status")),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_known_one(read, text, words):
    said = refusal(read, text)
    assert said.startswith(f"{CONFIG_NAME}: ")
    assert said.endswith(f"the nearest one is {words[1]}")
    assert words[0] in said


def test_a_plain_key_below_a_heading_is_told_where_it_belongs(read):
    said = refusal(read, '[files]\noutcome = "graduated"')
    assert "outcome belongs at the top" in said


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("[privacy]\nmin_people = 3", "privacy.min_people is 3", "from 5 to 1000"),
        ("[privacy]\nmin_people = 10.5", "privacy.min_people is 10.5", "a whole number"),
        ("[privacy]\nmin_people = true", "privacy.min_people is True", "a whole number"),
        ("landmark_days = 0", "landmark_days is 0", "from 1 to 3650"),
        ("[industry]\nadjacent_share = 15", "industry.adjacent_share is 15", "from 0.001 to 0.999"),
        ("[industry]\nadjacent_share = nan", "industry.adjacent_share is nan", "a number"),
        ("smallest_effect = 0", "smallest_effect is 0", "above 0"),
        ("smallest_effect = inf", "smallest_effect is inf", "above 0"),
        ('smallest_effect = "0.2"', "smallest_effect is '0.2'", "a number"),
        ('outcome_better = "more"', "outcome_better is 'more'", "'higher' or 'lower'"),
        ('[dates]\norder = "dmy"', "dates.order is 'dmy'", "'day-month-year' or 'month-day-year'"),
        ("outcome = 3", "outcome is 3", "text in quotes"),
        ("[industry]\naliases = 3", "industry.aliases is 3", "text in quotes"),
        ("[explore]\nrespect = 3", "explore.respect is 3", "text in quotes"),
        ('[industry]\nseparator = " "', "industry.separator is empty", "a character"),
        ('dates = "day-month-year"', "dates is 'day-month-year'", "[dates]"),
        ("files = 1", "files is 1", "[files]"),
        ("[files]\npairings = 1", "files.pairings is 1", "or a list of them"),
        ('[surveys]\nitems = ["a", 1]', "surveys.items is ['a', 1]", "or a list of them"),
        ('[columns]\npairings = "x"', "columns.pairings is 'x'", "[columns.pairings]"),
        ("[columns.pairings]\nmentee_id = 1", "columns.pairings.mentee_id is 1", "text in quotes"),
        ('[values.wave]\n"End" = "last"', "values.wave.End is 'last'", "'final'"),
        ('[values.status]\n"Done" = "finished"', "values.status.Done is 'finished'", "'completed'"),
    ],
)
def test_a_wrong_value_is_named_as_it_is_written_with_what_was_expected(read, text, key, expected):
    said = refusal(read, text)
    assert f"{CONFIG_NAME}: {key}; expected " in said
    assert expected in said


def test_a_file_that_is_not_toml_is_refused_with_the_place(read):
    assert "line 1" in refusal(read, "outcome: graduated")


def test_a_file_in_another_encoding_is_refused_in_words(read):
    assert "save it as UTF-8" in refusal(read, "name = 'Förderung'".encode("utf-16"))


def test_a_byte_order_mark_does_no_harm(read):
    assert read('\ufeffname = "Mentoring für alle"').name == "Mentoring für alle"


def test_settings_given_in_code_are_checked_alike():
    with pytest.raises(InvalidSettings, match=r"privacy\.min_people is 3"):
        Settings(min_people=3)
    with pytest.raises(InvalidSettings, match=r"files\.pairing is not a setting"):
        settings_from({"files": {"pairing": ("x",)}})


def test_one_text_is_a_list_of_one():
    settings = settings_from({"survey_items": "graduated", "files": {"surveys": "x.csv"}})
    assert (settings.survey_items, settings.files["surveys"]) == (("graduated",), ("x.csv",))


def test_settings_can_be_replaced_one_by_one_and_are_checked_again():
    settings = settings_from({"survey_items": "graduated", "min_people": 12})
    assert replace(settings, outcome="graduated").survey_items == ("graduated",)
    with pytest.raises(InvalidSettings, match=r"privacy\.min_people is 1"):
        replace(settings, min_people=1)


def test_numbers_of_numpy_are_numbers():
    assert Settings(min_people=np.int64(12), smallest_effect=np.float64(0.3)).min_people == 12  # type: ignore[arg-type]


def test_later_changes_of_what_was_given_do_not_reach_the_settings():
    columns = {"people": {"industry": "Field"}}
    settings = settings_from({"columns": columns})
    columns["people"]["industry"] = "Other"
    assert settings.columns["people"]["industry"] == "Field"


def test_settings_that_cannot_be_used_are_exports_that_cannot_be_used():
    assert issubclass(InvalidSettings, UnusableExports)
