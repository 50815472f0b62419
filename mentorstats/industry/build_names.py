"""Remakes ``codes.csv`` and ``names_official.csv`` from lists of industry codes and of official titles.

A statistical office's code is worth the industry of its longest listed prefix.  ``codes.csv`` has every valid
code of each system beside the industry (or sector) that it stands for, so that a number that is no code is not
taken for one; ``names_official.csv`` has the titles of the systems in 31 languages.  The input is a folder with
four CSV files: codes with our industries beside them, the codes that are valid, titles in other languages, and
titles that span several sectors.  ``SOURCES.md`` says whose titles they are.  ``names_common.csv``, the words that
people use, is kept by hand; ``--check`` also says where it differs from those of the folder.

    python -m mentorstats.industry.build_names INPUT [--check] [--out FOLDER]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from mentorstats.industry.nodes import HERE, nodes, read_rows
from mentorstats.outputs import Output, write_outputs

__all__ = ["INPUTS", "code_rows", "main", "title_rows"]

CODES, VALID = "codes.csv", "valid_codes.csv"
NAMES, SPANNING = "names_multilingual.csv", "names_ambiguous.csv"
# SHA-256 of the input files that the committed tables were made from.
INPUTS = {
    CODES: "1a7f975fbdf2d802a5444c6c67cbfdcfc182570fe7621a7d8d8d541a7ed86a6a",
    VALID: "480b48ba4df045538a2d87b66141c354f14a9414faf158a9ad922ea8235e6ec2",
    NAMES: "7f9ec269b1ac368f9d3d81b682a0e281e4fed1bba8b4ba07477da3d2d4975832",
    SPANNING: "a1aba83bffbbd1f3821cf747e5a7bc0b65b3b8ce87ce24c5c34df8e7e6d9882f",
}
# Codes of NAICS 2012 that are in no later edition (U.S. Census Bureau, concordance of 2012 and 2017).
NAICS_2012 = (
    "4521 4529 5171 5172 21111 45211 45291 45299 45411 51221 51222 51711 51721 53222 53223 53229 "
    "211111 211112 212231 212234 333911 333913 335221 335222 335224 335228 452111 452112 452910 452990 "
    "454111 454112 454113 512210 512220 517110 517210 532220 532230 532291 532292 532299 541711 541712"
)
EDITIONS = {"naics2017": "naics", "naics2022": "naics", "sic_us": "sic", "uk_sic2007": "uk_sic"}
WITHOUT_TITLES = {"gics", "linkedin"}
CODE_IN_REASON = re.compile(r"\d\d[\d-]*")


def listed_prefix(code: str, listed: dict[str, str]) -> str | None:
    """What the longest listed prefix of a code stands for; None when none is listed.

    >>> listed_prefix("6201", {"62": "5415", "6": ""}), listed_prefix("99", {"62": "5415"})
    ('5415', None)
    """
    return next((listed[code[:length]] for length in range(len(code), 0, -1) if code[:length] in listed), None)


def code_rows(listed: Iterable[dict[str, str]], valid: Iterable[dict[str, str]]) -> list[tuple[str, str, str]]:
    """Rows of system, node and the codes that stand for it (space between them), every valid code once.

    Letters and LinkedIn's numbers are valid as they are listed.  NACE Rev. 2.1 has only what differs from Rev. 2.
    """
    prefixes: dict[str, dict[str, str]] = defaultdict(dict)
    for row in listed:
        prefixes[row["system"]][row["code"].replace(".", "")] = row["node"]
    prefixes["nace21"] = prefixes["nace2"] | prefixes["nace21"]
    codes: dict[str, set[str]] = defaultdict(set)
    for system, known in prefixes.items():
        codes[system] = {code for code in known if code.isalpha() or "-" in code or system == "linkedin"}
    for row in valid:
        codes[row["system"]].update(row["codes"].split())
    codes["naics2017"].update((*NAICS_2012.split(), "44-45", "48-49"))
    placed: dict[str, dict[str, str]] = defaultdict(dict)
    for system in sorted(codes):
        for code in codes[system]:
            node = listed_prefix(code, prefixes[system])
            if node is not None:
                placed[EDITIONS.get(system, system)].setdefault(code, node)
    placed["nace21"] = {code: node for code, node in placed["nace21"].items() if placed["nace2"].get(code) != node}
    by_node: dict[tuple[str, str], list[str]] = defaultdict(list)
    for system, nodes_of in placed.items():
        for code, node in nodes_of.items():
            by_node[system, node].append(code)
    return [(system, node, " ".join(sorted(same))) for (system, node), same in sorted(by_node.items())]


def title_rows(
    listed: Iterable[dict[str, str]], names: Iterable[dict[str, str]], spanning: Iterable[dict[str, str]]
) -> list[tuple[str, str, str]]:
    """Rows of language, title and code; the codes with ";" between them where a title spans several sectors.

    English titles that two systems place differently are left out.
    """
    english: dict[str, set[str]] = defaultdict(set)
    for row in listed:
        if row["system"] not in WITHOUT_TITLES and row["title"]:
            english[row["title"]].add(row["node"])
    rows = {("en", title, next(iter(codes))) for title, codes in english.items() if len(codes) == 1 and "" not in codes}
    rows |= {(row["language"], row["name"], row["node"]) for row in names if row["kind"] == "official"}
    for row in spanning:
        if row["kind"] == "official" and len(CODE_IN_REASON.findall(row["why"])) > 1:
            rows.add((row["language"], row["name"], ";".join(CODE_IN_REASON.findall(row["why"]))))
    return sorted(rows)


def differing(names: Iterable[dict[str, str]]) -> list[str]:
    """One sentence for each common name of the folder that ``names_common.csv`` has not, or places elsewhere."""
    kept = {(row["language"], row["name"]): row["code"] for row in read_rows("names_common.csv")}
    return [
        f"{row['name']} ({row['language']}) is {kept.get((row['language'], row['name']), 'missing')}, not {row['node']}"
        for row in names
        if row["kind"] == "common" and kept.get((row["language"], row["name"])) != row["node"]
    ]


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _changed(folder: Path) -> list[str]:
    """One sentence for each input that is not the one the committed tables were made from."""
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in INPUTS}
    return [
        f"{name} is another file than the recorded one (SHA-256 {sums[name]})."
        for name in INPUTS
        if sums[name] != INPUTS[name]
    ]


def _text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[list[str]]:
    return [list(header), *(list(row) for row in rows)]


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def main(argv: Sequence[str] | None = None) -> int:
    """Remake the two tables, or with ``--check`` compare with the committed ones; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m mentorstats.industry.build_names")
    parser.add_argument("input", type=Path, help="folder with the four CSV files")
    parser.add_argument("--check", action="store_true", help="write nothing; compare with the committed tables")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    options = parser.parse_args(argv)
    missing = [name for name in INPUTS if not (options.input / name).is_file()]
    if missing:
        print(f"{options.input}: not found: {', '.join(missing)}", file=sys.stderr)
        return 2
    listed, valid, names, spanning = (_read(options.input / name) for name in INPUTS)
    made = {
        "codes.csv": _text(("system", "node", "codes"), code_rows(listed, valid)),
        "names_official.csv": _text(("language", "name", "code"), title_rows(listed, names, spanning)),
    }
    unknown = {code for _, code, _ in made["codes.csv"][1:]} - {*nodes(), ""}
    messages = [*_changed(options.input), *differing(names), *(f"{code} is no industry" for code in sorted(unknown))]
    print("\n".join([*messages, *(f"{name}: {len(rows) - 1} rows" for name, rows in made.items())]))
    if not options.check:
        write_outputs([Output(options.out / name, _csv(rows)) for name, rows in made.items()], overwrite=True)
        print(f"wrote {', '.join(made)} to {options.out}")
        return 0
    different = [name for name, rows in made.items() if [list(row.values()) for row in read_rows(name)] != rows[1:]]
    same = "the committed tables are the same"
    print("\n".join(f"{name} is not what the folder makes" for name in different) or same)
    return 1 if messages or different else 0


if __name__ == "__main__":
    sys.exit(main())
