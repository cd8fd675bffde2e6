"""Two sessions that bill the same shares: nothing is drafted, issued or sent twice (domain FIN-11)."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection

from finance import rules_recharges as rules
from finance.engine.recharge_bills import Instalment
from finance.models import InvoiceEnvelope, RechargeBill, SalesInvoice
from finance.operations import recharge_bills, recharges
from finance.operations.codings import Segments
from finance.operations.recharge_bills import BillsWanted
from finance.queries import recharge_bills as found
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import ledger
from tests.factories import receivables as debtors
from tests.factories import recharges as make
from tests.factories.recharges import NOW
from tests.factories.vat import registered
from tests.integration.finance.test_ledger_sessions import at_once
from tests.people import grant, make_cast, user

Q3 = Instalment.Q3


@pytest.fixture
def world(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        cast = make_cast()
        pru, fay, sue = user("Pru"), user("Fay"), user("Sue")
        grant(pru, cast.northshire, Role.JOURNAL_PREPARER)
        grant(fay, cast.northshire, Role.FINANCE_MANAGER)
        with partner_scope(cast.southborough.pk, actor_id=sue.pk, reason="test"):
            there = ledger.ledger(cast.southborough, sue)
            there.entity.legal_name = "Southborough Council"
            there.entity.save()
        with partner_scope(cast.northshire.pk, actor_id=pru.pk, reason="test"):
            books = ledger.ledger(cast.northshire, pru)
            registered(books, by=pru)
            debtors.customer(books, name="Southborough Council", kind="PUBLIC_BODY", address="Town Hall")
            figures = {"northshire": Decimal(50), "southborough": Decimal(100)}
            pool = make.pool(cast.northshire, by=pru, members=list(figures))
            made = make.shared(pool, make.figures(cast.northshire, by=pru, figures=figures), by=pru)
            recharges.issue(calculation=made.uuid, by=fay, at=NOW)
        yield SimpleNamespace(partner=cast.northshire, books=books, pool=pool, pru=pru, fay=fay)
        connection.close()


def inside(world):
    return partner_scope(world.partner.pk, actor_id=world.pru.pk, reason="test")


def seen(world):
    with inside(world):
        return found.billing(world.pool, Q3, on=NOW.date()).seen


@pytest.mark.usefixtures("committed_db")
def test_two_sessions_that_bill_the_same_share_bill_it_once(world):
    wanted = BillsWanted(
        instalment=Q3, vat_code="S20", vat_reference="Letter of 3 March", segments=Segments("88500", "F10001"),
        seen=seen(world),
    )  # fmt: skip

    def draft():
        return recharge_bills.draft(pool=world.pool.uuid, wanted=wanted, by=world.pru, at=NOW)

    results = at_once(world.books, draft, draft)
    refused = [one for one in results if isinstance(one, Exception)]
    assert [getattr(one, "rule", one) for one in refused] == [rules.BillsSeen.code]
    what = {"pool": world.pool.uuid, "instalment": Q3, "seen": seen(world), "by": world.fay, "at": NOW}

    def issue():
        return recharge_bills.issue(**what)

    results = at_once(world.books, issue, issue)
    assert len([one for one in results if isinstance(one, Exception)]) == 1
    with inside(world):
        assert list(SalesInvoice.objects.values_list("number", "state")) == [(1, "ISSUED")]
        assert (RechargeBill.objects.count(), InvoiceEnvelope.objects.count()) == (1, 1)
