"""Rows of results to sentences that a program lead can read out loud.

The rules: "goes with", never "causes"; every number with its range; "we cannot tell" is an answer, and comes
with what would help.  Nothing here computes: a sentence says what a row says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mentorstats.formats import OutcomeScale, count_noun, numbered
from mentorstats.questions.contrasts import Question
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
        return f"{size}; {fits}, all of it short of the {scale.number(scale.smallest_effect)} that would matter."
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
    needed = [_rounded(min(rows * ratio * ratio - rows, _MOST_PEOPLE)) for ratio in ratios]
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


def before_landmark(mentees: int, *, landmark_days: int, min_people: int) -> str:
    """Whose final answers came too early to count, and the setting that moves the day from which they do.

    >>> before_landmark(0, landmark_days=90, min_people=10), before_landmark(24, landmark_days=90, min_people=10)[:41]
    ('', '24 mentees gave a final answer before the')
    """
    if not mentees:
        return ""
    who = capitalize(numbered(mentees, "mentee", min_people))
    return (
        f"{who} gave a final answer before the landmark, {landmark_days} days after their first pairing "
        "began, and these answers are set aside: until then it is not clear which mentors a mentee has. If the program "
        "is shorter, say so with landmark_days in mentorstats.toml."
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


def _rounded(value: float) -> int:
    """Two leading digits: more would promise too much."""
    if value <= 0:
        return 0
    step = 10 ** max(0, math.floor(math.log10(value)) - 1)
    return int(math.ceil(value / step) * step)
