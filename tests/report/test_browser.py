"""The report in a real browser, with the network off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.exports.load import load_frames
from mentorstats.report.page import build_page
from mentorstats.report.write import answer_questions, render_page, write_report
from mentorstats.simulation.simulate import simulate_frames
from mentorstats.workspace import sample_exports
from tests.chromium import browser

pytestmark = pytest.mark.slow
WIDTHS = (1280, 390)
PAYLOADS = (
    "<script>window.__ran = 1</script>",
    "<img src=x onerror='window.__ran = 1'>",
    '"><a href="javascript:window.__ran=1">x</a>',
    "$\\href{javascript:window.__ran=1}{x}$",
    "</script><script>window.__ran = 1</script>",
    "=cmd|'/c calc'!A1",
    "\u202eتدريب مهني 🧑🏽‍🏫",
    "W" * 10_000,
)
# Text of the figures, and how far it reaches out of its figure's frame.
OUTSIDE = """() => [...document.querySelectorAll(".plot svg.main-svg")].flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter(t => t.textContent.trim()).map(t => {
    const box = t.getBoundingClientRect();
    const across = Math.max(frame.left - box.left, box.right - frame.right);
    return [t.textContent, Math.max(across, frame.top - box.top, box.bottom - frame.bottom)];
  }).filter(([_, out]) => out > 2);
})"""
BUTTONS = """() => [...document.querySelectorAll("[data-title], button, [title]")].map(
  e => `${e.dataset.title || ""} ${e.title || ""} ${e.textContent}`.toLowerCase())"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as running:
        yield running


def answered(program: ms.Program, folder: Path) -> Path:
    roles = ("primary", "exploratory", "naive")
    answers = [ask(program, roles=roles) for ask in (ms.adjacent_industries, ms.multiple_mentors)]
    return write_report(program, folder / "report.html", answers=answers)


