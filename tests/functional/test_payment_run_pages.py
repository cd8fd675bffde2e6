"""The pages of payment runs, as those use them who propose, approve, release and confirm (domain FIN-06)."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from finance.models import PaymentRun, SupplierPayment
from partners.models import AuditEvent
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import bank, ledger, payables
from tests.people import grant, user

ROLES = {
    "mo": Role.SUPPLIER_MAINTAINER, "val": Role.SUPPLIER_VERIFIER, "cal": Role.AP_CLERK, "bob": Role.BUDGET_HOLDER,
    "fay": Role.FINANCE_MANAGER, "rea": Role.PAYMENT_RELEASER, "auda": Role.AUDITOR,
}  # fmt: skip


@pytest.fixture
def people(cast):
    found = {name: user(f"{name.capitalize()}run") for name in ROLES}
    for name, role in ROLES.items():
        grant(found[name], cast.northshire, role)
    return found


@pytest.fixture
def inside(cast, people):
    """Read or make something there now."""

    def read(work):
        with partner_scope(cast.northshire.pk, actor_id=people["mo"].pk, reason="test"):
            return work()

    return read


@pytest.fixture
def owed(cast, inside, people):
    """An invoice of £120.00 that is due on 26 November, and one that is held because nobody knows where it is paid."""

    def make():
        books = ledger.ledger(cast.northshire, people["mo"])
        bank.account(books, by=people["fay"])
        paper = payables.account(books, by=people["mo"], name="Fenwick Paper Ltd", vat_number=payables.VAT_NUMBER)
        payables.banked(paper, by=people["mo"], verifier=people["val"])
        other = payables.account(books, by=people["mo"], name="Nowhere Ltd")
        return [
            payables.approved(payables.invoice(one, by=people["cal"]), people["bob"], by=people["cal"])
            for one in (paper, other)
        ]

    return inside(make)


@pytest.fixture
def browser(client, people, cast):
    """Let somebody ask for a page, or send its form."""

    def ask(who, name, data=None, **kwargs):
        client.force_login(people[who])
        path = reverse(f"finance:{name}", kwargs={"partner_code": cast.northshire.code, **kwargs})
        return client.get(path) if data is None else client.post(path, data)

    return ask


def latest(inside):
    return inside(lambda: PaymentRun.objects.order_by("-id").first())


def on(day):
    return time_machine.travel(datetime(2026, 11, day, 10, 0, tzinfo=UTC), tick=False)


def test_a_run_goes_from_proposal_to_the_supplier_and_back(browser, owed, inside):
    account = inside(lambda: str(PaymentRun._meta.get_field("bank_account").related_model.objects.get().uuid))
    typed = {"bank_account": account, "method": "BACS", "pay_on": "25/11/2026", "next_run_on": "27/11/2026"}
    with on(20):
        wrong = browser("cal", "payment_run_new", typed | {"pay_on": "22/11/2026", "invoices": "what"})
        assert (wrong.status_code, "invoices" in wrong.context_data["form"].errors) == (422, True)
        wrong = browser("cal", "payment_run_new", typed | {"pay_on": "22/11/2026"})
        assert "is no banking day" in " ".join(wrong.context_data["form"].errors["pay_on"])
        assert browser("rea", "payment_run_new", typed).status_code == 403
        browser("cal", "payment_run_new", typed)
        run = {"payment_run": latest(inside).uuid}
        page = browser("cal", "payment_run", **run)
        assert "No bank account has been approved." in page.content.decode()
        assert "First payment into this account." in page.content.decode()
        assert sorted(page.context_data["do"]) == ["review", "take_out", "withdraw"]
        part = {"take-numbers": str(owed[0]), "take-amount": "100.00", "take-reason": "A crate was missing"}
        refused = browser("cal", "payment_run_take_out", part | {"take-amount": "120.00"}, **run)
        assert "less than the £120.00" in " ".join(refused.context_data["form"].errors["amount"])
        missing = browser("cal", "payment_run_take_out", part | {"take-numbers": "I0000099"}, **run)
        assert "is not in this run" in " ".join(missing.context_data["form"].errors["numbers"])
        browser("cal", "payment_run_take_out", part, **run)
        browser("cal", "payment_run_review", {}, **run)
        seen = {"seen": browser("fay", "payment_run", **run).context_data["row"].items_hash}
        assert browser("cal", "payment_run_approve", seen, **run).status_code == 403
        browser("fay", "payment_run_approve", seen, **run)
        assert browser("cal", "payment_run_release", seen, **run).status_code == 403
        assert browser("rea", "payment_run_file", **run).status_code == 404
        browser("rea", "payment_run_release", seen, **run)
        assert browser("auda", "payment_run_file", **run).status_code == 403
        file = browser("rea", "payment_run_file", **run).content
        taken = inside(lambda: AuditEvent.objects.filter(object_type="finance_paymentfile", action="EXPORT").count())
        assert (file[:4], taken) == (b"VOL1", 1)
        edited = SimpleUploadedFile("bacs.txt", file.replace(b"FENWICK", b"FENWICH"))
        refused = browser("rea", "payment_run_send_file", {"send-file": edited}, **run)
        assert "This is not the file of this run" in " ".join(refused.context_data["form"].errors["file"])
        browser("rea", "payment_run_send_file", {"send-file": SimpleUploadedFile("bacs.txt", file)}, **run)
        assert latest(inside).state == "FILE_SENT"
        browser("cal", "payment_run_confirm", {}, **run)
        assert latest(inside).state == "FILE_SENT"  # nobody confirms what has not arrived
    paid_and_back(browser, inside, run)


def paid_and_back(browser, inside, run):
    with on(25):
        browser("cal", "payment_run_confirm", {}, **run)
        assert latest(inside).state == "POSTED"
        payment = {"supplier_payment": inside(lambda: SupplierPayment.objects.get().uuid)}
        assert browser("auda", "payment_advice", **payment).content[:4] == b"%PDF"
        assert browser("rea", "payment_return", **payment).status_code == 403
        back = {"returned_on": "25/11/2026", "code": "0", "reason": "No such account"}
        assert browser("cal", "payment_return", back | {"code": ""}, **payment).status_code == 422
        browser("cal", "payment_return", back, **payment)
        again = browser("cal", "payment_return", back, **payment)
        assert "came back already" in " ".join(again.context_data["form"].non_field_errors())
        assert "No such account" in browser("auda", "payment_run", **run).content.decode()
        listed = browser("auda", "payment_runs").content.decode()
        assert "£100.00" in listed


def test_a_run_is_withdrawn(browser, owed, inside):
    account = inside(lambda: str(PaymentRun._meta.get_field("bank_account").related_model.objects.get().uuid))
    typed = {"bank_account": account, "method": "CHAPS", "pay_on": "20/11/2026", "invoices": str(owed[0])}
    with on(20):
        browser("cal", "payment_run_new", typed)
        run = {"payment_run": latest(inside).uuid}
        assert browser("cal", "payment_run_withdraw", {"why-reason": ""}, **run).status_code == 422
        browser("cal", "payment_run_withdraw", {"why-reason": "It was paid by card"}, **run)
        assert latest(inside).state == "WITHDRAWN"
        browser("cal", "payment_run_post", {}, **run)
        assert latest(inside).state == "WITHDRAWN"
        assert not browser("cal", "payment_run", **run).context_data["do"]
