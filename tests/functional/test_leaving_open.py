"""What of a leaver is open: shown before, ended with the last day, put back exactly; after a death too (HR-08)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange

from hr import change_kinds_leaving as kinds
from hr import models
from hr.operations import acting, death_ends, leavings
from hr.operations.acting import Cover
from hr.queries import ahead, duty_reviews, family_leave, leaving_open, sick_pay
from hr.queries import leavings as found
from hr.rules import RuleBroken
from partners.operations import changes
from partners.operations.change_trials import Proposal
from tests.factories import hr as make
from tests.functional.people_pages import client, in_scope, text
from tests.people import make_cast
from tests.shared import for_a_module, undone

AT = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
LAST = date(2026, 12, 31)
NEXT = LAST + timedelta(days=1)
PAST = DateRange(date(2026, 11, 1), date(2027, 4, 1))
KINDS = (
    models.AbsenceRecord, models.FamilyLeaveBlock, models.LeaveBooking, models.ActingUp, models.Honorarium,
    models.Secondment, models.JobMark, models.PayProtection, models.MarketSupplement, models.AssignmentTerms,
    models.RecurringElement, models.Assignment, models.Employment,
)  # fmt: skip


def _open(cast, who):
    """Give somebody one of everything that reaches past the last day."""
    seat = {"partner": cast.northshire, "person": who.person, "assignment": who.assignment}
    job = seat | {"employment": who.employment, "reason": "Agreed"}
    element = who.org.elements["ALLOWANCE"]
    paid = make.recurring(who, element, valid=PAST)
    models.Honorarium.objects.create(
        **job, recurring=paid, basis="PROJECT", basis_words="A project", valid=PAST, review_on=date(2027, 3, 1)
    )
    models.MarketSupplement.objects.create(
        **job, recurring=paid, evidence="Survey", valid=PAST, review_on=date(2027, 3, 1)
    )
    models.PayProtection.objects.create(**job, kind="CASH", yearly=Decimal(600), element=element, valid=PAST)
    models.Secondment.objects.create(
        **job, direction="OUT", organisation="Host", contact="Invoices", funded_percent=50, valid=PAST
    )
    models.JobMark.objects.create(**seat, kind="SECONDED_OUT", valid=PAST, reason="Held")
    post = make.post(who.org.unit, make.job_role(who.org.staff_group, code="R9", title="Senior"), post_no="P900")
    grade = make.grade(who.org.scale, who.org.points["21"], who.org.points["22"], code="G9")
    cover = Cover(
        post=post.uuid, percent=Decimal(100), grade=grade.uuid, spine_point=who.org.points["21"].uuid,
        review_on=date(2027, 3, 1),
    )  # fmt: skip
    said = {"reason": "Cover", "by": cast.ben, "at": AT}
    span = {"effective_from": date(2026, 12, 1), "last_day": date(2027, 3, 31)}
    acting.start(assignment=who.assignment.uuid, cover=cover, **span, **said)
    own = seat | {"employment": who.employment}
    asked = {"requested_by": cast.hana, "requested_human": cast.hana.human_id, "requested_at": AT}
    for valid, hours in (
        (DateRange(date(2026, 12, 28), date(2027, 1, 9)), 74),
        (DateRange(date(2027, 2, 1), date(2027, 2, 6)), 37),
    ):
        models.LeaveBooking.objects.create(**own, valid=valid, hours=Decimal(hours), **asked)
    models.AbsenceRecord.objects.create(
        **own, kind="SICKNESS", category="BACK", valid=DateRange(date(2026, 11, 2), None), reported_by=cast.hana,
        reported_at=AT,
    )  # fmt: skip


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    with for_a_module(django_db_blocker), time_machine.travel(AT, tick=False):
        cast = make_cast()
        with in_scope(cast):
            olga = make.employee(cast.northshire, person_fields={"surname": "Open"})
            make.absence_terms(olga.org.staff_group)
            _open(cast, olga)
        yield SimpleNamespace(cast=cast, who=olga)


@pytest.fixture
def story(whole, db):
    with undone(), time_machine.travel(AT, tick=False), in_scope(whole.cast):
        yield whole


def rows(who):
    """Return every row of the person, as it is."""
    kept = {}
    for model in KINDS:
        key = {"pk": who.person.pk} if model is models.Person else {"person_id": who.person.pk}
        kept[model.__name__] = list(model.objects.filter(**key).order_by("pk").values())
    return kept


def leave(story, *, last=LAST, at=AT, reason="RESIGNATION"):
    wish = leavings.Wish(last_day=last, leaving_reason=reason, notice_given_on=date(2026, 11, 2), notice="NONE")
    if reason == "RESIGNATION":
        wish = leavings.Wish(last_day=last, leaving_reason=reason, notice_given_on=date(2026, 11, 2), notice="WORKED")
    said = {"reason": "Letter", "by": story.cast.ben, "at": at}
    return leavings.leave_employment(employment=story.who.employment.uuid, wish=wish, **said)


def ends(model, who):
    return [row.valid.upper for row in model.objects.filter(person_id=who.person.pk).order_by("valid")]


@pytest.mark.parametrize("reason", ["RESIGNATION", "TUPE_OUT"])
def test_everything_ends_with_the_last_day(story, reason):
    row = leave(story, reason=reason)

    for model in (models.ActingUp, models.Honorarium, models.Secondment, models.JobMark, models.PayProtection):
        assert ends(model, story.who) == [NEXT], model
    assert ends(models.MarketSupplement, story.who) == [NEXT]
    booked = models.LeaveBooking.objects.filter(person=story.who.person).order_by("valid").values_list("state", "hours")
    # 28 December is a bank holiday’s substitute: 29, 30 and 31 December are left, 7.4 hours each
    assert list(booked) == [("REQUESTED", Decimal("22.20")), ("CANCELLED", Decimal(37))]
    assert models.AbsenceRecord.objects.get(person=story.who.person).state == "OPEN"
    assert "bookings" not in {one.code for one in found.tasks(row)}

    leavings.leave_due(partner_id=story.cast.northshire.pk, at=AT + timedelta(days=46))
    absence = models.AbsenceRecord.objects.get(person=story.who.person)
    assert (absence.state, absence.valid.upper) == ("CLOSED", NEXT)


@pytest.mark.parametrize("days", [0, 46])
def test_taking_it_back_puts_everything_back_bit_for_bit(story, days):
    before = rows(story.who)
    row = leave(story)
    later = AT + timedelta(days=days)
    leavings.leave_due(partner_id=story.cast.northshire.pk, at=later)
    assert rows(story.who) != before

    leavings.withdraw(leaving_id=row.uuid, reason="Stays after all", by=story.cast.ben, at=later)

    assert rows(story.who) == before


def test_what_was_changed_since_is_not_put_back_over_it(story):
    row = leave(story)
    models.Secondment.objects.update(valid=DateRange(date(2026, 11, 1), date(2026, 12, 1)))

    with pytest.raises(RuleBroken, match="has been changed since"):
        leavings.withdraw(leaving_id=row.uuid, reason="Stays after all", by=story.cast.ben, at=AT)


def test_nothing_is_foreseen_or_chased_of_somebody_who_leaves(story):
    who, partner = story.who, story.cast.northshire.pk
    on = date(2026, 12, 20)
    assert [one for one in ahead.foreseen(partner_id=partner, on=date(2027, 3, 1)) if one.hurt.name == "DUTY_END"]
    assert duty_reviews.due(partner_id=partner, on=date(2027, 2, 20))
    leave(story)

    assert [
        one for one in ahead.foreseen(partner_id=partner, on=on) if one.hurt.name in {"DUTY_END", "CONTRACT_END"}
    ] == []
    assert duty_reviews.due(partner_id=partner, on=on) == []
    leavings.leave_due(partner_id=partner, at=AT + timedelta(days=46))
    assert sick_pay.open_forecasts(partner_id=partner) == []
    assert sick_pay.without_fit_note(partner_id=partner, on=date(2027, 1, 20)) == []
    assert leaving_open.open_facts(assignment_ids=[who.assignment.pk], last_day=LAST) == []


def test_a_duty_that_begins_later_is_taken_back_by_name_first(story):
    models.Secondment.objects.update(valid=DateRange(date(2027, 2, 1), date(2027, 4, 1)))

    with pytest.raises(RuleBroken, match="secondment from 1 February 2027"):
        leave(story)


def test_a_death_ends_the_same_and_a_mistake_puts_it_back(story):
    before = rows(story.who)
    cast, who = story.cast, story.who
    models.Secondment.objects.update(valid=DateRange(date(2027, 2, 1), date(2027, 4, 1)))
    before = rows(who)
    case = models.DeathCase(partner=cast.northshire, person=who.person, ended=[])
    case.save = lambda **_given: None

    death_ends.end_after(case, LAST, by=cast.ben, at=AT)

    assert ends(models.ActingUp, who) == [NEXT]
    assert ends(models.Secondment, who) == []
    assert models.AbsenceRecord.objects.get(person=who.person).state == "CLOSED"
    death_ends.put_back(case)
    assert rows(who) == before


def test_family_leave_ends_and_payroll_is_asked_about_statutory_pay(story):
    seat = {"partner": story.cast.northshire, "person": story.who.person, "assignment": story.who.assignment}
    models.AbsenceRecord.objects.all().update(state="CANCELLED")
    models.LeaveBooking.objects.all().update(state="CANCELLED", valid=DateRange(date(2026, 11, 2), date(2026, 11, 3)))
    case = models.FamilyLeave.objects.create(
        **seat, employment=story.who.employment, kind="ADOPTION", notified_on=date(2026, 9, 1),
        recorded_by=story.cast.hana, recorded_at=AT,
    )  # fmt: skip
    models.FamilyLeaveBlock.objects.create(**seat, leave=case, valid=PAST)

    row = leave(story)

    assert ends(models.FamilyLeaveBlock, story.who) == [NEXT]
    assert "family-pay" in {one.code for one in found.tasks(row)}
    assert not family_leave.to_return(partner_id=story.cast.northshire.pk, on=NEXT).exists()


def test_it_is_shown_before_it_is_approved_and_on_the_case(story):
    payload = {
        "employment": str(story.who.employment.uuid), "last_day": LAST.isoformat(), "leaving_reason": "RESIGNATION",
        "notice_given_on": "2026-11-02", "notice": "WORKED",
    }  # fmt: skip
    proposal = Proposal(kind=kinds.LEAVE_EMPLOYMENT.code, payload=payload, reason="Letter")
    asked = changes.submit(partner_id=story.cast.northshire.pk, proposal=proposal, by=story.cast.hana, at=AT)

    before, after = dict(asked.before), dict(asked.after)
    assert before["Secondment from 1 November 2026"] == "Until 31 March 2027"
    assert after["Secondment from 1 November 2026"] == "Ends on 31 December 2026"
    assert after["Absence from 2 November 2026"] == "Ends with the job on 31 December 2026"
    assert after["Annual leave from 1 February 2027"] == "Cancelled"
    assert "SICK" not in str(asked.after).upper()

    row = leave(story)
    shown = text(client(story.cast.hana).get(f"/p/northshire/leavers/{row.uuid}/"))
    assert "Ends with the last day" in shown
    assert "Acting up from 1 December 2026" in shown
