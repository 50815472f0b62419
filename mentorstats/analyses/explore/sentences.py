"""An exploration in sentences: what goes with the outcome, what cannot be told, and what was not looked at."""

from __future__ import annotations

from typing import Any

import pandas as pd

from mentorstats.analyses.explore.factor import SURFACE
from mentorstats.formats import OutcomeScale, count_noun
from mentorstats.text import capitalize

__all__ = ["exploration_text"]

_USUAL = (
    "Nobody asked these questions before looking at the data, so take what was found as a hint to look into, "
    "not as a result. It says what goes together, not what brings it about."
)
_LATER = "What follows happens after the match, so it may be a consequence of how well things went."


def exploration_text(factors: pd.DataFrame, estimates: pd.DataFrame, scale: OutcomeScale, *, limit: float) -> str:
    """The exploration in words; a factor is named if its adjusted p-value is below ``limit``."""
    tested = factors[factors["refusal"] == ""]
    clear = tested[tested["p_adjusted"] < limit]
    paragraphs = [_summary(tested, clear, scale)]
    sentences = {
        row["factor"]: _factor_sentence(row, estimates[estimates["factor"] == row["factor"]], scale)
        for row in clear.to_dict("records")
    }
    paragraphs += [sentences[name] for name in clear.loc[~clear["after"], "factor"]]
    if clear["after"].any():
        paragraphs.append(f"{_LATER} {' '.join(sentences[name] for name in clear.loc[clear['after'], 'factor'])}")
    unclear = tested[tested["p_adjusted"] >= limit]["title"].tolist()
    if unclear:
        paragraphs.append(f"For these we cannot tell whether they go with it: {'; '.join(unclear)}.")
    refused = factors[factors["refusal"] != ""]
    if len(refused):
        reasons = "; ".join(f"{row['title']} ({row['refusal']})" for row in refused.to_dict("records"))
        paragraphs.append(f"Not looked at: {reasons}.")
    return "\n\n".join([*paragraphs, _USUAL])


def _summary(tested: pd.DataFrame, clear: pd.DataFrame, scale: OutcomeScale) -> str:
    if tested.empty:
        return "Nothing else could be looked at with these exports."
    things = count_noun(len(tested), "thing")
    if clear.empty:
        return f"Of {things} looked at, none clearly goes with {scale.outcome}."
    verb = "goes" if len(clear) == 1 else "go"
    groups = {"Known before or at the match": ~clear["after"],
              "After the match, so they may follow from how it went": clear["after"]}  # fmt: skip
    first = f"Of {things} looked at, {len(clear)} {verb} with {scale.outcome} beyond what luck would give."
    listed = [f"{name}: {'; '.join(clear.loc[group, 'title'])}." for name, group in groups.items() if group.any()]
    return " ".join([first, *listed])


def _factor_sentence(row: dict[Any, Any], estimates: pd.DataFrame, scale: OutcomeScale) -> str:
    """One factor that is clear; the terms of a surface are not sizes, so none are given."""
    sizes = [
        f"{scale.number(abs(line['estimate']))} {scale.unit} {'higher' if line['estimate'] >= 0 else 'lower'} for "
        f"{line['step']} ({scale.range(line['conf_low'], line['conf_high'])} fits these data)"
        for line in estimates.to_dict("records")
    ]
    listed = f": {'; '.join(sizes)}" if sizes and row["factor"] != SURFACE else ""
    return f"{capitalize(row['title'])}{listed}. {row['confounded']}"
