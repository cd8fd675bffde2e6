"""The end of a leave year: real unused hours, buckets that live on and lapse, a run for everybody and its way back."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction

from hr import rules, rules_absence
from hr.models import AbsenceRecord, LeaveBooking, LeaveCredit, LeaveYearRun
from hr.operations import leave, leave_year_end
from hr.operations import leave_year_end_job as work
from hr.queries import leave_year_end as ends
from hr.queries.leave import balance
from hr.rules import RuleBroken
from hr.states import YEAR_END
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState, pairs
from tests.factories import hr as make

NEW_YEAR = date(2027, 4, 1)
APRIL = datetime(2027, 4, 1, 9, 0, tzinfo=UTC)
MONDAY, FRIDAY = date(2026, 11, 9), date(2026, 11, 13)


@pytest.fixture
def pat(ann, org):
    """Ann, full time from 1 April 2026: 25 days are 185 hours besides ten bank holidays."""
    make.absence_terms(org.staff_group)
    return ann


def book(who, scope, at, first, last):
    return leave.request(
        assignment=who.assignment.uuid, first_day=first, last_day=last, hours=None, note="", by=scope.hana, at=at
    )


def carry(who, said, hours, bucket="contractual", into=NEW_YEAR):
    return leave.carry_hours_over(
        assignment=who.assignment.uuid, year_start=into, bucket=bucket, hours=Decimal(hours), **said
    )


def left(who, on):
    found = balance(who.assignment, on=on)
    return found.carried, found.left


def test_no_more_is_carried_over_than_nobody_has_taken(pat, said, scope, at):
    """185 hours less a week of 37 leaves 148: after 37 as agreed, 111 are left for any other reason."""
    book(pat, scope, at, MONDAY, FRIDAY)
    carry(pat, said, "37")
    with pytest.raises(RuleBroken) as caught:
        carry(pat, said, "111.5", "sickness")
    assert (caught.value.rule, caught.value.field) == (rules_absence.CarryOverUnused.code, "hours")

    assert carry(pat, said, "111", "sickness").expires_on == date(2028, 9, 30)


def test_hours_of_sickness_live_on_in_the_second_year_are_taken_first_and_lapse_after_18_months(
    pat, org, said, scope, at
):
    """Carried into 2026/27, to be taken by 30 September 2027."""
    pat = make.employee(scope.northshire, org=org, start=date(2025, 4, 1), person_fields={"surname": "Zola"})
    row = carry(pat, said, "74", "sickness", date(2026, 4, 1))
    assert row.expires_on == date(2027, 9, 30)
    summer, autumn = date(2027, 8, 9), date(2027, 10, 4)
    before = balance(pat.assignment, on=autumn).left
    assert balance(pat.assignment, on=summer).carried == Decimal(74)
    assert balance(pat.assignment, on=autumn).carried == Decimal(0)

    LeaveBooking.objects.create(
        partner=scope.northshire, person=pat.person, employment=pat.employment, assignment=pat.assignment, hours=37,
        valid=(summer, date(2027, 8, 14)), requested_by=scope.hana, requested_human=scope.hana.human_id,
        requested_at=at,
    )  # fmt: skip

    found = balance(pat.assignment, on=autumn)
    assert [(one.brought, one.taken, one.lapsed) for one in found.credits] == [(Decimal(74), Decimal(37), Decimal(37))]
    assert found.left == before  # the week came out of what would have lapsed


def test_the_year_end_rounds_up_to_the_half_hour_and_carries_five_days(scope, org, pat):
    """Started on 15 September 2026: 185 × 198 ÷ 365 = 100.36 hours, at the end of the year 100.5; 37 go on."""
    late = make.employee(scope.northshire, org=org, start=date(2026, 9, 15), person_fields={"surname": "Zola"})

    rows = {row.job: row for row in ends.plan(partner_id=scope.northshire.pk, year_start=NEW_YEAR)}

    assert (rows[late.assignment.pk].unused, rows[late.assignment.pk].hours("contractual")) == (
        Decimal("100.5"), Decimal("37.00"),
    )  # fmt: skip
    assert rows[late.assignment.pk].lapsed == Decimal("63.50")
    assert rows[pat.assignment.pk].unused == Decimal("185.00")


def prepare(scope, at=APRIL):
    return leave_year_end.prepare(
        partner_id=scope.northshire.pk, year_start=NEW_YEAR, reason="Year end", by=scope.hana, at=at
    )


def said_by(who, at=APRIL):
    return {"reason": "Looked at", "by": who, "at": at}


def test_a_year_end_is_prepared_by_one_approved_by_another_and_undone(pat, scope, at):
    AbsenceRecord.objects.create(
        partner=scope.northshire, person=pat.person, employment=pat.employment, assignment=pat.assignment,
        kind="SICKNESS", category="BACK", valid=(date(2027, 3, 1), None), state="OPEN", reported_by=scope.hana,
        reported_at=at,
    )  # fmt: skip
    with pytest.raises(RuleBroken) as early:
        prepare(scope, at)
    assert early.value.rule == rules_absence.YearEndInTime.code
    run = prepare(scope)
    assert (run.n_jobs, run.carried_hours, run.lapsed_hours) == (1, Decimal("111.00"), Decimal("74.00"))
    assert not LeaveCredit.objects.exists()
    assert ends.n_to_approve(partner_id=scope.northshire.pk, human_id=scope.ben.human_id) == 1
    with pytest.raises(RuleBroken) as own:
        leave_year_end.approve(run=run.uuid, **said_by(scope.hana))
    assert own.value.rule == rules.SecondPerson.code

    leave_year_end.approve(run=run.uuid, **said_by(scope.ben))

    assert sorted(LeaveCredit.objects.values_list("bucket", "hours", "expires_on")) == [
        ("contractual", Decimal(37), date(2028, 3, 31)), ("sickness", Decimal(74), date(2028, 9, 30)),
    ]  # fmt: skip
    assert balance(pat.assignment, on=NEW_YEAR).carried == Decimal(111)
    with pytest.raises(RuleBroken):
        prepare(scope)

    leave_year_end.undo(run=run.uuid, **said_by(scope.ben))

    assert balance(pat.assignment, on=NEW_YEAR).carried == Decimal(0)
    assert prepare(scope).carried_hours == Decimal("111.00")


def test_a_year_end_is_refused_when_leave_changed_since_and_not_undone_once_leave_was_taken(pat, scope, at):
    run = prepare(scope)
    book(pat, scope, at, MONDAY, FRIDAY)
    with pytest.raises(RuleBroken) as changed:
        leave_year_end.approve(run=run.uuid, **said_by(scope.ben))
    assert changed.value.rule == rules_absence.YearEndUnchanged.code
    leave_year_end.discard(run=run.uuid, **said_by(scope.hana))
    run = prepare(scope)
    leave_year_end.approve(run=run.uuid, **said_by(scope.ben))
    book(pat, scope, APRIL, date(2027, 5, 10), date(2027, 5, 14))

    with pytest.raises(RuleBroken) as taken, transaction.atomic():
        leave_year_end.undo(run=run.uuid, **said_by(scope.ben))

    assert taken.value.rule == rules_absence.CarriedStands.code


def test_a_worker_that_dies_leaves_nothing_and_the_next_one_ends_the_year(pat, scope, monkeypatch):
    """The job keeps what was asked; the message comes again, and a third one finds nothing to do."""
    asked = {"reason": "Year end", "by": scope.hana, "at": APRIL}
    job = work.prepare(partner_id=scope.northshire.pk, year_start=NEW_YEAR, **asked)
    does = {"job": job.uuid, "by": scope.hana, "clock": lambda: APRIL}
    killed(monkeypatch, does)
    assert not LeaveYearRun.objects.exists()
    job.refresh_from_db()
    assert job.state == "QUEUED"

    assert work.run(**does).state == "DONE"
    assert work.run(**does) is None
    run = LeaveYearRun.objects.get()
    assert [(row.person, row.contractual, row.lapsed) for row in ends.jobs_of(run)] == [(pat.person, 37, 148)]

    with pytest.raises(RuleBroken) as own:
        work.approve(run=run.uuid, **asked)
    assert own.value.rule == rules.SecondPerson.code
    carried = work.approve(run=run.uuid, **asked | {"by": scope.ben})
    does = {"job": carried.uuid, "by": scope.ben, "clock": lambda: APRIL}
    killed(monkeypatch, does)
    assert not LeaveCredit.objects.exists()
    work.run(**does)
    work.run(**does)
    assert LeaveCredit.objects.get().hours == Decimal(37)


def test_a_year_end_that_leave_has_overtaken_fails_with_words_and_changes_nothing(pat, scope, at):
    run = prepare(scope)
    job = work.approve(run=run.uuid, reason="Seen", by=scope.ben, at=APRIL)
    book(pat, scope, at, MONDAY, FRIDAY)

    done = work.run(job=job.uuid, by=scope.ben, clock=lambda: APRIL)

    assert (done.state, done.message.startswith("Nothing was changed. ")) == ("FAILED", True)
    run.refresh_from_db()
    assert (run.state, LeaveCredit.objects.exists()) == ("PREPARED", False)
    undone = prepare_again(scope, run)
    with pytest.raises(WrongState):
        work.undo(run=undone.uuid, reason="x", by=scope.ben, at=APRIL)
    assert work.begin(job=job.uuid, by=scope.ben, at=APRIL) is None


def dies(*_given):
    raise KeyboardInterrupt


@transaction.atomic
def run_to_death(does):
    work.run(**does)


def killed(monkeypatch, does):
    """Have the worker die as it ends its work, before anything is committed."""
    with monkeypatch.context() as patch:
        patch.setattr(leave_year_end, "_note", dies)
        with pytest.raises(KeyboardInterrupt):
            run_to_death(does)


def prepare_again(scope, run):
    leave_year_end.discard(run=run.uuid, **said_by(scope.hana))
    return prepare(scope)


def test_every_other_move_of_a_year_end_is_refused(pat, scope):
    run = prepare(scope)
    ended = {"ended_by": scope.ben, "ended_at": APRIL}
    done = {"approved_by": scope.ben, "approved_human": scope.ben.human_id, "approved_at": APRIL}
    fields = {"PREPARED": {}, "APPROVED": done, "DISCARDED": ended, "UNDONE": done | ended}
    for pair in pairs(YEAR_END):
        if pair.is_legal:
            continue
        with transaction.atomic():
            LeaveYearRun.objects.filter(pk=run.pk).update(state=pair.state, **fields[str(pair.state)])
            with pytest.raises(WrongState):
                getattr(leave_year_end, pair.action)(run=run.uuid, **said_by(scope.ben))
            transaction.set_rollback(True)


def test_hours_carried_over_by_mistake_are_cancelled_once(pat, said):
    row = carry(pat, said, "37")
    leave.cancel_carried(credit=row.uuid, **said)

    assert left(pat, NEW_YEAR)[0] == Decimal(0)
    with pytest.raises(RuleBroken) as caught:
        leave.cancel_carried(credit=row.uuid, **said)
    assert caught.value.rule == rules_absence.CarriedStands.code
    assert carry(pat, said, "30").hours == Decimal(30)


def test_another_partner_sees_no_year_end(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        make.absence_terms(make.employee(cast.northshire).org.staff_group)
        run = prepare(cast)
    with (
        partner_scope(cast.southborough.pk, actor_id=cast.hana.pk, reason="test"),
        pytest.raises(LeaveYearRun.DoesNotExist),
    ):
        leave_year_end.approve(run=run.uuid, **said_by(cast.ben))
