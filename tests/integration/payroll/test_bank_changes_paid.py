"""Which account a run pays when somebody tries to divert it (T-HR-12, E12), and what the releaser is told."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from hr.operations import bank_checks, personal
from partners.models import OutboundMessage
from partners.roles import Role
from partners.scope import partner_scope
from payroll.models import Payment
from payroll.queries import bank_changes_paid
from payroll.queries.run_facts import run_facts
from tests import scenarios
from tests.factories import bank_changes as make
from tests.factories import payroll
from tests.people import grant, user

# Pay day Friday 27 November 2026 (the 28th is a Saturday); five working days before, the 20th, is the cut-off.
DAY_BEFORE_CUT_OFF = datetime(2026, 11, 19, 20, 0, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def me(north, group, ann):
    who = user("Ann")
    grant(who, north.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    make.contacts(ann.person)
    payroll.calendar(group, by=north.amara)
    return who


def last_four_paid(run):
    return list(Payment.objects.filter(run=run).values_list("last_four", flat=True))


def alerts():
    return sorted(OutboundMessage.objects.filter(kind="bank change alert").values_list("channel", "address"))


def test_t_hr_12_the_payment_goes_to_the_old_account_and_the_alerts_went_to_the_old_mobile(north, group, ann, me):
    """T-HR-12: attacker resets password, changes mobile, changes bank, one day before the cut-off."""
    me.password_reset_at = DAY_BEFORE_CUT_OFF - timedelta(hours=3)
    me.save()
    with partner_scope(ann.person.partner_id, person_ids=frozenset({ann.person.pk}), actor_id=me.pk):
        reach = personal.Reach(email="x@evil.example", phone="07700 900666", known_as="", site=make.SITE)
        personal.change_contacts(person=ann.person.uuid, reach=reach, by=me, at=DAY_BEFORE_CUT_OFF - timedelta(hours=1))

    row = make.request(ann.employment, by=me, at=DAY_BEFORE_CUT_OFF, device_since=DAY_BEFORE_CUT_OFF)
    bank_checks.move(partner_id=north.northshire.pk, at=DAY_BEFORE_CUT_OFF)
    for days in range(9):  # the worker runs on every day until pay day
        bank_checks.move(partner_id=north.northshire.pk, at=DAY_BEFORE_CUT_OFF + timedelta(days=days))
    run = scenarios.released_run(north, group, month=11)

    assert last_four_paid(run) == ["3036"]
    assert alerts() == [("EMAIL", "ann@example.org"), ("EMAIL", "ann@home.example"), ("TEXT", "07700 900123")]
    row.refresh_from_db()
    assert (row.state, row.effective_on) == ("VERIFYING", date(2026, 11, 30))


def test_e12_a_request_one_working_day_before_the_cut_off_from_a_new_device_pays_the_old_account(north, group, ann, me):
    """E12: even when a second person accepts it."""
    from hr.operations import bank_changes

    row = make.request(ann.employment, by=me, at=DAY_BEFORE_CUT_OFF, device_since=DAY_BEFORE_CUT_OFF)
    bank_checks.check(change=row.uuid, at=DAY_BEFORE_CUT_OFF)
    row.refresh_from_db()
    if row.state == "VERIFYING":
        bank_changes.accept(change=row.uuid, note="", by=north.ben, at=DAY_BEFORE_CUT_OFF)
    for days in range(9):
        bank_checks.move(partner_id=north.northshire.pk, at=DAY_BEFORE_CUT_OFF + timedelta(days=days))
    run = scenarios.released_run(north, group, month=11)

    assert last_four_paid(run) == ["3036"]
    assert ("TEXT", "07700 900123") in alerts()
    bank_checks.move(partner_id=north.northshire.pk, at=datetime(2026, 11, 30, 6, 0, tzinfo=UTC))
    row.refresh_from_db()
    assert (row.state, row.account.valid.lower) == ("ACTIVE", date(2026, 11, 30))


@pytest.fixture
def changed(north, group, ann, me):
    """Ann asked on 30 October, in time: from 4 November on."""
    scenarios.released_run(north, group, month=10)
    row = make.request(ann.employment, by=me, at=OCTOBER)
    bank_checks.check(change=row.uuid, at=OCTOBER)
    return bank_checks.activate(change=row.uuid, at=datetime(2026, 11, 4, 6, 0, tzinfo=UTC))


def test_the_releaser_is_told_of_every_account_that_changed_since_the_last_run(north, group, changed, ann):
    run = scenarios.approved_run(north, group, month=11)

    told = bank_changes_paid.since_last_run(facts=run_facts(partner_id=run.partner_id, run_id=run.pk))

    assert [(one.name, one.score, one.last_four) for one in told.rows] == [("Ann Abbott", 10, "9911")]
    assert (told.n, told.net, told.to_call) == (1, run.net, [changed.uuid])
    assert told.net > Decimal(0)


def test_a_change_that_was_paid_before_is_not_told_again(north, group, changed):
    scenarios.released_run(north, group, month=11)
    run = scenarios.calculated_run(north, group, month=12)

    told = bank_changes_paid.since_last_run(facts=run_facts(partner_id=run.partner_id, run_id=run.pk))

    assert (told.n, told.net, told.rows) == (0, Decimal(0), [])
