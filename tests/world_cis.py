"""The construction scheme of a world: a contractor, a subcontractor that is verified, and a deduction."""

from finance.models import BankAccount, CisReturnLine
from finance.operations import cis_returns
from tests.factories import cis as make
from tests.factories import payables
from tests.factories import payment_runs as runs
from tests.factories.ledger import Ledger
from tests.people import Cast
from tests.world_base import World


def add_cis(cast: Cast, world: World, books: Ledger) -> None:
    """Pay a subcontractor by cheque."""
    row = make.subcontractor(
        books, by=cast.hana, verifier=cast.ben, name=f"{world.mark} Builders", terms={"method": "CHEQUE"},
        evidence=f"{world.mark} keeps the answer of HMRC",
    )  # fmt: skip
    bill = payables.invoice(
        row, payables.line(description=world.mark), by=cast.hana, reference=f"{world.mark} 78",
        construction=make.parts("80.00", "20.00"),
    )  # fmt: skip
    payables.approved(bill, world.everybody, by=cast.hana)
    run = runs.run(BankAccount.objects.get(), by=cast.hana, method="CHEQUE", invoices=[bill.uuid])
    runs.posted(run, cast.rhys, by=cast.hana, approver=cast.ben)
    made = cis_returns.draw_up(legal_entity=books.entity.uuid, month=runs.WEDNESDAY, by=cast.hana, at=runs.PAID)
    world.rows |= {"finance.CisReturn": made, "finance.CisReturnLine": CisReturnLine.objects.get()}
