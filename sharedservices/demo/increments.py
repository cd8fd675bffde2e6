"""Increments of 1 April 2027: the rules, one that is withheld, a list that waits; protected pay and a supplement."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import change_kinds_increments as kinds
from hr.engine.increments import Span
from hr.models import Assignment, PayElement, ProgressionTerms, RecurringElement, StaffGroup
from hr.operations import elements, pay_protection, progression
from hr.operations.elements import ElementDetails
from hr.operations.pay_protection import Supplement, Wanted
from hr.queries.increments import Line, preview
from partners.models import Partner
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.demo.dates import NOVEMBER, start_of_month_work
from sharedservices.demo.directory import Place

WELL_BEFORE = date(2020, 4, 1)
APRIL = date(2027, 4, 1)
DECEMBER = date(2026, 12, 1)
AT_MOST = 200
"""So many jobs are looked at for the list, whatever the size of the demonstration."""
RULES = {
    **dict.fromkeys(("NJC", "NJC-L", "PSC", "FSC", "CO"), ("FIXED_DATE", "Green Book part 2, paragraph 5.6")),
    "POL": ("ANNIVERSARY", "Police Regulations, demonstration values"),
    "GREY": ("COMPETENCE", "Grey Book, demonstration values"),
}


def load_rules(partner: Partner) -> None:
    """Say by which rule each staff group progresses. School teachers progress by their own document."""
    ProgressionTerms.objects.bulk_create(
        ProgressionTerms(
            partner=partner, staff_group=group, rule=RULES[group.code][0], source=RULES[group.code][1],
            valid=DateRange(WELL_BEFORE, None),
        )
        for group in StaffGroup.objects.of(partner.pk).order_by("id")
        if group.code in RULES
    )  # fmt: skip


def make_increments(place: Place) -> int:
    """Withhold one increment and propose the list of 1 April; return how many jobs are on it. Inside the scope."""
    span, moment = Span(APRIL, APRIL), start_of_month_work(NOVEMBER) + timedelta(days=10)
    due = [one for one in preview(partner_id=place.partner.pk, span=span) if one.is_given]
    if len(due) < 2:
        return 0
    progression.decide(
        assignment=due[0].assignment, kind="WITHHELD", ground="PERFORMANCE", effective_from=APRIL,
        last_day=APRIL.replace(year=2028) - timedelta(days=1), reason="Plan for improvement agreed in October",
        by=place.hr, at=moment,
    )  # fmt: skip
    lasting = Assignment.objects.filter(uuid__in=[one.assignment for one in due[1:]], valid__upper_inf=True)
    known = set(lasting.values_list("uuid", flat=True))
    if len(known) > 1:
        _pay_on_top(place, [one for one in due if one.assignment in known][-2:], moment)
    payload = kinds.content(preview(partner_id=place.partner.pk, span=span)[:AT_MOST], span=span)
    changes.submit(
        partner_id=place.partner.pk, by=place.hr, at=moment,
        proposal=Proposal(kind=kinds.LIST.code, payload=dict(payload), reason="Increments due on 1 April 2027"),
    )  # fmt: skip
    return len(payload["rows"])


def _pay_on_top(place: Place, lines: Sequence[Line], moment: datetime) -> None:
    """Protect somebody’s pay for a year after a reorganisation, and pay somebody a market supplement with a review."""
    stamp: dict[str, Any] = {"by": place.hr, "at": moment, "effective_from": DECEMBER}
    details = ElementDetails(code="PROTECT", name="Protected pay", kind="payment", method="AMOUNT", pensionable=True)
    element = elements.create_element(
        partner_id=place.partner.pk, details=details, starts_on=WELL_BEFORE, reason="For reorganisations", by=place.hr,
        at=moment,
    )  # fmt: skip
    pay_protection.protect(
        assignment=lines[0].assignment, wanted=Wanted(kind="CASH", yearly=Decimal(1200), element=element.uuid),
        last_day=DECEMBER.replace(year=2027) - timedelta(days=1), reason="Reorganisation of the service", **stamp,
    )  # fmt: skip
    market = PayElement.objects.filter(code="MARKET").first()
    has_one = RecurringElement.objects.filter(assignment__uuid=lines[1].assignment, element=market).exists()
    if market is not None and not has_one:
        wanted = Supplement(
            element=market.uuid, amount=Decimal(150), evidence="Regional survey of October 2026",
            review_on=DECEMBER.replace(year=2027),
        )  # fmt: skip
        pay_protection.supplement(
            assignment=lines[1].assignment, wanted=wanted, last_day=date(2028, 10, 31),
            reason="Nobody suitable applied twice", **stamp,
        )  # fmt: skip
