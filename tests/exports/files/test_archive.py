from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from mentorstats.exports.files import archive, raw_table
from mentorstats.exports.files.read import RawTable, UnreadableFile, read_tables

PLAIN = b"mentee_id,mentor_id,score\n007,M1,4\n008,M2,5\n"


def read(folder: Path, content: bytes | str, name: str = "matches.csv") -> RawTable:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (table,) = read_tables(path)
    assert table.rows == len(table.cells) + table.set_aside
    assert tuple(table.cells.columns) == table.columns
    assert table.cells.index.name == "line"
    assert all(dtype == "str" for dtype in table.cells.dtypes)
    assert not table.cells.isna().any(axis=None)
    return table


def rows(table: RawTable) -> list[list[str]]:
    return table.cells.to_numpy().tolist()


def test_gzip_and_a_zip_of_one_file_are_opened(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inside.csv", PLAIN)
        archive.writestr("__MACOSX/._inside.csv", b"x")
    for content in (gzip.compress(PLAIN), packed.getvalue(), gzip.compress(packed.getvalue())):
        assert rows(read(tmp_path, content)) == [["007", "M1", "4"], ["008", "M2", "5"]]


def zipped(*names: str, content: bytes = PLAIN) -> bytes:
    """The same bytes whenever it is called, because they are part of the names of tests."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", ".xls"),
        (b"<!DOCTYPE html><html><body><table>", "web page"),
        (bytes(range(256)) * 20, "neither text"),
        (gzip.compress(PLAIN, mtime=0)[:-9], "damaged"),
        (zipped("a.csv", "b.csv"), "2 files"),
        (zipped("a.csv")[:-30], "damaged"),
        (zipped("[Content_Types].xml", "word/document.xml"), "text document"),
        (zipped(), "archive is empty"),
        (zipped(*"abcdefg"), r"7 files \(a, b, c, d, e, …\)"),
        (zipped("bomb.csv", content=b"0" * 50_000_000), "decompression bomb"),
        (b"id,name\n1," + b"x" * 1_000_001 + b"\n", "1,000,001 characters"),
        (b"id" + b",x" * 17_000 + b"\n1" + b",2" * 17_000 + b"\n", "17,001 columns"),
    ],
)
def test_what_cannot_be_read_says_so_in_one_sentence(tmp_path, content, words):
    with pytest.raises(UnreadableFile, match=words) as caught:
        read(tmp_path, content, "export.csv")
    assert str(caught.value).startswith("export.csv: ")
    assert "\n" not in str(caught.value)


def test_limits_on_size_and_rows_are_said(tmp_path, monkeypatch):
    monkeypatch.setattr(raw_table, "MAX_ROWS", 1)
    with pytest.raises(UnreadableFile, match="more than 1 rows"):
        read(tmp_path, PLAIN)
    monkeypatch.setattr(archive, "MAX_BYTES", 20)
    for content in (PLAIN, gzip.compress(PLAIN * 10)[:20] and gzip.compress(b"a" * 100)[:40]):
        with pytest.raises(UnreadableFile, match="MB"):
            read(tmp_path, content)


def test_a_missing_file_or_a_folder_is_unreadable(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UnreadableFile):
            read_tables(path)
