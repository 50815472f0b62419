"""Codes in their usual spellings are read; years, ZIP codes, counts and dates are not."""

from __future__ import annotations

import random

import pytest

from mentorstats.industry.codes import Code, five_digit_system, read_code
from mentorstats.industry.nodes import Meaning


def code_in(text: str, five: str = "") -> str | None:
    code = read_code(text, five=five)
    return code.meaning.code if code is not None and code.certain else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NAICS 541511", "5415"),
        ("naics: 522110", "522"),
        ("US NAICS 722511", "722"),
        ("NAICS 2017: 511210", "511"),
        ("NAICS2022 513210", "511"),
        ("NAICS (2017) 236115", "236"),
        ("NAICS 2012: 517110", "517"),
        ("NAICS code 541711", "5417"),
        ("NAICS 3-digit 622", "622"),
        ("NAICS 31-33", "31-33"),
        ("NAICS 44", "44-45"),
        ("NAICS 61", "611"),
        ("NAICS 5417", "5417"),
        ("NAICS 541799", "5417"),
        ("NAICS 622999", "622"),
        ("SCIAN 541510", "5415"),
        ("North American Industry Classification System 722511", "722"),
        ("SIC 7372", "511"),
        ("SIC-Code 4813", "517"),
        ("US SIC: 2834", "325"),
        ("SIC 73710301", "5415"),
        ("SIC 737203", "511"),
        ("Standard Industrial Classification 6311", "524"),
        ("SIC 62012", "5415"),
        ("UK SIC 62012", "5415"),
        ("UK SIC (2007) 62020", "5415"),
        ("SIC 2007 62.01/2", "5415"),
        ("SIC(UK) 6201", "5415"),
        ("UK SIC 98000", "531"),
        ("UK SIC J", "51"),
        ("ISIC 6201", "5415"),
        ("ISIC4 6419", "522"),
        ("ISIC Rev. 4 J62", "5415"),
        ("ISIC Rev 4, section F", "23"),
        ("ISIC Rev.4 62011", "5415"),
        ("ISIC C", "31-33"),
        ("CIIU 4711", "445"),
        ("NACE 62.01", "5415"),
        ("NACE Rev. 2 86.10", "622"),
        ("NACE Rev.2: K64.19", "522"),
        ("NACE 1.11", "111"),
        ("NACE 010", None),
        ("NACE C", "31-33"),
        ("NACE Rev. 2 section K", "52"),
        ("NACE Rev. 2.1 L", "52"),
        ("NACE Rev. 2.1 62.10", "5415"),
        ("NACE Rev. 2 46.7", "42"),
        ("NACE Rev. 2.1 46.7", "423"),
        ("ISIC Rev. 5 L", "52"),
        ("ÖNACE 55.10", "721"),
        ("SK NACE 62010", "5415"),
        ("NAF 6201Z", "5415"),
        ("Code APE : 56.10A", "722"),
        ("ATECO 62.01.00", "5415"),
        ("WZ08-86.10", "622"),
        ("PKD 62.01.Z", "5415"),
        ("SNI 2007 62.010", "5415"),
        ("TOL 62010", "5415"),
        ("CNAE 6201", "5415"),
        ("ОКВЭД 62.01", "5415"),
        ("GICS 45103010", "511"),
        ("GICS: 4010", "522"),
        ("(GICS) 30101030", "445"),
        ("GICS 55", "221"),
        ("LinkedIn 1855", "5415"),
        ("LinkedIn industry code 96", "5415"),
    ],
)
def test_a_code_behind_the_name_of_its_system_counts(text: str, code: str | None) -> None:
    assert code_in(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("541511", "5415"),
        ("541711", "5417"),
        ("40101010", "522"),
        ("401010", "522"),
        ("62.01", "5415"),
        ("62,01", "5415"),
        ("62.01/2", "5415"),
        ("62.012", "5415"),
        ("62.01.00", "5415"),
        ("[62.01]", "5415"),
        ("6201Z", "5415"),
        ("56.10A", "722"),
        ("62.01.Z", "5415"),
        ("6201-5/01", "5415"),
        ("J62", "5415"),
        ("J 62.01", "5415"),
        ("J62.0", "5415"),
        ("C10", "311"),
        ("Software publishers (511210)", "511"),
        ("Custom programming - 541511", "5415"),
        ("Banks (NACE 64.19)", "522"),
    ],
)
def test_a_spelling_that_nothing_else_has_counts_without_the_name(text: str, code: str) -> None:
    assert code_in(text) == code


