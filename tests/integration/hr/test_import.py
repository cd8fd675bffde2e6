"""The people file: everything checked first, all or nothing, twice without doubling."""

import io
from datetime import date

import pytest
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange

from hr import models as hr
from hr import sealed
from hr.operations import imports, tax
from partners.models import AuditEvent
from partners.scope import partner_scope
from sharedservices.common.imports import ImportRefused
from tests.factories import hr as make
from tests.factories.people_file import csv_file, row, xlsx_file

TODAY = date(2026, 11, 2)
TABLES = (
    hr.Person, hr.Employment, hr.Assignment, hr.AssignmentTerms, hr.TaxCode, hr.NiCategory, hr.StudentLoan,
    hr.PensionMembership, hr.BankAccount, hr.CostSplit, hr.PreviousPay,
)  # fmt: skip


def load(cast, file, *, check_only=False, step=lambda *_: None):
    return imports.import_file(
        partner_id=cast.northshire.pk, stream=file, by=cast.hana, today=TODAY, check_only=check_only, step=step
    )


def problems(cast, *rows):
    """Return (row, column, message) of what is wrong with a file of these rows."""
    outcome = load(cast, csv_file(*rows))
    assert all(one.remedy for one in outcome.problems)
    assert n_rows_of_tables() == {}
    return [(one.row, one.column, one.message) for one in outcome.problems]


def n_rows_of_tables():
    return {model.__name__: n for model in TABLES if (n := model.objects.count())}


def only(cast, **cells):
    """Return column and message of the one problem of a row with these cells."""
    found = problems(cast, row(**cells))
    assert len(found) == 1, found
    return found[0][1:]


# --- what is loaded -------------------------------------------------------------------------------------------------
def test_a_row_becomes_a_person_with_everything_pay_needs(scope, org):
    outcome = load(scope, csv_file(row(1, previous_pay="1,200.50", previous_tax="100.00", previous_pay_year="2026-27")))

    assert (outcome.n_people, outcome.n_employments, outcome.n_jobs, outcome.n_problems) == (1, 1, 1, 0)
    person = hr.Person.objects.get()
    assert sealed.open_nino(person.nino, person=person.uuid) == make.any_nino(500_001)
    terms = hr.AssignmentTerms.objects.get()
    assert (terms.spine_point, terms.grade, terms.full_time_hours) == (org.points["6"], org.grade, 37)
    assert terms.valid == DateRange(date(2026, 4, 1), None)
    assert hr.Employment.objects.get().valid == DateRange(date(2020, 4, 1), None)
    assert hr.TaxCode.objects.get().source == "MIGRATED"
    assert sorted(hr.StudentLoan.objects.values_list("plan", flat=True)) == ["2", "PGL"]
    account = hr.BankAccount.objects.get()
    assert sealed.open_bank(account.details, account=account.uuid).account_number == "00000001"
    assert hr.CostSplit.objects.get().cost_centre == org.cost_centre
    assert (hr.PreviousPay.objects.get().tax_year, hr.PreviousPay.objects.get().pay) == ("2026-27", 1200.50)


def test_a_workbook_loads_the_same(scope, org):
    cells = row(1) | {"date_of_birth": date(1985, 5, 17), "contract_hours": 18.5, "sort_code": "070116"}

    outcome = load(scope, xlsx_file(cells))

    assert outcome.problems == ()
    assert hr.AssignmentTerms.objects.get().contract_hours == 18.5


def test_two_jobs_and_two_employments_are_one_person(scope, org):
    second_job = {"employee_number": "200001", "job_number": "200001-2", "post_number": "P100", "contract": "CASUAL"}
    second_job |= {"contract_hours": "0", "hourly_rate": "13.47"}
    second_employment = row(
        2, same_person_as="200001", forenames="", surname="", sex="", date_of_birth="", national_insurance_number=""
    )

    outcome = load(scope, csv_file(row(1), second_job, second_employment))

    assert (outcome.n_people, outcome.n_employments, outcome.n_jobs) == (1, 2, 3)
    assert n_rows_of_tables()["Person"] == 1
    assert n_rows_of_tables()["Assignment"] == 3


