"""Where the exports and the notebooks are.

An installed mentorstats carries its notebooks and its made-up program inside the package; a checkout has
them beside it.  A notebook asks ``find_exports()`` and so runs unchanged on the sample and on your own
program: set ``MENTORSTATS_EXPORTS`` to your folder before you open it.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["find_exports", "sample_exports"]


def sample_exports() -> Path:
    """Return the folder of the made-up program's exports.

    It is the copy inside an installed package, else the checkout's ``data/sample``.

    >>> sample_exports().name
    'sample'
    """
    package = Path(__file__).resolve().parent
    bundled = package / "bundled" / "sample"
    return bundled if bundled.is_dir() else package.parent / "data" / "sample"


def find_exports() -> Path:
    """Return the folder of the exports to look at: yours if you named one, else the sample.

    Yours is what the environment variable ``MENTORSTATS_EXPORTS`` names (``~`` is your home folder).  It is
    not looked into here: ``load`` says what is missing.

    >>> import os
    >>> "MENTORSTATS_EXPORTS" in os.environ or find_exports() == sample_exports()
    True
    """
    named = os.environ.get("MENTORSTATS_EXPORTS", "").strip()
    return Path(named).expanduser() if named else sample_exports()
