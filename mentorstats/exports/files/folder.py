"""What lies in a folder of exports: exports, tables that the settings name, what mentorstats wrote there, and the rest.

Whatever is not read as an export gets a line that says what it is.  The settings pick among the files of the
folder: one that lies elsewhere is read only where its path is written as absolute, and that is said.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from mentorstats.exports.files.archive import shown_name
from mentorstats.exports.files.passed_over import (
    READABLE,
    add_broken_link,
    add_folder,
    add_leftovers,
    add_other_file,
    is_leftover,
    is_misnamed,
)
from mentorstats.own_files import INDUSTRIES, OwnFile, own_file
from mentorstats.problems import Problems, Quote
from mentorstats.schema.settings import CONFIG_NAME, InvalidSettings, Settings

__all__ = ["export_files", "named_table"]

# Spreadsheets that cannot be read are exports all the same: without them something is missing, and the reader says so.
_SUFFIXES = (*READABLE, ".xls", ".xlsb", ".ods", ".numbers")
_OUR_SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".html", ".htm")


def export_files(folder: Path, settings: Settings, problems: Problems) -> list[Path]:
    """The files of a folder that may be exports, in the order of their names; all else is named and left out.

    Raises ``InvalidSettings`` where ``[files]`` names one that lies elsewhere.
    """
    _check_patterns(settings)
    beside = [name for name in (settings.industry_aliases, settings.industry_similarity) if name]
    others = {os.path.realpath(folder / name) for name in beside}
    chosen = {pattern.casefold() for patterns in settings.files.values() for pattern in patterns}
    exports, leftovers = [], []
    for path in sorted(folder.iterdir()):
        if _is_settings(path) or os.path.realpath(path) in others:
            continue
        if is_leftover(path):
            leftovers.append(path)
        elif path.is_file() and path.name.casefold() in chosen:
            exports.append(path)
        elif (kind := _written_by_us(path)) is not None:
            _add_own_output(path, kind, problems)
        elif path.is_file() and path.suffix.lower() in _SUFFIXES and not is_misnamed(path):
            exports.append(path)
        else:
            _add_not_read(path, problems)
    for path in exports:
        _add_if_elsewhere(path, folder, problems)
    add_leftovers(leftovers, problems)
    return exports


def _is_settings(path: Path) -> bool:
    """Whether a file is the settings, in capitals too where the system takes those for the same name."""
    settings = path.with_name(CONFIG_NAME)
    return path.name.casefold() == CONFIG_NAME and settings.exists() and settings.samefile(path)


def _add_not_read(path: Path, problems: Problems) -> None:
    if path.is_dir():
        add_folder(path, problems)
    elif path.is_symlink() and not path.exists():
        add_broken_link(path, problems)
    else:
        add_other_file(path, problems)


def named_table(folder: Path, key: str, name: str, problems: Problems) -> Path:
    """Where a table lies that the settings name; ``key`` is the setting.

    Raises ``InvalidSettings`` where it is not there, or elsewhere without an absolute path.
    """
    path = folder / name
    if not Path(name).is_absolute() and (_is_home(name) or not _lies_in(path, folder)):
        raise InvalidSettings(
            f"{CONFIG_NAME}: {key} is {name!r}, which is not in the folder of the exports; copy the file there, or "
            "write its absolute path"
        )
    if not path.is_file():
        where = "there is no such file" if Path(name).is_absolute() else "there is no such file beside it"
        raise InvalidSettings(f"{CONFIG_NAME}: {key} is {name!r}, but {where}")
    if not _lies_in(path, folder):
        outside = Quote(os.path.realpath(path))
        problems.add(
            rule="settings-outside", severity="note", file=CONFIG_NAME, column=key, facts=(outside,),
            problem="the settings name a file outside the folder of the exports, and it is read: {}",
            action="nothing, if that is the file you mean",
        )  # fmt: skip
    return path


def _check_patterns(settings: Settings) -> None:
    """Refuse names of files that no file of the folder can have, because they point elsewhere."""
    for table, patterns in settings.files.items():
        for pattern in patterns:
            if Path(pattern).is_absolute() or _is_home(pattern) or ".." in re.split(r"[/\\]", pattern):
                raise InvalidSettings(
                    f"{CONFIG_NAME}: files.{table} is {pattern!r}, but it picks among the files that lie in the folder "
                    "of the exports; copy the file there and write its name"
                )


def _is_home(name: str) -> bool:
    """Whether a path begins with a home folder, such as ``~/``, which no folder of exports has inside."""
    return re.match(r"~[^/\\]*[/\\]", name) is not None


def _lies_in(path: Path, folder: Path) -> bool:
    """Whether a file is inside a folder once links are followed."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _written_by_us(path: Path) -> OwnFile | None:
    """What an output in the folder is; of a folder, the first output in it."""
    with contextlib.suppress(OSError):
        if path.is_dir():
            inside = (_written_by_us(inner) for inner in sorted(path.iterdir()) if not inner.is_dir())
            return next((kind for kind in inside if kind is not None), None)
        if path.is_file() and path.suffix.lower() in _OUR_SUFFIXES:
            return own_file(path)
    return None


def _add_own_output(path: Path, kind: OwnFile, problems: Problems) -> None:
    is_folder = path.is_dir()
    action = "nothing; it may stay or go"
    if kind == INDUSTRIES and not is_folder:
        action = f'once its codes are filled in, write aliases = "{path.name}" below [industry] in {CONFIG_NAME}'
    problems.add(
        rule="own-output", severity="note", file=shown_name(path), action=action,
        problem=f"the folder holds {kind.meaning}; nothing in it is read" if is_folder
        else f"{kind.meaning}, not an export; it is not read",
    )  # fmt: skip


def _add_if_elsewhere(path: Path, folder: Path, problems: Problems) -> None:
    if not _lies_in(path, folder):
        problems.add(
            rule="export-elsewhere", severity="note", file=shown_name(path), facts=(Quote(os.path.realpath(path)),),
            problem="the file is a link to {}, which is outside this folder; it is read",
            action="nothing, if that is meant",
        )  # fmt: skip