def test_each_row_is_in_the_audit_trail(scope, org):
    load(scope, csv_file(row(1)))

    events = AuditEvent.objects.filter(partner_id=scope.northshire.pk, action="CREATE", reason="people file")
    assert {"hr_person", "hr_bankaccount", "hr_taxcode"} <= set(events.values_list("object_type", flat=True))
    assert "nino" not in events.get(object_type="hr_person").changes


# --- twice ----------------------------------------------------------------------------------------------------------
def test_the_same_file_twice_changes_nothing_and_says_so(scope, org):
    rows = [row(n) for n in range(1, 6)]
    load(scope, csv_file(*rows))
    before = n_rows_of_tables()

    again = load(scope, csv_file(*rows))

    assert n_rows_of_tables() == before
    assert (again.n_unchanged, again.n_jobs, again.n_written) == (5, 0, 0)
    assert again.summary == "Nothing to do: all 5 rows are recorded already."


def test_the_same_file_after_a_change_on_screen_still_agrees(scope, org, said):
    load(scope, csv_file(row(1)))
    employment = hr.Employment.objects.get()
    tax.change_tax_code(
        employment=employment.uuid, code="K475", week1month1=False, source="P6", notice_date=date(2026, 10, 30),
        effective_from=date(2026, 11, 1), **said,
    )  # fmt: skip

    again = load(scope, csv_file(row(1)))

    assert (again.n_unchanged, again.n_problems) == (1, 0)


def test_a_row_that_says_something_else_is_refused_and_names_the_columns(scope, org):
    load(scope, csv_file(row(1)))

    again = load(scope, csv_file(row(1, surname="Abbot", tax_code="BR", account_number="99999999"), row(2)))

    assert [(one.row, one.message) for one in again.problems] == [
        (2, "The records say something else: surname, tax_code, account_number.")
    ]
    assert hr.Employment.objects.count() == 1


def test_new_rows_of_a_file_that_was_loaded_are_added(scope, org):
    load(scope, csv_file(row(1)))

    again = load(scope, csv_file(row(1), row(2)))

    assert (again.n_unchanged, again.n_jobs) == (1, 1)
    assert hr.Person.objects.count() == 2


# --- nothing half-loaded --------------------------------------------------------------------------------------------
def test_one_wrong_row_among_many_loads_nothing(scope, org):
    rows = [row(n) for n in range(1, 20)]
    rows[17] |= {"tax_code": "1257"}

    assert problems(scope, *rows) == [
        (19, "tax_code", "The tax code has no letter: a number ends in L, M, N or T, or begins with K.")
    ]


def test_one_wrong_row_at_the_end_of_thirty_thousand_loads_nothing(scope, org):
    rows = [row(n, employee_number=f"9{n:06d}", job_number=f"9{n:06d}-1") for n in range(1, 30_001)]
    rows[-1] |= {"tax_code": "1257", "contract_hours": "-3"}

    found = problems(scope, *rows)

    assert [(number, column) for number, column, _ in found] == [(30_001, "contract_hours"), (30_001, "tax_code")]


def test_a_failure_in_the_middle_of_loading_leaves_nothing(scope, org, monkeypatch):
    from hr.operations import import_load

    written = []

    def breaks(model, columns, rows):
        written.append(model)
        if model is hr.BankAccount:
            raise IntegrityError("the disk is full")
        return len(list(rows))

    real = import_load.copy_rows
    monkeypatch.setattr(
        import_load,
        "copy_rows",
        lambda model, columns, rows: breaks(model, columns, rows) and real(model, columns, rows),
    )

    with pytest.raises(IntegrityError), partner_scope(scope.northshire.pk):
        load(scope, csv_file(row(1)))

    assert hr.Person in written
    assert n_rows_of_tables() == {}


