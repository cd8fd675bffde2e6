"""What a kind of check brings to a file of checks (domain HR-11): one keeper for each kind."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from hr.engine.domain_totals import RowFact
from hr.importing.domains import DomainRow, check_parts
from hr.models import Employment, OnboardingProject
from hr.operations.domain_rows import touched
from hr.operations.migration_issues import Fault
from partners.models import User
from sharedservices.common.bulk import copy_rows
from sharedservices.common.imports import ImportFile

Need = tuple[int, str]
"""Whom a check is wanted of, and which: empty where a kind has but one."""
About = tuple[int | None, str, date]
"""Person, professional body (of registrations) and day: what no two checks of a kind that stand have in common."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """Who loads for whom, and when. `first_day` is the planned first day here."""

    project: OnboardingProject
    by: User
    at: datetime
    today: date

    @property
    def partner_id(self) -> int:
        """The partner."""
        return self.project.partner_id

    @property
    def first_day(self) -> date:
        """The planned first day here."""
        return self.project.go_live_planned_on


class CheckKeeper(ABC):
    """Checks, records, totals and writing of one kind of check: never changed, but withdrawn and recorded anew."""

    kind: ClassVar[str]
    model: ClassVar[type[Any]]
    columns: ClassVar[tuple[str, ...]]

    def __init__(self, load: Loading) -> None:
        self.load = load

    @cached_property
    def people(self) -> dict[str, int]:
        """The person of each employee number. One query."""
        rows = Employment.objects.of(self.load.partner_id).order_by("id").values_list("employee_no", "person_id")
        return dict(rows.iterator(chunk_size=5000))

    @cached_property
    def staff(self) -> dict[int, str]:
        """Who works here on the first day, each by the first employee number. One query."""
        rows = Employment.objects.of(self.load.partner_id).filter(valid__contains=self.load.first_day)
        return dict(rows.order_by("-id").values_list("person_id", "employee_no"))

    @abstractmethod
    def check(self, rows: list[DomainRow], file: ImportFile, *, loaded: set[str]) -> None:
        """Report what the records would not take; `loaded` are the keys that an earlier load brought."""

    @abstractmethod
    def fact(self, row: DomainRow) -> RowFact:
        """Return a row as the totals see it, whatever is wrong with it."""

    @abstractmethod
    def recorded(self) -> list[RowFact]:
        """Return the checks of this kind that stand here; `key` is the id of the person."""

    @abstractmethod
    def wanted(self) -> dict[Need, str]:
        """Return who must have which check of this kind on the first day, each with the employee number."""

    @abstractmethod
    def meets(self, fact: RowFact, which: str) -> bool:
        """Tell whether a check is the one that is wanted, whether or not it still runs."""

    @abstractmethod
    def remark(self, needs: list[Need], *, is_lapsed: bool) -> list[Fault]:
        """Return a fault for each need that no check meets, or only one that lapses before the first day."""

    @abstractmethod
    def about_of(self, one: Any) -> About:
        """Return what a record is about."""

    @abstractmethod
    def values(self, row: DomainRow) -> tuple[Any, ...]:
        """Return the record of a row, in the order of `columns`."""

    def standing(self) -> Any:
        """Return the records that stand."""
        return self.model.objects.of(self.load.partner_id).filter(withdrawn_at=None).order_by("id")

    def about(self, key: str) -> About:
        """Return what a row is about."""
        found = check_parts(key)
        return self.people.get(found.employee_no), found.body, found.on

    def of_people(
        self, rows: Iterable[DomainRow], file: ImportFile, *, loaded: set[str]
    ) -> Iterator[tuple[DomainRow, int]]:
        """Yield the rows of people who are here; report the others, and checks that there are already."""
        by_load = {self.about(key) for key in loaded if check_parts(key).kind == self.kind}
        seen = {about: "recorded here" for one in self.standing() if (about := self.about_of(one)) not in by_load}
        for row in rows:
            person = self.people.get(row.cells["employee_number"])
            if person is None:
                file.report(
                    row.number, "employee_number", "There is no employment of this number.",
                    "Correct the number, or load the people first.", value=row.cells["employee_number"],
                )  # fmt: skip
                continue
            about = self.about(row.key)
            if about in seen:
                file.report(
                    row.number, "checked_on", f"This person has a check of that day already: {seen[about]}.",
                    "Keep one of the two.",
                )  # fmt: skip
            seen[about] = f"row {row.number}"
            yield row, person

    def put_in(self, *, new: list[DomainRow], changed: list[DomainRow], gone: set[str]) -> list[Fault]:
        """Withdraw what changed or went, unless something was done with it since, and record what the file says."""
        keys = {self.about(key): key for key in {*gone, *(row.key for row in changed)}}
        found = {one.pk: self.about_of(one) for one in self.standing()}
        going = {pk: keys[about] for pk, about in found.items() if about in keys}
        faults = touched(model=self.model, rows=going, partner_id=self.load.partner_id)
        if faults:
            return faults
        self.model.objects.of(self.load.partner_id).filter(pk__in=going).update(
            withdrawn_by=self.load.by, withdrawn_at=self.load.at, withdrawn_why="A later file says something else"
        )
        copy_rows(self.model, self.columns, (self.values(row) for row in [*new, *changed]))
        return []
