"""Names in other languages: as they are listed, as readers write them, and as endings and fillers vary them."""

from __future__ import annotations

import pytest

from mentorstats.industry.languages import LanguageNames, language_names, listed_names
from mentorstats.industry.nodes import Meaning, nodes

WORDS = [
    ("stop", "und", ""),
    ("stop", "de", ""),
    ("filler", "branche", ""),
    ("filler", "servicios", ""),
    ("suffix", "branche", ""),
    ("suffix", "wirtschaft", ""),
    ("cjk", "業界", ""),
    ("cjk", "業", ""),
    ("cjk pattern", "製造業", "31-33"),
    ("guard", "chef", ""),
    ("guard", "contables", ""),
    ("pattern", "herstellung von *", "31-33"),
    ("pattern", "* produktion", "31-33"),
    ("ending", "a", ""),
    ("ending", "en", ""),
    ("ending", "as", ""),
]


def made(common: list[tuple[str, str]], official: list[tuple[str, str]] | None = None) -> LanguageNames:
    return LanguageNames.make(official or [], common, WORDS)


def found(names: LanguageNames, text: str) -> str | None:
    meaning = names.find(text)
    return meaning.code if meaning is not None else None


def guessed(names: LanguageNames, text: str) -> str | None:
    meaning = names.guess(text)
    return meaning.code if meaning is not None else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Großhandel", "42"),
        ("GROSSHANDEL", "42"),
        ("Oeffentliche Verwaltung", "92"),
        ("Offentliche Verwaltung", "92"),
        ("Bankacilik", "522"),
        ("BANKACILIK", "522"),
        ("insaat", "23"),
        ("zeglarstwo", None),
        ("Zegluga", "483"),
        ("Forsakring", "524"),
        ("Foersaekring", "524"),
        ("Bygg og anlegg", "23"),
        ("Skaermbillede", None),
        ("Naeringsmiddelindustri", "311"),
        ("Investigación", "5417"),
        ("INVESTIGACION", "5417"),
        ("I+D", "5417"),
        ("I + D", "5417"),
        ("F&E", "5417"),
        ("RR.HH.", "5416"),
        ("BTP", "23"),
        ("Online Handel", "454"),
        ("Branża bankowa", "522"),
        ("Secteur de la banque", "522"),
        ("Банковский сектор", "522"),
        ("البنوك", "522"),
        ("بنوك", "522"),
        ("قطاع البنوك", "522"),
        ("ＩＴ", "5415"),
        ("은행", "522"),
        ("銀行業", "522"),
        ("金融", "52"),
    ],
)
def test_names_are_found_as_their_readers_write_them(text: str, code: str | None) -> None:
    assert found(language_names(), text) == code


@pytest.mark.parametrize("text", ["Energía", "Énergie", "Handel", "Mode", "服装", "能源", "Assurance", "Commerce"])
def test_words_that_fit_several_industries_stay_unknown_with_their_candidates(text: str) -> None:
    meaning = language_names().find(text)
    assert meaning is not None
    assert (meaning.code, meaning.reason) == (None, "ambiguous")
    assert len(meaning.candidates) >= 2


@pytest.mark.parametrize("text", ["Sonstiges", "Otro", "Étudiant", "無職", "не знаю", "keine Angabe", "Médico"])
def test_words_for_nothing_name_no_industry(text: str) -> None:
    assert language_names().find(text) == Meaning(None, "nothing")


def test_every_listed_name_has_known_codes_and_is_found_by_its_own_spelling() -> None:
    official, common = listed_names()
    names = language_names()
    assert len(official) > 5000
    assert len(common) > 20000
    for name, codes in (*official, *common):
        assert set(codes.split(";") if codes else []) <= nodes().keys(), name
        meaning = names.find(name)
        assert meaning is not None, name
        wanted = set(codes.split(";")) if codes else set()
        sectors = {nodes()[code].sector for code in wanted}
        assert wanted <= set(meaning.codes) or set(meaning.codes) <= sectors or meaning.reason == "nothing", name


def test_an_official_title_is_exact_and_a_common_word_an_alias() -> None:
    names = made([("Banken", "522")], [("Versicherungen", "524")])
    assert names.find("versicherungen") == Meaning("524", "exact")
    assert names.find(" Banken ") == Meaning("522", "alias")
    assert names.find("Bahn") is None


