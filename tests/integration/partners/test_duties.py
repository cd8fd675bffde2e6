"""Separation of duties over what is in force: what slipped past the grant is found, shown, and cleared."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from partners import tasks
from partners.models import AuditEvent, Delegation, DutiesFinding, Grant
from partners.operations import duties
from partners.queries.duties import findings
from partners.roles import Role
from partners.scope import partner_scope
from tests.people import grant

AT = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
TODAY = AT.date()
ACCESS = "/p/northshire/partnership/access/"


@pytest.fixture
def at_northshire(cast):
    with partner_scope(cast.northshire.pk):
        yield cast


def check(cast, at=AT):
    return duties.check(partner_id=cast.northshire.pk, at=at)


def second_login(cast, role=Role.PAYROLL_RELEASER, valid=None):
    """Ed turns out to be Amara: the check at the grant saw two human beings."""
    made = grant(cast.ed, cast.northshire, role)
    cast.ed.human_id = cast.amara.human_id
    cast.ed.save(update_fields=["human_id"])
    if valid is not None:
        Grant.objects.filter(pk=made.pk).update(valid=valid)
    return made


def test_the_cast_has_no_clash(at_northshire):
    assert check(at_northshire) == (0, 0, 0)
    assert findings(partner_id=at_northshire.northshire.pk) == []


def test_two_logins_of_one_person_are_found_once_and_are_on_the_trail(at_northshire):
    second_login(at_northshire)

    assert check(at_northshire) == (1, 0, 1)
    assert check(at_northshire) == (0, 0, 1)

    (row,) = findings(partner_id=at_northshire.northshire.pk)
    assert (row.role, row.other_role) == ("Payroll processor", "Payroll releaser")
    assert row.logins == "amara@example.org, ed@example.org"
    event = AuditEvent.objects.get(action="FLAG")
    assert event.label == "Amara Example, Ed Example holds both: Payroll processor and Payroll releaser"


def test_what_is_delegated_counts_as_held_for_its_days(at_northshire):
    cast = at_northshire
    Delegation.objects.create(
        partner=cast.northshire, giver=cast.ben, receiver=cast.amara, valid=DateRange(TODAY, TODAY + timedelta(days=5)),
        reason="Leave", made_by=cast.ben, made_at=AT,
    )  # fmt: skip

    assert check(cast) == (1, 0, 1)
    assert check(cast, AT + timedelta(days=5)) == (0, 1, 0)


def test_what_has_ended_is_cleared_and_found_anew_when_it_comes_back(at_northshire):
    made = second_login(at_northshire)
    check(at_northshire)
    Grant.objects.filter(pk=made.pk).update(valid=DateRange(date(2026, 1, 1), TODAY))

    assert check(at_northshire, AT + timedelta(days=1)) == (0, 1, 0)
    assert AuditEvent.objects.filter(action="CLEAR", object_type="partners_dutiesfinding").count() == 1

    Grant.objects.filter(pk=made.pk).update(valid=DateRange(date(2026, 1, 1), None))
    assert check(at_northshire, AT + timedelta(days=2)) == (1, 0, 1)
    assert DutiesFinding.objects.count() == 2


@pytest.mark.parametrize(
    ("valid", "n_open"),
    [
        (DateRange(TODAY + timedelta(days=30), None), 1),  # planned: found before the day
        (DateRange(date(2026, 1, 1), TODAY), 0),  # over since yesterday
        (DateRange(TODAY, TODAY + timedelta(days=1)), 1),  # today alone
        (DateRange(empty=True), 0),  # ended before it began
    ],
)
def test_only_days_that_hold_or_come_count(at_northshire, valid, n_open):
    second_login(at_northshire, valid=valid)

    assert check(at_northshire).n_open == n_open


def test_two_roles_that_follow_each_other_do_not_clash(at_northshire):
    cast, change = at_northshire, TODAY + timedelta(days=10)
    Grant.objects.filter(user=cast.amara).update(valid=DateRange(date(2026, 1, 1), change))
    second_login(cast, valid=DateRange(change, None))

    assert check(cast).n_open == 0


def test_a_closed_login_holds_nothing(at_northshire):
    second_login(at_northshire)
    at_northshire.ed.is_active = False
    at_northshire.ed.save(update_fields=["is_active"])

    assert check(at_northshire).n_open == 0


def test_roles_at_two_partners_do_not_clash(at_northshire):
    grant(at_northshire.amara, at_northshire.southborough, Role.PAYROLL_RELEASER)

    assert check(at_northshire).n_open == 0


def test_the_beat_task_finds_it_and_the_access_page_shows_it(cast):
    second_login(cast)
    clients = {name: Client() for name in ("uma", "chen", "amara", "dilys")}
    for name, client in clients.items():
        client.force_login(getattr(cast, name))

    tasks.check_duties()

    for name in ("uma", "chen"):
        page = clients[name].get(ACCESS).content.decode()
        assert "Duties that clash" in page
        assert "Payroll processor and Payroll releaser" in page
        assert "Duties that clash" in clients[name].get("/p/northshire/").content.decode()
    assert clients["amara"].get(ACCESS).status_code == 403
    assert "Duties that clash" not in clients["amara"].get("/p/northshire/").content.decode()
    assert clients["dilys"].get(ACCESS).status_code == 404
    with partner_scope(cast.southborough.pk):
        assert not DutiesFinding.objects.exists()
