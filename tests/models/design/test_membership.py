"""Labels become weights: 1/k each or as given; nothing is dropped, doubled or guessed in silence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

import mentorstats as ms
from mentorstats.models.design.membership import Membership, membership
from mentorstats.models.mixed import fit_multiple_membership


def dense(found: Membership) -> dict:
    """Each label's weights, row by row."""
    return dict(zip(found.labels, found.weights.toarray().T.tolist(), strict=True))


LABELS = {
    "a list of labels": (["a", "b", "a"], {}),
    "an array of labels": (np.array(["a", "b", "a"]), {}),
    "a Series": (pd.Series(["a", "b", "a"]), {}),
    "categories": (pd.Series(["a", "b", "a"], dtype="category"), {}),
    "polars": (pl.Series(["a", "b", "a"]), {}),
    "lists of one": ([["a"], ("b",), np.array(["a"])], {}),
    "a table of one column": (pd.DataFrame({"mentor": ["a", "b", "a"]}), {}),
    "text without a separator in it": (["a", " b ", "a;"], {"separator": ";"}),
}
SEVERAL = {
    "lists": ([["a", "b"], ["b"], ["c", "a"]], {}),
    "text with a separator": (["a;b", "b", "c; a"], {"separator": ";"}),
    "text with another": (["a | b", "b", "c|a"], {"separator": "|"}),
    "a table": (pd.DataFrame({"first": ["a", "b", "c"], "second": ["b", None, "a"]}), {}),
    "a table of polars": (pl.DataFrame({"first": ["a", "b", "c"], "second": ["b", None, "a"]}), {}),
    "lists of polars": (pl.Series([["a", "b"], ["b"], ["c", "a"]]), {}),
    "a table with an empty cell": (pd.DataFrame({"first": ["a", "b", "c"], "second": ["b", " ", "a"]}), {}),
}
REFUSED = {
    "no label": ((["a", None],), {}, 'labels has none in row 1 .*: missing="nobody"'),
    "nan": (([1.0, np.nan],), {}, "labels has none in row 1"),
    "NA": ((pd.array(["a", pd.NA], dtype="string"),), {}, "labels has none in row 1"),
    "blank text": ((["a", " "],), {}, "labels has none in row 1"),
    "an empty list": (([["a"], []],), {}, "labels has none in row 1"),
    "separators alone": ((["a", ";;"],), {"separator": ";"}, "labels has none in row 1"),
    "nobody in a table": ((pd.DataFrame({"one": ["a", None], "two": ["b", None]}),), {}, "labels has none in row 1"),
    "twice in a list": (([["b"], ["a", "a"]],), {}, "labels has 'a' twice in row 1 .*: duplicates=\"add\""),
    "twice in text": ((["a;b;a"],), {"separator": ";"}, "labels has 'a' twice in row 0"),
    "twice in a table": ((pd.DataFrame({"one": ["a"], "two": ["a"]}),), {}, "labels has 'a' twice in row 0"),
    "a hole in a list": (([["a"], ["a", None]],), {}, "labels has a missing one among others in row 1"),
    "a set": (([{"a", "b"}],), {}, "labels has a set in row 0"),
    "lists in lists": (([[["a"]]],), {}, "labels has lists within lists in row 0"),
    "a number to be split": (([1, "a"],), {"separator": ";"}, "labels has 1 in row 0 .*, which is not text"),
    "a table to be split": ((pd.DataFrame({"a": ["x"]}),), {"separator": ";"}, "a separator is for a single column"),
    "an empty separator": ((["ab"],), {"separator": ""}, "separator must be the text between labels"),
    "a separator that is no text": ((["ab"],), {"separator": 1}, "separator must be the text between labels"),
    "one text": (("abc",), {}, "labels must have a row for each row of the model"),
    "a single number": ((3,), {}, "labels must have a row for each row of the model"),
    "no rows": (([],), {}, "labels is empty"),
    "a number and a text alike": (([1, "1"],), {}, "a number and a text that read alike"),
    "another way with duplicates": ((["a"],), {"duplicates": "sum"}, "duplicates is 'sum'; it can be 'refuse'"),
    "another way with nobody": ((["a"],), {"missing": "skip"}, "missing is 'skip'; it can be 'refuse' or 'nobody'"),
    "fewer weights than labels": (([["a", "b"]],), {"weights": [[1.0]]}, "weights has 1 numbers and labels 2 .* row 0"),
    "fewer rows of weights": ((["a", "b"],), {"weights": [1.0]}, "weights has 1 rows, labels has 2"),
    "a negative weight": (([["a"], ["a", "b"]],), {"weights": [[1], [2, -3]]}, "a negative one, -3, in row 1"),
    "a weight that is text": (([["a"], ["b"]],), {"weights": [[1], ["x"]]}, "weights of row 1 .* holds text"),
    "a missing weight": (([["a"], ["b"]],), {"weights": [[1], [None]]}, "weights of row 1 .* has no value"),
    "one weight for all": ((["a"],), {"weights": 1.0}, "weights must have the shape of labels; it is float"),
    "a table of weights for lists": (([["a"]],), {"weights": pd.DataFrame({"w": [1.0]})}, "labels must be one"),
}  # fmt: skip


