"""Thousands of people with 200 planted faults (HR-11): all reported, nothing half-loaded, and the mended file loads.

The suite takes a part of the people; `make bench-import` takes 30,000 and prints seconds beside those of a bare COPY.
"""

import io
import os
import sys
from time import perf_counter, process_time

import pytest
from django.db import connection

from hr.models import Assignment, Employment, OnboardingIssue, Person
from partners.scope import partner_scope
from tests.factories import onboarding
from tests.factories.people_file import csv_file, row

pytestmark = pytest.mark.django_db
PEOPLE = int(os.environ.get("ONBOARDING_PEOPLE", "800"))
N_FAULTS = 200
FIRST_ROW = 2  # below the headings
# What is planted, and the column in which it has to be found.
KINDS = (
    ({"surname": ""}, "surname"),
    ({"date_of_birth": "31/02/1990"}, "date_of_birth"),
    ({"date_of_birth": "2024-05-17"}, "date_of_birth"),
    ({"sex": "X"}, "sex"),
    ({"national_insurance_number": "QQ12345Z"}, "national_insurance_number"),
    ({"pay_group": "WEEKLY"}, "pay_group"),
    ({"start_date": ""}, "start_date"),
    ({"last_day": "2019-01-01"}, "last_day"),
    ({"post_number": "P999"}, "post_number"),
    ({"contract": "FOREVER"}, "contract"),
    ({"contract_hours": "99"}, "contract_hours"),
    ({"grade": "G99"}, "grade"),
    ({"spine_point": "99"}, "spine_point"),
    ({"tax_code": "12X57"}, "tax_code"),
    ({"ni_category": "Q"}, "ni_category"),
    ({"student_loan_plans": "9"}, "student_loan_plans"),
    ({"pension_scheme": "UNKNOWN"}, "pension_scheme"),
    ({"account_number": "12"}, "account_number"),
    ({"email": "not an address"}, "email"),
    ({"cost_split": "CC100:60"}, "cost_split"),
)


def people() -> list[dict[str, str]]:
    return [row(n, email=f"p{n}@example.org", continuous_service_from="2019-04-01") for n in range(1, PEOPLE + 1)]


def planted(right):
    """Return rows with faults of every kind, and where they are; two show only beside the row before."""
    rows, places = [dict(one) for one in right], set()
    step = PEOPLE // N_FAULTS
    for n in range(N_FAULTS):
        at = n * step + step - 1
        if n in (N_FAULTS - 1, N_FAULTS - 2):  # what only shows beside another row
            column = ("job_number", "national_insurance_number")[n % 2]
            rows[at][column] = rows[at - 1][column]
        else:
            wrong, column = KINDS[n % len(KINDS)]
            rows[at] |= wrong
        places.add((at + FIRST_ROW, column))
    return rows, places


def timed(label, work):
    """Do the work and print how long it took; nothing depends on it."""
    began, busy = perf_counter(), process_time()
    result = work()
    seconds, in_python = perf_counter() - began, process_time() - busy
    sys.stdout.write(f"{label:42} {seconds:8.2f} s, {in_python:8.2f} s of them in Python\n")
    return result


def copy_floor(stream: io.BytesIO) -> None:
    """Put the file into the database as it stands: no loader can be faster."""
    names = stream.getvalue().decode().splitlines()[0].split(",")
    columns = ", ".join(f'"{name}" text' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE floor ({columns}) ON COMMIT DROP")
        stream.seek(0)
        cursor.copy_expert("COPY floor FROM STDIN WITH (FORMAT csv, HEADER)", stream)


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        made = onboarding.project(cast)
        made.to_data()
        yield made


def test_200_faults_among_thousands_are_all_reported_and_nothing_is_loaded_until_they_are_mended(story):
    right = people()
    wrong, places = planted(right)
    faulty, mended = csv_file(*wrong), csv_file(*right)
    timed(f"COPY of {PEOPLE:,} rows, the floor", lambda: copy_floor(csv_file(*right)))

    extract = story.take(faulty)
    refused = timed("stage, check and report 200 faults", lambda: story.load(extract))

    found = list(OnboardingIssue.objects.filter(severity="S1").exclude(rule="OB-BANK"))
    assert (refused.is_applied, refused.n_faults) == (False, N_FAULTS)
    assert {(one.row, one.column) for one in found} == places
    assert len(found) == N_FAULTS
    assert [one for one in found if not (one.message and one.remedy and one.owner and one.due_on)] == []
    assert (Person.objects.count(), Employment.objects.count(), Assignment.objects.count()) == (0, 0, 0)

    extract = story.take(mended)
    loaded = timed("stage, check, load and balance", lambda: story.load(extract))

    assert (loaded.is_applied, loaded.n_new) == (True, PEOPLE)
    assert (Person.objects.count(), Assignment.objects.count()) == (PEOPLE, PEOPLE)
    assert OnboardingIssue.objects.filter(severity="S1").exclude(state="CLOSED").count() == 0
    assert OnboardingIssue.objects.filter(closed_load=loaded).count() >= N_FAULTS

    again = timed("the same extract once more", lambda: story.load(extract))

    assert (again.n_same, again.n_new + again.n_changed + again.n_gone) == (PEOPLE, 0)
