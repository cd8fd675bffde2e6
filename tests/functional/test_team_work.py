"""What a line manager does and reads in the own units: tasks of leavers, posts, vacancies, cost, reports."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine

from hr.models import Leaving, LeavingTask, OrgUnit
from partners.roles import Role
from tests.factories import hr
from tests.functional.people_pages import NOW, client, downloaded, in_scope, text
from tests.people import grant, make_cast, user
from tests.shared import for_a_module, undone

P = "/p/northshire/"


def _beside(cast, bob):
    """Move a person’s post into a unit beside the team."""
    post, unit = bob.assignment.post, bob.assignment.post.org_unit
    other = OrgUnit.objects.create(
        partner=cast.northshire, legal_entity=unit.legal_entity, code="BESIDE", name="Beside the team", kind="TEAM",
        valid=unit.valid,
    )  # fmt: skip
    moved = hr.post(other, post.role, "P-BESIDE")
    hr.seat(bob.assignment, moved)


def _leaves(cast, who):
    said = {"partner": cast.northshire, "person": who.person, "employment": who.employment}
    row = Leaving.objects.create(
        **said, leaving_reason="RESIGNATION", last_day=date(2026, 11, 30), notice_given_on=date(2026, 11, 1),
        notice="WORKED", access="LAST_DAY", exit_payment=Decimal(0), rehire="YES", ends_employment=True, ended=[],
        recorded_by=cast.hana, recorded_at=NOW,
    )  # fmt: skip
    tasks = [("keys", "Get back keys", "MANAGER"), ("p45", "P45 after the final pay", "PAYROLL")]
    return [
        LeavingTask.objects.create(
            partner=cast.northshire, leaving=row, code=code, title=f"{title} of {who.person.surname}", owner=owner,
            due_on=date(2026, 10, 30),
        )
        for code, title, owner in tasks
    ]  # fmt: skip


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    """Three people in the team of Mona, of whom Ann leaves; Bob leaves beside it."""
    with for_a_module(django_db_blocker), time_machine.travel(NOW, tick=False):
        cast = make_cast()
        with in_scope(cast):
            ann = hr.employee(cast.northshire, person_fields={"surname": "Insider"})
            for _number in range(2):
                hr.employee(cast.northshire, org=ann.org)
            bob = hr.employee(cast.northshire, org=ann.org, person_fields={"surname": "Outsider"})
            _beside(cast, bob)
            inside, outside = _leaves(cast, ann), _leaves(cast, bob)
        mona = user("Mona")
        grant(mona, cast.northshire, Role.LINE_MANAGER, unit=ann.assignment.post.org_unit_id)
        yield SimpleNamespace(cast=cast, inside=inside, outside=outside, login=mona)


@pytest.fixture
def made(whole, db):
    with undone(), time_machine.travel(NOW, tick=False):
        whole.mona = client(whole.login)
        yield whole


def test_a_manager_settles_the_tasks_of_the_own_team_alone(made):
    keys, p45 = made.inside
    assert "Somebody leaves your team" in text(made.mona.get(P))
    shown = text(made.mona.get(f"{P}team/tasks/"))
    assert ("Get back keys of Insider" in shown, "P45" in shown, "Outsider" in shown) == (True, False, False)
    at = f"{P}team/tasks/{keys.uuid}/"
    answer = made.mona.post(at, {"action": "drop", "note": ""})
    assert answer.status_code == 422
    made.mona.post(at, {"action": "finish", "note": "Two keys"})
    assert "There is nothing to do" in text(made.mona.get(f"{P}team/tasks/"))
    for other in (made.outside[0], p45, keys):
        assert made.mona.get(f"{P}team/tasks/{other.uuid}/").status_code == 404
    with in_scope(made.cast):
        keys.refresh_from_db()
    assert (keys.state, keys.note, keys.settled_by_id) == ("DONE", "Two keys", made.login.pk)


def test_posts_and_cost_are_those_of_the_own_units(made):
    page = made.mona.get(f"{P}team/posts/")
    shown = text(page)
    assert "P100" in shown
    assert "P-BESIDE" not in shown
    cost = page.context_data["cost"]
    assert [cell["text"] for cell in cost[0]][1] == "3"
    assert b"P100" in downloaded(made.mona.get(f"{P}team/posts/?download=csv"))


def test_two_people_are_not_shown_by_their_salary(made):
    with in_scope(made.cast):
        two = OrgUnit.objects.get(code="BESIDE")
    who = user("Max")
    grant(who, made.cast.northshire, Role.LINE_MANAGER, unit=two.pk)
    page = client(who).get(f"{P}team/posts/")
    assert page.context_data["cost"] == []
    assert "fewer than 3 people are paid here" in text(page)


def test_reports_show_a_manager_what_they_may_open(made):
    shown = text(made.mona.get(f"{P}reports/"))
    assert ("Sickness to talk about" in shown, "Posts and cost of my units" in shown) == (True, True)
    assert "Workforce and turnover" not in shown
    assert made.mona.get(f"{P}reports/workforce/").status_code == 403
