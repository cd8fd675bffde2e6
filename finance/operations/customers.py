"""Customers, and what holds back reminders to them (domain FIN-08)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from finance import rules
from finance.engine.ubl import Party
from finance.models import Customer, CustomerHold
from finance.queries import einvoices
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common import sealing
from sharedservices.common.db import transaction_required

MOST_ADDRESS_LINES = 7
SHORTEST_TERMS, LONGEST_TERMS = 14, 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A customer as given. `address`: lines, one a line; `vat_number` and `email` may be empty."""

    name: str
    kind: str
    address: str
    email: str = ""
    vat_number: str = ""
    terms_days: int = 28


@transaction_required
def set_up(*, legal_entity: UUID, given: Given, by: User, at: datetime) -> Customer:
    """Set a customer up; the next number at the legal entity is theirs.

    A public body that is a partner here is known by its VAT number or name: it gets its invoices electronically.

    :raises RuleBroken: without name or address, or for other terms than 14 to 30 days
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    entity = LegalEntity.objects.get(uuid=legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason="customer set up"):
        with connection.cursor() as cursor:  # one after the other: numbers are not taken twice
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('customer', %s))", [entity.pk])
        last = Customer.objects.of(entity.partner_id).filter(legal_entity=entity).aggregate(last=Max("number"))["last"]
        row = Customer(
            partner_id=entity.partner_id, legal_entity=entity, number=(last or 0) + 1, made_by=by, made_at=at
        )
        _take(row, given, at=at)
        row.save()
    return row


@transaction_required
def correct(*, customer: UUID, given: Given, by: User, at: datetime) -> Customer:
    """Change what is known of a customer. Invoices that were issued keep what they say.

    :raises RuleBroken: as `set_up`
    """
    row = _lock(customer)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="customer corrected"):
        _take(row, given, at=at)
        row.save()
    return row


@transaction_required
def hold(
    *, customer: UUID, kind: str, reason: str, starts_on: date, ends_on: date | None, by: User, at: datetime
) -> CustomerHold:
    """Hold reminders back. A breathing space without an end lasts 60 days.

    Source: Debt Respite Scheme Regulations 2020 (SI 2020/1311) reg. 26: it ends after 60 days.
    """
    row = _lock(customer)
    if kind == CustomerHold.Kind.BREATHING_SPACE and ends_on is None:
        ends_on = date.fromordinal(starts_on.toordinal() + BREATHING_DAYS - 1)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="reminders held back"):
        found: CustomerHold = CustomerHold.objects.create(
            partner_id=row.partner_id, customer=row, kind=kind, reason=" ".join(reason.split()), starts_on=starts_on,
            ends_on=ends_on, set_by=by, set_at=at,
        )  # fmt: skip
    return found


BREATHING_DAYS = 60


@transaction_required
def lift(*, hold: UUID, by: User, at: datetime) -> CustomerHold:
    """Lift a hold; one that was lifted stays as it is."""
    row: CustomerHold = CustomerHold.objects.select_for_update(of=("self",)).get(uuid=hold)
    if row.lifted_at is None:
        with partner_scope(row.partner_id, actor_id=by.pk, reason="hold on reminders lifted"):
            row.lifted_by, row.lifted_at = by, at
            row.save(update_fields=["lifted_by", "lifted_at"])
    return row


def address_of(row: Customer) -> str:
    """Return the lines of a customer's address."""
    return sealing.open_sealed(row.address, aad=sealing.aad("finance_customer", row.uuid, "address"))


def _lock(customer: UUID) -> Customer:
    found: Customer = Customer.objects.select_for_update(of=("self",)).select_related("legal_entity").get(uuid=customer)
    return found


def _take(row: Customer, given: Given, *, at: datetime) -> None:
    lines = [" ".join(line.split()) for line in given.address.splitlines() if line.strip()]
    name = " ".join(given.name.split())
    rules.CustomerNamed.require(
        bool(name) and 0 < len(lines) <= MOST_ADDRESS_LINES,
        field="address" if name else "name",
        most=MOST_ADDRESS_LINES,
    )
    rules.TermsInRange.require(SHORTEST_TERMS <= given.terms_days <= LONGEST_TERMS, days=given.terms_days)
    row.name, row.kind, row.email = name, given.kind, given.email.strip().lower()
    row.vat_number, row.terms_days = given.vat_number.replace(" ", "").upper(), given.terms_days
    row.address = sealing.seal("\n".join(lines), aad=sealing.aad("finance_customer", row.uuid, "address"))
    row.stands_for_id = _partner(row, on=timezone.localdate(at))


def _partner(row: Customer, *, on: date) -> int | None:
    """Return which other partner a public body is; None for one that is none, or may be several."""
    if row.kind != Customer.Kind.PUBLIC_BODY:
        return None
    party = Party(
        name=row.name, vat_number=row.vat_number, company_number="", endpoint="", endpoint_scheme=""
    )  # fmt: skip
    found = einvoices.buyer(party, partner_id=row.partner_id, on=on).partner_id
    return found if found and found != row.partner_id else None
