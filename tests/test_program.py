from __future__ import annotations

import pickle
from dataclasses import replace

import pandas as pd

import mentorstats as ms
from mentorstats.ids import id_codes
from mentorstats.program import PERSON_COLUMNS, person_codes
from mentorstats.schema.scales import SurveyScale
from mentorstats.tables.pairs import pair_rows
from tests.programs import pair, program, score


def made(**more) -> ms.Program:
    pairs = [pair("e1", "m1"), pair("e2", "m2"), pair("m1", "m1"), pair("e3", "m1", status="declined")]
    answers = [score("e2", 3), score("e1", 4, about_id="m1"), score("nobody", 2)]
    met = [{"mentee_id": "e2", "mentor_id": "m2"}, {"mentee_id": "e9", "mentor_id": "m2"}]
    people = [{"person_id": name, "industry": "Art"} for name in ("m2", "e1")]
    return program(pairs, surveys=answers, sessions=met, people=people, **more)


def as_text(roll: dict[str, pd.DataFrame]) -> dict[str, dict[str, list]]:
    return {table: frame.astype("str").fillna("").to_dict("list") for table, frame in roll.items()}


def of_tables(told: ms.Program) -> dict[str, dict[str, list]]:
    return {table: getattr(told, table)[names].fillna("").to_dict("list") for table, names in PERSON_COLUMNS.items()}


def test_the_roll_says_who_is_in_each_row_of_each_table():
    told = made()
    assert as_text(person_codes(told)) == of_tables(told)
    assert of_tables(told)["pairings"]["mentee_id"] == ["e1", "e2", "e3"]
    assert of_tables(told)["sessions"]["mentee_id"] == ["e2"]


def test_everyone_has_one_number_in_all_tables():
    roll = person_codes(made())
    (mentors, listed), _ = id_codes(roll["pairings"]["mentor_id"], roll["people"]["person_id"])
    assert mentors[1] == listed[0] != mentors[0]


def test_the_roll_of_a_changed_program_is_its_own():
    told = made()
    fewer = replace(told, surveys=told.surveys.tail(1).reset_index(drop=True))
    assert as_text(person_codes(fewer)) == of_tables(fewer)


def test_scores_of_a_scale_are_on_the_roll_as_well():
    told = made(scale=(SurveyScale("trust", ("confidence",), 1.0, 5.0),))
    assert (told.surveys["item"] == "trust").any()
    assert as_text(person_codes(told)) == of_tables(told)


def test_what_is_derived_is_computed_once_and_again_of_a_changed_program():
    told, computed = made(), []

    def compute():
        computed.append(1)
        return len(computed)

    assert [told.derived.once("count", compute) for _ in range(2)] == [1, 1]
    assert replace(told, name="other").derived.once("count", compute) == 2
    assert pair_rows(told) is not pair_rows(told)


def test_a_pickled_program_has_its_tables_and_derives_the_rest_again():
    told = made()
    codes, copy = person_codes(told), pickle.loads(pickle.dumps(told))
    pd.testing.assert_frame_equal(copy.surveys, told.surveys)
    assert len(pickle.dumps(told)) == len(pickle.dumps(made()))
    assert as_text(person_codes(copy)) == as_text(codes)
    numbers = ["mentee_number", "mentor_number"]
    pd.testing.assert_frame_equal(pair_rows(copy).drop(columns=numbers), pair_rows(told).drop(columns=numbers))
