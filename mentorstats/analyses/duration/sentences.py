"""The length of pairings in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from mentorstats.analyses.duration.spans import CONTRASTS, GROUPS
from mentorstats.formats import count_noun, written
from mentorstats.models.permutation import PermutationTest
from mentorstats.rounding import Counted, Rounding, Steps, steps_of
from mentorstats.sharing import shareable
from mentorstats.text import capitalize

__all__ = ["length_text", "months_steps"]

LIMIT = 0.05
_STILL = {"any": "were still going", "early": "had not been closed early"}
_AROUND = 6


def months_steps(horizon: int) -> Steps:
    """How finely mean months within a horizon are told: tenths of a month at the finest."""
    steps = steps_of(float(horizon))
    return Steps(max(steps.coarse, 0.1), max(steps.fine, 0.1))


def length_text(
    *,
    by: str,
    ending: str,
    table: pd.DataFrame,
    curve: pd.DataFrame,
    differences: pd.DataFrame,
    horizon: int,
    test: PermutationTest | None,
    refusal: str,
    left_out: Mapping[str, Counted],
    last_day: pd.Timestamp,
    rounding: Rounding,
) -> str:
    """The text of a ``MatchLength`` with these fields."""
    shown, step = shareable(table).dropna(subset="months"), months_steps(horizon).fine
    paragraphs = [
        " ".join(_shares(shown["group"].tolist(), shareable(curve), by, ending)),
        " ".join(_means(shown, by, ending, horizon, step)),
        " ".join(_compared(shareable(differences), by, ending, test, refusal, step)),
        _caution(by, ending, left_out, last_day, rounding),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _shares(groups: Sequence[str], curve: pd.DataFrame, by: str, ending: str) -> Iterator[str]:
    """The share still going at the month that is nearest to six, of those that can be told."""
    for group in groups:
        curve_of_group = curve[(curve["group"] == group) & (curve["month"] > 0)].dropna(subset="share")
        if curve_of_group.empty:
            yield f"Of {GROUPS[by][group]}, too few ended or remain in sight to tell a share."
            continue
        row = curve_of_group.loc[(curve_of_group["month"] - _AROUND).abs().idxmin()]
        low, high = row["conf_low"], row["conf_high"]
        fits = f" ({100 * low:.0f} to {100 * high:.0f} % fits these data)" if pd.notna(low) else ""
        after = f"After {count_noun(row['month'], 'month')}"
        yield f"{after}, {100 * row['share']:.0f} % of {GROUPS[by][group]} {_STILL[ending]}{fits}."


def _means(shown: pd.DataFrame, by: str, ending: str, horizon: int, step: float) -> Iterator[str]:
    verb = "lasted" if ending == "any" else "went without being closed early"
    parts = [
        f"{GROUPS[by][row['group']]} {written(row['months'], step)} months"
        + (f" ({_range(row, step)})" if pd.notna(row["conf_low"]) else "")
        for row in shown.to_dict("records")
    ]
    if parts:
        yield f"Of their first {horizon} months, they {verb}, on average: {'; '.join(parts)}."


def _range(row: Mapping[Any, Any], step: float) -> str:
    return f"{written(row['conf_low'], step)} to {written(row['conf_high'], step)}"


def _compared(
    differences: pd.DataFrame, by: str, ending: str, test: PermutationTest | None, refusal: str, step: float
) -> Iterator[str]:
    clear = (differences["conf_low"] > 0) | (differences["conf_high"] < 0)
    for row in differences.to_dict("records"):
        first, second = (GROUPS[by][name] for name in CONTRASTS[by][row["contrast"]])
        fits = f"{_range(row, step)} months fits these data (95 % interval)"
        yield f"{capitalize(first)} {_longer(row['estimate'], ending, step)} {second}; anything from {fits}."
    if not clear.all():
        yield (
            "Where that range reaches from below 0 to above it, we cannot tell which lasts longer; "
            "more pairings would help."
        )
    if by == "everyone":
        return
    if test is None:
        yield f"We cannot tell how often luck alone would make such differences: {refusal}."
        return
    dealt = "mentors' industries" if by == "proximity" else "who was a mentee's first mentor"
    often = "fewer than 1 %" if test.p_value < 0.01 else f"{100 * test.p_value:.0f} %"
    luck = "luck alone hardly explains it" if test.p_value < LIMIT else "luck alone can explain it"
    yield f"With {dealt} dealt out at random, groups end at least as unlike in {often} of the deals: {luck}."


def _longer(estimate: float, ending: str, step: float) -> str:
    """How much longer the first side lasted than the second, as the words between them."""
    verb = "lasted" if ending == "any" else "went without being closed early"
    if estimate == 0:
        return f"{verb} as long as"
    return f"{verb} {written(abs(estimate), step)} months {'longer' if estimate > 0 else 'shorter'} than"


def _caution(by: str, ending: str, left_out: Mapping[str, Counted], last_day: pd.Timestamp, rounding: Rounding) -> str:
    parts = []
    if by == "order" and ending == "any":
        parts.append(
            "A later mentor begins later in the round and has less of it left, so shorter is what to expect; "
            "early closure is the fairer comparison."
        )
    if ending == "early":
        parts.append("A pairing that was completed counts until then as not closed.")
    parts.append(
        f"The exports tell of days until {rounding.day(last_day)}; a pairing that was not over by then counts for as "
        "long as it was seen."
    )
    large = {reason: count for reason, count in left_out.items() if rounding.enough(count) and count.number}
    if large:
        counts = [f"{rounding.words(count, 'pairing')} ({reason})" for reason, count in large.items()]
        others = f"; for other reasons {rounding.few} each" if len(large) < len(left_out) and not rounding.exact else ""
        parts.append(f"Left out: {'; '.join(counts)}{others}.")
    return " ".join(parts)
