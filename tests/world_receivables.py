"""Accounts receivable of a world: a row of each table, with its mark in every text."""

from datetime import date
from decimal import Decimal

from finance.models import Allocation
from finance.operations import customers, dunning, receipts, write_offs
from partners.operations import changes
from partners.operations.change_trials import Proposal
from tests.factories import receivables as make
from tests.factories.ledger import Ledger
from tests.factories.receivables import NOW
from tests.people import Cast
from tests.world_base import World


def add_receivables(cast: Cast, world: World, books: Ledger) -> None:
    """Make one of each."""
    mark, by = world.mark, cast.hana
    debtor = make.customer(
        books, name=mark, address=f"1 {mark}", email=f"{mark.lower()}@example.invalid", kind="PERSON"
    )
    owed = make.issued(books, debtor, make.item("100.00"), approver=cast.ben, description=f"{mark} hall hired")
    money = make.receipt(books, debtor, "30.00", reference=mark)
    paid = receipts.allocate(receipt=money.uuid, invoice=owed.uuid, amount=Decimal("30.00"), by=by, at=NOW)
    off = write_offs.write_off(
        invoice=owed.uuid, amount=Decimal("10.00"), reason="UNECONOMIC", explanation=mark, member_report="", by=by,
        at=NOW,
    )  # fmt: skip
    dunning.agree_plan(invoice=owed.uuid, first_on=date(2027, 11, 30), n=2, by=by, at=NOW)
    old = make.issued(books, debtor, approver=cast.ben, description=f"{mark} chairs lent")
    taken = dunning.take(invoice=old.uuid, step="REMINDER", by=by, at=NOW.replace(year=2027))
    held = customers.hold(
        customer=debtor.uuid, kind="OTHER", reason=mark, starts_on=date(2027, 11, 2), ends_on=None, by=by, at=NOW
    )
    payload = {
        "invoice": str(owed.uuid), "on": "2026-11-02", "amount": "5.00", "cause": "UNECONOMIC", "explanation": mark,
        "member_report": "",
    }  # fmt: skip
    proposal = Proposal(kind="finance.write_off", payload=payload, reason=mark)
    changes.submit(partner_id=world.partner.pk, proposal=proposal, by=by, at=NOW)
    world.rows |= {
        "finance.SalesInvoice": owed, "finance.Customer": debtor, "finance.Receipt": money, "finance.WriteOff": off,
        "finance.Allocation": Allocation.objects.get(pk=paid.pk), "finance.CustomerHold": held,
        "finance.DunningStep": taken,
    }  # fmt: skip
