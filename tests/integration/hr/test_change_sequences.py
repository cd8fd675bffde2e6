"""Any sequence of approved, rejected, withdrawn, back-dated and conflicting changes leaves one consistent history.

Two people begin alike. About the first, changes of every dated kind are proposed through the approval core; whatever is
applied there is made about the second one by the kind alone. At the end both have the same history, day by day: what
was rejected, withdrawn, refused or overtaken has left nothing, and nothing overlaps or is missing.

What people ask for with a document (date of birth, National Insurance number) the first one proposes for themselves.
"""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rest_framework.serializers import ValidationError

from hr import change_kinds_own, sealed
from hr.models import (
    ActingUp,
    Assignment,
    AssignmentTerms,
    CostSplit,
    Employment,
    FixedTerm,
    FormerName,
    GradeDecision,
    Honorarium,
    Increment,
    IncrementDecision,
    JobParticulars,
    Leaving,
    MarketSupplement,
    PayProtection,
    PensionMembership,
    Person,
    PostHolding,
    RecurringElement,
    Secondment,
    ServiceDate,
    TransferOut,
)
from hr.operations import documents, service_dates
from hr.operations.documents import NewDocument
from hr.queries import holdings
from partners import change_kinds
from partners.models import ChangeEvent
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.errors import DomainError
from tests.factories import hr as make
from tests.people import grant, user

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TODAY = AT.date()
APPROVE, REJECT, WITHDRAW, LATE = "approve", "reject", "withdraw", "late"
DATED = (
    AssignmentTerms, JobParticulars, FixedTerm, PensionMembership, RecurringElement, CostSplit, ActingUp, Honorarium,
    Secondment, PostHolding, PayProtection, MarketSupplement, IncrementDecision,
)  # fmt: skip
UNDATED = (FormerName, GradeDecision, Leaving, TransferOut, Increment)
OWN = {
    "id", "uuid", "partner", "person", "employment", "assignment", "recurring", "honorarium", "recorded_at", "ended",
    "recorded_by", "acting", "envelope", "moved", "freed",
    "given_in", "given_at", "undone_by", "undone_at",
}  # fmt: skip
ROWS = {
    "recurring": (RecurringElement,), "row": (AssignmentTerms, PostHolding), "acting": (ActingUp,),
    "protection": (PayProtection,), "supplement": (MarketSupplement,), "decision": (IncrementDecision,),
}  # fmt: skip
OF_ONESELF = {"hr.birth", "hr.nino"}


# --- what may be proposed: the payload of each kind, from a day and a number --------------------------------------
def _job(who, on, **more):
    return {"assignment": str(who.assignment.uuid), "effective_from": on.isoformat(), **more}


def _until(on, days):
    return (on + timedelta(days=days)).isoformat()


def _nth(model, who, n):
    rows = history_rows(model, who)
    return str(rows[n % len(rows)].uuid) if rows else ""


def _leaving(on):
    return {
        "last_day": max(on, TODAY).isoformat(), "leaving_reason": "RESIGNATION", "notice": "WORKED",
        "notice_given_on": TODAY.isoformat(),
    }  # fmt: skip


def _hours(n):
    return {"contract": "PERMANENT", "contract_hours": str(n), "working_pattern": ""}


