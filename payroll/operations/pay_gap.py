"""The gender pay gap: say what elements are, and take the figures of an employer on a day."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from hr.models import PayElement, Person
from partners.audit import audit
from partners.models import AuditAction, LegalEntity, User
from partners.scope import partner_scope
from payroll.engine import pay_gap
from payroll.engine.pay_gap import Counted, Gap, Measures, Side
from payroll.engine.pay_gap_law import law_on
from payroll.models import PayGapReport, PayGapRow, PayGapTreatment
from payroll.queries import pay_gap_rows
from payroll.queries.pay_gap_rows import PersonPay
from sharedservices.common.bulk import copy_rows
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

NAMES_SHOWN = 5
_ROW = ("partner", "report", "person", "sex", "weekly_pay", "weekly_hours", "hourly", "bonus", "standing")


class NothingReleased(DomainError):
    """No released pay covers the day: there is nothing to work from."""


class NotSaid(DomainError):
    """Nobody has said what an element is to the pay gap."""


class NotYetOver(DomainError):
    """The day lies in the future."""


@transaction_required
def classify(*, partner_id: int, wanted: Mapping[UUID, str], by: User, at: datetime) -> int:
    """Say what elements of pay are to the gender pay gap; return how many changed. An empty text says nothing.

    :raises PayElement.DoesNotExist: for an element that is not the partner's
    """
    known = {row.element_id: row for row in PayGapTreatment.objects.of(partner_id).select_for_update()}
    n_changed = 0
    with partner_scope(partner_id, actor_id=by.pk):
        for uuid, treatment in wanted.items():
            element = PayElement.objects.of(partner_id).get(uuid=uuid)
            row = known.get(element.pk) or PayGapTreatment(partner_id=partner_id, element=element)
            if not treatment or row.treatment == treatment:
                continue
            row.treatment, row.decided_by, row.decided_at = PayGapTreatment.Treatment(treatment), by, at
            row.save()
            n_changed += 1
    return n_changed


@transaction_required
def take(*, partner_id: int, entity: UUID, on: date, by: User, at: datetime) -> PayGapReport:
    """Work out the figures of an employer on a day from released pay, and keep them with the rows they come from.

    :raises LegalEntity.DoesNotExist: for an employer that is not the partner's
    :raises NotYetOver: for a day in the future
    :raises NothingReleased: when no released pay covers the day, or there was no such law yet
    :raises NotSaid: while an element that was paid is neither ordinary pay nor bonus nor left out
    """
    employer: LegalEntity = LegalEntity.objects.of(partner_id).select_for_update(of=("self",)).get(uuid=entity)
    _check(partner_id, employer, on, at)
    law = law_on(on)
    people = pay_gap_rows.people_of(partner_id=partner_id, entity_id=employer.pk, on=on, law=law)
    found = pay_gap.measures(_counted(people))
    with partner_scope(partner_id, actor_id=by.pk):
        report: PayGapReport = PayGapReport.objects.create(
            partner_id=partner_id,
            legal_entity=employer,
            snapshot_on=on,
            number=1 + PayGapReport.objects.of(partner_id).filter(legal_entity=employer, snapshot_on=on).count(),
            is_statutory=law.is_snapshot_date(on),
            is_obliged=len(people) >= law.obliged_from_heads,
            n_heads=len(people),
            n_full_pay=found.hourly.men.n + found.hourly.women.n,
            figures=_figures(found),
            rows_hash=_hash(people),
            made_by=by,
            made_at=at,
        )
        copy_rows(PayGapRow, _ROW, (_row(partner_id, report, one) for one in people))
        _record(report, AuditAction.CREATE, changes={"rows_hash": report.rows_hash, "n_heads": report.n_heads})
    return report


@transaction_required
def record_view(*, partner_id: int, report: PayGapReport, by: User) -> None:
    """Record that somebody opened the figures of an employer."""
    with partner_scope(partner_id, actor_id=by.pk):
        _record(report, AuditAction.VIEW)


@transaction_required
def record_export(*, partner_id: int, report: PayGapReport, what: str, n_rows: int, by: User) -> None:
    """Record that somebody took figures away: as what, how many rows."""
    with partner_scope(partner_id, actor_id=by.pk):
        _record(report, AuditAction.EXPORT, changes={"what": what, "rows": n_rows})


def _check(partner_id: int, employer: LegalEntity, on: date, at: datetime) -> None:
    if on > timezone.localdate(at):
        raise NotYetOver("This day has not come yet.", field="on", remedy="Choose a day that is over.")
    try:
        law_on(on)
    except LookupError as error:
        raise NothingReleased(str(error), field="on") from error
    if not pay_gap_rows.n_released(partner_id=partner_id, entity_id=employer.pk, on=on):
        raise NothingReleased(
            f"No released pay of {employer.legal_name} covers this day.",
            field="on",
            remedy="Choose a day in a period of which the pay has been released.",
        )
    if names := pay_gap_rows.unsaid(partner_id=partner_id, entity_id=employer.pk, on=on):
        more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
        raise NotSaid(
            f"Nobody has said whether these count: {', '.join(names[:NAMES_SHOWN])}{more}.",
            remedy="Open “What counts” and say so for each.",
        )


def _counted(people: Iterable[PersonPay]) -> list[Counted]:
    return [Counted(one.sex == Person.Sex.FEMALE, one.hourly, one.bonus) for one in people]


def _row(partner_id: int, report: PayGapReport, one: PersonPay) -> tuple[Any, ...]:
    pay = (one.weekly_pay, one.weekly_hours, one.hourly, one.bonus, str(one.standing))
    return (partner_id, report.pk, one.person_id, one.sex, *pay)


def _hash(people: Sequence[PersonPay]) -> str:
    """Return the SHA-256 over the rows, in the order of people."""
    digest = hashlib.sha256()
    for one in people:
        parts = (one.person_id, one.sex, one.weekly_pay, one.weekly_hours, one.hourly, one.bonus, one.standing)
        digest.update("|".join(str(part) for part in parts).encode() + b"\n")
    return digest.hexdigest()


def _figures(found: Measures) -> dict[str, Any]:
    """Return the measures and what they are worked from, as plain texts and numbers."""
    return {
        "n_men": found.n_men,
        "n_women": found.n_women,
        "hourly": _gap(found.hourly),
        "bonus": _gap(found.bonus),
        "men_with_bonus": _text(found.men_with_bonus),
        "women_with_bonus": _text(found.women_with_bonus),
        "quarters": [[one.men, one.women] for one in found.quarters],
    }


def _gap(found: Gap) -> dict[str, Any]:
    sides = {"men": _side(found.men), "women": _side(found.women)}
    return {**sides, "mean": _text(found.mean), "median": _text(found.median)}


def _side(found: Side) -> dict[str, Any]:
    return {"n": found.n, "mean": _text(found.mean), "median": _text(found.median)}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _record(report: PayGapReport, action: AuditAction, changes: Mapping[str, Any] | None = None) -> None:
    audit(
        action=action,
        object_type="payroll_paygapreport",
        object_id=report.pk,
        label=f"Gender pay gap of {report.legal_entity.legal_name} on {report.snapshot_on:%d.%m.%Y}",
        partner_id=report.partner_id,
        changes=changes,
    )
