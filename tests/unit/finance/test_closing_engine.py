"""When control accounts are reconciled, and how old items are (domain FIN-03.3, FIN-13)."""

from datetime import date

import pytest

from finance.engine import closing

END = date(2026, 10, 31)


@pytest.mark.parametrize(
    ("arose_on", "label"),
    [
        (date(2026, 10, 31), "Up to 30 days"),
        (date(2026, 10, 1), "Up to 30 days"),
        (date(2026, 9, 30), "31 to 60 days"),
        (date(2026, 8, 2), "61 to 90 days"),
        (date(2026, 8, 1), "Over 90 days"),
    ],
)
def test_the_age_of_an_item_is_its_days_to_the_end_of_the_period(arose_on, label):
    assert closing.age(arose_on, on=END) == label


def test_every_account_holds_up_a_part_and_what_no_list_names_the_general_ledger():
    assert closing.timetable("NET_PAY").module == "PAYROLL"
    assert closing.timetable("") == closing.OTHER
    assert {one.module for one in closing.TIMETABLES.values()} == {"GL", "AP", "AR", "PAYROLL", "BANK"}
    assert closing.due_on(END, closing.timetable("BANK").days) == date(2026, 11, 3)
