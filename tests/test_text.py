from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.text import match_key, shown_cell, visible, visible_table

STEERING = [
    *range(0x20),
    0x7F,
    *range(0x80, 0xA0),
    0x061C,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
]
LINE_ENDS = {0x0A, 0x0B, 0x0C, 0x0D, 0x85}


def test_text_without_marks_is_what_headers_are_compared_by():
    assert match_key("\ufeffMentee  ID ") == match_key("mentee-id") == match_key("menteeId") == "menteeid"
    assert match_key("Größe") == "grösse"


def test_controls_and_marks_of_direction_are_taken_out_and_line_ends_and_tabs_stay():
    kept = {chr(code): visible(f"a{chr(code)}b") for code in STEERING}
    expected = {chr(code): "a\nb" if code in LINE_ENDS else "ab" for code in STEERING} | {"\t": "a\tb"}
    assert kept == expected


def test_every_other_character_stays():
    others = "".join(chr(code) for code in range(0x20, 0x3000) if code not in STEERING) + "人😀\ufeff\U0010ffff"
    assert visible(others) == others


@pytest.mark.parametrize(
    ("text", "seen"), [("a\r\nb\rc", "a\nb\nc"), ("\ud83dx\udfff", "x"), ("\x1b\u202e", ""), ("", "")]
)
def test_line_ends_become_line_feeds_and_halves_of_characters_go(text, seen):
    assert visible(text) == seen


def test_a_cell_is_cut_at_200_characters_that_are_seen():
    assert shown_cell("x" * 200) == "x" * 200
    assert shown_cell("x" * 201) == "x" * 199 + "…"
    assert shown_cell("\x1b" * 50 + "x" * 200) == "x" * 200


def test_a_formula_behind_a_control_character_is_kept_from_running_too():
    table = pd.DataFrame({"\u202e=head": ["\x1b=1+1", "\r@x", "fine"], 7: [1, None, pd.NA]})
    safe = visible_table(table)
    assert safe.columns.tolist() == ["'=head", "7"]
    assert safe["'=head"].tolist() == ["'=1+1", "'\n@x", "fine"]
    assert safe["7"].isna().tolist() == [False, True, True]
