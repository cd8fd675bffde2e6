"""Files of other systems in the browser's terms: handing in, saying how they are read, landing, what came of them."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from finance.models import FeederFile
from finance.operations import feeder_job
from partners.models import BackgroundJob
from partners.operations import jobs
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import feeders as make
from tests.factories import ledger
from tests.people import grant, user

D = Decimal


@pytest.fixture
def clerk(cast):
    made = user("Calfeed")
    grant(made, cast.northshire, Role.AP_CLERK)
    return made


@pytest.fixture
def books(cast, clerk):
    with partner_scope(cast.northshire.pk, actor_id=clerk.pk, reason="test"):
        return ledger.ledger(cast.northshire, clerk)


@pytest.fixture
def client(clerk):
    found = Client()
    found.force_login(clerk)
    return found


def page(cast, name, **kwargs):
    return reverse(f"finance:{name}", kwargs={"partner_code": cast.northshire.code, **kwargs})


def upload(*rows, name="payables.csv"):
    return SimpleUploadedFile(name, make.text(*rows).getvalue(), content_type="text/csv")


def run_job(cast, clerk):
    """Do what the worker does."""
    with partner_scope(cast.northshire.pk, actor_id=clerk.pk, reason="test"):
        job = BackgroundJob.objects.get()
        feeder_job.begin(job=job.uuid, by=clerk, at=timezone.now())
        return feeder_job.run(job=job.uuid, by=clerk, clock=timezone.now)


@pytest.mark.usefixtures("second_of_november")
def test_a_file_goes_from_another_system_to_invoices(cast, clerk, client, books):
    given = {"entity": str(books.entity.uuid), "kind": "INVOICES", "control_total": "160.00"}
    nothing = client.post(page(cast, "feeder_new"), given)
    assert "Choose the file" in str(nothing.context_data["form"].errors)
    rows = (make.ROW, ("27/10/2026", "45.00", "", "S2", "F-2", "Post"), ("27/10/2026", "-5", "A", "S3", "F-3", "Post"))
    taken = client.post(page(cast, "feeder_new"), given | {"file": upload(*rows)})
    with partner_scope(cast.northshire.pk, actor_id=clerk.pk, reason="test"):
        row = FeederFile.objects.get()
    of = {"feeder": row.uuid}
    assert taken.url == page(cast, "feeder_layout", **of)

    form = client.get(taken.url).context_data["form"]
    assert {name: form.initial.get(name) for name in ("on", "payee", "reference")} == {
        "on": "Paid Date", "payee": "Supplier Name", "reference": "Trans No",
    }  # fmt: skip
    said = {name: form.initial.get(name, "") for name in form.fields} | {
        "subjective": "40100", "cost_centre": "f10001", "fund": "GEN", "no_order": "CARE", "vat_code": "O",
        "supplier_kind": "COMPANY", "is_reversed": "",
    }  # fmt: skip
    wrong = client.post(taken.url, said | {"amount": "", "codes": "Post 40300"}).context_data["form"].errors
    assert set(wrong) == {"amount", "codes"}
    assert "“Post 40300” does not say a category and its code" in str(wrong["codes"])
    assert client.post(taken.url, said | {"codes": "Post = 40300"}).url == page(cast, "feeder", **of)
    shown = client.get(page(cast, "feeder", **of)).context_data
    assert [one["value"] for one in shown["tiles"]] == ["3", "1", "2"]
    assert shown["land_words"] == "Land 1 row"
    assert [one[0]["text"] for one in shown["problems"]] == [
        "It is a credit, and does not say of which invoice.", "It names nobody.",
    ]  # fmt: skip

    job = client.post(page(cast, "feeder_land", **of))
    assert "/jobs/" in job.url
    done = run_job(cast, clerk)

    assert (done.state, done.message) == ("DONE", "1 row has landed, £120.00 in all. 2 rows did not, and say why.")
    assert client.get(job.url).context_data["result_href"] == page(cast, "feeder", **of)
    landed = client.get(page(cast, "feeder", **of)).context_data
    assert (landed["state"], landed["land_href"], landed["discard_href"]) == ("Landed", "", "")
    refused = client.get(page(cast, "feeder", **of), {"state": "REFUSED", "format": "csv"})
    text = b"".join(refused.streaming_content).decode() if refused.streaming else refused.content.decode()
    assert "It names nobody." in text
    assert "Ask the other system who was paid." in text
    client.post(page(cast, "feeder_land", **of))
    with partner_scope(cast.northshire.pk, actor_id=clerk.pk, reason="test"):
        assert BackgroundJob.objects.count() == 1  # what has landed lands no more


@pytest.mark.usefixtures("second_of_november")
def test_rows_that_do_not_come_to_the_control_total_are_not_landed_and_the_page_says_so(cast, clerk, client, books):
    with partner_scope(cast.northshire.pk, actor_id=clerk.pk, reason="test"):
        row = make.checked(books, by=clerk, total="121.00")
    of = {"feeder": row.uuid}

    shown = client.get(page(cast, "feeder", **of)).context_data

    assert shown["off"].startswith("The rows come to £120.00, the other system says £121.00.")
    assert shown["land_href"] == ""
    client.post(page(cast, "feeder_land", **of))
    with partner_scope(cast.northshire.pk, actor_id=clerk.pk, reason="test"):
        assert not BackgroundJob.objects.exists()
    assert client.post(page(cast, "feeder_discard", **of)).url == page(cast, "feeder", **of)
    assert client.get(page(cast, "feeder", **of)).context_data["state"] == "Discarded"


@pytest.mark.usefixtures("second_of_november")
def test_a_landing_that_somebody_stops_leaves_nothing(cast, clerk, client, books):
    with partner_scope(cast.northshire.pk, actor_id=clerk.pk, reason="test"):
        row = make.checked(books, by=clerk)
        job = feeder_job.start(file=row.uuid, by=clerk, at=timezone.now())
        feeder_job.begin(job=job.uuid, by=clerk, at=timezone.now())
        jobs.cancel(job_id=job.pk, by=clerk, at=timezone.now())

        ended = feeder_job.run(job=job.uuid, by=clerk, clock=timezone.now)

        assert (ended.state, ended.message.splitlines()[-1]) == ("CANCELLED", "Nothing has landed.")
        assert FeederFile.objects.get().state == "CHECKED"
        assert feeder_job.run(job=job.uuid, by=clerk, clock=timezone.now) is None
