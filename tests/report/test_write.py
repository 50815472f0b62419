from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import pytest

from mentorstats.outputs import ForeignFile, UnwritableFile
from mentorstats.own_files import PAGE, own_file
from mentorstats.report.page import build_page
from mentorstats.report.write import render_page, write_report
from tests.report.makers import Tags, answers, problems, with_problems

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=https://example.org/a.png onerror=alert(1)>",
    '"><a href="javascript:alert(1)">x</a>',
    "' onmouseover='alert(1)",
    "</title></style></script><iframe src=//example.org>",
    "{{ 7 * 7 }}",
    "$\\href{javascript:alert(1)}{x}$",
)


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
    assert len(figures) == 6
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


def test_the_page_is_written_where_asked_and_folders_are_made(program, tmp_path):
    path = write_report(program, tmp_path / "new" / "page.html", answers=answers())
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_an_earlier_page_is_replaced_and_another_file_only_where_that_is_asked_for(program, tmp_path):
    path = tmp_path / "report.html"
    write_report(program, path, answers=answers())
    assert own_file(path) == PAGE
    write_report(program, path, answers=answers())
    path.write_text("<!DOCTYPE html><title>mine</title>")
    with pytest.raises(ForeignFile, match="was not made by mentorstats"):
        write_report(program, path, answers=answers())
    assert path.read_text() == "<!DOCTYPE html><title>mine</title>"
    write_report(program, path, answers=answers(), overwrite=True)
    assert own_file(path) == PAGE


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_computed(program, tmp_path):
    (tmp_path / "report.html").mkdir()
    with pytest.raises(UnwritableFile, match="a folder has this name"):
        write_report(program, tmp_path / "report.html", progress=lambda step: pytest.fail(step))


def test_nothing_that_steers_is_on_the_page(program):
    steering = "\x00\x1b[2J\x7f\x9b\u061c\u200e\u200f\u202a\u202e\u2066\u2069"
    found = problems([dict.fromkeys(("file", "column", "value", "problem", "action"), f"so{steering}so")])
    given = answers(outcome=f"so{steering}so", text=steering, checks=[(steering, steering, "fine", steering)])
    text = render_page(build_page(with_problems(program, found, name=f"so{steering}so"), given))
    assert not set(text) & set(steering) - set("[2J")
    assert not {character for character in text if ord(character) < 0x20} - {"\n", "\t"}
    specs = "".join(re.findall(r'<script type="application/json".*?</script>', text, re.DOTALL))
    assert not re.findall(r"\\u(?:00[0189][0-9a-f]|061c|200[ef]|202[a-e]|206[6-9])", specs)
    assert "<title>so[2Jso: what goes" in text
