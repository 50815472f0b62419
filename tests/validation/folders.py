"""Folders of exports, damaged at random: each is read, or refused in a sentence.

A fault is a traceback, a warning of a library, or a number that is none ("nan") among the words.  Every folder comes
from its own seed, so a fault can be looked at again: ``--first SEED --folders 1``.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import re
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import openpyxl
import pandas as pd

from mentorstats.cli import main as mentorstats

PLATFORMS = Path(__file__).parents[1] / "exports" / "platforms"
AWKWARD = [b"", b'"', b"\x00", b"\r", b"\t", b";", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe9", b"\x1a"]
CELLS = [
    "", " ", "nan", "NaN", "inf", "-inf", "1e400", "-1", "0", "1e308", "99999999999999999999", "#REF!", "Err:502",
    "#NV", "=1+1", "2024-13-45", "0000-00-00", "9999-12-31", "31/12/1899", "45000", "12:60", "TBD", "None",
    "a;b;c", "a, b",
    '"', "'", "\u200b", "\ufeff", "\u202e", "\x00", "\U0001f600", "\ufffd", "<b>x</b>", "{0}", "%s",
    "x" * 40_000, "1,5", "1.234,5", "1.23457E+11", "yes", "Strongly agree", "[]", "{}", '{"a": 1}', "_x000D_", "&nbsp;",
    "\\N", "\u0663", "\xbd", "true",
]  # fmt: skip
HEADERS = [
    "mentors", "final", "baseline", "share_same", "sector", "row", "weight", "index", "line", "file", "item", "score",
    "wave", "code", "cohort", "person_id", "mentee_id", "mentor_id", "about_id", "group_id", "status", "date",
    "minutes", "sessions", "industry", "seniority", "", " ", "1", "{0}", "<i>", "__class__", "values", "size",
    "date (2)",
    "x" * 5000,
]  # fmt: skip
NAMES = [
    b"\xff.csv", b"a\nb.csv", b"{0}%s.csv", b"[x].csv", b"<b>.csv", "\u202e.csv".encode(), b"surveys.csv",
    b"people.csv", b"sessions.csv", b"x.tsv", b"x.txt", b"x.xlsx", b"x.zip", b"x.csv.gz",
]  # fmt: skip
SETTINGS = [
    'outcome = "{0}"', "landmark_days = 999999999", "landmark_days = 0", "smallest_effect = 1e300",
    "smallest_effect = 1e-300", "smallest_effect = nan", 'outcome_better = "lower"', "[privacy]\nmin_people = 5",
    "[privacy]\nmin_people = 1000000", '[dates]\norder = "x"', '[numbers]\ndecimal = ","', "\x00",
    '[[scale]]\nname = "s"\nitems = ["a", "b"]\nrange = [1, 5]', "x = " + "[" * 3000 + "]" * 3000,
    "n = " + "9" * 6000,
    '[[scale]]\nname = "confidence"\nitems = ["respect", "goal_clarity"]\nrange = [1, 5]', '[files]\nsurveys = "*"',
    '[columns.surveys]\nperson_id = "score"', '[columns.pairings]\nmentor_id = "mentee_id"',
    '[values.status]\nactive = "x"', '[surveys]\nitems = ["mentor_id", "date", "x"]', '[industry]\nseparator = ""',
]  # fmt: skip
# A folder in so many has its report written as well, which takes a hundred times as long as reading it.
REPORT_EVERY = 20
_NO_NUMBER = re.compile(r"(?<![\w.-])(?:nan|NaN|NaT|<NA>|-?inf)(?![\w.-])")

Damage = Callable[[Path, random.Random], None]


def _table(path: Path) -> list[list[str]]:
    return [line.split(",") for line in path.read_text(encoding="utf-8", errors="surrogateescape").split("\n")]


def _save(path: Path, rows: list[list[str]]) -> None:
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8", errors="surrogateescape", newline="")


def odd_bytes(path: Path, rng: random.Random) -> None:
    content = path.read_bytes()
    for _ in range(rng.randint(1, 4)):
        at, length = rng.randrange(len(content) + 1), rng.choice([0, 1, 2, 20, len(content)])
        awkward = [
            b"",
            b'"',
            b"\x00",
            b"\r",
            b"\t",
            b";",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"\xe9",
            b"\x1a",
            rng.randbytes(3),
        ]
        content = content[:at] + rng.choice([*awkward, content[at : at + 30] * 2]) + content[at + length :]
    path.write_bytes(content)


def odd_cells(path: Path, rng: random.Random) -> None:
    rows, cell = _table(path), rng.choice(CELLS)
    share, column = rng.choice([0.02, 0.3, 1.0]), rng.randrange(max(len(rows[0]), 1))
    for row in rows[1:]:
        if len(row) > column and rng.random() < share:
            row[column] = rng.choice([cell, rng.choice(CELLS)])
    _save(path, rows)


def odd_headers(path: Path, rng: random.Random) -> None:
    rows = _table(path)
    for place in range(len(rows[0])):
        if rng.random() < 0.3:
            rows[0][place] = rng.choice(HEADERS)
    _save(path, rows)


def odd_columns(path: Path, rng: random.Random) -> None:
    rows, number = _table(path), rng.choice([1, 2, 60])
    names, values = [rng.choice(HEADERS) for _ in range(number)], [rng.choice(["1", "2", "x", ""]) for _ in range(5)]
    gone = rng.randrange(max(len(rows[0]), 1)) if rng.random() < 0.5 else None
    rows = [[cell for place, cell in enumerate(row) if place != gone] for row in rows]
    _save(path, [rows[0] + names, *(row + [rng.choice(values) for _ in names] for row in rows[1:])])


def odd_rows(path: Path, rng: random.Random) -> None:
    rows = _table(path)
    kept = rng.choice([rows[:1], rows[:2], rows[1:], rows + rows, rows[:1] * 3, [], [[]] * 5 + rows, rows[::-1]])
    for row in kept:
        if rng.random() < 0.1:
            row.insert(rng.randrange(len(row) + 1), rng.choice(CELLS))
    _save(path, kept)


def odd_name(path: Path, rng: random.Random) -> None:
    target = os.path.join(os.fsencode(path.parent), rng.choice([b"", os.fsencode(path.stem)]) + rng.choice(NAMES))
    content = path.read_bytes()
    if rng.random() < 0.7:
        path.unlink()
    with open(target, "wb") as copy:
        copy.write(content)


def odd_encoding(path: Path, rng: random.Random) -> None:
    text = path.read_text(encoding="utf-8", errors="replace").replace(
        "\n", rng.choice(["\n", "\r", "\r\n", "\r\r\n", "\n\n"])
    )
    text = text.replace(",", rng.choice([",", ";", "\t", "|", ":", "||", ", "]))
    path.write_bytes(
        text.encode(rng.choice(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"]), "replace")
    )


def odd_workbook(path: Path, rng: random.Random) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    formats = ["General", "0%", '"E"00', "[h]:mm", "yyyy", "@", ";;;", "0.00E+00", "# ?/?", "[$-409]d/m/yy", "000-00"]
    for line, row in enumerate(_table(path)[:200], 1):
        for column, text in enumerate(row, 1):
            clean = re.sub(r"[\x00-\x1f]", "", text)[:1000]
            cell = sheet.cell(line, column, int(clean) if clean.isdigit() and len(clean) < 15 else clean)
            cell.number_format = rng.choice(formats) if rng.random() < 0.2 else "General"
    if rng.random() < 0.3:
        sheet.merge_cells(start_row=rng.randint(1, 3), start_column=1, end_row=rng.randint(3, 9), end_column=2)
    if rng.random() < 0.3:
        book.create_sheet(rng.choice(["people", "2024", "Old pairs"])).append(["mentee_id", "mentor_id"])
    path.unlink()
    book.save(path.with_suffix(".xlsx"))


def odd_settings(path: Path, rng: random.Random) -> None:
    lines = rng.sample(SETTINGS, rng.choice([1, 1, 2]))
    (path.parent / "mentorstats.toml").write_text(
        "\n".join(sorted(lines, key=lambda line: line[0] == "[")), encoding="utf-8"
    )


DAMAGES: tuple[Damage, ...] = (
    odd_bytes, odd_cells, odd_headers, odd_columns, odd_rows, odd_name, odd_encoding, odd_workbook, odd_settings,
)  # fmt: skip


def folder(seed: int, into: Path) -> str:
    """Write the damaged exports of one seed, and say what was done to them."""
    rng = random.Random(seed)
    made = rng.random() < 0.4
    if made:
        with contextlib.redirect_stdout(io.StringIO()):
            mentorstats(["simulate", str(into), "--seed", str(seed), "--mentees", str(rng.choice([4, 12, 40]))])
    else:
        shutil.copytree(rng.choice(sorted(path for path in PLATFORMS.iterdir() if path.name != "by_hand_xlsx")), into)
    done = []
    for damage in rng.sample(DAMAGES, rng.choice([1, 1, 2, 3])):
        tables = sorted(path for path in into.glob("*.csv") if path.stat().st_size)
        if tables:
            damage(rng.choice(tables), rng)
            done.append(damage.__name__.replace("_", " "))
    return " + ".join(done) or "nothing"


def _content(path: Path) -> bytes:
    """The bytes of a file, of a workbook those of its parts."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return b" ".join(archive.read(name) for name in archive.namelist())


