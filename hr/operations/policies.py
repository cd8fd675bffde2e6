"""How a dated setting of a partner changes: the row in force ends the day before the new one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules
from hr.operations import dated


def put(model: Any, *, keys: Mapping[str, Any], values: Mapping[str, Any], start: date, noun: str) -> Any:
    """Record what holds from a day on under some keys; one that starts on that very day is corrected. Return the row.

    :raises RuleBroken: before a row that starts later, or when it is so already
    """
    rows = list(model.objects.filter(**keys).select_for_update(of=("self",)).order_by("valid", "id"))
    dated.refuse_later(rows, start, noun=noun)
    holder = dated.in_force(rows, start)
    said = {name: value for name, value in values.items() if name != "reason"}
    is_same = holder is not None and all(getattr(holder, name) == value for name, value in said.items())
    rules.SomethingChanges.require(
        not is_same, what=noun, since=holder.valid.lower if holder else start, field="effective_from"
    )
    if holder is not None and holder.valid.lower == start:
        for name, value in values.items():
            setattr(holder, name, value)
        holder.save()
        return holder
    if holder is not None:
        holder.valid = DateRange(holder.valid.lower, start)
        holder.save(update_fields=["valid"])
    return model.objects.create(**keys, **values, valid=DateRange(start, None))
