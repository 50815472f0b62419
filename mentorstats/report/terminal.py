"""What the commands print: paragraphs that fit a terminal, the files and problems of exports, and industries.

Modules that take long to import are imported where they are used, so that the help of a command comes at once.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from mentorstats.industry import Industries
    from mentorstats.problems import Problem

__all__ = ["print_closeness", "print_files", "print_industry", "print_problems", "print_text"]

WIDTH = 100
_LIKELIEST_SHOWN = 5
HOW_FOUND = {
    "exact": "an official title or code",
    "alias": "a listed name for it",
    "fuzzy": "no listed name, but spelled almost like one; please confirm",
}
SEVERITIES = {
    "blocking": "Must be mended before anything can be computed",
    "warning": "Changes who is counted",
    "note": "Good to know",
}


def print_text(text: str, *, indent: str = "", file: Any = None) -> None:
    """Print paragraphs, wrapped, a blank line between them; marks that would steer a terminal become �."""
    hanging = indent + "  " if indent else ""
    paragraphs = [
        textwrap.fill(
            _printable(paragraph), WIDTH, initial_indent=indent, subsequent_indent=hanging,
            break_long_words=False, break_on_hyphens=False,
        )
        for paragraph in text.split("\n\n")
    ]  # fmt: skip
    print("\n\n".join(paragraphs), file=file)


def _printable(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "�", text)


def print_files(files: pd.DataFrame) -> None:
    """Each file of the exports with its table and its numbers of rows."""
    names = [_printable(str(name)) for name in files["file"]]
    width = max([len(name) for name in names], default=0)
    for name, row in zip(names, files.to_dict("records"), strict=True):
        print(
            f"{name:{width}}  {row['table']:<8}  {row['rows']:>8,} rows  {row['used']:>8,} used"
            f"  {row['set_aside']:>6,} set aside"
        )
    print()


def print_problems(problems: Sequence[Problem], *, file: Any = None) -> None:
    """The problems by severity, those that say the same in one paragraph."""
    from mentorstats.problems import group_problems

    groups = group_problems(problems)
    if not groups:
        print_text("No problems were found.\n", file=file)
    for severity, heading in SEVERITIES.items():
        alike = [group for group in groups if group.severity == severity]
        if not alike:
            continue
        print_text(f"{heading} ({sum(group.count for group in alike):,})", file=file)
        for group in alike:
            times = f" ({group.count:,} times)" if group.count > 1 else ""
            print_text(f"{group.problem}{times}", indent="  ", file=file)
            for place in group.places:
                print_text(_place_words(*place), indent="      ", file=file)
            if group.count > len(group.places):
                print_text(f"and {group.count - len(group.places):,} more", indent="      ", file=file)
            if group.action:
                print_text(f"what to do: {group.action}", indent="    ", file=file)
        print(file=file)


def _place_words(name: str, line: str, column: str, value: str) -> str:
    names = (name, line and f"line {line}", column and f"column {column}")
    return ", ".join(filter(None, names)) + (f": “{value}”" if value else "")


def print_industry(name: dict[Any, Any], industries: Industries) -> None:
    """How one name was understood, a row of ``classify``, and which industries are near."""
    if name["method"] == "unknown":
        _print_unplaced(name["part"], industries)
        return
    code, sector = name["code"], industries.sector_title(name["sector"])
    is_sector = industries.table[code].is_sector
    place = "a whole sector" if is_sector else f"sector {sector}"
    print_text(f"“{name['part']}” is {name['title']} ({code}), {place}: {HOW_FOUND[name['method']]}", indent="  ")
    if industries.note(code):
        print_text(f"data: {industries.note(code)}", indent="    ")
    near = industries.neighbors(code)
    tiers = industries.between([code, *near["code"]])[1].loc[code]
    rows = near.assign(tier=tiers[near["code"]].to_list()).to_dict("records")
    listed = "; ".join(f"{row['title']} ({row['similarity']:.2f}, {row['tier']})" for row in rows)
    print_text(f"nearest: {listed or 'not known for this industry'}", indent="    ")
    if rows:
        hub = "; a hub, close to so many that being adjacent to it says little" if industries.is_hub(code) else ""
        degree = industries.degree(code)
        noun, verb = ("industry", "is") if degree == 1 else ("industries", "are")
        print_text(f"{degree} {noun} {verb} adjacent to it{hub}", indent="    ")


def _print_unplaced(name: str, industries: Industries) -> None:
    """What a name that has no code may stand for."""
    meaning = industries.vocabulary.meaning(name)
    is_ambiguous = meaning is not None and meaning.reason == "ambiguous"
    likeliest = industries.vocabulary.similar(name)[:_LIKELIEST_SHOWN]
    listed = "; ".join(f"{industries.title(code)} ({code})" for code in likeliest)
    why = "fits several industries" if is_ambiguous else "is not a known industry"
    perhaps = f", {'such as' if is_ambiguous else 'perhaps'} {listed}" if listed else ""
    print_text(f"“{name}” {why}{perhaps}; a table of aliases can say which one it is", indent="  ")


def print_closeness(names: Sequence[str], industries: Industries) -> None:
    """How close two industries are."""
    import pandas as pd

    mentee, mentor = (pd.Series([name], dtype="str") for name in names)
    pair = industries.compare(mentee, mentor).iloc[0]
    if pair["proximity"] == "unknown":
        reason = "one is not known, has no data, or is a whole sector that the other may be part of"
        print_text(f"How close the two are is not known: {reason}.")
        return
    similarity = "" if pd.isna(pair["similarity"]) else f", with a similarity of {pair['similarity']:.2f}"
    print_text(f"The two are {pair['proximity']}{similarity} ({industries.cut:.2f} or more is adjacent).")
