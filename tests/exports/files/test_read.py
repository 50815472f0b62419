"""Any export opens cell for cell, or says in one sentence why not."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mentorstats.exports.files.read import RawTable, UnreadableFile, read_tables

PLAIN = b"mentee_id,mentor_id,score\n007,M1,4\n008,M2,5\n"


def read(folder: Path, content: bytes | str, name: str = "matches.csv") -> RawTable:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (table,) = read_tables(path)
    assert table.rows == len(table.cells) + table.set_aside
    assert tuple(table.cells.columns) == table.columns
    assert table.cells.index.name == "line"
    assert all(dtype == "str" for dtype in table.cells.dtypes)
    assert not table.cells.isna().any(axis=None)
    return table


def rows(table: RawTable) -> list[list[str]]:
    return table.cells.to_numpy().tolist()


def said(table: RawTable) -> str:
    return "\n".join(f"{p.severity} {p.line}: {p.value} {p.text}; {p.action}" for p in table.problems)


def test_a_plain_file_reads_with_the_lines_of_its_rows(tmp_path):
    table = read(tmp_path, PLAIN)
    assert table.columns == ("mentee_id", "mentor_id", "score")
    assert rows(table) == [["007", "M1", "4"], ["008", "M2", "5"]]
    assert table.cells.index.tolist() == [2, 3]
    assert (table.encoding, table.delimiter, table.problems) == ("UTF-8", ",", ())
    assert table.file == "matches.csv"


def test_a_cell_is_never_missing_and_never_a_number(tmp_path):
    table = read(tmp_path, "id,name,x\n12345678901234567890123,NA, None \n00,,nan\n")
    assert rows(table) == [["12345678901234567890123", "NA", " None "], ["00", "", "nan"]]


@pytest.mark.parametrize(
    ("codec", "mark", "name"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", b"\xef\xbb\xbf", "UTF-8 with byte-order mark"),
        ("utf-16-le", b"\xff\xfe", "UTF-16"),
        ("utf-16-be", b"\xfe\xff", "UTF-16"),
        ("utf-16-le", b"", "UTF-16 without byte-order mark"),
        ("utf-16-be", b"", "UTF-16 without byte-order mark"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "UTF-32"),
        ("cp1252", b"", "cp1252"),
    ],
)
def test_the_encoding_is_found_and_said_when_it_is_not_utf8(tmp_path, codec, mark, name):
    text = "mentee_id;city;fee\n1;Köln – Süd;€5\n2;Málaga;’x’\n"
    table = read(tmp_path, mark + text.encode(codec))
    assert table.columns == ("mentee_id", "city", "fee")
    assert rows(table) == [["1", "Köln – Süd", "€5"], ["2", "Málaga", "’x’"]]
    assert table.encoding == name
    assert ("not UTF-8" in said(table)) == (not name.startswith("UTF-8"))


def test_utf16_in_another_alphabet_is_found_without_a_mark(tmp_path):
    text = "名前,業界\r\n田中,金融\r\n鈴木,医療\r\n"
    assert rows(read(tmp_path, text.encode("utf-16-be"))) == [["田中", "金融"], ["鈴木", "医療"]]


def test_bytes_that_cp1252_does_not_have_read_as_latin1(tmp_path):
    table = read(tmp_path, "id,name\n1,a\x81é\n".encode("latin-1"))
    assert (rows(table), table.encoding) == ([["1", "a\x81é"]], "Latin-1")


def test_one_damaged_byte_does_not_garble_a_whole_utf8_file(tmp_path):
    good = "".join(f"{n},Zoë Müller\n" for n in range(30))
    table = read(tmp_path, ("id,name\n" + good).encode() + b"99,Ren\xe9\n")
    assert rows(table)[0] == ["0", "Zoë Müller"]
    assert rows(table)[-1] == ["99", "René"]
    assert "warning None:  not all of the text is UTF-8; 1 line" in said(table)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "||", "::", "\t\t", "\\t", ", ", ":", "^"])
def test_delimiters_are_found(tmp_path, delimiter):
    lines = [["mentee_id", "mentor_id", "score"], ["007", "M1", "4"], ["008", "M2", "5"], ["9", "M 3", "5"]]
    text = "".join(delimiter.join(f'"{cell}"' if delimiter == ", " else cell for cell in line) + "\n" for line in lines)
    table = read(tmp_path, text)
    assert rows(table) == lines[1:]
    assert table.delimiter == delimiter.strip(" ")


def test_spaces_can_be_the_delimiter_but_words_are_not_cut(tmp_path):
    table = read(tmp_path, 'mentee mentor score\n007 M1 4\n008 M2 5\n009 "M 3" 5\n')
    assert rows(table)[2] == ["009", "M 3", "5"]
    words = read(tmp_path, "reason for leaving\nno time left\nmoved far away\n")
    assert words.columns == ("reason for leaving",)
    assert rows(words) == [["no time left"], ["moved far away"]]


def test_decimal_commas_do_not_pass_for_delimiters(tmp_path):
    table = read(tmp_path, "id;before;after\n1;2,5;3,5\n2;1,5;4,0\n")
    assert rows(table) == [["1", "2,5", "3,5"], ["2", "1,5", "4,0"]]
    headless = read(tmp_path, "1,5;2,5\n2,5;3,5\n3,5;4,5\n")
    assert rows(headless)[0] == ["1,5", "2,5"]


def test_commas_in_sentences_do_not_cut_a_single_column(tmp_path):
    table = read(tmp_path, "name\nDoe, Jane\nRoe, Rick\n")
    assert rows(table) == [["Doe, Jane"], ["Roe, Rick"]]
    mixed = read(tmp_path, "comment\nfine\nwell, hello, there\nbye\nsome, thing\nok\n")
    assert mixed.columns == ("comment",)
    assert len(mixed.cells) == 5


def test_semicolons_within_cells_do_not_win_over_the_delimiter(tmp_path):
    table = read(tmp_path, "id,industry,city\n1,Banking; Health,Ulm\n2,Law; Energy,Bonn\n3,IT; Retail,Jena\n")
    assert rows(table)[0] == ["1", "Banking; Health", "Ulm"]


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"'])
def test_a_sep_line_names_the_delimiter_and_is_no_row(tmp_path, line):
    table = read(tmp_path, f"{line}\r\nid;a,b\r\n1;2,2\r\n")
    assert (table.columns, rows(table), table.cells.index.tolist()) == (("id", "a,b"), [["1", "2,2"]], [3])


def test_quoted_cells_keep_delimiters_line_ends_and_quotes(tmp_path):
    table = read(tmp_path, 'id,note\r\n1,"a, ""b""\r\nc"\r\n2,\r\n')
    assert rows(table) == [["1", 'a, "b"\r\nc'], ["2", ""]]
    assert table.cells.index.tolist() == [2, 4]


def test_apostrophes_can_be_the_quotes(tmp_path):
    table = read(tmp_path, "'id','note'\n'1','a, b'\n'2','it''s'\n")
    assert rows(table) == [["1", "a, b"], ["2", "it's"]]


def test_a_backslash_before_a_quote_escapes_it(tmp_path):
    table = read(tmp_path, 'id,note\n1,"say \\"hi, you\\" now"\n2,"C:\\\\x"\n')
    assert rows(table) == [["1", 'say "hi, you" now'], ["2", "C:\\x"]]


def test_a_backslash_is_kept_where_nothing_is_escaped(tmp_path):
    assert rows(read(tmp_path, 'id,path\n1,"C:\\new\\"\n2,"D:\\"\n')) == [["1", "C:\\new\\"], ["2", "D:\\"]]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('2,"b"b",x', ["2", 'b"b', "x"]),
        ('2,""b",x', ["2", '"b', "x"]),
        ('2,"b,x', ["2", '"b', "x"]),
        ('2,b",x', ["2", 'b"', "x"]),
        ('2,"said "no", left",x', ["2", 'said "no", left', "x"]),
    ],
)
def test_a_stray_quote_spoils_no_row_but_is_named(tmp_path, line, cells):
    table = read(tmp_path, f'id,name,city\n1,a,y\n{line}\n3,"c",z\n4,d,"w"\n')
    found = rows(table)
    assert [found[0], *found[-2:]] == [["1", "a", "y"], ["3", "c", "z"], ["4", "d", "w"]]
    if len(found) == 4:
        assert found[1] == cells
    assert len(found) == 4 or "3:" in said(table)


def test_nul_characters_are_left_out_and_said(tmp_path):
    table = read(tmp_path, b"id,name\n1,a\0b\n")
    assert rows(table) == [["1", "ab"]]
    assert "1 character is no text (NUL) and left out" in said(table)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(tmp_path, end):
    table = read(tmp_path, PLAIN.decode().replace("\n", end))
    assert rows(table) == [["007", "M1", "4"], ["008", "M2", "5"]]
    assert table.cells.index.tolist() == [2, 3]


@pytest.mark.parametrize("header", ["person_id,1,2,3", "id,2023,2024,2025", "ID,Q1,Q2,Q3", "who,what,when,how"])
def test_a_header_of_numbers_is_still_a_header(tmp_path, header):
    table = read(tmp_path, header + "\nP1,4,5,3\nP2,3,3,3\n")
    assert ",".join(table.columns) == header


def test_a_header_that_is_too_short_or_too_long_blocks(tmp_path):
    short = read(tmp_path, "mentee_id,mentor_id\n1,2,3\n4,5,6\n")
    assert short.columns == ("mentee_id", "mentor_id", "column 3")
    assert "blocking 1:" in said(short)
    long = read(tmp_path, "mentee_id,start date,score,note\n1,2,3\n4,5,6\n")
    assert "blocking 1:" in said(long)


def test_a_header_with_one_empty_name_too_many_is_read_with_a_warning(tmp_path):
    table = read(tmp_path, "mentee_id,,mentor_id\n1,2\n3,4\n5,6\n")
    assert table.columns == ("mentee_id", "mentor_id")
    assert "warning 1:" in said(table)


def test_headings_over_several_columns_make_repeated_names_distinct(tmp_path):
    table = read(tmp_path, "Mentor,,Mentee,\nName,Email,Name,Email\nA,a@x.org,B,b@x.org\n")
    assert table.columns == ("Mentor Name", "Mentor Email", "Mentee Name", "Mentee Email")


def zipped(*names: str, content: bytes = PLAIN) -> bytes:
    """The same bytes whenever it is called, because they are part of the names of tests."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\r\n\t"), max_size=8)
