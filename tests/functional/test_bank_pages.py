"""The pages of the bank, as cashier, preparer and reviewer use them (FIN-09)."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from finance.models import BankAccount, BankLine, BankMatch, BankReconciliation, BankRule, Receipt
from finance.operations import bank_checks
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import bank as make
from tests.factories import ledger
from tests.factories.ledger import cr, dr
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")
ROLES = {"cas": Role.BANK_RECONCILER, "pru": Role.JOURNAL_PREPARER, "fay": Role.FINANCE_MANAGER, "eve": Role.AUDITOR}
ROLES["flo"] = Role.FINANCE_MANAGER


@pytest.fixture
def office(client, cast):
    people = {name: user(name.capitalize()) for name in ROLES}
    for name, role in ROLES.items():
        grant(people[name], cast.northshire, role)
    with partner_scope(cast.northshire.pk, actor_id=people["cas"].pk, reason="test"):
        books = ledger.ledger(cast.northshire, people["cas"])
        paid = dr("93000", "300.00", reference="SI000001"), cr("94050", "300.00")
        ledger.posted(books, *paid, on=make.date(2026, 10, 30))

    def ask(who, name, data=None, query="", **kwargs):
        client.force_login(people[who])
        path = reverse(f"finance:{name}", kwargs={"partner_code": cast.northshire.code, **kwargs}) + query
        return client.get(path) if data is None else client.post(path, data)

    def only(model, **which):
        with partner_scope(cast.northshire.pk, actor_id=people["cas"].pk, reason="test"):
            return model.objects.get(**which)

    return SimpleNamespace(ask=ask, only=only, books=books)


def _lay_down(office):
    given = {
        "entity": str(office.books.entity.uuid), "name": "General account", "holder": "CC", "bank": "Northern Bank",
        "sort_code": "08-99-99", "account_number": "66374958", "subjective": "93000", "service_user_number": "",
        "opened_on": "01/04/2020",
    }  # fmt: skip
    assert office.ask("cas", "bank_account_new", given).status_code == 403
    assert office.ask("fay", "bank_account_new", given).status_code == 302
    account = office.only(BankAccount)
    return account, {"bank_account": account.uuid}


def test_an_account_is_agreed_to_by_another_than_whoever_laid_it_down(office):
    ask = office.ask
    _account, key = _lay_down(office)
    assert "another person has compared it" in ask("eve", "bank_account", **key).content.decode()
    assert ask("cas", "bank_account_agree", {}, **key).status_code == 403
    own = ask("fay", "bank_account_agree", {}, **key)
    assert own.status_code == 422
    assert "You laid this bank account down" in own.content.decode()
    shown = ask("flo", "bank_account_agree", **key).content.decode()
    assert "CC at Northern Bank, ending in 4958" in shown
    assert "Fay Example laid it down" in shown
    assert ask("flo", "bank_account_refuse", {"words": ""}, **key).status_code == 422
    assert ask("flo", "bank_account_agree", {}, **key).status_code == 302
    assert office.only(BankAccount).status == "Open"


def test_from_an_account_to_a_reconciliation_that_two_have_signed(office):
    ask, only = office.ask, office.only
    _account, key = _lay_down(office)
    assert ask("flo", "bank_account_agree", {}, **key).status_code == 302

    broken = make.camt(("1.00", "x", "y"), of="08999911111111")
    broken.name = "s.xml"
    refused = ask("cas", "bank_load", {"file": broken, "layout": "", "number": ""}, **key)
    assert refused.status_code == 422
    assert "not one of this account" in refused.content.decode()
    file = make.camt(("300.00", "SI000001", "Hall"), ("75.00", "", "Somebody"), day="2026-10-31")
    file.name = "s.xml"
    assert ask("cas", "bank_load", {"file": file, "layout": "", "number": ""}, **key).status_code == 302
    ask("cas", "bank_run", {}, **key)
    open_line, known = only(BankLine, number=2), only(BankLine, number=1)
    shown = ask("eve", "bank_account", query="?state=UNMATCHED", **key)
    assert ("Somebody" in shown.content.decode(), "Hall" in shown.content.decode()) == (True, False)

    with partner_scope(office.books.entity.partner_id, reason="test"):
        bank_checks.compare(partner_id=office.books.entity.partner_id, at=make.NOW.replace(month=11, day=2))
    assert "Open lines explain it" in ask("eve", "bank_daily", **key).content.decode()
    match = only(BankMatch)
    line_page = ask("cas", "bank_line", bank_line=known.pk)
    assert line_page.context_data["forms"][0]["button"] == "Undo it"
    posted = next(one for one in line_page.context_data["facts"] if one["key"] == "Matched with")
    assert "/ledger/journals/" in posted["href"]
    assert ask("eve", "bank_undo", {"undo-words": "no"}, bank_match=match.uuid).status_code == 403
    assert ask("cas", "bank_undo", {"undo-words": ""}, bank_match=match.uuid).status_code == 422
    ask("cas", "bank_undo", {"undo-words": "Looked wrong"}, bank_match=match.uuid)
    page = ask("cas", "bank_match_new", **key)
    choices = page.context_data["form"].fields["journal_lines"].choices
    wrong = ask("cas", "bank_match_new", {"lines": [open_line.pk], "journal_lines": [choices[0][0]]}, **key)
    assert "differ" in wrong.content.decode()
    ask("cas", "bank_match_new", {"lines": [known.pk], "journal_lines": [choices[0][0]]}, **key)
    assert only(BankMatch, state="MATCHED").rule == "MANUAL"

    ask("cas", "bank_note", {"note-words": "Asked the payer"}, bank_line=open_line.pk)
    sheet = ask("pru", "bank_reconciliation", query="?period=2026-7", **key)
    assert "Asked the payer" in sheet.content.decode()
    assert ask("cas", "bank_prepare", {"period": "2026-7"}, **key).status_code == 403
    ask("pru", "bank_prepare", {"period": "2026-7"}, **key)
    signed = only(BankReconciliation)
    assert (signed.ledger, signed.credits, signed.bank) == (Decimal("300.00"), Decimal("75.00"), Decimal("375.00"))
    assert ask("pru", "bank_review", {}, bank_reconciliation=signed.uuid).status_code == 403
    ask("fay", "bank_review", {}, bank_reconciliation=signed.uuid)
    sheet = ask("eve", "bank_reconciliation", query="?period=2026-7", **key)
    assert "it is frozen" in sheet.content.decode()
    pdf = ask("eve", "bank_reconciliation", query="?period=2026-7&format=csv", **key)
    assert pdf.status_code == 200

    ask("cas", "bank_receive", {"receive-customer": ""}, bank_line=open_line.pk)
    assert only(Receipt).amount == Decimal("75.00")


def test_rules_are_made_by_one_and_agreed_by_another(office):
    given = {
        "entity": str(office.books.entity.uuid), "words": "Account charges", "kind": "CHARGES", "subjective": "40900",
        "cost_centre": "F10001", "most": "50.00", "is_automatic": "on",
    }  # fmt: skip
    assert office.ask("cas", "bank_rule_new", given | {"most": "501.00"}).status_code == 422
    office.ask("cas", "bank_rule_new", given)
    rule = office.only(BankRule)
    assert office.ask("cas", "bank_rule_agree", {}, bank_rule=rule.uuid).status_code == 403
    office.ask("fay", "bank_rule_agree", {}, bank_rule=rule.uuid)
    assert "In force" in office.ask("eve", "bank_rules").content.decode()
    office.ask("fay", "bank_rule_end", {}, bank_rule=rule.uuid)
    assert office.only(BankRule).ended_at is not None
