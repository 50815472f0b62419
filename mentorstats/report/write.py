"""One self-contained HTML file that a program lead can open, print and bring to a meeting.

The file needs no network: its scripts are inside it.  Its content-security policy allows only these scripts, by their
hash, so that text from an export that looks like a script cannot run.  What the page says is built in ``page``; here
it becomes HTML.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from mentorstats import charts
from mentorstats.analyses.specification import SpecificationCurve, specification_curve
from mentorstats.errors import PlainError, UnusableExports
from mentorstats.program import Program
from mentorstats.questions.answers import Answer, adjacent_industries, multiple_mentors
from mentorstats.questions.contrasts import QUESTIONS
from mentorstats.questions.robustness import PERMUTATIONS
from mentorstats.report.glossary import linker
from mentorstats.report.page import METHODS, Page, build_page
from mentorstats.text import capitalize, no_listener, shorten

__all__ = ["answer_questions", "render_page", "write_report"]

_NAME_LENGTH = 120


class UnwritableFile(OSError, PlainError):
    """A file cannot be written; the message says which and why."""

    def __str__(self) -> str:
        return f"{self.filename} cannot be written: {self.strerror}"


def answer_questions(
    program: Program,
    *,
    outcome: str | None = None,
    permutations: int = PERMUTATIONS,
    progress: Callable[[str], None] = no_listener,
) -> tuple[Answer, Answer]:
    """Answer both questions, in the order of the page; ``progress`` is called with each step."""
    options: dict[str, Any] = {"outcome": outcome, "permutations": permutations, "progress": progress}
    return adjacent_industries(program, **options), multiple_mentors(program, **options)


def write_report(
    program: Program,
    path: str | Path,
    *,
    outcome: str | None = None,
    answers: Sequence[Answer] | None = None,
    full: bool = False,
    progress: Callable[[str], None] = no_listener,
) -> Path:
    """Write the report as one HTML file that opens anywhere, without a network, and return its path.

    ``answers`` are those of ``answer_questions``, made here unless given.  With ``full`` the page also has the
    specification curves of both questions, which take some seconds.  Missing folders are made.
    ``OSError`` if the file cannot be written; else the errors of the questions.
    """
    path = Path(path)
    answers = answers or answer_questions(program, outcome=outcome, progress=progress)
    curves = curves_of(program, answers, progress=progress) if full else ()
    progress("writing the page")
    page = render_page(build_page(program, answers, curves=curves))
    write_page(page, path)
    return path


def write_page(page: str, path: Path) -> None:
    """Write a page; ``UnwritableFile`` if that cannot be done, with the reason."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UnwritableFile(error.errno, error.strerror, error.filename) from None


def curves_of(
    program: Program, answers: Sequence[Answer], *, progress: Callable[[str], None] = no_listener
) -> list[SpecificationCurve]:
    """The specification curve of the first comparison of each answer; none if there is no model."""
    curves = []
    for answer in answers:
        progress(f"{QUESTIONS[answer.question].title}: analyzing in every defensible way")
        with contextlib.suppress(UnusableExports):
            curves.append(specification_curve(program, question=answer.question, outcome=answer.outcome))
    return curves


def render_page(page: Page) -> str:
    """The page as HTML, with everything it needs inside."""
    environment = _environment()
    embedded = {name: Markup(_rendered(environment, name)) for name in ("style.css", "draw.js")}
    return environment.get_template("report.html").render(
        page=page,
        methods=METHODS,
        linked=linker(page.glossary),
        style=embedded["style.css"],
        draw=embedded["draw.js"],
        plotly_js=Markup(_plotly_js()),
        config=json.dumps(charts.CONFIG),
    )


def _rendered(environment: Environment, name: str) -> str:
    """A file of our own that goes into the page as it is; only text from exports is escaped."""
    return environment.get_template(name).render()


def _json_for_html(text: str) -> Markup:
    """JSON that no HTML parser can mistake for an end of its script element."""
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _script_hash(script: str) -> str:
    """The source expression by which a content-security policy allows exactly this script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


@cache
def _plotly_js() -> str:
    return get_plotlyjs().replace("\r", "").replace("</script", "<\\/script")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mentorstats.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "script_hash": _script_hash,
        "json_for_html": _json_for_html,
        "capital": capitalize,
        "short": partial(shorten, length=_NAME_LENGTH),
    }
    return environment
