from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.engine.errors import PayInputInvalid
from payroll.engine.paye import Basis, income_tax
from payroll.engine.rates import rates_on
from payroll.engine.tax_code import parse_tax_code
from sharedservices.common.periods import Frequency

D = Decimal
RATES_2026 = rates_on(date(2026, 11, 27))
RATES_2025 = rates_on(date(2025, 11, 28))

PAY = st.decimals(min_value=0, max_value=40_000, places=2)
CODES = st.sampled_from(
    ["1257L", "0T", "BR", "D0", "D1", "45L", "K585", "S1257L", "SD3", "SK45", "C1257L", "CBR", "2514L", "K9999"]
)


def tax(code, *, pay, period=1, to_date=None, before="0.00", frequency="monthly", rates=RATES_2026, **rest):
    return income_tax(
        code=parse_tax_code(code),
        frequency=Frequency(frequency),
        period=period,
        pay_to_date=D(to_date if to_date is not None else pay),
        tax_to_date_before=D(before),
        pay_this_period=D(pay),
        week1month1=rest.pop("week1month1", False),
        rates=rates,
        **rest,
    )


def test_cumulative_month_keeps_every_figure():
    # free pay 1257: (257 x 10 + 9) / 12 = 214.9166 up to 214.92, + 2 blocks of 416.67 = 1048.26 a month
    result = tax("1257L", pay="3000.00", period=8, to_date="24000.00", before="2700.00")

    assert result.basis is Basis.CUMULATIVE
    assert (result.periods, result.pay, result.free_pay) == (8, D("24000.00"), D("8386.08"))
    assert (result.taxable_pay, result.taxed_pay) == (D("15613.92"), D(15613))
    assert (result.band, result.band_rate, result.band_threshold, result.tax_below_band) == (2, D("0.20"), 0, 0)
    assert (result.tax_on_pay, result.tax_before, result.due) == (D("3122.60"), D("2700.00"), D("422.60"))
    assert (result.tax, result.limit, result.limit_applied, result.uncollected) == (D("422.60"), D("1500.00"), False, 0)


def test_scottish_month_uses_four_decimals_inside():
    # 2026-27, month 1: band 3 starts at 16956/12 = 1413, tax below it (3967 x 19% + 12989 x 20%) / 12 = 279.2941
    result = tax("S1257L", pay="3000.00")

    assert (result.band, result.band_threshold, result.tax_below_band) == (3, D("1413.0000"), D("279.2941"))
    assert (result.taxed_pay, result.tax) == (D(1951), D("392.27"))


def test_band_is_chosen_by_exact_pay_against_the_threshold_rounded_up():
    # 0T month 1: 37700/12 = 3141.6666, rounded up 3142: 3142.00 is still taxed at 20%, 3142.01 in the next band
    assert tax("0T", pay="3142.00").band == 2
    assert tax("0T", pay="3142.01").band == 3
    assert tax("0T", pay="3142.01").tax == D("628.46")


@pytest.mark.parametrize(
    ("code", "rate"),
    [
        ("BR", "200.00"), ("D0", "400.00"), ("D1", "450.00"),
        ("SBR", "200.00"), ("SD0", "210.00"), ("SD1", "420.00"), ("SD2", "450.00"), ("SD3", "480.00"),
        ("CBR", "200.00"), ("CD0", "400.00"), ("CD1", "450.00"),
    ],
)  # fmt: skip
def test_flat_codes_tax_whole_pounds_at_one_rate(code, rate):
    result = tax(code, pay="1000.99")

    assert (result.tax, result.band) == (D(rate), 0)


def test_k_code_adds_pay_and_the_limit_holds_tax_back_until_later():
    # K475: (475 x 10 + 9) / 12 = 396.5833 up to 396.59 a month, added to pay
    first = tax("K475", pay="100.00", period=1)
    second = tax("K475", pay="2000.00", period=2, to_date="2100.00", before=str(first.tax))

    assert (first.free_pay, first.taxable_pay, first.due) == (D("-396.59"), D("496.59"), D("99.20"))
    assert (first.tax, first.limit_applied, first.uncollected) == (D("50.00"), True, D("49.20"))
    assert (second.tax, second.limit_applied) == (D("528.60"), False)


def test_limit_is_worked_on_pay_less_payrolled_benefits():
    result = tax("D1", pay="1000.00", limit_pay=D("700.00"))

    assert (result.tax, result.limit, result.uncollected) == (D("350.00"), D("350.00"), D("100.00"))


def test_limit_on_pay_below_nothing_is_nothing():
    result = tax("K475", pay="-100.00", to_date="5000.00", period=1)

    assert (result.tax, result.limit) == (0, 0)


def test_refund_is_never_limited():
    result = tax("1257L", pay="0.00", period=6, to_date="5000.00", before="800.00")

    assert (result.tax, result.limit_applied) == (D("-800.00"), False)


def test_nt_refunds_the_year_on_the_cumulative_basis_and_nothing_on_week_1():
    assert tax("NT", pay="2000.00", period=5, to_date="9000.00", before="1234.56").tax == D("-1234.56")
    assert tax("NT M1", pay="2000.00", period=5, to_date="9000.00", before="1234.56").tax == 0


@pytest.mark.parametrize("mark", ["1257L M1", "1257L"])
def test_month_1_basis_looks_at_this_payment_alone(mark):
    result = tax(mark, pay="3000.00", period=8, to_date="3000.00", before="999.99", week1month1=mark == "1257L")

    assert (result.basis, result.periods, result.tax_before) == (Basis.WEEK1_MONTH1, 1, 0)
    assert result.tax == D("390.20")


