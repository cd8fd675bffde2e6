"""Thousands of people with 200 planted faults (HR-11): all reported, nothing half-loaded, and the mended file loads.

The suite takes a part of the people; `make bench-import` takes 3,000 and 30,000, prints people a second beside a bare
COPY, and refuses a load that takes longer for each person when there are more of them.
"""

import io
import os
import sys
from collections import defaultdict
from time import perf_counter, process_time

import pytest
from django.db import ProgrammingError, connection, transaction

from hr.models import Assignment, Employment, OnboardingIssue, Person
from partners.scope import partner_scope
from tests.factories import onboarding
from tests.factories.people_file import csv_file, row

pytestmark = pytest.mark.django_db
SIZES = [int(size) for size in os.environ.get("ONBOARDING_PEOPLE", "400").split(",")]
COPY, CHECK, LOAD, AGAIN = (
    "COPY, the floor",
    "stage, check, report 200 faults",
    "stage, check, load, balance",
    "the same",
)
MORE_EACH = 1.5
"""A person of the longest load may take so much longer than one of the shortest: a machine is never quite still."""
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


def people(how_many: int) -> list[dict[str, str]]:
    return [row(n, email=f"p{n}@example.org", continuous_service_from="2019-04-01") for n in range(1, how_many + 1)]


def planted(right):
    """Return rows with faults of every kind, and where they are; two show only beside the row before."""
    rows, places = [dict(one) for one in right], set()
    step = len(right) // N_FAULTS
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


@pytest.fixture(scope="module")
def seconds():
    """Seconds by size and step; what was measured at several sizes is compared at the end."""
    taken = defaultdict(dict)
    yield taken
    if len(taken) > 1:
        (few, short), (many, long) = min(taken.items()), max(taken.items())
        for name in (CHECK, LOAD):
            each = (long[name] / many) / (short[name] / few)
            sys.stdout.write(f"{name:34} a person of {many:,} takes {each:.2f} times one of {few:,}\n")
            assert each < MORE_EACH, f"{name} grows faster than the number of people"


def timed(taken, name, n_people, work):
    """Do the work, print how long it took, and keep that."""
    began, busy = perf_counter(), process_time()
    result = work()
    taken[name], in_python = perf_counter() - began, process_time() - busy
    says = f"{taken[name]:8.2f} s ({in_python:.2f} in Python), {n_people / taken[name]:9,.0f} people a second"
    sys.stdout.write(f"{n_people:6,} {name:34} {says}\n")
    return result


def loaded_and_checked(story, extract):
    """Load an extract, and have the database check what it otherwise checks when the load is committed."""
    made = story.load(extract)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return made


def copy_floor(stream: io.BytesIO) -> None:
    """Put the file into the database as it stands: no loader can be faster."""
    names = stream.getvalue().decode().splitlines()[0].split(",")
    columns = ", ".join(f'"{name}" text' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE floor ({columns}) ON COMMIT DROP")
        stream.seek(0)
        cursor.copy_expert("COPY floor FROM STDIN WITH (FORMAT csv, HEADER)", stream)


def key_lookup() -> str:
    """How the check of a key finds a person: the condition on the index."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN SELECT 1 FROM hr_person WHERE partner_id = 1 AND id = 1 FOR KEY SHARE")
        return "".join(line for (line,) in cursor.fetchall() if "Index Cond" in line)


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        made = onboarding.project(cast)
        made.to_data()
        yield made


@pytest.mark.parametrize("size", SIZES)
def test_200_faults_among_thousands_are_all_reported_and_nothing_is_loaded_until_they_are_mended(story, size, seconds):
    right, taken = people(size), seconds[size]
    wrong, places = planted(right)
    faulty, mended = csv_file(*wrong), csv_file(*right)
    timed(taken, COPY, size, lambda: copy_floor(csv_file(*right)))

    extract = story.take(faulty)
    refused = timed(taken, CHECK, size, lambda: story.load(extract))

    found = list(OnboardingIssue.objects.filter(severity="S1").exclude(rule="OB-BANK"))
    assert (refused.is_applied, refused.n_faults) == (False, N_FAULTS)
    assert {(one.row, one.column) for one in found} == places
    assert len(found) == N_FAULTS
    assert [one for one in found if not (one.message and one.remedy and one.owner and one.due_on)] == []
    assert (Person.objects.count(), Employment.objects.count(), Assignment.objects.count()) == (0, 0, 0)

    extract = story.take(mended)
    loaded = timed(taken, LOAD, size, lambda: loaded_and_checked(story, extract))

    assert (loaded.is_applied, loaded.n_new) == (True, size)
    assert (Person.objects.count(), Assignment.objects.count()) == (size, size)
    assert OnboardingIssue.objects.filter(severity="S1").exclude(state="CLOSED").count() == 0
    assert OnboardingIssue.objects.filter(closed_load=loaded).count() >= N_FAULTS
    assert "id = " in key_lookup()  # not by partner alone, through everybody who came before

    again = timed(taken, AGAIN, size, lambda: story.load(extract))

    assert (again.n_same, again.n_new + again.n_changed + again.n_gone) == (size, 0)


def test_only_a_partner_scope_has_the_people_tables_counted(db):
    with pytest.raises(ProgrammingError, match="no partner scope"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT hr_count_people_tables()")
