from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import psutil
import pytest

from mentorstats import cli
from mentorstats.cli import main
from mentorstats.exports.load import load
from mentorstats.own_files import FINDINGS, FINDINGS_JSON, PAGE, PROBLEMS
from mentorstats.simulation.simulate import simulate_frames, write_exports

QUESTIONS = ["adjacent_industries", "multiple_mentors"]


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> Path:
    frames, _ = simulate_frames(seed=4, mentees=160, effect_adjacent=0.5)
    return write_exports(frames, tmp_path_factory.mktemp("exports"))


@pytest.fixture(scope="module")
def run(exports, tmp_path_factory) -> tuple[Path, str, str]:
    """Where a report that nobody watches was written, and what it said on both streams."""
    out = tmp_path_factory.mktemp("reported") / "new" / "out"
    with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.redirect_stderr(io.StringIO()) as errors:
        assert main(["report", str(exports), "--out", str(out)]) == 0
    return out, printed.getvalue(), errors.getvalue()


@pytest.fixture(scope="module")
def reported(run) -> Path:
    return run[0]


def changed(exports: Path, folder: Path, **texts: str | None) -> Path:
    """A copy of the exports with files (named without their ending) replaced, or left out where None."""
    folder.mkdir(exist_ok=True)
    for path in exports.iterdir():
        text = texts.get(path.stem, path.read_text(encoding="utf-8"))
        if text is not None:
            (folder / path.name).write_text(text, encoding="utf-8")
    return folder


def test_report_writes_the_page_and_three_tables(reported):
    assert sorted(path.name for path in reported.iterdir()) == [
        "findings.csv",
        "findings.json",
        "problems.csv",
        "report.html",
    ]


def test_findings_hold_both_answers_as_they_may_be_passed_on(reported):
    findings = pd.read_csv(reported / "findings.csv")
    assert list(dict.fromkeys(findings["question"])) == QUESTIONS
    primary = findings.query("contrast == 'adjacent - same' and role == 'primary'").iloc[0]
    assert primary["estimate"] == round(primary["estimate"], 2)
    assert (findings[["n_mentees", "n_mentors", "df"]].dropna() % 10 == 0).all(axis=None)


def test_findings_json_says_the_same_as_the_csv_with_null_for_what_is_missing(reported):
    text = (reported / "findings.json").read_text(encoding="utf-8")
    assert "NaN" not in text
    found = json.loads(text)
    findings = pd.read_csv(reported / "findings.csv")
    assert list(found["answers"]) == QUESTIONS
    assert [row["contrast"] for row in found["findings"]] == findings["contrast"].tolist()
    for row, estimate in zip(found["findings"], findings["estimate"], strict=True):
        assert row["estimate"] == (None if pd.isna(estimate) else pytest.approx(estimate, rel=1e-14))


def test_report_prints_both_answers_and_ends_with_where_the_page_is_and_both_in_short(run):
    out, printed, _ = run
    answers = json.loads((out / "findings.json").read_text(encoding="utf-8"))["answers"]
    flat = " ".join(printed.split())
    places = [flat.index(" ".join(text.split())) for text in answers.values()]
    assert places == sorted(places)
    after = flat[places[-1] :]
    short = " ".join(" ".join(text.partition("\n\n")[0].split()) for text in answers.values())
    assert after.endswith(f"problems.csv are beside it. {short}")
    assert str(out / "report.html") in after
    assert max(len(line) for line in printed.splitlines()) <= max(100, len(str(out)) + 40)


