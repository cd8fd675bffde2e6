"""Ask payroll about a payslip, and answer: "something is wrong" never gets lost."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from hr.operations.freeze import require_free
from partners.audit import audit
from partners.models import AuditAction, User
from payroll.models import PayQuery
from payroll.queries import payslip_questions, payslip_rows
from sharedservices.common.db import lock_one, transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import WrongState

LONGEST = 2000


class QueryRefused(DomainError):
    """The question cannot be asked, or not be answered like this."""


@transaction_required
def open(
    *,
    run: UUID,
    employment: UUID,
    person_ids: Collection[int],
    line: int | None,
    message: str,
    by: User,
    at: datetime,
) -> PayQuery:
    """Ask payroll about one line of one's own payslip, or about the whole (`line` None), and return the question.

    It runs under self-service: whoever may not see the payslip cannot ask about it.

    :raises PayslipMissing: when none of these people has such a payslip to see.
    :raises QueryRefused: when the message is empty or too long, the line does not exist, or the same was asked already.
    """
    stored = payslip_rows.stored_payslip(run=run, employment=employment, person_ids=person_ids)
    row = stored.row
    names = {one.number: one.name for one in stored.lines}
    if line is not None and line not in names:
        raise QueryRefused("The payslip has no such line.", field="line", remedy="Choose a line from the list.")
    text, name = _checked(message, "message", "what is wrong"), names.get(line or 0, "")
    payslip_questions.hold_questions_of(row.person_id)
    waiting = PayQuery.objects.filter(run_id=row.run_id, employment_id=row.employment_id, line=name)
    if waiting.filter(person_id=row.person_id, state=PayQuery.State.OPEN).exists():
        raise QueryRefused(
            f"You have already asked about {name or 'this payslip as a whole'}, and payroll has not answered yet.",
            field="line",
            remedy="Wait for the answer, or ask about another line.",
        )
    asked: PayQuery = PayQuery.objects.create(
        partner_id=row.partner_id,
        person_id=row.person_id,
        employment_id=row.employment_id,
        run_id=row.run_id,
        line=name,
        message=text,
        opened_by=by,
        opened_at=at,
    )
    return asked


@transaction_required
def answer(*, query_id: int, text: str, by: User, at: datetime) -> PayQuery:
    """Answer an open question, and return it. The person sees the answer at once.

    :raises QueryRefused: when the answer is empty or too long, or somebody answers their own question.
    :raises WrongState: when it has been answered.
    """
    row = lock_one(PayQuery, query_id)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    if row.state != PayQuery.State.OPEN:
        raise WrongState(
            "This question has been answered already.",
            action="answer",
            state=row.state,
            remedy="Read the answer that was given.",
        )
    if row.opened_by.human_id == by.human_id:
        raise QueryRefused("You asked this question yourself.", remedy="Ask a colleague to answer it.")
    row.answer = _checked(text, "answer", "the answer")
    row.state, row.answered_by, row.answered_at = PayQuery.State.ANSWERED, by, at
    row.save(update_fields=["answer", "state", "answered_by", "answered_at"])
    audit(
        action=AuditAction.UPDATE,
        object_type="payroll_payquery",
        object_id=row.pk,
        label="Pay query answered",
        changes={"at": at},
    )
    return row


def _checked(text: str, field: str, what: str) -> str:
    """Return the text without blank ends. :raises QueryRefused: when it is empty or too long."""
    text = text.strip()
    if not text:
        raise QueryRefused(f"Enter {what}.", field=field)
    if len(text) > LONGEST:
        raise QueryRefused(f"Use {LONGEST:,} characters or fewer.", field=field)
    return text
