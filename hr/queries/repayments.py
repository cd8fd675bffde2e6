"""What leavers were overpaid, plans to pay it back, and the ledger that payroll and HR read."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from hr.models import (
    Assignment,
    Leaving,
    OverpaymentCase,
    OverpaymentFigure,
    OverpaymentLine,
    PayElement,
    RepaymentEntry,
    RepaymentPlan,
)
from hr.states import RepaymentState
from partners.queries.holds import quiet
from sharedservices.common.fields import MoneyField
from sharedservices.common.money import pence
from sharedservices.common.rowsources import QuerySetRows

NOT_COUNTED = ("REJECTED", "WITHDRAWN")
OPEN = (RepaymentState.PROPOSED, RepaymentState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One plan in the list. Pounds."""

    plan: UUID
    name: str
    state_words: str
    state: str
    total: Decimal
    left: Decimal
    instalment: Decimal
    first_on: date


def overpaid_net(row: Leaving) -> Decimal | None:
    """Return the take-home pay for days after the last one, over all payslips; None while one is not known."""
    cases = list(OverpaymentCase.objects.of(row.partner_id).filter(leaving=row).order_by("id"))
    by_hand = figures(row)
    nets = [by_hand[one.pk].net if one.pk in by_hand else one.net_overpaid for one in cases]
    if not nets or any(one is None for one in nets):
        return None
    return sum(nets, Decimal(0))


def figures(row: Leaving) -> dict[int, OverpaymentFigure]:
    """Return the figures by hand that count, by case: the last that was approved of each. One query."""
    rows = OverpaymentFigure.objects.of(row.partner_id).filter(case__leaving=row)
    return {one.case_id: one for one in rows.select_related("approved_by").order_by("id")}


def guide(case: OverpaymentCase) -> Decimal:
    """Return the take-home pay of the payslip by calendar days: what a figure by hand is held against."""
    return pence(case.net_paid * case.days_overpaid / case.days_in_period)


def month_net(row: Leaving) -> Decimal:
    """Return what one payslip paid last, take-home, before anybody knew: what the cap is a part of."""
    last = OverpaymentCase.objects.of(row.partner_id).filter(leaving=row).order_by("-pay_date", "-id").first()
    return last.net_paid if last else Decimal(0)


def lines(row: Leaving) -> list[OverpaymentLine]:
    """Return the elements that were overpaid, by payslip. One query."""
    rows = OverpaymentLine.objects.of(row.partner_id).filter(case__leaving=row).select_related("case")
    return list(rows.order_by("case__pay_date", "case_id", "id"))


def plan_of(row: Leaving) -> RepaymentPlan | None:
    """Return the plan of a leaving that was not taken back, or None. One query."""
    rows = RepaymentPlan.objects.of(row.partner_id).filter(leaving=row).exclude(state=RepaymentState.WITHDRAWN)
    found: RepaymentPlan | None = rows.first()
    return found


def one(plan: UUID) -> RepaymentPlan:
    """Return a plan with its people. :raises RepaymentPlan.DoesNotExist: when there is none in scope."""
    rows = RepaymentPlan.objects.select_related("person", "leaving", "employment", "proposed_by", "ended_by")
    found: RepaymentPlan = rows.get(uuid=plan)
    return found


def counted(plan: RepaymentPlan) -> Any:
    """Return the entries that count: what payroll was asked to keep back counts until the input is turned down."""
    rows = RepaymentEntry.objects.of(plan.partner_id).filter(plan=plan)
    return rows.filter(Q(monthly_input=None) | ~Q(monthly_input__state__in=NOT_COUNTED))


def left(plan: RepaymentPlan) -> Decimal:
    """Return what is left to pay back. One query."""
    paid: Decimal = counted(plan).aggregate(n=Sum("amount"))["n"] or Decimal(0)
    return plan.total - paid


def ledger(plan: RepaymentPlan) -> list[RepaymentEntry]:
    """Return every entry, the first first. One query."""
    rows = RepaymentEntry.objects.of(plan.partner_id).filter(plan=plan).select_related("by", "monthly_input")
    return list(rows.order_by("paid_on", "id"))


