"""The two questions, answered: do adjacent industries, do several mentors, go with better outcomes here?

Each answer is a table of contrasts, the checks made before answering, and sentences.  The primary rows come from
the multiple-membership model; the naive rows are what a spreadsheet would say, shown to compare and to teach.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import stats

from mentorstats.errors import PlainError
from mentorstats.formats import InWords, Scale
from mentorstats.models.equivalence import detectable
from mentorstats.models.fit import JointTest
from mentorstats.program import Program
from mentorstats.questions import contrasts, sentences
from mentorstats.questions.checks import checks_table
from mentorstats.questions.contrasts import (
    ADJACENCY,
    FEWEST,
    IN_TURN,
    IN_TURN_CONTRAST,
    NUMBER,
    TABLE_COLUMNS,
    UNPLACED,
    Row,
)
from mentorstats.questions.model import Asked, ask
from mentorstats.questions.naive import naive_rows
from mentorstats.questions.robustness import PERMUTATIONS, robustness_rows
from mentorstats.questions.sensitivity import sensitivity_rows
from mentorstats.questions.sentences import Finding

__all__ = ["Answer", "adjacent_industries", "multiple_mentors"]

ROLES = ("primary", "exploratory", "robustness", "sensitivity", "naive")
METHOD = "multiple-membership model"
NAMES = {ADJACENCY: "adjacent industries", NUMBER: "several mentors"}


def _unheard(step: str) -> None:
    """Where nobody listens to what is being done."""


@dataclass(frozen=True, eq=False, repr=False)
class Answer(InWords):
    """An answer: ``text`` in words, ``table`` of contrasts, ``checks`` made before answering.

    ``checks`` has check, result, status (fine, note, caution, stop) and meaning; ``rows`` are what was compared;
    ``smallest_effect`` is in ``unit``; ``better`` says which end of the outcome is the good one.  Where an exact
    number of mentees would tell of a few, ``n_mentees`` in the table is ``rounded``, and so is ``n_mentors`` with
    ``mentors_rounded``; rows that test the answer have both in tens, and few are missing.  ``permutations`` and
    ``seed`` are those it was asked with.
    """

    question: str
    outcome: str
    table: pd.DataFrame
    text: str
    checks: pd.DataFrame
    unit: str
    smallest_effect: float
    better: str
    rows: pd.DataFrame
    rounded: bool = field(default=False, kw_only=True)
    mentors_rounded: bool = field(default=False, kw_only=True)
    permutations: int = field(default=PERMUTATIONS, kw_only=True)
    seed: int = field(default=1, kw_only=True)


def adjacent_industries(
    program: Program,
    *,
    outcome: str | None = None,
    roles: Sequence[str] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = 1,
    progress: Callable[[str], None] = _unheard,
) -> Answer:
    """Do mentors from adjacent industries go with better outcomes than those from one's own or distant ones?

    ``outcome`` is a survey item; ``roles`` limits the rows computed (primary, exploratory, robustness, sensitivity,
    naive);
    ``permutations`` and ``seed`` are those of the rows that shuffle.  Estimates are in the outcome's points, or
    percentage points for a yes/no outcome.  ``progress`` is told each step.
    ``UnusableExports`` where nothing can be compared.
    """
    wanted = _checked_roles(roles)
    progress(f"{NAMES[ADJACENCY]}: comparing")
    asked = ask(program, ADJACENCY, outcome=outcome)
    found = [_finding(asked, name, sides) for name, sides in asked.contrasts.items()]
    best = _best(found[0], found[1], asked.scale)
    rows = [("primary", finding) for finding in (*found, best)]
    return _answer(asked, rows, found, best, roles=wanted, permutations=permutations, seed=seed, progress=progress)


def multiple_mentors(
    program: Program,
    *,
    outcome: str | None = None,
    roles: Sequence[str] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = 1,
    progress: Callable[[str], None] = _unheard,
) -> Answer:
    """Do several mentors at the same time go with better outcomes than one?

    Several means two or more whose pairings overlap by 14 days before the landmark; one after another only is a
    group of its own.  Options, units and errors are those of ``adjacent_industries``.
    """
    wanted = _checked_roles(roles)
    progress(f"{NAMES[NUMBER]}: comparing")
    asked = ask(program, NUMBER, outcome=outcome)
    found = [_finding(asked, name, sides) for name, sides in asked.contrasts.items()]
    rows = [("primary", found[0])]
    if asked.comparison.counts[IN_TURN]:
        rows += [("exploratory", _finding(asked, name, sides)) for name, sides in IN_TURN_CONTRAST.items()]
    return _answer(asked, rows, found, None, roles=wanted, permutations=permutations, seed=seed, progress=progress)


def _checked_roles(roles: Sequence[str] | None) -> tuple[str, ...]:
    if roles is None:
        return ROLES
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise PlainError(f"roles has {unknown[0]!r}; expected some of {', '.join(ROLES)}")
    return tuple(roles)


def _finding(asked: Asked, name: str, sides: tuple[str, str]) -> Finding:
    one, other = contrasts.sides(name, dated=asked.part.dated)
    weights = asked.weights(sides)
    if asked.fit is None:
        return Finding(name, one, other, refusal=asked.refusal)
    if weights is None:
        few = min(sides, key=lambda side: asked.comparison.counts[side])
        least = asked.program.settings.min_people
        who = sentences.numbered(asked.comparison.counts[few], asked.noun, least)
        had = contrasts.exposure(few, dated=asked.part.dated)
        needed = f"{who} had {had}, and {FEWEST} are needed, so more of them would help"
        return Finding(name, one, other, refusal=needed)
    row, narrow = asked.fit.contrast(weights), asked.fit.contrast(weights, level=0.90)
    return Finding(
        name, one, other, row["estimate"], row["conf_low"], row["conf_high"], narrow["conf_low"], narrow["conf_high"],
        detectable(row["std_error"], row["df"]), row["std_error"], row["df"], row["p_value"],
    )  # fmt: skip


def _best(over_same: Finding, over_distant: Finding, scale: Scale) -> Finding:
    """Adjacent beats both (an intersection-union test): as sure as the less sure of its two comparisons.

    The estimate is the smaller lead; p is the larger of the two one-sided ones.
    """
    both = (over_same, over_distant)
    name, words = "adjacent is best", contrasts.sides("adjacent is best", dated=True)
    refusal = next((finding.refusal for finding in both if finding.refusal), "")
    if refusal:
        return Finding(name, *words, refusal=refusal)
    sign = 1.0 if scale.better == "higher" else -1.0
    pick = min if scale.better == "higher" else max
    return Finding(
        name,
        *words,
        estimate=pick(finding.estimate for finding in both),
        low=pick(finding.low for finding in both),
        high=pick(finding.high for finding in both),
        p_value=max(float(stats.t.sf(sign * f.estimate / f.std_error, f.df)) for f in both),
    )


def _answer(
    asked: Asked, rows: list[tuple[str, Finding]], primary: list[Finding], best: Finding | None, *,
    roles: tuple[str, ...], permutations: int, seed: int, progress: Callable[[str], None],
) -> Answer:  # fmt: skip
    return Answer(
        question=asked.question,
        outcome=asked.part.outcome,
        table=pd.DataFrame(
            _records(asked, rows, roles=roles, permutations=permutations, seed=seed, progress=progress),
            columns=list(TABLE_COLUMNS),
        ).astype({"n_mentees": "Int64", "n_mentors": "Int64"}),
        text=_text(asked, primary, best),
        checks=checks_table(asked, joint=_joint(asked)),
        unit=asked.scale.unit,
        smallest_effect=asked.scale.smallest_effect,
        better=asked.scale.better,
        rows=asked.comparison.rows.drop(columns="group"),
        rounded=asked.told.rounded,
        mentors_rounded=asked.told_mentors[1],
        permutations=permutations,
        seed=seed,
    )  # fmt: skip


def _records(
    asked: Asked,
    rows: list[tuple[str, Finding]],
    *,
    roles: tuple[str, ...],
    permutations: int,
    seed: int,
    progress: Callable[[str], None],
) -> list[Row]:
    """The rows of the answer's table that are wanted."""
    records = [_record(asked, role, finding) for role, finding in rows if role in roles]
    if "robustness" in roles:
        progress(f"{NAMES[asked.question]}: answering in other ways")
        records += robustness_rows(asked, permutations=permutations, seed=seed)
    if "sensitivity" in roles:
        progress(f"{NAMES[asked.question]}: what if something were otherwise")
        records += sensitivity_rows(asked, seed=seed)
    if "naive" in roles:
        about = {"question": asked.question, "outcome": asked.part.outcome, "role": "naive", "verdict": ""}
        naive = naive_rows(asked.part, question=asked.question, yes_no=asked.comparison.yes_no)
        records += [
            about | row | asked.people(row["n_mentees"], row["n_mentors"], row["df"], role="naive") for row in naive
        ]
    return records


