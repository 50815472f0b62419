"""Rows of results to sentences that a program lead can read out loud.

The rules: "goes with", never "causes"; every number with its range; "we cannot tell" is an answer, and comes
with what would help.  Nothing here computes: a sentence says what a row says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from mentorstats.formats import OutcomeScale, count_noun, numbered
from mentorstats.questions.contrasts import Question
from mentorstats.questions.spread import SpreadTest
from mentorstats.questions.verdicts import NO_DIFFERENCE, ContrastResult, Verdict
from mentorstats.text import capitalize

__all__ = [
    "best_sentence",
    "caution",
    "certainty_sentence",
    "compared",
    "help_sentence",
    "joint_sentence",
    "mentors_sentence",
    "p_words",
    "refused",
    "short_answer",
    "size_sentence",
    "spread_sentence",
    "untold",
]


def size_sentence(result: ContrastResult, scale: OutcomeScale) -> str:
    """How large a difference is and what range fits; no verdict."""
    first, second = result.first, result.second
    if result.refusal:
        return f"We cannot compare {first} with {second} here: {result.refusal}."
    way = "higher" if result.estimate >= 0 else "lower"
    difference = f"{scale.number(abs(result.estimate))} {scale.unit} {way}"
    size = f"{capitalize(scale.outcome)} is {difference} with {first} than with {second}"
    if result.verdict.word == NO_DIFFERENCE:
        fits = f"anything from {scale.range(result.low90, result.high90)} {scale.unit} fits these data (90 % interval)"
        return f"{size}; {fits}, all of it short of the {scale.number(scale.smallest_effect)} that would matter."
    turn = ", but" if result.low <= 0 <= result.high else ";"
    fits = f"anything from {scale.range(result.low, result.high)} {scale.unit} fits these data (95 % interval)"
    return f"{size}{turn} {fits}."


def short_answer(results: Sequence[ContrastResult]) -> str:
    """The answer in one sentence without numbers; all ``results`` have the same first side."""
    side = results[0].first
    clauses_of = {
        "better": (f"{side} go with better outcomes here than {{}}", "compared with {}, they go with better ones"),
        "worse": (f"{side} go with worse outcomes here than {{}}", "compared with {}, they go with worse ones"),
        NO_DIFFERENCE: (
            f"between {side} and {{}} there is no difference that matters here",
            "compared with {}, there is no difference that matters",
        ),
        "cannot tell": (
            f"we cannot tell whether {side} go with better outcomes here than {{}}",
            "compared with {}, we cannot tell",
        ),
    }
    clauses = []
    for verdict, (opening, further) in clauses_of.items():
        others = [result.second for result in results if result.verdict.word == verdict]
        if others:
            clauses.append((further if clauses else opening).format(" or ".join(others)))
    return capitalize("; ".join(clauses)) + "."


def best_sentence(verdict: Verdict, unsure: Sequence[str]) -> str:
    """Whether adjacent is best: better than own and distant; ``unsure`` are the sides it does not lead clearly."""
    if verdict.word == "better":
        return "So adjacent industries come out best here: ahead of both the mentee's own and distant ones."
    if verdict.word == "worse":
        return "So adjacent industries are not the best choice here: another goes with better outcomes."
    behind = " and ".join(unsure)
    if verdict.word == NO_DIFFERENCE:
        return f"So adjacent industries are not clearly best here: they have no lead that matters over {behind}."
    return f"So we cannot say that adjacent industries are best: they have no clear lead over {behind}."


def joint_sentence(results: Sequence[ContrastResult], joint_p: float, *, sure: float) -> str:
    """What the test of all contrasts together says where it and the single contrasts do not agree, else "".

    ``sure`` is the p-value below which it tells the sides apart.
    """
    alone = [result for result in results if result.verdict.held_back == "joint test"]
    if alone:
        which = " and ".join(f"{result.first} against {result.second} ({p_words(result.p_value)})" for result in alone)
        look = "looks" if len(alone) == 1 else "look"
        return (
            f"Taken alone, {which} {look} clear; but the test of all the kinds of mentors together does not tell them "
            f"apart ({p_words(joint_p)}), and among several comparisons one looks clear by luck more often than 1 time "
            "in 20. So nothing is claimed."
        )
    told_apart = any(result.verdict.is_claim or result.verdict.held_back for result in results)
    if joint_p < sure and not told_apart:
        return (
            f"The test of all the kinds of mentors together says that they are not all alike ({p_words(joint_p)}), but "
            "no single comparison is clear enough to say which differ."
        )
    return ""


def spread_sentence(
    spread: SpreadTest, widest: str, narrowest: str, held_back: Sequence[ContrastResult], *, allowed: bool
) -> str:
    """That outcomes spread unequally; ``allowed`` says whether the main numbers allow for it.

    ``widest`` and ``narrowest`` say whose outcomes; ``held_back`` are comparisons that look clear without it only.
    """
    text = (
        f"The outcomes of mentees with {widest} spread {spread.ratio:.1f} times as widely as those of mentees with "
        f"{narrowest} ({p_words(spread.p_value)})"
    )
    if allowed:
        return f"{text}; the comparison allows for that."
    if held_back:
        which = " and ".join(f"{result.first} against {result.second}" for result in held_back)
        return f"{text}; allowing for that, {which} is no longer clear, so nothing is claimed of it."
    return f"{text}; a row of the table allows for that."


def mentors_sentence(within: float, low: float, high: float, result: ContrastResult, scale: OutcomeScale) -> str:
    """That the difference is another among mentees of the same mentor."""
    return (
        f"But part of this is who the mentors are: among mentees of the same mentor, {scale.outcome} with "
        f"{result.first} differs from that with {result.second} by {scale.number(within)} {scale.unit} "
        f"({scale.range(low, high)} fits these data), not by {scale.number(result.estimate)}."
    )


def certainty_sentence(grade: str, reasons: Sequence[str]) -> str:
    """How certain the answer is, and why.

    >>> certainty_sentence("moderate", ["nobody drew lots for who was matched with whom"])
    'How certain this is: moderate, because nobody drew lots for who was matched with whom.'
    """
    return f"How certain this is: {grade}, because {'; '.join(reasons)}."


def help_sentence(unsure: Sequence[ContrastResult], scale: OutcomeScale, rows: int, *, people: str, noun: str) -> str:
    """What could have been seen where we cannot tell, and how many more would see what matters.

    ``people`` says how many ``rows`` there are, as may be told; ``noun`` what one is.
    """
    detectable = sorted(result.detectable for result in unsure)
    # A standard error shrinks with the square root of the number of rows.
    needed = [_rounded(rows * (size / scale.smallest_effect) ** 2 - rows) for size in detectable]
    sizes = _from_to([scale.number(size) for size in detectable])
    text = (
        f"How far this program can see: with these {people}, a true difference of {sizes} {scale.unit} "
        "would be noticed four times out of five."
    )
    if needed[-1] <= 0:
        return text
    return (
        f"{text} To notice one of {scale.number(scale.smallest_effect)}, the smallest that matters, would take about "
        f"{_from_to([f'{count:,}' for count in needed if count > 0])} {noun}s more, and mentors in proportion."
    )


def refused(question: Question, reason: str) -> str:
    """The answer where no model can be fitted."""
    return f"We cannot tell whether {question.hypothesis} here: {reason}."


def compared(mentees: str, mentors: str, left_out: Sequence[tuple[str, str]], *, teams: int | None) -> str:
    """Who was compared and who was left out, and why, with numbers that may be told (see ``telling``)."""
    text = f"Compared are {mentees} and their {mentors}."
    if teams is not None:
        text += (
            f" Everyone in a team has the same outcome here, so the {count_noun(teams, 'team')} are compared, not the "
            "mentees; a mentee without a team counts as one."
        )
    if len(left_out) == 1:
        ((reason, count),) = left_out
        text += f" Left out are {count} {'mentee' if count == '1' else 'mentees'} ({reason})."
    elif left_out:
        text += f" Left out are: {'; '.join(f'{count} mentees ({reason})' for reason, count in left_out)}."
    return text


def untold(question: Question, *, dated: bool, has_baseline: bool, unplaced: int, min_people: int = 10) -> str:
    """What the exports do not tell, and which column would."""
    gaps = []
    if not dated:
        gaps.append(question.undated)
    if not has_baseline:
        gaps.append(
            "There is no score from before (survey rows with wave baseline), so mentees who started out better cannot "
            "be told from mentees who did better."
        )
    if unplaced:
        who = capitalize(numbered(unplaced, "mentee", min_people))
        gaps.append(
            f"{who} could not be placed because an industry is missing or not known: fill in those that are empty, and "
            "see the problems for names that are not known."
        )
    return " ".join(gaps)


def caution(adjusted: Sequence[str], suspected: Sequence[str] = ()) -> str:
    """What the answer is not, and what would make it wrong; ``suspected`` are clauses on what these data suggest."""
    like = f"It compares mentees alike in {_listed(adjusted)}" if adjusted else "It compares mentees as they are"
    lots = (
        "This says what goes together here, not what brings it about: nobody drew lots for who was matched with whom."
    )
    if suspected:
        return f"{lots} {like}. What else could be behind it here: {'; '.join(suspected)}."
    return (
        f"{lots} {like}; if something else, such as drive or a supportive manager, goes with both the match and the "
        "outcome, the answer is wrong by that much."
    )


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def p_words(p_value: float) -> str:
    """A p-value with its sign.

    >>> p_words(0.0432), p_words(0.5), p_words(0.0001)
    ('p = 0.043', 'p = 0.50', 'p < 0.001')
    """
    return "p < 0.001" if p_value < 0.001 else f"p = {p_value:.2g}" if p_value < 0.1 else f"p = {p_value:.2f}"


def _from_to(words: Sequence[str]) -> str:
    return words[0] if words[0] == words[-1] else f"{words[0]} to {words[-1]}"


def _rounded(value: float) -> int:
    """Two leading digits: more would promise too much."""
    if value <= 0:
        return 0
    step = 10 ** max(0, math.floor(math.log10(value)) - 1)
    return int(math.ceil(value / step) * step)
