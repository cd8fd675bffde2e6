"""The documents that a change request carries: kept in the file of its person, sealed, and found again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from hr.models import Document, Person, RequestPaper
from hr.operations import documents
from hr.operations.documents import NewDocument
from hr.operations.freeze import require_free
from partners.change_kinds import Attachment
from partners.models import User
from sharedservices.common.db import transaction_required

MOST_FILES = 3
ABOUT = "request"
"""What a document of a request was made from: it stands in the person’s file like any other, and goes with it."""


@transaction_required
def keep(
    *, person: UUID, contents: Sequence[bytes], title: str, by: User, at: datetime, is_for_person: bool = False
) -> tuple[Attachment, ...]:
    """Keep the files that go with a request about a person.

    :raises RuleBroken: for a file that is empty, too large, or neither PDF, JPEG nor PNG
    :raises PersonOnHold: while the person is frozen
    :raises Person.DoesNotExist: if there is none in scope
    """
    who: Person = Person.objects.get(uuid=person)
    require_free(partner_id=who.partner_id, person_id=who.pk)
    found = []
    for content in contents:
        new = NewDocument(
            kind="OTHER", title=f"Evidence: {title.lower()}", content=content, about=ABOUT, is_for_person=is_for_person
        )
        found.append(_as_attachment(documents.store(person=person, new=new, by=by, at=at)))
    return tuple(found)


@transaction_required
def keep_for_request(
    *, partner_id: int, contents: Sequence[bytes], title: str, by: User, at: datetime
) -> tuple[Attachment, ...]:
    """Keep the files that go with a request about no single person: with the request, in nobody’s file.

    :raises RuleBroken: for a file that is empty, too large, or neither PDF, JPEG nor PNG
    """
    stamp: dict[str, Any] = {"partner_id": partner_id, "title": f"Evidence: {title.lower()}", "by": by, "at": at}
    return tuple(_as_attachment(documents.store_for_request(content=one, **stamp)) for one in contents)


class RequestPapers:
    """The documents that requests carry, for the approval core: of a person’s file, or kept with the request."""

    def find(self, *, partner_id: int, person_id: int | None, documents: Sequence[UUID]) -> tuple[Attachment, ...]:
        """Return documents about a person, or about nobody, in the order asked for; what is not there is left out."""
        kept: Any = (
            RequestPaper.objects.of(partner_id)
            if person_id is None
            else Document.objects.of(partner_id).filter(person_id=person_id)
        )
        rows = {row.uuid: row for row in kept.filter(uuid__in=documents)}
        return tuple(_as_attachment(rows[one]) for one in documents if one in rows)

    def links(
        self, *, partner_id: int, person_id: int | None, change: UUID, documents: Sequence[str]
    ) -> dict[str, str]:
        """Return where each document that is still kept is opened. Opening it leaves a trace."""
        if person_id is None:
            papers = RequestPaper.objects.of(partner_id).filter(uuid__in=documents).select_related("partner")
            return {
                str(row.uuid): reverse(
                    "hr:request_paper",
                    kwargs={"partner_code": row.partner.code, "carrier": change, "request_paper": row.uuid},
                )
                for row in papers
            }
        rows = Document.objects.of(partner_id).filter(person_id=person_id, uuid__in=documents)
        return {
            str(row.uuid): reverse(
                "hr:document",
                kwargs={"partner_code": row.partner.code, "person": row.person.uuid, "document": row.uuid},
            )
            for row in rows.select_related("partner", "person")
        }


def _as_attachment(row: Document | RequestPaper) -> Attachment:
    return Attachment(document=str(row.uuid), title=row.title, sha256=row.sha256)


PAPERS = RequestPapers()
