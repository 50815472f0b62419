"""A program's own table of closeness and its own list of names, checked before they are used.

The table has one row a pair: ``industry_a``, ``industry_b`` and either ``similarity`` (0 to 1) or
``proximity`` (same, adjacent, distant, unknown), or both; then the written proximity counts.  The names may be
of any vocabulary: research fields, job families.  The list of names has ``name`` and ``code``; without a code a
name stays unknown, and the code ``none`` says that it names no industry.  What is wrong with either becomes
problems in plain sentences, and the rows that can be used are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from mentorstats.errors import PlainError
from mentorstats.industry.nodes import Node
from mentorstats.industry.similarity import TIERS
from mentorstats.industry.vocabulary import NO_INDUSTRY, Vocabulary
from mentorstats.industry.words import folded
from mentorstats.problems import Problem, Quote, Severity

__all__ = ["check_aliases", "check_similarity", "only_code", "own_names", "placed_pairs", "refuse_unusable"]

Add = Callable[..., None]
Row = tuple[int, str, str, float, str]


def _recorder(file: str, problems: list[Problem]) -> Add:
    def add(
        rule: str, severity: Severity, sentence: str, action: str, *quotes: str,
        line: int | None = None, column: str = "", value: object = "",
    ) -> None:  # fmt: skip
        problem = Problem(
            rule=rule, severity=severity, file=file, line=line, column=column, value=str(value), problem=sentence,
            action=action, facts=tuple(Quote(text) for text in quotes),
        )  # fmt: skip
        problems.append(problem)

    return add


def check_similarity(table: pd.DataFrame, *, file: str = "industry.similarity") -> tuple[pd.DataFrame, list[Problem]]:
    """Check a program's own table of closeness; returns the usable rows and the problems found.

    The result has industry_a, industry_b, similarity (NaN where not given) and proximity ("" where not given),
    one row a pair.  Lines count from 2, below the header.  ``blocking`` means that no row can be used.

    >>> rows = pd.DataFrame({"industry_a": ["Art"], "industry_b": ["Music"], "similarity": [1.7]})
    >>> usable, problems = check_similarity(rows)
    >>> len(usable), problems[0].text
    (0, 'The similarity of “Art” and “Music” is 1.7; it must lie between 0 and 1.')
    """
    problems: list[Problem] = []
    add = _recorder(file, problems)
    rows = table.rename(columns={name: folded(str(name)).replace(" ", "_") for name in table.columns})
    missing = [name for name in ("industry_a", "industry_b") if name not in rows]
    if missing or not {"similarity", "proximity"} & set(rows.columns):
        wanted = ", ".join(missing) or "similarity or proximity"
        add(
            "similarity-columns", "blocking", f"The table has no column {wanted}.",
            "Name the columns industry_a, industry_b, and similarity or proximity.", line=1, column=wanted,
        )  # fmt: skip
        return _usable([]), problems
    usable = _usable(_one_row_a_pair(_checked_rows(rows, add), add))
    if usable.empty:
        add("similarity-empty", "blocking", "The table has no row that can be used.", "Correct the rows named above.")
    else:
        _note_gaps(usable, add)
    return usable, problems


def _usable(rows: list[tuple[str, str, float, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["industry_a", "industry_b", "similarity", "proximity"])
    return frame.astype({"similarity": "float64", "industry_a": "str", "industry_b": "str", "proximity": "str"})


def _text(value: object) -> str:
    return "" if value is None or value != value else " ".join(str(value).split())


def _checked_rows(rows: pd.DataFrame, add: Add) -> list[Row]:
    """The rows whose own cells are right: line, two names, similarity, proximity."""
    numbers = rows["similarity"] if "similarity" in rows else pd.Series([None] * len(rows))
    tiers = rows["proximity"] if "proximity" in rows else pd.Series([None] * len(rows))
    cells = zip(rows["industry_a"], rows["industry_b"], numbers, tiers, strict=True)
    checked = (_checked_row(line, *map(_text, row), add=add) for line, row in enumerate(cells, start=2))
    return [row for row in checked if row is not None]


def _checked_row(line: int, a: str, b: str, number: str, tier: str, *, add: Add) -> Row | None:
    """One row, or None where its cells are wrong, which is then said."""
    tier = tier.casefold()
    if not a or not b:
        add(
            "similarity-name-missing", "warning", "A name is missing in this pair.",
            "Fill in both names; the row is not used.", line=line, column="industry_b" if a else "industry_a",
        )  # fmt: skip
        return None
    if tier and tier not in TIERS:
        add(
            "proximity-unknown", "warning", "{} is not same, adjacent, distant or unknown.",
            "Use one of these four words; the row is not used.", tier, line=line, column="proximity", value=tier,
        )  # fmt: skip
        return None
    try:
        value = float(number) if number else float("nan")
    except ValueError:
        value = float("inf")
    if number and not 0 <= value <= 1:
        add(
            "similarity-outside", "warning",
            f"The similarity of {{}} and {{}} is {number}; it must lie between 0 and 1.",
            "Correct the number; the row is not used.", a, b, line=line, column="similarity", value=number,
        )  # fmt: skip
        return None
    if not number and not tier:
        add(
            "similarity-missing", "warning", "{} and {} have no similarity and no proximity.",
            "Fill in one of them; the row is not used.", a, b, line=line, column="similarity",
        )  # fmt: skip
        return None
    return line, a, b, value, tier


def _one_row_a_pair(rows: list[Row], add: Add) -> list[tuple[str, str, float, str]]:
    """Each pair once, whichever name comes first; rows that disagree are set aside, all of them."""
    spelling: dict[str, str] = {}
    pairs: dict[tuple[str, str], list[tuple[int, float, str]]] = {}
    for line, a, b, value, tier in rows:
        first, second = sorted((folded(a), folded(b)))
        spelling.setdefault(folded(a), a)
        spelling.setdefault(folded(b), b)
        pairs.setdefault((first, second), []).append((line, value, tier))
    kept = []
    for (first, second), written in pairs.items():
        a, b = spelling[first], spelling[second]
        if first == second:
            _check_self(a, written[0], add)
        elif _agree(a, b, written, add):
            kept.append((a, b, *written[0][1:]))
    return kept


def _agree(a: str, b: str, written: list[tuple[int, float, str]], add: Add) -> bool:
    """Whether all rows of a pair give it the same value; says where there is more than one row."""
    if len({(None if np.isnan(value) else value, tier) for _, value, tier in written}) > 1:
        lines = ", ".join(str(line) for line, _, _ in written)
        add(
            "similarity-contradicted", "warning", f"{{}} and {{}} are given different values in lines {lines}.",
            "Keep the right one; until then this pair is unknown.", a, b, line=written[1][0], column="similarity",
            value=a,
        )  # fmt: skip
        return False
    if len(written) > 1:
        add(
            "similarity-repeated", "note", f"{{}} and {{}} appear {len(written)} times, with the same value.",
            "Nothing to do; one row is enough.", a, b, line=written[1][0], column="industry_a", value=a,
        )  # fmt: skip
    return True


def _check_self(name: str, written: tuple[int, float, str], add: Add) -> None:
    """A name is always the same as itself; say so where the table says otherwise."""
    line, value, tier = written
    if (not np.isnan(value) and value != 1) or tier not in ("", "same"):
        add(
            "similarity-with-itself", "note", "{} is compared with itself and not called the same.",
            "Nothing to do; a name is always the same as itself.", name, line=line, column="similarity", value=name,
        )  # fmt: skip


def _note_gaps(usable: pd.DataFrame, add: Add) -> None:
    """One note for all pairs of the table's names that have no row."""
    names = {folded(name): name for column in ("industry_a", "industry_b") for name in usable[column]}
    given = {frozenset((folded(a), folded(b))) for a, b in zip(usable["industry_a"], usable["industry_b"], strict=True)}
    gaps = [pair for pair in combinations(sorted(names), 2) if frozenset(pair) not in given]
    if gaps:
        a, b = (names[name] for name in gaps[0])
        every = len(names) * (len(names) - 1) // 2
        add(
            "similarity-gaps", "note", f"{len(gaps)} of {every} pairs have no row, the first {{}} and {{}}.",
            "Add them, or leave them: how close they are is then unknown.", a, b, column="industry_a", value=a,
        )  # fmt: skip


