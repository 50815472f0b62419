"""A program's own words for waves and for answers, as its settings give them.

``[waves]`` says for a word which wave it is, or that its answers are to be left out.  ``[labels]`` says for a label
its number in all questions, or for a question its labels from the lowest to the highest.
"""

from __future__ import annotations

from typing import Any

from mentorstats.schema.setting_values import InvalidSettings, as_written, table_at
from mentorstats.schema.tables import WAVES
from mentorstats.schema.words.waves import LEAVE_OUT

__all__ = ["labels_from", "waves_from"]


def waves_from(given: Any) -> dict[str, str]:
    """``[waves]``; ``InvalidSettings`` names the word, what it is said to be and what was expected.

    >>> waves_from({"Kick-off": "baseline", "Test run": "leave out"})
    {'Kick-off': 'baseline', 'Test run': 'leave out'}
    """
    for word, wave in table_at("waves", given).items():
        if wave not in (*WAVES, LEAVE_OUT):
            raise InvalidSettings(
                f"waves.{word} is {as_written(wave)}; expected one of {', '.join(WAVES)} or {LEAVE_OUT!r}"
            )
    return dict(given)


def labels_from(given: Any) -> dict[str, float | tuple[str, ...]]:
    """``[labels]``; ``InvalidSettings`` names the label or question, what it is said to be and what was expected.

    >>> labels_from({"Getting there": 2, "How much?": ["Nothing", "Something", "A lot"]})
    {'Getting there': 2.0, 'How much?': ('Nothing', 'Something', 'A lot')}
    """
    read: dict[str, float | tuple[str, ...]] = {}
    for name, meaning in table_at("labels", given).items():
        if isinstance(meaning, int | float) and not isinstance(meaning, bool):
            read[name] = float(meaning)
        elif isinstance(meaning, list | tuple) and meaning and all(isinstance(label, str) for label in meaning):
            read[name] = tuple(meaning)
        else:
            raise InvalidSettings(
                f"labels.{name} is {as_written(meaning)}; expected the label's number, or the question's labels in "
                "quotes, the lowest first"
            )
    return read
