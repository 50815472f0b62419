from __future__ import annotations

import pytest

import mentorstats as ms


@pytest.mark.parametrize("name", ms.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name):
    assert getattr(ms, name).__doc__
    assert name in dir(ms)


def test_the_names_that_are_listed_are_the_public_ones():
    assert set(dir(ms)) == {*ms.__all__, "__version__"}


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'median'"):
        _ = ms.median
