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
import re
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from mentorstats import charts
from mentorstats.analyses.specification import SpecificationCurve, specification_curve
from mentorstats.errors import UnusableExports
from mentorstats.outputs import Output, check_places, write_outputs
from mentorstats.own_files import PAGE, PAGE_MARK
from mentorstats.program import Program
from mentorstats.questions.answers import Answer, adjacent_industries, multiple_mentors
from mentorstats.questions.contrasts import QUESTIONS
from mentorstats.questions.robustness import PERMUTATIONS
from mentorstats.report.glossary import linker
from mentorstats.report.page import METHODS, Page, build_page
from mentorstats.text import capitalize, no_listener, shorten, visible

__all__ = ["answer_questions", "page_output", "render_page", "write_report"]

_NAME_LENGTH = 120


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
    overwrite: bool = False,
    progress: Callable[[str], None] = no_listener,
) -> Path:
    """Write the report as one HTML file that opens anywhere, without a network, and return its path.

    ``answers`` are those of ``answer_questions``, made here unless given.  With ``full`` the page also has the
    specification curves of both questions, which take some seconds.  Missing folders are made.
    An earlier page is replaced, another file only with ``overwrite``; it is whole or not there.
    ``ForeignFile`` (a ``ValueError``) where another file is in its place, ``OSError`` if it cannot be written; else the
    errors of the questions.
    """
    path = Path(path)
    check_places([(path, PAGE)], overwrite=overwrite)
    answers = answers or answer_questions(program, outcome=outcome, progress=progress)
    write_outputs([page_output(program, path, answers=answers, full=full, progress=progress)], overwrite=overwrite)
    return path


def page_output(
    program: Program,
    path: Path,
    *,
    answers: Sequence[Answer],
    full: bool = False,
    progress: Callable[[str], None] = no_listener,
) -> Output:
    """The page of these answers, to be written to ``path``."""
    curves = curves_of(program, answers, progress=progress) if full else ()
    progress("writing the page")
    page = render_page(build_page(program, answers, curves=curves))
    return Output(path, page.encode(), PAGE)


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
        mark=Markup(PAGE_MARK),
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
    # Its few control characters stand in texts, where an escape means the same.
    script = get_plotlyjs().replace("\r", "").replace("</script", "<\\/script")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", lambda control: f"\\x{ord(control[0]):02x}", script)


def _seen(value: Any) -> Any:
    """What an expression of the template becomes on the page: whatever text it is, without what nobody sees."""
    if not isinstance(value, str):
        return value
    return Markup(visible(value)) if isinstance(value, Markup) else visible(value)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mentorstats.report"),
        autoescape=True,
        finalize=_seen,
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
