"""The two questions, answered: do adjacent industries, do several mentors, go with better outcomes here?

Each answer is a table of contrasts, the checks made before answering, and sentences.  The primary rows come from
the multiple-membership model; the naive rows are what a spreadsheet would say, shown to compare and to teach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from mentorstats import wording
from mentorstats.checks import FEWEST, checks_table
from mentorstats.comparison import AT_ONCE, IN_TURN, Comparison, compare, number_exposures, share_exposures
from mentorstats.loading import Program
from mentorstats.measures import Participations, participations
from mentorstats.models.mixed import (
    IndistinctError,
    JointTest,
    MultipleMembershipFit,
    NoMaximumError,
    fit_multiple_membership,
)
from mentorstats.naive import naive_rows
from mentorstats.wording import Finding, Scale

__all__ = ["TABLE_COLUMNS", "Answer", "adjacent_industries", "multiple_mentors"]

TABLE_COLUMNS = (
    "question", "outcome", "contrast", "role", "method", "estimate", "conf_low", "conf_high",
    "p_value", "df", "n_mentees", "n_mentors", "verdict",
)  # fmt: skip
ROLES = ("primary", "exploratory", "naive")
METHOD = "multiple-membership model"
UNPLACED = "no mentor whose industry is known"
POWER = 0.80

_ADJACENCY = {"adjacent - same": ("adjacent", "same"), "adjacent - distant": ("adjacent", "distant"),
              "distant - same": ("distant", "same")}  # fmt: skip
_NUMBER = {"2+ - 1": (AT_ONCE, "one"), "one after another - 1": (IN_TURN, "one")}


@dataclass(frozen=True, eq=False, repr=False)
class Answer:
    """An answer: ``text`` in words, ``table`` of contrasts, ``checks`` made before answering.

    ``checks`` has check, result, status (fine, note, caution, stop) and meaning; ``rows`` are what was compared;
    ``smallest_effect`` is in ``unit``; ``better`` says which end of the outcome is the good one.
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

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        """The text as a notebook shows it, with nothing in it read as markup."""
        return wording.plain_markdown(self.text)


@dataclass(frozen=True, eq=False)
class _Fitted:
    """A comparison with its model, or why there is none."""

    comparison: Comparison
    fit: MultipleMembershipFit | None
    refusal: str
    note: str

    def weights(self, contrast: tuple[str, str]) -> np.ndarray | None:
        """The contrast as a weighting of the coefficients; None where a side has too few rows."""
        if self.fit is None or any(self.comparison.counts[side] < FEWEST for side in contrast):
            return None
        columns = list(self.comparison.design.columns)
        row = np.zeros(len(columns))
        for side, sign in zip(contrast, (1.0, -1.0), strict=True):
            if side != self.comparison.reference:
                row[columns.index(side)] = sign
        return row


def adjacent_industries(program: Program, *, outcome: str | None = None, roles: Sequence[str] | None = None) -> Answer:
    """Do mentors from adjacent industries go with better outcomes than those from one's own or distant ones?

    ``outcome`` is a survey item; ``roles`` limits the rows computed (primary, naive).  Estimates are in the
    outcome's points, or percentage points for a yes/no outcome.  ``UnusableExports`` where nothing can be compared.
    """
    wanted = _checked_roles(roles)
    part = participations(program, outcome=outcome)
    reasons = part.table["left_out"].mask((part.table["left_out"] == "") & (part.table["share_unknown"] >= 1), UNPLACED)
    fitted = _fit(compare(part, share_exposures(part.table), left_out=reasons, sector=program.industries.sector))
    scale = _scale(program, part, fitted.comparison)
    found = {name: _finding(fitted, part, name, sides) for name, sides in _ADJACENCY.items()}
    best = _best(found["adjacent - same"], found["adjacent - distant"], scale)
    rows = [("primary", METHOD, finding) for finding in (*found.values(), best)]
    return _answer(_Asked(program, "adjacent_industries", part, fitted, scale, wanted), rows, [*found.values()], best)


