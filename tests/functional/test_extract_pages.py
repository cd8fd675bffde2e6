"""What auditors take of a ledger, in the browser's terms (domain AUD-01)."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from finance.models import LedgerExtract
from finance.operations import extracts
from partners.models import BackgroundJob
from partners.scope import partner_scope
from tests.factories import ledger

pytestmark = pytest.mark.usefixtures("second_of_november")


def page(cast, name, **kwargs):
    return reverse(f"finance:{name}", kwargs={"partner_code": cast.northshire.code, **kwargs})


def test_an_auditor_makes_an_extract_sees_the_proof_and_takes_the_file(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.chen.pk, reason="test"):
        books = ledger.ledger(cast.northshire, cast.chen)
        ledger.posted(books)
    client = Client()
    client.force_login(cast.chen)
    given = {"entity": str(books.entity.uuid), "year": "2026"}
    assert "year" in client.post(page(cast, "extract_new"), given | {"year": "2019"}).context_data["form"].errors
    assert "/jobs/" in client.post(page(cast, "extract_new"), given).url
    with partner_scope(cast.northshire.pk, actor_id=cast.chen.pk, reason="test"):
        job = BackgroundJob.objects.get()
        extracts.begin(job=job.uuid, by=cast.chen, at=timezone.now())
        extracts.run(job=job.uuid, by=cast.chen, at=timezone.now())
        row = LedgerExtract.objects.get()

    shown = client.get(page(cast, "extract", ledger_extract=row.uuid)).context_data
    assert [one["value"] for one in shown["tiles"]] == ["2", "£100.00", "£100.00", "£0.00"]
    assert row.file_hash in {one["value"] for one in shown["facts"]}
    answer = client.get(page(cast, "extract_file", ledger_extract=row.uuid))
    assert answer["Content-Disposition"] == 'attachment; filename="ledger-cc-2026-27.csv"'
    assert b"".join(answer.streaming_content).count(b"\r\n") == 3
    assert "finance:extracts" not in str(Client().get(page(cast, "extracts")).content)


def test_nobody_but_an_auditor_opens_extracts(cast):
    client = Client()
    client.force_login(cast.gwen)

    assert client.get(page(cast, "extracts")).status_code == 403
    assert client.get(page(cast, "extract_new")).status_code == 403
