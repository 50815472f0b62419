from __future__ import annotations

import unicodedata

import pandas as pd
import pytest

from mentorstats.schema.identifiers import (
    clean_identifier,
    clean_identifiers,
    is_shortened,
    is_thousands,
    may_need_cleaning,
    short_forms,
)


def cleaned(*texts: str) -> list[str]:
    return clean_identifiers(pd.Series(texts, dtype="str")).texts.tolist()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("\u200bE01", "E01"), ("E01\u200d", "E01"), ("\ufeffE01", "E01"), ("E\u00ad01", "E01"), ("E01\xa0", "E01"),
        ("\u202fE01\u3000", "E01"), ("E01_x000D_", "E01"), ("E01\x07", "E01"), ("E01\x92", "E01"),
        ("Ann\xa0 Roe", "Ann Roe"), ("Ann  Roe", "Ann Roe"), ("Ann\nRoe", "Ann Roe"), ("\uff25\uff10\uff11", "E01"),
        ("O\u2019Neil", "O'Neil"), ("O\u02bcNeil", "O'Neil"), ("O`Neil", "O'Neil"), ("O&#39;Neil", "O'Neil"),
        ("P\u2011001", "P-001"), ("Smith\u2013Jones", "Smith-Jones"), ("Tom &amp; Co", "Tom & Co"), ("A&eacute;", "Aé"),
        ('="00101"', "00101"), ('= "00101"', "00101"), ("=00101", "00101"), ("'00101", "00101"), ("'=A1", "=A1"),
        ("'E01", "E01"), ("'ann@example.org", "ann@example.org"), ('"E01', "E01"), ('E01"', "E01"),
        ('"00101"', "00101"), ("“00101”", "00101"), ("P 1 <p1@example.org>", "p1@example.org"),
        ("<p1@example.org>", "p1@example.org"), ("P <mailto:p1@example.org>", "p1@example.org"),
        ("mailto:p1@example.org", "p1@example.org"), ("MAILTO:p1@example.org?subject=Hi", "p1@example.org"),
        ("p1@example.org (Ann Roe)", "p1@example.org"), ("Ann Roe [p1@example.org]", "p1@example.org"),
        ("[p1@example.org](mailto:p1@example.org)", "p1@example.org"), ("p1@example.org;", "p1@example.org"),
        ("p1@example.org.", "p1@example.org"), ("\u2066E01\u2069", "E01"), ("\u0661\u0660\u0661", "101"),
        ("'E01'", "E01"), ("`E01`", "E01"), ("[E01]", "E01"), ("(E01)", "E01"), ('="""00101"""', "00101"),
        ("<b>E01</b>", "E01"), ("E01<br>", "E01"), ("E01,", "E01"), ("E01;", "E01"), ("E01.", "E01"),
        ("{0A1B2C3D-0000-4000-8000-00000000000A}", "0a1b2c3d-0000-4000-8000-00000000000a"),
        ("0A1B2C3D-0000-4000-8000-00000000000A", "0a1b2c3d-0000-4000-8000-00000000000a"),
        (unicodedata.normalize("NFD", "Zoë Müller"), "Zoë Müller"),
    ],
)  # fmt: skip
def test_what_says_nothing_about_who_is_meant_is_taken_off(written, meant):
    assert clean_identifier(written) == meant
    assert cleaned(written, "plain") == [meant, "plain"]
    assert may_need_cleaning(pd.Series(["plain", written]))


@pytest.mark.parametrize(
    "text",
    ["00123", "E01", "a@example.org", "Ann Roe", "O'Neil", "'t Hooft", "Smith-Jones", "P_1.2", "1e5", "Müller", "A & B",
     "x <y>", "=SUM(A1)", "12.50", "AT&T", '"', "'", "J. Roe Jr.", "a@b.org c@d.org", "ann@home",
     "(a) (b)", "a < b", ";"],
)  # fmt: skip
def test_what_may_say_who_is_meant_stays(text):
    assert clean_identifier(text) == text
    assert cleaned(text) == [text]


