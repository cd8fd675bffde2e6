"""Family leave: recorded, amended, begun by birth or sickness, ended early; KIT days; what payroll reads of it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange as DbRange

from hr import rules_family
from hr.models import AbsenceRecord, Employment, FamilyLeave, FamilyLeaveBlock, KeepInTouchDay, Person
from hr.operations import absences, family_contact, family_leave, leave, leavings
from hr.operations.absences import Report
from hr.operations.family_leave import Wish
from hr.queries import absence_pay, family_pay, statutory_after
from hr.queries import family_leave as found
from hr.queries.ahead_family import family_leave_ahead
from hr.queries.family_pay import FamilyDays
from hr.queries.leave import balance
from hr.rules import RuleBroken
from hr.states import FAMILY_LEAVE
from partners.models import OutboundMessage
from partners.operations import holds
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import WrongState, pairs
from sharedservices.common.periods import DateRange
from tests.factories import hr as make

DUE, START, LAST = date(2027, 3, 17), date(2027, 2, 15), date(2028, 2, 13)
SICK = {"kind": "SICKNESS", "category": "PREGNANCY", "is_pregnancy_related": True}


@pytest.fixture
def at():
    return datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def mary(ann, org):
    """Ann with three years of service, under Green Book terms."""
    make.absence_terms(org.staff_group)
    Employment.objects.filter(pk=ann.employment.pk).update(continuous_service_from=date(2024, 1, 1))
    return ann


def wish(kind="MATERNITY", **fields):
    given = {"kind": kind, "notified_on": date(2026, 11, 2), "first_day": START}
    if kind == "MATERNITY":
        given["expected_on"] = DUE
    return Wish(**given | fields)


def record(who, said, kind="MATERNITY", **fields):
    return family_leave.record(assignment=who.assignment.uuid, wish=wish(kind, **fields), **said)


def later(said, *day):
    return said | {"at": datetime(*day, 9, 0, tzinfo=UTC)}


def refused(rule, call, *args, **fields):
    with pytest.raises(RuleBroken) as refusal:
        call(*args, **fields)
    assert refusal.value.rule == rule.code
    return str(refusal.value)


def days(row):
    rows = FamilyLeaveBlock.objects.filter(leave=row, is_cancelled=False).order_by("valid")
    return [(one.valid.lower, last(one)) for one in rows]


def last(block):
    return date.fromordinal(block.valid.upper.toordinal() - 1)


def kit(row, said, on, hours="7.4"):
    return family_contact.keep_in_touch(leave=row.uuid, worked_on=on, hours=Decimal(hours), note="", **said)


# --- recording --------------------------------------------------------------------------------------------------------
def test_statutory_pay_goes_on_after_the_last_day_by_period_until_the_leaving_is_taken_back(
    mary, said, scope, django_assert_num_queries
):
    """39 weeks from 15 February 2027 end on 14 November; she leaves on 31 March, and October has 31 days of it."""
    record(mary, said)
    wish = leavings.Wish(
        last_day=date(2027, 3, 31), leaving_reason="RESIGNATION", notice_given_on=date(2026, 11, 2), notice="WORKED"
    )
    row = leavings.leave_employment(employment=mary.employment.uuid, wish=wish, **said | {"by": scope.ben})

    (one,) = statutory_after.of_leaving(row)

    assert one.words == "1 April 2027 to 14 November 2027, 32 weeks and 4 days"
    october = DateRange(date(2027, 10, 1), date(2027, 11, 1))
    partner = {"partner_id": scope.northshire.pk}
    with django_assert_num_queries(3):
        (due,) = statutory_after.of_period(period=october, **partner)
    assert (due.days, due.words) == (31, "Maternity leave: 4 weeks and 3 days, 1 October 2027 to 31 October 2027")
    november = DateRange(date(2027, 11, 1), date(2027, 12, 1))
    assert [found.days for found in statutory_after.of_period(period=november, **partner)] == [14]
    assert statutory_after.of_period(period=DateRange(date(2027, 12, 1), date(2028, 1, 1)), **partner) == []
    assert statutory_after.of_period(period=october, pay_group_id=0, **partner) == []
    leavings.withdraw(leaving_id=row.uuid, reason="Stays", **{"by": scope.ben, "at": said["at"]})
    assert statutory_after.of_period(period=october, **partner) == []


def test_statutory_pay_after_a_last_day_before_the_leave_says_why_there_is_none(mary, said, scope):
    record(mary, said)
    wish = leavings.Wish(
        last_day=date(2026, 11, 20), leaving_reason="RESIGNATION", notice_given_on=date(2026, 11, 2), notice="WORKED"
    )
    row = leavings.leave_employment(employment=mary.employment.uuid, wish=wish, **said | {"by": scope.ben})

    (one,) = statutory_after.of_leaving(row)

    assert (one.words, one.after.why) == ("None", "The employment ended before the week that counts")


def test_maternity_leave_without_a_last_day_is_52_weeks(mary, said):
    row = record(mary, said)

    assert days(row) == [(START, LAST)]
    assert (row.state, row.kit_days_allowed, row.touch) == ("AGREED", 10, "OWN")


def test_hr_family_window_and_length_and_anchor_are_refused_at_their_fields(mary, said):
    early = date(2026, 12, 26)
    assert "27 December 2026 at the earliest" in refused(
        rules_family.FamilyWithinWindow, record, mary, said, first_day=early
    )
    refused(rules_family.FamilyLengthFits, record, mary, said, last_day=date(2028, 2, 14))
    refused(rules_family.FamilyLengthFits, record, mary, said, last_day=date(2027, 1, 1))
    refused(rules_family.FamilyAnchorKnown, record, mary, said, expected_on=None)
    assert not FamilyLeave.objects.exists()


def test_hr_family_right_is_not_there_before_the_law(mary, said):
    fields = {"notified_on": date(2026, 4, 5), "happened_on": date(2026, 4, 4), "died_on": date(2026, 4, 5)}
    refused(rules_family.FamilyRightKnown, record, mary, said, "BEREAVED_PARTNER", **fields)


def test_hr_family_weeks_of_shared_leave_must_be_known(mary, said):
    born = date(2026, 10, 1)
    refused(rules_family.SharedWeeksKnown, record, mary, said, "SHARED_PARENTAL", happened_on=born)
    refused(rules_family.SharedWeeksKnown, record, mary, said, "NEONATAL", happened_on=born, weeks_granted=13)
    row = record(mary, said, "SHARED_PARENTAL", happened_on=born, weeks_granted=4)
    assert days(row) == [(START, date(2027, 3, 14))]
    assert row.kit_days_allowed == 20


def test_hr_family_shared_left_counts_what_both_parents_take_at_two_employers(mary, said):
    """52 weeks less 18 of maternity leave less 10 of the other parent: 24 are left (SI 2014/3050 regulation 6)."""
    born = date(2026, 10, 30)
    taken = {"happened_on": born, "used_weeks": 18, "partner_weeks": 10, "other_employer": " Eastborough  Schools "}

    words = refused(rules_family.SharedWeeksLeft, record, mary, said, "SHARED_PARENTAL", weeks_granted=25, **taken)
    row = record(mary, said, "SHARED_PARENTAL", weeks_granted=24, **taken)

    assert words.startswith("24 weeks are left to share, not 25: 18 were taken")
    assert (row.used_weeks, row.partner_weeks, row.other_employer) == (18, 10, "Eastborough Schools")


def test_hr_family_event_lies_not_in_the_future_nor_far_off(mary, said):
    refused(rules_family.EventHasHappened, record, mary, said, happened_on=date(2026, 11, 3))
    refused(rules_family.EventHasHappened, record, mary, said, happened_on=date(2025, 11, 1))


def test_nobody_is_frozen_and_on_leave(mary, said, scope, at):
    holds.set_hold(
        partner_id=scope.northshire.pk, person_id=mary.person.pk, addresses=[], reason="Test", by=scope.hana, at=at
    )
    with pytest.raises(DomainError):
        record(mary, said)


# --- overlaps ---------------------------------------------------------------------------------------------------------
def test_hr_family_overlap_with_absence_leave_and_annual_leave(mary, said, scope):
    row = record(mary, said, "JURY", first_day=date(2026, 11, 9), last_day=date(2026, 11, 13))
    again = {"first_day": date(2026, 11, 13)}
    assert "jury service from this job from 9 November 2026" in refused(
        rules_family.FamilyOverlaps, record, mary, said, "CARERS", **again
    )
    refused(
        rules_family.FamilyOverlaps, leave.request, assignment=mary.assignment.uuid, first_day=date(2026, 11, 12),
        last_day=date(2026, 11, 12), hours=None, note="", by=scope.hana, at=said["at"],
    )  # fmt: skip
    told = Report(kind="SICKNESS", category="BACK", first_day=date(2026, 11, 10))
    refused(
        rules_family.FamilyOverlaps, absences.report, assignment=mary.assignment.uuid, report=told,
        **later(said, 2026, 11, 10),
    )  # fmt: skip
    family_leave.cancel(leave=row.uuid, **said)
    leave.request(
        assignment=mary.assignment.uuid, first_day=date(2026, 11, 12), last_day=date(2026, 11, 12), hours=None,
        note="", by=scope.hana, at=said["at"],
    )  # fmt: skip
    refused(rules_family.FamilyOverlaps, record, mary, said, "CARERS", first_day=date(2026, 11, 12))


def test_the_database_refuses_an_absence_on_days_of_leave(mary, said, scope, at):
    record(mary, said, "JURY", first_day=date(2026, 11, 9), last_day=date(2026, 11, 13))
    values = {
        "partner": scope.northshire, "person": mary.person, "employment": mary.employment, "kind": "SICKNESS",
        "assignment": mary.assignment, "category": "BACK", "reported_by": scope.hana, "reported_at": at,
    }  # fmt: skip
    for valid, state in (
        (DbRange(date(2026, 11, 1), date(2026, 11, 10)), "CLOSED"),
        (DbRange(date(2026, 11, 10), None), "OPEN"),
    ):
        with pytest.raises(IntegrityError, match="family leave lies on days"), transaction.atomic():
            AbsenceRecord.objects.create(valid=valid, state=state, **values)
    AbsenceRecord.objects.create(valid=DbRange(date(2026, 11, 1), None), state="OPEN", **values)


def test_open_sickness_ends_for_pay_where_leave_begins(mary, said, scope):
    told = Report(kind="SICKNESS", category="BACK", first_day=date(2026, 11, 2))
    absences.report(assignment=mary.assignment.uuid, report=told, **said)
    record(mary, said, "ADOPTION", first_day=date(2026, 11, 16), expected_on=date(2026, 11, 20))

    november = DateRange(date(2026, 11, 1), date(2026, 12, 1))
    sick = absence_pay.read(partner_id=scope.northshire.pk, period=november).days()
    family = family_pay.family_days(partner_id=scope.northshire.pk, period=november)

    assert sick == {mary.assignment.pk: absence_pay.AbsenceDays(full=14)}
    assert family == {mary.assignment.pk: FamilyDays(nil=15)}


# --- birth, sickness, return, curtailment -----------------------------------------------------------------------------
def test_amend_a_birth_before_leave_begins_starts_it_the_day_after(mary, said):
    row = record(mary, said)

    family_leave.record_event(
        leave=row.uuid, happened_on=date(2027, 1, 20), is_bereaved=False, **later(said, 2027, 1, 22)
    )

    row.refresh_from_db()
    assert days(row) == [(date(2027, 1, 21), date(2028, 1, 19))]
    assert row.compulsory_until == date(2027, 2, 2)


def test_a_birth_during_leave_moves_nothing(mary, said):
    row = record(mary, said)
    family_leave.record_event(
        leave=row.uuid, happened_on=date(2027, 3, 20), is_bereaved=False, **later(said, 2027, 3, 22)
    )
    row.refresh_from_db()
    assert days(row) == [(START, LAST)]
    assert row.compulsory_until == date(2027, 4, 2)


def test_pregnancy_related_sickness_in_the_last_four_weeks_starts_leave(mary, said):
    row = record(mary, said, first_day=date(2027, 3, 8))
    told = Report(first_day=date(2027, 2, 18), **SICK)

    sick = absences.report(assignment=mary.assignment.uuid, report=told, **later(said, 2027, 2, 18))

    assert (sick.valid, sick.state) == (DbRange(date(2027, 2, 18), date(2027, 2, 19)), "CLOSED")
    assert days(row) == [(date(2027, 2, 19), date(2028, 2, 17))]


def test_sickness_that_goes_on_into_the_four_weeks_starts_leave_when_they_have_come(mary, said, scope):
    row = record(mary, said, first_day=date(2027, 3, 8))
    told = Report(first_day=date(2027, 1, 18), **SICK)
    sick = absences.report(assignment=mary.assignment.uuid, report=told, **later(said, 2027, 1, 18))
    assert (sick.state, days(row)[0][0]) == ("OPEN", date(2027, 3, 8))
    partner = scope.northshire.pk
    assert found.begun_by_sickness(partner_id=partner, on=date(2027, 2, 13)) == []
    assert [one[2] for one in found.begun_by_sickness(partner_id=partner, on=date(2027, 2, 14))] == [START]

    family_leave.start_by_sickness(leave=row.uuid, **later(said, 2027, 2, 15))

    sick.refresh_from_db()
    assert (sick.valid, sick.state) == (DbRange(date(2027, 1, 18), START), "CLOSED")
    assert days(row) == [(START, LAST)]


def test_back_pain_starts_no_leave(mary, said):
    row = record(mary, said, first_day=date(2027, 3, 8))
    told = Report(kind="SICKNESS", category="BACK", first_day=date(2027, 2, 18))
    absences.report(assignment=mary.assignment.uuid, report=told, **later(said, 2027, 2, 18))

    assert days(row) == [(date(2027, 3, 8), date(2028, 3, 5))]
    refused(rules_family.FamilyWithinWindow, family_leave.start_by_sickness, leave=row.uuid, **said)


def test_hr_family_return_needs_eight_weeks_or_agreement(mary, said):
    row = record(mary, said)
    early = {"leave": row.uuid, "return_on": date(2027, 9, 6)}
    words = refused(
        rules_family.ReturnInTime, family_leave.return_early, given_on=date(2027, 7, 13), is_agreed=False,
        **early, **said,
    )  # fmt: skip
    assert "needs notice by 12 July 2027" in words

    family_leave.return_early(given_on=date(2027, 7, 12), is_agreed=False, **early, **said)
    assert days(row) == [(START, date(2027, 9, 5))]
    family_leave.return_early(
        leave=row.uuid, return_on=date(2027, 8, 2), given_on=date(2027, 7, 26), is_agreed=True, **said
    )
    assert days(row) == [(START, date(2027, 8, 1))]


def test_hr_family_return_day_lies_in_the_leave_and_after_the_compulsory_weeks(mary, said):
    row = record(mary, said)
    family_leave.record_event(
        leave=row.uuid, happened_on=date(2027, 3, 20), is_bereaved=False, **later(said, 2027, 3, 22)
    )
    for day in (date(2027, 4, 2), LAST.replace(day=14)):
        refused(
            rules_family.ReturnWithinLeave, family_leave.return_early, leave=row.uuid, return_on=day,
            given_on=date(2026, 11, 2), is_agreed=True, **said,
        )  # fmt: skip


def test_hr_family_curtail_needs_eight_weeks_and_leaves_the_rest_to_share(mary, said):
    """Leave from 15 February curtailed to 20 June 2027 is 18 weeks: 34 are left to share."""
    row = record(mary, said)
    short = {"last_day": date(2027, 6, 19), "given_on": date(2027, 4, 25)}
    refused(rules_family.CurtailedInTime, family_leave.curtail, leave=row.uuid, **short, **said)

    family_leave.curtail(leave=row.uuid, last_day=date(2027, 6, 20), given_on=date(2027, 4, 25), **said)

    case = found.case(row.uuid)
    assert (case.leave.curtailed_on, case.facts.days // 7) == (date(2027, 6, 20), 18)
    jury = record(mary, said, "JURY", first_day=date(2026, 11, 9))
    refused(
        rules_family.CurtailedInTime, family_leave.curtail, leave=jury.uuid, last_day=date(2026, 11, 9),
        given_on=date(2026, 9, 1), **said,
    )  # fmt: skip


def test_two_weeks_of_paternity_leave_apart_and_moved_and_dropped(mary, said):
    born = date(2026, 10, 20)
    row = record(mary, said, "PATERNITY", happened_on=born, first_day=date(2026, 11, 9), last_day=date(2026, 11, 15))
    part = family_leave.add_block(leave=row.uuid, first_day=date(2027, 1, 4), last_day=date(2027, 1, 10), **said)
    moved = {"first_day": date(2027, 1, 11), "last_day": date(2027, 1, 17)}
    family_leave.move_block(block=part.uuid, **moved, **said)
    assert days(row)[1] == (date(2027, 1, 11), date(2027, 1, 17))
    refused(
        rules_family.FamilyLengthFits, family_leave.add_block, leave=row.uuid, first_day=date(2027, 3, 1),
        last_day=date(2027, 3, 7), **said,
    )  # fmt: skip

    family_leave.drop_block(block=part.uuid, **said)

    assert days(row) == [(date(2026, 11, 9), date(2026, 11, 15))]
    only = FamilyLeaveBlock.objects.get(leave=row, is_cancelled=False)
    refused(rules_family.FamilyLengthFits, family_leave.drop_block, block=only.uuid, **said)


def test_hr_family_allowance_of_carers_leave_is_five_days_in_twelve_months(mary, said):
    record(mary, said, "CARERS", first_day=date(2026, 11, 9), last_day=date(2026, 11, 12))
    words = refused(
        rules_family.FamilyAllowance, record, mary, said, "CARERS", first_day=date(2026, 12, 7),
        last_day=date(2026, 12, 8),
    )  # fmt: skip
    assert "6 days" in words
    record(mary, said, "CARERS", first_day=date(2026, 12, 7), hours=Decimal("3.7"))
    record(mary, said, "CARERS", first_day=date(2026, 12, 8), hours=Decimal("3.7"))
    refused(rules_family.FamilyAllowance, record, mary, said, "CARERS", first_day=date(2026, 12, 9), hours=Decimal(2))
    record(mary, said, "CARERS", first_day=date(2027, 11, 9), last_day=date(2027, 11, 12))


def test_parental_leave_is_four_weeks_a_year_for_each_child(mary, said):
    child = {"happened_on": date(2020, 5, 1), "child": "Sam"}
    record(mary, said, "PARENTAL", first_day=date(2026, 11, 9), last_day=date(2026, 12, 6), **child)
    week = {"first_day": date(2027, 1, 4), "last_day": date(2027, 1, 10)}
    assert "5 weeks between 1 May 2026 and 30 April 2027" in refused(
        rules_family.FamilyAllowance, record, mary, said, "PARENTAL", **week, **child
    )
    record(mary, said, "PARENTAL", **week, happened_on=date(2022, 6, 1), child="Kit")


def test_come_back_after_the_last_day_and_every_wrong_state_is_refused(mary, said):
    row = record(mary, said, "JURY", first_day=date(2026, 11, 2), last_day=date(2026, 11, 6))
    refused(
        rules_family.ReturnWithinLeave, family_leave.come_back, leave=row.uuid, returned_on=date(2026, 11, 6),
        **later(said, 2026, 11, 9),
    )  # fmt: skip
    family_leave.come_back(leave=row.uuid, returned_on=date(2026, 11, 9), **later(said, 2026, 11, 9))

    row.refresh_from_db()
    assert (row.state, row.returned_on) == ("RETURNED", date(2026, 11, 9))
    calls = {
        "amend": lambda: family_leave.add_block(
            leave=row.uuid, first_day=date(2026, 12, 7), last_day=date(2026, 12, 7), **said
        ),
        "come_back": lambda: family_leave.come_back(leave=row.uuid, returned_on=date(2026, 11, 9), **said),
        "cancel_leave": lambda: family_leave.cancel(leave=row.uuid, **said),
    }
    wrong = {pair.action for pair in pairs(FAMILY_LEAVE) if pair.state == "RETURNED" and not pair.is_legal}
    assert wrong == set(calls)
    for call in calls.values():
        with pytest.raises(WrongState):
            call()


def test_cancel_leave_frees_its_days_and_stays_on_record(mary, said):
    row = record(mary, said, "JURY", first_day=date(2026, 11, 9))
    family_leave.cancel(leave=row.uuid, **said)
    assert (days(row), FamilyLeave.objects.get().state) == ([], "CANCELLED")
    assert record(mary, said, "JURY", first_day=date(2026, 11, 9)).pk


# --- keeping in touch -------------------------------------------------------------------------------------------------
@pytest.fixture
def away(mary, said):
    row = record(mary, said)
    family_leave.record_event(
        leave=row.uuid, happened_on=date(2027, 3, 20), is_bereaved=False, **later(said, 2027, 3, 22)
    )
    return row


def test_hr_kit_day_within_leave_after_the_compulsory_weeks_and_not_ahead(away, said):
    now = later(said, 2027, 6, 1)
    for day in (START.replace(day=14), date(2027, 3, 20), date(2027, 4, 2), date(2027, 6, 2)):
        refused(rules_family.KitDayWithin, kit, away, now, day)
    assert kit(away, now, date(2027, 4, 3)).hours == Decimal("7.4")
    refused(rules_family.KitDayOnce, kit, away, now, date(2027, 4, 3))


def test_hr_kit_left_ten_days_and_no_eleventh(away, said, scope):
    now = later(said, 2027, 6, 1)
    for number in range(10):
        kit(away, now, date(2027, 5, number + 1))

    refused(rules_family.KitDaysLeft, kit, away, now, date(2027, 5, 11))
    values = {
        "partner": scope.northshire, "person": away.person, "leave": away, "hours": 1, "recorded_by": scope.hana,
        "recorded_at": now["at"],
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="no more days"), transaction.atomic():
        KeepInTouchDay.objects.create(worked_on=date(2027, 5, 11), **values)
    with pytest.raises(IntegrityError, match="no day of this leave"), transaction.atomic():
        KeepInTouchDay.objects.create(worked_on=date(2027, 3, 21), **values)


def test_leave_without_kit_days_and_cancelled_leave_have_none(mary, said):
    jury = record(mary, said, "JURY", first_day=date(2026, 11, 2))
    refused(rules_family.KitDayWithin, kit, jury, said, date(2026, 11, 2))
    family_leave.cancel(leave=jury.uuid, **said)
    with pytest.raises(WrongState):
        kit(jury, said, date(2026, 11, 2))


# --- messages and preference ------------------------------------------------------------------------------------------
def test_dates_are_confirmed_by_letter_through_the_gateway(mary, said):
    Person.objects.filter(pk=mary.person.pk).update(email="ann@example.org")
    row = record(mary, said)

    family_contact.confirm_dates(leave=row.uuid, words="", **said)

    letter = OutboundMessage.objects.get(kind="leave confirmed")
    assert (letter.address, letter.person_id) == ("ann@example.org", mary.person.pk)
    assert "aternity" not in letter.subject
    row.refresh_from_db()
    assert row.confirmed_by == said["by"]
    assert not found.to_confirm(partner_id=row.partner_id).exists()


def test_hr_family_words_to_the_bereaved_are_a_persons_own(mary, said):
    Person.objects.filter(pk=mary.person.pk).update(email="ann@example.org")
    row = record(
        mary, said, "BEREAVEMENT", first_day=date(2026, 11, 2), last_day=date(2026, 11, 8),
        happened_on=date(2026, 10, 30),
    )  # fmt: skip
    refused(rules_family.WordsForTheBereaved, family_contact.confirm_dates, leave=row.uuid, words=" ", **said)

    family_contact.confirm_dates(leave=row.uuid, words="We think of you.", **said)
    assert OutboundMessage.objects.filter(kind="leave confirmed").count() == 1


def test_who_wants_no_news_is_left_out_while_away(mary, said, scope):
    row = record(mary, said)
    partner = scope.northshire.pk
    assert found.wants_no_news(partner_id=partner, on=START) == set()

    family_contact.prefer(leave=row.uuid, touch="NONE", touch_how="By letter", **said)
    assert found.wants_no_news(partner_id=partner, on=START) == {mary.person.pk}
    assert found.wants_no_news(partner_id=partner, on=date(2027, 2, 14)) == set()

    family_contact.prefer(leave=row.uuid, touch="ALL", touch_how="By e-mail", **said)
    family_leave.record_event(
        leave=row.uuid, happened_on=date(2027, 3, 20), is_bereaved=True, **later(said, 2027, 3, 22)
    )
    assert found.wants_no_news(partner_id=partner, on=date(2027, 3, 25)) == {mary.person.pk}


# --- what others read -------------------------------------------------------------------------------------------------
def test_payroll_reads_the_days_by_rate(mary, said, scope):
    """Leave from 15 February 2027: 42 days at nine tenths to 28 March, then half. March: 28 and 3 days."""
    record(mary, said)
    period = DateRange(date(2027, 3, 1), date(2027, 4, 1))
    found_days = family_pay.family_days(partner_id=scope.northshire.pk, period=period)
    assert found_days == {mary.assignment.pk: FamilyDays(nine_tenths=28, half=3)}
    assert found_days[mary.assignment.pk].is_reduced


def test_pay_that_was_agreed_for_this_leave_counts(mary, said, scope):
    record(mary, said, "JURY", first_day=date(2026, 11, 9), last_day=date(2026, 11, 13), pay="FULL")
    november = DateRange(date(2026, 11, 1), date(2026, 12, 1))
    assert family_pay.family_days(partner_id=scope.northshire.pk, period=november) == {
        mary.assignment.pk: FamilyDays(full=5)
    }


def test_annual_leave_accrues_during_maternity_leave(mary, said):
    on = date(2027, 6, 1)
    before = balance(mary.assignment, on=on).entitlement.hours
    record(mary, said)
    assert balance(mary.assignment, on=on).entitlement.hours == before > 0


def test_where_pay_during_leave_goes_down_is_foreseen_and_after_a_death_only_for_staff(mary, said, scope):
    """Leave from 15 February 2027: nine tenths to 28 March, half to 20 June, then statutory pay only."""
    row = record(mary, said)
    partner = scope.northshire.pk

    def ahead(on):
        return [(one.takes_effect_on, one.headline, one.for_staff_only) for one in family_leave_ahead(partner, on)]

    assert ahead(date(2026, 12, 1)) == []
    assert ahead(date(2027, 1, 31)) == [
        (START, "Pay during leave goes down to nine tenths of pay from 15 February 2027", False),
        (date(2027, 3, 29), "Pay during leave goes down to half pay from 29 March 2027", False),
    ]
    family_leave.record_event(
        leave=row.uuid, happened_on=date(2027, 3, 20), is_bereaved=True, **later(said, 2027, 3, 22)
    )
    assert ahead(date(2027, 5, 1)) == [
        (date(2027, 6, 21), "Pay during leave goes down to no contractual pay from 21 June 2027", True)
    ]


def test_who_is_protected_from_redundancy_and_until_when(mary, said, scope):
    """From the notice of 2 November 2026; due on 17 March 2027, so to 13 September 2028, eighteen months later."""
    row = record(mary, said)
    who = {"partner_id": scope.northshire.pk, "person_id": mary.person.pk}

    assert found.protected_until(**who, on=date(2026, 11, 1)) is None
    assert found.protected_until(**who, on=date(2026, 11, 2)) == date(2028, 9, 13)
    assert found.protected_until(**who, on=date(2028, 9, 14)) is None
    family_leave.cancel(leave=row.uuid, **said)
    assert found.protected_until(**who, on=date(2026, 11, 2)) is None


# --- other ways to a child --------------------------------------------------------------------------------------------
def test_leave_by_a_parental_order_moves_to_the_day_of_birth_in_its_full_length(mary, said):
    row = record(mary, said, "PARENTAL_ORDER", first_day=DUE, expected_on=DUE, evidence="Declaration of 1 November")
    born = date(2027, 3, 10)

    family_leave.record_event(leave=row.uuid, happened_on=born, is_bereaved=False, **later(said, 2027, 3, 11))

    block = FamilyLeaveBlock.objects.get()
    assert (block.valid.lower, block.valid.upper) == (born, date(2028, 3, 8))
    row.refresh_from_db()
    assert (row.compulsory_until, row.evidence) == (None, "Declaration of 1 November")


def test_a_child_from_abroad_needs_the_official_notification(mary, said):
    given = {"first_day": date(2027, 3, 1), "expected_on": date(2027, 3, 1)}
    with pytest.raises(RuleBroken) as caught:
        record(mary, said, "ADOPTION_ABROAD", **given)
    assert caught.value.rule == rules_family.FamilyAnchorKnown.code

    row = record(mary, said, "ADOPTION_ABROAD", **given, official_on=date(2026, 10, 12))

    assert found.case(row.uuid).facts.official_on == date(2026, 10, 12)
