from __future__ import annotations

import pytest

from mentorstats.exports.files.workbook.number_format import shown_number, shown_text


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (1, '"E"00', "E01"),
        (123, '"E"00', "E123"),
        (1234, "00-00", "12-34"),
        (7, "00-00", "00-07"),
        (123456, "00-00", "1234-56"),
        (5, "00000", "00005"),
        (7, '"M"General', "M7"),
        (3, "\\P000", "P003"),
        (3, '"P-"0', "P-3"),
        (1234567890, "(000) 000-0000", "(123) 456-7890"),
        (123456789, "000\\-00\\-0000", "123-45-6789"),
        (12, '0"A"0', "1A2"),
        (7, '[Blue]"M"0;[Red]"N"0', "M7"),
        (-7, '"M"0;"N"0', "N7"),
        (-7, '"M"0', "-M7"),
        (0, '"M"0;"N"0;"none"0', "none0"),
        (0.85, "0%", "85%"),
        (0.853, "0%", "85.3%"),
        (1.0, "0.0%", "100%"),
    ],
)
def test_a_format_that_makes_an_identifier_or_a_percentage_is_what_is_read(value, number_format, shown):
    assert shown_number(value, number_format) == shown


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (3.14159, "0.00"), (1234, "#,##0"), (1234.5, '"$"#,##0.00'), (45, '0 "min"'), (45, '"USD "0'), (7, "General"),
        (45000, "m/d/yyyy"), (0.5, "# ?/?"), (1234, "# ##0"), (5, "[Red]0"), (5, '[>100]"big"0'), (101, "0"),
        (101, "#"), (7, "0_);(0)"), (-7, "0_);(0)"), (5, "[$€-407] 0"), (1e6, "0.00E+00"), (5, ""), (5, "@"),
        (1.5, '"E"00'), (5, ";;;"),
    ],
)  # fmt: skip
def test_any_other_number_is_the_number(value, number_format):
    assert shown_number(value, number_format) is None


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        ("7a", '"M-"@', "M-7a"),
        ("7a", "@", "7a"),
        ("7a", "General", "7a"),
        ("7a", '0;-0;0;"t"@', "t7a"),
        ("7a", "@@", "7a"),
    ],
)
def test_text_stands_in_its_format(value, number_format, shown):
    assert shown_text(value, number_format) == shown
