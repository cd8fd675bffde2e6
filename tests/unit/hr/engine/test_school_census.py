"""What the school workforce census would refuse or ask about, contract by contract (domain HR-17)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hr.engine.school_census import CensusRow, check
from hr.views.school_census import reference_date

D, ON = Decimal, date(2026, 11, 5)
TEACHER = CensusRow(
    school="Aldermere Primary School", person="a", surname="Moss", forenames="Ada", date_of_birth=date(1985, 5, 17),
    sex="F", has_nino=True, teacher_number="1234567", is_teacher=True, contract="PERMANENT",
    contract_start=date(2020, 9, 1), contract_end=None, arrived=date(2020, 9, 1), job="Class teacher", group="Teachers",
    hours=D("32.50"), full_time_hours=D("32.50"), weeks=D("52.143"), fte=D("1.0000"), base_pay=D("45352.00"),
)  # fmt: skip


def said(*rows):
    return [[str(one) for one in faults] for faults in check(rows, on=ON)]


def test_a_whole_record_has_nothing_to_put_right():
    assert said(TEACHER) == [[]]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"forenames": ""}, "Error: The given name is missing"),
        ({"has_nino": False}, "Error: The National Insurance number is missing"),
        ({"teacher_number": ""}, "Error: The teacher number is missing"),
        ({"teacher_number": "123456"}, "Error: The teacher number is not seven digits"),
        ({"date_of_birth": date(2010, 11, 6)}, "Query: The date of birth makes 15 years"),
        ({"contract": "FIXED_TERM"}, "Error: A contract that is not permanent has no end"),
        ({"arrived": date(2026, 11, 6)}, "Error: The arrival in the school is after the reference date"),
        ({"hours": D("0.49")}, "4746Q"),
        ({"full_time_hours": D("40.01")}, "4765Q"),
        ({"full_time_hours": D("23.99")}, "4765Q"),
        ({"weeks": D(0)}, "4770"),
        ({"base_pay": None}, "Query: Paid by the hour"),
    ],
)
def test_what_is_missing_or_odd_is_said_with_its_remedy(given, words):
    (faults,) = said(replace(TEACHER, **given))

    assert len(faults) == 1
    assert words in faults[0]


@pytest.mark.parametrize(
    "given",
    [
        {"date_of_birth": date(2010, 11, 5)}, {"hours": D("0.50")}, {"full_time_hours": D(24)},
        {"contract": "FIXED_TERM", "contract_end": date(2027, 7, 31)}, {"is_teacher": False, "teacher_number": ""},
        {"arrived": ON},
    ],
)  # fmt: skip
def test_at_its_boundary_nothing_is_wrong(given):
    assert said(replace(TEACHER, **given)) == [[]]


def test_two_people_do_not_share_a_teacher_number_and_one_does_not_work_for_two():
    other = replace(TEACHER, person="b")
    assert all("6500" in faults[0] for faults in said(TEACHER, other))
    second = replace(TEACHER, fte=D("0.5000"))
    assert said(TEACHER, second) == [[], []]
    assert all("1.6 full-time equivalents" in faults[0] for faults in said(TEACHER, replace(second, fte=D("0.6000"))))


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2026, 11, 4), date(2025, 11, 6)), (date(2026, 11, 5), date(2026, 11, 5)),
        (date(2027, 1, 1), date(2026, 11, 5)),
    ],
)  # fmt: skip
def test_the_reference_date_is_the_first_thursday_in_november(today, found):
    assert reference_date(today) == found
