"""What is measured: each case prepares its data, then does one thing, which alone is timed.

A case takes a size and a folder for files, and returns what is to be timed as a function without arguments; what that
returns is compared where two ways are to give the same.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.benchmarks.platform import design, pairings_of, people_and_surveys, sessions_of

Timed = Callable[[], Any]
R_FIT = Path(__file__).with_name("lme4.R")


def _stored(size: int, folder: Path) -> Path:
    """A DuckDB file with sessions of ``size`` pairings, made once."""
    import duckdb

    path = folder / f"platform-{size}.duckdb"
    if not path.exists():
        with duckdb.connect(str(path)) as connection:
            for step in range(0, size, 100_000):
                given = sessions_of(pairings_of(min(size, 100_000), seed=step + 1), seed=step + 2)
                given["mentee_id"] = f"{step // 100_000:02d}" + given["mentee_id"]
                connection.register("given", given)
                done = "insert into sessions" if step else "create table sessions as"
                connection.execute(f"{done} select * from given")
                connection.unregister("given")
    return path


def sessions_by_mentorstats_in_duckdb(size: int, folder: Path) -> Timed:
    import duckdb

    from mentorstats.engines import reduced
    from mentorstats.settings import Settings

    connection = duckdb.connect(str(_stored(size, folder)), read_only=True)
    return lambda: _totals(reduced(connection.table("sessions"), Settings())[0].query("status == 'attended'"))


def sessions_by_hand_in_duckdb(size: int, folder: Path) -> Timed:
    import duckdb

    connection = duckdb.connect(str(_stored(size, folder)), read_only=True)
    query = (
        "select mentee_id, mentor_id, status, count(*) as sessions, sum(minutes) as minutes, min(date) as date "
        "from sessions group by mentee_id, mentor_id, status"
    )
    return lambda: _totals(connection.sql(query).df().query("status == 'attended'"))


def _in_pandas(size: int, folder: Path) -> pd.DataFrame:
    import duckdb

    with duckdb.connect(str(_stored(size, folder)), read_only=True) as connection:
        return connection.table("sessions").df()


def sessions_by_mentorstats_in_pandas(size: int, folder: Path) -> Timed:
    from mentorstats.engines import reduced
    from mentorstats.settings import Settings

    given = _in_pandas(size, folder)
    return lambda: _totals(reduced(given, Settings())[0].query("status == 'attended'"))


def sessions_by_hand_in_pandas(size: int, folder: Path) -> Timed:
    given = _in_pandas(size, folder)

    def by_hand() -> Any:
        groups = given.groupby(["mentee_id", "mentor_id", "status"], sort=False)
        table = groups.agg(sessions=("status", "size"), minutes=("minutes", "sum"), date=("date", "min"))
        return _totals(table.reset_index().query("status == 'attended'"))

    return by_hand


def _totals(table: pd.DataFrame) -> list[float]:
    return [len(table), int(table["sessions"].sum()), float(table["minutes"].sum())]


def _tables(size: int) -> dict[str, Any]:
    pairings = pairings_of(size)
    people, surveys = people_and_surveys(pairings)
    return {"pairings": pairings, "people": people, "surveys": surveys}


def mentee_table_by_mentorstats(size: int, folder: Path) -> Timed:
    import duckdb

    import mentorstats as ms

    given = _tables(size)
    connection = duckdb.connect()
    sessions = sessions_of(given["pairings"])
    connection.execute("create table held as select * from sessions")
    del sessions

    def load() -> Any:
        program = ms.load_frames(**given, sessions=connection.table("held"), outcome="career_confidence")
        table = ms.mentee_table(program)
        return [len(table), round(float(table["final"].sum()), 6)]

    return load


def mentee_table_by_hand_in_duckdb(size: int, folder: Path) -> Timed:
    """Sessions, mentors and both scores of each mentee; nothing is checked and nobody's industry is looked at."""
    import duckdb

    connection = duckdb.connect()
    tables = _tables(size)
    tables["sessions"] = sessions_of(tables["pairings"])
    for name, table in tables.items():
        connection.register("given", table)
        connection.execute(f"create table {name} as select * from given")
        connection.unregister("given")
    query = """
        with met as (select mentee_id, mentor_id, count(*) as sessions, sum(minutes) as minutes from sessions
                     where status = 'attended' group by all),
             had as (select p.mentee_id, count(distinct p.mentor_id) as mentors, sum(m.sessions) as sessions,
                            avg((a.industry = b.industry)::int) as share_same
                     from pairings p left join met m using (mentee_id, mentor_id)
                     join people a on a.person_id = p.mentee_id join people b on b.person_id = p.mentor_id
                     group by p.mentee_id)
        select h.*, f.score as final, g.score as baseline from had h
        left join surveys f on f.person_id = h.mentee_id and f.wave = 'final'
        left join surveys g on g.person_id = h.mentee_id and g.wave = 'baseline'
    """

    def ask() -> Any:
        table = connection.sql(query).df()
        return [len(table), round(float(table["final"].sum()), 6)]

    return ask


