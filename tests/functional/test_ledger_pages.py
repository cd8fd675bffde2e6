"""The pages of the ledger, as the people who write, approve and close use them (domain FIN-01 to FIN-03, FIN-15)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finance.models import Journal, PeriodModule, Reconciliation
from finance.operations import calendar
from finance.queries import outside
from partners.models import ChangeRequest
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr
from tests.factories import ledger as make
from tests.factories.ledger import cr, dr
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")
ROLES = {
    "pru": Role.JOURNAL_PREPARER, "abe": Role.JOURNAL_APPROVER, "fay": Role.FINANCE_MANAGER,
    "dee": Role.DEPUTY_FINANCE_OFFICER, "cat": Role.PERIOD_CONTROLLER,
}  # fmt: skip


@pytest.fixture
def people(cast):
    found = {name: user(name.capitalize()) for name in ROLES}
    for name, role in ROLES.items():
        grant(found[name], cast.northshire, role)
    return found


@pytest.fixture
def staff(cast):
    """Somebody who works here. Comes before the books, which take the employer that is there."""
    with partner_scope(cast.northshire.pk, reason="test"):
        return hr.employee(cast.northshire)


@pytest.fixture
def books(cast, people):
    with partner_scope(cast.northshire.pk, actor_id=people["pru"].pk, reason="test"):
        return make.ledger(cast.northshire, people["pru"])


@pytest.fixture
def browser(client, people, books):
    """Let somebody ask for a page, or send its form."""

    def ask(who, name, data=None, **kwargs):
        client.force_login(people[who])
        query = kwargs.pop("query", "")
        path = reverse(f"finance:{name}", kwargs={"partner_code": books.partner.code, **kwargs}) + query
        return client.get(path) if data is None else client.post(path, data)

    return ask


@pytest.fixture
def inside(cast, books):
    """Read what stands there now."""

    def read(work):
        with partner_scope(cast.northshire.pk, actor_id=books.by.pk, reason="test"):
            return work()

    return read


def written(books, **more):
    return {
        "rows": "3", "entity": str(books.entity.uuid), "kind": "MANUAL", "accounting_date": "15/10/2026",
        "reverse_on": "", "description": "Stationery that came in October",
        "subjective_0": "40100", "cost_centre_0": "f10001", "fund_0": "GEN", "debit_0": "1,234.50",
        "subjective_1": "94050", "fund_1": "GEN", "credit_1": "£1234.50", "narrative_1": "Delivery note 7",
    } | more  # fmt: skip


def latest(inside):
    return inside(lambda: Journal.objects.order_by("-id").first())


def text(response):
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def test_a_journal_goes_from_form_to_approval_to_trial_balance(browser, books, inside):
    made = browser("pru", "journal_new", written(books))
    row = latest(inside)
    assert (made.status_code, row.state, row.total) == (302, "DRAFT", Decimal("1234.50"))

    browser("pru", "journal_propose", {"propose-reason": "Delivery note in the file"}, journal=row.uuid)
    page = browser("abe", "journal", journal=row.uuid)
    seen = page.context_data["asked"].row.content_hash
    assert "Approve this journal" in page.content.decode()
    browser("abe", "journal_approve", {"content_hash": seen}, journal=row.uuid)

    row = latest(inside)
    assert (row.state, row.number, row.posted_by.full_name) == ("POSTED", 1, "Abe Example")
    balance = browser("abe", "trial_balance").content.decode()
    assert "£1,234.50" in balance
    assert "?code=40100" in balance
    lines = browser("abe", "lines", query="?code=401").content.decode()
    assert "Stationery that came in October" in lines
    assert str(row.uuid) in lines


def test_a_journal_is_decided_in_the_inbox_and_read_by_finance_alone(
    client, staff, browser, books, inside, cast, people
):
    """Its approver finds it among the changes; who keeps people neither there, nor by address, nor by the API."""
    browser("pru", "journal_new", written(books))
    row = latest(inside)
    browser("pru", "journal_propose", {"propose-reason": "Delivery note in the file"}, journal=row.uuid)
    asked = inside(lambda: ChangeRequest.objects.get(kind="finance.journal"))
    hours = inside(lambda: _about_hours(cast, staff))
    base, api = "/p/northshire/changes/", "/api/v1/p/northshire/changes/"

    def found(path, who):
        client.force_login(who)
        return client.get(path)

    inbox = found(base, people["abe"])
    assert [card["row"].uuid for card in inbox.context_data["cards"]] == [asked.uuid]
    assert "Changes to decide" in found("/p/northshire/", people["abe"]).content.decode()
    opened = found(f"{base}{asked.uuid}/", people["abe"])
    page = reverse("finance:journal", kwargs={"partner_code": books.partner.code, "journal": row.uuid})
    assert (opened.status_code, opened.url) == (302, page)
    own = found(f"{base}mine/", people["pru"])
    assert [row[1].text for row in own.context_data["table"].rows] == [asked.subject]

    for who, theirs, others in ((cast.hana, hours, asked), (people["fay"], asked, hours)):
        listed = found(f"{base}all/", who).context_data
        assert [row[1].text for row in listed["table"].rows] == [theirs.subject]
        assert (theirs.kind in str(listed["form"]), others.kind in str(listed["form"])) == (True, False)
        assert [one["uuid"] for one in found(f"{api}?box=all", who).json()["results"]] == [str(theirs.uuid)]
        assert [found(f"{at}{others.uuid}/", who).status_code for at in (base, api)] == [404, 404]
        taken = text(found(f"{base}all/?download=csv", who))
        assert (theirs.subject in taken, others.subject in taken) == (True, False)

    client.force_login(people["abe"])
    stale = client.post(f"{base}{asked.uuid}/approve/", {"content_hash": "0" * 64, "next": base})
    assert (stale.status_code, latest(inside).state) == (302, "DRAFT")
    client.post(f"{base}{asked.uuid}/approve/", {"content_hash": asked.content_hash, "next": base})
    assert latest(inside).state == "POSTED"


def _about_hours(cast, staff):
    """Propose other hours for somebody: a request about people, which shows no pay."""
    payload = {
        "assignment": str(staff.assignment.uuid), "effective_from": "2026-12-01",
        "contract": "PERMANENT", "contract_hours": "30", "working_pattern": "",
    }  # fmt: skip
    proposal = Proposal(kind="hr.hours", payload=payload, reason="Fridays off")
    said = {"by": cast.ben, "at": datetime(2026, 11, 2, 9, 0, tzinfo=UTC)}
    return changes.submit(partner_id=cast.northshire.pk, proposal=proposal, **said)


def test_whoever_wrote_it_finds_no_button_and_is_refused(browser, books, inside, cast, people):
    grant(people["pru"], cast.northshire, Role.JOURNAL_APPROVER)
    browser("pru", "journal_new", written(books))
    row = latest(inside)
    browser("pru", "journal_propose", {"propose-reason": "Delivery note"}, journal=row.uuid)

    page = browser("pru", "journal", journal=row.uuid)
    assert "Approve this journal" not in page.content.decode()
    browser("pru", "journal_approve", {"content_hash": page.context_data["asked"].row.content_hash}, journal=row.uuid)
    assert latest(inside).state == "DRAFT"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"credit_1": "1"}, None, "Fund GEN does not balance: debits are £1,234.50, credits £1.00."),
        ({"subjective_1": "12345"}, "subjective_1", "there is no subjective code 12345"),
        ({"cost_centre_0": ""}, "subjective_0", "needs a cost centre"),
        ({"subjective_1": "94000"}, "subjective_1", "is a control account"),
        ({"description": "Too short"}, "description", "10 to 200 characters"),
        ({"accounting_date": "31/02/2026"}, "accounting_date", "real date"),
        ({"accounting_date": "15/10/2031"}, "accounting_date", "has no period for 15 October 2031"),
        ({"debit_0": "12.345"}, "debit_0", "pence"),
        ({"subjective_2": "", "debit_2": "1"}, "subjective_2", "Enter the subjective code of line 3"),
        ({"entity": "no such"}, "entity", "Select"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(browser, books, inside, change, field, words):
    response = browser("pru", "journal_new", written(books, **change))

    assert response.status_code == 422
    errors = response.context_data["form"].errors
    said = " ".join(errors.get(field or "__all__", []))
    assert words in said or words in response.content.decode()
    assert field is None or field in errors
    assert latest(inside) is None


def test_more_rows_keep_what_was_typed(browser, books):
    page = browser("pru", "journal_new", written(books, more="1"))

    assert page.status_code == 200
    assert page.context_data["form"].n_rows == 9
    assert 'value="1,234.50"' in page.content.decode()


def test_a_journal_that_came_back_is_put_right_and_proposed_again(browser, books, inside):
    browser("pru", "journal_new", written(books))
    row = latest(inside)
    browser("pru", "journal_propose", {"propose-reason": "Delivery note"}, journal=row.uuid)
    seen = browser("abe", "journal", journal=row.uuid).context_data["asked"].row.content_hash
    empty = browser("abe", "journal_refuse", {"content_hash": seen, "comment": ""}, journal=row.uuid)
    assert empty.status_code == 422
    browser("abe", "journal_refuse", {"content_hash": seen, "comment": "Which team?"}, journal=row.uuid)

    form = browser("pru", "journal_edit", journal=row.uuid)
    assert form.context_data["form"].initial["debit_0"] == Decimal("1234.50")
    browser("pru", "journal_edit", written(books, description="Stationery of the libraries"), journal=row.uuid)
    again = browser("pru", "journal_propose", {"propose-reason": "Team added"}, journal=row.uuid)

    assert again.status_code == 302
    page = browser("abe", "journal", journal=row.uuid)
    assert page.context_data["may_decide"]
    assert "Stationery of the libraries" in page.content.decode()


def test_withdraw_and_discard_leave_a_record(browser, books, inside):
    browser("pru", "journal_new", written(books))
    row = latest(inside)
    browser("pru", "journal_propose", {"propose-reason": "Delivery note"}, journal=row.uuid)
    browser("pru", "journal_withdraw", {}, journal=row.uuid)
    browser("pru", "journal_discard", {}, journal=row.uuid)

    assert latest(inside).state == "DISCARDED"
    assert "Discarded" in browser("abe", "journals").content.decode()
    assert browser("pru", "journal_edit", journal=row.uuid).status_code == 404


def test_a_posted_journal_is_reversed_by_another_one(browser, books, inside):
    row = inside(lambda: make.posted(books, dr("40100", "60"), cr("94000", "60")))
    browser("pru", "journal_reverse", {"accounting_date": "02/11/2026", "description": "Paid twice"}, journal=row.uuid)
    mirror = latest(inside)
    assert (mirror.reverses_id, mirror.state, mirror.total) == (row.pk, "DRAFT", Decimal("60.00"))

    again = browser(
        "pru", "journal_reverse", {"accounting_date": "02/11/2026", "description": "Paid twice"}, journal=row.uuid
    )
    assert again.status_code == 422
    assert "has been done or proposed" in again.content.decode()


def test_the_period_controller_closes_and_reopens_with_a_reason(browser, books, inside):
    period = books.periods[7]
    close = {"modules": ["GL", "AP"], "action": "close", "reason": ""}
    undone = browser("cat", "period", close, period=period.uuid)
    assert (undone.status_code, "The budget report is issued" in undone.content.decode()) == (422, True)
    leave = {"modules": ["GL", "AP"], "reason": "The report follows on Friday"}
    assert browser("cat", "closing_override", leave, period=period.uuid).status_code == 403
    assert browser("dee", "closing_override", leave, period=period.uuid).status_code == 302
    browser("cat", "period", close, period=period.uuid)

    def states():
        return dict(PeriodModule.objects.filter(period=period).values_list("module", "state"))

    assert {name for name, state in inside(states).items() if state == "CLOSED"} == {"GL", "AP"}
    without = browser("cat", "period", {"modules": ["GL"], "action": "reopen", "reason": " "}, period=period.uuid)
    assert (without.status_code, "reason" in without.context_data["form"].errors) == (422, True)
    browser("cat", "period", {"modules": ["GL"], "action": "reopen", "reason": "A late bill"}, period=period.uuid)
    page = browser("cat", "period", period=period.uuid).content.decode()
    assert "A late bill" in page
    assert "Cat Example" in page
    assert browser("pru", "period", {"modules": ["GL"], "action": "lock"}, period=period.uuid).status_code == 403


def test_the_trial_balance_is_as_at_any_period_and_leaves_a_trace_when_taken_away(browser, books, inside):
    inside(lambda: make.posted(books, dr("40100", "60"), cr("94000", "60"), on=date(2026, 9, 1)))
    inside(lambda: make.posted(books, dr("40100", "7"), cr("94000", "7"), on=date(2026, 10, 1)))

    september = browser("abe", "trial_balance", query="?period=2026-06").context_data["table"]
    november = browser("abe", "trial_balance").context_data["table"]
    file = text(browser("abe", "trial_balance", query="?period=2026-06&download=csv"))

    assert [cell.text for cell in september.rows[0]] == ["40100", "Stationery and printing", "£60.00", "£60.00", ""]
    assert [cell.text for cell in november.rows[0]] == ["40100", "Stationery and printing", "£0.00", "£67.00", ""]
    assert "40100,Stationery and printing,Supplies and services,60.00,60.00," in file
    assert "Abe Example" in file


def test_the_statements_add_up_as_at_any_period_and_day_and_lead_to_their_codes(browser, books, inside):
    inside(lambda: make.posted(books, dr("40100", "60"), cr("94000", "60"), on=date(2026, 9, 1)))
    inside(lambda: make.posted(books, dr("93000", "25"), cr("83000", "25"), on=date(2026, 10, 1)))
    spent = browser("abe", "income_expenditure").context_data
    shown = {row[0].text: row[1].text for row in spent["table"].rows}
    assert (shown["Supplies and services"], shown["Income"], shown["Net expenditure"]) == (
        "£60.00",
        "−£25.00",
        "£35.00",
    )
    assert spent["table"].rows[3][0].href.endswith("/ledger/trial-balance/?group=SUPPLIES")
    assert [one["value"] for one in spent["tiles"]] == ["£60.00", "£35.00", "£35.00"]
    sheet = browser("abe", "balance_sheet").context_data
    assert [one["value"] for one in sheet["tiles"]] == ["−£35.00", "−£35.00", "£0.00"]
    september = browser("abe", "balance_sheet", query="?period=2026-06").context_data
    assert september["tiles"][0]["value"] == "−£60.00"
    before = browser("abe", "balance_sheet", query="?as_at=31/10/2026").context_data["tiles"]
    assert [one["value"] for one in before] == ["£0.00", "£0.00", "£0.00"]  # they were posted on 2 November
    assert "Supplies and services,60.00,0.00,60.00" in text(browser("abe", "income_expenditure", query="?download=csv"))


def test_statements_keep_the_pay_of_a_ledger_of_two_people_to_themselves(browser, books, inside, monkeypatch):
    inside(lambda: make.posted(books, dr("11000", "900"), cr("94300", "900"), on=date(2026, 10, 1)))
    monkeypatch.setattr(outside, "_people", [lambda **_: {books.centres[0].pk: 2}])
    page = browser("abe", "income_expenditure")
    assert "£900.00" not in page.content.decode()
    assert "fewer than three people" in page.content.decode()
    monkeypatch.setattr(outside, "_people", [lambda **_: {books.centres[0].pk: 3}])
    assert "£900.00" in browser("abe", "income_expenditure").content.decode()


def test_an_entity_and_a_period_that_there_are_not_show_the_usual_ones(browser):
    page = browser("abe", "trial_balance", query="?entity=nonsense&period=1999-99")

    assert page.status_code == 200
    assert "Nothing has been posted yet" in page.content.decode() or page.context_data["table"].total == 0


def test_a_partner_without_a_ledger_is_told_what_to_do(client, cast):
    grant(cast.dilys, cast.southborough, Role.JOURNAL_APPROVER)
    client.force_login(cast.dilys)
    for name in (
        "trial_balance",
        "journals",
        "periods",
        "chart",
        "expenditure_funding",
        "movement_reserves",
        "cash_flow",
        "statement_lines",
    ):
        page = client.get(reverse(f"finance:{name}", kwargs={"partner_code": cast.southborough.code}))
        assert page.status_code == 200, name
        assert "set up" in page.content.decode(), name


@pytest.mark.parametrize("name", ["journals", "trial_balance", "income_expenditure", "expenditure_funding"])
def test_a_list_asks_as_many_questions_for_twelve_journals_as_for_two(browser, books, inside, name):
    def asked():
        with CaptureQueriesContext(connection) as found:
            browser("abe", name)
        return len(found)

    def post(first, last):
        for n in range(first, last):
            inside(lambda n=n: make.posted(books, dr("40100", n), cr("94000", n)))

    post(1, 3)
    asked()  # signs in
    few = asked()
    post(3, 13)
    assert asked() == few


def test_a_file_that_is_wrong_names_its_rows_and_one_that_is_right_becomes_a_draft(browser, books, inside):
    def send(text):
        file = SimpleUploadedFile("october.csv", text.encode())
        given = {
            "entity": str(books.entity.uuid), "kind": "MANUAL", "accounting_date": "15/10/2026", "reverse_on": "",
            "description": "Stationery of the whole council", "control_total": "12.00", "file": file,
        }  # fmt: skip
        return browser("pru", "journal_upload", given)

    wrong = send("subjective,cost_centre,debit,credit\n40100,NOWHERE,12.00,\n94050,,,12.00\n")
    assert [row[0]["text"] for row in wrong.context_data["problems"]] == ["2"]
    assert latest(inside) is None

    right = send("subjective,cost_centre,debit,credit\n40100,F10001,12.00,\n94050,,,12.00\n")
    assert right.status_code == 302
    assert latest(inside).total == Decimal("12.00")
    assert browser("abe", "journal_upload").status_code == 403


def test_the_period_controller_brings_balances_forward_and_others_do_not(browser, books, inside):
    def next_year():
        make.posted(books)
        made = calendar.set_up_year(legal_entity=books.entity.uuid, year=2027, by=books.by, at=make.NOW)[0]
        calendar.move(period=made.uuid, modules=["GL"], action="open", by=books.by, at=make.NOW)
        return made

    opening = inside(next_year)
    assert browser("cat", "period", period=opening.uuid).context_data["may_roll"] is True
    assert browser("abe", "period", period=opening.uuid).context_data["may_roll"] is False
    assert browser("abe", "period_roll", {}, period=opening.uuid).status_code == 403
    before = inside(Journal.objects.count)
    browser("cat", "period_roll", {}, period=books.periods[0].uuid)  # no year before it: refused, and said
    assert inside(Journal.objects.count) == before

    done = browser("cat", "period_roll", {}, period=opening.uuid)
    assert done.url.endswith(f"/ledger/journals/{latest(inside).uuid}/")
    assert latest(inside).kind == "OPENING"
    again = browser("cat", "period_roll", {}, period=opening.uuid)
    assert again.url.endswith(f"/ledger/periods/{opening.uuid}/")


def test_an_account_is_explained_signed_and_reviewed_on_its_page(browser, books, inside):
    inside(lambda: make.posted(books, dr("40100", "75.00"), cr("94000", "75.00"), on=date(2026, 10, 15)))
    at = {"period": books.periods[7].uuid, "account_code": "94000"}
    listed = browser("pru", "controls", query="?period=2026-07").content.decode()
    assert "−£75.00 to be explained" in listed
    assert browser("pru", "control_sign", {"ledger": "-75.00", "subledger": "0.00"}, **at).status_code == 302
    assert "is not explained" in browser("pru", "control", **at).content.decode()
    reason = {"amount": "-75.00", "arose_on": "15/10/2026", "words": "Of the old system, clears in November"}
    assert browser("pru", "control_explain", reason | {"words": ""}, **at).status_code == 422
    assert browser("abe", "control_explain", reason, **at).status_code == 403
    assert browser("pru", "control_explain", reason, **at).status_code == 302
    page = browser("pru", "control", **at)
    assert page.context_data["may_sign"] is True
    browser("pru", "control_sign", {"ledger": "-75.00", "subledger": "0.00"}, **at)
    row = inside(lambda: Reconciliation.objects.get(subjective__code="94000"))
    assert row.state == "SIGNED"
    assert browser("fay", "control", **at).context_data["may_review"] is True
    assert browser("pru", "reconciliation_review", {}, reconciliation=row.uuid).status_code == 403
    browser("fay", "reconciliation_review", {}, reconciliation=row.uuid)
    assert "Signed and reviewed" in browser("abe", "control", **at).content.decode()
    report = text(browser("abe", "controls", query="?period=2026-07&download=csv"))
    assert "94000 Accounts payable control,Reviewed,-75.00,0.00,-75.00,-75.00,0.00,Pru Example,2026-11-02" in report
    assert "Fay Example,2026-11-02" in report
    assert browser("pru", "control", period=at["period"], account_code="40100").status_code == 404

    say = {"is_done": "yes", "words": "Nothing is recharged by month"}
    task = {"period": at["period"], "closing_task": "recharges"}
    assert browser("cat", "closing_state", say, **task).status_code == 403
    assert browser("pru", "closing_state", say, **task).status_code == 302
    shown = browser("cat", "closing", query="?period=2026-07").content.decode()
    assert "Nothing is recharged by month (Pru Example, 2 November 2026)" in shown
    file = text(browser("pru", "control", query="?download=csv", **at))
    assert "Reference" in file
