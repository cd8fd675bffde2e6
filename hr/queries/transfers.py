"""Transfers between partners: what the releasing side puts into an envelope, and what each side sees of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from hr import sealed, transfer_content
from hr.engine.annual_leave import add_years
from hr.models import Assignment, Employment, PensionMembership, TransferEnvelope, TransferIn, TransferOut
from hr.queries import absence_pay
from hr.queries.days import ONE_DAY
from hr.states import TransferState
from hr.transfer_content import Portable
from partners.models import Partner
from partners.queries.holds import quiet
from sharedservices.common import sealing
from sharedservices.common.periods import DateRange
from sharedservices.common.rowsources import QuerySetRows


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRow:
    """One transfer in the list of a partner. The name is in it only for the side that may read the content."""

    envelope: UUID
    name: str
    direction: str
    other: str
    last_day: date
    state: str
    state_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """An envelope as one side sees it: `is_out` for the releasing partner."""

    envelope: TransferEnvelope
    content: Portable
    is_out: bool
    note: TransferOut | TransferIn | None


def seen_by(partner_id: int) -> "QuerySet[TransferEnvelope]":
    """Return the envelopes that a partner released or that name it as receiver. Row security filters again."""
    rows: QuerySet[TransferEnvelope] = TransferEnvelope.both_sides.filter(
        Q(partner_id=partner_id) | Q(to_partner_id=partner_id) & ~Q(state=TransferState.WITHDRAWN)
    )
    return rows.select_related("partner", "to_partner", "released_by", "signed_by")


def outgoing(note: TransferOut) -> TransferEnvelope:
    """Return the envelope of the releasing partner’s own note."""
    found: TransferEnvelope = seen_by(note.partner_id).get(uuid=note.envelope, partner_id=note.partner_id)
    return found


def under_way(*, partner_id: int, employment_id: int) -> TransferEnvelope | None:
    """Return the transfer of an employment that is neither refused, taken back nor completed, or None."""
    notes = TransferOut.objects.of(partner_id).filter(employment_id=employment_id).values("envelope")
    rows = TransferEnvelope.objects.of(partner_id).filter(uuid__in=notes)
    found: TransferEnvelope | None = rows.filter(state__in=[TransferState.RELEASED, TransferState.ACCEPTED]).first()
    return found


def side(*, partner_id: int, envelope: UUID) -> Side:
    """Return an envelope as a partner sees it. :raises TransferEnvelope.DoesNotExist: when it is neither side."""
    row = seen_by(partner_id).get(uuid=envelope)
    is_out = row.partner_id == partner_id
    notes: Any = TransferOut if is_out else TransferIn
    note = notes.objects.of(partner_id).select_related("person", "employment").filter(envelope=envelope).first()
    return Side(envelope=row, content=content_of(row), is_out=is_out, note=note)


def content_of(row: TransferEnvelope) -> Portable:
    """Return what an envelope carries.

    :raises SealBroken: when it is not what was sealed
    """
    return transfer_content.unpack(sealing.open_sealed(row.content, aad=aad(row.uuid)))


def aad(envelope: UUID) -> str:
    """Return what binds the sealed content to its row."""
    return sealing.aad("hr_transferenvelope", envelope, "content")


def transfers(*, partner_id: int, state: str = "", direction: str = "") -> QuerySetRows:
    """Return the transfers of a partner as rows of a list, narrowed by state and by direction (out, in)."""
    rows = seen_by(partner_id)
    if state:
        rows = rows.filter(state=state)
    if direction:
        rows = rows.filter(partner_id=partner_id) if direction == "out" else rows.filter(to_partner_id=partner_id)
    return QuerySetRows(rows, row=lambda one: _row(one, partner_id))


def _row(row: TransferEnvelope, partner_id: int) -> TransferRow:
    is_out = row.partner_id == partner_id
    content = content_of(row)
    return TransferRow(
        envelope=row.uuid,
        name=f"{content.known_as or content.forenames} {content.surname}".strip(),
        direction="To another partner" if is_out else "From another partner",
        other=row.to_partner.name if is_out else row.partner.name,
        last_day=row.last_day,
        state=row.state,
        state_words=row.get_state_display(),
    )


def to_sign(*, partner_id: int) -> int:
    """Return how many envelopes wait for a partner to sign. One query."""
    return int(TransferEnvelope.received.filter(to_partner_id=partner_id, state=TransferState.RELEASED).count())


def to_complete(*, partner_id: int) -> int:
    """Return how many accepted transfers of a partner have not ended the employment yet. One query."""
    released = quiet(TransferOut.objects.of(partner_id), "person_id").values("envelope")
    rows = TransferEnvelope.objects.of(partner_id).filter(state=TransferState.ACCEPTED, uuid__in=released)
    return int(rows.count())


def receivers(*, partner_id: int) -> list[tuple[str, str]]:
    """Return code and name of the other partners of the shared service, by name. One query."""
    rows = Partner.objects.exclude(pk=partner_id).filter(left_on=None).order_by("name")
    return list(rows.values_list("code", "name"))


def portable(
    employment: Employment, *, last_day: date, leave_hours: Any, service_evidence: str, consent_on: date
) -> Portable:
    """Return the listed fields of a person, as the record of the releasing partner has them."""
    person = employment.person
    jobs = list(Assignment.objects.of(employment.partner_id).filter(employment=employment).values_list("pk", flat=True))
    year = DateRange(add_years(last_day + ONE_DAY, -1), last_day + ONE_DAY)
    sick = absence_pay.read(partner_id=employment.partner_id, period=year, assignment_ids=jobs).days().values()
    schemes = PensionMembership.objects.of(employment.partner_id).filter(employment=employment)
    member = schemes.filter(valid__contains=last_day).select_related("scheme").order_by("id").first()
    return Portable(
        surname=person.surname,
        forenames=person.forenames,
        known_as=person.known_as,
        title=person.title,
        date_of_birth=person.date_of_birth,
        sex=person.sex,
        nino=sealed.open_nino(person.nino, person=person.uuid),
        kind=employment.kind,
        employer_start=employment.valid.lower,
        continuous_service_from=employment.continuous_service_from,
        service_evidence=service_evidence,
        last_day=last_day,
        pension_scheme=member.scheme.name if member else "",
        pension_section=member.section if member else "",
        leave_hours=leave_hours,
        sick_full_days=max((one.full for one in sick), default=0),
        sick_half_days=max((one.half for one in sick), default=0),
        consent_on=consent_on,
    )
