"""What files of records brought for people who are put in again (domain HR-11, delta loads).

A later extract of people takes changed people out and puts them in anew. What other files brought for them goes with
them, unless somebody did something with it since; its staged rows go too, so that loading the same file again puts it
back. Until then the gate of the files is red.
"""

from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from hr import models as hr
from hr.operations import domain_absence, domain_elements
from hr.operations.domain_documents import ABOUT
from hr.operations.domain_rows import CHUNK, delete, touched
from hr.operations.migration_issues import Fault

BROUGHT: tuple[tuple[type[Any], Q], ...] = (
    (hr.RightToWork, ~Q(checked_elsewhere_by="")),
    (hr.Document, Q(about__startswith=ABOUT)),
    (hr.RecurringElement, Q(reason=domain_elements.BROUGHT)),
    (hr.AbsenceRecord, Q(reason=domain_absence.BROUGHT)),
    (hr.LeaveCredit, Q(reason=domain_absence.BROUGHT)),
    (hr.CarriedWork, Q(state=hr.CarriedWork.State.OPEN)),
)
"""Tables that files of records fill, and how their rows are known."""
OF_JOBS: tuple[type[Any], ...] = (hr.DbsCheck, hr.Registration)
"""What jobs need: rows that a load brought have its moment and its loader."""
OWN = {("RightToWork", "copy_id")}
Found = dict[type[Any], dict[int, int]]


def brought_for(*, partner_id: int, people: list[int]) -> Found:
    """Return the rows that files brought for these people, by table: id to person. A query for each table."""
    found: Found = {}
    loads = hr.LoadRun.objects.of(partner_id).filter(
        domain=hr.DataDomain.CHECKS,
        is_applied=True,
        loaded_at=OuterRef("recorded_at"),
        loaded_by=OuterRef("recorded_by"),
    )
    by_load = [(model, Q(Exists(loads))) for model in OF_JOBS]
    for model, is_brought in (*BROUGHT, *by_load):
        rows = model._default_manager.of(partner_id).filter(is_brought, person_id__in=people)
        found[model] = dict(rows.values_list("pk", "person_id"))
    return found


def in_the_way(*, partner_id: int, found: Found, numbers: dict[int, str]) -> list[Fault]:
    """Return a fault for each row with which somebody did something. `numbers` are employee numbers by person."""
    return [
        fault
        for model, rows in found.items()
        for fault in touched(
            model=model, rows={pk: numbers[person] for pk, person in rows.items()}, partner_id=partner_id, own=OWN
        )
    ]


def take_out(*, partner_id: int, found: Found, people: list[int], employees: list[str]) -> None:
    """Take the rows out, and forget that they were loaded, so that the same file brings them again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_loaded_checks(%s, %s)", [partner_id, people])
    for model, rows in found.items():
        if model not in {hr.RightToWork, *OF_JOBS}:
            delete(model=model, ids=list(rows), partner_id=partner_id)
    staged = hr.StagedRow.objects.of(partner_id).exclude(load__domain__in=["PEOPLE", "POSTS"])
    for start in range(0, len(employees), CHUNK):
        staged.filter(employee_no__in=employees[start : start + CHUNK]).delete()
