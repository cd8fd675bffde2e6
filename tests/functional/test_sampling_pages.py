"""Journals posted without an approver, and those looked at afterwards, in the browser’s terms (domain FIN-02)."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from finance import work_items
from finance.models import Journal, JournalTraining, RoutineJournals, SampledJournal
from finance.operations import journals, sampling
from partners.models import ChangeRequest
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import ledger as make
from tests.factories import sampling as auto
from tests.factories.ledger import cr, dr
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")
OCTOBER = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(cast):
    """A ledger, and somebody at each desk."""
    found, roles = {}, {"Pru": Role.JOURNAL_PREPARER, "Abe": Role.JOURNAL_APPROVER, "Fay": Role.FINANCE_MANAGER,
                        "Dee": Role.DEPUTY_FINANCE_OFFICER, "Auda": Role.AUDITOR}  # fmt: skip
    for name, role in roles.items():
        found[name] = (Client(), user(name))
        grant(found[name][1], cast.northshire, role)
        found[name][0].force_login(found[name][1])
    pru = found["Pru"][1]
    found["scope"] = lambda: partner_scope(cast.northshire.pk, actor_id=pru.pk, reason="test")
    with found["scope"]():
        found["books"] = make.ledger(cast.northshire, pru)
    found["of"] = lambda name, **kwargs: reverse(
        f"finance:{name}", kwargs={"partner_code": cast.northshire.code, **kwargs}
    )
    return found


@pytest.fixture
def drawn(desk):
    """A journal of October that was posted without an approver, and drawn."""
    pru, fay, dee = (desk[name][1] for name in ("Pru", "Fay", "Dee"))
    with desk["scope"]():
        auto.trained(desk["books"], pru, by=fay, approver=dee, at=OCTOBER)
        auto.decided(desk["books"], "MANUAL", by=fay, approver=dee, at=OCTOBER)
        auto.submitted(desk["books"], "186.40", by=pru, at=OCTOBER, on=date(2026, 10, 6))
        sampling.draw_due(partner_id=desk["books"].partner.pk, by=None, at=NOVEMBER)
        with connection.cursor() as cursor:  # as a commit would: what follows is another day’s
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return SampledJournal.objects.get()


def approve(desk, cast, name):
    with desk["scope"]():
        asked = ChangeRequest.objects.latest("id")
    path = reverse("change_approve", args=[cast.northshire.code, asked.uuid])
    return desk[name][0].post(path, {"content_hash": asked.content_hash})


def written(desk, pounds):
    with desk["scope"]():
        wanted = make.wanted(desk["books"], dr("40100", pounds), cr("94050", pounds), on=date(2026, 11, 2))
        return journals.draft(wanted=wanted, by=desk["Pru"][1], at=NOVEMBER)


def test_two_people_decide_and_then_a_small_journal_is_posted_at_once(cast, desk):
    manager, of, entity = desk["Fay"][0], desk["of"], str(desk["books"].entity.uuid)
    training = {
        "person": desk["Pru"][1].email, "entity": entity, "first_day": "1/4/2026", "last_day": "31/3/2027",
        "evidence": "Course of March, certificate 17", "reason": "Trained with her team",
    }  # fmt: skip
    routine = {"entity": entity, "kinds": ["MANUAL"], "starts_on": "2/11/2026", "reason": "Agreed by the finance leads"}
    bad = manager.post(of("trained_preparer_new"), training | {"last_day": "1/4/2031"})
    assert (bad.status_code, list(bad.context_data["form"].errors)) == (422, ["last_day"])
    bad = manager.post(of("routine_journals_new"), routine | {"starts_on": "1/11/2026"})
    assert (bad.status_code, list(bad.context_data["form"].errors)) == (422, ["starts_on"])
    assert desk["Abe"][0].post(of("trained_preparer_new"), training).status_code == 403
    for page, given in (("trained_preparer_new", training), ("routine_journals_new", routine)):
        assert manager.post(of(page), given).status_code == 302
        approve(desk, cast, "Fay")  # whoever proposed does not agree
        with desk["scope"]():
            assert ChangeRequest.objects.latest("id").state == "WAITING"
        assert approve(desk, cast, "Dee").status_code == 302
    with desk["scope"]():
        assert JournalTraining.objects.get().approved_by == desk["Dee"][1]
        assert RoutineJournals.objects.get().kinds == ["MANUAL"]

    small, large = written(desk, "3999.99"), written(desk, "6000.01")
    page = desk["Pru"][0].get(of("journal", journal=large.uuid))
    assert "1 condition is not met, so others approve it." in page.content.decode()
    for row in (small, large):  # £10,000.00 together: neither is posted alone
        desk["Pru"][0].post(of("journal_propose", journal=row.uuid), {"propose-reason": "Invoice of October"})
    with desk["scope"]():
        assert set(Journal.objects.values_list("state", flat=True)) == {"DRAFT"}
        assert ChangeRequest.objects.filter(kind="finance.journal", state="WAITING").count() == 2


def test_a_journal_posted_alone_says_so_with_each_condition(desk, drawn):
    row = written(desk, "9999.99")
    writer, of = desk["Pru"][0], desk["of"]
    draft = writer.get(of("journal", journal=row.uuid)).content.decode()
    assert "Every condition is met: it is posted when proposed." in draft
    answer = writer.post(of("journal_propose", journal=row.uuid), {"propose-reason": "Invoice"}, follow=True)
    shown = answer.content.decode()
    assert "The journal needs no approver: it is posted. The page says why." in shown
    assert "Posted without approval under rule FIN-AUTO-POST" in shown
    assert "Every condition was met when it was proposed." in shown
    assert [row[1]["text"] for row in answer.context_data["alone"]] == ["Yes"] * 10


def test_10_000_pounds_wait_for_an_approver_and_the_page_names_the_conditions(desk, drawn):
    row = written(desk, "10000.00")
    answer = desk["Pru"][0].post(
        desk["of"]("journal_propose", journal=row.uuid), {"propose-reason": "Invoice"}, follow=True
    )
    shown = answer.content.decode()
    assert "The journal waits for approval." in shown
    assert "2 conditions are not met, so others were asked." in shown
    assert "Its total is below £10,000" in shown


def test_a_sampled_journal_is_reviewed_by_another_with_a_finding(desk, drawn):
    of, page = desk["of"], desk["of"]("sampled_journal", sampled_journal=drawn.uuid)
    form = of("sampled_review", sampled_journal=drawn.uuid)
    grant(desk["Pru"][1], desk["books"].partner, Role.JOURNAL_APPROVER)
    own = desk["Pru"][0].get(form, follow=True)
    assert (own.redirect_chain, "somebody else reviews it" in own.content.decode()) == ([(page, 302)], True)
    assert desk["Auda"][0].get(page).status_code == 200
    assert desk["Auda"][0].get(form).status_code == 403
    given = {"result": "FINDING", "finding": "No delivery note for it", "remedy": ""}
    no = desk["Abe"][0].post(form, given)
    assert (no.status_code, list(no.context_data["form"].errors)) == (422, ["remedy"])
    no = desk["Abe"][0].post(form, given | {"finding": "Wrong", "remedy": "REVOKE"})
    assert (no.status_code, list(no.context_data["form"].errors)) == (422, ["finding"])

    done = desk["Abe"][0].post(form, given | {"remedy": "BOTH"}, follow=True)
    assert "the training revoked" in done.content.decode()
    again = desk["Abe"][0].get(form, follow=True)
    assert "what was found of it stays" in again.content.decode()
    shown = desk["Pru"][0].get(page).context_data
    assert [one["label"] for one in shown["actions"]] == ["Write its reversal"]
    with desk["scope"]():
        assert JournalTraining.objects.get().revoked_by == desk["Abe"][1]
    trained = desk["Abe"][0].get(of("trained_preparers"), {"state": "REVOKED"}).context_data["table"].rows
    assert [cells[0].text for cells in trained] == ["Pru Example"]
    assert not desk["Abe"][0].get(of("trained_preparers"), {"state": "ACTIVE"}).context_data["table"].rows


def test_the_list_is_filtered_downloaded_and_counted(desk, drawn):
    of, auditor = desk["of"], desk["Auda"][0]
    listed = auditor.get(of("sampled_journals"), {"state": "WAITING", "month": "2026-07"}).context_data
    assert [one["value"] for one in listed["tiles"]] == ["1", "0", "0"]
    assert len(listed["table"].rows) == 1
    assert not auditor.get(of("sampled_journals"), {"state": "FINDING"}).context_data["table"].rows
    answer = auditor.get(of("sampled_journals"), {"download": "csv"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = list(csv.reader(StringIO(body.decode("utf-8-sig"))))
    assert any("Stationery that came in October" in row for row in rows)
    of_all = auditor.get(of("journals"), {"alone": "1"}).context_data["table"].rows
    assert [cells[0].text for cells in of_all] == ["Stationery that came in October"]
    by_preparer = auditor.get(of("sample_findings")).context_data["table"].rows
    assert [[cell.text for cell in row][2:] for row in by_preparer] == [["1", "1", "1", "0", "0", "None reviewed"]]
    samples = auditor.get(of("journal_samples")).context_data
    assert (samples["due"], samples["may_draw"], len(samples["table"].rows)) == ([], False, 1)


def test_what_is_due_is_drawn_at_a_button(desk):
    pru, fay, dee = (desk[name][1] for name in ("Pru", "Fay", "Dee"))
    with desk["scope"]():
        auto.trained(desk["books"], pru, by=fay, approver=dee, at=OCTOBER)
        auto.decided(desk["books"], "MANUAL", by=fay, approver=dee, at=OCTOBER)
        auto.submitted(desk["books"], by=pru, at=OCTOBER, on=date(2026, 10, 6))
    of = desk["of"]
    assert desk["Abe"][0].get(of("journal_samples")).context_data["may_draw"]
    assert desk["Pru"][0].post(of("journal_samples_draw")).status_code == 403
    for words in ("1 sample is drawn.", "Nothing was left to draw."):
        assert words in desk["Abe"][0].post(of("journal_samples_draw"), follow=True).content.decode()


def test_work_lists_and_the_months_end_ask_for_the_review(desk, drawn):
    partner = desk["books"].partner

    def work(name):
        with desk["scope"]():
            found = work_items.sampled_journals(partner=partner, user=desk[name][1], on=date(2026, 11, 2))
            return [one.title for one in found]

    assert work("Abe") == ["Review Stationery that came in October"]
    assert work("Pru") == []
    home = desk["Abe"][0].get(f"/p/{partner.code}/").content.decode()
    assert "Review Stationery that came in October" in home
    month = {"entity": str(desk["books"].entity.uuid), "period": "2026-07"}
    closing = desk["Fay"][0].get(desk["of"]("closing"), month).content.decode()
    assert "Sampled journals are reviewed" in closing
    assert "1 of 1 drawn, 1 not reviewed yet" in closing


def test_a_training_is_revoked_at_once(desk, drawn):
    with desk["scope"]():
        row = JournalTraining.objects.get()
    of, form = desk["of"], desk["of"]("training_revoke", journal_training=row.uuid)
    assert desk["Pru"][0].get(form).status_code == 403
    assert desk["Abe"][0].post(form, {"reason": ""}).status_code == 422
    assert desk["Abe"][0].post(form, {"reason": "Moved to another team"}).status_code == 302
    page = desk["Abe"][0].get(of("trained_preparer", journal_training=row.uuid)).context_data
    assert (page["status"], page["actions"]) == ("REVOKED", [])
    again = desk["Abe"][0].get(form, follow=True)
    assert "This training was revoked on 2 November 2026." in again.content.decode()
