"""What is measured beside what, at which sizes, and what the numbers must be.

``LIMITS`` are those that were set before anything was measured; the page says for each whether it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["ACCURACY", "LIMITS", "MILLION", "PLAN", "Limit", "Measured", "limits_of"]

MILLION = 1_000_000
TABLES = (10_000, 30_000, 100_000, 300_000, MILLION)


@dataclass(frozen=True)
class Measured:
    """One thing done by us and, with ``theirs``, by others, at each of ``sizes``; ``data`` is what is stored for it.

    What both find has to agree within ``tolerance``, relative; ``grows`` says that its growth is told.
    """

    what: str
    ours: str
    theirs: str = ""
    sizes: tuple[int, ...] = (0,)
    data: str = ""
    tolerance: float | None = None
    grows: bool = False


@dataclass(frozen=True)
class Limit:
    """A number of ``results.csv`` that may be ``most`` at ``size``, or a growth of ``what``; in ``says`` in words."""

    what: str
    column: str
    most: float
    says: str
    size: int | None = None
    theirs: str = ""
    slack: float = 0.0


ROWS_A_PAIRING, ROWS_A_MENTEE = "sessions to a row a pairing, in {}", "all tables to a row a mentee, in {}"
ENGINES = {"DuckDB": "duckdb", "pandas": "pandas"}


def _of_platform(what: str, case: str) -> list[Measured]:
    return [
        Measured(what.format(name), f"{case}_by_mentorstats_in_{engine}", f"{case}_by_hand_in_{engine}", TABLES,
                 "platform", 1e-9, grows=True)
        for name, engine in ENGINES.items()
    ]  # fmt: skip


PLAN = (
    Measured("command line: help", "help", "python"),
    Measured("import", "import_mentorstats", "import_pandas"),
    Measured("report on the sample", "report_on_the_sample"),
    *_of_platform(ROWS_A_PAIRING, "sessions"),
    *_of_platform(ROWS_A_MENTEE, "mentee_table"),
    Measured("both questions, from a platform's tables", "both_questions", "", TABLES, "platform", grows=True),
    Measured("mixed model", "fit_by_mentorstats", "fit_by_lme4", (240, 3_000, 10_000), "design", 1e-2),
    Measured("mixed model at scale", "fit_by_mentorstats", "", (30_000, 100_000, 300_000, MILLION), "design",
             grows=True),
    Measured("mixed model, blocks of 200 mentees", "fit_by_mentorstats", "fit_by_lme4", (10_000, 100_000, MILLION),
             "blocks", 1e-2, grows=True),
    Measured("mixed model, beside the work-around", "fit_by_mentorstats", "fit_by_statsmodels", (240, 1_000), "design",
             5e-2),
    Measured("2,000 shuffles of residuals", "shuffles_by_mentorstats", "shuffles_by_scipy", (240, 1_000, 3_000),
             "design", grows=True),
)  # fmt: skip

# The large route beside the exact one: what is stored, and the sizes.
ACCURACY: Mapping[str, tuple[int, ...]] = {
    "design": (3_000, 10_000),
    "blocks": (3_000, 10_000),
    "heavy": (3_000, 10_000),
}

_GIGABYTE_AND_A_HALF = 1_536.0
_SECONDS = {240: 0.02, 3_000: 0.2, 10_000: 0.5}
_AT_SCALE = {100_000: 3.0, MILLION: 40.0}
_HAND = {"DuckDB": 1.5, "pandas": 1.3}


def _of_tables() -> list[Limit]:
    what, found = ROWS_A_MENTEE.format, list[Limit]()
    for way, times in _HAND.items():
        found += [
            Limit(what(way), "times as long", times, f"at most {times:g} times as long as by hand", MILLION),
            Limit(what(way), "times the memory", 1.5, "at most 1.5 times the memory by hand", MILLION),
        ]
    return found


def _of_models() -> list[Limit]:
    found = [Limit("mixed model", "seconds", most, f"{most:g} s", size) for size, most in _SECONDS.items()]
    found += [Limit("mixed model at scale", "seconds", most, f"{most:g} s", size) for size, most in _AT_SCALE.items()]
    found.append(Limit("mixed model at scale", "peak MB", _GIGABYTE_AND_A_HALF, "1.5 GB", MILLION))
    blocks = "mixed model, blocks of 200 mentees"
    found += [Limit(blocks, "times as long", 1.0, "no slower than lme4", size) for size in (10_000, 100_000, MILLION)]
    return found


def _of_accuracy() -> list[Limit]:
    found = []
    for data, sizes in ACCURACY.items():
        what, most = f"large route beside the exact one: {data}", {"variance": 1e-3, "SE": 1e-4, "df": 1e-2}
        most = dict.fromkeys(most, 1e-2) if data == "heavy" else most
        found += [
            Limit(what, f"off in {name}", limit, f"{name} within {limit:.2%}", size)
            for size in sizes
            for name, limit in most.items()
        ]
    return found


def _of_growth() -> list[Limit]:
    return [
        Limit(measured.what, f"growth of {of}", 1.0, f"{of} grow no faster than linearly", slack=0.05)
        for measured in PLAN
        if measured.grows and measured.data != "" and "shuffles" not in measured.what
        for of in ("seconds", "work MB")
    ]  # fmt: skip


LIMITS = (
    Limit("command line: help", "seconds", 3.0, "3 times python -c pass, and .15 s", theirs="python", slack=0.15),
    Limit("import", "times as long", 1.2, "at most 1.2 times import pandas", 0),
    Limit("report on the sample", "seconds", 12.0, "12 s", 0),
    *_of_tables(), *_of_models(), *_of_accuracy(), *_of_growth(),
)  # fmt: skip


def limits_of(what: str) -> list[Limit]:
    """The limits of one thing that is measured."""
    return [limit for limit in LIMITS if limit.what == what]
