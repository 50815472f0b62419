"""Gaps in the exports: what they do not tell is said, and whatever comes after goes on.

Few programs export everything.  A notebook that stopped at the first missing column would hide all that the exports
do tell.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

from mentorstats.schema import UnusableExports

__all__ = ["as_far_as_told"]

_WIDTH = 100


@contextmanager
def as_far_as_told() -> Iterator[None]:
    """Go on after the block where the exports do not tell what it asks, and print why: for notebooks.

    Every other error is one.

    >>> with as_far_as_told():
    ...     raise UnusableExports("there are no sessions")
    The exports do not tell this: there are no sessions.
    """
    try:
        yield
    except UnusableExports as error:
        print(textwrap.fill(f"The exports do not tell this: {str(error).rstrip('.')}.", _WIDTH))
