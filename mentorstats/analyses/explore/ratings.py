"""What people said: respect for each other, how clear the goals were, and how the mentor went about it.

Goals are asked before the match shows what it is worth.  Respect and style are asked at the end, so they may follow
from how things went.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from mentorstats.analyses.explore.factor import SURFACE, Factor, averaged, number
from mentorstats.analyses.explore.survey_items import AFTERWARDS, AT_START, Asking

__all__ = ["both_respects", "goals_and_style"]

_RESPECT = ("respect", "respected", "respectful", "respects")
_LATE = "Asked at the end, respect may follow from how well things went."
# Name, words of its item, title, what else could be behind it, and whether it is asked afterwards.
_ITEMS = (
    ("goal clarity", ("goal", "goals"), "how clear the mentee's goals were at the start",
     "Mentees who know what they want may do well with any mentor.", False),
    ("sounding board", ("sounding",), "how much the mentor was a sounding board",
     "Who did well may remember the mentor kindly.", True),
    ("directive", ("directive",), "how much the mentor told the mentee what to do",
     "Mentees who struggle may be told more.", True),
)  # fmt: skip


def both_respects(asked: Asking) -> Iterator[Factor]:
    """Both sides' ratings of each other: their level, how far apart they are, and the whole surface of the two."""
    named = asked.program.settings.explore.get("respect")
    found = asked.both_sides(asked.about(_RESPECT, named))
    missing = f"{_item('about respect', named)} that both sides answer about each other (about_id)"
    words = {"after": True, "confounded": _LATE, "missing": missing}
    both = pd.DataFrame(float("nan"), index=asked.met.index, columns=["mentee", "mentor"])
    if found:
        item, both = found
        words["refusal"] = asked.ranges_differ((item, both["mentee"]), (item, both["mentor"]))
    yield number(
        "respect", "the level of both sides' respect for each other", both.mean(axis=1, skipna=False), asked.met,
        step="a point more of both", **words,
    )  # fmt: skip
    yield number(
        "respect apart", "how far the two ratings of respect are apart", (both["mentee"] - both["mentor"]).abs(),
        asked.met, step="a point further apart", **words,
    )  # fmt: skip
    surface = _surface(both)
    columns = averaged(surface, asked.met) if found else pd.DataFrame()
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


def goals_and_style(asked: Asking) -> Iterator[Factor]:
    """Clear goals at the start, a mentor who listens, one who directs, and the first of these over the second."""
    style = {}
    for name, words, title, confounded, after in _ITEMS:
        named = asked.program.settings.explore.get(name.replace(" ", "_"))
        found = asked.scores(asked.about(words, named), AFTERWARDS if after else AT_START)
        if found and after:
            style[name] = found
        yield number(
            name, title, found[1] if found else _nothing(asked), asked.met, step="a point more", after=after,
            confounded=confounded,
            missing=f"{_item(f'about {name}', named)} ({'by the mentee' if after else 'at the start'})",
        )  # fmt: skip
    yield _listening_over_directing(asked, style)


def _listening_over_directing(asked: Asking, style: dict[str, tuple[str, pd.Series]]) -> Factor:
    both = [style.get(name) for name in ("sounding board", "directive")]
    confounded = "Who did well may remember the mentor kindly, and who struggles may be told more."
    missing = "survey items about both (by the mentee)"
    words = {"after": True, "repeats": True, "confounded": confounded, "missing": missing}
    over = _nothing(asked)
    if both[0] and both[1]:
        over = both[0][1] - both[1][1]
        words["refusal"] = asked.ranges_differ(both[0], both[1])
    return number(
        "sounding board over directive", "how much more the mentor was a sounding board than directive", over,
        asked.met, step="a point further towards the sounding board", **words,
    )  # fmt: skip


def _item(about: str, named: str | None) -> str:
    return f"answers to {named!r}, which the settings name" if named else f"a survey item {about}"


def _nothing(asked: Asking) -> pd.Series:
    return pd.Series(float("nan"), index=asked.met.index)
