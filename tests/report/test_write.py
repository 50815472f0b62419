from __future__ import annotations

import base64
import datetime
import hashlib
import inspect
import math
import re
import shlex
import tomllib
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.exports.load import load_frames
from mentorstats.formats import PERCENT, RATIO
from mentorstats.problems import PROBLEM_COLUMNS, group_problems
from mentorstats.program import Program
from mentorstats.questions import checks, robustness, sensitivity
from mentorstats.questions.answers import Answer
from mentorstats.report import build_page, holm, question_p_values
from mentorstats.report.conclusions import CAUTIONS
from mentorstats.report.exploration import what_else
from mentorstats.report.glossary import TERMS
from mentorstats.report.industries import adjacency_example, closeness_notes, industry_rows
from mentorstats.report.question import _method
from mentorstats.report.write import render_page, write_report
from mentorstats.simulation.simulate import simulate_frames

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=https://example.org/a.png onerror=alert(1)>",
    '"><a href="javascript:alert(1)">x</a>',
    "' onmouseover='alert(1)",
    "</title></style></script><iframe src=//example.org>",
    "{{ 7 * 7 }}",
    "$\\href{javascript:alert(1)}{x}$",
)
COLUMNS = [
    "question", "outcome", "contrast", "role", "method", "estimate", "conf_low", "conf_high", "p_value", "df",
    "n_mentees", "n_mentors", "verdict",
]  # fmt: skip
NONE = math.nan
ADJACENT = (
    ("adjacent - same", "primary", "mixed model", 0.472, 0.221, 0.723, 0.0003, 201.0, 301, 104, "better"),
    (
        "adjacent - distant",
        "primary",
        "mixed model",
        0.113,
        -0.134,
        0.361,
        0.37,
        198.0,
        301,
        104,
        "cannot tell",
    ),
    ("adjacent is best", "primary", "mixed model", NONE, NONE, NONE, 0.015, NONE, 301, 104, "cannot tell"),
    ("similarity", "naive", "pair rows, correlation", -0.081, -0.17, 0.01, 0.09, 440.0, 301, 104, ""),
)
SEVERAL = (("2+ - 1", "primary", "mixed model", 0.031, -0.14, 0.2, 0.02, 250.0, 301, 104, "cannot tell"),)


