"""Laying down a shared service and changing its terms, decided by two people (domain FIN-11, SEC-03)."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from finance.models import CostPool, DriverSnapshot, PoolMember
from partners.models import ChangeRequest
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.rules import RuleBroken
from tests.factories import recharges as make
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")
HERE, THERE = "/p/northshire/recharges/services/", "/p/southborough/recharges/services/"
GIVEN = {
    "year": "2026", "code": "payroll", "name": "Payroll", "budget": "3,000.00", "method": "PAYSLIPS",
    "minimum_fee": "", "damping": "", "reason": "Service agreement, schedule 3",
    **{f"{name}_{code}": value for name, value in (("part", "TAKES"), ("first", "1"), ("last", "12"), ("floor", ""))
       for code in ("northshire", "southborough")},
}  # fmt: skip


@pytest.fixture
def desk(cast):
    """Pru proposes, Fay decides, Joe prepares journals of the other partner; payslips of 2025-26 are taken: 100, 50."""
    made = {}
    for name, where, role in (("Pru", cast.northshire, Role.JOURNAL_PREPARER),
                              ("Fay", cast.northshire, Role.FINANCE_MANAGER),
                              ("Joe", cast.southborough, Role.JOURNAL_PREPARER)):  # fmt: skip
        who, client = user(name), Client()
        grant(who, where, role)
        client.force_login(who)
        made |= {name.lower(): client, f"{name.lower()}_user": who}
    with partner_scope(cast.northshire.pk, actor_id=made["pru_user"].pk):
        figures = {"northshire": Decimal(100), "southborough": Decimal(50)}
        make.figures(cast.northshire, by=made["pru_user"], figures=figures)
    return made


def waiting(cast, desk):
    with partner_scope(cast.northshire.pk, actor_id=desk["pru_user"].pk):
        return ChangeRequest.objects.filter(state="WAITING").get()


def decided(cast, desk):
    asked = waiting(cast, desk)
    url = reverse("change_approve", args=[cast.northshire.code, asked.uuid])
    return asked, desk["fay"].post(url, {"content_hash": asked.content_hash})


def terms(cast, desk):
    with partner_scope(cast.northshire.pk, actor_id=desk["pru_user"].pk):
        rows = PoolMember.objects.select_related("to_partner").order_by("to_partner__code")
        return CostPool.objects.get(), {
            one.to_partner.code: (one.in_scope, one.first_month, one.months, one.cap) for one in rows
        }


def test_a_service_is_laid_down_and_changed_by_two_people_who_see_the_shares(cast, desk):
    new, pru = f"{HERE}new/", desk["pru"]
    assert desk["fay"].get(new).status_code == 403  # who decides does not lay down
    assert pru.get(new).status_code == 200
    assert pru.post(new, GIVEN).status_code == 302
    assert "waits for approval already" in pru.post(new, GIVEN).content.decode()
    asked = waiting(cast, desk)
    said = dict(asked.after)
    # £3,000 by 100 and 50 payslips.
    assert said["Northshire County Council: share of the budget"].startswith("£2,000.00: Payslips")
    with partner_scope(cast.northshire.pk, actor_id=desk["pru_user"].pk):
        assert not CostPool.objects.exists()
        with pytest.raises(changes.NotYours):
            changes.approve(
                change=asked.uuid, content_hash=asked.content_hash, by=desk["pru_user"], at=make.NOW
            )  # fmt: skip
    assert decided(cast, desk)[1].status_code == 302
    pool, there = terms(cast, desk)
    assert there == {"northshire": (True, 1, 12, None), "southborough": (True, 1, 12, None)}
    assert "has a pool for 2026-27 already" in pru.post(new, GIVEN).content.decode()

    # Southborough joins in October: 50 payslips of six months are 25, so £3,000 × 25 / 125 = £600.
    page = f"{HERE}{pool.uuid}/terms/"
    assert pru.get(page).context_data["form"].initial["part_southborough"] == "TAKES"
    assert pru.post(page, GIVEN | {"first_southborough": "7", "code": "other", "year": "2025"}).status_code == 302
    after = dict(decided(cast, desk)[0].after)
    assert "£600.00" in " ".join(after.values())
    assert terms(cast, desk)[1]["southborough"] == (True, 7, 6, None)

    # Out of scope it counts for nothing; left out altogether its terms are gone.
    assert pru.post(page, GIVEN | {"part_southborough": "OUT"}).status_code == 302
    after = dict(decided(cast, desk)[0].after)
    assert "£3,000.00: Payslips" in " ".join(after.values())
    assert terms(cast, desk)[1]["southborough"][0] is False
    assert pru.post(page, GIVEN | {"part_southborough": ""}).status_code == 302
    decided(cast, desk)
    pool, there = terms(cast, desk)
    assert (sorted(there), pool.code, pool.year) == (["northshire"], "payroll", 2026)
    assert desk["joe"].get(f"{THERE}{pool.uuid}/terms/").status_code == 404
    assert desk["joe"].get(page).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"first_southborough": "9", "last_southborough": "8"}, "last_southborough"),
        ({"floor_southborough": "10.00", "cap_southborough": "9.99"}, "cap_southborough"),
        ({"method": "BLEND", "blend_PAYSLIPS": "99.9999"}, "method"),
        ({"blend_PAYSLIPS": "1"}, "method"),
        ({"part_northshire": "", "part_southborough": "OUT"}, "part_northshire"),
        ({"budget": "-1"}, "budget"),
        ({"code": "two words"}, "code"),
        ({"reason": ""}, "reason"),
    ],
)
def test_terms_that_do_not_fit_are_refused_at_their_field(cast, desk, wrong, field):
    answer = desk["pru"].post(f"{HERE}new/", GIVEN | wrong)
    assert (answer.status_code, field in answer.context_data["form"].errors) == (422, True)


def test_a_locked_year_refuses_other_terms(cast, desk):
    pru, fay = desk["pru_user"], desk["fay_user"]
    with partner_scope(cast.northshire.pk, actor_id=pru.pk):
        pool = make.pool(cast.northshire, by=pru, members=["northshire", "southborough"])
        figures = {"northshire": Decimal(100), "southborough": Decimal(50)}
        measured = make.figures(cast.northshire, by=pru, year=2026, figures=figures)
        make.recharges.record_actual(pool=pool.uuid, actual=Decimal("3000.00"), by=pru, at=make.NOW)
        made = make.shared(pool, measured, by=pru, basis="FINAL")
        make.recharges.issue(calculation=made.uuid, by=fay, at=make.NOW)
        make.recharges.lock(pool=pool.uuid, by=fay, at=make.NOW)
    page = f"{HERE}{pool.uuid}/terms/"
    assert desk["pru"].get(page).status_code == 200
    answer = desk["pru"].post(page, GIVEN | {"budget": "1.00"})
    assert (answer.status_code, "is locked" in answer.content.decode()) == (422, True)
    payload = {"pool": str(pool.uuid), "year": 2026, "code": "payroll", "name": "Payroll", "method": "PAYSLIPS",
               "budget": "1.00", "members": [{"partner": "northshire"}]}  # fmt: skip
    proposal = Proposal(kind="finance.cost_pool", payload=payload, reason="Cheaper")
    with partner_scope(cast.northshire.pk, actor_id=pru.pk), pytest.raises(RuleBroken, match="is locked"):
        changes.submit(partner_id=cast.northshire.pk, proposal=proposal, by=pru, at=make.NOW)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("northshire,1\nsouthborough,x\n", "Row 3: This is no number of nought or more."),
        ("northshire,1\nsouthborough,-1\n", "Row 3: This is no number of nought or more."),
        ("northshire,1\nsouthborough,1.00001\n", "Row 3: This is no number of nought or more."),
        ("northshire,1\nsouthborough,NaN\n", "Row 3: This is no number of nought or more."),
        ("northshire,1\nnorthshire,2\n", "Row 3: northshire has a figure already."),
        ("northshire,1\nelsewhere,2\n", "Row 3: This partner is not in the service."),
        ("northshire,1\n", "southborough has no figure."),
        ("northshire,1\nsouthborough,2\n", ""),
    ],
)
def test_figures_are_taken_from_a_file_or_refused_by_its_rows(cast, desk, rows, said):
    pru = desk["pru_user"]
    with partner_scope(cast.northshire.pk, actor_id=pru.pk):
        pool = make.pool(cast.northshire, by=pru, members=["northshire", "southborough"])
    sent = {
        "metric": "PAYSLIPS", "year": "2026", "measured_on": "2/11/2026", "evidence": "Pay runs of the year",
        "file": SimpleUploadedFile("figures.csv", f"Partner,Figure\n{rows}".encode()),
    }  # fmt: skip
    answer = desk["pru"].post(f"{HERE}{pool.uuid}/figures/", sent)
    with partner_scope(cast.northshire.pk, actor_id=pru.pk):
        taken = [one.figures for one in DriverSnapshot.objects.filter(year=2026)]
    if not said:
        assert (answer.status_code, taken) == (302, [{"northshire": "1", "southborough": "2"}])
        return
    assert (answer.status_code, taken) == (422, [])
    assert any(one.startswith(said) for one in answer.context_data["form"].errors["file"])
