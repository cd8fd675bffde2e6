"""Electronic invoices in the browser’s terms: handing in, looking, entering, returning, taking over."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from finance.models import ElectronicInvoice, SupplierInvoice
from finance.operations import einvoices
from partners.models import AuditEvent
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import einvoices as make
from tests.factories import ledger, payables
from tests.people import grant, user


@pytest.fixture
def clerk(cast):
    made = user("Calinv")
    grant(made, cast.northshire, Role.AP_CLERK)
    return made


@pytest.fixture
def acme(cast, clerk):
    with partner_scope(cast.northshire.pk, actor_id=clerk.pk, reason="test"):
        books = ledger.ledger(cast.northshire, clerk)
        made = payables.account(books, by=clerk, name="Sample Paper Ltd", vat_number="GB980780684", subjective="40100")
        payables.invoice(made, by=clerk)
        return made


def signed_in(who):
    found = Client()
    found.force_login(who)
    return found


@pytest.fixture
def client(clerk):
    return signed_in(clerk)


def page(partner, name, **kwargs):
    return reverse(f"finance:{name}", kwargs={"partner_code": partner.code, **kwargs})


def xml(paper, name="invoice.xml"):
    data = paper if isinstance(paper, bytes) else make.write(paper)
    return SimpleUploadedFile(name, data, content_type="application/xml")


def errors(response):
    return str(response.context_data["form"].errors)


@pytest.mark.usefixtures("second_of_november")
def test_files_are_handed_in_read_and_entered(cast, clerk, client, acme):
    here = cast.northshire
    empty = client.get(page(here, "einvoices")).context_data
    assert (empty["table"].total, empty["table"].empty.title) == (0, "No electronic invoice has come yet")
    new, given = page(here, "einvoice_new"), {"received_on": "28/10/2026"}
    assert "Choose the files" in errors(client.post(new, given))
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    large = b" " * (2 * 1024 * 1024 + 1)
    wrong = client.post(new, given | {"documents": [
        xml(make.paper(acme)), xml(b"%PDF-1.7", "scan.pdf"), xml(laughs, "laughs.xml"), xml(large, "large.xml"),
    ]})  # fmt: skip
    said = errors(wrong)
    assert wrong.status_code == 422
    for words in (
        "scan.pdf is not an electronic invoice: This is not XML",
        "laughs.xml is not an electronic invoice: It declares",
        "large.xml is not an electronic invoice: The file has more than 2 MB",
    ):  # fmt: skip
        assert words in said
    assert "Choose at most 20 at once" in errors(
        client.post(new, given | {"documents": [xml(b"x") for _ in range(21)]})
    )
    assert "in the future" in errors(
        client.post(new, {"received_on": "03/11/2026", "documents": [xml(make.paper(acme))]})
    )
    with partner_scope(here.pk, actor_id=clerk.pk, reason="test"):
        assert not ElectronicInvoice.objects.exists()

    file, other = xml(make.paper(acme, reference="SP-1")), xml(make.paper(seller="New Ltd", buyer="Nobody Council"))
    sent = client.post(new, given | {"documents": [file, other]}, follow=True)
    assert "2 documents were read: 1 for whom is not known, 1 entered." in sent.content.decode()
    shown = sent.context_data
    assert [one["value"] for one in shown["tiles"]] == ["0", "0", "1", "0"]
    with partner_scope(here.pk, actor_id=clerk.pk, reason="test"):
        row = ElectronicInvoice.objects.select_related("invoice").get(state="REGISTERED")
    file.seek(0)
    again = client.post(new, {"received_on": "02/11/2026", "documents": [file]}, follow=True)
    assert again.request["PATH_INFO"] == page(here, "einvoice", einvoice=row.uuid)
    assert "1 of the files was here already" in again.content.decode()
    facts = {one["key"]: one["value"] for one in again.context_data["received"]}
    assert facts["Received"].startswith("28 October 2026")
    listed = client.get(page(here, "einvoices"), {"state": "RECEIVED", "q": "New"}).context_data["table"]
    assert listed.total == 1

    original = client.get(page(here, "einvoice_original", einvoice=row.uuid))
    file.seek(0)
    assert original.content == file.read()
    assert original["Content-Type"] == "application/octet-stream"
    with partner_scope(here.pk, actor_id=clerk.pk, reason="test"):
        taken = AuditEvent.objects.get(object_type="finance_electronicinvoice", action="EXPORT")
    assert (taken.actor_id, taken.changes) == (clerk.pk, {"sha256": row.file_hash})
    facts = {
        one["key"]: one for one in client.get(page(here, "invoice", invoice=row.invoice.uuid)).context_data["facts"]
    }
    assert facts["Entered from"]["href"] == page(here, "einvoice", einvoice=row.uuid)
    listed = client.get("/api/v1/p/northshire/payables/electronic/", {"state": "RECEIVED"}).json()["results"]
    assert [(one["supplier"], one["findings"][0]["rule"], one["invoice"]) for one in listed] == [
        ("New Ltd", "BUYER", None)
    ]
    one = client.get(f"/api/v1/p/northshire/payables/electronic/{row.uuid}/").json()
    assert (one["sha256"], one["received_at"][:10], one["gross"]) == (row.file_hash, "2026-10-28", "120.00")
    stranger = signed_in(cast.dilys)
    assert stranger.get(page(cast.southborough, "einvoice", einvoice=row.uuid)).status_code in {403, 404}


@pytest.mark.usefixtures("second_of_november")
def test_one_waits_is_entered_and_another_is_returned(cast, clerk, client, acme):
    here = cast.northshire
    broken = make.write(make.paper(acme, reference="SP-2")).replace(b"120.00", b"121.00")
    with partner_scope(here.pk, actor_id=clerk.pk, reason="test"):
        waits = make.taken(make.paper(acme, seller="Sampler", seller_vat="GB123456782"), partner=here, by=clerk)
        invalid = make.taken(broken, partner=here, by=clerk)
        payables.account(ledger.Ledger(here, acme.legal_entity, clerk, [], {}), by=clerk, name="Sampler Trading Ltd")

    of = {"einvoice": waits.uuid}
    shown = client.get(page(here, "einvoice", **of)).context_data
    assert shown["findings"][0][0]["text"].startswith("No supplier here has its numbers or name.")
    assert (shown["enter_form"] is not None, shown["return_kind"]) == (True, "secondary")
    enter = page(here, "einvoice_enter", **of)
    auditor = signed_in(cast.chen)
    assert auditor.get(page(here, "einvoice", **of)).context_data["enter_form"] is None
    assert auditor.post(enter, {"account": "S000002"}).status_code == 403
    assert "There is no such account" in errors(client.post(enter, {"account": "S000099"}))
    assert "belongs to Sample Paper Ltd" in errors(client.post(enter, {"account": "S000001"}))
    assert "Looked again: No supplier" in client.post(page(here, "einvoice_again", **of), follow=True).content.decode()
    done = client.post(enter, {"account": "S000002"}, follow=True)
    assert "The document is entered as an invoice." in done.content.decode()
    assert client.post(enter, {"account": "S000002"}).status_code == 422

    of = {"einvoice": invalid.uuid}
    shown = client.get(page(here, "einvoice", **of)).context_data
    assert [one[0]["hint"] for one in shown["findings"]] == ["BR-CO-15"]
    back = page(here, "einvoice_return", **of)
    proposed = client.get(back).context_data["form"].initial
    assert proposed["told_on"] == date(2026, 11, 2)
    assert proposed["reason"].startswith("We cannot accept your invoice SP-2. The total with VAT is £121.00 and should")
    assert "after the invoice came" in errors(client.post(back, {"reason": "Adds up wrongly", "told_on": "27/10/2026"}))
    ended = client.post(back, {"reason": "Adds up wrongly", "told_on": "2/11/2026"}, follow=True).context_data
    assert "The supplier was told on 2 November 2026" in ended["events"][0]["reason"]


@pytest.mark.usefixtures("second_of_november")
def test_what_another_partner_received_is_taken_over_from_the_list(cast, clerk, client, acme):
    sue = user("Suein")
    grant(sue, cast.southborough, Role.AP_CLERK)
    with partner_scope(cast.southborough.pk, actor_id=sue.pk, reason="test"):
        make.taken(make.paper(acme, reference="SP-9"), partner=cast.southborough, by=sue)
    auditor = signed_in(cast.chen).get(page(cast.northshire, "einvoices")).context_data
    shown = client.get(page(cast.northshire, "einvoices")).context_data
    assert (shown["take_over_words"], auditor["take_over_href"]) == ("Take 1 invoice in", "")
    taken = client.post(shown["take_over_href"], follow=True)
    assert "1 document was read: 1 entered." in taken.content.decode()
    assert taken.context_data["sent"] == []
    with partner_scope(cast.northshire.pk, actor_id=clerk.pk, reason="test"):
        row = ElectronicInvoice.objects.get()
        made = SupplierInvoice.objects.get(reference="SP-9")
        assert (made.received_at, einvoices.body_of(row)[:5]) == (make.CAME, b"<?xml")
    assert "Nothing waits to be taken in." in client.post(shown["take_over_href"], follow=True).content.decode()
