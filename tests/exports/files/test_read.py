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

from mentorstats.exports.files import archive, raw_table
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
    assert "warning None:  not all is UTF-8" in said(table)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "||", "::", "\t\t", "\\t", ", ", ":", "^"])
def test_delimiters_are_found(tmp_path, delimiter):
    lines = [["mentee_id", "mentor_id", "score"], ["007", "M1", "4"], ["008", "M2", "5"], ["9", "M 3", "5"]]
    text = "".join(delimiter.join(f'"{cell}"' if delimiter == ", " else cell for cell in line) + "\n" for line in lines)
    table = read(tmp_path, text)
    assert rows(table) == lines[1:]
    assert table.delimiter == delimiter


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
    assert "NUL characters, 1 in number" in said(table)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(tmp_path, end):
    table = read(tmp_path, PLAIN.decode().replace("\n", end))
    assert rows(table) == [["007", "M1", "4"], ["008", "M2", "5"]]
    assert table.cells.index.tolist() == [2, 3]


def test_blank_lines_are_passed_over_without_shifting_line_numbers(tmp_path):
    table = read(tmp_path, "\n\nid,name\n\n1,a\n\n\n2,b\n,\n \n3,c\n\n")
    assert rows(table) == [["1", "a"], ["2", "b"], ["3", "c"]]
    assert table.cells.index.tolist() == [5, 8, 11]
    assert "2 rows without any text" in said(table)


@pytest.mark.parametrize(
    "preamble",
    ["Matches as of May\n", "Matches\nExported 2024-05-01\n\n", "Matches,,\n,,\n", "A\nB\nC, D\n\n"],
)
def test_a_preamble_is_skipped_with_a_note(tmp_path, preamble):
    table = read(tmp_path, preamble + PLAIN.decode())
    assert table.columns == ("mentee_id", "mentor_id", "score")
    assert len(table.cells) == 2
    assert "above the header" in said(table)


@pytest.mark.parametrize(
    "footer",
    [
        "Total,,9\n",
        "Grand total: 2,,\n",
        ",Total,9\n",
        "\nExported on 2024-05-01\n",
        "Confidential - do not share,,\n",
        "\nThis list is for the board,,\n",
        "\nTotal\n2 records\nPage 1 of 1\n",
        "Exported on May 1, 2024\n",
    ],
)
def test_totals_and_footers_are_set_aside_with_a_note(tmp_path, footer):
    table = read(tmp_path, PLAIN.decode() + footer)
    assert len(table.cells) == 2
    assert table.set_aside == len([line for line in footer.splitlines() if line])
    assert said(table).count("a total or a note at the end") == table.set_aside


@pytest.mark.parametrize("row", ["Total,M3,4", "P017,,", "Jane Roe,,", "Ann Total,M1,", "Page,M1,"])
def test_a_row_of_data_at_the_end_is_no_footer(tmp_path, row):
    table = read(tmp_path, PLAIN.decode() + row + "\nlast,M1,2\n")
    assert rows(table)[2] == row.split(",")
    if not row.startswith("Total"):
        assert rows(read(tmp_path, PLAIN.decode() + row + "\n"))[2] == row.split(",")


def test_ragged_rows_are_set_aside_by_line_and_shift_nothing(tmp_path):
    table = read(tmp_path, PLAIN.decode() + "9,M1\n10,M2,3,4\n11,M3,2\n")
    assert rows(table) == [["007", "M1", "4"], ["008", "M2", "5"], ["11", "M3", "2"]]
    aside = [(p.line, p.severity) for p in table.problems]
    assert aside == [(4, "warning"), (5, "warning")]
    assert "2 cells where 3 were expected" in said(table)
    assert "4 cells where 3 were expected" in said(table)


def test_empty_extra_cells_at_the_end_are_no_fault(tmp_path):
    table = read(tmp_path, "id,name\n1,a,\n2,b,,,\n3,c\n")
    assert rows(table) == [["1", "a"], ["2", "b"], ["3", "c"]]
    assert table.problems == ()


def test_short_rows_are_filled_only_where_the_export_shows_that_habit(tmp_path):
    body = "".join(f"{n},M{n},4,fine\n" for n in range(6))
    filled = read(tmp_path, "id,mentor,score,note\n" + body + "7,M7,3\n8,M8\n9,M9,2\n")
    assert rows(filled)[6:] == [["7", "M7", "3", ""], ["8", "M8", "", ""], ["9", "M9", "2", ""]]
    assert "3 rows with fewer cells" in said(filled)
    not_filled = read(tmp_path, "id,mentor,score,note\n" + body + "6,M6,3,\n7,M7,3\n8,M8\n9,M9,2\n")
    assert not_filled.set_aside == 3


def test_a_row_with_another_delimiter_is_read_and_named(tmp_path):
    table = read(tmp_path, PLAIN.decode() + "9;M3;5\n10,M4,2\n")
    assert rows(table)[2] == ["9", "M3", "5"]
    assert "warning 4:  the row is separated by another character" in said(table)


def test_the_header_again_is_set_aside(tmp_path):
    table = read(tmp_path, PLAIN + PLAIN)
    assert len(table.cells) == 4
    assert "note 4:  the header again" in said(table)