@pytest.mark.parametrize("kind", LABELS)
def test_one_label_a_row_is_a_weight_of_1(kind):
    labels, options = LABELS[kind]
    assert dense(membership(labels, **options)) == {"a": [1, 0, 1], "b": [0, 1, 0]}


@pytest.mark.parametrize("kind", SEVERAL)
def test_each_of_several_labels_has_an_equal_share(kind):
    labels, options = SEVERAL[kind]
    assert dense(membership(labels, **options)) == {"a": [0.5, 0, 0.5], "b": [0.5, 1, 0], "c": [0, 0, 0.5]}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_would_be_a_guess_is_refused_with_its_row(kind):
    arguments, options, message = REFUSED[kind]
    with pytest.raises(ValueError, match=message):
        membership(*arguments, **options)


def test_given_weights_are_taken_as_they_are():
    found = membership([["a", "b"], ["b"]], weights=[[0.7, 0.2], [3]])
    assert dense(found) == {"a": [0.7, 0], "b": [0.2, 3]}
    table = pd.DataFrame({"one": ["a", "b"], "two": ["b", None]})
    shares = pd.DataFrame({"one": [0.7, 3], "two": [0.2, np.nan]})
    assert dense(membership(table, weights=shares)) == dense(found)
    assert dense(membership(["a", "b"], weights=[2.0, 4.0])) == {"a": [2, 0], "b": [0, 4]}


def test_duplicates_are_added_where_that_is_said():
    assert dense(membership([["a", "b", "a", "a"]], duplicates="add")) == {"a": [0.75], "b": [0.25]}
    assert dense(membership([["a", "a"]], weights=[[1, 2]], duplicates="add")) == {"a": [3]}


def test_a_row_belongs_to_nobody_where_that_is_said():
    assert dense(membership(["a", None, ["b"], []], missing="nobody")) == {"a": [1, 0, 0, 0], "b": [0, 0, 1, 0]}


def test_whole_numbers_beside_missing_cells_stay_whole():
    found = membership(pd.DataFrame({"one": [7, 8], "two": [8.0, np.nan]}))
    assert found.labels.tolist() == [7, 8]
    assert all(isinstance(label, int) for label in found.labels)
    assert membership(np.array([[1.0, 2.0], [2.0, np.nan]])).labels.tolist() == [1, 2]


def test_labels_keep_the_order_in_which_they_appear_and_rows_their_index():
    found = membership(pd.Series(["z", "a", "m"], index=["r1", "r2", "r3"]))
    assert found.labels.tolist() == ["z", "a", "m"]
    assert found.index.tolist() == ["r1", "r2", "r3"]
    assert found.shape == (3, 3)
    assert repr(found) == "Membership(3 rows, 3 labels, 3 weights)"


def test_a_weight_of_zero_belongs_to_the_label_all_the_same():
    found = membership([["a", "b"]], weights=[[1, 0]])
    assert dense(found) == {"a": [1], "b": [0]}


def test_the_model_is_the_same_from_labels_as_from_weights():
    rng = np.random.default_rng(1)
    labels = [list(rng.choice(list("abcdefgh"), rng.integers(1, 4), replace=False)) for _ in range(60)]
    weights = pd.DataFrame([{label: 1 / len(row) for label in row} for row in labels]).fillna(0.0)
    y, x = rng.normal(size=60) + weights.to_numpy() @ np.arange(8.0), np.ones((60, 1))
    one = fit_multiple_membership(y, x, memberships={"mentor": ms.membership(labels)})
    other = fit_multiple_membership(y, x, memberships={"mentor": weights})
    assert one.variances == pytest.approx(other.variances, rel=1e-9)
    first, second = (fit.effects("mentor").set_index("label")["estimate"] for fit in (one, other))
    pd.testing.assert_series_equal(first.sort_index(), second.sort_index(), check_index_type=False)
