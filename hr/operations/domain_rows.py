"""What loads of a domain ask of rows that an earlier load made: whether anybody has done anything with them since."""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from typing import Any

from django.apps import apps

from hr import rules_onboarding as rules
from hr.operations.migration_issues import Fault, broken
from partners.models import AuditEvent

CHUNK = 2_000
BY_LOAD = r"^Extract [0-9]+$"
"""The reason that a load gives to the trail."""


def touched(
    *,
    model: type[Any],
    rows: Mapping[int, str],
    partner_id: int,
    own: Container[tuple[str, str]] = (),
    hanging: bool = True,
) -> list[Fault]:
    """Return a fault for each of these rows, id to key, that was changed here, or on which something hangs.

    `own` names tables and columns of rows that belong to the row itself. The trail says whether a row was changed by
    anything but a load.
    """
    found: dict[str, set[str]] = defaultdict(set)
    ids = list(rows)
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        events = AuditEvent.objects.filter(
            partner_id=partner_id, object_type=model._meta.db_table, object_id__in=[str(one) for one in some],
            action="UPDATE",
        ).exclude(reason__regex=BY_LOAD)  # fmt: skip
        for pk in events.values_list("object_id", flat=True):
            found[rows[int(pk)]].add("it was changed")
        for other, column in _pointing_at(model, own) if hanging else ():
            pks = other._default_manager.filter(partner_id=partner_id, **{f"{column}__in": some})
            for pk in pks.values_list(column, flat=True).distinct():
                found[rows[pk]].add(str(other._meta.verbose_name))
    return [
        broken(rules.LoadedRowUntouched, key, key=key, what=", ".join(sorted(what)))
        for key, what in sorted(found.items())
    ]


def _pointing_at(model: type[Any], own: Container[tuple[str, str]]) -> Iterator[tuple[type[Any], str]]:
    for other in apps.get_models():
        for field in other._meta.fields:
            target = field.remote_field.model if field.remote_field is not None else None
            if target is model and (other.__name__, field.attname) not in own:
                yield other, field.attname


def delete(*, model: type[Any], ids: list[int], partner_id: int, name: str = "pk") -> None:
    """Delete rows by id, some thousands at a time."""
    for start in range(0, len(ids), CHUNK):
        model._default_manager.of(partner_id).filter(**{f"{name}__in": ids[start : start + CHUNK]}).delete()
