from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from payroll.engine import earnings, pensions
from payroll.engine.problems import PayslipProblem
from payroll.engine.rates import pension_bands
from payroll.engine.types import Arrangement, BandBasis, ItemKind, PayItem, Section
from tests.unit.payroll.engine.builders import inputs, job, lgps, pay

BASIC_RATE = Decimal("0.20")


def only(given):
    worked = earnings.work_out_pay(given)
    (made,) = pensions.contributions(given, worked, basic_rate=BASIC_RATE)
    return made


def regular(amount, **changes):
    return PayItem("TOOL", "Tool allowance", ItemKind.PAYMENT, amount=Decimal(amount), pensionable=True, **changes)


def bands(*pairs):
    return tuple((Decimal(up_to) if up_to else None, Decimal(rate)) for up_to, rate in pairs)


@pytest.mark.parametrize(
    ("annual", "rate"),
    [  # lgpsmember.org, contribution table April 2026
        ("18400", "0.055"),
        ("18400.99", "0.055"),
        ("18401", "0.058"),
        ("29000", "0.058"),
        ("47300", "0.065"),
        ("47301", "0.068"),
        ("210700", "0.114"),
        ("210701", "0.125"),
    ],
)
def test_lgps_band_follows_yearly_pay_rounded_down_to_the_pound(annual, rate):
    assert only(inputs(jobs=(job(annual),), pensions=(lgps(),))).band_rate == Decimal(rate)


def test_lgps_band_follows_actual_not_full_time_pay():
    # £34,237 at 30/37 hours is £27,759: 5.8%, not 6.5%
    made = only(inputs(jobs=(job(hours="30"),), pensions=(lgps(),)))

    assert (made.assessed, made.band_rate) == (Decimal("27759"), Decimal("0.058"))
    # £2,313.31 x 5.8% and x 21.8%
    assert (made.employee, made.employer) == (Decimal("134.17"), Decimal("504.30"))


def test_lgps_contribution_of_a_month():
    # £2,853.08 x 6.5% and x 21.8%
    made = only(inputs(pensions=(lgps(),)))

    assert (made.employee, made.employer) == (Decimal("185.45"), Decimal("621.97"))


def test_fifty_fifty_pays_half_and_the_employer_in_full():
    # £2,853.08 x 3.25% and x 21.8%
    membership = lgps(section=Section.FIFTY_FIFTY, section_share=Decimal("0.5"))

    made = only(inputs(pensions=(membership,)))

    assert (made.rate, made.employee, made.employer) == (Decimal("0.0325"), Decimal("92.73"), Decimal("621.97"))


def test_regular_allowance_counts_for_the_band_and_overtime_does_not():
    # £18,000 + 12 x £40 = £18,480: the second band; overtime of the same amount leaves the first
    terms = (job("18000"),)

    assert only(inputs(jobs=terms, items=(regular("40", regular=True),), pensions=(lgps(),))).assessed == 18480
    assert only(inputs(jobs=terms, items=(regular("40"),), pensions=(lgps(),))).assessed == 18000


def test_pay_assessed_by_the_employer_comes_first():
    made = only(inputs(pensions=(lgps(assessed_pay=Decimal("47300.50")),)))

    assert (made.assessed, made.band_rate) == (Decimal("47300"), Decimal("0.065"))


def test_casual_job_is_assessed_on_the_pay_of_the_period():
    # 10 hours x £17.75 x 12 = £2,130 a year
    hours = PayItem("CASUAL", "Hours worked", ItemKind.PAYMENT, units=Decimal(10), pensionable=True)

    assert only(inputs(jobs=(job(hours="0"),), items=(hours,), pensions=(lgps(),))).assessed == 2130


def test_each_job_has_its_own_band():
    jobs = (job("34237"), job("18000", ref="job-2"))
    given = inputs(jobs=jobs, pensions=(lgps(), lgps(job_ref="job-2")))

    made = pensions.contributions(given, earnings.work_out_pay(given), basic_rate=BASIC_RATE)

    assert [one.band_rate for one in made] == [Decimal("0.065"), Decimal("0.055")]


def test_police_officer_part_time_pays_the_tier_of_the_full_time_rate():
    # LPPA, police 2015 scheme 2025-26: 13.44% under £60,000 full time; £50,257 at 20/40 hours is £2,094.04 a month
    police = bands(("27000", "0.1244"), ("59999.99", "0.1344"), ("", "0.1378"))
    membership = lgps(scheme_code="POLICE", bands=police, basis=BandBasis.FULL_TIME, employer_rate=Decimal("0.353"))
    terms = job("50257", "20", full_time_hours="40")

    made = only(inputs(jobs=(terms,), pensions=(membership,)))

    assert (made.band_rate, made.employee, made.employer) == (
        Decimal("0.1344"),
        Decimal("281.44"),
        Decimal("739.20"),
    )


