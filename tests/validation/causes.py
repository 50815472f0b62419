"""Why promises are missed, where they are: the cause, and what an answer tells its reader about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cause:
    """A cause of missed promises; ``fits`` says whether a missed number (a row of ``judged``) is one of its."""

    title: str
    fits: Callable[[Mapping[Any, Any]], bool]
    text: str


def _few_in_popular_industries(row: Mapping[Any, Any]) -> bool:
    return row["world"] == "popular industries do better" and row["n"] == 60 and row["contrast"] != "2+ - 1"


def _grows_with_the_score(row: Mapping[Any, Any]) -> bool:
    return bool(row["effect"]) and row["outcome"] != "normal" and not _few_in_popular_industries(row)


CAUSES = (
    Cause(
        "Sixty mentees of popular industries",
        _few_in_popular_industries,
        """\
Mentees of popular industries do better here, and find
mentors of their own industry more easily. With 240 mentees the answer compares within industries, and the bias is gone.
With 60 there are fewer than ten mentees for each number that the model would have to estimate, so the industry is left
out, and a good start passes for a good match. The answer says so: its checks list the mentee's industry under "not
adjusted for", with a caution. More mentees help.""",
    ),
    Cause(
        "Differences that are not the same for all",
        _grows_with_the_score,
        """\
What is planted is the same for all in the latent score,
but not in what the survey sees: in a skewed amount, those who would have more anyway gain more, and are spread more
widely; near the ends of a rating, and where a yes is rare, less is gained. The model has one difference and one spread
for all. So its estimate is the mean over the mentees whose mentors differ most, not over all: it is off by 2 to 3 % of
the difference itself for the skewed amount, and by 1 % for ratings and the yes. That is much of a standard error only
where there are many mentees. And for the skewed amount the interval of `2+ - 1` is a little narrow, because the smaller
group has the wider spread, and that of `distant - same` a little wide, because both have the narrower one. Where
nothing is planted, nothing is found for it. The answer has rows that ask only who scored higher (Brunner–Munzel,
Cliff's delta), and rows on the scale of odds for ratings and for yes/no.""",
    ),
)
