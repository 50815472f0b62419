from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from mentorstats.analyses.overview import program_metrics
from mentorstats.analyses.reliability import scale_reliability
from mentorstats.exports.load import load
from mentorstats.industry import Industries
from mentorstats.program import Program
from mentorstats.questions.answers import adjacent_industries, multiple_mentors
from mentorstats.simulation.simulate import SAMPLE, simulate_frames, write_sample

FILES = ["mentorstats.toml", "pairings.csv", "people.csv", "sessions.csv", "surveys.csv"]


@pytest.fixture(scope="module")
def folder(checkout) -> Path:
    return checkout / "data" / "sample"


@pytest.fixture(scope="module")
def program(folder) -> Program:
    return load(folder)


@pytest.fixture(scope="module")
def answers(program) -> pd.DataFrame:
    tables = [ask(program, roles=("primary", "naive")).table for ask in (adjacent_industries, multiple_mentors)]
    return pd.concat(tables).set_index(["role", "contrast"]).sort_index()


@pytest.fixture(scope="module")
def readme(folder) -> str:
    return (folder / "README.md").read_text(encoding="utf-8")


def cells(folder: Path, name: str) -> pd.DataFrame:
    """The file as text; the index is the line number."""
    table = pd.read_csv(folder / name, dtype=str, keep_default_na=False)
    return table.set_axis(range(2, len(table) + 2), axis=0)


def test_the_sample_is_what_its_command_makes_byte_for_byte(folder, tmp_path):
    write_sample(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES
    assert [name for name in FILES if (folder / name).read_bytes() != (tmp_path / name).read_bytes()] == []


def test_the_folder_holds_the_exports_and_a_page_that_says_they_are_made_up(folder, readme):
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", *FILES]
    assert "made-up" in readme
    assert "mentorstats simulate data/sample --sample" in readme


def test_the_page_counts_the_rows_as_they_are(folder, readme):
    stated = {name: int(rows) for name, rows in re.findall(r"\| `(\w+\.csv)` \| (\d+) \|", readme)}
    assert stated == {name: len(cells(folder, name)) for name in FILES if name.endswith(".csv")}


def test_the_page_counts_the_people_as_they_are(folder, readme):
    frames, _ = simulate_frames(**SAMPLE)
    pairings = frames["pairings"]
    begun = pairings[pairings["start_date"].notna()]
    final = frames["surveys"].query("item == 'career_confidence' and wave == 'final'")
    assert f"{frames['people']['cohort'].notna().sum()} mentees in {pairings['cohort'].nunique()} cohorts" in readme
    assert f"{frames['people']['cohort'].isna().sum()} mentors: industry" in readme
    assert f"{len(begun)} pairings that began ({begun['mentee_id'].nunique()} mentees" in readme
    assert f"{begun['mentor_id'].nunique()} mentors), {len(pairings) - len(begun)} that never did" in readme
    assert f"Of the {begun['mentee_id'].nunique()} mentees with a mentor, {len(final)} have a final score" in readme


def test_the_page_states_what_is_planted(readme):
    contrasts = simulate_frames(**SAMPLE)[1]["contrasts"]
    stated = re.findall(r"\| (-?\d\.\d\d) points \|", readme)
    order = ["adjacent - same", "adjacent - distant", "distant - same", "2+ - 1"]
    said = ("effect_goal_clarity", "effect_sounding_board", "effect_respect")
    assert stated == [f"{value:.2f}" for value in (*(contrasts[n] for n in order), *(SAMPLE[n] for n in said), 0, 0)]


def test_the_page_states_the_planted_alpha_and_the_scale_comes_near_it(program, readme):
    alpha = simulate_frames(**SAMPLE)[1]["scales"]["belonging"]["alpha"]
    assert f"planted Cronbach’s alpha is {alpha:.3f}" in readme
    (row,) = scale_reliability(program).to_dict("records")
    assert row["alpha_low"] < alpha < row["alpha_high"]
    assert row["warning"] == ""


def test_the_sample_tells_both_sides_apart(program):
    metrics = program_metrics(program)
    assert metrics.loc[metrics["metric"] == "matched", "of"].tolist() == ["everyone", "mentees", "mentors"]
    assert "role" not in set(program.problems["column"])


def test_the_blemishes_are_on_the_lines_that_the_page_names(folder, readme):
    people, pairings, sessions = (cells(folder, f"{name}.csv") for name in ("people", "pairings", "sessions"))
    assert pairings.index[pairings.duplicated()].tolist() == [27]
    assert pairings.index[pairings["end_date"] == "2024-02-30"].tolist() == [471]
    assert people.index[people["industry"] == ""].tolist() == [9]
    assert people.index[people["industry"] == "Pharmaceutcals"].tolist() == [26]
    assert people.index[people["industry"].str.endswith(" ")].tolist() == [5, 43]
    assert sessions.index[sessions["mentor_id"].str.endswith(" ")].tolist() == [32, 33]
    for line in (27, 471, 9, 26, 5, 43, 32, 33):
        assert re.search(rf"\b{line}\b", readme)


def test_six_people_typed_an_industry_that_is_none(folder):
    typed = cells(folder, "people.csv")["industry"]
    places = Industries.standard().classify(typed[typed != ""].unique())
    nowhere = set(places.loc[places["method"] == "unknown", "name"])
    assert nowhere == {"Stealth mode", "Between things"}
    assert typed.isin(nowhere).sum() == 6
    assert places.loc[places["method"] == "fuzzy", "name"].tolist() == ["Pharmaceutcals"]


def test_nothing_blocks_and_each_blemish_that_matters_is_found(program):
    problems = program.problems
    found = set(zip(problems["file"], problems["line"], problems["column"], strict=True))
    assert not (problems["severity"] == "blocking").any()
    assert ("pairings.csv", 471, "end_date") in found
    assert 27 in set(problems.loc[problems["file"] == "pairings.csv", "line"])
    assert {"Pharmaceutcals", "Stealth mode", "Between things"} <= set(problems["value"])
    assert program.files.set_index("file")["set_aside"].to_dict() == {
        "pairings.csv": 1, "people.csv": 0, "sessions.csv": 0, "surveys.csv": 0,
    }  # fmt: skip


def test_ids_keep_their_zeros_and_stray_spaces_go(program):
    for ids in (program.people["person_id"], program.pairings["mentor_id"], program.sessions["mentor_id"]):
        assert ids.str.fullmatch(r"00\d{3}").all()


def test_the_sample_shows_that_adjacent_is_best_close_to_what_is_planted(answers):
    planted = simulate_frames(**SAMPLE)[1]["contrasts"]
    rows = answers.loc["primary"]
    for contrast in ("adjacent - same", "adjacent - distant"):
        row = rows.loc[contrast]
        assert row["conf_low"] > 0
        assert row["estimate"] == pytest.approx(planted[contrast], abs=0.1)
        assert row["verdict"] == "better"
    assert rows.loc["adjacent is best", "verdict"] == "better"


def test_the_sample_shows_several_mentors_looking_good_only_to_the_naive(answers):
    naive, primary = answers.loc[("naive", "2+ - 1")], answers.loc[("primary", "2+ - 1")]
    assert naive["conf_low"] > 0.1
    assert primary["conf_low"] < 0 < primary["conf_high"]
    assert abs(primary["estimate"]) < 0.1
    assert primary["verdict"] in {"cannot tell", "no difference that matters"}
