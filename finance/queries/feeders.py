"""What is known of files of other systems: what landed before, whom payees are, the lists of their pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import Lower

from finance.models import FeederFile, FeederRow, Journal, SupplierAccount
from finance.states import FeederState, SupplierState
from partners.models import LegalEntity
from sharedservices.common.rowsources import QuerySetRows

State = FeederRow.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many rows of a file stand where, and pounds of them."""

    n_ready: int
    ready: Decimal
    n_refused: int
    refused: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRow:
    """A category of a file: how many rows, pounds, and what it is charged to."""

    category: str
    n_rows: int
    total: Decimal
    subjective: str
    cost_centre: str


def get(file: UUID) -> FeederFile:
    """Return a file. :raises FeederFile.DoesNotExist: when there is none in scope."""
    rows = FeederFile.objects.select_related("legal_entity", "taken_by", "landed_by")
    row: FeederFile = rows.get(uuid=file)
    return row


def files(*, partner_id: int) -> QuerySetRows:
    """Return every file of a partner."""
    return QuerySetRows(FeederFile.objects.of(partner_id).select_related("legal_entity", "taken_by"))


def rows(file: FeederFile, wanted: Mapping[str, Any], linked: Callable[[FeederRow], FeederRow]) -> QuerySetRows:
    """Return the rows of a file that the filters leave; `linked` says where what came of one is shown."""
    found = FeederRow.objects.of(file.partner_id).filter(file=file).select_related("invoice", "journal")
    if state := wanted.get("state"):
        found = found.filter(state=state)
    if words := wanted.get("q"):
        found = found.filter(
            Q(payee__icontains=words) | Q(reference__icontains=words) | Q(category__icontains=words)
            | Q(words__icontains=words)
        )  # fmt: skip
    return QuerySetRows(found, row=linked)


def standing(file: FeederFile) -> Standing:
    """Count the rows of a file. One query."""
    ready, refused = Q(state=State.READY), Q(state=State.REFUSED)
    found = FeederRow.objects.of(file.partner_id).filter(file=file).aggregate(
        n_ready=Count("id", filter=ready), ready=Sum("amount", filter=ready), n_refused=Count("id", filter=refused),
        refused=Sum("amount", filter=refused),
    )  # fmt: skip
    none = Decimal("0.00")
    return Standing(
        n_ready=found["n_ready"], ready=found["ready"] or none, n_refused=found["n_refused"],
        refused=found["refused"] or none,
    )  # fmt: skip


def problems(file: FeederFile) -> list[tuple[str, int, Decimal]]:
    """Return what speaks against rows, the most frequent first: sentence, rows, pounds. One query."""
    found = FeederRow.objects.of(file.partner_id).filter(file=file, state=State.REFUSED)
    counted = found.values_list("problem").annotate(n=Count("id"), total=Sum("amount")).order_by("-n", "problem")
    return [(words, n, total or Decimal("0.00")) for words, n, total in counted]


def categories(file: FeederFile) -> list[CategoryRow]:
    """Return the categories of a file that was read, the largest first. One query."""
    found = FeederRow.objects.of(file.partner_id).filter(file=file).exclude(state=State.TAKEN)
    counted = found.values("category", "subjective", "cost_centre").annotate(n=Count("id"), total=Sum("amount"))
    return [
        CategoryRow(
            category=one["category"], n_rows=one["n"], total=one["total"] or Decimal("0.00"),
            subjective=one["subjective"], cost_centre=one["cost_centre"],
        )
        for one in counted.order_by("-total", "category")
    ]  # fmt: skip


def journals_of(file: FeederFile) -> list[Journal]:
    """Return the journals that a file of cards became. One query."""
    ids = FeederRow.objects.of(file.partner_id).filter(file=file, journal__isnull=False).values("journal")
    return list(Journal.objects.of(file.partner_id).filter(pk__in=ids).select_related("period").order_by("id"))


def landed_before(file: FeederFile) -> dict[str, FeederFile]:
    """Return which rows of a file have landed with an earlier one, by what a row is known by. One query."""
    own = FeederRow.objects.of(file.partner_id).filter(file=file).values("row_hash")
    there = FeederRow.objects.of(file.partner_id).filter(state=State.LANDED, row_hash__in=own).select_related("file")
    return {one.row_hash: one.file for one in there}


def last_like(entity: LegalEntity, kind: str, headings: list[str]) -> FeederFile | None:
    """Return the last file with the same headings that was read, whose layout is likely right again. One query."""
    there = FeederFile.objects.of(entity.partner_id).filter(legal_entity=entity, kind=kind, headings=headings)
    there = there.filter(state__in=[FeederState.CHECKED, FeederState.LANDED])
    found: FeederFile | None = there.order_by("-id").first()
    return found


def accounts_by_key(file: FeederFile, keys: set[str]) -> dict[str, SupplierAccount]:
    """Return the accounts that payees of these numbers were given before. Two queries."""
    there = (
        FeederRow.objects.of(file.partner_id)
        .filter(file__legal_entity=file.legal_entity_id, payee_key__in=keys, invoice__isnull=False)
        .order_by("payee_key", "-id")
        .distinct("payee_key")
        .values_list("payee_key", "invoice__account")
    )
    found = dict(there)
    accounts = SupplierAccount.objects.of(file.partner_id).filter(pk__in=found.values())
    by_id = {one.pk: one for one in accounts.exclude(state=SupplierState.CLOSED).select_related("supplier")}
    return {key: by_id[one] for key, one in found.items() if one in by_id}


def accounts_by_name(file: FeederFile, names: set[str]) -> dict[str, SupplierAccount]:
    """Return the accounts of suppliers with one of these legal names, in small letters, and no other's. One query."""
    there = (
        SupplierAccount.objects.of(file.partner_id)
        .filter(legal_entity=file.legal_entity_id)
        .exclude(state=SupplierState.CLOSED)
        .annotate(name=Lower("supplier__legal_name"))
        .filter(name__in=names)
        .select_related("supplier")
    )
    found: dict[str, list[SupplierAccount]] = {}
    for one in there:
        found.setdefault(one.name, []).append(one)
    return {name: of_name[0] for name, of_name in found.items() if len(of_name) == 1}
