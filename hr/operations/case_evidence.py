"""Evidence in an HR case: statements of witnesses, who see nothing else, and the sealed name of whoever spoke up."""

from datetime import datetime
from uuid import UUID

from hr import rules
from hr.models import CaseMember, CaseReporter, CaseStatement, HrCase
from hr.operations import cases
from hr.operations.cases import OFFICER_ONLY, TABLE, WORKERS, NotForThisCase, TooSoon
from partners.audit import audit
from partners.models import AuditAction, Grant, User
from partners.scope import partner_scope
from sharedservices.common import sealing
from sharedservices.common.db import transaction_required

STATEMENT = "hr_casestatement"


@transaction_required
def ask_witness(*, case: UUID, witness: User, question: str, by: User, at: datetime) -> CaseStatement:
    """Ask somebody for a statement. They see the question and their own answer, and nothing of the case.

    :raises NotYourPart: unless by the case officer or the investigator
    :raises NotForThisCase: for somebody on the list, or without access to this partner
    :raises WordsNeeded: without a question
    """
    row = cases.lock(case)
    cases.require(row, by, WORKERS)
    listed = CaseMember.objects.of(row.partner_id).filter(case=row, human=witness.human_id, removed_at=None)
    if listed.exists():
        raise NotForThisCase(f"{witness.full_name} works on this case.", field="witness")
    if not Grant.objects.in_force(at.date()).filter(user=witness, partner_id=row.partner_id).exists():
        raise NotForThisCase(f"{witness.full_name} has no access here.", field="witness")
    with partner_scope(row.partner_id, actor_id=by.pk):
        made: CaseStatement = CaseStatement.objects.create(
            partner_id=row.partner_id, case=row, witness=witness, question=cases.words(question, "question"),
            asked_by=by, asked_at=at,
        )  # fmt: skip
        cases.log(row, "ask_witness", by=by, at=at, note=witness.full_name)
    return made


@transaction_required
def give_statement(*, statement: UUID, text: str, by: User, at: datetime) -> CaseStatement:
    """Give and sign the statement that one was asked for: once.

    :raises CaseStatement.DoesNotExist: for whoever may not see it
    :raises NotForThisCase: unless by the witness
    :raises TooSoon: when it has been given
    :raises WordsNeeded: without words
    """
    row: CaseStatement = CaseStatement.objects.select_for_update(of=("self",)).get(uuid=statement)
    if row.witness_id != by.pk:
        raise NotForThisCase("A statement is given by the witness alone.", field="text")
    if row.given_at is not None:
        raise TooSoon("This statement has been given and stays as it is.", field="text")
    with partner_scope(row.partner_id, actor_id=by.pk):
        row.text, row.given_by, row.given_at = cases.words(text, "text"), by, at
        row.save(update_fields=["text", "given_by", "given_at"])
        audit(action=AuditAction.UPDATE, object_type=STATEMENT, object_id=row.pk, label="Statement given")
    return row


@transaction_required
def record_statement_view(*, statement: CaseStatement, by: User) -> None:
    """Record that somebody opened a statement."""
    with partner_scope(statement.partner_id, actor_id=by.pk):
        audit(action=AuditAction.VIEW, object_type=STATEMENT, object_id=statement.pk, label="Statement")


@transaction_required
def record_reporter(*, case: UUID, identity: str, by: User, at: datetime) -> CaseReporter:
    """Seal who raised the concern and how to reach them. It is written once.

    :raises NotYourPart: unless by a case officer
    :raises TooSoon: when it is sealed already
    :raises WordsNeeded: without a name
    """
    row = cases.lock(case)
    cases.require(row, by, OFFICER_ONLY)
    if CaseReporter.objects.of(row.partner_id).filter(case=row).exists():
        raise TooSoon("Who raised it is sealed already, and stays as it is.", field="identity")
    tidy = cases.words(identity, "identity", longest=500)
    with partner_scope(row.partner_id, actor_id=by.pk):
        made = CaseReporter(partner_id=row.partner_id, case=row, recorded_by=by, recorded_at=at)
        made.identity = sealing.seal(tidy, aad=sealing.aad("hr_casereporter", made.uuid, "identity"))
        made.save(force_insert=True)
        _record(row, AuditAction.UPDATE)
    return made


@transaction_required
def show_reporter(*, case: UUID, reason: str, by: User, at: datetime) -> str:
    """Return who raised the concern, and record who asked and why; an empty text when nobody is recorded.

    :raises NotYourPart: unless by a case officer
    :raises RuleBroken: without a reason
    """
    row = cases.lock(case)
    cases.require(row, by, OFFICER_ONLY)
    tidy = rules.check_reason(reason)
    rules.UnmaskNeedsReason.require(len(tidy) >= rules.SHORTEST_UNMASK_REASON, shortest=rules.SHORTEST_UNMASK_REASON)
    found = CaseReporter.objects.of(row.partner_id).filter(case=row).first()
    with partner_scope(row.partner_id, actor_id=by.pk):
        _record(row, AuditAction.UNMASK, reason=tidy)
    if found is None:
        return ""
    return sealing.open_sealed(found.identity, aad=sealing.aad("hr_casereporter", found.uuid, "identity"))


def _record(row: HrCase, action: AuditAction, reason: str = "") -> None:
    """Write to the trail alone: those on the list do not learn that a name is sealed."""
    audit(action=action, object_type=TABLE, object_id=row.pk, label=f"{row}: who raised it", reason=reason)
