"""Words that stand where a person should, and name nobody: "TBD", "none", "unassigned", a dot.

As a person, "TBD" would be a mentor whom all who wait share.  Such a cell is empty; a row without any other mentor
tells of somebody who waits for one, and is no pairing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from mentorstats.schema.cells import as_text, text_codes
from mentorstats.schema.words.table import meaning_of, plain_tokens, words_in

__all__ = ["nobody_in", "without_nobody"]


def nobody_in(cells: pd.Series, is_listed: Callable[[str], bool]) -> tuple[str, ...]:
    """The distinct texts of a column that stand for nobody; ``is_listed`` says whether a person is called so.

    >>> nobody_in(pd.Series(["TBD", "m1", ".", "Noch offen", "Ana"]), lambda text: False)
    ('TBD', '.', 'Noch offen')
    """
    texts = pd.Series(text_codes(cells)[1], dtype="str")
    words = texts[~texts.str.contains("[0-9@]").astype(bool)]
    # Where people are called by single letters, an x is one of them.
    letters = sum(len(text.strip()) == 1 and text.strip().isalpha() for text in words)
    return tuple(
        text for text in words if _is_nobody(text) and not is_listed(text) and (letters < 2 or len(text.strip()) > 1)
    )


def _is_nobody(text: str) -> bool:
    """Whether a text is a word for nobody, alone or with what stands around it: "TBD - fall", "No mentor assigned"."""
    if not any(letter.isalnum() for letter in text) or meaning_of(text.strip(" .()[]!"), "nobody"):
        return True
    words = plain_tokens(text)
    nobody = words_in(words, "nobody")
    around = [match for kind in ("around nobody", "season") for match in words_in(words, kind)]
    taken = {place for match in (*nobody, *around) for place in range(match.start, match.end)}
    return bool(nobody) and len(taken) == len(words)


def without_nobody(
    frame: pd.DataFrame, headers: Sequence[str], is_listed: Callable[[str], bool]
) -> tuple[pd.DataFrame, pd.Series]:
    """A table with empty cells for nobody in the columns that name a side's people; and the word of rows without any.

    ``headers`` are those columns.  The words are missing in rows that name somebody, or have no such word.
    """
    nobody = {header: nobody_in(frame[header], is_listed) for header in headers}
    if not any(nobody.values()):
        return frame, pd.Series(index=frame.index, dtype="str")
    cells = pd.DataFrame({header: as_text(frame[header]) for header in headers})
    is_word = pd.DataFrame({header: cells[header].isin(list(words)) for header, words in nobody.items()})
    words = cells.where(is_word).bfill(axis=1).iloc[:, 0].astype("str")
    cleared = cells.mask(is_word, "")
    named = cells.where(~is_word).notna().any(axis=1)
    return frame.assign(**{header: cleared[header] for header in headers if nobody[header]}), words.where(~named)
