from __future__ import annotations
import datetime as dt
from decimal import Decimal
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mentorstats.schema.cells import as_text
from mentorstats.schema.dates import AmbiguousDates
from mentorstats.schema.tables import STATUSES, Column
from mentorstats.schema.values import ReadColumn, read_column
from mentorstats.text import match_key


def test_text_without_marks_is_what_headers_are_compared_by():
    assert match_key("\ufeffMentee  ID ") == match_key("mentee-id") == match_key("menteeId") == "menteeid"
    assert match_key("Größe") == "grösse"