def test_on_a_terminal_each_step_of_a_report_is_told(tmp_path, capsys, monkeypatch):
    exports = write_exports(simulate_frames(seed=4, mentees=60)[0], tmp_path / "exports")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert main(["report", str(exports), "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(": ")[2] or line for line in said] == [
        "… reading the exports",
        *("comparing", "answering in other ways", "what if something were otherwise") * 2,
        "… writing the page",
    ]


def test_where_nobody_watches_nothing_but_the_answers_is_said(run):
    assert run[2] == ""


def test_an_outcome_that_is_not_there_is_refused_with_those_that_are(exports, tmp_path, capsys):
    assert main(["report", str(exports), "--out", str(tmp_path), "--outcome", "happiness"]) == 1
    said = capsys.readouterr().err
    assert "happiness" in said
    assert "career_confidence" in said
    assert list(tmp_path.iterdir()) == []


def test_exports_that_block_are_refused_with_what_to_do(exports, tmp_path, capsys):
    folder = changed(exports, tmp_path / "exports", pairings=None)
    assert main(["report", str(folder), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "pairings" in said
    assert "what to do:" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_folder_that_is_not_there_is_a_sentence(tmp_path, capsys, command):
    assert main([command, str(tmp_path / "nowhere")]) == 1
    said = capsys.readouterr()
    assert "nowhere" in said.err
    assert said.out == ""


def test_settings_that_cannot_be_used_are_a_sentence(exports, tmp_path, capsys):
    folder = changed(exports, tmp_path / "exports", mentorstats="outcom = 'x'\n")
    assert main(["check", str(folder)]) == 1
    assert "outcom" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_a_sentence(exports, tmp_path, capsys):
    occupied = tmp_path / "taken"
    occupied.write_text("a file, not a folder")
    assert main(["report", str(exports), "--out", str(occupied)]) == 1
    assert "taken is not a folder; nothing was changed" in " ".join(capsys.readouterr().err.split())


def test_check_counts_rows_and_says_that_a_report_can_be_made(exports, capsys):
    assert main(["check", str(exports)]) == 0
    printed = capsys.readouterr().out
    rows = len(pd.read_csv(exports / "pairings.csv"))
    assert f"{rows:,} rows" in printed
    assert "Ready for a report" in printed


def test_check_lists_what_can_be_the_outcome_where_that_has_to_be_said(tmp_path, capsys):
    (tmp_path / "pairings.csv").write_text("mentee_id,mentor_id\nE1,M1\nE2,M2\n")
    (tmp_path / "surveys.csv").write_text("person_id,joy,pace\nE1,3,4\nE2,4,\n")
    assert main(["check", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert 'outcome = "joy" at the top of mentorstats.toml' in " ".join(printed.split())
    assert "  joy: 2 mentees with a final answer, 0 with one from before\n" in printed
    assert "  pace: 1 mentee with a final answer, 0 with one from before\n" in printed
    assert main(["check", str(tmp_path), "--outcome", "pace"]) == 0
    assert "Ready for a report: 1 mentee has an outcome." in capsys.readouterr().out


def test_check_does_not_call_exports_ready_whose_final_answers_all_came_too_early(tmp_path, capsys):
    (tmp_path / "pairings.csv").write_text("mentee_id,mentor_id,start_date\nE1,M1,2024-03-01\nE2,M2,2024-03-01\n")
    (tmp_path / "surveys.csv").write_text("person_id,wave,joy,date\nE1,final,3,2024-03-02\nE2,final,4,2024-03-02\n")
    assert main(["check", str(tmp_path)]) == 0
    assert "Not ready for a report: no mentee has a final answer that counts" in capsys.readouterr().out


def test_check_names_each_kind_of_problem_once_with_file_line_and_what_to_do(exports, tmp_path, capsys):
    lines = (exports / "pairings.csv").read_text(encoding="utf-8").splitlines()
    twice = "\n".join([lines[0], lines[1], lines[1], *lines[2:], lines[-1]]) + "\n"
    assert main(["check", str(changed(exports, tmp_path / "exports", pairings=twice))]) == 0
    printed = capsys.readouterr().out
    assert printed.count("repeats an earlier one") == 1
    assert "(2 times)" in printed
    assert "pairings.csv, line 3" in printed
    assert "what to do:" in printed


def test_check_writes_the_whole_list_and_no_formula_in_it_can_run(exports, tmp_path, capsys):
    people = pd.read_csv(exports / "people.csv", dtype=str)
    people.loc[0, "industry"] = '=HYPERLINK("http://example.org")'
    folder = changed(exports, tmp_path / "exports", people=people.to_csv(index=False))
    assert main(["check", str(folder), "--csv", str(tmp_path / "list" / "problems.csv")]) == 0
    values = pd.read_csv(tmp_path / "list" / "problems.csv", dtype=str)["value"].dropna()
    assert values.str.contains("HYPERLINK", regex=False).any()
    assert not values.str.startswith("=").any()
    capsys.readouterr()


def test_marks_that_steer_a_terminal_are_not_printed(exports, tmp_path, capsys):
    people = pd.read_csv(exports / "people.csv", dtype=str)
    people.loc[0, "industry"] = "\x1b[2JStealth\u202emode"
    assert main(["check", str(changed(exports, tmp_path / "exports", people=people.to_csv(index=False)))]) == 0
    printed = capsys.readouterr().out
    assert "Stealth" in printed
    assert "\x1b" not in printed
    assert "\u202e" not in printed


def test_check_blocks_and_says_why(exports, tmp_path, capsys):
    assert main(["check", str(changed(exports, tmp_path / "exports", pairings=None))]) == 1
    assert "Must be mended" in capsys.readouterr().out


def test_check_refuses_an_outcome_that_is_not_there(exports, capsys):
    assert main(["check", str(exports), "--outcome", "happiness"]) == 1
    assert "happiness" in capsys.readouterr().err


def test_the_example_configuration_is_one_that_can_be_used(exports, tmp_path, capsys):
    assert main(["check", "--example-config"]) == 0
    example = capsys.readouterr().out
    assert 'outcome = "' in example
    from mentorstats.schema.settings import read_settings

    (tmp_path / "mentorstats.toml").write_text(example, encoding="utf-8")
    assert read_settings(tmp_path).outcome == "career_confidence"


def test_simulate_makes_exports_that_can_be_checked_and_the_same_again(tmp_path, capsys):
    assert main(["simulate", str(tmp_path / "one"), "--seed", "7", "--mentees", "60"]) == 0
    assert main(["simulate", str(tmp_path / "two"), "--seed", "7", "--mentees", "60"]) == 0
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == ["mentorstats.toml", "pairings.csv", "people.csv", "sessions.csv", "surveys.csv"]
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert main(["check", str(tmp_path / "one")]) == 0
    capsys.readouterr()


def test_simulate_does_not_replace_someones_exports_unasked(tmp_path, capsys):
    (tmp_path / "people.csv").write_text("mine")
    assert main(["simulate", str(tmp_path), "--mentees", "60"]) == 1
    assert (tmp_path / "people.csv").read_text() == "mine"
    assert "people.csv" in capsys.readouterr().err
    assert main(["simulate", str(tmp_path), "--mentees", "60", "--overwrite"]) == 0
    assert (tmp_path / "people.csv").read_text() != "mine"


def test_simulate_says_which_number_is_out_of_bounds(tmp_path, capsys):
    assert main(["simulate", str(tmp_path), "--mentees", "0"]) == 2
    assert "mentees must be from" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_industries_shows_what_a_name_means_and_what_is_near(capsys):
    assert main(["industries", "Banking", "Insurance"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("nearest:") == 2
    assert "The two are adjacent, with a similarity of 0." in printed


def test_industries_names_the_codes_that_an_unclear_name_fits_and_the_likeliest_of_an_unknown_one(capsys):
    assert main(["industries", "Energy", "Energy"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "“Energy” fits several industries, such as Oil and gas extraction (211); Utilities (221);" in said
    assert "The two are same, with a similarity of 1.00" in said
    assert main(["industries", "Retial", "GICS 20", "Qwxzv"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "“Retial” is not a known industry, perhaps Retail (44-45); a table of aliases" in said
    assert "“GICS 20” fits several industries; a table of aliases" in said
    assert "“Qwxzv” is not a known industry; a table of aliases" in said


def test_industries_says_how_a_name_was_found_its_tiers_its_reach_and_what_is_wrong_with_the_data(capsys):
    assert main(["industries", "Staffing agency", "hotels", "Pharmaceutcals"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    staffing, hotels, drugs = (part for part in printed.split("“") if " is " in part and "sector" in part)
    assert "a listed name for it" in staffing
    assert "(0.42, adjacent)" in staffing
    assert "45 industries are adjacent to it; a hub" in staffing
    assert "Ordinary hotels are missing" in hotels
    assert "nearest: not known for this industry" in hotels
    assert "adjacent to it" not in hotels
    assert "please confirm" in drugs
    assert "hub" not in drugs.split("Similarity of staffing")[0]
    assert "does not say that they share customers" in printed


def test_a_name_that_is_no_industry_is_said_to_be_unknown(capsys):
    assert main(["industries", "Qwxzv", "Banking"]) == 0
    printed = capsys.readouterr().out
    assert "not a known industry" in printed
    assert "How close the two are is not known: one is not known" in printed


@pytest.mark.parametrize("call", [[], ["explain"], ["check"], ["report"], ["simulate", "here", "--seed", "x"]])
def test_a_wrong_call_is_status_2_and_shows_how_it_is_called(call, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(call)
    assert stopped.value.code == 2
    assert "usage: mentorstats" in capsys.readouterr().err


def test_help_needs_none_of_the_large_libraries(checkout):
    code = (
        "import sys, types; package = types.ModuleType('mentorstats'); package.__path__ = ['mentorstats'];"
        "sys.modules['mentorstats'] = package; from mentorstats.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit as stopped: assert stopped.code == 0\n"
        "assert not {'pandas', 'scipy', 'plotly', 'jinja2'} & set(sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run([sys.executable, "-c", code], cwd=checkout, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "report" in done.stdout


def test_the_package_runs_as_the_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mentorstats", "check", str(tmp_path / "nowhere")], capture_output=True, text=True
    )
    assert done.returncode == main(["check", str(tmp_path / "nowhere")]) != 0
    assert done.stderr.startswith("mentorstats: ")


def test_check_writes_the_industries_that_need_a_code_beside_the_exports(capsys, tmp_path):
    rows = "\n".join(
        f"{number},m{number % 3},Energy,{name}" for number, name in enumerate(["Energy", "Widgets", "Law"])
    )
    (tmp_path / "pairings.csv").write_text(f"mentee_id,mentor_id,mentee_industry,mentor_industry\n{rows}\n")
    assert main(["check", str(tmp_path), "--suggest"]) == 0
    said = capsys.readouterr()
    assert "our_industries.csv lists the industries that need a code" in " ".join(said.err.split())
    (tmp_path / "mentorstats.toml").write_text(said.out, encoding="utf-8")
    table = pd.read_csv(tmp_path / "our_industries.csv", keep_default_na=False)
    assert table[["name", "code", "cells"]].values.tolist() == [["Energy", "", 4], ["Widgets", "", 1]]
    assert "# Energy (4 cells): 211 Oil and gas extraction" in said.out
    program = load(tmp_path)
    assert "our_industries.csv" not in set(program.problems.query("severity != 'note'")["file"])
    table["code"] = ["211", "none"]
    table.to_csv(tmp_path / "our_industries.csv", index=False)
    assert load(tmp_path).industries.nodes(["Energy"]) == {"Energy": ("211",)}
    assert main(["check", str(tmp_path), "--suggest"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert 'aliases = "our_industries.csv"' in said.out


def test_check_suggests_settings_that_change_nothing(capsys, checkout, tmp_path):
    exports = tmp_path / "exports"
    shutil.copytree(checkout / "tests" / "exports" / "platforms" / "chronus", exports)
    before = load(exports)
    assert main(["check", str(exports), "--suggest"]) == 0
    (exports / "mentorstats.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    pd.testing.assert_frame_equal(load(exports).pairings, before.pairings)


def state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def said_by(call: list[str], capsys) -> str:
    """What a call says on the error stream, in one line."""
    capsys.readouterr()
    assert main(call) == 1
    return " ".join(capsys.readouterr().err.split())


def test_a_report_that_fails_at_its_last_file_leaves_the_old_set_and_names_the_file(
    exports, tmp_path, capsys, monkeypatch
):
    for kind in (PAGE, FINDINGS, FINDINGS_JSON, PROBLEMS):
        (tmp_path / kind.name).touch()
    real, moved = os.replace, []

    def full(source, target):
        moved.append(target)
        if len(moved) == 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    said = said_by(["report", str(exports), "--out", str(tmp_path)], capsys)
    assert said.endswith("problems.csv cannot be written: the disk is full; nothing was changed")
    assert state(tmp_path) == dict.fromkeys(("findings.csv", "findings.json", "problems.csv", "report.html"), b"")


@pytest.mark.parametrize("name", ["report.html", "findings.csv", "findings.json", "problems.csv"])
def test_a_report_does_not_replace_anothers_file_and_says_so_before_it_reads(tmp_path, capsys, name):
    (tmp_path / name).write_text("mine")
    said = said_by(["report", str(tmp_path / "nowhere"), "--out", str(tmp_path)], capsys)
    assert f"{name} is there already and was not made by mentorstats" in said
    assert "--overwrite" in said
    assert state(tmp_path) == {name: b"mine"}
    assert "nowhere is not a folder" in said_by(
        ["report", str(tmp_path / "nowhere"), "--out", str(tmp_path), "--overwrite"], capsys
    )


def test_a_list_of_problems_replaces_an_earlier_one_and_no_export(exports, tmp_path, capsys):
    folder = changed(exports, tmp_path / "exports")
    before = (folder / "people.csv").read_bytes()
    call = ["check", str(folder), "--csv", str(folder / "people.csv")]
    assert "people.csv is there already" in said_by(call, capsys)
    assert (folder / "people.csv").read_bytes() == before
    for _ in range(2):
        assert main(["check", str(folder), "--csv", str(folder / "list.csv")]) == 0
    assert main([*call, "--overwrite"]) == 0
    assert (folder / "people.csv").read_bytes() != before


def test_check_says_at_its_top_that_it_is_exact_and_again_where_it_names_the_list(exports, tmp_path, capsys):
    assert main(["check", str(exports), "--csv", str(tmp_path / "list.csv")]) == 0
    printed = capsys.readouterr().out
    exact = "exact and for whoever mends the exports; it is not to be passed on."
    assert printed.startswith(f"What follows is {exact}\n\n")
    assert f"list.csv: {exact}" in " ".join(printed.split())


def test_a_report_says_what_its_list_of_problems_is_for(run):
    assert "problems.csv is exact and for whoever mends the exports; it is not to be passed on." in run[1]


def test_simulate_with_a_full_disk_leaves_no_folder(tmp_path, capsys, monkeypatch):
    def full(number):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    said = said_by(["simulate", str(tmp_path / "new"), "--mentees", "60"], capsys)
    assert "people.csv cannot be written: the disk is full" in said
    assert state(tmp_path) == {}


@pytest.mark.parametrize("command", ["check", "report", "simulate", "start", "industries"])
def test_ctrl_c_is_one_sentence_whatever_is_done(command, tmp_path, capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    for name in ("exports.load.load", "simulation.simulate.simulate_frames", "workspace.start", "cli.print_text"):
        monkeypatch.setattr(f"mentorstats.{name}", interrupted)
    monkeypatch.setattr("mentorstats.cli._refuse", lambda reason, status: print(reason) or status)
    assert main([command, "x"]) == 130
    said = capsys.readouterr()
    assert said.out == "stopped by Ctrl-C; no file is half written\n"
    assert state(tmp_path) == {}


def started(call: list[str], folder: Path) -> psutil.Popen:
    """The real command, as a terminal starts it, once it is at work."""
    root = Path(cli.__file__).parents[1]
    process = psutil.Popen(
        [sys.executable, "-m", "mentorstats", *call], cwd=folder, env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    while process.is_running() and process.cpu_times().user < 0.4:
        time.sleep(0.02)
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="this system has other signals")
@pytest.mark.parametrize(("number", "status", "words"), [
    (signal.SIGINT, 130, ["mentorstats: stopped by Ctrl-C; no file is half written"]), (signal.SIGTERM, 143, []),
])  # fmt: skip
def test_the_real_command_ends_without_a_traceback_and_without_a_file(tmp_path, number, status, words):
    process = started(["simulate", "new", "--mentees", "20000"], tmp_path)
    process.send_signal(number)
    printed, errors = process.communicate(timeout=60)
    # Python ends itself by the signal where it came in the midst of a module; a shell shows that as the same number.
    shown = process.returncode if process.returncode >= 0 else 128 - process.returncode
    assert (shown, printed, errors.splitlines()) == (status, "", words)
    assert state(tmp_path) == {}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_what_is_printed_into_a_full_disk_is_a_sentence(tmp_path):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mentorstats", "check", "--example-config"], stdout=full, stderr=subprocess.PIPE,
            text=True, env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])},
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "mentorstats: what is printed cannot be used: No space left on device\n"
