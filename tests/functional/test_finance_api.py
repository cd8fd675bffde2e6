"""Finance over the API: the same operations, permissions and refusals as on the pages."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from finance.models import Journal
from partners.models import ChangeRequest
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import cis, interentity, ledger, payables, receivables, sampling
from tests.factories.ledger import cr, dr
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")
API = "/api/v1/p/northshire/"
ROLES = {
    "pru": Role.JOURNAL_PREPARER, "abe": Role.JOURNAL_APPROVER, "cal": Role.AP_CLERK, "al": Role.AR_CLERK,
    "mo": Role.AR_MANAGER, "auda": Role.AUDITOR,
}  # fmt: skip


@pytest.fixture
def office(cast):
    """A ledger, and a way to ask as one of its people."""
    people = {name: user(f"{name.capitalize()}api") for name in ROLES}
    for name, role in ROLES.items():
        grant(people[name], cast.northshire, role)

    def inside(work):
        with partner_scope(cast.northshire.pk, actor_id=people["pru"].pk, reason="test"):
            return work()

    def ask(who, path, data=None, *, query=None):
        one = APIClient(raise_request_exception=False)
        one.force_login(people[who])
        url = f"{API}{path}"
        return one.get(url, query or {}) if data is None else one.post(url, data, format="json")

    books = inside(lambda: ledger.ledger(cast.northshire, people["pru"]))
    return SimpleNamespace(ask=ask, inside=inside, people=people, books=books)


def wanted(office, *lines, **more):
    given = lines or (
        {"subjective": "40100", "cost_centre": "f10001", "debit": "100.00", "narrative": "Paper"},
        {"subjective": "94050", "credit": "100.00"},
    )
    fields = {
        "entity": str(office.books.entity.uuid), "kind": "MANUAL", "accounting_date": "2026-10-15",
        "description": "Stationery that came in October", "lines": list(given),
    }  # fmt: skip
    return fields | more


def test_a_journal_with_lines_of_two_legal_entities_is_two_journals(office, cast):
    fay = user("Fayapi")
    grant(fay, cast.northshire, Role.FINANCE_MANAGER)
    pru = office.people["pru"]
    other = office.inside(lambda: ledger.ledger(cast.northshire, pru, code="PCC"))
    lines = (
        {"subjective": "40100", "cost_centre": "f10001", "debit": "60.00"},
        {"subjective": "94050", "credit": "60.00", "legal_entity": "pcc"},
    )
    refused = office.ask("pru", "ledger/journals/", wanted(office, *lines))
    assert refused.status_code == 400
    assert "No agreement between" in str(refused.json())
    office.inside(lambda: interentity.agreed(office.books.entity, other.entity, by=pru, approver=fay))
    made = office.ask("pru", "ledger/journals/", wanted(office, *lines)).json()
    half = office.ask("pru", f"ledger/journals/{made['other_part']}/").json()
    assert (made["is_first_part"], half["is_first_part"], half["other_part"]) == (True, False, made["uuid"])
    due = office.ask("pru", f"ledger/journals/{half['uuid']}/lines/").json()["results"][1]
    assert (due["subjective"], due["amount"]) == ("92800", "60.00")
    no = office.ask("pru", f"ledger/journals/{half['uuid']}/propose/", {"reason": "Please"})
    assert no.status_code == 400
    assert "other entity’s part" in str(no.json())


def test_fin_02_a_small_journal_is_posted_at_once_and_a_larger_one_waits(office, cast):
    fay, dee = user("Fayapi"), user("Deeapi")
    grant(fay, cast.northshire, Role.FINANCE_MANAGER)
    grant(dee, cast.northshire, Role.DEPUTY_FINANCE_OFFICER)
    pru = office.people["pru"]
    office.inside(lambda: sampling.trained(office.books, pru, by=fay, approver=dee))
    office.inside(lambda: sampling.decided(office.books, "MANUAL", by=fay, approver=dee))
    rows = []
    for code, pounds in (("40100", "9999.99"), ("40200", "10000.00")):
        lines = (
            {"subjective": code, "cost_centre": "f10001", "debit": pounds}, {"subjective": "94050", "credit": pounds},
        )  # fmt: skip
        made = office.ask("pru", "ledger/journals/", wanted(office, *lines)).json()
        assert (made["is_posted_alone"], made["checks"]) == (False, [])
        rows.append(office.ask("pru", f"ledger/journals/{made['uuid']}/propose/", {"reason": "Invoice"}).json())
    small, large = rows
    assert (small["state"], small["number"], small["is_posted_alone"], small["change"]) == ("POSTED", 1, True, None)
    assert {one["is_met"] for one in small["checks"]} == {True}
    assert (large["state"], large["is_posted_alone"]) == ("WAITING", False)
    assert [one["code"] for one in large["checks"] if not one["is_met"]] == ["TOTAL", "SPLIT"]
    assert [one["title"] for one in large["approvals"]] == ["Journal approver"]


def counted(office):
    return office.inside(lambda: (Journal.objects.count(), ChangeRequest.objects.count()))


def test_a_journal_is_written_proposed_approved_by_another_and_reversed(office):
    made = office.ask("pru", "ledger/journals/", wanted(office))
    assert made.status_code == 201
    row = made.json()
    assert (row["state"], row["number"], row["total"], row["n_lines"]) == ("DRAFT", None, "100.00", 2)
    here = f"ledger/journals/{row['uuid']}/"

    lines = office.ask("auda", f"{here}lines/").json()
    assert [(one["subjective"], one["cost_centre"], one["amount"]) for one in lines["results"]] == [
        ("40100", "F10001", "100.00"), ("94050", "", "-100.00"),
    ]  # fmt: skip

    stale = office.ask("pru", f"{here}propose/", {"reason": "October’s close", "lines_hash": "0" * 64})
    assert (stale.status_code, counted(office)[1]) == (400, 0)
    asked = office.ask("pru", f"{here}propose/", {"reason": "October’s close", "lines_hash": row["lines_hash"]})
    assert (asked.status_code, asked.json()["state"]) == (200, "WAITING")
    assert [(one["title"], one["decided_by"]) for one in asked.json()["approvals"]] == [("Journal approver", "")]
    assert office.ask("pru", f"{here}propose/", {"reason": "Once more"}).status_code == 409

    change = f"changes/{asked.json()['change']}/"
    content = office.ask("abe", change).json()["content_hash"]
    own = office.ask("pru", f"{change}approve/", {"content_hash": content})
    assert own.status_code in {400, 403}  # whoever prepared it does not approve it
    assert office.ask("abe", f"{change}approve/", {"content_hash": content}).status_code == 200
    posted = office.ask("auda", here).json()
    assert (posted["state"], posted["number"], posted["posted_by"]) == ("POSTED", 1, "Abeapi Example")
    assert posted["approvals"][0]["decided_by"] == "Abeapi Example"
    assert office.ask("pru", f"{here}propose/", {"reason": "Once more"}).status_code in {400, 409}
    assert office.ask("pru", f"{here}discard/", {}).status_code == 409

    words = {"accounting_date": "2026-11-02", "description": "It was charged twice"}
    mirror = office.ask("pru", f"{here}reverse/", words)
    assert (mirror.status_code, mirror.json()["reverses"], mirror.json()["state"]) == (201, row["uuid"], "DRAFT")
    assert office.ask("auda", here).json()["reversed_by"] == mirror.json()["uuid"]
    assert office.ask("pru", f"{here}reverse/", words).status_code == 400
    gone = office.ask("pru", f"ledger/journals/{mirror.json()['uuid']}/discard/", {})
    assert (gone.status_code, gone.json()["state"]) == (200, "DISCARDED")

    found = office.ask("auda", "ledger/journals/", query={"state": "POSTED", "search": "Stationery", "kind": "MANUAL"})
    assert [one["uuid"] for one in found.json()["results"]] == [row["uuid"]]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"lines": [{"subjective": "40100", "cost_centre": "F10001", "debit": "1"},
                    {"subjective": "94050", "credit": "2"}]}, "debits are £1.00, credits £2.00"),
        ({"lines": [{"subjective": "40100", "cost_centre": "F10001", "debit": "1"},
                    {"subjective": "94050", "fund": "PUB", "credit": "1"}]}, "Fund GEN does not balance"),
        ({"lines": [{"subjective": "40100", "cost_centre": "F10001", "debit": "1"},
                    {"subjective": "94000", "credit": "1"}]}, "94000 Accounts payable control is a control account"),
        ({"lines": [{"subjective": "40100", "debit": "-1"}]}, "lines"),
        ({"lines": []}, "this one has 0"),
        ({"lines": "many"}, "lines"),
        ({"entity": "00000000-0000-0000-0000-000000000000"}, "no such legal entity"),
        ({"kind": "PAYROLL"}, "kind"),
        ({"accounting_date": "2027-04-01"}, "no period for 1 April 2027"),
        ({"description": "Too few"}, "description"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_journal_is_named_and_keeps_nothing(office, more, said):
    answer = office.ask("pru", "ledger/journals/", wanted(office, **more))
    assert answer.status_code == 400
    assert said in str(answer.json())
    assert counted(office) == (0, 0)


def test_who_may_not_prepare_writes_nothing_and_another_partner_finds_nothing(office, cast):
    row = office.inside(lambda: ledger.posted(office.books))
    for path, data in (
        ("ledger/journals/", wanted(office)), (f"ledger/journals/{row.uuid}/propose/", {"reason": "Please"}),
        (f"ledger/journals/{row.uuid}/discard/", {}), (f"ledger/journals/{row.uuid}/reverse/", {}),
    ):  # fmt: skip
        assert office.ask("auda", path, data).status_code == 403
    assert counted(office) == (1, 0)
    other = APIClient(raise_request_exception=False)
    grant(cast.dilys, cast.southborough, Role.JOURNAL_PREPARER)
    other.force_login(cast.dilys)
    for path in ("", "lines/", "propose/", "discard/", "reverse/"):
        url = f"/api/v1/p/southborough/ledger/journals/{row.uuid}/{path}"
        answer = other.get(url) if path in {"", "lines/"} else other.post(url, {"broken": True}, format="json")
        assert answer.status_code == 404  # found out before the body is read


def test_codes_periods_and_trial_balance(office):
    office.inside(
        lambda: [
            ledger.posted(office.books, dr("40100", "70.00"), cr("94000", "70.00"), on=date(2026, 9, 1)),
            ledger.posted(office.books, dr("40100", "5.50"), cr("94000", "5.50"), on=date(2026, 10, 1)),
        ]
    )
    codes = office.ask("auda", "ledger/codes/subjectives/", query={"search": "4010", "on": "2026-11-02"}).json()
    assert [(one["code"], one["group"], one["is_manual"]) for one in codes["results"]] == [("40100", "SUPPLIES", True)]
    centres = office.ask("auda", "ledger/codes/cost-centres/").json()["results"]
    assert [(one["code"], one["entity"]) for one in centres] == [
        (one.code, str(office.books.entity.uuid)) for one in office.books.centres
    ]
    assert office.ask("auda", "ledger/codes/funds/", query={"search": "sch"}).json()["count"] == 1
    for empty in ("projects", "counterparties"):
        assert office.ask("auda", f"ledger/codes/{empty}/").json()["count"] == 0

    (entity,) = office.ask("auda", "ledger/entities/").json()["results"]
    assert entity["uuid"] == str(office.books.entity.uuid)
    periods = office.ask("auda", "ledger/periods/").json()["results"]
    assert [(one["number"], one["states"]["GL"], one["n_journals"]) for one in periods[6:9]] == [
        (6, "OPEN", 1), (7, "OPEN", 1), (8, "OPEN", 0),
    ]  # fmt: skip

    balance = office.ask("auda", "ledger/trial-balance/", query={"period": "2026-07", "entity": entity["uuid"]}).json()
    assert (balance["period"], balance["debit"], balance["credit"]) == ("P07 2026-27", "75.50", "75.50")
    assert [(one["code"], one["period"], one["to_date"]) for one in balance["rows"]] == [
        ("40100", "5.50", "75.50"), ("94000", "-5.50", "-75.50"),
    ]  # fmt: skip
    only = office.ask("auda", "ledger/trial-balance/", query={"group": "SUPPLIES"}).json()
    assert ([one["code"] for one in only["rows"]], only["credit"]) == (["40100"], "75.50")
    for wrong in ({"period": "2026-77"}, {"period": "October"}, {"entity": str(office.people["abe"].human_id)},
                  {"as_at": "soon"}, {"group": "SWEETS"}):  # fmt: skip
        assert office.ask("auda", "ledger/trial-balance/", query=wrong).status_code == 400


def test_pay_of_few_people_is_in_one_row_and_without_amounts_for_who_may_not_see_pay(office, monkeypatch):
    from finance.queries import outside

    monkeypatch.setattr(outside, "people_paid", lambda **_given: {office.books.centres[0].pk: 1})
    row = office.inside(
        lambda: ledger.posted(
            office.books, dr("11000", "3000.00", is_restricted=True), cr("94300", "3000.00"), kind="PAYROLL",
            module="PAYROLL",
        )
    )  # fmt: skip
    seen = office.ask("pru", "ledger/trial-balance/").json()
    assert (seen["is_together"], [one["code"] for one in seen["rows"]]) == (True, [""])
    lines = office.ask("pru", f"ledger/journals/{row.uuid}/lines/").json()["results"]
    assert [one["amount"] for one in lines] == [None, "-3000.00"]


def test_invoices_of_suppliers_are_listed_with_a_fixed_number_of_statements_and_read(office):
    def enter(n):
        return [payables.invoice(firm, by=office.people["cal"]) for _ in range(n)]

    def listed():
        with CaptureQueriesContext(
            connection,
        ) as found:
            answer = office.ask("auda", "payables/invoices/").json()
        return len(found), answer

    firm = office.inside(lambda: payables.account(office.books, by=office.people["pru"], name="Fenwick Ltd"))
    (row,) = office.inside(lambda: enter(1))
    before, _ = listed()
    office.inside(lambda: enter(3))
    after, answer = listed()
    assert (after, answer["count"]) == (before, 4)

    one = office.ask("cal", f"payables/invoices/{row.uuid}/").json()
    assert (one["supplier"], one["gross"], one["number"], one["state"]) == (
        "Fenwick Ltd", f"{row.gross:.2f}", str(row), row.state,
    )  # fmt: skip
    assert sum(float(line["net"]) for line in one["lines"]) == float(row.net)
    assert one["construction"] is None
    assert office.ask("cal", "payables/invoices/", query={"search": "Fenwick", "state": row.state}).json()["count"]
    assert office.ask("cal", "payables/invoices/", query={"state": "LOST"}).status_code == 400
    assert office.ask("al", "payables/invoices/").status_code == 403
    assert office.ask("cal", f"payables/invoices/{office.books.entity.uuid}/").status_code == 404


def test_an_invoice_for_construction_work_says_what_its_net_is_made_of(office, cast):
    """Domain E21, example A: labour of £4,000.00 and materials of £1,500.00."""
    mo, val = user("Moira"), user("Valerie")
    grant(mo, cast.northshire, Role.SUPPLIER_MAINTAINER)
    grant(val, cast.northshire, Role.SUPPLIER_VERIFIER)

    def enter():
        firm = cis.subcontractor(office.books, by=mo, verifier=val, name="Hartley Groundworks")
        parts = cis.parts("4000.00", "1500.00")
        return payables.invoice(firm, payables.line("5500.00"), by=office.people["cal"], construction=parts)

    row = office.inside(enter)
    assert office.ask("auda", f"payables/invoices/{row.uuid}/").json()["construction"] == {
        "labour": "4000.00", "materials": "1500.00", "plant": "0.00", "levy": "0.00",
    }  # fmt: skip


def test_invoices_to_customers_are_listed_and_read(office):
    def make():
        debtor = receivables.customer(office.books)
        return receivables.issued(office.books, debtor, approver=office.people["mo"])

    row = office.inside(make)
    (listed,) = office.ask("al", "receivables/invoices/", query={"search": "Brook"}).json()["results"]
    assert (listed["number"], listed["gross"], listed["settled"], listed["state"]) == (
        "SI000001", "120.00", "0.00", "ISSUED",
    )  # fmt: skip
    one = office.ask("auda", f"receivables/invoices/{row.uuid}/").json()
    assert [(line["subjective"], line["net"], line["vat_code"]) for line in one["lines"]] == [
        ("83000", "100.00", "S20")
    ]
    assert one["approved_by"] == "Moapi Example"
    assert "1 Brook Lane" not in str(one)
    assert office.ask("cal", "receivables/invoices/").status_code == 403
    assert office.ask("al", f"receivables/invoices/{office.books.entity.uuid}/").status_code == 404
