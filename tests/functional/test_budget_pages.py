"""The pages of budgets, as holders, finance and directors use them (domain FIN-04, FIN-05, FIN-15)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finance.models import BudgetDecision
from finance.operations import commitments
from finance.queries import outside
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import budgets as make
from tests.factories import ledger
from tests.factories.budgets import line
from tests.factories.ledger import cr, dr
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")
D = Decimal
ROLES = {
    "pru": Role.JOURNAL_PREPARER, "fay": Role.FINANCE_MANAGER, "bea": Role.BUDGET_HOLDER, "bob": Role.BUDGET_HOLDER,
    "sid": Role.SECTION_151, "abe": Role.JOURNAL_APPROVER,
}  # fmt: skip


@pytest.fixture
def people(cast):
    found = {name: user(name.capitalize()) for name in ROLES}
    for name, role in ROLES.items():
        grant(found[name], cast.northshire, role)
    return found


@pytest.fixture
def inside(cast, people):
    def read(work):
        with partner_scope(cast.northshire.pk, actor_id=people["pru"].pk, reason="test"):
            return work()

    return read


@pytest.fixture
def books(cast, people, inside):
    """£120,000 for pay, £60,000 for paper and £30,000 for energy at Highways, £12,000 at Libraries; some is spent."""

    def fill():
        books = ledger.ledger(cast.northshire, people["pru"])
        make.areas(books, people["fay"])
        lines = (
            line("120000", "11000"), line("60000"), line("30000", "20100"), line("12000", "40100", "F10002"),
        )  # fmt: skip
        make.in_force(books, make.wanted(books, *lines), people["sid"], by=people["pru"])
        ledger.posted(books, dr("40100", "70000"), cr("94000", "70000"), on=date(2026, 10, 1))
        ledger.posted(
            books, dr("11000", "50000", is_restricted=True), cr("94300", "50000"), on=date(2026, 10, 1),
            kind="PAYROLL", module="PAYROLL",
        )  # fmt: skip
        commitments.order(
            order=make.order(books, "4000", on=date(2026, 10, 1)), key="order", by=people["pru"], at=ledger.NOW
        )
        return books

    return inside(fill)


@pytest.fixture
def browser(client, people, books):
    def ask(who, name, data=None, **kwargs):
        client.force_login(people[who])
        query = kwargs.pop("query", "")
        path = reverse(f"finance:{name}", kwargs={"partner_code": books.partner.code, **kwargs}) + query
        return client.get(path) if data is None else client.post(path, data)

    return ask


def downloaded(page):
    """Read a file and let go of it, without ending the request: its connection is the test's."""
    content = b"".join(page.streaming_content)
    for closer in page._resource_closers:
        closer()
    page._resource_closers.clear()
    return content


def cells(page):
    return [[cell.text for cell in row] for row in page.context_data["table"].rows]


def typed(books, **more):
    return {
        "rows": "2", "entity": str(books.entity.uuid), "year": "2026", "description": "Energy pays for paper",
        "lasts": "IN_YEAR", "subjective_0": "20100", "cost_centre_0": "f10001", "fund_0": "GEN", "amount_0": "-5,000",
        "subjective_1": "40100", "cost_centre_1": "F10001", "fund_1": "GEN", "amount_1": "5000.00",
    } | more  # fmt: skip


def latest(inside):
    return inside(lambda: BudgetDecision.objects.order_by("-id").first())


