"""What a payslip paid a leaver too much, worked out by hand where it cannot be worked out again (domain HR-08)."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hr import rules
from hr import rules_leaving as leaving_rules
from hr.models import OverpaymentCase, OverpaymentFigure
from hr.operations import dated, leavings
from hr.queries import repayments as found
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import money


@transaction_required
def record(*, case: UUID, gross: Decimal, net: Decimal, reason: str, by: User, at: datetime) -> OverpaymentFigure:
    """Record the figures that were approved; what was recorded before stays, and counts no longer.

    :raises RuleBroken: where the figures are known or paid back by a plan, or more than the payslip paid
    :raises OverpaymentCase.DoesNotExist: if there is none in scope
    """
    row: OverpaymentCase = OverpaymentCase.objects.select_related("leaving").get(uuid=case)
    leaving = leavings.lock(row.leaving.uuid)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        dated.refuse_oneself(row, by=by)
        leaving_rules.FiguresNeeded.require(
            row.net_overpaid is None, why="This payslip was worked out again: its figures stand on the page."
        )
        leaving_rules.FiguresNeeded.require(
            found.plan_of(leaving) is None, why="A plan of repayment stands on the figures of before."
        )
        leaving_rules.FiguresFit.require(0 <= net <= min(gross, row.net_paid), most=f"{row.net_paid:,.2f}")
        made: OverpaymentFigure = OverpaymentFigure.objects.create(
            partner_id=row.partner_id, case=row, person_id=row.person_id, gross=gross, net=net,
            guide=found.guide(row), reason=rules.check_reason(reason), approved_by=by, approved_at=at,
        )  # fmt: skip
        leavings.log(leaving, "overpaid_by_hand", by=by, at=at, note=f"{row.run_label}: {money(net)} take-home")
    return made