@pytest.fixture(scope="module")
def sample_page(tmp_path_factory) -> Path:
    program = ms.load(sample_exports())
    answers = answer_questions(program, permutations=200)
    return write_report(program, tmp_path_factory.mktemp("sample") / "report.html", answers=answers)


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory) -> Path:
    """Every text of every table is something that somebody could have typed to do harm."""
    frames, _ = simulate_frames(seed=9, mentees=120)
    harmful = {
        name: name if n % 9 else f"{PAYLOADS[n // 9 % 7]} {n}" for n, name in enumerate(frames["people"]["person_id"])
    }
    for frame, column in (("people", "person_id"), ("pairings", "mentee_id"), ("pairings", "mentor_id"),
                          ("sessions", "mentee_id"), ("sessions", "mentor_id"), ("surveys", "person_id"),
                          ("surveys", "about_id")):  # fmt: skip
        if column in frames[frame]:
            frames[frame][column] = frames[frame][column].map(harmful).fillna(frames[frame][column])
    for frame, columns in (("people", ["job_function", "seniority"]), ("pairings", ["source", "end_reason"])):
        table = frames[frame]
        for place, column in enumerate(columns):
            values = [PAYLOADS[(row + place) % len(PAYLOADS)] for row in range(len(table))]
            frames[frame] = table = table.assign(**{column: values})
    people, pairings = frames["people"], frames["pairings"]
    industry = people["industry"].where(people.index % 7 > 0, pd.Series(PAYLOADS * 400).iloc[: len(people)].to_numpy())
    frames["people"] = people.assign(industry=industry)
    renamed = {f"Cohort {n}": PAYLOADS[n] for n in range(1, 5)}
    frames["pairings"] = pairings.assign(cohort=pairings["cohort"].map(renamed))
    frames["people"]["cohort"] = frames["people"]["cohort"].map(renamed)
    item = PAYLOADS[0]
    surveys = frames["surveys"].replace({"item": {"career_confidence": item}})
    made = load_frames(**frames | {"surveys": surveys}, outcome=item, name=PAYLOADS[1] + PAYLOADS[-1])
    # A file can be called nearly anything, and stands among the rows used and the problems.
    files = made.files.assign(file=list(islice(cycle(PAYLOADS), len(made.files))))
    named = tuple(replace(problem, file=name) for problem, name in zip(made.reported, cycle(PAYLOADS), strict=False))
    program = replace(made, files=files, reported=named)
    return answered(program, tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def full_page(tmp_path_factory) -> Path:
    """A small program with the analyses in every defensible way, of which a few are enough here."""
    program, _ = ms.simulate_program(seed=3, mentees=60)
    answers = [ask(program, roles=("primary",)) for ask in (ms.adjacent_industries, ms.multiple_mentors)]
    curve = ms.specification_curve(program, question="multiple_mentors", specifications=12, permutations=19)
    page = render_page(build_page(program, answers, curves=[curve]))
    path = tmp_path_factory.mktemp("full") / "report.html"
    path.write_text(page, encoding="utf-8")
    return path


def opened(chromium: Any, page: Path, width: int) -> tuple[Any, list[str], list[str]]:
    """The page once its figures are drawn, what it asked of a network, and what it complained about."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, offline=True)
    context.set_default_timeout(120_000)
    tab, requests, complaints = context.new_page(), [], []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    tab.goto(page.as_uri())
    tab.wait_for_function("[...document.querySelectorAll('.plot')].every(plot => plot.querySelector('.main-svg'))")
    return tab, requests, complaints


@pytest.mark.parametrize("width", WIDTHS)
def test_the_report_opens_without_a_network_and_draws_every_figure_inside_its_frame(chromium, sample_page, width):
    tab, requests, complaints = opened(chromium, sample_page, width)
    assert requests == [sample_page.as_uri()]
    assert complaints == []
    assert tab.locator(".plot").count() == tab.locator(".plot:has(svg.main-svg)").count() > 5
    assert tab.evaluate(OUTSIDE) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_a_full_page_draws_its_specification_curve_inside_its_frame(chromium, full_page, width):
    tab, requests, complaints = opened(chromium, full_page, width)
    assert requests == [full_page.as_uri()]
    assert complaints == []
    assert "analyzed in 12 ways" in tab.locator("#sure ~ figure").first.inner_text()
    assert tab.evaluate(OUTSIDE) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_the_answers_come_first_on_a_phone_and_what_cannot_be_told_is_on_the_first_screen(chromium, sample_page, width):
    tab, _, _ = opened(chromium, sample_page, width)
    tops = {name: tab.locator(name).first.bounding_box()["y"] for name in (".meaning", ".answers", ".aside")}
    assert (tops[".answers"] < tops[".meaning"]) == (width < 820)
    if width > 820:
        box = tab.locator(".aside").bounding_box()
        assert box["y"] + box["height"] <= 900


def test_there_is_no_button_that_shares_or_uploads(chromium, sample_page):
    tab, _, _ = opened(chromium, sample_page, WIDTHS[0])
    tab.locator(".plot").first.hover()
    labels = tab.evaluate(BUTTONS)
    assert labels
    assert not [label for label in labels if any(word in label for word in ("share", "cloud", "upload", "edit chart"))]


@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_exports_run_nothing_and_break_no_layout(chromium, hostile_page, width):
    tab, requests, complaints = opened(chromium, hostile_page, width)
    assert tab.evaluate("window.__ran") is None
    assert requests == [hostile_page.as_uri()]
    assert complaints == []
    assert tab.locator("a[href^='javascript']").count() == 0
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.evaluate(OUTSIDE) == []


def test_a_printed_page_shows_the_tables_that_are_folded_on_screen(chromium, sample_page):
    tab, _, _ = opened(chromium, sample_page, WIDTHS[0])
    assert tab.locator("details[open]").count() == 0
    tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert tab.locator("details[open]").count() == tab.locator("details").count() > 3
    tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert tab.locator("details[open]").count() == 0