def test_order_spaces_stop_words_and_fillers_do_not_matter() -> None:
    names = made([("Banken und Kassen", "522"), ("Servicios de limpieza", "561")])
    for text in ("Kassen Banken", "Banken/Kassen", "BankenundKassen", "Branche Banken und Kassen"):
        assert found(names, text) == "522", text
    assert found(names, "Limpieza") == "561"
    assert found(names, "Branche") is None


def test_a_filler_alone_is_looked_up_as_it_is() -> None:
    assert found(made([("Branche", "81")]), "branche") == "81"


def test_two_meanings_in_one_sector_are_the_sector_and_in_two_are_unclear() -> None:
    names = made([("Bank", "522"), ("bank", "523"), ("Post", "491"), ("post", "721")])
    assert names.find("Bank") == Meaning("52", "alias")
    assert names.find("Post") == Meaning(None, "ambiguous", ("491", "721"))
    assert made([("Bank", "522"), ("bank", "522")]).find("Bank") == Meaning("522", "alias")


def test_a_word_for_nothing_is_nothing_whatever_else_it_is_listed_for() -> None:
    for rows in ([("Amt", "92"), ("amt", "")], [("Amt", ""), ("amt", "92")]):
        assert made(rows).find("Amt") == Meaning(None, "nothing")


def test_an_accent_tells_two_words_apart_and_without_it_the_plain_one_counts() -> None:
    names = made([("Oțel", "331"), ("Otel", "721")])
    assert (found(names, "oțel"), found(names, "otel")) == ("331", "721")


def test_endings_of_gender_number_and_case_are_seen_past() -> None:
    names = made([("aseguradora", "524"), ("Hotelkette", "721")])
    assert guessed(names, "aseguradoras") == "524"
    assert guessed(names, "Servicios aseguradoras") == "524"
    assert guessed(names, "asegurador") == "524"
    assert guessed(names, "Hotelketten") is None
    assert guessed(made([("mesa", "337")]), "mesas") is None


def test_the_end_of_a_compound_that_says_no_more_than_industry_is_seen_past() -> None:
    names = made([("Hotel", "721"), ("Bau", "23"), ("Versicherung", "524"), ("Kirche", "813"), ("Handel", "42;44-45")])
    for text, code in [
        ("Hotelbranche", "721"),
        ("Bauwirtschaft", "23"),
        ("Versicherungswirtschaft", "524"),
        ("Kirchenwirtschaft", "813"),
        ("Handelsbranche", None),
        ("Xybranche", None),
        ("Branche", None),
        ("Hotelgast", None),
        ("Hotelbranche Nord", None),
    ]:
        assert guessed(names, text) == code, text


def test_a_pattern_is_a_sector_or_the_industry_in_it_that_the_rest_names() -> None:
    names = made([("Möbeln", "337"), ("Banken", "522"), ("Schuhe", "316;448")])
    assert guessed(names, "Herstellung von Möbeln") == "337"
    assert guessed(names, "Herstellung von Banken") == "31-33"
    assert guessed(names, "Herstellung von Kram") == "31-33"
    assert guessed(names, "Schuhe Produktion") == "316"
    assert guessed(names, "Herstellung von") is None
    assert guessed(names, "Die Herstellung von Möbeln") is None


def test_the_last_characters_of_a_name_without_spaces_are_seen_past() -> None:
    names = made([("銀行", "522"), ("家具", "337"), ("貿易", "42;44-45")])
    for text, code in [
        ("銀行業界", "522"),
        ("銀行業", "522"),
        ("家具製造業", "337"),
        ("銀行製造業", "31-33"),
        ("玩具製造業", "31-33"),
        ("貿易業界", None),
        ("製造業", None),
        ("業界", None),
        ("銀行員", None),
    ]:
        assert guessed(names, text) == code, text


def test_one_word_that_is_left_of_an_official_title_says_too_little() -> None:
    assert found(made([], [("Servicios personales", "812")]), "personales") is None
    assert guessed(made([], [("Servicios personales", "812")]), "personalas") is None
    assert found(made([], [("Servicios de salud mental", "621")]), "Salud mental") == "621"
    assert found(made([("Servicios personales", "812")]), "personales") == "812"


def test_a_word_for_a_job_is_not_left_of_a_name_and_marks_a_person() -> None:
    names = made([("Servicios contables", "5412")])
    assert found(names, "Servicios contables") == "5412"
    assert found(names, "contables") is None
    assert names.is_person("Chef de banque")
    assert not names.is_person("Banque")
