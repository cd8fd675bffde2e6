"""Moving an employment to another pay group (domain HR-07): each day is paid once, and nothing is moved under a run."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from hr.models import Employment, PayGroup, PayGroupMove
from hr.operations import elements, inputs, pay_groups
from hr.operations.entries import Entry
from hr.queries.pay_groups import former, label, notes, paid_with, pay_dates, periods_of, words
from hr.rules import RuleBroken
from partners.models import ChangeRequest, PayeScheme
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.scope import partner_scope
from payroll.models import PayPeriod, PayRun, Payslip, RunMember
from payroll.operations import pay_runs
from payroll.operations.calendars import EveryWeeks
from tests import scenarios
from tests.factories import hr as make
from tests.factories import payroll

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
MOVE = date(2026, 11, 16)
"""A Monday on which a period of four weeks starts; the month has 15 days before it."""


@pytest.fixture
def north(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        yield cast


@pytest.fixture
def ann(north):
    """Ann on £33,143 a year (NJC point 21 of 1 April 2025), paid monthly, in no pension scheme."""
    found = make.employee(north.northshire, annual="33143", with_pension=False)
    payroll.calendar(found.org.pay_group, by=north.amara)
    return found


@pytest.fixture
def weeks(ann, north):
    """A pay group of the same scheme that is paid every four weeks."""
    found = make.pay_group(ann.org.scheme, "WEEKS", name="Four-weekly", frequency="fourweekly")
    payroll.calendar(found, by=north.amara, rule=EveryWeeks(MOVE, date(2026, 12, 11)))
    return found


def move(ann, to, cast, on=MOVE, **more):
    said = {"reason": "Depot terms", "by": cast.hana, "at": AT} | more
    return pay_groups.move(employment=ann.employment.uuid, pay_group=to.uuid, effective_from=on, **said)


def broken(*given, **more):
    with pytest.raises(RuleBroken) as found, transaction.atomic():
        move(*given, **more)
    assert found.value.remedy
    return found.value.rule


def pay(cast, group, on):
    """Calculate the period of a group that starts on a day, and return gross pay by person."""
    period = PayPeriod.objects.get(pay_group=group, covers__startswith=on)
    run = pay_runs.create(period_id=period.pk, kind=PayRun.Kind.REGULAR, by=cast.amara, at=payroll.NOW)
    pay_runs.calculate(run_id=run.pk, by=cast.amara, at=payroll.NOW, batch_people=500)
    run = scenarios.drain(run)
    assert not RunMember.objects.filter(run=run, state=RunMember.State.QUARANTINED).exists()
    return {slip.person_id: slip.gross for slip in Payslip.objects.filter(run=run)}


def test_each_group_pays_its_own_days(ann, weeks, north):
    """To 15 November 15 of 30 days of 33,143 ÷ 12; then four weeks at 33,143 ÷ 52.143 a week."""
    with transaction.atomic():
        move(ann, weeks, north)

    assert pay(north, ann.org.pay_group, date(2026, 11, 1)) == {ann.person.pk: Decimal("1380.96")}
    assert pay(north, weeks, MOVE) == {ann.person.pk: Decimal("2542.47")}
    assert not Employment.objects.filter(paid_with(ann.org.pay_group.pk, date(2026, 12, 1))).exists()


def test_a_request_shows_the_periods_and_another_approves(ann, weeks, north):
    payload = {
        "employment": str(ann.employment.uuid), "pay_group": str(weeks.uuid), "effective_from": MOVE.isoformat(),
    }  # fmt: skip
    proposal = Proposal(kind="hr.pay_group", payload=payload, reason="Depot terms")
    row = changes.submit(partner_id=north.northshire.pk, proposal=proposal, by=north.hana, at=AT)

    assert dict(row.before)["Pay period"] == "1 November 2026 to 30 November 2026, paid on 27 November 2026"
    assert dict(row.after) == {
        "Pay group": "Four-weekly", "Paid": "Every 4 weeks",
        "Pay period": "16 November 2026 to 13 December 2026, paid on 11 December 2026",
    }  # fmt: skip
    said = dict(notes(Employment.objects.get(pk=ann.employment.pk), weeks, MOVE))
    assert said["Last pay with Monthly paid"].startswith("1 November 2026 to 15 November 2026, paid on 27 November")
    with pytest.raises(changes.NotYours):
        changes.approve(change=row.uuid, content_hash=row.content_hash, by=north.hana, at=AT)
    for who in (north.ben, north.gwen):
        row = ChangeRequest.objects.get(pk=row.pk)
        if row.state == "WAITING":
            row = changes.approve(change=row.uuid, content_hash=row.content_hash, by=who, at=AT)

    job = Employment.objects.get(pk=ann.employment.pk)
    assert (row.state, job.pay_group, job.former_pay_group, job.pay_group_from) == (
        "APPLIED", weeks, ann.org.pay_group, MOVE,
    )  # fmt: skip
    assert former(job) == [("Monthly paid", date(2026, 11, 15))]
    assert label(job, date(2026, 11, 2)) == "Monthly paid; from 16 November 2026 Four-weekly"
    assert (label(job, MOVE), words(job, date(2026, 11, 15))["Pay group"]) == ("Four-weekly", "Monthly paid")
    starts = [one.start for _group, one in periods_of(job, on=date(2026, 11, 2))]
    assert [one for one in starts if one >= date(2026, 11, 1)][:3] == [date(2026, 11, 1), MOVE, date(2026, 12, 14)]
    assert Employment.objects.filter(paid_with(weeks.pk, MOVE)).count() == 1
    assert not Employment.objects.filter(paid_with(weeks.pk, date(2026, 11, 1))).exists()


def test_what_stands_against_a_move_is_named(ann, weeks, north):
    org, monthly = ann.org, ann.org.pay_group
    other = PayeScheme.objects.create(
        partner=north.northshire, legal_entity=org.entity, employer_reference="951/ZZ1", accounts_office_reference="1"
    )
    elsewhere = make.pay_group(other, "OTHER")
    assert broken(ann, elsewhere, north) == "HR-PAYGROUP-SCHEME"
    assert broken(ann, weeks, north, on=date(2026, 11, 17)) == "HR-PAYGROUP-START"
    assert broken(ann, monthly, north) == "HR-SOMETHING-CHANGES"
    assert broken(ann, weeks, north, reason=" ") == "HR-REASON"
    assert broken(ann, weeks, north, on=date(2020, 1, 6)).startswith("HR-")
    with pytest.raises(PayGroup.DoesNotExist):
        pay_groups.move(
            employment=ann.employment.uuid, pay_group=ann.employment.uuid, effective_from=MOVE, reason="x",
            by=north.hana, at=AT,
        )  # fmt: skip

    paid = make.recurring(ann, org.elements["ALLOWANCE"])
    assert broken(ann, weeks, north) == "HR-PAYGROUP-AMOUNTS"
    said = {"reason": "Depot terms", "by": north.hana, "at": AT}
    elements.end_recurring(recurring=paid.uuid, last_day=date(2026, 11, 15), **said)
    again = {
        "assignment": ann.assignment.uuid,
        "element": org.elements["ALLOWANCE"].uuid,
        "entry": Entry(amount=Decimal(46)),
    }
    elements.add_recurring(effective_from=MOVE, last_day=None, **again, **said)

    claimed = make.monthly_input(ann, org.elements["ALLOWANCE"], by=north.amara, period_start=date(2026, 12, 1))
    assert broken(ann, weeks, north) == "HR-PAYGROUP-INPUTS"
    inputs.withdraw(monthly_input=claimed.uuid, by=north.amara, at=AT)

    move(ann, weeks, north)
    assert broken(ann, monthly, north, on=date(2026, 12, 1)) == "HR-PAYGROUP-ONE"
    assert move(ann, monthly, north).pay_group_from is None  # taken back, from the same day
    assert Employment.objects.get(pk=ann.employment.pk).pay_group == monthly


def test_taking_back_a_second_move_leaves_the_first(ann, weeks, north):
    """Moved on 16 November and again on 11 January: who takes January back has not taken November back."""
    later, january = AT.replace(month=11, day=17), date(2027, 1, 11)
    other = make.pay_group(ann.org.scheme, "FORTNIGHT", name="Fortnightly", frequency="fortnightly")
    payroll.calendar(other, by=north.amara, rule=EveryWeeks(MOVE, date(2026, 11, 27)))
    move(ann, weeks, north)
    job = move(ann, other, north, on=january, at=later)
    assert former(job) == [("Four-weekly", date(2027, 1, 10)), ("Monthly paid", date(2026, 11, 15))]

    job = move(ann, weeks, north, on=january, at=later)

    assert (job.pay_group, job.former_pay_group, job.pay_group_from) == (weeks, ann.org.pay_group, MOVE)
    assert former(job) == [("Monthly paid", date(2026, 11, 15))]
    assert Employment.objects.filter(paid_with(ann.org.pay_group.pk, date(2026, 11, 1))).count() == 1
    job = move(ann, ann.org.pay_group, north, at=later)  # and the first may still be taken back by itself
    assert (job.pay_group, job.former_pay_group, job.pay_group_from) == (ann.org.pay_group, None, None)
    assert (former(job), PayGroupMove.objects.count()) == ([], 0)


def test_a_period_before_two_moves_is_paid_by_the_group_of_then(ann, weeks, north):
    """Monthly to 15 November, every four weeks to 10 January, then every two: each still finds its own days."""
    monthly, later = ann.org.pay_group, AT.replace(day=17)
    other = make.pay_group(ann.org.scheme, "FORTNIGHT", name="Fortnightly", frequency="fortnightly")
    payroll.calendar(other, by=north.amara, rule=EveryWeeks(MOVE, date(2026, 11, 27)))
    move(ann, weeks, north)
    move(ann, other, north, on=date(2027, 1, 11), at=later)
    job = Employment.objects.get(pk=ann.employment.pk)

    pays = {
        (group, on) for group in (monthly, weeks, other)
        for on in (date(2026, 11, 1), MOVE, date(2026, 12, 14), date(2027, 1, 11))
        if Employment.objects.filter(paid_with(group.pk, on)).exists()
    }  # fmt: skip

    assert pays == {
        (monthly, date(2026, 11, 1)), (weeks, MOVE), (weeks, date(2026, 12, 14)), (other, date(2027, 1, 11)),
    }  # fmt: skip
    assert {(job.pay_group_on(on), on) for _group, on in pays} == pays
    starts = [(group, one.start) for group, one in periods_of(job, on=date(2026, 11, 2))]
    assert [one for one in starts if one[1] >= date(2026, 11, 1)][:3] == [
        (monthly, date(2026, 11, 1)), (weeks, MOVE), (weeks, date(2026, 12, 14)),
    ]  # fmt: skip
    assert words(job, date(2026, 11, 15))["Pay group"] == "Monthly paid"
    assert pay_dates(job, on=date(2026, 11, 2))[:4] == [
        date(2026, 11, 27), date(2026, 12, 11), date(2027, 1, 8), date(2027, 1, 22),
    ]  # fmt: skip
    assert pay(north, other, MOVE) == {}
    assert pay(north, monthly, date(2026, 11, 1)) == {ann.person.pk: Decimal("1380.96")}  # 15 days, as in the first
    assert pay(north, weeks, MOVE) == {ann.person.pk: Decimal("2542.47")}
    run = PayRun.objects.get(pay_group=monthly)
    left_out = pay_runs.exclude(run_id=run.pk, employment_id=job.pk, reason="Asked", by=north.amara, at=payroll.NOW)
    assert left_out.state == RunMember.State.EXCLUDED


def test_who_moves_back_is_not_with_the_first_group_in_between(ann, weeks, north):
    monthly, february = ann.org.pay_group, date(2027, 2, 1)
    move(ann, weeks, north)
    job = move(ann, monthly, north, on=february, at=AT.replace(day=17))

    assert [job.pay_group_on(on) for on in (date(2026, 11, 15), MOVE, date(2027, 1, 31), february)] == [
        monthly, weeks, weeks, monthly,
    ]  # fmt: skip
    assert former(job) == [("Four-weekly", date(2027, 1, 31)), ("Monthly paid", date(2026, 11, 15))]
    with_monthly = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), february]
    assert [Employment.objects.filter(paid_with(monthly.pk, on)).count() for on in with_monthly] == [1, 0, 0, 1]


def test_nothing_moves_under_a_run_that_is_calculated(ann, weeks, north):
    december = date(2026, 12, 14)
    pay(north, ann.org.pay_group, date(2026, 11, 1))
    assert broken(ann, weeks, north) == "HR-PAYGROUP-FROZEN"
    assert move(ann, weeks, north, on=december).pay_group_from == december


def test_a_move_needs_its_day_by_the_database(ann, weeks, north):
    with pytest.raises(IntegrityError, match="hr_employment_pay_group_moved"), transaction.atomic():
        Employment.objects.filter(pk=ann.employment.pk).update(former_pay_group=weeks)
