import os
import re
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from payroll.engine import rates
from payroll.engine.errors import RatesBroken, RatesMissing
from payroll.engine.rates import build, files, pensions, report
from payroll.engine.rates.files import DatedValue
from sharedservices.common.periods import Frequency

ROOT = Path(__file__).parents[4]
BROKEN = ROOT / "tests" / "data" / "rates_broken"

BROKEN_FILES = {
    "not_toml": "not_toml.toml is not valid TOML",
    "empty": "empty.toml holds no figures",
    "not_a_list": "personal_allowance must be a list of dated values, each headed [[personal_allowance]]",
    "not_tables": "not_tables.toml: personal_allowance must be a list of dated values",
    "no_source": "personal_allowance from 2025-04-06: source missing",
    "no_url_and_no_checked": "personal_allowance from 2025-04-06: url and checked missing",
    "no_end": "personal_allowance from 2025-04-06: until missing",
    "empty_unit": "unit must be text",
    "date_as_text": "from must be a date like 2026-04-06",
    "ends_before_it_begins": "until is before from",
    "two_years": "until is more than a year after from: a figure must be checked every year",
    "dates_fall": "the dates of personal_allowance must increase, but 2025-04-06 follows 2026-04-06",
    "overlap": "personal_allowance has two values on 2026-01-01",
    "not_https": "url must start with https://",
    "unknown_key": "unknown key note",
    "value_is_a_date": "a value may be a number, text, true or false, a list or a table",
}


