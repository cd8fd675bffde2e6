"""The ledger page of a run, and what the ledger shows of pay to whom (domain FIN-12)."""

from datetime import date

import pytest
from django.urls import reverse

from finance.models import Journal
from partners.roles import Role
from partners.scope import partner_scope
from payroll.operations import ledger
from tests import scenarios
from tests.factories import hr
from tests.factories import ledger as books_of
from tests.factories.payroll import NOW
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def run(cast):
    """A released run of one person: whatever it costs says what she earns."""
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk, reason="test"):
        org = hr.organisation(cast.northshire)
        hr.employee(org.partner, org=org)
        books_of.ledger(cast.northshire, cast.amara)
        return scenarios.released_run(cast, org.pay_group)


def test_the_releaser_posts_a_run_that_waits_and_finance_sees_no_pay_of_one_person(cast, run, client):
    at = {"partner_code": "northshire", "run_uuid": run.uuid}
    page, post = reverse("run_ledger", kwargs=at), reverse("run_post", kwargs=at)

    client.force_login(cast.rhys)
    first = client.get(page)
    assert first.context_data["may_post"] is True
    assert first.context_data["journals"] == []
    client.post(post)
    client.post(post)
    after = client.get(page)
    assert len(after.context_data["journals"]) == 1
    assert [row[3]["text"] for row in after.context_data["checks"]] == ["£0.00", "£0.00"]
    assert after.context_data["may_post"] is False
    assert "27 November 2026" in after.context_data["waits"]

    client.force_login(cast.amara)
    assert client.get(page).context_data["may_post"] is False
    assert client.post(post).status_code == 403

    clerk = user("Pru")
    grant(clerk, cast.northshire, Role.JOURNAL_PREPARER)
    client.force_login(clerk)
    with partner_scope(cast.northshire.pk, actor_id=clerk.pk, reason="test"):
        journal = Journal.objects.get()
    shown = client.get(reverse("finance:journal", kwargs={"partner_code": "northshire", "journal": journal.uuid}))
    assert {row[4]["text"] for row in shown.context_data["lines"]} == {"Withheld"}
    source = next(one for one in shown.context_data["facts"] if one["key"] == "Comes from")
    assert source == {"key": "Comes from", "value": "Pay run"}
    lines = client.get(reverse("finance:lines", kwargs={"partner_code": "northshire"}) + "?format=csv")
    told = b"".join(lines.streaming_content) if lines.streaming else lines.content
    assert b"Pay run" in told
    assert str(run.net).encode() not in told
    assert client.get(page).status_code == 403


def test_finance_with_pay_rights_sees_every_amount_and_the_way_to_the_run(cast, run, client):
    with partner_scope(cast.northshire.pk, actor_id=cast.rhys.pk, reason="test"):
        journal = ledger.post(run_id=run.pk, by=cast.rhys, at=NOW).journal
    both = user("Bea")
    for role in (Role.JOURNAL_PREPARER, Role.PAYROLL_PROCESSOR):
        grant(both, cast.northshire, role)
    client.force_login(both)

    shown = client.get(reverse("finance:journal", kwargs={"partner_code": "northshire", "journal": journal.uuid}))

    assert "Withheld" not in {row[4]["text"] for row in shown.context_data["lines"]}
    source = next(one for one in shown.context_data["facts"] if one["key"] == "Comes from")
    assert source["href"].endswith(f"/pay/runs/{run.uuid}/ledger/")
    assert journal.accounting_date == date(2026, 11, 27)
