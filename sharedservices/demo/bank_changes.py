"""Changes of bank account: at the desk with a passport, and one from a new device that waits for a second person."""

import random
from datetime import datetime, timedelta
from decimal import Decimal

from hr.models import BankChange
from hr.operations import bank_changes, bank_checks
from hr.operations.bank_changes import Evidence, SignIn
from hr.operations.bank_wishes import Wanted
from hr.queries import bank_changes as changes
from partners.models import Grant
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.demo.dates import NOVEMBER, start_of_month_work
from sharedservices.demo.directory import Found, Place

SITE = "http://127.0.0.1:8000"
A_MINUTE = timedelta(minutes=1)
SPLITS, SAVED = "over-pension-age", Decimal("250.00")
"""Margaret Lockwood: a part of her pay goes to a building society."""
WAITS = "k-code"
"""Keith Pemberton: his change waits for HR, because of what speaks against it."""


def change_at_desk(chance: random.Random, place: Place, found: Found, moment: datetime) -> None:
    """Have somebody come with a passport; a second person accepts, and it holds when it has cooled off."""
    wanted = Wanted(
        holder=found.member.name,
        sort_code=f"99{chance.randrange(10_000):04d}",
        account_number=f"{chance.randrange(10_000_000, 99_999_999)}",
    )
    _at_desk(place, found, wanted, moment)


def add_second_account(place: Place) -> None:
    """Have somebody split her pay: £250.00 of each month goes to a savings account. Inside the scope."""
    found, moment = place.of_key(SPLITS), start_of_month_work(NOVEMBER)
    if found:
        wanted = Wanted(
            part=BankChange.Part.SECOND, amount=SAVED, holder=found.member.name, sort_code="990042",
            account_number="27182818", roll_number="NB/0042-7",
        )  # fmt: skip
        _at_desk(place, found, wanted, moment)


def _at_desk(place: Place, found: Found, wanted: Wanted, moment: datetime) -> None:
    evidence = Evidence(channel=BankChange.Channel.IN_PERSON, words="Passport seen at the front desk", site=SITE)
    row = bank_changes.record(employment=found.employment, wanted=wanted, evidence=evidence, by=place.hr, at=moment)
    bank_checks.check(change=row.uuid, at=moment)
    row = bank_changes.accept(change=row.uuid, note="Passport seen", by=place.approver, at=moment)
    bank_checks.activate(change=row.uuid, at=datetime.combine(row.effective_on, moment.timetz()))


def ask_from_a_new_device(place: Place) -> int:
    """Have somebody ask in self-service, from a new device, for an account at an e-money firm. Inside the scope.

    Return how many changes are under way.
    """
    found, at = place.of_key(WAITS), start_of_month_work(NOVEMBER)
    grant = found and Grant.objects.filter(
        partner=place.partner, role=Role.EMPLOYEE, person_id=found.person_id
    ).select_related("user").first()  # fmt: skip
    if found and grant:
        wanted = Wanted(holder=found.member.name, sort_code="040075", account_number="31415926")
        sign_in = SignIn(given_at=at - A_MINUTE, device_since=at, site=SITE)
        with partner_scope(place.partner.pk, person_ids=frozenset({found.person_id}), actor_id=grant.user_id):
            row = bank_changes.request(
                employment=found.employment, wanted=wanted, sign_in=sign_in, by=grant.user, at=at
            )
        bank_checks.check(change=row.uuid, at=at)
    return changes.under_way(place.partner.pk).count()
