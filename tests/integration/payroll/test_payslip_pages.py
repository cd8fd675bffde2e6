"""The pages of payslips through HTTP: who sees what, what is recorded, what is refused."""

import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners.models import AuditEvent
from partners.scope import partner_scope
from payroll.models import PayQuery, RunMember
from tests.factories import payslips
from tests.integration.payroll.payslip_cast import make_payslip_cast, own_address, run_address

AUGUST = date(2025, 8, 28)
ME = "/p/northshire/me/"


@pytest.fixture
def people(cast):
    return make_payslip_cast(cast)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def eve(people):
    return signed_in(people.eve_user)


@pytest.fixture
def amara(people):
    return signed_in(people.cast.amara)


def events(people, **wanted):
    with partner_scope(people.cast.northshire.pk):
        return list(AuditEvent.objects.filter(partner_id=people.cast.northshire.pk, **wanted).order_by("id"))


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def draft(people):
    """Calculate a run of August that nobody has approved, twice for Eve."""
    with partner_scope(people.cast.northshire.pk, actor_id=people.cast.amara.pk):
        run = payslips.draft_run(people.eve, by=people.cast.amara, pay_date=AUGUST)
        payslips.calculate(run, [people.eve], by=people.cast.amara)
        made = payslips.calculate(run, [people.eve], by=people.cast.amara, version=2)
    return made[people.eve.employment.pk]


# --- my pay ---------------------------------------------------------------------------------------------------------
def test_list_shows_ones_own_payslips_by_tax_year(people, eve):
    answer = eve.get(f"{ME}payslips/")

    said = text(answer)
    assert answer.status_code == 200
    assert "Payslips for 2025-26" in said
    assert said.index("June 2025") < said.index("May 2025")
    assert "Your net pay in 2025-26" in said
    assert people.of_eve() in answer.content.decode()
    assert str(people.max.employment.uuid) not in answer.content.decode()


def test_list_of_a_year_without_payslips_is_not_found(eve):
    assert eve.get(f"{ME}payslips/?year=2019-20").status_code == 404
    assert eve.get(f"{ME}payslips/?year=2025-26").status_code == 200


def test_list_without_payslips_says_when_they_come(cast):
    from partners.roles import Role
    from tests.factories import hr as make
    from tests.people import grant, user

    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk):
        new = make.employee(cast.northshire)
    login = user("Noor")
    grant(login, cast.northshire, Role.EMPLOYEE, person_id=new.person.pk)

    answer = signed_in(login).get(f"{ME}payslips/")

    assert "You have no payslips yet" in text(answer)


def test_page_shows_net_pay_lines_explanations_and_changes(people, eve):
    slip = people.june[people.eve.employment.pk]

    answer = eve.get(people.of_eve())

    said = text(answer)
    assert f"£{slip.net:,.2f}" in said
    assert "Paid on Friday 27 June 2025 into the account ending 3036" in said
    assert "What changed since May 2025" in said
    assert "New this time: Overtime at time and a half" in said
    assert said.count("How was this worked out?") == 9
    assert "5.5 hours ×" in said
    assert "legislation.gov.uk" in answer.content.decode()
    assert "AB••••••C" in said
    assert "AB123456C" not in said


def test_page_is_kept_by_no_cache(people, eve):
    for address in (f"{ME}payslips/", people.of_eve(), people.of_eve(page="pdf/"), f"{ME}payslips/questions/"):
        assert eve.get(address)["Cache-Control"] == "private, no-store", address


@pytest.mark.parametrize("page", ["", "pdf/", "explain/1/", "query/"])
def test_every_view_of_a_payslip_is_recorded(people, eve, page):
    slip = people.june[people.eve.employment.pk]

    assert eve.get(people.of_eve(page=page)).status_code == 200

    (event,) = events(people, action="VIEW", object_type="payroll_payslip", object_id=str(slip.pk))
    assert event.actor_id == people.eve_user.pk
    assert event.label == f"Payslip {people.eve.employment.employee_no}, June 2025"


