"""What lies in the folder of exports and is not read: files of other kinds, folders, links, what programs leave there.

Nothing is passed over in silence: each file and folder has a line that says what it is and what would make it usable.
A line is a warning where a table may be in it.  What the system keeps for itself is counted in one line.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from mentorstats.exports.files.archive import shown_name
from mentorstats.exports.files.csv.dialect import find_dialect
from mentorstats.exports.files.csv.encoding import decode
from mentorstats.exports.files.kinds import FileKind, kind_of_bytes, kind_of_name, kind_of_parts
from mentorstats.problems import Count, Problems, Quote, Severity
from mentorstats.schema.settings import CONFIG_NAME
from mentorstats.schema.tables import TABLES
from mentorstats.text import shorten

__all__ = ["READABLE", "add_broken_link", "add_folder", "add_leftovers", "add_other_file", "is_leftover", "is_misnamed"]

READABLE = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".gz", ".zip")
_LEFTOVERS = {"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx", "$recycle.bin", "lost+found"}
# The marks of Excel and Word, and of LibreOffice, for a file that is open.
_LOCK = re.compile(r"(?:~\$|\.~lock\.)(.+?)#?")
_HEAD, _LARGEST_TEMPLATE, _MOST_FILES, _NAMES_SHOWN = 1_000_000, 1000, 2000, 5
_TEMPLATES = {",".join(column.name for column in table.columns).encode() for table in TABLES.values()}
_EMPTY = FileKind("empty", "export it again, if something should be in it", holds_data=False)
_TABLE = FileKind(
    "text that may be a table", f"rename it so that its name ends in .csv, or name it in [files] of {CONFIG_NAME}"
)
_UNKNOWN = FileKind("of an unknown kind", "export it as CSV or .xlsx, if a table is in it", holds_data=False)


def is_leftover(path: Path) -> bool:
    """Whether a file or folder is what systems and programs keep for themselves: hidden, thumbnails, marks, backups.

    >>> is_leftover(Path("Thumbs.db")), is_leftover(Path("~$pairings.xlsx")), is_leftover(Path("pairings.csv"))
    (True, True, False)
    """
    name = path.name
    return name.startswith((".", "~$")) or name.endswith("~") or name.casefold() in _LEFTOVERS


def is_misnamed(path: Path) -> bool:
    """Whether a file may be the settings under a name that is not theirs, such as ``mentorstats.toml.txt``."""
    name = path.name.casefold()
    return path.name != CONFIG_NAME and name.startswith("mentorstats") and ".toml" in name


def add_leftovers(paths: Sequence[Path], problems: Problems) -> None:
    """Count what programs left in the folder, and name the files among them that may be more than that."""
    silent = []
    for path in paths:
        name, lock = shown_name(path), _LOCK.fullmatch(shown_name(path))
        if lock:
            problems.add(
                rule="lock-file", severity="note", file=name, facts=(Quote(lock[1]),),
                problem="a mark that another program makes while {} is open in it; it holds no data",
                action="if the file is still open, save and close it, since only what was saved is read",
            )  # fmt: skip
        elif name.startswith(".") and not name.startswith("._") and _may_be_export(path):
            kind = kind_of_name(name) if name.endswith(".icloud") else None
            problems.add(
                rule="hidden-file", severity="warning", file=name,
                problem=f"this is {kind.what}; it is not read" if kind
                else "the file is hidden, since its name begins with a dot; it is not read",
                action=kind.action if kind else "if it is an export, give it a name without the dot",
            )  # fmt: skip
        else:
            silent.append(name)
    if silent:
        problems.add(
            rule="leftovers", severity="note", value=shorten(", ".join(silent), 80), action="nothing",
            facts=(Count(len(silent), "file or folder", "files and folders"),),
            problem="{} that the system or another program keeps for itself; not read",
        )  # fmt: skip


def add_broken_link(path: Path, problems: Problems) -> None:
    """Name a link that leads to nothing."""
    problems.add(
        rule="broken-link", severity="warning", file=shown_name(path), facts=(Quote(os.readlink(path)),),
        problem="the file is a link to {}, where there is nothing", action="put the file itself into the folder",
    )  # fmt: skip


def add_other_file(path: Path, problems: Problems) -> None:
    """Say what a file is whose name is not that of an export, and what to do if a table is in it."""
    if is_misnamed(path):
        problems.add(
            rule="settings-misnamed", severity="warning", file=shown_name(path),
            problem=f"this may be the settings, but they are read only from a file that is called {CONFIG_NAME}",
            action=f"if it is the settings, rename it to {CONFIG_NAME}",
        )  # fmt: skip
        return
    kind = _kind_of_file(path)
    problems.add(
        rule="not-read", severity="warning" if kind.holds_data else "note", file=shown_name(path),
        problem=f"this file is {kind.what}; it is not read" if kind in (_EMPTY, _UNKNOWN)
        else f"this is {kind.what}; it is not read",
        action=f"{kind.action}, unless the other files hold the same" if kind.holds_data else kind.action,
    )  # fmt: skip


def _kind_of_file(path: Path) -> FileKind:
    by_name = kind_of_name(path.name)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if not head:
            return _EMPTY
        if head.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(path) as archive:
                return kind_of_parts(archive.namelist()) or by_name or _UNKNOWN
    except (OSError, ValueError, zipfile.BadZipFile):
        return by_name or _UNKNOWN
    return kind_of_bytes(head) or by_name or (_TABLE if _looks_like_table(head) else _UNKNOWN)


def _looks_like_table(head: bytes) -> bool:
    decoded = decode(head)
    lines = decoded.data.decode("utf-8", errors="replace").splitlines(keepends=True)[:20] if decoded else []
    return len(lines) > 1 and find_dialect(lines).delimiter != ""


def add_folder(path: Path, problems: Problems) -> None:
    """Say what lies in a folder within the folder: how many files that may be exports, and which."""
    try:
        files = _files_within(path)
    except OSError as error:
        problems.add(
            rule="folder-within", severity="warning", file=shown_name(path), action="allow it to be read",
            problem=f"the folder cannot be opened ({error.strerror or error})",
        )  # fmt: skip
        return
    exports = [file.relative_to(path).as_posix() for file in files if _may_be_export(file) and not is_leftover(file)]
    names = ", ".join([*exports[:_NAMES_SHOWN], *(["…"] if len(exports) > _NAMES_SHOWN else [])])
    severity: Severity = "warning" if exports else "note"
    held = "{} that may be an export: {}" if len(exports) == 1 else "{} that may be exports: {}"
    problems.add(
        rule="folder-within", severity=severity, file=shown_name(path),
        facts=(Count(len(exports), "file"), Quote(names)) if exports else (),
        problem=f"this folder holds {held}; what lies in folders within the folder is not read" if exports
        else "this folder is empty" if not files else "no export lies in this folder; nothing in it is read",
        action="nothing" if not exports
        else "move it beside the other files, if it belongs to this program" if len(exports) == 1
        else "move them beside the other files, if they belong to this program",
    )  # fmt: skip


def _files_within(folder: Path) -> list[Path]:
    """The files in a folder and in those within it, at most so many that a folder of exports could have."""
    os.scandir(folder).close()
    files: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders.sort()
        files += [Path(place, name) for name in sorted(names)]
        if len(files) > _MOST_FILES:
            break
    return files


def _may_be_export(path: Path) -> bool:
    kind = kind_of_name(path.name)
    readable = path.suffix.lower() in READABLE
    return (readable or (kind is not None and kind.holds_data)) and not _is_template(path)


def _is_template(path: Path) -> bool:
    """Whether a file is an empty table of those that a new workspace has, in case one is written by hand."""
    try:
        return path.stat().st_size < _LARGEST_TEMPLATE and path.read_bytes().strip() in _TEMPLATES
    except OSError:
        return False
