"""Moving a change request and writing it down: in its own log and in the audit trail."""

from datetime import datetime

from partners.audit import audit
from partners.models import ApprovalStep, AuditAction, ChangeEvent, ChangeRequest, User
from partners.states import CHANGE_REQUEST, ChangeState
from sharedservices.common.flow import next_state

NOUN = "change request"
LONGEST_COMMENT = 1000
UNSETTLED = CHANGE_REQUEST["expire"].sources | {ChangeState.APPLYING}
AUDITED = {
    "submit": AuditAction.SUBMIT,
    "resubmit": AuditAction.SUBMIT,
    "approve": AuditAction.APPROVE,
    "choose": AuditAction.UPDATE,
    "remind": AuditAction.FLAG,
    "escalate": AuditAction.FLAG,
    "begin": AuditAction.APPROVE,
    "apply": AuditAction.APPROVE,
    "return": AuditAction.REJECT,
    "reject": AuditAction.REJECT,
    "overtake": AuditAction.REJECT,
    "withdraw": AuditAction.CANCEL,
    "expire": AuditAction.CANCEL,
}


def move(
    row: ChangeRequest, action: str, *, by: User | None, at: datetime, comment: str = "",
    step: ApprovalStep | None = None,
) -> None:  # fmt: skip
    """Move a request and log it; a state that ends it gets its moment. :raises WrongState: when it may not."""
    row.state = ChangeState(next_state(CHANGE_REQUEST, action, row.state, noun=NOUN))
    row.settled_at = None if row.state in UNSETTLED else at
    row.save(update_fields=["state", "settled_at"])
    log(row, action, by=by, at=at, comment=comment, step=step)


def log(
    row: ChangeRequest, action: str, *, by: User | None, at: datetime, comment: str = "",
    step: ApprovalStep | None = None,
) -> None:  # fmt: skip
    """Add a line to the request's log and to the audit trail."""
    ChangeEvent.objects.create(
        partner_id=row.partner_id, change=row, action=action, step=step.title if step else "", by=by,
        behalf_of=step.behalf_of if step else None, at=at, comment=comment[:LONGEST_COMMENT],
        content_hash=row.content_hash,
    )  # fmt: skip
    audit(
        action=AUDITED[action],
        object_type="partners_changerequest",
        object_id=row.pk,
        label=str(row),
        partner_id=row.partner_id,
        changes={"action": action, "state": row.state, "content_hash": row.content_hash},
        reason=(comment or row.reason)[:500],
    )