LATIN = st.text(st.sampled_from("a1,;|\t\n\r\"' \\äéÖ€ß–."), max_size=8)


def tables(cell: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    row = st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(cell, min_size=width, max_size=width).filter(lambda row: any(c.strip() for c in row)),
            min_size=3,
            max_size=8,
        )
    )
    return row


def written(table: list[list[str]], *, delimiter: str, end: str, quoting: int) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows(table)
    return out.getvalue()


def is_utf8(content: bytes) -> bool:
    try:
        return bool(content.decode("utf-8"))
    except UnicodeDecodeError:
        return False


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.one_of(tables(CELL), tables(LATIN)),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    named=st.booleans(),
)
def test_any_table_reads_back_cell_for_cell(tmp_path, table, delimiter, end, quoting, codec, named):
    header = ["person_id", *(f"answer {n}" for n in range(1, len(table[0])))]
    table = [[f"P{n}x", *row[1:]] for n, row in enumerate(table)]
    if any("\r" in cell for row in table for cell in row):
        quoting = csv.QUOTE_ALL
    text = written([header, *table], delimiter=delimiter, end=end, quoting=quoting)
    if named:
        text = f"sep={delimiter}{end}" + text
    try:
        content = text.encode(codec)
    except UnicodeEncodeError:
        content = text.encode("utf-8")
    if codec == "cp1252":
        assume(text.isascii() or not is_utf8(content) or content == text.encode("utf-8"))
    found = read(tmp_path, content)
    assert list(found.columns) == header
    assert rows(found) == table


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.text("a1,;\"\t\n\r| \\'", max_size=80).map(str.encode),
        st.text('a,"\n', max_size=60).map(lambda text: PLAIN + text.encode()),
    )
)
def test_any_bytes_give_a_table_or_a_clear_refusal(tmp_path, content):
    refusal = ""
    try:
        read(tmp_path, content)
    except UnreadableFile as error:
        refusal = str(error)
    assert "\n" not in refusal


SAMPLES = [
    PLAIN,
    'id;note\r\n1;"a\r\nb"\r\n2;"c ""d"""\r\n'.encode("utf-16"),
    gzip.compress(PLAIN, mtime=0),
    zipped("a.csv"),
    "Titel\n\nid;städt\n1;Köln\nTotal;1\n".encode("cp1252"),
]


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sample=st.sampled_from(SAMPLES),
    changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=6),
    cut=st.integers(0, 600),
)
def test_damaged_files_give_a_table_or_a_clear_refusal(tmp_path, sample, changes, cut):
    content = bytearray(sample)
    for place, octet in changes:
        content[place % len(content)] = octet
    refusal = ""
    try:
        read(tmp_path, bytes(content[: cut or None]))
    except UnreadableFile as error:
        refusal = str(error)
    assert "\n" not in refusal
