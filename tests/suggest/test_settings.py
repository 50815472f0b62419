"""What is suggested is valid, changes nothing by itself but for what is missing, and leads to a report."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from mentorstats.cli import main
from mentorstats.exports.load import load
from mentorstats.suggest.settings import suggest_settings, write_aliases
from mentorstats.tables.mentees import mentee_table

EXPORTS = Path(__file__).parents[1] / "exports" / "platforms"
PLATFORMS = sorted(path.name for path in EXPORTS.iterdir() if path.is_dir())


@pytest.mark.slow
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_suggestion_is_valid_and_changes_nothing(platform, tmp_path):
    folder = tmp_path / platform
    shutil.copytree(EXPORTS / platform, folder)
    before = load(folder)
    (folder / "mentorstats.toml").write_text(suggest_settings(folder), encoding="utf-8")
    after = load(folder)
    proposed = after.settings.outcome if after.settings.outcome in before.pairings else None
    for table in ("people", "pairings", "sessions", "surveys"):
        if table != "surveys" or proposed is None:
            unchanged = getattr(before, table).drop(columns=[proposed] if table == "pairings" and proposed else [])
            pd.testing.assert_frame_equal(getattr(after, table), unchanged)
    assert proposed == {"by_hand": "Score at the end"}.get(platform)
    assert after.name == before.name


def test_a_suggestion_names_files_columns_and_items(tmp_path):
    text = suggest_settings(EXPORTS / "nine_tables")
    said = tomllib.loads(text)
    assert said["files"]["pairings"] == ["matches.csv"]
    assert said["columns"]["pairings"]["start_date"] == "Activated (UTC)"
    assert said["outcome"] == "Career confidence"


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
    assert written is not None
    assert written == tmp_path / "our_industries.csv"
    before = written.read_bytes()
    assert write_aliases(tmp_path) is None
    assert written.read_bytes() == before
    assert tomllib.loads(suggest_settings(tmp_path))["industry"] == {"aliases": "our_industries.csv"}
    assert "# Energy (1 cell): 211 Oil and gas extraction" in suggest_settings(tmp_path)


MENTEES = [f"E{n:02}" for n in range(24)]
MENTORS = [f"M{n % 6}" for n in range(24)]
SCORES = [str(n % 5 + 1) for n in range(24)]


def csv(**columns: list[str]) -> str:
    return pd.DataFrame(columns).to_csv(index=False)


def twice(early: str, late: str) -> str:
    days = ["2024-01-05"] * 24 + ["2024-06-05"] * 24
    return csv(person_id=MENTEES * 2, wave=[early] * 24 + [late] * 24, joy=SCORES + SCORES[::-1], date=days)


SURVEY = csv(person_id=MENTEES, joy=SCORES)
# Files, and what is proposed for them.
CASES = {
    "the one column left": (
        {"matches.csv": csv(Coachee=MENTEES, Coach=MENTORS), "surveys.csv": SURVEY},
        {"columns": {"pairings": {"mentee_id": "Coachee"}}, "outcome": "joy"},
    ),
    "a file and both columns of unknown names": (
        {"export.csv": csv(Sponsee=MENTEES, Sponsor=MENTORS), "surveys.csv": SURVEY},
        {"columns": {"pairings": {"mentee_id": "Sponsee", "mentor_id": "Sponsor"}},
         "files": {"pairings": ["export.csv"], "surveys": ["surveys.csv"]}},
    ),
    "a survey of an unknown name": (
        {"pairings.csv": csv(mentee_id=MENTEES, mentor_id=MENTORS), "results.csv": csv(Who=MENTEES, joy=SCORES)},
        {"columns": {"surveys": {"person_id": "Who"}},
         "files": {"pairings": ["pairings.csv"], "surveys": ["results.csv"]}},
    ),
    "waves that only their dates tell": (
        {"pairings.csv": csv(mentee_id=MENTEES, mentor_id=MENTORS), "surveys.csv": twice("Zap", "Zup")},
        {"waves": {"Zap": "baseline", "Zup": "final"}, "outcome": "joy"},
    ),
    "a word for a wave that is misspelled": (
        {"pairings.csv": csv(mentee_id=MENTEES, mentor_id=MENTORS), "surveys.csv": twice("baselin", "final")},
        {"waves": {"baselin": "baseline"}},
    ),
    "headings in quotation marks": (
        {"pairings.csv": csv(**{'The "mentee"s': MENTEES, "mentor_id": MENTORS}), "surveys.csv": SURVEY},
        {"columns": {"pairings": {"mentee_id": 'The "mentee"s'}}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_missing_is_proposed_and_loading_with_it_leaves_nothing_to_mend(case, tmp_path):
    files, expected = CASES[case]
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    text = suggest_settings(tmp_path)
    said = tomllib.loads(text)
    assert {name: said[name] for name in expected} == expected
    (tmp_path / "mentorstats.toml").write_text(text)
    program = load(tmp_path)
    assert [problem.text for problem in program.reported if problem.severity != "note"] == []
    assert mentee_table(program)["final"].notna().sum() == 24


@pytest.mark.slow
@pytest.mark.parametrize("case", ["the one column left", "waves that only their dates tell"])
def test_check_suggests_settings_by_which_report_writes_the_page(case, tmp_path, capsys):
    exports, out = tmp_path / "exports", tmp_path / "out"
    exports.mkdir()
    for name, text in CASES[case][0].items():
        (exports / name).write_text(text)
    assert main(["report", str(exports), "--out", str(out)]) == 1
    capsys.readouterr()
    assert main(["check", str(exports), "--suggest"]) == 0
    (exports / "mentorstats.toml").write_text(capsys.readouterr().out)
    assert main(["check", str(exports)]) == 0
    assert "Ready for a report: 24 mentees have an outcome" in capsys.readouterr().out
    assert main(["report", str(exports), "--out", str(out)]) == 0
    assert (out / "report.html").is_file()


def test_of_several_items_the_likeliest_is_switched_on_and_all_are_listed(tmp_path):
    (tmp_path / "pairings.csv").write_text(csv(mentee_id=MENTEES, mentor_id=MENTORS))
    (tmp_path / "surveys.csv").write_text(csv(person_id=MENTEES, mentor_rating=SCORES, joy=SCORES))
    text = suggest_settings(tmp_path)
    assert tomllib.loads(text)["outcome"] == "joy"
    assert "#   mentor_rating: 24 mentees with a final answer, 0 with one from before" in text
    assert "# This is the likeliest one" in text


def test_without_a_survey_a_column_of_numbers_beside_the_pairings_is_the_outcome_where_it_is_the_only_one(tmp_path):
    columns = {"mentee_id": MENTEES, "mentor_id": MENTORS, "Progress": [str(50 + n % 7) for n in range(24)]}
    (tmp_path / "pairings.csv").write_text(csv(**columns))
    text = suggest_settings(tmp_path)
    assert tomllib.loads(text)["outcome"] == "Progress"
    (tmp_path / "mentorstats.toml").write_text(text)
    assert mentee_table(load(tmp_path))["final"].notna().sum() == 24
    (tmp_path / "pairings.csv").write_text(csv(**columns, Growth=columns["Progress"][::-1]))
    text = suggest_settings(tmp_path)
    assert "outcome" not in tomllib.loads(text)
    assert '# outcome = "Progress"\n# outcome = "Growth"\n' in text


def test_what_may_be_several_columns_waves_or_orders_of_labels_is_a_comment_with_all_of_them(tmp_path):
    levels = ["Novice", "Agree", "Soaring", "Disagree"] * 6
    (tmp_path / "matches.csv").write_text(csv(Sponsee=MENTEES, Buddy=MENTEES[::-1], mentor_id=MENTORS))
    survey = csv(person_id=MENTEES * 2, wave=["Zap"] * 24 + ["Zup"] * 24, joy=SCORES * 2, level=levels * 2)
    (tmp_path / "surveys.csv").write_text(survey)
    text = suggest_settings(tmp_path)
    assert '# mentee_id = "Sponsee"   # or "Buddy"' in text
    assert '# "Zap" = "baseline"   # or "midpoint", "final", "followup", "leave out"' in text
    assert '# "level" = ["Novice", "Agree", "Soaring", "Disagree"]' in text
    assert "# No survey item has final answers by mentees" in text
    assert set(tomllib.loads(text)) == {"name", "files"}
