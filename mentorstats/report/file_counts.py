"""How many rows of each file are used and set aside, as they may be told."""

from __future__ import annotations

from dataclasses import dataclass

from mentorstats.program import Program
from mentorstats.rounding import Counted

__all__ = ["FileRows", "rows_of_files"]


@dataclass(frozen=True)
class FileRows:
    """One file: what it was read as, and its rows, those used and those set aside, as text."""

    file: str
    table: str
    rows: str
    used: str
    set_aside: str


def rows_of_files(program: Program) -> tuple[FileRows, ...]:
    """Each file of the exports with its rows as they may be told."""
    shown = []
    for row in program.files.to_dict("records"):
        parts = [Counted(row[name], row[f"{name}_people"]) for name in ("used", "set_aside")]
        whole = Counted(row["rows"], max(part.people for part in parts))
        used, aside = program.rounding.parts(parts, total=whole)
        shown.append(FileRows(row["file"], row["table"], program.rounding.cell(whole), used, aside))
    return tuple(shown)
