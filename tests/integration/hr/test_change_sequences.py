"""Any sequence of approved, rejected, withdrawn, back-dated and conflicting changes leaves one consistent history.

Two people begin alike. About the first, changes of every dated kind are proposed through the approval core; whatever is
applied there is made about the second one by the kind alone. At the end both have the same history, day by day: what
was rejected, withdrawn, refused or overtaken has left nothing, and nothing overlaps or is missing.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.serializers import ValidationError

from hr.models import (
    ActingUp,
    Assignment,
    AssignmentTerms,
    CostSplit,
    FixedTerm,
    FormerName,
    GradeDecision,
    Honorarium,
    JobParticulars,
    Leaving,
    PensionMembership,
    Person,
    RecurringElement,
    Secondment,
)
from partners import change_kinds
from partners.models import ChangeEvent
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.scope import partner_scope
from sharedservices.common.errors import DomainError
from tests.factories import hr as make

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TODAY = AT.date()
APPROVE, REJECT, WITHDRAW, LATE = "approve", "reject", "withdraw", "late"
DATED = (
    AssignmentTerms, JobParticulars, FixedTerm, PensionMembership, RecurringElement, CostSplit, ActingUp, Honorarium,
    Secondment,
)  # fmt: skip
UNDATED = (FormerName, GradeDecision, Leaving)
OWN = {
    "id", "uuid", "partner", "person", "employment", "assignment", "recurring", "honorarium", "recorded_at", "ended",
    "recorded_by", "acting",
}  # fmt: skip
ROWS = {"recurring": RecurringElement, "row": AssignmentTerms, "acting": ActingUp}


# --- what may be proposed: the payload of each kind, from a day and a number --------------------------------------
def _job(who, on, **more):
    return {"assignment": str(who.assignment.uuid), "effective_from": on.isoformat(), **more}


def _until(on, days):
    return (on + timedelta(days=days)).isoformat()


def _nth(model, who, n):
    rows = history_rows(model, who)
    return str(rows[n % len(rows)].uuid) if rows else ""


def _hours(n):
    return {"contract": "PERMANENT", "contract_hours": str(n), "working_pattern": ""}


KINDS = {
    "hr.hours": lambda world, who, on, n: _job(who, on, **_hours(n), later=("keep", "rebase", "cancel")[n % 3]),
    "hr.pay": lambda world, who, on, n: _job(who, on, spot_annual=str(n * 1000), later=("keep", "rebase")[n % 2]),
    "hr.grade": lambda world, who, on, n: _job(
        who, on, kind="REGRADE", grade=world.grade, spine_point=world.points[n % 2], evaluation=f"JE-{n}", later="keep"
    ),
    "hr.contract": lambda world, who, on, n: _job(
        who, on, contract="FIXED_TERM", ends_on=_until(on, 200 + n), ground="A grant", justification=""
    ),
    "hr.move": lambda world, who, on, n: _job(
        who, on, post=world.seats[n % 3], title=f"Move {n}", location="", later=("keep", "rebase", "cancel")[n % 3],
    ),
    "hr.correct_post": lambda world, who, on, n: {"row": _nth(PostHolding, who, n), "post": world.seats[n % 3]},
    "hr.second_in": lambda world, who, on, n: _job(
        who, on, last_day=_until(on, 60 + n), organisation=f"Home {n}", contact="Invoices"
    ),
    "hr.particulars": lambda world, who, on, n: _job(who, on, title=f"Title {n}", location="", manager=None),
    "hr.location": lambda world, who, on, n: _job(who, on, location=f"House {n}"),
    "hr.costs": lambda world, who, on, n: _job(
        who, on, shares={world.centres[0]: str(n), world.centres[1]: str(100 - n)}
    ),
    "hr.pension_section": lambda world, who, on, n: _job(
        who, on, section=("fifty_fifty", "main")[n % 2], assessed_pay=None
    ),
    "hr.pension_leave": lambda world, who, on, n: {"assignment": str(who.assignment.uuid), "last_day": on.isoformat()},
    "hr.pension_join": lambda world, who, on, n: _job(who, on, scheme=world.scheme, section="main", assessed_pay=None),
    "hr.element_add": lambda world, who, on, n: _job(
        who, on, element=world.element, amount=str(n), last_day=_until(on, n) if n % 2 else None
    ),
    "hr.element_change": lambda world, who, on, n: {
        "recurring": _nth(RecurringElement, who, n), "effective_from": on.isoformat(), "amount": str(n),
    },
    "hr.element_end": lambda world, who, on, n: {
        "recurring": _nth(RecurringElement, who, n), "last_day": on.isoformat()
    },
    "hr.acting": lambda world, who, on, n: _job(
        who, on, last_day=_until(on, 90 + n), post=world.post, percent="100", grade=world.grade,
        spine_point=world.points[n % 2], review_on=_until(on, 45), element=None,
    ),
    "hr.acting_end": lambda world, who, on, n: {"acting": _nth(ActingUp, who, n), "last_day": on.isoformat()},
    "hr.honorarium": lambda world, who, on, n: _job(
        who, on, last_day=_until(on, 60 + n), element=world.honorarium, amount=str(n), basis="PROJECT",
        basis_words="A day",
    ),
    "hr.second_out": lambda world, who, on, n: _job(
        who, on, last_day=_until(on, 60 + n), organisation=f"Host {n}", contact="Invoices", funded_percent=str(n)
    ),
    "hr.name": lambda world, who, on, n: {
        "person": str(who.person.uuid), "effective_from": min(on, TODAY).isoformat(), "surname": f"Name{n}",
        "evidence": "DEED",
    },
    "hr.correct_hours": lambda world, who, on, n: {"row": _nth(AssignmentTerms, who, n), **_hours(n)},
    "hr.correct_pay": lambda world, who, on, n: {"row": _nth(AssignmentTerms, who, n), "spot_annual": str(n * 1000)},
    "hr.cancel_change": lambda world, who, on, n: {"fact": "terms", "row": _nth(AssignmentTerms, who, -1)},
    "hr.notice": lambda world, who, on, n: {
        "assignment": str(who.assignment.uuid), "last_day": max(on, TODAY).isoformat(), "leaving_reason": "RESIGNATION",
        "notice_given_on": TODAY.isoformat(),
    },
}  # fmt: skip
BEFOREHAND = {
    "hr.element_change": "hr.element_add", "hr.element_end": "hr.element_add", "hr.acting_end": "hr.acting",
    "hr.pension_join": "hr.pension_leave", "hr.cancel_change": "hr.hours",
}  # fmt: skip
step = st.tuples(
    st.sampled_from(sorted(KINDS)), st.integers(-150, 150), st.integers(10, 36),
    st.sampled_from([APPROVE, APPROVE, APPROVE, LATE, REJECT, WITHDRAW]),
)  # fmt: skip


class World:
    """What changes refer to, two people who are alike, and those who decide."""

    def __init__(self, cast):
        self.cast, self.partner = cast, cast.northshire
        org = make.found_organisation(cast.northshire)
        self.who, self.twin = (
            make.employee(cast.northshire, org=org, employment_fields={"employee_no": f"{make.any_nino()[2:8]}{n}"})
            for n in range(2)
        )
        points = make.hr.SpinePoint.objects.filter(scale=org.scale).order_by("-sequence")[:2]
        grades = make.hr.Grade.objects.filter(scale=org.scale, code="G9")
        grade = grades.first() or make.grade(org.scale, points[1], points[0], code="G9")
        centres = make.CostCentre.objects.filter(legal_entity=org.entity).order_by("id")
        second = centres.filter(code="CC200").first() or make.cost_centre(org.entity, code="CC200")
        posts = make.hr.Post.objects.filter(post_no="P900")
        self.grade, self.points = str(grade.uuid), [str(one.uuid) for one in points]
        self.centres = [str(centres[0].uuid), str(second.uuid)]
        self.post = str((posts.first() or make.post(org.unit, org.role, post_no="P900")).uuid)
        self.scheme = str(org.pension.uuid)
        self.element = self.honorarium = str(org.elements["ALLOWANCE"].uuid)
        self.deciders = [cast.ben, cast.gwen, cast.rhys]
        self.late, self.refused = [], []

    def propose(self, kind, on, n):
        """Propose about the first person; None when the operation refuses."""
        payload = KINDS[kind](self, self.who, on, n)
        try:
            with transaction.atomic():
                proposal = Proposal(kind=kind, payload=payload, reason="Any sequence")
                return changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.cast.hana, at=AT)
        except (DomainError, ObjectDoesNotExist, ValidationError) as refused:
            self.refused.append(f"{kind}: {refused}")
            return None

    def approve(self, row):
        """Have everybody approve who may, and make the same about the twin when it was applied."""
        for who in self.deciders:
            row.refresh_from_db()
            if row.state == "WAITING":
                theirs = self.translated(row.payload)
                try:
                    with transaction.atomic():
                        changes.approve(change=row.uuid, content_hash=row.content_hash, by=who, at=AT)
                except changes.NotYours:
                    continue
        row.refresh_from_db()
        assert row.state in {"APPLIED", "CONFLICT"}, row.state
        if row.state == "APPLIED":
            kind = change_kinds.change_kind(row.kind)
            kind.apply(theirs, reason=row.reason, by=self.cast.hana, at=AT)
        return row.state

    def translated(self, payload):
        """Return the payload about the twin: the same place in the same history."""
        swapped = {"assignment": self.twin.assignment.uuid, "person": self.twin.person.uuid}
        found = {name: str(swapped.get(name, value)) if name in swapped else value for name, value in payload.items()}
        for name, model in ROWS.items():
            if name in payload:
                ids = [str(one.uuid) for one in history_rows(model, self.who)]
                place = ids.index(str(payload[name])) if str(payload[name]) in ids else None
                if place is not None:
                    found[name] = str(history_rows(model, self.twin)[place].uuid)
        return found

    def play(self, sequence):
        """Propose and decide, step by step; what waits is decided at the end, when the facts may have moved."""
        for kind, days, n, outcome in sequence:
            row = self.propose(kind, TODAY + timedelta(days=days), n)
            if row is None:
                continue
            seen = {"change": row.uuid, "by": self.cast.ben, "at": AT}
            if outcome == APPROVE:
                self.approve(row)
            elif outcome == LATE:
                self.late.append(row)
            elif outcome == REJECT:
                changes.reject(content_hash=row.content_hash, comment="No", **seen)
            else:
                changes.withdraw(change=row.uuid, by=self.cast.hana, at=AT)
        for row in self.late:
            self.approve(row)


def history_rows(model, who):
    """Return the rows of a person's job, in the order of time."""
    return list(model.objects.filter(assignment=who.assignment).order_by("valid", "id"))


