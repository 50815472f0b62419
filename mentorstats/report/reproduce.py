"""How to make the page again: a command that works as it stands, and what was set."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mentorstats.program import Program
from mentorstats.questions.answers import Answer
from mentorstats.report.parts import Table
from mentorstats.schema.settings import Settings, written_name

__all__ = ["Again", "again"]

_PLAIN = re.compile(r"[\w.]+", re.ASCII)
# What the exports say of themselves and how they are read; values of these can be long.
_LONG = {"files", "columns", "values", "scale"}


@dataclass(frozen=True)
class Again:
    """The command, the line for ``mentorstats.toml`` that does without quotes in it, and a table of what was set."""

    command: str
    line: str
    settings: Table


def again(program: Program, answers: Sequence[Answer], *, full: bool) -> Again:
    """How to make a page of these answers again."""
    outcome = answers[0].outcome
    option = f"--outcome={shlex.quote(outcome)}" if outcome.startswith("-") else f"--outcome {shlex.quote(outcome)}"
    command = f"mentorstats report EXPORTS {option}{' --full' if full else ''}"
    line = "" if _PLAIN.fullmatch(outcome) else f"outcome = {json.dumps(outcome, ensure_ascii=False)}"
    rows = (*_chosen(program, answers), *_changed(program.settings))
    return Again(command, line, Table("What was set", ("Setting", "Here"), rows))


def _chosen(program: Program, answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    """What decides the numbers of this page, set or not."""
    settings, first = program.settings, answers[0]
    sizes = " and ".join(dict.fromkeys(f"{answer.smallest_effect:.4g}" for answer in answers))
    given = "" if settings.smallest_effect is not None else ", computed from these data"
    yield "privacy.min_people", f"{settings.min_people}"
    yield "landmark_days", f"{settings.landmark_days}"
    yield "outcome_better", first.better
    yield "smallest_effect", f"{sizes}{given}"
    yield "industry.adjacent_share", f"{settings.adjacent_share:g}"
    yield "shuffles (permutations)", f"{first.permutations:,}"
    yield "seed of the shuffles", f"{first.seed}"


def _changed(settings: Settings) -> Iterator[tuple[str, str]]:
    """Every other setting that is not as usual."""
    told = {"name", "outcome", "min_people", "landmark_days", "outcome_better", "smallest_effect", "adjacent_share"}
    for field in dataclasses.fields(settings):
        value = getattr(settings, field.name)
        usual = field.default if field.default is not dataclasses.MISSING else {}
        if field.name in told or value == usual:
            continue
        text = ", ".join(value) if isinstance(value, tuple) and field.name not in _LONG else str(value)
        yield written_name(field.name), "as in mentorstats.toml" if field.name in _LONG else text