def check_aliases(
    table: pd.DataFrame, place: Callable[[str], str | None], *, file: str = "industry.aliases"
) -> tuple[list[tuple[str, str]], list[Problem]]:
    """Check a program's own names; returns (name, code) pairs and the problems found.

    ``place`` gives the code that the second column stands for (a code or a listed name), None when unknown.
    """
    problems: list[Problem] = []
    add = _recorder(file, problems)
    rows = table.rename(columns={name: folded(str(name)) for name in table.columns})
    if not {"name", "code"} <= set(rows.columns):
        add(
            "aliases-columns", "blocking", "The list of names has no columns name and code.",
            "Name its two columns so.", line=1, column="name",
        )  # fmt: skip
        return [], problems
    pairs: dict[str, tuple[str, str]] = {}
    for line, (name, code) in enumerate(zip(rows["name"], rows["code"], strict=True), start=2):
        name, code = _text(name), _text(code)
        placed = code.casefold() if code.casefold() in ("", NO_INDUSTRY) else place(code)
        if not name:
            continue
        if placed is None:
            add(
                "alias-code-unknown", "warning", "{}, given for {}, is not an industry that is known here.",
                "Use a code or a name that `mentorstats industries` shows; the row is not used.", code, name,
                line=line, column="code", value=code,
            )  # fmt: skip
        elif folded(name) in pairs and pairs[folded(name)][1] != placed:
            add(
                "alias-contradicted", "warning", "{} is listed twice with different codes.",
                "Keep the right one; the first is used.", name, line=line, column="name", value=name,
            )  # fmt: skip
        else:
            pairs.setdefault(folded(name), (name, placed))
    return list(pairs.values()), problems


