"""Control totals of people who are brought over: what source, staging and records must agree on (domain HR-11). Pure.

A total is a number by key: by unit or grade where that is what people check, otherwise under the empty key.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

NOTHING = Decimal(0)
Totals = dict[str, dict[str, Decimal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFact:
    """One job as the totals see it. `person` is any key that is one for one human being.

    Hours a week; full-time equivalent to four places; pounds a year for these hours, and of an earlier system this tax
    year. None: it cannot be read. `service_days`: continuous service before the employment began. `services`: which of
    the six service dates are known.
    """

    job_no: str
    employee_no: str
    person: str
    unit: str
    grade: str
    hours: Decimal | None
    fte: Decimal | None
    annual: Decimal | None
    service_days: int
    services: frozenset[str]
    bank_index: str
    is_bank_right: bool
    previous_pay: Decimal | None
    previous_tax: Decimal | None


SIX_DATES = ("EMPLOYER", "REDUNDANCY", "LEAVE", "SICK_PAY", "MATERNITY", "SCHEME")
"""Domain HR-03: six service dates, not one. The first is the start with the employer."""


class Total(NamedTuple):
    """One total: its code in files, the domain it belongs to, its words, and its places after the point."""

    code: str
    domain: str
    label: str
    places: int
    is_by_key: bool = False


TOTALS = (
    Total("people", "PEOPLE", "People", 0),
    Total("employments", "PEOPLE", "Employments", 0),
    Total("jobs", "PEOPLE", "Jobs", 0),
    Total("hours", "PEOPLE", "Contracted hours a week, by unit", 2, True),
    Total("fte", "PEOPLE", "Full-time equivalent, by unit", 4, True),
    Total("annual_basic", "PAY", "Basic pay a year, £", 2),
    Total("grade_count", "PAY", "Jobs, by grade", 0, True),
    Total("bank_accounts", "BANK", "Employments with a bank account", 0),
    Total("bank_passed", "BANK", "Accounts that pass the modulus check", 0),
    Total("bank_shared", "BANK", "Accounts that several people share", 0),
    Total("service_earlier", "SERVICE", "Employments with earlier service", 0),
    Total("service_days", "SERVICE", "Days of earlier service", 0),
    Total("service_null", "SERVICE", "Employments without a service date, by what it counts for", 0, True),
    Total("previous_pay", "YEAR_TO_DATE", "Taxable pay so far this tax year, £", 2),
    Total("previous_tax", "YEAR_TO_DATE", "Tax so far this tax year, £", 2),
)
BY_CODE = {total.code: total for total in TOTALS}
ESTABLISHED = "post_fte"
"""Σ established full-time equivalent: declared and recorded, but in no people file."""
KNOWN = BY_CODE | {ESTABLISHED: Total(ESTABLISHED, "POSTS", "Established full-time equivalent", 4)}
"""What the owner of an extract of people may declare."""


DOMAINS = {
    "PEOPLE": "People, employments and jobs",
    "PAY": "Pay",
    "BANK": "Bank accounts",
    "SERVICE": "Service dates",
    "YEAR_TO_DATE": "Tax year to date",
    "POSTS": "Posts",
}


class NotLoaded(NamedTuple):
    """A domain that no file of people brings: its words, and what it comes with. Evidence says when it is there."""

    label: str
    comes: str


FINANCE = "comes with finance"
NOT_LOADED = {
    "LEDGER": NotLoaded("Ledger", FINANCE),
    "SUPPLIERS": NotLoaded("Suppliers", FINANCE),
}
"""Domains of HR-11 that have no file here. A finder of evidence for each opens its gate (hr.onboarding_evidence)."""


def totals_of(facts: Iterable[JobFact]) -> Totals:
    """Return every total of these jobs. What belongs to an employment is counted once, however many jobs it has."""
    found: Totals = {total.code: defaultdict(lambda: NOTHING) for total in TOTALS}
    people: set[str] = set()
    employments: set[str] = set()
    accounts: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        found["jobs"][""] += 1
        found["hours"][fact.unit] += fact.hours or NOTHING
        found["fte"][fact.unit] += fact.fte or NOTHING
        found["annual_basic"][""] += fact.annual or NOTHING
        found["grade_count"][fact.grade or "-"] += 1
        people.add(fact.person)
        if fact.employee_no in employments:
            continue
        employments.add(fact.employee_no)
        _of_employment(found, fact)
        if fact.bank_index:
            accounts[fact.bank_index].add(fact.person)
    found["people"][""] = Decimal(len(people))
    found["employments"][""] = Decimal(len(employments))
    found["bank_shared"][""] = Decimal(sum(len(users) > 1 for users in accounts.values()))
    for total in TOTALS:
        if not total.is_by_key:
            found[total.code].setdefault("", NOTHING)
    return {code: dict(by_key) for code, by_key in found.items()}


def _of_employment(found: Totals, fact: JobFact) -> None:
    found["bank_accounts"][""] += bool(fact.bank_index)
    found["bank_passed"][""] += fact.is_bank_right
    found["service_earlier"][""] += fact.service_days > 0
    found["service_days"][""] += fact.service_days
    for one in SIX_DATES:
        found["service_null"][one] += one not in fact.services
    found["previous_pay"][""] += fact.previous_pay or NOTHING
    found["previous_tax"][""] += fact.previous_tax or NOTHING


def measure(code: str, fact: JobFact) -> tuple[str, str]:
    """Return key and number that a job adds to a total, as texts to compare: for showing where two sides differ."""
    values = {
        "hours": (fact.unit, fact.hours), "fte": (fact.unit, fact.fte), "annual_basic": ("", fact.annual),
        "grade_count": (fact.grade or "-", 1), "people": ("", fact.job_no and 1), "employments": ("", 1),
        "jobs": ("", 1), "bank_accounts": ("", int(bool(fact.bank_index))),
        "bank_passed": ("", int(fact.is_bank_right)),
        "bank_shared": ("", fact.bank_index), "service_earlier": ("", int(fact.service_days > 0)),
        "service_days": ("", fact.service_days),
        "service_null": ("", ", ".join(one for one in SIX_DATES if one not in fact.services)),
        "previous_pay": ("", fact.previous_pay), "previous_tax": ("", fact.previous_tax),
    }  # fmt: skip
    key, value = values[code]
    return key, "" if value is None else str(value)


class Differs(NamedTuple):
    """A job that two sides do not say the same of: what each says, empty where it does not have it."""

    job_no: str
    employee_no: str
    staging: str
    target: str


def differing(code: str, staging: Iterable[JobFact], target: Iterable[JobFact]) -> list[Differs]:
    """Return the jobs that explain a difference between staging and records, by job number."""
    ours, theirs = {one.job_no: one for one in staging}, {one.job_no: one for one in target}
    found = []
    for job_no in sorted(ours.keys() | theirs.keys()):
        sides = [ours.get(job_no), theirs.get(job_no)]
        says = [None if one is None else measure(code, one) for one in sides]
        if says[0] == says[1]:
            continue
        known = sides[0] or sides[1]
        words = ["" if one is None else " ".join(filter(None, one)) or "nothing" for one in says]
        found.append(Differs(job_no, known.employee_no if known else "", words[0], words[1]))
    return found


class Line(NamedTuple):
    """One total under one key, from each side. None: that side does not say it."""

    total: str
    key: str
    source: Decimal | None
    staging: Decimal | None
    target: Decimal | None

    @property
    def is_balanced(self) -> bool:
        """Whether the source says it and every side that does says the same: posts are in no people file."""
        return self.source is not None and self.source == self.target and self.staging in {None, self.target}


def lines(declared: Mapping[str, Mapping[str, Decimal]], staging: Totals, target: Totals) -> list[Line]:
    """Return every total under every key, in order. A key that a side does not have is nothing there.

    Only the source may be silent: a total that it does not declare has no source, under any key.
    """
    found = []
    for total in TOTALS:
        says = declared.get(total.code)
        keys = set(staging[total.code]) | set(target[total.code]) | set(says or ())
        for key in sorted(keys):
            source = None if says is None else says.get(key, NOTHING)
            ours, theirs = staging[total.code].get(key, NOTHING), target[total.code].get(key, NOTHING)
            found.append(Line(total.code, key, source, ours, theirs))
    return found


def changed_employments(
    before: Mapping[str, tuple[str, frozenset[tuple[str, str]]]],
    now: Mapping[str, tuple[str, frozenset[tuple[str, str]]]],
) -> tuple[set[str], set[str], set[str], set[str]]:
    """Return the employee numbers that are new, changed, gone, and the same. Each side: number -> (person, digests).

    Employments of one person hang together: where one changes or goes, the others are put in again with it.
    """
    new, gone = now.keys() - before.keys(), before.keys() - now.keys()
    changed = {one for one in now.keys() & before.keys() if now[one] != before[one]}
    people = Counter(side[one][0] for side in (before, now) for one in changed | gone if one in side)
    changed |= {one for one in now.keys() & before.keys() if now[one][0] in people or before[one][0] in people}
    return set(new), changed, set(gone), (now.keys() & before.keys()) - changed
