"""Pages of recharges: what the provider sees of all, and what a partner sees of its own share (domain FIN-11)."""

from decimal import Decimal

import pytest

from finance.models import CostShare
from finance.operations import recharges
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import recharges as make
from tests.people import grant, user

pytestmark = pytest.mark.django_db
HERE, THERE = "/p/northshire/recharges/", "/p/southborough/recharges/"


@pytest.fixture
def desk(cast, second_of_november):
    """Northshire shares payroll of £3,000 with Southborough by 100 and 50 payslips; nobody is told yet."""
    pru, fay, sue = user("Pru"), user("Fay"), user("Sue")
    grant(pru, cast.northshire, Role.JOURNAL_PREPARER)
    grant(fay, cast.northshire, Role.FINANCE_MANAGER)
    grant(sue, cast.southborough, Role.FINANCE_MANAGER)
    figures = {"northshire": Decimal(100), "southborough": Decimal(50)}
    with partner_scope(cast.northshire.pk, actor_id=pru.pk):
        pool = make.pool(cast.northshire, by=pru, members=list(figures))
        made = make.shared(pool, make.figures(cast.northshire, by=pru, figures=figures), by=pru)
        shares = {one.to_partner.code: one.uuid for one in CostShare.objects.filter(calculation=made)}
    return {"pru": pru, "fay": fay, "sue": sue, "pool": pool.uuid, "made": made, "shares": shares}


def told(client, desk):
    client.force_login(desk["fay"])
    return client.post(f"{HERE}services/{desk['pool']}/tell/", {"calculation": desk["made"].uuid})


def test_the_provider_sees_who_bears_what_and_another_person_tells_it(client, desk):
    client.force_login(desk["pru"])
    page = client.get(f"{HERE}services/{desk['pool']}/")
    assert [row[2]["text"] for row in page.context_data["shares"]] == ["£2,000.00", "£1,000.00"]
    assert [bar.value for bar in page.context_data["chart"].bars] == [Decimal("2000.00"), Decimal("1000.00")]
    assert page.context_data["tell_href"] == ""
    assert client.post(f"{HERE}services/{desk['pool']}/tell/").status_code == 403

    client.force_login(desk["fay"])
    assert client.get(f"{HERE}services/{desk['pool']}/").context_data["tell_href"]
    stale = client.post(f"{HERE}services/{desk['pool']}/tell/", {"calculation": desk["shares"]["northshire"]})
    assert stale.status_code == 302
    with partner_scope(desk["made"].partner_id):
        assert set(CostShare.objects.values_list("state", flat=True)) == {"KEPT"}
    assert told(client, desk).status_code == 302
    assert client.get(f"{HERE}services/{desk['pool']}/").context_data["tell_href"] == ""


def test_a_partner_sees_its_own_share_disputes_it_and_reads_the_answer(client, desk):
    client.force_login(desk["sue"])
    own, other = desk["shares"]["southborough"], desk["shares"]["northshire"]
    assert client.get(f"{THERE}shares/{own}/").status_code == 404  # not told yet
    told(client, desk)

    client.force_login(desk["sue"])
    page = client.get(THERE)
    assert [bar.value for bar in page.context_data["chart"].bars] == [Decimal("1000.00")]
    assert b"2,000.00" not in page.content
    page = client.get(f"{THERE}shares/{own}/")
    assert [bar.value for bar in page.context_data["chart"].bars] == [Decimal("250.00")] * 4
    assert [cell["text"] for cell in page.context_data["figures"][0]] == ["Payslips", "50", "150", "100%"]
    for address in (f"shares/{other}/", f"shares/{other}/dispute/", f"services/{desk['pool']}/",
                    f"disputes/{own}/answer/"):  # fmt: skip
        assert client.get(f"{THERE}{address}").status_code == 404
    assert client.get(HERE).status_code == 404

    dispute = f"{THERE}shares/{own}/dispute/"
    assert client.post(dispute, {"words": "No"}).status_code == 422
    assert client.post(dispute, {"words": "Two runs are counted twice"}).status_code == 302
    assert client.post(dispute, {"words": "Two runs are counted twice"}).status_code == 422

    client.force_login(desk["fay"])
    page = client.get(f"{HERE}services/{desk['pool']}/")
    (said,) = page.context_data["disputes"]
    assert said["dispute"] == "Two runs are counted twice"
    assert client.post(said["href"], {"words": "Each run is counted once only"}).status_code == 302
    assert client.post(said["href"], {"words": "Each run is counted once only"}).status_code == 422

    client.force_login(desk["sue"])
    facts = {one["key"]: one["value"] for one in client.get(f"{THERE}shares/{own}/").context_data["facts"]}
    assert facts["The provider answers"] == "Each run is counted once only"