def placed_pairs(
    usable: pd.DataFrame, place: Callable[[str], str | None], *, file: str = "industry.similarity"
) -> tuple[pd.DataFrame, list[Problem]]:
    """Checked rows with codes for names, as ``place`` finds them; pairs it cannot find are problems."""
    problems: list[Problem] = []
    add = _recorder(file, problems)
    action = "Use a name or code that `mentorstats industries` shows; the pair is not used."
    codes = {name: place(name) for column in ("industry_a", "industry_b") for name in usable[column]}
    for name, code in codes.items():
        if code is None:
            add(
                "similarity-name-unknown", "warning", "{} is not an industry name that is known here.", action, name,
                column="industry_a", value=name,
            )  # fmt: skip
    pairs = usable.assign(industry_a=usable["industry_a"].map(codes), industry_b=usable["industry_b"].map(codes))
    pairs = pairs.dropna(subset=["industry_a", "industry_b"])
    return pairs[pairs["industry_a"] != pairs["industry_b"]], problems


def only_code(vocabulary: Vocabulary, table: Mapping[str, Node], text: str) -> str | None:
    """The one code that a text is or names; None when unknown, guessed or several."""
    if text in table:
        return text
    named = vocabulary.place(text)
    return named[0].code if len(named) == 1 and named[0].method in ("exact", "alias") else None


def own_names(
    aliases: pd.DataFrame | None, base: Vocabulary, table: Mapping[str, Node]
) -> tuple[list[tuple[str, str]], list[Problem]]:
    """A program's own names as (name, code) pairs, and the problems with them; none without a list."""
    return ([], []) if aliases is None else check_aliases(aliases, lambda text: only_code(base, table, text))


def refuse_unusable(problems: list[Problem]) -> None:
    """Raise with the sentences of what blocks; ``PlainError`` is a ValueError."""
    blocking = [problem for problem in problems if problem.severity == "blocking"]
    if blocking:
        raise PlainError(" ".join(f"{problem.file}: {problem.text} {problem.action}" for problem in blocking))
