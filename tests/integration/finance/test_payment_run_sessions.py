"""Two sessions at once, and a process that is killed: nothing is paid twice, nothing is lost (domain FIN-06)."""

import os
import signal

import pytest
from django.db import connection

from finance.models import Journal, PaymentFile, PaymentRun, SupplierInvoice, SupplierPayment
from finance.operations import payment_posting, payment_runs
from partners.models import OutboundMessage
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from tests.factories import bank, ledger, payables
from tests.factories import payment_runs as make
from tests.integration.finance.test_ledger_sessions import at_once
from tests.people import grant, make_cast, user

pytestmark = pytest.mark.usefixtures("committed_db")
NAMES = ("Mo", "Val", "Cal", "Ben", "Fay", "Rea", "Rob")


@pytest.fixture
def world(committed_db, django_db_blocker):
    """Books with a supplier whose invoice is owed, and everybody by name."""
    with django_db_blocker.unblock():
        cast = make_cast()
        who = {name: user(f"{name}pay") for name in NAMES}
        grant(who["Ben"], cast.northshire, Role.BUDGET_HOLDER)
        grant(who["Val"], cast.northshire, Role.SUPPLIER_VERIFIER)
        with partner_scope(cast.northshire.pk, actor_id=who["Mo"].pk, reason="test"):
            books = ledger.ledger(cast.northshire, who["Mo"])
            account = bank.account(books, by=who["Fay"])
            firm = payables.account(books, by=who["Mo"], email="ledger@fenwick.example")
            payables.banked(firm, by=who["Mo"], verifier=who["Val"])
            payables.approved(payables.invoice(firm, by=who["Cal"]), who["Ben"], by=who["Cal"])
        yield books, account, who
        connection.close()


def inside(books, work):
    with partner_scope(books.partner.pk, actor_id=books.by.pk, reason="test"):
        return work()


def killed(books, work):
    """Do something in a process of its own that is killed with -9 before it commits."""
    connection.close()
    child = os.fork()
    if not child:  # pragma: no cover - the child never comes back
        with partner_scope(books.partner.pk, actor_id=books.by.pk, reason="test"):

            @transaction_required
            def act():
                work()
                os.kill(os.getpid(), signal.SIGKILL)

            act()
        os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def test_two_sessions_and_a_kill_pay_once(world):
    books, account, who = world
    made = at_once(books, *[lambda: make.run(account, by=who["Cal"])] * 2)
    assert sorted(isinstance(one, DomainError) for one in made) == [False, True]  # the other found nothing to pay
    run = inside(books, lambda: make.approved(PaymentRun.objects.get(), by=who["Cal"], approver=who["Fay"]))

    def release(name):
        return lambda: payment_runs.release(run=run.uuid, seen=run.items_hash, by=who[name], at=make.MADE)

    killed(books, release("Rea"))
    assert inside(books, lambda: (PaymentRun.objects.get().state, SupplierPayment.objects.count())) == ("APPROVED", 0)
    found = at_once(books, release("Rea"), release("Rob"))
    assert sorted(isinstance(one, DomainError) for one in found) == [False, True]
    assert inside(books, lambda: (SupplierPayment.objects.count(), PaymentFile.objects.count())) == (1, 1)

    body = inside(books, lambda: make.body(run))
    inside(books, lambda: payment_runs.send_file(run=run.uuid, body=body, by=who["Rea"], at=make.MADE))

    def confirm():
        return payment_posting.confirm(run=run.uuid, by=who["Cal"], at=make.PAID)

    killed(books, confirm)
    assert inside(books, lambda: PaymentRun.objects.get().state) == "FILE_SENT"
    found = at_once(books, confirm, confirm)
    assert sorted(isinstance(one, DomainError) for one in found) == [False, True]
    assert inside(books, lambda: SupplierInvoice.objects.get().state) == "PAID"
    assert inside(books, lambda: Journal.objects.filter(source="payment_run").count()) == 1
    assert inside(books, lambda: OutboundMessage.objects.filter(kind="finance.remittance").count()) == 1