def values(row):
    fields = [one for one in row._meta.concrete_fields if one.name not in OWN]
    return {one.name: getattr(row, one.attname) for one in fields}


def history(who):
    """Return everything dated about a person's job, and what is recorded once."""
    found = {model.__name__: [values(row) for row in history_rows(model, who)] for model in DATED}
    found |= {
        model.__name__: [values(row) for row in model.objects.filter(person=who.person).order_by("id")]
        for model in UNDATED
    }
    found["job"] = Assignment.objects.values("valid", "title").get(pk=who.assignment.pk)
    found["name"] = Person.objects.values("surname", "forenames", "known_as").get(pk=who.person.pk)
    return found


def differences(ours, theirs):
    """Return what two histories say otherwise, in few words."""
    found = []
    for name, rows in ours.items():
        others = theirs[name]
        if isinstance(rows, list) and len(rows) == len(others):
            found += [
                f"{name} {place} {field}: {value!r}, the other {other[field]!r}"
                for place, (row, other) in enumerate(zip(rows, others, strict=True))
                for field, value in row.items()
                if value != other[field]
            ]
        elif rows != others:
            found.append(f"{name}: {rows!r}, the other {others!r}")
    return found


def consistent(who):
    """Check that terms have no gap and no overlap while the job lasts, and that cost shares add up on every day."""
    rows, job = history_rows(AssignmentTerms, who), Assignment.objects.get(pk=who.assignment.pk)
    assert rows[0].valid.lower == job.valid.lower
    assert rows[-1].valid.upper == job.valid.upper
    assert all(one.valid.upper == other.valid.lower for one, other in pairwise(rows))
    for model in (JobParticulars, FixedTerm, PensionMembership, ActingUp):
        assert all(
            one.valid.upper is not None and one.valid.upper <= other.valid.lower
            for one, other in pairwise(history_rows(model, who))
        ), model
    days = [job.valid.lower + timedelta(days=n) for n in range(0, 600, 7)]
    for day in [day for day in days if job.valid.upper is None or day < job.valid.upper]:
        split = CostSplit.objects.filter(assignment=job, valid__contains=day)
        assert sum(one.percent for one in split) == Decimal(100), day


