"""From names as people type them to industries: right where it answers, silent where it does not know."""

from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.industry import Industries, check_aliases, classify_industries
from mentorstats.industry.languages import LanguageNames
from mentorstats.industry.names import StandardNames, listed
from mentorstats.industry.nodes import Meaning, nodes
from mentorstats.industry.words import key, keys, separate

COLUMNS = ["name", "part", "code", "title", "sector", "method"]


def code_of(name: str) -> str | None:
    found = classify_industries([name])
    assert len(found) == 1, f"{name} was taken apart"
    return None if pd.isna(found["code"].iloc[0]) else found["code"].iloc[0]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("FinTech", "52"),
        ("SaaS", "511"),
        ("HealthTech", "62"),
        ("EdTech", "611"),
        ("FMCG", "31-33"),
        ("NGO", "813"),
        ("Higher Ed", "611"),
        ("O&G", "211"),
        ("Big 4", "5412"),
        ("VC", "523"),
        ("Law", "5411"),
        ("IT", "5415"),
        ("R&D", "5417"),
        ("Government", "92"),
        ("US Army", "928"),
        ("Agriculture", "11"),
    ],
)
def test_shorthand_that_people_type_finds_its_industry(name: str, code: str) -> None:
    assert code_of(name) == code


@pytest.mark.parametrize("code", [code for code, node in nodes().items() if code not in ("22", "55", "61")])
def test_every_official_title_finds_its_own_node(code: str) -> None:
    official = nodes()[code].official
    alone = [node.code for node in nodes().values() if node.official == official]
    assert code_of(official) in alone


@pytest.mark.parametrize(
    "spelling",
    [
        "Hospitals & Health Care",
        "hospital and healthcare",
        "HOSPITALS AND HEALTHCARE",
        " the Hospital & Health-Care industry ",
    ],
)
def test_case_plurals_ampersands_and_fillers_do_not_matter(spelling: str) -> None:
    assert code_of(spelling) == "62"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Insurence", "524"), ("Telecomunications", "517"), ("Pharmaceuticls", "325"), ("Constuction", "23")],
)
def test_a_spelling_mistake_is_read_as_fuzzy(typed: str, code: str) -> None:
    found = classify_industries([typed]).iloc[0]
    assert (found["code"], found["method"]) == (code, "fuzzy")


@pytest.mark.parametrize(
    "nothing",
    ["n/a", "Student", "retired", "other", "asdf", "Project Manager", "Software Engineer", "VP of Finance", "", "  ",
     "?", "Head of Retail", "formerly in banking", "not in tech", "12345", "Energy", "Baker Street", "Security"],
)  # fmt: skip
def test_jobs_empty_words_gibberish_and_ambiguous_words_are_unknown(nothing: str) -> None:
    found = classify_industries([nothing])
    assert found["method"].tolist() == ["unknown"]
    assert found[["code", "title", "sector"]].isna().to_numpy().all()


def test_a_pattern_speaks_for_a_kind_of_trade_but_not_for_a_list() -> None:
    assert code_of("Spaghetti manufacturing") == "31-33"
    assert code_of("Garden gnome and fountain manufacturing") == "31-33"
    assert code_of("Open science and publishing") is None
    assert code_of("Physics, chemistry and engineering") is None
    assert code_of("Director of manufacturing") is None


def test_a_known_word_inside_a_longer_word_is_not_a_match() -> None:
    assert code_of("Lawyer-up") is None
    assert code_of("Outlaw country") is None


def test_a_semicolon_always_separates() -> None:
    found = classify_industries(["FinTech; Blue sky"])
    assert found[["name", "part"]].values.tolist() == [
        ["FinTech; Blue sky", "FinTech"],
        ["FinTech; Blue sky", "Blue sky"],
    ]
    assert found["code"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("Oil & Gas", ["Oil & Gas"]),
        ("Banking/Insurance", ["Banking/Insurance"]),
        ("Law/Retail", ["Law", "Retail"]),
        ("Law, Retail and Mining", ["Law", "Retail", "Mining"]),
        ("Law and order music", ["Law and order music"]),
        ("Retail/Energy", ["Retail", "Energy"]),
        ("Retail and Energy", ["Retail and Energy"]),
        ("Retail/Student", ["Retail/Student"]),
        ("Blue skies and publishing", ["Blue skies and publishing"]),
        ("Wholesale metals and minerals", ["Wholesale metals and minerals"]),
    ],
)
def test_commas_slashes_and_ands_separate_only_known_parts(cell: str, parts: list[str]) -> None:
    assert classify_industries([cell])["part"].tolist() == parts


