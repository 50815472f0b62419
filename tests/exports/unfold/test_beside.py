from __future__ import annotations

import pandas as pd

from mentorstats.exports.recognize import SourceTable
from mentorstats.exports.unfold.beside import with_their_own
from mentorstats.exports.unfold.several_people import Separation
from mentorstats.problems import Problems

BOTH = Separation({"a; b": ("a", "b"), "c; d": ("c", "d")}, (), (";",), ())


def unfolded(frame: pd.DataFrame, separation: Separation = BOTH) -> tuple[pd.DataFrame, list[int]]:
    problems = Problems()
    source = SourceTable("pairings", "p.csv", frame, len(frame))
    rows = with_their_own(source, "mentor_id", "mentor", separation, problems)
    return rows, [problem.line for problem in problems]


def frame(**columns: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(columns, dtype="str")
    return table.set_axis(pd.RangeIndex(2, len(table) + 2), axis=0)


def test_as_many_industries_as_people_are_theirs_in_order_and_one_is_everybodys():
    rows, lines = unfolded(frame(mentor_id=["a; b", "c; d", "e"], mentor_industry=["Law; Art", "Law", "Law; Art"]))
    assert rows["mentor_id"].tolist() == ["a", "c", "e", "b", "d"]
    assert rows["mentor_industry"].tolist() == ["Law", "Law", "Law; Art", "Art", "Law"]
    assert lines == []


def test_whose_industry_it_is_is_not_guessed():
    rows, lines = unfolded(frame(mentor_id=["a; b", "e"], mentor_industry=["Law; Art; Music", "Law"]))
    assert rows["mentor_industry"].fillna("").tolist() == ["", "Law", ""]
    assert lines == [2]


def test_dates_names_and_addresses_beside_people_go_to_them_and_notes_to_all():
    rows, _ = unfolded(
        frame(
            mentor_id=["a; b"], start_date=["2024-01-01; 2024-02-01"], mentor_name=["Ana; Bo"], note=["one; two"],
            mentor_email=["ab@example.org"],
        )
    )  # fmt: skip
    assert rows["start_date"].tolist() == ["2024-01-01", "2024-02-01"]
    assert rows["mentor_name"].tolist() == ["Ana", "Bo"]
    assert rows["note"].tolist() == ["one; two", "one; two"]
    # One address for two people is nobody's.
    assert rows["mentor_email"].fillna("").tolist() == ["", ""]


def test_the_sign_between_the_people_separates_what_stands_beside_them():
    separation = Separation({"a & b": ("a", "b")}, (), ("&",), ())
    rows, _ = unfolded(frame(mentor_id=["a & b"], mentor_industry=["Law & Art"]), separation)
    assert rows["mentor_industry"].tolist() == ["Law", "Art"]


def test_cells_of_one_person_stay_as_they_are():
    table = frame(mentor_id=["a", "b"], mentor_industry=["Law; Art", ""])
    rows, lines = unfolded(table)
    pd.testing.assert_frame_equal(rows, table)
    assert lines == []
