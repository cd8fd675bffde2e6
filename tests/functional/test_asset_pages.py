"""Fixed assets on their pages: from a posted line to an approved asset, a month charged, a file that is refused."""

from io import BytesIO
from types import SimpleNamespace

import pytest
from django.urls import reverse

from finance.models import Asset, AssetMove, JournalLine
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import ledger
from tests.factories.assets import date
from tests.factories.ledger import cr, dr
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")
ROLES = {"pru": Role.JOURNAL_PREPARER, "fay": Role.FINANCE_MANAGER, "eve": Role.AUDITOR}


@pytest.fixture
def office(client, cast):
    people = {name: user(f"{name.capitalize()}asset") for name in ROLES}
    for name, role in ROLES.items():
        grant(people[name], cast.northshire, role)

    def inside(work):
        with partner_scope(cast.northshire.pk, actor_id=people["pru"].pk, reason="test"):
            return work()

    def ask(who, name, data=None, query="", **kwargs):
        client.force_login(people[who])
        path = reverse(f"finance:{name}", kwargs={"partner_code": cast.northshire.code, **kwargs}) + query
        return client.get(path) if data is None else client.post(path, data)

    books = inside(lambda: ledger.ledger(cast.northshire, people["pru"]))
    lines = dr("90000", "120000.00"), cr("94050", "120000.00")
    journal = inside(lambda: ledger.posted(books, *lines, on=date(2026, 9, 10)))
    line = inside(lambda: JournalLine.objects.get(journal=journal, debit__gt=0))
    return SimpleNamespace(ask=ask, inside=inside, books=books, line=line)


GIVEN = {
    "asset_class": "BUILDINGS", "name": "Library at Aldmoor", "location": "Aldmoor", "custodian": "f10001",
    "project": "", "in_use_on": "15/09/2026", "lease_ends_on": "", "part_1": "Whole", "cost_1": "120000.00",
    "years_1": "10", "residual_1": "", "reason": "Library, invoice of the builder",
}  # fmt: skip


def test_from_a_posted_line_to_a_month_that_is_charged(office):
    ask, key = office.ask, {"asset_line": office.line.pk}
    assert "£120,000.00" in ask("eve", "assets_to_register").content.decode()
    assert ask("fay", "asset_register", GIVEN, **key).status_code == 403
    form = ask("pru", "asset_register", **key).context_data["form"]
    assert (str(form.initial["cost_1"]), form.initial["part_1"]) == ("120000.00", "Whole")
    wrong = ask("pru", "asset_register", GIVEN | {"years_1": "200", "part_2": "Roof"}, **key)
    assert wrong.status_code == 422
    assert {"cost_2", "years_2"} <= set(wrong.context_data["form"].errors)
    assert ask("pru", "asset_register", GIVEN | {"years_1": "200"}, **key).status_code == 422
    assert ask("pru", "asset_register", GIVEN, **key).status_code == 302
    move = office.inside(AssetMove.objects.get)
    of = {"asset_move": move.uuid}

    mine = ask("pru", "asset_move", **of).context_data
    assert (mine["is_mine"], mine["approve_href"], bool(mine["withdraw_href"])) == (True, "", True)
    theirs = ask("fay", "asset_move", **of).context_data
    assert (bool(theirs["approve_href"]), theirs["posted"]) == (True, [])
    assert ask("pru", "asset_approve", {}, **of).status_code == 403
    assert ask("fay", "asset_refuse", {"reason": ""}, **of).status_code == 422
    assert ask("fay", "asset_approve", {}, **of).status_code == 302
    asset = office.inside(Asset.objects.get)
    page = ask("eve", "asset", fixed_asset=asset.uuid).context_data
    assert [cell["text"] for cell in page["components"][0]] == [
        "Whole", "£120,000.00", "£0.00", "£120,000.00", "£0.00"
    ]  # fmt: skip
    assert page["components"][0][0]["hint"] == (
        "£120,000.00 over 120 months from October 2026, of which £0.00 are charged"
    )
    assert page["chart"].series[0].values[-1] == 0

    month = f"{office.books.entity.uuid}:2026:7"
    assert ask("pru", "asset_depreciate", {"month": month}).status_code == 302
    charged = office.inside(lambda: AssetMove.objects.get(kind="DEPRECIATION"))
    told = ask("fay", "asset_move", asset_move=charged.uuid).context_data["posted"]
    assert [[cell["text"] for cell in row] for row in told] == [
        ["70000", "F10001", "£1,000.00", ""], ["90100", "", "", "£1,000.00"], ["97000", "", "", "£1,000.00"],
        ["98100", "", "£1,000.00", ""],
    ]  # fmt: skip
    assert ask("pru", "asset_withdraw", {"reason": "The wrong month"}, asset_move=charged.uuid).status_code == 302
    listed = ask("eve", "assets", query="?q=library&state=IN_USE").content.decode()
    assert "A000001" in listed
    note = ask("eve", "asset_note").context_data
    assert note["proof_words"] == "Register and ledger agree on every code."
    for kind in ("csv", "xlsx", "pdf"):
        answer = ask("eve", "asset_note", query=f"?download={kind}")
        assert (answer.status_code, len(answer.getvalue()) > 100) == (200, True)


HEAD = "asset,asset_class,location,custodian,in_use_on,component,cost,depreciation,years,residual\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Hall,BUILDINGS,North,F10001,31/02/2020,Roof,100000,0,20,0\n", "This is no day."),
        ("Hall,BUILDINGS,North,F10001,01/04/2020,Roof,ten,0,20,0\n", "This is no amount of pounds and pence."),
        ("Hall,BUILDINGS,North,F10001,01/04/2020,Roof,100000,0,x,0\n", "This is no number of years."),
        ("Hall,CASTLE,North,F10001,01/04/2020,Roof,100000,0,20,0\n", "there is no such class"),
        ("Hall,BUILDINGS,North,F10001,01/04/2020,Roof,1,0,20,0\nHall,LAND,North,F10001,01/04/2020,Rest,1,0,20,0\n",
         "This differs from row 2, of the same asset."),
        ("Hall,BUILDINGS,North,F10001,01/04/2020,Roof,100000,0,20,0\n", "The file comes to £100,000.00 of cost"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_on_keeps_nothing_and_says_why(office, row, said):
    file = BytesIO((HEAD + row).encode())
    file.name = "assets.csv"
    given = {
        "entity": str(office.books.entity.uuid), "on": "30/09/2026", "control_cost": "1.00",
        "control_depreciation": "0.00", "reason": "Taken on from the system before", "file": file,
    }  # fmt: skip
    answer = office.ask("pru", "asset_take_on", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert office.inside(Asset.objects.count) == 0
