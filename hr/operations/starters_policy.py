"""What a partner asks of starters: the gates of a job role, and what contracts of a staff group say. Dated data."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules
from hr import rules_starters as starter_rules
from hr.engine.starters import Gate, Waiver, gate_specs, strictest
from hr.models import JobGate, JobRole, StaffGroup, StatementTerms
from hr.operations import dated, policies
from partners.models import User
from sharedservices.common.db import transaction_required


@dataclass(frozen=True, slots=True, kw_only=True)
class GateWanted:
    """A gate that a role asks for: `level` like that of a DBS check, and who may accept to go without."""

    gate: str
    waiver: str
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the written statement says to a staff group (Employment Rights Act 1996 s 1)."""

    notice: str
    sick_pay: str
    other_leave: str
    benefits: str
    training: str
    collective: str
    procedures: str


@transaction_required
def set_job_gate(
    *, partner_id: int, role: UUID, wanted: GateWanted, effective_from: date, reason: str, by: User, at: datetime
) -> JobGate:
    """Ask for a gate of a job role from a day on, in place of what was asked before. Cases under way keep theirs.

    :raises RuleBroken: without a reason, for a gate laxer than the list of every job, or for a day before that list or
        before a later line
    :raises JobRole.DoesNotExist: if there is none in scope
    """
    waiver = Waiver(wanted.waiver)
    dated.check_date(
        effective_from, within=DateRange(effective_from, None), what="policy", at=at, field="effective_from"
    )
    listed = gate_specs(on=effective_from).get(Gate(wanted.gate))
    if listed is None:
        raise starter_rules.GateIsListed.broken(on=effective_from)
    starter_rules.GateMayBeWaived.require(strictest(listed.waiver, waiver) == waiver, field="waiver")
    found: JobRole = JobRole.objects.of(partner_id).select_for_update(of=("self",)).get(uuid=role)
    with dated.change(partner_id=partner_id, by=by, reason=reason):
        values = {
            "reason": rules.check_reason(reason),
            "level": " ".join(wanted.level.split())[:100],
            "waiver": waiver.value,
        }
        keys = {"partner_id": partner_id, "role": found, "gate": wanted.gate}
        row: JobGate = policies.put(JobGate, keys=keys, values=values, start=effective_from, noun="gate")
    return row


@transaction_required
def set_statement(
    *, partner_id: int, staff_group: UUID, says: Statement, effective_from: date, reason: str, by: User, at: datetime
) -> StatementTerms:
    """Say what contracts of a staff group say from a day on.

    :raises RuleBroken: without a reason, with a part left empty, for a day far ahead, or before a later version
    :raises StaffGroup.DoesNotExist: if there is none in scope
    """
    dated.check_date(
        effective_from, within=DateRange(effective_from, None), what="policy", at=at, field="effective_from"
    )
    group: StaffGroup = StaffGroup.objects.of(partner_id).select_for_update(of=("self",)).get(uuid=staff_group)
    values = {name: text.strip() for name, text in asdict(says).items()}
    starter_rules.StatementAgreed.require(all(values.values()), group=group.name)
    with dated.change(partner_id=partner_id, by=by, reason=reason):
        keys = {"partner_id": partner_id, "staff_group": group}
        row: StatementTerms = policies.put(
            StatementTerms, keys=keys, values=values | {"reason": rules.check_reason(reason)}, start=effective_from,
            noun="version",
        )  # fmt: skip
    return row
