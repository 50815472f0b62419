"""How a text file is written: its encoding, and what separates and quotes its cells.

Nothing in a CSV file says how it was written, so both are found from the text itself.  Text that decodes
as UTF-8 is UTF-8 (other encodings hardly ever do so by accident); what does not is taken for cp1252, the
encoding of Western spreadsheets.  A delimiter is right when it cuts the lines into equally many cells and
the cells look like cells: numbers, dates, addresses, words (the idea of van den Burg, Nazábal and Sutton,
"Wrangling messy CSV files", 2019).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mentorstats.exports.files.csv_records import Dialect, split_records

__all__ = ["Decoded", "decode", "find_dialect"]

DELIMITERS = (",", ";", "\t", "|")
LONG_DELIMITERS = ("\t\t", "||", "::", ";;", "~|~", "\\t")
UNUSUAL_DELIMITERS = (":", "^", "~", "\x1f", "\x01", " ")

_TYPED = re.compile(
    r"""\s*(?:
        [-+(]?[$€£]?\d{1,3}(?:[,.'\u00a0\u202f ]\d{3})*(?:[.,]\d+)?\s?[%€$£)]? | [-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?%?
        | \d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]\d{1,2}:\d{2}.*)? | \d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?
        | [^@\s,;|]+@[^@\s,;|]+\.\w+ | https?://\S+
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8", "UTF-8 with byte-order mark"),
    (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)
_CONTROLS = re.compile(rb"[\x02-\x08\x0e-\x19\x1b]")
_UTF8_SEQUENCE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]{1,3}")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_PLAIN = re.compile(r"[^,;|\t]*")
_QUOTED_CELL = r"(?:^|[,;|\t]){quote}[^{quote}\r\n]+{quote}(?=[,;|\t\r]|$)"
_ESCAPED = re.compile(r'[^\\,;|\t\r\n"]\\"(?![",;|\t\r\n]|$)')


@dataclass(frozen=True)
class Decoded:
    """Text as UTF-8 bytes without byte-order mark, and the name of its encoding.

    ``nulls`` counts NUL characters left out, ``strays`` bytes that were not UTF-8 in a text that else is.
    """

    data: bytes
    encoding: str
    nulls: int = 0
    strays: int = 0


def decode(data: bytes) -> Decoded | None:
    """Text as UTF-8, from UTF-8, UTF-16 or UTF-32 with or without a byte-order mark, else cp1252.

    None when the bytes are no text at all.

    >>> decode("id;Größe".encode("cp1252")).encoding
    'cp1252'
    """
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], codec, name) or _decoded(data, "cp1252", "cp1252")
    unmarked = _unmarked_utf16(data)
    if unmarked and (found := _decoded(data, unmarked, "UTF-16 without byte-order mark")):
        return found
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _nearly_utf8(data) or _decoded(data, "cp1252", "cp1252") or _decoded(data, "latin-1", "Latin-1")
    return _checked(data, "UTF-8")


def _decoded(data: bytes, codec: str, name: str) -> Decoded | None:
    try:
        return _checked(data.decode(codec).encode("utf-8"), name)
    except UnicodeDecodeError:
        return None


def _checked(data: bytes, name: str, *, strays: int = 0) -> Decoded | None:
    """The text unless it looks like something else: many NULs or other control characters."""
    nulls = data.count(0)
    controls = len(_CONTROLS.findall(data[:20_000]))
    if nulls * 4 > len(data) or controls * 20 > min(len(data), 20_000):
        return None
    return Decoded(data.replace(b"\0", b"") if nulls else data, name, nulls, strays)


def _nearly_utf8(data: bytes) -> Decoded | None:
    """UTF-8 in which a few bytes are not: files put together from several, or cut in mid-character."""
    if len(_UTF8_SEQUENCE.findall(data)) < 20:
        return None
    text = data.decode("utf-8", errors="surrogateescape")
    strays = _ESCAPED_BYTE.findall(text)
    if len(strays) * 20 > len(_UTF8_SEQUENCE.findall(data)):
        return None
    text = _ESCAPED_BYTE.sub(lambda m: bytes([ord(m[0]) - 0xDC00]).decode("cp1252", errors="replace"), text)
    return _checked(text.encode("utf-8"), "UTF-8", strays=len(strays))


def _unmarked_utf16(data: bytes) -> str:
    """The byte order of UTF-16 text: in most languages delimiters and line ends have one zero byte each."""
    sample = data[:4096]
    if len(data) % 2 or len(sample) < 2 or b"\0" not in sample:
        return ""
    half = len(sample) / 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.3 and even < odd / 10:
        return "utf-16-le"
    if even > half * 0.3 and odd < even / 10:
        return "utf-16-be"
    for codec in ("utf-16-le", "utf-16-be"):
        ends = [end.encode(codec) for end in ("\n", "\r", ",", ";", "\t")]
        if sum(sample.count(end) for end in ends) >= 2 and min(even, odd) == 0:
            wanted = odd if codec == "utf-16-le" else even
            if wanted:
                return codec
    return ""