def run(*arguments):
    """Run a management command with no environment at all but the path."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_broken_file_has_its_message():
    assert {path.stem for path in BROKEN.glob("*.toml")} == set(BROKEN_FILES)


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_a_broken_file_is_refused_with_its_own_message(name):
    with pytest.raises(RatesBroken, match=re.escape(BROKEN_FILES[name])):
        files.read_file(BROKEN / f"{name}.toml")


def test_the_files_are_in_order():
    assert report.check_files() == len(list(report.all_values()))


def test_the_subjects_are_those_of_the_law():
    assert set(rates.all_figures()) == {
        "income_tax", "national_insurance", "student_loans", "pensions", "minimum_wage", "statutory_pay",
    }  # fmt: skip


@pytest.mark.parametrize("on", [date(2025, 4, 6), date(2026, 4, 5), date(2026, 4, 6), date(2027, 4, 5)])
def test_both_years_have_every_figure_on_their_first_and_last_day(on):
    assert rates.rates_on(on).tax_year.start <= on


@pytest.mark.parametrize(("on", "words"), [(date(2025, 4, 5), "5 April 2025"), (date(2027, 4, 6), "6 April 2027")])
def test_a_date_without_figures_is_an_error_that_names_figure_and_file(on, words):
    with pytest.raises(RatesMissing, match=rf"There is no .* for {words}\. Add it to payroll/engine/rates/\w+\.toml"):
        rates.rates_on(on)


def test_no_figure_outlives_its_year():
    for value in report.all_values():
        later = value.last_day + timedelta(days=1)
        assert (later.month, later.day) in {(4, 1), (4, 6)}, value


def test_rates_of_a_date_are_put_together_once():
    assert rates.rates_on(date(2026, 11, 27)) is rates.rates_on(date(2026, 11, 27))


def test_version_is_the_hash_of_the_files_and_part_of_the_rates():
    assert re.fullmatch(r"[0-9a-f]{64}", rates.rates_version())
    assert rates.rates_on(date(2026, 11, 27)).version == rates.rates_version()


def test_published_weekly_and_monthly_thresholds_follow_from_the_yearly_ones():
    for on in (date(2025, 4, 6), date(2026, 4, 6)):
        for name in build.SECONDARY_THRESHOLDS.values():
            published = rates.number_table("national_insurance", name, on)
            assert published["week"] == round_half_up(published["year"] / 52)
            assert published["month"] == round_half_up(published["year"] / 12)


def round_half_up(amount):
    return int(amount + Decimal("0.5"))


@pytest.mark.parametrize(
    ("on", "plan", "week", "month"),
    [
        # as published in HMRC's rates and thresholds for employers
        (date(2025, 4, 6), "1", "501.25", "2172.08"),
        (date(2025, 4, 6), "2", "547.50", "2372.50"),
        (date(2025, 4, 6), "4", "629.71", "2728.75"),
        (date(2025, 4, 6), "PGL", "403.84", "1750.00"),
        (date(2026, 4, 6), "1", "517.30", "2241.66"),
        (date(2026, 4, 6), "2", "565.09", "2448.75"),
        (date(2026, 4, 6), "4", "649.90", "2816.25"),
        (date(2026, 4, 6), "5", "480.76", "2083.33"),
        (date(2026, 4, 6), "PGL", "403.84", "1750.00"),
    ],
)
def test_loan_thresholds_are_those_published(on, plan, week, month):
    thresholds = rates.rates_on(on).student_loans.thresholds

    assert thresholds[Frequency.WEEKLY][plan] == Decimal(week)
    assert thresholds[Frequency.MONTHLY][plan] == Decimal(month)


@pytest.mark.parametrize(
    ("number", "week", "month"),
    [
        # HMRC, Specification for PAYE Tax Table Routines: blocks of 500
        (0, "0", "0"),
        (1, "0.37", "1.59"),
        (500, "96.33", "417.42"),
        (501, "96.53", "418.26"),
        (1000, "192.49", "834.09"),
        (1257, "241.92", "1048.26"),
    ],
)
def test_free_pay_of_one_week_and_month(number, week, month):
    income_tax = rates.rates_on(date(2026, 11, 27)).income_tax

    assert income_tax.free_pay_of_one(number, 52) == Decimal(week)
    assert income_tax.free_pay_of_one(number, 12) == Decimal(month)


def test_lgps_bands_change_on_1_april():
    assert rates.pension_bands("lgps", date(2026, 3, 31))[0].limit == 17800
    assert rates.pension_bands("lgps", date(2026, 4, 1))[0].limit == 18400


@pytest.mark.parametrize(
    ("scheme", "pay", "rate"),
    [
        ("lgps", "17800", "0.055"),
        ("lgps", "17801", "0.058"),
        ("lgps", "203001", "0.125"),
        ("police_2015", "27000", "0.1244"),
        ("police_2015", "27000.01", "0.1344"),
        ("police_2015", "59999.99", "0.1344"),
        ("police_2015", "60000", "0.1378"),
        ("firefighters_2015", "27818", "0.110"),
        ("firefighters_2015", "142500.01", "0.145"),
        ("teachers", "34872.99", "0.074"),
        ("teachers", "34873.00", "0.089"),
    ],
)
def test_pension_bands_at_their_boundaries(scheme, pay, rate):
    bands = rates.pension_bands(scheme, date(2025, 6, 1))

    assert next(band.rate for band in bands if band.holds(Decimal(pay))) == Decimal(rate)


@pytest.mark.parametrize("scheme", ["police_2015", "firefighters_2015", "teachers", "nhs"])
def test_bands_that_nobody_has_confirmed_are_missing(scheme):
    with pytest.raises(RatesMissing, match=f"no confirmed contribution bands of the pension scheme “{scheme}”"):
        rates.pension_bands(scheme, date(2026, 5, 1))


def test_employer_rate_of_a_scheme():
    assert rates.pension_employer_rate("police_2015", date(2025, 6, 1)) == Decimal("0.353")
    with pytest.raises(RatesMissing, match="no police 2015 employer for 1 May 2026"):
        rates.pension_employer_rate("police_2015", date(2026, 5, 1))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (Decimal(1), "must be a list of bands"),
        ([], "must be a list of bands"),
        ([{"up_to": Decimal(1)}], "needs a rate"),
        ([{"rate": Decimal(1), "up_to": Decimal(1), "under": Decimal(2)}], "needs a rate"),
        ([{"rate": Decimal(1), "upto": Decimal(1)}], "needs a rate"),
        ([{"rate": "high"}], "must hold numbers only"),
        ([{"rate": Decimal(1), "up_to": Decimal(1)}], "only the last has no limit"),
        ([{"rate": Decimal(1)}, {"rate": Decimal(2)}], "only the last has no limit"),
        (
            [
                {"rate": Decimal(1), "up_to": Decimal(2)},
                {"rate": Decimal(1), "up_to": Decimal(1)},
                {"rate": Decimal(2)},
            ],
            "must rise",
        ),
    ],
)
def test_bands_that_make_no_sense_are_refused(value, message):
    day = date(2026, 4, 1)
    with pytest.raises(RatesBroken, match=message):
        pensions._bands(DatedValue("pensions", "lgps", day, day, value, "u", "s", "https://example.org", day))


@pytest.mark.parametrize(
    ("name", "reader", "message"),
    [
        ("personal_allowance", files.numbers, "must be a list of numbers"),
        ("personal_allowance", files.table, "must be a table"),
        ("emergency_code", files.number, "must be a number"),
    ],
)
def test_a_figure_of_another_kind_is_refused(name, reader, message):
    with pytest.raises(RatesBroken, match=message):
        reader("income_tax", name, date(2026, 5, 1))


def test_a_figure_that_no_file_knows_is_missing():
    with pytest.raises(RatesMissing, match="No figure 'tax_on_windows' exists"):
        rates.figure("income_tax", "tax_on_windows", date(2026, 5, 1))


def with_value(monkeypatch, subject, name, value):
    figures = {key: dict(of_subject) for key, of_subject in files.all_figures().items()}
    changed = []
    for dated in figures[subject][name]:
        fields = {field: getattr(dated, field) for field in DatedValue.__slots__}
        changed.append(DatedValue(**(fields | {"value": value})))
    figures[subject][name] = tuple(changed)
    monkeypatch.setattr(files, "all_figures", lambda: figures)


@pytest.mark.parametrize(
    ("subject", "name", "value", "message"),
    [
        ("income_tax", "rates_ruk", [Decimal(1)], "must be one more than bandwidths_ruk"),
        ("income_tax", "emergency_code", Decimal(1), "must be text"),
        ("national_insurance", "employer_threshold", {"A": "ST"}, "must have the same letters"),
        ("national_insurance", "employee_rates", {}, "must have the same letters"),
        ("student_loans", "threshold_plan_1", "many", "must be a number"),
    ],
)
def test_figures_that_do_not_fit_together_are_refused(monkeypatch, subject, name, value, message):
    with_value(monkeypatch, subject, name, value)

    with pytest.raises(RatesBroken, match=message):
        build.rates_on.__wrapped__(date(2026, 5, 1))


@pytest.mark.parametrize(
    ("pair", "threshold", "message"),
    [([Decimal(1)], "ST", "must be two rates"), ([Decimal(1), Decimal(1)], "PT", "must be ST, FUST, UST or none")],
)
def test_a_category_letter_that_makes_no_sense_is_refused(pair, threshold, message):
    with pytest.raises(RatesBroken, match=message):
        build._ni_category("A", pair, threshold)


def test_changes_between_the_years_are_those_the_law_made():
    changed = {(change.subject, change.name) for change in report.changes(date(2026, 4, 5), date(2026, 4, 6))}

    assert changed == {
        ("income_tax", "bandwidths_scotland"),
        ("national_insurance", "lower_earnings_limit"),
        ("statutory_pay", "parental_earnings_threshold"),
        ("statutory_pay", "parental_flat_weekly_rate"),
        ("statutory_pay", "small_employer_recovery_rate"),
        ("statutory_pay", "ssp_earnings_fraction"),
        ("statutory_pay", "ssp_lower_earnings_test"),
        ("statutory_pay", "ssp_transitional_earnings"),
        ("statutory_pay", "ssp_waiting_days"),
        ("statutory_pay", "ssp_weekly_rate"),
        ("student_loans", "threshold_plan_1"),
        ("student_loans", "threshold_plan_2"),
        ("student_loans", "threshold_plan_4"),
        ("student_loans", "threshold_plan_5"),
    }


def test_what_nobody_has_confirmed_for_a_date_is_listed():
    assert report.missing_on(date(2026, 5, 1)) == [
        ("pensions", "police_2015"),
        ("pensions", "police_2015_employer"),
        ("pensions", "firefighters_2015"),
        ("pensions", "firefighters_2015_employer"),
        ("pensions", "teachers"),
        ("pensions", "teachers_employer"),
    ]
    assert ("student_loans", "threshold_plan_5") not in report.missing_on(date(2025, 4, 6))


def test_the_table_in_the_documentation_is_up_to_date():
    text = (ROOT / "docs" / "rates.md").read_text(encoding="utf-8")

    assert report.markdown_table() in text


def test_check_rates_prints_every_figure_and_the_version():
    done = run("check_rates")

    assert (done.returncode, done.stderr) == (0, "")
    assert "national_insurance.toml" in done.stdout
    assert rates.rates_version() in done.stdout


def test_check_rates_names_what_a_new_year_lacks():
    done = run("check_rates", "--on", "2027-04-06")

    assert done.returncode == 1
    assert "student_loans.toml: threshold plan 5" in done.stdout
    assert "docs/rates.md says how to add them" in done.stderr


def test_check_rates_prints_changes_between_two_dates():
    done = run("check_rates", "--changes", "2026-04-05", "2026-04-06")

    assert done.returncode == 0
    assert "national_insurance: lower earnings limit\n  2026-04-05  week 125, month 542, year 6,500" in done.stdout
    assert "threshold plan 5\n  2026-04-05  no value" in done.stdout
