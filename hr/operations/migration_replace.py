"""Takes loaded employments out again, so that a later extract puts in what it says now (domain HR-11, delta loads).

Only what a load itself made is taken out. Where anything else hangs on an employment, nothing is: that is a fault to
show, because what people recorded here in the meantime is not undone by a file.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db import connection

from hr import models as hr
from hr import rules_onboarding as rules
from hr.operations import domain_undo
from hr.operations.migration_issues import Fault, broken
from partners.models import ChangeRequest, Grant

OF_LOAD: tuple[type[Any], ...] = (
    hr.ServiceDate, hr.BankAccount, hr.PensionMembership, hr.StudentLoan, hr.NiCategory, hr.PreviousPay, hr.TaxCode,
    hr.CostSplit, hr.AssignmentTerms, hr.PostHolding, hr.Assignment, hr.Employment, hr.Person,
)  # fmt: skip
"""What a load makes, in the order in which it is taken out."""
CHUNK = 2_000


def take_out(*, partner_id: int, employees: set[str]) -> list[Fault]:
    """Take these employment numbers out of the records, or return what stands in the way and leave all of them."""
    found = list(
        hr.Employment.objects.of(partner_id)
        .filter(employee_no__in=employees)
        .order_by("id")
        .values_list("pk", "employee_no", "person_id")
    )
    if not found:
        return []
    ids, people = [pk for pk, _number, _person in found], {person for _pk, _number, person in found}
    brought = domain_undo.brought_for(partner_id=partner_id, people=sorted(people))
    faults = _in_the_way(partner_id, found, brought)
    if faults:
        return faults
    if any(brought.values()):
        numbers = [number for _pk, number, _person in found]
        domain_undo.take_out(partner_id=partner_id, found=brought, people=sorted(people), employees=numbers)
    jobs = list(hr.Assignment.objects.of(partner_id).filter(employment_id__in=ids).values_list("pk", flat=True))
    for model in OF_LOAD[:-2]:
        names = {field.name for field in model._meta.fields}
        name, keys = ("employment_id__in", ids) if "employment" in names else ("assignment_id__in", jobs)
        _delete(model, partner_id, name, keys)
    _delete(hr.Employment, partner_id, "pk__in", ids)
    others = hr.Employment.objects.of(partner_id).filter(person_id__in=people).values_list("person_id", flat=True)
    alone = sorted(people - set(others))
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_loaded_contacts(%s, %s)", [partner_id, alone])
    _delete(hr.Person, partner_id, "pk__in", alone)
    return []


def _delete(model: type[Any], partner_id: int, name: str, keys: list[int]) -> None:
    for start in range(0, len(keys), CHUNK):
        model._default_manager.of(partner_id).filter(**{name: keys[start : start + CHUNK]}).delete()


def _in_the_way(partner_id: int, found: list[tuple[int, str, int]], brought: domain_undo.Found) -> list[Fault]:
    """Return a fault for each employment on which something hangs that no load made, or that was worked on since."""
    of_employment = {pk: number for pk, number, _person in found}
    of_person = {person: number for _pk, number, person in found}
    jobs = hr.Assignment.objects.of(partner_id).filter(employment_id__in=of_employment)
    of_job = {pk: of_employment[employment] for pk, employment in jobs.values_list("pk", "employment_id")}
    owners = {hr.Person: of_person, hr.Employment: of_employment, hr.Assignment: of_job}
    hanging: dict[str, set[str]] = defaultdict(set)
    for model in apps.get_models():
        if model in OF_LOAD and model is not hr.ServiceDate:
            continue
        for field in model._meta.fields:
            target: Any = field.remote_field.model if field.remote_field else None
            if target in owners:
                _note(hanging, model, partner_id, field.attname, owners[target], brought=brought.get(model, ()))
    _note(hanging, ChangeRequest, partner_id, "person_id", of_person)
    granted = Grant.objects.filter(partner_id=partner_id, person_id__in=of_person).values_list("person_id", flat=True)
    for person in granted:
        hanging[of_person[person or 0]].add("sign-in")
    worked_on = domain_undo.in_the_way(partner_id=partner_id, found=brought, numbers=of_person)
    return worked_on + [
        broken(rules.ReplacesNothingMadeHere, number, employee=number, what=", ".join(sorted(what)))
        for number, what in sorted(hanging.items())
    ]


def _note(
    hanging: dict[str, set[str]],
    model: Any,
    partner_id: int,
    name: str,
    numbers: dict[int, str],
    *,
    brought: Collection[int] = (),
) -> None:
    rows = model._default_manager.filter(partner_id=partner_id, **{f"{name}__in": list(numbers)})
    if brought:
        rows = rows.exclude(pk__in=list(brought))
    if model is hr.Contact:  # what nobody has confirmed or replaced is still what the load brought
        rows = rows.exclude(verified_at=None, ended_at=None)
    if model is hr.ServiceDate:  # what nobody has verified is still what the load brought
        rows = rows.exclude(verified_at=None, ended_at=None)
    for key in set(rows.values_list(name, flat=True)):
        hanging[numbers[key]].add(str(model._meta.verbose_name))
