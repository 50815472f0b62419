"""What a file is that holds no table we can read, by its bytes and else by its name, and what would make it usable.

What a file *is* comes from its first bytes: exports are renamed all the time, and many platforms call a web page
``.xls``.  Its name counts only where nobody has to open it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

__all__ = ["FileKind", "kind_of_bytes", "kind_of_name", "kind_of_parts"]

_RESAVE = "open it in a spreadsheet program and save it as .xlsx or CSV"
_EXPORT = "export the table as CSV or .xlsx"
_UNPACK = "unpack it, and put what it holds beside the other files"
_COPY = "put the file itself into the folder"
_HEAD = 4000


@dataclass(frozen=True)
class FileKind:
    """What a file is and what to do with it; ``holds_data`` says that a table may well be in it."""

    what: str
    action: str = "nothing, if no table is in it"
    holds_data: bool = True


_OLD_WORKBOOK = FileKind("an old Excel workbook (.xls)", _RESAVE)
_LOCKED = FileKind("a workbook with a password", "save it without a password, as .xlsx or CSV")
_BINARY_WORKBOOK = FileKind("a binary Excel workbook (.xlsb)", _RESAVE)
_OPEN_DOCUMENT = FileKind("an OpenDocument spreadsheet (.ods)", _RESAVE)
_NUMBERS = FileKind("a spreadsheet of Apple Numbers", "export it from Numbers as Excel (.xlsx) or CSV")
_WEB_PAGE = FileKind("a web page (HTML)", _RESAVE)
_WEB_ARCHIVE = FileKind("a web archive (MHTML)", _RESAVE)
_XML_SPREADSHEET = FileKind("an XML spreadsheet of Excel 2003", _RESAVE)
_XML = FileKind("an XML file", _EXPORT)
_JSON = FileKind("a JSON file", _EXPORT)
_GOOGLE = FileKind(
    "a link to a Google document and not the document itself",
    "open it, choose File and Download, and put the .xlsx or CSV into the folder",
)
_SPSS = FileKind("a data file of SPSS", "export it from SPSS as CSV or .xlsx, with the labels of the values")
_STATA = FileKind("a data file of Stata", "export it from Stata as CSV or .xlsx, with the labels of the values")
_SAS = FileKind("a data file of SAS", "export it from SAS as CSV or .xlsx")
_R = FileKind("a data file of R", "write it from R with write.csv")
_COLUMNAR = FileKind("a Parquet or Arrow file", _EXPORT)
_DATABASE = FileKind("a database", "export its tables as CSV")
_PYTHON = FileKind("a file of Python objects", _EXPORT)
_ARCHIVE = FileKind("an archive", _UNPACK)
_LINK = FileKind("a shortcut and not the file itself", _COPY)
_CLOUD = FileKind("a placeholder for a file that is only in the cloud", "download the file itself into the folder")
_UNFINISHED = FileKind("a download that is not complete", "download the file again")
_PDF = FileKind("a PDF document", _EXPORT, holds_data=False)
_PICTURE = FileKind("a picture", holds_data=False)
_RECORDING = FileKind("a recording", holds_data=False)
_WORD = FileKind("a text document", "if a table is in it, copy that into a workbook (.xlsx)", holds_data=False)
_SLIDES = FileKind("a presentation", "if a table is in it, copy that into a workbook (.xlsx)", holds_data=False)
_MAIL = FileKind("an e-mail message", "if a table is attached, save that into the folder", holds_data=False)
_CALENDAR = FileKind("a calendar", "if sessions are in it, list them as CSV or .xlsx", holds_data=False)
_ADDRESSES = FileKind("a list of addresses (vCard)", "if people are in it, list them as CSV or .xlsx", holds_data=False)
_PROGRAM = FileKind("a program, a script or its settings", holds_data=False)

_BEGINNINGS = (
    (b"%PDF", _PDF),
    (b"PAR1", _COLUMNAR), (b"FEA1", _COLUMNAR), (b"ARROW1", _COLUMNAR),
    (b"\x89PNG", _PICTURE), (b"\xff\xd8\xff", _PICTURE), (b"GIF8", _PICTURE), (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"SQLite format 3", _DATABASE), (b"\x00\x01\x00\x00Standard ", _DATABASE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE), (b"Rar!", _ARCHIVE), (b"BZh", _ARCHIVE), (b"\xfd7zXZ", _ARCHIVE),
    (b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (b"$FL2", _SPSS), (b"$FL3", _SPSS), (b"<stata_dta>", _STATA), (b"HEADER RECORD*******", _SAS),
    (b"RDX2\n", _R), (b"RDX3\n", _R), (b"RDA3\n", _R), (b"X\n\x00\x00\x00", _R),
    (b"\x89HDF\r\n", FileKind("an HDF5 file", _EXPORT)), (b"bplist00", _LINK),
    (b"L\x00\x00\x00\x01\x14\x02\x00", _LINK), (b"[InternetShortcut]", _LINK), (b"[Desktop Entry]", _LINK),
    (b"{\\rtf", _WORD), (b"BEGIN:VCALENDAR", _CALENDAR), (b"BEGIN:VCARD", _ADDRESSES),
    (b"\x09\x08\x10\x00", _OLD_WORKBOOK), (b"\x09\x08\x08\x00", _OLD_WORKBOOK), (b"\x09\x04\x06\x00", _OLD_WORKBOOK),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of the streams in such a file tell which program it is of.
_STREAMS = (
    ("EncryptedPackage", _LOCKED),
    ("Workbook", _OLD_WORKBOOK),
    ("Book", _OLD_WORKBOOK),
    ("WordDocument", _WORD),
    ("PowerPoint Document", _SLIDES),
    ("__properties_version", _MAIL),
)
_OTHER_OLE = FileKind("an old Excel workbook (.xls) or another old office document", _RESAVE)
_HTML = re.compile(
    r"(?:<!--.*?-->\s*)*<(?:!doctype html|/?(?:html|head|body|table|thead|tbody|tr|div|span|p|meta|style|script|title"
    r"|link|center|font|form|h[1-6]|br|b|a|img|nav|main|section|ul))\b",
    re.DOTALL,
)
_ARCHIVED_PAGE = re.compile(r"(?:mime-version|from|subject|date|content-type|snapshot-content-location): ", re.ASCII)
_JSON_START = re.compile(r"""\[\s*(?:[\[{"]|-?\d)|\{\s*"|\[\s*\]\s*$|\{\s*\}\s*$""")
_LINE_OF_JSON = re.compile(r"(?:\{.*\}|\[.*\])\s*,?")
_BY_ENDING = {
    "json jsonl ndjson geojson": _JSON, "xml": _XML, "sav zsav por spv": _SPSS, "dta": _STATA,
    "sas7bdat xpt sas7bcat": _SAS, "rds rda rdata": _R, "parquet feather arrow orc": _COLUMNAR,
    "sqlite sqlite3 db accdb mdb sql dump dbf": _DATABASE, "pkl pickle npy npz": _PYTHON,
    "xls xlt": _OLD_WORKBOOK, "xlsb": _BINARY_WORKBOOK, "ods fods ots": _OPEN_DOCUMENT, "numbers": _NUMBERS,
    "html htm xhtml": _WEB_PAGE, "mht mhtml": _WEB_ARCHIVE, "gsheet gdoc gslides gform": _GOOGLE,
    "7z rar bz2 xz zst tar tgz": _ARCHIVE, "url webloc lnk desktop": _LINK, "icloud": _CLOUD,
    "crdownload part partial download": _UNFINISHED,
    "pdf ps": _PDF, "png jpg jpeg gif bmp tif tiff webp heic svg ico": _PICTURE,
    "mp3 mp4 m4a mov wav avi webm": _RECORDING,
    "doc docx odt rtf pages md markdown rst tex": _WORD, "ppt pptx odp key": _SLIDES, "eml msg mbox": _MAIL,
    "ics": _CALENDAR, "vcf": _ADDRESSES,
    "py r rmd do sps ipynb js css ini cfg conf toml yaml yml bat sh exe log": _PROGRAM,
}  # fmt: skip
_KIND_OF_ENDING = {ending: kind for endings, kind in _BY_ENDING.items() for ending in endings.split()}


def kind_of_bytes(data: bytes) -> FileKind | None:
    """What a file is by its bytes; None where it may be a table as text, a workbook or an archive that is opened.

    >>> kind_of_bytes(b"<table><tr><td>mentee_id").what
    'a web page (HTML)'
    >>> kind_of_bytes(b"mentee_id,mentor_id") is None
    True
    """
    if data.startswith(_OLE):
        names = ((name.encode("utf-16-le"), kind) for name, kind in _STREAMS)
        return next((kind for name, kind in names if name in data), _OTHER_OLE)
    kind = next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), None)
    if kind is not None:
        return kind
    if data[257:262] == b"ustar":
        return _ARCHIVE
    if b"SPSS PORT FILE" in data[:500]:
        return _SPSS
    return _kind_of_text(_head_as_text(data), _end_as_text(data))


def _head_as_text(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data[:_HEAD].decode("utf-16" if wide else "utf-8-sig", errors="replace")
    return text.lstrip("\ufeff \t\r\n").lower()


def _end_as_text(data: bytes) -> str:
    return data[-100:].replace(b"\x00", b"").decode("utf-8", errors="replace").rstrip()


def _kind_of_text(head: str, end: str) -> FileKind | None:
    if head.startswith("<?xml") or head.startswith("<svg"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in head:
            return _XML_SPREADSHEET
        if "opendocument" in head:
            return _OPEN_DOCUMENT
        return _WEB_PAGE if "<html" in head else _PICTURE if "<svg" in head else _XML
    # A first heading may be in such marks too: <b>How was it?</b>,...
    if _HTML.match(head) and (end.endswith(">") or any(mark in head for mark in ("<html", "<!doctype", "<td"))):
        return _WEB_PAGE
    if _ARCHIVED_PAGE.match(head) and "content-type:" in head:
        return _WEB_ARCHIVE if "multipart/related" in head or "text/html" in head else _MAIL
    if _JSON_START.match(head) and end.endswith(("]", "}")) and _is_json(head):
        return _GOOGLE if "docs.google.com" in head or '"doc_id"' in head else _JSON
    return None


def _is_json(head: str) -> bool:
    """Whether a text that begins with a bracket is JSON and no table whose first heading stands in brackets."""
    first = head.split("\n", 1)[0].strip()
    named = '":' in head.replace(" ", "")
    return named or first in ("[", "{", "[[", "[{") or _LINE_OF_JSON.fullmatch(first) is not None


def kind_of_parts(names: Collection[str], mimetype: bytes = b"") -> FileKind | None:
    """What a zip archive is by the names of its parts and its part ``mimetype``; None for a plain archive or workbook.

    >>> kind_of_parts(["[Content_Types].xml", "xl/workbook.bin"]).what
    'a binary Excel workbook (.xlsb)'
    """
    if b"opendocument.spreadsheet" in mimetype:
        return _OPEN_DOCUMENT
    if b"opendocument.presentation" in mimetype:
        return _SLIDES
    if b"opendocument" in mimetype:
        return _WORD
    if any(name.startswith("Index/") or name == "Index.zip" for name in names):
        return _NUMBERS
    if "[Content_Types].xml" in names:
        if "xl/workbook.bin" in names:
            return _BINARY_WORKBOOK
        if not any(name.startswith("xl/") for name in names):
            return _SLIDES if any(name.startswith("ppt/") for name in names) else _WORD
    return None


def kind_of_name(name: str) -> FileKind | None:
    """What a file is by the ending of its name; None for one that nobody knows.

    >>> kind_of_name("answers.SAV").what, kind_of_name("answers.xyz")
    ('a data file of SPSS', None)
    """
    return _KIND_OF_ENDING.get(name.rpartition(".")[2].lower()) if "." in name else None
