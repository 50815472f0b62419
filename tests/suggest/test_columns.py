from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.recognize import SourceTable
from mentorstats.schema.settings import Settings
from mentorstats.suggest.columns import missing_people

MENTEES = [f"E{n:02}" for n in range(20)]
MENTORS = [f"M{n % 5}" for n in range(20)]
NAMES = [
    f"{first} {last}" for first in ("Ana", "Bea", "Cy", "Dov") for last in ("Cole", "Dunn", "Eads", "Baab", "Fell")
]


def table(name: str, file: str, **columns: list[str]) -> SourceTable:
    return SourceTable(name, file, pd.DataFrame(columns), 20)


SURVEY = table("surveys", "surveys.csv", person_id=MENTEES, confidence=["4"] * 20)


def proposed(*sources: SourceTable) -> dict[str, dict[str, str]]:
    """For each file that lacks something its table and columns, by our names."""
    return {f"{gap.source.table} {gap.source.file}": dict(gap.columns) for gap in missing_people(sources, Settings())}


def test_a_file_that_names_its_people_lacks_nothing():
    assert proposed(table("pairings", "p.csv", mentee_id=MENTEES, Mentor=MENTORS), SURVEY) == {}
    assert proposed(table("pairings", "p.csv", mentee_email=[f"{e}@x.org" for e in MENTEES], mentor_id=MENTORS)) == {}


@pytest.mark.parametrize(("ours", "heading"), [("mentee_id", "Sponsee"), ("mentor_id", "Sponsor")])
def test_the_one_column_of_people_that_is_left_is_the_one_that_is_missing(ours, heading):
    cells = {"mentee_id": MENTEES, "mentor_id": MENTORS}
    cells[heading] = cells.pop(ours)
    pairings = table("pairings", "p.csv", **cells, begin=["2024-01-02"] * 20, Notes=["fine, and well"] * 20)
    assert proposed(pairings) == {"pairings p.csv": {ours: heading}}
    assert proposed(pairings, SURVEY) == {"pairings p.csv": {ours: heading}}


def test_of_two_columns_who_answered_the_survey_are_the_mentees():
    pairings = table("pairings", "p.csv", Sponsor=MENTORS, Sponsee=MENTEES)
    assert proposed(pairings, SURVEY) == {"pairings p.csv": {"mentee_id": "Sponsee", "mentor_id": "Sponsor"}}
    several = table("pairings", "p.csv", mentor_id=MENTORS, Buddy=[f"B{n:02}" for n in range(20)], Sponsee=MENTEES)
    assert proposed(several, SURVEY) == {"pairings p.csv": {"mentee_id": "Sponsee"}}


def test_what_nothing_tells_is_left_open_with_all_that_it_may_be():
    (gap,) = missing_people([table("pairings", "p.csv", Sponsor=MENTORS, Sponsee=MENTEES)], Settings())
    assert (gap.columns, gap.perhaps) == ({}, dict.fromkeys(("mentee_id", "mentor_id"), ("Sponsor", "Sponsee")))
    staff = table("pairings", "p.csv", mentor_id=MENTORS, Staff=[f"S{n:02}" for n in range(20)])
    (gap,) = missing_people([staff, SURVEY], Settings())
    assert (gap.columns, gap.perhaps) == ({}, {"mentee_id": ("Staff",)})


def test_names_of_mentors_come_again_and_industries_are_no_people():
    again = [f"Kit Moss{'abcde'[n % 5]}" for n in range(20)]
    pairings = table("pairings", "p.csv", Sponsee=NAMES, Sponsor=again, Field=["Real Estate", "Law"] * 10)
    survey = table("surveys", "s.csv", **{"Your name": NAMES, "confidence": ["4"] * 20})
    assert proposed(pairings, survey) == {
        "surveys s.csv": {"person_id": "Your name"},
        "pairings p.csv": {"mentee_id": "Sponsee", "mentor_id": "Sponsor"},
    }


def test_a_file_of_no_known_table_is_the_pairings_where_it_alone_has_two_columns_of_people():
    unknown = table("", "export1.csv", Sponsee=MENTEES, Sponsor=MENTORS)
    assert proposed(unknown, SURVEY) == {"pairings export1.csv": {"mentee_id": "Sponsee", "mentor_id": "Sponsor"}}
    known = table("pairings", "p.csv", mentee_id=MENTEES, mentor_id=MENTORS)
    assert proposed(unknown, SURVEY, known) == {}
    other = table("", "export2.csv", Sponsee=MENTEES, Sponsor=MENTORS)
    assert proposed(unknown, other, SURVEY) == {}


def test_a_file_of_no_known_table_is_a_survey_where_matched_people_have_scores_in_it():
    pairings = table("pairings", "p.csv", mentee_id=MENTEES, mentor_id=MENTORS)
    results = table("", "results.csv", Who=MENTEES, confidence=["4"] * 20)
    assert proposed(pairings, results) == {"surveys results.csv": {"person_id": "Who"}}
    assert proposed(pairings, results, SURVEY) == {}
    words = table("", "results.csv", Who=MENTEES, comment=["fine"] * 20)
    assert proposed(pairings, words) == {}
    strangers = table("", "results.csv", Who=[f"X{n}" for n in range(20)], confidence=["4"] * 20)
    assert proposed(pairings, strangers) == {}
    named = table("", "results.csv", **{"Email": [f"{e}@x.org" for e in MENTEES], "confidence": ["4"] * 20})
    assert proposed(pairings, named) == {"surveys results.csv": {}}
