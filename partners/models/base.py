"""What every partner-owned table has: a partner, a scoped manager and the database guards."""

import uuid
from collections.abc import Sequence
from typing import Any, Self

from django.db import models
from django.db.models import BaseConstraint, UniqueConstraint

from partners.audit_ddl import AppendOnly, Audited
from partners.rls import PartnerIsolation, SecondPartner, TeamOnly
from partners.scope import current_partner_ids


class PartnerQuerySet(models.QuerySet[Any]):
    """A queryset that names its partner explicitly, so that indexes leading with the partner are used."""

    def of(self, partner_id: int) -> Self:
        """Return the rows of one partner."""
        return self.filter(partner_id=partner_id)


class PartnerManager(models.Manager.from_queryset(PartnerQuerySet)):  # type: ignore[misc]
    """The loud layer: it filters by the scope and raises outside one. PostgreSQL filters again."""

    def get_queryset(self) -> PartnerQuerySet:
        """Return the rows of the partners in scope.

        :raises NoPartnerScope: outside partner_scope()
        """
        ids = current_partner_ids()
        rows: PartnerQuerySet = super().get_queryset()
        return rows.filter(partner_id=next(iter(ids))) if len(ids) == 1 else rows.filter(partner_id__in=ids)


class PartnerOwned(models.Model):
    """A row that belongs to one partner. Children write `class Meta(PartnerOwned.Meta): constraints = owned(...)`."""

    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = PartnerManager()

    class Meta:
        abstract = True


class PublicId(models.Model):
    """A row with a public id that is safe to show in an address."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


def owned(  # noqa: PLR0913 - keyword-only: one option for each guard
    *extra: BaseConstraint,
    self_service: str | None = None,
    self_only_if: str = "",
    self_insert: bool = False,
    self_update: Sequence[str] = (),
    self_update_if: str = "",
    hide: Sequence[str] = (),
    audited: bool = True,
    append_only: bool = False,
    referenced: bool = True,
    person: str | None = None,
    second: SecondPartner | None = None,
) -> list[BaseConstraint]:
    """Return the guards of a partner-owned table, and the model's own constraints after them.

    `self_service`, `self_only_if` and the other `self_…`: see PartnerIsolation. `hide`: columns that the audit trail
    records as changed without their value. `audited=False` only for tables that a guard lists with a reason.
    `referenced=False`: no other table points here, so it needs no key on (partner, id). `person`: the column with the
    person whose row it is, when it is not the one of `self_service`; a manager sees the rows of the own team only.
    "": a manager sees them all, which a guard lists with a reason.
    `second`: a partner whom the rows name.
    """
    guards: list[BaseConstraint] = [
        PartnerIsolation(
            name="%(app_label)s_%(class)s_isolation",
            self_service=self_service,
            self_only_if=self_only_if,
            self_insert=self_insert,
            self_update=tuple(self_update),
            self_update_if=self_update_if,
            **(second._asdict() if second else {}),
        ),
    ]
    if referenced:
        guards.insert(0, UniqueConstraint(fields=["partner", "id"], name="%(app_label)s_%(class)s_partner_id"))
    of_person = None if self_service == "partner" else self_service
    column = of_person if person is None else person
    if column:
        guards.append(TeamOnly(name="%(app_label)s_%(class)s_team", column=column))
    if audited:
        guards.append(Audited(name="%(app_label)s_%(class)s_audited", hide=tuple(hide)))
    if append_only:
        guards.append(AppendOnly(name="%(app_label)s_%(class)s_append_only"))
    return [*guards, *extra]
