from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.schema.cells import as_text
from mentorstats.schema.tables import Column
from mentorstats.schema.values import read_column

ID = Column("person_id", "id", "")


def plain(values: pd.Series) -> list[object]:
    return values.astype("object").where(values.notna(), None).tolist()


@pytest.mark.parametrize(
    "ids",
    [
        pd.Series([7, 12]),
        pd.Series([7.0, 12.0]),
        pd.Series([7, 12], dtype="Int64"),
        pd.Series([7, 12], dtype="category"),
        pd.Series([7.0, "12"], dtype="object"),
        pd.Series(["7", "12"], dtype="category"),
        pd.Series(["7", "12"], dtype="string"),
    ],
    ids=lambda ids: str(ids.dtype),
)
def test_identifiers_of_any_type_become_the_same_text(ids):
    assert read_column(ids, ID).values.tolist() == ["7", "12"]


def test_a_missing_identifier_does_not_give_the_others_a_decimal_point():
    assert plain(read_column(pd.Series([7, None, 12]), ID).values) == ["7", None, "12"]


def test_a_number_too_large_for_a_float_to_hold_exactly_is_no_crash():
    assert read_column(pd.Series([1e20, 1.5]), ID).values.tolist() == ["1e+20", "1.5"]


def test_cells_that_hold_objects_become_text():
    assert as_text(pd.Series([[1], {}, b"x"], dtype="object")).tolist() == ["[1]", "{}", "b'x'"]
