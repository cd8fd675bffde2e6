"""What a partner asks of starters: gates by job role, and what contracts of its staff groups say."""

from datetime import date

from hr.engine.starters import Gate, Waiver
from hr.models import JobGate, JobRole, StaffGroup, StarterCase, StarterGate, StatementTerms

WAIVER_WORDS = {
    Waiver.NEVER: "Nobody may go without it",
    Waiver.HR_MANAGER: "The HR manager may accept the risk",
    Waiver.FOLLOWS: "It may follow",
}


STATEMENT_LABELS = {
    "notice": "Notice", "sick_pay": "Sickness and sick pay", "other_leave": "Other paid leave",
    "benefits": "Other benefits", "training": "Training", "collective": "Collective agreements",
    "procedures": "Grievances, discipline and appeals",
}  # fmt: skip


def job_gates(*, partner_id: int, on: date) -> list[JobGate]:
    """Return what roles need besides the gates of every job, by role. One query."""
    rows = JobGate.objects.of(partner_id).filter(valid__contains=on).select_related("role")
    return list(rows.order_by("role__title", "gate", "id"))


def roles(*, partner_id: int) -> list[JobRole]:
    """Return the job roles, by title. One query."""
    return list(JobRole.objects.of(partner_id).order_by("title", "id"))


def statements(*, partner_id: int, on: date) -> list[tuple[StaffGroup, StatementTerms | None]]:
    """Return each staff group with what its contracts say on a day, if anything. Two queries."""
    rows = StatementTerms.objects.of(partner_id).filter(valid__contains=on)
    said = {row.staff_group_id: row for row in rows.order_by("id")}
    groups = StaffGroup.objects.of(partner_id).order_by("name", "id")
    return [(group, said.get(group.pk)) for group in groups]


def statement_of(group: StaffGroup, *, on: date) -> StatementTerms | None:
    """Return what contracts of a staff group say on a day, or None. One query."""
    rows = StatementTerms.objects.of(group.partner_id).filter(staff_group=group, valid__contains=on)
    found: StatementTerms | None = rows.first()
    return found


def statement_words(row: StatementTerms | None) -> dict[str, str]:
    """Say what contracts say, by label."""
    if row is None:
        return {"What contracts say": "Nothing yet: no contract can be made"}
    return {label: getattr(row, name) for name, label in STATEMENT_LABELS.items()}


def job_gate(role: JobRole, *, gate: str, on: date) -> JobGate | None:
    """Return how a job role asks for a gate on a day, or None. One query."""
    found: JobGate | None = JobGate.objects.of(role.partner_id).filter(role=role, gate=gate, valid__contains=on).first()
    return found


def has_gate(case: StarterCase, gate: Gate) -> bool:
    """Tell whether a case has a gate."""
    return bool(StarterGate.objects.of(case.partner_id).filter(case=case, gate=gate.value).exists())
