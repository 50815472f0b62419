"""The tables beside the page: findings.csv, findings.json and problems.csv.

``problems.csv`` is exact and for whoever mends the exports; no line in it can say so, so whoever names it does.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mentorstats.formats import to_step
from mentorstats.outputs import Output, write_outputs
from mentorstats.own_files import FINDINGS, FINDINGS_JSON, PROBLEMS
from mentorstats.program import Program
from mentorstats.questions.answers import Answer
from mentorstats.report.conclusions import holm, question_p_values
from mentorstats.report.format import package_version
from mentorstats.rounding import two_digits
from mentorstats.sharing import shareable
from mentorstats.text import shown_cell, visible, visible_table

__all__ = ["findings_outputs", "problems_output", "write_findings", "write_problems"]


def write_findings(program: Program, answers: Sequence[Answer], folder: Path, *, overwrite: bool = False) -> None:
    """Write ``findings.csv`` and ``findings.json`` into a folder, both or none; errors as of ``write_outputs``."""
    write_outputs(findings_outputs(program, answers, folder), overwrite=overwrite)


def findings_outputs(program: Program, answers: Sequence[Answer], folder: Path) -> list[Output]:
    """Both answers as ``findings.csv`` (their tables stacked, as they may be shared) and ``findings.json``.

    The JSON also has the text of the answers, how certain they are, their checks and the p-values adjusted for two
    questions; what is missing is null.
    """
    table = pd.concat([shareable(answer.table) for answer in answers], ignore_index=True)
    table["outcome"] = table["outcome"].map(shown_cell)
    table_text = visible_table(table).to_csv(index=False, lineterminator="\n")
    first = answers[0]
    findings = {
        "program": shown_cell(program.name),
        "outcome": shown_cell(first.outcome),
        "unit": first.unit,
        "better": first.better,
        "smallest_effect": {
            answer.question: to_step(answer.smallest_effect, answer.step) or answer.smallest_effect
            for answer in answers
        },
        "mentorstats": package_version("mentorstats"),
        "answers": {answer.question: answer.text for answer in answers},
        "certainty": {answer.question: _certainty(answer) for answer in answers},
        "holm_p_values": {name: two_digits(p) for name, p in holm(question_p_values(answers)).items()},
        "findings": table.to_dict("records"),
        "checks": {answer.question: answer.checks.to_dict("records") for answer in answers},
    }
    text = json.dumps(_with_null(findings), ensure_ascii=False, indent=1, allow_nan=False)
    return [
        Output(folder / FINDINGS.name, table_text.encode(), FINDINGS),
        Output(folder / FINDINGS_JSON.name, f"{text}\n".encode(), FINDINGS_JSON),
    ]


def write_problems(problems: pd.DataFrame, path: Path, *, overwrite: bool = False) -> None:
    """Write the problems of a program as CSV; errors as of ``write_outputs``."""
    write_outputs([problems_output(problems, path)], overwrite=overwrite)


def problems_output(problems: pd.DataFrame, path: Path) -> Output:
    """The problems of a program as CSV, with a mark by which spreadsheet programs recognize UTF-8."""
    text = visible_table(problems).to_csv(index=False, lineterminator="\n")
    return Output(path, text.encode("utf-8-sig"), PROBLEMS)


def _certainty(answer: Answer) -> dict[str, Any] | None:
    """The grade and the reasons; None where the answer settles nothing that could be certain."""
    certainty = answer.certainty
    return None if certainty is None else {"grade": certainty.grade, "reasons": list(certainty.reasons)}


def _with_null(value: Any) -> Any:
    """The value with null for what is missing or not finite, plain numbers, and text without what nobody sees."""
    if isinstance(value, dict):
        return {visible(str(key)): _with_null(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_null(inner) for inner in value]
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float):
        return plain if math.isfinite(plain) else None
    if isinstance(plain, str):
        return visible(plain)
    return plain if isinstance(plain, (int, bool)) else None
