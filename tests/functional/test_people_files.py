"""People files through the front door: template, check, problems, load; and the organisation's reference lists."""

import io
import re
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.test import Client

from hr import models as hr
from hr import tasks  # noqa: F401 - work that is rung for by name
from hr.importing.columns import COLUMNS
from hr.operations import import_checked
from partners.models import BackgroundJob
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.factories.people_file import csv_file, row, xlsx_file

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
BASE = "/p/northshire/people/import/"


pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def org(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        return make.organisation(cast.northshire)


def client(who):
    one = Client(raise_request_exception=False)
    one.force_login(who)
    return one


@pytest.fixture
def hana(cast, org):
    return client(cast.hana)


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def content(answer):
    return b"".join(answer.streaming_content)


def n_people(cast):
    with partner_scope(cast.northshire.pk):
        return hr.Person.objects.count()


@pytest.fixture
def hand_in(hana, django_capture_on_commit_callbacks):
    """Hand a file in, have it worked, and return the page of its job."""

    def work(stream, *, mode="check", name="staff.csv"):
        stream.name = name
        with django_capture_on_commit_callbacks(execute=True):
            answer = hana.post(BASE, {"file": stream, "mode": mode})
        assert answer.status_code == 302, text(answer)
        return answer["Location"]

    return work


# --- the page and the templates ---------------------------------------------------------------------------------------
def test_the_page_explains_every_column(hana):
    shown = text(hana.get(BASE))

    assert all(column.name in shown for column in COLUMNS)
    assert 'value="check" checked' in re.sub(
        r" id=\"\w+\"| class=\"[^\"]*\"| aria-\w+=\"[^\"]*\"", "", hana.get(BASE).content.decode()
    )


def test_the_templates_have_the_columns(hana):
    names = [column.name for column in COLUMNS]

    assert content(hana.get(f"{BASE}template.csv")).decode("utf-8-sig").strip().split(",") == names
    book = openpyxl.load_workbook(io.BytesIO(content(hana.get(f"{BASE}template.xlsx"))))
    assert [cell.value for cell in book["People"][1]] == names
    assert hana.get(f"{BASE}template.pdf").status_code == 404


def test_files_are_not_for_everybody(cast, org):
    for who in (cast.amara, cast.ben):
        assert client(who).get(BASE).status_code == 403
        assert client(who).post(BASE, {"file": csv_file(row(1)), "mode": "load"}).status_code == 403
    assert client(cast.dilys).get(BASE).status_code == 404
    assert n_people(cast) == 0


# --- a check, and then the load ---------------------------------------------------------------------------------------
def test_a_checked_file_is_loaded_by_a_button(cast, hana, hand_in, django_capture_on_commit_callbacks):
    checked = hand_in(csv_file(row(1), row(2)))

    page = text(hana.get(checked))
    assert n_people(cast) == 0
    assert "The file is right" in page
    assert "2 people, 2 employments and 2 jobs from 2 rows." in page

    with django_capture_on_commit_callbacks(execute=True):
        loading = hana.post(f"{checked}load/")
    assert n_people(cast) == 2
    assert "See the people" in text(hana.get(loading["Location"]))
    assert "Load it" not in text(hana.get(checked))


def test_a_checked_file_is_loaded_once_only(cast, hana, hand_in, django_capture_on_commit_callbacks):
    checked = hand_in(csv_file(row(1)))
    with django_capture_on_commit_callbacks(execute=True):
        hana.post(f"{checked}load/")

    again = hana.post(f"{checked}load/", follow=True)

    assert "The file is no longer there." in text(again)
    assert n_people(cast) == 1


def test_a_checked_file_is_forgotten_after_a_day(hana, hand_in, monkeypatch):
    kept = hand_in(csv_file(row(1)))
    name = f"private/imports/{kept.rstrip('/').rsplit('/', 1)[1]}.sealed"
    made = default_storage.get_modified_time(name)
    monkeypatch.setattr(default_storage, "listdir", lambda _folder: ([], [name.rsplit("/", 1)[1]]))

    assert import_checked.forget_old(at=made + timedelta(hours=23)) == 0
    assert "Load it" in text(hana.get(kept))
    assert import_checked.forget_old(at=made + timedelta(hours=25)) == 1
    assert "Load it" not in text(hana.get(kept))


def test_nobody_else_loads_a_checked_file(cast, hand_in):
    checked = hand_in(csv_file(row(1)))

    assert client(cast.amara).post(f"{checked}load/").status_code == 403
    assert client(cast.dilys).post(f"{checked}load/").status_code == 404
    assert n_people(cast) == 0


def test_a_file_with_problems_names_them_by_row_and_column(cast, hana, hand_in):
    checked = hand_in(csv_file(row(1), row(2, ni_category="Q"), row(3, contract_hours="99")))

    page = text(hana.get(checked))
    assert "Nothing was loaded: 2 problems in 3 rows." in page
    assert re.search(r"3 ni_category Q", page)
    assert re.search(r"4 contract_hours", page)
    assert "Load it" not in page
    assert "Only a file that was checked and found right can be loaded." in text(
        hana.post(f"{checked}load/", follow=True)
    )

    lines = hana.get(f"{checked}problems.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Row,Column,Value,What is wrong,What to do,")
    assert [line.split(",")[:2] for line in lines[1:3]] == [["3", "ni_category"], ["4", "contract_hours"]]
    assert n_people(cast) == 0


def test_problems_come_in_pages(hana, hand_in):
    checked = hand_in(csv_file(*[row(n, ni_category="Q") for n in range(1, 71)]))

    assert "Next" in text(hana.get(checked))
    assert "Previous" in text(hana.get(f"{checked}?page=2"))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("staff.csv", b"", "empty"),
        ("staff.csv", b"name,age\nAnn,3\n", "employee_number"),
        ("staff.xls", b"\xd0\xcf\x11\xe0rest", "old Excel workbook"),
        ("staff.xlsx", b"PK\x03\x04broken", "There is a problem"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_once(cast, hana, *, name, data, words):
    stream = io.BytesIO(data)
    stream.name = name

    answer = hana.post(BASE, {"file": stream, "mode": "load"})

    assert answer.status_code == 422
    assert words.lower() in text(answer).lower()
    with partner_scope(cast.northshire.pk):
        assert not BackgroundJob.objects.exists()


def test_a_form_without_a_file_is_refused(hana):
    answer = hana.post(BASE, {"mode": "check"})

    assert answer.status_code == 422
    assert 'href="#id_file"' in answer.content.decode()


def test_a_workbook_is_loaded_at_once_when_that_is_asked_for(cast, hana, hand_in):
    page = text(hana.get(hand_in(xlsx_file(row(1)), mode="load", name="staff.xlsx")))

    assert n_people(cast) == 1
    assert "Load people from staff.xlsx" in page
    assert "Load people from staff.xlsx" in text(hana.get(BASE))


def test_the_same_file_twice_doubles_nothing(cast, hana, hand_in):
    hand_in(csv_file(row(1)), mode="load")

    page = text(hana.get(hand_in(csv_file(row(1)), mode="load")))

    assert n_people(cast) == 1
    assert "the row is recorded already" in page


def test_an_import_of_another_partner_is_not_found(cast, hand_in):
    job = hand_in(csv_file(row(1))).rstrip("/").rsplit("/", 1)[1]

    assert client(cast.dilys).get(f"/p/southborough/people/import/{job}/").status_code in {403, 404}


# --- reference lists --------------------------------------------------------------------------------------------------
LISTS = {
    "units": "Unit U1",
    "posts": "P100",
    "grades": "Grade G5",
    "pay-scales": "NJC spine",
    "cost-centres": "CC100",
    "pension-schemes": "Local Government Pension Scheme",
    "pay-elements": "Overtime",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_reference_list_shows_what_holds(cast, hana, name):
    address = f"/p/northshire/partnership/{name}/"

    assert LISTS[name] in text(hana.get(address))
    assert client(cast.dilys).get(address).status_code == 404
    assert client(cast.rhys).get(address).status_code == 200
    assert LISTS[name] in content(hana.get(f"{address}?download=csv")).decode()


def test_reference_lists_need_the_permission(cast, org):
    from partners.roles import Role
    from tests.people import grant

    grant(cast.ed, cast.northshire, Role.REQUISITIONER)

    assert client(cast.ed).get("/p/northshire/partnership/units/").status_code == 403


@pytest.mark.parametrize(("on", "pay"), [("31/03/2026", "£25,989.00"), ("01/04/2026", "£26,847.00")])
def test_a_point_pays_what_it_paid_on_the_day(hana, on, pay):
    assert pay in text(hana.get(f"/p/northshire/partnership/pay-scales/?on={on}"))


def test_a_point_without_value_on_the_day_says_so(hana):
    assert "No value on this date" in text(hana.get("/p/northshire/partnership/pay-scales/?on=01/01/2020"))
