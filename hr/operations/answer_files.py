"""The files that are held about somebody, for the answer to an access request (domain HR-13)."""

from datetime import datetime
from uuid import UUID

from hr.models import Document
from hr.operations import documents
from hr.queries import documents as found
from partners.holdings import HeldFile
from partners.models import User

FOLDERS = {
    Document.Kind.RIGHT_TO_WORK: "Right to work", Document.Kind.IDENTITY: "Identity",
    Document.Kind.REFERENCE: "References", Document.Kind.REGISTRATION: "Registrations",
    Document.Kind.STARTER_CHECKLIST: "Start", Document.Kind.OFFER: "Contract", Document.Kind.CONTRACT: "Contract",
    Document.Kind.SIGNED_CONTRACT: "Contract", Document.Kind.CHANGE: "Contract", Document.Kind.RECEIPT: "Claims",
    Document.Kind.FIT_NOTE: "Absence",
    Document.Kind.OTHER: "Other",
}  # fmt: skip
"""The folder that each kind of document stands in."""


def held(*, partner_id: int, person_id: int) -> list[HeldFile]:
    """Return every document about a person, replaced ones included. One query."""
    rows = found.every(partner_id=partner_id, person_id=person_id)
    files = [
        HeldFile(
            source=row.uuid, section=FOLDERS[Document.Kind(row.kind)], title=row.title, content_type=row.content_type,
            n_bytes=row.n_bytes, sha256=row.sha256,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(files, key=lambda one: (one.section, one.title))


def read(*, source: UUID, by: User, at: datetime) -> bytes:
    """Return the bytes of a document, and record who looked. Raises Document.DoesNotExist."""
    return documents.read(document=source, by=by, at=at).content
