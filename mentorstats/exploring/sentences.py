"""What exploring found, in sentences: what goes with the outcome, what does not show, and what was not looked at."""

from __future__ import annotations

import pandas as pd

from mentorstats.wording import Scale, counted

__all__ = ["explored_text"]

_USUAL = (
    "Nobody asked these questions before looking at the data, so take what was found as a hint to look into, "
    "not as a result. It says what goes together, not what brings it about."
)


_LATER = "What follows happens after the match, so it may be a consequence of how well things went."


def explored_text(table: pd.DataFrame, factors: pd.DataFrame, scale: Scale, *, limit: float) -> str:
    """The exploration in words; ``limit`` is the adjusted p-value below which a factor counts as found."""
    looked = factors[factors["refusal"] == ""]
    found = looked[looked["p_adjusted"] < limit]
    paragraphs = [_short(looked, found, scale)]
    paragraphs += [_found(row, table, scale) for row in found[~found["after"]].to_dict("records")]
    later = [_found(row, table, scale) for row in found[found["after"]].to_dict("records")]
    if later:
        paragraphs.append(f"{_LATER} {' '.join(later)}")
    open_ones = looked[looked["p_adjusted"] >= limit]["title"].tolist()
    if open_ones:
        paragraphs.append(f"For these we cannot tell whether they go with it: {'; '.join(open_ones)}.")
    missing = factors[factors["refusal"] != ""]
    if len(missing):
        why = "; ".join(f"{row['title']} ({row['refusal']})" for row in missing.to_dict("records"))
        paragraphs.append(f"Not looked at: {why}.")
    return "\n\n".join([*paragraphs, _USUAL])


def _short(looked: pd.DataFrame, found: pd.DataFrame, scale: Scale) -> str:
    if looked.empty:
        return "Nothing else could be looked at with these exports."
    if found.empty:
        return f"Of {counted(len(looked), 'thing')} looked at, none clearly goes with {scale.outcome}."
    names = "; ".join(found["title"])
    verb = "goes" if len(found) == 1 else "go"
    things = counted(len(looked), "thing")
    return f"Of {things} looked at, {len(found)} {verb} with {scale.outcome} beyond what luck would give: {names}."


def _found(row: dict, table: pd.DataFrame, scale: Scale) -> str:
    own = table[table["contrast"].str.startswith(f"{row['factor']}: ") & table["estimate"].notna()]
    parts = []
    for line in own.to_dict("records"):
        step = line["contrast"].removeprefix(f"{row['factor']}: ")
        if not step.startswith("response surface"):
            size = (
                f"{scale.number(abs(line['estimate']))} {scale.unit} {'higher' if line['estimate'] >= 0 else 'lower'}"
            )
            parts.append(f"{size} for {step} ({scale.range(line['conf_low'], line['conf_high'])} fits these data)")
    told = f": {'; '.join(parts)}" if parts else ""
    return f"{row['title'][:1].upper()}{row['title'][1:]}{told}. {row['confounded']}"
