"""Domain SEC-04: the risk of a request is reckoned when it is proposed, shown with its reasons, sorted and filtered."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg2.extras import DateRange

from hr.models import PostVersion
from hr.queries.closeness import in_one_line
from partners.models import ChangeRequest, Delegation
from partners.roles import Role
from tests.factories import hr as make
from tests.functional.people_pages import BASE, NOW, client, in_scope, make_people, text
from tests.people import grant

P = "/p/northshire/"
HOURS = {"contract": "PERMANENT", "contract_hours": "18.5", "reason": "Agreed", "step": "confirm"}


pytestmark = pytest.mark.usefixtures("second_of_november")


def requests(cast):
    with in_scope(cast):
        return list(ChangeRequest.objects.order_by("id"))


def test_risk_is_shown_with_its_reasons_and_sorts_and_narrows_the_lists(cast):
    ann = make_people(cast)
    with in_scope(cast):
        bea = make.employee(
            cast.northshire, org=ann.org, person_fields={"surname": "Brook", "forenames": "Bea"},
            employment_fields={"employee_no": "200040"},
        )  # fmt: skip
        Delegation.objects.create(
            partner=cast.northshire, giver=cast.ben, receiver=cast.hana, reason="Leave", made_at=NOW, made_by=cast.ben,
            valid=DateRange(date(2026, 11, 1), date(2027, 1, 1)),
        )  # fmt: skip
    hana, ben = client(cast.hana), client(cast.ben)
    for who, on in ((ann, "01/01/2027"), (bea, "01/06/2026")):
        address = f"{BASE}{who.person.uuid}/jobs/{who.assignment.uuid}/hours/"
        assert hana.post(address, HOURS | {"effective_from": on}).status_code == 302
    low, high = requests(cast)

    # No calendar: what it costs is not known (15). Ben stands in for Hana (30). Five months back (25).
    assert [(one[0], one[2]) for one in low.risk_reasons] == [("CLOSE", 30), ("UNKNOWN_COST", 15)]
    assert [(one[0], one[2]) for one in high.risk_reasons] == [("CLOSE", 30), ("BACKDATED", 25), ("UNKNOWN_COST", 15)]
    assert (low.risk_score, high.risk_score) == (45, 70)
    shown = text(ben.get(f"{P}changes/{high.uuid}/"))
    assert "High: 70 of 100 points" in shown
    assert "It starts 5 months back, more than 3 (25)" in shown
    assert "Ben Example and they stand in for each other" in shown

    inbox = text(ben.get(f"{P}changes/"))
    assert inbox.index("Ann Abbott") < inbox.index("Bea Brook")
    riskiest = text(ben.get(f"{P}changes/?order=risk"))
    assert riskiest.index("Bea Brook") < riskiest.index("Ann Abbott")
    only = text(ben.get(f"{P}changes/?risk=High"))
    assert ("Bea Brook" in only, "Ann Abbott" in only) == (True, False)
    listed = text(ben.get(f"{P}changes/all/?sort=-risk&risk=Medium"))
    assert listed.index("Bea Brook") < listed.index("Ann Abbott")
    found = ben.get(f"/api/v1{P}changes/?risk_from=50&order=-risk").json()["results"]
    assert [(one["risk"], one["risk_band"], len(one["risk_reasons"])) for one in found] == [(70, "High", 3)]


def test_several_requests_about_one_person_raise_the_risk_of_the_next(cast):
    ann, hana = make_people(cast), client(cast.hana)
    for sex in ("M",) * 4:
        address = f"{BASE}{ann.person.uuid}/details/sex/"
        assert hana.post(address, {"sex": sex, "reason": "Told us", "step": "confirm"}).status_code == 302
    assert [one.risk_score for one in requests(cast)] == [0, 0, 0, 20]


def test_whoever_manages_the_maker_is_close_and_lines_are_read_once_for_all_who_may_decide(cast):
    """Ben's post is the one that Hana's post reports to; of people beside them nobody is close."""
    ann, hana = make_people(cast), client(cast.hana)
    with in_scope(cast):
        above = make.post(ann.org.unit, ann.org.role, post_no="P900")
        below = make.post(ann.org.unit, ann.org.role, post_no="P901")
        PostVersion.objects.filter(post=below).update(reports_to=above)
        clerk, boss, other = (
            make.employee(cast.northshire, org=ann.org, employment_fields={"employee_no": f"20004{n}"})
            for n in range(3)
        )
        for who, post in ((clerk, below), (boss, above)):
            make.seat(who.assignment, post)
        for login, who in ((cast.hana, clerk), (cast.ben, boss)):
            grant(login, cast.northshire, Role.EMPLOYEE, person_id=who.person.pk)
        ours = {"partner_id": cast.northshire.pk, "on": NOW.date()}
        with CaptureQueriesContext(connection) as queries:
            near = in_one_line(one={clerk.person.pk}, others={boss.person.pk, other.person.pk, ann.person.pk}, **ours)
        assert (near, len(queries)) == ({boss.person.pk}, 4)
        assert in_one_line(one={boss.person.pk}, others={clerk.person.pk, other.person.pk}, **ours) == {clerk.person.pk}

    address = f"{BASE}{ann.person.uuid}/jobs/{ann.assignment.uuid}/hours/"
    assert hana.post(address, HOURS | {"effective_from": "01/01/2027"}).status_code == 302

    reasons = [words for _code, words, _points in requests(cast)[0].risk_reasons]
    assert "Ben Example is in one line of management with them" in reasons[0]
