"""A list of increments (domain HR-04): previewed with reasons, approved as a whole, given by a worker, undone."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from hr import change_kinds_bulk as bulk
from hr import change_kinds_increments as kinds
from hr.engine.increments import Span
from hr.models import AssignmentTerms, GradeBar, Increment, SpineValue
from hr.operations import bulk_changes, increments, progression, reference
from hr.operations.progression import Agreed
from hr.queries.increments import GIVEN, preview
from hr.rules import RuleBroken
from partners.models import AuditEvent, BackgroundJob, OutboundMessage
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.operations.changes import NotYours
from tests.factories import hr as make

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
APRIL = Span(date(2026, 4, 1), date(2026, 4, 30))
AGREED = Agreed(
    rule="FIXED_DATE", fixed_month=4, fixed_day=1, least_months=6, counts_unpaid=True, source="NJC Green Book"
)


@pytest.fixture
def world(scope, org):
    """Five people: one due, one at the top, one new, one withheld, one on a point that is deleted on 1 April 2026."""
    points = org.points

    def somebody(code, start=date(2024, 6, 3), **fields):
        who = make.employee(
            scope.northshire, org=org, start=start, person_fields={"surname": f"Of {code}", **fields},
            terms_fields={"spine_point": points[code]},
        )  # fmt: skip
        return who

    who = {"scope": scope, "org": org, "by": scope.hana, "partner": scope.northshire.pk}
    who |= {
        "due": somebody("5", email="due@example.org"), "top": somebody("22"),
        "new": somebody("5", start=date(2025, 11, 15)), "withheld": somebody("5"), "moved": somebody("6"),
    }  # fmt: skip
    one = SimpleNamespace(**who)
    stamp = {"reason": "Agreed", "by": one.by, "at": AT}
    progression.agree(staff_group=org.staff_group.uuid, agreed=AGREED, effective_from=date(2020, 4, 1), **stamp)
    progression.decide(
        assignment=one.withheld.assignment.uuid, kind="WITHHELD", ground="PROBATION", effective_from=date(2026, 4, 1),
        last_day=date(2027, 3, 31), **stamp,
    )  # fmt: skip
    SpineValue.objects.filter(point=points["6"], valid__startswith=date(2026, 4, 1)).delete()
    values = {"scale": "NJC", "old_point": "6", "new_point": "21", "from": date(2026, 4, 1), "source": "NJC 2025"}
    reference.bring(partner_id=one.partner, sheet="deleted-points", values=values, **stamp)
    return one


def line_of(one, who, span=APRIL):
    return next(
        (line for line in preview(partner_id=one.partner, span=span) if line.number == who.assignment.number), None
    )


def propose(one):
    payload = kinds.content(preview(partner_id=one.partner, span=APRIL), span=APRIL)
    proposal = Proposal(kind=kinds.LIST.code, payload=dict(payload), reason="Increments due on 1 April 2026")
    return changes.submit(partner_id=one.partner, proposal=proposal, by=one.by, at=AT)


def approved(one, row):
    row = changes.approve(change=row.uuid, content_hash=row.content_hash, by=one.scope.ben, at=AT)
    job = BackgroundJob.objects.filter(kind=bulk.JOB_KIND).order_by("-id")[0]
    row = bulk_changes.make(job=job.uuid, change=row.uuid, by=one.scope.ben, at=AT)
    job.refresh_from_db()
    return row, job


def points_of(who):
    rows = AssignmentTerms.objects.filter(assignment=who.assignment).order_by("valid")
    return [(row.valid.lower, row.spine_point.code) for row in rows]


def test_the_preview_says_who_goes_where_and_who_does_not_and_why(world):
    found = line_of(world, world.due)
    # Point 5 to the next one that is not deleted: 21. Source: NJC 1 April 2026, £26,427 and £34,237.
    assert (found.from_code, found.to_code, found.before, found.after) == ("5", "21", 26427, 34237)
    assert (found.adds, found.what) == (Decimal("7810.00"), "Increment")
    assert line_of(world, world.top).why_not == "At the maximum of the grade"
    assert line_of(world, world.withheld).why_not == "Withheld by a recorded decision: probation"
    moved = line_of(world, world.moved)
    assert (moved.assimilated_code, moved.to_code) == ("21", "22")
    assert moved.what == "Moved from point 6 to 21, then increment"
    # Started 15 November: first after six months, so not in April, but on 15 May.
    assert line_of(world, world.new) is None
    assert line_of(world, world.new, Span(date(2026, 5, 1), date(2026, 5, 31))).due_on == date(2026, 5, 15)


def test_a_list_is_approved_by_another_given_by_a_worker_and_undone_as_a_correction(world):
    row = propose(world)
    assert (row.effective_from, len(row.payload["rows"])) == (date(2026, 4, 1), 2)
    assert row.effects[0][:3] == ["Basic pay of these jobs a year", "£52,416.00", "£69,048.00"]
    with pytest.raises(NotYours):
        changes.approve(change=row.uuid, content_hash=row.content_hash, by=world.by, at=AT)

    row, job = approved(world, row)

    assert (row.state, job.state, job.n_done) == ("APPLIED", "DONE", 2)
    assert points_of(world.due) == [(date(2024, 6, 3), "5"), (date(2026, 4, 1), "21")]
    assert points_of(world.moved)[-1] == (date(2026, 4, 1), "22")
    steps = Increment.objects.filter(assignment=world.moved.assignment).order_by("id")
    assert [(one.kind, one.from_point.code, one.to_point.code) for one in steps] == [
        ("ASSIMILATION", "6", "21"), ("INCREMENT", "21", "22"),
    ]  # fmt: skip
    assert OutboundMessage.objects.filter(kind="increment").count() == 1
    assert line_of(world, world.due).why_not == GIVEN

    payload = {"given_in": row.payload["given_in"], "assignment": str(world.moved.assignment.uuid)}
    proposal = Proposal(kind=kinds.UNDO.code, payload=payload, reason="Evaluated wrongly")
    back, _job = approved(world, changes.submit(partner_id=world.partner, proposal=proposal, by=world.by, at=AT))

    assert back.state == "APPLIED"
    assert points_of(world.moved)[-1] == (date(2026, 4, 1), "6")
    assert points_of(world.due)[-1] == (date(2026, 4, 1), "21")
    assert AuditEvent.objects.filter(changes__type="CORRECTION").count() == 1


def test_what_was_approved_is_not_given_from_another_point(world):
    row = propose(world)
    AssignmentTerms.objects.filter(assignment=world.due.assignment).update(spine_point=world.org.points["22"])

    row, job = approved(world, row)

    assert (row.state, job.state) == ("CONFLICT", "FAILED")
    assert not Increment.objects.exists()


def test_a_step_is_given_once_and_a_later_one_is_undone_first(world):
    point = world.org.points
    one = increments.Wanted(
        assignment=world.due.assignment.uuid, due_on=date(2026, 4, 1), from_point=point["5"].uuid,
        to_point=point["21"].uuid,
    )  # fmt: skip
    stamp = {"partner_id": world.partner, "reason": "Increment", "by": world.by, "at": AT}
    first = uuid4()
    increments.give(given_in=first, wanted=[one], **stamp)
    with pytest.raises(RuleBroken, match="has had its increment of 1 April 2026"):
        increments.give(given_in=uuid4(), wanted=[one], **stamp)
    later = increments.Wanted(
        assignment=one.assignment, due_on=date(2027, 4, 1), from_point=point["21"].uuid, to_point=point["22"].uuid
    )
    increments.give(given_in=uuid4(), wanted=[later], **stamp)

    with pytest.raises(RuleBroken, match="later step"):
        increments.undo(given_in=first, **stamp)


def test_a_bar_stops_until_somebody_decides_otherwise(world):
    GradeBar.objects.create(
        partner_id=world.partner, grade=world.org.grade, point=world.org.points["5"], source="Scheme"
    )
    assert line_of(world, world.due).why_not.startswith("A bar of the grade")

    made = progression.decide(
        assignment=world.due.assignment.uuid, kind="PAST_BAR", ground="QUALIFICATION", reason="Qualified", by=world.by,
        effective_from=date(2026, 3, 1), at=AT,
    )  # fmt: skip
    assert line_of(world, world.due).to_code == "21"
    progression.end_decision(decision=made.uuid, last_day=date(2026, 3, 31), reason="Withdrawn", by=world.by, at=AT)
    assert not line_of(world, world.due).is_given
    with pytest.raises(RuleBroken, match="no ground for"):
        progression.decide(
            assignment=world.due.assignment.uuid, kind="EARNED", ground="PROBATION", reason="No", by=world.by,
            effective_from=date(2026, 3, 1), at=AT,
        )  # fmt: skip


def test_a_deleted_point_pays_nothing_any_more(world):
    paid = SpineValue.objects.filter(point=world.org.points["6"]).order_by("valid")
    assert [one.valid.upper for one in paid] == [date(2026, 4, 1)]
    values = {"scale": "NJC", "old_point": "21", "new_point": "6", "from": date(2026, 4, 1), "source": "Wrong"}
    with pytest.raises(RuleBroken, match="pays nothing on that day"):
        reference.bring(
            partner_id=world.partner, sheet="deleted-points", values=values, reason="Wrong", by=world.by, at=AT
        )


def test_a_job_that_covers_another_post_or_changes_later_is_looked_at_by_hand(world):
    AssignmentTerms.objects.filter(assignment=world.due.assignment).update(
        valid=DateRange(date(2024, 6, 3), date(2026, 9, 1))
    )
    make.terms(
        world.due.assignment, world.org, spine_point=world.org.points["22"], valid=DateRange(date(2026, 9, 1), None)
    )
    assert line_of(world, world.due).why_not == "Pay changes on 1 September 2026 anyway: look at both by hand"
