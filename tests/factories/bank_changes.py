"""Asks for changes of bank account, and makes the contacts that alerts go to."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import sealed
from hr.models import BankAccount, BankChange, Contact, Person, SecondAccount
from hr.operations import bank_changes, bank_checks
from hr.operations.bank_changes import Evidence, SignIn
from hr.operations.bank_wishes import Wanted
from hr.sealed import BankDetails
from partners.scope import partner_scope

SITE = "https://pay.example"
LONG_AGO = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
OLD_EMAIL, OLD_PHONE = "ann@home.example", "07700 900123"
NEW_ACCOUNT = {"holder": "A Abbott", "sort_code": "20-00-00", "account_number": "55779911"}


def contact(who: Person, kind: str, value: str, **overrides: Any) -> Contact:
    """Make a contact that is held, and write it into the record."""
    fields = {"begun_at": LONG_AGO, "verified_at": LONG_AGO, "verified_how": "LINK"} | overrides
    name = {"EMAIL": "email", "PHONE": "phone"}[kind]
    setattr(who, name, value)
    who.save(update_fields=[name])
    return Contact.objects.create(partner_id=who.partner_id, person=who, kind=kind, value=value, **fields)


def contacts(who: Person) -> tuple[Contact, Contact]:
    """Make the e-mail address and the mobile number that Ann has had for years."""
    return contact(who, "EMAIL", OLD_EMAIL), contact(who, "PHONE", OLD_PHONE)


def sign_in(at: datetime, **overrides: Any) -> SignIn:
    """Be signed in for a minute, with a browser that is known for years."""
    facts = {"given_at": at - timedelta(minutes=1), "device_since": LONG_AGO, "site": SITE} | overrides
    return SignIn(**facts)


def wanted(**overrides: Any) -> Wanted:
    """Want another account."""
    return Wanted(**(NEW_ACCOUNT | overrides))


def request(employment: Any, *, by: Any, at: datetime, account: Wanted | None = None, **signed: Any) -> BankChange:
    """Ask in self-service, as the database sees an employee."""
    with partner_scope(employment.partner_id, person_ids=frozenset({employment.person_id}), actor_id=by.pk):
        return bank_changes.request(
            employment=employment.uuid, wanted=account or wanted(), sign_in=sign_in(at, **signed), by=by, at=at
        )


def second(**overrides: Any) -> Wanted:
    """Want £250.00 of each pay period to go to a second account."""
    return Wanted(**(NEW_ACCOUNT | {"part": "SECOND", "amount": Decimal("250.00")} | overrides))


def in_effect(employment: Any, account: Wanted, *, by: Any, second_person: Any, at: datetime) -> BankChange:
    """Have a change asked for in self-service go the whole way, and hold from its day on."""
    row = bank_checks.check(change=request(employment, by=by, at=at, account=account).uuid, at=at)
    if row.needs_second:
        row = bank_changes.accept(change=row.uuid, note="Rang her", by=second_person, at=at)
    return bank_checks.activate(change=row.uuid, at=datetime.combine(row.effective_on, at.timetz()))


def recorded(employment: Any, *, by: Any, at: datetime, **overrides: Any) -> BankChange:
    """Record what somebody asked for at the desk."""
    facts = {"channel": "IN_PERSON", "words": "Passport seen at the front desk", "site": SITE} | overrides
    account = facts.pop("account", None) or wanted()
    return bank_changes.record(employment=employment.uuid, wanted=account, evidence=Evidence(**facts), by=by, at=at)


def checked(account: BankAccount, *, by: Any, at: datetime) -> BankAccount:
    """Have an account that another test wrote come from a change that went the whole way."""
    BankChange.objects.create(
        partner_id=account.partner_id, person_id=account.person_id, employment_id=account.employment_id,
        channel="IN_PERSON", evidence="Passport seen", holder=account.holder, details=account.details,
        fingerprint=account.fingerprint, last_four=account.last_four, modulus_check=account.modulus_check,
        state="ACTIVE", effective_on=account.valid.lower, requested_by=by, requested_human=by.human_id,
        requested_at=at, score=0, accepted_by=by, accepted_human=uuid4(), accepted_at=at, settled_at=at,
        account=account,
    )  # fmt: skip
    return account


def second_account(job: Any, *, by: Any, at: datetime, holder: str = "A Abbott", **overrides: Any) -> SecondAccount:
    """Make a second account for £250.00 that an earlier change brought, which went the whole way."""
    uid, change, details = uuid4(), uuid4(), BankDetails("200000", "55779911", "NB/42")
    token, index = sealed.seal_second(details, partner_id=job.partner_id, account=uid)
    owner = {"partner_id": job.partner_id, "person_id": job.person_id, "employment_id": job.pk}
    said = {"amount": Decimal("250.00"), "holder": holder, "fingerprint": index, "last_four": details.last_four,
            "modulus_check": "UNCHECKED"}  # fmt: skip
    facts = {"valid": DateRange(job.valid.lower, job.valid.upper), "reason": "test"} | overrides
    account = SecondAccount.objects.create(uuid=uid, details=token, **owner, **said, **facts)
    BankChange.objects.create(
        uuid=change, part="SECOND", details=sealed.seal_bank_change(details, change=change), channel="IN_PERSON",
        evidence="Passport seen", state="ACTIVE", effective_on=account.valid.lower, requested_by=by,
        requested_human=by.human_id, requested_at=at, score=0, accepted_by=by, accepted_human=uuid4(), accepted_at=at,
        settled_at=at, second=account, **owner, **said,
    )  # fmt: skip
    return account
