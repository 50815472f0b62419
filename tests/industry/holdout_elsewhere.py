"""Measures names in other languages and codes on lists that the shipped names, or the rules, were made without.

``languages_held_out.csv`` is a third of a list of words that another hand wrote; ``written`` marks those that are
also among the names that were written for this package before that list was read.  ``no_industry_languages.csv``
holds what must stay unknown.  ``codes_held_out.csv`` and ``codes_held_out_later.csv`` hold codes as people write them
and numbers that are none; the first was written before any code was read, the second after the first was answered.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from mentorstats.industry.languages import LanguageNames, listed_names
from mentorstats.industry.names import StandardNames, listed, official
from mentorstats.industry.nodes import nodes, read_rows
from mentorstats.industry.words import plain_letters

HERE = Path(__file__).parent
READ_BEFORE = {"de": "German", "es": "Spanish", "fr": "French", "pl": "Polish"}
CODES = {"before any code was read": "codes_held_out.csv", "after the first": "codes_held_out_later.csv"}
# What the first reading of each list of codes gave: right, wrong, numbers that were taken for codes.
FIRST_CODES = {"before any code was read": (65, 0, 0), "after the first": (51, 0, 0)}
FIRST_NO_INDUSTRY = 8
PAGE = """
## Other languages

A list of 2,999 words for industries in 22 languages was written by another hand than the names of this package. A
third of it, {names} words drawn by checksum, is held out here. “Right” means the very industry or sector that the
list gives.

| listed are | right | wrong, of those mapped | wrong sector, of those mapped |
|---|---:|---:|---:|
| the other two thirds and official titles, no word of the held-out third in any spelling | {strict} |
| also the names that were written for this package before that list was read | {written} |
| everything, as shipped | {shipped} |

The first line is what the rules do for words that nobody listed: other genders, numbers and cases, compounds,
fillers, marks on letters. The second is what to expect of common words: nearly all are found because they are listed.
The names of this package were written in one go, by one hand, for 29 languages; for {read} the other list had been
read before and its words were left out, so that their share of the second line is what the rules do:

| language | held out | right |
|---|---:|---:|
{languages}

Of {no_industry} words in 21 languages that name no industry (jobs, places, “nothing”), {first_no_industry} were taken
for one at the first reading and {now_no_industry} are now; most were words for accountants.

## Codes

Codes in their usual spellings, and years, ZIP codes, head counts, dates and other numbers that are no codes. The
first list was written before the reader of codes was, the second after the reader had been changed in answer to the
first; both were then answered.

| list, written | codes | right at the first reading | right now | wrong now | no codes | taken for codes |
|---|---:|---:|---:|---:|---:|---:|
{codes}

At the first reading of the first list no name beside a code was looked up yet. Wrong now: {wrong_codes}.
"""


@dataclass
class Tally:
    """How many names there were, how many right, and which went wrong: with another code, or another sector."""

    names: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    wrong_sector: int = 0

    @property
    def mapped(self) -> int:
        """How many names got an industry."""
        return self.right + len(self.wrong)

    @property
    def line(self) -> str:
        """Right of all, wrong and wrong sector of those mapped, for a table."""
        shares = (self.right / self.names, len(self.wrong) / self.mapped, self.wrong_sector / self.mapped)
        return " | ".join(f"{share:.1%}" for share in shares)


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one of the CSV files beside this one."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def without(left_out: set[str]) -> StandardNames:
    """The package's names without those common ones whose plain letters are ``left_out``."""
    titles, common = listed_names()
    kept = [(name, code) for name, code in common if plain_letters(name) not in left_out]
    words = [(row["kind"], row["word"], row["code"]) for row in read_rows("language_words.csv")]
    languages: Callable[[], LanguageNames] = cache(lambda: LanguageNames.make(titles, kept, words))
    return StandardNames.assembled((*official(), *listed()), languages=languages)


def tally(names: StandardNames, rows: list[tuple[str, str]]) -> Tally:
    """What becomes of (name, code) rows."""
    result = Tally()
    for name, code in rows:
        placed = list(dict.fromkeys(named.code for named in names.place(name) if named.code))
        result.names += 1
        if placed == [code]:
            result.right += 1
        elif placed:
            result.wrong.append(f"{name} ({';'.join(placed)}, not {code or 'known'})")
            result.wrong_sector += {nodes()[other].sector for other in placed} != {nodes()[code].sector} if code else 1
    return result


def held_out() -> list[dict[str, str]]:
    """The held-out third: language, name, code, written."""
    return rows_of("languages_held_out.csv")


def by_rules() -> StandardNames:
    """The package's names without any word of the held-out third."""
    return without({plain_letters(row["name"]) for row in held_out()})


def by_another_hand() -> StandardNames:
    """The package's names without those words of the held-out third that were not written for it as well."""
    written = {plain_letters(row["name"]) for row in held_out() if row["written"]}
    return without({plain_letters(row["name"]) for row in held_out()} - written)


def of_language(names: StandardNames, language: str = "") -> Tally:
    """What becomes of the held-out third, or of its words in one language."""
    return tally(names, [(row["name"], row["code"]) for row in held_out() if language in ("", row["language"])])


def no_industry(names: StandardNames) -> Tally:
    """What becomes of words that name no industry."""
    return tally(names, [(row["name"], "") for row in rows_of("no_industry_languages.csv")])


def codes(names: StandardNames, file: str) -> tuple[Tally, Tally]:
    """What becomes of a list's codes, and of its numbers that are none."""
    rows = rows_of(file)
    return tuple(tally(names, [(row["cell"], row["code"]) for row in rows if row["list"] == kind])
                 for kind in ("code", "no code"))  # type: ignore[return-value]  # fmt: skip


def page() -> str:
    """The part of the page on other languages and codes."""
    shipped, another = StandardNames.make(), by_another_hand()
    languages = sorted({row["language"] for row in held_out()})
    results = {language: of_language(another, language) for language in languages}
    nothing = no_industry(shipped)
    lines, wrong = [], []
    for written, file in CODES.items():
        right, none = codes(shipped, file)
        first = FIRST_CODES[written][0]
        lines.append(
            f"| {written} | {right.names} | {first} ({first / right.names:.0%}) | {right.right} "
            f"({right.right / right.names:.0%}) | {len(right.wrong)} | {none.names} | {len(none.wrong)} |"
        )
        wrong += right.wrong
    return PAGE.format(
        names=len(held_out()),
        strict=of_language(by_rules()).line,
        written=of_language(another).line,
        shipped=of_language(shipped).line,
        read=", ".join(list(READ_BEFORE.values())[:-1]) + f" and {list(READ_BEFORE.values())[-1]}",
        languages="\n".join(
            f"| {language} | {result.names} | {result.right / result.names:.0%} |"
            for language, result in results.items()
        ),
        no_industry=nothing.names,
        first_no_industry=FIRST_NO_INDUSTRY,
        now_no_industry=len(nothing.wrong),
        codes="\n".join(lines),
        wrong_codes="; ".join(wrong) or "none",
    )
