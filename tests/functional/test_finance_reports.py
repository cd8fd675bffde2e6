"""The list of finance reports, the expenditure and funding analysis, and what stands on which line (domain FIN-15)."""

from datetime import date

import pytest
from django.urls import reverse

from finance.models import Subjective
from finance.operations import calendar
from finance.queries import outside
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import budgets, receivables
from tests.factories import ledger as make
from tests.factories.ledger import cr, dr
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")
LISTED = [
    "Statements of accounts", "Groups of legal entities", "The ledger", "Budgets", "Suppliers and customers",
    "Shared services",
]  # fmt: skip


@pytest.fixture
def place(cast):
    """A ledger whose highways cost centre belongs to Place, with statutory journals; libraries have no directorate."""
    abe = user("Abe")
    grant(abe, cast.northshire, Role.JOURNAL_APPROVER)
    with partner_scope(cast.northshire.pk, actor_id=abe.pk, reason="test"):
        books = make.ledger(cast.northshire, abe)
        given = {"legal_entity": books.entity.uuid, "by": abe, "at": make.NOW}
        above = budgets.budgets.set_up_area(level="DIRECTORATE", code="PLA", name="Place", parent=None, **given)
        below = budgets.budgets.set_up_area(level="SERVICE", code="HIG", name="Highways", parent=above.uuid, **given)
        budgets.budgets.place(
            cost_centre=books.centres[0].uuid, service=below.uuid, first_day=budgets.OPENED, by=abe, at=make.NOW
        )
        on = {"on": date(2026, 9, 1)}
        make.posted(books, dr("40100", "600"), dr("50000", "50", "F10002"), cr("86000", "700"), dr("93000", "50"), **on)
        make.posted(books, dr("97000", "40"), cr("97100", "40"), **on)
        make.posted(
            books, dr("70000", "300"), cr("90100", "300"), dr("98100", "300"), cr("97000", "300"), kind="STATUTORY",
            module="GL", **on,
        )  # fmt: skip
    return books


@pytest.fixture
def get(client, place):
    def ask(name, query=""):
        client.force_login(place.by)
        return client.get(reverse(f"finance:{name}", kwargs={"partner_code": "northshire"}) + query)

    return ask


@pytest.fixture
def inside(cast, place):
    def work(what):
        with partner_scope(cast.northshire.pk, actor_id=place.by.pk, reason="test"):
            return what()

    return work


def cells(page):
    return {row[0].text: [one.text for one in row[1:]] for row in page.context_data["table"].rows}


def text(file):
    return b"".join(file.streaming_content).decode()


def tiles(page):
    return {one["label"]: (one["value"], one.get("kind")) for one in page.context_data["tiles"]}


def test_the_analysis_shows_each_directorate_the_adjustments_and_the_general_fund(get, inside, place):
    page = get("expenditure_funding")
    assert cells(page) == {
        "Place": ["£600.00", "£300.00", "£900.00"],
        "Cost centres without a directorate": ["£50.00", "£0.00", "£50.00"],
        "Net cost of services": ["£650.00", "£300.00", "£950.00"],
        "Other income and expenditure": ["−£700.00", "£0.00", "−£700.00"],
        "Surplus below nought, or deficit": ["−£50.00", "£300.00", "£250.00"],
        "General fund at the start of the year": ["£0.00", "", ""],
        "Moved to or from other reserves": ["£40.00", "", ""],
        "General fund at the end of the period": ["−£10.00", "", ""],
    }
    assert tiles(page)["Difference"] == ("£0.00", "good")
    row = page.context_data["table"].rows[0]
    assert row[0].href.endswith("/ledger/lines/?area=PLA")
    adjusted = get("lines", row[2].href.partition("?")[2] and "?" + row[2].href.partition("?")[2])
    assert [one[-1].text for one in adjusted.context_data["table"].rows] == ["£300.00"]
    assert "Place,600.00,300.00,900.00" in text(get("expenditure_funding", "?download=csv"))
    before = get("expenditure_funding", "?as_at=01/11/2026")  # everything was posted on 2 November
    assert {one for row in cells(before).values() for one in row} <= {"£0.00", ""}
    assert cells(get("expenditure_funding", "?period=2026-05")) == {}

    half = lambda: make.posted(  # noqa: E731
        place, dr("71000", "5"), cr("90100", "5"), kind="STATUTORY", module="GL", on=date(2026, 9, 2)
    )
    inside(half)
    assert tiles(get("expenditure_funding"))["Difference"] == ("£5.00", "problem")


