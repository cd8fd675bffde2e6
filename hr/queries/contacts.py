"""Which e-mail addresses and telephone numbers a person had at a moment, and what changed of them shortly before."""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from hr.models import Contact, Person

Kind = Contact.Kind
FIELDS = {Kind.EMAIL: "email", Kind.PHONE: "phone"}


def of_person(person: Person) -> "QuerySet[Contact]":
    """Return every contact of a person, past ones too."""
    rows: QuerySet[Contact] = Contact.objects.of(person.partner_id).filter(person=person)
    return rows


def current(person: Person) -> dict[str, Contact]:
    """Return the contacts that are held, by kind."""
    return {row.kind: row for row in of_person(person).filter(ended_at=None)}


def values_held_at(person: Person, kind: str, *, moment: datetime) -> list[str]:
    """Return the addresses or numbers of a kind that were held at a moment, in order.

    What the record shows and no history tells of was held since before there was one.
    """
    held = of_person(person).filter(Q(begun_at=None) | Q(begun_at__lte=moment), kind=kind)
    found = list(held.filter(Q(ended_at=None) | Q(ended_at__gt=moment)).order_by("id").values_list("value", flat=True))
    recorded = getattr(person, FIELDS[Kind(kind)])
    if recorded and not of_person(person).filter(kind=kind, value=recorded).exists():
        found.append(recorded)
    return list(dict.fromkeys(found))


def changed_on(person: Person, *, at: datetime, within_days: int) -> date | None:
    """Return the latest day within so many days on which a contact was changed, added or taken away; or None."""
    since = at - timedelta(days=within_days)
    rows = of_person(person).filter(Q(begun_at__gte=since, begun_at__lte=at) | Q(ended_at__gte=since))
    moments = [one for row in rows for one in (row.begun_at, row.ended_at) if one is not None and since <= one <= at]
    return timezone.localdate(max(moments)) if moments else None


def callable_numbers(person: Person, *, at: datetime, held_days: int) -> list[Contact]:
    """Return the telephone numbers that were held for more than so many days at a moment, whether still held or not.

    One that was given up since is among them: who changed it may not be the person.
    """
    since = at - timedelta(days=held_days)
    rows = of_person(person).filter(Q(begun_at=None) | Q(begun_at__lt=since), kind=Kind.PHONE)
    return list(rows.filter(Q(ended_at=None) | Q(ended_at__gt=since)).order_by("id"))
