"""A manager’s absence covered by a colleague: leave and claims decided for them, and nothing besides (SEC-04)."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import IntegrityError, transaction

from hr.models import Claim, LeaveBooking
from hr.operations import leave
from hr.rules_interests import NotTheirOwnEither
from partners.models import AuditEvent, Delegation, OutboundMessage
from partners.operations import delegations
from partners.operations.delegations import CannotDelegate, Wanted
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import claims as make
from tests.factories import hr
from tests.functional.people_pages import client, in_scope, text
from tests.integration.hr.test_teams import _move, _unit
from tests.people import grant, user

P = "/p/northshire/"
NOW = datetime(2026, 10, 6, 9, tzinfo=UTC)
TODAY, LAST = date(2026, 10, 6), date(2026, 10, 16)
DAYS = (date(2026, 12, 7), date(2026, 12, 8))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def teams(cast):
    """Ann and her manager Mona in one unit, Nils managing another; of all three something waits."""
    with in_scope(cast):
        ann, mona, nils = (hr.employee(cast.northshire) for _ in range(3))
        care = ann.assignment.post.org_unit
        roads = _unit(care, "ROADS", parent=None)
        _move(nils, roads)
        make.kinds(cast.northshire)
        hr.absence_terms(ann.org.staff_group)
    found = SimpleNamespace(roads=roads, care=care, unit={"Mona": care, "Nils": roads})
    for name, one in (("Ann", ann), ("Mona", mona), ("Nils", nils)):
        login = user(name)
        grant(login, cast.northshire, Role.EMPLOYEE, person_id=one.person.pk)
        if name in found.unit:
            grant(login, cast.northshire, Role.LINE_MANAGER, unit=found.unit[name].pk)
        with in_scope(cast):
            claim = make.mileage(one, by=login, at=NOW, journeys=[make.journey(on=TODAY)])
            days = {"first_day": DAYS[0], "last_day": DAYS[1], "hours": None, "note": ""}
            booking = leave.request(assignment=one.assignment.uuid, **days, by=login, at=NOW)
        page = {"claim": f"{P}claims/{claim.uuid}/", "leave": f"{P}leave/{booking.uuid}/"}
        setattr(found, name.lower(), SimpleNamespace(login=login, rows=one, claim=claim, booking=booking, **{
            f"{what}_page": address for what, address in page.items()
        }))  # fmt: skip
    return found


def lend(cast, giver, receiver, *, start=TODAY, last_day=LAST):
    with partner_scope(cast.northshire.pk, actor_id=giver.pk):
        wanted = Wanted(email=receiver.email, start=start, last_day=last_day, reason="Annual leave")
        return delegations.give(partner_id=cast.northshire.pk, wanted=wanted, by=giver, at=NOW)


def test_a_colleague_decides_for_whoever_is_away_and_the_record_says_so(teams, cast):
    nils = client(teams.nils.login)
    assert nils.get(teams.ann.claim_page).status_code == nils.get(teams.ann.leave_page).status_code == 404

    mona = client(teams.mona.login)
    given = {"email": "nils@example.org", "start": "6/10/2026", "last_day": "16/10/2026", "reason": "Annual leave"}
    assert "The delegation is recorded" in text(mona.post(f"{P}changes/delegation/", given, follow=True))

    home = text(nils.get(P))
    assert "Approve claims for Mona Example" in home
    assert "Approve leave for Mona Example" in home
    assert "For Mona Example" in text(nils.get(f"{P}claims/"))
    assert "For Mona Example" in text(nils.get(f"{P}leave/"))
    shown = text(nils.get(teams.ann.claim_page))
    assert "You decide this while they are away" in shown
    assert "Open the record" not in shown
    nils.post(f"{teams.ann.claim_page}approve/")
    nils.post(f"{teams.ann.leave_page}approve/")

    with in_scope(cast):
        for row in (Claim.objects.get(pk=teams.ann.claim.pk), LeaveBooking.objects.get(pk=teams.ann.booking.pk)):
            assert (row.decided_by, row.behalf_of) == (teams.nils.login, teams.mona.login)
        events = AuditEvent.objects.filter(on_behalf_of_id=teams.mona.login.pk, actor_id=teams.nils.login.pk)
        assert {"hr_claim", "hr_leavebooking"} <= set(events.values_list("object_type", flat=True))
    assert "Nils Example for Mona Example" in text(nils.get(teams.ann.claim_page))
    assert "Nils Example for Mona Example" in text(nils.get(teams.ann.leave_page))
    assert nils.get(f"/api/v1{teams.ann.leave_page}").json()["decided_for"] == "Mona Example"


def test_cover_opens_nothing_but_what_is_decided(teams, cast):
    lend(cast, teams.mona.login, teams.nils.login)
    nils, person = client(teams.nils.login), teams.ann.rows.person

    assert nils.get(teams.ann.claim_page).status_code == 200
    assert nils.get(f"{P}people/{person.uuid}/").status_code == 404
    assert nils.get(f"{P}people/{person.uuid}/absence/").status_code == 404
    assert person.surname not in text(nils.get(f"{P}absence/"))


def test_nobody_decides_as_a_delegate_what_is_their_own_or_the_givers(teams, cast):
    lend(cast, teams.mona.login, teams.nils.login)
    nils = client(teams.nils.login)

    assert "Approve claims for Mona Example" in text(nils.get(P))
    for one in (teams.mona, teams.nils):
        for page, row in ((one.claim_page, one.claim), (one.leave_page, one.booking)):
            nils.post(f"{page}approve/")
            with in_scope(cast):
                row.refresh_from_db()
                assert row.decided_by is None
    assert NotTheirOwnEither.sentence.split(":")[0] in text(nils.post(f"{teams.mona.claim_page}approve/", follow=True))


def test_cover_begins_and_ends_with_its_days(teams, cast, clock):
    lend(cast, teams.mona.login, teams.nils.login, start=TODAY + timedelta(days=2))

    for now, found in (
        (datetime(2026, 10, 7, 22, 59, tzinfo=UTC), 404), (datetime(2026, 10, 7, 23, 0, tzinfo=UTC), 200),
        (datetime(2026, 10, 16, 22, 59, tzinfo=UTC), 200), (datetime(2026, 10, 16, 23, 0, tzinfo=UTC), 404),
    ):  # fmt: skip
        clock.move_to(now)
        nils = client(teams.nils.login)
        assert nils.get(teams.ann.claim_page).status_code == found


def test_what_is_ended_opens_nothing_and_the_whole_partner_is_not_lent(teams, cast):
    made = lend(cast, teams.mona.login, teams.nils.login)
    with in_scope(cast):
        delegations.end(partner_id=cast.northshire.pk, delegation=made.uuid, by=teams.nils.login, at=NOW)
    lend(cast, cast.ben, cast.hana)
    assert client(teams.nils.login).get(teams.ann.claim_page).status_code == 404
    with pytest.raises(CannotDelegate, match="Nobody who may decide here"):
        lend(cast, cast.ben, teams.nils.login)  # an HR manager of the whole partner lends no manager the whole of it
    with pytest.raises(CannotDelegate, match="Nobody who may decide here"):
        lend(cast, teams.mona.login, teams.ann.login)
    with pytest.raises(CannotDelegate, match="nothing to delegate"):
        lend(cast, teams.ann.login, teams.nils.login)


def test_the_database_keeps_who_decided_for_whom(teams, cast):
    decided = {"decided_by": teams.nils.login, "decided_human": teams.nils.login.human_id, "decided_at": NOW}
    mona = {"behalf_of": teams.mona.login, "behalf_human": teams.mona.login.human_id}
    with in_scope(cast):
        rows = LeaveBooking.objects.filter(pk=teams.ann.booking.pk)
        with pytest.raises(IntegrityError, match="nobody had lent"), transaction.atomic():
            rows.update(state="APPROVED", **decided, **mona)
    lend(cast, teams.mona.login, teams.nils.login)
    with in_scope(cast):
        for values, constraint in (
            ({"behalf_of": teams.mona.login}, "nobody had lent"),
            ({"behalf_of": teams.nils.login, "behalf_human": teams.nils.login.human_id}, "nobody had lent"),
            (mona | {"requested_human": teams.mona.login.human_id}, "who_did_not_ask"),
        ):
            with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
                rows.update(state="APPROVED", **decided | values)
        rows.update(state="APPROVED", **decided, **mona)


def test_whoever_covers_hears_of_what_waits(teams, cast):
    lend(cast, teams.mona.login, teams.nils.login)
    with in_scope(cast):
        make.mileage(teams.ann.rows, by=teams.ann.login, at=NOW + timedelta(hours=1), journeys=[
            make.journey(on=TODAY, to_place="Elsewhere")
        ])  # fmt: skip
        told = OutboundMessage.objects.filter(kind="claim", address="nils@example.org")
        assert told.count() == 1
        assert Delegation.objects.count() == 1
