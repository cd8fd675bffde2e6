"""The demonstration partnership, small: 60 people, August to October paid, November calculated.

Everything is loaded once, in a transaction that is undone after the module; each test has a savepoint of its own.
"""

import io
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Sum

from finance.models import BudgetDecision
from finance.queries import commitment_check, trial_balance
from hr.models import Employment, MonthlyInput, Person, TaxCode
from partners.models import AuditEvent, Grant, Partner, User
from partners.queries import access
from partners.roles import Role, clashes
from partners.scope import partner_scope
from payroll.models import PaymentListing, PayRun, Payslip, PayslipLine, RunMember, YearToDate
from payroll.states import RunState
from sharedservices.demo import seed
from sharedservices.demo.cases import CASES, QUARANTINED
from sharedservices.demo.dates import NOVEMBER
from tests.shared import for_a_module, undone

CODES = ("northshire", "northshire-police", "northshire-fire", "southborough", "eastborough")
SIZE = ("--people", "60", "--months", "3", "--yes")


class Interrupted(Exception):
    """Somebody pressed Ctrl-C."""


def interrupted_in_september(place, month, usual=seed._inputs):
    """Enter the inputs of August as usual, and stop in September."""
    if month.month == 9:
        raise Interrupted
    return usual(place, month)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Load the demonstration, interrupted before September and begun again; calculate November; undo it all."""
    with for_a_module(django_db_blocker):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(seed, "_inputs", interrupted_in_september)
            with pytest.raises(Interrupted):
                call_command("seed_demo", *SIZE, stdout=io.StringIO())
        call_command("seed_demo", "--people", "900", "--yes", stdout=io.StringIO())
        call_command("run_demo_payroll", "--work", stdout=io.StringIO())
        yield


@pytest.fixture(autouse=True)
def demo(loaded):
    """Give every test a savepoint, and the loaded demonstration."""
    with undone():
        yield


@contextmanager
def at(code):
    """Open the scope of one partner."""
    with partner_scope(Partner.objects.get(code=code).pk):
        yield


def employment_of(name):
    """Return the first employment of a named person. Inside the scope."""
    forenames, surname = name.split(" ")
    return Employment.objects.filter(person__forenames=forenames, person__surname=surname).earliest("employee_no")


def payslip_of(name, month=NOVEMBER):
    """Return a named person's payslip of a month. Inside the scope."""
    periods = {"run__period__pay_date__year": month.year, "run__period__pay_date__month": month.month}
    return Payslip.objects.get(employment=employment_of(name), **periods)


def amounts(payslip, section="payment"):
    """Return code and amount of the lines of one section."""
    lines = PayslipLine.objects.filter(payslip=payslip, section=section).order_by("number")
    return [(line.code, line.amount) for line in lines]


def counts():
    """Return how much there is of what a second seed could double."""
    found = {"users": User.objects.count(), "grants": Grant.objects.count()}
    with partner_scope(*Partner.objects.values_list("id", flat=True)):
        for model in (AuditEvent, Person, Employment, MonthlyInput, PayRun, Payslip, PayslipLine):
            found[model.__name__] = model.objects.count()
    return found


# --- what is there ----------------------------------------------------------------------------------------------------
def test_seed_begun_again_goes_on_with_the_size_that_it_began_with():
    people = {}
    for code in CODES:
        with at(code):
            people[code] = Person.objects.count()

    assert people == {
        "northshire": 33, "northshire-police": 12, "northshire-fire": 4, "southborough": 10, "eastborough": 7,
    }  # fmt: skip


def test_seed_run_again_changes_nothing():
    before = counts()
    out = io.StringIO()

    call_command("seed_demo", *SIZE, stdout=out)

    assert out.getvalue() == "The demonstration partnership is there.\n"
    assert counts() == before


