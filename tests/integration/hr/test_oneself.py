"""Domain SEC-03: nobody records or corrects, as an officer, what is about themselves, by whichever login."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hr import rules
from hr.models import AbsenceRecord
from hr.operations import absences, family_contact, family_leave, own_time, people
from hr.operations.absences import Report
from hr.operations.family_leave import Wish
from hr.operations.people import ContactDetails
from partners.models import Grant
from partners.roles import Role
from tests.factories import hr as make
from tests.people import FOREVER

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FIRST = date(2026, 11, 16)
ILL = Report(kind="SICKNESS", category="BACK", first_day=FIRST)


@pytest.fixture
def me(ann, org, scope):
    """Hana of HR, who is Ann in the records."""
    make.absence_terms(org.staff_group)
    Grant.objects.create(
        user=scope.hana, partner=scope.northshire, role=Role.EMPLOYEE, person_id=ann.person.pk, valid=FOREVER,
        reason="Employed",
    )  # fmt: skip
    return ann


def acts(me, by):
    """Return what an officer might do to her own record, by name."""
    job, person, who = me.assignment.uuid, me.person.uuid, {"reason": "Why not", "by": by, "at": AT}
    ill = AbsenceRecord.objects.filter(assignment=me.assignment).values_list("uuid", flat=True).first()
    wish = Wish(kind="MATERNITY", notified_on=FIRST, first_day=date(2027, 2, 15), expected_on=date(2027, 3, 17))
    return {
        "report": lambda: absences.report(assignment=job, report=ILL, **who),
        "close": lambda: absences.close(absence=ill, last_day=FIRST, **who),
        "cancel": lambda: absences.cancel(absence=ill, **who),
        "fit note": lambda: absences.add_fit_note(
            absence=ill, outcome="NOT_FIT", covers_from=FIRST, covers_to=FIRST, adjustments="", **who
        ),
        "family leave": lambda: family_leave.record(assignment=job, wish=wish, **who),
        "contact": lambda: people.correct_contacts(person=person, details=ContactDetails(town="Elsewhere"), **who),
    }


def test_an_officer_changes_nothing_of_her_own(me, scope):
    said = own_time.report_sickness(assignments=[me.assignment.uuid], told=ILL, by=scope.hana, at=AT)
    assert [one.state for one in said] == ["OPEN"]

    for name, act in acts(me, scope.hana).items():
        with pytest.raises(rules.RuleBroken) as caught:
            act()
        assert caught.value.rule == rules.NotOneself.code, name


def test_a_second_login_of_the_same_human_being_does_not_help(me, scope):
    scope.ben.human_id = scope.hana.human_id
    scope.ben.save(update_fields=["human_id"])

    with pytest.raises(rules.RuleBroken) as caught:
        acts(me, scope.ben)["report"]()

    assert caught.value.rule == rules.NotOneself.code


def test_a_day_worked_during_her_own_leave_is_for_a_colleague_to_record(me, scope):
    wish = Wish(
        kind="MATERNITY", notified_on=date(2026, 6, 1), first_day=date(2026, 9, 1), expected_on=date(2026, 9, 30)
    )
    row = family_leave.record(assignment=me.assignment.uuid, wish=wish, reason="Notice", by=scope.ben, at=AT)

    with pytest.raises(rules.RuleBroken) as caught:
        family_contact.keep_in_touch(
            leave=row.uuid, worked_on=FIRST, hours=Decimal(4), note="", reason="Came in", by=scope.hana, at=AT
        )

    assert caught.value.rule == rules.NotOneself.code