@pytest.fixture
def north(cast):
    """Enough elements, terms and people for every kind."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        yield cast


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))  # each makes its own people
@given(sequence=st.lists(step, min_size=2, max_size=6))
def test_any_sequence_of_changes_leaves_one_consistent_history(north, sequence):
    world = World(north)
    assert differences(history(world.who), history(world.twin)) == []
    world.play(sequence)
    consistent(world.who)
    assert differences(history(world.who), history(world.twin)) == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_dated_kind_is_applied_and_replayed(north, kind):
    """So that the property above says something about each of them."""
    world = World(north)
    if kind in BEFOREHAND:
        assert world.approve(world.propose(BEFOREHAND[kind], TODAY + timedelta(days=30), 22)) == "APPLIED"
    before = history(world.who)
    row = world.propose(kind, TODAY + timedelta(days=60), 20)
    assert row is not None, world.refused
    assert world.approve(row) == "APPLIED"
    assert history(world.who) != before
    assert differences(history(world.who), history(world.twin)) == []
    consistent(world.who)
    assert ChangeEvent.objects.filter(action="apply").exists()


def test_every_dated_kind_is_among_them():
    """Kinds that are not about a job’s dates: details by document, transfers, lists of others, the organisation."""
    others = {
        "hr.birth", "hr.nino", "hr.transfer_out", "hr.bulk", "hr.second_in", "hr.cancel_ending", "hr.cancel_costs",
        "hr.leave_job", "hr.leave_employment",
    }  # fmt: skip
    about_people = {one.code for one in change_kinds.change_kinds() if one.code.startswith("hr.")}
    organisation = {code for code in about_people if code.split(".")[1].split("_")[0] in {"unit", "post", "reorganise"}}
    assert about_people - set(KINDS) - others - organisation == set()
