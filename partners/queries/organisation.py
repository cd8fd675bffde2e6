"""A partner's legal entities and PAYE schemes."""

from dataclasses import dataclass
from datetime import date, timedelta

from partners.models import LegalEntity, PayeScheme


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """A PAYE scheme."""

    name: str
    employer_reference: str
    accounts_office_reference: str


@dataclass(frozen=True, slots=True)
class EntityRow:
    """A legal entity with its PAYE schemes. `last_day` is included; None: it goes on."""

    code: str
    name: str
    kind: str
    address: str
    start: date
    last_day: date | None
    schemes: list[SchemeRow]


def legal_entities(*, partner_id: int) -> list[EntityRow]:
    """Return the partner's legal entities by name, each with its schemes. Two queries."""
    schemes: dict[int, list[SchemeRow]] = {}
    for scheme in PayeScheme.objects.of(partner_id).order_by("employer_reference", "id"):
        row = SchemeRow(scheme.name, scheme.employer_reference, scheme.accounts_office_reference)
        schemes.setdefault(scheme.legal_entity_id, []).append(row)
    return [
        EntityRow(
            code=entity.code,
            name=entity.legal_name,
            kind=LegalEntity.Kind(entity.kind).label,
            address=entity.address,
            start=entity.valid.lower,
            last_day=entity.valid.upper - timedelta(days=1) if entity.valid.upper else None,
            schemes=schemes.get(entity.pk, []),
        )
        for entity in LegalEntity.objects.of(partner_id).order_by("legal_name", "id")
    ]


def employers(*, partner_id: int, on: date | None) -> list[tuple[int, str]]:
    """Return the partner's legal entities of a day as (id, name), by name; None: of every day. One query."""
    rows = LegalEntity.objects.of(partner_id)
    if on is not None:
        rows = rows.filter(valid__contains=on)
    return list(rows.order_by("legal_name", "id").values_list("pk", "legal_name"))
