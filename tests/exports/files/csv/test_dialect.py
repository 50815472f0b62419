from __future__ import annotations

import pytest

from mentorstats.exports.files.csv.dialect import find_dialect


def delimiter(*lines: str) -> str:
    return find_dialect([f"{line}\n" for line in lines]).delimiter


def test_lists_with_semicolons_in_two_columns_of_a_comma_file_separate_nothing():
    assert delimiter("mentee_id,mentor_ids", *(f"E{n:02},M1;M2;M3" for n in range(12))) == ","


def test_semicolons_within_quotation_marks_separate_nothing():
    rows = [f'E{n:02},final,{n % 5 + 1},"listens; asks; explains; answers; {n} times"' for n in range(12)]
    assert delimiter("person_id,wave,confidence,comment", *rows) == ","


@pytest.mark.parametrize("inner", [",", ";", "|", "\t"])
@pytest.mark.parametrize("outer", [",", ";", "\t", "|"])
def test_the_header_shows_which_of_two_delimiters_separates(inner, outer):
    rows = [outer.join([f"E{n:02}", inner.join(["a", "b", "c"])]) for n in range(10)]
    assert delimiter(outer.join(["mentee", "mentors"]), *rows) == outer


def test_decimal_commas_between_semicolons_separate_nothing():
    assert delimiter("person_id;confidence;clarity", *(f"E{n};{n},5;{n},0" for n in range(9))) == ";"


def test_a_space_before_a_quotation_mark_belongs_to_neither():
    dialect = find_dialect(["a, b, c\n", 'E01, "well, ok", 1\n', 'E02, "fine, yes", 2\n'])
    assert (dialect.delimiter, dialect.spaced, dialect.plain) == (",", True, False)


def test_a_space_after_a_delimiter_within_text_is_no_habit():
    dialect = find_dialect(["a,b,c\n", '"E01","well, ok",1\n', 'E02,"fine, yes",2\n'])
    assert (dialect.delimiter, dialect.spaced, dialect.plain) == (",", False, True)


def test_a_title_above_the_table_does_not_choose_the_delimiter():
    assert delimiter("Matches, as of May; draft", "id;name;score", "1;Ann;4", "2;Ben;5") == ";"
