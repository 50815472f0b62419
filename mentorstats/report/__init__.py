"""What the report says, before any of it is HTML.

A report answers first and explains afterwards: both questions, how sure the answers are and what cannot be
told come first; the numbers, the checks and the rows that need mending follow.  All of it is plain frozen
data here, rounded and in words, so that it can be read, and tested, without a browser.
"""

from __future__ import annotations

from mentorstats.report.conclusions import holm, question_p_values
from mentorstats.report.format import capital, package_version
from mentorstats.report.glossary import linker
from mentorstats.report.page import METHODS, Page, build_page

__all__ = ["METHODS", "Page", "build_page", "capital", "holm", "linker", "package_version", "question_p_values"]