def test_check_only_writes_nothing(scope, org):
    outcome = load(scope, csv_file(row(1)), check_only=True)

    assert (outcome.is_right, outcome.n_jobs) == (True, 1)
    assert n_rows_of_tables() == {}


# --- bad files ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04 not a zip", "The file is not an XLSX workbook, or it is damaged."),
        (b"name,age\nAnn,41\n", "The column \u201cname\u201d is not known."),
    ],
)
def test_a_broken_file_is_refused_as_a_whole(scope, org, content, message):
    with pytest.raises(ImportRefused) as caught:
        load(scope, io.BytesIO(content))

    assert caught.value.message == message


def test_an_open_quotation_mark_is_refused(scope, org):
    text = csv_file(row(1)).getvalue().decode().replace("Abbott1", '"Abbott1')

    with pytest.raises(ImportRefused, match="quotation mark"):
        load(scope, io.BytesIO(text.encode()))


def test_a_formula_in_a_workbook_is_a_problem_of_its_cell_and_said_once(scope, org):
    outcome = load(scope, xlsx_file(row(1, spine_point="=1+5"), row(2)))

    assert [(one.row, one.column) for one in outcome.problems] == [(2, "spine_point")]
    assert "formula" in outcome.problems[0].message
    assert n_rows_of_tables() == {}


