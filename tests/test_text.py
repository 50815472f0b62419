from __future__ import annotations

from mentorstats.text import match_key


def test_text_without_marks_is_what_headers_are_compared_by():
    assert match_key("\ufeffMentee  ID ") == match_key("mentee-id") == match_key("menteeId") == "menteeid"
    assert match_key("Größe") == "grösse"