def multiple_mentors(program: Program, *, outcome: str | None = None, roles: Sequence[str] | None = None) -> Answer:
    """Do several mentors at the same time go with better outcomes than one?

    Several means two or more whose pairings overlap by 14 days before the landmark; one after another only is a
    group of its own.  Options, units and errors are those of ``adjacent_industries``.
    """
    wanted = _checked_roles(roles)
    part = participations(program, outcome=outcome)
    unclear = (part.table["left_out"] == "") & (part.table["several"] == "unclear")
    reasons = part.table["left_out"].mask(unclear, "unclear whether mentors were there at the same time")
    fitted = _fit(compare(part, number_exposures(part.table), left_out=reasons, sector=program.industries.sector))
    scale = _scale(program, part, fitted.comparison)
    found = {name: _finding(fitted, part, name, sides) for name, sides in _NUMBER.items()}
    rows = [("primary", METHOD, found["2+ - 1"])]
    if fitted.comparison.counts[IN_TURN]:
        rows.append(("exploratory", METHOD, found["one after another - 1"]))
    return _answer(_Asked(program, "multiple_mentors", part, fitted, scale, wanted), rows, [found["2+ - 1"]], None)


def _checked_roles(roles: Sequence[str] | None) -> tuple[str, ...]:
    if roles is None:
        return ROLES
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise ValueError(f"roles has {unknown[0]!r}; expected some of {', '.join(ROLES)}")
    return tuple(roles)


def _fit(comparison: Comparison) -> _Fitted:
    """Fit the model; a membership that cannot be told from the rest is left out, and said."""
    if len(comparison.rows) <= comparison.design.shape[1] + 1:
        return _Fitted(comparison, None, f"only {_rows_in_words(comparison)} can be compared", "")
    if comparison.rows["final"].nunique() < 2:
        return _Fitted(comparison, None, "every outcome is the same", "")
    if comparison.tied:
        names = ", ".join(comparison.tied)
        return _Fitted(
            comparison,
            None,
            f"{names} cannot be told apart from {' or '.join(comparison.adjustment.kept)}",
            "",
        )
    memberships, note = dict(comparison.memberships), ""
    while True:
        try:
            fit = fit_multiple_membership(comparison.rows["final"], comparison.design, memberships=memberships)
            return _Fitted(comparison, fit, "", note)
        except IndistinctError as error:
            memberships.pop(error.membership)
            note = f"{error.membership} effects cannot be told from the rest here and are part of it"
        except NoMaximumError:
            explained = (
                "mentors or teams explain every difference between the outcomes, and nothing is left to judge by"
            )
            return _Fitted(comparison, None, explained, "")


def _rows_in_words(comparison: Comparison) -> str:
    return wording.counted(len(comparison.rows), "team" if comparison.group_is_row else "mentee")


def _scale(program: Program, part: Participations, comparison: Comparison) -> Scale:
    given = program.settings.smallest_effect
    usual = 5.0 if comparison.yes_no else 0.2 * comparison.spread
    outcome = part.outcome.replace("_", " ")
    return Scale(
        outcome=f"the share of “{outcome}”" if comparison.yes_no else outcome,
        unit="percentage points" if comparison.yes_no else "points",
        better=program.settings.outcome_better,
        smallest_effect=usual if given is None else given,
    )


def _finding(fitted: _Fitted, part: Participations, name: str, sides: tuple[str, str]) -> Finding:
    one, other = wording.sides(name, dated=part.dated)
    weights = fitted.weights(sides)
    if fitted.fit is None:
        return Finding(name, one, other, refusal=fitted.refusal)
    if weights is None:
        few = min(sides, key=lambda side: fitted.comparison.counts[side])
        noun = "team" if fitted.comparison.group_is_row else "mentee"
        who = wording.counted(fitted.comparison.counts[few], noun)
        needed = f"only {who} had {wording.exposure(few, dated=part.dated)}, and {FEWEST} are needed"
        return Finding(name, one, other, refusal=needed)
    row, narrow = fitted.fit.contrast(weights), fitted.fit.contrast(weights, level=0.90)
    reach = float(stats.t.ppf(0.975, row["df"]) + stats.t.ppf(POWER, row["df"]))
    return Finding(
        name, one, other, row["estimate"], row["conf_low"], row["conf_high"], narrow["conf_low"], narrow["conf_high"],
        reach * row["std_error"], row["std_error"], row["df"], row["p_value"],
    )  # fmt: skip


def _best(over_same: Finding, over_distant: Finding, scale: Scale) -> Finding:
    """Adjacent beats both (an intersection-union test): as sure as the less sure of its two comparisons.

    The estimate is the smaller lead; p is the larger of the two one-sided ones.
    """
    both = (over_same, over_distant)
    name, words = "adjacent is best", wording.sides("adjacent is best", dated=True)
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


