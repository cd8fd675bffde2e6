"""Work that is under way in the old system (domain HR-11, cutover): each item has an owner and a day here."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from hr import models as hr
from hr import rules_onboarding as rules
from hr.engine.domain_totals import RowFact
from hr.importing.domains import DomainRow
from hr.models import CarriedWork
from hr.operations.domain_rows import delete, touched
from hr.operations.migration_issues import Fault, broken
from partners.audit import audit
from partners.models import AuditAction, User
from partners.queries.deciders import holders
from partners.scope import partner_scope
from sharedservices.common.bulk import copy_rows
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.imports import ImportFile

COLUMNS = (
    "uuid", "partner", "project", "reference", "kind", "title", "next_step", "person", "owner", "due_on", "state",
    "outcome",
)  # fmt: skip
PERMISSION = "carried.work"
LONGEST = 500
Open = CarriedWork.State.OPEN


class AlreadyDone(DomainError):
    """Somebody has said what came of it."""


class OutcomeNeeded(DomainError):
    """What came of the work is not said."""


class NotTheirs(DomainError):
    """Work is handed to somebody with a role for it."""


class Work:
    """Items of work, by reference."""

    def __init__(self, *, project: hr.OnboardingProject, by: User, at: datetime, today: date) -> None:
        """Read employments and who may own work. Two queries."""
        self.unmapped: dict[str, str] = {}
        self._project, self._partner_id = project, project.partner_id
        jobs = hr.Employment.objects.of(self._partner_id).order_by("id").values_list("employee_no", "person_id")
        self._people = dict(jobs.iterator(chunk_size=5000))
        people = holders(partner_id=self._partner_id, permission=PERMISSION, on=today)
        self._owners = {one.email.casefold(): one for one in people}

    def check(self, rows: list[DomainRow], file: ImportFile, *, loaded: set[str]) -> None:
        """Report owners without a role for it, employments that are not here, and references in use."""
        items = CarriedWork.objects.of(self._partner_id).values_list("reference", flat=True)
        here = set(items) - loaded
        for row in rows:
            if row.cells["owner"].casefold() not in self._owners:
                file.report(
                    row.number, "owner", "Nobody with this e-mail address has a role here that goes on with such work.",
                    "Correct the address, grant them a role of HR or payroll, or name somebody else.",
                    value=row.cells["owner"],
                )  # fmt: skip
            number = row.cells["employee_number"]
            if number and number not in self._people:
                file.report(
                    row.number, "employee_number", "There is no employment of this number.",
                    "Correct the number, or load the people first.", value=number,
                )  # fmt: skip
            if row.key in here:
                file.report(
                    row.number, "reference", "An item of this reference is here already, from another project.",
                    "Give it another reference.", value=row.key,
                )  # fmt: skip

    def remarks(self, rows: list[DomainRow]) -> Iterator[Fault]:
        """Yield what is due before the first day here: it is done in the old system, or at another day."""
        for row in rows:
            due = row.cells["due_on"]
            if due < self._project.go_live_planned_on:
                yield broken(
                    rules.WorkOutlivesTheOldSystem, row.key, column="due_on", row=row.number, key=row.key,
                    due=f"{due:%d/%m/%Y}", owner=row.cells["owner"],
                )  # fmt: skip

    def facts(self, rows: list[DomainRow]) -> list[RowFact]:
        """Return the items of the file."""
        return [
            RowFact(key=row.key, kind=row.cells["kind"], employee_no=row.cells["employee_number"] or "") for row in rows
        ]

    def recorded(self) -> list[RowFact]:
        """Return the items that are here. One query."""
        rows = CarriedWork.objects.of(self._partner_id).order_by("id").values_list("reference", "kind", "person_id")
        return [RowFact(key=key, kind=kind, employee_no=str(person or "")) for key, kind, person in rows]

    def missing(self, rows: list[DomainRow] | None) -> list[RowFact]:
        """Nobody must have such work."""
        return []

    def put_in(self, *, new: list[DomainRow], changed: list[DomainRow], gone: set[str]) -> list[Fault]:
        """Put in what is new, and what changed in the place of what was there, unless somebody worked on it since."""
        out = gone | {row.key for row in changed}
        rows = CarriedWork.objects.of(self._partner_id).filter(reference__in=out).order_by("id")
        moved = dict(rows.values_list("pk", "reference"))
        faults = touched(model=CarriedWork, rows=moved, partner_id=self._partner_id)
        if faults:
            return faults
        delete(model=CarriedWork, ids=list(moved), partner_id=self._partner_id)
        copy_rows(CarriedWork, COLUMNS, (self._item(row) for row in [*new, *changed]))
        return []

    def _item(self, row: DomainRow) -> tuple[Any, ...]:
        cells = row.cells
        person, owner = self._people.get(cells["employee_number"]), self._owners[cells["owner"].casefold()]
        return (
            uuid4(), self._partner_id, self._project.pk, row.key, cells["kind"], cells["title"],
            cells["next_step"] or "", person, owner.pk, cells["due_on"], Open.value, "",
        )  # fmt: skip


@transaction_required
def finish(*, item: UUID, outcome: str, by: User, at: datetime) -> CarriedWork:
    """Say what came of an item of work that was carried over.

    :raises OutcomeNeeded: without words, or with too many
    :raises AlreadyDone: when somebody has said it
    :raises CarriedWork.DoesNotExist: if there is none in scope
    """
    row, tidy = _lock(item), " ".join(outcome.split())
    if not 0 < len(tidy) <= LONGEST:
        raise OutcomeNeeded(f"Say what came of it, in at most {LONGEST} characters.", field="outcome")
    row.state, row.outcome, row.done_by, row.done_at = CarriedWork.State.DONE, tidy, by, at
    return _save(row, ["state", "outcome", "done_by", "done_at"], by=by, says="done")


@transaction_required
def hand_over(*, item: UUID, owner: UUID, due_on: date, by: User, at: datetime, on: date) -> CarriedWork:
    """Give an item of work to somebody else, or another day. `owner` is the human id of the new owner.

    :raises NotTheirs: for somebody without a role for it
    :raises AlreadyDone: when it is done
    :raises CarriedWork.DoesNotExist: if there is none in scope
    """
    row = _lock(item)
    people = holders(partner_id=row.partner_id, permission=PERMISSION, on=on)
    found = next((one for one in people if one.human_id == owner), None)
    if found is None:
        raise NotTheirs("They have no role here that goes on with such work.", field="owner", remedy="Choose another.")
    row.owner, row.due_on = found, due_on
    return _save(row, ["owner", "due_on"], by=by, says=f"{found}, {due_on:%d/%m/%Y}")


def _lock(item: UUID) -> CarriedWork:
    row: CarriedWork = CarriedWork.objects.select_for_update(of=("self",)).get(uuid=item)
    if row.state != Open:
        raise AlreadyDone("This is done already.", remedy="Look at what came of it.")
    return row


def _save(row: CarriedWork, fields: list[str], *, by: User, says: str) -> CarriedWork:
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"{row}: {says}"[:200]):
        row.save(update_fields=fields)
        audit(action=AuditAction.UPDATE, object_type="hr_carriedwork", object_id=row.pk, label=str(row), reason=says)
    return row
