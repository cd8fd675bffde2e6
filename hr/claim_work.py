"""What the work list of the home page hears about claims."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from hr.engine import claims as engine
from hr.queries import claims, covering
from partners.models import Partner, User
from partners.queries import deciders
from partners.registry import Urgency, WorkItem, register_work
from sharedservices.common.workingdays import add_working_days


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="hr.2 claims to approve", permission="claims.approve", find=to_approve)
    register_work(name="hr.1 claims that nobody decides", permission="claims.agree", find=escalated)
    register_work(name="hr.2 late claims", permission="claims.agree", find=late)
    register_work(name="hr.3 own claims", permission="me.claim", find=own)


def to_approve(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the claims that wait for a manager and that are somebody else’s."""
    rows = claims.waiting_for(**_who(partner, user))
    where = covering.covered(user=user, partner_id=partner.pk, permission="claims.approve", on=on)
    found = covering.divide(rows, where, asked_by="submitted_human", partner_id=partner.pk)
    hint = "Mileage, hours and expenses. What is approved by the cut-off is paid with that run; the rest waits"
    href = f"/p/{partner.code}/claims/?state=SUBMITTED"
    for giver, theirs in [("", found.own), *found.others]:
        if n := theirs.count():
            yield WorkItem(f"Approve claims for {giver}" if giver else "Approve claims", href, count=n, hint=hint)


def escalated(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the claims that have waited for their manager for so long that HR has them to do as well."""
    since = add_working_days(on, -engine.defaults().escalate_after_working_days)
    rows = claims.waiting_for(**_who(partner, user))
    n = sum(timezone.localdate(one) <= since for one in rows.values_list("submitted_at", flat=True))
    if n:
        hint = "Their managers were reminded. Decide in their place, or ask them"
        href = f"/p/{partner.code}/claims/?state=SUBMITTED&sort=submitted_at"
        yield WorkItem("Claims that nobody decides", href, count=n, hint=hint, urgency=Urgency.LATE)


def late(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the late claims that a manager has approved and HR must agree to as well."""
    n = claims.with_hr(**_who(partner, user)).count()
    if n:
        hint = "A manager has approved them. They come late, so HR agrees as well"
        yield WorkItem("Late claims to agree to", f"/p/{partner.code}/claims/?state=WITH_HR", count=n, hint=hint)


def own(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find one’s own claims that are not sent, or came back."""
    n = claims.unsent(partner_id=partner.pk, people=deciders.own_people(user, partner.pk)).count()
    if n:
        hint = "Not sent yet, or sent back with a comment. Nothing of it is paid before your manager approves it"
        yield WorkItem("Your claims to send", f"/p/{partner.code}/my-claims/", count=n, hint=hint)


def _who(partner: Partner, user: User) -> dict[str, Any]:
    people = deciders.barred_people(user, partner.pk)
    return {"partner_id": partner.pk, "human_id": user.human_id, "people": people}
