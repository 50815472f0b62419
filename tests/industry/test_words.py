"""What counts in a name, and where one cell holds several."""

from __future__ import annotations

import pytest

from mentorstats.industry.words import bare, folded, key, keys, path, plain_letters, separate, tokens


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Straße", "strasse"),
        ("IŞIK ığdır İZMİR", "isik igdir izmir"),
        ("Łódź", "lodz"),
        ("Ærø Øl Åland", "aero ol aland"),
        ("Œuvre", "oeuvre"),
        ("Đakovo ħalib", "dakovo halib"),
        ("Þór ð", "thor d"),
        ("Café", "cafe"),
        ("Cafe\u0301", "cafe"),
        ("ＡＢＣ", "abc"),
        ("バス", "バス"),
        ("ﾊﾞｽ", "バス"),
        ("금융", "금융"),
        ("الأمن", "الامن"),
        ("مكتبة", "مكتبه"),
        ("ЙОД", "иод"),
        ("plain ASCII", "plain ascii"),
    ],
)
def test_letters_are_read_as_their_readers_do(text: str, plain: str) -> None:
    assert plain_letters(text) == plain


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ("r&d", ["randd"]),
        ("i + d + i", ["ianddandi"]),
        ("oil & gas", ["oil", "gas"]),
        ("rr.hh.", ["rrhh"]),
        ("u.s. army", ["us", "army"]),
        ("e.g. one", ["eg", "one"]),
        ("doctor's office", ["doctors", "office"]),
        ("a_b-c/d", ["a", "b", "c", "d"]),
        ("62.01", ["62", "01"]),
    ],
)
def test_abbreviations_are_one_word(plain: str, words: list[str]) -> None:
    assert tokens(plain) == words


def test_plurals_spellings_and_small_words_do_not_count() -> None:
    assert key("The Industries of Colour and Jewellery") == ("industry", "color", "jewelry")
    assert key("Organisation") == ("organization",)
    assert key("Gas, glass, bus, ties, is") == ("gas", "glass", "bus", "tie", "is")
    assert key("Pies, abs, jobs") == ("pie", "abs", "job")


def test_fillers_are_dropped_unless_nothing_else_is_left() -> None:
    assert bare(("energy", "sector")) == ("energy",)
    assert bare(("sector",)) == ("sector",)
    assert keys(("b", "a")) == ("ba", "a b")
    assert keys(()) == ()
    assert folded("  A   b ") == "a b"


KNOWN = {"Banking", "Law", "Retail", "Oil & Gas", "Banken", "Recht", "銀行", "保険", "بنوك", "تأمين"}
LISTED = KNOWN | {"Other", "Wanted"}


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Banking; Law", ["Banking", "Law"]),
        ("Banking；Law|Retail\nX", ["Banking", "Law", "Retail", "X"]),
        ("Banking, Law", ["Banking", "Law"]),
        ("Banking, and Law", ["Banking", "Law"]),
        ("Banking, X", ["Banking, X"]),
        ("Banking, Other", ["Banking", "Other"]),
        ("Other, Wanted", ["Other, Wanted"]),
        ("Banking and Other", ["Banking and Other"]),
        ("Banking and Law", ["Banking", "Law"]),
        ("Banking - Law", ["Banking", "Law"]),
        ("Banking+Law", ["Banking", "Law"]),
        ("Oil & Gas", ["Oil & Gas"]),
        ("Banken und Recht", ["Banken", "Recht"]),
        ("Banken/Recht", ["Banken", "Recht"]),
        ("銀行・保険", ["銀行", "保険"]),
        ("銀行、保険", ["銀行", "保険"]),
        ("銀行与保険", ["銀行", "保険"]),
        ("بنوك وتأمين", ["بنوك", "تأمين"]),
        ("Sandbank", ["Sandbank"]),
        ("  ", []),
    ],
)
def test_names_stand_apart_only_where_every_part_is_known(cell: str, names: list[str]) -> None:
    assert separate(cell, KNOWN.__contains__, listed=LISTED.__contains__) == names


@pytest.mark.parametrize(
    ("piece", "steps"),
    [
        ("A > B", ["A", "B"]),
        ("A>>B", ["A", "B"]),
        ("A -> B => C", ["A", "B", "C"]),
        ("A » B › C → D", ["A", "B", "C", "D"]),
        ("A \\ B", ["A", "B"]),
        ("A::B", ["A", "B"]),
        ("> A", ["> A"]),
        ("Law: Banking", ["Law", "Banking"]),
        ("Law: X", ["Law: X"]),
        ("A/B", ["A/B"]),
        ("A - B", ["A - B"]),
    ],
)
def test_a_path_is_told_by_its_marks_and_by_a_colon_where_all_is_listed(piece: str, steps: list[str]) -> None:
    assert path(piece, LISTED.__contains__) == steps


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Law > Banking", ["Banking"]),
        ("Law > Banking > X", ["Banking"]),
        ("X > Y", ["Y"]),
        ("Law > Banking, Retail", ["Banking", "Retail"]),
        ("Law: Banking", ["Banking"]),
        ("Other: Banking", ["Banking"]),
        ("Law > Banking; Retail", ["Banking", "Retail"]),
    ],
)
def test_a_path_is_read_from_its_end(cell: str, names: list[str]) -> None:
    assert separate(cell, KNOWN.__contains__, listed=LISTED.__contains__) == names


def test_a_whole_that_is_known_is_no_path() -> None:
    assert separate("A > B", {"A > B"}.__contains__) == ["A > B"]