def job_of(plan: RepaymentPlan) -> Assignment:
    """Return the job that an instalment is kept back from: of the employment, the one that lasts longest."""
    rows = Assignment.objects.of(plan.partner_id).filter(employment_id=plan.employment_id)
    found: list[Assignment] = sorted(rows.order_by("id"), key=lambda job: job.valid.upper or date.max)
    return found[-1]


def recovering(*, partner_id: int) -> list[tuple[str, str]]:
    """Return the pay elements that take money back, for a choice. One query."""
    rows = PayElement.objects.of(partner_id).filter(recovers=True).order_by("name", "id")
    return [(str(row.uuid), row.name) for row in rows]


def recovering_codes(partner_id: int) -> set[str]:
    """Return the codes of the pay elements that take money back. One query."""
    return set(PayElement.objects.of(partner_id).filter(recovers=True).values_list("code", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """What leavers owed of plans that were made in a month: its first day, how many people, pounds."""

    month: date
    n_people: int
    left: Decimal


def owing(*, partner_id: int, legal_entity_id: int, on: date) -> list[Owing]:
    """Return what a legal entity's leavers had still to pay back at the end of a day, by month of the plan. One query.

    What payroll was asked to keep back counts from the pay period on, as the plan itself counts it.
    """
    entries = RepaymentEntry.objects.of(partner_id).filter(plan=OuterRef("pk"), paid_on__lte=on)
    come_back = entries.exclude(monthly_input__state__in=NOT_COUNTED).order_by().values("plan_id")
    paid = Coalesce(Subquery(come_back.annotate(n=Sum("amount")).values("n")), Decimal(0), output_field=MoneyField())
    rows = RepaymentPlan.objects.of(partner_id).filter(
        employment__legal_entity=legal_entity_id, proposed_at__date__lte=on
    )
    rows = rows.exclude(state=RepaymentState.WITHDRAWN).annotate(paid=paid).order_by("proposed_at", "id")
    sums: dict[date, tuple[set[int], Decimal]] = {}
    for row in rows:
        month = timezone.localdate(row.proposed_at).replace(day=1)
        people, pounds = sums.setdefault(month, (set(), Decimal(0)))
        if row.total != row.paid:
            sums[month] = ({*people, row.person_id}, pounds + row.total - row.paid)
    return [Owing(month=month, n_people=len(people), left=pounds) for month, (people, pounds) in sums.items() if pounds]


def plans(*, partner_id: int, search: str = "", state: str = "") -> QuerySetRows:
    """Return plans as rows of a list, narrowed by words of a name or by state."""
    entries = RepaymentEntry.objects.of(partner_id).filter(plan=OuterRef("pk"))
    come_back = entries.exclude(monthly_input__state__in=NOT_COUNTED).order_by().values("plan_id")
    paid = Coalesce(Subquery(come_back.annotate(n=Sum("amount")).values("n")), Decimal(0), output_field=MoneyField())
    rows = RepaymentPlan.objects.of(partner_id).select_related("person").annotate(paid=paid)
    for word in search.split():
        rows = rows.filter(
            Q(person__surname__icontains=word) | Q(person__forenames__icontains=word)
            | Q(employment__employee_no__istartswith=word)
        )  # fmt: skip
    if state:
        rows = rows.filter(state=state)
    return QuerySetRows(rows, row=_row)


def _row(row: Any) -> PlanRow:
    return PlanRow(
        plan=row.uuid, name=row.person.display_name, state=row.state, state_words=row.get_state_display(),
        total=row.total, left=row.total - row.paid, instalment=row.instalment, first_on=row.first_on,
    )  # fmt: skip


def late(*, partner_id: int, on: date) -> Any:
    """Return the proposed plans whose first instalment is due: nobody has agreed, and nobody has begun them."""
    rows = quiet(RepaymentPlan.objects.of(partner_id))
    return rows.filter(state=RepaymentState.PROPOSED, first_on__lte=on)


def without_plan(*, partner_id: int) -> Any:
    """Return the leavings with pay after the last day for which nobody has proposed a plan."""
    cases = quiet(OverpaymentCase.objects.of(partner_id)).exclude(leaving__state="WITHDRAWN")
    planned = RepaymentPlan.objects.of(partner_id).exclude(state=RepaymentState.WITHDRAWN)
    return cases.exclude(leaving_id__in=planned.values("leaving_id")).values("leaving_id").distinct()
