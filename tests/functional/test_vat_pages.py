"""VAT returns in the browser's terms: drawing up, putting right, signing, approving, the dial (domain FIN-10)."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from finance.models import VatReturn
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import ledger, payables
from tests.people import grant, user

D = Decimal


@pytest.fixture
def office(cast):
    """Pru prepares, Fay approves, Cal enters invoices, Ben approves them."""
    roles = {
        "pru": Role.JOURNAL_PREPARER, "fay": Role.FINANCE_MANAGER, "cal": Role.AP_CLERK, "ben": Role.BUDGET_HOLDER
    }  # fmt: skip
    found = {}
    for name, role in roles.items():
        found[name] = user(f"{name.capitalize()}tax")
        grant(found[name], cast.northshire, role)
    return found


@pytest.fixture
def books(cast, office):
    """An invoice of £100.00 and VAT of September is posted."""
    with partner_scope(cast.northshire.pk, actor_id=office["pru"].pk, reason="test"):
        made = ledger.ledger(cast.northshire, office["pru"])
        account = payables.account(made, by=office["pru"], vat_number=payables.VAT_NUMBER)
        row = payables.invoice(account, by=office["cal"], invoice_date=date(2026, 9, 10))
        payables.approved(row, office["ben"], by=office["cal"])
    return made


def client_of(who):
    client = Client()
    client.force_login(who)
    return client


def page(cast, name, **kwargs):
    return reverse(f"finance:{name}", kwargs={"partner_code": cast.northshire.code, **kwargs})


@pytest.mark.usefixtures("second_of_november")
def test_a_return_goes_from_registration_to_the_figures_for_hmrc(cast, office, books):
    pru, fay = client_of(office["pru"]), client_of(office["fay"])
    entity = str(books.entity.uuid)
    refused = pru.post(page(cast, "vat_draw_up"), {"entity": entity})
    assert "has no VAT number here" in str(refused.context_data["form"].errors)
    given = {"entity": entity, "vat_number": "123456782", "stagger": "1", "first_day": "01/07/2026"}
    assert pru.post(page(cast, "vat_register"), given).status_code == 302
    assert pru.post(page(cast, "vat_draw_up"), {"entity": entity}).status_code == 302
    with partner_scope(cast.northshire.pk, actor_id=office["pru"].pk, reason="test"):
        row = VatReturn.objects.get()
    of = {"vat_return": row.uuid}
    shown = pru.get(page(cast, "vat_return", **of)).context_data
    assert [one[2]["text"] for one in shown["boxes"]] == [
        "£0.00", "£0.00", "£0.00", "£20.00", "£20.00", "£0", "£100", "£0", "£0"
    ]  # fmt: skip
    put = {"kind": "ERROR", "box": "4", "amount": "5", "subjective": "40100", "cost_centre": "F10001", "words": "Short"}
    assert "words" in pru.post(page(cast, "vat_adjust", **of), put).context_data["form"].errors
    put["words"] = "An invoice of May was coded as exempt"
    assert pru.post(page(cast, "vat_adjust", **of), put).status_code == 302
    assert pru.get(page(cast, "vat_payload", **of)).status_code == 404
    assert pru.post(page(cast, "vat_sign", **of), {"period_key": "26C1"}).status_code == 302
    assert pru.get(page(cast, "vat_return", **of)).context_data["is_mine"]
    assert pru.post(page(cast, "vat_approve", **of)).status_code == 403
    assert fay.post(page(cast, "vat_approve", **of)).status_code == 302
    figures = json.loads(fay.get(page(cast, "vat_payload", **of)).content, parse_float=D)
    assert (figures["periodKey"], figures["vatReclaimedCurrPeriod"], figures["netVatDue"]) == (
        "26C1", D("25.00"), D("25.00")
    )  # fmt: skip
    narrowed = fay.get(page(cast, "vat_return", **of), {"box": "4"}).context_data["table"]
    assert len(narrowed.rows) == 1
    assert len(fay.get(page(cast, "vat_return", **of), {"box": "1"}).context_data["table"].rows) == 0


@pytest.mark.usefixtures("second_of_november")
def test_the_dial_says_how_near_the_limit_is(cast, office, books):
    pru = client_of(office["pru"])
    use = {
        "cost_centre": str(books.centres[0].pk), "use": "EXEMPT", "exempt_percent": "50", "valid_from": "01/04/2026",
        "reason": "Let to the health service, exempt",
    }  # fmt: skip
    assert "exempt_percent" in pru.post(page(cast, "vat_use_new"), use).context_data["form"].errors
    assert pru.post(page(cast, "vat_use_new"), use | {"exempt_percent": "100"}).status_code == 302
    shown = pru.get(page(cast, "vat_exemption")).context_data
    assert [one["value"] for one in shown["tiles"]] == ["100.00%", "100.00%", "£0.00"]
    assert [one["kind"] for one in shown["tiles"]] == ["good", "good", "good"]
    assert [row[0].text for row in shown["table"].rows][:2] == ["April 2026", "May 2026"]
    assert len(shown["table"].rows) == 8
