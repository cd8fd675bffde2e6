"""What suppliers claim because they were paid late (domain FIN-06): no more than the law gives, and once."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from finance import rules_payables as rules
from finance.models import SupplierInvoice
from finance.operations import invoices, late_payment
from finance.operations.late_payment import ClaimWanted
from finance.queries import prompt_payment
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.rules import RuleBroken
from tests.factories import bank, payables
from tests.factories import payment_runs as make
from tests.people import grant, user

D = Decimal
AT = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
SEPTEMBER = {"received_at": datetime(2026, 9, 21, 9, 0, tzinfo=UTC), "invoice_date": date(2026, 9, 18)}


@pytest.fixture
def team(people, cast):
    roles = {
        "mo": Role.SUPPLIER_MAINTAINER, "val": Role.SUPPLIER_VERIFIER, "cal": Role.AP_CLERK, "ben": Role.BUDGET_HOLDER,
        "rea": Role.PAYMENT_RELEASER,
    }  # fmt: skip
    for name, role in roles.items():
        person = user(f"{name.capitalize()}claims")
        grant(person, cast.northshire, role)
        setattr(people, name, person)
    return people


@pytest.fixture
def paper(books, team):
    row = payables.account(books, by=team.mo, name="Fenwick Paper Ltd", vat_number=payables.VAT_NUMBER)
    payables.banked(row, by=team.mo, verifier=team.val)
    return row


@pytest.fixture
def paid(books, team, paper):
    """An invoice of £1,200.00 that came on 21 September and was paid on 25 November: 36 days late; one paid in time."""
    late = payables.invoice(paper, payables.line("1000.00"), by=team.cal, reference="KILO 9204", **SEPTEMBER)
    in_time = payables.invoice(paper, payables.line("100.00"), by=team.cal, reference="ALPHA-17")
    for row in (late, in_time):
        payables.approved(row, team.ben, by=team.cal)
    run = make.run(bank.account(books, by=team.fay), by=team.cal, invoices=[late.uuid, in_time.uuid])
    make.posted(run, team.rea, by=team.cal, approver=team.fay)
    return late, in_time


def wanted(**more):
    return ClaimWanted(
        **{
            "reference": "INT 1", "claimed_on": date(2026, 11, 30), "received_at": AT, "interest": D("13.91"),
            "fixed": D("70.00"), "subjective": "40100", "cost_centre": "F10001", **more,
        }
    )  # fmt: skip


def claimed(row, by, **more):
    return late_payment.claim(invoice=row.uuid, wanted=wanted(**more), by=by, at=AT)


def refused(rule, call):
    with pytest.raises(RuleBroken) as caught, transaction.atomic():
        call()
    assert caught.value.rule == rule.code
    return caught.value.explanation


def test_fin_06_interest_is_paid_on_claim_outside_vat_and_for_what_was_late(books, team, paid):
    """1,200 × 11.75% × 36/365 = £13.91, and £70.00 for a debt from £1,000 to £10,000."""
    late, _in_time = paid
    row = claimed(late, team.cal)
    assert (row.kind, row.state, row.gross, row.vat) == ("INTEREST", "MATCHED", D("83.91"), D("0.00"))
    assert [(one.description, one.net, one.vat_code) for one in invoices.lines_of(row)] == [
        ("Interest on late payment of KILO 9204", D("13.91"), "O"),
        ("A fixed sum on late payment of KILO 9204", D("70.00"), "O"),
    ]
    assert prompt_payment.claim_for(late) == row
    row = payables.approved(row, team.ben, by=team.cal, at=AT)
    assert row.state == "APPROVED"
    # Interest bears no interest: it is no payment for goods or services.
    assert row.reference not in {
        one.reference
        for one in prompt_payment.late_invoices(
            partner_id=books.partner.pk, entity=None, year=2026, which="", on=date(2027, 3, 1)
        )
    }


def test_no_more_is_taken_than_the_law_gives_and_none_of_it_twice(team, paid):
    late, in_time = paid
    words = refused(rules.ClaimIsCovered, lambda: claimed(late, team.cal, interest=D("13.92")))
    assert words.startswith("Interest of £13.92 is more than may be claimed: £1,200.00 × 11.75% × 36/365 = £13.91")
    refused(rules.ClaimIsCovered, lambda: claimed(late, team.cal, fixed=D("70.01")))
    assert "paid in time" in refused(rules.ClaimIsDue, lambda: claimed(in_time, team.cal))
    first = claimed(late, team.cal, interest=D("0.00"))
    assert "claimed for already" in refused(rules.ClaimIsDue, lambda: claimed(late, team.cal, reference="INT 2"))
    assert "no invoice for goods" in refused(rules.ClaimIsDue, lambda: claimed(first, team.cal))
    invoices.cancel(invoice=first.uuid, reason="Entered by mistake", by=team.cal, at=AT)
    assert claimed(late, team.cal, reference="INT 2").gross == D("83.91")


def test_what_is_not_paid_yet_is_paid_first(team, paper):
    row = payables.invoice(paper, payables.line("1000.00"), by=team.cal, reference="TANGO 5", **SEPTEMBER)
    row = payables.approved(row, team.ben, by=team.cal)
    assert "interest still runs" in refused(rules.ClaimIsDue, lambda: claimed(row, team.cal))


def test_a_claim_comes_about_on_the_invoice_alone(team, paper, paid):
    late, _in_time = paid
    plain = payables.wanted(paper, payables.line("10.00", "0"), reference="INT 9")
    for more in ({"kind": "INTEREST"}, {"late_payment_of": late.uuid}):
        given = payables.anew(plain, **more)
        refused(
            rules.ClaimIsOfInvoice, lambda given=given: invoices.register(wanted=given, by=team.cal, at=payables.NOW)
        )
    row = claimed(late, team.cal)
    refused(
        rules.ClaimIsOfInvoice,
        lambda: invoices.correct(invoice=row.uuid, wanted=plain, by=team.cal, at=AT),
    )


def test_postgresql_takes_one_claim_for_an_invoice_and_none_with_vat(books, team, paper, paid):
    late, _in_time = paid
    row = claimed(late, team.cal, cost_centre="NONE")  # not checked yet: it may still change
    with partner_scope(books.partner.pk, actor_id=team.cal.pk, reason="test"):
        for values in ({"kind": "NON_PO"}, {"vat": D("1.00"), "gross": row.gross + 1}, {"late_payment_of": None}):
            with pytest.raises(IntegrityError, match="finance_supplierinvoice_claim"), transaction.atomic():
                SupplierInvoice.objects.filter(pk=row.pk).update(**values)
    again = payables.wanted(
        paper, payables.line("10.00", "0"), reference="INT 9", kind="INTEREST", late_payment_of=late.uuid
    )
    with pytest.raises(IntegrityError, match="claimed_once"), transaction.atomic():
        invoices.register(wanted=again, by=team.cal, at=AT)
