"""What a partner agrees about leaving beyond the law (its discretions policy and its contracts): dated, by request."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules_absence, rules_leaving
from hr.models import LeavingTerms
from hr.operations import dated, policies
from partners.models import User
from sharedservices.common.db import transaction_required

MOST_WEEKS, MOST_MULTIPLIER = 52, Decimal(10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What is agreed: weeks of notice of the contract, how redundancy pay is worked out, and what is taken back.

    `redundancy_multiplier` is 1 for the statutory weeks. `small_estate_limit` in pounds; None: the limit of the law.
    """

    contract_notice_weeks: int
    redundancy_multiplier: Decimal
    uses_actual_week_pay: bool
    recovers_leave: bool
    small_estate_limit: Decimal | None
    source: str


@transaction_required
def agree(
    *, partner_id: int, agreed: Agreed, effective_from: date, reason: str, by: User, at: datetime
) -> LeavingTerms:
    """Record what is agreed about leaving from a day on.

    :raises RuleBroken: for figures that cannot be, without a source, for a day far ahead or before a later version, or
        when it is so already
    """
    dated.check_date(
        effective_from, within=DateRange(effective_from, None), what="policy", at=at, field="effective_from"
    )
    fits = rules_leaving.LeavingTermsFit.require
    fits(0 <= agreed.contract_notice_weeks <= MOST_WEEKS, field="contract_notice_weeks")
    fits(1 <= agreed.redundancy_multiplier <= MOST_MULTIPLIER, field="redundancy_multiplier")
    fits(agreed.small_estate_limit is None or agreed.small_estate_limit > 0, field="small_estate_limit")
    tidy = " ".join(agreed.source.split())
    rules_absence.TermsHaveSource.require(bool(tidy))
    with dated.change(partner_id=partner_id, by=by, reason=reason):
        made: LeavingTerms = policies.put(
            LeavingTerms, keys={"partner_id": partner_id}, values=asdict(agreed) | {"source": tidy},
            start=effective_from, noun="policy",
        )  # fmt: skip
    return made
