"""The page of orders at the year's end, as those use it who choose, agree and read (domain FIN-03.5)."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from finance.models import Journal, YearEndChoice
from finance.operations import calendar, commitments
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import budgets as make
from tests.factories import ledger
from tests.people import grant, user

ROLES = {
    "acc": Role.JOURNAL_PREPARER, "fay": Role.FINANCE_MANAGER, "bob": Role.BUDGET_HOLDER, "auda": Role.AUDITOR,
}  # fmt: skip
APRIL = datetime(2027, 4, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def people(cast):
    found = {name: user(f"{name.capitalize()}ye") for name in ROLES}
    for name, role in ROLES.items():
        grant(found[name], cast.northshire, role)
    return found


@pytest.fixture
def inside(cast, people):
    def work(what):
        with partner_scope(cast.northshire.pk, actor_id=people["acc"].pk, reason="test"):
            return what()

    return work


@pytest.fixture
def books(cast, people, inside):
    """Orders of £4,000 and £600 and a requisition of £90; P12 is open for accountants."""

    def begin():
        made = ledger.ledger(cast.northshire, people["fay"])
        given = {"by": people["acc"], "at": ledger.NOW}
        for reference, pounds in (("PO-1", "4000"), ("PO-2", "600")):
            commitments.order(order=make.order(made, pounds, reference=reference), key="order", **given)
        commitments.requisition(order=make.order(made, "90", reference="RQ-4"), key="requisition", **given)
        periods = calendar.set_up_year(legal_entity=made.entity.uuid, year=2027, by=people["fay"], at=ledger.NOW)
        for period in (made.periods[12], periods[1]):
            calendar.move(period=period.uuid, modules=["GL"], action="open", by=people["fay"], at=ledger.NOW)
        return made

    return inside(begin)


@pytest.fixture
def ask(client, cast, people, books):
    def page(who, name="year_end", data=None, query=""):
        client.force_login(people[who])
        path = reverse(f"finance:{name}", kwargs={"partner_code": cast.northshire.code}) + query
        return client.get(path) if data is None else client.post(path, data)

    return page


def tiles(page):
    return {one["label"]: one["value"] for one in page.context_data["tiles"]}


def seen(page, name):
    return page.context_data[f"{name}_form"].initial["seen"]


def choose(ask, query, **more):
    page = ask("acc", query=query)
    given = {"choose-seen": seen(page, "choose"), "choose-kind": "CARRY", "choose-reason": "Comes in May"} | more
    return ask("acc", "year_end_choose", given, query)


def test_lines_are_chosen_agreed_and_drafted(ask, inside):
    with time_machine.travel(APRIL, tick=False):
        page = ask("acc")
        assert page.context_data["caption"].endswith("2026-27")  # the year that ended comes first while it is open
        assert tiles(page)["Without a choice"] == "£4,690.00"
        assert choose(ask, "?q=PO-1", **{"choose-with_budget": "on"}).status_code == 302
        assert choose(ask, "?q=PO-2", **{"choose-kind": "ACCRUE"}).status_code == 302
        late = choose(ask, "?q=RQ-4", **{"choose-kind": "ACCRUE"})
        assert (late.status_code, "nothing of it can have come" in late.content.decode()) == (422, True)
        short = choose(ask, "?q=RQ-4", **{"choose-reason": "a"})
        assert (short.status_code, "Say a little more" in short.content.decode()) == (422, True)
        own = ask("acc").context_data
        assert (own["agree_form"], own["take_back_words"]) == (None, "2 choices of yours in view, £4,600.00")

        page = ask("fay")
        assert page.context_data["agree_words"] == "2 choices of others in view, £4,600.00"
        stale = ask("fay", "year_end_agree", {"agree-seen": "0" * 64})
        assert (stale.status_code, "have changed since you saw them" in stale.content.decode()) == (422, True)
        assert ask("bob", "year_end_agree", {"agree-seen": seen(page, "agree")}).status_code == 403
        assert ask("fay", "year_end_agree", {"agree-seen": seen(page, "agree")}).status_code == 302
        page = ask("acc")
        assert tiles(page)["Agreed: carry"] == "£4,000.00"
        assert tiles(page)["Agreed: accrue"] == "£600.00"
        drafted = ask("acc", "year_end_accrue", {})
        journal = inside(lambda: Journal.objects.get(kind="ACCRUAL"))
        assert drafted["Location"].endswith(f"/journals/{journal.uuid}/")
        assert "/budgets/decisions/" in ask("acc", "year_end_budget", {})["Location"]
        again = ask("acc", "year_end_accrue", {})
        assert again["Location"].endswith("/budgets/year-end/")
        assert len(ask("acc").context_data["drafts"]) == 2
        file = b"".join(ask("auda", query="?download=csv").streaming_content).decode()
        assert "PO-1" in file
        assert "Carry with its budget" in file


def test_choices_are_refused_or_taken_back(ask, inside):
    with time_machine.travel(APRIL, tick=False):
        choose(ask, "?q=PO-1")
        page = ask("fay")
        given = {"refuse-seen": seen(page, "refuse"), "refuse-words": "It was cancelled"}
        assert ask("fay", "year_end_refuse", given | {"refuse-words": ""}).status_code == 422
        assert ask("fay", "year_end_refuse", given).status_code == 302
        choose(ask, "?q=PO-1", **{"choose-kind": "CLOSE"})
        page = ask("acc")
        given = {"take_back-seen": seen(page, "take_back"), "take_back-words": "Not yet"}
        assert ask("acc", "year_end_withdraw", given).status_code == 302
        assert inside(lambda: sorted(YearEndChoice.objects.values_list("state", flat=True))) == [
            "REFUSED", "WITHDRAWN"
        ]  # fmt: skip
        assert tiles(ask("acc"))["Without a choice"] == "£4,690.00"


def test_before_march_nothing_is_chosen_and_the_page_says_when(ask):
    with time_machine.travel(datetime(2026, 11, 2, 9, 0, tzinfo=UTC), tick=False):
        page = ask("acc")
        assert "Choices for 2026-27 are made from 1 March 2027." in page.content.decode()
        assert page.context_data["choose_form"] is None
        assert page.context_data["table"].total == 3
