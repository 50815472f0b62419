"""Where the exports and the notebooks are.

An installed mentorstats carries its notebooks and its made-up program inside the package; a checkout has
them beside it.  A notebook asks ``find_exports()`` and so runs unchanged on the sample, on a workspace that
``mentorstats start`` made once exports lie in it, and on whatever ``MENTORSTATS_EXPORTS`` names.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["EXPORTS", "NOTEBOOKS", "SAMPLE", "TEMPLATES", "find_exports", "notebooks", "sample_exports"]

EXPORTS, NOTEBOOKS, SAMPLE, TEMPLATES = "exports", "notebooks", "sample", "exports/templates"
_READABLE = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".zip", ".gz")


def sample_exports() -> Path:
    """Return the folder of the made-up program's exports.

    It is the copy inside an installed package, else the checkout's ``data/sample``.

    >>> sample_exports().name
    'sample'
    """
    return _carried("sample", "data/sample")


def notebooks() -> Path:
    """Return the folder of the notebooks, inside an installed package or beside a checkout's.

    >>> notebooks().name
    'notebooks'
    """
    return _carried("notebooks", "notebooks")


def _carried(inside: str, beside: str) -> Path:
    package = Path(__file__).resolve().parent
    bundled = package / "bundled" / inside
    return bundled if bundled.is_dir() else package.parent / beside


def find_exports() -> Path:
    """Return the folder of the exports to look at: yours if there are some, else the sample.

    Yours is what the environment variable ``MENTORSTATS_EXPORTS`` names (``~`` is your home folder), else the folder
    ``exports`` of the workspace that the notebook is in, once it holds files.  They are not looked into here:
    ``load`` says what is missing.

    >>> import os
    >>> "MENTORSTATS_EXPORTS" in os.environ or find_exports() == sample_exports()
    True
    """
    named = os.environ.get("MENTORSTATS_EXPORTS", "").strip()
    if named:
        return Path(named).expanduser()
    here = Path.cwd()
    beside = [folder / EXPORTS for folder in (here, here.parent)]
    return next((folder for folder in beside if _holds_exports(folder)), sample_exports())


def _holds_exports(folder: Path) -> bool:
    """Whether a workspace's folder has a file that somebody put there."""
    if not (folder / "templates").is_dir():
        return False
    return any(path.suffix.lower() in _READABLE for path in folder.iterdir())
