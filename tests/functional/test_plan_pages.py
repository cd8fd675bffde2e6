"""Journals that come again, in the browser's terms (domain FIN-02)."""

import pytest
from django.test import Client
from django.urls import reverse

from finance.models import Journal, JournalPlan
from finance.operations import journals
from partners.models import ChangeRequest
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import ledger
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")


def signed_in(cast, name, role):
    who = user(name)
    grant(who, cast.northshire, role)
    client = Client()
    client.force_login(who)
    return client, who


def page(cast, name, **kwargs):
    return reverse(f"finance:{name}", kwargs={"partner_code": cast.northshire.code, **kwargs})


def test_a_draft_is_spread_proposed_posted_and_stopped(cast):
    writer, pru = signed_in(cast, "Pru", Role.JOURNAL_PREPARER)
    approver, _abe = signed_in(cast, "Abe", Role.JOURNAL_APPROVER)
    with partner_scope(cast.northshire.pk, actor_id=pru.pk, reason="test"):
        books = ledger.ledger(cast.northshire, pru)
        lines = (ledger.dr("40200", "100"), ledger.cr("92100", "100"))
        draft = journals.draft(wanted=ledger.wanted(books, *lines), by=pru, at=ledger.NOW)
    assert writer.get(page(cast, "journal", journal=draft.uuid)).context_data["may_plan"]
    new = page(cast, "journal_plan_new", journal=draft.uuid)
    given = {"kind": "PREPAYMENT", "first_on": "1/10/2026", "every": "1", "times": "3"}
    assert "times" in writer.post(new, given | {"times": "1"}).context_data["form"].errors
    assert "first_on" in writer.post(new, given | {"first_on": "29/10/2026"}).context_data["form"].errors
    assert approver.get(new).status_code == 403
    assert writer.post(new, given).status_code == 302
    with partner_scope(cast.northshire.pk, actor_id=pru.pk, reason="test"):
        row = JournalPlan.objects.get()
    propose = page(cast, "journal_plan_propose", journal_plan=row.uuid)
    assert writer.post(propose, {"propose-reason": "Invoice of April"}).status_code == 302
    assert writer.get(page(cast, "journal_plan", journal_plan=row.uuid)).context_data["status"] == "WAITING"
    with partner_scope(cast.northshire.pk, actor_id=pru.pk, reason="test"):
        asked = ChangeRequest.objects.get()
    decide = reverse("change_approve", args=[cast.northshire.code, asked.uuid])
    assert approver.post(decide, {"content_hash": asked.content_hash}).status_code == 302

    shown = writer.get(page(cast, "journal_plan", journal_plan=row.uuid)).context_data
    assert [one["value"] for one in shown["tiles"]] == ["£66.66", "£33.34"]
    assert [cells[3].text for cells in shown["table"].rows] == ["PREPAYMENT 1", "PREPAYMENT 2", "To come"]
    with partner_scope(cast.northshire.pk, actor_id=pru.pk, reason="test"):
        first = Journal.objects.get(kind="PREPAYMENT", number=1)
    facts = writer.get(page(cast, "journal", journal=first.uuid)).context_data["facts"]
    assert page(cast, "journal_plan", journal_plan=row.uuid) in {one.get("href") for one in facts}
    answer = writer.post(page(cast, "journal_plan_post", journal_plan=row.uuid), follow=True)
    assert "Nothing is due" in answer.content.decode()
    stop = page(cast, "journal_plan_stop", journal_plan=row.uuid)
    assert writer.post(stop, {"reason": "It ended"}).status_code == 302
    listed = writer.get(page(cast, "journal_plans"), {"state": "STOPPED"}).context_data["table"].rows
    assert [cells[-1].text for cells in listed] == ["Stopped"]
