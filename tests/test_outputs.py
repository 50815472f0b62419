from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mentorstats import outputs
from mentorstats.outputs import ForeignFile, Output, UnwritableFile, check_places, write_new_file, write_outputs
from mentorstats.own_files import FINDINGS, PROBLEMS

OURS = ",".join(PROBLEMS.columns).encode() + b"\r\n"
needs_permissions = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may write anywhere")


def state(folder: Path) -> dict[str, bytes | None]:
    """Every path below a folder, with what files hold."""
    paths = sorted(folder.rglob("*"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None for path in paths}


def three(folder: Path) -> list[Output]:
    return [Output(folder / name, f"new {name}".encode()) for name in ("a", "b", "c")]


@pytest.fixture
def old(tmp_path):
    """A folder with two of the three files that are to be written."""
    (tmp_path / "a").write_bytes(b"old a")
    (tmp_path / "b").write_bytes(b"old b")
    return tmp_path


def fails_at(monkeypatch, name: str, call: int, error: BaseException) -> None:
    """The so-and-so-many-th call of a function of ``os`` fails."""
    real, calls = getattr(os, name), []

    def failing(*given, **options):
        calls.append(given)
        if len(calls) == call:
            raise error
        return real(*given, **options)

    monkeypatch.setattr(os, name, failing)


def full_disk() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


def test_a_set_of_files_is_written_with_the_folders_that_lack_and_nothing_beside_it(tmp_path):
    write_outputs([Output(tmp_path / "x" / "y" / "a", b"1"), Output(tmp_path / "b", b"")])
    assert state(tmp_path) == {"b": b"", "x": None, "x/y": None, "x/y/a": b"1"}


@pytest.mark.parametrize("call", [1, 2, 3])
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_disk_that_is_full_at_any_step_leaves_the_old_files_and_a_sentence(old, monkeypatch, step, call):
    before = state(old)
    fails_at(monkeypatch, step, call, full_disk())
    with pytest.raises(UnwritableFile) as caught:
        write_outputs(three(old), overwrite=True)
    assert state(old) == before
    assert str(caught.value) == f"{old / 'abc'[call - 1]} cannot be written: the disk is full; nothing was changed"
    assert caught.value.errno == errno.ENOSPC


@pytest.mark.parametrize("call", [1, 2, 3])
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_ctrl_c_at_any_step_leaves_the_old_files(old, monkeypatch, step, call):
    before = state(old)
    fails_at(monkeypatch, step, call, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        write_outputs(three(old), overwrite=True)
    assert state(old) == before


def test_of_two_files_the_first_comes_back_where_the_second_fails(old, monkeypatch):
    before = state(old)
    fails_at(monkeypatch, "replace", 2, full_disk())
    with pytest.raises(UnwritableFile, match="b cannot be written: the disk is full"):
        write_outputs(three(old)[:2], overwrite=True)
    assert state(old) == before


def test_ctrl_c_after_a_file_was_moved_brings_the_old_one_back(old, monkeypatch):
    before, real, moved = state(old), os.replace, []

    def interrupted(source, target):
        real(source, target)
        moved.append(target)
        if len(moved) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_outputs(three(old), overwrite=True)
    assert state(old) == before


def test_ctrl_c_in_the_middle_of_a_file_leaves_nothing(tmp_path, monkeypatch):
    class Interrupted(io.BytesIO):
        def write(self, data):
            super().write(data[:3])
            raise KeyboardInterrupt

    def opened(path, mode):
        path.touch()
        return Interrupted()

    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(KeyboardInterrupt):
        write_outputs([Output(tmp_path / "new" / "a", b"whole")])
    assert state(tmp_path) == {}


def test_a_disk_without_second_names_of_files_restores_as_well(old, monkeypatch):
    before = state(old)
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "no links")))
    fails_at(monkeypatch, "replace", 3, full_disk())
    with pytest.raises(UnwritableFile):
        write_outputs(three(old), overwrite=True)
    assert state(old) == before


def test_folders_that_were_made_for_nothing_go_again_and_those_that_were_there_stay(tmp_path, monkeypatch):
    (tmp_path / "there").mkdir()
    fails_at(monkeypatch, "fsync", 1, full_disk())
    with pytest.raises(UnwritableFile):
        write_outputs([Output(tmp_path / "there" / "x" / "y" / "a", b"1")])
    assert state(tmp_path) == {"there": None}


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no limits of a process")
def test_a_file_that_really_finds_no_room_leaves_the_old_one(tmp_path):
    (tmp_path / "big").write_bytes(b"old")
    code = (
        "import resource, sys; from pathlib import Path; from mentorstats.outputs import Output, write_outputs\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "write_outputs([Output(Path('small'), b'x'), Output(Path('big'), b'x' * 5000)], overwrite=True)"
    )
    root = str(Path(outputs.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
    )
    assert "big cannot be written: it is too large for this disk; nothing was changed" in done.stderr
    assert state(tmp_path) == {"big": b"old"}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "this place may not be written"),
        (errno.EPERM, "this place may not be written"),
        (errno.EROFS, "this place is read-only"),
        (errno.EDQUOT, "the disk has no more room for you"),
        (errno.EBUSY, "another program uses it"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_the_system_refuses_is_said_in_words(tmp_path, monkeypatch, number, words):
    fails_at(monkeypatch, "fsync", 1, OSError(number, "Input/output error"))
    with pytest.raises(UnwritableFile, match=f"a cannot be written: {words}; nothing was changed"):
        write_outputs([Output(tmp_path / "a", b"1")])
    assert state(tmp_path) == {}


def test_a_name_that_is_too_long_is_said(tmp_path):
    with pytest.raises(UnwritableFile, match="cannot be written: its name is too long"):
        write_outputs([Output(tmp_path / "a", b"1"), Output(tmp_path / ("x" * 300), b"1")])
    assert state(tmp_path) == {}


def test_a_name_as_long_as_any_can_be_is_written(tmp_path):
    write_outputs([Output(tmp_path / ("x" * 255), b"1")])
    assert state(tmp_path) == {"x" * 255: b"1"}


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path, overwrite):
    (tmp_path / "b").mkdir()
    with pytest.raises(UnwritableFile, match="b cannot be written: a folder has this name"):
        write_outputs(three(tmp_path), overwrite=overwrite)
    assert state(tmp_path) == {"b": None}


