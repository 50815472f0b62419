"""What people pass to the model: names are kept, row labels must agree, refusals name argument, column and row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse

from mentorstats.models.design.inputs import read_design
from mentorstats.models.design.membership import membership
from mentorstats.models.mixed import fit_multiple_membership

Y = pd.Series([1.0, 3.0, 2.2, 4.1, -0.2, 1.9, 3.1, 5.2, 1.9, 4.3, 0.3, 1.8])
X = pd.DataFrame({"one": 1.0, "t": [0.0, 1.0] * 6})
W = np.kron(np.eye(6), np.ones((2, 1)))
LABELS = list("aabbccddeeff")
TABLE = pd.DataFrame(W, columns=list("abcdef"))
AT_7 = pd.DataFrame({name: X.index != 7 for name in X})


def read(**changes):
    arguments = {"y": Y, "x": X, "memberships": {"mentor": W}} | changes
    return read_design(arguments.pop("y"), arguments.pop("x"), **arguments)


SAME_X = {
    "a table": X,
    "whole numbers": X.astype(int),
    "nullable numbers": X.convert_dtypes(),
    "an arrow table": X.convert_dtypes(dtype_backend="pyarrow"),
    "polars": pl.DataFrame({"one": [1.0] * 12, "t": [0, 1] * 6}),
    "an array": X.to_numpy(),
    "an array of objects": X.to_numpy(dtype=object),
    "rows": X.to_numpy().tolist(),
    "yes and no": X.astype(bool),
}
SAME_WEIGHTS = {
    "an array": W,
    "whole numbers": W.astype(int),
    "yes and no": W.astype(bool),
    "rows": W.tolist(),
    "a table": TABLE,
    "a sparse table": pd.DataFrame.sparse.from_spmatrix(sparse.csr_matrix(W), columns=list("abcdef")),
    "polars": pl.DataFrame(W, schema=list("abcdef")),
    "a sparse array": sparse.csr_array(W),
    "a sparse matrix": sparse.csr_matrix(W),
    "entries given twice": sparse.coo_array((np.full(24, 0.5), (np.repeat(range(12), 2), np.repeat(range(6), 4)))),
    "zeros that are written out": sparse.coo_array(
        (np.append(np.ones(12), 0.0), (np.append(range(12), 0), np.append(np.repeat(range(6), 2), 5)))
    ),
    "labels": membership(LABELS),
}
BAD_X = {
    "one column": (X["t"], "x has one dimension: it needs a column for each coefficient"),
    "a list": (list(X["t"]), "x has one dimension"),
    "a mapping": ({"t": [0, 1]}, "x is a mapping: pass a table"),
    "a sparse matrix": (sparse.csr_array(X.to_numpy()), r"x is a sparse matrix: pass x\.toarray\(\)"),
    "text": (X.assign(t=LABELS), "column 't' of x holds text, not numbers: 'a' in row 0"),
    "numbers written as text": (X.assign(t=X["t"].astype(str)), "column 't' of x holds text, not numbers: '0.0'"),
    "dates": (X.assign(t=pd.date_range("2024", periods=12)), "column 't' of x holds dates"),
    "categories": (X.assign(t=pd.Categorical(LABELS)), "column 't' of x holds categories"),
    "a missing whole number": (X.assign(t=pd.array([0] * 11 + [None], dtype="Int64")), "column 't' of x .* in row 11"),
    "a missing yes or no": (X.assign(t=pd.array([True] * 4 + [None] * 8, dtype="boolean")), "'t' of x .* in row 4"),
    "a missing decimal": (X.where(AT_7), "column 'one' of x has no value .* in row 7"),
    "an infinite number": (X.replace(1.0, np.inf), "column 'one' of x is infinite in row 0"),
    "missing in an array": (X.where(AT_7).to_numpy(), "column 'x0' of x has no value .* in row 7"),
    "masked": (np.ma.array(X.to_numpy(), mask=np.arange(24).reshape(12, 2) == 23), "column 'x1' of x .* in row 11"),
    "repeated names": (pd.concat([X, X[["t"]]], axis=1), "x has two columns of the name 't'"),
    "no columns": (X[[]], "x has no columns"),
    "three dimensions": (np.zeros((12, 2, 2)), "x must have two dimensions, rows and columns; it has 3"),
    "rows of different lengths": ([[1, 2], [1]], "x has rows of different lengths"),
    "too few rows": (X[:-1].to_numpy(), "x must have 12 rows, as y has; it has 11"),
    "nothing": (None, "x must be a table or an array of two dimensions; it is NoneType"),
    "text alone": ("t", "x must be a table or an array of two dimensions; it is str"),
    "as many columns as rows": (np.eye(12), "12 rows are too few for 12 coefficients"),
    "polars text": (pl.DataFrame({"one": [1.0] * 12, "t": LABELS}), "column 't' of x holds text"),
    "polars missing": (pl.DataFrame({"one": [1.0] * 12, "t": [0] * 11 + [None]}), "column 't' of x .* in row 11"),
}
BAD_Y = {
    "a table": (Y.to_frame("score"), r"y is a table: pass one of its columns, as in table\['score'\]"),
    "a column matrix": (Y.to_numpy()[:, None], "y must be a column, a value for each row; it is of 2 dimensions"),
    "text": (LABELS, "y holds text, not numbers: 'a' in row 0"),
    "dates": (pd.date_range("2024", periods=12), "y holds dates"),
    "missing": ([1.0] * 11 + [None], "y has no value .* in row 11"),
    "one number": (3.0, "y must be a column, a value for each row; it is float"),
    "empty": ([], "y is empty: there are no rows"),
}
BAD_WEIGHTS = {
    "labels": (np.array(LABELS), r"memberships\['mentor'\] has one dimension .* ms\.membership\(labels\)"),
    "a column of labels": (pd.Series(LABELS), "has one dimension"),
    "numbers of mentors": (np.repeat(range(6), 2), "has one dimension"),
    "a table of labels": (pd.DataFrame({"m": LABELS}), r"holds text \('a'\), not weights: ms\.membership\(labels\)"),
    "lists of labels": ([["a"], ["b", "c"]] * 6, r"holds text \('a'\), not weights"),
    "negative": (W - 0.5 * (np.arange(6) == 3), "has a weight that is negative, -0.5, in row 0 .*, column 3"),
    "negative in a table": (TABLE.replace(1.0, -1.0), "that is negative, -1, in row 0 .*, column 'a'"),
    "negative in a sparse one": (sparse.csr_array(W * np.where(np.arange(12) == 5, -2, 1)[:, None]),
                                 "that is negative, -2, in row 5 .*, column 2"),
    "missing": (np.where(W == 1, np.nan, 0), r"column 0 of memberships\['mentor'\] has no value .* in row 0"),
    "missing in a table": (TABLE.assign(a=[1.0] * 3 + [np.nan] * 9), "column 'a' of .* has no value .* in row 3"),
    "missing in a sparse one": (sparse.csr_array(np.where(W == 1, np.nan, 0)), "missing or infinite, nan, in row 0"),
    "infinite": (np.where(W == 1, np.inf, 0), "is infinite in row 0"),
    "complex": (sparse.csr_array(W + 1j * W), "holds complex128, not numbers"),
    "too few rows": (W[:-2], r"memberships\['mentor'\] must have 12 rows, as y has; its shape is \(10, 6\)"),
    "too few labels": (membership(LABELS[:-1]), r"must have 12 rows, as y has; its shape is \(11, 6\)"),
    "repeated names": (TABLE.set_axis(list("aacdef"), axis=1), "has two columns of the name 'a'"),
    "three dimensions": (W[None], "must have two dimensions, rows and columns; it has 3"),
    "a sparse array of one dimension": (sparse.coo_array(np.ones(12)), "must have two dimensions"),
    "nothing": (None, "must be a table or an array of two dimensions; it is NoneType"),
    "dates": (pd.DataFrame({"d": pd.date_range("2024", periods=12)}), "column 'd' of .* holds dates"),
}  # fmt: skip
OTHER_ORDER = {
    "y": {"y": Y[::-1]},
    "x": {"x": X[::-1]},
    "y under other labels": {"y": Y.set_axis(LABELS)},
    "a table of weights": {"memberships": {"mentor": TABLE[::-1]}},
    "labels with an index": {"memberships": {"mentor": membership(pd.Series(LABELS, index=range(1, 13)))}},
    "row weights": {"weights": pd.Series([1.0] * 12, index=range(1, 13))},
    "groups": {"residual_by": pd.Series(["a", "b"] * 6, index=range(1, 13))},
}


@pytest.mark.parametrize("kind", SAME_X)
def test_fixed_effects_of_every_kind_are_the_same_and_keep_their_names(kind):
    design = read(y=Y.to_numpy(), x=SAME_X[kind])
    named = "array" not in kind and "rows" not in kind
    assert design.terms == (("one", "t") if named or kind == "an arrow table" else ("x0", "x1"))
    assert design.fixed.tolist() == X.to_numpy().tolist()


@pytest.mark.parametrize("kind", SAME_WEIGHTS)
def test_weights_of_every_kind_are_the_same(kind):
    design = read(memberships={"mentor": SAME_WEIGHTS[kind]})
    weights = design.memberships["mentor"]
    assert weights.toarray().tolist() == W.tolist()
    assert weights.nnz == 12
    named = kind in ("a table", "a sparse table", "polars", "labels")
    assert design.labels["mentor"].tolist() == (list("abcdef") if named else list(range(6)))


@pytest.mark.parametrize("kind", BAD_X)
def test_fixed_effects_that_cannot_be_used_are_refused_with_column_and_row(kind):
    values, message = BAD_X[kind]
    with pytest.raises(ValueError, match=message):
        read(y=Y.to_numpy(), x=values)


@pytest.mark.parametrize("kind", BAD_Y)
def test_outcomes_that_cannot_be_used_are_refused_with_the_row(kind):
    values, message = BAD_Y[kind]
    with pytest.raises(ValueError, match=message):
        read(y=values)


@pytest.mark.parametrize("kind", BAD_WEIGHTS)
def test_weights_that_cannot_be_used_are_refused_with_column_and_row(kind):
    values, message = BAD_WEIGHTS[kind]
    with pytest.raises(ValueError, match=message):
        read(memberships={"mentor": values})


@pytest.mark.parametrize("kind", OTHER_ORDER)
def test_rows_under_other_labels_are_refused_and_never_taken_by_place(kind):
    with pytest.raises(ValueError, match=r"the index of .* is not that of (x|y)?.*: row 0 \(counted from 0\) is "):
        read(**OTHER_ORDER[kind])


def test_the_refusal_of_other_labels_says_the_first_that_differs_as_people_write_it():
    with pytest.raises(ValueError, match=r"the index of y is not that of x: row 2 .* is 3 in y and 2 in x\."):
        read(y=Y.loc[[0, 1, 3, 2, *range(4, 12)]])


def test_equal_labels_in_the_same_order_are_taken_and_name_what_comes_out():
    labels = [f"m{j}" for j in range(12)]
    design = read(y=Y.set_axis(labels), x=X.set_axis(labels), memberships={"mentor": TABLE.set_axis(labels)})
    assert design.index.tolist() == labels
    assert read(y=Y.set_axis(labels), x=X.to_numpy()).index.tolist() == labels
    assert read(y=Y.to_numpy(), x=X.to_numpy()).index.tolist() == list(range(12))


@pytest.mark.parametrize("memberships", [[W], W, TABLE, None, membership(LABELS), "mentor"])
def test_memberships_without_names_are_refused(memberships):
    with pytest.raises(ValueError, match="memberships must map names to weights"):
        read(memberships=memberships)


@pytest.mark.parametrize("name", ["residual", "residual[a]"])
def test_a_membership_cannot_have_the_name_of_what_is_left(name):
    with pytest.raises(ValueError, match="cannot be called 'residual"):
        read(memberships={name: W})


@pytest.mark.parametrize("name", [1, ("a", 1), None])
def test_a_membership_must_have_a_name_that_is_text(name):
    with pytest.raises(ValueError, match="memberships has a name that is not text"):
        read(memberships={name: W})


def test_a_membership_without_any_weight_is_refused_as_one_that_nothing_tells():
    with pytest.raises(ValueError, match="no row has a weight in 'mentor'"):
        fit_multiple_membership(Y, X, memberships={"mentor": 0 * W})


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0] * 3 + [0.0] + [1.0] * 8, r"weights must be above 0: it is 0 in row 3 .*; leave that row out"),
        ([-1.5] + [1.0] * 11, "weights must be above 0: it is -1.5 in row 0"),
        ([np.nan] + [1.0] * 11, "weights has no value .* in row 0"),
        ([1.0] * 11, "weights must have 12 numbers, as y has rows; it has 11"),
        (["a"] * 12, "weights holds text"),
        (1.0, "weights must be a column"),
        (np.ones((12, 1)), "weights must be a column"),
        (pd.DataFrame({"w": [1.0] * 12}), r"weights is a table: .* table\['w'\]"),
    ],
)
def test_row_weights_that_cannot_be_used_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        read(weights=weights)


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        (["a"] * 11 + [None], "residual_by has no label in row 11"),
        ([np.nan] + [1.0] * 11, "residual_by has no label in row 0"),
        (["a", "b"] * 5, "residual_by must have 12 labels, as y has rows; it has 10"),
        ("a", "residual_by must be a column"),
        (np.ones((12, 1)), "residual_by must be a column"),
        (pd.DataFrame({"g": ["a"] * 12}), "residual_by is a table"),
        ([1, "1"] * 6, "residual_by has two labels that read alike"),
    ],
)
def test_groups_that_cannot_be_used_are_refused(groups, message):
    with pytest.raises(ValueError, match=message):
        read(residual_by=groups)


@pytest.mark.parametrize(
    "groups", [["b", "a"] * 6, pd.Categorical(["b", "a"] * 6), pl.Series(["b", "a"] * 6), np.array(["b", "a"] * 6)]
)
def test_groups_of_every_kind_are_numbered_in_the_order_of_their_names(groups):
    design = read(residual_by=groups)
    assert design.groups.names == ("a", "b")
    assert design.groups.codes.tolist() == [1, 0] * 6
    assert design.residual_names == ("residual[a]", "residual[b]")


def test_numbers_and_truths_can_name_groups():
    assert read(residual_by=[2, 10] * 6).groups.names == ("10", "2")
    assert read(residual_by=[True, False] * 6).groups.names == ("False", "True")


def test_nothing_that_is_passed_is_changed():
    twice = sparse.coo_array((np.full(24, 0.5), (np.repeat(range(12), 2), np.repeat(range(6), 4)))).tocsc(copy=True)
    before = Y.copy(), X.copy(), TABLE.copy(), twice.copy()
    fit_multiple_membership(Y, X, memberships={"mentor": TABLE})
    fit_multiple_membership(Y, X, memberships={"mentor": twice}, weights=[2.0] * 12)
    pd.testing.assert_series_equal(Y, before[0])
    pd.testing.assert_frame_equal(X, before[1])
    pd.testing.assert_frame_equal(TABLE, before[2])
    assert (twice != before[3]).nnz == 0


def test_a_thousand_columns_of_weights_are_read_in_a_moment():
    weights = pd.DataFrame(np.kron(np.eye(1000), np.ones((2, 1))))
    design = read_design(np.arange(2000.0), np.ones((2000, 1)), memberships={"mentor": weights})
    assert design.memberships["mentor"].nnz == 2000
