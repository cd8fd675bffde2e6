"""The cut-off lies five working days before pay day, over weekends and bank holidays."""

from datetime import date

import pytest

from hr.engine.pay_cutoff import cut_off_of


@pytest.mark.parametrize(
    ("pay_date", "closes"),
    [
        (date(2026, 11, 27), date(2026, 11, 20)),  # Friday to Friday
        (date(2026, 12, 31), date(2026, 12, 22)),  # over 25 and 28 December, Christmas Day and Boxing Day’s substitute
        (date(2027, 3, 31), date(2027, 3, 22)),  # over Good Friday and Easter Monday of 2027
    ],
)
def test_the_cut_off_lies_five_working_days_before_pay_day(pay_date, closes):
    assert cut_off_of(pay_date) == closes
