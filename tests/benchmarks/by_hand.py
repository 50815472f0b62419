"""What an analyst would write by hand: the same tables, in SQL and in pandas.  Nothing is checked here."""

from __future__ import annotations

import pandas as pd

__all__ = ["MENTEES", "SESSIONS", "mentees_in_pandas", "sessions_in_pandas"]

SESSIONS = (
    "select mentee_id, mentor_id, status, count(*)::bigint as sessions, sum(minutes) as minutes, min(date) as date "
    "from sessions group by mentee_id, mentor_id, status"
)
MENTEES = """
    with met as (select mentee_id, mentor_id, count(*) as sessions from sessions
                 where status = 'attended' group by all),
         had as (select p.mentee_id, count(distinct p.mentor_id) as mentors,
                        sum(coalesce(m.sessions, 0))::bigint as sessions,
                        avg((a.industry = b.industry)::int) as share_same
                 from pairings p left join met m using (mentee_id, mentor_id)
                 join people a on a.person_id = p.mentee_id join people b on b.person_id = p.mentor_id
                 group by p.mentee_id)
    select h.*, f.score as final, g.score as baseline from had h
    left join surveys f on f.person_id = h.mentee_id and f.wave = 'final'
    left join surveys g on g.person_id = h.mentee_id and g.wave = 'baseline'
"""
PAIR = ["mentee_id", "mentor_id"]


def sessions_in_pandas(sessions: pd.DataFrame) -> pd.DataFrame:
    groups = sessions.groupby([*PAIR, "status"], sort=False)
    return groups.agg(sessions=("status", "size"), minutes=("minutes", "sum"), date=("date", "min")).reset_index()


def mentees_in_pandas(
    pairings: pd.DataFrame, people: pd.DataFrame, surveys: pd.DataFrame, sessions: pd.DataFrame
) -> pd.DataFrame:
    met = sessions[sessions["status"] == "attended"].groupby(PAIR, sort=False).size().rename("sessions").reset_index()
    industry = people.set_index("person_id")["industry"]
    pairs = pairings[PAIR].merge(met, on=PAIR, how="left")
    same = pairs["mentee_id"].map(industry) == pairs["mentor_id"].map(industry)
    by_mentee = pairs.assign(share_same=same.astype(float)).groupby("mentee_id", sort=False)
    table = by_mentee.agg(
        mentors=("mentor_id", "nunique"), sessions=("sessions", "sum"), share_same=("share_same", "mean")
    )
    for wave in ("baseline", "final"):
        table[wave] = surveys[surveys["wave"] == wave].set_index("person_id")["score"]
    return table.reset_index()
