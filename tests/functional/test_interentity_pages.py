"""Legal entities of one partner with each other, in the browser's terms (domain FIN-11, FIN-15)."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from finance.models import InterEntityAgreement, Journal
from finance.operations import journals
from finance.operations.codings import Segments
from finance.operations.journals import Line
from partners.models import ChangeRequest
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr
from tests.factories import interentity as pair
from tests.factories import ledger as make
from tests.factories.ledger import NOW, cr, dr
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def desk(cast):
    """Two legal entities with a ledger, and somebody at each desk."""
    found = {}
    for name, role in (("Pru", Role.JOURNAL_PREPARER), ("Fay", Role.FINANCE_MANAGER), ("Abe", Role.JOURNAL_APPROVER)):
        found[name] = (Client(), user(name))
        grant(found[name][1], cast.northshire, role)
        found[name][0].force_login(found[name][1])
    pru = found["Pru"][1]
    with partner_scope(cast.northshire.pk, actor_id=pru.pk, reason="test"):
        found["books"] = [make.ledger(cast.northshire, pru, code=code) for code in ("CC", "PCC")]
        for number, one in enumerate(found["books"]):
            pair.bank(one, f"7000000{number}")
    found["of"] = lambda name, **kwargs: reverse(
        f"finance:{name}", kwargs={"partner_code": cast.northshire.code, **kwargs}
    )
    found["scope"] = lambda: partner_scope(cast.northshire.pk, actor_id=pru.pk, reason="test")
    return found


def approve(desk, cast, name):
    with desk["scope"]():
        asked = ChangeRequest.objects.latest("id")
    path = reverse("change_approve", args=[cast.northshire.code, asked.uuid])
    return desk[name][0].post(path, {"content_hash": asked.content_hash})


def test_an_agreement_a_journal_a_settlement_and_the_group(cast, desk):
    writer, of, books = desk["Pru"][0], desk["of"], desk["books"]
    first, second = (str(one.entity.uuid) for one in books)
    given = {
        "from_entity": first, "to_entity": second, "subject": "Police buildings", "kinds": ["MANUAL"],
        "settlement": "NET_MONTHLY", "first_day": "1/4/2026", "last_day": "", "reason": "Signed in March",
    }  # fmt: skip
    assert "to_entity" in writer.post(of("interentity_new"), given | {"to_entity": first}).context_data["form"].errors
    assert desk["Abe"][0].post(of("interentity_new"), given).status_code == 403
    assert writer.post(of("interentity_new"), given).status_code == 302
    assert approve(desk, cast, "Fay").status_code == 302
    with desk["scope"]():
        agreement = InterEntityAgreement.objects.get()
    listed = writer.get(of("interentity_agreements"), {"on": "1/5/2026"}).context_data["table"].rows
    assert [cells[0].text for cells in listed] == ["Police buildings"]

    lines = {
        "entity": first, "kind": "MANUAL", "accounting_date": "15/10/2026", "description": "Heating of the station",
        "rows": "2", "subjective_0": "40100", "cost_centre_0": "F10001", "fund_0": "GEN", "debit_0": "60",
        "entity_1": "PCC", "subjective_1": "94050", "fund_1": "GEN", "credit_1": "60",
    }  # fmt: skip
    shown = writer.post(of("journal_new"), lines | {"kind": "RECLASS"}).context_data["form"]
    assert "covers reclassification journals" in str(shown.non_field_errors())
    assert writer.post(of("journal_new"), lines).status_code == 302
    with desk["scope"]():
        row, half = Journal.objects.get(linked_to=None), Journal.objects.get(linked_to__isnull=False)
    edit = writer.get(of("journal_edit", journal=row.uuid)).context_data["form"].initial
    assert (edit["entity_0"], edit["entity_1"], edit["subjective_1"]) == ("", "PCC", "94050")
    assert "subjective_2" not in edit  # the due lines are the system’s
    page = writer.get(of("journal", journal=half.uuid)).context_data
    assert not page["may_propose"]
    assert of("journal", journal=row.uuid) in {one.get("href") for one in page["facts"]}
    writer.post(of("journal_propose", journal=row.uuid), {"propose-reason": "Meter readings"})
    assert desk["Abe"][0].get(of("journal", journal=row.uuid)).context_data["may_decide"]
    seen = desk["Abe"][0].get(of("journal", journal=half.uuid)).context_data
    assert seen["may_decide"]  # the request is about both
    approve(desk, cast, "Abe")
    assert [step[1]["text"] for step in writer.get(of("journal", journal=half.uuid)).context_data["steps"]] == [
        "Abe Example"
    ]

    balances = writer.get(of("interentity_balances"), {"period": "2026-07"}).context_data
    assert [[cell.text for cell in cells][3:6] for cells in balances["table"].rows] in (
        [["−£60.00", "−£60.00", "£0.00"]], [["£60.00", "£60.00", "£0.00"]],
    )  # fmt: skip
    between = writer.get(of("interentity_lines"), {"first": first, "second": second}).context_data["table"].rows
    assert sorted(cells[1].text for cells in between) == ["CC", "PCC"]
    month = {
        "first": first, "second": second, "month": "2026-07", "accounting_date": "2/11/2026", "first_bank": "93000",
        "second_bank": "93000",
    }  # fmt: skip
    early = writer.post(of("interentity_settle"), month | {"accounting_date": "31/10/2026"}).context_data["form"]
    assert "accounting_date" in early.errors
    assert writer.post(of("interentity_settle"), month).status_code == 302
    assert writer.post(of("interentity_settle"), month).status_code == 422
    settled = writer.get(of("interentity_settlements")).context_data["table"].rows
    assert [[cell.text for cell in cells][3] for cells in settled] == ["£60.00"]

    end = of("interentity_end", interentity_agreement=agreement.uuid)
    assert writer.post(end, {"last_day": "31/10/2026", "reason": "Sold"}).status_code == 302
    approve(desk, cast, "Fay")
    told = writer.get(of("interentity_agreement", interentity_agreement=agreement.uuid)).context_data
    assert (told["status"], len(told["table"].rows)) == ("ENDED", 1)
    assert len(told["events"]) == 2


def taken(client, path, query, kind):
    answer = client.get(path, {**query, "download": kind})
    return answer["Content-Type"], b"".join(answer.streaming_content)


def downloaded(client, path, **query):
    text = taken(client, path, query, "csv")[1]
    rows = [row for row in csv.reader(StringIO(text.decode("utf-8-sig"))) if row]
    place = rows[0].index("Group", 3 if "Code" in rows[0] else 0) + 1  # after it: who took it away, and when
    return [row[:place] for row in rows]


def test_the_group_leaves_out_what_its_entities_charge_each_other_and_lists_what_does_not_agree(cast, desk):
    writer, of, (cc, pcc) = desk["Pru"][0], desk["of"], desk["books"]
    with desk["scope"]():
        pair.agreed(cc.entity, pcc.entity, by=desk["Pru"][1], approver=desk["Fay"][1])
        theirs, mine = pair.standing_for(pcc.entity), pair.standing_for(cc.entity)
        charge = (
            Line(segments=Segments("65000", "F10001", "GEN", "", theirs), debit=100),
            pair.of(pcc, Line(segments=Segments("88000", "F10001", "GEN", "", mine), credit=100)),
        )
        row = journals.draft(wanted=make.wanted(cc, *charge), by=desk["Pru"][1], at=NOW)
        make.approve(make.proposed(cc, row, by=desk["Pru"][1]), desk["Abe"][1])
        make.posted(cc, dr("40100", "40"), cr("93000", "40"))
    query = {"period": "2026-07"}

    tiles = writer.get(of("group_trial_balance"), query).context_data["tiles"]
    assert [one["value"] for one in tiles] == ["£0.00", "£0.00"]
    rows = {one[0]: one[-4:] for one in downloaded(writer, of("group_trial_balance"), **query)}
    assert rows["65000"] == ["100.00", "0.00", "-100.00", "0.00"]
    assert rows["40100"] == ["40.00", "0.00", "0.00", "40.00"]
    income = {one[0]: one[-4:] for one in downloaded(writer, of("group_income"), **query)}
    assert income["Net expenditure"] == ["140.00", "-100.00", "0.00", "40.00"]
    sheet = {one[0]: one[-4:] for one in downloaded(writer, of("group_balance_sheet"), **query)}
    assert sheet["Net assets"] == ["-140.00", "100.00", "0.00", "-40.00"] == sheet["Reserves and result of the year"]
    for name in ("group_trial_balance", "group_income", "group_balance_sheet"):
        assert taken(writer, of(name), query, "pdf")[0] == "application/pdf"
        assert "sheet" in taken(writer, of(name), query, "xlsx")[0]
    alone = downloaded(writer, of("group_income"), entities=str(cc.entity.uuid), **query)
    assert {one[0]: one[-1] for one in alone}["Net expenditure"] == "140.00"  # a group of one has nothing between

    with desk["scope"]():
        lone = Line(segments=Segments("65000", "F10001", "GEN", "", theirs), debit=7)
        make.posted(cc, lone, cr("93000", "7"), on=date(2026, 10, 20))
    shown = writer.get(of("group_balance_sheet"), query).context_data
    assert [one["value"] for one in shown["tiles"]] == ["£0.00", "£7.00"]
    lines = writer.get(of("group_differences"), query).context_data
    assert [one["value"] for one in lines["tiles"]] == ["£7.00"]
    assert [cells[-1].text for cells in lines["table"].rows].count("£7.00") == 1
    assert desk["Abe"][0].get(of("group_income"), query).status_code == 200


@pytest.fixture
def staff(cast):
    """Somebody who works here. Comes before the books, which take the employer that is there."""
    with partner_scope(cast.northshire.pk, reason="test"):
        return hr.employee(cast.northshire)


def test_the_group_says_nothing_of_pay_to_who_may_not_see_it(cast, staff, desk):
    """One person works for the first entity: even its sums would say what they are paid."""
    cc, pcc = desk["books"]
    with desk["scope"]():
        make.posted(cc, dr("11000", "100"), cr("94050", "100"))
        make.posted(pcc, dr("40100", "5"), cr("94050", "5"))
    shown = desk["Pru"][0].get(desk["of"]("group_income"), {"period": "2026-07"}).context_data
    assert (list(shown["table"].rows), shown["table"].empty.title) == (
        [], "These figures are for those who may see pay"
    )  # fmt: skip
    assert [one["label"] for one in shown["actions"]] == ["Leave out CC"]
    others = desk["Pru"][0].get(desk["of"]("group_income") + shown["actions"][0]["href"]).context_data
    assert {cells[0].text: cells[-1].text for cells in others["table"].rows}["Net expenditure"] == "£5.00"
