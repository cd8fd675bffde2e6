"""Every line of the retention table (domain HR-13), at its boundary: kept on one day, on the list to go on the next.

The literals are the table’s own. A record of somebody who left on 29 June 2018, and was born on 4 March 1960, stands in
every class; the database is asked for what would go on a day, and answers nothing on the day before.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import connection

from hr.models import HrCase, SafetyRecord, StarterCase, StarterEvent
from partners import retention
from partners.engine.retention import cutoff
from partners.scope import partner_scope
from tests.factories import hr
from tests.factories.whole_life import EMPLOYED, FIRST, LAST_DAY, THEN, live
from tests.people import make_cast
from tests.shared import for_a_module, undone

BORN = date(1960, 3, 4)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: its words, the class that keeps it, and the first day on which the record goes."""

    words: str
    code: str
    goes_on: date
    who: str = "leaver"

    def __str__(self) -> str:
        return f"{self.code}: {self.words}"


TABLE = [
    # leaving + 6 years, and the current one: left on 29 June 2018, the tax year ended on 5 April 2019
    Line("Core HR file, contract: leaving + 6 yrs (+1 current)", "hr_file", date(2025, 4, 6)),
    Line("Core HR file, pay steps: leaving + 6 yrs (+1 current)", "increments", date(2025, 4, 6)),
    Line("Core HR file, service: leaving + 6 yrs (+1 current)", "service_dates", date(2025, 4, 6)),
    Line("Core HR file, posts: leaving + 6 yrs (+1 current)", "posts_held", date(2025, 4, 6)),
    Line("Core HR file, absence summary: leaving + 6 yrs (+1 current)", "absence", date(2025, 4, 6)),
    Line("Payroll, PAYE, statutory pay: tax-year end + 6", "pay", date(2025, 4, 6)),
    Line("Pension-relevant service and pay: until age 100", "pension", date(2060, 3, 5), "member"),
    Line("Right to work copies: leaving + 2", "right_to_work", date(2020, 6, 30)),
    # the note was written on 1 April 2010
    Line("DBS certificate: six months at most", "dbs_notes", date(2010, 10, 2)),
    Line("DBS: the result is kept with the file", "checks", date(2025, 4, 6)),
    Line("Unsuccessful applicants: decision + 12 months", "never_started", date(2019, 6, 30), "starter"),
    # its warning was spent on 29 June 2019
    Line("Disciplinary cases: file per policy, six years", "cases", date(2025, 6, 30)),
    # normal pension age 66 on 4 March 2026; ten years after the case is 29 June 2028
    Line(
        "Safeguarding allegations: normal pension age or 10 yrs, the longer",
        "safeguarding",
        date(2028, 6, 30),
        "accused",
    ),
    Line("Accident: 3 yrs", "accidents", date(2021, 6, 30)),
    Line("Exposure (asbestos, noise): 40 yrs", "exposure", date(2058, 6, 30), "exposed"),
    # the last leave was taken on 19 January 2018
    Line("Leave and holiday pay: 6 yrs", "leave", date(2024, 1, 20)),
    Line("Equality monitoring: leaving + 1", "equality", date(2019, 6, 30)),
    Line("Bank details: last payment + 13 months", "bank", date(2019, 7, 30)),
    Line("Death case: closed + 6", "death", date(2024, 6, 30)),
    Line("ESS login: 2 yrs", "login", date(2020, 6, 30)),
]

# Classes that the table does not name, as the product has them beside it.
BESIDE = {
    "clashes", "claims", "contacts", "extracts", "interests", "jobs", "merges", "messages", "pay_gap", "questions",
    "requests", "rosters", "transfers",
}  # fmt: skip
# Lines of the table without a class: “Invoices, VAT, GL” and “ESS audit: 7 yrs”, because ledger and trail are never
# erased; “Contracts, tenders, procurement records”, because no supplier or contract is kept here.


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """A leaver with a record of every kind; a member of a scheme, somebody accused, exposed, and never started."""
    with for_a_module(django_db_blocker):
        cast = make_cast()
        with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
            people = {"leaver": live(cast, cast.northshire).person}
            for who in ("member", "accused", "exposed", "starter"):
                people[who] = hr.person(cast.northshire, surname=who, date_of_birth=BORN)
            _add(cast, people)
        yield cast, people


def _add(cast, people):
    where, org = cast.northshire, hr.found_organisation(cast.northshire)
    said = {"partner": where, "by": cast.hana, "at": THEN}
    job = hr.employment(people["member"], org, start=FIRST, valid=EMPLOYED)
    hr.pension(hr.assignment(job, org), org.pension)
    case = HrCase.objects.create(
        partner=where, reference="2018-0001", kind="DISCIPLINARY", person=people["accused"], received_on=LAST_DAY,
        summary="x", opened_by=cast.hana, opened_at=THEN, is_safeguarding=True,
    )  # fmt: skip
    case.state, case.closed_by, case.closed_at = "CLOSED", cast.hana, THEN
    case.save()
    SafetyRecord.objects.create(
        partner=where, person=people["exposed"], kind="EXPOSURE", category="ASBESTOS", happened_on=FIRST,
        ended_on=LAST_DAY, place="Boiler house", account="x", recorded_by=cast.hana, recorded_at=THEN,
    )  # fmt: skip
    start = StarterCase.objects.create(
        partner=where, person=people["starter"], start_date=LAST_DAY, title="x", opened_by=cast.hana,
        opened_human=cast.hana.human_id, opened_at=THEN,
    )  # fmt: skip
    StarterEvent.objects.create(**said, case=start, action="void", note="x")
    StarterCase.objects.filter(pk=start.pk).update(state="VOID_START")


@pytest.fixture
def made(world, db):
    cast, people = world
    with undone(), partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        yield cast, people


def listed(cast, line, person, on):
    """Return how many rows of a class would go on a day."""
    rule = retention.seed()[line.code]
    day = cutoff(months=rule.months, clock=rule.clock, on=on)
    with connection.cursor() as cursor:
        cursor.execute("SELECT n_rows FROM retained(%s, %s, %s, %s)", [line.code, cast.northshire.pk, day, person.pk])
        row = cursor.fetchone()
    return row[0] if row else 0


@pytest.mark.parametrize("line", TABLE, ids=str)
def test_a_record_is_kept_to_the_day_of_the_table_and_goes_on_the_next(made, line):
    cast, people = made
    person = people[line.who]
    everything = listed(cast, line, person, date(2150, 1, 1))

    assert listed(cast, line, person, line.goes_on) == everything > 0
    assert listed(cast, line, person, line.goes_on - ONE_DAY) < everything


def test_every_class_is_a_line_of_the_table_or_stands_beside_it():
    lines = {line.code for line in TABLE}

    assert lines | BESIDE == {one.code for one in retention.classes()}
    assert not lines & BESIDE


def test_nothing_about_the_ledger_and_the_trail_is_erased_by_a_class():
    tables = {label for one in retention.classes() for label in one.tables}

    assert {label for label in tables if label.startswith("finance.")} == set()
    assert "partners.AuditEvent" not in tables