def test_a_text_of_unseen_characters_alone_is_nobody():
    assert clean_identifiers(pd.Series(["\u200b", "E01"])).texts.isna().tolist() == [True, False]


def test_point_zero_goes_only_where_every_number_with_a_point_has_it():
    assert cleaned("101.0", "102.00", "103") == ["101", "102", "103"]
    assert cleaned("12.0", "12.5") == ["12.0", "12.5"]
    assert cleaned("v1.0", "A1.0") == ["v1.0", "A1.0"]


def test_marks_between_thousands_go_only_where_all_large_numbers_have_them():
    assert cleaned("1,101", "12'345", "1\xa0101", "999", "M1") == ["1101", "12345", "1101", "999", "M1"]
    assert cleaned("1.101", "2.345.678", "999") == ["1101", "2345678", "999"]
    assert cleaned("1 101", "12 345") == ["1101", "12345"]
    assert cleaned("1\u2019101", "999") == ["1101", "999"]
    assert cleaned("1.101", "1.5") == ["1.101", "1.5"]
    assert cleaned("1,101", "1102") == ["1,101", "1102"]
    assert cleaned("1,10", "1,101") == ["1,10", "1,101"]
    assert cleaned("0,101") == ["0,101"]


def test_what_was_taken_off_is_told_by_kind_and_place():
    result = clean_identifiers(pd.Series(["E01", "\u200bE02", "E03\xa0", "\u200b'04"]))
    assert result.texts.tolist() == ["E01", "E02", "E03", "04"]
    assert result.changed == {
        "characters that nobody sees": [1, 3],
        "hard or double spaces": [2],
        "an apostrophe in front that marks text": [3],
    }


@pytest.mark.parametrize("texts", [["E01", "Ann Roe"], ["a@b.org", "P_1-2"], ["1e5", "12.5"]])
def test_plain_texts_need_no_cleaning(texts):
    assert not may_need_cleaning(pd.Series(texts))
    given = pd.Series(texts)
    assert clean_identifiers(given).texts is given


@pytest.mark.parametrize("text", ["1.23457E+11", "1,23457E+11", "1E+10", "2.5E+100"])
def test_a_number_that_a_spreadsheet_has_shortened_is_told(text):
    assert is_shortened(text)


@pytest.mark.parametrize("text", ["E+11", "1.2", "1e5", "12E+11", "1.2E+1", "1.23457E-11"])
def test_other_texts_with_an_e_are_not_shortened(text):
    assert not is_shortened(text)


def test_thousands_are_told_from_lists_of_numbers():
    assert is_thousands(pd.Series(["1,101", "22,333,444", "7"]))
    assert not is_thousands(pd.Series(["7", "101"]))
    assert not is_thousands(pd.Series(["1,101", "1,1"]))


def test_long_forms_are_joined_only_with_a_short_one_that_occurs():
    short, long = "0035g00000AbC00", "0035g00000AbC00AAF"
    assert short_forms(pd.Series([short, long, "0035g00000AbC99AAF", "0035g00000AbC00aaf"])) == {long: short}
    assert short_forms(pd.Series([long])) == {}


@pytest.mark.parametrize(
    ("code", "seen"),
    [(0x00, False), (0x08, False), (0x0E, False), (0x1F, False), (0x21, True), (0x7E, True), (0x7F, False),
     (0x80, False),
     (0x9F, False), (0xA1, True), (0xAD, False), (0x180E, False), (0x200B, False), (0x200F, False), (0x202A, False),
     (0x202E, False), (0x2030, True), (0x2060, False), (0x206F, False), (0x2070, True), (0xFDFC, True), (0xFE00, False),
     (0xFE0F, False), (0xFE10, True), (0xFEFF, False)],
)  # fmt: skip
def test_what_nobody_sees_ends_where_characters_begin_to_show(code, seen):
    assert clean_identifier(f"E{chr(code)}1") == (f"E{chr(code)}1" if seen else "E1")
