from __future__ import annotations

from pathlib import Path

import pytest

from mentorstats.errors import UnusableExports
from mentorstats.exports.load import load
from mentorstats.tables.pairs import pair_table

PAIRINGS = "mentee_id,mentor_id,cohort\n001,101,A\n002,102,A\n003,101,A\n"


@pytest.fixture
def folder(tmp_path):
    """Write files into the folder of exports."""

    def write(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / name).write_bytes(data)
        return tmp_path

    return write


def test_a_programs_own_closeness_and_names_are_used_and_are_no_exports(folder):
    program = load(folder({
        "mentorstats.toml": '[industry]\nsimilarity = "fields.csv"\naliases = "names.csv"',
        "fields.csv": "industry_a,industry_b,similarity\nArt,Music,0.9\nArt,Law,0.1\nLaw,Music,0.2\n",
        "names.csv": "name,code\nPainting,Art\n",
        "pairings.csv": "mentee_id,mentor_id,mentee_industry,mentor_industry\n1,7,Painting,Music\n2,8,Art,Law\n",
    }))  # fmt: skip
    compared = program.industries.compare(program.pairings["mentee_industry"], program.pairings["mentor_industry"])
    assert compared["proximity"].tolist() == ["adjacent", "distant"]
    assert program.files["file"].tolist() == ["pairings.csv"]


def test_a_problem_in_the_programs_own_table_is_shown_with_its_file_and_line(folder):
    program = load(folder({
        "mentorstats.toml": '[industry]\nsimilarity = "fields.csv"',
        "fields.csv": 'industry_a,industry_b,similarity\nArt,"Music,\nsung",0.9\n\nArt,Law,7\n',
        "pairings.csv": PAIRINGS,
    }))  # fmt: skip
    found = program.problems[program.problems["problem"].str.contains("between 0 and 1")]
    assert found[["file", "line"]].values.tolist() == [["fields.csv", 5]]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "there is no such file beside it"),
        ({"fields.csv": b""}, "fields.csv: the file is empty"),
        ({"fields.csv": "a,b\n1,2\n"}, "fields.csv: The table has no column industry_a"),
    ],
)
def test_an_own_table_that_cannot_be_used_is_refused_in_a_sentence(folder, files, words):
    exports = folder({"mentorstats.toml": '[industry]\nsimilarity = "fields.csv"', "pairings.csv": PAIRINGS, **files})
    with pytest.raises(UnusableExports, match=words):
        load(exports)


def test_a_program_may_replace_single_pairs_of_the_usual_measure(tmp_path):
    (tmp_path / "pairings.csv").write_text(
        "mentee_id,mentor_id,mentee_industry,mentor_industry\na,m,Banking,Hospitals\nb,m,Banking,Insurance\n"
    )
    (tmp_path / "ours.csv").write_text("industry_a,industry_b,similarity\nBanking,Hospitals,0.9\n")
    config = '[industry]\nsimilarity = "ours.csv"\n'
    tiers = {}
    for replaces in ("all", "pairs"):
        (tmp_path / "mentorstats.toml").write_text(f'{config}replaces = "{replaces}"\n')
        tiers[replaces] = pair_table(load(tmp_path))["proximity"].tolist()
    assert tiers == {"all": ["adjacent", "unknown"], "pairs": ["adjacent", "adjacent"]}