def test_fin_15_reserves_move_by_the_result_the_adjustments_and_transfers(get, place):
    """£300 of depreciation is reversed out of the capital adjustment account; £40 go to earmarked reserves."""
    page = get("movement_reserves")
    assert cells(page) == {
        "General fund balance": ["£0.00", "−£250.00", "£0.00", "£300.00", "−£40.00", "£10.00"],
        "Earmarked reserves": ["£0.00", "£0.00", "£0.00", "£0.00", "£40.00", "£40.00"],
        "Total usable reserves": ["£0.00", "−£250.00", "£0.00", "£300.00", "£0.00", "£50.00"],
        "Capital adjustment account": ["£0.00", "£0.00", "£0.00", "−£300.00", "£0.00", "−£300.00"],
        "Total unusable reserves": ["£0.00", "£0.00", "£0.00", "−£300.00", "£0.00", "−£300.00"],
        "Total reserves of the authority": ["£0.00", "−£250.00", "£0.00", "£0.00", "£0.00", "−£250.00"],
    }
    assert tiles(page)["General fund at the end of the period"][0] == "£10.00"
    assert tiles(page)["Adjustments leave over"] == ("£0.00", "good")
    assert tiles(page)["Transfers leave over"] == ("£0.00", "good")
    row = page.context_data["table"].rows[0]
    assert "code=97000" in row[0].href
    assert [one[-1].text for one in get("lines", "?" + row[4].href.partition("?")[2]).context_data["table"].rows] == [
        "−£300.00"
    ]  # the ledger's lines have credits below nought
    assert "Earmarked reserves,0.00" in text(get("movement_reserves", "?download=csv"))
    before = cells(get("movement_reserves", "?as_at=01/11/2026"))  # everything was posted on 2 November
    assert {one for figures in before.values() for one in figures} == {"£0.00"}
    assert cells(get("movement_reserves", "?period=2026-05")) == {}


def test_fin_15_the_cash_flow_explains_the_change_of_cash(get, inside, place):
    """A deficit of £250, £300 of it depreciation: £50 come in. Then a van for £80, paid; £200 lent; £30 owed for it."""
    page = get("cash_flow")
    assert tiles(page)["Cash at the end of the period"][0] == "£50.00"
    assert tiles(page)["Not explained"] == ("£0.00", "good")
    inside(lambda: make.posted(place, dr("90000", "80"), cr("93000", "80")))
    inside(lambda: make.posted(place, dr("93000", "200"), cr("96000", "200")))
    inside(lambda: make.posted(place, dr("40100", "30"), cr("94050", "30")))
    inside(lambda: make.posted(place, dr("90000", "500"), cr("98000", "500")))
    page = get("cash_flow")
    assert {words: row[0] for words, row in cells(page).items()} == {
        "Surplus, or deficit below nought, on the provision of services": "−£280.00",
        "Depreciation, impairment and disposals, which move no cash": "£300.00",
        "Pensions earned and not paid yet": "£0.00",
        "Less owed to us, or more below nought": "£0.00",
        "More owed by us, or less below nought": "£30.00",
        "More provided for, or less below nought": "£0.00",
        "Net cash flow from operating activities": "£50.00",
        "Property, plant, equipment and intangible assets bought, less what was sold": "−£80.00",
        "Investments": "£0.00",
        "Net cash flow from investing activities": "−£80.00",
        "Borrowed, less what was paid back": "£200.00",
        "Net cash flow from financing activities": "£200.00",
        "Increase or decrease of cash": "£170.00",
    }
    assert tiles(page)["Increase, or decrease below nought"][0] == "£170.00"
    assert "Increase or decrease of cash,170.00" in text(get("cash_flow", "?download=csv"))
    before = cells(get("cash_flow", "?as_at=01/11/2026"))  # everything was posted on 2 November
    assert {one for row in before.values() for one in row} <= {"£0.00", ""}
    inside(lambda: make.posted(place, dr("93000", "9"), cr("97100", "9")))
    assert tiles(get("cash_flow"))["Not explained"] == ("£9.00", "problem")


def test_the_analysis_keeps_the_pay_of_a_ledger_of_two_people_to_itself(get, place, monkeypatch):
    monkeypatch.setattr(outside, "_people", [lambda **_: {place.centres[0].pk: 2}])
    page = get("expenditure_funding")
    assert cells(page) == {}
    assert "fewer than three people" in page.content.decode()
    assert cells(get("movement_reserves")) == {}
    assert cells(get("cash_flow")) == {}


def test_a_code_that_stands_on_no_line_is_found(get, inside, place):
    assert tiles(get("statement_lines")) == {"Codes that stand on a line": ("73 of 73", "good")}
    inside(lambda: Subjective.objects.create(
        partner=place.partner, code="87000", name="Sundry", group="INCOME", valid=place.centres[0].valid
    ))  # fmt: skip
    assert tiles(get("statement_lines"))["Codes that stand on a line"] == ("73 of 74", "problem")
    assert cells(get("statement_lines", "?missing=1")) == {"87000": ["Sundry", "Income", "None", "No"]}


