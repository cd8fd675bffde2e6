"""What the work list of the home page hears about talks after sickness, ends of leave years, and rosters."""

from collections.abc import Iterator
from datetime import date

from hr.queries import leave_year_end, return_interviews, rosters
from partners.models import Partner, User
from partners.queries import deciders
from partners.registry import Urgency, WorkItem, register_work


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="hr.4 talks after sickness", permission="absence.edit", find=talks_due)
    register_work(name="hr.4 referrals to look at", permission="absence.edit", find=follow_ups_due)
    register_work(name="hr.3 leave year ends", permission="leave.carry_approve", find=year_ends_to_approve)
    register_work(name="hr.2 rosters to load", permission="rosters.load", find=rosters_to_load)


def talks_due(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find sickness that is over and after which nobody has talked with the person."""
    own = deciders.barred_people(user, partner.pk)
    n = return_interviews.due(partner_id=partner.pk, on=on).exclude(person_id__in=own).count()
    if n:
        hint = "Ask how they are, what would help, and record the talk"
        yield WorkItem("Return-to-work interviews", f"/p/{partner.code}/absence/?lacks=interview", count=n, hint=hint)


def follow_ups_due(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find referrals to occupational health that were to be looked at again by today."""
    own = deciders.barred_people(user, partner.pk)
    n = return_interviews.follow_ups_due(partner_id=partner.pk, on=on).exclude(person_id__in=own).count()
    if n:
        hint = "Occupational health was asked: record what it advised and what was agreed"
        href = f"/p/{partner.code}/absence/?lacks=follow-up"
        yield WorkItem("Referrals to look at again", href, count=n, hint=hint, urgency=Urgency.LATE)


def year_ends_to_approve(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find ends of leave years that somebody else prepared."""
    n = leave_year_end.n_to_approve(partner_id=partner.pk, human_id=user.human_id)
    if n:
        hint = "Until you approve, nothing is carried over into the new leave year"
        yield WorkItem("Approve the end of a leave year", f"/p/{partner.code}/leave/year-ends/", count=n, hint=hint)


def rosters_to_load(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find roster files that are right and that somebody else took in."""
    n = rosters.n_to_load(partner_id=partner.pk, human_id=user.human_id)
    if n:
        hint = "Until you load them, their hours, leave and claims do not count"
        yield WorkItem("Load roster files", f"/p/{partner.code}/rosters/?state=READY", count=n, hint=hint)
