"""From a run to the person: calculated and released by the real operations, read, asked about, answered."""

import io
import re
from datetime import date

import pypdf
import pytest
from django.test import Client

from partners.roles import Role
from partners.scope import partner_scope
from payroll.models import PayPeriod
from payroll.operations import pay_runs
from tests import scenarios
from tests.factories import hr
from tests.factories.payroll import NOW, calendar
from tests.people import grant, user


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def signed_in(who):
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def journey(cast):
    """Eve, employed since April 2025, and a calendar of that tax year."""
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk, reason="test"):
        org = hr.organisation(cast.northshire)
        eve = hr.employee(
            cast.northshire, org=org, start=date(2025, 4, 1), annual="31000.00",
            person_fields={"surname": "Whitfield", "forenames": "Eve"},
        )  # fmt: skip
        calendar(org.pay_group, by=cast.amara, tax_year="2025-26")
        hr.monthly_input(
            eve,
            org.elements["OVERTIME"],
            by=cast.hana,
            approved_by=cast.ben,
            units="6.50",
            period_start=date(2025, 5, 1),
        )
    login = user("Eve")
    grant(login, cast.northshire, Role.EMPLOYEE, person_id=eve.person.pk)
    return cast, eve, login


def calculated(cast, eve, month):
    """Calculate the run of a month of 2025 as workers do."""
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk, reason="test"):
        period = PayPeriod.objects.get(pay_group=eve.org.pay_group, tax_year="2025-26", covers__startswith__month=month)
        run = pay_runs.create(period_id=period.pk, kind="REGULAR", by=cast.amara, at=NOW)
        pay_runs.calculate(run_id=run.pk, by=cast.amara, at=NOW)
        return scenarios.drain(run)


def released(cast, eve, month):
    run = calculated(cast, eve, month)
    with partner_scope(cast.northshire.pk, actor_id=cast.ben.pk, reason="test"):
        pay_runs.approve(run_id=run.pk, by=cast.ben, at=NOW)
    with partner_scope(cast.northshire.pk, actor_id=cast.rhys.pk, reason="test"):
        return pay_runs.release(run_id=run.pk, by=cast.rhys, at=NOW)


def test_payslip_of_a_released_run_reaches_the_employee_explained_and_as_pdf(journey):
    cast, eve, login = journey
    released(cast, eve, 4)
    run = released(cast, eve, 5)
    client = signed_in(login)
    address = f"/p/northshire/me/payslips/{run.uuid}/{eve.employment.uuid}/"

    page = text(client.get(address))
    document = pypdf.PdfReader(io.BytesIO(client.get(f"{address}pdf/").content))

    assert address in client.get("/p/northshire/me/payslips/").content.decode()
    assert "Paid on Wednesday 28 May 2025" in page
    assert "6.5 hours × £16.07 × 1.5" in page
    assert "New this time: Overtime" in page
    assert "Every figure came out the same." in page
    assert len(document.pages) == 1
    assert "Payslip May 2025" in document.pages[0].extract_text()


def test_payslip_of_a_calculated_run_is_payrolls_alone(journey):
    cast, eve, login = journey
    run = calculated(cast, eve, 5)

    mine = signed_in(login).get(f"/p/northshire/me/payslips/{run.uuid}/{eve.employment.uuid}/")
    theirs = signed_in(cast.amara).get(f"/p/northshire/pay/runs/{run.uuid}/payslips/{eve.employment.uuid}/")

    assert mine.status_code == 404
    assert "Not released" in text(theirs)
    assert "Every figure came out the same." in text(theirs)


def test_question_about_a_line_goes_to_payroll_and_comes_back_answered(journey):
    cast, eve, login = journey
    run = released(cast, eve, 5)
    client, office = signed_in(login), signed_in(cast.amara)
    address = f"/p/northshire/me/payslips/{run.uuid}/{eve.employment.uuid}/"

    client.post(f"{address}query/", {"line": "2", "message": "I worked eight hours."})
    listed = office.get("/p/northshire/pay/queries/?state=OPEN").content.decode()
    (found,) = re.findall(r'href="([0-9a-f-]{36}/)"', listed)
    office.post(f"/p/northshire/pay/queries/{found}", {"answer": "The other hours follow in June."})

    assert "The other hours follow in June." in text(client.get("/p/northshire/me/payslips/questions/"))
    assert "No queries match" in text(office.get("/p/northshire/pay/queries/?state=OPEN"))
