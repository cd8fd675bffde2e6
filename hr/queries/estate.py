"""Who acts for the estate of somebody who has died: the account that is paid, what is owed, what waits (HR-09)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from hr.engine.agreements import small_estate
from hr.models import BankAccount, BankChange, DeathCase, DeathTask, LeavingTerms, Representative, SecondAccount
from hr.states import DeathTaskState, RepresentativeState


@dataclass(frozen=True, slots=True)
class Limit:
    """How many pounds may be paid in all without a grant, and where that is written."""

    most: Decimal
    source: str


def limit(*, partner_id: int, on: date) -> Limit:
    """Return how much a partner pays after a death without a grant: what it agreed, else what the law says. One query.

    :raises AgreementMissing: before the law knew a limit
    """
    terms = LeavingTerms.objects.of(partner_id).filter(valid__contains=on).order_by("id").first()
    if terms is not None and terms.small_estate_limit is not None:
        return Limit(terms.small_estate_limit, terms.source)
    return Limit(*small_estate(on=on))


def live(case: DeathCase) -> Representative | None:
    """Return whoever acts for the estate now, with the account, verified or not; or None. One query."""
    rows = Representative.objects.of(case.partner_id).filter(case=case).exclude(state=RepresentativeState.STOPPED)
    found: Representative | None = rows.select_related("recorded_by", "verified_by").first()
    return found


def verified(case: DeathCase, *, on: date) -> Representative | None:
    """Return whoever acts for the estate if their account is paid on a pay date; or None. One query."""
    rows = Representative.objects.of(case.partner_id).filter(case=case, state=RepresentativeState.VERIFIED)
    found: Representative | None = rows.filter(payable_from__lte=on).first()
    return found


def payable(*, partner_id: int, people: Collection[int], on: date) -> set[int]:
    """Return those of the people whose estate has a verified account that is paid on a pay date. One query."""
    rows = Representative.objects.of(partner_id).filter(state=RepresentativeState.VERIFIED, payable_from__lte=on)
    return set(rows.filter(case__person_id__in=people).values_list("case__person_id", flat=True))


def is_own_account(case: DeathCase, fingerprint: str) -> bool:
    """Tell whether an account is, or was to be, one of the person who has died. Three queries at most."""
    mine = {"partner_id": case.partner_id, "person_id": case.person_id, "fingerprint": fingerprint}
    return any(model.objects.filter(**mine).exists() for model in (BankAccount, SecondAccount, BankChange))


def n_others(row: Representative) -> int:
    """Return how many other people of the partner are paid into the account of a representative. Never who."""
    mine = {"partner_id": row.partner_id, "fingerprint": row.fingerprint}
    held = (BankAccount.objects.filter(**mine), SecondAccount.objects.filter(**mine))
    return len({one for rows in held for one in rows.values_list("person_id", flat=True)})


def owed(case: DeathCase) -> Decimal:
    """Return what the tasks of a case list as owed to the estate, in pounds before tax: salary and leave. One query."""
    due = Q(code__startswith="salary-") | Q(code__startswith="leave-")
    rows = DeathTask.objects.of(case.partner_id).filter(due, case=case).exclude(state=DeathTaskState.NOT_NEEDED)
    return rows.aggregate(found=Sum("figure"))["found"] or Decimal(0)


def to_verify(*, partner_id: int) -> "QuerySet[Representative]":
    """Return the accounts of representatives that nobody has verified."""
    rows: QuerySet[Representative] = Representative.objects.of(partner_id).filter(state=RepresentativeState.RECORDED)
    return rows


def unpaid_for(*, partner_id: int) -> "QuerySet[DeathCase]":
    """Return the open cases that pay the estate and have no account to pay it into."""
    known = Representative.objects.of(partner_id).exclude(state=RepresentativeState.STOPPED).values("case_id")
    rows: QuerySet[DeathCase] = DeathCase.objects.of(partner_id).filter(
        pay=DeathCase.Pay.ESTATE, state__in=["CONFIRMED", "IN_SUPPORT", "SETTLING"]
    )
    return rows.exclude(pk__in=known)
