"""Who hears of an increment, by the gateway: the person. The message names no point and no amount: the record does."""

from collections.abc import Iterable
from datetime import datetime

from hr.models import Increment
from partners.models import Partner, User
from partners.operations import messages
from partners.operations.messages import Draft
from sharedservices.common.formatting import day


def tell(*, partner_id: int, steps: Iterable[Increment], by: User, at: datetime) -> None:
    """Tell each person once that their job moves to another point; people without an address see it on the payslip."""
    partner = Partner.objects.get(pk=partner_id)
    last = {step.assignment_id: step for step in steps}
    for step in last.values():
        person = step.person
        if not person.email:
            continue
        is_raised = step.kind == Increment.Kind.INCREMENT
        draft = Draft(
            kind="increment",
            key=f"increment:{step.given_in}:{step.assignment_id}",
            address=person.email,
            person_id=person.pk,
            subject=f"Your pay point at {partner.short_name}",
            neutral_subject="Your pay point",
            template="email/increment.txt",
            context={
                "name": person.known_as or person.forenames, "partner": partner, "since": day(step.due_on),
                "is_raised": is_raised,
            },
        )  # fmt: skip
        messages.send(partner_id=partner_id, draft=draft, by=by, at=at)