def test_the_list_of_reports_shows_what_its_reader_may_open_and_every_file_of_it_comes(get, client, cast):
    groups = get("finance_reports").context_data["groups"]
    assert [one["heading"] for one in groups] == LISTED[:3]
    fay = user("Fay")
    grant(fay, cast.northshire, Role.FINANCE_MANAGER)
    client.force_login(fay)
    found = client.get("/p/northshire/ledger/").context_data["groups"]
    assert [one["heading"] for one in found] == LISTED
    for group in found:
        for one in group["reports"]:
            assert client.get(one["href"]).status_code == 200, one["label"]
    analysis = next(one for group in found for one in group["reports"] if one["label"].startswith("Expenditure and f"))
    files = [client.get(one["href"]) for one in analysis["files"]]
    assert all(b"".join(one.streaming_content) for one in files)
    assert [one["Content-Type"] for one in files] == [
        "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/pdf",
    ]  # fmt: skip


def test_creditors_and_debtors_by_age_lead_to_documents_and_ask_for_a_day(client, cast, get, inside, place):
    """A line of the ledger alone is a difference; who does not see payables gets neither list."""
    assert get("creditors_by_age").status_code == 403
    fay = user("Fay")
    grant(fay, cast.northshire, Role.FINANCE_MANAGER)
    inside(lambda: make.posted(place, dr("40100", "9"), cr("94000", "9"), on=date(2026, 10, 1)))
    bill = inside(lambda: sold(cast, place))
    client.force_login(fay)
    base = "/p/northshire/ledger/"
    owing = client.get(f"{base}creditors-by-age/")
    assert tiles(owing)["Difference"] == ("£9.00", "problem")
    assert tiles(client.get(f"{base}creditors-by-age/?as_at=30/09/2026"))["Difference"] == ("£0.00", "good")
    owed = client.get(f"{base}debtors-by-age/?as_at=02/11/2026")
    assert tiles(owed)["Difference"] == ("£0.00", "good")
    (row,) = owed.context_data["table"].rows
    assert (row[0].text, row[1].text) == ("Brook Lane Nursery Ltd", "£120.00")
    assert row[0].href.endswith("debtors-by-age/?as_at=02%2F11%2F2026&account=1")
    (document,) = client.get(row[0].href).context_data["table"].rows
    assert document[0].href.endswith(f"/receivables/invoices/{bill.uuid}/")
    assert text(client.get(f"{base}debtors-by-age/?download=csv")).count("Brook Lane Nursery Ltd,1,120.00") == 1


def sold(cast, place):
    mo = user("Mo")
    for who, role in ((mo, Role.AR_MANAGER), (place.by, Role.AR_CLERK)):
        grant(who, cast.northshire, role)
    return receivables.issued(place, receivables.customer(place), approver=mo)


def test_p13_and_p14_are_in_or_out_of_each_report(get, inside, place):
    """£60 of closing down and £9 of the audit, both dated 31 March; until then £650 and, by statute, £300."""

    def adjust():
        for number, pounds in ((13, "60"), (14, "9")):
            calendar.move(
                period=place.periods[number].uuid, modules=["GL"], action="open", by=place.by, at=make.NOW
            )  # fmt: skip
            make.posted(
                place, dr("20000", pounds), cr("94050", pounds), on=date(2027, 3, 31), adjusts=number, module="GL",
                kind="MANUAL",
            )  # fmt: skip

    inside(adjust)
    wanted = {"": "£69.00", "NEITHER": "", "P13": "£60.00", "P14": "£9.00"}
    costs = {"": "£319.00", "NEITHER": "£250.00", "P13": "£310.00", "P14": "£259.00"}
    for adjusting, pounds in wanted.items():
        query = f"?period=2026-14&adjusting={adjusting}"
        balance = get("trial_balance", query)
        assert cells(balance).get("20000", ["", "", "", ""])[2] == pounds
        assert tiles(balance)["Difference"][0] == "£0.00"
        assert cells(get("income_expenditure", query))["Net expenditure"][0] == costs[adjusting]
        assert cells(get("expenditure_funding", query))["Surplus below nought, or deficit"][2] == costs[adjusting]
        assert tiles(get("balance_sheet", query))["Difference"] == ("£0.00", "good")
        lines = get("lines", f"{query}&code=20000").context_data["table"].rows
        assert len(lines) == {"": 2, "NEITHER": 0}.get(adjusting, 1)
    assert "20000" not in cells(get("trial_balance", "?period=2026-12"))
