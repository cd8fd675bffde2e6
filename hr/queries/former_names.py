"""The names that somebody no longer uses: shown, and found by, for those who may see them (domain HR-07)."""

from django.db.models import Exists, OuterRef, Q

from hr.models import FormerName


def of_person(*, partner_id: int, person_id: int, sees_restricted: bool) -> list[FormerName]:
    """Return former names, the latest first; restricted ones for those alone who may see data in full. One query."""
    rows = FormerName.objects.of(partner_id).filter(person_id=person_id)
    if not sees_restricted:
        rows = rows.filter(is_restricted=False)
    return list(rows.order_by("-until", "-id"))


def words(row: FormerName) -> str:
    """Return a former name as it was."""
    first = f"{row.forenames} ({row.known_as})" if row.known_as and row.known_as != row.forenames else row.forenames
    return f"{first} {row.surname}".strip()


def had(text: str, *, person: str, sees_restricted: bool) -> Q:
    """Return the condition that every word stood in one former name. `person`: the column that leads to the person."""
    rows = FormerName.objects.filter(partner_id=OuterRef("partner_id"), person_id=OuterRef(person))
    if not sees_restricted:
        rows = rows.filter(is_restricted=False)
    for word in text.split():
        rows = rows.filter(Q(surname__icontains=word) | Q(forenames__icontains=word) | Q(known_as__icontains=word))
    return Q(Exists(rows))
