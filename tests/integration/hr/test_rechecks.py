"""Domain HR-06: checks of the employer before count for 60 days after a transfer; then each is made again."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from hr.models import OnboardingProject, RightToWork, RightToWorkNotice, RightToWorkSuspension
from hr.operations import documents, right_to_work
from hr.operations.documents import NewDocument
from hr.queries import reports_ends
from hr.queries import right_to_work as found
from hr.queries.insight import Slice
from hr.work_items import permissions_that_end
from tests import starters as story

MOVED = date(2026, 10, 1)
LAST = date(2026, 11, 30)  # 60 days from 1 October 2026
AT = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


def noon(on):
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


@pytest.fixture
def moved(ann, scope, request):
    """Ann came over with everybody on 1 October; the employer before had seen her passport."""
    project(scope, getattr(request, "param", "ALL"))
    by = {"by": scope.hana, "at": AT}
    copy = documents.store(
        person=ann.person.uuid, new=NewDocument(kind="RIGHT_TO_WORK", title="Copy", content=story.PDF), **by
    )
    RightToWork.objects.create(
        partner=scope.northshire, person=ann.person, method="MANUAL", permission="UNLIMITED", copy=copy,
        document_type="British passport", document_number="533401372", checked_on=date(2019, 3, 1),
        checked_by=scope.hana, checked_at=AT, checked_elsewhere_by="Old Borough Council",
    )  # fmt: skip
    return ann


def project(scope, transfer):
    OnboardingProject.objects.create(
        partner=scope.northshire, staff_expected=10, go_live_planned_on=MOVED, stage_since=date(2026, 1, 5),
        transfer=transfer, transfer_on=None if transfer == "STAY" else MOVED, opened_by=scope.hana, opened_at=AT,
    )  # fmt: skip


def proves(who, on):
    return found.best(partner_id=who.person.partner_id, person_id=who.person.pk, on=on) is not None


def watch(who, on):
    return right_to_work.watch(partner_id=who.person.partner_id, at=noon(on))


def unpayable(who, on):
    return found.unpayable(partner_id=who.person.partner_id, first=0, last=2**62, pay_date=on)


def test_the_check_of_the_employer_before_counts_for_60_days(moved):
    assert [proves(moved, on) for on in (MOVED, LAST, LAST + timedelta(days=1))] == [True, True, False]


def test_tasks_come_60_30_and_7_days_before_then_work_and_pay_wait_until_hr_has_checked(moved, scope):
    given = []
    for left in (60, 59, 30, 7, 0):
        watch(moved, LAST - timedelta(days=left))
        given.append(sorted(RightToWorkNotice.objects.values_list("days_before", flat=True)))
    assert given == [[60], [60], [30, 60], [7, 30, 60], [7, 30, 60]]
    (item,) = permissions_that_end(partner=scope.northshire, user=scope.hana, on=date(2026, 11, 25))
    assert (item.title, item.count) == ("Right to work to check again", 1)
    assert "until 30 November 2026" in item.hint
    wanted = Slice(partner_id=scope.northshire.pk, first=MOVED, last=MOVED)
    lines = reports_ends.ends(wanted, on=date(2026, 11, 2), within=90, kind="")
    assert [(one.what, one.ends_on) for one in lines] == [("British passport: to be checked again", LAST)]
    assert unpayable(moved, date(2026, 11, 30)) == {}

    after = LAST + timedelta(days=1)
    assert (watch(moved, after), watch(moved, after)) == (1, 0)

    row = RightToWorkSuspension.objects.get()
    assert (row.state, row.since) == ("SUSPENDED_RTW", date(2026, 12, 1))
    assert set(unpayable(moved, date(2026, 12, 31)).values()) == {found.SUSPENDED}
    with time_machine.travel(noon(date(2026, 12, 2)), tick=False):
        check = story.unlimited(checked_on=date(2026, 12, 2))
        right_to_work.record(
            person=moved.person.uuid, check=check, copy=story.PDF, by=scope.hana, at=noon(date(2026, 12, 2))
        )
        right_to_work.renew(suspension=row.uuid, note="Checked", by=scope.hana, at=noon(date(2026, 12, 2)))
    assert unpayable(moved, date(2026, 12, 31)) == {}


def test_a_check_of_ours_within_the_grace_needs_no_other(moved, scope):
    check = story.unlimited(checked_on=AT.date())
    right_to_work.record(person=moved.person.uuid, check=check, copy=story.PDF, by=scope.hana, at=AT)

    assert [watch(moved, LAST - timedelta(days=30)), watch(moved, LAST + timedelta(days=1))] == [0, 0]


@pytest.mark.parametrize("moved", ["STAY", "BACK_OFFICE"], indirect=True)
def test_who_stays_with_the_partner_keeps_the_employer_that_checked(moved):
    assert proves(moved, date(2027, 12, 1))
    assert watch(moved, LAST + timedelta(days=1)) == 0
