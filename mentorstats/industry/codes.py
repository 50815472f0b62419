"""Industry codes of statistical offices and stock exchanges, in their usual spellings, and what each stands for.

Known are NAICS 2012 to 2022, US SIC, UK SIC 2007, ISIC Rev. 4, NACE Rev. 2 and 2.1 with their national forms
(NAF ``6201Z``, ATECO ``62.01.00``, CNAE ``6201-5/01``), GICS, and LinkedIn's numbers.  With the system's name every
valid code counts.  Without it only spellings that nothing else has: ``62.01``, ``6201Z``, ``J62``, six digits, eight
digits that are no date.  A bare number of two to four digits is a year, a count or a code of several systems that
disagree, and stays unknown; a bare five-digit one may be a ZIP code, and counts where a column holds mostly codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from mentorstats.industry.nodes import Meaning, only_node, read_rows

__all__ = ["Code", "five_digit_system", "read_code"]

NATIONAL_FORMS_OF_NACE = (
    r"naf|ape|ateco|wz|pkd|cnae|sbi|sni|tol|db|sn|cae|caen|nkd|skd|emtak|te[áa]or|evrk|noga"
    r"|оквэд|okved|кид|kid|στακοδ|καδ"
)
SYSTEMS = {
    "naics": r"(?:us\s+)?naics|scian|north\s+american\s+industry\s+classification(?:\s+system)?",
    "uk_sic": r"uk[\s-]*sic|sic\s*\(?\s*uk\s*\)?|sic\s*\(?\s*20(?:03|07)\)?(?=\W+\d)",
    "isic": r"isic|ciiu|citi|kbli|international\s+standard\s+industrial\s+classification",
    "sic": r"(?:us|u\.s\.)?\s*sic|standard\s+industrial\s+classification",
    "nace": r"(?:[a-zö]{2}[\s-])?nace(?:[\s-]?bel)?|[öo]e?nace",
    "national": NATIONAL_FORMS_OF_NACE,
    "gics": r"gics|global\s+industry\s+classification\s+standard",
    "linkedin": r"linkedin",
}
# “Rev. 2”, “Rev.2.1”, “ISIC4”, “WZ08”, “NAICS 2017”: what follows must leave something to be the code.
EDITION = r"""(?:
    [\s,.]*\(?\s*(?i:rev(?:ision)?|r|v)\.?\s*(?P<rev>\d(?:\.\d)?)\)?
  | (?P<near>
        (?<=\w)['’]?\d{1,2}(?=[\s:-])
      | (?<=\w)(?:19|20)\d\d(?=\W+\w)
      | \s+\d\.\d(?=\W+\w)
      | \s*\(?(?:19|20)\d\d\)?(?=\W+\w)
    )
)?"""
BETWEEN = (
    r"(?i:(?:[\s.,)-]*(?:codes?|class|section|division|sector|industry|group|sub-industry|[2-6]-digits?|nr|no|id)\b\.?)*)"
    r"[\s:=,)–-]*"
)
CODE = r"(?P<letter>[A-V](?=[\s.-]?\d|\b))?[\s.-]?(?P<digits>\d[\d.,/-]*\d|\d)?(?P<suffix>\.?[A-Z](?![A-Za-z]))?"
NAMED = {
    system: re.compile(
        rf"^\W*(?i:code\s+)?(?i:{name}){EDITION}{BETWEEN}{CODE}(?![\w%])(?P<rest>.*)$", re.DOTALL | re.VERBOSE
    )
    for system, name in SYSTEMS.items()
}
ANY_NAME = re.compile(rf"(?i)(?<!\w)(?:{'|'.join(SYSTEMS.values())})(?![^\W\d_])")
IN_BRACKETS = re.compile(r"^(?P<title>[^()\[\]]*\S)\s*[(\[](?P<inside>[^()\[\]]+)[)\]]\s*$")
BARE = re.compile(rf"^\s*[\[(]?{CODE}[\])]?(?P<rest>(?:\s*[-–—:.)]+\s*|\s+)\D.*)?$", re.DOTALL)
AT_THE_END = re.compile(r"^(?P<title>.*[^\W\d].*?)\s+[-–—]\s+(?P<code>[\d.]+)\s*$")
LONE_LETTER = re.compile(r"^\s*[A-V]\s*[-–—:.)]\s+\S")
DOTTED = re.compile(r"^\d\d[.,]\d\d(?:/\d|\d|\.\d\d?)?$")
OF_SECTION = re.compile(r"^\d\d(?:\.?\d){0,3}$")
BRAZIL = re.compile(r"^\d{4}-\d(?:/\d\d)?$")
RANGE = re.compile(r"^\d\d-\d\d$")
BESIDE = " -–—:.,;)]"
NOTHING = Meaning(None, "")
FIRST_YEAR, LAST_YEAR = 1900, 2100
REVISED = {"2.1", "5"}
SHIFTED_FROM = "J"


@dataclass(frozen=True)
class Code:
    """A code that was read: what it stands for, what stands beside it, and whether it counts without that.

    ``exact`` is false for ``62.01`` and the like, which may also number a list: a known name beside it wins.  A plain
    number that is not ``certain`` stands for what every system that has it agrees on, if for anything.
    """

    meaning: Meaning
    title: str
    certain: bool
    exact: bool


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    """What each system's codes stand for; "" where a code's parts lie in several sectors."""
    tables: dict[str, dict[str, str]] = {}
    for row in read_rows("codes.csv"):
        tables.setdefault(row["system"], {}).update(dict.fromkeys(row["codes"].split(), row["node"]))
    return tables


def read_code(text: str, *, five: str = "") -> Code | None:
    """The industry code that a text holds; None when it holds none.

    ``five`` is the system of the column's bare five-digit numbers (see ``five_digit_system``).

    >>> read_code("NAICS 541511").meaning.code, read_code("62.01").meaning.code, read_code("J62 - IT").title
    ('5415', '5415', 'IT')
    >>> read_code("62012"), read_code("62012", five="uk_sic").meaning.code, read_code("1850 employees").certain
    (None, '5415', False)
    """
    if not (any(letter.isdigit() for letter in text) or LONE_LETTER.match(text) or ANY_NAME.search(text)):
        return None
    bracketed = IN_BRACKETS.match(text)
    if bracketed:
        inside = read_code(bracketed["inside"], five=five)
        if inside is not None and inside.certain and not inside.title:
            return Code(inside.meaning, bracketed["title"], True, inside.exact)
    return _named(text) or _bare(text, five)


def five_digit_system(cells: Iterable[str]) -> str:
    """The system of a column's bare five-digit numbers, "" unless most of its cells, and most of the different
    ones, are codes of that system."""
    counts: dict[str, int] = {}
    for cell in cells:
        if cell.strip():
            counts[cell.strip()] = counts.get(cell.strip(), 0) + 1
    best, most = "", 0
    for system in ("naics", "uk_sic"):
        codes = {cell for cell in counts if len(cell) >= 5 and cell.isdecimal() and cell in _tables()[system]}
        cells_with = sum(counts[cell] for cell in codes)
        if 2 * len(codes) > len(counts) and 2 * cells_with > sum(counts.values()) and cells_with > most:
            best, most = system, cells_with
    return best


def _named(text: str) -> Code | None:
    """A code behind the name of its system."""
    for system, pattern in NAMED.items():
        match = pattern.match(text)
        if match is None or not (match["letter"] or match["digits"]):
            continue
        edition = (match["rev"] or match["near"] or "").strip(" ()'’")
        letter, digits = match["letter"] or "", match["digits"] or ""
        meaning = _meaning(system, letter, digits, edition)
        if meaning is None and system == "naics" and digits:
            meaning = _meaning(system, "", digits[:4], "") or _meaning(system, "", digits[:3], "")
        if meaning is None and system == "sic" and digits:
            meaning = _meaning("uk_sic", letter, digits, edition)
        if meaning is not None and not (system == "national" and _may_be_other(digits, match["suffix"])):
            return Code(meaning, match["rest"].strip(BESIDE), True, True)
    return None


def _may_be_other(digits: str, suffix: str | None) -> bool:
    """Whether a number behind a short name (“SN 2020”, “DB 12”) may be a year or a count."""
    return digits.isdecimal() and not suffix and (len(digits) < 4 or FIRST_YEAR <= int(digits) < LAST_YEAR)


def _bare(text: str, five: str) -> Code | None:
    """A code without a system's name, alone or with a title behind or before it."""
    at_the_end = AT_THE_END.match(text)
    match = BARE.match(at_the_end["code"] if at_the_end else text)
    if match is None or not match["digits"]:
        rest = match["rest"] if match is not None and match["letter"] else None
        return Code(NOTHING, rest.strip(BESIDE), False, False) if rest else None
    title = at_the_end["title"] if at_the_end else (match["rest"] or "").strip(BESIDE)
    letter, digits, suffix = match["letter"] or "", match["digits"], match["suffix"] or ""
    for system, exact in _unmistakable(letter, digits, suffix, five):
        meaning = _meaning(system, letter, digits, "")
        if meaning is not None:
            return Code(meaning, title, True, exact)
    return Code(_agreed(digits), title, False, False) if title else None


def _unmistakable(letter: str, digits: str, suffix: str, five: str) -> list[tuple[str, bool]]:
    """The systems that a spelling without a name can be of, each with whether it is exact; none for plain numbers."""
    if DOTTED.match(digits):
        return [] if _may_be_date(digits) else [("nace", bool(suffix or letter))]
    if BRAZIL.match(digits):
        return [("isic", True)]
    if letter and not suffix and OF_SECTION.match(digits):
        return [("nace", False)]
    if letter or not digits.isdecimal():
        return []
    if suffix:
        return [("nace", True)] if len(digits) == 4 and not FIRST_YEAR <= int(digits) < LAST_YEAR else []
    if len(digits) == 5:
        return [(five, True)] if five else []
    if len(digits) == 8 and _may_be_date(digits):
        return []
    return {6: [("naics", True), ("gics", True)], 8: [("gics", True)]}.get(len(digits), [])


def _agreed(digits: str) -> Meaning:
    """What a number stands for in every system that has it, where they agree; nothing for what may be a year."""
    if not digits.isdecimal() or len(digits) < 3 or FIRST_YEAR <= int(digits) < LAST_YEAR:
        return NOTHING
    meanings = {meaning for system in SYSTEMS if (meaning := _meaning(system, "", digits, "")) is not None}
    return meanings.pop() if len(meanings) == 1 else NOTHING


def _may_be_date(digits: str) -> bool:
    """Whether 20.11.24 or 20201010 can be a day."""
    parts = re.split(r"\D", digits)
    if len(parts) > 1:
        return len(parts) == 3 and int(parts[0]) <= 31 and int(parts[1]) <= 12
    year, month, day = int(digits[:4] or 0), digits[4:6], digits[6:]
    return len(digits) == 8 and FIRST_YEAR <= year < LAST_YEAR and int(month) <= 12 and int(day) <= 31


def _meaning(system: str, letter: str, digits: str, edition: str) -> Meaning | None:
    """What a code of a system stands for; None when it is not valid there."""
    if RANGE.match(digits) and system != "naics":
        return None
    if letter and not digits:
        return _of_letter(system, letter, edition)
    plain = digits if RANGE.match(digits) else re.sub(r"\D", "", digits)
    for table, known in _looked_up(system, plain, edition):
        node = _tables()[table].get(known)
        if node is not None and (not letter or _section(known[:2]) == letter):
            return _as_meaning(node)
    return None


def _looked_up(system: str, digits: str, edition: str) -> list[tuple[str, str]]:
    """The tables and codes in which a number is looked up, in order."""
    if system == "sic":
        return [("sic", digits[:4] if len(digits) in (6, 8) else digits)]
    if system == "uk_sic":
        return [("uk_sic" if len(digits) == 5 else "nace2", digits)]
    if system in ("naics", "gics", "linkedin"):
        return [(system, digits)]
    if system == "isic":
        return [("isic4", digits[:4])]
    tables = ("nace21", "nace2") if edition in REVISED else ("nace2", "nace21")
    padded = digits if len(digits) != 3 or digits in _tables()["nace2"] else f"0{digits}"
    return [(table, padded[:4]) for table in tables]


def _of_letter(system: str, letter: str, edition: str) -> Meaning | None:
    """A section's letter; from J on it moved with the revisions of 2025, so there the revision has to be named."""
    if system not in ("nace", "isic", "uk_sic") or (letter >= SHIFTED_FROM and system != "uk_sic" and not edition):
        return None
    tables = ("nace21", "nace2") if edition in REVISED else ("nace2",)
    node = next((_tables()[table][letter] for table in tables if letter in _tables()[table]), None)
    return None if node is None else _as_meaning(node)


def _section(division: str) -> str:
    """The NACE Rev. 2 (and ISIC Rev. 4) section of a division.

    >>> [_section(division) for division in ("01", "10", "62", "34")]
    ['A', 'C', 'J', '']
    """
    first = ("01", "05", "10", "35", "36", "41", "45", "49", "55", "58", "64", "68", "69", "77", "84", "85", "86",
             "90", "94", "97", "99")  # fmt: skip
    if division not in _tables()["nace2"]:
        return ""
    return chr(ord("A") + sum(division >= start for start in first) - 1)


def _as_meaning(node: str) -> Meaning:
    """The meaning of what a code stands for; a sector with one industry only is that industry."""
    if not node:
        return Meaning(None, "ambiguous")
    return Meaning(only_node(node), "exact")