def tried(seed: int) -> dict[str, str | int]:
    """What became of the damaged exports of one seed: their status, and the fault, "" where there is none."""
    printed, fault, status = io.StringIO(), "", -1
    with tempfile.TemporaryDirectory() as work, warnings.catch_warnings():
        exports = Path(work, "exports")
        done = folder(seed, exports)
        warnings.simplefilter("error")
        commands = [["check", str(exports)], ["check", str(exports), "--suggest"]]
        if seed % REPORT_EVERY == 0:
            commands.append(["report", str(exports), "--out", str(Path(work, "out"))])
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            for command in commands:
                try:
                    status = max(status, mentorstats(command))
                except SystemExit as stop:
                    status = max(status, int(stop.code or 0))
                except Exception as error:
                    fault = f"{type(error).__name__}: {str(error)[:100]}"
        given = b" ".join(_content(path) for path in exports.iterdir() if path.is_file())
        words = {match[0] for match in _NO_NUMBER.finditer(printed.getvalue()) if match[0].encode() not in given}
    return {"seed": seed, "damage": done, "status": status, "fault": fault or ("says " + min(words) if words else "")}


def summary(runs: pd.DataFrame) -> pd.DataFrame:
    """How many folders had each damage, alone or with others, and what became of them."""
    rows = []
    for name in [*(damage.__name__.replace("_", " ") for damage in DAMAGES), "all"]:
        chosen = runs if name == "all" else runs[runs["damage"].str.contains(name)]
        ready, faults = int((chosen["status"] == 0).sum()), int((chosen["fault"] != "").sum())
        rows.append(
            {"damage": name, "folders": len(chosen), "ready": ready, "refused": len(chosen) - ready, "faults": faults}
        )
    return pd.DataFrame(rows)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.validation.folders", description=__doc__)
    parser.add_argument("--folders", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--out", type=Path, default=Path("out/validation"), help="folder of folders.csv")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with ProcessPoolExecutor(options.jobs) as pool:
        runs = pd.DataFrame(pool.map(tried, range(options.first, options.first + options.folders), chunksize=5))
    table = summary(runs)
    options.out.mkdir(parents=True, exist_ok=True)
    table.to_csv(options.out / "folders.csv", index=False, lineterminator="\n")
    print(table.to_string(index=False))
    for row in runs[runs["fault"] != ""].itertuples():
        print(f"seed {row.seed}, {row.damage}: {row.fault}")
    return int((runs["fault"] != "").any())


if __name__ == "__main__":
    raise SystemExit(main())
