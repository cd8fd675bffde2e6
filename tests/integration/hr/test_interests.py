"""Domain SEC-03: whoever declares an interest decides nothing about the person, and few see who it is."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import ProgrammingError, transaction

from hr.models import DeclaredInterest
from hr.operations import cases, dated, interests, merges, sensitive
from hr.operations.cases import NotForThisCase, Opening
from hr.operations.interests import Declared
from hr.queries import interests as found
from hr.rules import RuleBroken
from partners.models import AuditEvent, User
from partners.queries import deciders
from partners.roles import Role
from tests.factories import hr as make
from tests.people import grant, user

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def sister(name="Ann Archer", **more):
    return Declared(**({"kind": "RELATIVE", "name": name, "relation": "my sister"} | more))


@pytest.fixture
def me(ann, org, scope):
    """Ann, the sister of Ben of HR; and Ben, who is Pat in the records."""
    pat = make.person(scope.northshire, surname="Pym", forenames="Pat")
    grant(scope.ben, scope.northshire, Role.EMPLOYEE, person_id=pat.pk)
    ann.person.forenames, ann.person.surname = "Ann", "Archer"
    ann.person.save()
    return SimpleNamespace(person=ann.person, assignment=ann.assignment, employment=ann.employment, pat=pat)


def declare(me, scope, declared=None):
    return interests.declare(person=me.pat.uuid, declared=declared or sister(), by=scope.ben, at=AT)


def close(scope, who):
    return deciders.close_people(who, scope.northshire.pk)


def test_from_a_declaration_on_neither_decides_about_the_other(me, scope):
    """HR-INTEREST-CLOSE: by name, by any login, and either way round."""
    other = user("Benjamin")
    User.objects.filter(pk=other.pk).update(human_id=scope.ben.human_id)
    grant(scope.gwen, scope.northshire, Role.EMPLOYEE, person_id=me.person.pk)
    declare(me, scope)

    other.refresh_from_db()
    assert close(scope, scope.ben) == close(scope, other) == {me.person.pk}
    assert close(scope, scope.gwen) == {me.pat.pk}
    assert close(scope, scope.hana) == set()
    with pytest.raises(RuleBroken) as refused:
        dated.refuse_oneself(me.assignment, by=scope.ben)
    assert (refused.value.rule, "Pass it to a colleague" in refused.value.explanation) == ("HR-INTEREST-CLOSE", True)
    dated.refuse_oneself(me.assignment, by=scope.hana)


def test_nobody_is_handed_a_case_about_somebody_close(me, scope):
    declare(me, scope)
    wanted = Opening(
        person=me.person.uuid, kind="DISCIPLINARY", sensitivity="NORMAL", received_on=AT.date(), summary="x",
        officer=scope.ben,
    )  # fmt: skip

    with pytest.raises(NotForThisCase, match="cannot have this part"):
        cases.open_case(partner_id=scope.northshire.pk, wanted=wanted, by=scope.hana, at=AT)
    with pytest.raises(RuleBroken):
        cases.open_case(partner_id=scope.northshire.pk, wanted=wanted, by=scope.ben, at=AT)


@pytest.mark.parametrize("clear", [True, False])
def test_two_of_one_name_are_told_apart_by_hr(me, scope, clear):
    make.person(scope.northshire, surname="Archer", forenames="Ann")
    number = {"employee_no": me.employment.employee_no} if clear else {}

    row = declare(me, scope, sister(**number))

    assert close(scope, scope.ben) == ({me.person.pk} if clear else set())
    assert found.n_unlinked(partner_id=scope.northshire.pk) == (0 if clear else 1)
    with pytest.raises(RuleBroken) as own:
        interests.link(interest=row.uuid, employee_no="", by=scope.ben, at=AT)
    assert own.value.rule == "HR-INTEREST-ANOTHER"
    with pytest.raises(RuleBroken) as unknown:
        interests.link(interest=row.uuid, employee_no="none", by=scope.hana, at=AT)
    assert unknown.value.rule == "HR-INTEREST-NUMBER"
    interests.link(interest=row.uuid, employee_no=me.employment.employee_no, by=scope.hana, at=AT)
    assert close(scope, scope.ben) == {me.person.pk}


def test_other_work_binds_nobody_and_is_kept(me, scope):
    row = declare(me, scope, Declared(kind="WORK", name="Ann Archer", relation="Director of her company"))

    assert (close(scope, scope.ben), found.n_unlinked(partner_id=scope.northshire.pk)) == (set(), 0)
    with pytest.raises(RuleBroken) as refused:
        interests.link(interest=row.uuid, employee_no="1", by=scope.hana, at=AT)
    assert refused.value.rule == "HR-INTEREST-WORK"


def test_hr_records_and_ends_what_somebody_declared_and_the_holder_confirms_it(me, scope):
    of = {"partner_id": scope.northshire.pk, "at": AT}
    for email, by, code in [("ben@example.org", scope.ben, "ANOTHER"), ("x@example.org", scope.hana, "HOLDER")]:
        with pytest.raises(RuleBroken) as refused:
            interests.record(email=email, declared=sister(), by=by, **of)
        assert refused.value.rule == f"HR-INTEREST-{code}"
    row = interests.record(email="ben@example.org", declared=sister(), by=scope.hana, **of)
    with pytest.raises(RuleBroken) as twice:
        declare(me, scope, sister("ann archer"))
    assert twice.value.rule == "HR-INTEREST-ONCE"
    year = {"partner_id": scope.northshire.pk, "human_id": scope.ben.human_id}
    assert found.n_to_confirm(**year, on=date(2026, 11, 21)) == 0
    assert found.n_to_confirm(**year, on=date(2027, 11, 22)) == 1

    with pytest.raises(RuleBroken) as other:
        interests.confirm(interest=row.uuid, by=scope.hana, at=AT)
    assert other.value.rule == "HR-INTEREST-OWN"
    interests.confirm(interest=row.uuid, by=scope.ben, at=AT + timedelta(days=365))
    assert found.n_to_confirm(**year, on=date(2027, 11, 22)) == 0
    with pytest.raises(RuleBroken) as own:
        interests.end(interest=row.uuid, reason="x", by=scope.ben, at=AT)
    assert own.value.rule == "HR-INTEREST-ANOTHER"
    with pytest.raises(RuleBroken) as silent:
        interests.end(interest=row.uuid, reason=" ", by=scope.hana, at=AT)
    assert silent.value.rule == "HR-INTEREST-WORDS"
    interests.end(interest=row.uuid, reason="They parted", by=scope.hana, at=AT)
    assert close(scope, scope.ben) == set()
    with pytest.raises(RuleBroken) as ended:
        interests.confirm(interest=row.uuid, by=scope.ben, at=AT)
    assert ended.value.rule == "HR-INTEREST-ENDED"


def test_the_database_keeps_what_was_declared_and_the_trail_does_not_say_who_it_is(me, scope):
    row = declare(me, scope)

    with pytest.raises(ProgrammingError, match="keeps what it says"), transaction.atomic():
        DeclaredInterest.objects.filter(pk=row.pk).update(name="Somebody else")
    said = [f"{one.label} {one.changes}" for one in AuditEvent.objects.filter(object_type="hr_declaredinterest")]
    assert said
    assert not [one for one in said if "Archer" in one or "sister" in one]
    assert found.close_people(partner_id=scope.southborough.pk, human_id=scope.ben.human_id) == set()


def test_records_of_somebody_close_are_for_a_colleague(me, scope):
    """Merging refused oneself alone. Which operations ask is the business of a guard (test_concerned)."""
    declare(me, scope)
    twice = make.person(scope.northshire, surname="Archer", forenames="Anne")
    acts = [
        lambda by: merges.merge(person=me.person.uuid, duplicate=twice.uuid, reason="One", by=by, at=AT),
        lambda by: merges.merge(person=twice.uuid, duplicate=me.person.uuid, reason="One", by=by, at=AT),
        lambda by: sensitive.restrict(
            person=me.person.uuid, kind="ADDRESS", reason="A threat", review_on=date(2027, 5, 1), by=by, at=AT
        ),
        lambda by: dated.refuse_concerned(people=[twice.pk, me.person.pk], partner_id=scope.northshire.pk, by=by),
    ]

    for act in acts:
        with pytest.raises(RuleBroken) as refused:
            act(scope.ben)
        assert refused.value.rule == "HR-INTEREST-CLOSE"
