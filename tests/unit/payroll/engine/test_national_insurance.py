from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.engine.errors import NiCategoryInvalid, PayInputInvalid
from payroll.engine.national_insurance import DirectorYear, class1, director, split_over
from payroll.engine.rates import rates_on
from payroll.engine.types import DirectorMethod, NiBands
from sharedservices.common.periods import Frequency

D = Decimal
RATES_2025 = rates_on(date(2025, 11, 28))
RATES_2026 = rates_on(date(2026, 11, 27))
EARNINGS = st.decimals(min_value=0, max_value=20_000, places=2)
LETTERS = st.sampled_from("ABCDEFHIJKLMNSVXZ")
FREQUENCIES = st.sampled_from(list(Frequency))


def ni(category, earnings, frequency="monthly", rates=RATES_2026):
    return class1(category=category, earnings=D(earnings), frequency=Frequency(frequency), rates=rates)


def test_a_month_keeps_every_figure():
    # 2026-27 month: LEL 559, ST 417, PT 1048, UEL 4189
    result = ni("A", "5000.00")

    assert (result.main_earnings, result.upper_earnings, result.employer_earnings) == (3141, D("811.00"), D("4583.00"))
    assert (result.employee_main, result.employee_upper) == (D("251.28"), D("16.22"))
    assert (result.employee, result.employer) == (D("267.50"), D("687.45"))
    assert result.bands == NiBands(at_lel=D(559), lel_to_pt=D(489), pt_to_uel=D(3141))
    assert (result.employer_threshold, result.weeks) == (D(417), 0)


def test_employee_bands_are_rounded_each_on_its_own():
    # fortnight: 1450 x 8% = 116.00; 0.33 x 2% = 0.0066 -> 0.01 by its third decimal
    result = ni("A", "1934.33", "fortnightly")

    assert (result.employee_main, result.employee_upper, result.employee) == (D("116.00"), D("0.01"), D("116.01"))


def test_employer_pays_below_the_lower_earnings_limit_with_nothing_to_report():
    # HMRC NI test data 2025-26: 96.04 a week gives 0.01
    result = ni("A", "96.04", "weekly", RATES_2025)

    assert (result.employee, result.employer, result.bands) == (0, D("0.01"), NiBands())


@pytest.mark.parametrize(
    ("letters", "employee", "employer"),
    [
        # 5000.00 in a month: PT-UEL 3141, above UEL 811; employer from ST 417, FUST 2083 or UST 4189
        ("A", "267.50", "687.45"),
        ("HMV", "267.50", "121.65"),
        ("FN", "267.50", "437.55"),
        ("B", "74.33", "687.45"),
        ("EI", "74.33", "437.55"),
        ("J", "79.04", "687.45"),
        ("Z", "79.04", "121.65"),
        ("DL", "79.04", "437.55"),
        ("C", "0.00", "687.45"),
        ("KS", "0.00", "437.55"),
        ("X", "0.00", "0.00"),
    ],
)
def test_every_category_letter(letters, employee, employer):
    for letter in letters:
        result = ni(letter, "5000.00")
        assert (result.category.letter, result.employee, result.employer) == (letter, D(employee), D(employer))


def test_letter_x_reports_nothing():
    result = ni("X", "5000.00")

    assert result.bands == NiBands()
    assert result.employer_threshold is None


@pytest.mark.parametrize(
    ("frequency", "lel", "st", "pt", "uel", "fust"),
    [
        ("weekly", 125, 96, 242, 967, 481),
        ("fortnightly", 250, 193, 484, 1934, 962),
        ("fourweekly", 500, 385, 967, 3867, 1924),
        ("monthly", 542, 417, 1048, 4189, 2083),
        ("quarterly", 1625, 1250, 3143, 12568, 6250),
        ("annually", 6500, 5000, 12570, 50270, 25000),
    ],
)
def test_thresholds_of_every_earnings_period(frequency, lel, st, pt, uel, fust):
    thresholds = RATES_2025.national_insurance.thresholds[Frequency(frequency)]

    assert (thresholds.lower_earnings_limit, thresholds.primary_threshold) == (lel, pt)
    assert thresholds.upper_earnings_limit == uel
    assert thresholds.secondary == {"ST": st, "FUST": fust, "UST": uel}


def test_earnings_below_nothing_are_no_refund():
    result = ni("A", "-100.00")

    assert (result.employee, result.employer, result.bands) == (0, 0, NiBands())


@pytest.mark.parametrize("letter", ["", "a", "G", "AA", "Q"])
def test_an_unknown_letter_is_refused_with_those_that_exist(letter):
    with pytest.raises(NiCategoryInvalid, match="Use one of A B C D E F H I J K L M N S V X Z"):
        ni(letter, "100.00")


def due(method, earnings, before=None, *, category="A", frequency="weekly", rates=RATES_2025, **rest):
    return director(
        category=category,
        method=DirectorMethod(method),
        earnings=D(earnings),
        frequency=Frequency(frequency),
        rates=rates,
        before=before or DirectorYear(),
        **rest,
    )


def test_director_appointed_in_the_year_has_a_share_of_the_yearly_thresholds():
    # HMRC directors test data 2025-26, category M from week 5: 48 weeks, 48,000
    result = due("annual", "48000.00", category="M", frequency="annually", weeks=48)

    assert (result.employee, result.employer) == (D("2815.92"), D("239.40"))
    assert (result.thresholds.primary_threshold, result.thresholds.upper_earnings_limit) == (11604, 46404)