KINDS = {
    "hr.hours": lambda world, who, on, n: _job(who, on, **_hours(n), later=("keep", "rebase", "cancel")[n % 3]),
    "hr.pay": lambda world, who, on, n: _job(who, on, spot_annual=str(n * 1000), later=("keep", "rebase")[n % 2]),
    "hr.grade": lambda world, who, on, n: _job(
        who, on, kind="REGRADE", grade=world.grade, spine_point=world.points[n % 2], evaluation=f"JE-{n}", later="keep"
    ),
    "hr.contract": lambda world, who, on, n: _job(who, on, contract="SECONDMENT_IN") if n % 2 == 0 else _job(
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
    "hr.leave_job": lambda world, who, on, n: _leaving(on) | {"assignment": str(who.assignment.uuid)},
    "hr.leave_employment": lambda world, who, on, n: _leaving(on) | {"employment": str(who.employment.uuid)},
    "hr.transfer_out": lambda world, who, on, n: {
        "employment": str(who.employment.uuid), "last_day": max(on, TODAY).isoformat(), "to_partner": "southborough",
        "consent_on": TODAY.isoformat(), "consent_evidence": "E-mail", "service_evidence": "File",
        "leave_hours": str(n),
    },
    "hr.bulk": lambda world, who, on, n: {
        "template": "place", "file": "", "rows": [{"row": 2, "payload": _job(who, on, location=f"Hall {n}")}]
    },
    "hr.birth": lambda world, who, on, n: {
        "person": str(who.person.uuid), "date_of_birth": f"1980-03-{n % 28 + 1:02}", "document": world.paper(who),
    },
    "hr.sex": lambda world, who, on, n: {"person": str(who.person.uuid), "sex": "FM"[n % 2 == 0]},
    "hr.service_date": lambda world, who, on, n: {
        "employment": str(who.employment.uuid), "purpose": "SICK_PAY", "since": f"20{n // 4:02}-02-{n % 28 + 1:02}",
        "evidence": f"Statement {n}",
    },
    "hr.service_withdraw": lambda world, who, on, n: {
        "employment": str(who.employment.uuid), "purpose": "SICK_PAY",
    },
    "hr.nino": lambda world, who, on, n: {
        "person": str(who.person.uuid), "number": world.number(who, n), "document": world.paper(who),
    },
    "hr.notice": lambda world, who, on, n: {
        "assignment": str(who.assignment.uuid), "last_day": max(on, TODAY).isoformat(), "leaving_reason": "RESIGNATION",
        "notice_given_on": TODAY.isoformat(),
    },
    "hr.pay_group": lambda world, who, on, n: {
        "employment": str(who.employment.uuid), "pay_group": world.groups[n % 2],
        "effective_from": on.replace(day=1).isoformat(),
    },
    "hr.protection": lambda world, who, on, n: _job(
        who, on, last_day=_until(on, 90 + n), kind="CASH", yearly=str(n * 100), element=world.element
    ),
    "hr.protection_end": lambda world, who, on, n: {
        "protection": _nth(PayProtection, who, n), "last_day": on.isoformat()
    },
    "hr.supplement": lambda world, who, on, n: _job(
        who, on, last_day=_until(on, 90 + n), element=world.element, amount=str(n), evidence=f"Survey {n}",
        review_on=_until(on, 60),
    ),
    "hr.supplement_end": lambda world, who, on, n: {
        "supplement": _nth(MarketSupplement, who, n), "last_day": on.isoformat()
    },
    "hr.increment_decision": lambda world, who, on, n: _job(
        who, on, kind="WITHHELD", ground="PERFORMANCE", last_day=_until(on, 90 + n) if n % 2 else None
    ),
    "hr.increment_decision_end": lambda world, who, on, n: {
        "decision": _nth(IncrementDecision, who, n), "last_day": on.isoformat()
    },
    "hr.increments": lambda world, who, on, n: {
        "given_in": str(uuid4()), "first": on.isoformat(), "last": on.isoformat(), "rows": [{
            "assignment": str(who.assignment.uuid), "due_on": on.isoformat(), "from_point": world.point_of(who, on),
            "to_point": world.points[n % 2],
        }],
    },
    "hr.increments_undo": lambda world, who, on, n: {"given_in": world.last_list(who)},
}  # fmt: skip
BEFOREHAND = {
    "hr.element_change": "hr.element_add", "hr.element_end": "hr.element_add", "hr.acting_end": "hr.acting",
    "hr.pension_join": "hr.pension_leave", "hr.cancel_change": "hr.hours", "hr.second_in": "hr.contract",
    "hr.protection_end": "hr.protection", "hr.supplement_end": "hr.supplement", "hr.increments_undo": "hr.increments",
    "hr.increment_decision_end": "hr.increment_decision",
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
        made = [make.hr.Post.objects.filter(post_no=f"P90{n}").first() for n in (1, 2)]
        made = [one or make.post(org.unit, org.role, post_no=f"P90{n}") for n, one in enumerate(made, start=1)]
        self.seats = [str(one.uuid) for one in (org.post, *made)]
        self.papers, self.login = {}, None
        self.post = str((posts.first() or make.post(org.unit, org.role, post_no="P900")).uuid)
        self.scheme = str(org.pension.uuid)
        self.element = self.honorarium = str(org.elements["ALLOWANCE"].uuid)
        for one in (self.who, self.twin):
            job = one.employment
            service_dates.verify(
                employment=job.uuid, purpose="SICK_PAY", since=job.valid.lower, evidence="Contract", by=cast.hana, at=AT
            )
        late = make.hr.PayGroup.objects.filter(code="LATE").first() or make.pay_group(org.scheme, "LATE", name="Late")
        self.groups, self.lists = [str(late.uuid), str(org.pay_group.uuid)], {}
        self.deciders = [cast.ben, cast.gwen, cast.rhys]
        self.late, self.refused = [], []

    def paper(self, who):
        """Return the document that somebody has handed in."""
        if who.person.pk not in self.papers:
            new = NewDocument(kind="IDENTITY", title="Letter", content=b"%PDF-1.7 a scan", is_for_person=True)
            kept = documents.store(person=who.person.uuid, new=new, by=self.cast.hana, at=AT)
            self.papers[who.person.pk] = str(kept.uuid)
        return self.papers[who.person.pk]

    def point_of(self, who, on):
        """Return the point that somebody is paid by on a day; any, where they are not."""
        row = AssignmentTerms.objects.filter(assignment=who.assignment, valid__contains=on).first()
        return str(row.spine_point.uuid) if row and row.spine_point else self.points[0]

    def last_list(self, who):
        """Return the last list of increments of somebody that stands; any, where there is none."""
        row = Increment.objects.filter(assignment=who.assignment, undone_at=None).order_by("-id").first()
        return str(row.given_in if row else uuid4())

    def attached(self, kind, payload):
        """Return the document that a request has to carry, where its kind asks for one."""
        asks = change_kinds.change_kind(kind).needs_document
        if asks is None or not asks(payload):
            return ()
        papers, person_id = change_kinds.papers(), self.who.person.pk
        wanted = [UUID(self.paper(self.who))]
        return papers.find(partner_id=self.partner.pk, person_id=person_id, documents=wanted)

    def number(self, who, n):
        """Return a number sealed for somebody: alike for both but for the last letter, as no two people share one."""
        tail = who.person.pk % 1000
        letter = "A" if who is self.who else "B"
        return change_kinds_own.sealed_number(f"CE{n:02}{tail // 2:04}{letter}", person=who.person)

    @contextmanager
    def making(self, kind):
        """Yield who proposes, in the scope that they have."""
        if kind not in OF_ONESELF:
            yield self.cast.hana
            return
        if self.login is None:
            self.login = user(f"Own{self.who.person.pk}")
            grant(self.login, self.partner, Role.EMPLOYEE, person_id=self.who.person.pk)
        with partner_scope(self.partner.pk, actor_id=self.login.pk, about_ids=frozenset({self.who.person.pk})):
            yield self.login

    def propose(self, kind, on, n):
        """Propose about the first person; None when the operation refuses."""
        payload = KINDS[kind](self, self.who, on, n)
        try:
            with transaction.atomic(), self.making(kind) as by:
                proposal = Proposal(
                    kind=kind, payload=payload, reason="Any sequence", attachments=self.attached(kind, payload)
                )
                return changes.submit(partner_id=self.partner.pk, proposal=proposal, by=by, at=AT)
        except (DomainError, ObjectDoesNotExist, ValidationError) as refused:
            self.refused.append(f"{kind}: {refused}")
            return None

    def approve(self, row):
        """Have everybody approve who may, and make the same about the twin when it was applied."""
        for who in self.deciders:
            row.refresh_from_db()
            if row.state == "WAITING":
                theirs = self.translated(row.kind, row.payload)
                try:
                    with transaction.atomic():
                        changes.approve(change=row.uuid, content_hash=row.content_hash, by=who, at=AT)
                except changes.NotYours:
                    continue
        row.refresh_from_db()
        if row.state == "APPLYING":  # a list: the worker's part
            changes.finish(change=row.uuid, by=self.cast.ben, at=AT)
            row.refresh_from_db()
        assert row.state in {"APPLIED", "CONFLICT"}, row.state
        if row.state == "APPLIED":
            kind = change_kinds.change_kind(row.kind)
            kind.apply(theirs, reason=row.reason, by=self.cast.hana, at=AT)
        return row.state

    def translated(self, kind, payload):
        """Return the payload about the twin: the same place in the same history."""
        swapped = {
            "assignment": self.twin.assignment.uuid, "person": self.twin.person.uuid,
            "employment": self.twin.employment.uuid,
        }  # fmt: skip
        found = {name: str(swapped[name]) if name in swapped and value else value for name, value in payload.items()}
        for name, models in ROWS.items():
            for model in models if name in payload else ():
                ids = [str(one.uuid) for one in history_rows(model, self.who)]
                if str(payload[name]) in ids:
                    found[name] = str(history_rows(model, self.twin)[ids.index(str(payload[name]))].uuid)
        if kind == "hr.bulk":
            found["rows"] = [one | {"payload": self.translated("", one["payload"])} for one in payload["rows"]]
        if kind == "hr.increments":
            found["rows"] = [one | {"assignment": str(self.twin.assignment.uuid)} for one in payload["rows"]]
        if kind == "hr.increments_undo":
            found["rows"] = [str(self.twin.assignment.uuid)]
        if "given_in" in payload:
            found["given_in"] = self.lists.setdefault(payload["given_in"], str(uuid4()))
        if payload.get("document"):
            found["document"] = self.paper(self.twin)
        if kind == "hr.nino":
            asked = sealed.open_nino(payload["number"], person=self.who.person.uuid)
            found["number"] = self.number(self.twin, int(asked[2:4]))
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
                changes.withdraw(change=row.uuid, by=row.made_by, at=AT)
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
    found["job"] = Assignment.objects.values("valid", "title", "post_id").get(pk=who.assignment.pk)
    found["employment"] = Employment.objects.values(
        "valid", "pay_group_id", "former_pay_group_id", "pay_group_from"
    ).get(pk=who.employment.pk)
    person = Person.objects.get(pk=who.person.pk)
    found["name"] = {
        name: getattr(person, name) for name in ("surname", "forenames", "known_as", "date_of_birth", "sex")
    }
    dates = ServiceDate.objects.filter(employment=who.employment).order_by("id")
    found["service"] = [
        {"purpose": one.purpose, "since": one.since, "evidence": one.evidence, "ended": one.end_reason} for one in dates
    ]
    number = sealed.open_nino(person.nino, person=person.uuid)
    found["number"] = number[:4] if number.startswith("CE") else "as at first"
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
    held = history_rows(PostHolding, who)
    assert (held[0].valid.lower, held[-1].valid.upper) == (job.valid.lower, job.valid.upper)
    assert all(one.valid.upper == other.valid.lower for one, other in pairwise(held))
    assert job.post_id == holdings.on_day(held, TODAY).post_id
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
@example(sequence=[("hr.leave_employment", 111, 10, "approve"), ("hr.transfer_out", 0, 10, "approve")])
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
    """All but taking back an end or a cost split, tested beside what they take back, and what is about no person.

    The rule of increments is a staff group’s, and nobody here is old enough for flexible retirement: both have tests of
    their own (test_increments, test_flexible_retirement).
    """
    others = {"hr.cancel_ending", "hr.cancel_costs", "hr.absence_terms", "hr.reference", "hr.flexible_retirement"}
    others |= {"hr.increment_rule", "hr.leaving_terms", "hr.job_gate", "hr.statement_terms"}  # a group's or a partner's
    others |= {"hr.strain_cost", "hr.overpaid_by_hand"}  # money of a leaving, which changes no dated fact
    about_people = {one.code for one in change_kinds.change_kinds() if one.code.startswith("hr.")}
    assert about_people - set(KINDS) == others
