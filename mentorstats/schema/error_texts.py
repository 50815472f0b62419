"""What a failed formula leaves in a cell: #REF!, #NV, Err:502.  It is no name, no number and no answer.

Each language of Excel has words of its own (#BEZUG!, #VERW!, #ССЫЛКА!), so the shape tells them, not a list: a number
sign, capitals alone, an exclamation or question mark.  Those without the mark say that a value is not available.
"""

from __future__ import annotations

import re

import pandas as pd

__all__ = ["are_error_texts", "is_error_text"]

_SHAPE = re.compile(r"#[¡¿]?[^\W\d_]+(?:[/_ ][^\W\d_]+|/0)*[!?]|#[^\W\d_]{1,2}/[^\W\d_]{1,4}")
_WITHOUT_A_MARK = {"#NV", "#YOK", "#HIÁNYZIK", "#NENÍ_K_DISPOZICI", "#GETTING_DATA"}
# LibreOffice; a column too narrow to show its number.
_OTHERS = re.compile(r"Err:5\d\d|#{3,}")


def is_error_text(text: str) -> bool:
    """Whether a spreadsheet wrote this where a formula failed.

    >>> [is_error_text(text) for text in ("#REF!", "#¿NOMBRE?", "#N/D", "Err:502", "#1", "#mentor!")]
    [True, True, True, True, False, False]
    """
    if text in _WITHOUT_A_MARK or _OTHERS.fullmatch(text):
        return True
    return text == text.upper() and _SHAPE.fullmatch(text) is not None


def are_error_texts(texts: pd.Series) -> pd.Series:
    """Which texts a spreadsheet wrote where a formula failed; missing ones are none."""
    likely = texts.str.startswith(("#", "Err:")).fillna(False).astype(bool)
    if not likely.any():
        return likely
    return likely & texts.where(likely, "").map(is_error_text).astype(bool)
