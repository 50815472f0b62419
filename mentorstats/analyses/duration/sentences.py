"""The length of pairings in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from mentorstats.analyses.duration.spans import CONTRASTS, GROUPS, UNPLACED
from mentorstats.formats import OutcomeScale, count_noun
from mentorstats.models.permutation import PermutationTest
from mentorstats.privacy.suppression import NOT_SHOWN, pooled_reasons
from mentorstats.text import capitalize

__all__ = ["MONTHS", "length_text"]

MONTHS = OutcomeScale("match length", "months", "higher", 1.0)
LIMIT = 0.05
_STILL = {"any": "were still going", "early": "had not been closed early"}
_AROUND = 6


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
    left_out: Mapping[str, int],
    last_day: pd.Timestamp,
    min_people: int,
    few_behind: frozenset[str] = frozenset(),
) -> str:
    """The text of a ``MatchLength`` with these fields; ``few_behind`` are reasons that apply to few mentees."""
    shown = table.dropna(subset="months")
    paragraphs = [
        " ".join(_shares(shown, curve, by, ending)),
        " ".join(_means(shown, by, ending, horizon)),
        " ".join(_compared(differences, by, ending, test, refusal)),
        _caution(by, ending, left_out, last_day, min_people, few_behind),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _shares(shown: pd.DataFrame, curve: pd.DataFrame, by: str, ending: str) -> Iterator[str]:
    """The share still going at the shown month that is nearest to six."""
    for group in shown["group"]:
        curve_of_group = curve[(curve["group"] == group) & (curve["month"] > 0)]
        if curve_of_group.empty:
            yield f"Of {GROUPS[by][group]}, too few ended or remain in sight to tell a share."
            continue
        row = curve_of_group.loc[(curve_of_group["month"] - _AROUND).abs().idxmin()]
        low, high = row["conf_low"], row["conf_high"]
        fits = f" ({100 * low:.0f} to {100 * high:.0f} % fits these data)" if pd.notna(low) else ""
        after = f"After {count_noun(row['month'], 'month')}"
        yield f"{after}, {100 * row['share']:.0f} % of {GROUPS[by][group]} {_STILL[ending]}{fits}."


def _means(shown: pd.DataFrame, by: str, ending: str, horizon: int) -> Iterator[str]:
    verb = "lasted" if ending == "any" else "went without being closed early"
    parts = [
        f"{GROUPS[by][row['group']]} {MONTHS.number(row['months'])} months"
        + (f" ({MONTHS.range(row['conf_low'], row['conf_high'])})" if pd.notna(row["conf_low"]) else "")
        for row in shown.to_dict("records")
    ]
    if parts:
        yield f"Of their first {horizon} months, they {verb}, on average: {'; '.join(parts)}."


def _compared(
    differences: pd.DataFrame, by: str, ending: str, test: PermutationTest | None, refusal: str
) -> Iterator[str]:
    clear = (differences["conf_low"] > 0) | (differences["conf_high"] < 0)
    for row in differences.to_dict("records"):
        first, second = (GROUPS[by][name] for name in CONTRASTS[by][row["contrast"]])
        fits = f"{MONTHS.range(row['conf_low'], row['conf_high'])} months fits these data (95 % interval)"
        yield f"{capitalize(first)} {_longer(row['estimate'], ending)} {second}; anything from {fits}."
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


def _longer(estimate: float, ending: str) -> str:
    """How much longer the first side lasted than the second, as the words between them."""
    verb = "lasted" if ending == "any" else "went without being closed early"
    size = MONTHS.number(abs(estimate))
    if float(size) == 0:
        return f"{verb} as long as"
    return f"{verb} {size} months {'longer' if estimate > 0 else 'shorter'} than"


def _caution(
    by: str,
    ending: str,
    left_out: Mapping[str, int],
    last_day: pd.Timestamp,
    min_people: int,
    few_behind: frozenset[str],
) -> str:
    parts = []
    if by == "order" and ending == "any":
        parts.append(
            "A later mentor begins later in the round and has less of it left, so shorter is what to expect; "
            "early closure is the fairer comparison."
        )
    if ending == "early":
        parts.append("A pairing that was completed counts until then as not closed.")
    parts.append(
        f"The last day that the exports tell of is {last_day:%Y-%m-%d}; a pairing that was not over by then counts for "
        "as long as it was seen."
    )
    if left_out:
        # Not placed is a number that is told elsewhere too, so the few who are told with it would follow.
        split = [
            {reason: n for reason, n in left_out.items() if (reason == UNPLACED) is unplaced}
            for unplaced in (True, False)
        ]
        parts.append(
            f"Left out: {'; '.join(told for some in split for told in _pooled(some, min_people, few_behind))}."
        )
    return " ".join(parts)


def _pooled(left_out: Mapping[str, int], min_people: int, few_behind: frozenset[str]) -> list[str]:
    """Reasons with their numbers of pairings, those of few pairings together; hidden where few mentees share many."""
    hidden = [reason for reason, count in left_out.items() if count >= min_people and reason in few_behind]
    rest = {reason: count for reason, count in left_out.items() if reason not in hidden}
    told = [f"{reason} ({count})" for reason, count in pooled_reasons(rest, min_people=min_people).items()]
    few = [f"{' or '.join(rest)} (fewer than {min_people})"] if rest and not told else []
    return [*told, *few, *(f"{reason} ({NOT_SHOWN})" for reason in hidden)]
