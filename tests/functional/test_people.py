"""The people pages, through the front door: found, read as at a day, changed with a review, and refused."""

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from hr import models as hr
from partners.models import AuditEvent
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.people import grant, user

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
BASE = "/p/northshire/people/"
NINO = "AB123456C"


@pytest.fixture(autouse=True)
def _second_of_november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def north(cast):
    """Northshire with Ann Abbott (as `ann`) and Bob Baker, who left in August."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        org = make.organisation(cast.northshire)
        cast_ann = make.employee(
            cast.northshire,
            org=org,
            person_fields={"nino": NINO},
            employment_fields={"employee_no": "200001"},
        )
        make.employee(
            cast.northshire,
            org=org,
            end=date(2026, 9, 1),
            person_fields={"surname": "Baker", "forenames": "Bob"},
            employment_fields={"employee_no": "200002"},
        )
    return cast_ann


def client(who):
    one = Client(raise_request_exception=False)
    one.force_login(who)
    return one


@pytest.fixture
def hana(cast, north):
    return client(cast.hana)


def page(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def downloaded(answer):
    content = b"".join(answer.streaming_content)
    answer.close()
    return content


def in_scope(cast):
    return partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test")


def events(cast, **wanted):
    with in_scope(cast):
        return AuditEvent.objects.filter(partner_id=cast.northshire.pk, **wanted).count()


def employment(ann, name):
    return f"{BASE}{ann.person.uuid}/employments/{ann.employment.uuid}/{name}/"


def job(ann, name):
    return f"{BASE}{ann.person.uuid}/jobs/{ann.assignment.uuid}/{name}/"


# --- the list ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=abbott", ["Ann Abbott"]),
        ("q=200002", ["Bob Baker"]),
        ("q=ab 12 34 56 c", ["Ann Abbott"]),
        ("q=AB123456D", []),
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


def test_a_search_for_a_number_does_not_stand_on_the_trail(cast, hana):
    downloaded(hana.get(f"{BASE}?q={NINO}&download=csv"))

    with in_scope(cast):
        event = AuditEvent.objects.get(partner_id=cast.northshire.pk, action="EXPORT")
    assert NINO not in str(event.changes)


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
    assert "0 employments" not in text(dilys.get(f"/p/southborough/people/?q={NINO}"))
    assert "Ann Abbott" not in text(dilys.get(f"/p/southborough/people/?q={NINO}"))


def test_the_history_says_who_what_when_and_why(hana, north):
    hana.post(employment(north, "tax-code"), TAX | {"step": "confirm"})

    shown = text(hana.get(f"{BASE}{north.person.uuid}/history/"))

    assert "Recorded: tax code by Hana Example" in shown
    assert "P6 notice of 30 October" in shown
    assert "Holds changed from from 1 April 2026 → to 1 April 2026 to 31 October 2026" in shown


def test_the_history_names_what_a_row_refers_to(hana, north):
    hana.post(job(north, "pay"), pay_data(north) | {"step": "confirm"})

    shown = text(hana.get(f"{BASE}{north.person.uuid}/history/"))

    assert "Spine point 21" in shown


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


# --- changes ----------------------------------------------------------------------------------------------------------
WHEN = {"effective_from": "01/11/2026", "reason": "P6 notice of 30 October"}
TAX = WHEN | {"code": "k475", "source": "P6", "notice_date": "30/10/2026"}
NI = WHEN | {"category": "C", "director_method": ""}
BANK = WHEN | {"holder": "Ann Abbott", "sort_code": "07-01-16", "account_number": "00003037"}
HOURS = WHEN | {"contract": "PERMANENT", "contract_hours": "18.5", "working_pattern": "Mon to Wed"}
LOAN = WHEN | {"plan": "2", "source": "SL1"}
SECTION = WHEN | {"section": "fifty_fifty"}
DETAILS = {
    "surname": "Abbott-Jones", "forenames": "Ann", "date_of_birth_day": "17", "date_of_birth_month": "5",
    "date_of_birth_year": "1985", "sex": "F", "address_line_1": "1 High Street", "town": "Northbury",
    "postcode": "NB1 1AA", "reason": "Married",
}  # fmt: skip


def pay_data(ann):
    return WHEN | {"basis": "point", "spine_point": f"{ann.org.grade.uuid}/{ann.org.points['21'].uuid}"}


def cost_data(ann):
    return WHEN | {
        "rows": "3", "centre_0": str(ann.org.cost_centre.uuid), "percent_0": "60",
        "centre_1": str(ann.second.uuid), "percent_1": "40",
    }  # fmt: skip


def element_data(ann):
    return WHEN | {"element": str(ann.org.elements["ALLOWANCE"].uuid), "amount": "50"}


class Second:
    """Ann with a second cost centre."""

    def __init__(self, ann, second):
        self._ann, self.second = ann, second

    def __getattr__(self, name):
        return getattr(self._ann, name)


@pytest.fixture
def ann(cast, north):
    with in_scope(cast):
        return Second(north, make.cost_centre(north.org.entity, "CC200"))


CHANGES = {
    "tax code": (lambda ann: employment(ann, "tax-code"), lambda ann: TAX, hr.TaxCode, "K475"),
    "NI category": (
        lambda ann: employment(ann, "ni-category"),
        lambda ann: NI,
        hr.NiCategory,
        "over State Pension age",
    ),
    "bank": (lambda ann: employment(ann, "bank-account"), lambda ann: BANK, hr.BankAccount, "••••3037"),
    "loan": (lambda ann: employment(ann, "student-loan"), lambda ann: LOAN, hr.StudentLoan, "Plan 2"),
    "hours": (lambda ann: job(ann, "hours"), lambda ann: HOURS, hr.AssignmentTerms, "18.5"),
    "pay": (lambda ann: job(ann, "pay"), pay_data, hr.AssignmentTerms, "£34,237.00 a year full time"),
    "costs": (lambda ann: job(ann, "costs"), cost_data, hr.CostSplit, "40%"),
    "section": (lambda ann: job(ann, "pension/section"), lambda ann: SECTION, hr.PensionMembership, "50/50 section"),
    "element": (lambda ann: job(ann, "elements/add"), element_data, hr.RecurringElement, "£50.00"),
}
every_change = pytest.mark.parametrize("change", CHANGES)


def parts(ann, change):
    address, data, model, shown = CHANGES[change]
    return address(ann), data(ann), model, shown


def rows(cast, model):
    with in_scope(cast):
        return list(model.objects.order_by("id").values("id", "valid"))


@every_change
def test_a_change_is_reviewed_before_anything_is_written(cast, hana, ann, change):
    address, data, model, shown = parts(ann, change)
    before = rows(cast, model)

    review = hana.post(address, data)

    assert review.status_code == 200
    assert "Check before you record it" in text(review)
    assert shown in text(review)
    assert "1 November 2026 is in the past" in text(review)
    assert rows(cast, model) == before


@every_change
def test_a_change_is_recorded_with_its_reason_when_it_is_confirmed(cast, hana, ann, change):
    address, data, model, _shown = parts(ann, change)
    before = rows(cast, model)

    done = hana.post(address, data | {"step": "confirm"}, follow=True)

    assert done.status_code == 200
    assert "Success" in text(done)
    assert rows(cast, model) != before
    assert events(cast, object_type=model._meta.db_table, reason="P6 notice of 30 October", actor_id=cast.hana.pk) > 0


@every_change
def test_a_change_that_is_made_twice_is_refused(cast, hana, ann, change):
    address, data, model, _shown = parts(ann, change)
    hana.post(address, data | {"step": "confirm"})
    before = rows(cast, model)

    again = hana.post(address, data | {"step": "confirm"})

    assert again.status_code == 422
    assert "There is a problem" in text(again)
    assert rows(cast, model) == before


@every_change
def test_a_change_is_not_for_everybody_nor_for_another_partner(cast, ann, change):
    address, data, model, _shown = parts(ann, change)
    before = rows(cast, model)

    assert client(cast.ben).post(address, data | {"step": "confirm"}).status_code == 403
    assert client(cast.dilys).post(address, data | {"step": "confirm"}).status_code == 404
    south = address.replace("northshire", "southborough")
    assert client(cast.dilys).post(south, data | {"step": "confirm"}).status_code in {403, 404}
    assert rows(cast, model) == before


@every_change
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reason": ""}, "Enter the reason"),
        ({"effective_from": "01/11/2029"}, "more than 2 years ahead"),
        ({"effective_from": "01/01/2026"}, "is outside the"),
        ({"effective_from": "31/02/2026"}, "From must be a real date"),
    ],
)
def test_a_bad_day_or_reason_is_said_at_its_field(cast, hana, ann, *, change, wrong, words):
    address, data, model, _shown = parts(ann, change)
    before = rows(cast, model)

    answer = hana.post(address, data | wrong)

    assert answer.status_code == 422
    assert words in text(answer)
    assert f'href="#id_{next(iter(wrong))}"' in page(answer)
    assert rows(cast, model) == before


@pytest.mark.parametrize(
    ("change", "wrong", "field", "words"),
    [
        ("tax code", {"code": "1257"}, "code", "has no letter"),
        ("tax code", {"notice_date": "30/12/2026"}, "notice_date", "The notice is dated"),
        ("NI category", {"category": "Q"}, "category", "must be one of the choices"),
        ("NI category", {"director_method": "annual"}, "director_from", "the director was appointed"),
        ("bank", {"sort_code": "1234"}, "sort_code", "sort code"),
        ("bank", {"account_number": "12"}, "account_number", "account number"),
        ("bank", {"holder": "Ann <Abbott>"}, "holder", "characters that a payment cannot carry"),
        ("hours", {"contract_hours": "40"}, "contract_hours", "not between 0 and the full-time"),
        ("hours", {"contract_hours": "many"}, "contract_hours", "must be a number"),
        ("hours", {"contract": "TERM_TIME"}, "paid_weeks", "how many weeks are paid"),
        ("pay", {"basis": "spot"}, "spot_annual", "Enter the yearly salary"),
        ("pay", {"basis": "spot", "spot_annual": "-1"}, "spot_annual", "not above 0"),
        ("pay", {"basis": "hourly", "hourly_rate": "900"}, "hourly_rate", "not above 0 and at most"),
        ("costs", {"percent_0": "50"}, "percent_0", "add up to 90"),
        ("element", {"amount": ""}, "amount", "an amount in pounds"),
        ("element", {"amount": "-5"}, "amount", "not above 0"),
    ],
)
def test_what_the_rules_refuse_is_said_at_its_field(hana, ann, *, change, wrong, field, words):
    address, data, _model, _shown = parts(ann, change)

    answer = hana.post(address, data | wrong)

    assert answer.status_code == 422
    assert words in text(answer)
    assert f'href="#id_{field}"' in page(answer)


def test_a_review_can_be_left_to_change_what_was_typed(hana, ann):
    answer = hana.post(employment(ann, "tax-code"), TAX | {"step": "edit"})

    assert answer.status_code == 200
    assert 'value="k475"' in page(answer)


def test_a_row_is_added_without_losing_what_was_typed(hana, ann):
    answer = hana.post(job(ann, "costs"), cost_data(ann) | {"step": "more"})

    assert answer.status_code == 200
    assert 'name="centre_3"' in page(answer)
    assert 'value="60"' in page(answer)


def test_the_quarantine_gets_its_officer_back(hana, ann):
    back = "/p/northshire/pay/runs/?state=CALCULATED"

    form = hana.get(employment(ann, "tax-code"), {"next": back})
    done = hana.post(employment(ann, "tax-code"), TAX | {"step": "confirm", "next": back})

    assert 'name="next" value="/p/northshire/pay/runs/?state=CALCULATED"' in page(form)
    assert done["Location"] == back


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/p/northshire/",
        "//evil.example/p/northshire/",
        "/p/southborough/people/",
        "javascript:alert(1)",
        "/p/northshire/../../accounts/logout/", "/p/northshire/\\evil", "/accounts/logout/",
    ],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(hana, ann, evil):
    done = hana.post(employment(ann, "tax-code"), TAX | {"step": "confirm", "next": evil})

    assert done["Location"] == f"{BASE}{ann.person.uuid}/tax/"


def test_details_are_corrected(cast, hana, ann):
    address = f"{BASE}{ann.person.uuid}/details/"

    assert "Abbott-Jones" in text(hana.post(address, DETAILS))
    hana.post(address, DETAILS | {"step": "confirm"})

    with in_scope(cast):
        assert hr.Person.objects.get(pk=ann.person.pk).surname == "Abbott-Jones"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"nino": "QQ123456C"}, "id_nino"),
        ({"surname": ""}, "id_surname"),
        ({"date_of_birth_year": "2024"}, "id_date_of_birth"),
        ({"date_of_birth_day": "31", "date_of_birth_month": "2"}, "id_date_of_birth"),
        ({"email": "nonsense"}, "id_email"),
    ],
)
def test_wrong_details_are_said_at_their_field(hana, ann, wrong, field):
    answer = hana.post(f"{BASE}{ann.person.uuid}/details/", DETAILS | wrong)

    assert answer.status_code == 422
    assert f'href="#{field}' in page(answer)


def test_a_number_that_somebody_else_has_is_refused(cast, hana, ann):
    with in_scope(cast):
        other = make.employee(cast.northshire, org=ann.org)

    answer = hana.post(f"{BASE}{other.person.uuid}/details/", DETAILS | {"nino": NINO})

    assert answer.status_code == 422
    assert "Another person of this organisation has this National Insurance number." in text(answer)


def test_payroll_changes_tax_but_not_bank_and_is_told_why(cast, ann):
    amara = client(cast.amara)

    assert amara.get(employment(ann, "tax-code")).status_code == 200
    assert amara.get(employment(ann, "bank-account")).status_code == 403
    assert "not change it: that needs the permission" in text(amara.get(f"{BASE}{ann.person.uuid}/bank/"))
    assert "Change bank account" not in text(amara.get(f"{BASE}{ann.person.uuid}/bank/"))


def test_an_employment_of_somebody_else_is_not_found(cast, hana, ann):
    with in_scope(cast):
        other = make.employee(cast.northshire, org=ann.org)

    assert hana.get(f"{BASE}{ann.person.uuid}/employments/{other.employment.uuid}/tax-code/").status_code == 404
    assert hana.get(f"{BASE}{ann.person.uuid}/jobs/{other.assignment.uuid}/pay/").status_code == 404


# --- ends, and changes to come ----------------------------------------------------------------------------------------
def test_a_loan_stops_and_the_stop_is_taken_back(cast, hana, ann):
    with in_scope(cast):
        loan = make.student_loan(ann.employment)
    stop = {"last_day": "30/11/2026", "reason": "SL2 notice", "step": "confirm"}

    assert hana.post(employment(ann, "student-loan/2/stop"), stop).status_code == 302
    assert "Take back the end" in text(hana.get(f"{BASE}{ann.person.uuid}/tax/"))
    keep = f"{BASE}{ann.person.uuid}/coming/student-loan/{loan.uuid}/keep/"
    assert hana.post(keep, {"reason": "SL2 was for somebody else", "step": "confirm"}).status_code == 302

    with in_scope(cast):
        assert hr.StudentLoan.objects.get(pk=loan.pk).valid.upper is None


def test_a_change_to_come_is_cancelled(cast, hana, ann):
    hana.post(employment(ann, "tax-code"), TAX | {"effective_from": "01/12/2026", "step": "confirm"})
    with in_scope(cast):
        coming = hr.TaxCode.objects.get(code="K475")
    assert "Cancel" in text(hana.get(f"{BASE}{ann.person.uuid}/tax/"))
    address = f"{BASE}{ann.person.uuid}/coming/tax-code/{coming.uuid}/cancel/"

    assert hana.post(address, {"reason": "Typed for the wrong person"}).status_code == 200
    assert hana.post(address, {"reason": "Typed for the wrong person", "step": "confirm"}).status_code == 302
    assert hana.post(address, {"reason": "Again", "step": "confirm"}).status_code == 404

    with in_scope(cast):
        assert list(hr.TaxCode.objects.filter(employment=ann.employment).values_list("code", "valid")) == [
            ("1257L", DateRange(date(2026, 4, 1), None))
        ]


def test_what_has_taken_effect_is_not_cancelled(hana, ann):
    address = f"{BASE}{ann.person.uuid}/coming/tax-code/{ann.tax_code.uuid}/cancel/"

    answer = hana.post(address, {"reason": "No", "step": "confirm"})

    assert answer.status_code == 422
    assert "cannot be cancelled" in text(answer)


def test_payroll_cancels_a_tax_code_but_not_a_bank_account(cast, ann):
    amara, base = client(cast.amara), f"{BASE}{ann.person.uuid}/coming/"

    assert amara.get(f"{base}tax-code/{ann.tax_code.uuid}/cancel/").status_code == 200
    assert amara.get(f"{base}bank-account/{ann.bank.uuid}/cancel/").status_code == 403
    assert amara.get(f"{base}nonsense/{ann.bank.uuid}/cancel/").status_code in {403, 404}


def test_a_cost_split_to_come_is_cancelled(cast, hana, ann):
    hana.post(job(ann, "costs"), cost_data(ann) | {"effective_from": "01/12/2026", "step": "confirm"})
    address = job(ann, "costs/2026-12-01/cancel")

    assert "Cancel" in text(hana.get(f"{BASE}{ann.person.uuid}/jobs/"))
    assert hana.post(address, {"reason": "Budget refused", "step": "confirm"}).status_code == 302
    assert hana.post(address, {"reason": "Budget refused", "step": "confirm"}).status_code == 422
    assert hana.get(job(ann, "costs/nonsense/cancel")).status_code == 404

    with in_scope(cast):
        shares = hr.CostSplit.objects.filter(assignment=ann.assignment)
        assert [(one.percent, one.valid.upper) for one in shares] == [(Decimal(100), None)]


def test_a_member_leaves_the_scheme_and_joins_it_again(cast, hana, ann):
    leave = {"last_day": "30/11/2026", "reason": "Opted out", "step": "confirm"}
    joined = WHEN | {"effective_from": "01/01/2027", "scheme": str(ann.org.pension.uuid), "section": "main"}

    assert hana.post(job(ann, "pension/leave"), leave).status_code == 302
    assert hana.post(job(ann, "pension/leave"), leave).status_code == 422
    assert hana.post(job(ann, "pension/join"), joined | {"step": "confirm"}).status_code == 302

    with in_scope(cast):
        assert hr.PensionMembership.objects.filter(assignment=ann.assignment).count() == 2


def test_a_pay_element_ends(cast, hana, ann):
    with in_scope(cast):
        row = make.recurring(ann, ann.org.elements["ALLOWANCE"])
    address = f"{BASE}{ann.person.uuid}/elements/{row.uuid}/end/"
    end = {"last_day": "30/11/2026", "reason": "No longer on call"}

    assert "30 November 2026" in text(hana.post(address, end))
    assert hana.post(address, end | {"step": "confirm"}).status_code == 302
    assert hana.post(address, end | {"step": "confirm"}).status_code == 422

    with in_scope(cast):
        assert hr.RecurringElement.objects.get(pk=row.pk).valid.upper == date(2026, 12, 1)