# --- bad rows -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"surname": ""}, "surname", "\u201csurname\u201d is empty."),
        ({"date_of_birth": "17 May"}, "date_of_birth", "This is not a date."),
        ({"date_of_birth": "2026-02-30"}, "date_of_birth", "There is no such day."),
        ({"date_of_birth": "2010-04-01"}, "date_of_birth", "Somebody born on 1 April 2010 is not between 13 and 100"),
        ({"sex": "X"}, "sex", "This is not one of the values that are allowed."),
        ({"national_insurance_number": "TN123456A"}, "national_insurance_number", "No National Insurance"),
        ({"pay_group": "WEEKLY"}, "pay_group", "There is no pay group \u201cWEEKLY\u201d."),
        ({"post_number": "P999"}, "post_number", "There is no post \u201cP999\u201d."),
        ({"grade": "G99"}, "grade", "There is no grade \u201cG99\u201d."),
        ({"spine_point": "99"}, "spine_point", "There is no spine point \u201c99\u201d."),
        ({"effective_from": "2024-04-01"}, "spine_point", "Point 6 has no value on 1 April 2024."),
        ({"cost_split": "CC100:50; CC999:50"}, "cost_split", "Cost centre CC999 is not open"),
        ({"cost_split": "CC100:60; CC200:30"}, "cost_split", "The shares add up to 90 per cent, not 100."),
        ({"tax_code": "D2"}, "tax_code", "The tax code D2 exists for Scottish taxpayers only, as SD2."),
        ({"ni_category": "Q"}, "ni_category", "This is not one of the values that are allowed."),
        ({"contract_hours": "40"}, "contract_hours", "40 hours a week is not between 0 and the full-time 37.00."),
        ({"contract_hours": "0"}, "contract_hours", "A contract of this kind has hours above 0."),
        ({"contract": "TERM_TIME"}, "paid_weeks", "A term-time contract says how many weeks are paid"),
        ({"grade": "", "spine_point": "", "annual_salary": "-1"}, "annual_salary", "This is below 0."),
        ({"grade": "", "spine_point": "", "annual_salary": "900000"}, "annual_salary", "The pay is not above 0"),
        ({"grade": "", "spine_point": ""}, "spine_point", "A job is paid by a spine point, by a yearly salary"),
        ({"annual_salary": "30000"}, "spine_point", "A job is paid by a spine point, by a yearly salary"),
        ({"start_date": "2020-04-01", "last_day": "2020-03-01"}, "last_day", "The last day is before the start date."),
        ({"job_start_date": "2019-01-01"}, "job_start_date", "1 January 2019 is outside the employment or job"),
        ({"effective_from": "2019-01-01"}, "effective_from", "1 January 2019 is outside the employment or job"),
        ({"student_loan_plans": "3"}, "student_loan_plans", "This is not a list of student loan plans."),
        ({"pension_scheme": "TPS"}, "pension_scheme", "There is no pension scheme \u201cTPS\u201d."),
        ({"sort_code": ""}, "sort_code", "The bank details are not complete."),
        ({"account_number": "12"}, "account_number", "The account number is not six to ten digits."),
        ({"previous_pay": "1", "previous_pay_year": "2026-27"}, "previous_tax", "Pay, tax and tax year belong"),
        ({"director_method": "annual"}, "director_from", "A director’s National Insurance needs the date"),
        ({"same_person_as": "777"}, "same_person_as", "There is no employee \u201c777\u201d, here or above."),
        ({"tax_code_date": "2027-01-01"}, "tax_code_date", "The notice is dated 1 January 2027, after"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_by_column_with_what_to_do(scope, org, cells, column, message):
    found = problems(scope, row(1, **cells))

    wrong = [one for one in found if one[1] == column and one[2].startswith(message)]
    assert wrong, found
    assert {one[1] for one in found} <= {column, "effective_from", "post_number"}


def test_a_national_insurance_number_twice_in_a_file(scope, org):
    found = problems(scope, row(1), row(2, national_insurance_number=make.any_nino(500_001)))

    assert found == [(3, "national_insurance_number", "The person in row 2 has the same National Insurance number.")]


def test_a_national_insurance_number_of_somebody_recorded(scope, org):
    ann = make.employee(scope.northshire, org=org, person_fields={"nino": make.any_nino(500_001)})

    outcome = load(scope, csv_file(row(1)))

    assert [(one.row, one.column, one.value_masked) for one in outcome.problems] == [
        (2, "national_insurance_number", "")
    ]
    assert hr.Employment.objects.get() == ann.employment


def test_a_number_of_another_partner_tells_nothing(cast):
    """The same human being may work at both: that is nobody else's business."""
    with partner_scope(cast.southborough.pk):
        make.employee(cast.southborough, person_fields={"nino": make.any_nino(500_001)})
    with partner_scope(cast.northshire.pk):
        make.organisation(cast.northshire)

        outcome = load(cast, csv_file(row(1)))

    assert outcome.n_problems == 0


def test_a_job_number_twice(scope, org):
    assert problems(scope, row(1), row(2, job_number="200001-1")) == [
        (3, "job_number", "The job number stands in row 2 already.")
    ]


def test_a_second_row_that_contradicts_the_first(scope, org):
    found = problems(scope, row(1), row(1, job_number="200001-2", surname="Other"))

    assert found == [(3, "employee_number", "What this row says about person and employment is not what row 2 says.")]


def test_an_account_that_fails_the_modulus_check(scope, org, settings, tmp_path):
    # invented weights: modulus 11 over the account number's last digits
    (tmp_path / "weights.txt").write_text(
        "070116 070116 MOD11    0    0    0    0    0    0    8    7    6    5    4    3    2    1\n"
    )
    settings.BANK_WEIGHTS_FILE = str(tmp_path / "weights.txt")

    column, message = only(scope, account_number="12345678")

    assert (column, message) == ("account_number", "The sort code and account number do not fit together.")


def test_every_problem_of_a_row_is_told_at_once(scope, org):
    found = problems(scope, row(1, surname="", tax_code="XYZ", post_number="P999", sort_code="1"))

    assert {"surname", "post_number"} <= {column for _row, column, _message in found}


def test_the_check_makes_a_fixed_number_of_queries_a_chunk(scope, org, django_assert_max_num_queries):
    rows = [row(n) for n in range(1, 300)]

    with django_assert_max_num_queries(25):
        load(scope, csv_file(*rows), check_only=True)
