"""Change requests that wait in November 2026: for the HR manager, for the budget holder, and one that came back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from hr import policy_kinds
from hr.models import Assignment, AssignmentTerms, Employment, Grade, OrgUnit, PayGroup, Post, RecurringElement
from hr.operations import acting, change_papers
from hr.operations.acting import Cover
from hr.queries import establishment
from hr.queries.unit_tree import tree
from partners.models import ChangeRequest, Grant, User
from partners.operations import auto_approvals, changes
from partners.operations.change_trials import Proposal
from partners.queries.holds import quiet
from partners.roles import Role
from sharedservices.common.money import pence
from sharedservices.demo import access, put_right
from sharedservices.demo.dates import NOVEMBER, start_of_month_work
from sharedservices.demo.directory import Found, Place
from sharedservices.demo.logins import TEAMS
from sharedservices.demo.privacy import A_PAGE

DECEMBER = NOVEMBER.replace(month=12)
NEW_YEAR = NOVEMBER.replace(year=2027, month=1)
Wish = tuple[str, dict[str, Any], str]
"""The kind of change, its payload besides job and day, and the reason."""
ACTING = "ACTING"
SALARIED = frozenset({"NJC", "NJC-L", "PSC", "FSC"})


def make_requests(place: Place) -> int:
    """Propose changes of December about people at a partner, and return how many. Inside the scope."""
    begun = start_of_month_work(NOVEMBER)
    acting = set(
        RecurringElement.objects.filter(element__code=ACTING, valid__contains=DECEMBER).values_list(
            "assignment__uuid", flat=True
        )
    )
    people = [one for one in place.staff.values() if _is_plain(one) and one.assignment not in acting]
    if len(people) < len(WISHES):
        return 0
    made = [
        _propose(place, found, wanted, begun + timedelta(days=7 + n))
        for n, (found, wanted) in enumerate(zip(people[-len(WISHES) :], WISHES, strict=True))
    ]
    approver = access.office("approver", place.spec)
    _approve(made[1], approver, begun + timedelta(days=12))
    changes.send_back(
        change=made[2].uuid, content_hash=made[2].content_hash, by=approver, at=begun + timedelta(days=12),
        comment="Which project is this for? Name it, and give the allowance an end.",
    )  # fmt: skip
    _approve(made[3], approver, begun + timedelta(days=13))
    _act_up(place, people[0], begun)
    _let_places_through(place, approver, begun)
    _move_several(place, people[:3], begun + timedelta(days=9))
    righted = put_right.propose(place, [one.assignment for one in people[:2]], begun + timedelta(days=9))
    moved = _move_up_the_road(place, people[3 : -len(WISHES)], approver, begun + timedelta(days=8))
    return (
        len(made)
        + 1
        + moved
        + righted
        + _agree_otherwise(place, begun + timedelta(days=9))
        + _to_monthly_pay(place, begun + timedelta(days=10))
        + _from_the_line(place, begun + timedelta(days=10))
        + _for_oneself(place, begun + timedelta(days=11))
    )


def _agree_otherwise(place: Place, at: datetime) -> int:
    """Propose other leaving terms with the policy as evidence, which waits; return how many."""
    title = policy_kinds.LEAVING.title
    papers = change_papers.keep_for_request(
        partner_id=place.partner.pk, contents=[A_PAGE], title=title, by=place.hr, at=at
    )
    payload = {
        "contract_notice_weeks": 8, "redundancy_multiplier": "1.75", "uses_actual_week_pay": True,
        "recovers_leave": True, "small_estate_limit": None, "source": "Discretions policy of 2027, demonstration",
        "effective_from": DECEMBER.isoformat(),
    }  # fmt: skip
    proposal = Proposal(
        kind=policy_kinds.LEAVING.code, payload=payload, reason="Council of 20 October", attachments=papers
    )
    changes.submit(partner_id=place.partner.pk, proposal=proposal, by=place.hr, at=at)
    return 1


def _from_the_line(place: Place, at: datetime) -> int:
    """Have the line manager propose other hours for the first of the team with a plain job; return how many."""
    asked = ChangeRequest.objects.exclude(person_id=None).values("person_id")
    top = OrgUnit.objects.get(code=TEAMS[place.spec.code])
    team = tree(partner_id=place.partner.pk, on=DECEMBER).below([top.pk])
    rows = _salaried().filter(assignment__post__org_unit_id__in=team)
    held = rows.exclude(person_id__in=asked).order_by("-id").first()
    if held is None:
        return 0
    _ask_for_hours(place, held, place.manager, "Wants Fridays off from December", at)
    return 1


def _to_monthly_pay(place: Place, at: datetime) -> int:
    """Propose that a casual worker is paid with the monthly staff from the new year; return how many."""
    monthly = PayGroup.objects.of(place.partner.pk).filter(code="MONTHLY").first()
    rows = Employment.objects.of(place.partner.pk).filter(pay_group__code="CASUAL", valid__upper_inf=True)
    asked = ChangeRequest.objects.exclude(person_id=None).values("person_id")
    paid = RecurringElement.objects.filter(valid__contains=NEW_YEAR).values("person_id")
    job = quiet(rows.exclude(person_id__in=asked).exclude(person_id__in=paid)).order_by("id").first()
    if monthly is None or job is None:
        return 0
    payload = {
        "employment": str(job.uuid), "pay_group": str(monthly.uuid), "effective_from": NEW_YEAR.isoformat(),
    }  # fmt: skip
    proposal = Proposal(kind="hr.pay_group", payload=payload, reason="Works every week since the summer")
    changes.submit(partner_id=place.partner.pk, proposal=proposal, by=place.hr, at=at)
    return 1


def _salaried() -> Any:
    """Return the terms of December of those who work most of the week and stay."""
    rows = AssignmentTerms.objects.select_related("assignment").filter(valid__contains=DECEMBER)
    return rows.filter(
        valid__upper_inf=True, contract="PERMANENT", contract_hours__gt=28, assignment__valid__upper_inf=True
    )


def _for_oneself(place: Place, at: datetime) -> int:
    """Have the employee with a login ask for other hours; return how many."""
    grant = Grant.objects.filter(partner=place.partner, role=Role.EMPLOYEE).filter(user__email__startswith="employee@")
    own = grant.select_related("user").first()
    if own is None:
        return 0
    held = _salaried().filter(person_id=own.person_id).order_by("id").first()
    if held is None:
        return 0
    _ask_for_hours(place, held, own.user, "Caring for my father on Fridays", at)
    return 1


def _ask_for_hours(place: Place, held: AssignmentTerms, by: User, reason: str, at: datetime) -> None:
    payload = {
        "assignment": str(held.assignment.uuid), "effective_from": DECEMBER.isoformat(), "contract": held.contract,
        "contract_hours": str(pence(held.contract_hours * 4 / 5)), "working_pattern": "", "paid_weeks": None,
    }  # fmt: skip
    proposal = Proposal(kind="hr.hours", payload=payload, reason=reason)
    changes.submit(partner_id=place.partner.pk, proposal=proposal, by=by, at=at)


def _act_up(place: Place, found: Found, at: datetime) -> None:
    """Let somebody act up for the half year from December, where the scale has a point above theirs."""
    job = Assignment.objects.select_related("post").get(uuid=found.assignment)
    held = AssignmentTerms.objects.select_related("grade", "spine_point").get(assignment=job, valid__contains=DECEMBER)
    if held.grade is None or held.spine_point is None:
        return
    above = Grade.objects.filter(scale_id=held.grade.scale_id, maximum__sequence__gt=held.spine_point.sequence)
    grade = above.select_related("maximum").order_by("maximum__sequence", "id").first()
    post = Post.objects.exclude(pk=job.post_id).order_by("post_no").first()
    if grade is None or post is None:
        return
    cover = Cover(
        post=post.uuid, percent=Decimal(100), grade=grade.uuid, spine_point=grade.maximum.uuid,
        review_on=DECEMBER.replace(day=15),
    )  # fmt: skip
    acting.start(
        assignment=job.uuid, cover=cover, effective_from=DECEMBER, reason="Covers a vacancy until it is filled",
        last_day=DECEMBER.replace(year=DECEMBER.year + 1, month=5, day=31), by=place.hr, at=at,
    )  # fmt: skip


def _let_places_through(place: Place, approver: User, at: datetime) -> None:
    """Let changes of the place of work through without an approval."""
    auto_approvals.let_through(
        partner_id=place.partner.pk, kind="hr.location", start=timezone.localdate(at),
        reason="Scheme of delegation: moves between offices", by=approver, at=at,
    )  # fmt: skip


def _move_several(place: Place, people: Sequence[Found], at: datetime) -> None:
    """Propose one move of a whole team as a list."""
    rows = [
        {
            "row": number,
            "payload": {
                "assignment": str(one.assignment),
                "effective_from": DECEMBER.isoformat(),
                "location": "Riverside House",
            },
        }
        for number, one in enumerate(people, start=2)
    ]  # fmt: skip
    payload = {"template": "place", "file": "riverside-house.csv", "rows": rows}
    proposal = Proposal(kind="hr.bulk", payload=payload, reason="The team moves to Riverside House")
    changes.submit(partner_id=place.partner.pk, proposal=proposal, by=place.hr, at=at)


def _move_up_the_road(place: Place, people: Sequence[Found], approver: User, at: datetime) -> int:
    """Move one of these into a vacant post of another unit from December on, approved; return how many.

    The post is of the same role's staff group, so nothing but post, place and team changes.
    """
    room = establishment.worst(
        partner_id=place.partner.pk, posts=list(Post.objects.values_list("pk", flat=True)), since=DECEMBER
    )
    free = [pk for pk, one in room.items() if one.vacant >= 1]
    rows = Post.objects.filter(pk__in=free, state=Post.State.ESTABLISHED, org_unit__is_confidential=False)
    for found in people:
        job = Assignment.objects.select_related("post__org_unit", "post__role").get(uuid=found.assignment)
        post = (
            rows.exclude(org_unit_id=job.post.org_unit_id)
            .filter(org_unit__legal_entity_id=job.post.org_unit.legal_entity_id, role_id=job.post.role_id)
            .order_by("post_no")
            .first()
        )
        if post is not None:
            payload = {
                "assignment": str(job.uuid), "effective_from": DECEMBER.isoformat(), "post": str(post.uuid),
                "title": job.title,
            }  # fmt: skip
            proposal = Proposal(kind="hr.move", payload=payload, reason="Asked to move nearer to home")
            _approve(changes.submit(partner_id=place.partner.pk, proposal=proposal, by=place.hr, at=at), approver, at)
            return 1
    return 0


def _is_plain(found: Found) -> bool:
    """Tell whether somebody is no special case, works full time on a salary, and stays."""
    member = found.member
    return (
        not member.key and member.ended is None and member.started < NOVEMBER and member.job.terms in SALARIED
        and member.hours > 30
    )  # fmt: skip


def _propose(place: Place, found: Found, wanted: Wish, at: datetime) -> ChangeRequest:
    kind, wish, reason = wanted
    if kind == "hr.hours":
        held = AssignmentTerms.objects.get(assignment__uuid=found.assignment, valid__contains=DECEMBER)
        wish = {**wish, "contract": held.contract}
    payload = {"assignment": str(found.assignment), "effective_from": DECEMBER.isoformat(), **wish}
    if "element" in wish:
        payload["element"] = str(place.elements[wish["element"]])
    proposal = Proposal(kind=kind, payload=payload, reason=reason)
    return changes.submit(partner_id=place.partner.pk, proposal=proposal, by=place.hr, at=at)


def _approve(row: ChangeRequest, by: User, at: datetime) -> None:
    changes.approve(change=row.uuid, content_hash=row.content_hash, by=by, at=at)


def _hours(week: str, pattern: str) -> dict[str, Any]:
    return {"contract_hours": week, "paid_weeks": None, "working_pattern": pattern}


WISHES: tuple[Wish, ...] = (
    ("hr.hours", _hours("29.60", "Mon to Thu 7.4"), "Flexible working request of 2 November"),
    ("hr.element_add", {"element": ACTING, "amount": "210.50"}, "Acting up while the post is vacant"),
    ("hr.element_add", {"element": ACTING, "amount": "145.00"}, "Honorarium for the project"),
    ("hr.hours", _hours("22.20", "Mon to Wed 7.4"), "Return from maternity leave on three days"),
    ("hr.hours", _hours("18.50", "Mon to Fri mornings"), "Partial retirement agreed with the fund"),
)
