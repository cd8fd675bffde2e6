"""October closed by its checklist at the county council; November under way there.

Earlier months were closed in the books that were kept before: the deputy lets them be closed as they came.
"""

from datetime import date
from typing import Any

from finance.models import Period, PeriodModule, Reconciliation
from finance.operations import calendar, closing, reconciliations
from finance.operations.reconciliations import Explanation
from finance.queries import closing as tasks
from finance.queries import control_accounts
from partners.models import LegalEntity
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY

BEFORE = at(date(2026, 11, 3), 10)
SIGNED, REVIEWED = at(date(2026, 11, 5), 10), at(date(2026, 11, 5), 15)
CLOSED = at(date(2026, 11, 6), 16)
OCTOBER, NOVEMBER, LAST = 7, 8, date(2026, 10, 31)
MODULES = PeriodModule.Module.values
SAID = {
    tasks.ACCRUALS: "Utilities and agency staff are accrued; nothing else came to more than £1,000",
    tasks.RECHARGES: "Recharges are posted by quarter: the next are of December",
    tasks.REPORT: "Sent to budget holders and the leadership team",
    tasks.SUSPENSE: "The income team has written to the bank about each",
}
WHY = {
    "92500": "VAT of October’s invoices, in the return of the quarter",
    "94900": "Costs of pay runs that wait for a cost centre",
}
OTHERWISE = "Posted before the register was kept; clears with November’s payments"


def close_as_before(place: Place, period: Period) -> None:
    """Close a month as it came, with the leave of the deputy."""
    reason = "Closed in the books that were kept before, and signed there: the papers are with the treasurer"
    deputy, keeper = office("deputy", place.spec), office("periods", place.spec)
    closing.override(period=period.uuid, modules=MODULES, reason=reason, by=deputy, at=BEFORE)
    calendar.move(period=period.uuid, modules=MODULES, action="close", by=keeper, at=BEFORE)


def make_closing(place: Place) -> dict[str, Any]:
    """Reconcile, say what is done, and close October at the county council. In the scope."""
    if place.spec.code != COUNTY:
        return {"closed": 0}
    council = LegalEntity.objects.of(place.partner.pk).order_by("id")[0]
    rows = Period.objects.of(place.partner.pk).filter(legal_entity=council, year=2026)
    october, november = (rows.select_related("legal_entity").get(number=number) for number in (OCTOBER, NOVEMBER))
    preparer, reviewer = office("journals", place.spec), office("finance", place.spec)
    for one in control_accounts.positions(october):
        if one.is_needed:
            code = one.account.code
            if one.unexplained:
                wanted = Explanation(amount=one.unexplained, arose_on=LAST, words=WHY.get(code, OTHERWISE))
                reconciliations.explain(period=october.uuid, code=code, wanted=wanted, by=preparer, at=SIGNED)
            row = reconciliations.sign(
                period=october.uuid, code=code, ledger=one.ledger, subledger=one.subledger, by=preparer, at=SIGNED
            )
            reconciliations.review(reconciliation=row.uuid, by=reviewer, at=REVIEWED)
    for task in tasks.tasks(october):
        if task.may_state:
            words = SAID[task.code]
            closing.state(period=october.uuid, task=task.code, is_done=True, words=words, by=preparer, at=REVIEWED)
    undone = [one for one in tasks.tasks(october, together=MODULES) if not one.is_met]
    if undone:
        titles = "; ".join(one.title for one in undone)
        reason = f"Left for November, to be settled by the 20th: {titles}"[:500]
        closing.override(
            period=october.uuid, modules=MODULES, reason=reason, by=office("deputy", place.spec), at=REVIEWED
        )
    calendar.move(period=october.uuid, modules=MODULES, action="close", by=office("periods", place.spec), at=CLOSED)
    _begin(november, preparer)
    return {"closed": 1, "signed": Reconciliation.objects.of(place.partner.pk).exclude(state="OPEN").count()}


def _begin(november: Period, preparer: Any) -> None:
    """Explain what is known already of the first account that is not as its register in November."""
    one = next(one for one in control_accounts.positions(november) if one.unexplained)
    wanted = Explanation(amount=one.unexplained, arose_on=CLOSED.date(), words=OTHERWISE)
    reconciliations.explain(period=november.uuid, code=one.account.code, wanted=wanted, by=preparer, at=CLOSED)
