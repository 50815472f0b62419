from __future__ import annotations

import pytest

from mentorstats.exports.unfold.several_people import (
    is_plural,
    may_name_several,
    person_key,
    separate_people,
    split_beside,
)


def people(*cells: str, heading: str = "Mentor", known: str = "", chosen: str | None = None) -> list[list[str]]:
    """The people of each cell, a cell that names one as it is; ``known`` stand alone, with ``;`` between them."""
    listed = {person_key(name) for name in known.split(";") if name}
    separation = separate_people(cells, heading=heading, known=listed, chosen=chosen)
    return [list(separation.people.get(cell, [cell])) for cell in cells if cell not in separation.unsure]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("a; b", ["a", "b"]), ("a|b", ["a", "b"]), ("a\nb", ["a", "b"]), ("m-1, m-2", ["m-1", "m-2"]),
        ("a@example.org, b@example.org", ["a@example.org", "b@example.org"]), ("Tree, Ash", ["Tree, Ash"]),
        ("a; ", ["a; "]), ("m1 & m2", ["m1", "m2"]), ("m1 and m2", ["m1", "m2"]), ("1. Ana 2. Bo", ["Ana", "Bo"]),
        ("• Ana Boar\n• Bo Crane", ["Ana Boar", "Bo Crane"]), ("a@x.org b@x.org", ["a@x.org", "b@x.org"]),
        ("Boar, Ana; Crane, Bo", ["Boar, Ana", "Crane, Bo"]), ("Ren&eacute; Aa", ["Ren&eacute; Aa"]),
        ("1,23E+11", ["1,23E+11"]), ("1,234", ["1,234"]), ("Ana Boar, PhD", ["Ana Boar, PhD"]),
    ],
)  # fmt: skip
def test_signs_that_need_no_evidence_separate_people_and_others_do_not(cell, parts):
    assert people(cell) == [parts]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("Ana Boar, Bo Crane", ["Ana Boar", "Bo Crane"]), ("Ana Boar & Bo Crane", ["Ana Boar", "Bo Crane"]),
        ("Ana Boar / Bo Crane", ["Ana Boar", "Bo Crane"]), ("Ana Boar + Bo Crane", ["Ana Boar", "Bo Crane"]),
        ("Ana Boar and Bo Crane", ["Ana Boar", "Bo Crane"]), ("Ana Boar y Bo Crane", ["Ana Boar", "Bo Crane"]),
        ("Ana Boar et Bo Crane", ["Ana Boar", "Bo Crane"]), ("Ana Boar und Bo Crane", ["Ana Boar", "Bo Crane"]),
        ("Ana Boar e Bo Crane", ["Ana Boar", "Bo Crane"]), ("Ana Boar en Bo Crane", ["Ana Boar", "Bo Crane"]),
        ("Ana Boar, Bo Crane, and Cy Dee", ["Ana Boar", "Bo Crane", "Cy Dee"]),
        ("Ana Boar - Bo Crane", ["Ana Boar", "Bo Crane"]), ("Ana Boar (Bo Crane)", ["Ana Boar", "Bo Crane"]),
        ("Ana Boar, PhD, Bo Crane", ["Ana Boar, PhD", "Bo Crane"]),
    ],
)  # fmt: skip
def test_people_who_stand_alone_elsewhere_are_told_apart(cell, parts):
    assert people(cell, known="Ana Boar;bo CRANE;Cy Dee") == [parts]


@pytest.mark.parametrize(
    ("cells", "heading", "parts"),
    [
        (["Ed Reed, Di Orr", "Flo Pike, Ed Reed"], "Mentor(s)", [["Ed Reed", "Di Orr"], ["Flo Pike", "Ed Reed"]]),
        (["Dr. Ana Boar, Prof. Bo Crane"], "Mentors", [["Dr. Ana Boar", "Prof. Bo Crane"]]),
        (["Boar, Ana", "García López, Eva"], "Mentors", [["Boar, Ana"], ["García López, Eva"]]),
        (["Ana & Bo"], "Mentors", [["Ana", "Bo"]]),
        (["Boar, Ana; Crane, Bo", "Dee, Cy"], "Mentors", [["Boar, Ana", "Crane, Bo"], ["Dee, Cy"]]),
    ],
)
def test_a_heading_in_the_plural_tells_full_names_apart_and_leaves_family_names_with_theirs(cells, heading, parts):
    assert people(*cells, heading=heading) == parts


