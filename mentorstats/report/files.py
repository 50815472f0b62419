"""The tables beside the page: findings.csv, findings.json and problems.csv."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mentorstats.formats import to_step
from mentorstats.program import Program
from mentorstats.questions.answers import Answer
from mentorstats.report.conclusions import holm, question_p_values
from mentorstats.report.format import package_version
from mentorstats.rounding import two_digits
from mentorstats.sharing import shareable
from mentorstats.text import neutralize_formulas

__all__ = ["write_findings", "write_problems"]


def write_findings(program: Program, answers: Sequence[Answer], folder: Path) -> None:
    """Write both answers as ``findings.csv`` (their tables stacked, as they may be shared) and ``findings.json``.

    The JSON also has the text of the answers, how certain they are, their checks and the p-values adjusted for two
    questions; what is missing is null.  ``OSError`` if they cannot be written.
    """
    table = pd.concat([shareable(answer.table) for answer in answers], ignore_index=True)
    table_text = neutralize_formulas(table).to_csv(index=False, lineterminator="\n")
    (folder / "findings.csv").write_text(table_text, encoding="utf-8", newline="\n")
    first = answers[0]
    findings = {
        "program": program.name,
        "outcome": first.outcome,
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
    (folder / "findings.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def write_problems(problems: pd.DataFrame, path: Path) -> None:
    """Write the problems of a program as CSV, with a mark by which spreadsheet programs recognize UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = neutralize_formulas(problems).to_csv(index=False, lineterminator="\n")
    path.write_text(text, encoding="utf-8-sig", newline="\n")


def _certainty(answer: Answer) -> dict[str, Any] | None:
    """The grade and the reasons; None where the answer settles nothing that could be certain."""
    certainty = answer.certainty
    return None if certainty is None else {"grade": certainty.grade, "reasons": list(certainty.reasons)}


def _with_null(value: Any) -> Any:
    """The value with null for what is missing or not finite, and plain numbers instead of those of numpy."""
    if isinstance(value, dict):
        return {str(key): _with_null(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_null(inner) for inner in value]
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float):
        return plain if math.isfinite(plain) else None
    return plain if isinstance(plain, (str, int, bool)) else None
