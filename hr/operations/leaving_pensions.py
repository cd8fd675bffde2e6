"""Pensions that begin with a leaving: the tier of an ill-health retirement, and what an early pension costs (HR-08)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from hr import rules_leaving as leaving_rules
from hr.engine import agreements
from hr.engine.agreements import AgreementMissing
from hr.engine.leaving import age_on
from hr.engine.leaving_reasons import LeavingReason, rule_of
from hr.engine.leaving_tasks import CERTIFICATE
from hr.models import Document, Leaving, LeavingPension, LeavingTask, PensionScheme
from hr.operations import dated, documents, leaving_tasks, leavings
from hr.operations.documents import NewDocument
from hr.queries import exit_packages
from hr.queries import leavings as found
from hr.states import LeavingState, LeavingTaskState
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState

REASONS = frozenset({LeavingReason.ILL_HEALTH, LeavingReason.REDUNDANCY, LeavingReason.VOLUNTARY_REDUNDANCY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Early:
    """What the pension body and the doctor said. `strain_cost` in pounds; `certificate` are the bytes of the paper.

    Without new bytes a correction keeps the certificate that is there. What the illness is stands nowhere.
    """

    body: str = ""
    quoted_on: date | None = None
    tier: str = ""
    certificate: bytes = b""
    certified_on: date | None = None
    doctor: str = ""
    is_doctor_independent: bool = False
    strain_cost: Decimal = Decimal(0)
    strain_authority: str = ""
    why_again: str = ""


@transaction_required
def record(*, leaving_id: UUID, early: Early, by: User, at: datetime) -> LeavingPension:
    """Record what begins with a leaving; what was recorded before stays as a former version.

    :raises RuleBroken: for a reason that brings no such pension, a tier that the scheme does not know, a certificate
        that is not complete, a strain cost without authority, somebody too young, or a correction without a reason
    :raises WrongState: when the leaving was taken back
    :raises PersonOnHold: while nothing is done about the person
    :raises Leaving.DoesNotExist: if there is none in scope
    """
    row = leavings.lock(leaving_id)
    reason = LeavingReason(row.leaving_reason)
    with dated.change(partner_id=row.partner_id, by=by, reason=_tidy(early.why_again) or "Pension of a leaving"):
        dated.refuse_oneself(row, by=by)
        if row.state == LeavingState.WITHDRAWN:
            raise WrongState("This leaving was taken back: no pension begins with it.")
        leaving_rules.EarlyPensionReason.require(reason in REASONS, label=rule_of(reason).label)
        former = found.pension_of(row)
        leaving_rules.PensionAgainWithReason.require(former is None or bool(_tidy(early.why_again)))
        scheme, today = found.scheme_of(row), timezone.localdate(at)
        if reason is LeavingReason.ILL_HEALTH:
            _check_tier(early, scheme, row.last_day)
            _check_certificate(early, former, min(today, row.last_day))
        else:
            _check_age(row, scheme)
        has_authority = bool(_tidy(early.strain_authority)) and early.quoted_on is not None and early.quoted_on <= today
        if early.strain_cost and not has_authority:
            package = exit_packages.package_of(row, on=today, strain=early.strain_cost)
            raise leaving_rules.StrainHasAuthority.broken(
                amount=early.strain_cost, total=package.total, authority=package.authority
            )
        made = _write(row, early, former, reason, by=by, at=at)
        leavings.log(row, "record", by=by, at=at, note=_tidy(early.why_again) or "Pension recorded")
        _settle(row, by=by, at=at)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Strain:
    """What an early pension costs the employer, in pounds: the fund’s quotation and whose decision it is."""

    strain_cost: Decimal
    quoted_on: date
    strain_authority: str
    body: str = ""


@transaction_required
def agree_strain(*, leaving_id: UUID, strain: Strain, reason: str, by: User, at: datetime) -> LeavingPension:
    """Record a strain cost that was approved by its value; certificate and tier stay as they are recorded.

    :raises RuleBroken: as `record` does; for ill health without a certificate, too
    :raises Leaving.DoesNotExist: if there is none in scope
    """
    former = found.pension_of(leavings.lock(leaving_id))
    names = ("tier", "certified_on", "doctor", "is_doctor_independent", "body")
    kept: dict[str, Any] = {name: getattr(former, name) for name in names} if former else {}
    given = {name: getattr(strain, name) for name in ("strain_cost", "quoted_on", "strain_authority")}
    kept |= given | ({"body": strain.body} if strain.body else {})
    return record(leaving_id=leaving_id, early=Early(**kept, why_again=reason if former else ""), by=by, at=at)


@transaction_required
def certify(*, leaving_id: UUID, certified: Early, by: User, at: datetime) -> LeavingPension:
    """Record certificate and tier; a strain cost that was approved stays as it is.

    :raises RuleBroken: as `record` does
    :raises Leaving.DoesNotExist: if there is none in scope
    """
    former = found.pension_of(leavings.lock(leaving_id))
    names = ("strain_cost", "strain_authority", "quoted_on")
    kept: dict[str, Any] = {name: getattr(former, name) for name in names} if former else {}
    nothing: dict[str, Any] = {"strain_cost": Decimal(0), "strain_authority": "", "quoted_on": certified.quoted_on}
    return record(leaving_id=leaving_id, early=replace(certified, **(kept or nothing)), by=by, at=at)


def _check_tier(early: Early, scheme: PensionScheme | None, on: date) -> None:
    """Check that the scheme knows the tier. :raises RuleBroken: TierOfScheme."""
    try:
        known, _source = agreements.ill_health_tiers(scheme.law_scheme if scheme else "", on=on)
    except AgreementMissing:
        known = ()
    labels = dict(LeavingPension.Tier.choices)
    name = scheme.name if scheme else "No pension scheme of these jobs"
    said = "; ".join(labels[one] for one in known) or "none, the scheme has no ill-health tiers that are known here"
    leaving_rules.TierOfScheme.require(early.tier in known, scheme=name, known=said)


def _check_certificate(early: Early, former: LeavingPension | None, latest: date) -> None:
    """Check paper, day and doctor. :raises RuleBroken: CertificateComplete."""
    has_paper = bool(early.certificate) or (former is not None and former.certificate_id is not None)
    is_dated = early.certified_on is not None and early.certified_on <= latest
    missing = [
        words
        for words, is_there in (
            ("the paper", has_paper),
            ("a day up to today and the last day", is_dated),
            ("the doctor’s name", bool(_tidy(early.doctor))),
            ("that the doctor was not involved before", early.is_doctor_independent),
        )
        if not is_there
    ]
    leaving_rules.CertificateComplete.require(not missing, missing=", ".join(missing))


def _check_age(row: Leaving, scheme: PensionScheme | None) -> None:
    """Check scheme and age. :raises RuleBroken: OldEnoughForEarlyPension, EarlyPensionReason."""
    try:
        least, _source = agreements.early_pension_age(scheme.law_scheme if scheme else "", on=row.last_day)
    except AgreementMissing:
        raise leaving_rules.EarlyPensionReason.broken(
            label=f"{rule_of(row.leaving_reason).label} in {scheme.name if scheme else 'no pension scheme'}"
        ) from None
    age = age_on(row.person.date_of_birth, row.last_day)
    leaving_rules.OldEnoughForEarlyPension.require(age >= least, age=age, least=least)


def _write(
    row: Leaving, early: Early, former: LeavingPension | None, reason: LeavingReason, *, by: User, at: datetime
) -> LeavingPension:
    is_ill = reason is LeavingReason.ILL_HEALTH
    made: LeavingPension = LeavingPension.objects.create(
        partner_id=row.partner_id, person_id=row.person_id, leaving=row, body=_tidy(early.body),
        quoted_on=early.quoted_on, strain_cost=early.strain_cost, strain_authority=_tidy(early.strain_authority),
        tier=early.tier if is_ill else "", certified_on=early.certified_on if is_ill else None,
        doctor=_tidy(early.doctor) if is_ill else "", is_doctor_independent=early.is_doctor_independent and is_ill,
        certificate=_paper(row, early, former, by=by, at=at) if is_ill else None,
        version=former.version + 1 if former else 1, why_again=_tidy(early.why_again) if former else "",
    )  # fmt: skip
    return made


def _paper(row: Leaving, early: Early, former: LeavingPension | None, *, by: User, at: datetime) -> Document | None:
    """Keep the paper about the person, or take the one that is there."""
    if not early.certificate:
        return former.certificate if former else None
    paper = NewDocument(
        kind=Document.Kind.OTHER, title="Certificate of the independent doctor", content=early.certificate
    )
    return documents.store(person=row.person.uuid, new=paper, by=by, at=at)


def _settle(row: Leaving, *, by: User, at: datetime) -> None:
    """Settle the task that asked for it."""
    waits = LeavingTask.objects.of(row.partner_id).filter(leaving=row, code=CERTIFICATE, state=LeavingTaskState.OPEN)
    for task in waits.order_by("id"):
        leaving_tasks.settle(task=task.uuid, action="finish", note="Recorded with the pension", by=by, at=at)


def _tidy(text: str) -> str:
    return " ".join(text.split())
