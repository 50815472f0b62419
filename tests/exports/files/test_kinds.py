from __future__ import annotations

import pytest

from mentorstats.exports.files.kinds import kind_of_bytes, kind_of_name, kind_of_parts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OLE + "Workbook".encode("utf-16-le"), "old Excel workbook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "workbook with a password"),
        (OLE + "WordDocument".encode("utf-16-le"), "text document"),
        (OLE, "or another old office document"),
        (b"\x09\x08\x10\x00", "old Excel workbook"),
        (b"<html><body><table>", "web page"),
        (b"  <!-- by us --> <TABLE border=1><tr><td>a", "web page"),
        ("\ufeff<div>\n<table><td>".encode("utf-16-le"), "web page"),
        (b"\xef\xbb\xbf<div>a</div>", "web page"),
        (b'<?xml version="1.0"?><html xmlns="x">', "web page"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x", "web archive"),
        (b"From: a@x.org\nSubject: y\nContent-Type: text/plain", "e-mail"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "Excel 2003"),
        (b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument">', "OpenDocument"),
        (b'<?xml version="1.0"?><svg>', "picture"),
        (b'<?xml version="1.0"?><answers>', "XML file"),
        (b'[{"person_id": "E1"}]', "JSON"),
        (b'[\n  {\n    "person_id": "E1"\n  }\n]\n', "JSON"),
        (b'{"person_id": "E1"}\n{"person_id": "E2"}\n', "JSON"),
        (b"[]", "JSON"),
        (b"[[1, 2], [3, 4]]", "JSON"),
        (b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}', "link to a Google"),
        (b"$FL2@(#) SPSS", "SPSS"),
        (b"x" * 200 + b"ASCII SPSS PORT FILE", "SPSS"),
        (b"<stata_dta><header>", "Stata"),
        (b"PAR1", "Parquet"),
        (b"[InternetShortcut]\r\nURL=x", "shortcut"),
        (bytes(257) + b"ustar", "archive"),
    ],
)
def test_a_file_is_known_by_its_bytes(data, words):
    kind = kind_of_bytes(data)
    assert kind is not None
    assert words in kind.what


@pytest.mark.parametrize(
    "data",
    [
        b"mentee_id,mentor_id\nE1,M1\n", b"<b>How was it?</b>,<b>Why?</b>\n4,fine\n", b"[id],[name]\n1,a\n",
        b"PK\x03\x04", b"\x1f\x8b", b"", b"From: to,cc\n1,2\n", b'{"a","b"}\n1,2\n', "Größe;x\n".encode("utf-16"),
    ],
)  # fmt: skip
def test_what_may_be_a_table_is_no_other_kind(data):
    assert kind_of_bytes(data) is None


@pytest.mark.parametrize(
    ("names", "mimetype", "words"),
    [
        (["mimetype", "content.xml"], b"application/vnd.oasis.opendocument.spreadsheet", "OpenDocument spreadsheet"),
        (["mimetype", "content.xml"], b"application/vnd.oasis.opendocument.text", "text document"),
        (["mimetype", "content.xml"], b"application/vnd.oasis.opendocument.presentation", "presentation"),
        (["Index/Document.iwa"], b"", "Numbers"),
        (["[Content_Types].xml", "xl/workbook.bin"], b"", "binary"),
        (["[Content_Types].xml", "word/document.xml"], b"", "text document"),
        (["[Content_Types].xml", "ppt/presentation.xml"], b"", "presentation"),
    ],
)
def test_an_archive_is_known_by_its_parts(names, mimetype, words):
    kind = kind_of_parts(names, mimetype)
    assert kind is not None
    assert words in kind.what


def test_workbooks_and_plain_archives_are_opened():
    assert kind_of_parts(["[Content_Types].xml", "xl/workbook.xml"]) is None
    assert kind_of_parts(["a.csv", "b.csv"]) is None


@pytest.mark.parametrize(
    ("name", "words", "holds_data"),
    [("a.DTA", "Stata", True), ("a.json", "JSON", True), ("a.tar.gz", None, False), ("b.jpeg", "picture", False),
     ("a.sas7bdat", "SAS", True), ("notes.docx", "text document", False), ("README", None, False),
     (".x.csv.icloud", "only in the cloud", True), ("x.csv.part", "not complete", True)],
)  # fmt: skip
def test_a_name_tells_what_nobody_opens(name, words, holds_data):
    kind = kind_of_name(name)
    assert (kind is None) == (words is None)
    if kind is not None:
        assert words in kind.what
        assert kind.holds_data == holds_data
