"""Checks of the right to work that an employer before made (domain HR-11, HR-06), each with its copy.

A check is never changed: where a later file says something else, the one that was brought is withdrawn.
"""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from hr import rules_onboarding as rules
from hr.engine.domain_totals import RowFact
from hr.importing.columns_records import RIGHT_TO_WORK
from hr.importing.domains import DomainRow
from hr.models import Document, RightToWork
from hr.operations.check_keeper import About, CheckKeeper, Need
from hr.operations.domain_documents import ABOUT
from hr.operations.migration_issues import Fault, broken
from hr.operations.right_to_work import fits_method
from sharedservices.common.imports import ImportFile

COLUMNS = (
    "uuid", "partner", "person", "method", "permission", "document_type", "document_number", "checked_on", "expires_on",
    "weekly_hours_limit", "work_limits", "copy", "checked_by", "checked_at", "checked_elsewhere_by", "withdrawn_why",
)  # fmt: skip
Limited = RightToWork.Permission.TIME_LIMITED
AGAIN = "Correct it in the old system, and take the file again."


class RightToWorkKeeper(CheckKeeper):
    """The right to work of people who are brought over."""

    kind, model, columns = RIGHT_TO_WORK, RightToWork, COLUMNS

    # --- checking -----------------------------------------------------------------------------------------------------
    def check(self, rows: list[DomainRow], file: ImportFile, *, loaded: set[str]) -> None:
        """Report people who are not here, copies that did not come, days and permissions that do not fit."""
        self._copies = self._of_copies({row.cells["copy"] for row in rows})
        for row, person in self.of_people(rows, file, loaded=loaded):
            self._check_copy(row, person, file)
            for column, message in self._wrong(row):
                file.report(row.number, column, message, AGAIN)

    def _check_copy(self, row: DomainRow, person: int, file: ImportFile) -> None:
        found = self._copies.get(row.cells["copy"])
        if found is None or found[1] != person:
            file.report(
                row.number, "copy", "No copy of a right to work of this person came under that name.",
                "Load it with the documents first, as RIGHT_TO_WORK, or correct the name.", value=row.cells["copy"],
            )  # fmt: skip

    def _wrong(self, row: DomainRow) -> Iterator[tuple[str, str]]:
        cells = row.cells
        checked, expires = cells["checked_on"], cells["expires_on"]
        if checked > self.load.today:
            yield "checked_on", "The check is dated in the future."
        if (cells["permission"] == Limited) != (expires is not None):
            yield "expires_on", "A permission until a date has its last day, and others have none."
        elif expires is not None and expires < checked:
            yield "expires_on", "The permission ended before it was checked."
        elif not fits_method(method=cells["method"], checked_on=checked, expires_on=expires):
            yield "method", "This way of checking does not show a permission that ends then."
        if cells["weekly_hours_limit"] is not None and not 0 < cells["weekly_hours_limit"] <= 168:
            yield "weekly_hours_limit", "A week has more than 0 and at most 168 hours."

    def _of_copies(self, names: set[str]) -> dict[str, tuple[int, int]]:
        """Return id and person of the copies that documents brought, by name. One query."""
        wanted = [f"{ABOUT}{name}" for name in names]
        rows = Document.objects.of(self.load.partner_id).filter(
            about__in=wanted, superseded_at=None, kind=Document.Kind.RIGHT_TO_WORK
        )
        return {
            about.removeprefix(ABOUT): (pk, person)
            for about, pk, person in rows.order_by("id").values_list("about", "pk", "person_id")
        }

    # --- totals -------------------------------------------------------------------------------------------------------
    def fact(self, row: DomainRow) -> RowFact:
        """Return a check of the file."""
        cells = row.cells
        return RowFact(
            key=row.key, kind=self.kind, employee_no=cells["employee_number"], first=cells["checked_on"],
            last=cells["expires_on"],
        )  # fmt: skip

    def recorded(self) -> list[RowFact]:
        """Return the checks that stand. One query."""
        return [
            RowFact(key=str(one.person_id), kind=self.kind, first=one.checked_on, last=one.expires_on)
            for one in self.standing()
        ]

    def wanted(self) -> dict[Need, str]:
        """Return everybody who works here on the first day."""
        return {(person, ""): number for person, number in self.staff.items()}

    def meets(self, fact: RowFact, which: str) -> bool:
        """Every check is of the one right to work."""
        return True

    def remark(self, needs: list[Need], *, is_lapsed: bool) -> list[Fault]:
        """S1 for a permission that ends before the first day, S2 for who has no check."""
        rule = rules.RightToWorkLasts if is_lapsed else rules.HasRightToWork
        people = [self.staff[person] for person, _which in needs]
        return [broken(rule, one, column="expires_on" if is_lapsed else "", employee=one) for one in people]

    # --- putting in ---------------------------------------------------------------------------------------------------
    def about_of(self, one: RightToWork) -> About:
        """Return person and day."""
        return one.person_id, "", one.checked_on

    def values(self, row: DomainRow) -> tuple[Any, ...]:
        """Return the record of a row."""
        cells = row.cells
        return (
            uuid4(), self.load.partner_id, self.people[cells["employee_number"]], cells["method"], cells["permission"],
            cells["document_type"], cells["document_number"], cells["checked_on"], cells["expires_on"],
            cells["weekly_hours_limit"], cells["work_limits"] or "", self._copies[cells["copy"]][0], self.load.by.pk,
            self.load.at, cells["checked_by"], "",
        )  # fmt: skip
