"""Equality monitoring: one writes about oneself alone, and takes it back when one likes."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.utils import timezone

from hr.engine import equality
from partners.audit import audit
from partners.models import AuditAction, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError


class NoSuchAnswer(DomainError):
    """A question or an answer that is not on the list."""


@transaction_required
def save_own(*, partner_id: int, person_id: int, answers: Mapping[str, str], by: User, at: datetime) -> None:
    """Keep what somebody says about themselves; without any answer, forget what they said before.

    The trail says that somebody saved answers, and never which. The database refuses everybody but the person.

    :raises NoSuchAnswer: for what is not on the list
    """
    try:
        found = equality.checked(answers)
    except ValueError as error:
        raise NoSuchAnswer("Choose one of the answers.") from error
    with partner_scope(partner_id, actor_id=by.pk), connection.cursor() as cursor:
        cursor.execute(
            "SELECT hr_equality_save(%s, %s, %s::jsonb, %s)",
            [partner_id, person_id, json.dumps(found), timezone.localdate(at)],
        )


@transaction_required
def record_view(*, partner_id: int, employer: str, what: str, n_rows: int, by: User) -> None:
    """Record that somebody looked at equality figures, or took them away: `what` says which."""
    action = AuditAction.VIEW if what == "page" else AuditAction.EXPORT
    with partner_scope(partner_id, actor_id=by.pk):
        audit(
            action=action, object_type="hr_equalityanswers", object_id="figures", label=f"Equality figures, {employer}",
            partner_id=partner_id, changes={"as": what, "rows": n_rows},
        )  # fmt: skip
