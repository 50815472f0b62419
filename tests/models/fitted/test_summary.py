from __future__ import annotations

import numpy as np
import pandas as pd

from mentorstats.models.fitted.summary import FitSummary

SUMMARY = FitSummary(
    facts={"rows": "1,200", "R²": "0.2 <b>"},
    variances=pd.DataFrame({"variance of": ["a", "residual"], "members": ["7", ""], "estimate": [0.0, 12345.6]}),
    coefficients=pd.DataFrame(
        {"term": ["one", "<i>"], "estimate": [1.0, -0.000123456], "df": [np.nan, 375.04], "p_value": [0.0009, 0.04567]}
    ),
    notes=("A note.",),
)


def rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_the_text_has_title_facts_variances_coefficients_and_notes_in_this_order():
    text = str(SUMMARY)
    assert text == repr(SUMMARY)
    pieces = ["Linear mixed model", "rows  1,200", "R²    0.2", "variance of", "term", "A note.", "df: Satterthwaite"]
    places = [text.index(piece) for piece in pieces]
    assert places == sorted(places)
    assert text.count("\n\n") == 4


def test_numbers_have_four_digits_p_three_and_missing_ones_nothing():
    lines = rows(str(SUMMARY))
    assert ["a", "7", "0.000"] in lines
    assert ["residual", "12,346"] in lines
    assert ["one", "1.000", "<0.001"] in lines
    assert ["<i>", "-0.0001235", "375.0", "0.046"] in lines


def test_numbers_change_their_form_at_their_limits():
    table = pd.DataFrame({"estimate": [9999.4, 10000.0, -10000.0], "p_value": [0.000999, 0.001, 1.0]})
    lines = rows(str(FitSummary({}, table, table, ())))
    assert ["9999", "<0.001"] in lines
    assert ["10,000", "0.001"] in lines
    assert ["-10,000", "1.000"] in lines


def test_in_a_notebook_it_is_three_tables_with_everything_escaped():
    html = SUMMARY._repr_html_()
    assert html.count("<table") == 3
    assert html.startswith("<p><b>Linear mixed model with memberships, fitted by REML</b></p>")
    assert "0.2 &lt;b&gt;" in html
    assert "&lt;i&gt;" in html
    assert "<i>" not in html
    assert html.endswith("<p>A note.</p><p>df: Satterthwaite. The restricted log-likelihood may be compared between "
                         "fits of the same y and x only.</p>")  # fmt: skip


def test_what_is_summarized_is_not_changed():
    before = SUMMARY.coefficients.copy()
    str(SUMMARY)
    pd.testing.assert_frame_equal(SUMMARY.coefficients, before)