def test_the_report_leads_from_directorates_to_lines_of_the_ledger(browser):
    page = browser("bea", "budget")
    # Budget to November, eight months of twelve: 222,000 × 8/12. Available: 222,000 − 120,000 − 4,000.
    # Forecast: 120,000 spent and 74,000 of profile to come.
    assert cells(page) == [
        [
            "PLA",
            "£222,000.00",
            "£148,000.00",
            "£120,000.00",
            "£4,000.00",
            "£98,000.00",
            "£194,000.00",
            "−£28,000.00",
            "",
        ]
    ]
    chart = page.context_data["chart"]
    assert (chart.series[0].values[7], chart.series[1].values[7], chart.series[1].values[8]) == (
        D(148000), D(120000), None,
    )  # fmt: skip
    assert "By Nov, actual is −£28,000.00 against the profile." in page.content.decode()

    href = page.context_data["table"].rows[0][0].href
    services = browser("bea", "budget", query=href[href.index("?") :])
    assert [row[0] for row in cells(services)] == ["CUL", "TRA"]
    centres = browser("bea", "budget", query="?level=cost_centre&area=TRA")
    assert [row[0] for row in cells(centres)] == ["F10001"]
    codes = browser("bea", "budget", query="?level=code&cost_centre=F10001")
    assert [row[0] for row in cells(codes)] == ["11000", "20100", "40100"]
    href = codes.context_data["table"].rows[2][0].href
    assert "/ledger/lines/?" in href
    assert "cost_centre=F10001" in href
    lines = browser("bea", "lines", query=href[href.index("?") :])
    assert [row[-1] for row in cells(lines)] == ["£70,000.00"]

    # What the report was narrowed to stays on the way down.
    narrowed = browser("bea", "budget", query="?level=code&area=TRA&group=SUPPLIES&as_at=01/11/2026")
    href = narrowed.context_data["table"].rows[0][0].href
    assert {"area=TRA", "group=SUPPLIES", "as_at=01%2F11%2F2026"} <= set(href[href.index("?") + 1 :].split("&"))
    assert cells(browser("bea", "lines", query=href[href.index("?") :])) == []
    for query, n in (("area=TRA", 2), ("area=CUL", 0), ("area=TRA&group=SUPPLIES", 1), ("as_at=02/11/2026", 4)):
        assert len(cells(browser("fay", "lines", query=f"?{query}"))) == n, query


def test_a_period_a_day_and_a_download(browser):
    september = browser("bea", "budget", query="?period=2026-06&level=group")
    assert [row[3] for row in cells(september)] == ["£0.00", "£0.00", "£0.00"]
    # What was posted and approved on 2 November is not in it; the order dates from 1 October.
    before = browser("bea", "budget", query="?as_at=01/11/2026")
    assert [row[1:5] for row in cells(before)] == [["£0.00", "£0.00", "£0.00", "£4,000.00"]]
    file = browser("bea", "budget", query="?level=code&download=csv")
    text = downloaded(file).decode()
    assert "40100,Stationery and printing,72000.00,48000.00,70000.00,4000.00,-2000.00,94000.00,22000.00" in text
    assert "Bea Example" in text
    for kind in ("xlsx", "pdf"):
        response = browser("bea", "budget", query=f"?level=code&download={kind}")
        assert downloaded(response).startswith({"xlsx": b"PK", "pdf": b"%PDF"}[kind])


def test_fewer_than_three_people_pay_is_not_broken_down_for_who_may_not_see_pay(
    browser, books, people, cast, monkeypatch
):
    centre = books.centres[0].pk
    monkeypatch.setattr(outside, "_people", [lambda **_: {centre: 2}])

    page = browser("bea", "budget", query="?level=code&cost_centre=F10001")
    assert [row[:2] for row in cells(page)] == [["", "£210,000.00"]]
    assert "fewer than three people" in page.content.decode()
    assert cells(browser("bea", "budget", query="?group=EMPLOYEES&level=cost_centre")) == []
    assert cells(browser("bea", "budget", query="?group=SUPPLIES&level=cost_centre&area=TRA")) == []
    lines = browser("bea", "lines", query="?cost_centre=F10001").content.decode()
    assert "£70,000.00" in lines
    assert "£50,000.00" not in lines

    # They are all who are paid here: no figure of the trial balance may be their pay.
    page = browser("bea", "trial_balance")
    assert [row[0] for row in cells(page)] == [""]
    assert "fewer than three people" in page.content.decode()
    monkeypatch.setattr(outside, "_people", [lambda **_: {centre: 2, books.centres[1].pk: 9}])
    page = browser("bea", "trial_balance")
    assert [row[0] for row in cells(page)] == ["", "40100", "94000", "94300"]
    assert "11000" not in downloaded(browser("bea", "trial_balance", query="?download=csv")).decode()

    grant(people["bea"], cast.northshire, Role.HR_MANAGER)
    page = browser("bea", "budget", query="?level=code&cost_centre=F10001")
    assert "11000" in [row[0] for row in cells(browser("bea", "trial_balance"))]
    assert cells(browser("bea", "trial_balance", query="?as_at=01/11/2026")) != cells(browser("bea", "trial_balance"))
    assert {row[-1] for row in cells(browser("bea", "trial_balance", query="?as_at=01/11/2026"))} <= {"", "£0.00"}
    assert [row[0] for row in cells(page)] == ["11000", "20100", "40100"]
    assert "£50,000.00" in browser("bea", "lines", query="?cost_centre=F10001").content.decode()

    monkeypatch.setattr(outside, "_people", [lambda **_: {centre: 3}])
    page = browser("bob", "budget", query="?level=code&cost_centre=F10001")
    assert [row[0] for row in cells(page)] == ["11000", "20100", "40100"]