def test_a_final_share_shows_the_true_up_beside_the_provisional_one(client, cast, desk):
    told(client, desk)
    with partner_scope(cast.northshire.pk, actor_id=desk["pru"].pk):
        figures = {"northshire": Decimal(100), "southborough": Decimal(100)}
        measured = make.figures(cast.northshire, by=desk["pru"], year=2026, figures=figures)
        recharges.record_actual(pool=desk["pool"], actual=Decimal("2900.00"), by=desk["pru"], at=make.NOW)
        made = recharges.calculate(
            pool=desk["pool"], basis="FINAL", snapshots=[measured.uuid], by=desk["pru"], at=make.NOW
        )
        recharges.issue(calculation=made.uuid, by=desk["fay"], at=make.NOW)
        final = CostShare.objects.get(calculation=made, to_partner=cast.southborough)
    client.force_login(desk["sue"])
    facts = {one["key"]: one["value"] for one in client.get(f"{THERE}shares/{final.uuid}/").context_data["facts"]}
    assert (facts["Provisional share"], facts["True-up"]) == ("£1,000.00", "£450.00")


def test_the_provider_takes_figures_works_shares_out_corrects_tells_and_locks(client, cast, desk):
    pool = f"{HERE}services/{desk['pool']}/"
    told(client, desk)
    assert client.get(f"{pool}figures/").status_code == 403  # who tells does not work out
    assert client.get(pool).context_data["actions"][0]["label"] == "Bills"
    client.force_login(desk["sue"])
    assert client.post(f"{THERE}services/{desk['pool']}/lock/").status_code == 404
    joe = user("Joe")
    grant(joe, cast.southborough, Role.JOURNAL_PREPARER)
    client.force_login(joe)
    for name in ("figures/", "actual/", "work-out/"):
        assert client.get(f"{THERE}services/{desk['pool']}/{name}").status_code == 404

    client.force_login(desk["pru"])
    assert len(client.get(pool).context_data["actions"]) == 5
    early = client.post(f"{pool}work-out/", {"basis": "FINAL"})
    assert (early.status_code, b"has no actual cost yet" in early.content) == (422, True)
    assert client.post(f"{pool}actual/", {"actual": "-1"}).status_code == 422
    assert client.post(f"{pool}actual/", {"actual": "2,900.00"}).status_code == 302
    none = client.post(f"{pool}work-out/", {"basis": "FINAL"})
    assert (none.status_code, b"Payslips does not fit" in none.content) == (422, True)
    taken = {
        "metric": "PAYSLIPS", "year": "2026", "measured_on": "2/11/2026", "evidence": "Pay runs of the year",
        "figure_northshire": "100", "figure_southborough": "100",
    }  # fmt: skip
    for wrong in ({"figure_southborough": ""}, {"figure_southborough": "-1"}, {"measured_on": "3/11/2026"},
                  {"metric": "CASES"}, {"evidence": " "}):  # fmt: skip
        assert client.post(f"{pool}figures/", taken | wrong).status_code == 422
    assert client.post(f"{pool}figures/", taken).status_code == 302
    hints = client.get(f"{pool}work-out/").content
    assert b"Payslips 2026-27, measured on 2 November 2026" in hints
    assert client.post(f"{pool}work-out/", {"basis": "FINAL"}).status_code == 302
    page = client.get(pool)
    assert [row[2]["text"] for row in page.context_data["shares"]] == ["£1,450.00", "£1,450.00"]

    correct = page.context_data["used"][0]["href"]
    client.force_login(joe)
    assert client.get(correct.replace("northshire", "southborough")).status_code == 404
    client.force_login(desk["pru"])
    given = {"partner": "southborough", "figure": "300", "evidence": "Counted again"}
    assert client.post(correct, given | {"partner": "westfire"}).status_code == 422
    assert client.post(correct, given).status_code == 302
    assert client.post(correct, given).status_code == 422  # it was corrected already
    page = client.get(pool)
    assert [row[2]["text"] for row in page.context_data["shares"]] == ["£725.00", "£2,175.00"]
    assert page.context_data["last"].version == 3

    client.force_login(desk["fay"])
    assert client.get(pool).context_data["lock_href"] == ""  # its final shares are not told
    assert client.post(f"{pool}lock/", {"calculation": page.context_data["last"].uuid}).status_code == 302
    assert client.post(f"{pool}tell/", {"calculation": page.context_data["last"].uuid}).status_code == 302
    lock = client.get(pool).context_data["lock_href"]
    client.post(lock, {"calculation": desk["made"].uuid})  # another version than the one that stands there
    assert client.get(pool).context_data["lock_href"] == lock
    client.post(lock, {"calculation": page.context_data["last"].uuid})
    assert client.get(pool).context_data["facts"][-1] == {"key": "Year", "value": "Locked on 2 November 2026"}
    client.force_login(desk["pru"])
    assert client.get(pool).context_data["actions"][0]["label"] == "Bills"
    assert client.post(f"{pool}actual/", {"actual": "1.00"}).status_code == 422


def test_without_shared_services_the_pages_say_so(client, cast, desk):
    client.force_login(desk["sue"])
    assert b"No share has been told yet" in client.get(THERE).content
    assert b"This partner provides no shared service" in client.get(f"{THERE}services/").content
