"""What is suggested is valid, changes nothing by itself, and names what only the program can know."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from mentorstats.exports.load import load
from mentorstats.suggest.settings import suggest_settings, write_aliases

EXPORTS = Path(__file__).parent / "platforms"
PLATFORMS = sorted(path.name for path in EXPORTS.iterdir() if path.is_dir())


@pytest.mark.slow
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_suggestion_is_valid_and_changes_nothing(platform, tmp_path):
    folder = tmp_path / platform
    shutil.copytree(EXPORTS / platform, folder)
    before = load(folder)
    (folder / "mentorstats.toml").write_text(suggest_settings(folder), encoding="utf-8")
    after = load(folder)
    for table in ("people", "pairings", "sessions", "surveys"):
        pd.testing.assert_frame_equal(getattr(after, table), getattr(before, table))
    assert after.name == before.name


def test_a_suggestion_names_files_columns_and_items(tmp_path):
    text = suggest_settings(EXPORTS / "nine_tables")
    said = tomllib.loads(text)
    assert said["files"]["pairings"] == ["matches.csv"]
    assert said["columns"]["pairings"]["start_date"] == "Activated (UTC)"
    assert "the items are: Career confidence" in text


def test_what_only_the_program_can_know_is_a_comment(tmp_path):
    (tmp_path / "pairings.csv").write_text("mentee_id,mentor_id,status,start_date\n1,7,activ,03/04/2024\n")
    text = suggest_settings(tmp_path)
    assert '# "activ" = "active"' in text
    assert '# order = "day-month-year"' in text
    assert set(tomllib.loads(text)) == {"name", "files"}


def test_settings_that_are_there_are_not_looked_at(tmp_path):
    (tmp_path / "pairings.csv").write_text('"Who ""quotes""",mentor_id,mentee_id\nx,7,1\n')
    (tmp_path / "mentorstats.toml").write_text("nonsense = 1")
    assert tomllib.loads(suggest_settings(tmp_path))["name"] == tmp_path.name


def test_no_list_of_industries_is_written_where_every_name_has_a_code_or_a_list_is_there(tmp_path):
    header = "mentee_id,mentor_id,mentee_industry,mentor_industry\n"
    (tmp_path / "pairings.csv").write_text(f"{header}1,7,Law,Student\n")
    assert write_aliases(tmp_path) is None
    assert "[industry]" not in suggest_settings(tmp_path)
    (tmp_path / "pairings.csv").write_text(f"{header}1,7,Law,Energy\n")
    assert "[industry]" not in suggest_settings(tmp_path)
    written = write_aliases(tmp_path)
    assert written == tmp_path / "our_industries.csv"
    before = written.read_bytes()
    assert write_aliases(tmp_path) is None
    assert written.read_bytes() == before
    assert tomllib.loads(suggest_settings(tmp_path))["industry"] == {"aliases": "our_industries.csv"}
    assert "# Energy (1 cell): 211 Oil and gas extraction" in suggest_settings(tmp_path)
