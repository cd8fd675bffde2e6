"""Pages of bills of shared services: drafted for all, issued by another person, answered by the partner (FIN-11)."""

from decimal import Decimal

import pytest

from finance.models import InvoiceEnvelope, RechargeBill, SalesInvoice, SupplierInvoice
from finance.operations import recharges
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import ledger, payables
from tests.factories import receivables as debtors
from tests.factories import recharges as make
from tests.factories.vat import registered
from tests.people import grant, user

pytestmark = pytest.mark.django_db
BILLS = "/p/northshire/recharges/services/{}/bills/Q3/"
GIVEN = {
    "vat_code": "S20", "vat_reference": "Letter of 3 March 2026", "subjective": "88500", "cost_centre": "f10001",
    "fund": "GEN",
}  # fmt: skip


@pytest.fixture
def desk(cast, second_of_november):
    """Northshire provides payroll of £3,000, a third of it to Southborough, which was told; both have a ledger."""
    pru, fay, ray, sue = user("Pru"), user("Fay"), user("Ray"), user("Sue")
    for who, place, role in (
        (pru, cast.northshire, Role.JOURNAL_PREPARER), (fay, cast.northshire, Role.FINANCE_MANAGER),
        (ray, cast.northshire, Role.AR_CLERK), (sue, cast.southborough, Role.AP_CLERK),
    ):  # fmt: skip
        grant(who, place, role)
    with partner_scope(cast.southborough.pk, actor_id=sue.pk):
        there = ledger.ledger(cast.southborough, sue)
        there.entity.legal_name = "Southborough Council"
        there.entity.save()
        account = payables.account(there, by=sue, name="Northshire Council", subjective="55000")
        payables.invoice(account, payables.line(subjective="55000", cost_centre="F10001"), by=sue)
    with partner_scope(cast.northshire.pk, actor_id=pru.pk):
        here = ledger.ledger(cast.northshire, pru)
        here.entity.legal_name = "Northshire Council"
        here.entity.save()
        registered(here, by=pru)
        figures = {"northshire": Decimal(100), "southborough": Decimal(50)}
        pool = make.pool(cast.northshire, by=pru, members=list(figures))
        made = make.shared(pool, make.figures(cast.northshire, by=pru, figures=figures), by=pru)
        recharges.issue(calculation=made.uuid, by=fay, at=make.NOW)
    return {"pru": pru, "fay": fay, "ray": ray, "sue": sue, "pool": pool, "here": here, "cast": cast}


def customer(desk):
    with partner_scope(desk["cast"].northshire.pk, actor_id=desk["pru"].pk):
        return debtors.customer(desk["here"], name="Southborough Council", kind="PUBLIC_BODY", address="Town Hall\nS")


def seen(client, who, page):
    client.force_login(who)
    return client.get(page).context_data


def drafted(client, desk):
    page = BILLS.format(desk["pool"].uuid)
    given = GIVEN | {"seen": seen(client, desk["pru"], page)["seen"]}
    return client.post(f"{page}draft/", given), page


def issued(client, desk):
    customer(desk)
    _response, page = drafted(client, desk)
    client.force_login(desk["fay"])
    return client.post(f"{page}issue/", {"seen": client.get(page).context_data["seen"]})


def test_bills_are_drafted_for_all_and_issued_by_another_person(client, desk):
    page = BILLS.format(desk["pool"].uuid)
    said = seen(client, desk["pru"], page)
    assert said["rows"][0][4]["text"].startswith("It is no customer yet")
    assert said["draft_href"] == ""
    assert client.get(f"{page}draft/").url == page

    customer(desk)
    said = seen(client, desk["pru"], page)
    assert [cell["text"] for cell in said["rows"][0]] == [
        "Southborough Council", "£750.00", "£0.00", "£750.00", "Can be drafted, to C000001 Southborough Council",
    ]  # fmt: skip
    form = client.get(f"{page}draft/").context_data["form"]
    assert (form.initial["seen"], form["subjective"].value(), form["fund"].value()) == (said["seen"], "88500", None)
    given = GIVEN | {"seen": said["seen"]}
    assert client.post(f"{page}draft/", given | {"vat_reference": ""}).status_code == 422
    assert client.post(f"{page}draft/", given | {"cost_centre": "NONE"}).status_code == 422
    assert client.post(f"{page}draft/", given | {"seen": "another"}).status_code == 422
    assert client.post(f"{page}draft/", given).url == page
    assert client.post(f"{page}draft/", given).status_code == 422
    with partner_scope(desk["cast"].northshire.pk):
        assert RechargeBill.objects.count() == 1

    said = seen(client, desk["pru"], page)
    assert (said["issue_href"], said["waits_for_another"], said["discard_words"]) == ("", True, "Discard 1 draft")
    assert client.post(f"{page}issue/", {"seen": said["seen"]}).status_code == 403
    said = seen(client, desk["fay"], page)
    assert said["issue_words"] == "Issue 1 bill"
    assert client.post(f"{page}issue/", {"seen": "another"}).url == page
    assert client.post(f"{page}issue/", {"seen": said["seen"]}).url == page
    said = seen(client, desk["fay"], page)
    assert [cell["text"] for cell in said["bills"][0]] == [
        "SI000001", "Southborough Council", "£750.00", "£900.00", "Issued", "Sent on 2 November 2026",
    ]  # fmt: skip
    assert (said["rows"][0][4]["text"], said["issue_href"]) == ("Billed", "")
    for instalment, words in (("Q4", "begins on 1 January 2027"), ("TRUE_UP", "those are provisional")):
        assert words in client.get(page.replace("Q3", instalment)).context_data["why_not"]
    assert client.get(page.replace("Q3", "Q5")).status_code == 404


