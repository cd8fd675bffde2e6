"""By when HSE is told of an accident: RIDDOR 2013, regs 4 and 8, and schedule 1."""

from datetime import date

import pytest

from hr.engine.safety import report_due

ON = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("riddor", "due"),
    [
        ("NO", None),
        ("SPECIFIED", date(2026, 11, 12)),  # ten days of the incident
        ("SEVEN_DAYS", date(2026, 11, 17)),  # fifteen days of the accident
        ("DISEASE", None),  # without delay
    ],
)
def test_report_due_by_what_happened(riddor, due):
    assert report_due(riddor=riddor, happened_on=ON) == due


def test_report_due_of_an_accident_before_the_first_row_goes_by_it():
    assert report_due(riddor="SPECIFIED", happened_on=date(2010, 1, 1)) == date(2010, 1, 11)
