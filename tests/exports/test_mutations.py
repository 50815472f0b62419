"""Damaged exports give a program or a sentence, never anything else."""

from __future__ import annotations

import contextlib
import random
import shutil
from pathlib import Path

import pytest

from mentorstats.errors import UnusableExports
from mentorstats.exports.files.read import UnreadableFile, read_tables
from mentorstats.exports.load import load

pytestmark = pytest.mark.slow

EXPORTS = Path(__file__).parent / "platforms"
FILES = sorted(path for path in EXPORTS.rglob("*") if path.suffix in (".csv", ".xlsx"))
AWKWARD = [
    b"",
    b"\x00",
    b'"',
    b"'",
    b",",
    b";",
    b"\n",
    b"\r",
    b"\t",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xe9",
    b"\\",
    b"=1+1",
]


def damaged(content: bytes, rng: random.Random) -> bytes:
    """A few cuts, repetitions and awkward bytes at random places."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(content) + 1)
        length = rng.choice([0, 1, 2, 20, len(content)])
        piece = rng.choice([rng.choice(AWKWARD), rng.randbytes(3), content[at : at + 30] * 2])
        content = content[:at] + piece + content[at + length :]
    return content


@pytest.mark.parametrize("part", range(10))
def test_a_thousand_damaged_files_are_read_or_refused_in_a_sentence(tmp_path, part):
    rng = random.Random(part)
    refusals: dict[str, str] = {}
    for number in range(100):
        source = rng.choice(FILES)
        path = tmp_path / f"{number}{source.suffix}"
        path.write_bytes(damaged(source.read_bytes(), rng))
        try:
            tables = read_tables(path)
        except UnreadableFile as error:
            refusals[path.name] = str(error)
        else:
            assert all(table.rows == len(table.cells) + table.set_aside for table in tables)
    assert all(name in sentence for name, sentence in refusals.items())


@pytest.mark.parametrize("folder", sorted({path.parent for path in FILES}), ids=lambda path: path.name)
def test_exports_with_a_damaged_file_load_and_account_for_every_row_or_are_refused(tmp_path, folder):
    rng = random.Random(folder.name)
    loaded = 0
    for number in range(12):
        copy = Path(shutil.copytree(folder, tmp_path / str(number)))
        victim = rng.choice(sorted(path for path in copy.iterdir() if path.suffix in (".csv", ".xlsx")))
        victim.write_bytes(damaged(victim.read_bytes(), rng))
        with contextlib.suppress(UnusableExports):
            files = load(copy).files
            assert (files["rows"] == files["used"] + files["set_aside"]).all()
            loaded += 1
    assert loaded
