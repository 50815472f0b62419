"""What an analyst would write by hand: the same tables, in SQL and in pandas.  Nothing is checked here.

How close two industries are, and which sector one belongs to, are tables that the analyst is given.
"""

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
         begun as (select * from pairings where status not in ('proposed', 'declined')),
         spells as (select mentee_id, cohort, min(start_date) + interval 90 day as landmark from begun group by all),
         pairs as (select p.mentee_id, p.cohort, p.mentor_id, s.landmark, p.start_date <= s.landmark as counts,
                          a.industry, c.proximity, c.similarity, coalesce(m.sessions, 0) as sessions
                   from begun p join spells s using (mentee_id, cohort)
                   left join met m using (mentee_id, mentor_id)
                   left join people a on a.person_id = p.mentee_id
                   left join people b on b.person_id = p.mentor_id
                   left join closeness c on c.mentee_industry = a.industry and c.mentor_industry = b.industry),
         had as (select mentee_id, cohort, any_value(landmark) as landmark, any_value(industry) as industry,
                        count(distinct mentor_id) as mentors, sum(sessions)::bigint as sessions,
                        count(distinct mentor_id) filter (where counts) as mentors_at_landmark,
                        avg((proximity = 'same')::int) filter (where counts) as share_same,
                        avg((proximity = 'adjacent')::int) filter (where counts) as share_adjacent,
                        avg((proximity = 'distant')::int) filter (where counts) as share_distant,
                        avg((proximity = 'unknown')::int) filter (where counts) as share_unknown,
                        avg(similarity) filter (where counts) as similarity
                 from pairs group by mentee_id, cohort),
         said as (select person_id, avg(score) filter (where wave = 'baseline') as baseline,
                         avg(score) filter (where wave = 'final') as final
                  from surveys where item = 'career_confidence' group by person_id)
    select had.* exclude (landmark, industry), sector, baseline, final
    from had left join said on said.person_id = had.mentee_id left join sectors using (industry)
    qualify row_number() over (partition by mentee_id order by final is null, landmark) = 1
    order by mentee_id
"""
PAIR, SPELL = ["mentee_id", "mentor_id"], ["mentee_id", "cohort"]
TIERS = ("same", "adjacent", "distant", "unknown")


def sessions_in_pandas(sessions: pd.DataFrame) -> pd.DataFrame:
    groups = sessions.groupby([*PAIR, "status"], sort=False)
    return groups.agg(sessions=("status", "size"), minutes=("minutes", "sum"), date=("date", "min")).reset_index()


def mentees_in_pandas(
    pairings: pd.DataFrame, people: pd.DataFrame, surveys: pd.DataFrame, sessions: pd.DataFrame,
    closeness: pd.DataFrame, sectors: pd.DataFrame,
) -> pd.DataFrame:  # fmt: skip
    met = sessions[sessions["status"] == "attended"].groupby(PAIR, sort=False).size().rename("sessions").reset_index()
    industry = people.set_index("person_id")["industry"]
    pairs = pairings[~pairings["status"].isin(["proposed", "declined"])].merge(met, on=PAIR, how="left")
    pairs = pairs.assign(**{f"{side}_industry": pairs[f"{side}_id"].map(industry) for side in ("mentee", "mentor")})
    pairs = pairs.merge(closeness, on=["mentee_industry", "mentor_industry"], how="left")
    by_spell = pairs.groupby(SPELL, sort=False)
    pairs["landmark"] = by_spell["start_date"].transform("min") + pd.Timedelta(days=90)
    counted = pairs[pairs["start_date"] <= pairs["landmark"]]
    counted = counted.assign(**{f"share_{tier}": (counted["proximity"] == tier).astype(float) for tier in TIERS})
    table = pairs.groupby(SPELL, sort=False).agg(
        mentors=("mentor_id", "nunique"), sessions=("sessions", "sum"), landmark=("landmark", "first"),
        industry=("mentee_industry", "first"),
    )  # fmt: skip
    at_landmark = counted.groupby(SPELL, sort=False)
    table["mentors_at_landmark"] = at_landmark["mentor_id"].nunique()
    table = table.join(at_landmark[[*(f"share_{tier}" for tier in TIERS), "similarity"]].mean()).reset_index()
    said = surveys[surveys["item"] == "career_confidence"]
    for wave in ("baseline", "final"):
        table[wave] = table["mentee_id"].map(said[said["wave"] == wave].groupby("person_id")["score"].mean())
    table["sector"] = table["industry"].map(sectors.set_index("industry")["sector"])
    ranked = table.assign(none=table["final"].isna()).sort_values(["mentee_id", "none", "landmark"])
    return ranked.drop_duplicates("mentee_id").drop(columns=["none", "landmark", "industry"])