def test_police_tier_begins_at_exactly_60000():
    police = pensions.bands_of(pension_bands("police_2015", date(2025, 6, 1)))
    membership = lgps(bands=police, basis=BandBasis.FULL_TIME)

    assert only(inputs(jobs=(job("59999.99"),), pensions=(membership,))).band_rate == Decimal("0.1344")
    assert only(inputs(jobs=(job("60000"),), pensions=(membership,))).band_rate == Decimal("0.1378")


def test_firefighter_pays_the_tier_of_whole_time_pay():
    # fpsmember.org 2025-26: 12.9% to £51,515; £38,881 / 12 = £3,240.08
    fire = pensions.bands_of(pension_bands("firefighters_2015", date(2025, 6, 1)))
    membership = lgps(bands=fire, basis=BandBasis.FULL_TIME, employer_rate=Decimal("0.376"))

    made = only(inputs(jobs=(job("38881"),), pensions=(membership,)))

    assert (made.employee, made.employer) == (Decimal("417.97"), Decimal("1218.27"))


def test_teacher_pays_the_band_of_the_yearly_salary():
    # Teachers' Pensions 2025-26: 8.9% from £34,873; £40,000 / 12 = £3,333.33
    teachers = pensions.bands_of(pension_bands("teachers", date(2025, 6, 1)))

    made = only(inputs(jobs=(job("40000"),), pensions=(lgps(bands=teachers),)))

    assert made.employee == Decimal("296.67")


def nest(**changes):
    return lgps(
        scheme_code="NEST",
        scheme_name="NEST",
        arrangement=Arrangement.RELIEF_AT_SOURCE,
        bands=bands(("", "0.05")),
        employer_rate=Decimal("0.03"),
        qualifying=(Decimal(520), Decimal(4189)),
        job_ref="",
        **changes,
    )


def test_nest_takes_qualifying_earnings_and_leaves_the_relief_to_the_scheme():
    # £2,000 less £520 = £1,480: 5% is £74.00, of which the scheme claims 20%; the employer pays 3%
    made = only(pay("2000.00", items=(regular("0"),), pensions=(nest(),)))

    assert (made.full, made.employee, made.employer) == (Decimal("0.00"), Decimal("0.00"), Decimal("0.00"))

    made = only(inputs(jobs=(job("24000"),), pensions=(nest(),)))

    assert (made.base, made.full, made.employee, made.employer) == (
        Decimal("1480.00"),
        Decimal("74.00"),
        Decimal("59.20"),
        Decimal("44.40"),
    )


def test_nest_stops_at_the_upper_limit():
    # (£4,189 less £520) x 5% x 80%
    made = only(inputs(jobs=(job("120000"),), pensions=(nest(),)))

    assert made.employee == Decimal("146.76")


def test_repaid_pensionable_pay_gives_the_contribution_back():
    given = inputs(jobs=(job(hours="0"),), items=(regular("-100"),), pensions=(lgps(),))

    assert only(given).employee == Decimal("-5.50")


def test_pensionable_pay_counts_each_pound_once():
    given = inputs(pensions=(lgps(), nest()))
    worked = earnings.work_out_pay(given)
    made = pensions.contributions(given, worked, basic_rate=BASIC_RATE)

    assert pensions.pensionable_pay(made, worked) == Decimal("2853.08")
    assert pensions.pensionable_pay(made[1:], worked) == Decimal("2853.08")
    assert pensions.pensionable_pay([], worked) == Decimal("0.00")


@pytest.mark.parametrize(
    ("memberships", "code", "remedy"),
    [
        ((lgps(), lgps()), "PENSION_TWICE", "End one"),
        ((lgps(bands=bands(("1000", "0.05"))),), "PENSION_BAND_MISSING", "Load the contribution bands"),
        ((lgps(bands=()),), "PENSION_BAND_MISSING", "Load the contribution bands"),
        ((lgps(section=Section.FIFTY_FIFTY),), "PENSION_SHARE_MISSING", "Load the share"),
        ((lgps(basis=BandBasis.FULL_TIME, job_ref="gone"),), "PENSION_PAY_MISSING", "Give the yearly pay"),
    ],
)
def test_bad_membership_is_refused_with_what_to_do(memberships, code, remedy):
    given = inputs(pensions=memberships)

    with pytest.raises(PayslipProblem) as raised:
        pensions.contributions(given, earnings.work_out_pay(given), basic_rate=BASIC_RATE)

    assert raised.value.code == code
    assert remedy in raised.value.remedy


def test_order_of_memberships_makes_no_difference():
    given = inputs(pensions=(lgps(), nest()))
    turned = replace(given, pensions=given.pensions[::-1])

    made = [pensions.contributions(one, earnings.work_out_pay(one), basic_rate=BASIC_RATE) for one in (given, turned)]

    assert made[0] == made[1]
