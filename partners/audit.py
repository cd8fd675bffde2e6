"""Writing and reading the audit trail. Field changes are written by triggers; here are the business events."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from partners.models.audit import AuditAction
from partners.scope import current_scope


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that verification found. `event_id` is None when a link of the chain itself is broken."""

    seal_id: int | None
    event_id: int | None
    problem: str


def audit(
    *,
    action: AuditAction,
    object_type: str,
    object_id: str | int,
    label: str = "",
    partner_id: int | None = None,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Record one event in the current transaction; the actor, reason and correlation id are the scope's.

    Without `partner_id`, the one partner in scope is taken; with several in scope it must be given.
    """
    scope = current_scope()
    if partner_id is None and scope is not None and len(scope.partner_ids) == 1:
        partner_id = next(iter(scope.partner_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_record(%s, %s, %s, %s, %s, %s::jsonb, %s)",
            [partner_id, action, object_type, str(object_id), label, json.dumps(changes or {}, default=str), reason],
        )


def audit_outside_scope(  # noqa: PLR0913 - keyword-only: one option for each column of an event
    *,
    actor_id: int | None,
    action: AuditAction,
    object_type: str,
    object_id: str,
    partner_id: int | None,
    label: str = "",
    reason: str = "",
    correlation_id: str = "",
    session: str = "",
) -> None:
    """Record a sign-in or a refusal, in a transaction of its own: what was refused has been rolled back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.actor_id', %s, true), set_config('app.correlation_id', %s, true), "
            "set_config('app.session', %s, true)",
            ["" if actor_id is None else str(actor_id), correlation_id, session],
        )
        cursor.execute(
            "SELECT audit_record(%s, %s, %s, %s, %s, %s::jsonb, %s)",
            [partner_id, action, object_type, object_id, label, "{}", reason],
        )
        cursor.execute(
            "SELECT set_config('app.actor_id', '', true), set_config('app.correlation_id', '', true), "
            "set_config('app.session', '', true)"
        )


def seal() -> str | None:
    """Chain the committed events that no seal covers yet; return the new digest, or None when there was nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT seal_audit()")
        row = cursor.fetchone()
        return row[0] if row else None


def verify(*, after_seal: int = 0) -> Iterator[Problem]:
    """Recompute the chain from the seal after the given one (0: all of it) and yield what does not agree."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT seal_id, event_id, problem FROM verify_audit(%s)", [after_seal])
        for row in cursor.fetchall():
            yield Problem(*row)


def check(*, in_full: bool) -> int:
    """Walk the chain, in full or from the last good check, and keep the result; return the number of problems."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT check_audit(%s)", [in_full])
        return int(cursor.fetchone()[0])
