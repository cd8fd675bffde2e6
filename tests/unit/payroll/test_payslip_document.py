"""The words and parts of a payslip that need no database."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from payroll.engine.types import ItemKind, PayItem
from payroll.engine.version import ENGINE_VERSION
from payroll.models import Payslip, PayslipLine
from payroll.queries import payslip_parts, payslip_words
from payroll.queries.payslip_lists import PayslipRow, PayslipYear
from payroll.queries.payslip_questions import Question
from payroll.queries.payslip_rows import StoredPayslip
from payroll.queries.payslip_workings import Standing, Workings, factor_of
from tests.unit.payroll.engine.builders import inputs

JUNE = date(2026, 6, 26)


@pytest.mark.parametrize(
    ("frequency", "number", "said"),
    [
        ("monthly", 1, "June 2026"),
        ("monthly", 3, "June 2026, extra payment 2"),
        ("weekly", 1, "26 June 2026"),
        ("fourweekly", 2, "26 June 2026, extra payment 1"),
        ("annually", 1, "June 2026"),
    ],
)
def test_payslip_is_called_by_month_or_by_pay_date(frequency, number, said):
    assert payslip_words.label(JUNE, frequency, number) == said


@pytest.mark.parametrize(("frequency", "said"), [("monthly", "Jun"), ("weekly", "26 Jun")])
def test_bar_of_a_chart_has_a_short_label(frequency, said):
    assert payslip_words.short_label(JUNE, frequency) == said


@pytest.mark.parametrize(("frequency", "said"), [("monthly", "month 8"), ("fortnightly", "week 8")])
def test_tax_period_is_a_month_or_a_week(frequency, said):
    assert payslip_words.tax_period(frequency, 8) == said


@pytest.mark.parametrize(
    ("code", "frequency", "said"),
    [
        ("1257L", "monthly", "Worked out over the whole tax year"),
        ("1257L M1", "monthly", "Worked out on this month alone"),
        ("1257L M1", "weekly", "Worked out on this week alone"),
        ("1257L M1", "fourweekly", "Worked out on this period alone"),
        ("S1257L", "monthly", "Scottish rates, worked out over the whole tax year"),
        ("C1257L M1", "monthly", "Welsh rates, worked out on this month alone"),
    ],
)
def test_tax_code_is_said_in_plain_english(code, frequency, said):
    assert payslip_words.tax_basis(None, code, frequency) == said


def test_nino_in_full_is_spaced_and_none_stays_empty():
    assert payslip_words.spaced_nino("QQ123456C") == "QQ 12 34 56 C"
    assert payslip_words.spaced_nino("") == ""


def row(pay_date, net, *, employee_no="1"):
    return PayslipRow(
        run=uuid.uuid4(), employment=uuid.uuid4(), label="", short_label=f"{pay_date:%b}",
        employee_no=employee_no, job="", pay_date=pay_date,
        tax_year="2026-27", gross=Decimal(net), deductions=Decimal(0), net=Decimal(net),
    )  # fmt: skip


def test_year_adds_up_the_jobs_of_one_pay_date():
    year = PayslipYear(
        "2026-27", (row(JUNE, "900.10"), row(JUNE, "99.90", employee_no="2"), row(date(2026, 5, 28), "800"))
    )

    assert [(day.label, day.net) for day in year.days] == [("May", Decimal(800)), ("Jun", Decimal("1000.00"))]
    assert year.total_net == Decimal("1800.00")
    assert year.has_several_jobs


def question(**changes):
    given = {
        "query_id": 1, "uuid": uuid.uuid4(), "run": uuid.uuid4(), "employment": uuid.uuid4(), "payslip": "June 2026",
        "line": "", "message": "Why?", "is_open": True, "opened_at": datetime(2026, 6, 30, 23, 30, tzinfo=UTC),
        "days": 0, "answer": "", "answered_at": None,
    }  # fmt: skip
    return Question(**(given | changes))


@pytest.mark.parametrize(("days", "said"), [(0, "today"), (1, "1 day"), (12, "12 days")])
def test_question_says_how_long_it_has_waited(days, said):
    assert question(days=days).age == said


def test_question_is_dated_in_local_time():
    assert question().opened_on == date(2026, 7, 1)


def test_question_says_what_it_is_about_and_how_it_begins():
    assert question().about == "The payslip as a whole"
    assert question(line="Income tax").about == "Income tax"
    assert question(message="x " * 100).excerpt == f"{'x ' * 44}x…"


def test_sentence_about_workings_follows_what_came_of_them():
    same, older, other = (
        Workings(standing, version, "0" * 64, is_todays)
        for standing, version, is_todays in (
            (Standing.SAME, ENGINE_VERSION, True),
            (Standing.SAME, "0.9.0", False),
            (Standing.DIFFERENT, "0.9.0", False),
        )
    )

    assert same.sentence.endswith("Every figure came out the same.")
    assert "version 0.9.0" in older.sentence
    assert other.sentence.startswith("We cannot show the steps")
    assert not other.is_explained


def test_factor_comes_from_the_frozen_inputs():
    overtime = PayItem("OT", "Overtime", ItemKind.PAYMENT, units=Decimal(2), factor=Decimal("1.5"))

    assert factor_of(inputs(items=(overtime,)), "OT") == Decimal("1.5")
    assert factor_of(inputs(items=(overtime,)), "BASIC") == 1
    assert factor_of(None, "OT") == 1


def stored(**figures):
    names = [field.name for field in Payslip._meta.concrete_fields if field.get_internal_type() == "DecimalField"]
    return StoredPayslip(Payslip(**dict.fromkeys(names, Decimal(0)) | figures), ())


def test_shares_are_parts_of_gross_pay_one_after_the_other():
    shares = payslip_parts.shares_of_gross(
        stored(gross=Decimal(1000), net=Decimal(700), tax=Decimal(200), employee_pension=Decimal(100))
    )

    assert [(share.label, share.percent, share.start) for share in shares] == [
        ("You take home", 70, 0),
        ("Income tax", 20, 70),
        ("Pension", 10, 90),
    ]
    assert len({share.colour for share in shares}) == 3


@pytest.mark.parametrize(
    "figures",
    [
        {"gross": Decimal(0), "net": Decimal(0)},
        {"gross": Decimal(100), "net": Decimal(150), "tax": Decimal(-50)},
    ],
)
def test_shares_are_not_drawn_of_nothing_or_of_a_refund(figures):
    assert payslip_parts.shares_of_gross(stored(**figures)) == ()


def test_hours_are_added_up_only_where_pay_varies_by_them():
    lines = (
        PayslipLine(units=Decimal("5.50"), hours_varying=True),
        PayslipLine(units=Decimal("2.25"), hours_varying=True),
        PayslipLine(units=Decimal(40), hours_varying=False),
        PayslipLine(units=None, hours_varying=False),
    )

    assert payslip_parts.hours_paid(lines) == Decimal("7.75")
    assert payslip_parts.hours_paid(lines[2:]) is None


def test_figures_that_a_person_never_has_are_left_out():
    figures = payslip_parts.year_figures(stored(gross=Decimal(10), ytd_student_loan=Decimal(5)))

    labels = [figure.label for figure in figures]
    assert "Student loan" in labels
    assert "Postgraduate loan" not in labels
    assert "Income tax" in labels
