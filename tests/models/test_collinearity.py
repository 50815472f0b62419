from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.models.collinearity import dependent_columns, refuse_dependent_columns


def columns(**extra) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    return pd.DataFrame({"one": np.ones(20), "a": rng.normal(size=20), "b": rng.normal(size=20)}).assign(**extra)


def refuse(frame: pd.DataFrame) -> None:
    refuse_dependent_columns(np.linalg.qr(frame.to_numpy(dtype=float)).R, list(frame))


@pytest.mark.parametrize("unit", [1.0, 1e-7, 1e7])
def test_columns_that_follow_from_those_before_are_named_whatever_their_unit(unit):
    frame = columns(c=lambda f: unit * (f["a"] - 2 * f["b"]), d=lambda f: f["a"] ** 2, e=7.0)
    assert dependent_columns(frame) == ["c", "e"]


def test_the_first_of_two_alike_is_kept_and_a_column_of_zeros_is_not():
    frame = columns(zero=0.0, again=lambda f: f["a"])
    assert dependent_columns(frame) == ["zero", "again"]
    assert dependent_columns(columns()) == []


def test_nearly_dependent_is_not_dependent():
    assert dependent_columns(columns(c=lambda f: f["a"] + 1e-6 * f["b"] ** 2)) == []
    assert dependent_columns(columns(c=lambda f: f["a"] + 1e-12 * f["b"] ** 2)) == ["c"]


def test_independent_columns_are_not_refused():
    refuse(columns())
    refuse(columns(c=lambda f: f["a"] + 1e-6 * f["b"] ** 2))
    refuse(columns(c=lambda f: 1e-9 * f["a"] ** 2))


def test_a_column_of_zeros_is_refused_by_name():
    with pytest.raises(ValueError, match="column 'zero' of x is 0 in every row"):
        refuse(columns(zero=0.0))


def test_a_column_is_refused_with_those_it_follows_from_and_no_others():
    frame = columns(c=lambda f: f["a"] + f["one"], d=lambda f: f["b"] ** 2)
    with pytest.raises(ValueError, match=r"x has 5 columns but rank 4: column '(one|a|c)' follows from") as caught:
        refuse(frame)
    said = str(caught.value).split("rank 4: ")[1]
    assert {name for name in frame if f"'{name}'" in said} == {"one", "a", "c"}


def test_the_rank_counts_every_column_that_follows():
    with pytest.raises(ValueError, match="x has 5 columns but rank 3"):
        refuse(columns(c=lambda f: f["a"], d=lambda f: f["b"] + f["a"]))
