"""The invented staff: the same every time, right in form, and consistent in themselves."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from sharedservices.common.nino import is_valid_nino
from sharedservices.common.paye_codes import check_tax_code
from sharedservices.demo.cases import CASES, QUARANTINED
from sharedservices.demo.jobs import JOBS
from sharedservices.demo.organisations import ARRIVING, PARTNERS
from sharedservices.demo.scales import SCALES
from sharedservices.demo.staff import FEWEST, TooFewPeople, headcounts, invent_staff

SPECS = {spec.code: spec for spec in (*PARTNERS, ARRIVING)}
LAST_DAY = date(2026, 12, 31)


@pytest.fixture(scope="module")
def staff():
    return invent_staff(2_400)


@pytest.fixture(scope="module")
def everybody(staff):
    return [member for members in staff.values() for member in members]


def test_staff_invented_twice_is_the_same(staff):
    assert invent_staff(2_400) == staff


def test_staff_of_2400_is_shared_out_over_five_partners(staff):
    assert {code: len(members) for code, members in staff.items()} == {
        "northshire": 1008, "northshire-police": 480, "northshire-fire": 192, "southborough": 408, "eastborough": 312,
    }  # fmt: skip


def test_staff_below_the_awkward_cases_is_refused():
    with pytest.raises(TooFewPeople, match="at least 60 people"):
        invent_staff(FEWEST - 1)


def test_smallest_staff_has_every_awkward_case():
    found = {
        (member.partner, member.key) for members in invent_staff(FEWEST).values() for member in members if member.key
    }

    assert found == {(case.partner, case.key) for case in CASES}


def test_numbers_are_unique_within_a_partner(staff):
    for members in staff.values():
        assert len({member.employee_no for member in members}) == len(members)
        assert len({member.nino for member in members}) == len(members)


def test_every_number_has_the_form_that_hmrc_and_banks_ask_for(everybody):
    assert all(is_valid_nino(member.nino) for member in everybody)
    assert all(member.sort_code.startswith("99") for member in everybody if member.sort_code)
    assert all(len(member.account_number) == 8 for member in everybody if member.key != "no-bank")


def test_every_tax_code_is_one_that_hmrc_issues(everybody):
    for code in {member.tax_code for member in everybody}:
        assert check_tax_code(code).code == code


def test_only_the_person_at_two_partners_is_there_twice(staff):
    counts = Counter(member.nino for members in staff.values() for member in members)
    twice = [nino for nino, times in counts.items() if times > 1]

    (one,) = twice
    assert {member.name for members in staff.values() for member in members if member.nino == one} == {
        "Siobhan Kinsella"
    }


def test_ni_letters_fit_the_age_until_december(everybody):
    for member in everybody:
        age = LAST_DAY.year - member.born.year - ((LAST_DAY.month, LAST_DAY.day) < (member.born.month, member.born.day))
        expected = "M" if age < 21 else "C" if age > 66 else "A"
        assert member.ni_category == ("H" if member.key == "apprentice" else expected), member


def test_spine_points_lie_in_the_grade_and_hours_within_full_time(everybody):
    for member in everybody:
        assert Decimal(0) <= member.hours <= member.full_time_hours
        if member.point:
            scale = next(scale for scale in SCALES[member.partner] if scale.code == member.job.scale)
            assert member.point in scale.points_of(member.job.grade), member


def test_jobs_name_units_and_terms_of_their_partner():
    for code, jobs in JOBS.items():
        spec = SPECS[code]
        units = {unit.code for units in spec.units.values() for unit in units}
        terms = {one.code for one in spec.terms}
        assert all(set(job.units) <= units and job.terms in terms for job in jobs)


def test_people_join_and_leave_in_every_month(everybody):
    joined = Counter(member.started.month for member in everybody if member.started >= date(2026, 4, 1))
    left = Counter(member.ended.month for member in everybody if member.ended)

    assert all(joined[month] >= 10 for month in range(4, 12))
    assert all(left[month] >= 3 for month in range(5, 12))


def test_quarantined_cases_are_among_the_people(everybody):
    assert set(QUARANTINED) <= {member.key for member in everybody}


def test_headcounts_are_full_time_equivalents_by_post(staff):
    counts = headcounts([member for member in staff["northshire"] if member.key in {"ordinary", "apprentice"}])

    assert sum(counts.values()) == Decimal(2)