def test_number_in_full_on_ones_own_pdf_is_recorded(people, eve):
    answer = eve.get(people.of_eve(page="pdf/"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    (event,) = events(people, action="UNMASK")
    assert event.actor_id == people.eve_user.pk


def test_explanation_of_a_line_has_its_own_address(people, eve):
    answer = eve.get(people.of_eve(page="explain/3/"))

    said = text(answer)
    assert "Income tax" in said
    assert "How this was worked out" in said
    assert "#how-3" in answer.content.decode()


def test_explanation_of_the_whole_and_of_no_line(people, eve):
    assert "Net pay" in text(eve.get(people.of_eve(page="explain/0/")))
    assert eve.get(people.of_eve(page="explain/99/")).status_code == 404


def test_question_is_sent_and_shown_with_its_answer(people, eve, amara):
    answer = eve.post(people.of_eve(page="query/"), {"line": "2", "message": "Hours are missing."}, follow=True)
    assert answer.redirect_chain == [(f"{ME}payslips/questions/", 302)]
    assert "Your question is with payroll" in text(answer)
    with partner_scope(people.cast.northshire.pk):
        asked = PayQuery.objects.get()

    answer = amara.post(f"/p/northshire/pay/queries/{asked.uuid}/", {"answer": "They follow in July."}, follow=True)
    assert "Your answer has been sent" in text(answer)

    said = text(eve.get(f"{ME}payslips/questions/"))
    assert "They follow in July." in said
    assert "Payroll answered on" in said
    assert "Amara" not in said
    assert "they have answered" in text(eve.get(people.of_eve()))


def test_question_form_chooses_the_line_and_says_what_is_missing(people, eve):
    assert '<option value="3" selected>' in eve.get(people.of_eve(page="query/?line=3")).content.decode()

    answer = eve.post(people.of_eve(page="query/"), {"line": "0", "message": ""})

    assert answer.status_code == 422
    assert "Tell us what you think is wrong" in text(answer)


def test_question_asked_twice_is_refused_on_the_form(people, eve):
    data = {"line": "2", "message": "Hours are missing."}
    eve.post(people.of_eve(page="query/"), data)

    answer = eve.post(people.of_eve(page="query/"), data)

    assert answer.status_code == 422
    assert "You have already asked about Overtime" in text(answer)


# --- refused --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", ["", "pdf/", "explain/1/", "query/"])
def test_colleague_other_partner_and_stranger_find_nothing(people, page):
    address = people.of_eve(page=page)

    assert signed_in(people.max_user).get(address).status_code == 404
    assert signed_in(people.cast.dilys).get(address).status_code == 404
    assert signed_in(people.cast.ed).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_officers_do_not_read_payslips_through_self_service(people, amara):
    assert amara.get(people.of_eve()).status_code in {403, 404}


@pytest.mark.parametrize("page", ["", "pdf/", "explain/1/", "query/"])
def test_employee_finds_nothing_before_release(people, eve, page):
    assert eve.get(own_address(draft(people), page)).status_code == 404


def test_refusals_are_recorded_and_show_no_pay(people):
    answer = signed_in(people.max_user).get(people.of_eve())

    assert "£" not in text(answer)
    assert [event.actor_id for event in events(people, action="DENIED")] == [people.max_user.pk]
    assert events(people, action="VIEW") == []


def test_unknown_payslip_is_not_found(people, eve, amara):
    nowhere = f"payslips/{uuid.uuid4()}/{uuid.uuid4()}/"

    assert eve.get(f"{ME}{nowhere}").status_code == 404
    assert amara.get(f"/p/northshire/pay/runs/{uuid.uuid4()}/payslips/{uuid.uuid4()}/").status_code == 404


# --- inside a run ---------------------------------------------------------------------------------------------------
def test_officer_sees_the_payslip_with_its_versions(people, amara):
    slip = draft(people)

    answer = amara.get(run_address(slip))

    said = text(answer)
    assert "Not released: the employee does not see this payslip yet." in said
    assert "To be paid on Thursday 28 August 2025" in said
    assert "Calculation 2" in said
    assert "Counts, shown here" in said
    assert "How was this worked out?" in said
    assert "Something is wrong" not in said
    (event,) = events(people, action="VIEW", object_type="payroll_payslip")
    assert event.actor_id == people.cast.amara.pk


def test_officer_opens_an_older_version_that_says_it_does_not_count(people, amara):
    slip = draft(people)

    said = text(amara.get(run_address(slip, "?version=1")))

    assert "This calculation does not count" in said
    for wrong in ("3", "x", "99999999999999999999", "-1"):
        assert amara.get(run_address(slip, f"?version={wrong}")).status_code == 404


def test_officer_previews_the_pdf_with_the_number_masked(people, amara):
    answer = amara.get(run_address(draft(people), "pdf/"))

    assert answer.status_code == 200
    assert "not-released" in answer["Content-Disposition"]
    assert events(people, action="UNMASK") == []


def test_findings_are_shown_to_officers(people, amara):
    with partner_scope(people.cast.northshire.pk, actor_id=people.cast.amara.pk):
        run = payslips.draft_run(people.max, by=people.cast.amara, pay_date=AUGUST)
        nothing = payslips.item("BACK", "Pay taken back", "-4333.33", pensionable=True)
        slip = payslips.calculate(
            run, [people.max], by=people.cast.amara, items={people.max.employment.pk: (nothing,)}
        )[people.max.employment.pk]

    said = text(amara.get(run_address(slip)))

    assert "To look at before release" in said
    assert "Nothing is paid. Check that the person is meant to have no pay this period." in said


def test_quarantined_employment_says_what_to_do(people, amara):
    slip = draft(people)
    with partner_scope(people.cast.northshire.pk, actor_id=people.cast.amara.pk):
        RunMember.objects.filter(run=slip.run).update(
            state="QUARANTINED", version=0, message="The tax code is missing.", remedy="Enter a tax code."
        )

    answer = amara.get(run_address(slip))

    assert "The tax code is missing." in text(answer)
    assert "Enter a tax code." in text(answer)
    assert amara.get(run_address(slip, "pdf/")).status_code == 404


def test_roles_decide_who_sees_payslips_of_a_run(people):
    address = run_address(people.june[people.eve.employment.pk])
    status = {
        name: signed_in(getattr(people.cast, name)).get(address).status_code
        for name in ("amara", "ben", "rhys", "chen", "hana", "uma", "dilys", "ed")
    }

    assert status == {
        "amara": 200, "ben": 200, "rhys": 200, "chen": 200, "hana": 403, "uma": 403, "dilys": 404, "ed": 404,
    }  # fmt: skip
    assert signed_in(people.eve_user).get(address).status_code == 403


# --- questions ------------------------------------------------------------------------------------------------------
def asked_by_eve(people, eve):
    eve.post(people.of_eve(page="query/"), {"line": "2", "message": "Hours are missing."})
    with partner_scope(people.cast.northshire.pk):
        return PayQuery.objects.get()


def test_list_of_questions_filters_sorts_and_downloads(people, eve, amara):
    asked_by_eve(people, eve)

    answer = amara.get("/p/northshire/pay/queries/?state=OPEN&q=whit&sort=-opened_at")
    assert "1 query" in text(answer)
    assert "Hours are missing." in text(answer)
    assert "No queries match" in text(amara.get("/p/northshire/pay/queries/?state=ANSWERED"))
    downloaded = amara.get("/p/northshire/pay/queries/?download=csv")
    assert b"Whitfield" in b"".join(downloaded.streaming_content)
    assert len(events(people, action="EXPORT", object_type="payroll_payquery")) == 1


def test_list_takes_the_same_number_of_queries_however_long_it_is(people, eve, amara):
    asked_by_eve(people, eve)
    with CaptureQueriesContext(connection) as short:
        amara.get("/p/northshire/pay/queries/")
    for line in ("1", "3", "4", "5"):
        eve.post(people.of_eve(page="query/"), {"line": line, "message": "Why?"})

    with CaptureQueriesContext(connection) as long:
        amara.get("/p/northshire/pay/queries/")

    assert len(long) == len(short)


def test_reading_a_question_is_recorded_and_answering_needs_the_permission(people, eve):
    address = f"/p/northshire/pay/queries/{asked_by_eve(people, eve).uuid}/"
    chen = signed_in(people.cast.chen)

    answer = chen.get(address)

    assert "A payroll processor answers this." in text(answer)
    assert chen.post(address, {"answer": "No."}).status_code == 403
    assert signed_in(people.cast.hana).get(address).status_code == 403
    assert signed_in(people.cast.dilys).get(address).status_code == 404
    assert [event.actor_id for event in events(people, action="VIEW", object_type="payroll_payquery")] == [
        people.cast.chen.pk
    ]


def test_question_answered_meanwhile_is_refused_on_the_form(people, eve, amara):
    address = f"/p/northshire/pay/queries/{asked_by_eve(people, eve).uuid}/"
    amara.post(address, {"answer": "They follow in July."})

    answer = amara.post(address, {"answer": "They do not."})

    assert answer.status_code == 422
    assert "They follow in July." in text(answer)


def test_unknown_question_is_not_found(people, amara):
    assert amara.get(f"/p/northshire/pay/queries/{uuid.uuid4()}/").status_code == 404
