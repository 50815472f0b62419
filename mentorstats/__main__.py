"""``python -m mentorstats`` is the command ``mentorstats``, for where that is not on the path."""

from __future__ import annotations

import sys

from mentorstats.cli import main

if __name__ == "__main__":
    sys.exit(main())