def test_a_file_in_the_place_of_a_folder_is_refused_by_its_name(tmp_path):
    (tmp_path / "taken").write_bytes(b"1")
    with pytest.raises(UnwritableFile, match=r"deep/a cannot be written: .*taken is not a folder"):
        check_places([(tmp_path / "taken" / "deep" / "a", None)])


@needs_permissions
def test_a_folder_that_may_not_be_written_is_refused_before_anything_is_computed(tmp_path):
    (tmp_path / "kept").mkdir(mode=0o500)
    with pytest.raises(UnwritableFile, match="this place may not be written"):
        check_places([(tmp_path / "kept" / "new" / "a", None)])


def test_what_the_system_says_may_not_be_written_is_refused_before_anything_is_computed(old, monkeypatch):
    for refused in (old, old / "a"):
        monkeypatch.setattr(os, "access", lambda path, mode, refused=refused: Path(path) != refused)
        with pytest.raises(UnwritableFile, match="a cannot be written: this place may not be written"):
            check_places([(old / "a", None)], overwrite=True)


def test_a_link_stays_one_and_what_it_points_to_is_replaced(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "file").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real" / "file")
    (tmp_path / "folder").symlink_to(tmp_path / "real")
    write_outputs([Output(tmp_path / "link", b"new"), Output(tmp_path / "folder" / "other", b"2")], overwrite=True)
    assert (tmp_path / "link").is_symlink()
    assert {name: data for name, data in state(tmp_path / "real").items()} == {"file": b"new", "other": b"2"}


def test_a_link_to_nowhere_makes_the_file_and_one_into_no_folder_is_refused(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "not yet")
    write_outputs([Output(tmp_path / "a", b"1")])
    assert (tmp_path / "not yet").read_bytes() == b"1"
    (tmp_path / "b").symlink_to(tmp_path / "gone" / "file")
    with pytest.raises(UnwritableFile, match="there is no such folder"):
        write_outputs([Output(tmp_path / "b", b"1")])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = subprocess.Popen(["cat", str(tmp_path / "pipe")], stdout=subprocess.PIPE)
    write_outputs([Output(tmp_path / "pipe", b"through", PROBLEMS)])
    assert reader.communicate(timeout=60)[0] == b"through"
    assert (tmp_path / "pipe").is_fifo()


def test_the_rights_of_an_earlier_file_are_kept_and_a_new_one_has_the_usual_ones(tmp_path):
    (tmp_path / "a").touch(mode=0o640)
    write_outputs([Output(tmp_path / "a", b"1"), Output(tmp_path / "b", b"1")], overwrite=True)
    (tmp_path / "usual").touch()
    modes = {name: (tmp_path / name).stat().st_mode & 0o777 for name in ("a", "b", "usual")}
    assert modes == {"a": 0o640, "b": modes["usual"], "usual": modes["usual"]}


@pytest.mark.parametrize("there", [OURS, b"\xef\xbb\xbf" + OURS, b""])
def test_an_earlier_output_or_an_empty_file_is_replaced_unasked(tmp_path, there):
    (tmp_path / "problems.csv").write_bytes(there)
    write_outputs([Output(tmp_path / "problems.csv", b"new", PROBLEMS)])
    assert state(tmp_path) == {"problems.csv": b"new"}


@pytest.mark.parametrize("there", [b"mine", OURS.replace(b"line", b"row"), ",".join(FINDINGS.columns).encode()])
def test_a_file_of_other_origin_is_replaced_only_where_that_is_asked_for(tmp_path, there):
    path = tmp_path / "problems.csv"
    path.write_bytes(there)
    both = [Output(tmp_path / "a", b"1"), Output(path, b"new", PROBLEMS)]
    with pytest.raises(ForeignFile, match=r"problems.csv is there already .*--overwrite"):
        write_outputs(both)
    assert state(tmp_path) == {"problems.csv": there}
    write_outputs(both, overwrite=True)
    assert state(tmp_path) == {"a": b"1", "problems.csv": b"new"}


def test_a_file_without_a_kind_replaces_nothing_unasked(tmp_path):
    (tmp_path / "a").write_bytes(b"anything")
    with pytest.raises(ForeignFile):
        write_outputs([Output(tmp_path / "a", b"1")])
    with pytest.raises(ForeignFile):
        check_places([(tmp_path / "a", PROBLEMS)])


def test_a_new_file_is_whole_has_its_rights_and_does_not_replace_another(tmp_path, monkeypatch):
    path = tmp_path / "key"
    fails_at(monkeypatch, "link", 1, full_disk())
    with pytest.raises(UnwritableFile, match="key cannot be written: the disk is full"):
        write_new_file(path, b"1", mode=0o600)
    assert state(tmp_path) == {}
    assert write_new_file(path, b"1", mode=0o600)
    assert path.stat().st_mode & 0o777 == 0o600
    assert not write_new_file(path, b"2")
    monkeypatch.setattr(Path, "exists", lambda path: False)
    assert not write_new_file(path, b"3")
    assert state(tmp_path) == {"key": b"1"}