@pytest.mark.parametrize(
    ("cell", "sign"),
    [
        ("Ana Boar & Bo Crane", "&"),
        ("Ana Boar, Bo Crane", ","),
        ("Ana Boar e Bo Crane", "e"),
        ("Ana / Bo", "/"),
        ("AB/CD", "/"),
    ],
)
def test_a_cell_without_evidence_is_not_read_and_its_sign_is_named(cell, sign):
    separation = separate_people([cell], heading="Mentor", known=())
    assert separation.unsure == (cell,)
    assert separation.doubtful == (sign,)
    assert separation.people == {}


@pytest.mark.parametrize(
    "cell",
    [
        "Boar, Ana",
        "Ortega y Gasset",
        "Ana-Lena Boar",
        "John E Smith",
        "Flo Ed Reed",
        "A/B",
        "AB/C",
        "Ana / (Bo)",
        "/ Ana",
        "&",
        "Ana (Annie) Boar",
    ],
)
def test_what_one_name_may_hold_is_not_doubted(cell):
    assert people(cell) == [[cell]]
    assert separate_people([cell], heading="Mentor", known=()).unsure == ()


def test_the_settings_have_the_last_word():
    assert people("Ana & Bo, Cy", chosen="&") == [["Ana", "Bo, Cy"]]
    assert people("Ana Boar, Bo Crane", heading="Mentors", chosen="") == [["Ana Boar, Bo Crane"]]


def test_dashes_brackets_and_spaces_separate_only_people_who_are_all_known():
    assert people("Ana Boar - Bo Crane", known="Ana Boar") == [["Ana Boar - Bo Crane"]]
    assert people("m1 m2", known="m1;m2") == [["m1", "m2"]]
    assert people("m1 m2", known="m1") == [["m1 m2"]]
    assert people("Kim Lee", known="Kim;Lee") == [["Kim Lee"]]


def test_a_number_with_a_comma_is_two_people_only_where_both_are_known():
    assert people("101,102", known="101;102") == [["101", "102"]]
    assert people("101,102", known="101") == [["101,102"]]


@pytest.mark.parametrize(
    ("heading", "plural"),
    [
        ("Mentor(s)", True), ("Mentors", True), ("Mentorinnen", True), ("Mentor*innen", True), ("mentor_ids", True),
        ("Mentoras", True), ("Mentori", True), ("Coaches", True), ("Mentor", False), ("Mentor's name", False),
        ("Comments", False),
    ],
)  # fmt: skip
def test_a_heading_tells_whether_its_cells_name_several(heading, plural):
    assert is_plural(heading) is plural


@pytest.mark.parametrize(
    ("text", "may"), [("a; b", True), ("a and b", True), ("1. a 2. b", True), ("Anderson", False), ("Ana Boar", False)]
)
def test_a_cell_without_any_sign_names_one(text, may):
    assert may_name_several(text) is may


def test_people_are_compared_without_case_accents_and_double_spaces():
    assert person_key(" José  BOAR ") == person_key("jose boar") != person_key("jose  bear")


@pytest.mark.parametrize(
    ("cell", "count", "parts"),
    [
        ("Software, Banking", 2, ("Software", "Banking")), ("Law", 2, None), ("a; b", 2, ("a", "b")),
        ("a; b; c", 2, None),
        ("a & b", 2, None), ("Law", 1, ("Law",)), ("2024-01-01, 2024-02-01", 2, ("2024-01-01", "2024-02-01")),
    ],
)  # fmt: skip
def test_what_stands_beside_people_goes_to_them_where_it_has_as_many_parts(cell, count, parts):
    assert split_beside(cell, count, [","]) == parts