class Tags(HTMLParser):
    """Every element with its attributes, the text of scripts, and the text that is seen."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.seen: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] == "script" and self.cdata_elem == "script":
            self.scripts[-1] += data
        elif self.cdata_elem is None:
            self.seen.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.seen).split())


def answer(question: str, rows: tuple[tuple, ...], *, text: str = "It is so.\n\nHere is why.", **given) -> Answer:
    outcome = given.pop("outcome", "career_confidence")
    table = pd.DataFrame([(question, outcome, *row) for row in rows], columns=pd.Index(COLUMNS))
    checks = given.pop("checks", [("missing finals", "16 %", "caution", "One in six has no final score.")])
    return Answer(
        question=question,
        outcome=outcome,
        table=table,
        text=text,
        checks=pd.DataFrame(checks, columns=pd.Index(["check", "result", "status", "meaning"])),
        **{"unit": "points", "smallest_effect": 0.2, "better": "higher", "rows": pd.DataFrame(), **given},
    )


def answers(**given) -> tuple[Answer, Answer]:
    return answer("adjacent_industries", ADJACENT, **given), answer("multiple_mentors", SEVERAL, **given)


def matched(pairs: list[tuple[str, str, int]], **settings) -> Program:
    """A program with so many pairings, each of two people of its own, for each pair of industries."""
    people, pairings = [], []
    for mentee, mentor, count in pairs:
        for _ in range(count):
            ids = f"{len(people):05d}", f"{len(people) + 1:05d}"
            people += [(ids[0], mentee), (ids[1], mentor)]
            pairings.append(ids)
    return load_frames(
        people=pd.DataFrame(people, columns=pd.Index(["person_id", "industry"])),
        pairings=pd.DataFrame(pairings, columns=pd.Index(["mentee_id", "mentor_id"])),
        **settings,
    )


@pytest.fixture(scope="module")
def program() -> Program:
    return matched([("Banking", "Insurance", 8), ("Banking", "Hospitals", 6), ("Banking", "Banking", 4)], name="Spring")


@pytest.fixture(scope="module")
def page_text(program: Program) -> str:
    return render_page(build_page(program, answers(), date=datetime.date(2025, 3, 9)))


@pytest.fixture(scope="module")
def page(page_text: str) -> Tags:
    return Tags(page_text)


def test_the_first_thing_said_is_who_may_see_the_page(page):
    assert page.text.index("For the people who run Spring.") < page.text.index("Do mentors from adjacent industries")


def test_the_first_screen_has_outcome_answers_verdicts_and_numbers_of_people(page):
    first_screen = page.text[: page.text.index("Problems in the exports")]
    for said in ("career confidence", "in points; higher is better", "It is so.", "better", "cannot tell",
                 "+0.47 points", "+0.22 to +0.72", "301 mentees, 104 mentors", "March 9, 2025"):  # fmt: skip
        assert said in first_screen


def test_what_cannot_be_told_lists_open_comparisons_once_and_warning_checks(program):
    told = build_page(program, answers()).cannot_tell
    assert told[0].endswith("Adjacent industry, against distant; Two or more mentors, against one.")
    assert told[1:] == ("Missing finals: 16 %. One in six has no final score.",)


def test_what_cannot_be_compared_is_not_said_to_have_an_interval(program):
    row = ("2+ - 1", "primary", "mixed model", *[NONE] * 5, 301, 104, "cannot tell")
    told = build_page(program, (answers()[0], answer("multiple_mentors", (row,)))).cannot_tell
    assert told[1] == "These, which cannot be compared here: Two or more mentors, against one."


def test_the_example_is_two_of_the_programs_own_pairs(program):
    example = adjacency_example(program)
    assert example.adjacent is not None
    assert example.distant is not None
    assert example.adjacent[:2] == ("Banking", "Insurance")
    assert example.distant[:2] == ("Banking", "Hospitals")
    assert example.distant[2] < example.cut <= example.adjacent[2]


def test_the_example_is_told_before_the_answers(page):
    assert page.text.index("Banking and Insurance are adjacent (0.") < page.text.index("It is so.")
    assert "Banking and Hospitals are distant (0." in page.text


def test_the_example_does_not_depend_on_the_order_of_rows(program):
    frames = {
        "people": program.people[["person_id", "industry"]],
        "pairings": program.pairings[["mentee_id", "mentor_id"]],
    }
    turned = load_frames(**{name: frame.iloc[::-1] for name, frame in frames.items()}, name="Spring")
    assert adjacency_example(turned) == adjacency_example(program)


def test_a_pair_of_industries_with_too_few_people_is_no_example():
    few = matched([("Banking", "Insurance", 4), ("Banking", "Hospitals", 5)])
    example = adjacency_example(few)
    assert example.adjacent is None
    assert example.distant is not None
    text = Tags(render_page(build_page(few, answers()))).text
    assert "No two adjacent industries bring together 10 or more people here" in text


def test_where_people_have_several_industries_the_closest_pair_is_the_example():
    several = adjacency_example(matched([("Banking; Hospitals", "Insurance", 6), ("Hospitals", "Crop farming", 1)]))
    assert several.adjacent is not None
    assert several.adjacent[:2] == ("Banking and lending", "Insurance")
    assert several.distant is None


def test_a_program_without_industries_still_has_a_page():
    bare = load_frames(pairings=pd.DataFrame({"mentee_id": ["1"], "mentor_id": ["2"]}))
    assert adjacency_example(bare).adjacent is None
    assert "It is so." in Tags(render_page(build_page(bare, answers()))).text


def test_the_two_questions_are_adjusted_for_being_two():
    p_values = question_p_values(answers())
    assert p_values == {"adjacent_industries": pytest.approx(0.03), "multiple_mentors": pytest.approx(0.02)}
    assert holm(p_values) == {
        "adjacent_industries": pytest.approx(0.04),
        "multiple_mentors": pytest.approx(0.04),
    }


def test_an_adjusted_p_value_is_never_above_one():
    assert holm({"one": 0.7, "two": 0.9}) == {"one": 1.0, "two": 1.0}


def test_a_question_that_could_not_be_tested_leaves_the_other_as_it_is(program):
    open_row = ("2+ - 1", "primary", "mixed model", *[NONE] * 5, 301, 104, "cannot tell")
    both = answers()[0], answer("multiple_mentors", (open_row,))
    assert holm(question_p_values(both)) == {
        "adjacent_industries": pytest.approx(0.03),
        "multiple_mentors": pytest.approx(NONE, nan_ok=True),
    }
    sure = next(part for part in build_page(program, both).after if part.anchor == "sure")
    assert "could not be tested" in sure.paragraphs[-1]


def test_naive_rows_are_named_as_the_usual_shortcut(page):
    assert "the usual shortcut, shown for comparison: pair rows, correlation" in page.text
    assert "−0.08 correlation" in page.text


def test_numbers_are_rounded_to_what_matters(program):
    row = ("2+ - 1", "primary", "m", 3.14159, -2.71828, 9.0, 0.2, 9.0, 50, 20, "cannot tell")
    share = answer("multiple_mentors", (row,), unit="percentage points", smallest_effect=5.0)
    finding = build_page(program, (answers()[0], share)).sections[1].findings[0]
    assert (finding.estimate, finding.interval, finding.p_value) == (
        "+3.1 percentage points",
        "−2.7 to +9.0",
        "0.20",
    )


def lines_of_tests(*rows: tuple) -> list[tuple[str, ...]]:
    """The lines of the tables that test an answer of these rows: role, method, estimate, low, high."""
    whole = [("2+ - 1", role, method, *numbers, NONE, NONE, 301, 104, "") for role, method, *numbers in rows]
    bare = load_frames(pairings=pd.DataFrame({"mentee_id": ["1"], "mentor_id": ["2"]}))
    several = build_page(bare, (answers()[0], answer("multiple_mentors", (*SEVERAL, *whole)))).sections[1]
    return [line for table in several.tests for line in table.rows]


def test_each_method_is_written_in_its_own_unit_with_what_no_difference_is():
    assert lines_of_tests(
        ("robustness", "odds of yes, 1 is no difference (logistic regression)", 0.7, 0.3, 1.5),
        ("robustness", "chance to score higher (Brunner–Munzel)", 0.64, 0.55, 0.73),
        ("robustness", "Cliff's delta, from −1 to 1", 0.28, -0.094, 0.45),
        ("robustness", "Kenward–Roger", 0.5, 0.25, 0.75),
    ) == [
        ("Odds of yes, 1 is no difference (logistic regression)", "odds × 0.70 (0.30 to 1.50)"),
        ("Chance to score higher (Brunner–Munzel); 50 % is no difference", "64 % (55 to 73 %)"),
        ("Cliff's delta, from −1 to 1", "+0.28 (−0.09 to +0.45)"),
        ("Kenward–Roger", "+0.50 (+0.25 to +0.75)"),
    ]


def test_robustness_values_are_percentages_and_e_values_ratios():
    assert sorted(unit.after or unit.before for unit in sensitivity.UNITS.values()) == [" %", " %", "× "]
    percent, ratio = (next(n for n, unit in sensitivity.UNITS.items() if unit == kind) for kind in (PERCENT, RATIO))
    (_, share), (_, times) = lines_of_tests(
        ("sensitivity", percent, 34.32, NONE, NONE),
        ("sensitivity", f"{ratio} (at least 1.20 to leave it unsure)", 1.6, NONE, NONE),
    )
    assert share == "34 %"
    assert times == "× 1.60; at least 1.20 to leave it unsure"


def test_units_are_those_of_methods_that_there_are():
    frames, _ = simulate_frames(seed=6, mentees=150)
    given = frames["surveys"].query("item == 'career_confidence'")
    yes = given.query("wave == 'final'").assign(item="graduated", score=lambda rows: (rows["score"] > 3).astype(float))
    frames["surveys"] = pd.concat([given.assign(score=given["score"].round()), yes], ignore_index=True)
    methods = set()
    for outcome in ("career_confidence", "graduated"):
        made = load_frames(**frames, outcome=outcome)
        table = ms.multiple_mentors(made, roles=("robustness", "sensitivity"), permutations=19).table
        methods |= {_method(method)[0] for method in table["method"]}
    assert not {*robustness.UNITS, *sensitivity.UNITS} - methods


METHOD_NAMES = (
    "Kenward–Roger", "CR2", "Mundlak", "Brunner–Munzel", "Cliff's delta", "Lee bounds", "Manski bounds",
    "tipping point", "robustness value", "E-value", "hub", "landmark", "standard deviations", "response surface",
    "left open", "Holm", "Benjamini–Hochberg", "95 % interval", "p", "simultaneous", "permuted", "complete cases",
    "logistic regression", "proportional odds", "odds", "weighted in", "equivalence", "REML", "Satterthwaite",
    "multiple-membership model", "specification curve", "t-test", "correlation", "Cronbach’s alpha", "McDonald’s omega",
)  # fmt: skip


@pytest.mark.parametrize("name", METHOD_NAMES)
def test_every_name_of_a_method_has_a_line_in_the_glossary(name):
    assert [term for term in TERMS if term.name == name or re.search(term.pattern, name)]


def test_the_glossary_has_the_terms_of_the_page_and_tables_lead_to_them(program):
    row = ("2+ - 1", "robustness", "Kenward–Roger", 0.5, 0.2, 0.7, 0.01, 9.0, 50, 20, "")
    page = Tags(render_page(build_page(program, (answers()[0], answer("multiple_mentors", (*SEVERAL, row))))))
    ids = {attributes.get("id") for _, attributes in page.elements}
    assert "term-kenward-roger" in ids
    assert "term-manski-bounds" not in ids
    assert "#term-kenward-roger" in {attributes.get("href") for tag, attributes in page.elements if tag == "a"}


def test_what_cannot_be_told_is_a_line_each_and_its_details_are_among_the_checks(program):
    given = [(name, "45 % of them", "caution", "A long explanation. " * 9) for name in CAUTIONS]
    told = build_page(program, answers(checks=given)).cannot_tell
    assert len(told) == 1 + len(given)
    assert max(len(line) for line in told[1:]) <= 100


def test_the_lines_are_those_of_checks_that_there_are():
    source = inspect.getsource(checks)
    assert not [name for name in CAUTIONS if f'"{name}"' not in source]


def test_the_command_works_whatever_the_outcome_is_called(program):
    for outcome in ("career_confidence", "How's it going?", 'so "good"', "-x", "a b; rm $HOME"):
        found = build_page(program, answers(outcome=outcome)).again
        words = shlex.split(found.command)
        assert words[:3] == ["mentorstats", "report", "EXPORTS"]
        assert words[3:] in (["--outcome", outcome], [f"--outcome={outcome}"])
        if outcome != "career_confidence":
            assert tomllib.loads(found.line) == {"outcome": outcome}


def test_what_was_set_stands_on_the_page():
    made = matched([("Banking", "Insurance", 8)], min_people=7, landmark_days=60, decimal=",")
    rows = dict(build_page(made, answers(permutations=99, seed=4)).again.settings.rows)
    assert rows["privacy.min_people"] == "7"
    assert rows["landmark_days"] == "60"
    assert rows["numbers.decimal"] == ","
    assert (rows["shuffles (permutations)"], rows["seed of the shuffles"]) == ("99", "4")


def test_without_the_curves_the_page_says_which_option_adds_them(page):
    assert "are added by the option --full" in page.text


def test_without_dates_the_page_says_which_columns_would_tell_how_long_pairings_last(page):
    assert "How long pairings last cannot be told" in page.text
    assert "start_date, end_date and status" in page.text


def test_where_no_two_sectors_have_enough_people_one_sentence_stands_for_the_matrix():
    each = [(one, other, 3) for one in ("Banking", "Hospitals") for other in ("Banking", "Hospitals")]
    few = build_page(matched(each), answers())
    assert not [figure for figure in few.figures if figure.title.startswith("Who is matched with whom")]
    assert "no two sectors bring together 10 or more mentees" in few.before[0].paragraphs[0]


def test_numbers_that_are_not_there_are_one_list_with_the_column_that_would_tell(program):
    table = build_page(program, answers()).before[0].tables[0]
    assert not [row for row in table.rows if "not shown" in row]
    assert "Active pairings (pairings); Closed early (pairings): status in the pairings would tell." in table.untold
    assert len(table.notes) == len(set(table.notes)) == 1


def problems(rows: list[dict]) -> pd.DataFrame:
    usual = {
        "severity": "note",
        "file": "a.csv",
        "line": 2,
        "column": "score",
        "value": "x",
        "problem": "odd",
        "action": "mend",
    }
    return pd.DataFrame([usual | row for row in rows], columns=pd.Index(PROBLEM_COLUMNS))


def test_problems_that_say_the_same_are_one_group_with_their_first_places():
    groups = group_problems(problems([{"line": line} for line in range(2, 30)]))
    assert [(group.count, len(group.places), group.places[0]) for group in groups] == [
        (28, 8, ("a.csv", "2", "score", "x"))
    ]


def test_problems_that_differ_in_what_they_quote_are_one_group():
    found = problems(
        [{"problem": f"“{name}” ({n} cells) is not known"} for n, name in enumerate(("Stealth", "Various"))]
    )
    assert [(group.problem, group.count) for group in group_problems(found)] == [("“…” is not known", 2)]
    assert group_problems(found.head(1))[0].problem == "“Stealth” (0 cells) is not known"


def test_the_gravest_problems_come_first_and_missing_places_stay_empty():
    found = problems([{}, {}, {"severity": "blocking", "problem": "no pairings", "line": None, "value": NONE}])
    groups = group_problems(found)
    assert [group.severity for group in groups] == ["blocking", "note"]
    assert groups[0].places == (("a.csv", "", "score", ""),)


def test_a_value_of_ten_thousand_characters_is_cut():
    value = group_problems(problems([{"value": "x" * 10_000}]))[0].places[0][3]
    assert len(value) == 60
    assert value.endswith("…")


def test_kinds_of_problems_beyond_the_first_are_counted_and_the_file_is_named(program):
    many = problems([{"problem": f"kind {number}"} for number in range(43)])
    text = Tags(render_page(build_page(with_problems(program, many), answers()))).text
    assert "3 more kinds of problem are in problems.csv" in text


def with_problems(program: Program, found: pd.DataFrame, *, name: str | None = None) -> Program:
    return Program(**{**vars(program), "problems": found, "name": name or program.name})


@pytest.mark.parametrize("payload", HOSTILE)
def test_text_from_exports_stays_text(program, page, payload):
    found = problems([dict.fromkeys(("file", "column", "value", "problem", "action"), payload)])
    given = answers(outcome=payload, text=f"{payload}\n\n{payload}", checks=[(payload, payload, "fine", payload)])
    hostile = Tags(render_page(build_page(with_problems(program, found, name=payload), given)))
    names = [tag for tag, _ in hostile.elements]
    assert names.count("script") == [tag for tag, _ in page.elements].count("script")
    assert set(names) == {tag for tag, _ in page.elements}
    assert " ".join(payload.split()) in hostile.text
    for _, attributes in hostile.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "action", "srcdoc")]
        assert (attributes.get("href") or "#").startswith("#")


def test_nothing_on_the_page_is_fetched(page, page_text):
    for tag, attributes in page.elements:
        assert not {"src", "srcset", "action", "data", "poster"} & set(attributes), tag
        assert (attributes.get("href") or "#").startswith("#")
        assert tag not in ("link", "iframe", "object", "embed", "base", "form")
    style = page_text[page_text.index("<style>") : page_text.index("</style>")]
    assert not re.search(r"url\(|@import|http", style)


def test_the_policy_allows_the_two_scripts_of_the_page_and_no_other(page):
    policy = next(a["content"] for t, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    kinds = [attributes.get("type") for tag, attributes in page.elements if tag == "script"]
    run = [text for kind, text in zip(kinds, page.scripts, strict=True) if kind is None]
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in run]
    assert policy is not None
    assert f"script-src {' '.join(hashes)};" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy
    assert "http" not in policy


def test_plotly_is_inside_once_and_mathjax_is_not(page_text):
    assert page_text.count("plotly.js v") == 1
    assert "MathJax.js" not in page_text
    assert len(page_text) < 6_000_000


def test_headings_leave_out_no_level_and_ids_are_unique(page):
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_every_link_label_and_heading_that_is_referred_to_exists(page):
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    for _, attributes in page.elements:
        assert (attributes.get("href") or "#answers").removeprefix("#") in ids
        assert (attributes.get("aria-labelledby") or "answers") in ids
        assert (attributes.get("data-spec") or "answers") in ids


def test_every_figure_has_its_summary_as_alternative_text_and_as_words(page):
    figures = [attributes for _, attributes in page.elements if attributes.get("class") == "plot"]
    assert len(figures) == 5
    for attributes in figures:
        summary = (attributes["aria-label"] or "").removeprefix("Figure. ")
        assert len(summary) > 40
        assert summary in page.text


def luminance(color: str) -> float:
    digits = color if len(color) == 6 else "".join(c * 2 for c in color)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_text_stands_out_from_its_background(page_text):
    style = page_text[page_text.index("<style>") : page_text.index("</style>")]
    pairs = re.findall(r"[{ ]color: #(\w+); background: #(\w+);", style)
    variables = dict(re.findall(r"--(\w+): #(\w+);", style))
    pairs += [
        (variables[ink], variables.get(paper, "ffffff")) for ink in ("ink", "soft", "blue") for paper in ("tint", "")
    ]
    assert len(pairs) > 10
    for ink, paper in pairs:
        light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, paper)


def test_how_to_make_it_again_names_no_folder_of_this_machine(page, tmp_path):
    assert "mentorstats report EXPORTS --outcome" in page.text
    assert str(tmp_path.parent) not in page.text


def test_the_page_is_written_where_asked_and_folders_are_made(program, tmp_path):
    path = write_report(program, tmp_path / "new" / "page.html", answers=answers())
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_page_says_where_closeness_comes_from_what_it_means_and_what_it_could_not_place():
    program = matched([("Banking", "Insurance", 20), ("Banking", "Widgets", 20), ("Insurence", "Hotels", 12)])
    said = " ".join(closeness_notes(program))
    assert "U.S. Bureau of Labor Statistics" in said
    assert "does not say that they share customers" in said
    assert "Not placed: 32 (62 %) of 52 pairings" in said
    assert "“Insurence” as Insurance" in said
    assert "Hotels and accommodation: Ordinary hotels are missing" in said


def test_what_few_people_typed_and_industries_of_few_are_not_named():
    few = matched([("Banking", "Insurance", 20), ("Insurence", "Restaurants", 3), ("Consulting", "Banking", 2)])
    said = " ".join(closeness_notes(few))
    assert "Insurence" not in said
    assert "read by their spelling: names that few people typed, which are in problems.csv" in said
    assert "Restaurants" not in said
    assert "Consulting" not in said
    assert "Banking and lending: It shares its staffing row" in said


def test_pairings_of_a_few_mentees_that_are_not_placed_are_not_counted():
    program = matched([("Banking", "Insurance", 20)])
    rows = pd.DataFrame({"mentee_id": ["x"] * 12, "mentor_id": [f"x{n}" for n in range(12)]})
    made = load_frames(pairings=pd.concat([program.pairings, rows]), people=program.people)
    assert "Not placed: hidden number of of" not in " ".join(closeness_notes(made))
    assert "Not placed: a hidden number of 32 pairings" in " ".join(closeness_notes(made))


def test_a_number_of_unplaced_pairings_that_is_small_is_not_told():
    program = matched([("Banking", "Insurance", 20), ("Banking", "Widgets", 2)])
    assert "Not placed: fewer than 10 of 22 pairings" in " ".join(closeness_notes(program))


def test_the_table_of_industries_names_only_those_of_enough_people(program):
    found = industry_rows(program)
    assert {row.title for row in found} == {"Banking and lending"}
    assert found[0].adjacent == "none of these"
    program = matched([("Banking", "Insurance", 20), ("Banking", "Hospitals", 12), ("Banking", "Mining", 3)])
    rows = {row.title: row for row in industry_rows(program)}
    assert rows.keys() == {"Banking and lending", "Insurance", "Hospitals"}
    assert rows["Insurance"].people == "20"
    assert rows["Insurance"].adjacent.startswith("Banking and lending (0.49)")
    assert rows["Hospitals"].adjacent == "Insurance (0.26)"


def test_the_heat_map_of_the_industries_is_on_the_page_with_its_words_and_its_table():
    program = matched([("Banking", "Insurance", 20), ("Banking", "Hospitals", 12)])
    page = Tags(render_page(build_page(program, answers())))
    figures = [attributes for _, attributes in page.elements if attributes.get("class") == "plot"]
    (summary,) = [f["aria-label"] or "" for f in figures if "Similarity between the 3 industries" in str(f)]
    assert summary.removeprefix("Figure. ") in page.text
    assert "The industries of this program" in page.text


def test_the_neighborhoods_of_the_most_frequent_industries_are_on_the_page_with_tables_behind_them():
    close = build_page(matched([("Banking", "Insurance", 20), ("Banking", "Hospitals", 12)]), answers()).after[0]
    titles = [figure.title for figure in close.figures]
    assert [title.partition(" (")[0] for title in titles[1:]] == ["Close to Banking and lending", "Close to Insurance"]
    first = close.figures[1].table
    assert first is not None
    assert first.rows[0] == ("Banking and lending", "1.00", "same", "0")


def test_what_else_goes_with_the_outcome_is_told_as_exploring_with_a_table_behind_its_figures():
    made, _ = ms.simulate_program(seed=6, mentees=150, effect_sounding_board=0.5)
    part = what_else(made, outcome="career_confidence")
    assert "take what was found as a hint" in part.paragraphs[-1]
    assert all(figure.table for figure in part.figures)
    assert [figure.table.columns[0] for figure in part.figures if figure.table] == [
        "Factor",
        "Sessions a month",
        "Minutes a month",
    ]
    table, scales = part.tables
    assert scales.rows[0][0] == "belonging (final)"
    row = next(row for row in table.rows if row[0] == "Sounding board: a point more")
    assert len(row) == len(table.columns)
    assert row[1].startswith("+0.")
    assert row[-1] == "Who did well may remember the mentor kindly."


def test_declared_scales_are_on_the_page_with_how_well_they_measure():
    frames, _ = simulate_frames(seed=6, mentees=150)
    scale = {"name": "style", "items": ["sounding_board", "directive", "satisfaction"], "range": [1, 5],
             "reverse": ["directive"]}  # fmt: skip
    made = load_frames(**frames, outcome="career_confidence", scale=(scale,))
    table = what_else(made, outcome="career_confidence").tables[-1]
    assert table.rows[0][0] == "style (final)"
    assert re.fullmatch(r"-?0\.\d\d \(-?0\.\d\d to 0\.\d\d\)", table.rows[0][2])
