"""People as the pages of data protection find and name them, those who have left included."""

from datetime import date

from django.db import connection
from django.db.models import Q

from hr.models import Assignment, Employment, Person

MOST_FOUND = 10


def find(*, partner_id: int, text: str) -> list[tuple[int, str, str]]:
    """Return the people whom a number or a part of a name may mean, as (id, label, address below the partner)."""
    numbers = Employment.objects.of(partner_id).filter(employee_no__iexact=text.strip()).values("person_id")
    named = Person.objects.of(partner_id)
    for word in text.split():
        named = named.filter(Q(surname__icontains=word) | Q(forenames__icontains=word) | Q(known_as__icontains=word))
    rows = Person.objects.of(partner_id).filter(Q(pk__in=numbers) | Q(pk__in=named.values("pk")))
    found = list(rows.order_by("surname", "forenames", "id")[: MOST_FOUND + 1])
    labels = names(partner_id=partner_id, ids=[one.pk for one in found])
    return [(one.pk, labels[one.pk], f"people/{one.uuid}/") for one in found]


def names(*, partner_id: int, ids: list[int]) -> dict[int, str]:
    """Return name and employee numbers by id."""
    numbers: dict[int, list[str]] = {}
    jobs = Employment.objects.of(partner_id).filter(person_id__in=ids).order_by("employee_no", "id")
    for person_id, number in jobs.values_list("person_id", "employee_no"):
        numbers.setdefault(person_id, []).append(number)
    return {
        one.pk: f"{one.display_name} ({', '.join(numbers[one.pk])})" if one.pk in numbers else one.display_name
        for one in Person.objects.of(partner_id).filter(pk__in=ids)
    }


def sensitive(*, partner_id: int, ids: list[int]) -> set[int]:
    """Return which of these people are protected."""
    found = Person.objects.of(partner_id).filter(pk__in=ids, is_sensitive=True)
    return set(found.values_list("pk", flat=True))


def is_kept_out(*, partner_id: int, person_id: int) -> bool:
    """Return whether the actor of the scope is kept out of an HR case about somebody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hr_kept_out(%s, %s)", [partner_id, person_id])
        return bool(cursor.fetchone()[0])


def units(*, partner_id: int, on: date) -> dict[int, int]:
    """Return in which unit each person works on a day, by ids. One query."""
    jobs = Assignment.objects.of(partner_id).filter(valid__contains=on).order_by("-number", "-id")
    return dict(jobs.values_list("person_id", "post__org_unit_id"))
