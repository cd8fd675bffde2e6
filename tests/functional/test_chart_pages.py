"""The chart of accounts and hierarchies, in the browser's terms (domain FIN-01)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from finance.models import CombinationRule, Hierarchy, HierarchyVersion, Subjective
from partners.models import AuditEvent, ChangeRequest
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import ledger
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")
HEAD = "code,name,level_1_code,level_1_name\n"


@pytest.fixture
def books(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.gwen.pk, reason="test"):
        made = ledger.ledger(cast.northshire, cast.gwen)
        ledger.posted(made)
        return made


@pytest.fixture
def writer(cast):
    return signed_in(cast, "Pru", Role.JOURNAL_PREPARER)


@pytest.fixture
def second(cast):
    return signed_in(cast, "Fay", Role.FINANCE_MANAGER)


def signed_in(cast, name, role):
    who = user(name)
    grant(who, cast.northshire, role)
    client = Client()
    client.force_login(who)
    return client


def page(cast, name, **kwargs):
    return reverse(f"finance:{name}", kwargs={"partner_code": cast.northshire.code, **kwargs})


def words(answer, column):
    """Return what stands in a column of the page's table."""
    return [row[column].text for row in answer.context_data["table"].rows]


def agree(cast, client):
    row = ChangeRequest.objects.get(state="WAITING")
    address = reverse("change_approve", args=[cast.northshire.code, row.uuid])
    return client.post(address, {"content_hash": row.content_hash})


def test_a_code_is_proposed_on_its_form_and_decided_on_the_request(cast, books, writer, second):
    add = page(cast, "code_new", chart_segment="subjective")
    given = {"code": "40150", "name": "Recycled paper", "first_day": "2/11/2026",
             "takes": ["is_posting", "is_manual"], "reason": "Asked for by the print room"}  # fmt: skip
    refused = writer.post(add, given | {"code": "4015"})
    assert "five digits" in str(refused.context_data["form"].errors["code"])
    assert writer.post(add, given).status_code == 302
    with partner_scope(cast.northshire.pk, actor_id=cast.gwen.pk, reason="test"):
        assert agree(cast, second).status_code == 302
        made = Subjective.objects.get(code="40150")

    shown = second.get(page(cast, "code", chart_segment="subjective", chart_code=made.uuid)).context_data
    assert {"key": "Group", "value": "Supplies and services"} in shown["facts"]
    assert [one["text"] for one in shown["asked"][0]][1:3] == ["Pru Example", "Asked for by the print room"]
    change = page(cast, "code_change", chart_segment="subjective", chart_code=made.uuid)
    assert writer.get(change).context_data["form"].initial["name"] == "Recycled paper"
    assert second.get(change).status_code == 403
    assert writer.get(page(cast, "code_new", chart_segment="nothing")).status_code == 404


def test_each_segment_is_listed_and_filtered(cast, books, writer):
    chart = page(cast, "chart")
    codes = words(writer.get(chart, {"q": "401"}), 0)
    assert codes
    assert all(one.startswith("401") for one in codes)
    assert words(writer.get(chart, {"segment": "fund"}), 0) == ["GEN", "PUB", "SCH"]
    assert writer.get(chart, {"segment": "cost_centre", "on": "2026-11-02"}).status_code == 200


def test_a_rule_is_proposed_and_ended(cast, books, writer, second):
    given = {
        "verdict": "DENY", "fund": "SCH", "subjective": "5", "first_day": "2/11/2026",
        "reason": "Schools buy no contractors from here",
    }  # fmt: skip
    alone = writer.post(page(cast, "combination_new"), given | {"subjective": ""})
    assert "fewer than two segments" in str(alone.context_data["form"].errors)
    assert writer.post(page(cast, "combination_new"), given).status_code == 302
    with partner_scope(cast.northshire.pk, actor_id=cast.gwen.pk, reason="test"):
        agree(cast, second)
        row = CombinationRule.objects.get()
    end = {"closed_from": "1/12/2026", "reason": "They do now"}
    assert writer.post(page(cast, "combination_end", combination=row.uuid), end).status_code == 302
    with partner_scope(cast.northshire.pk, actor_id=cast.gwen.pk, reason="test"):
        agree(cast, second)
        row.refresh_from_db()
    assert row.valid.upper == date(2026, 12, 1)
    assert len(writer.get(page(cast, "combinations")).context_data["table"].rows) == 1


def test_a_hierarchy_goes_round_from_form_to_file_to_report(cast, books, writer, second):
    given = {"segment": "COST_CENTRE", "entity": str(books.entity.uuid), "code": "RO", "name": "Revenue outturn",
             "levels": "Line\n"}  # fmt: skip
    assert writer.post(page(cast, "hierarchy_new"), given).status_code == 302
    with partner_scope(cast.northshire.pk, actor_id=cast.gwen.pk, reason="test"):
        row = Hierarchy.objects.get()
    file = writer.get(page(cast, "hierarchy_file", hierarchy=row.uuid)).content.decode("utf-8-sig")
    assert file.splitlines() == [HEAD.strip(), "F10001,Highways,,", "F10002,Libraries,,"]
    with partner_scope(cast.northshire.pk, actor_id=cast.gwen.pk, reason="test"):
        assert AuditEvent.objects.filter(object_type="finance_hierarchy", action="EXPORT").exists()

    def load(text):
        upload = SimpleUploadedFile("ro.csv", text.encode())
        when = {"starts_on": "1/4/2026", "description": "As the return has it"}
        return writer.post(page(cast, "hierarchy_load", hierarchy=row.uuid), when | {"file": upload})

    assert load(file.replace("F10001,Highways,,", "F10001,Highways,HT,")).status_code == 422
    loaded = load(file.replace("F10001,Highways,,", "F10001,Highways,HT,Highways"))
    assert loaded.status_code == 302
    with partner_scope(cast.northshire.pk, actor_id=cast.gwen.pk, reason="test"):
        version = HierarchyVersion.objects.get()
    propose = page(cast, "hierarchy_propose", hierarchy_version=version.uuid)
    assert writer.post(propose, {"propose-reason": ""}).status_code == 422
    assert writer.post(propose, {"propose-reason": "Form of this year"}).status_code == 302
    shown = second.get(page(cast, "hierarchy_version", hierarchy_version=version.uuid))
    assert [words(shown, at) for at in range(3)] == [["F10001"], ["Nowhere"], ["Highways"]]
    with partner_scope(cast.northshire.pk, actor_id=cast.gwen.pk, reason="test"):
        agree(cast, second)

    report = second.get(page(cast, "by_hierarchy"), {"depth": "9"})
    assert [one["value"] for one in report.context_data["tiles"]] == ["£100.00", "£0.00", "£100.00"]
    assert words(report, 0) == ["Highways", "Highways"]
    assert words(report, 4) == ["£100.00", "£100.00"]
    nowhere = second.get(page(cast, "hierarchy", hierarchy=row.uuid), {"place": "nowhere"})
    assert words(nowhere, 0) == ["F10002"]
    assert writer.post(page(cast, "hierarchy_discard", hierarchy_version=version.uuid), follow=True).status_code == 200
    assert second.get(page(cast, "hierarchy_load", hierarchy=row.uuid)).status_code == 403
