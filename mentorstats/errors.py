"""Errors whose message is for people, and how a notebook goes on where the exports do not tell something.

Few programs export everything.  A notebook that stopped at the first missing column would hide all that the exports
do tell.
"""

from __future__ import annotations

import textwrap
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["InvalidInput", "PlainError", "PlainTypeError", "UnusableExports", "as_far_as_told"]

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


class PlainError(ValueError):
    """An error that its message explains: a notebook shows that and no traceback."""

    def _render_traceback_(self) -> list[str]:
        """What IPython prints instead of a traceback, one text a line."""
        return textwrap.wrap(str(self), width=100, break_on_hyphens=False)


class PlainTypeError(TypeError, PlainError):
    """A value of a kind that cannot be used, or an option that there is not."""


class InvalidInput(PlainError):
    """Numbers that a model cannot use.  Where the package itself gave them that is a bug, and its traceback shows."""

    def _render_traceback_(self) -> list[str]:
        modules = [str(frame.f_globals.get("__name__", "")) for frame, _ in traceback.walk_tb(self.__traceback__)]
        ours = any(name.startswith("mentorstats.") and not name.startswith("mentorstats.models") for name in modules)
        return traceback.format_exception(self) if ours else super()._render_traceback_()


class UnusableExports(PlainError):
    """The exports do not allow what was asked; the message says why and what would help, in plain words."""
