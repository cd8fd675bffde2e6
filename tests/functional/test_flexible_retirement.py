"""Flexible retirement: a pension begins, the job goes on with less (domain HR-08; LGPS Regulations 2013 reg 30(6))."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine

from hr.change_kinds import jsonable
from hr.change_kinds_leaving import FLEXIBLE
from hr.engine import agreements
from hr.models import AssignmentTerms, Leaving, LeavingPension, PensionMembership
from hr.operations import flexible_retirement, leavings, terms
from hr.operations.flexible_retirement import Flexible
from hr.queries import leavings as found
from hr.rules import RuleBroken
from partners.operations import changes
from partners.operations.change_trials import Proposal
from tests.factories import hr
from tests.functional.people_pages import client, in_scope, text
from tests.people import make_cast
from tests.shared import for_a_module, undone

AT = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
START = date(2027, 1, 1)
AGREED = {
    "contract_hours": Decimal("22.20"), "consent_on": date(2026, 11, 2), "consent": "Discretions panel, minute 14",
    "body": "County Fund", "confirmed_on": date(2026, 11, 9), "confirmation": "FR/26/118",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    with for_a_module(django_db_blocker), time_machine.travel(AT, tick=False):
        cast = make_cast()
        with in_scope(cast):
            born = {"date_of_birth": date(1970, 6, 1), "surname": "Flexible"}
            who = hr.employee(cast.northshire, person_fields=born)
        yield SimpleNamespace(cast=cast, who=who, job=who.assignment)


@pytest.fixture
def flo(whole, db):
    with undone(), time_machine.travel(AT, tick=False), in_scope(whole.cast):
        yield whole


def retire(flo, *, at=AT, start=START, **given):
    wish = Flexible(**(AGREED | given))
    return flexible_retirement.retire(
        assignment=flo.job.uuid, wish=wish, effective_from=start, reason="Asked for it", by=flo.cast.ben, at=at
    )


def broken(code):
    return pytest.raises(RuleBroken, check=lambda error: error.rule == code)


def dated_rows(flo):
    """Return terms, memberships, job and employment of the person, as they are."""
    models = (AssignmentTerms, PensionMembership)
    rows = [list(one.objects.filter(assignment=flo.job).order_by("valid").values()) for one in models]
    for one in (flo.job, flo.who.employment):
        one.refresh_from_db()
        rows.append((one.valid, one.pk))
    return rows


def test_the_job_goes_on_with_less_and_a_new_membership(flo):
    before = dated_rows(flo)

    row = retire(flo)

    after = dated_rows(flo)
    assert after[2:] == before[2:]  # neither job nor employment ends
    assert [(one["contract_hours"], one["valid"].lower) for one in after[0]][-1] == (Decimal("22.20"), START)
    assert [one["valid"].upper for one in after[1]] == [START, None]
    codes = [one.code for one in found.tasks(row)]
    assert set(codes) == {"pension-leaver", "contract", "leave"}
    noted = LeavingPension.objects.get(leaving=row)
    assert (noted.hours_before, noted.hours_after, noted.confirmation) == (37, Decimal("22.20"), "FR/26/118")
    assert found.state_words(row) == "Agreed"


def test_it_is_taken_back_exactly_until_the_pension_begins(flo):
    before = dated_rows(flo)
    row = retire(flo)

    later = AT + timedelta(days=60)
    with broken("HR-FLEXIBLE-BEGUN"):
        leavings.withdraw(leaving_id=row.uuid, reason="Too late", by=flo.cast.ben, at=later)
    leavings.withdraw(leaving_id=row.uuid, reason="Changed their mind", by=flo.cast.ben, at=AT)

    assert dated_rows(flo) == before


def test_whoever_draws_a_pension_leaves_the_job_later_like_anybody(flo):
    retire(flo)
    wish = leavings.Wish(
        last_day=date(2027, 3, 31), leaving_reason="RETIREMENT", notice_given_on=AT.date(), notice="WORKED"
    )

    said = {"reason": "Letter", "by": flo.cast.ben, "at": AT}
    row = leavings.leave_job(assignment=flo.job.uuid, wish=wish, **said)

    assert row.ends_employment
    assert Leaving.objects.filter(assignment=flo.job).count() == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"consent": " "}, "HR-FLEXIBLE-CONSENT"),
        ({"consent_on": date(2026, 11, 17)}, "HR-FLEXIBLE-CONSENT"),
        ({"confirmation": ""}, "HR-FLEXIBLE-CONFIRMED"),
        ({"confirmed_on": date(2026, 11, 17)}, "HR-FLEXIBLE-CONFIRMED"),
        ({"contract_hours": Decimal(37)}, "HR-FLEXIBLE-LESS"),
        ({"start": date(2026, 11, 17), "at": AT}, None),
    ],
)
def test_nothing_without_consent_confirmation_and_less(flo, given, says):
    if says is None:
        assert retire(flo, **given).last_day == date(2026, 11, 16)
        return
    with broken(says):
        retire(flo, **given)
    assert not Leaving.objects.filter(assignment=flo.job).exists()


def test_a_later_change_of_the_terms_comes_first(flo):
    said = {"reason": "Agreed", "by": flo.cast.ben, "at": AT}
    terms.change_hours(
        assignment=flo.job.uuid, contract_hours=Decimal(30), effective_from=START + timedelta(days=31), **said
    )

    with broken("HR-FLEXIBLE-FRESH"):
        retire(flo)


def test_nobody_under_the_age_of_the_scheme_and_nobody_in_another(flo):
    """55 in the LGPS; 57 from 6 April 2028 (Finance Act 2022 section 10). No other scheme is known to have it."""
    flo.who.person.date_of_birth = date(1972, 1, 2)
    flo.who.person.save()
    with broken("HR-FLEXIBLE-AGE"):
        retire(flo)
    assert agreements.flexible_retirement_age("lgps", on=date(2028, 4, 5))[0] == 55
    assert agreements.flexible_retirement_age("lgps", on=date(2028, 4, 6))[0] == 57
    scheme = flo.who.org.pension
    scheme.law_scheme = "police-2015"
    scheme.save()
    with broken("HR-FLEXIBLE-SCHEME"):
        retire(flo)


def test_it_is_proposed_on_the_page_of_the_job_and_approved(flo):
    payload = jsonable({"assignment": flo.job.uuid, "effective_from": START, **AGREED})
    hana = client(flo.cast.hana)
    page = f"/p/northshire/people/{flo.who.person.uuid}/jobs/{flo.job.uuid}/flexible-retirement/"
    assert "Consent of the employer" in text(hana.get(page))
    posted = {
        "contract_hours": "22.20", "consent_on": "02/11/2026", "consent": "Panel", "body": "County Fund",
        "confirmed_on": "09/11/2026", "confirmation": "FR/26/118", "effective_from": "01/01/2027", "reason": "Asked",
    }  # fmt: skip
    assert "Member since" in text(hana.post(page, posted))
    assert hana.post(page, posted | {"confirmation": ""}).status_code == 422

    proposal = Proposal(kind=FLEXIBLE.code, payload=payload, reason="Asked for it")
    row = changes.submit(partner_id=flo.cast.northshire.pk, proposal=proposal, by=flo.cast.hana, at=AT)
    for approver in (flo.cast.ben, flo.cast.gwen):
        row.refresh_from_db()
        if row.state == "WAITING":
            changes.approve(change=row.uuid, content_hash=row.content_hash, by=approver, at=AT)

    leaving = Leaving.objects.get(assignment=flo.job)
    shown = text(hana.get(f"/p/northshire/leavers/{leaving.uuid}/"))
    assert "37 to 22.2 hours a week" in shown
    assert "FR/26/118" in shown
