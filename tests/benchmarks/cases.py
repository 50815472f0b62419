"""What is measured: each case opens its data, then does one thing, which alone is timed.

A case takes where its data lie and a folder for files, and returns what is to be timed as a function without
arguments; what that returns is compared where two ways are to give the same.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.benchmarks.by_hand import MENTEES, SESSIONS, mentees_in_pandas, sessions_in_pandas
from tests.benchmarks.stored import stored_design

Timed = Callable[[], Any]
Case = Callable[[Path, Path], Timed]
R_FIT = Path(__file__).with_name("lme4.R")
TABLES, LOOKUPS = ("pairings", "people", "surveys", "sessions"), ("closeness", "sectors")
OUTCOME = "career_confidence"
REPORT = "from mentorstats.cli import main; main(['report', 'data/sample', '--out', r'{out}'])"
PERMUTATIONS = 2_000
ENOUGH_SECONDS, LONG_SECONDS, MOST_TIMES = 2.0, 10.0, 5


def _connection(data: Path) -> Any:
    import duckdb

    return duckdb.connect(str(data), read_only=True)


def _frames(data: Path, names: Sequence[str] = TABLES) -> dict[str, pd.DataFrame]:
    with _connection(data) as connection:
        return {name: connection.table(name).df() for name in names}


def _totals(table: pd.DataFrame) -> list[float]:
    attended = table[table["status"] == "attended"]
    return [len(attended), float(attended["sessions"].sum()), float(attended["minutes"].sum())]


def _mentees(table: pd.DataFrame) -> list[float]:
    """Of every column something that differs where it does."""
    columns = (
        "mentors", "mentors_at_landmark", "share_same", "share_adjacent", "share_distant", "share_unknown",
        "similarity", "baseline", "final", "sessions",
    )  # fmt: skip
    first = [float(table[name].iloc[0]) for name in columns]
    places = [float((table[name] == table[name].iloc[0]).sum()) for name in ("cohort", "sector")]
    return [len(table), *(float(table[name].sum()) for name in columns), *first, *places]


def _reduced(sessions: Any) -> Any:
    from mentorstats.exports.engines.reduce import reduce_on_engine
    from mentorstats.problems import Problems
    from mentorstats.schema.settings import Settings

    return _totals(reduce_on_engine(sessions, Settings(), Problems()))


def sessions_by_mentorstats_in_duckdb(data: Path, folder: Path) -> Timed:
    connection = _connection(data)
    return lambda: _reduced(connection.table("sessions"))


def sessions_by_hand_in_duckdb(data: Path, folder: Path) -> Timed:
    connection = _connection(data)
    return lambda: _totals(connection.sql(SESSIONS).df())


def sessions_by_mentorstats_in_pandas(data: Path, folder: Path) -> Timed:
    sessions = _frames(data)["sessions"]
    return lambda: _reduced(sessions)


def sessions_by_hand_in_pandas(data: Path, folder: Path) -> Timed:
    sessions = _frames(data)["sessions"]
    return lambda: _totals(sessions_in_pandas(sessions))


def _mentee_table(given: dict[str, Any]) -> Any:
    import mentorstats as ms

    return _mentees(ms.mentee_table(ms.load_frames(**given, outcome=OUTCOME)))


def mentee_table_by_mentorstats_in_duckdb(data: Path, folder: Path) -> Timed:
    connection = _connection(data)
    return lambda: _mentee_table({name: connection.table(name) for name in TABLES})


def mentee_table_by_hand_in_duckdb(data: Path, folder: Path) -> Timed:
    connection = _connection(data)
    return lambda: _mentees(connection.sql(MENTEES).df())


def mentee_table_by_mentorstats_in_pandas(data: Path, folder: Path) -> Timed:
    given = _frames(data)
    return lambda: _mentee_table(given)


def mentee_table_by_hand_in_pandas(data: Path, folder: Path) -> Timed:
    given = _frames(data, (*TABLES, *LOOKUPS))
    return lambda: _mentees(mentees_in_pandas(**given))


def both_questions(data: Path, folder: Path) -> Timed:
    """From a platform's tables in DuckDB to both main answers."""
    import mentorstats as ms

    connection = _connection(data)

    def answer() -> Any:
        program = ms.load_frames(**{name: connection.table(name) for name in TABLES}, outcome=OUTCOME)
        asked = (ms.adjacent_industries, ms.multiple_mentors)
        return [question(program, roles=["primary"]).text.partition("\n")[0] for question in asked]

    return answer


def fit_by_mentorstats(data: Path, folder: Path) -> Timed:
    y, x, weights = stored_design(data)
    return lambda: _fitted(y, x, weights)


def _fitted(y: np.ndarray, x: np.ndarray, weights: Any) -> list[float]:
    from mentorstats.models.mixed import fit_multiple_membership

    found = fit_multiple_membership(y, x, memberships={"mentor": weights})
    row = found.coefficients.iloc[1]
    return [found.variances["mentor"], found.variances["residual"], row["std_error"], row["df"]]


def fit_by_lme4(data: Path, folder: Path) -> Timed:
    """lme4 with the weights in place of its own grouping, and lmerTest's degrees of freedom; R measures itself."""
    rule = [str(ENOUGH_SECONDS), str(LONG_SECONDS), str(MOST_TIMES)]

    def fit() -> Any:
        done = subprocess.run(["Rscript", str(R_FIT), str(data), *rule], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-500:])
        seconds, work, peak, *found = json.loads(done.stdout.replace("NA", "NaN"))
        return {"instead": {"seconds": seconds, "work MB": work, "peak MB": peak, "found": found}}

    # R has done it several times by itself.
    return _once(fit)


