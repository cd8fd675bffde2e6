"""What the work list of the home page hears: change requests to decide or put right, and duties that clash."""

from collections.abc import Iterator
from datetime import date

from partners.models import ChangeRequest, Partner, User
from partners.queries import access_proposals, deciders, letters, mail_profiles, people_access
from partners.queries.duties import n_findings
from partners.queries.holds import quiet
from partners.registry import Urgency, WorkItem, register_work
from partners.states import ChangeState
from sharedservices.common.formatting import day

REMIND_DAYS = 14


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="partners.0 changes to decide", permission="changes.decide", find=changes_to_decide)
    register_work(name="partners.0 changes that came back", permission="changes.follow", find=changes_that_came_back)
    register_work(name="partners.1 mail profiles", permission="mail.approve", find=profiles_to_decide)
    register_work(name="partners.1 batches to release", permission="letters.release", find=batches_to_release)
    register_work(name="partners.2 letters that came back", permission="letters.print", find=addresses_to_mend)
    register_work(name="partners.1 access to approve", permission="access.manage", find=access_to_approve)
    register_work(name="partners.1 overrides that end", permission="access.view", find=overrides_that_end)
    register_work(name="partners.1 clashes of duties", permission="access.view", find=clashes_of_duties)


def changes_to_decide(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the requests that this user may decide; they are late when the oldest is."""
    waiting = deciders.waiting_for(user, partner_id=partner.pk, on=on)
    n, n_late = waiting.count(), waiting.filter(due_on__lt=on).count()
    if n:
        hint = f"{n_late} of them late" if n_late else "Nothing is changed before you decide"
        urgency = Urgency.LATE if n_late else Urgency.WAITING
        yield WorkItem("Changes to decide", f"/p/{partner.code}/changes/", count=n, hint=hint, urgency=urgency)


def changes_that_came_back(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find this user's requests that were returned or overtaken."""
    mine = ChangeRequest.objects.of(partner.pk).filter(made_human=user.human_id)
    n = quiet(mine).filter(state__in=[ChangeState.RETURNED, ChangeState.CONFLICT]).count()
    if n:
        hint = "Returned with comments, or overtaken by other facts: put them right, or withdraw them"
        yield WorkItem("Your changes that came back", f"/p/{partner.code}/changes/mine/", count=n, hint=hint)


def profiles_to_decide(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what mail shows that somebody else proposed."""
    n = mail_profiles.n_waiting(partner_id=partner.pk, human_id=user.human_id)
    if n:
        hint = "What mail and envelopes show; it holds once you approve it"
        yield WorkItem("Mail and envelopes to approve", f"/p/{partner.code}/partnership/mail/", count=n, hint=hint)


def batches_to_release(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find batches of letters that somebody else made."""
    n = letters.n_to_release(partner_id=partner.pk, human_id=user.human_id)
    if n:
        href = f"/p/{partner.code}/letters/batches/?state=BUILT"
        yield WorkItem("Letters to release for printing", href, count=n, hint="Nothing is printed before")


def addresses_to_mend(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find addresses that post came back from."""
    n = quiet(letters.returned(partner_id=partner.pk)).count()
    if n:
        hint = "Nothing more is printed for them"
        yield WorkItem("Addresses to mend", f"/p/{partner.code}/letters/returned/", count=n, hint=hint)


def access_to_approve(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find access that another administrator proposed, and not for this one."""
    n = access_proposals.n_waiting(partner_id=partner.pk, human_id=user.human_id)
    if n:
        href = f"/p/{partner.code}/partnership/access/proposals/?state=PROPOSED"
        yield WorkItem("Access to approve", href, count=n, hint="It gives nothing until you approve it")


def overrides_that_end(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find roles held together by override that end soon: somebody else must take over by then."""
    n, first = people_access.overrides_ending(partner_id=partner.pk, on=on, within=REMIND_DAYS)
    if n and first is not None:
        hint = f"The first after {day(first)}: settle who takes over, or review the control and propose it anew"
        href = f"/p/{partner.code}/partnership/access/overrides/?standing=current"
        yield WorkItem("Overrides of separated duties that end", href, count=n, hint=hint)


def clashes_of_duties(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find whether the check of duties has open findings."""
    n = n_findings(partner_id=partner.pk)
    if n:
        hint = "Somebody holds two roles that check each other: an access administrator ends one of them"
        href = f"/p/{partner.code}/partnership/access/"
        yield WorkItem("Duties that clash", href, count=n, hint=hint, urgency=Urgency.LATE)
