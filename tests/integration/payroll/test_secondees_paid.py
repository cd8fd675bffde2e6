"""Somebody seconded in from another employer is on no payroll of ours (domain HR-07: no payroll)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import AssignmentTerms
from partners.scope import partner_scope
from payroll.models import Payslip, RunMember
from tests import scenarios
from tests.factories import hr as make

SECONDED = {"contract": "SECONDMENT_IN"}


@pytest.fixture
def north(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk, reason="test"):
        yield cast


def pay(cast, who):
    """Calculate November, and return gross pay by person."""
    run = scenarios.calculated_run(cast, who.org.pay_group)
    assert not RunMember.objects.filter(run=run, state=RunMember.State.QUARANTINED).exists()
    return {slip.person_id: slip.gross for slip in Payslip.objects.filter(run=run)}


def test_a_secondee_is_not_in_the_run_and_the_others_are(north):
    ann = make.employee(north.northshire, annual="33143")
    lent = make.employee(north.northshire, org=ann.org, annual="33143", terms_fields=SECONDED)

    paid = pay(north, ann)

    assert paid == {ann.person.pk: Decimal("2761.92")}  # 33,143 ÷ 12
    assert lent.person.pk not in paid


def test_a_secondee_who_is_taken_on_is_paid_from_that_day(north):
    """From Monday 16 November, 15 of the month's 30 days: 33,143 ÷ 12 ÷ 30 × 15 = 1,380.96."""
    lent = make.employee(north.northshire, annual="33143", terms_fields=SECONDED)
    old = AssignmentTerms.objects.get(assignment=lent.assignment)
    old.valid = DateRange(old.valid.lower, date(2026, 11, 16))
    old.save()
    names = {f.attname: getattr(old, f.attname) for f in old._meta.concrete_fields if f.name not in {"id", "uuid"}}
    AssignmentTerms.objects.create(**names | {"contract": "PERMANENT", "valid": DateRange(date(2026, 11, 16), None)})

    assert pay(north, lent) == {lent.person.pk: Decimal("1380.96")}
