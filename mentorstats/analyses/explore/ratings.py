"""Survey ratings as factors: respect for each other, how clear the goals were, and the style of the mentor.

Goals are asked at the start.  Respect and style are asked at the end, so they may follow from how things went.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from mentorstats.analyses.explore.factor import SURFACE, Factor, averaged, number
from mentorstats.analyses.explore.survey_items import AFTERWARDS, AT_START, SurveyItems

__all__ = ["goal_and_style_factors", "respect_factors"]

_RESPECT = ("respect", "respected", "respectful", "respects")
_LATE = "QuestionModel at the end, respect may follow from how well things went."
# Name, words in the name of its item, title, what else could be behind it, and whether it is asked afterwards.
_ITEMS = (
    ("goal clarity", ("goal", "goals"), "how clear the mentee's goals were at the start",
     "Mentees who know what they want may do well with any mentor.", False),
    ("sounding board", ("sounding",), "how much the mentor was a sounding board",
     "Who did well may remember the mentor kindly.", True),
    ("directive", ("directive",), "how much the mentor told the mentee what to do",
     "Mentees who struggle may be told more.", True),
)  # fmt: skip


def respect_factors(items: SurveyItems) -> Iterator[Factor]:
    """Both sides' ratings of each other: their level, how far apart they are, and the whole surface of the two."""
    named = items.program.settings.explore.get("respect")
    rated = items.both_sides(items.about(_RESPECT, named))
    missing = f"{_item('about respect', named)} that both sides answer about each other (about_id)"
    words = {"after": True, "confounded": _LATE, "missing": missing}
    both = pd.DataFrame(float("nan"), index=items.met.index, columns=["mentee", "mentor"])
    if rated:
        item, both = rated
        words["refusal"] = items.ranges_differ((item, both["mentee"]), (item, both["mentor"]))
    yield number(
        "respect", "the level of both sides' respect for each other", both.mean(axis=1, skipna=False), items.met,
        step="a point more of both", **words,
    )  # fmt: skip
    yield number(
        "respect apart", "how far the two ratings of respect are apart", (both["mentee"] - both["mentor"]).abs(),
        items.met, step="a point further apart", **words,
    )  # fmt: skip
    surface = _surface(both)
    columns = averaged(surface, items.met) if rated else pd.DataFrame()
    title = "how both ratings of respect together go with it (a response surface)"
    yield Factor(SURFACE, title, columns, {str(name): str(name) for name in surface}, repeats=True, **words)


def _surface(both: pd.DataFrame) -> pd.DataFrame:
    """The terms of Edwards and Parry (1993, Acad. Manage. J. 36): a1 to a4 are the coefficients themselves."""
    x, y = (both[side] - both[["mentee", "mentor"]].mean().mean() for side in ("mentee", "mentor"))
    s, d = (x + y) / 2, (x - y) / 2
    return pd.DataFrame({
        "agreeing, slope (a1)": s, "agreeing, bend (a2)": s * s, "mentee above mentor, slope (a3)": d,
        "apart either way, bend (a4)": d * d, "both together (a5)": s * d,
    })  # fmt: skip


def goal_and_style_factors(items: SurveyItems) -> Iterator[Factor]:
    """Clear goals at the start, a mentor who listens, one who directs, and how much more the first than the second."""
    style = {}
    for name, words, title, confounded, after in _ITEMS:
        named = items.program.settings.explore.get(name.replace(" ", "_"))
        scored = items.scores(items.about(words, named), AFTERWARDS if after else AT_START)
        if scored and after:
            style[name] = scored
        yield number(
            name, title, scored[1] if scored else _nothing(items), items.met, step="a point more", after=after,
            confounded=confounded,
            missing=f"{_item(f'about {name}', named)} ({'by the mentee' if after else 'at the start'})",
        )  # fmt: skip
    yield _listening_over_directing(items, style)


def _listening_over_directing(items: SurveyItems, style: dict[str, tuple[str, pd.Series]]) -> Factor:
    listening, directing = (style.get(name) for name in ("sounding board", "directive"))
    confounded = "Who did well may remember the mentor kindly, and who struggles may be told more."
    missing = "survey items about both (by the mentee)"
    words = {"after": True, "repeats": True, "confounded": confounded, "missing": missing}
    difference = _nothing(items)
    if listening and directing:
        difference = listening[1] - directing[1]
        words["refusal"] = items.ranges_differ(listening, directing)
    return number(
        "sounding board over directive", "how much more the mentor was a sounding board than directive",
        difference,
        items.met, step="a point further towards the sounding board", **words,
    )  # fmt: skip


def _item(about: str, named: str | None) -> str:
    return f"answers to {named!r}, which the settings name" if named else f"a survey item {about}"


def _nothing(items: SurveyItems) -> pd.Series:
    return pd.Series(float("nan"), index=items.met.index)