def test_the_council_has_a_budget_with_virements_in_every_state_and_it_adds_up():
    county = Partner.objects.get(code="northshire")
    with partner_scope(county.pk, reason="test"):
        kinds = sorted(BudgetDecision.objects.values_list("kind", "state"))
        assert kinds == [
            ("ORIGINAL", "APPLIED"), ("SUPPLEMENTARY", "APPLIED"), ("VIREMENT", "APPLIED"),
            *[("VIREMENT", "DRAFT")] * 4,
        ]  # fmt: skip
        checked = commitment_check.check(partner_id=county.pk)
        # 1,850 + 4,200 asked for, 22,600 + 1,600 ordered and not received; 18,400 + 2,750 carried over, 640 waits
        assert (checked.total, checked.n_lines, checked.faults) == (Decimal("52040.00"), 7, ())
        assert trial_balance.check(partner_id=county.pk).faults == ()


def test_seed_without_demo_or_debug_asks_for_yes(settings):
    settings.DEMO = settings.DEBUG = False

    with pytest.raises(CommandError, match="Set DEMO=1 or DEBUG=1, or say --yes"):
        call_command("seed_demo")


def test_logins_are_printed_with_their_password():
    out = io.StringIO()

    call_command("demo_logins", stdout=out)

    printed = out.getvalue()
    assert "payroll@northshire.example" in printed
    assert "siobhan.kinsella@northshire.example" in printed
    assert "The password of all: shared-services-demo" in printed


def test_every_month_before_november_is_released():
    for code in CODES:
        with at(code):
            runs = PayRun.objects.filter(period__pay_date__lt=NOVEMBER)
            assert {run.state for run in runs} == {RunState.RELEASED}
            assert {run.period.pay_date.month for run in runs.select_related("period")} == {8, 9, 10}


def test_november_is_released_at_one_partner_and_calculated_at_the_others():
    states = {}
    for code in CODES:
        with at(code):
            runs = PayRun.objects.filter(period__pay_date__gte=NOVEMBER)
            states[code] = {run.state for run in runs}

    assert states == {
        "northshire": {RunState.RELEASED}, "northshire-police": {RunState.CALCULATED},
        "northshire-fire": {RunState.CALCULATED}, "southborough": {RunState.CALCULATED},
        "eastborough": {RunState.CALCULATED},
    }  # fmt: skip


# --- separation of duties ---------------------------------------------------------------------------------------------
def test_three_people_made_each_released_run():
    for code in CODES:
        with at(code):
            for run in PayRun.objects.filter(state=RunState.RELEASED):
                assert len({run.processed_human, run.approved_human, run.released_human}) == 3


def test_every_paid_input_was_approved_by_a_second_person():
    n_approved = 0
    for code in CODES:
        with at(code):
            approved = MonthlyInput.objects.filter(state=MonthlyInput.State.APPROVED)
            assert not approved.filter(entered_human=F("decided_human")).exists()
            n_approved += approved.count()

    assert n_approved > 40


def test_nobody_holds_two_roles_that_nobody_may_hold_together():
    for user in User.objects.filter(grants__isnull=False).distinct():
        for one in access(user=user, on=NOVEMBER.replace(day=20)):
            assert clashes(set(one.roles)) == []


def test_operator_runs_payroll_at_three_partners():
    user = User.objects.get(email="operator@partnership.example")

    assert {(one.partner.code, *one.roles) for one in access(user=user, on=NOVEMBER)} == {
        ("northshire-police", Role.PAYROLL_PROCESSOR),
        ("northshire-fire", Role.PAYROLL_PROCESSOR),
        ("southborough", Role.PAYROLL_PROCESSOR),
    }


# --- money ------------------------------------------------------------------------------------------------------------
def test_year_to_date_is_the_sum_of_the_released_payslips():
    for code in CODES:
        with at(code):
            for ytd in YearToDate.objects.all():
                paid = Payslip.objects.filter(employment_id=ytd.employment_id, run__state=RunState.RELEASED)
                sums = paid.aggregate(gross=Sum("gross"), tax=Sum("tax"), ni=Sum("employee_ni"), net=Sum("net"))
                assert (ytd.ytd_gross, ytd.ytd_tax, ytd.ytd_employee_ni, ytd.ytd_net) == tuple(sums.values())


