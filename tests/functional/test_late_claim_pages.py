"""The claim of a supplier that was paid late, as whoever enters invoices sees it (domain FIN-06)."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from finance.models import SupplierInvoice
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import bank, ledger, payables
from tests.factories import payment_runs as make
from tests.people import grant, user

ROLES = {
    "mo": Role.SUPPLIER_MAINTAINER, "val": Role.SUPPLIER_VERIFIER, "cal": Role.AP_CLERK, "bob": Role.BUDGET_HOLDER,
    "fay": Role.FINANCE_MANAGER, "rea": Role.PAYMENT_RELEASER, "auda": Role.AUDITOR,
}  # fmt: skip
LATE = {"received_at": datetime(2026, 9, 21, 9, 0, tzinfo=UTC), "invoice_date": date(2026, 9, 18)}


@pytest.fixture
def people(cast):
    found = {name: user(f"{name.capitalize()}claim") for name in ROLES}
    for name, role in ROLES.items():
        grant(found[name], cast.northshire, role)
    return found


@pytest.fixture
def paid(cast, people):
    """An invoice of £1,200.00 that was paid 36 days late, and one of £120.00 that was paid in time."""
    with partner_scope(cast.northshire.pk, actor_id=people["mo"].pk, reason="test"):
        books = ledger.ledger(cast.northshire, people["mo"])
        paper = payables.account(books, by=people["mo"], name="Fenwick Paper Ltd", vat_number=payables.VAT_NUMBER)
        payables.banked(paper, by=people["mo"], verifier=people["val"])
        late = payables.invoice(paper, payables.line("1000.00"), by=people["cal"], reference="KILO 9204", **LATE)
        in_time = payables.invoice(paper, by=people["cal"], reference="ALPHA-17")
        for row in (late, in_time):
            payables.approved(row, people["bob"], by=people["cal"])
        run = make.run(bank.account(books, by=people["fay"]), by=people["cal"], invoices=[late.uuid, in_time.uuid])
        make.posted(run, people["rea"], by=people["cal"], approver=people["fay"])
    return late, in_time


def test_a_claim_is_entered_beside_what_the_law_gives(client, people, cast, paid):
    late, in_time = paid

    def ask(who, name, row, data=None):
        client.force_login(people[who])
        path = reverse(f"finance:{name}", kwargs={"partner_code": cast.northshire.code, "invoice": row.uuid})
        return client.get(path) if data is None else client.post(path, data)

    with time_machine.travel(datetime(2026, 11, 30, 10, 0, tzinfo=UTC), tick=False):
        page = ask("cal", "invoice", late).content.decode()
        workings = "£1,200.00 × 11.75% × 36/365 = £13.91, and a fixed sum of £70.00"
        assert workings in page
        assert "Enter a claim" in page
        assert "Enter a claim" not in ask("auda", "invoice", late).content.decode()
        assert "may be claimed" not in ask("cal", "invoice", in_time).content.decode()
        assert ask("cal", "invoice_claim", in_time).status_code == 302

        form = ask("cal", "invoice_claim", late)
        assert workings in form.content.decode()
        given = {name: str(value) for name, value in form.context_data["form"].initial.items()}
        assert (given["interest"], given["fixed"], given["subjective"]) == ("13.91", "70", "40100")
        given |= {"reference": "INT 1", "claimed_on": "30/11/2026", "received_on": "30/11/2026"}
        nothing = ask("cal", "invoice_claim", late, given | {"interest": "0", "fixed": "0"})
        assert (nothing.status_code, "Enter what is claimed" in nothing.content.decode()) == (422, True)
        too_much = ask("cal", "invoice_claim", late, given | {"interest": "14"})
        assert too_much.status_code == 422
        assert "Interest of £14.00 is more than may be claimed" in too_much.content.decode()
        entered = ask("cal", "invoice_claim", late, given)
        assert entered.status_code == 302
        with partner_scope(cast.northshire.pk, actor_id=people["mo"].pk, reason="test"):
            claim = SupplierInvoice.objects.get(late_payment_of=late)
        assert entered["Location"].endswith(f"/invoices/{claim.uuid}/")
        shown = ask("cal", "invoice", claim)
        assert "Propose it to somebody else." in shown.content.decode()
        assert not shown.context_data["may_correct"]
        again = ask("cal", "invoice", late).content.decode()
        assert ("£83.91, I0000003" in again, "Enter a claim" in again) == (True, False)
