"""Ill-health retirement and early pensions: certificate, tier, strain cost (domain HR-08)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from hr.models import Document, Leaving, LeavingPension, PensionScheme
from hr.operations import leaving_pensions, leavings
from hr.operations.leaving_pensions import Early
from hr.queries import leavings as found
from hr.rules import RuleBroken
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
