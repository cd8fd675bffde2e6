"""Absences: reported, closed, reopened, cancelled; what sick pay follows; what payroll reads of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange as DbRange

from hr import rules_absence, rules_family
from hr.engine.sick_pay import Rate
from hr.models import AbsenceRecord, Employment, FitNote, Person, StepDownNotice
from hr.operations import absences, leave, sick_notices, step_downs
from hr.operations.absences import Report
from hr.queries import absence_pay, sick_pay
from hr.queries.absence_pay import AbsenceDays
from hr.rules import RuleBroken
from hr.states import ABSENCE, AbsenceState
from partners.models import AuditEvent, Letter, OutboundMessage
from partners.operations import holds, letters, messages, returned_mail
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState, pairs
from sharedservices.common.periods import DateRange
from tests import postbox
from tests.factories import hr as make
from tests.people import grant, user

FIRST = date(2026, 9, 1)
NOVEMBER = DateRange(date(2026, 11, 1), date(2026, 12, 1))
DECEMBER = DateRange(date(2026, 12, 1), date(2027, 1, 1))


@pytest.fixture
def at():
    return datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def pam(ann, org):
    """Ann in her third year of service, under Green Book terms."""
    make.absence_terms(org.staff_group)
    Employment.objects.filter(pk=ann.employment.pk).update(continuous_service_from=date(2024, 3, 1))
    Person.objects.filter(pk=ann.person.pk).update(address_line_1="1 High Street")
    return ann


@pytest.fixture
def sam(pam):
    """The same with an e-mail address."""
    Person.objects.filter(pk=pam.person.pk).update(email="sam@example.org")
    return pam


def told(**fields):
    return Report(**{"kind": "SICKNESS", "category": "BACK", "first_day": FIRST} | fields)


def report(who, said, **fields):
    return absences.report(assignment=who.assignment.uuid, report=told(**fields), **said)


def note(row, said, first, last):
    return absences.add_fit_note(
        absence=row.uuid, outcome="NOT_FIT", covers_from=first, covers_to=last, adjustments="", **said
    )


def earlier_40_days(who, scope, at):
    """40 days on full pay in the twelve months before."""
    return AbsenceRecord.objects.create(
        partner=scope.northshire, person=who.person, employment=who.employment, assignment=who.assignment,
        kind="SICKNESS", category="VIRUS", valid=DbRange(date(2026, 5, 4), date(2026, 6, 13)), state="CLOSED",
        reported_by=scope.hana, reported_at=at,
    )  # fmt: skip


def send(scope, *days):
    for one in days:
        moment = datetime(one.year, one.month, one.day, 3, tzinfo=UTC)
        sick_notices.send_due(partner_id=scope.northshire.pk, at=moment)
        postbox.empty(partner_id=scope.northshire.pk, at=moment)


def confirm(notice, scope, day):
    return step_downs.confirm(notice=notice.uuid, reason="Spoken to", by=scope.hana, at=nine(day))


def extend(notice, scope, day, until):
    return step_downs.extend(notice=notice.uuid, extended_to=until, reason="Operation due", by=scope.hana, at=nine(day))


def nine(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def november(scope):
    return absence_pay.read(partner_id=scope.northshire.pk, period=NOVEMBER).days()


def test_an_absence_is_reported_open_and_keeps_its_reason_off_the_trail(sam, said):
    row = report(sam, said, details=" slipped  disc ")

    assert (row.state, row.reason, row.valid) == ("OPEN", "slipped disc", DbRange(FIRST, None))
    event = AuditEvent.objects.filter(object_type="hr_absencerecord").latest("id")
    assert "slipped disc" not in str(event.changes)


def test_e8_the_forecast_of_a_recorded_absence(sam, said, scope, at):
    earlier_40_days(sam, scope, at)
    report(sam, said)

    one = sick_pay.open_forecasts(partner_id=scope.northshire.pk)[0]

    assert [(part.last_day, part.rate) for part in one.segments] == [
        (date(2026, 11, 21), Rate.FULL), (date(2027, 3, 23), Rate.HALF), (None, Rate.NIL),
    ]  # fmt: skip
    assert [step.step.on for step in one.steps] == [date(2026, 11, 22), date(2027, 3, 24)]


def test_nobody_is_told_of_half_pay_after_the_last_day_of_the_job(sam, said, scope, at):
    row = report(sam, said)
    (step, *_) = next(one for one in sick_pay.open_forecasts(partner_id=scope.northshire.pk) if one.record == row).steps
    job = sam.assignment

    job.valid = DbRange(job.valid.lower, step.step.on)
    job.save(update_fields=["valid"])
    send(scope, step.step.first_notice_on)

    assert [one.steps for one in sick_pay.open_forecasts(partner_id=scope.northshire.pk)] == [[]]
    assert not StepDownNotice.objects.filter(absence=row).exists()


def test_e8_without_notice_payroll_reduces_nothing_and_finds_the_missing_notice(sam, said, scope, at):
    earlier_40_days(sam, scope, at)
    row = report(sam, said)

    assert november(scope) == {sam.assignment.pk: AbsenceDays(full=30)}
    found = absence_pay.read(partner_id=scope.northshire.pk, period=NOVEMBER).steps_held()
    assert [(one.absence, one.step.step.on, one.why) for one in found] == [
        (row, date(2026, 11, 22), "no notice was sent")
    ]


def test_e8_with_notices_on_25_october_and_15_november_half_pay_begins_on_22_november(sam, said, scope, at):
    """What left the building: to Sam, to the manager of the unit and to the HR manager, twice each."""
    manager = user("Marge")
    grant(manager, scope.northshire, Role.LINE_MANAGER, unit=sam.org.unit.pk)
    earlier_40_days(sam, scope, at)
    row = report(sam, said)
    send(scope, date(2026, 10, 24))
    assert not StepDownNotice.objects.exists()
    assert mail.outbox == []

    send(scope, date(2026, 10, 25), date(2026, 10, 26))
    first, mail.outbox[:] = list(mail.outbox), []
    send(scope, date(2026, 11, 14))
    assert mail.outbox == []
    send(scope, date(2026, 11, 15), date(2026, 11, 16))

    everybody = {"sam@example.org", manager.email, scope.ben.email}
    for sent in (first, mail.outbox):
        assert sorted(one.to[0] for one in sent) == sorted(everybody)
        assert all("22 November 2026" in one.body for one in sent)
        to_staff = [one.body for one in sent if one.to != ["sam@example.org"]]
        assert not any("Abbott" in body for body in to_staff)
    assert ["goes down to half pay" in one.body for one in first if one.to == ["sam@example.org"]] == [True]
    assert ["this is a reminder" in one.body for one in mail.outbox if one.to == ["sam@example.org"]] == [True]

    sent = StepDownNotice.objects.get(absence=row)
    assert (sent.first_sent_on, sent.second_sent_on) == (date(2026, 10, 25), date(2026, 11, 15))
    assert november(scope) == {sam.assignment.pk: AbsenceDays(full=30)}
    held = absence_pay.read(partner_id=scope.northshire.pk, period=NOVEMBER).steps_held()
    assert [one.why for one in held] == ["the HR manager has not confirmed it"]

    confirm(sent, scope, date(2026, 11, 16))

    assert november(scope) == {sam.assignment.pk: AbsenceDays(full=21, half=9)}
    assert absence_pay.read(partner_id=scope.northshire.pk, period=NOVEMBER).steps_held() == []


def test_e8_a_notice_that_is_held_or_never_left_reduces_nothing_and_counts_from_the_day_on_which_it_leaves(
    sam, said, scope, at
):
    earlier_40_days(sam, scope, at)
    row = report(sam, said)
    sick_notices.send_due(partner_id=scope.northshire.pk, at=nine(date(2026, 10, 25)))
    holds.set_hold(
        partner_id=scope.northshire.pk, person_id=sam.person.pk, addresses=["sam@example.org"], reason="Missing",
        by=scope.hana, at=nine(date(2026, 10, 25)),
    )  # fmt: skip
    postbox.empty(partner_id=scope.northshire.pk, at=nine(date(2026, 10, 25)))
    send(scope, date(2026, 10, 26))
    one = StepDownNotice.objects.get(absence=row)
    assert (one.first_queued_on, one.first_sent_on) == (date(2026, 10, 25), None)
    held = absence_pay.read(partner_id=scope.northshire.pk, period=NOVEMBER).steps_held()
    assert [one.why for one in held] == ["no notice was sent (the notice of 25 October 2026 is held back)"]

    holds.lift(
        partner_id=scope.northshire.pk, person_id=sam.person.pk, reason="Found", by=scope.hana,
        at=nine(date(2026, 11, 3)),
    )  # fmt: skip
    postbox.empty(partner_id=scope.northshire.pk, at=nine(date(2026, 11, 3)))
    one.refresh_from_db()
    confirm(one, scope, date(2026, 11, 4))

    assert one.first_sent_on == date(2026, 11, 3)
    assert november(scope) == {sam.assignment.pk: AbsenceDays(full=30)}  # four weeks after the third: 1 December
    december = absence_pay.read(partner_id=scope.northshire.pk, period=DECEMBER).days()
    assert december == {sam.assignment.pk: AbsenceDays(half=31)}


def test_e8_without_e_mail_the_notice_is_a_letter_with_the_amount_and_is_sent_when_it_is_posted(pam, said, scope, at):
    """The letter waits for the post, and one that comes back before pay goes down was never sent."""
    earlier_40_days(pam, scope, at)
    row = report(pam, said)
    send(scope, date(2026, 10, 25))
    letter = Letter.objects.get(person_id=pam.person.pk)
    words = messages.words_of(letter.message)
    assert "22 November 2026" in words
    assert "£" in words
    assert StepDownNotice.objects.get(absence=row).first_sent_on is None
    held = absence_pay.read(partner_id=scope.northshire.pk, period=NOVEMBER).steps_held()
    assert [one.why for one in held] == ["no notice was sent (the letter of 25 October 2026 waits to be posted)"]

    with pytest.raises(RuleBroken, match="no notice was sent"):
        confirm(StepDownNotice.objects.get(absence=row), scope, date(2026, 10, 26))

    partner, posted_at = scope.northshire.pk, nine(date(2026, 10, 26))
    batch = letters.make_batch(partner_id=partner, by=scope.hana, at=posted_at).uuid
    letters.release(partner_id=partner, batch=batch, by=scope.ben, at=posted_at)
    letters.record_printed(partner_id=partner, batch=batch, by=scope.hana, at=posted_at)
    letters.record_posted(partner_id=partner, batch=batch, by=scope.hana, at=posted_at)
    assert StepDownNotice.objects.get(absence=row).first_sent_on == date(2026, 10, 26)
    returned_mail.record_returned(
        partner_id=partner, letter=letter.uuid, returned="GONE_AWAY", by=scope.hana, at=nine(date(2026, 11, 2))
    )

    one = StepDownNotice.objects.get(absence=row)
    assert one.first_sent_on is None
    Person.objects.filter(pk=pam.person.pk).update(email="sam@example.org")
    sick_notices.send_again(notice=one.uuid, **said)
    postbox.empty(partner_id=scope.northshire.pk, at=said["at"])
    one.refresh_from_db()
    assert one.first_sent_on == said["at"].date()
    with pytest.raises(RuleBroken) as refusal:
        sick_notices.send_again(notice=one.uuid, **said)
    assert refusal.value.rule == rules_family.NoticeToSendAgain.code


def test_a_notice_whose_mail_cannot_be_sent_becomes_a_letter(sam, said, scope, at):
    earlier_40_days(sam, scope, at)
    report(sam, said)
    sick_notices.send_due(partner_id=scope.northshire.pk, at=nine(date(2026, 10, 25)))
    OutboundMessage.objects.filter(kind="step-down notice").update(state="FAILED", settled_at=at)

    assert sick_notices.send_due(partner_id=scope.northshire.pk, at=nine(date(2026, 10, 26))) == 1
    assert sick_notices.send_due(partner_id=scope.northshire.pk, at=nine(date(2026, 10, 27))) == 0

    assert Letter.objects.get(person_id=sam.person.pk).template_code == "step_down_notice"


def test_a_late_notice_moves_half_pay_four_weeks_on(sam, said, scope, at):
    earlier_40_days(sam, scope, at)
    row = report(sam, said)

    send(scope, date(2026, 11, 22))
    confirm(StepDownNotice.objects.get(absence=row), scope, date(2026, 11, 24))

    assert november(scope) == {sam.assignment.pk: AbsenceDays(full=30)}
    december = DateRange(date(2026, 12, 1), date(2027, 1, 1))
    days = absence_pay.read(partner_id=scope.northshire.pk, period=december).days()
    assert days == {sam.assignment.pk: AbsenceDays(full=19, half=12)}


@pytest.fixture
def stepping(sam, said, scope, at):
    """Sam, whose pay goes down on 22 November 2026, with the notice of 25 October."""
    earlier_40_days(sam, scope, at)
    row = report(sam, said)
    send(scope, date(2026, 10, 25))
    return StepDownNotice.objects.get(absence=row)


def test_t_hr_10_2_pay_goes_down_only_with_notice_and_confirmation_and_the_person_is_told(stepping, sam, scope):
    assert november(scope) == {sam.assignment.pk: AbsenceDays(full=30)}

    confirm(stepping, scope, date(2026, 11, 10))

    assert november(scope) == {sam.assignment.pk: AbsenceDays(full=21, half=9)}
    assert OutboundMessage.objects.get(kind="step-down decided").address == "sam@example.org"
    with pytest.raises(RuleBroken, match="confirmed already") as refusal:
        confirm(stepping, scope, date(2026, 11, 11))
    assert refusal.value.rule == "HR-STEP-DOWN"


def test_a_step_down_that_is_put_off_needs_a_confirmation_of_its_own(stepping, sam, scope):
    extend(stepping, scope, date(2026, 11, 10), date(2026, 12, 10))
    december = DateRange(date(2026, 12, 1), date(2027, 1, 1))
    partner = scope.northshire.pk
    assert absence_pay.read(partner_id=partner, period=NOVEMBER).steps_held() == []
    held = absence_pay.read(partner_id=partner, period=december).steps_held()
    assert [one.why for one in held] == ["the HR manager has not confirmed it"]
    assert absence_pay.read(partner_id=partner, period=december).days() == {sam.assignment.pk: AbsenceDays(full=31)}

    confirm(stepping, scope, date(2026, 11, 20))

    assert absence_pay.read(partner_id=partner, period=december).days() == {
        sam.assignment.pk: AbsenceDays(full=10, half=21)
    }
    spans = absence_pay.read(partner_id=partner, period=december).sick_spans()[sam.assignment.pk]
    assert [(one.first_day, one.last_day, one.rate, one.days) for one in spans] == [
        (date(2026, 12, 1), date(2026, 12, 10), Rate.FULL, 10),
        (date(2026, 12, 11), date(2026, 12, 31), Rate.HALF, 21),
    ]


def test_hr_step_down_until_lies_beyond_the_day_on_which_pay_would_go_down(stepping, scope):
    for until in (date(2026, 11, 21), date(2027, 11, 12)):
        with pytest.raises(RuleBroken) as refusal:
            extend(stepping, scope, date(2026, 11, 10), until)
        assert refusal.value.rule == rules_family.ExtensionAhead.code
    confirm(stepping, scope, date(2026, 11, 10))
    with pytest.raises(RuleBroken, match="pay went down on 22 November 2026"):
        extend(stepping, scope, date(2026, 11, 23), date(2026, 12, 10))


def test_nobody_decides_about_oneself_or_about_an_absence_that_is_over(stepping, sam, said, scope):
    grant(scope.hana, scope.northshire, Role.EMPLOYEE, person_id=sam.person.pk)
    with pytest.raises(RuleBroken):
        confirm(stepping, scope, date(2026, 11, 10))
    AbsenceRecord.objects.filter(pk=stepping.absence_id).update(state="CLOSED", valid=DbRange(FIRST, date(2026, 11, 5)))
    other = user("Other")
    with pytest.raises(RuleBroken, match="the absence is over"):
        step_downs.confirm(notice=stepping.uuid, reason="Late", by=other, at=nine(date(2026, 11, 10)))


def test_notices_are_sent_at_every_partner_once(cast, at):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        who = make.employee(cast.northshire)
        make.absence_terms(who.org.staff_group)
        stamp = {"reason": "Told by telephone", "by": cast.hana, "at": at}
        report(who, stamp, first_day=date(2026, 8, 1))

    assert sick_notices.send_due_everywhere(at=at) == 2
    assert sick_notices.send_due_everywhere(at=at) == 0


def test_unpaid_leave_counts_as_unpaid_days(sam, said, scope):
    report(sam, said, kind="UNPAID", category="OTHER", first_day=date(2026, 11, 10), last_day=date(2026, 12, 4))

    assert november(scope) == {sam.assignment.pk: AbsenceDays(unpaid=21)}


def test_sickness_without_agreed_terms_is_counted_apart(ann, said, scope):
    report(ann, said, first_day=date(2026, 11, 20))

    assert november(scope) == {ann.assignment.pk: AbsenceDays(not_agreed=11)}


def test_a_cancelled_absence_counts_for_nothing(sam, said, scope):
    row = report(sam, said)
    absences.cancel(absence=row.uuid, **said)

    assert november(scope) == {}


def test_a_local_scheme_is_the_partners_own_row(sam, said, scope, org):
    org.staff_group.refresh_from_db()
    terms = make.hr.AbsenceTerms.objects.get()
    terms.sick_scale, terms.sick_bands, terms.source = "", [[0, 1, 1]], "Local agreement of 2020"
    terms.save()
    report(sam, said)

    one = sick_pay.open_forecasts(partner_id=scope.northshire.pk)[0]

    assert (one.left.full_days, one.left.half_days) == (30, 30)


def test_close_and_reopen_and_a_relapse_linked_with_it(sam, said):
    row = report(sam, said, first_day=date(2026, 11, 2))
    absences.close(absence=row.uuid, last_day=date(2026, 11, 6), **said)
    row.refresh_from_db()
    assert (row.state, row.valid) == ("CLOSED", DbRange(date(2026, 11, 2), date(2026, 11, 7)))

    again = report(sam, said, first_day=date(2026, 11, 9))
    assert again.linked_to == row
    absences.cancel(absence=again.uuid, **said)
    absences.reopen(absence=row.uuid, **said)

    row.refresh_from_db()
    assert (row.state, row.valid.upper) == ("OPEN", None)


def test_close_with_a_part_of_the_last_day(sam, said):
    row = report(sam, said, first_day=date(2026, 11, 2))
    with pytest.raises(RuleBroken, match="A part of a day"), transaction.atomic():
        absences.close(absence=row.uuid, last_day=date(2026, 11, 6), hours_lost_last=Decimal(0), **said)

    closed = absences.close(absence=row.uuid, last_day=date(2026, 11, 6), hours_lost_last=Decimal("3.7"), **said)

    assert closed.hours_lost_last == Decimal("3.7")


def test_every_other_move_of_an_absence_is_refused(sam, said):
    row = report(sam, said, first_day=date(2026, 11, 20))
    options = {"close": {"last_day": date(2026, 11, 20)}}
    for pair in pairs(ABSENCE):
        if pair.is_legal:
            continue
        with transaction.atomic():
            upper = None if pair.state == AbsenceState.OPEN else date(2026, 11, 21)
            AbsenceRecord.objects.update(state=pair.state, valid=DbRange(date(2026, 11, 20), upper))
            with pytest.raises(WrongState):
                getattr(absences, pair.action)(absence=row.uuid, **options.get(pair.action, {}), **said)
            transaction.set_rollback(True)


def test_a_fit_note_for_a_cancelled_absence_is_refused(sam, said):
    row = absences.cancel(absence=report(sam, said).uuid, **said)

    with pytest.raises(WrongState):
        note(row, said, FIRST, FIRST)


def future_sickness(w, said):
    report(w, said, first_day=date(2026, 11, 23))


def future_return(w, said):
    report(w, said, last_day=date(2026, 11, 23))


def out_of_order(w, said):
    report(w, said, last_day=date(2026, 8, 31))


def overlap(w, said):
    report(w, said)
    report(w, said, first_day=date(2026, 11, 10))


def closed_too_long(w, said):
    report(w, said, last_day=date(2026, 9, 8))


def close_without_note(w, said):
    row = report(w, said)
    note(row, said, date(2026, 9, 8), date(2026, 9, 20))
    absences.close(absence=row.uuid, last_day=date(2026, 9, 21), **said)


def note_before(w, said):
    note(report(w, said), said, date(2026, 8, 31), date(2026, 9, 5))


def note_too_long(w, said):
    note(report(w, said), said, FIRST, FIRST + timedelta(days=367))


def odd_hours(w, said):
    report(w, said, hours_lost_first=Decimal(24))


@pytest.mark.parametrize(
    ("attempt", "rule", "field"),
    [
        (future_sickness, rules_absence.SicknessHasBegun, "first_day"),
        (future_return, rules_absence.ReturnIsKnown, "last_day"),
        (out_of_order, rules_absence.AbsenceInOrder, "last_day"),
        (overlap, rules_absence.AbsenceOverlaps, "first_day"),
        (closed_too_long, rules_absence.FitNoteFromDayEight, "last_day"),
        (close_without_note, rules_absence.FitNoteFromDayEight, "last_day"),
        (note_before, rules_absence.FitNoteDates, "covers_to"),
        (note_too_long, rules_absence.FitNoteDates, "covers_to"),
        (odd_hours, rules_absence.HoursLostFit, "hours_lost"),
    ],
)
def test_a_report_that_breaks_a_rule_is_refused_at_its_field(sam, said, attempt, rule, field):
    with pytest.raises(RuleBroken) as caught:
        attempt(sam, said)

    assert (caught.value.rule, caught.value.field) == (rule.code, field)
    assert rule.source


def test_seven_days_need_no_fit_note_and_more_do_once_they_are_covered(sam, said):
    report(sam, said, last_day=date(2026, 9, 7))
    long = report(sam, said, first_day=date(2026, 10, 1))
    note(long, said, date(2026, 10, 8), date(2026, 10, 20))

    absences.close(absence=long.uuid, last_day=date(2026, 10, 20), **said)

    assert AbsenceRecord.objects.filter(state="CLOSED").count() == 2


def test_open_sickness_past_day_seven_without_a_note_is_found(sam, said, scope):
    row = report(sam, said, first_day=date(2026, 11, 15))
    found = sick_pay.without_fit_note
    assert found(partner_id=scope.northshire.pk, on=date(2026, 11, 21)) == []
    assert found(partner_id=scope.northshire.pk, on=date(2026, 11, 22)) == [row]

    note(row, said, date(2026, 11, 22), date(2026, 12, 6))

    assert found(partner_id=scope.northshire.pk, on=date(2026, 11, 22)) == []
    assert FitNote.objects.get().person_id == sam.person.pk


def test_the_database_itself_refuses_an_overlap(sam, said, scope):
    row = report(sam, said)
    row.pk, row.uuid = None, None

    with pytest.raises(IntegrityError), transaction.atomic():
        AbsenceRecord.objects.create(
            partner=scope.northshire, person=sam.person, employment=sam.employment, assignment=sam.assignment,
            kind="SICKNESS", category="BACK", valid=DbRange(date(2026, 10, 1), None), reported_by=scope.hana,
            reported_at=said["at"],
        )  # fmt: skip


def book(who, scope, at, first, last, **more):
    options = {"hours": None, "note": "", "by": scope.hana, "at": at} | more
    return leave.request(assignment=who.assignment.uuid, first_day=first, last_day=last, **options)


def test_certified_sickness_during_leave_gives_the_leave_back(sam, said, scope, at):
    booking = book(sam, scope, at, date(2026, 11, 9), date(2026, 11, 13))
    leave.approve(booking=booking.uuid, by=scope.ben, at=at)
    row = report(sam, said, first_day=date(2026, 11, 11), last_day=date(2026, 11, 15))
    booking.refresh_from_db()
    assert booking.hours_given_back == 0

    note(row, said, date(2026, 11, 12), date(2026, 11, 15))
    booking.refresh_from_db()
    assert booking.hours_given_back == Decimal("14.80")

    absences.cancel(absence=row.uuid, **said)
    booking.refresh_from_db()
    assert booking.hours_given_back == 0
