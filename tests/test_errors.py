from __future__ import annotations

import pytest

from mentorstats.errors import UnusableExports
from mentorstats.exports.files.archive import UnreadableFile


@pytest.mark.parametrize(
    ("error", "arguments"),
    [(UnusableExports, ()), (UnreadableFile, ("answers.csv",))],
    ids=["UnusableExports", "UnreadableFile"],
)
def test_an_error_in_a_notebook_is_its_sentence_and_no_traceback(error, arguments):
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell()
    shown = []
    shell._showtraceback = lambda kind, value, lines: shown.extend(lines)
    arguments = (*arguments, f"{'word ' * 40}end")
    shell.run_cell(f"from {error.__module__} import {error.__name__}\nraise {error.__name__}(*{arguments!r})")
    assert " ".join(shown) == str(error(*arguments))
    assert len(shown) == 3
