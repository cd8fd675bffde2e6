"""What people hear of change requests by mail: that one is late, that one was sent up, and what became of their own.

No mail says whom a request is about or what it changes.
"""

from datetime import datetime

from partners.models import ApprovalStep, ChangeRequest, Partner, User
from partners.operations import messages
from partners.operations.messages import Draft
from partners.queries import deciders

OUTCOMES = {
    "return": "was returned to you with comments",
    "reject": "was rejected; the reason is with it",
    "overtake": "came back to you: what it would change has changed otherwise meanwhile",
    "expire": "ended undone: nobody decided in time",
    "apply": "was approved and recorded",
}
"""What a maker hears, by action of the log (domain SEC-04)."""


def tell_late(row: ChangeRequest, reader: User, *, why: str, at: datetime) -> None:
    """Write to somebody that a request is `late`, was sent `up` to them, or is `vacant`: nobody may decide it."""
    partner = Partner.objects.get(pk=row.partner_id)
    draft = Draft(
        kind="change-late", key=f"change-late:{row.uuid}:{row.round}:{reader.pk}", address=reader.email,
        user_id=reader.pk, subject=f"{partner.short_name}: a change request is late",
        neutral_subject="A change request is late", template="email/change_late.txt",
        context={"partner": partner, "user": reader, "why": why, "due_on": row.due_on},
    )  # fmt: skip
    messages.send(partner_id=row.partner_id, draft=draft, by=None, at=at)


def tell_maker(row: ChangeRequest, action: str, *, by: User | None, at: datetime) -> None:
    """Write to the maker what became of their request; who settled it themselves knows.

    That a change was made is news to people who asked for something about themselves: for others it is on their list.
    """
    if by is not None and by.human_id == row.made_human:
        return
    is_own = deciders.is_about(row, deciders.own_people(row.made_by, row.partner_id))
    if action == "apply" and not is_own:
        return
    partner = Partner.objects.get(pk=row.partner_id)
    where = "My requests" if is_own else "Changes, then Proposed by me"
    draft = Draft(
        kind="change-outcome", key=f"change-outcome:{row.uuid}:{row.round}:{action}", address=row.made_by.email,
        user_id=row.made_by_id, person_id=row.person_id if is_own else None,
        subject=f"{partner.short_name}: what became of your request", neutral_subject="What became of your request",
        template="email/change_outcome.txt",
        context={"partner": partner, "user": row.made_by, "words": OUTCOMES[action], "where": where,
                 "made_on": row.submitted_at},
    )  # fmt: skip
    messages.send(partner_id=row.partner_id, draft=draft, by=by, at=at)


def open_steps(row: ChangeRequest) -> list[ApprovalStep]:
    """Return the steps of the round that nobody has decided. One query."""
    rows = ApprovalStep.objects.of(row.partner_id).filter(change=row, round=row.round, decided_by=None)
    return list(rows.order_by("number"))