def test_the_parts_of_a_cell_are_trimmed_and_empty_ones_dropped() -> None:
    assert separate(" a ;; b\nc|", lambda text: False) == ["a", "b", "c"]


def test_brackets_codes_and_other_do_not_hide_a_name() -> None:
    assert code_of("Healthcare (London)") == "62"
    assert code_of("52 - Finance and Insurance") == "52"
    assert code_of("Other: Healthcare") == "62"
    assert code_of("Other (Healthcare)") == "62"
    assert code_of("NAICS 541511") == "5415"
    assert code_of("NAICS 4471") == "447"
    assert code_of("NAICS 33") == "31-33"
    assert code_of("11") is None


def test_the_name_comes_back_verbatim_with_the_six_columns() -> None:
    found = classify_industries([" FinTech ", None, "Café"])
    assert list(found.columns) == COLUMNS
    assert found["name"].iloc[0] == " FinTech "
    assert found["code"].tolist()[2] == "722"
    assert pd.api.types.is_string_dtype(found["code"])


def test_no_names_give_an_empty_table_with_the_same_columns() -> None:
    assert list(classify_industries([]).columns) == COLUMNS
    assert classify_industries([]).empty


def test_a_programs_own_names_win_over_ours() -> None:
    own = pd.DataFrame({"name": ["Retail", "Widgets", "SaaS", "Gizmos"], "code": ["452", "Banking", "", "33-nonsense"]})
    found = classify_industries(["retail", "WIDGETS", "SaaS", "Gizmos"], aliases=own)
    assert found["code"].fillna("").tolist() == ["452", "522", "", ""]


def test_what_is_wrong_with_a_programs_own_names_is_said() -> None:
    own = pd.DataFrame({"name": ["A", "B", "B", None], "code": ["999", "522", "524", "522"]})
    pairs, problems = check_aliases(own, lambda code: code if code in nodes() else None)
    assert pairs == [("B", "522")]
    assert [(problem.line, problem.column) for problem in problems] == [(2, "code"), (4, "name")]
    assert problems == list(Industries.standard(aliases=own).table_problems)
    with pytest.raises(ValueError, match="no columns name and code"):
        Industries.standard(aliases=pd.DataFrame({"a": ["x"]}))


def test_every_alias_has_a_known_code_and_no_two_contradict_each_other() -> None:
    placed: dict[str, tuple[str, str]] = {}
    for name, code, kind in listed():
        codes = set(code.split(";")) if code else set()
        assert codes <= nodes().keys(), name
        assert len(codes) == 1 or kind in ("ambiguous", "nothing", "guard"), name
        assert len(codes) != 1 or kind != "ambiguous", name
        if kind not in ("pattern", "guard"):
            joined = keys(key(name))[0]
            assert placed.setdefault(joined, (name, code))[1] == code, (name, placed[joined])


def test_a_name_is_placed_once_however_often_it_occurs(monkeypatch) -> None:
    placed: list[str] = []
    place = StandardNames.place
    monkeypatch.setattr(StandardNames, "place", lambda self, text: placed.append(text) or place(self, text))
    assert len(Industries.standard().classify(["Banking", "Higher Ed", "bankng"] * 100)) == 300
    assert placed == ["Banking", "Higher Ed", "bankng"]


def codes_of(names: StandardNames, cell: str) -> list[tuple[str, str | None, str]]:
    return [(named.text, named.code, named.method) for named in names.place(cell)]