def test_a_second_table_below_the_first_blocks(tmp_path):
    table = read(tmp_path, "id,score\n1,2\n\nperson_id,name\n5,x\n")
    assert "blocking 4:  another table seems to begin here" in said(table)
    assert "another table" not in said(read(tmp_path, "id,name\n1,Ann\n\n2,Ben\n"))


def test_repeated_and_empty_names_are_renamed_with_a_note(tmp_path):
    table = read(tmp_path, "id,score,,score,score (2)\n1,2,3,4,5\n")
    assert table.columns == ("id", "score", "column 3", "score (3)", "score (2)")
    assert len(table.problems) == 2
    assert {p.severity for p in table.problems} == {"note"}


def test_a_file_without_header_gets_numbered_columns_and_a_warning(tmp_path):
    table = read(tmp_path, "M1,2024-05-01,4\nM2,2024-06-01,5\nM3,2024-06-09,3\n")
    assert table.columns == ("column 1", "column 2", "column 3")
    assert table.cells.index.tolist() == [1, 2, 3]
    assert "warning None:  no header row" in said(table)


@pytest.mark.parametrize("header", ["person_id,1,2,3", "id,2023,2024,2025", "ID,Q1,Q2,Q3", "who,what,when,how"])
def test_a_header_of_numbers_is_still_a_header(tmp_path, header):
    table = read(tmp_path, header + "\nP1,4,5,3\nP2,3,3,3\n")
    assert ",".join(table.columns) == header


def test_a_header_alone_is_a_table_without_rows(tmp_path):
    table = read(tmp_path, "mentee_id,mentor_id\n")
    assert (table.columns, len(table.cells), table.rows) == (("mentee_id", "mentor_id"), 0, 0)
    assert read(tmp_path, "mentee_id").columns == ("mentee_id",)


def test_a_header_that_is_too_short_or_too_long_blocks(tmp_path):
    short = read(tmp_path, "mentee_id,mentor_id\n1,2,3\n4,5,6\n")
    assert short.columns == ("mentee_id", "mentor_id", "column 3")
    assert "blocking 1:" in said(short)
    long = read(tmp_path, "mentee_id,mentor_id,score,note\n1,2,3\n4,5,6\n")
    assert "blocking 1:" in said(long)


def test_a_header_with_one_empty_name_too_many_is_read_with_a_warning(tmp_path):
    table = read(tmp_path, "mentee_id,,mentor_id\n1,2\n3,4\n5,6\n")
    assert table.columns == ("mentee_id", "mentor_id")
    assert "warning 1:" in said(table)


def test_headings_over_several_columns_make_repeated_names_distinct(tmp_path):
    table = read(tmp_path, "Mentor,,Mentee,\nName,Email,Name,Email\nA,a@x.org,B,b@x.org\n")
    assert table.columns == ("Mentor Name", "Mentor Email", "Mentee Name", "Mentee Email")


def test_gzip_and_a_zip_of_one_file_are_opened(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inside.csv", PLAIN)
        archive.writestr("__MACOSX/._inside.csv", b"x")
    for content in (gzip.compress(PLAIN), packed.getvalue(), gzip.compress(packed.getvalue())):
        assert rows(read(tmp_path, content)) == [["007", "M1", "4"], ["008", "M2", "5"]]


def zipped(*names: str, content: bytes = PLAIN) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", ".xls"),
        (b"<!DOCTYPE html><html><body><table>", "web page"),
        (bytes(range(256)) * 20, "neither text"),
        (gzip.compress(PLAIN, mtime=0)[:-9], "damaged"),
        (zipped("a.csv", "b.csv"), "2 files"),
        (zipped("a.csv")[:-30], "damaged"),
        (zipped("[Content_Types].xml", "word/document.xml"), "office document"),
        (zipped("bomb.csv", content=b"0" * 50_000_000), "decompression bomb"),
        (b"id,name\n1," + b"x" * 1_000_001 + b"\n", "1,000,001 characters"),
        (b"id" + b",x" * 17_000 + b"\n1" + b",2" * 17_000 + b"\n", "17,001 columns"),
    ],
)
def test_what_cannot_be_read_says_so_in_one_sentence(tmp_path, content, words):
    with pytest.raises(UnreadableFile, match=words) as caught:
        read(tmp_path, content, "export.csv")
    assert str(caught.value).startswith("export.csv: ")
    assert "\n" not in str(caught.value)


def test_limits_on_size_and_rows_are_said(tmp_path, monkeypatch):
    monkeypatch.setattr(raw_table, "MAX_ROWS", 1)
    with pytest.raises(UnreadableFile, match="more than 1 rows"):
        read(tmp_path, PLAIN)
    monkeypatch.setattr(archive, "MAX_BYTES", 20)
    for content in (PLAIN, gzip.compress(PLAIN * 10)[:20] and gzip.compress(b"a" * 100)[:40]):
        with pytest.raises(UnreadableFile, match="MB"):
            read(tmp_path, content)


def test_a_missing_file_or_a_folder_is_unreadable(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UnreadableFile):
            read_tables(path)


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
