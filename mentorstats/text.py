"""Text as people compare it and as sentences need it."""

from __future__ import annotations

import re

__all__ = ["folded", "tokens"]

_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")


def folded(text: str) -> str:
    """A name without case, punctuation and spaces: for comparing headers and words.

    >>> folded(" Mentee-ID ") == folded("mentee_id") == folded("MenteeID")
    True
    """
    return re.sub(r"[\W_]+", "", text.casefold())


def tokens(header: str) -> list[str]:
    """The words of a header, without case and closing brackets.

    >>> tokens("Mentor E-Mail_2 (work)"), tokens("ExternalReference")
    (['mentor', 'email', '2'], ['external', 'reference'])
    """
    bare = _BRACKETS.sub("", header) or header
    bare = re.sub(r"(?i)\be-mail", "email", bare)
    bare = re.sub(r"(?<=[a-zäöüéß])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", bare)
    return [word.lower() for word in re.findall(r"[^\W_]+", bare)]
