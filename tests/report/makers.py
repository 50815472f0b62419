"""Answers and programs written by hand, and what stands on a page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pandas as pd

from mentorstats.exports.load import load_frames
from mentorstats.formats import CORRELATION
from mentorstats.problems import Problem
from mentorstats.program import Program
from mentorstats.questions.answers import Answer
from mentorstats.questions.results import ResultRow, answer_table
from mentorstats.rounding import Rounding, steps_of

NONE = math.nan


def result(contrast: str, role: str, verdict: str = "cannot tell", **fields: Any) -> dict[str, Any]:
    """The fields of a row of an answer; numbers that are not given are missing."""
    about = {"contrast": contrast, "role": role, "method": "mixed model", "n_mentees": 301, "n_mentors": 104}
    return about | {"verdict": verdict} | fields


ADJACENT = (
    result("adjacent - same", "primary", "better",
           estimate=0.472, conf_low=0.221, conf_high=0.723, p_value=0.0003, df=201.0),
    result("adjacent - distant", "primary", estimate=0.113, conf_low=-0.134, conf_high=0.361, p_value=0.37, df=198.0),
    result("adjacent is best", "primary", p_value=0.03),
    result("similarity", "naive", "", method="pair rows, correlation",
           estimate=-0.081, conf_low=-0.17, conf_high=0.01, p_value=0.09, df=440.0, unit=CORRELATION),
)  # fmt: skip
SEVERAL = (result("2+ - 1", "primary", estimate=0.031, conf_low=-0.14, conf_high=0.2, p_value=0.02, df=250.0),)


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


def answer(
    question: str, rows: Sequence[dict[str, Any]], *, text: str = "It is so.\n\nHere is why.", **given
) -> Answer:
    outcome, unit = given.pop("outcome", "career_confidence"), given.setdefault("unit", "points")
    rounding = given.setdefault("rounding", Rounding())
    steps = steps_of(4.0, yes_no=unit == "percentage points")
    results = tuple(ResultRow(question, outcome, **row) for row in rows)
    checks = given.pop("checks", [("missing finals", "16 %", "caution", "One in six has no final score.")])
    return Answer(
        question=question,
        outcome=outcome,
        table=answer_table(results, rounding=rounding, steps=steps),
        results=results,
        text=text,
        checks=pd.DataFrame(checks, columns=pd.Index(["check", "result", "status", "meaning"])),
        **{"step": steps.fine, "smallest_effect": 0.2, "better": "higher", "rows": pd.DataFrame(), **given},
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


def problems(rows: list[dict[str, Any]]) -> tuple[Problem, ...]:
    usual = {"rule": "odd", "severity": "note", "problem": "odd", "action": "mend", "file": "a.csv", "line": 2}
    return tuple(Problem(**usual | {"column": "score", "value": "x"} | row) for row in rows)


def with_problems(program: Program, found: tuple[Problem, ...], *, name: str | None = None) -> Program:
    return replace(program, reported=found, name=name or program.name)