ROWS = [
    ("Banking", "522", "alias"),
    ("Software", "511", "alias"),
    ("Technology", "51", "exact"),
    ("Manufacturing", "31-33", "exact"),
    ("Apparel", "315;448", "ambiguous"),
    ("Gaming", "", "ambiguous"),
    ("Student", "", "nothing"),
    ("manager", "", "guard"),
    ("* manufacturing", "31-33", "pattern"),
    ("wholesale *", "42", "pattern"),
    ("Shoes", "316", "alias"),
    ("Custom software", "511", "alias"),
]


def small(*, own: list[tuple[str, Meaning]] | None = None) -> StandardNames:
    """Few names, and one language with a word for a job."""
    languages = LanguageNames.make([("Kassen; Banken", "522")], [("Möbel", "337")], [("guard", "chef", "")])
    return StandardNames.assembled(ROWS, own_names=own or (), languages=lambda: languages)


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("Technology > Software", [("Software", "511", "alias")]),
        ("Technology > Anything", [("Technology", "51", "exact")]),
        ("Anything > Software > Whatever", [("Software", "511", "alias")]),
        ("Technology > Student", [("Technology", "51", "exact")]),
        ("Anything > Whatever", [("Whatever", None, "unknown")]),
        ("Technology > Software, Banking", [("Software", "511", "alias"), ("Banking", "522", "alias")]),
        ("Technology: Software", [("Software", "511", "alias")]),
        ("Manager: Software", [("Manager: Software", None, "unknown")]),
        ("Chef: Software", [("Chef: Software", None, "unknown")]),
        ("Manufacturing > Apparel", [("Apparel", "315", "alias")]),
        ("Technology > Apparel", [("Technology", "51", "exact")]),
        ("Manufacturing > Gaming", [("Manufacturing", "31-33", "exact")]),
        ("Anything > Apparel", [("Apparel", None, "unknown")]),
        ("Technology > Software; Banking", [("Software", "511", "alias"), ("Banking", "522", "alias")]),
    ],
)
def test_a_path_is_read_from_its_end(cell: str, named: list[tuple[str, str | None, str]]) -> None:
    assert codes_of(small(), cell) == named


def test_an_official_title_with_a_semicolon_is_one_name() -> None:
    assert codes_of(small(), " Kassen; Banken ") == [("Kassen; Banken", "522", "exact")]
    assert codes_of(small(), "Möbel; Banken") == [("Möbel", "337", "alias"), ("Banken", None, "unknown")]
    title = "Sammlung, Behandlung und Beseitigung von Abfällen; Rückgewinnung"
    assert classify_industries([title])["code"].tolist() == ["562"]
    spanning = "COMMERCE; RÉPARATION D'AUTOMOBILES ET DE MOTOCYCLES"
    assert classify_industries([spanning])[["part", "method"]].values.tolist() == [[spanning, "unknown"]]


@pytest.mark.parametrize(
    ("cell", "code", "method"),
    [
        ("NAICS 541511", "5415", "exact"),
        ("541511 - Whatever", "5415", "exact"),
        ("541511 - Banking", "5415", "exact"),
        ("62.01 - Banking", "522", "alias"),
        ("62.01 - Whatever", "5415", "exact"),
        ("6201 - Banking", "522", "alias"),
        ("6201 - Student", None, "unknown"),
        ("6201", None, "unknown"),
        ("Banking (541511)", "5415", "exact"),
        ("Banking (2019)", "522", "alias"),
        ("GICS 20 Banking", "522", "alias"),
        ("GICS 20 Whatever", None, "unknown"),
        ("54151 - the custom software house", None, "unknown"),
        ("51121 - the custom software house", "511", "exact"),
        ("2011 - the custom software house", None, "unknown"),
    ],
)
def test_a_code_and_the_name_beside_it_are_weighed(cell: str, code: str | None, method: str) -> None:
    assert codes_of(small(), cell) == [(cell, code, method)]


def test_bare_five_digit_numbers_are_read_by_their_column() -> None:
    column = classify_industries(["62012", "56101", "62012", "Banking"])
    assert column["code"].tolist() == ["5415", "722", "5415", "522"]
    assert classify_industries(["62012", "90210"])["code"].isna().all()
    names = StandardNames.make()
    assert names.in_column(["Banking"]) is names
    assert names.in_column(["62012"]).five == "uk_sic"


