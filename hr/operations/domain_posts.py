"""Posts of the old system (domain HR-11): established as they are there, with what pays for them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateRange

from finance.models import CostCentre
from hr import models as hr
from hr.engine.domain_totals import RowFact
from hr.importing.domains import DomainRow
from hr.operations.domain_rows import delete, touched
from hr.operations.migration_issues import Fault
from hr.states import PostState
from partners.models import User
from sharedservices.common.bulk import copy_rows
from sharedservices.common.imports import ImportFile

OWN = {("PostVersion", "post_id"), ("PostFunding", "post_id")}
COUNTED = (PostState.ESTABLISHED, PostState.FROZEN)
POST = (
    "uuid",
    "partner",
    "post_no",
    "role",
    "org_unit",
    "location",
    "established_fte",
    "state",
    "frozen_reason",
    "valid",
)
FUNDING = ("partner", "post", "cost_centre", "subjective", "project", "percent", "valid")


class Posts:
    """Posts, by number."""

    def __init__(self, *, project: hr.OnboardingProject, by: User, at: datetime, today: date) -> None:
        """Read units, roles, cost centres and posts of the partner. Four queries."""
        self.unmapped: dict[str, str] = {}
        self._partner_id = partner_id = project.partner_id
        units = hr.OrgUnit.objects.of(partner_id).order_by("id")
        self._units = {one.code.upper(): one for one in units}
        roles = hr.JobRole.objects.of(partner_id).order_by("id").values_list("code", "pk")
        self._roles = {code.upper(): pk for code, pk in roles}
        centres = CostCentre.objects.of(partner_id).order_by("id").values_list("legal_entity_id", "code", "pk")
        self._centres = {(entity, code.upper()): pk for entity, code, pk in centres}
        posts = hr.Post.objects.of(partner_id).order_by("id").values_list("post_no", "pk")
        self._posts = {number.upper(): pk for number, pk in posts}

    def check(self, rows: list[DomainRow], file: ImportFile, *, loaded: set[str]) -> None:
        """Report units, roles and cost codes that are not here, and numbers that somebody else gave."""
        for row in rows:
            unit = self._units.get(row.cells["unit"].upper())
            if unit is None:
                self._unknown(file, row, "unit", "unit")
            elif row.cells["valid_from"] not in unit.valid:
                file.report(
                    row.number, "valid_from", f"The unit “{unit.code}” does not exist on that day.",
                    "Correct the date or the unit.",
                )  # fmt: skip
            if row.cells["role"].upper() not in self._roles:
                self._unknown(file, row, "role", "role")
            if row.key in self._posts and row.key not in loaded:
                file.report(
                    row.number, "post_number", "A post of this number was set up here, and by no file.",
                    "Leave it out of the file, or give it another number.", value=row.key,
                )  # fmt: skip
            if unit is not None:
                self._check_costs(file, row, unit.legal_entity_id)

    def _check_costs(self, file: ImportFile, row: DomainRow, entity: int) -> None:
        for code, _percent in row.cells["cost_split"] or ():
            if (entity, code) not in self._centres:
                self.unmapped.setdefault(code, row.key)
                file.report(
                    row.number, "cost_split", f"“{code}” is no cost centre of the employer.",
                    "Correct the code, or have the cost centre opened.", value=code,
                )  # fmt: skip

    def _unknown(self, file: ImportFile, row: DomainRow, column: str, what: str) -> None:
        said = row.cells[column]
        remedy = f"Correct the code, or have the {what} set up first."
        file.report(row.number, column, f"There is no {what} “{said}”.", remedy, value=said)

    def remarks(self, rows: list[DomainRow]) -> Iterable[Fault]:
        """Nothing about a post is only remarked."""
        return ()

    def facts(self, rows: list[DomainRow]) -> list[RowFact]:
        """Return the posts of the file."""
        return [
            RowFact(key=row.key, unit=row.cells["unit"].upper()[:20], fte=row.cells["established_fte"]) for row in rows
        ]

    def recorded(self) -> list[RowFact]:
        """Return the posts that are established here. One query."""
        posts = hr.Post.objects.of(self._partner_id).filter(state__in=COUNTED).order_by("id")
        found = posts.values_list("post_no", "org_unit__code", "established_fte")
        return [RowFact(key=number, unit=unit.upper(), fte=fte) for number, unit, fte in found]

    def missing(self, rows: list[DomainRow] | None) -> list[RowFact]:
        """Nobody must have posts."""
        return []

    def put_in(self, *, new: list[DomainRow], changed: list[DomainRow], gone: set[str]) -> list[Fault]:
        """Establish new posts, alter the changed, and take out those that the file no longer has."""
        moved = {self._posts[key]: key for key in {*gone, *(row.key for row in changed)} if key in self._posts}
        faults = self._in_the_way(moved, gone)
        if faults:
            return faults
        ids = [pk for pk, key in moved.items() if key in gone]
        delete(model=hr.PostFunding, ids=list(moved), partner_id=self._partner_id, name="post_id")
        delete(model=hr.PostVersion, ids=ids, partner_id=self._partner_id, name="post_id")
        delete(model=hr.Post, ids=ids, partner_id=self._partner_id)
        for row in changed:
            self._alter(row)
        copy_rows(hr.Post, POST, (self._post(row) for row in new))
        made = hr.Post.objects.of(self._partner_id).filter(post_no__in=[row.key for row in new])
        numbers = dict(made.values_list("post_no", "pk")) | {row.key: self._posts[row.key] for row in changed}
        copy_rows(hr.PostFunding, FUNDING, self._funding([*new, *changed], numbers))
        return []

    def _in_the_way(self, moved: dict[int, str], gone: set[str]) -> list[Fault]:
        """Return what was done here since: nothing may hang on a post that goes, and one that changes was as loaded."""
        going = {pk: key for pk, key in moved.items() if key in gone}
        staying = {pk: key for pk, key in moved.items() if key not in gone}
        return [
            *touched(model=hr.Post, rows=going, partner_id=self._partner_id, own=OWN),
            *touched(model=hr.Post, rows=staying, partner_id=self._partner_id, hanging=False),
        ]

    def _alter(self, row: DomainRow) -> None:
        """Write a changed post anew, and its one version with it."""
        says = self._says(row)
        hr.Post.objects.of(self._partner_id).filter(pk=self._posts[row.key]).update(**says, role_id=self._role(row))
        hr.PostVersion.objects.of(self._partner_id).filter(post_id=self._posts[row.key]).update(**says)

    def _says(self, row: DomainRow) -> dict[str, Any]:
        unit = self._units[row.cells["unit"].upper()]
        return {
            "org_unit_id": unit.pk, "location": row.cells["location"] or "",
            "established_fte": row.cells["established_fte"], "valid": DateRange(row.cells["valid_from"], None),
        }  # fmt: skip

    def _role(self, row: DomainRow) -> int:
        role: int = self._roles[row.cells["role"].upper()]
        return role

    def _post(self, row: DomainRow) -> tuple[Any, ...]:
        says = self._says(row)
        return (
            uuid4(), self._partner_id, row.key, self._role(row), says["org_unit_id"], says["location"],
            says["established_fte"], PostState.ESTABLISHED.value, "", says["valid"],
        )  # fmt: skip

    def _funding(self, rows: list[DomainRow], numbers: dict[str, int]) -> Iterable[tuple[Any, ...]]:
        for row in rows:
            entity = self._units[row.cells["unit"].upper()].legal_entity_id
            for code, percent in row.cells["cost_split"] or ():
                lasts = DateRange(row.cells["valid_from"], None)
                yield self._partner_id, numbers[row.key], self._centres[entity, code], "", "", percent, lasts