def _once(work: Timed) -> Timed:
    kept: list[Any] = []

    def again() -> Any:
        if not kept:
            kept.append(work())
        return dict(kept[0])

    return again


def fit_by_statsmodels(data: Path, folder: Path) -> Timed:
    """The usual work-around: one group that holds everyone, mentors' weights as a variance component; no df."""
    from statsmodels.regression.mixed_linear_model import MixedLM, VCSpec

    y, x, weights = stored_design(data)
    spec = VCSpec(["mentor"], [[[f"m{n}" for n in range(weights.shape[1])]]], [[weights.toarray()]])

    def fit() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = MixedLM(y, x, groups=np.zeros(len(y)), exog_vc=spec, exog_re=None).fit(reml=True)
        return [float(found.vcomp[0]), float(found.scale), float(found.bse[1]), float("nan")]

    return fit


def shuffles_by_mentorstats(data: Path, folder: Path) -> Timed:
    from mentorstats.models.permutation import freedman_lane

    y, x, weights = stored_design(data)

    def shuffle() -> Any:
        found = freedman_lane(
            y, x[:, 1], np.delete(x, 1, axis=1), strata=np.zeros(len(y)), memberships={"mentor": weights},
            permutations=PERMUTATIONS,
        )  # fmt: skip
        return {"statistic": found.statistic, "p": found.p_value, "draws": PERMUTATIONS}

    return shuffle


def shuffles_by_scipy(data: Path, folder: Path) -> Timed:
    """``scipy.stats.permutation_test`` of the same statistic: residuals of the same null model, its variances kept."""
    from scipy import stats

    from mentorstats.models.mixed import fit_multiple_membership

    y, x, weights = stored_design(data)
    exposure, others = x[:, 1], np.delete(x, 1, axis=1)

    def shuffle() -> Any:
        null = fit_multiple_membership(y, others, memberships={"mentor": weights})
        covariance = null.variances["mentor"] * (weights @ weights.T).toarray()
        covariance[np.diag_indices(len(y))] += null.variances["residual"]
        both = np.linalg.solve(covariance, np.column_stack([exposure, others]))
        by = both[:, 0] - both[:, 1:] @ np.linalg.solve(others.T @ both[:, 1:], others.T @ both[:, 0])
        direction = by / np.sqrt(exposure @ by)
        residual = y - others @ null.coefficients["estimate"].to_numpy(dtype=float)
        found = stats.permutation_test(
            (residual,), lambda values, axis: np.abs(values @ direction), permutation_type="pairings", vectorized=True,
            n_resamples=PERMUTATIONS, batch=1_000, alternative="greater", rng=np.random.default_rng(1),
        )  # fmt: skip
        return {"statistic": float(residual @ direction), "p": float(found.pvalue), "draws": PERMUTATIONS}

    return shuffle


def accuracy(data: Path, folder: Path) -> Timed:
    """How far the large route is off the exact one, relative, and how far it says it is."""
    from mentorstats.models import mixed
    from mentorstats.models.reml import estimate

    y, x, weights = stored_design(data)
    usual = estimate.route_of

    def by(route: str) -> Any:
        estimate.route_of = lambda memberships: route  # type: ignore[assignment]
        try:
            return mixed.fit_multiple_membership(y, x, memberships={"mentor": weights})
        finally:
            estimate.route_of = usual

    def compare() -> Any:
        exact, large = by("dense"), by("approximate")
        pairs = {
            "variance": [np.array(list(fit.variances.values())) for fit in (large, exact)],
            "SE": [fit.coefficients["std_error"].to_numpy(dtype=float) for fit in (large, exact)],
            "df": [fit.coefficients["df"].to_numpy(dtype=float) for fit in (large, exact)],
        }
        off = {f"off in {name}": float(np.max(np.abs(a / b - 1))) for name, (a, b) in pairs.items()}
        return off | {"own error": 0.0 if large.approximation is None else large.approximation.relative_error}

    return compare


def command(text: str) -> Case:
    """A whole command, in a process of its own, whose memory is told as a whole; ``{out}`` is a folder for files."""

    def case(data: Path, folder: Path) -> Timed:
        words = [sys.executable, "-c", text.format(out=folder / "out")]

        def run() -> Any:
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(done.stderr[-500:])
            return {"instead": {"work MB": float("nan"), "peak MB": most_of_children_mb(), "found": None}}

        return run

    return case


def most_of_children_mb() -> float:
    """The most memory that a finished child of this process had; macOS counts in bytes, Linux in kibibytes."""
    own, peak = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    if peak <= own * 1.1:
        # A child counts what its parent has until it becomes another program.
        return float("nan")
    return peak / 2**20 if sys.platform == "darwin" else peak / 1024


def has_lme4() -> bool:
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "-e", "library(lmerTest)"], capture_output=True, check=False).returncode == 0


CASES: dict[str, Case] = {
    "python": command("pass"),
    "help": command("from mentorstats.cli import main; main(['--help'])"),
    "import_pandas": command("import pandas"),
    "import_mentorstats": command("import mentorstats"),
    "report_on_the_sample": command(REPORT),
} | {
    case.__name__: case
    for case in (
        sessions_by_mentorstats_in_duckdb, sessions_by_hand_in_duckdb,
        sessions_by_mentorstats_in_pandas, sessions_by_hand_in_pandas, mentee_table_by_mentorstats_in_duckdb,
        mentee_table_by_hand_in_duckdb, mentee_table_by_mentorstats_in_pandas, mentee_table_by_hand_in_pandas,
        both_questions, fit_by_mentorstats, fit_by_lme4, fit_by_statsmodels, shuffles_by_mentorstats,
        shuffles_by_scipy, accuracy,
    )
}  # fmt: skip
