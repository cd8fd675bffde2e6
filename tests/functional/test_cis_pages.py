"""The construction scheme in the browser's terms: a contractor, a verification by two, an invoice with its parts."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from finance.models import CisReturn, CisVerification, SupplierInvoice
from partners.models import PayeScheme
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import bank, ledger, payables
from tests.factories import cis as make
from tests.factories import payment_runs as runs
from tests.people import grant, user

D = Decimal


@pytest.fixture
def office(cast):
    """Mo keeps suppliers, Val verifies, Cal enters invoices and returns, Fay approves returns."""
    roles = {
        "mo": Role.SUPPLIER_MAINTAINER, "val": Role.SUPPLIER_VERIFIER, "cal": Role.AP_CLERK,
        "fay": Role.FINANCE_MANAGER, "ben": Role.BUDGET_HOLDER, "rea": Role.PAYMENT_RELEASER,
    }  # fmt: skip
    found = {name: user(f"{name.capitalize()}cis") for name in roles}
    for name, role in roles.items():
        grant(found[name], cast.northshire, role)
    return found


def client_of(who):
    client = Client()
    client.force_login(who)
    return client


@pytest.mark.usefixtures("second_of_november")
def test_a_subcontractor_is_verified_by_two_and_its_invoice_says_what_it_is_made_of(cast, office):
    def page(name, **kwargs):
        return reverse(f"finance:{name}", kwargs={"partner_code": cast.northshire.code, **kwargs})

    def inside():
        return partner_scope(cast.northshire.pk, actor_id=office["mo"].pk, reason="test")

    with inside():
        books = ledger.ledger(cast.northshire, office["mo"])
        row = payables.account(books, by=office["mo"], name="Hartley Groundworks", is_subcontractor=True)
        paye = PayeScheme.objects.filter(legal_entity=books.entity).first() or PayeScheme.objects.create(
            partner=cast.northshire, legal_entity=books.entity, employer_reference="123/CIS1", name="Main",
        )  # fmt: skip
        paye.accounts_office_reference = "123PA00012345"
        paye.save()
    mo, val, cal = (client_of(office[name]) for name in ("mo", "val", "cal"))
    of = {"supplier_account": row.uuid}

    scheme = {"paye_scheme": str(paye.uuid), "utr": "98765 43210", "first_day": "05/11/2026"}
    assert mo.get(page("cis_scheme_new")).status_code == 403
    assert "first_day" in cal.post(page("cis_scheme_new"), scheme).context_data["form"].errors
    assert cal.post(page("cis_scheme_new"), scheme | {"first_day": "06/10/2026"}).status_code == 302
    listed = val.get(page("cis")).context_data
    assert [one["key"] for one in listed["facts"]] == [books.entity.legal_name]
    assert [[cell.text for cell in row][:2] for row in listed["table"].rows] == [
        ["Hartley Groundworks", "Not verified"]
    ]

    said = {"status": "NET", "verification_number": "V1234567890", "verified_on": "30/10/2026", "utr": "1234567890",
            "trading_type": "SOLE_TRADER", "nino": "AB123456C", "evidence": "In the supplier’s folder"}  # fmt: skip
    assert cal.get(page("cis_verify", **of)).status_code == 403
    assert "utr" in mo.post(page("cis_verify", **of), said | {"utr": "1"}).context_data["form"].errors
    assert mo.post(page("cis_verify", **of), said).status_code == 302
    assert mo.get(page("cis_account", **of)).context_data["is_mine"]
    assert mo.post(page("cis_approve", **of)).status_code == 403
    shown = val.get(page("cis_account", **of))
    assert shown.context_data["may_approve"]
    assert "AB••••••C" in shown.content.decode()
    assert "AB123456C" not in shown.content.decode()
    assert val.post(page("cis_refuse", **of), {"reason": "x"}).status_code == 422
    assert val.post(page("cis_approve", **of)).status_code == 302
    with inside():
        assert CisVerification.objects.get().state == "APPROVED"
    assert val.get(page("cis_account", **of)).context_data["facts"][0]["value"] == "Standard rate"
    val.post(page("cis_approve", **of))  # twice: nothing waits any more
    assert mo.post(page("cis_verify", **of), said | {"status": "GROSS"}).status_code == 302
    assert val.post(page("cis_refuse", **of), {"reason": "Not what HMRC said"}).status_code == 302

    bill = {
        "rows": "1", "account": str(row), "kind": "CIS", "reference": "HG-1", "invoice_date": "26/10/2026",
        "received_on": "28/10/2026", "addressed_to": books.entity.legal_name, "no_order": "EMERGENCY", "net": "2720",
        "vat": "0", "gross": "2720", "description_0": "Drains", "quantity_0": "1", "price_0": "2720", "net_0": "2720",
        "vat_code_0": "O", "vat_0": "0", "subjective_0": "40100", "cost_centre_0": "F10001", "fund_0": "GEN",
        "cis_labour": "2000",
    }  # fmt: skip
    assert "cis_labour" in cal.post(page("invoice_new"), bill).context_data["form"].errors
    assert cal.post(page("invoice_new"), bill | {"cis_materials": "720"}).status_code == 302
    with inside():
        one = SupplierInvoice.objects.get()
        assert (one.state, one.cis_labour, one.cis_materials, one.cis_levy) == ("MATCHED", D(2000), D(720), D(0))
        assert one.invoice_date == date(2026, 10, 26)
    assert {"key": "Labour", "value": "£2,000.00", "hint": "£720.00 materials"} in (
        cal.get(page("invoice", invoice=one.uuid)).context_data["facts"]
    )
    assert cal.get(page("invoice_correct", invoice=one.uuid)).context_data["form"].initial["cis_labour"] == D(2000)


@time_machine.travel(datetime(2026, 12, 6, 9, 0, tzinfo=UTC), tick=False)
def test_a_return_goes_from_draft_to_paid_and_gives_a_statement(cast, office):
    def page(name, **kwargs):
        return reverse(f"finance:{name}", kwargs={"partner_code": cast.northshire.code, **kwargs})

    with partner_scope(cast.northshire.pk, actor_id=office["mo"].pk, reason="test"):
        books = ledger.ledger(cast.northshire, office["mo"])
        account = bank.account(books, by=office["fay"])
        row = make.subcontractor(books, by=office["mo"], verifier=office["val"], name="Hartley Groundworks")
        bill = payables.invoice(
            row, payables.line("5500.00"), by=office["cal"], construction=make.parts("4000.00", "1500.00")
        )
        payables.approved(bill, office["ben"], by=office["cal"])
        run = runs.run(account, by=office["cal"], invoices=[bill.uuid])
        runs.posted(run, office["rea"], by=office["cal"], approver=office["fay"])
    cal, fay = client_of(office["cal"]), client_of(office["fay"])

    given = {"entity": str(books.entity.uuid), "month": "25/11/2026"}
    assert fay.post(page("cis_return_new"), given).status_code == 403
    assert "month" in cal.post(page("cis_return_new"), given | {"month": "1"}).context_data["form"].errors
    assert cal.post(page("cis_return_new"), given).status_code == 302
    of = {"cis_return": _return(cast, office)}
    draft = cal.get(page("cis_return", **of)).context_data
    assert (draft["state"], bool(draft["sign_href"]), draft["settle_href"]) == ("Draft", True, "")
    assert (
        "£800.00 was deducted. The return is due on 19 December 2026, the payment on 22 December 2026." in draft["lead"]
    )
    assert "once the return is frozen" in cal.get(page("cis_return_message", **of), follow=True).content.decode()
    assert cal.post(page("cis_return_sign", **of), {}).status_code == 422
    assert cal.post(
        page("cis_return_sign", **of), {"are_self_employed": "on", "are_verified": "on"}
    ).status_code == 302  # fmt: skip
    assert cal.get(page("cis_return", **of)).context_data["is_mine"]
    assert cal.post(page("cis_return_approve", **of)).status_code == 403
    assert fay.post(page("cis_return_back", **of), {"words": ""}).status_code == 422
    assert fay.get(page("cis_return_back", **of)).status_code == 200
    assert fay.post(page("cis_return_approve", **of)).status_code == 302
    frozen = cal.get(page("cis_return", **of)).context_data
    assert (frozen["state"], bool(frozen["tell_href"]), bool(frozen["settle_href"])) == ("Frozen", True, True)
    assert [cell.text for cell in frozen["table"].rows[0]][:2] == ["Hartley Groundworks", "1234567890"]
    statement = cal.get(frozen["table"].rows[0][0].href)
    assert (statement["Content-Type"], statement.content[:5]) == ("application/pdf", b"%PDF-")
    message = cal.get(frozen["message_href"])
    assert (message["Content-Type"], frozen["refused"]) == ("application/xml", "")
    assert b"<TotalPayments>5500.00</TotalPayments><CostOfMaterials>1500.00</CostOfMaterials>" in message.content
    assert b"<PeriodEnd>2026-12-05</PeriodEnd>" in message.content
    assert cal.post(page("cis_return_tell", **of)).status_code == 302
    paid = {"account": str(account.uuid), "on": "06/12/2026"}
    assert cal.post(page("cis_return_settle", **of), paid | {"on": "05/12/2026"}).status_code == 422
    listed = fay.get(page("cis_returns")).context_data
    assert [cell["text"] for cell in listed["proofs"][0]][1:] == ["£800.00", "£0.00", "£0.00", "£800.00", "£0.00"]
    assert fay.get(page("cis_returns"), {"export": "csv"}).status_code == 200


def _return(cast, office):
    with partner_scope(cast.northshire.pk, actor_id=office["mo"].pk, reason="test"):
        return CisReturn.objects.get().uuid