@pytest.mark.parametrize(
    "text",
    ["2019", "1998", "90210", "62012", "62", "620", "6201", "7372", "5", "011", "00000", "2011 - 2015", "1999-2004",
     "31-33", "18-24", "11-50", "51-200 employees", "1001-5000", "250+", "10,000", "1200 employees", "99.9%", "3.5",
     "20.11.2023",
     "20.11.24", "31.12.24", "20201010", "20101010",
     "19990101", "2020-10-10", "07/2019", "+49 30 901820",
     "10115 Berlin", "SW1A 1AA", "A1", "B2B", "Q3", "J63A", "K12", "J34", "Z62", "N95", "A320", "2013A", "1999B",
     "123A",
     "ID 541511", "No 62.01", "ANZSIC 7000", "JSIC 39", "SOC 15-1252", "ISO 27001", "445999", "541999", "111111",
     "12345678", "99999999", "999999", "NAICS", "NACE", "SIC 9", "SIC D", "SIC 73", "NACE J", "ISIC L", "NACE 34",
     "NACE J34", "NACE A62.01", "NAICS 99", "GICS 20", "DB 12", "SN 2020", "WZ 62", "LinkedIn 2", "", "Energy", "J"],
)  # fmt: skip
def test_years_counts_dates_and_numbers_of_other_systems_are_no_codes(text: str) -> None:
    assert code_in(text) is None


def test_random_numbers_are_hardly_ever_codes() -> None:
    draw = random.Random(3)
    numbers = [str(draw.randrange(10 ** (digits - 1), 10**digits)) for digits in range(1, 10) for _ in range(300)]
    assert sum(code_in(number) is not None for number in numbers) <= 5


def test_a_code_whose_parts_lie_in_several_sectors_is_known_and_has_no_industry() -> None:
    assert read_code("GICS 20") == Code(Meaning(None, "ambiguous"), "", True, True)


@pytest.mark.parametrize(
    ("text", "title", "certain", "exact"),
    [
        ("NAICS 541511 - Custom programming", "Custom programming", True, True),
        ("541511 Custom programming", "Custom programming", True, True),
        ("62.01 Custom programming", "Custom programming", True, False),
        ("J62 - IT", "IT", True, False),
        ("J62.01 - IT", "IT", True, True),
        ("56.10A: Restaurants", "Restaurants", True, True),
        ("6201 - Programming", "Programming", False, False),
        ("[6201] Programming", "Programming", False, False),
        ("52 - Finance", "Finance", False, False),
        ("J - Information", "Information", False, False),
        ("2) Finance", "Finance", False, False),
        ("Hospitals (622110)", "Hospitals", True, True),
    ],
)
def test_what_stands_beside_a_code_is_its_title(text: str, title: str, certain: bool, exact: bool) -> None:
    code = read_code(text)
    assert code is not None
    assert (code.title, code.certain, code.exact) == (title, certain, exact)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("98000 - Residents", "531"),
        ("62012 - Software", "5415"),
        ("54151 - Anything", "5415"),
        ("2011 - Anything", None),
        ("1899 - Anything", None),
        ("62 - Anything", None),
        ("9999 - Anything", None),
        ("45111 - Anything", None),
    ],
)
def test_a_plain_number_stands_for_what_all_systems_that_have_it_agree_on(text: str, code: str | None) -> None:
    found = read_code(text)
    assert found is not None
    assert not found.certain
    assert found.meaning.code == code


def test_bare_five_digit_numbers_count_where_the_column_is_of_their_system() -> None:
    assert code_in("62012", five="uk_sic") == "5415"
    assert code_in("54151", five="naics") == "5415"
    assert code_in("90210", five="uk_sic") is None
    assert code_in("6201", five="uk_sic") is None


def test_a_column_is_of_codes_when_most_cells_and_most_different_ones_are() -> None:
    assert five_digit_system(["62012", "86101", " 56101 ", "Other"]) == "uk_sic"
    assert five_digit_system(["54151", "541511", "62211"]) == "naics"
    assert five_digit_system(["62012", "86101", "Banking", "Law"]) == ""
    assert five_digit_system(["62012", "86101", "56101", *["Banking"] * 3]) == ""
    assert five_digit_system(["62012", "62012", "62012", "90210", "10115"]) == ""
    assert five_digit_system(["47110", "90210", "02139", "10115", "60601"]) == ""
    assert five_digit_system(["6201", "5610", "8610"]) == ""
    assert five_digit_system(["", "  "]) == ""
    assert five_digit_system([]) == ""
