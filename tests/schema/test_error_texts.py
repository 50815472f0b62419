from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.schema.error_texts import are_error_texts, is_error_text


@pytest.mark.parametrize(
    "text",
    ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#ERROR!",
     "#GETTING_DATA", "#NV", "#BEZUG!", "#ÜBERLAUF!", "#VALEUR!", "#NOM?", "#RIF!", "#N/D", "#N/DISP", "#¡REF!",
     "#¡DIV/0!", "#¿NOMBRE?", "#VERW!", "#N/B", "#ADR!", "#DZIEL/0!", "#N/D!", "#ССЫЛКА!",
     "#\u041d/\u0414", "#I/T", "#YOK",
     "#BAŞV!", "#HIÁNYZIK", "Err:502", "Err:522", "###", "########"],
)  # fmt: skip
def test_what_a_failed_formula_leaves_is_told_in_any_language(text):
    assert is_error_text(text)


@pytest.mark.parametrize(
    "text",
    ["#1", "#E01", "#mentor!", "#Mentor!", "#ANN", "#", "##", "# REF!", "REF!", "#REF", "#REF!1", "#A1!", "Err:602",
     "Err:50", "err:502", "Err:502 x", "", "#N/a", "#1/2", "#ABC/D"],
)  # fmt: skip
def test_what_somebody_may_be_called_is_no_error(text):
    assert not is_error_text(text)


def test_errors_are_told_in_a_column_with_missing_cells():
    assert are_error_texts(pd.Series(["#REF!", None, "E01", "#1", "Err:502"], dtype="str")).tolist() == [
        True, False, False, False, True,
    ]  # fmt: skip
    assert are_error_texts(pd.Series(["E01", None], dtype="str")).tolist() == [False, False]
    assert are_error_texts(pd.Series([], dtype="str")).empty