def test_month_1_basis_never_refunds():
    assert tax("1257L M1", pay="-50.00", period=3).tax == 0


@pytest.mark.parametrize(
    ("frequency", "period", "pay", "periods", "expected"),
    [
        # free pay of one week for 1257: 241.92
        ("weekly", 53, "500.00", 1, "51.60"),
        ("fortnightly", 53, "1000.00", 2, "103.20"),
        ("fortnightly", 54, "1000.00", 2, "103.20"),
        ("fortnightly", 56, "1000.00", 2, "103.20"),
        ("fourweekly", 53, "2000.00", 4, "206.40"),
        ("fourweekly", 54, "2000.00", 4, "206.40"),
        ("fourweekly", 56, "2000.00", 4, "206.40"),
    ],
)
def test_extra_pay_day_stands_alone_whatever_the_basis(frequency, period, pay, periods, expected):
    result = tax("1257L", pay=pay, period=period, to_date="99999.99", before="20000.00", frequency=frequency)

    assert (result.basis, result.periods, result.tax) == (Basis.WEEK_53, periods, D(expected))


@pytest.mark.parametrize(
    ("frequency", "code", "period", "pay", "periods", "expected"),
    [
        ("fortnightly", "1257L", 4, "4000.00", 4, "632.80"),
        ("fortnightly", "1257L W1", 4, "1000.00", 2, "103.20"),
        ("fourweekly", "1257L", 4, "2000.00", 4, "206.40"),
        ("fourweekly", "1257L W1", 8, "2000.00", 4, "206.40"),
        ("quarterly", "1257L", 3, "10000.00", 3, "1371.00"),
        ("quarterly", "1257L M1", 6, "10000.00", 3, "1371.00"),
        ("annually", "1257L", 12, "60000.00", 12, "11428.00"),
        ("annually", "1257L M1", 3, "60000.00", 12, "11428.00"),
    ],
)
def test_other_frequencies_use_their_weeks_or_months(frequency, code, period, pay, periods, expected):
    result = tax(code, pay=pay, period=period, frequency=frequency)

    assert (result.periods, result.tax) == (periods, D(expected))


@pytest.mark.parametrize(
    ("frequency", "period", "message"),
    [
        ("monthly", 0, "tax months 1 to 12"),
        ("monthly", 13, "tax months 1 to 12"),
        ("quarterly", 53, "tax months 1 to 12"),
        ("weekly", 54, "tax weeks 1 to 52, and 53 for the extra pay day"),
        ("fortnightly", 55, "53, 54, 56 for the extra pay day"),
        ("fourweekly", 57, "53, 54, 56 for the extra pay day"),
    ],
)
def test_a_period_that_does_not_exist_is_refused(frequency, period, message):
    with pytest.raises(PayInputInvalid, match=message):
        tax("1257L", pay="100.00", period=period, frequency=frequency)


def test_the_year_of_the_pay_date_chooses_the_bands():
    assert tax("S0T", pay="300.00").band == 1
    assert tax("S0T", pay="300.00", rates=RATES_2025).band == 2


@given(code=CODES, to_date=PAY, period=st.integers(1, 12), before=PAY, pay=PAY)
def test_tax_to_date_depends_only_on_pay_to_date_and_period(code, to_date, period, before, pay):
    one = tax(code, pay=pay, period=period, to_date=to_date, before=before)
    other = tax(code, pay="0.00", period=period, to_date=to_date)

    assert one.tax_on_pay == other.tax_on_pay
    assert one.tax + one.uncollected == one.tax_on_pay - before


@given(code=CODES, pays=st.lists(PAY, min_size=12, max_size=12))
def test_twelve_cumulative_months_equal_the_year(code, pays):
    paid = taken = D("0.00")
    for period, pay in enumerate(pays, start=1):
        paid += pay
        result = tax(code, pay=pay, period=period, to_date=paid, before=taken)
        taken += result.tax

    year = tax(code, pay=paid, period=12, frequency="annually")

    assert taken + result.uncollected == year.tax_on_pay


@given(code=CODES, pays=st.permutations([D("1200.00"), D("1900.55"), D("6000.10"), D("0.00"), D("333.33"), D("12000")]))
def test_the_order_of_payments_never_changes_the_total(code, pays):
    paid = taken = D("0.00")
    for period, pay in enumerate(pays, start=1):
        paid += pay
        result = tax(code, pay=pay, period=period, to_date=paid, before=taken)
        taken += result.tax

    assert taken + result.uncollected == tax(code, pay="0.00", period=6, to_date="21433.98").tax_on_pay


@given(code=CODES, low=PAY, more=PAY, period=st.integers(1, 52))
def test_more_pay_never_means_less_tax(code, low, more, period):
    less = tax(code, pay=low, period=period, frequency="weekly")
    greater = tax(code, pay=low + more, period=period, frequency="weekly")

    assert less.tax_on_pay <= greater.tax_on_pay
    assert less.tax <= greater.tax


@given(code=CODES, pay=PAY, before=PAY, period=st.integers(1, 12), to_date=PAY)
def test_tax_never_exceeds_half_of_the_pay(code, pay, before, period, to_date):
    result = tax(code, pay=pay, period=period, to_date=to_date, before=before)

    assert result.tax * 2 <= pay
    assert result.limit_applied == (result.uncollected > 0)
