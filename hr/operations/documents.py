"""Documents about people: taken in by what they are, sealed, found by their fingerprint, read on record."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID, uuid4

from hr import rules_starters as starter_rules
from hr.models import Document, Person, RequestPaper
from hr.operations import dated
from partners.audit import audit
from partners.models import AuditAction, User
from partners.scope import partner_scope
from sharedservices.common import sealing
from sharedservices.common.db import transaction_required

MOST_MB = 10
MOST_BYTES = MOST_MB * 1024 * 1024
SIGNATURES = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """A file to keep: what it is, what people call it, and what it was made from."""

    kind: str
    title: str
    content: bytes
    about: str = ""
    is_for_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A document with its bytes."""

    name: str
    content_type: str
    content: bytes


class DocumentDamaged(Exception):
    """The bytes are not those that were stored: a fault of the installation, never a user's."""


def read_upload(file: BinaryIO) -> bytes:
    """Return the bytes of an uploaded file. :raises RuleBroken: when it is empty, too large or of another kind."""
    content = file.read(MOST_BYTES + 1)
    recognise(content)
    return content


def recognise(content: bytes) -> str:
    """Return the content type of a file by its first bytes. :raises RuleBroken: when it is not one that is kept."""
    starter_rules.DocumentFits.require(0 < len(content) <= MOST_BYTES, most=MOST_MB)
    found = next((kind for start, kind in SIGNATURES if content.startswith(start)), None)
    if found is None:
        raise starter_rules.DocumentReadable.broken()
    return found


@transaction_required
def add(*, person: UUID, new: NewDocument, by: User, at: datetime) -> Document:
    """Put a document into somebody's file as an officer: neither into one's own nor that of somebody close.

    :raises RuleBroken: NotOneself, NotCloseToThem; or for a file that is empty, too large, or of another kind
    :raises Person.DoesNotExist: if there is none in scope
    """
    who: Person = Person.objects.get(uuid=person)
    dated.refuse_concerned(people=[who.pk], partner_id=who.partner_id, by=by)
    return store(person=person, new=new, by=by, at=at)


@transaction_required
def store(*, person: UUID, new: NewDocument, by: User, at: datetime) -> Document:
    """Keep a document about a person, sealed for its own row.

    :raises RuleBroken: for a file that is empty, too large, or neither PDF, JPEG nor PNG
    :raises Person.DoesNotExist: if there is none in scope
    """
    who: Person = Person.objects.get(uuid=person)
    row = prepared(new=new, partner_id=who.partner_id, person_id=who.pk, by=by, at=at)
    with dated.change(partner_id=who.partner_id, by=by, reason=f"document: {new.title}"[:200]):
        row.save(force_insert=True)
    return row


def prepared(
    *, new: NewDocument, partner_id: int, person_id: int, by: User, at: datetime, dated_on: date | None = None
) -> Document:
    """Return a document that is sealed for its own row and not written yet.

    :raises RuleBroken: for a file that is empty, too large, or neither PDF, JPEG nor PNG
    """
    content_type, uid = recognise(new.content), uuid4()
    text = base64.b64encode(new.content).decode()
    return Document(
        uuid=uid, partner_id=partner_id, person_id=person_id, kind=Document.Kind(new.kind),
        title=" ".join(new.title.split())[:150], about=new.about, content_type=content_type, n_bytes=len(new.content),
        sha256=hashlib.sha256(new.content).hexdigest(), content=sealing.seal(text, aad=_aad(uid)), dated_on=dated_on,
        is_for_person=new.is_for_person, uploaded_by=by, uploaded_at=at,
    )  # fmt: skip


@transaction_required
def store_for_request(*, partner_id: int, title: str, content: bytes, by: User, at: datetime) -> RequestPaper:
    """Keep a document of a request about no single person, sealed for its own row.

    :raises RuleBroken: for a file that is empty, too large, or neither PDF, JPEG nor PNG
    """
    content_type, uid = recognise(content), uuid4()
    text = base64.b64encode(content).decode()
    with dated.change(partner_id=partner_id, by=by, reason=f"document: {title}"[:200]):
        row: RequestPaper = RequestPaper.objects.create(
            uuid=uid, partner_id=partner_id, title=" ".join(title.split())[:150], content_type=content_type,
            n_bytes=len(content), sha256=hashlib.sha256(content).hexdigest(),
            content=sealing.seal(text, aad=_paper_aad(uid)), uploaded_by=by, uploaded_at=at,
        )  # fmt: skip
    return row


@transaction_required
def read_of_request(*, paper: UUID, by: User, at: datetime) -> Opened:
    """Return a document of a request with its bytes, and record who looked. Who may see the request is asked before.

    :raises RequestPaper.DoesNotExist: if there is none in scope
    :raises DocumentDamaged: when the bytes are not those that were stored
    """
    row: RequestPaper = RequestPaper.objects.get(uuid=paper)
    content = content_of(row)
    with partner_scope(row.partner_id, actor_id=by.pk):
        audit(
            action=AuditAction.VIEW, object_type="hr_requestpaper", object_id=row.pk, label=row.title,
            partner_id=row.partner_id, changes={"shown": "document of a request"},
        )  # fmt: skip
    return Opened(name=file_name(row), content_type=row.content_type, content=content)


@transaction_required
def supersede(*, document: UUID, reason: str, by: User, at: datetime) -> Document:
    """Mark a document as replaced or withdrawn. It stays on record.

    :raises RuleBroken: without a reason
    :raises Document.DoesNotExist: if there is none in scope
    """
    row: Document = Document.objects.select_for_update(of=("self",)).get(uuid=document)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        if row.superseded_at is None:
            row.superseded_by, row.superseded_at = by, at
            row.save(update_fields=["superseded_by", "superseded_at"])
    return row


@transaction_required
def read(*, document: UUID, by: User, at: datetime) -> Opened:
    """Return a document with its bytes, and record who looked.

    :raises Document.DoesNotExist: if there is none in scope
    :raises DocumentDamaged: when the bytes are not those that were stored
    """
    row: Document = Document.objects.get(uuid=document)
    content = content_of(row)
    with partner_scope(row.partner_id, actor_id=by.pk):
        audit(
            action=AuditAction.VIEW,
            object_type="hr_document",
            object_id=row.pk,
            label=row.title,
            partner_id=row.partner_id,
            changes={"shown": row.get_kind_display(), "person": row.person_id},
        )
    return Opened(name=file_name(row), content_type=row.content_type, content=content)


def content_of(row: Document | RequestPaper) -> bytes:
    """Return the bytes of a document. :raises DocumentDamaged: when they are not those that were stored."""
    aad = _aad(row.uuid) if isinstance(row, Document) else _paper_aad(row.uuid)
    content = base64.b64decode(sealing.open_sealed(row.content, aad=aad))
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise DocumentDamaged(f"document {row.uuid} is not what was stored")
    return content


def file_name(row: Document | RequestPaper) -> str:
    """Return the name that a document is downloaded under."""
    plain = "".join(one if one.isalnum() else "-" for one in row.title.lower())
    return f"{'-'.join(filter(None, plain.split('-')))[:80] or 'document'}.{SUFFIXES[row.content_type]}"


def _paper_aad(uid: UUID) -> str:
    return sealing.aad("hr_requestpaper", uid, "content")


def _aad(uid: UUID) -> str:
    return sealing.aad("hr_document", uid, "content")
