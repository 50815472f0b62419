"""A real browser for tests: Debian's Chromium, driven by playwright; it downloads nothing and reaches nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

# The continuous run sets this: there a missing browser is a failure, elsewhere a skip.
MUST = bool(os.environ.get("MENTORSTATS_BROWSER_REQUIRED"))
OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def path() -> str:
    """The browser's path; the test is skipped where there is none, except where one must be."""
    found = os.environ.get("MENTORSTATS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and not MUST:
        pytest.skip(
            "no Chromium on this machine: install it (on Debian, apt install chromium) to run the browser tests"
        )
    assert found, "Chromium is not installed, and this run requires it"
    return found


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    executable = path()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=executable, headless=True, args=list(OPTIONS))
        try:
            yield running
        finally:
            running.close()
