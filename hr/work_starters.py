"""What posts of starters ask of finance, and arrivals from other partners of HR, for the home page."""

from collections.abc import Iterator
from datetime import date

from hr.queries import duty_reviews, forewarnings, starter_work, starters_posts, statements_due
from partners.change_kinds import OPEN
from partners.models import Partner, User
from partners.registry import Urgency, WorkItem, register_work
from sharedservices.common.formatting import day


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="hr.1 posts to agree", permission="changes.approve_cost", find=posts_to_agree)
    register_work(name="hr.3 reviews of duties", permission=OPEN, find=duties_to_review)
    register_work(name="hr.3 statements of change", permission="documents.store", find=statements_of_change)
    register_work(name="hr.2 fixed terms that end", permission="leavers.manage", find=fixed_terms_to_check)
    register_work(name="hr.1 transfers without a job", permission="starters.edit", find=transfers_without_job)


def fixed_terms_to_check(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the fixed terms that end after enough service that redundancy is looked at first (domain HR-05)."""
    if n := forewarnings.n_redundancy_checks(partner_id=partner.pk, on=on):
        hint = "The end is a dismissal: check redundancy and other work, then record the talk"
        href = f"/p/{partner.code}/forewarnings/?kind=CONTRACT_END&standing=open"
        yield WorkItem("Fixed terms that end with redundancy rights", href, count=n, hint=hint, urgency=Urgency.SOON)


def statements_of_change(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the changes of terms that nobody has told in writing: within a month of each (domain HR-05)."""
    found = statements_due.untold(partner_id=partner.pk, on=on).order_by("valid", "id")
    n, oldest = found.count(), found.first()
    if oldest is not None:
        first = statements_due.due_on(oldest.valid.lower)
        urgency = Urgency.LATE if first < on else Urgency.SOON
        hint = f"The first by {day(first)}: whoever’s terms change is told in writing"
        href = f"/p/{partner.code}/people/statements-of-change/"
        yield WorkItem("Statements of change to make", href, count=n, hint=hint, urgency=urgency)


def duties_to_review(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find acting up and long honoraria whose review is due: HR's, and each manager's own team's (domain HR-07)."""
    rows = duty_reviews.due(partner_id=partner.pk, on=on)
    if rows:
        hint = f"The first by {day(rows[0].review_on)}: go on, end it, or regrade"
        urgency = Urgency.LATE if rows[0].review_on < on else Urgency.SOON
        href = f"/p/{partner.code}/duty-reviews/"
        yield WorkItem("Reviews of acting up and honoraria", href, count=len(rows), hint=hint, urgency=urgency)


def transfers_without_job(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find those who came over from another partner and have no job here yet."""
    if n := starter_work.n_transfers_without_job(partner_id=partner.pk):
        hint = "Their service goes on here. Nothing is paid before they have a job and a right to work of this employer"
        href = f"/p/{partner.code}/starters/?lacks=transfer"
        yield WorkItem("Transfers without a job", href, count=n, hint=hint, urgency=Urgency.SOON)


def posts_to_agree(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the posts that are to go over their establishment and about which the HR manager asks finance."""
    for one in starters_posts.asked(partner_id=partner.pk, human_id=user.human_id):
        href = f"/p/{partner.code}/starters/{one.case}/over-establishment/"
        hint = f"More than is established, from {day(one.since)}. The HR manager asks you to agree"
        yield WorkItem(f"Post {one.post_no}", href, hint=hint)
