"""Rows of results to sentences that a program lead can read out loud.

The rules: "goes with", never "causes"; every number with its range; "we cannot tell" is an answer, and comes
with what would help.  Nothing here computes: a sentence says what a row says.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from mentorstats.formats import OutcomeScale, equals
from mentorstats.questions.contrasts import Question
from mentorstats.questions.spread import SpreadTest
from mentorstats.questions.verdicts import NO_DIFFERENCE, ContrastResult, Verdict
from mentorstats.rounding import Rounding, up_to_tens
from mentorstats.text import capitalize

__all__ = [
    "before_landmark",
    "best_sentence",
    "caution",
    "certainty_sentence",
    "compared",
    "help_sentence",
    "joint_sentence",
    "mentors_sentence",
    "refused",
    "short_answer",
    "size_sentence",
    "spread_sentence",
    "untold",
]

# A program of so many has never been; from there on the number says nothing.
_MOST_PEOPLE = 1e9


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
        return f"{size}; {fits}, all of it short of the {scale.smallest} that would matter."
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
        which = " and ".join(f"{result.first} against {result.second} (p {equals(result.p_value)})" for result in alone)
        look = "looks" if len(alone) == 1 else "look"
        return (
            f"Taken alone, {which} {look} clear; but the test of all the kinds of mentors together does not tell them "
            f"apart (p {equals(joint_p)}), and among several comparisons one looks clear by luck more often than once "
            "in 20. So nothing is claimed."
        )
    told_apart = any(result.verdict.is_claim or result.verdict.held_back for result in results)
    if joint_p < sure and not told_apart:
        return (
            f"The test of all the kinds of mentors together says that they are not all alike (p {equals(joint_p)}), "
            "but no single comparison is clear enough to say which differ."
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
        f"{narrowest} (p {equals(spread.p_value)})"
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
    ratios = [size / scale.smallest_effect for size in detectable]
    needed = [_two_digits_up(min(rows * ratio * ratio - rows, _MOST_PEOPLE)) for ratio in ratios]
    sizes = _from_to([scale.number(size) for size in detectable])
    text = (
        f"How far this program can see: with these {people}, a true difference of {sizes} {scale.unit} "
        "would be noticed four times out of five."
    )
    if needed[-1] <= 0:
        return text
    return (
        f"{text} To notice one of {scale.smallest}, the smallest that matters, would take about "
        f"{_from_to([f'{count:,}' for count in needed if count > 0])} {noun}s more, and mentors in proportion."
    )


def refused(question: Question, reason: str) -> str:
    """The answer where no model can be fitted."""
    return f"We cannot tell whether {question.hypothesis} here: {reason}."


def compared(mentees: int, mentors: int, left_out: Mapping[str, int], *, rounding: Rounding, teams: str) -> str:
    """Who was compared and who was left out, and why; ``teams`` are those that are compared as one, if so.

    >>> compared(281, 98, {"no final answer": 56, "over before the landmark": 0}, rounding=Rounding(10), teams="")
    'Compared are 280 mentees and their 100 mentors. Left out are 60 mentees (no final answer); for other reasons
    fewer than 10 each.'
    """
    text = f"Compared are {rounding.words(mentees, 'mentee')} and their {rounding.words(mentors, 'mentor')}."
    if teams:
        text += (
            f" Everyone in a team has the same outcome here, so the {teams} are compared, not the mentees; a mentee "
            "without a team counts as one."
        )
    large = [f"{rounding.words(n, 'mentee')} ({why})" for why, n in left_out.items() if rounding.enough(n) and n]
    if not large:
        return text if rounding.exact else f"{text} Left out are {rounding.few} mentees for any one reason."
    others = f"; for other reasons {rounding.few} each" if len(large) < len(left_out) and not rounding.exact else ""
    return f"{text} Left out are {'; '.join(large)}{others}."


def untold(question: Question, *, dated: bool, has_baseline: bool, unplaced: str) -> str:
    """What the exports do not tell, and which column would; ``unplaced`` says how many have no known industry."""
    gaps = []
    if not dated:
        gaps.append(question.undated)
    if not has_baseline:
        gaps.append(
            "There is no score from before (survey rows with wave baseline), so mentees who started out better cannot "
            "be told from mentees who did better."
        )
    if unplaced:
        gaps.append(
            f"{capitalize(unplaced)} could not be placed because an industry is missing or not known: fill in those "
            "that are empty, and see the problems for names that are not known."
        )
    return " ".join(gaps)


def before_landmark(mentees: str, *, landmark_days: int) -> str:
    """Whose final answers came too early to count, and the setting that moves the day from which they do.

    ``mentees`` says how many, nothing where they are few.

    >>> before_landmark("", landmark_days=90), before_landmark("20 mentees", landmark_days=90)[:41]
    ('', '20 mentees gave a final answer before the')
    """
    if not mentees:
        return ""
    return (
        f"{capitalize(mentees)} gave a final answer before the landmark, {landmark_days} days after their first "
        "pairing began, and these answers are set aside: until then it is not clear which mentors a mentee has. If "
        "the program is shorter, say so with landmark_days in mentorstats.toml."
    )


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


def _from_to(words: Sequence[str]) -> str:
    return words[0] if words[0] == words[-1] else f"{words[0]} to {words[-1]}"


def _two_digits_up(people: float) -> int:
    """So many people, rounded up to tens and to two leading digits: more would promise too much."""
    if people <= 0:
        return 0
    step = 10 ** max(0, math.floor(math.log10(people)) - 1)
    return up_to_tens(math.ceil(people / step) * step)
