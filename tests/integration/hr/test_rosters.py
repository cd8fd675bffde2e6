"""Files of rostering systems: checked row by row, loaded by somebody else, corrected, withdrawn (domain HR-05)."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules_rosters as rules
from hr import tasks
from hr.models import AbsenceRecord, LeaveBooking, LeaveYearRun, MonthlyInput, RosterFault, RosterImport, RosterLine
from hr.operations import claim_decisions, claim_lines, claims, inputs, leave, roster_claims, rosters, rosters_job
from hr.operations.claim_lines import HoursWanted
from hr.queries import rosters as found
from hr.queries.leave import balance
from hr.rules import RuleBroken
from hr.views.absence_words import leave_shown
from partners.models import AuditEvent, BackgroundJob
from partners.operations import holds, jobs
from partners.roles import Role
from partners.scope import partner_scope
from payroll.models import PayslipLine
from sharedservices.common.flow import WrongState
from sharedservices.common.imports import ImportRefused
from tests import scenarios
from tests.factories import claims as make_claims
from tests.factories import hr as make
from tests.factories import rosters as send
from tests.people import grant, user

OUTSIDE = "The days lie outside the file’s: 1 October 2026 to 31 October 2026."
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def kinds(scope):
    return make_claims.kinds(scope.northshire)


@pytest.fixture
def job(ann, kinds):
    return ann.assignment.number


@pytest.fixture
def check(scope, org, job):
    return lambda *rows, **more: send.checked(org.entity, *rows, by=scope.hana, at=NOW, **more)


@pytest.fixture
def load(scope, org, job):
    return lambda *rows, **more: send.loaded(org.entity, *rows, by=scope.hana, loader=scope.ben, at=NOW, **more)


def faults(taken):
    return [(one.row, one.column, one.message) for one in RosterFault.objects.filter(taken=taken).order_by("row", "id")]


def refused(rule):
    return pytest.raises(RuleBroken, match=rule.sentence.split("{", maxsplit=1)[0][:30] or None)


def withdraw(taken, scope, reason="Sent by mistake"):
    return rosters.withdraw(roster=taken.uuid, reason=reason, by=scope.ben, at=NOW)


# --- checked, then loaded ---------------------------------------------------------------------------------------------
def test_find_right_a_file_that_is_right_waits_with_its_totals_and_nothing_counts_yet(check, job):
    taken = check(send.summary(job), send.claim(job))

    assert (taken.state, taken.n_rows, taken.n_summaries, taken.n_claims, taken.n_new) == ("READY", 2, 1, 1, 2)
    assert taken.totals == {
        "rows": "2", "hours_planned": "168", "hours_worked": "160", "leave_hours": "8", "rest_days": "1",
        "claims": "1", "claim_hours": "5",
    }  # fmt: skip
    assert not RosterLine.objects.filter(in_force=True).exists()
    assert not MonthlyInput.objects.exists()


def test_somebody_else_loads_it_and_every_row_counts(load, job, scope, ann):
    taken = load(send.summary(job), send.claim(job))

    assert (taken.state, taken.loaded_by) == ("LOADED", scope.ben)
    line = RosterLine.objects.get(kind="SUMMARY")
    assert (line.in_force, line.planned, line.worked, line.leave, line.rest_hours, line.rest_days) == (
        True, Decimal(168), Decimal(160), Decimal(8), Decimal(10), 1,
    )  # fmt: skip
    assert (line.duty_system, line.is_night, line.is_shift) == ("Watch 2-2-4", True, True)
    assert line.valid == DateRange(date(2026, 10, 1), date(2026, 11, 1))
    assert AuditEvent.objects.filter(object_type="hr_rosterimport", action="IMPORT").count() == 2


def test_a_claim_is_an_input_that_names_who_claimed_and_who_approved_there(load, job, scope):
    load(send.claim(job))

    made = MonthlyInput.objects.get()
    assert (made.state, made.units, made.amount, made.period_start) == ("APPROVED", Decimal(5), None, date(2026, 11, 1))
    assert (made.entered_by, made.decided_by) == (scope.hana, scope.ben)
    assert made.note == (
        "Overtime at time and a half: 5 hours, 3 October 2026, DutyPlan OT-1; claimed by 100234, approved by "
        "Insp 4471 on 5 Oct 2026"
    )


def test_hr_roster_second_whoever_took_it_in_does_not_load_it(check, job, scope):
    taken = check(send.summary(job))

    with refused(rules.RosterSecondPerson):
        rosters.load(roster=taken.uuid, by=scope.hana, at=NOW, step=lambda _n: None)
    with refused(rules.RosterSecondPerson):
        rosters_job.load(roster=taken.uuid, by=scope.hana, at=NOW)


def test_hr_roster_oneself_nobody_loads_or_takes_in_a_claim_of_their_own(check, job, scope, ann):
    mine = user("Mine")
    grant(mine, scope.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    taken = check(send.claim(job))
    with refused(rules.RosterNotOneself):
        rosters.load(roster=taken.uuid, by=mine, at=NOW, step=lambda _n: None)
    withdraw(taken, scope)

    again = send.checked(ann.org.entity, send.claim(job), by=mine, at=NOW)

    assert [one[:2] for one in faults(again)] == [(2, "job_number")]


def test_load_roster_twice_is_refused(load, job, scope):
    taken = load(send.summary(job))

    with pytest.raises(WrongState):
        rosters.load(roster=taken.uuid, by=scope.ben, at=NOW, step=lambda _n: None)
    with pytest.raises(WrongState):
        rosters.check(roster=taken.uuid, by=scope.hana, at=NOW, step=lambda _n: None)


def test_a_file_of_another_partner_is_not_there(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        org = make.organisation(cast.northshire)
        taken = send.checked(org.entity, send.summary("1-1"), by=cast.hana, at=NOW)

    with partner_scope(cast.southborough.pk), pytest.raises(RosterImport.DoesNotExist):
        rosters.withdraw(roster=taken.uuid, reason="Not theirs", by=cast.dilys, at=NOW)


# --- faults -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changed", "column", "words"),
    [
        ({"job_number": "999-1"}, "job_number", "There is no job with this number."),
        ({"hours_planned": ""}, "hours_planned", "“hours_planned” is empty."),
        ({"duty_system": ""}, "duty_system", "“duty_system” is empty."),
        ({"hours_worked": "many"}, "hours_worked", "This is not a number."),
        ({"hours_worked": "745"}, "hours_worked", "745 hours do not fit into 31 days."),
        ({"rest_day_hours": "161"}, "rest_day_hours", "More hours on rest days than were worked at all."),
        ({"rest_days_rerostered": "32"}, "rest_days_rerostered", "More rest days than there are days."),
        ({"first_day": "2026-09-30"}, "first_day", OUTSIDE),
        ({"last_day": "2026-11-01"}, "first_day", OUTSIDE),
        ({"claim_reference": "OT-1"}, "claim_reference", "A summary has no “claim_reference”."),
        ({"night": "often"}, "night", "This is neither yes nor no."),
    ],
)  # fmt: skip
def test_a_summary_with_a_fault_says_row_column_and_remedy(check, job, changed, column, words):
    row = send.summary(job) | changed
    readable = row | ({"hours_worked": ""} if changed.get("hours_worked") == "many" else {})
    taken = check(row, declared=send.totals(readable))

    assert (taken.state, taken.n_faults, faults(taken)) == ("FAULTY", 1, [(2, column, words)])
    assert RosterFault.objects.get().remedy


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"claim_kind": "Double time"}, "claim_kind"),
        ({"claim_hours": "5.51"}, "claim_hours"),
        ({"claim_hours": "0"}, "claim_hours"),
        ({"worked_to": "2026-10-03 18:00"}, "claim_hours"),
        ({"worked_from": "3 October, evening"}, "worked_from"),
        ({"worked_from": "2026-10-03 24:00"}, "worked_from"),
        ({"worked_from": "2025-10-03 18:00", "worked_to": "2025-10-03 23:30"}, "worked_from"),
        ({"worked_from": "2026-11-01 08:00", "worked_to": "2026-11-01 13:30"}, "worked_from"),
        ({"approved_by": "100234"}, "approved_by"),
        ({"approved_on": "2026-10-02"}, "approved_on"),
        ({"approved_on": "2026-11-03"}, "approved_on"),
        ({"approved_by": ""}, "approved_by"),
        ({"hours_planned": "8"}, "hours_planned"),
        ({"claim_status": "CANCELLED"}, "claim_status"),
    ],
)
def test_a_claim_with_a_fault_says_row_and_column(check, job, changed, column):
    taken = check(send.claim(job) | changed)

    assert (taken.state, [one[:2] for one in faults(taken)]) == ("FAULTY", [(2, column)])


def test_find_faulty_totals_that_are_not_those_declared_are_a_fault_of_the_file(check, job):
    taken = check(send.summary(job), declared=send.totals(send.summary(job), hours_planned="170", rows="2"))

    assert faults(taken) == [
        (None, "", "Rows: 2 declared, 1 in the file."),
        (None, "hours_planned", "Hours planned: 170 declared, 168 in the file."),
    ]


def test_two_rows_of_the_same_days_or_reference_are_faults(check, job):
    taken = check(
        send.summary(job), send.summary(job, first_day="2026-10-31"), send.claim(job),
        send.claim(job, worked_from="2026-10-04 18:00", worked_to="2026-10-04 23:30"),
        send.claim(job, "OT-2", worked_from="2026-10-03 23:00", worked_to="2026-10-04 05:00"),
    )  # fmt: skip

    assert [one[:2] for one in faults(taken)] == [(3, "first_day"), (5, "claim_reference"), (6, "worked_from")]


def test_a_row_outside_its_job_is_a_fault(check, job, ann):
    ann.assignment.valid = DateRange(ann.assignment.valid.lower, date(2026, 10, 16))
    ann.assignment.save()
    taken = check(send.summary(job))

    assert faults(taken) == [(2, "last_day", "The job ends on 15 October 2026.")]
    assert check(send.summary(job, last_day="2026-10-15", hours_worked="80")).state == "READY"


def test_a_job_of_another_employer_is_a_fault(check, job, ann, scope, org):
    other = make.legal_entity(scope.northshire, code="FIRE", legal_name="Fire and Rescue")
    taken = send.checked(other, send.summary(job), by=scope.hana, at=NOW)

    assert faults(taken) == [(2, "job_number", "This job is not one of Fire and Rescue.")]


def test_whoever_is_away_sick_works_no_overtime(check, job, ann, scope):
    AbsenceRecord.objects.create(
        partner=scope.northshire, person=ann.person, employment=ann.employment, assignment=ann.assignment,
        kind="SICKNESS", category="BACK", valid=DateRange(date(2026, 10, 3), date(2026, 10, 4)), state="CLOSED",
        reported_by=scope.hana, reported_at=NOW,
    )  # fmt: skip

    assert [one[:2] for one in faults(check(send.claim(job)))] == [(2, "worked_from")]


def test_a_claim_of_somebody_on_hold_is_a_fault_and_is_not_sent(check, load, job, ann, org, scope):
    org.pay_group.frequency = "fortnightly"  # nobody knows its calendar: the claim waits
    org.pay_group.save()
    load(send.claim(job))
    holds.set_hold(
        partner_id=org.partner.pk, person_id=ann.person.pk, addresses=[], reason="Reported", by=scope.hana, at=NOW
    )
    org.pay_group.frequency = "monthly"
    org.pay_group.save()

    assert roster_claims.send(partner_id=org.partner.pk, at=NOW) == 0
    taken = check(send.claim(job, "OT-2", worked_from="2026-10-04 18:00", worked_to="2026-10-04 23:30"))
    assert faults(taken) == [(2, "job_number", "On hold: speak to the case officer.")]


def test_a_file_with_other_headings_is_refused_at_once(scope, org, job):
    with pytest.raises(ImportRefused):
        rosters.take_in(
            partner_id=org.partner.pk, wanted=send.wanted(org.entity), file=make_file(b"a,b\n1,2\n"), name="x.csv",
            by=scope.hana, at=NOW,
        )  # fmt: skip


def make_file(content):
    import io

    return io.BytesIO(content)


# --- the same again, corrected, overlapping ---------------------------------------------------------------------------
def test_hr_roster_same_the_same_file_again_changes_nothing_and_says_so(load, job):
    load(send.summary(job))

    with refused(rules.RosterNotTwice):
        load(send.summary(job))
    assert RosterImport.objects.count() == 1


def test_hr_roster_waits_one_version_at_a_time(check, job):
    check(send.summary(job))

    with refused(rules.RosterOneAtATime):
        check(send.summary(job, hours_worked="150"))


@pytest.mark.parametrize(("first", "last"), [(date(2026, 10, 31), date(2026, 11, 1)), (date(2026, 9, 1), send.FIRST)])
def test_hr_roster_overlap_a_correction_has_the_same_days(load, check, job, first, last):
    load(send.summary(job))

    with refused(rules.RosterSamePeriod):
        check(send.summary(job), first_day=first, last_day=last)


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2026, 10, 31), date(2026, 10, 1)), (date(2026, 10, 1), date(2026, 11, 3)),
     (date(2026, 7, 1), date(2026, 10, 1))],
)  # fmt: skip
def test_hr_roster_period_days_are_over_and_not_too_many(check, job, first, last):
    with refused(rules.RosterPeriodFits):
        check(send.summary(job), first_day=first, last_day=last)


def test_a_corrected_version_replaces_row_by_row_and_keeps_the_former(load, job, ann, org, scope):
    ben = make.employee(scope.northshire, org=org)
    other = ben.assignment.number
    load(send.summary(job), send.summary(other))
    second = load(send.summary(job, hours_worked="150"))

    assert (second.version, second.n_new, second.n_changed, second.n_same) == (2, 0, 1, 0)
    rows = RosterLine.objects.order_by("taken__version", "row").values_list(
        "taken__version", "key", "worked", "in_force"
    )
    assert list(rows) == [
        (1, job, Decimal(160), False), (1, other, Decimal(160), True), (2, job, Decimal(150), True),
    ]  # fmt: skip


def test_a_claim_that_stays_as_it_was_keeps_its_input_and_a_changed_one_gets_another(load, job, scope):
    second = {"worked_from": "2026-10-04 18:00", "worked_to": "2026-10-04 23:30"}
    load(send.claim(job), send.claim(job, "OT-2", **second))
    load(send.claim(job), send.claim(job, "OT-2", **second | {"claim_hours": "4"}))

    found_now = list(MonthlyInput.objects.order_by("id").values_list("units", "state"))
    assert found_now == [(Decimal(5), "APPROVED"), (Decimal(5), "REJECTED"), (Decimal(4), "APPROVED")]


def test_a_cancelled_claim_is_not_paid_and_withdrawing_that_pays_it_again(load, job, scope):
    load(send.claim(job))
    second = load(send.claim(job, claim_status="CANCELLED"))
    assert list(MonthlyInput.objects.values_list("state", flat=True)) == ["REJECTED"]

    withdraw(second, scope)

    assert list(MonthlyInput.objects.order_by("id").values_list("state", flat=True)) == ["REJECTED", "APPROVED"]
    assert RosterLine.objects.get(in_force=True).taken.version == 1


# --- withdrawn --------------------------------------------------------------------------------------------------------
def test_withdraw_roster_takes_everything_back(load, job, scope):
    taken = load(send.summary(job), send.claim(job))

    done = withdraw(taken, scope)

    assert (done.state, done.withdrawn_why) == ("WITHDRAWN", "Sent by mistake")
    assert not RosterLine.objects.filter(in_force=True).exists()
    assert list(MonthlyInput.objects.values_list("state", "decision_note")) == [("REJECTED", "Sent by mistake")]
    assert load(send.summary(job), send.claim(job)).version == 2  # the same file may come again now
    with pytest.raises(WrongState):
        withdraw(done, scope)


def test_hr_roster_why_a_withdrawal_says_why(load, job, scope):
    taken = load(send.summary(job))

    with refused(rules.RosterSaysWhy):
        withdraw(taken, scope, reason="no")


def test_hr_roster_newer_the_later_version_goes_first(load, job, scope):
    first = load(send.summary(job))
    load(send.summary(job, hours_worked="150"))

    with refused(rules.NewerRosterFirst):
        withdraw(first, scope)


def test_hr_roster_read_what_a_pay_run_has_read_stays_and_is_paid_once(load, check, job, scope, org):
    taken = load(send.claim(job))
    scenarios.released_run(scope, org.pay_group, month=11)

    assert PayslipLine.objects.filter(code="OVER150").count() == 1
    with refused(rules.RosterNotRead):
        withdraw(taken, scope)
    changed = check(send.claim(job, claim_hours="4"))
    assert faults(changed) == [(2, "claim_reference", "A pay run has this claim already: it stands on a payslip.")]


def test_a_correction_after_the_run_keeps_what_was_paid_and_pays_the_new(load, job, scope, org):
    load(send.claim(job))
    scenarios.released_run(scope, org.pay_group, month=11)

    load(send.claim(job), send.claim(job, "OT-2", worked_from="2026-10-04 18:00", worked_to="2026-10-04 20:00",
                                     claim_hours="2"))  # fmt: skip

    assert list(MonthlyInput.objects.order_by("id").values_list("units", "state")) == [
        (Decimal(5), "APPROVED"), (Decimal(2), "APPROVED"),
    ]  # fmt: skip


def test_a_withdrawn_or_corrected_input_is_not_rejected_by_hand_hr_roster_input(load, job, scope):
    load(send.claim(job))

    with refused(rules.EndsRosterFirst):
        inputs.reject(monthly_input=MonthlyInput.objects.get().uuid, note="Wrong", by=scope.ben, at=NOW)


# --- claims made here -------------------------------------------------------------------------------------------------
@pytest.fixture
def me(scope, ann):
    who = user("Ann")
    grant(who, scope.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    return who


def put(ann, kinds, me):
    claim = claims.start(assignment=ann.assignment.uuid, kind="HOURS", by=me, at=NOW)
    wanted = HoursWanted(
        on=date(2026, 10, 3), starts=time(20), ends=time(22), claim_type=kinds.hours.uuid, reason="Flood"
    )
    claim_lines.put_hours(claim=claim.uuid, wanted=wanted, by=me, at=NOW)
    return claim


def test_hr_roster_hours_what_came_by_roster_is_not_claimed_here(load, job, ann, kinds, me):
    load(send.claim(job))

    with refused(rules.HoursNotInRoster) as caught:
        put(ann, kinds, me)
    assert caught.value.message or "OT-1" in str(caught.value)


def test_a_draft_made_before_is_not_sent_nor_approved_any_more(load, job, ann, kinds, me, scope):
    draft = put(ann, kinds, me)
    load(send.claim(job))

    with refused(rules.HoursNotInRoster):
        claims.submit(claim=draft.uuid, by=me, at=NOW)


def test_what_was_claimed_here_does_not_come_by_roster(check, job, ann, kinds, me, scope):
    claim = put(ann, kinds, me)
    claims.submit(claim=claim.uuid, by=me, at=NOW)
    taken = check(send.claim(job))

    assert faults(taken) == [(2, "worked_from", "Claim C-000001 asks here for some of the same hours.")]


def test_hr_roster_moved_a_claim_made_since_the_check_stops_the_loading(check, job, ann, kinds, me, scope):
    taken = check(send.claim(job))
    claim = put(ann, kinds, me)
    claims.submit(claim=claim.uuid, by=me, at=NOW)
    claim_decisions.approve(claim=claim.uuid, by=scope.ben, at=NOW)

    with refused(rules.RosterStillFits):
        rosters.load(roster=taken.uuid, by=scope.ben, at=NOW, step=lambda _n: None)
    assert not RosterLine.objects.filter(in_force=True).exists()


def test_one_reference_is_not_sent_with_two_periods(load, check, job):
    load(send.claim(job))
    taken = check(
        send.claim(job, worked_from="2026-09-03 18:00", worked_to="2026-09-03 23:30"),
        first_day=date(2026, 9, 1), last_day=date(2026, 9, 30),
    )  # fmt: skip

    assert faults(taken) == [
        (2, "claim_reference", "This claim came with the file for 1 October 2026 to 31 October 2026.")
    ]


# --- leave ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def agreed(org):
    return make.absence_terms(org.staff_group)


def test_leave_kept_in_the_roster_is_taken_from_the_account(load, job, ann, agreed):
    before = balance(ann.assignment, on=date(2026, 10, 1))
    load(send.summary(job))
    after = balance(ann.assignment, on=date(2026, 10, 1))

    assert (before.left - after.left, after.by_roster) == (Decimal(8), Decimal(8))
    assert before.own_left - after.own_left == Decimal(8)


def test_leave_by_roster_is_a_line_of_the_account(load, job, ann, agreed):
    load(send.summary(job))
    shown = leave_shown(ann.assignment, balance(ann.assignment, on=date(2026, 10, 1)))

    assert ["DutyPlan, 1 October 2026 to 31 October 2026", "−8"] in [
        [cell["text"] for cell in line] for line in shown.working
    ]


def test_leave_of_a_roster_that_does_not_keep_it_is_only_told(load, job, ann, agreed):
    load(send.summary(job), keeps_leave=False)

    assert balance(ann.assignment, on=date(2026, 10, 1)).by_roster == 0
    assert RosterLine.objects.get().leave == Decimal(8)


def test_hr_roster_leave_no_leave_is_asked_for_here_where_the_roster_keeps_it(load, job, ann, agreed, scope):
    load(send.summary(job))

    with refused(rules.LeaveNotInRoster):
        leave.request(
            assignment=ann.assignment.uuid, first_day=date(2026, 10, 31 - 1), last_day=date(2026, 10, 30), hours=None,
            note="", by=scope.hana, at=NOW,
        )  # fmt: skip


def test_leave_booked_here_or_over_the_year_end_is_a_fault(check, job, ann, agreed, scope):
    LeaveBooking.objects.create(
        partner=scope.northshire, person=ann.person, employment=ann.employment, assignment=ann.assignment,
        valid=DateRange(date(2026, 10, 31), date(2026, 11, 2)), hours=Decimal(7), state="REQUESTED",
        requested_by=scope.hana, requested_human=scope.hana.human_id, requested_at=NOW,
    )  # fmt: skip

    assert [one[:2] for one in faults(check(send.summary(job)))] == [(2, "leave_hours")]
    assert check(send.summary(job, last_day="2026-10-30")).state == "READY"


def test_hr_roster_read_leave_that_a_year_end_has_counted_stays(load, check, job, ann, agreed, scope):
    taken = load(send.summary(job))
    LeaveYearRun.objects.create(
        partner=scope.northshire, year_start=date(2027, 4, 1), state="APPROVED", n_jobs=1, carried_hours=0,
        lapsed_hours=0, digest="d", prepared_by=scope.hana, prepared_human=scope.hana.human_id, prepared_at=NOW,
        approved_by=scope.ben, approved_human=scope.ben.human_id, approved_at=NOW,
    )  # fmt: skip

    with refused(rules.RosterNotRead):
        withdraw(taken, scope)
    assert [one[:2] for one in faults(check(send.summary(job, leave_hours="16")))] == [(2, "leave_hours")]


# --- hours over all jobs ----------------------------------------------------------------------------------------------
def test_hours_worked_count_in_working_time_where_they_are_known(load, job, ann, scope):
    load(send.summary(job, hours_worked="217"))  # 31 days: 49 a week

    shown = found.hours_worked_weekly(partner_id=scope.northshire.pk, person_id=ann.person.pk, on=date(2026, 11, 2))

    assert (shown.hours, shown.n_known, shown.n_jobs) == (Decimal(49), 1, 1)


@pytest.mark.parametrize("rows", [{"hours_worked": "", "rest_day_hours": ""}, None])
def test_without_hours_worked_the_contract_alone_tells(load, job, ann, scope, rows):
    if rows:
        load(send.summary(job, **rows))

    assert found.hours_worked_weekly(partner_id=scope.northshire.pk, person_id=ann.person.pk, on=NOW.date()) is None


# --- as a job ---------------------------------------------------------------------------------------------------------
def test_a_worker_checks_and_loads_it(scope, org, job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), partner_scope(org.partner.pk, actor_id=scope.hana.pk):
        taken = rosters_job.take_in(
            partner_id=org.partner.pk, wanted=send.wanted(org.entity, send.summary(job)),
            file=send.file_of(send.summary(job)), name="october.csv", by=scope.hana, at=NOW,
        )  # fmt: skip
    taken.refresh_from_db()
    assert taken.state == "READY"
    with django_capture_on_commit_callbacks(execute=True), partner_scope(org.partner.pk, actor_id=scope.ben.pk):
        started = rosters_job.load(roster=taken.uuid, by=scope.ben, at=NOW)

    taken.refresh_from_db()
    done = BackgroundJob.objects.get(pk=started.pk)
    tasks.work_on_roster(partner_id=org.partner.pk, actor_id=scope.ben.pk, job=str(started.uuid))  # a message twice
    assert (taken.state, done.state) == ("LOADED", "DONE")
    assert done.message == "Loaded 1 summary and 0 claims: 1 new, 0 changed, 0 as before."
    assert rosters_job.run(job=started.uuid, by=scope.ben, clock=lambda: NOW) is None


def test_a_check_that_is_cancelled_leaves_a_file_to_take_in_again(scope, org, job):
    taken = rosters_job.take_in(
        partner_id=org.partner.pk, wanted=send.wanted(org.entity, send.summary(job)),
        file=send.file_of(send.summary(job)), name="october.csv", by=scope.hana, at=NOW,
    )  # fmt: skip
    work = BackgroundJob.objects.get()
    jobs.begin(job_id=work.pk, at=NOW)
    jobs.cancel(job_id=work.pk, by=scope.hana, at=NOW)

    assert rosters_job.run(job=work.uuid, by=scope.hana, clock=lambda: NOW).state == "CANCELLED"
    taken.refresh_from_db()
    assert (taken.state, faults(taken)) == ("FAULTY", [(None, "", "The check was cancelled.")])


def test_claims_wait_for_a_pay_period_and_are_sent_once(load, job, org, scope):
    org.pay_group.frequency = "fortnightly"  # nobody knows its calendar
    org.pay_group.save()
    load(send.claim(job))
    assert (MonthlyInput.objects.count(), found.fate(RosterLine.objects.get())) == (0, "Waits for a pay period")
    org.pay_group.frequency = "monthly"
    org.pay_group.save()

    assert [roster_claims.send(partner_id=org.partner.pk, at=NOW) for _ in range(2)] == [1, 0]
    assert MonthlyInput.objects.count() == 1


# --- what the database keeps ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("change", [{"worked": Decimal(1)}, {"in_force": True, "key": "x"}, {"in_force": True}])
def test_a_row_says_what_the_file_said_and_counts_once_it_is_loaded(check, job, change):
    check(send.summary(job))

    with pytest.raises(DatabaseError), transaction.atomic():
        RosterLine.objects.update(**change)
