"""Payment runs of the county: one that was paid and posted early in November, one proposal that waits."""

from datetime import date, datetime
from typing import Any

from finance.models import BankAccount, PaymentFile, PaymentRun, SupplierInvoice
from finance.operations import cis_returns, payment_files, payment_posting, payment_runs
from finance.operations.payment_runs import RunWanted
from partners.models import LegalEntity
from sharedservices.demo.access import office
from sharedservices.demo.cis import SUBS
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY

FIRST, FIRST_PAID = at(date(2026, 11, 5), 10), at(date(2026, 11, 10), 9)
SECOND = at(date(2026, 11, 19), 10)
BUILT = date(2026, 11, 5)  # the last day of a tax month
RETURNED = at(date(2026, 11, 12), 10)
BUILDING, BUILT_PAID = at(date(2026, 11, 4), 14), at(date(2026, 11, 6), 9)


def make_payment_runs(place: Place) -> dict[str, Any]:
    """Make the runs; return how many there are. In the scope."""
    if place.spec.code == COUNTY:
        bill = SupplierInvoice.objects.of(place.partner.pk).get(reference="AF-2001")
        account = BankAccount.objects.of(place.partner.pk).get(legal_entity=bill.legal_entity, subjective__code="93000")
        late = SupplierInvoice.objects.of(place.partner.pk).get(reference="AF-1988")
        _paid(place, account, bill, late)
        built = SupplierInvoice.objects.of(place.partner.pk).filter(reference__in=[one.reference for one in SUBS])
        _paid(place, account, *built.order_by("id"), method="FASTER", pay_on=BUILT, first=BUILDING, paid=BUILT_PAID)
        _construction_return(place, account.legal_entity)
        wanted = RunWanted(
            bank_account=account.uuid, method="BACS", pay_on=date(2026, 11, 25), next_run_on=date(2026, 11, 27)
        )
        payment_runs.propose(wanted=wanted, by=office("invoices", place.spec), at=SECOND)
    return {"runs": PaymentRun.objects.of(place.partner.pk).count()}


def _construction_return(place: Place, entity: LegalEntity) -> None:
    """Sign the return of the tax month to 5 November, which finance approves, and draw the next one up."""
    clerk, finance = office("invoices", place.spec), office("finance", place.spec)
    row = cis_returns.draw_up(legal_entity=entity.uuid, month=BUILT, by=clerk, at=RETURNED)
    cis_returns.sign(cis_return=row.uuid, are_self_employed=True, are_verified=True, by=clerk, at=RETURNED)
    cis_returns.approve(cis_return=row.uuid, by=finance, at=RETURNED)
    cis_returns.draw_up(legal_entity=entity.uuid, month=date(2026, 11, 6), by=clerk, at=SECOND)


def _paid(
    place: Place, account: BankAccount, *bills: SupplierInvoice, method: str = "BACS",
    pay_on: date = date(2026, 11, 10), first: datetime = FIRST, paid: datetime = FIRST_PAID,
) -> None:  # fmt: skip
    """Take invoices all the way."""
    clerk, payer = office("invoices", place.spec), office("payer", place.spec)
    wanted = RunWanted(
        bank_account=account.uuid, method=method, pay_on=pay_on, invoices=[one.uuid for one in bills]
    )  # fmt: skip
    run = payment_runs.propose(wanted=wanted, by=clerk, at=first)
    seen = payment_runs.review(run=run.uuid, by=clerk, at=first).items_hash
    payment_runs.approve(run=run.uuid, seen=seen, by=office("finance", place.spec), at=first)
    payment_runs.release(run=run.uuid, seen=seen, by=payer, at=first)
    body = payment_files.body_of(PaymentFile.objects.of(place.partner.pk).get(run=run))
    payment_runs.send_file(run=run.uuid, body=body, by=payer, at=first)
    payment_posting.confirm(run=run.uuid, by=clerk, at=paid)
