"""Asking for everything that is held about oneself, and taking the answer: in self-service, in one action each."""

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import connection
from django.utils import timezone

from partners.engine.sar_clock import due_on
from partners.models import SarDocument, SarFile, User
from partners.operations.retention import ReasonNeeded
from partners.operations.sar_files import Gone
from partners.queries import sar as found
from partners.queries import sar_documents as documents
from partners.scope import partner_scope
from sharedservices.common import sealing
from sharedservices.common.db import transaction_required

LONGEST = 1000


@transaction_required
def ask(*, partner_id: int, person_id: int, scope: str, by: User, at: datetime) -> UUID:
    """Ask for what is held about oneself; while a request is open, this is the one. Signing in proved who asks.

    The database refuses whoever is not this person.

    :raises ReasonNeeded: for more words than fit
    """
    tidy = " ".join(scope.split())
    if len(tidy) > LONGEST:
        raise ReasonNeeded(f"Use at most {LONGEST} characters.", field="scope")
    today = timezone.localdate(at)
    with partner_scope(partner_id, actor_id=by.pk, reason="Access request"), connection.cursor() as cursor:
        cursor.execute("SELECT ask_for_my_data(%s, %s, %s, %s)", [person_id, tidy, due_on(today, on=today), at])
        made: UUID = cursor.fetchone()[0]
    return made


@transaction_required
def take(*, partner_id: int, request: UUID, kind: str, by: User, at: datetime) -> bytes:
    """Return a file of one's own answer; that it was taken is logged.

    :raises Gone: when there is none, or it has expired by `at`
    """
    with partner_scope(partner_id, actor_id=by.pk), connection.cursor() as cursor:
        cursor.execute("SELECT file, body FROM take_my_data(%s, %s, %s)", [request, kind, at])
        row = cursor.fetchone()
    if row is None:
        stamp = f"{timezone.localtime(at):%-d %B %Y}"
        raise Gone(f"There is nothing to download on {stamp}.", remedy="Ask again if you need it.")
    text = sealing.open_sealed(row[1], aad=found.sealed_file(row[0]))
    return base64.b64decode(text) if kind == SarFile.Kind.PDF else text.encode()


@transaction_required
def write_archive(*, partner_id: int, request: UUID, stream: IO[bytes], by: User, at: datetime) -> None:
    """Write one’s own whole answer as one archive: to read, for machines, and the documents in folders.

    :raises Gone: when there is none, or it has expired by `at`
    """
    given = {"partner_id": partner_id, "request": request, "by": by, "at": at}
    pdf = take(kind=SarFile.Kind.PDF, **given)  # type: ignore[arg-type]
    text = take(kind=SarFile.Kind.JSON, **given)  # type: ignore[arg-type]
    with partner_scope(partner_id, actor_id=by.pk):
        documents.write_archive(
            stream, pdf=pdf, content=json.loads(text), documents=_own_documents(request=request, at=at)
        )


def _own_documents(*, request: UUID, at: datetime) -> Iterator[tuple[documents.Listed, str]]:
    """Yield the documents of one’s own answer, one at a time. A query each, and one for the list."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuid, number, section, title, decision, exemption, out_type, out_bytes, out_sha256"
                       " FROM my_answer_documents(%s, %s)", [request, at])  # fmt: skip
        rows = cursor.fetchall()
    for uuid, *columns in rows:
        names = ("number", "section", "title", "decision", "exemption", "out_type", "out_bytes", "out_sha256")
        one = documents.listed(SarDocument(**dict(zip(names, columns, strict=True))))
        with connection.cursor() as cursor:
            cursor.execute("SELECT take_my_document(%s, %s, %s)", [request, uuid, at])
            body = cursor.fetchone()[0]
        yield one, documents.opened(uuid, body) if body else ""
