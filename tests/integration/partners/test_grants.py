"""Giving and ending access: who may not get what, and that both are on record."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import AuditEvent, Grant, User
from partners.operations import grants
from partners.operations.grants import CannotEnd, CannotGrant, DutiesClash, NotOneself, Wanted
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.db import TransactionNeeded
from tests.people import grant

START = date(2026, 12, 1)


@pytest.fixture
def at_northshire(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.uma.pk):
        yield cast


def wanted(email="ed@example.org", role=Role.PAYROLL_PROCESSOR, **more):
    return Wanted(email=email, role=role, **({"start": START, "reason": "joins payroll"} | more))


def give(cast, *args, by=None, **more):
    return grants.grant(partner_id=cast.northshire.pk, wanted=wanted(*args, **more), by=by or cast.uma)


def end(cast, found, *, last_day, by=None, at=None):
    return grants.end(
        grant_id=found.pk, partner_id=cast.northshire.pk, last_day=last_day, reason="leaves", by=by or cast.uma,
        at=at or cast.uma.joined_at,
    )  # fmt: skip


def recorded(cast, action):
    return list(AuditEvent.objects.filter(partner_id=cast.northshire.pk, action=action, object_type="partners_grant"))


def test_access_holds_from_the_first_to_the_last_day_and_is_on_record(at_northshire):
    made = give(at_northshire, last_day=date(2026, 12, 31))

    assert (made.valid.lower, made.valid.upper) == (START, date(2027, 1, 1))
    assert (made.user, made.granted_by, made.reason) == (at_northshire.ed, at_northshire.uma, "joins payroll")
    (event,) = recorded(at_northshire, "GRANT")
    assert event.changes == {"role": "PAYROLL_PROCESSOR", "from": "2026-12-01", "last_day": "2026-12-31"}
    assert (event.actor_id, event.reason) == (at_northshire.uma.pk, "joins payroll")


def test_a_new_address_becomes_a_login_without_a_password(at_northshire):
    made = give(at_northshire, "New.Person@Example.org", full_name="New Person")

    assert made.user.email == "new.person@example.org"
    assert made.user.full_name == "New Person"
    assert not made.user.has_usable_password()


def test_a_known_address_is_found_in_any_spelling(at_northshire):
    assert give(at_northshire, " ED@example.org ").user == at_northshire.ed


def test_a_new_address_needs_a_name(at_northshire):
    with pytest.raises(CannotGrant, match="full name") as refused:
        give(at_northshire, "new@example.org")

    assert refused.value.field == "full_name"
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_closed_login_gets_nothing(at_northshire):
    User.objects.filter(pk=at_northshire.ed.pk).update(is_active=False)

    with pytest.raises(CannotGrant, match="closed"):
        give(at_northshire)


def test_nobody_gives_themselves_access(at_northshire):
    with pytest.raises(NotOneself):
        give(at_northshire, "uma@example.org", Role.LINE_MANAGER)


def test_nobody_gives_their_second_login_access(at_northshire):
    User.objects.filter(pk=at_northshire.ed.pk).update(human_id=at_northshire.uma.human_id)

    with pytest.raises(NotOneself):
        give(at_northshire)


def test_the_database_refuses_access_given_to_oneself(at_northshire):
    with pytest.raises(IntegrityError, match="not_by_oneself"), transaction.atomic():
        Grant.objects.create(
            user=at_northshire.uma, partner=at_northshire.northshire, role=Role.LINE_MANAGER, reason="x",
            granted_by=at_northshire.uma, valid=DateRange(START, None),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("email", "role", "pair"),
    [
        ("amara@example.org", Role.PAYROLL_RELEASER, "Payroll processor and Payroll releaser"),
        ("ben@example.org", Role.PAYROLL_PROCESSOR, "Partner HR manager and Payroll processor"),
        ("hana@example.org", Role.PAYROLL_RELEASER, "HR administrator and Payroll releaser"),
        ("chen@example.org", Role.PAYROLL_PROCESSOR, "Auditor and Payroll processor"),
        ("rhys@example.org", Role.USER_ADMIN, "Payroll releaser and User administrator"),
    ],
)
def test_two_roles_that_check_each_other_are_refused_by_name(at_northshire, email, role, pair):
    with pytest.raises(DutiesClash, match=pair):
        give(at_northshire, email, role)


def test_the_clash_is_seen_across_two_logins_of_one_person(at_northshire):
    User.objects.filter(pk=at_northshire.ed.pk).update(human_id=at_northshire.amara.human_id)

    with pytest.raises(DutiesClash):
        give(at_northshire, role=Role.PAYROLL_RELEASER)


def test_roles_of_different_times_do_not_clash(at_northshire):
    Grant.objects.filter(user=at_northshire.amara).update(valid=DateRange(date(2020, 1, 1), START))

    assert give(at_northshire, "amara@example.org", Role.PAYROLL_RELEASER).pk


def test_roles_at_different_partners_do_not_clash(at_northshire):
    assert give(at_northshire, "dilys@example.org", Role.PAYROLL_RELEASER).pk


def test_a_role_that_is_held_already_is_refused(at_northshire):
    with pytest.raises(CannotGrant, match="already"):
        give(at_northshire, "amara@example.org", Role.PAYROLL_PROCESSOR)


def test_employees_are_not_made_here(at_northshire):
    with pytest.raises(CannotGrant, match="employment"):
        give(at_northshire, role=Role.EMPLOYEE)


def test_the_last_day_may_not_be_before_the_first(at_northshire):
    with pytest.raises(CannotGrant) as refused:
        give(at_northshire, last_day=date(2026, 11, 30))

    assert refused.value.field == "last_day"


def test_without_a_transaction_nothing_is_granted():
    with pytest.raises(TransactionNeeded):
        grants.grant(partner_id=1, wanted=wanted(), by=User())


def test_access_ends_after_its_last_day_and_keeps_who_ended_it(at_northshire):
    made = give(at_northshire)

    ended = end(at_northshire, made, last_day=date(2026, 12, 24))

    assert ended.valid.upper == date(2026, 12, 25)
    assert (ended.ended_by, ended.end_reason) == (at_northshire.uma, "leaves")
    (event,) = recorded(at_northshire, "CANCEL")
    assert event.changes == {"role": "PAYROLL_PROCESSOR", "last_day": "2026-12-24"}


def test_access_that_had_not_begun_never_begins(at_northshire):
    made = give(at_northshire)

    ended = end(at_northshire, made, last_day=START - timedelta(days=5))

    assert ended.valid.isempty
    assert give(at_northshire).pk, "it can be given anew"


def test_access_is_ended_once(at_northshire):
    made = give(at_northshire)
    end(at_northshire, made, last_day=date(2026, 12, 24))

    with pytest.raises(CannotEnd):
        end(at_northshire, made, last_day=date(2026, 12, 20))


def test_nobody_ends_their_own_access(at_northshire):
    own = Grant.objects.get(user=at_northshire.uma)

    with pytest.raises(NotOneself):
        end(at_northshire, own, last_day=START)


def test_another_partners_access_is_not_there_to_end(at_northshire):
    theirs = Grant.objects.get(user=at_northshire.dilys)

    with pytest.raises(Grant.DoesNotExist):
        end(at_northshire, theirs, last_day=START)


def test_the_database_refuses_one_role_twice_on_one_day(at_northshire):
    with pytest.raises(IntegrityError, match="partners_grant_once"), transaction.atomic():
        grant(at_northshire.amara, at_northshire.northshire, Role.PAYROLL_PROCESSOR)
