"""How an HR case ends: the decision with its findings and sanction, the appeal, and the decision about that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from hr.models import CaseAllegation, CaseMember, CaseSanction, HrCase
from hr.operations import cases
from hr.operations.cases import NOUN, OFFICER_ONLY, R, TooSoon, WrongDates
from hr.states import HR_CASE, HrCaseState
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

WARNINGS = frozenset({CaseSanction.Kind.FIRST_WARNING, CaseSanction.Kind.FINAL_WARNING})


class AnotherFinding(DomainError):
    """A finding that this case does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided: the outcome with its reasons, what was found of each allegation, and what follows.

    A warning has a day from which it is spent; a dismissal or a demotion has none.
    """

    outcome: str
    note: str
    findings: Mapping[UUID, str] = field(default_factory=dict)
    sanction: str = ""
    sanction_from: date | None = None
    spent_on: date | None = None


@transaction_required
def decide_case(*, case: UUID, decision: Decision, by: User, at: datetime) -> HrCase:
    """Decide a case after its hearing.

    :raises NotYourPart: unless by the decision-maker
    :raises WrongState: before the hearing, or twice
    :raises TooSoon: while an allegation has no finding
    :raises AnotherFinding: for “not found” in a safeguarding case, which says how, and the reverse
    :raises WrongDates: for a sanction without the days that it needs
    :raises WordsNeeded: without reasons
    """
    row = cases.lock(case)
    state = next_state(HR_CASE, "decide_case", row.state, noun=NOUN)
    cases.require(row, by, frozenset({R.DECIDER}))
    note = cases.words(decision.note, "note")
    _check_sanction(decision)
    with partner_scope(row.partner_id, actor_id=by.pk):
        _record_findings(row, decision.findings)
        row.state, row.outcome, row.outcome_note = HrCaseState(state), HrCase.Outcome(decision.outcome), note
        row.decided_by, row.decided_human, row.decided_at = by, by.human_id, at
        row.save(update_fields=["state", "outcome", "outcome_note", "decided_by", "decided_human", "decided_at"])
        _record_sanction(row, decision, by=by, at=at)
        cases.log(row, "decide_case", by=by, at=at, note=row.get_outcome_display())
    return row


@transaction_required
def lodge_appeal(*, case: UUID, on: date, grounds: str, by: User, at: datetime) -> HrCase:
    """Record an appeal against the decision. Whoever hears it had no part in the case before.

    :raises NotYourPart: unless by a case officer
    :raises WrongState: before the decision
    :raises TooSoon: while nobody is named who hears it
    :raises WrongDates: for a day before the decision or in the future
    """
    row = cases.lock(case)
    state = next_state(HR_CASE, "lodge_appeal", row.state, noun=NOUN)
    cases.require(row, by, OFFICER_ONLY)
    if not CaseMember.objects.of(row.partner_id).filter(case=row, role=R.APPEAL, removed_at=None).exists():
        raise TooSoon("Nobody is named who hears the appeal.", remedy="Put them on the list first.")
    assert row.decided_at is not None  # noqa: S101 - a constraint of the table says so
    if not timezone.localdate(row.decided_at) <= on <= timezone.localdate(at):
        raise WrongDates("An appeal comes after the decision, and not in the future.", field="on")
    with partner_scope(row.partner_id, actor_id=by.pk):
        row.state, row.appeal_on = HrCaseState(state), on
        row.appeal_grounds = cases.words(grounds, "grounds")
        row.save(update_fields=["state", "appeal_on", "appeal_grounds"])
        cases.log(row, "lodge_appeal", by=by, at=at)
    return row


@transaction_required
def decide_appeal(*, case: UUID, decision: Decision, by: User, at: datetime) -> HrCase:
    """Decide an appeal. Where it is allowed, what followed from the decision before counts no more.

    :raises NotYourPart: unless by whoever hears it
    :raises WrongState: without an appeal
    :raises WrongDates: for a sanction without the days that it needs, or when the decision stands or falls
    :raises WordsNeeded: without reasons
    """
    row = cases.lock(case)
    state = next_state(HR_CASE, "decide_appeal", row.state, noun=NOUN)
    cases.require(row, by, frozenset({R.APPEAL}))
    if decision.sanction and decision.outcome != HrCase.AppealOutcome.CHANGED:
        raise WrongDates("Another sanction belongs to a decision that is changed.", field="sanction")
    _check_sanction(decision)
    with partner_scope(row.partner_id, actor_id=by.pk):
        row.state, row.appeal_outcome = HrCaseState(state), HrCase.AppealOutcome(decision.outcome)
        row.appeal_note, row.appeal_decided_by, row.appeal_decided_at = cases.words(decision.note, "note"), by, at
        row.save(update_fields=["state", "appeal_outcome", "appeal_note", "appeal_decided_by", "appeal_decided_at"])
        _record_sanction(row, decision, by=by, at=at)
        cases.log(row, "decide_appeal", by=by, at=at, note=row.get_appeal_outcome_display())
    return row


def _check_sanction(decision: Decision) -> None:
    if not decision.sanction:
        return
    if decision.sanction_from is None:
        raise WrongDates("Enter the day from which it holds.", field="sanction_from")
    if decision.sanction in WARNINGS and decision.spent_on is None:
        raise WrongDates("A warning is spent one day: enter it.", field="spent_on")
    if decision.spent_on is not None and decision.spent_on <= decision.sanction_from:
        raise WrongDates("It is spent after it begins.", field="spent_on")


def _record_sanction(row: HrCase, decision: Decision, *, by: User, at: datetime) -> None:
    if decision.sanction:
        CaseSanction.objects.create(
            partner_id=row.partner_id, case=row, kind=CaseSanction.Kind(decision.sanction),
            from_on=decision.sanction_from, spent_on=decision.spent_on, by=by, at=at,
        )  # fmt: skip


def _record_findings(row: HrCase, findings: Mapping[UUID, str]) -> None:
    known = CaseAllegation.findings_for(is_safeguarding=row.is_safeguarding)
    for one in CaseAllegation.objects.of(row.partner_id).filter(case=row).order_by("number", "id"):
        one.finding = CaseAllegation.Finding(findings.get(one.uuid) or one.finding)
        if one.finding == CaseAllegation.Finding.OPEN:
            raise TooSoon(f"Say what was found of allegation {one.number}.", field=str(one.uuid))
        if one.finding not in known:
            raise AnotherFinding(
                f"Allegation {one.number} cannot be “{one.get_finding_display()}” in this case.", field=str(one.uuid),
                remedy=f"Choose one of: {'; '.join(choice.label for choice in known)}.",
            )  # fmt: skip
        one.save(update_fields=["finding"])
