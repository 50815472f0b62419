"""Rows of results to sentences that a program lead can read out loud.

The rules: "goes with", never "causes"; every number with its range; "we cannot tell" is an answer, and comes
with what would help.  Nothing here computes: a sentence says what a row says.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentorstats.formats import OutcomeScale
from mentorstats.questions.contrasts import Question
from mentorstats.rounding import Rounding, up_to_tens
from mentorstats.text import capitalize

__all__ = [
    "ContrastResult",
    "before_landmark",
    "best_sentence",
    "caution",
    "compared",
    "help_sentence",
    "refused",
    "short_answer",
    "size_sentence",
    "untold",
    "verdict_of",
]

# A program of so many has never been; from there on the number says nothing.
_MOST_PEOPLE = 1e9


@dataclass(frozen=True)
class ContrastResult:
    """One contrast: estimate, 95 % and 90 % intervals, p, df, and the smallest effect it could have seen.

    ``first`` and ``second`` are its sides in words.  Where it cannot be estimated the numbers are missing and
    ``refusal`` says why.
    """

    contrast: str
    first: str
    second: str
    estimate: float = math.nan
    low: float = math.nan
    high: float = math.nan
    low90: float = math.nan
    high90: float = math.nan
    detectable: float = math.nan
    std_error: float = math.nan
    df: float = math.nan
    p_value: float = math.nan
    refusal: str = ""


def verdict_of(result: ContrastResult, scale: OutcomeScale) -> str:
    """The verdict of a contrast, by rule and in this order.

    >>> numbers = {"estimate": 0.0, "low": -0.12, "high": 0.12, "low90": -0.1, "high90": 0.1}
    >>> result = ContrastResult("2+ - 1", "two or more", "one", **numbers)
    >>> verdict_of(result, OutcomeScale("confidence", "points", "higher", 0.2))
    'no difference that matters'
    """
    if not math.isfinite(result.estimate):
        return "cannot tell"
    if -scale.smallest_effect < result.low90 and result.high90 < scale.smallest_effect:
        return "no difference that matters"
    if result.low > 0 or result.high < 0:
        return "better" if (result.low > 0) == (scale.better == "higher") else "worse"
    return "cannot tell"


def size_sentence(result: ContrastResult, scale: OutcomeScale) -> str:
    """How large a difference is and what range fits; no verdict."""
    first, second = result.first, result.second
    if result.refusal:
        return f"We cannot compare {first} with {second} here: {result.refusal}."
    way = "higher" if result.estimate >= 0 else "lower"
    difference = f"{scale.number(abs(result.estimate))} {scale.unit} {way}"
    size = f"{capitalize(scale.outcome)} is {difference} with {first} than with {second}"
    if verdict_of(result, scale) == "no difference that matters":
        fits = f"anything from {scale.range(result.low90, result.high90)} {scale.unit} fits these data (90 % interval)"
        return f"{size}; {fits}, all of it short of the {scale.smallest} that would matter."
    turn = ", but" if result.low <= 0 <= result.high else ";"
    fits = f"anything from {scale.range(result.low, result.high)} {scale.unit} fits these data (95 % interval)"
    return f"{size}{turn} {fits}."


def short_answer(results: Sequence[ContrastResult], scale: OutcomeScale) -> str:
    """The answer in one sentence without numbers; all ``results`` have the same first side."""
    side = results[0].first
    clauses_of = {
        "better": (f"{side} go with better outcomes here than {{}}", "compared with {}, they go with better ones"),
        "worse": (f"{side} go with worse outcomes here than {{}}", "compared with {}, they go with worse ones"),
        "no difference that matters": (
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
        others = [result.second for result in results if verdict_of(result, scale) == verdict]
        if others:
            clauses.append((further if clauses else opening).format(" or ".join(others)))
    return capitalize("; ".join(clauses)) + "."


def best_sentence(verdict: str, unsure: Sequence[str]) -> str:
    """Whether adjacent is best: better than own and distant; ``unsure`` are the sides it does not lead clearly."""
    if verdict == "better":
        return "So adjacent industries come out best here: ahead of both the mentee's own and distant ones."
    if verdict == "worse":
        return "So adjacent industries are not the best choice here: another goes with better outcomes."
    behind = " and ".join(unsure)
    return f"So we cannot say that adjacent industries are best: they have no clear lead over {behind}."


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


def caution(adjusted: Sequence[str]) -> str:
    """What the answer is not, and what would make it wrong."""
    like = f"It compares mentees alike in {_listed(adjusted)}" if adjusted else "It compares mentees as they are"
    return (
        "This says what goes together here, not what brings it about: nobody drew lots for who was matched with whom. "
        f"{like}; if something else, such as drive or a supportive manager, goes with both the match and the outcome, "
        "the answer is wrong by that much."
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
