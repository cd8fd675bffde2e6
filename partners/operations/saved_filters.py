"""Keeping a filter of the inbox under a name, and forgetting it: each person for themselves."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from partners.models import SavedFilter, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

MOST, LONGEST_NAME = 10, 40
FIELDS = ("text", "kind", "risk", "late", "order")


class CannotKeep(DomainError):
    """The filter has no name, narrows nothing, or there are enough."""


@transaction_required
def keep(*, partner_id: int, name: str, wanted: Mapping[str, str], by: User, at: datetime) -> SavedFilter:
    """Keep a filter under a name; one of the same name is replaced.

    :raises CannotKeep: without a name, for a filter that narrows nothing, or beyond ten
    """
    tidy = " ".join(name.split())
    if not 0 < len(tidy) <= LONGEST_NAME:
        raise CannotKeep(f"Give the filter a name of at most {LONGEST_NAME} characters.", field="name")
    filled = {field: wanted[field][:100] for field in FIELDS if wanted.get(field)}
    if not filled:
        raise CannotKeep("This filter narrows nothing.", remedy="Apply a filter first, then keep it.", field="name")
    mine = SavedFilter.objects.of(partner_id).filter(made_by=by)
    with partner_scope(partner_id, actor_id=by.pk):
        if mine.exclude(name=tidy).count() >= MOST:
            raise CannotKeep(f"You keep {MOST} filters.", remedy="Forget one of them first.", field="name")
        row: SavedFilter
        row, _is_new = SavedFilter.objects.update_or_create(
            partner_id=partner_id, made_by=by, name=tidy, defaults={"wanted": filled, "made_at": at}
        )
    return row


@transaction_required
def forget(*, saved_filter: UUID, by: User, at: datetime) -> None:
    """Forget a filter of one's own.

    :raises SavedFilter.DoesNotExist: when there is none in scope
    """
    row: SavedFilter = SavedFilter.objects.get(uuid=saved_filter, made_by=by)
    with partner_scope(row.partner_id, actor_id=by.pk):
        row.delete()
