"""One case in a process of its own: seconds (the fastest of a few), peak memory, and what came out.

Run as ``python -m tests.benchmarks.measured CASE SIZE FOLDER``; prints one line of JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks import cases

ENOUGH_SECONDS, MOST_TIMES = 2.0, 5
COMMANDS = {
    "python": cases.command("-c", "pass"),
    "help": cases.command("-c", "import sys; from mentorstats.cli import main; sys.argv[1:] = ['--help']; main()"),
    "import pandas": cases.command("-c", "import pandas"),
    "import mentorstats": cases.command("-c", "import mentorstats"),
}


def peak_mb() -> float:
    """The most memory that this process ever had; macOS counts in bytes, Linux in kibibytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1024


def measured(name: str, size: int, folder: Path) -> dict[str, Any]:
    case = COMMANDS[name] if name in COMMANDS else getattr(cases, name)
    timed, before, times = case(size, folder), peak_mb(), []
    found = None
    while not times or (sum(times) < ENOUGH_SECONDS and len(times) < MOST_TIMES):
        start = time.perf_counter()
        found = timed()
        times.append(time.perf_counter() - start)
    return {"seconds": min(times), "peak_mb": peak_mb(), "data_mb": before, "found": found}


if __name__ == "__main__":
    case_name, number, where = sys.argv[1:]
    print(json.dumps(measured(case_name, int(number), Path(where)), default=float))
