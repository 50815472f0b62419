"""Measures the classification on names that were set aside before any alias was written.

``held_out.csv`` holds four lists of names with the code that is right for each.  ``late.csv`` lists what was
added to the alias table after the lists were first read; the held-out figures are computed without it.
``another_hand.csv`` was written by someone else after all that, and nothing was added because of it.

    python -m tests.industry.holdout          prints the page and writes it to HOLDOUT.md
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from mentorstats.industry.names import StandardNames, listed, official
from mentorstats.industry.nodes import nodes
from mentorstats.industry.spelling import MARGIN, THRESHOLD, WORD
from mentorstats.industry.vocabulary import NamedIndustry
from tests.industry import holdout_elsewhere

HERE = Path(__file__).parent
LISTS = {
    "platform": "a third of a job platform's industry labels, old and new, drawn by checksum",
    "typed": "industries as people type them, written down for this test",
    "pick list": "labels of other web forms' pick lists",
    "no industry": "jobs, empty words, wishes and gibberish, all to stay unknown",
}
ANOTHER = ("industries", "no industry")
FIRST_READING = {"platform": (139, 135), "typed": (161, 160), "pick list": (82, 80), "no industry": (0, 0)}
PAGE = """# How well industry names are placed

Made by `python -m tests.industry.holdout`; a test fails when this page is out of date.

The names were written down, each with its right code, before they were looked up. “Mapped” is the share that
got an industry, “right sector” the share of those whose sector is right (each one, where a name holds several).
The spelling threshold ({threshold}), its margin ({margin}) and the least likeness of each word ({word}) were
chosen on other names: the platform labels that are not in these lists, 600 aliases with made-up typing mistakes,
and the occupations and index words of the U.S. statistics as things not to match.

{lists}

## First reading

Before anything was changed in answer to these lists.

{first}

## Held out

Now, without the {late} entries that were added to the alias table after the first reading. How names are taken
apart was changed after it as well, and official titles of further classifications are listed, which moves a few.

{held}

Wrong sector: {held_wrong}.

Should be known and is not: {held_unknown}.

## As shipped

With every entry. These figures are no test of new names: the entries were added knowing these lists.

{shipped}

Wrong sector: {shipped_wrong}.

Should be known and is not: {shipped_unknown}.

## By another hand

Names written down by someone who had not seen the alias table, after it was finished; where each was placed was then
judged name by name. Nothing was added because of them, so these are the figures to expect for new names.

{another}

Wrong sector: {another_wrong}.

Should be known and is not: {another_unknown}.

{elsewhere}
## What these figures cannot tell

The first four lists and the alias table have one author, who had read the lists before writing the table. Names that
would not come to that author's mind are under-represented, and lists and table share one reading of labels that
could be placed in several sectors. Most names are found because they are listed, not because they are understood.
The lists in other languages share one way of thinking of industries, and none was read by native speakers.
"""


@dataclass
class Result:
    """What became of one list."""

    names: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def mapped(self) -> int:
        """How many names got an industry."""
        return self.right + len(self.wrong)


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one of the CSV files beside this one."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def vocabulary(*, late: bool) -> StandardNames:
    """The package's names, with or without what was added after the lists were first read."""
    left_out = set() if late else {(row["name"], row["kind"]) for row in rows_of("late.csv")}
    return StandardNames.assembled((*official(), *(row for row in listed() if (row[0], row[2]) not in left_out)))


def sectors(codes: str) -> frozenset[str]:
    """The sectors of codes with “;” between them; empty for no code."""
    return frozenset(nodes()[code].sector for code in codes.split(";") if code)


def found_in(parts: tuple[NamedIndustry, ...]) -> str:
    """The codes of a cell's parts with “;” between them."""
    return ";".join(part.code for part in parts if part.code)


def measure(names: StandardNames) -> dict[str, Result]:
    """What becomes of each list."""
    return tally(names, [(row["list"], row["name"], row["code"]) for row in rows_of("held_out.csv")])


def by_another_hand(names: StandardNames) -> dict[str, Result]:
    """What becomes of the list that someone else wrote."""
    return tally(names, [(ANOTHER[not row["code"]], row["name"], row["code"]) for row in rows_of("another_hand.csv")])


def tally(names: StandardNames, rows: list[tuple[str, str, str]]) -> dict[str, Result]:
    """Count lists, names and right codes by list."""
    results: dict[str, Result] = {one: Result() for one, _, _ in rows}
    for one, name, code in rows:
        result, found = results[one], found_in(names.place(name))
        result.names += 1
        if not found:
            result.unknown.append(name)
        elif sectors(found) == sectors(code):
            result.right += 1
        else:
            result.wrong.append(f"{name} ({found}, not {code or 'known'})")
    return results


def table(counts: dict[str, tuple[int, int, int]]) -> str:
    """Names, mapped and right of each list as a Markdown table, with a row for all industries if there are several."""
    lists = [one for one in counts if one != "no industry"]
    whole = {"all industries": tuple(map(sum, zip(*(counts[one] for one in lists), strict=True)))} if lists[1:] else {}
    lines = ["| list | names | mapped | right sector |", "|---|---:|---:|---:|"]
    for one, (names, mapped, right) in (
        {one: counts[one] for one in lists} | whole | {"no industry": counts["no industry"]}
    ).items():
        share = f"{right} ({right / mapped:.1%})" if mapped and one != "no industry" else "–"
        lines.append(f"| {one} | {names} | {mapped} ({mapped / names:.1%}) | {share} |")
    return "\n".join(lines)


def counted(results: dict[str, Result]) -> dict[str, tuple[int, int, int]]:
    """Names, mapped and right of each list."""
    return {one: (result.names, result.mapped, result.right) for one, result in results.items()}


def joined(results: dict[str, Result], what: str) -> str:
    """All names that were placed wrongly, or not placed though they are industries, in a sentence's form."""
    lists = [one for one in results if one != "no industry" or what == "wrong"]
    names = [name for one in lists for name in getattr(results[one], what)]
    return "; ".join(names) or "none"


def page() -> str:
    """The whole page as text."""
    held, shipped = measure(vocabulary(late=False)), measure(vocabulary(late=True))
    another = by_another_hand(vocabulary(late=True))
    first = {one: (held[one].names, *FIRST_READING[one]) for one in LISTS}
    return PAGE.format(
        threshold=THRESHOLD,
        margin=MARGIN,
        word=WORD,
        lists="\n".join(f"- **{one}**: {meaning}." for one, meaning in LISTS.items()),
        first=table(first),
        late=len(rows_of("late.csv")),
        held=table(counted(held)),
        held_wrong=joined(held, "wrong"),
        held_unknown=joined(held, "unknown"),
        shipped=table(counted(shipped)),
        shipped_wrong=joined(shipped, "wrong"),
        shipped_unknown=joined(shipped, "unknown"),
        another=table(counted(another)),
        another_wrong=joined(another, "wrong"),
        another_unknown=joined(another, "unknown"),
        elsewhere=holdout_elsewhere.page(),
    )


if __name__ == "__main__":
    text = page()
    (HERE / "HOLDOUT.md").write_text(text, encoding="utf-8")
    print(text)
