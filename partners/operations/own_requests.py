"""Asking for everything that is held about oneself, and taking the answer: in self-service, in one action each."""

import base64
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from partners.engine.sar_clock import due_on
from partners.models import SarFile, User
from partners.operations.retention import ReasonNeeded
from partners.operations.sar_files import Gone
from partners.queries import sar as found
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