def find_dialect(lines: Sequence[str]) -> Dialect:
    """The dialect that cuts these lines (ends kept) into the most table-like table.

    >>> find_dialect(["a;b\\n", "1,5;2\\n", "2,5;3\\n"]).delimiter
    ';'
    """
    text = "".join(lines)
    best, score = _best_dialect(lines, '"')
    if _might_be_quotes("'", text):
        other, other_score = _best_dialect(lines, "'")
        if other_score > score * 1.02 or _might_be_quotes("'", text.lstrip().partition("\n")[0]):
            best = other
    if best.delimiter == "," and _always_followed_by_space(text, best.quote):
        best = replace(best, delimiter=", ")
    return best


def _best_dialect(lines: Sequence[str], quote: str) -> tuple[Dialect, float]:
    text = "".join(lines)
    best, best_score = Dialect("", quote=quote), 0.0
    best = replace(best, escaped=quote == '"' and bool(_ESCAPED.search(text)))
    for group in (LONG_DELIMITERS, DELIMITERS, UNUSUAL_DELIMITERS):
        for delimiter in group:
            if delimiter not in text or (group is LONG_DELIMITERS and not _is_long(delimiter, lines)):
                continue
            score = _score(lines, dialect := replace(best, delimiter=delimiter))
            if score > best_score + 1e-9:
                best, best_score = dialect, score
        if best_score >= 0.5:
            break
    return best, best_score


def _might_be_quotes(quote: str, text: str) -> bool:
    """Whether a mark stands around whole cells, and more often than double quotation marks do."""
    around = len(re.findall(_QUOTED_CELL.format(quote=quote), text, re.MULTILINE))
    return around > len(re.findall(_QUOTED_CELL.format(quote='"'), text, re.MULTILINE))


def _is_long(delimiter: str, lines: Sequence[str]) -> bool:
    """Two delimiters in a row are also an empty cell: they are one only if none ever stands alone."""
    filled = [line for line in lines if line.strip()]
    alone = any(line.count(delimiter) * len(delimiter) != line.count(delimiter[0]) for line in filled)
    return delimiter in filled[0] and (len(set(delimiter)) > 1 or not alone)


def _score(lines: Sequence[str], dialect: Dialect) -> float:
    """Share of rows of the usual width times how much the cells look like cells; 0 for no table."""
    rows = [record.cells for record in split_records(lines, dialect)]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    core = _core(rows)
    if not core:
        return 0.0
    widths = Counter(len(row) for row in core)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    usual = count / len(core) * (len(core) / len(rows)) ** 0.25
    if width < 2 or (count < 2 and len(rows) > 1 and len(core) * 2 < len(rows)):
        return 0.0
    if dialect.delimiter in UNUSUAL_DELIMITERS and (count < len(core) or len(core) < len(rows)):
        return 0.0
    if dialect.delimiter == " " and (width < 3 or not _spaces_can_cut(core)):
        return 0.0
    if dialect.delimiter == "," and all(len(row) == 1 for row in rows[:1]) and _is_prose(rows):
        return 0.0
    cells = [cell for row in core if len(row) == width for cell in row]
    shaped = sum(1.0 if _looks_like_cell(cell) else 0.2 for cell in cells) / len(cells)
    return usual * shaped * (1 - 0.3 / width)


def _core(rows: list[list[str]]) -> list[list[str]]:
    """The rows between a preamble and a footer: lines of one cell at either end do not count."""
    wide = [number for number, row in enumerate(rows) if len(row) > 1]
    if not wide or wide[0] > 30 or len(rows) - wide[-1] > 30:
        return []
    return rows[wide[0] : wide[-1] + 1]


def _looks_like_cell(cell: str) -> bool:
    return bool(_TYPED.fullmatch(cell)) or bool(_PLAIN.fullmatch(cell))


def _spaces_can_cut(rows: list[list[str]]) -> bool:
    """Words with spaces are no table; a column of numbers or dates, or empty cells, makes one likely."""
    typed = sum(1 for row in rows[1:] for cell in row if _TYPED.fullmatch(cell) and cell.strip())
    return len(rows) > 2 and typed >= len(rows) - 1


def _is_prose(rows: list[list[str]]) -> bool:
    return all(cell.startswith(" ") for row in rows for cell in row[1:])


def _always_followed_by_space(text: str, quote: str) -> bool:
    if quote + ", " + quote not in text:
        return False
    return not re.search(r",(?! )", re.sub(f"{quote}[^{quote}]*{quote}", "", text))
