"""The tables of codes and official titles can be remade from their sources."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from mentorstats.industry import build_names
from mentorstats.industry.build_names import code_rows, differing, listed_prefix, title_rows
from mentorstats.industry.nodes import nodes, read_rows


def listed(*rows: tuple[str, str, str, str]) -> list[dict[str, str]]:
    every = [("nace2", "62", "", "5415"), *rows]
    return [dict(zip(("system", "code", "title", "node"), row, strict=True)) for row in every]


def codes_of(rows: list[tuple[str, str, str]], system: str) -> dict[str, str]:
    return {code: node for own, node, codes in rows for code in codes.split() if own == system}


def test_the_longest_listed_prefix_decides() -> None:
    known = {"5": "a", "541": "b", "5415": "c"}
    assert [listed_prefix(code, known) for code in ("541511", "541611", "52", "6")] == ["c", "b", "a", None]
    assert listed_prefix("", known) is None


def test_every_valid_code_is_listed_once_with_what_it_stands_for() -> None:
    rows = code_rows(
        listed(
            ("nace2", "J", "", "51"),
            ("nace2", "62.09", "", ""),
            ("sic_us", "737", "", "5415"),
            ("linkedin", "96", "", "5415"),
            ("naics2017", "541", "", "54"),
            ("naics2017", "5415", "", "5415"),
            ("naics2022", "541", "", "53"),
        ),
        [
            {"system": "nace2", "codes": "62 620 6201 6209 63"},
            {"system": "sic_us", "codes": "7371 7379"},
            {"system": "naics2017", "codes": "541511 541611"},
            {"system": "naics2022", "codes": "541611 541999"},
        ],
    )
    assert codes_of(rows, "nace2") == {"J": "51", "62": "5415", "620": "5415", "6201": "5415", "6209": ""}
    assert codes_of(rows, "sic") == {"7371": "5415", "7379": "5415"}
    assert codes_of(rows, "linkedin") == {"96": "5415"}
    naics = codes_of(rows, "naics")
    assert (naics["541511"], naics["541611"], naics["541999"]) == ("5415", "54", "53")
    assert naics["541711"] == "54"


def test_the_later_revision_lists_only_what_differs() -> None:
    rows = code_rows(
        listed(
            ("nace2", "46.7", "", "42"),
            ("nace21", "46.7", "", "423"),
            ("nace21", "K", "", ""),
            ("nace2", "K", "", "52"),
        ),
        [{"system": "nace2", "codes": "62 467 6201"}, {"system": "nace21", "codes": "62 467 6201 6210"}],
    )
    assert codes_of(rows, "nace21") == {"467": "423", "K": "", "6210": "5415"}


def test_titles_that_two_systems_place_differently_are_left_out_and_spanning_ones_name_their_sectors() -> None:
    rows = title_rows(
        listed(
            ("sic_us", "1", "Same", "211"),
            ("isic4", "2", "Same", "212"),
            ("nace2", "3", "One", "212"),
            ("gics", "4", "Trademark", "212"),
            ("sic_us", "5", "Open", ""),
        ),
        [
            {"language": "de", "name": "Bank", "node": "522", "kind": "official"},
            {"language": "de", "name": "Geld", "node": "522", "kind": "common"},
        ],
        [
            {
                "language": "de",
                "name": "Handel; Reparatur",
                "why": "wholesale 42, retail 44-45, repair 811",
                "kind": "official",
            },
            {"language": "", "name": "Handel", "why": "trade", "kind": "common"},
            {"language": "de", "name": "Nur eins", "why": "just 42", "kind": "official"},
        ],
    )
    assert rows == [("de", "Bank", "522"), ("de", "Handel; Reparatur", "42;44-45;811"), ("en", "One", "212")]


def test_the_codes_of_2012_fill_up_the_1065_of_that_edition() -> None:
    later = {
        "211120",
        "211130",
        "212230",
        "333914",
        "335220",
        "452210",
        "452311",
        "452319",
        "454110",
        "512250",
        "517311",
        "517312",
        "532281",
        "532282",
        "532283",
        "532284",
        "532289",
        "541713",
        "541714",
        "541715",
    }
    codes = {code for row in read_rows("codes.csv") if row["system"] == "naics" for code in row["codes"].split()}
    only_2012 = {code for code in build_names.NAICS_2012.split() if len(code) == 6}
    assert later <= codes
    assert only_2012 <= codes
    assert 1057 - len(later) + len(only_2012) == 1065


def test_the_shipped_tables_have_known_industries_and_each_code_once() -> None:
    seen = set()
    for row in read_rows("codes.csv"):
        assert row["node"] in nodes() or row["node"] == ""
        for code in row["codes"].split():
            assert (row["system"], code) not in seen
            seen.add((row["system"], code))
    assert {system for system, _ in seen} == {
        "naics",
        "sic",
        "uk_sic",
        "isic4",
        "nace2",
        "nace21",
        "gics",
        "linkedin",
    }
    assert len(seen) > 7000


def test_a_common_name_that_is_missing_or_placed_elsewhere_is_told() -> None:
    rows = [
        {"language": "de", "name": "Banken", "node": "522", "kind": "common"},
        {"language": "de", "name": "Banken", "node": "523", "kind": "common"},
        {"language": "de", "name": "Nirgendwo", "node": "523", "kind": "common"},
        {"language": "de", "name": "Nirgendwo", "node": "523", "kind": "official"},
    ]
    assert differing(rows) == ["Banken (de) is 522, not 523", "Nirgendwo (de) is missing, not 523"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tables = {
        "codes.csv": [("system", "code", "title", "node"), ("nace2", "62", "Programming", "5415")],
        "valid_codes.csv": [("system", "digits", "codes"), ("nace2", "2", "62 6201")],
        "names_multilingual.csv": [("language", "name", "node", "kind"), ("de", "Bankwesen alt", "522", "official")],
        "names_ambiguous.csv": [("language", "name", "why", "kind")],
    }
    for name, rows in tables.items():
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    sums = {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in tables}
    monkeypatch.setattr(build_names, "INPUTS", sums)
    return tmp_path


def test_the_command_writes_both_tables_and_says_what_it_read(folder, tmp_path, capsys) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert build_names.main([str(folder), "--out", str(out)]) == 0
    with (out / "codes.csv").open(encoding="utf-8", newline="") as file:
        assert ["nace2", "5415", "62 6201"] in list(csv.reader(file))
    assert (out / "names_official.csv").read_text(encoding="utf-8").splitlines() == [
        "language,name,code",
        "de,Bankwesen alt,522",
        "en,Programming,5415",
    ]
    assert capsys.readouterr().out.splitlines()[-1] == f"wrote codes.csv, names_official.csv to {out}"


def test_the_check_tells_other_tables_and_other_inputs_apart(folder, capsys, monkeypatch) -> None:
    assert build_names.main([str(folder), "--check"]) == 1
    assert "codes.csv is not what the folder makes" in capsys.readouterr().out
    same = {"codes.csv": [], "names_official.csv": []}
    for name, header, rows in (
        (
            "codes.csv",
            ("system", "node", "codes"),
            build_names.code_rows(*(build_names._read(folder / file) for file in ("codes.csv", "valid_codes.csv"))),
        ),
        (
            "names_official.csv",
            ("language", "name", "code"),
            [("de", "Bankwesen alt", "522"), ("en", "Programming", "5415")],
        ),
    ):
        same[name] = [dict(zip(header, row, strict=True)) for row in rows]
    monkeypatch.setattr(build_names, "read_rows", lambda name: same.get(name, []))
    assert build_names.main([str(folder), "--check"]) == 0
    assert capsys.readouterr().out.endswith("the committed tables are the same\n")
    (folder / "codes.csv").write_text((folder / "codes.csv").read_text() + "\n")
    assert build_names.main([str(folder), "--check"]) == 1
    assert "codes.csv is another file than the recorded one" in capsys.readouterr().out


def test_a_folder_without_its_files_is_told(tmp_path, capsys) -> None:
    assert build_names.main([str(tmp_path)]) == 2
    assert "not found: codes.csv, valid_codes.csv" in capsys.readouterr().err
