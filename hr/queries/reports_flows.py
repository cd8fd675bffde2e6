"""Who joined and who left in the months of a slice, counted by type: the database counts, and no name comes back."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection

from hr.engine import flows
from hr.engine.flows import BANDS, JOINED, LONGEST, NOT_RECORDED, REASON, SERVICE, FlowLine
from hr.models import AssignmentTerms
from hr.queries.insight import _JOBS, Slice


@dataclass(frozen=True, slots=True)
class Flows:
    """The lines of every breakdown, and how many joined and left in all."""

    lines: list[FlowLine]
    n_joined: int
    n_left: int


# As in turnover: somebody who has another employment of the slice on the day has neither come nor gone; once a month.
_JOINED = f"""{_JOBS}
, came AS (
  SELECT DISTINCT ON (j.person_id, date_trunc('month', j.since)) j.id, j.since FROM jobs j
  WHERE j.since >= %(first)s AND j.since < (SELECT max(after) FROM months) AND j.here @> j.since
    AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.person_id = j.person_id AND o.here @> (j.since - 1))
  ORDER BY j.person_id, date_trunc('month', j.since), j.since, j.id
)
SELECT (SELECT t.contract FROM hr_assignmentterms t
        JOIN hr_assignment a ON a.partner_id = t.partner_id AND a.id = t.assignment_id
        WHERE a.partner_id = %(partner)s AND a.employment_id = c.id
        ORDER BY lower(t.valid), t.contract_hours DESC, t.id LIMIT 1) AS contract, count(*)
FROM came c GROUP BY 1
"""  # noqa: S608 - a constant
_LEFT = f"""{_JOBS}
, went AS (
  SELECT DISTINCT ON (j.person_id, date_trunc('month', j.until - 1)) j.id, j.person_id, j.until FROM jobs j
  WHERE j.until > %(first)s AND j.until <= (SELECT max(after) FROM months) AND j.here @> (j.until - 1)
    AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.person_id = j.person_id AND o.here @> j.until)
  ORDER BY j.person_id, date_trunc('month', j.until - 1), j.until DESC, j.id
)
SELECT (SELECT l.leaving_reason FROM hr_leaving l
        WHERE l.partner_id = %(partner)s AND l.employment_id = w.id AND l.ends_employment AND l.state <> 'WITHDRAWN'
        ORDER BY l.id DESC LIMIT 1) AS reason,
       EXISTS (SELECT 1 FROM hr_deathcase d
               WHERE d.partner_id = %(partner)s AND d.person_id = w.person_id AND d.state <> 'WITHDRAWN') AS has_died,
       extract(year FROM age(w.until, e.continuous_service_from))::int AS years, count(*)
FROM went w JOIN hr_employment e ON e.partner_id = %(partner)s AND e.id = w.id GROUP BY 1, 2, 3
"""  # noqa: S608 - a constant


def flows_of(wanted: Slice, *, breakdown: str = "", whole: bool = False) -> Flows:
    """Return who joined and left by type. Two queries, and two for the names of its filters."""
    given = wanted.parameters()
    labels = dict(AssignmentTerms.Contract.choices)
    joined: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    years: Counter[int] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(_JOINED, given)
        for contract, n in cursor.fetchall():
            joined[str(labels.get(contract, NOT_RECORDED))] += n
        cursor.execute(_LEFT, given)
        for reason, has_died, served, n in cursor.fetchall():
            reasons[flows.reason_words(reason, has_died=has_died)] += n
            years[max(served, 0)] += n
    bands = [*(name for _below, name in BANDS), LONGEST]
    found = {
        JOINED: flows.lines(JOINED, joined, whole=whole), REASON: flows.lines(REASON, reasons, whole=whole),
        SERVICE: flows.lines(SERVICE, flows.by_band(years), order=bands, whole=whole),
    }  # fmt: skip
    rows = [one for name, part in found.items() if breakdown in {"", name} for one in part]
    return Flows(rows, sum(joined.values()), sum(reasons.values()))
