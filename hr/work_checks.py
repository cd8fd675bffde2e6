"""What of DBS checks, registrations and training waits on the home page: HR's for everybody, a manager's own team."""

from collections.abc import Iterator
from datetime import date

from hr.engine.compliance import Standing
from hr.queries import compliance, working_time
from partners.models import Partner, User
from partners.registry import Urgency, WorkItem, register_work
from sharedservices.common.formatting import day


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="hr.0 bars from duties", permission="checks.view", find=barred)
    register_work(name="hr.2 checks and training", permission="checks.view", find=to_renew)
    register_work(name="hr.2 agreements that end", permission="people.edit", find=agreements_that_end)
    register_work(name="hr.1 risk assessments to destroy", permission="checks.weigh", find=notes_to_destroy)


def barred(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the people who may not do their duties."""
    rows = compliance.bars(partner_id=partner.pk)
    if rows:
        first = f"{rows[0].person.display_name}: {rows[0].what}"
        hint = f"{first}. They may not do these duties until HR ends it; pay goes on"
        yield _item(partner, "May not do their duties", len(rows), hint, Urgency.LATE, "")


def to_renew(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what jobs need that is missing or has run out, and what runs out or is first needed within 60 days."""
    found = compliance.to_do(partner_id=partner.pk, on=on)
    over = [one for one in found if one.standing != Standing.DUE]
    due = [one for one in found if one.standing == Standing.DUE]
    n_lapsed = sum(one.standing == Standing.LAPSED for one in over)
    if over:
        counts = ((n_lapsed, "run out"), (len(over) - n_lapsed, "never recorded"))
        hint = ", ".join(f"{n} {words}" for n, words in counts if n)
        query = "?standing=TO_DO"
        yield _item(partner, "Checks and training missing", len(over), hint, Urgency.LATE, query)
    if due:
        hint = f"{due[0].name}: {due[0].what}, by {day(due[0].due_on)}"
        yield _item(partner, "Checks and training due soon", len(due), hint, Urgency.SOON, "?standing=DUE")


def agreements_that_end(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find agreements to longer hours that end, of people who work more than the law’s average (domain HR-03)."""
    if n := working_time.n_ending(partner_id=partner.pk, on=on):
        hint = "Notice was given, or the time is over: agree shorter hours before the agreement ends"
        href = f"/p/{partner.code}/reports/working-time/"
        yield WorkItem("Agreements to longer hours that end", href, count=n, hint=hint, urgency=Urgency.SOON)


def notes_to_destroy(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find risk assessments that are older than six months."""
    if n := compliance.overdue_notes(partner_id=partner.pk, on=on):
        hint = "Older than six months. Propose to erase them under data protection"
        href = f"/p/{partner.code}/privacy/"
        yield WorkItem("Risk assessments to destroy", href, count=n, hint=hint, urgency=Urgency.LATE)


def _item(  # noqa: PLR0917 - the parts of a line
    partner: Partner, title: str, n: int, hint: str, urgency: Urgency, query: str
) -> WorkItem:
    return WorkItem(title, f"/p/{partner.code}/checks/{query}", count=n, hint=hint, urgency=urgency)