def test_payment_listing_pays_the_net_of_its_run():
    with at("northshire"):
        for listing in PaymentListing.objects.select_related("run"):
            assert listing.control_total == listing.run.net


# Her claims: 67.8 miles at 50p, of which 45p are free of tax (£30.51) and 5p are not (£3.39).
MILEAGE = [("MILEAGE", Decimal("30.51")), ("MILENI", Decimal("3.39"))]


def test_award_is_paid_in_september_with_arrears_of_the_months_before():
    # Source: NJC point 9, £27,254 from 1 April 2025 and £28,153 from 1 April 2026, in twelfths.
    with at("northshire"):
        monthly = [amounts(payslip_of("Eve Hartley", NOVEMBER.replace(month=month))) for month in (8, 9, 10, 11)]

    assert monthly == [
        [("BASIC", Decimal("2271.17"))],
        [("BASIC", Decimal("2346.08")), ("ARREARS", Decimal("74.91"))],
        [("BASIC", Decimal("2346.08")), *MILEAGE],
        [("BASIC", Decimal("2346.08")), *MILEAGE],
    ]


# --- the awkward cases ------------------------------------------------------------------------------------------------
def test_every_case_is_somebody_who_may_see_their_own_pay():
    for case in CASES:
        with at(case.partner):
            person = employment_of(case.name).person_id
        assert Grant.objects.filter(partner__code=case.partner, person_id=person, role=Role.EMPLOYEE).exists(), case.key


def test_quarantine_of_november_is_the_four_who_must_be_put_right():
    found = {}
    for code in CODES:
        with at(code):
            held = RunMember.objects.filter(state=RunMember.State.QUARANTINED).select_related("person")
            found |= {f"{one.person.forenames} {one.person.surname}": one.code for one in held}

    names = {case.key: case.name for case in CASES}
    assert found == {names[key]: code for key, code in QUARANTINED.items()}


def test_november_counts_add_up_at_every_partner():
    for code in CODES:
        with at(code):
            for run in PayRun.objects.filter(period__pay_date__gte=NOVEMBER):
                assert run.n_in == run.n_calculated + run.n_quarantined + run.n_excluded


@pytest.mark.parametrize(
    ("name", "code", "category"),
    [
        ("Keith Pemberton", "K475", "A"),
        ("Morag Abernethy", "S1257L", "A"),
        ("Carys Llewellyn", "C1257L", "A"),
        ("Mihaela Dobrescu", "1257L M1", "A"),
        ("Delroy Pinnock", "BR", "A"),
        ("Margaret Lockwood", "1257L", "C"),
        ("Jack Uttley", "1257L", "M"),
        ("Priya Mistry", "1257L", "H"),
        ("Helen Radcliffe", "0T", "A"),
    ],
)
def test_codes_and_letters_are_those_of_the_case(name, code, category):
    with at("northshire"):
        payslip = payslip_of(name)

    assert (payslip.tax_code, payslip.ni_category) == (code, category)


def test_k_code_has_a_taxed_car_that_is_never_paid():
    with at("northshire"):
        payslip = payslip_of("Keith Pemberton")

        assert amounts(payslip, "benefit") == [("CARBIK", Decimal("312.50"))]
        assert "CARBIK" not in dict(amounts(payslip))


def test_over_pension_age_pays_no_national_insurance_and_the_young_cost_the_employer_none():
    with at("northshire"):
        assert payslip_of("Margaret Lockwood").employee_ni == Decimal("0.00")
        assert payslip_of("Jack Uttley").employer_ni == Decimal("0.00")
        assert payslip_of("Priya Mistry").employer_ni == Decimal("0.00")


