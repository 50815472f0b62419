"""A file's bytes, taken out of gzip or zip, within limits that are checked before anything is opened.

A few kilobytes can unpack to terabytes (a "decompression bomb"), so the size that an archive declares is
read first, and unpacking stops at the limit whatever it declared.  What a file *is* comes from its first
bytes, never from its name: exports are renamed all the time.
"""

from __future__ import annotations

import gzip
import io
import os
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from mentorstats.errors import PlainError
from mentorstats.exports.files.kinds import FileKind, kind_of_bytes, kind_of_parts
from mentorstats.text import shown_cell

__all__ = ["MAX_BYTES", "MAX_RATIO", "Contents", "UnreadableFile", "check_archive", "shown_name", "unpack"]

MAX_BYTES = 1_000_000_000
MAX_RATIO = 200
RATIO_MATTERS_FROM = 20_000_000
PARTS_AT_MOST = 10_000
_NAMES_SHOWN = 5
_UNPACK = "unpack it, and put what it holds beside the other files"


class UnreadableFile(PlainError):
    """A file that cannot be opened as a table; ``reason`` says what was found, ``action`` what would make it usable."""

    def __init__(self, file: str, reason: str, action: str = "") -> None:
        super().__init__(f"{file}: {reason}" + (f"; {action}." if action else ""))
        self.reason, self.action = reason, action


@dataclass(frozen=True)
class Contents:
    """What was found in a file: ``kind`` is ``text`` or ``workbook``, ``name`` is what people are shown."""

    name: str
    data: bytes
    kind: str


def shown_name(path: Path) -> str:
    """A file's name as text, whatever its bytes: those of an old computer are read as cp1252.

    >>> shown_name(Path("matches.csv"))
    'matches.csv'
    """
    name = os.fsencode(path.name)
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("cp1252", errors="replace")


def unpack(path: Path) -> Contents:
    """The bytes of a file, out of gzip or a zip of one file.

    Raises ``UnreadableFile`` for a missing or empty file, one over ``MAX_BYTES`` (before or after
    unpacking), an archive of several files, and formats that hold no table that can be read.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise UnreadableFile(shown_name(path), "this is a folder, a file was expected.")
        if size > MAX_BYTES:
            raise _too_large(shown_name(path), size)
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableFile(shown_name(path), f"the file cannot be opened ({reason}).") from error
    return _open(shown_name(path), data, depth=0)


def _open(name: str, data: bytes, *, depth: int) -> Contents:
    if not data:
        raise UnreadableFile(name, "the file is empty; a table with a header row was expected.")
    if depth > 2:
        raise UnreadableFile(name, "an archive within an archive; unpack it first.")
    if data.startswith(b"\x1f\x8b"):
        return _open(name, _gunzip(name, data), depth=depth + 1)
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _open_zip(name, data, depth=depth)
    kind = kind_of_bytes(data)
    if kind is not None:
        raise _no_table(name, kind)
    return Contents(name, data, "text")


def _no_table(name: str, kind: FileKind) -> UnreadableFile:
    return UnreadableFile(name, f"this is {kind.what}, which is not read", kind.action)


def _many_files(names: list[str]) -> str:
    if not names:
        return "the zip archive is empty"
    listed = ", ".join(map(shown_cell, names[:_NAMES_SHOWN])) + (", …" if len(names) > _NAMES_SHOWN else "")
    return f"the zip archive holds {len(names):,} files ({listed}), and only one with a single file is opened"


def _gunzip(name: str, data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            content = packed.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(name, "the gzip archive is damaged or cut off; export it again.") from error
    if len(content) > MAX_BYTES:
        raise _too_large(name, len(content))
    return content


def _open_zip(name: str, data: bytes, *, depth: int) -> Contents:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            check_archive(name, parts)
            names = {part.filename for part in parts}
            if any(part.flag_bits & 1 for part in parts):
                raise UnreadableFile(name, "the zip archive has a password", _UNPACK)
            kind = kind_of_parts(names, archive.read("mimetype") if "mimetype" in names else b"")
            if kind is not None:
                raise _no_table(name, kind)
            if "[Content_Types].xml" in names:
                return Contents(name, data, "workbook")
            files = [part for part in parts if not part.is_dir() and not part.filename.startswith("__MACOSX/")]
            if len(files) != 1:
                raise UnreadableFile(name, _many_files([part.filename for part in files]), _UNPACK)
            return _open(name, archive.read(files[0]), depth=depth + 1)
    except UnreadableFile:
        raise
    # A damaged archive fails in any part of zipfile, with whatever the damaged bytes lead to.
    except Exception as error:
        raise UnreadableFile(
            name, "the zip archive or workbook is damaged or has a password; export it again."
        ) from error


def check_archive(name: str, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive whose parts would unpack to too much; zipfile never reads more than is declared."""
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > PARTS_AT_MOST:
        raise UnreadableFile(name, f"the archive has {len(parts):,} parts, at most {PARTS_AT_MOST:,} are read.")
    if unpacked > MAX_BYTES:
        raise _too_large(name, unpacked)
    for part in parts:
        ratio = part.file_size / max(1, part.compress_size)
        if part.file_size > RATIO_MATTERS_FROM and ratio > MAX_RATIO:
            raise UnreadableFile(
                name,
                f"{part.filename} would unpack to {ratio:,.0f} times its size (limit {MAX_RATIO}), "
                "as a decompression bomb does; save the table again as CSV.",
            )
    if unpacked > RATIO_MATTERS_FROM and unpacked / packed > MAX_RATIO:
        raise UnreadableFile(
            name,
            f"the archive would unpack to {unpacked / packed:,.0f} times its size "
            f"(limit {MAX_RATIO}), as a decompression bomb does; save the table again as CSV.",
        )


def _too_large(name: str, size: int) -> UnreadableFile:
    return UnreadableFile(
        name,
        f"{size / 1e6:,.0f} MB unpacked, at most {MAX_BYTES / 1e6:,.0f} MB are read; "
        "split the export, by cohort or by year.",
    )