@dataclass(frozen=True, eq=False)
class _Asked:
    """A question with all that its answer is made of."""

    program: Program
    question: str
    part: Participations
    fitted: _Fitted
    scale: Scale
    roles: tuple[str, ...]


def _answer(
    asked: _Asked, rows: list[tuple[str, str, Finding]], primary: list[Finding], best: Finding | None
) -> Answer:
    comparison = asked.fitted.comparison
    people = {"n_mentees": int(comparison.rows["mentees"].sum()), "n_mentors": comparison.mentors}
    about = {"question": asked.question, "outcome": asked.part.outcome}
    records = [
        about | {"contrast": f.contrast, "role": role, "method": method, "estimate": f.estimate, "conf_low": f.low,
                 "conf_high": f.high, "p_value": f.p_value, "df": f.df, **people,
                 "verdict": wording.verdict_of(f, asked.scale) if role == "primary" else ""}
        for role, method, f in rows
        if role in asked.roles
    ]  # fmt: skip
    if "naive" in asked.roles:
        naive = naive_rows(asked.part, question=asked.question, yes_no=comparison.yes_no)
        records += [about | {"role": "naive", "verdict": ""} | row for row in naive]
    return Answer(
        question=asked.question,
        outcome=asked.part.outcome,
        table=pd.DataFrame(records, columns=list(TABLE_COLUMNS)),
        text=_text(asked, primary, best),
        checks=checks_table(
            asked.part, comparison, asked.fitted.fit, asked.fitted.note, joint=_joint(asked),
            industries=asked.program.industries if asked.question == "adjacent_industries" else None,
        ),
        unit=asked.scale.unit,
        smallest_effect=asked.scale.smallest_effect,
        better=asked.scale.better,
        rows=comparison.rows.drop(columns="group"),
    )  # fmt: skip


def _joint(asked: _Asked) -> JointTest | None:
    """The adjacency question's own test: are the same, the adjacent and the distant all alike?"""
    if asked.question != "adjacent_industries":
        return None
    rows = [asked.fitted.weights(sides) for sides in (_ADJACENCY["adjacent - same"], _ADJACENCY["distant - same"])]
    if asked.fitted.fit is None or any(row is None for row in rows):
        return None
    return asked.fitted.fit.joint_test(np.array(rows))


def _text(asked: _Asked, primary: list[Finding], best: Finding | None) -> str:
    comparison = asked.fitted.comparison
    teams = len(comparison.rows) if comparison.group_is_row else None
    has_baseline = bool(comparison.rows["baseline"].notna().any())
    unplaced = comparison.left_out.get(UNPLACED, 0)
    paragraphs = [
        *_said(asked, primary, best),
        wording.compared(int(comparison.rows["mentees"].sum()), comparison.mentors, comparison.left_out, teams=teams),
        wording.untold(asked.question, dated=asked.part.dated, has_baseline=has_baseline, unplaced=unplaced),
        wording.caution(comparison.adjustment.kept),
    ]
    return "\n\n".join(filter(None, paragraphs))


def _said(asked: _Asked, primary: list[Finding], best: Finding | None) -> list[str]:
    """The short answer, the sizes, and how far the program can see."""
    scale, refusal = asked.scale, asked.fitted.refusal
    if refusal:
        return [wording.refused(asked.question, refusal)]
    short, further = primary[:2], primary[2:]
    sizes = [wording.size_sentence(finding, scale) for finding in short]
    if best is not None and not best.refusal:
        behind = [finding.other for finding in short if wording.verdict_of(finding, scale) != "better"]
        sizes.append(wording.best_sentence(wording.verdict_of(best, scale), behind))
    for finding in further:
        sizes += [wording.short_answer([finding], scale), wording.size_sentence(finding, scale)]
    paragraphs = [wording.short_answer(short, scale), " ".join(sizes)]
    unsure = [f for f in primary if wording.verdict_of(f, scale) == "cannot tell" and not f.refusal]
    if unsure:
        noun = "team" if asked.fitted.comparison.group_is_row else "mentee"
        paragraphs.append(wording.help_sentence(unsure, scale, len(asked.fitted.comparison.rows), noun))
    return paragraphs
