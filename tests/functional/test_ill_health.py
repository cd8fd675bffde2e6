"""Ill-health retirement and early pensions: certificate, tier, strain cost (domain HR-08)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from hr.models import AssignmentTerms, Document, Leaving, LeavingPension, PensionScheme
from hr.operations import leaving_pensions, leavings
from hr.operations.leaving_pensions import Early
from hr.queries import exit_packages
from hr.queries import leavings as found
from hr.rules import RuleBroken
from partners.models import ApprovalStep, ChangeRequest
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import WrongState
from tests.factories import hr
from tests.functional.people_pages import client, in_scope, text
from tests.people import make_cast
from tests.shared import for_a_module, undone

AT = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
LAST = date(2026, 12, 31)
PAPER = b"%PDF-1.7 certificate"
ILL = {
    "tier": "TIER_1", "certificate": PAPER, "certified_on": date(2026, 11, 12), "doctor": "Dr Wren Ashby",
    "is_doctor_independent": True, "body": "County Fund",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    with for_a_module(django_db_blocker), time_machine.travel(AT, tick=False):
        cast = make_cast()
        with in_scope(cast):
            born = {"date_of_birth": date(1969, 6, 1), "surname": "Early"}
            who = hr.employee(cast.northshire, person_fields=born)
            PensionScheme.objects.update(law_scheme="lgps")
        yield SimpleNamespace(cast=cast, who=who)


@pytest.fixture
def ada(whole, db):
    with undone(), time_machine.travel(AT, tick=False), in_scope(whole.cast):
        yield whole


def leave(ada, reason="ILL_HEALTH", **given):
    wish = leavings.Wish(last_day=LAST, leaving_reason=reason, notice_given_on=AT.date(), notice="WORKED", **given)
    return leavings.leave_employment(
        employment=ada.who.employment.uuid, wish=wish, reason="Letter", by=ada.cast.ben, at=AT
    )


def record(ada, row, **given):
    return leaving_pensions.record(leaving_id=row.uuid, early=Early(**given), by=ada.cast.ben, at=AT)


def broken(code):
    return pytest.raises(RuleBroken, check=lambda error: error.rule == code)


def test_certificate_and_tier_settle_the_task_and_keep_the_paper(ada):
    row = leave(ada)
    assert "certificate" in {one.code for one in found.tasks(row) if one.state == "OPEN"}

    made = record(ada, row, **ILL)

    assert (made.tier, made.version, made.certificate.n_bytes) == ("TIER_1", 1, len(PAPER))
    assert "certificate" not in {one.code for one in found.tasks(row) if one.state == "OPEN"}


@pytest.mark.parametrize(
    ("given", "rule", "words"),
    [
        ({"tier": "UPPER"}, "HR-PENSION-TIER", "does not know this tier"),
        ({"tier": ""}, "HR-PENSION-TIER", "does not know this tier"),
        ({"certificate": b""}, "HR-PENSION-CERTIFICATE", "the paper"),
        ({"doctor": " "}, "HR-PENSION-CERTIFICATE", "the doctor’s name"),
        ({"is_doctor_independent": False}, "HR-PENSION-CERTIFICATE", "not involved before"),
        ({"certified_on": date(2026, 11, 17)}, "HR-PENSION-CERTIFICATE", "a day up to today"),
        ({"strain_cost": Decimal(1)}, "HR-PENSION-STRAIN", "whose decision"),
        ({"strain_cost": Decimal(1), "strain_authority": "CFO"}, "HR-PENSION-STRAIN", "quotation"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_kept(ada, given, rule, words):
    row = leave(ada)

    with broken(rule) as refused:
        record(ada, row, **(ILL | given))

    assert words in refused.value.explanation
    assert not LeavingPension.objects.exists()
    assert not Document.objects.exists()


def test_a_correction_says_why_and_the_former_record_stays(ada):
    row = leave(ada)
    record(ada, row, **ILL)
    with broken("HR-PENSION-AGAIN"):
        record(ada, row, **(ILL | {"tier": "TIER_2"}))

    again = record(ada, row, **(ILL | {"tier": "TIER_2", "certificate": b"", "why_again": "Read wrongly"}))

    assert (again.version, again.certificate_id) == (2, LeavingPension.objects.get(version=1).certificate_id)
    assert found.pension_of(row) == again
    assert [one.tier for one in LeavingPension.objects.order_by("version")] == ["TIER_1", "TIER_2"]
    with pytest.raises(DatabaseError), transaction.atomic():
        LeavingPension.objects.filter(pk=again.pk).update(tier="TIER_3")


def test_redundancy_from_55_costs_strain_with_an_authority(ada):
    row = leave(ada, reason="REDUNDANCY")
    quoted = {
        "quoted_on": date(2026, 11, 10),
        "strain_cost": Decimal("41250.00"),
        "strain_authority": "CFO, 12 November",
    }

    made = record(ada, row, **quoted)

    assert (made.strain_cost, made.tier, made.certificate_id) == (Decimal("41250.00"), "", None)


@pytest.mark.parametrize(("born", "rule"), [(date(1972, 1, 1), "HR-PENSION-AGE"), (date(1971, 12, 31), None)])
def test_redundancy_brings_a_pension_from_55_on_the_last_day(ada, born, rule):
    ada.who.person.date_of_birth = born
    ada.who.person.save(update_fields=["date_of_birth"])
    row = leave(ada, reason="REDUNDANCY")

    if rule:
        with broken(rule):
            record(ada, row, body="County Fund")
    else:
        assert record(ada, row, body="County Fund").version == 1


def redundant(ada, **given):
    """Ten full years from the age of 46: 15 weeks at the limit of £751, £11,265.00 (ERA 1996 s 162; limit of 2026)."""
    with in_scope(ada.cast):
        AssignmentTerms.objects.filter(person=ada.who.person).update(spine_point=None, grade=None, spot_annual=52143)
        ada.who.employment.continuous_service_from = date(2016, 4, 1)
        ada.who.employment.save(update_fields=["continuous_service_from"])
    return leave(ada, reason="REDUNDANCY", **given)


def strain(amount="41250.00", row=None, **given):
    payload = {
        "strain_cost": amount, "quoted_on": "2026-11-10", "strain_authority": "Chief executive and leader, 12 November",
    }  # fmt: skip
    return payload | ({"leaving": str(row.uuid)} if row else {}) | given


def propose(ada, row, by=None, **given):
    wanted = Proposal(kind="hr.strain_cost", payload=strain(row=row, **given), reason="Quotation of the fund")
    return changes.submit(partner_id=ada.cast.northshire.pk, proposal=wanted, by=by or ada.cast.hana, at=AT)


def approve(change, by):
    changes.approve(change=change.uuid, content_hash=change.content_hash, by=by, at=AT)


@pytest.mark.parametrize(
    ("cost", "total", "band", "authority"),
    [
        (None, "11265.00", "£0 to £20,000", "scheme of delegation"),
        ("8734.99", "19999.99", "£0 to £20,000", "scheme of delegation"),
        ("8735.00", "20000.00", "£0 to £20,000", "head of paid service"),
        ("41250.00", "52515.00", "£40,001 to £60,000", "head of paid service"),
        ("88734.99", "99999.99", "£80,001 to £100,000", "head of paid service"),
        ("88735.00", "100000.00", "£80,001 to £100,000", "full council"),
        ("88735.01", "100000.01", "£100,001 to £150,000", "full council"),
    ],
)
def test_the_strain_counts_in_the_package_its_band_and_the_authority(ada, cost, total, band, authority):
    package = exit_packages.package_of(redundant(ada), on=AT.date(), strain=cost and Decimal(cost))

    assert (package.total, package.band) == (Decimal(total), band)
    assert authority in package.authority


def test_a_strain_cost_needs_the_hr_manager_and_who_holds_the_budget_and_not_its_maker(ada):
    row = redundant(ada, exit_payment=Decimal("48000.00"), exit_authority="Leader, 1 November")
    change = propose(ada, row)
    steps = ApprovalStep.objects.filter(change=change).order_by("id")
    assert [one.permission for one in steps] == ["changes.approve", "changes.approve_cost"]
    assert "£100,515.00 with the strain cost. Approved by a vote of the full council" in steps[1].why
    with pytest.raises(DomainError):
        approve(change, ada.cast.hana)

    approve(change, ada.cast.ben)
    assert not LeavingPension.objects.exists()
    approve(change, ada.cast.gwen)

    assert found.pension_of(row).strain_cost == Decimal("41250.00")
    assert exit_packages.package_of(row, on=AT.date()).total == Decimal("100515.00")
    page = text(client(ada.cast.ben).get(f"/p/northshire/leavers/{row.uuid}/"))
    assert "£100,515.00 Band of the accounts: £100,001 to £150,000" in page
    assert "41,250" not in text(client(ada.cast.amara).get(f"/p/northshire/leavers/{row.uuid}/"))


def test_a_strain_cost_of_ill_health_waits_for_the_certificate_and_keeps_it(ada):
    row = leave(ada)
    with broken("HR-PENSION-TIER"):
        propose(ada, row)
    leaving_pensions.certify(leaving_id=row.uuid, certified=Early(**ILL), by=ada.cast.ben, at=AT)
    change = propose(ada, row)
    approve(change, ada.cast.ben)
    approve(change, ada.cast.gwen)
    assert (found.pension_of(row).tier, found.pension_of(row).version) == ("TIER_1", 2)

    again = Early(**(ILL | {"tier": "TIER_2", "why_again": "Read wrongly"}))
    leaving_pensions.certify(leaving_id=row.uuid, certified=again, by=ada.cast.ben, at=AT)

    last = found.pension_of(row)
    assert (last.tier, last.version, last.strain_cost) == ("TIER_2", 3, Decimal("41250.00"))


def test_the_form_shows_the_package_and_sends_the_request(ada):
    row = redundant(ada)
    hana = client(ada.cast.hana)
    address = f"/p/northshire/leavers/{row.uuid}/strain/"
    sent = strain(quoted_on="10/11/2026", reason="Quotation")
    assert "£11,265.00" in text(hana.get(address))
    assert client(ada.cast.amara).get(address).status_code == 403
    assert hana.post(address, sent | {"strain_authority": ""}).status_code == 422

    seen = hana.post(address, sent)
    assert "£52,515.00" in text(seen)
    done = hana.post(address, sent | {"step": "confirm"})

    assert (done.status_code, ChangeRequest.objects.get().payload["strain_cost"]) == (302, "41250.00")


def test_the_interface_answers_and_records_the_pension_and_proposes_the_strain(ada):
    row = leave(ada)
    ben, amara = client(ada.cast.ben), client(ada.cast.amara)
    api = f"/api/v1/p/northshire/leavers/{row.uuid}/"
    sent = ILL | {"certificate": SimpleUploadedFile("c.pdf", PAPER), "certified_on": "2026-11-12"}
    assert ben.get(f"{api}pension/").status_code == 404
    assert amara.get(f"{api}pension/").status_code == 403

    made = ben.post(f"{api}pension/", sent)
    refused = ben.post(f"{api}pension/", sent | {"certificate": SimpleUploadedFile("c.pdf", PAPER)})
    proposed = client(ada.cast.hana).post(f"{api}strain/", strain(reason="Quotation"), content_type="application/json")

    assert (made.status_code, made.json()["tier"]) == (201, "TIER_1")
    assert (refused.status_code, "recorded already" in refused.content.decode()) == (400, True)
    assert (proposed.status_code, ChangeRequest.objects.get().kind) == (201, "hr.strain_cost")
    assert ben.get(api).json()["package"]["total"] == "0.00"
    assert amara.get(api).json()["package"] is None
    assert [one["leaving"] for one in ben.get("/api/v1/p/northshire/leavers/").json()["results"]] == [str(row.uuid)]


def test_other_reasons_and_other_schemes_bring_none(ada):
    with broken("HR-PENSION-REASON"):
        record(ada, leave(ada, reason="RESIGNATION"), **ILL)


def test_police_and_fire_have_an_upper_and_a_lower_tier(ada):
    PensionScheme.objects.update(law_scheme="police_2015")
    row = leave(ada)
    with broken("HR-PENSION-TIER"):
        record(ada, row, **ILL)
    assert record(ada, row, **(ILL | {"tier": "UPPER"})).tier == "UPPER"


def test_nothing_is_recorded_once_the_leaving_was_taken_back(ada):
    row = leave(ada)
    leavings.withdraw(leaving_id=row.uuid, reason="Stays", by=ada.cast.ben, at=AT)

    with pytest.raises(WrongState, match="taken back"):
        record(ada, row, **ILL)


def test_pages_ask_for_the_certificate_and_show_the_tier_to_who_runs_leavers_alone(ada):
    row = leave(ada)
    ben, amara = client(ada.cast.ben), client(ada.cast.amara)
    page = f"/p/northshire/leavers/{row.uuid}/"
    assert "Certificate and tier" in text(ben.get(page))
    sent = {
        "tier": "TIER_3", "certificate": SimpleUploadedFile("c.pdf", PAPER), "certified_on": "12/11/2026",
        "doctor": "Dr Wren Ashby", "is_doctor_independent": "on", "body": "County Fund",
    }  # fmt: skip

    assert amara.get(f"{page}pension/").status_code == 403
    assert ben.post(f"{page}pension/", sent | {"doctor": ""}).status_code == 422
    assert ben.post(f"{page}pension/", sent | {"certificate": SimpleUploadedFile("c.pdf", PAPER)}).status_code == 302

    assert "Tier 3" in text(ben.get(page))
    assert "Tier 3" not in text(amara.get(page))
    assert Leaving.objects.get(pk=row.pk).state == row.state