def test_drafts_are_discarded_and_what_was_not_seen_is_left(client, desk):
    customer(desk)
    _response, page = drafted(client, desk)
    assert client.post(f"{page}discard/", {"seen": "another"}).url == page
    with partner_scope(desk["cast"].northshire.pk):
        assert SalesInvoice.objects.get().state == "DRAFT"
    client.post(f"{page}discard/", {"seen": seen(client, desk["pru"], page)["seen"]})
    with partner_scope(desk["cast"].northshire.pk):
        assert SalesInvoice.objects.get().state == "DISCARDED"
    form = client.get(f"{page}draft/").context_data["form"]  # it begins with what the last one said
    assert (form.initial["vat_reference"], form.initial["cost_centre"]) == ("Letter of 3 March 2026", "F10001")


def test_a_draft_of_a_recharge_is_not_changed_by_hand(client, desk):
    customer(desk)
    drafted(client, desk)
    with partner_scope(desk["cast"].northshire.pk):
        invoice = SalesInvoice.objects.get()
    page = f"/p/northshire/receivables/invoices/{invoice.uuid}/"
    said = seen(client, desk["ray"], page)
    assert "edit" not in said["do"]
    (fact,) = [one for one in said["facts"] if one["key"] == "Bill of"]
    assert (fact["value"], fact["hint"]) == ("Payroll 2026-27, October to December", "VAT: Letter of 3 March 2026")
    assert client.get(f"{page}edit/").url == page


def test_the_partner_takes_it_in_disputes_it_and_the_provider_reads_why(client, desk):
    assert issued(client, desk).status_code == 302
    client.force_login(desk["sue"])
    there = "/p/southborough/payables/electronic/"
    assert client.get(there).context_data["sent"][0][1]["text"] == "Northshire County Council"
    assert client.post(f"{there}take-over/").status_code == 302
    page = client.get("/p/southborough/payables/?q=SI000001")
    assert b"SI000001" in page.content
    with partner_scope(desk["cast"].southborough.pk):
        row = SupplierInvoice.objects.get(reference="SI000001")
        assert (row.kind, str(row.gross)) == ("INTER_PARTNER", "900.00")
    act = f"/p/southborough/payables/invoices/{row.uuid}/act/"
    assert client.post(act, {"act-action": "dispute", "act-reason": "Two runs are counted twice"}).status_code == 302

    with partner_scope(desk["cast"].northshire.pk):
        invoice, sent = SalesInvoice.objects.get(), InvoiceEnvelope.objects.get()
        assert (sent.state, sent.words) == ("DISPUTED", "Two runs are counted twice")
    said = seen(client, desk["ray"], f"/p/northshire/receivables/invoices/{invoice.uuid}/")
    (fact,) = [one for one in said["facts"] if one["key"] == "At Southborough"]
    assert (fact["value"], fact["hint"]) == ("Disputed there on 2 November 2026", "Two runs are counted twice")
    home = client.get("/p/northshire/")
    assert b"Southborough disputes SI000001" in home.content


def test_other_partners_find_no_bills_there(client, desk):
    assert issued(client, desk).status_code == 302
    client.force_login(desk["sue"])
    grant(desk["sue"], desk["cast"].southborough, Role.FINANCE_MANAGER)
    grant(desk["sue"], desk["cast"].southborough, Role.JOURNAL_PREPARER)
    page = BILLS.format(desk["pool"].uuid)
    for address in (page, page.replace("northshire", "southborough")):
        assert client.get(address).status_code == 404
        for action in ("draft", "issue", "discard"):
            assert client.post(f"{address}{action}/", GIVEN | {"seen": "x"}).status_code == 404