def test_a_large_variance_asks_for_a_comment_and_the_last_one_stands_there(browser):
    def centre():
        return next(row for row in cells(browser("bea", "budget", query="?level=cost_centre")) if row[0] == "F10001")

    # 120,000 spent, 70,000 of profile to come, against 210,000: £20,000 under, less than £25,000.
    assert centre()[-2:] == ["−£20,000.00", ""]
    said = {"text": "The salt store is cheaper", "known_change": "-6,000"}
    assert browser("bea", "budget_comment", said, centre_code="F10001").status_code == 302
    assert centre()[-3:] == ["£184,000.00", "−£26,000.00", "The salt store is cheaper"]
    browser("bob", "budget_comment", {"text": "Salt again"}, centre_code="F10001")
    assert centre()[-1] == "Salt again"

    assert browser("bea", "budget_comment", {"text": ""}, centre_code="F10001").status_code == 422
    assert browser("bea", "budget_comment", centre_code="F99999").status_code == 404
    assert browser("sid", "budget_comment", said, centre_code="F10001").status_code == 403


def test_a_comment_that_is_missing_is_asked_for(browser, books, inside):
    inside(lambda: ledger.posted(books, dr("40100", "30000", "F10002"), cr("94000", "30000"), on=date(2026, 10, 1)))
    rows = browser("bea", "budget", query="?level=cost_centre").context_data["table"].rows
    library = next(row for row in rows if row[0].text == "F10002")
    # 30,000 spent and 4,000 to come against 12,000: £22,000 over is below £25,000.
    assert library[-1].text == ""
    inside(lambda: ledger.posted(books, dr("40100", "3000", "F10002"), cr("94000", "3000"), on=date(2026, 10, 1)))
    rows = browser("bea", "budget", query="?level=cost_centre").context_data["table"].rows
    library = next(row for row in rows if row[0].text == "F10002")
    assert library[-1].text == "Comment needed"
    assert "/budgets/comment/F10002/" in library[-1].href


def test_a_virement_goes_from_form_to_the_revised_budget(browser, books, inside):
    assert browser("bea", "virement_new").status_code == 200
    assert browser("bea", "virement_new", typed(books)).status_code == 302
    row = latest(inside)
    assert (row.state, row.total, row.moved) == ("DRAFT", D(0), D(5000))

    browser("bea", "virement_edit", typed(books, amount_0="-6000", amount_1="6000"), budget_decision=row.uuid)
    form = browser("bea", "virement_edit", budget_decision=row.uuid).context_data["form"]
    assert form.initial["amount_1"] == D(6000)
    browser("bea", "budget_propose", {"propose-reason": "Mild winter"}, budget_decision=row.uuid)
    assert "Approve it" not in browser("bea", "budget_decision", budget_decision=row.uuid).content.decode()
    assert "1 decision waits" in browser("bob", "budget_decisions").content.decode()

    page = browser("bob", "budget_decision", budget_decision=row.uuid)
    seen = page.context_data["asked"].row.content_hash
    empty = browser("bob", "budget_refuse", {"content_hash": seen, "comment": ""}, budget_decision=row.uuid)
    assert empty.status_code == 422
    browser("bea", "budget_approve", {"content_hash": seen}, budget_decision=row.uuid)
    assert latest(inside).state == "DRAFT"
    assert browser("abe", "budget_approve", {"content_hash": seen}, budget_decision=row.uuid).status_code == 403
    browser("bob", "budget_approve", {"content_hash": seen}, budget_decision=row.uuid)

    assert latest(inside).state == "APPLIED"
    codes = cells(browser("bea", "budget", query="?level=code&cost_centre=F10001"))
    assert [row[1] for row in codes] == ["£120,000.00", "£24,000.00", "£66,000.00"]
    assert browser("bea", "virement_edit", budget_decision=row.uuid).status_code == 404


def test_a_virement_is_withdrawn_and_discarded_and_stays_readable(browser, books, inside):
    browser("bea", "virement_new", typed(books))
    row = latest(inside)
    browser("bea", "budget_propose", {"propose-reason": "Mild winter"}, budget_decision=row.uuid)
    browser("bea", "budget_withdraw", {}, budget_decision=row.uuid)
    browser("bea", "budget_discard", {}, budget_decision=row.uuid)
    assert latest(inside).state == "DISCARDED"
    assert "Energy pays for paper" in browser("sid", "budget_decisions").content.decode()


