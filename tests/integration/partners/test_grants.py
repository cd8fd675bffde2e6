"""Giving and ending access: who may not get what, and that both are on record."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import AccessProposal, AuditEvent, Grant, User
from partners.operations import founding, grants
from partners.operations.founding import CannotAppoint
from partners.operations.grants import CannotEnd, CannotGrant, DutiesClash, NotOneself, SecondPersonNeeded, Wanted
from partners.queries import people_access
from partners.queries.duties import clashing
from partners.queries.reach import names
from partners.roles import Role
from partners.scope import partner_scope
from partners.states import ACCESS_PROPOSAL
from sharedservices.common.db import TransactionNeeded
from sharedservices.common.flow import WrongState, pairs
from tests.people import grant

START = date(2026, 12, 1)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def at_northshire(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.uma.pk):
        yield cast


def wanted(email="ed@example.org", role=Role.PAYROLL_PROCESSOR, **more):
    return Wanted(email=email, role=role, **({"start": START, "reason": "joins payroll"} | more))


def propose(cast, *args, by=None, **more):
    return grants.propose(partner_id=cast.northshire.pk, wanted=wanted(*args, **more), by=by or cast.uma, at=AT)


def approve(cast, row, by=None, at=AT):
    return grants.approve(partner_id=cast.northshire.pk, proposal=row.uuid, by=by or second(), at=at)


def give(cast, *args, **more):
    return approve(cast, propose(cast, *args, **more))


def second():
    """Return another administrator, whom nobody else in a test is."""
    return User.objects.get(email="approves@access.example")


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
    assert (made.basis, made.approved_by, made.approved_at) == ("APPROVED", second(), AT)
    (event,) = recorded(at_northshire, "GRANT")
    assert event.changes == {"role": "PAYROLL_PROCESSOR", "from": "2026-12-01", "last_day": "2026-12-31"}
    assert (event.actor_id, event.reason) == (second().pk, "joins payroll")


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
    with pytest.raises(IntegrityError, match="three people"), transaction.atomic():
        by_hand(at_northshire, user=at_northshire.uma)


def by_hand(cast, **more):
    """Write a grant past the operations."""
    given = {
        "user": cast.ed, "partner": cast.northshire, "role": Role.AUDITOR, "reason": "x", "granted_by": cast.uma,
        "valid": DateRange(START, None), "basis": "APPROVED", "approved_by": second(), "approved_at": AT,
        "approved_days": DateRange(START, None),
    }  # fmt: skip
    return Grant.objects.create(**(given | more))


WITHOUT = {"approved_by": None, "approved_at": None, "approved_days": None}


@pytest.mark.parametrize(
    ("more", "guard"),
    [
        (WITHOUT | {"basis": "EMPLOYMENT"}, "partners_grant_basis"),
        (WITHOUT, "partners_grant_basis"),
        (WITHOUT | {"basis": "SET_UP"}, "partners_grant_basis"),
        (WITHOUT | {"basis": "EARLIER"}, "second administrator"),
        ({"approved_days": DateRange(START, date(2027, 1, 1))}, "partners_grant_second_person"),
    ],
)
def test_the_database_keeps_no_access_that_nobody_approved(at_northshire, more, guard):
    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        by_hand(at_northshire, **more)


def test_the_database_sees_one_person_behind_two_logins(at_northshire):
    User.objects.filter(pk=at_northshire.gwen.pk).update(human_id=at_northshire.uma.human_id)

    with pytest.raises(IntegrityError, match="three people"), transaction.atomic():
        by_hand(at_northshire, approved_by=at_northshire.gwen)


def test_the_database_makes_nothing_else_of_approved_access(at_northshire):
    made = give(at_northshire, last_day=date(2026, 12, 31))

    for change in ({"role": Role.HR_ADMIN}, {"user": at_northshire.gwen}, {"approved_days": DateRange(START, None)}):
        with pytest.raises(ProgrammingError, match="access keeps"), transaction.atomic():
            Grant.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Grant.objects.filter(pk=made.pk).update(valid=DateRange(START, date(2027, 6, 1)))


def test_proposed_access_gives_nothing_until_a_second_administrator_approves_it(at_northshire):
    row = propose(at_northshire)

    assert not Grant.objects.filter(user=at_northshire.ed).exists()
    with pytest.raises(SecondPersonNeeded, match="You proposed"):
        approve(at_northshire, row, by=at_northshire.uma)
    with pytest.raises(NotOneself, match="for you"):
        approve(at_northshire, row, by=at_northshire.ed)
    with pytest.raises(CannotGrant, match="proposed for them already"):
        propose(at_northshire)

    made = approve(at_northshire, row)

    row.refresh_from_db()
    assert (Grant.objects.get(user=at_northshire.ed), row.grant, row.state) == (made, made, "APPROVED")
    with pytest.raises(WrongState):
        grants.refuse(partner_id=at_northshire.northshire.pk, proposal=row.uuid, note="x", by=second(), at=AT)


def test_a_proposal_is_refused_with_words_or_taken_back(at_northshire):
    of = {"partner_id": at_northshire.northshire.pk, "at": AT}
    row = propose(at_northshire)
    with pytest.raises(CannotGrant, match="Say why"):
        grants.refuse(proposal=row.uuid, note=" ", by=second(), **of)
    with pytest.raises(SecondPersonNeeded):
        grants.refuse(proposal=row.uuid, note="no", by=at_northshire.uma, **of)

    refused = grants.refuse(proposal=row.uuid, note="Not on our list", by=second(), **of)
    taken_back = grants.withdraw(proposal=propose(at_northshire).uuid, by=at_northshire.uma, **of)

    assert (refused.state, refused.decision_note, taken_back.state) == ("REFUSED", "Not on our list", "WITHDRAWN")
    assert {(one.action, one.state.value) for one in pairs(ACCESS_PROPOSAL) if one.is_legal} == {
        ("approve", "PROPOSED"), ("refuse", "PROPOSED"), ("withdraw", "PROPOSED")
    }  # fmt: skip
    assert not Grant.objects.filter(user=at_northshire.ed).exists()


def test_access_begins_when_it_is_approved_and_never_after_its_last_day(at_northshire):
    late = datetime(2026, 12, 10, 9, tzinfo=UTC)
    short = propose(at_northshire, last_day=date(2026, 12, 9))
    with pytest.raises(CannotGrant, match="has gone by"):
        approve(at_northshire, short, at=late)
    grants.withdraw(partner_id=at_northshire.northshire.pk, proposal=short.uuid, by=at_northshire.uma, at=late)

    assert approve(at_northshire, propose(at_northshire), at=late).valid.lower == date(2026, 12, 10)


def test_what_was_proposed_is_looked_at_again_when_it_is_approved(at_northshire):
    processor, releaser = propose(at_northshire), propose(at_northshire, role=Role.PAYROLL_RELEASER)
    approve(at_northshire, processor)

    with pytest.raises(DutiesClash):
        approve(at_northshire, releaser)


def test_the_operator_appoints_the_first_two_administrators_and_no_third(at_northshire):
    """The bootstrap of a partner (SEC-03): nobody could approve otherwise."""
    of = {"partner": at_northshire.northshire, "site": "", "at": AT, "reason": "Uma’s deputy"}

    made = founding.appoint(email="vic@example.org", full_name="Vic", **of)

    assert (made.basis, made.granted_by, made.approved_by, made.valid.lower) == ("SET_UP", None, None, AT.date())
    assert AuditEvent.objects.filter(action="GRANT", object_id=str(made.pk), reason="Uma’s deputy").exists()
    with pytest.raises(CannotAppoint, match="Two access administrators"):
        founding.appoint(email="wes@example.org", full_name="Wes", **of)
    with pytest.raises(CannotAppoint, match="cannot be"):
        founding.appoint(email="amara@example.org", full_name="", **of)


def test_another_partners_proposal_is_not_there(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.uma.pk):
        row = propose(cast)

    with partner_scope(cast.southborough.pk), pytest.raises(AccessProposal.DoesNotExist):
        grants.approve(partner_id=cast.southborough.pk, proposal=row.uuid, by=second(), at=AT)


CONTROL = "Rhys reviews every run line by line with Gwen until February"
CLASH = {"email": "rhys@example.org", "role": Role.PAYROLL_PROCESSOR, "mitigation": CONTROL}
NINETY = date(2027, 2, 28)  # ninety days from 1 December 2026


def test_two_roles_that_clash_are_held_with_a_control_for_ninety_days_and_no_longer(at_northshire):
    """SEC-03: override = documented mitigating control, expiry of ninety days at most, a second person."""
    of = at_northshire.northshire.pk
    for last_day in (None, NINETY + timedelta(days=1)):
        with pytest.raises(CannotGrant, match="at most 90 days") as refused:
            propose(at_northshire, last_day=last_day, **CLASH)
        assert (refused.value.field, "28/02/2027" in refused.value.explanation) == ("last_day", True)

    made = give(at_northshire, last_day=NINETY, **CLASH)

    assert (made.mitigation, made.mitigates) == (CONTROL, ["PAYROLL_RELEASER"])
    assert clashing(partner_id=of, on=START) == set()
    (row,) = people_access.overrides(partner_id=of, on=START, filters={"standing": "current"})
    assert people_access.as_override(row, on=START, names=names(partner_id=of, on=START)).others == "Payroll releaser"
    ending = {day: people_access.overrides_ending(partner_id=of, on=day, within=14)[0] for day in (START, NINETY)}
    assert ending == {START: 0, NINETY: 1}
    with pytest.raises(ProgrammingError, match="keeps the control"), transaction.atomic():
        Grant.objects.filter(pk=made.pk).update(mitigation="None", mitigates=[])


def test_an_override_covers_the_pair_that_was_approved_and_no_other(at_northshire):
    give(at_northshire, last_day=NINETY, **CLASH)

    with pytest.raises(DutiesClash, match="HR administrator"):
        give(at_northshire, "rhys@example.org", Role.HR_ADMIN)
    with pytest.raises(CannotGrant, match="Nothing clashes"):
        propose(at_northshire, last_day=NINETY, mitigation=CONTROL)
    with pytest.raises(DutiesClash) as by_law:  # UK GDPR article 38(6)
        propose(at_northshire, "rhys@example.org", Role.DATA_PROTECTION_OFFICER, last_day=NINETY, mitigation=CONTROL)
    assert "No mitigating control makes up for this" in by_law.value.explanation


@pytest.mark.parametrize("days", [DateRange(START, date(2027, 3, 2)), DateRange(START, None)])
def test_the_database_keeps_no_override_of_more_than_ninety_days(at_northshire, days):
    with pytest.raises(IntegrityError, match="partners_grant_override"), transaction.atomic():
        by_hand(at_northshire, mitigation=CONTROL, mitigates=["HR_ADMIN"], valid=days, approved_days=days)


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
        grants.propose(partner_id=1, wanted=wanted(), by=User(), at=AT)


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