def _record(asked: Asked, role: str, finding: Finding) -> Row:
    verdict = sentences.verdict_of(finding, asked.scale) if role == "primary" else ""
    numbers = {"estimate": finding.estimate, "conf_low": finding.low, "conf_high": finding.high,
               "p_value": finding.p_value, "df": finding.df}  # fmt: skip
    return asked.row(finding.contrast, METHOD, numbers, role=role, verdict=verdict)


def _joint(asked: Asked) -> JointTest | None:
    """The adjacency question's own test: are the same, the adjacent and the distant all alike?"""
    if asked.question != ADJACENCY or asked.fit is None:
        return None
    rows = [asked.weights(asked.contrasts[name]) for name in ("adjacent - same", "distant - same")]
    if any(row is None for row in rows):
        return None
    return asked.fit.joint_test(np.array(rows))


def _text(asked: Asked, primary: list[Finding], best: Finding | None) -> str:
    comparison = asked.comparison
    teams = len(comparison.rows) if comparison.group_is_row else None
    has_baseline = bool(comparison.rows["baseline"].notna().any())
    unplaced = comparison.left_out.get(UNPLACED, 0)
    least = asked.program.settings.min_people
    paragraphs = [
        *_said(asked, primary, best),
        sentences.compared(asked.told.sentence, asked.mentors_sentence, asked.told.left_out, teams=teams),
        sentences.untold(
            asked.question, dated=asked.part.dated, has_baseline=has_baseline, unplaced=unplaced, min_people=least
        ),
        sentences.caution(comparison.adjustment.kept),
    ]
    return "\n\n".join(filter(None, paragraphs))


def _said(asked: Asked, primary: list[Finding], best: Finding | None) -> list[str]:
    """The short answer, the sizes, and how far the program can see."""
    scale, refusal = asked.scale, asked.refusal
    if refusal:
        return [sentences.refused(asked.question, refusal)]
    short, further = primary[:2], primary[2:]
    sizes = [sentences.size_sentence(finding, scale) for finding in short]
    if best is not None and not best.refusal:
        behind = [finding.other for finding in short if sentences.verdict_of(finding, scale) != "better"]
        sizes.append(sentences.best_sentence(sentences.verdict_of(best, scale), behind))
    for finding in further:
        sizes += [sentences.short_answer([finding], scale), sentences.size_sentence(finding, scale)]
    paragraphs = [sentences.short_answer(short, scale), " ".join(sizes)]
    unsure = [f for f in primary if sentences.verdict_of(f, scale) == "cannot tell" and not f.refusal]
    if unsure:
        paragraphs.append(
            sentences.help_sentence(unsure, scale, len(asked.comparison.rows), people=asked.told_rows, noun=asked.noun)
        )
    return paragraphs
