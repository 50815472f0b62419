"""Bytes to text: which encoding, found from the bytes themselves.

Nothing in a text file says how it was written.  Text that decodes as UTF-8 is UTF-8: other encodings hardly ever do so
by accident.  What does not is taken for cp1252, the encoding of Western spreadsheets, line by line: files are put
together from several, and the few lines of the one do not break the names in the many lines of the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Decoded", "decode"]

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8", "UTF-8 with byte-order mark"),
    (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)
_CONTROLS = re.compile(rb"[\x02-\x08\x0e-\x19\x1b]")
# Characters of two bytes and punctuation of three as Western text has them; by accident others occur more often.
_WESTERN = re.compile(rb"[\xc2-\xc5][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf]")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SURE_OF_ANY_SCRIPT = 3
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
# Controls that no text has: what cp1252 has in their place was taken for Latin-1 on the way.
_C1 = re.compile(rb"\xc2([\x80-\x9f])")


@dataclass(frozen=True)
class Decoded:
    """Text as UTF-8 bytes without byte-order mark, and the name of its encoding.

    ``nulls`` counts NUL characters left out, ``strays`` lines that were not UTF-8 in a text that else is, and
    ``controls`` control characters that were read as the punctuation that cp1252 has in their place.
    """

    data: bytes
    encoding: str
    nulls: int = 0
    strays: int = 0
    controls: int = 0


def decode(data: bytes) -> Decoded | None:
    """Text as UTF-8, from UTF-8, UTF-16 or UTF-32 with or without a byte-order mark, else cp1252.

    None when the bytes are no text at all.

    >>> decode("id;Größe".encode("cp1252")).encoding
    'cp1252'
    """
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], codec, name) or _by_line(data.removeprefix(_MARKS[0][0]))
    unmarked = _unmarked_utf16(data)
    if unmarked and (decoded := _decoded(data, unmarked, "UTF-16 without byte-order mark")):
        return decoded
    return _decoded(data, "utf-8", "UTF-8") or _by_line(data)


def _decoded(data: bytes, codec: str, name: str) -> Decoded | None:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return _checked(data if codec == "utf-8" else text.encode("utf-8", errors="replace"), name)


def _checked(data: bytes, name: str, *, strays: int = 0) -> Decoded | None:
    """The text unless it looks like something else: many NULs or other control characters."""
    nulls = data.count(0)
    controls = len(_CONTROLS.findall(data[:20_000]))
    if nulls * 4 > len(data) or controls * 20 > min(len(data), 20_000):
        return None
    mended = 0
    if b"\xc2" in data:
        data, mended = _C1.subn(lambda match: match[1].decode("cp1252", errors="replace").encode("utf-8"), data)
    return Decoded(data.replace(b"\0", b"") if nulls else data, name, nulls, strays, mended)


def _by_line(data: bytes) -> Decoded | None:
    """Each line as UTF-8 where it is, else as cp1252; as cp1252 alone where no line is surely UTF-8."""
    lines = data.splitlines(keepends=True)
    if not _UTF8_SEQUENCE.search(data) or not any(map(_is_surely_utf8, lines)):
        return _decoded(data, "cp1252", "cp1252") or _decoded(data, "latin-1", "Latin-1")
    decoded = [_line_text(line) for line in lines]
    text = "".join(text for text, _ in decoded)
    return _checked(text.encode("utf-8"), "UTF-8", strays=sum(stray for _, stray in decoded))


def _is_surely_utf8(line: bytes) -> bool:
    """Whether a line has more characters of UTF-8 than bytes that are none."""
    characters = len(_WESTERN.findall(line))
    of_any_script = len(_UTF8_SEQUENCE.findall(line))
    strays = len(_ESCAPED_BYTE.findall(line.decode("utf-8", errors="surrogateescape"))) if characters else 0
    if characters > strays:
        return True
    return of_any_script >= _SURE_OF_ANY_SCRIPT and _is_utf8(line)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _line_text(line: bytes) -> tuple[str, bool]:
    """A line as text, and whether not all of it was UTF-8."""
    if line.isascii():
        return line.decode("ascii"), False
    if not _is_surely_utf8(line):
        return line.decode("cp1252", errors="replace"), True
    text = line.decode("utf-8", errors="surrogateescape")
    strays = _ESCAPED_BYTE.search(text) is not None
    if strays:
        text = _ESCAPED_BYTE.sub(lambda m: bytes([ord(m[0]) - 0xDC00]).decode("cp1252", errors="replace"), text)
    return text, strays


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
