"""Where letters to people go, and whom few may know of: what the gateway asks the app that keeps people."""

from collections.abc import Collection, Mapping

from hr.models import Person, SensitivePost
from partners.registry import Addressee

LINES = ("address_line_1", "address_line_2", "town", "postcode")


def addressees(*, partner_id: int, person_ids: Collection[int]) -> Mapping[int, Addressee]:
    """Return name and address of people by id; a person out of scope is absent. One query.

    The name stands without a title: on an envelope it may tell a rank (domain HR-12).
    """
    rows = Person.objects.of(partner_id).filter(pk__in=person_ids).only("pk", "forenames", "surname", *LINES)
    return {row.pk: addressee(row) for row in rows.order_by("id")}


def addressee(row: Person) -> Addressee:
    """Return name and address of one person; without a postcode and a first line there is no address."""
    lines = tuple(str(getattr(row, name)) for name in LINES if getattr(row, name))
    name = f"{row.forenames} {row.surname}".strip()
    return Addressee(name, lines if row.address_line_1 and row.postcode else ())


def restricted(*, partner_id: int) -> set[int]:
    """Return whose letters are printed apart: covert roles and protected addresses. Two queries."""
    protected = Person.objects.of(partner_id).filter(is_sensitive=True).order_by("id").values_list("id", flat=True)
    return covert(partner_id=partner_id) | set(protected)


def covert(*, partner_id: int) -> set[int]:
    """Return the people in covert roles, as far as the scope lets them be known. One query."""
    rows = SensitivePost.objects.of(partner_id).filter(kind=SensitivePost.Kind.COVERT, lifted_at=None)
    return set(rows.values_list("person_id", flat=True))