def test_own_names_win_over_paths_codes_and_lists_and_may_say_that_they_are_no_industry() -> None:
    own = pd.DataFrame(
        {
            "name": ["Tech > Software", "541511", "Law, Retail", "Energy", "Misc", "Widgets", "Other"],
            "code": ["Banking", "Insurance", "481", "", "none", "NONE", ""],
        }
    )
    found = classify_industries(["tech > software", "541511", "Law, Retail", "Energy", "Misc"], aliases=own)
    assert found["code"].fillna("").tolist() == ["522", "524", "481", "", ""]
    industries = Industries.standard(aliases=own)
    reasons = {name: industries.vocabulary.meaning(name) for name in ("Energy", "Misc", "Widgets", "Other", "Wodgets")}
    assert {name: meaning and meaning.reason for name, meaning in reasons.items()} == {
        "Energy": "left", "Misc": "nothing", "Widgets": "nothing", "Other": "nothing", "Wodgets": None,
    }  # fmt: skip
    assert industries.table_problems == ()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Energy", "energy"),
        ("the Energy sector", "energy"),
        ("Blue sky thing", "blueskything"),
        ("Other", ""),
        ("Sonstiges", ""),
        ("Project manager", ""),
        ("Projektleiter", "projektleiter"),
        ("Directeur", ""),
        ("2019", ""),
        ("???", ""),
        ("1850 employees", ""),
        ("", ""),
    ],
)
def test_a_name_that_was_not_placed_has_words_to_compare_unless_it_names_no_industry(name: str, words: str) -> None:
    assert StandardNames.make().words(name) == words


def test_the_likeliest_codes_are_those_of_the_name_then_of_its_parts_then_of_names_like_it() -> None:
    names = small()
    assert names.similar("Apparel") == ["315", "448"]
    assert names.similar("Green software apparel things") == ["511", "315", "448"]
    assert names.similar("Custom software banking") == ["511", "522"]
    assert names.similar("Bankng") == ["522"]
    assert names.similar("zzz") == []
    assert names.similar("...") == []
    assert names.similar("a b c d e f g h software") == []


def test_a_pattern_of_a_sector_gives_way_to_the_industry_that_the_rest_names() -> None:
    names = small()
    assert codes_of(names, "Shoes manufacturing") == [("Shoes manufacturing", "316", "alias")]
    assert codes_of(names, "Apparel manufacturing") == [("Apparel manufacturing", "315", "alias")]
    assert codes_of(names, "Banking manufacturing") == [("Banking manufacturing", "31-33", "alias")]
    assert codes_of(names, "Gnome manufacturing") == [("Gnome manufacturing", "31-33", "alias")]
    assert codes_of(names, "Wholesale shoes") == [("Wholesale shoes", "42", "alias")]
    assert codes_of(names, "Chef manufacturing") == [("Chef manufacturing", None, "unknown")]
    long = "one two three four five six manufacturing"
    assert codes_of(names, long) == [(long, None, "unknown")]
    assert codes_of(names, long.removeprefix("one "))[0][1] == "31-33"


def test_names_in_several_languages_stand_in_one_cell() -> None:
    found = classify_industries(["Banken und Versicherungen; Santé, Comercio; Étudiant / Banque"])
    assert found["part"].tolist() == ["Banken und Versicherungen", "Santé", "Comercio", "Étudiant / Banque"]
    assert found["code"].fillna("").tolist() == ["52", "62", "", ""]


def test_a_row_of_names_without_code_is_placed_by_nobody() -> None:
    assert codes_of(small(), "") == [("", None, "unknown")]
    assert codes_of(small(), " ; ") == [(";", None, "unknown")]
    assert codes_of(small(), "Other: Software") == [("Other: Software", "511", "alias")]
    assert codes_of(small(), "Other (Software)") == [("Other (Software)", "511", "alias")]
    assert codes_of(small(), "(Software)") == [("(Software)", "511", "alias")]
    assert codes_of(small(), "Whatever (Software)") == [("Whatever (Software)", None, "unknown")]
