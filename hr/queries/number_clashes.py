"""National Insurance numbers that two people claim: to be settled, and how they were."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hr import sealed
from hr.models import NinoClash
from partners.queries.holds import quiet
from sharedservices.common.rowsources import QuerySetRows


@dataclass(frozen=True, slots=True, kw_only=True)
class ClashRow:
    """One clash in the list. Names of both; the number itself is masked."""

    clash: UUID
    number: str
    holder: str
    claimant: str
    noted_on: date
    standing: str


def rows(*, partner_id: int, is_open: bool) -> QuerySetRows:
    """Return the clashes that are open, or those that are settled."""
    found = NinoClash.objects.of(partner_id).filter(settled_at__isnull=is_open)
    return QuerySetRows(found.select_related("person", "claimant"), row=_row)


def n_open(*, partner_id: int) -> int:
    """Return how many clashes are open of which the reader may know. One query."""
    rows = quiet(quiet(NinoClash.objects.of(partner_id)), "claimant_id")
    n: int = rows.filter(settled_at=None).count()
    return n


def _row(row: NinoClash) -> ClashRow:
    return ClashRow(
        clash=row.uuid,
        number=sealed.masked_nino(row.claimant.nino or row.person.nino, person=_owner(row)),
        holder=row.person.display_name,
        claimant=row.claimant.display_name,
        noted_on=row.noted_at.date(),
        standing=row.get_outcome_display() if row.outcome else "To be settled",
    )


def _owner(row: NinoClash) -> UUID:
    """Return the person whose record the number is read from."""
    owner: UUID = row.claimant.uuid if row.claimant.nino else row.person.uuid
    return owner
