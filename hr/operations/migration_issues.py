"""Issues of a load: what the rules find, remembered by what it is about, and closed by the load that no longer has it.

There is no way for a person to close one. S2 and S3 can be accepted with evidence; S1 cannot.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from hr import rules_onboarding as rules
from hr.engine.domain_totals import label_of
from hr.engine.migration_totals import JobFact, Line
from hr.models import LoadRun, OnboardingIssue
from hr.operations.migration_stage import Staged
from hr.rules_onboarding import LoadRule
from hr.states import ONBOARDING_ISSUE, IssueState
from partners.audit import audit
from partners.models import AuditAction, User
from partners.queries import deciders
from partners.queries.duties import holders_of
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state
from sharedservices.common.imports import ImportProblem

NOUN, LONGEST, LONGEST_KEY, SOME = "issue", 500, 120, 6
FTE_TOLERANCE = Decimal("0.01")
"""Domain HR-11: a mismatch of full-time equivalent above 0.01 is S1."""
DUE_AFTER = {rules.S1: timedelta(days=14), rules.S2: timedelta(days=28), rules.S3: timedelta(days=90)}


class NotForPeople(DomainError):
    """An S1 issue goes away only when the data are right."""


class EvidenceNeeded(DomainError):
    """Accepting something needs the evidence in words."""


class NotAnOwner(DomainError):
    """Somebody who has nothing to do with the onboarding cannot own an issue."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found: about what, in which column and row, and what it says."""

    rule: type[LoadRule]
    key: str
    message: str
    remedy: str
    column: str = ""
    row: int | None = None

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it the same fault in the next load."""
        return self.rule.code, self.key, self.column


def broken(rule: type[LoadRule], about: str, /, *, column: str = "", row: int | None = None, **values: Any) -> Fault:
    """Return what a rule says of something."""
    said = rule.broken(**values)
    return Fault(rule, about[:LONGEST_KEY], said.message[:LONGEST], (said.remedy or "")[:LONGEST], column[:40], row)


def of_problems(problems: Iterable[ImportProblem], staged: Staged, *, n_problems: int) -> Iterator[Fault]:
    """Yield what the import refused, by the job that stands in the row."""
    jobs = {number: fact.job_no for number, _digest, fact in staged.rows}
    n_said = 0
    for one in problems:
        n_said += 1
        rule = rules.OF_COLUMN.get(one.column, rules.RowCanBeLoaded)
        key = jobs.get(one.row or 0, f"row {one.row}" if one.row else "file")
        yield broken(rule, key, column=one.column, row=one.row, message=one.message, remedy=one.remedy)
    if n_problems > n_said:
        more = f"There are {n_problems - n_said:,} more faults than are listed."
        yield broken(rules.RowCanBeLoaded, "more faults", message=more, remedy="Mend these, and check it again.")


def of_rows(staged: Staged) -> Iterator[Fault]:
    """Yield what the rules find in rows that may well be loaded."""
    accounts: dict[str, dict[str, str]] = defaultdict(dict)
    seen: set[str] = set()
    for number, _digest, fact in staged.rows:
        if fact.employee_no in seen:
            continue
        seen.add(fact.employee_no)
        if not fact.bank_index:
            yield _of_employment(rules.PaidPersonHasBank, fact, "account_number", row=number)
        else:
            accounts[fact.bank_index].setdefault(fact.person, fact.employee_no)
    for users in accounts.values():
        if len(users) > 1:
            numbers = sorted(users.values())
            named = ", ".join(numbers[:SOME]) + (" …" if len(numbers) > SOME else "")
            yield broken(rules.AccountIsNotShared, numbers[0], column="account_number", employees=named)
    for rule, facts, column in (
        (rules.ServiceIsKnown, staged.without_service, "continuous_service_from"),
        (rules.HasNino, staged.without_nino, "national_insurance_number"),
        (rules.HasEmail, staged.without_email, "email"),
    ):
        for fact in facts:
            yield _of_employment(rule, fact, column)


def _of_employment(rule: type[LoadRule], fact: JobFact, column: str, row: int | None = None) -> Fault:
    return broken(rule, fact.employee_no, column=column, row=row, employee=fact.employee_no)


def of_totals(lines: Iterable[Line]) -> Iterator[Fault]:
    """Yield the totals of which the old system says something else than the rows come to."""
    for line in lines:
        ours = line.target if line.staging is None else line.staging
        if line.source is None or ours is None or line.source == ours:
            continue
        values: dict[str, Any] = {"source": line.source, "staging": ours, "key": line.key}
        name = f"{line.total} {line.key}".strip()
        apart = abs(line.source - ours)
        if line.total == "fte" and apart > FTE_TOLERANCE:
            yield broken(rules.FteAgrees, name, **values)
        else:
            values["key"] = f", {line.key}" if line.key else ""
            yield broken(rules.TotalAgrees, name, total=label_of(line.total), **values)


@transaction_required
def remember(*, load: LoadRun, faults: Iterable[Fault], at: datetime) -> tuple[int, int]:
    """Open what is new, keep what is there still, close what the load no longer has; return how many of first and last.

    What was accepted stays accepted while it is there. The owner is the partner's data owner where there is one only.
    """
    found = {fault.identity: fault for fault in faults}
    rows = OnboardingIssue.objects.of(load.partner_id).filter(
        project_id=load.project_id, found_load__domain=load.domain
    )
    known = {
        (one.rule, one.key, one.column): one for one in rows.exclude(state=IssueState.CLOSED).order_by("id").iterator()
    }
    today = timezone.localdate(at)
    owners = holders_of(role=Role.DATA_OWNER, partner_id=load.partner_id, on=today)
    owner = owners[0] if len(owners) == 1 else None
    new = [_issue(load, fault, owner, today) for identity, fault in found.items() if identity not in known]
    OnboardingIssue.objects.bulk_create(new, batch_size=2_000)
    moved = [one for identity, one in known.items() if identity in found and _takes(one, found[identity])]
    OnboardingIssue.objects.bulk_update(moved, ["row", "message", "remedy"], batch_size=2_000)
    gone = [one.pk for identity, one in known.items() if identity not in found]
    next_state(ONBOARDING_ISSUE, "settle_issue", IssueState.OPEN, noun=NOUN)
    rows.filter(pk__in=gone).update(state=IssueState.CLOSED, closed_load=load)
    return len(new), len(gone)


def _issue(load: LoadRun, fault: Fault, owner: User | None, today: date) -> OnboardingIssue:
    return OnboardingIssue(
        partner_id=load.partner_id, project_id=load.project_id, severity=fault.rule.severity, rule=fault.rule.code,
        key=fault.key, column=fault.column, row=fault.row, message=fault.message, remedy=fault.remedy, owner=owner,
        due_on=today + DUE_AFTER[fault.rule.severity], found_load=load,
    )  # fmt: skip


def _takes(issue: OnboardingIssue, fault: Fault) -> bool:
    """Take the present words of a fault that is there still; say whether they differ."""
    before = (issue.row, issue.message, issue.remedy)
    issue.row, issue.message, issue.remedy = fault.row, fault.message, fault.remedy
    return before != (fault.row, fault.message, fault.remedy)


@transaction_required
def assign(*, issue: UUID, owner: User | None, due_on: date | None, by: User, at: datetime) -> OnboardingIssue:
    """Say who puts an issue right, and until when.

    :raises NotAnOwner: for somebody who has nothing to do with the onboarding
    :raises NotForPeople: for an issue that is closed
    """
    row = _lock(issue)
    if row.state == IssueState.CLOSED:
        raise NotForPeople("This issue is closed.")
    if owner is not None:
        may = deciders.permissions(user=owner, partner_id=row.partner_id, on=timezone.localdate(at))
        if "onboarding.view" not in (may or ()):
            raise NotAnOwner(f"{owner} does not see the onboarding here.", field="owner", remedy="Choose another.")
    row.owner, row.due_on = owner, due_on
    return _save(row, "assign", ["owner", "due_on"], by=by, says=f"{owner or 'nobody'}, {due_on or 'no date'}")


@transaction_required
def accept(*, issue: UUID, evidence: str, by: User, at: datetime) -> OnboardingIssue:
    """Accept an issue that does not stop going live, with the evidence.

    :raises NotForPeople: for S1: only data that are right close it
    :raises EvidenceNeeded: without words
    :raises WrongState: unless it is open
    """
    row, tidy = _lock(issue), " ".join(evidence.split())
    state = next_state(ONBOARDING_ISSUE, "accept_issue", row.state, noun=NOUN)
    if row.severity == rules.S1:
        raise NotForPeople(
            "An S1 issue cannot be accepted.", remedy="Mend the data, and load them: the load closes the issue."
        )
    if not 0 < len(tidy) <= LONGEST:
        raise EvidenceNeeded(f"Say what shows it, in at most {LONGEST} characters.", field="evidence")
    row.state, row.evidence, row.accepted_by, row.accepted_at = IssueState(state), tidy, by, at
    return _save(row, "accept", ["state", "evidence", "accepted_by", "accepted_at"], by=by, says=tidy)


@transaction_required
def reopen(*, issue: UUID, by: User) -> OnboardingIssue:
    """Take back that an issue was accepted. :raises WrongState: unless it is."""
    row = _lock(issue)
    state = next_state(ONBOARDING_ISSUE, "reopen_issue", row.state, noun=NOUN)
    row.state, row.accepted_by, row.accepted_at = IssueState(state), None, None
    return _save(row, "reopen", ["state", "accepted_by", "accepted_at"], by=by, says="")


def _lock(issue: UUID) -> OnboardingIssue:
    found: OnboardingIssue = OnboardingIssue.objects.select_for_update(of=("self",)).get(uuid=issue)
    return found


def _save(row: OnboardingIssue, action: str, fields: list[str], *, by: User, says: str) -> OnboardingIssue:
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"issue: {action}"):
        row.save(update_fields=fields)
        audit(
            action=AuditAction.UPDATE, object_type="hr_onboardingissue", object_id=row.pk, label=str(row)[:200],
            changes={"action": action, "state": row.state}, reason=says,
        )  # fmt: skip
    return row
