"""Files are whole or not there: everything that is written is written beside first and then moved into place.

A set of files is moved only once all of it is written.  A full disk, a folder that may not be written and Ctrl-C leave
the earlier files as they were and nothing beside them.  What somebody else made is replaced only where that is asked
for.  A link is followed: what it points to is replaced, not the link.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from mentorstats.errors import PlainError
from mentorstats.own_files import OwnFile, own_file

__all__ = ["ForeignFile", "Output", "UnwritableFile", "check_places", "write_new_file", "write_outputs"]

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk has no more room for you",
    errno.EFBIG: "it is too large for this disk",
    errno.EACCES: "this place may not be written",
    errno.EPERM: "this place may not be written",
    errno.EROFS: "this place is read-only",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EISDIR: "a folder has this name",
    errno.ENOENT: "there is no such folder",
    errno.EBUSY: "another program uses it",
}


class UnwritableFile(OSError, PlainError):
    """A file cannot be written; the message says which and why."""

    def __str__(self) -> str:
        return f"{self.filename} cannot be written: {self.strerror}; nothing was changed"


class ForeignFile(PlainError):
    """A file that is in the place of an output was not made by mentorstats."""


@dataclass(frozen=True)
class Output:
    """A file to write; one of its ``kind`` that is there already is replaced unasked, no other."""

    path: Path
    data: bytes
    kind: OwnFile | None = None


def write_outputs(outputs: Sequence[Output], *, overwrite: bool = False) -> None:
    """Write files, all of them or none; folders that lack are made.

    Raises ``ForeignFile`` where another's file would be replaced and ``overwrite`` does not allow it,
    ``UnwritableFile`` where one cannot be written.  What was there before is then untouched.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "new" / "a.txt"
    ...     write_outputs([Output(path, b"whole")])
    ...     path.read_bytes(), len(list(path.parent.iterdir()))
    (b'whole', 1)
    """
    check_places(((output.path, output.kind) for output in outputs), overwrite=overwrite)
    streams = [output for output in outputs if _is_stream(output.path)]
    files = [output for output in outputs if output not in streams]
    with ExitStack() as litter, ExitStack() as undo:
        moves = [(output.path, *_written_beside(output, litter)) for output in files]
        kept = [_kept(path, place, litter) if len(moves) > 1 else None for path, _, place in moves]
        for (path, beside, place), earlier in zip(moves, kept, strict=True):
            with _named(path):
                if len(moves) > 1:
                    undo.callback(_restore, place, earlier)
                os.replace(beside, place)
        for output in streams:
            with _named(output.path), output.path.open("wb") as stream:
                stream.write(output.data)
        undo.pop_all()


def check_places(places: Iterable[tuple[Path, OwnFile | None]], *, overwrite: bool = False) -> None:
    """Refuse places that cannot be written, or hold another's file; so a long computation need not be for nothing.

    Raises as ``write_outputs`` does.
    """
    for path, kind in places:
        with _named(path):
            if _is_stream(path):
                continue
            _check_folder(path)
            if not path.exists():
                continue
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if not os.access(path, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            if not overwrite and path.stat().st_size and (kind is None or own_file(path) != kind):
                raise ForeignFile(
                    f"{path} is there already and was not made by mentorstats; move it away, choose another place, "
                    "or have it replaced (--overwrite; overwrite=True in code)"
                )


def write_new_file(path: Path, data: bytes, *, mode: int = 0o666) -> bool:
    """Write a file where there is none, whole; returns whether it was written.

    Of several who try at once one succeeds.  ``UnwritableFile`` where it cannot be written.
    """
    if path.exists():
        return False
    beside = _beside(path)
    try:
        with _named(path):
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                file.write(data)
            os.link(beside, path)
    except UnwritableFile as error:
        if error.errno != errno.EEXIST:
            raise
        return False
    finally:
        _remove(beside)
    return True


def _beside(place: Path) -> Path:
    """A name of its own in the folder of a file; a dot before it, so that nothing reads it as an export."""
    return place.parent / f".mentorstats-{secrets.token_hex(6)}"


def _is_stream(path: Path) -> bool:
    """Whether a path is a device or a pipe, such as ``/dev/stdout``, which nothing can be moved to."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _check_folder(path: Path) -> None:
    folder = next(folder for folder in path.absolute().parents if os.path.lexists(folder))
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, f"{folder} is not a folder")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _written_beside(output: Output, litter: ExitStack) -> tuple[Path, Path]:
    """Write an output next to its place; returns where it was written and its place, any link followed."""
    with _named(output.path):
        _make_folder(output.path.parent, litter)
        place = Path(os.path.realpath(output.path))
        beside = _beside(place)
        litter.callback(_remove, beside)
        with beside.open("xb") as file:
            file.write(output.data)
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            shutil.copymode(place, beside)
        return beside, place


def _make_folder(folder: Path, litter: ExitStack) -> None:
    """Make a folder and those above it that lack; those that stay empty go again."""
    lacking = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(lacking):
        litter.callback(_remove_folder, path)
        path.mkdir(exist_ok=True)


def _kept(path: Path, place: Path, litter: ExitStack) -> Path | None:
    """A second name of an earlier file, from which it comes back; a copy where the disk knows no second names."""
    if not place.exists():
        return None
    earlier = _beside(place)
    litter.callback(_remove, earlier)
    with _named(path):
        try:
            os.link(place, earlier)
        except OSError:
            shutil.copy2(place, earlier)
    return earlier


def _restore(place: Path, earlier: Path | None) -> None:
    if earlier is None:
        _remove(place)
    else:
        os.replace(earlier, place)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _remove_folder(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.rmdir()


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """An error of the system says which output it is about, and in plain words why."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or error.strerror or str(error)
        raise UnwritableFile(error.errno, reason, str(path)) from None