def test_two_jobs_are_two_lines_of_one_payslip():
    # Source: points 6 and 3 of 2026, £26,847 and £25,614, for 20 and 7.5 of 37 hours and 44.5 of 52.143 weeks.
    with at("northshire"):
        assert amounts(payslip_of("Beverley Ogden")) == [
            ("BASIC", Decimal("1032.06")), ("BASIC", Decimal("369.25")),
        ]  # fmt: skip


def test_two_employments_are_two_payslips_of_one_person():
    with at("northshire"):
        person = employment_of("Tomasz Malinowski").person_id
        paid = Payslip.objects.filter(person_id=person, run__period__pay_date__gte=NOVEMBER)

        assert {payslip.tax_code for payslip in paid} == {"1257L", "BR"}
        assert paid.count() == 2


def test_person_at_two_partners_sees_both_with_one_login():
    user = User.objects.get(email="siobhan.kinsella@northshire.example")

    assert {(one.partner.code, *one.roles) for one in access(user=user, on=NOVEMBER)} == {
        ("northshire", Role.EMPLOYEE),
        ("northshire-fire", Role.EMPLOYEE),
    }


def test_director_is_paid_and_worked_by_the_year():
    with at("northshire"):
        payslip = payslip_of("Graham Thackeray", NOVEMBER.replace(month=8))

        assert payslip.gross == Decimal("6000.00")
        assert payslip.employee_ni == Decimal("0.00")  # £6,000 of the year is below the yearly threshold


def test_half_section_pays_half_the_rate():
    # Source: LGPS band of 6.5% in 2026-27, 3.25% in the 50/50 section.
    with at("northshire"):
        payslip = payslip_of("Olumide Adeyemi")

        assert (payslip.pensionable_pay, payslip.employee_pension) == (Decimal("2900.92"), Decimal("94.28"))


def test_starter_and_leaver_are_paid_for_their_days():
    # Source: half of £3,972.08 a month (point 35, 15 of 30 days); 13 of 30 days of £2,670.50 (point 17).
    with at("northshire"):
        assert payslip_of("Ioana Lupu").gross == Decimal("1986.04")
        assert payslip_of("Trevor Barlow").gross == Decimal("1157.22")


def test_promotion_in_mid_month_is_two_lines():
    with at("northshire"):
        assert amounts(payslip_of("Ayesha Qureshi")) == [
            ("BASIC", Decimal("1897.04")), ("BASIC", Decimal("2030.75")),
        ]  # fmt: skip


def test_several_loans_are_one_student_and_one_postgraduate_deduction():
    with at("northshire"):
        payslip = payslip_of("Sophie Chan")

        assert (payslip.student_loan, payslip.postgraduate_loan) == (Decimal("187.00"), Decimal("154.00"))


def test_casual_is_paid_for_hours_every_four_weeks():
    with at("northshire"):
        payslip = payslip_of("Chiamaka Eze")
        (line,) = PayslipLine.objects.filter(payslip=payslip, section="payment")

        assert (line.code, line.hours_varying) == ("CASHOURS", True)
        assert line.units > 0


def test_quarantined_person_is_paid_once_put_right():
    from payroll.operations import pay_runs

    with at("eastborough"):
        employment = employment_of("Agnieszka Wrona")
        run = PayRun.objects.get(period__pay_date__gte=NOVEMBER)
        by = User.objects.get(email="payroll@eastborough.example")
        TaxCode.objects.create(
            partner_id=run.partner_id, person_id=employment.person_id, employment=employment, code="1257L",
            source=TaxCode.Source.STARTER_A, notice_date=NOVEMBER, valid=employment.valid, reason="Starter checklist",
        )  # fmt: skip
        pay_runs.recalculate_person(run_id=run.pk, employment_id=employment.pk, by=by, at=run.processed_at)
        pay_runs.drain(partner_id=run.partner_id, run_id=run.pk, now=lambda: run.processed_at)

        assert RunMember.objects.get(run=run, employment=employment).state == RunMember.State.CALCULATED
