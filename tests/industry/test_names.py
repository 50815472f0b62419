"""From names as people type them to industries: right where it answers, silent where it does not know."""

from __future__ import annotations

import runpy
from pathlib import Path

import pandas as pd
import pytest

from mentorstats.industry import Industries, check_aliases, classify_industries
from mentorstats.industry.name_problems import name_problems
from mentorstats.industry.names import StandardNames, listed
from mentorstats.industry.nodes import nodes
from mentorstats.industry.words import key, keys, separate
from mentorstats.problems import Problem

HOLDOUT = Path(__file__).parents[1] / "industry" / "holdout.py"
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
        assert code in nodes() or (not code and kind in ("ambiguous", "nothing", "guard")), name
        if kind not in ("pattern", "guard"):
            joined = keys(key(name))[0]
            assert placed.setdefault(joined, (name, code))[1] == code, (name, placed[joined])


def problems_of(*values: str | None) -> list[Problem]:
    cells = pd.DataFrame(
        {"file": "people.csv", "line": range(2, 2 + len(values)), "column": "industry", "value": values}
    )
    return name_problems(cells, Industries.standard())


def test_each_unplaced_name_is_one_problem_with_its_first_line_and_count() -> None:
    found = problems_of("Insurance", "Widgets; Law", None, "widgets", "", "Widgets; Law")
    unknown = [problem for problem in found if problem.value == "Widgets"]
    assert len(unknown) == 1
    assert (unknown[0].file, unknown[0].line, unknown[0].column) == ("people.csv", 3, "industry")
    assert "(3 cells)" in unknown[0].problem
    assert "industry.aliases" in unknown[0].action
    assert unknown[0].severity == "warning"


def test_a_fuzzy_match_is_listed_for_the_user_to_confirm() -> None:
    found = [problem for problem in problems_of("Insurence") if problem.value == "Insurence"]
    assert "read as “Insurance” (524)" in found[0].problem


def test_sectors_missing_data_and_incomplete_data_reach_the_user() -> None:
    text = "\n".join(
        problem.problem for problem in problems_of("Finance", "Hotels", "Restaurants", "student", "Energy")
    )
    assert "“Finance” (1 cell) fits the whole sector" in text
    assert "no usable staffing data for “Hotels and accommodation” (721)" in text
    assert "Restaurants and food services (722)" in text
    assert "“student” (1 cell) names no industry" in text
    assert "“Energy” (1 cell) fits several industries" in text


def test_a_cleanly_placed_name_is_no_problem() -> None:
    assert problems_of("Construction of Buildings", "Air Transportation") == []


def test_held_out_names_are_placed_as_well_as_the_page_says() -> None:
    module = runpy.run_path(str(HOLDOUT))
    results = module["measure"](module["vocabulary"](late=False))
    industries = [results[one] for one in ("platform", "typed", "pick list")]
    assert sum(one.right for one in industries) >= 0.95 * sum(one.mapped for one in industries)
    assert sum(one.mapped for one in industries) >= 0.85 * sum(one.names for one in industries)
    assert results["typed"].mapped >= 0.9 * results["typed"].names
    assert results["no industry"].mapped <= 0.01 * results["no industry"].names
    written = (HOLDOUT.parent / "HOLDOUT.md").read_text(encoding="utf-8")
    assert module["page"]() == written, "run: python -m tests.industry.holdout"


def test_a_name_is_placed_once_however_often_it_occurs(monkeypatch) -> None:
    placed: list[str] = []
    place = StandardNames.place
    monkeypatch.setattr(StandardNames, "place", lambda self, text: placed.append(text) or place(self, text))
    assert len(Industries.standard().classify(["Banking", "Higher Ed", "bankng"] * 100)) == 300
    assert placed == ["Banking", "Higher Ed", "bankng"]
