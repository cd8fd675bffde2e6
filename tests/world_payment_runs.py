"""A payment run of a world: released, with an item, a payment and a file."""

from finance.models import BankAccount, SupplierPayment
from tests.factories import payables
from tests.factories import payment_runs as make
from tests.factories.ledger import Ledger
from tests.people import Cast
from tests.world_base import World


def add_payment_run(cast: Cast, world: World, books: Ledger) -> None:
    """Pay a supplier by cheque."""
    account = payables.account(books, by=cast.hana, name=f"{world.mark} Cheques", method="CHEQUE")
    line = payables.line(description=world.mark)
    bill = payables.invoice(account, line, by=cast.hana, reference=f"{world.mark} 77")
    payables.approved(bill, world.everybody, by=cast.hana)
    run = make.run(BankAccount.objects.get(), by=cast.hana, method="CHEQUE")
    row = make.released(run, cast.rhys, by=cast.hana, approver=cast.ben)
    world.rows |= {"finance.PaymentRun": row, "finance.SupplierPayment": SupplierPayment.objects.get()}
