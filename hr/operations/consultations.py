"""Collective consultation about redundancies (TULRCA 1992 sections 188 and 193): opened, HR1 sent, closed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from hr import rules_consultations as rules
from hr.engine.leaving_reasons import rule_of
from hr.models import OrgUnit, RedundancyConsultation
from hr.operations import dated
from hr.queries import collective
from hr.queries.collective import REDUNDANT
from hr.queries.days import ONE_DAY
from partners.models import User
from sharedservices.common.db import transaction_required


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """With whom, since when and about how many people; or why what is below a unit is no one establishment."""

    unit: UUID
    opened_on: date
    n_proposed: int
    representatives: str = ""
    not_one: str = ""


@transaction_required
def open_one(*, wish: Opened, by: User, at: datetime) -> RedundancyConsultation:
    """Record that consultation has begun, or why none is due.

    :raises RuleBroken: with neither or both, or for a day to come
    :raises OrgUnit.DoesNotExist: if there is none in scope
    """
    unit: OrgUnit = OrgUnit.objects.get(uuid=wish.unit)
    words = {name: " ".join(getattr(wish, name).split()) for name in ("representatives", "not_one")}
    rules.OneOfBoth.require(bool(words["representatives"]) != bool(words["not_one"]))
    rules.OpenedByToday.require(wish.opened_on <= timezone.localdate(at))
    with dated.change(partner_id=unit.partner_id, by=by, reason="consultation about redundancies"):
        row: RedundancyConsultation = RedundancyConsultation.objects.create(
            partner_id=unit.partner_id, unit=unit, opened_on=wish.opened_on, n_proposed=wish.n_proposed, **words,
            recorded_by=by, recorded_at=at,
        )  # fmt: skip
    return row


@transaction_required
def send_hr1(*, consultation: UUID, sent_on: date, reference: str, by: User, at: datetime) -> RedundancyConsultation:
    """Record that HR1 was sent. :raises RuleBroken: for a day to come."""
    row: RedundancyConsultation = RedundancyConsultation.objects.select_for_update(of=("self",)).get(uuid=consultation)
    rules.OpenedByToday.require(sent_on <= timezone.localdate(at), field="sent_on")
    with dated.change(partner_id=row.partner_id, by=by, reason="HR1 sent"):
        row.hr1_on, row.hr1_reference = sent_on, " ".join(reference.split())
        row.save(update_fields=["hr1_on", "hr1_reference"])
    return row


@transaction_required
def close(*, consultation: UUID, closed_on: date, by: User, at: datetime) -> RedundancyConsultation:
    """Record that consultation has ended. :raises RuleBroken: for a day before it began, or to come."""
    row: RedundancyConsultation = RedundancyConsultation.objects.select_for_update(of=("self",)).get(uuid=consultation)
    rules.OpenedByToday.require(row.opened_on <= closed_on <= timezone.localdate(at), field="closed_on")
    with dated.change(partner_id=row.partner_id, by=by, reason="consultation closed"):
        row.closed_on = closed_on
        row.save(update_fields=["closed_on"])
    return row


def check(*, partner_id: int, employment_id: int, person_id: int, reason: str, last_day: date, given_on: date) -> None:
    """Make sure that a redundancy which makes a collective one is consulted about in time, before notice is given.

    :raises RuleBroken: NotConsulted, ConsultedTooLate
    """
    if reason not in REDUNDANT or not rule_of(reason).by_employer:
        return
    who = {"partner_id": partner_id, "employment_id": employment_id, "person_id": person_id}
    found = collective.of_leaving(**who, last_day=last_day)
    if found is None or not found.days or (found.consultation is not None and found.consultation.not_one):
        return
    row = found.consultation
    said: dict[str, Any] = {"words": found.words, "days": found.days, "award": found.award_days}
    rules.NotConsulted.require(row is not None and row.opened_on <= given_on, **said)
    assert row is not None  # noqa: S101 - the rule has seen to it
    first = row.opened_on + ONE_DAY * found.days
    rules.ConsultedTooLate.require(last_day >= first, **said, first=first)
