from __future__ import annotations

import json

import pytest

from mentorstats import own_files
from mentorstats.own_files import FINDINGS, FINDINGS_JSON, INDUSTRIES, PAGE, PAGE_MARK, PROBLEMS, own_file
from mentorstats.problems import PROBLEM_COLUMNS
from mentorstats.questions.results import TABLE_COLUMNS

HEADERS = {
    FINDINGS: ",".join(FINDINGS.columns),
    PROBLEMS: ",".join(PROBLEMS.columns),
    INDUSTRIES: "name,code,cells,likeliest",
}
KEYS = dict.fromkeys(("program", "outcome", "mentorstats", "answers", "findings", "checks"), 1)
HTML = f"<!DOCTYPE html>\n<html>\n<head>\n{PAGE_MARK}\n"


@pytest.fixture
def kind(tmp_path):
    """What a file is that holds this, under some name."""

    def of(data: str | bytes, name: str = "some.txt"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return own_file(path)

    return of


def test_the_columns_are_those_that_are_written():
    assert FINDINGS.columns == TABLE_COLUMNS
    assert PROBLEMS.columns == PROBLEM_COLUMNS


@pytest.mark.parametrize("table", HEADERS)
def test_a_table_of_ours_is_known_by_its_header_whatever_it_is_called(kind, table):
    header = HEADERS[table]
    assert kind(header) == table
    assert kind(f"\ufeff{header}\r\n1,2\r\n", "copy (1).csv") == table
    assert kind(header.replace(",", ";") + "\n") == table
    assert kind(header.replace(",", "\t") + "\n") == table
    assert kind(",".join(f'"{name}"' for name in header.split(","))) == table


@pytest.mark.parametrize("table", HEADERS)
def test_a_table_with_a_column_more_or_less_or_another_order_is_none(kind, table):
    names = HEADERS[table].split(",")
    for others in ([*names, "note"], names[:-1], names[::-1], [*names[:-1], "x"]):
        assert kind(",".join(others)) is None


def test_a_list_of_industries_under_its_usual_name_may_have_other_columns_after_name_and_code(kind):
    assert kind("name,code\nx,1\n", "our_industries.csv") == INDUSTRIES
    assert kind("name,code,note,who\nx,1,,\n", "our_industries.csv") == INDUSTRIES
    assert kind("name,cells,code\nx,1,\n", "our_industries.csv") is None
    assert kind("name,code\nx,1\n", "other.csv") is None
    assert kind("code,name\nx,1\n", "our_industries.csv") is None


def test_a_page_is_known_by_its_mark_in_its_head(kind):
    assert kind(HTML) == PAGE
    assert kind(f"\ufeff  {HTML.lower()}") == PAGE
    assert kind(f"<!DOCTYPE html><title>{' ' * 5000}</title>{PAGE_MARK}") is None
    assert kind("<!DOCTYPE html><title>findings</title>") is None
    assert kind(f"how a page is marked: {PAGE_MARK}") is None


def test_findings_are_known_by_their_keys(kind):
    assert kind(json.dumps(KEYS | {"more": 2})) == FINDINGS_JSON
    for name in KEYS:
        assert kind(json.dumps({key: 1 for key in KEYS if key != name})) is None


@pytest.mark.parametrize(
    "text", ["", "{", "{}", "[]", "mine", "a,b\n1,2\n", "{" * 100_000, '{"a": ' * 50_000, "\0\xff"]
)
def test_anything_else_is_none_of_ours(kind, text):
    assert kind(text) is None


def test_bytes_that_are_no_text_are_none_of_ours(kind):
    assert kind(bytes(range(256)) * 40) is None


def test_a_huge_file_is_not_read_as_findings(kind, monkeypatch):
    text = json.dumps(KEYS)
    monkeypatch.setattr(own_files, "_LARGEST_JSON", len(text))
    assert kind(text) == FINDINGS_JSON
    assert kind(text + " ") is None


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(OSError, match="gone"):
        own_file(tmp_path / "gone")
