"""The conclusions: how sure the answers are, given that two questions were asked, and what stays open."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from mentorstats import charts
from mentorstats.questions.answers import Answer
from mentorstats.questions.contrasts import QUESTIONS
from mentorstats.report.format import equals, p_text
from mentorstats.report.question import QuestionSection
from mentorstats.sharing import shareable
from mentorstats.text import capitalize

__all__ = ["cannot_tell", "holm", "how_sure", "question_p_values"]

_USUAL_LIMIT = 0.05
# What a check that warns leaves open, in a line; ``{result}`` is its result.
CAUTIONS = {
    "final answers": "How those fared who have no final answer that counts (answers: {result}).",
    "final answers by side": "Whether those who did not answer make the difference: the sides answer unequally.",
    "how alike the sides are": "Whether like is compared with like: the sides differed before, and are evened out.",
    "how alike the sides are in what is not adjusted for": "Whether what differed before makes it; too few to tell.",
    "spread of the sides": "How sure it is, where one side spreads more widely: {result}.",
    "difference among mentees of one mentor": "Whether it is the match or the mentor: within mentors it is another.",
    "explained by other columns": "Whether it is what decides who has which mentors ({result}).",
    "mentees without a counterpart": "How {result} of the mentees compare: their round has nobody of the other side.",
    "adjusted for": "Whether the sides differed from the start: nothing could be evened out.",
    "not adjusted for": "Whether this makes the difference, with too few people to tell: {result}.",
    "score before": "Who improved: there is no score from before.",
    "dates of pairings": "Who had several mentors at the same time: pairings have no dates.",
    "adjacent through a hub industry": "Whether closeness counts: {result} are with an industry close to most.",
}


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """P-values adjusted for their number (Holm 1979, Scand. J. Stat. 6); missing ones do not count.

    >>> holm({"one": 0.01, "two": 0.04, "three": float("nan")})
    {'one': 0.02, 'two': 0.04, 'three': nan}
    """
    adjusted = dict.fromkeys(p_values, math.nan)
    known = sorted((p, name) for name, p in p_values.items() if not math.isnan(p))
    highest = 0.0
    for rank, (p, name) in enumerate(known):
        highest = max(highest, min(1.0, p * (len(known) - rank)))
        adjusted[name] = highest
    return adjusted


def question_p_values(answers: Sequence[Answer]) -> dict[str, float]:
    """One p-value a question, unadjusted; missing if the question could not be tested."""
    p_values = {}
    for answer in answers:
        headline = QUESTIONS[answer.question].headline.name
        of_headline = (answer.table["contrast"] == headline) & (answer.table["role"] == "primary")
        shown = shareable(answer.table[of_headline])["p_value"].notna()
        rows = answer.table.loc[of_headline, "p_value"][shown]
        p_values[answer.question] = float(rows.iloc[0]) if len(rows) else math.nan
    return p_values


def how_sure(p_values: Mapping[str, float]) -> tuple[str, ...]:
    """The p-values of the two questions, adjusted for asking two, in words."""
    lines = []
    for question, adjusted in holm(p_values).items():
        if math.isnan(adjusted):
            lines.append(f"{QUESTIONS[question].claim}: this could not be tested with these exports.")
            continue
        rarer = "rarer" if adjusted < _USUAL_LIMIT else "not rarer"
        lines.append(
            f"{QUESTIONS[question].claim}: if it were not so, chance alone would give a result at least this clear "
            f"{_how_often(adjusted)}, which is {rarer} than the customary limit of 5 times in 100 "
            f"(p {equals(p_values[question])} by itself, {p_text(adjusted)} adjusted)."
        )
    return tuple(lines)


def cannot_tell(sections: Sequence[QuestionSection]) -> tuple[str, ...]:
    """What stays open, a line each: comparisons without an answer, and checks that warn."""
    rows = [row for section in sections for row in section.main if row.contrast in charts.CONTRASTS]
    unsure = [row.comparison for row in rows if row.verdict == "cannot tell"]
    unknown = [row.comparison for row in rows if not row.estimate]
    open_comparisons = {
        "Which way these differ, if at all": [c for c in unsure if c not in unknown],
        "These, which cannot be compared here": unknown,
    }
    # A check that stops says the same as a comparison that cannot be made.
    statuses = ("caution",) if unknown else ("caution", "stop")
    checks = [check for section in sections for check in section.checks if check["status"] in statuses]
    warnings = [_warning(check) for check in checks]
    return (
        *(f"{line}: {'; '.join(names)}." for line, names in open_comparisons.items() if names),
        *dict.fromkeys(warnings),
    )


def _warning(check: Mapping[str, str]) -> str:
    """A check in one line: what it leaves open or, if it has no such line, all that it says."""
    line = CAUTIONS.get(check["check"])
    if line is None:
        return f"{capitalize(check['check'])}: {check['result']}. {check['meaning']}"
    return line.format(result=check["result"])


def _how_often(p: float) -> str:
    if p < 0.001:
        return "less than once in 1,000 times"
    if p > 0.945:
        return "nearly always"
    base = 1000 if p < 0.0095 else 100
    times = round(p * base)
    return f"about {'once' if times == 1 else f'{times} times'} in {base:,}"
