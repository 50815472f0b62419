"""One case in a process of its own: seconds (the fastest of several), memory of the work alone, and what came out.

Run as ``python -m tests.benchmarks.measured CASE KIND SIZE FOLDER``; prints one line of JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks import cases
from tests.benchmarks.cases import ENOUGH_SECONDS, LONG_SECONDS, MOST_TIMES
from tests.benchmarks.stored import place

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def now_mb() -> float:
    """The memory that this process has; on systems that do not tell, the most that it ever had."""
    return _of_status("VmRSS:")


def peak_mb() -> float:
    """The most memory that this process had since ``forget_peak``, or ever where the system cannot forget."""
    return _of_status("VmHWM:")


def forget_peak() -> None:
    if CLEAR.exists():
        CLEAR.write_text("5")


def _of_status(name: str) -> float:
    if STATUS.exists():
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith(name))
        return float(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 1024


def measured(name: str, kind: str, size: int, folder: Path) -> dict[str, Any]:
    """Work is timed again until it has taken two seconds or five turns; what takes long is done once."""
    timed = cases.CASES[name](place(kind, size, folder), folder)
    forget_peak()
    before, times, found = now_mb(), [], None
    while not times or (sum(times) < ENOUGH_SECONDS and len(times) < MOST_TIMES) or _again(times):
        start = time.perf_counter()
        found = timed()
        times.append(time.perf_counter() - start)
    peak = peak_mb()
    own = {"seconds": min(times), "work MB": max(peak - before, 0.0), "peak MB": peak, "found": found}
    return own | found.pop("instead") if isinstance(found, dict) and "instead" in found else own


def _again(times: list[float]) -> bool:
    """Whether something was done only once, though it does not take long."""
    return len(times) == 1 and times[0] < LONG_SECONDS


if __name__ == "__main__":
    case_name, data, number, where = sys.argv[1:]
    print(json.dumps(measured(case_name, data, int(number), Path(where)), default=float))