def both_questions(size: int, folder: Path) -> Timed:
    """From a platform's tables, its sessions in DuckDB, to both main answers."""
    import duckdb

    import mentorstats as ms

    given = _tables(size)
    sessions = sessions_of(given["pairings"])
    connection = duckdb.connect()
    connection.execute("create table held as select * from sessions")
    del sessions

    def answer() -> Any:
        program = ms.load_frames(**given, sessions=connection.table("held"), outcome="career_confidence")
        asked = (ms.adjacent_industries, ms.multiple_mentors)
        return [question(program, roles=["primary"]).text.partition("\n")[0] for question in asked]

    return answer


def fit_by_mentorstats(size: int, folder: Path, *, block: int = 0) -> Timed:
    from mentorstats.models.mixed import fit_multiple_membership

    y, x, weights = design(size, block=block, mentors=size // 5 if size >= 1_000_000 else None)

    def fit() -> Any:
        found = fit_multiple_membership(y, x, memberships={"mentor": weights})
        return [found.variances["mentor"], found.coefficients["std_error"].iloc[1], found.coefficients["df"].iloc[1]]

    return fit


def fit_in_blocks_by_mentorstats(size: int, folder: Path) -> Timed:
    return fit_by_mentorstats(size, folder, block=200)


def fit_by_lme4(size: int, folder: Path, *, block: int = 0) -> Timed:
    """lme4 with the weights in place of its own grouping, and lmerTest's degrees of freedom; R times itself."""
    y, x, weights = design(size, block=block)
    entries = weights.tocoo()
    np.savetxt(folder / "x.csv", np.column_stack([y, x]), delimiter=",")
    np.savetxt(folder / "z.csv", np.column_stack([entries.row + 1, entries.col + 1, entries.data]), delimiter=",")
    command = ["Rscript", str(R_FIT), str(folder), str(weights.shape[1])]

    def fit() -> Any:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    return fit


def fit_in_blocks_by_lme4(size: int, folder: Path) -> Timed:
    return fit_by_lme4(size, folder, block=200)


def fit_by_statsmodels(size: int, folder: Path) -> Timed:
    """The usual work-around: one group that holds everyone, mentors' weights as a variance component."""
    import warnings

    from statsmodels.regression.mixed_linear_model import MixedLM, VCSpec

    y, x, weights = design(size)
    spec = VCSpec(["mentor"], [[[f"m{n}" for n in range(weights.shape[1])]]], [[weights.toarray()]])

    def fit() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = MixedLM(y, x, groups=np.zeros(len(y)), exog_vc=spec, exog_re=None).fit(reml=True)
        return [float(found.vcomp[0]), float(found.bse[1]), float("nan")]

    return fit


PERMUTATIONS = 2_000


def _program(size: int) -> Any:
    import mentorstats as ms

    return ms.simulate_program(seed=1, mentees=size)[0]


def permutations_by_mentorstats(size: int, folder: Path) -> Timed:
    import mentorstats as ms

    program = _program(size)
    contrast = "adjacent - same"
    return lambda: ms.permutation_test(program, contrast=contrast, permutations=PERMUTATIONS, seed=1).p_value


def permutations_by_scipy(size: int, folder: Path) -> Timed:
    """``scipy.stats.permutation_test`` with the statistic of the same model, fitted anew for each shuffle."""
    from scipy import stats

    from mentorstats.asked import ADJACENCY, ask

    asked = ask(_program(size), ADJACENCY)
    weights = asked.weights(asked.contrasts["adjacent - same"])
    assert weights is not None
    design_ = asked.comparison.design.to_numpy(dtype=float)
    final = asked.comparison.rows["final"].to_numpy(dtype=float)
    covariance = np.linalg.inv(_of_outcomes(asked))
    projector = np.linalg.solve(design_.T @ covariance @ design_, design_.T @ covariance)

    def statistic(outcome: np.ndarray) -> float:
        return float(weights @ projector @ outcome)

    def shuffle() -> Any:
        rng = np.random.default_rng(1)
        return stats.permutation_test(
            (final,), statistic, permutation_type="pairings", n_resamples=PERMUTATIONS, rng=rng
        ).pvalue

    return shuffle


def _of_outcomes(asked: Any) -> np.ndarray:
    found = asked.model.variances
    total = found["residual"] * np.eye(len(asked.comparison.rows))
    for name, membership in asked.memberships.items():
        total += found[name] * (membership @ membership.T).toarray()
    return total


def report_on_the_sample(size: int, folder: Path) -> Timed:
    from mentorstats.cli import main

    out = folder / "out"

    def report() -> Any:
        with contextlib.redirect_stdout(io.StringIO()):
            main(["report", "data/sample", "--out", str(out)])
        return round((out / "report.html").stat().st_size / 1e6, 1)

    return report


def command(*words: str) -> Callable[[int, Path], Timed]:
    """A whole command, the fastest of five."""

    def case(size: int, folder: Path) -> Timed:
        return lambda: subprocess.run([sys.executable, *words], capture_output=True, check=True).returncode

    return case


def has_lme4() -> bool:
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "-e", "library(lmerTest)"], capture_output=True, check=False).returncode == 0