def test_director_on_the_annual_method_pays_nothing_until_the_yearly_threshold():
    first = due("annual", "12000.00", frequency="monthly")
    second = due(
        "annual",
        "3000.00",
        DirectorYear(earnings=D("12000.00"), employee=first.employee, employer=first.employer),
        frequency="monthly",
    )

    assert (first.employee, first.employer) == (0, D("1050.00"))
    assert (second.employee, second.employer) == (D("194.40"), D("450.00"))
    assert first.bands == NiBands(D(6500), D("5500.00"), D(0))
    assert second.bands == NiBands(D(0), D("570.00"), D("2430.00"))


def test_director_on_the_alternative_method_is_an_employee_until_the_last_payment():
    # HMRC directors test data 2025-26, sequence 1: 52 weeks of 1,000
    week = due("alternative", "1000.00")
    before = DirectorYear(earnings=D("51000.00"), employee=D("2991.66"), employer=D("6915.60"))
    last = due("alternative", "1000.00", before, last_payment=True)

    assert (week.employee, week.employer, week.weeks) == (D("58.66"), D("135.60"), 0)
    assert (last.employee, last.employer, last.weeks) == (D("58.94"), D("134.40"), 52)


def test_director_with_columns_reported_before_reports_the_rest():
    before = DirectorYear(earnings=D("51000.00"), bands=NiBands(D(6375), D(5967), D(36975)))

    result = due("alternative", "1000.00", before, last_payment=True)

    assert result.bands == NiBands(D(125), D(103), D(725))


def test_director_who_reaches_pension_age_gets_nothing_back_and_pays_nothing_more():
    # 30,000 under A: (30000 - 12570) x 8% = 1394.40; then 40,000 under C, employer (70000 - 5000) x 15% in all
    before = DirectorYear(
        earnings=D("30000.00"), employee=D("1394.40"), employer=D("3750.00"), earlier=[("A", D("30000.00"))]
    )

    result = due("annual", "40000.00", before, category="C", frequency="annually")

    assert (result.employee, result.employer) == (0, D("6000.00"))
    assert (result.employee_before, result.employer_before) == (0, D("3750.00"))


def test_director_with_earlier_earnings_under_the_same_letter_is_as_without_them():
    plain = DirectorYear(earnings=D("30000.00"), employee=D("1394.40"), employer=D("3750.00"))
    listed = DirectorYear(plain.earnings, plain.employee, plain.employer, earlier=[("A", D("30000.00"))])

    assert due("annual", "1000.00", plain) == due("annual", "1000.00", listed)


def test_director_with_earlier_earnings_that_do_not_add_up_is_refused():
    before = DirectorYear(earnings=D("30000.00"), earlier=[("A", D("20000.00"))])

    with pytest.raises(PayInputInvalid, match="do not add up"):
        due("annual", "1000.00", before)


@pytest.mark.parametrize("weeks", [0, 53, -1])
def test_director_weeks_that_cannot_be_are_refused(weeks):
    with pytest.raises(PayInputInvalid, match="1 to 52 weeks"):
        due("annual", "1000.00", weeks=weeks)


@given(payments=st.lists(EARNINGS, min_size=1, max_size=12), letter=LETTERS, weeks=st.integers(1, 52))
def test_a_directors_payments_add_up_to_the_year(payments, letter, weeks):
    before = DirectorYear()
    columns = [D(0)] * 3
    for payment in payments:
        result = due("annual", payment, before, category=letter, weeks=weeks)
        before = DirectorYear(
            before.earnings + payment, before.employee + result.employee, before.employer + result.employer
        )
        columns = [a + b for a, b in zip(columns, bands_of(result), strict=True)]

    year = due("annual", sum(payments), category=letter, weeks=weeks, frequency="annually")

    assert (before.employee, before.employer) == (year.employee, year.employer)
    assert columns == bands_of(year)


def bands_of(result):
    return [result.bands.at_lel, result.bands.lel_to_pt, result.bands.pt_to_uel]


@given(
    letter=LETTERS,
    frequency=FREQUENCIES,
    earnings=st.lists(EARNINGS, min_size=1, max_size=6),
)
def test_split_over_employments_adds_up_to_the_penny(letter, frequency, earnings):
    by_ref = {f"job-{i}": amount for i, amount in enumerate(earnings)}
    result = ni(letter, sum(earnings), frequency)

    shares = split_over(result, by_ref)

    assert list(shares) == list(by_ref)
    assert sum(share.employee for share in shares.values()) == result.employee
    assert sum(share.employer for share in shares.values()) == result.employer
    assert [sum(parts) for parts in zip(*(bands_of(share) for share in shares.values()), strict=True)] == bands_of(
        result
    )


def test_split_over_gives_nothing_to_an_employment_without_earnings():
    shares = split_over(ni("A", "3000.00"), {"school": D("3000.00"), "library": D("0.00"), "recovery": D("-50.00")})

    assert shares["school"].employee == D("156.16")
    assert (shares["library"].employee, shares["library"].employer, shares["library"].bands) == (0, 0, NiBands())
    assert shares["recovery"].employer == 0


@given(letter=LETTERS, frequency=FREQUENCIES, low=EARNINGS, more=EARNINGS)
def test_more_earnings_never_mean_less_insurance(letter, frequency, low, more):
    less, greater = ni(letter, low, frequency), ni(letter, low + more, frequency)

    assert less.employee <= greater.employee
    assert less.employer <= greater.employer
    assert all(a <= b for a, b in zip(bands_of(less), bands_of(greater), strict=True))


@given(letter=LETTERS, frequency=FREQUENCIES, earnings=EARNINGS)
def test_reported_columns_never_exceed_the_earnings(letter, frequency, earnings):
    result = ni(letter, earnings, frequency)

    assert sum(bands_of(result)) <= earnings
    assert result.main_earnings + result.upper_earnings <= earnings
