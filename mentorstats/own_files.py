"""Which files mentorstats wrote itself, known by what stands in them and not by what they are called.

So an earlier page is replaced by the next one while somebody else's file of that name is not, and a list of problems
that lies among the exports is not read as one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FINDINGS", "FINDINGS_JSON", "INDUSTRIES", "PAGE", "PAGE_MARK", "PROBLEMS", "OwnFile", "own_file"]

# What stands near the top of every page.
PAGE_MARK = '<meta name="generator" content="mentorstats">'
_HEAD_BYTES, _LARGEST_JSON = 4096, 100_000_000


@dataclass(frozen=True)
class OwnFile:
    """A kind of file that mentorstats writes: its usual name and what it is; a table has these columns, no others."""

    name: str
    meaning: str
    columns: tuple[str, ...] = ()


PAGE = OwnFile("report.html", "a page that mentorstats wrote")
FINDINGS_JSON = OwnFile("findings.json", "a file of answers that mentorstats wrote")
FINDINGS = OwnFile(
    "findings.csv",
    "a table of answers that mentorstats wrote",
    ("question", "outcome", "contrast", "role", "method", "estimate", "conf_low", "conf_high", "p_value", "df",
     "n_mentees", "n_mentors", "verdict"),
)  # fmt: skip
PROBLEMS = OwnFile(
    "problems.csv",
    "a list of problems that mentorstats wrote",
    ("severity", "file", "line", "column", "value", "problem", "action"),
)
INDUSTRIES = OwnFile(
    "our_industries.csv", "the list of industries that `check --suggest` wrote", ("name", "code", "cells", "likeliest")
)
_TABLES = (FINDINGS, PROBLEMS, INDUSTRIES)
_KEYS = frozenset({"program", "outcome", "mentorstats", "answers", "findings", "checks"})


def own_file(path: Path) -> OwnFile | None:
    """What a file is that mentorstats wrote, None for any other.  ``OSError`` where it cannot be read.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.csv"
    ...     _ = path.write_text(",".join(PROBLEMS.columns))
    ...     kind = own_file(path)
    >>> kind == PROBLEMS
    True
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    text = head.decode("utf-8", errors="replace").removeprefix("\ufeff").lstrip()
    if PAGE_MARK in text and text[:9].lower() == "<!doctype":
        return PAGE
    if text.startswith("{"):
        return FINDINGS_JSON if _has_keys_of_findings(path) else None
    names = tuple(name.strip().strip('"') for name in re.split(r"[,;\t]", text.partition("\n")[0]))
    if path.name == INDUSTRIES.name and names[:2] == INDUSTRIES.columns[:2]:
        return INDUSTRIES
    return next((table for table in _TABLES if names == table.columns), None)


def _has_keys_of_findings(path: Path) -> bool:
    if path.stat().st_size > _LARGEST_JSON:
        return False
    try:
        given = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(given, dict) and given.keys() >= _KEYS
