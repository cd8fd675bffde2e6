"""From a journal to the document that posted it (domain FIN-16), for those who may open that."""

import pytest
from django.urls import reverse

from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import bank, ledger, payables, payment_runs, receivables
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")
ROLES = {
    "mo": Role.SUPPLIER_MAINTAINER, "val": Role.SUPPLIER_VERIFIER, "cal": Role.AP_CLERK, "ben": Role.BUDGET_HOLDER,
    "fay": Role.FINANCE_MANAGER, "rea": Role.PAYMENT_RELEASER, "mel": Role.AR_MANAGER, "auda": Role.AUDITOR,
    "abe": Role.JOURNAL_APPROVER,
}  # fmt: skip


@pytest.fixture
def world(cast):
    """An invoice that was paid, one to a customer whose money came, and everybody by name."""
    who = {name: user(f"{name.capitalize()}doc") for name in ROLES}
    for name, role in ROLES.items():
        grant(who[name], cast.northshire, role)
    with partner_scope(cast.northshire.pk, actor_id=who["mo"].pk, reason="test"):
        books = ledger.ledger(cast.northshire, who["mo"])
        account = bank.account(books, by=who["fay"])
        firm = payables.account(books, by=who["mo"])
        payables.banked(firm, by=who["mo"], verifier=who["val"])
        bill = payables.approved(payables.invoice(firm, by=who["cal"]), who["ben"], by=who["cal"])
        run = payment_runs.posted(
            payment_runs.run(account, by=who["cal"]), who["rea"], by=who["cal"], approver=who["fay"]
        )
        debtor = receivables.customer(books)
        sold = receivables.issued(books, debtor, approver=who["mel"])
        money = receivables.receipt(books, debtor, "120.00")
        plain = ledger.posted(books)
        found = {
            "invoice": (bill.journal.uuid, "invoice", {"invoice": bill.uuid}, f"Supplier’s invoice {bill}"),
            "payment run": (run.journal.uuid, "payment_run", {"payment_run": run.uuid}, f"Payment run {run}"),
            "sale": (sold.journal.uuid, "sales_invoice", {"sales_invoice": sold.uuid}, f"Invoice to a customer {sold}"),
            "receipt": (money.journal.uuid, "receipt", {"receipt": money.uuid}, f"Receipt {money.reference}"),
            "nothing": (plain.uuid, "", {}, "test T1"),
        }  # fmt: skip
    return who, found


def comes_from(client, who, journal):
    client.force_login(who)
    path = reverse("finance:journal", kwargs={"partner_code": "northshire", "journal": journal})
    facts = client.get(path).context_data["facts"]
    return next(one for one in facts if one["key"] == "Comes from")


def test_a_journal_leads_to_its_document_for_those_who_may_open_it(client, world):
    who, documents = world
    for journal, name, key, words in documents.values():
        found = comes_from(client, who["auda"], journal)
        assert found["value"] == words
        href = reverse(f"finance:{name}", kwargs={"partner_code": "northshire", **key}) if name else None
        assert found.get("href") == href
        assert href is None or client.get(href).status_code == 200
        plain = comes_from(client, who["abe"], journal)
        assert (plain["value"], plain.get("href")) == (words, None)
