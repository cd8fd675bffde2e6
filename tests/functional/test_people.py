"""The people pages, through the front door: found, read as at a day, masked, and refused."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import Employment
from partners.models import AuditEvent
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.functional.people_pages import BASE, NINO, client, downloaded, events, in_scope, make_people, page, text
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def north(cast):
    return make_people(cast)


@pytest.fixture
def hana(cast, north):
    return client(cast.hana)


# --- the list ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=abbott", ["Ann Abbott"]),
        ("q=200002", ["Bob Baker"]),
        ("status=past", ["Bob Baker"]),
        ("status=current", ["Ann Abbott"]),
        ("status=future", []),
        ("kind=POLICE_OFFICER", []),
        ("sort=-name", ["Bob Baker", "Ann Abbott"]),
        ("sort=name", ["Ann Abbott", "Bob Baker"]),
    ],
)
def test_people_are_found(hana, query, found):
    shown = page(hana.get(f"{BASE}?{query}"))

    names = re.findall(r'<a class="govuk-link govuk-link--no-visited-state" href="[0-9a-f-]{36}/">([^<]+)', shown)
    assert names == found


@pytest.mark.parametrize("name", ["unit", "pay_group", "staff_group"])
def test_people_are_narrowed_to_a_part_of_the_organisation(hana, north, name):
    value = {"unit": north.org.unit, "pay_group": north.org.pay_group, "staff_group": north.org.staff_group}[name]

    assert "2 employments" in text(hana.get(f"{BASE}?{name}={value.uuid}"))


def test_a_list_without_results_says_what_to_do(hana):
    assert "No employments match these filters" in text(hana.get(f"{BASE}?q=zzz"))


def test_an_empty_partner_says_how_to_begin(cast):
    grant(cast.ed, cast.northshire, Role.HR_ADMIN)

    shown = text(client(cast.ed).get(BASE))

    assert "There is nobody here yet" in shown
    assert "Load people" in shown


def test_the_list_costs_the_same_however_many_there_are(cast, north, hana, django_assert_max_num_queries):
    with in_scope(cast):
        for _ in range(30):
            make.employee(cast.northshire, org=north.org)
    hana.get(BASE)

    with django_assert_max_num_queries(22):
        assert "32 employments" in text(hana.get(BASE))


def test_what_is_downloaded_is_what_is_filtered(cast, hana):
    answer = hana.get(f"{BASE}?status=past&download=csv")

    lines = downloaded(answer).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("Bob Baker,200002,Support officer,Unit U1,Employee,Monthly paid,2026-04-01,2026-08-31")
    assert events(cast, action="EXPORT", object_type="hr_person") == 1


def test_a_download_for_excel_opens(hana):
    answer = hana.get(f"{BASE}?download=xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(downloaded(answer))).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["Ann Abbott", "Bob Baker"]


@pytest.mark.parametrize("typed", [NINO, "ab 12 34 56 c", "AB-12-34-56-C"])
def test_a_national_insurance_number_leads_to_its_person_without_standing_in_an_address(hana, north, typed):
    answer = hana.post(BASE, {"q": typed})

    assert answer.status_code == 302
    assert answer["Location"] == f"{BASE}{north.person.uuid}/"


@pytest.mark.parametrize("typed", ["AB123456D", "AB123456", "QQ123456C"])
def test_a_number_that_nobody_has_is_not_repeated(hana, typed):
    answer = hana.post(BASE, {"q": typed, "status": "past"}, follow=True)

    assert answer.redirect_chain == [(f"{BASE}?status=past", 302)]
    assert "Nobody here has this number." in text(answer)
    assert typed not in page(answer)


def test_an_employee_number_that_looks_like_one_is_found(cast, north, hana):
    with in_scope(cast):
        make.employee(cast.northshire, org=north.org, employment_fields={"employee_no": "PC204417"})
        person = Employment.objects.get(employee_no="PC204417").person.uuid

    assert hana.post(BASE, {"q": "pc204417"})["Location"] == f"{BASE}{person}/"


def test_other_filters_stand_in_the_address(hana):
    answer = hana.post(BASE, {"q": "Abb ott", "status": "current", "unit": "", "per_page": "25", "page": "7"})

    assert answer["Location"] == f"{BASE}?q=Abb+ott&status=current&per_page=25"


def test_an_address_with_a_number_is_left_at_once(cast, hana):
    answer = hana.get(f"{BASE}?q={NINO}&status=past&download=csv", follow=True)

    assert answer.redirect_chain == [(f"{BASE}?status=past", 302)]
    assert "must not stand in the address" in text(answer)
    assert NINO not in page(answer)
    assert events(cast, action="EXPORT") == 0


def test_the_filters_are_posted_with_a_token(hana):
    form = r'<form method="post" role="search"[^>]*>\s*<input type="hidden" name="csrfmiddlewaretoken"'

    assert re.search(form, page(hana.get(BASE)))


def test_the_api_refuses_a_national_insurance_number(hana):
    answer = hana.get(f"/api/v1/p/northshire/people/?search={NINO}")

    assert answer.status_code == 400
    assert "must not stand in an address" in answer.content.decode()


def test_a_search_does_not_stand_on_the_trail(cast, hana):
    downloaded(hana.get(f"{BASE}?q=Abbott&download=csv"))

    with in_scope(cast):
        event = AuditEvent.objects.get(partner_id=cast.northshire.pk, action="EXPORT")
    assert "Abbott" not in str(event.changes)


# --- one person -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("tab", ["", "jobs/", "tax/", "pension/", "bank/", "elements/", "history/"])
def test_every_page_of_a_person_opens_and_keeps_no_copy(hana, north, tab):
    answer = hana.get(f"{BASE}{north.person.uuid}/{tab}")

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert "Ann Abbott" in text(answer)
    assert NINO not in page(answer)
    assert "00003036" not in page(answer)


def test_numbers_are_masked(hana, north):
    shown = text(hana.get(f"{BASE}{north.person.uuid}/"))

    assert "AB••••••C" in shown
    assert "••••3036" in shown


@pytest.mark.parametrize(
    ("on", "code"), [("01/05/2026", "1257L"), ("2026-10-31", "1257L"), ("1 November 2026", "K475"), ("", "K475")]
)
def test_a_person_is_shown_as_at_a_day(cast, hana, north, on, code):
    with in_scope(cast):
        north.tax_code.valid = DateRange(date(2026, 4, 1), date(2026, 11, 1))
        north.tax_code.save()
        make.tax_code(north.employment, "K475", valid=make.since(date(2026, 11, 1)))

    shown = text(hana.get(f"{BASE}{north.person.uuid}/", {"on": on}))

    assert f"Tax code {code} NI category" in shown


def test_a_day_that_is_none_is_refused_and_today_is_shown(hana, north):
    shown = text(hana.get(f"{BASE}{north.person.uuid}/?on=31/02/2026"))

    assert "The date must be a real date" in shown
    assert "2 November 2026" in shown


def test_before_somebody_started_they_are_starting(hana, north):
    assert "Starting" in text(hana.get(f"{BASE}{north.person.uuid}/?on=2026-03-01"))


def test_what_is_missing_for_pay_is_said(cast, hana):
    with in_scope(cast):
        one = make.employee(cast.northshire, tax=None, with_bank=False)

    shown = text(hana.get(f"{BASE}{one.person.uuid}/"))

    assert "Pay cannot be worked out on this date without: a tax code, a bank account." in shown


@pytest.mark.parametrize(
    ("tab", "shown"),
    [("tax/", "pay and tax"), ("bank/", "bank account"), ("jobs/", "pay terms"), ("pension/", "pension")],
)
def test_a_look_at_pay_or_bank_is_on_the_trail(cast, hana, north, tab, shown):
    hana.get(f"{BASE}{north.person.uuid}/{tab}")

    with in_scope(cast):
        looks = AuditEvent.objects.filter(action="VIEW", object_id=str(north.person.pk), actor_id=cast.hana.pk)
        assert [event.changes for event in looks] == [{"shown": shown}]


def test_the_pages_of_pay_are_not_for_everybody(cast, north):
    manager = user("Mona")
    grant(manager, cast.northshire, Role.LINE_MANAGER)
    mona = client(manager)

    assert "Hours" in text(mona.get(f"{BASE}{north.person.uuid}/jobs/"))
    assert "£26,847.00" not in text(mona.get(f"{BASE}{north.person.uuid}/jobs/"))
    assert "1257L" not in text(mona.get(f"{BASE}{north.person.uuid}/"))
    for tab in ("tax/", "pension/", "bank/", "elements/", "history/"):
        assert mona.get(f"{BASE}{north.person.uuid}/{tab}").status_code == 403


def test_people_are_not_for_who_keeps_access(cast, north):
    assert client(cast.uma).get(BASE).status_code == 403


def test_another_partner_finds_nothing(cast, north):
    dilys = client(cast.dilys)
    with partner_scope(cast.southborough.pk):
        make.organisation(cast.southborough)

    assert dilys.get(BASE).status_code == 404
    assert dilys.get(f"/p/southborough/people/{north.person.uuid}/").status_code == 404
    answer = dilys.post("/p/southborough/people/", {"q": NINO}, follow=True)
    assert "Nobody here has this number." in text(answer)
    assert "Ann Abbott" not in text(answer)


def test_who_may_not_change_something_reads_whose_role_may(cast, north):
    shown = text(client(cast.ben).get(f"{BASE}{north.person.uuid}/tax/"))

    assert "needs the permission “Change tax code, NI category and student loans”." in shown
    assert "Who has it: HR administrator or Payroll processor." in shown


def test_looks_are_in_the_history_for_who_reads_the_trail(cast, hana, north):
    hana.get(f"{BASE}{north.person.uuid}/bank/")

    assert "Looked at: bank account" in text(client(cast.ben).get(f"{BASE}{north.person.uuid}/history/"))
    assert "Looked at" not in text(hana.get(f"{BASE}{north.person.uuid}/history/"))


# --- what is masked ---------------------------------------------------------------------------------------------------
def test_a_number_in_full_needs_a_reason(cast, hana, north):
    address = f"{BASE}{north.person.uuid}/nino/"

    assert NINO not in page(hana.get(address))
    for reason in ("", "because"):
        answer = hana.post(address, {"reason": reason})
        assert answer.status_code == 422
        assert NINO not in page(answer)
    assert events(cast, action="UNMASK") == 0

    shown = hana.post(address, {"reason": "HMRC asks on the telephone"})
    assert NINO in page(shown)
    assert events(cast, action="UNMASK", reason="HMRC asks on the telephone") == 1


def test_a_bank_account_in_full_needs_a_reason(cast, hana, north):
    address = f"{BASE}{north.person.uuid}/bank/{north.bank.uuid}/"

    shown = text(hana.post(address, {"reason": "The bank returned the payment"}))

    assert "07-01-16" in shown
    assert "00003036" in shown
    assert events(cast, action="UNMASK", object_type="hr_bankaccount") == 1


def test_what_is_masked_is_not_for_everybody(cast, north):
    amara = client(cast.amara)

    assert amara.get(f"{BASE}{north.person.uuid}/nino/").status_code == 403
    assert amara.post(f"{BASE}{north.person.uuid}/nino/", {"reason": "I want to know it"}).status_code == 403
    assert "Show" not in re.findall(r"Show(?= the National)", text(amara.get(f"{BASE}{north.person.uuid}/")))


def test_an_account_of_somebody_else_is_not_found(cast, hana, north):
    with in_scope(cast):
        other = make.employee(cast.northshire, org=north.org)

    assert hana.get(f"{BASE}{north.person.uuid}/bank/{other.bank.uuid}/").status_code == 404