WRONG = [
    ({"amount_1": "4999"}, None, "not to nought"),
    ({"subjective_1": "12345"}, "subjective_1", "there is no subjective code 12345"),
    ({"amount_0": ""}, "amount_0", "Enter the amount of line 1"),
    ({"amount_0": "-40000", "amount_1": "40000"}, None, "would be left"),
    ({"description": "Short"}, "description", "10 to 200 characters"),
    ({"year": "1999"}, "year", "year"),
]


def test_what_is_wrong_with_a_virement_stands_beside_its_field(browser, books, inside):
    before = latest(inside).pk
    for change, field, words in WRONG:
        page = browser("bea", "virement_new", typed(books, **change))
        assert page.status_code == 422, change
        assert words in page.content.decode(), change
        assert field is None or field in page.context_data["form"].errors, change
    assert latest(inside).pk == before


HEAD = "cost_centre,subjective,fund,annual,method,p01,p02,p03,p04,p05,p06,p07,p08,p09,p10,p11,p12\n"


def sent(books, text, total="1200.00", **more):
    return {
        "entity": str(books.entity.uuid), "year": "2026", "kind": "SUPPLEMENTARY", "description": "Flood repairs",
        "members_reference": "Council, minute 80", "control_total": total,
        "file": SimpleUploadedFile("budget.csv", (HEAD + text).encode()),
    } | more  # fmt: skip


def test_a_budget_comes_from_a_file_and_every_fault_is_told_by_row(browser, books, inside):
    good = "F10001,20000,,1000.00,\nf10001,40100,GEN,200,MANUAL,200,,,,,,,,,,,\n"
    assert browser("pru", "budget_load", sent(books, good)).status_code == 302
    row = latest(inside)
    assert (row.kind, row.total, row.n_lines, len(row.file_hash)) == ("SUPPLEMENTARY", D(1200), 2, 64)

    again = browser("pru", "budget_load", sent(books, good))
    assert "loaded before" in again.content.decode()
    wrong = browser("pru", "budget_load", sent(books, good + "F10001,20200,,1,\n", total="1200.00"))
    assert (wrong.status_code, "control_total" in wrong.context_data["form"].errors) == (422, True)

    bad = "F10001,2000,,abc,\nF10001,,,1,EVENLY\nF10001,20000,,1e5,\nF10001,20000,,1,EQUAL,1\n"
    page = browser("pru", "budget_load", sent(books, bad))
    assert [(one[0]["text"], one[1]["text"]) for one in page.context_data["faults"]] == [
        ("2", "subjective"), ("2", "annual"), ("3", "subjective"), ("3", "method"), ("4", "annual"), ("5", "method"),
    ]  # fmt: skip
    codes = browser("pru", "budget_load", sent(books, "F10001,20000,,600,\nF10009,20000,,600,\n"))
    assert [one[3]["text"] for one in codes.context_data["faults"]] == ["There is no cost centre F10009."]
    assert codes.context_data["faults"][0][0]["text"] == "3"
    assert latest(inside).pk == row.pk
    assert browser("bea", "budget_load").status_code == 403


def test_open_commitments_are_listed(browser):
    page = browser("bea", "commitments")
    assert cells(page)[0][0] == "PO-1"
    assert "£4,000.00" in page.content.decode()


def test_a_list_asks_as_many_questions_for_more_rows(browser, books, inside, people):
    def asked():
        counts = []
        for name in ("budget", "budget_decisions", "commitments"):
            with CaptureQueriesContext(connection) as found:
                browser("bea", name)
            counts.append(len(found))
        return counts

    asked()
    few = asked()
    for n in range(2):
        order = make.order(books, "5", "6", reference=f"PO-{n + 2}")
        inside(lambda n=n, order=order: commitments.order(order=order, key=f"k{n}", by=people["pru"], at=ledger.NOW))
        browser("bea", "virement_new", typed(books))
    assert asked() == few


def test_other_peoples_roles_and_partners_see_nothing(client, cast, books, inside):
    row = latest(inside)
    grant(cast.dilys, cast.southborough, Role.BUDGET_HOLDER)
    client.force_login(cast.dilys)
    at = {"partner_code": cast.southborough.code}
    assert client.get(reverse("finance:budget_decision", kwargs={**at, "budget_decision": row.uuid})).status_code == 404
    for name in ("budget", "budget_decisions", "commitments"):
        assert client.get(reverse(f"finance:{name}", kwargs=at)).status_code == 200, name
    assert client.get(reverse("finance:virement_new", kwargs=at)).status_code == 404
