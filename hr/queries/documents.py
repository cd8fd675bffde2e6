"""Documents about people, as lists show them. Their content is read by operations.documents.read alone."""

from collections.abc import Collection

from hr.models import Document


def current(*, partner_id: int, person_id: int) -> list[Document]:
    """Return the documents of a person that no newer one supersedes, the newest first. One query."""
    rows = Document.objects.of(partner_id).filter(person_id=person_id, superseded_at=None)
    return list(rows.select_related("uploaded_by").order_by("-uploaded_at", "-id"))


def every(*, partner_id: int, person_id: int) -> list[Document]:
    """Return all documents of a person, the newest first. One query."""
    rows = Document.objects.of(partner_id).filter(person_id=person_id)
    return list(rows.select_related("uploaded_by", "superseded_by").order_by("-uploaded_at", "-id"))


def own(*, partner_id: int, person_ids: Collection[int]) -> list[Document]:
    """Return the documents that a person may see themselves. One query."""
    rows = Document.objects.of(partner_id).filter(person_id__in=person_ids, is_for_person=True, superseded_at=None)
    return list(rows.order_by("-uploaded_at", "-id"))
