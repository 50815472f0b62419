"""What the commands print: paragraphs that fit a terminal, the files and problems of exports, and industries.

Modules that take long to import are imported where they are used, so that the help of a command comes at once.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mentorstats.text import plural, shown_cell, visible

if TYPE_CHECKING:
    import pandas as pd

    from mentorstats.industry import Industries
    from mentorstats.problems import Problem, ProblemGroup

__all__ = ["print_candidates", "print_closeness", "print_files", "print_industry", "print_problems", "print_text"]

WIDTH = 100
_LINES_A_SEVERITY = 40
WHOLE_LIST = "`mentorstats check EXPORTS --csv FILE` writes all of them into a file"
EXACT = "exact and for whoever mends the exports; it is not to be passed on"
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
    """Print paragraphs, wrapped, a blank line between them, without characters that nobody sees."""
    paragraphs = ["\n".join(_wrapped(paragraph, indent)) for paragraph in visible(text).split("\n\n")]
    print("\n\n".join(paragraphs), file=file)


def _wrapped(text: str, indent: str = "") -> list[str]:
    """The lines of a paragraph, those after the first further in."""
    hanging = indent + "  " if indent else ""
    return textwrap.wrap(
        visible(text), WIDTH, initial_indent=indent, subsequent_indent=hanging,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def print_files(files: pd.DataFrame) -> None:
    """Each file of the exports with its table and its numbers of rows."""
    names = [shown_cell(str(name)).replace("\n", " ") for name in files["file"]]
    width = max([len(name) for name in names], default=0)
    for name, row in zip(names, files.to_dict("records"), strict=True):
        print(
            f"{name:{width}}  {row['table']:<8}  {row['rows']:>8,} rows  {row['used']:>8,} used"
            f"  {row['set_aside']:>6,} set aside"
        )
    print()


def print_problems(problems: Sequence[Problem], *, whole_list: str = WHOLE_LIST, file: Any = None) -> None:
    """The problems by severity, those that say the same in one paragraph, as far as 40 lines go; then how many more.

    ``whole_list`` says where all of them are.
    """
    from mentorstats.problems import group_problems

    groups = group_problems(problems)
    if not groups:
        print_text("No problems were found.\n", file=file)
    for severity, heading in SEVERITIES.items():
        alike = [group for group in groups if group.severity == severity]
        if not alike:
            continue
        print_text(f"{heading} ({sum(group.count for group in alike):,})", file=file)
        lines, left = _lines_that_fit(alike)
        print("\n".join(lines), file=file)
        if left:
            kinds, count = len(left), sum(group.count for group in left)
            others = f"{kinds:,} more {plural(kinds, 'kind')} of problem ({count:,} in all)"
            print_text(f"and {others}: {whole_list}", indent="  ", file=file)
        print(file=file)


def _lines_that_fit(groups: Sequence[ProblemGroup]) -> tuple[list[str], Sequence[ProblemGroup]]:
    """The lines of the first groups, at most 40, and the groups whose lines are too many."""
    lines: list[str] = []
    for number, group in enumerate(groups):
        further = _group_lines(group)
        if lines and len(lines) + len(further) > _LINES_A_SEVERITY:
            return lines, groups[number:]
        lines += further
    return lines, ()


def _group_lines(group: ProblemGroup) -> list[str]:
    """What is wrong, how often, where the first are, and what to do."""
    times = f" ({group.count:,} times)" if group.count > 1 else ""
    lines = _wrapped(f"{group.problem}{times}", "  ")
    for place in group.places:
        lines += _wrapped(_place_words(*place), "      ")
    if group.count > len(group.places):
        lines += _wrapped(f"and {group.count - len(group.places):,} more", "      ")
    return lines + (_wrapped(f"what to do: {group.action}", "    ") if group.action else [])


def _place_words(name: str, line: str, column: str, value: str) -> str:
    names = (name, line and f"line {line}", column and f"column {column}")
    return ", ".join(filter(None, names)) + (f": “{value}”" if value else "")


def print_candidates(candidates: pd.DataFrame) -> None:
    """The survey items that can be the outcome, a line each, with how many mentees answered."""
    for item, mentees, before in candidates.itertuples(index=False):
        nouns = f"{mentees:,} {plural(mentees, 'mentee')} with a final answer, {before:,} with one from before"
        print_text(f"{shown_cell(str(item))}: {nouns}", indent="  ")


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
