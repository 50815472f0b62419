"""How to make the page again: the command, and what was set."""

from __future__ import annotations

import dataclasses
import json
import math
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mentorstats.program import Program
from mentorstats.questions.answers import Answer
from mentorstats.report.parts import Table
from mentorstats.schema.settings import Settings, written_name

__all__ = ["Reproduction", "reproduce"]

_PLAIN = re.compile(r"[\w.]+", re.ASCII)
_PATHS = {"industry_aliases", "industry_similarity"}
# How exports are read; these values can be long.
_LONG = {"files", "columns", "values", "scale"}


@dataclass(frozen=True)
class Reproduction:
    """The command, a line for ``mentorstats.toml`` instead of a name that needs quotes, and a table of settings."""

    command: str
    line: str
    settings: Table


def reproduce(program: Program, answers: Sequence[Answer], *, full: bool) -> Reproduction:
    """How to make the page of these answers again."""
    outcome = answers[0].outcome
    option = f"--outcome={shlex.quote(outcome)}" if outcome.startswith("-") else f"--outcome {shlex.quote(outcome)}"
    command = f"mentorstats report EXPORTS {option}{' --full' if full else ''}"
    line = "" if _PLAIN.fullmatch(outcome) else f"outcome = {json.dumps(outcome, ensure_ascii=False)}"
    rows = (*_settings_that_matter(program, answers), *_changed_settings(program.settings))
    return Reproduction(command, line, Table("What was set", ("Setting", "Here"), rows))


def _settings_that_matter(program: Program, answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    """The settings that decide the numbers of this page, also those at their defaults."""
    settings, first = program.settings, answers[0]
    known = [answer for answer in answers if math.isfinite(answer.smallest_effect)]
    sizes = " and ".join(dict.fromkeys(answer.scale.smallest for answer in known)) or "unknown"
    origin = "" if settings.smallest_effect is not None else ", computed from these data"
    yield "privacy.min_people", f"{program.rounding.min_people}"
    yield "landmark_days", f"{settings.landmark_days}"
    yield "outcome_better", first.better
    yield "smallest_effect", f"{sizes}{origin}"
    yield "industry.adjacent_share", f"{settings.adjacent_share:g}"
    yield "shuffles (permutations)", f"{first.permutations:,}"
    yield "seed of the shuffles", f"{first.seed}"


def _changed_settings(settings: Settings) -> Iterator[tuple[str, str]]:
    """Every other setting that is not at its default."""
    listed = {"name", "outcome", "min_people", "landmark_days", "outcome_better", "smallest_effect", "adjacent_share"}
    for field in dataclasses.fields(settings):
        value = getattr(settings, field.name)
        default = field.default if field.default is not dataclasses.MISSING else {}
        if field.name in listed or value == default:
            continue
        text = ", ".join(value) if isinstance(value, tuple) and field.name not in _LONG else str(value)
        text = Path(text).name if field.name in _PATHS else text
        yield written_name(field.name), "as in mentorstats.toml" if field.name in _LONG else text
