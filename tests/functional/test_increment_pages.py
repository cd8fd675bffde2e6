"""Through the front door: the rule, a list of increments from preview to undoing, a decision, protected pay, a rota."""

from datetime import date
from decimal import Decimal

import pytest

from hr.models import (
    AssignmentTerms,
    Increment,
    IncrementDecision,
    PayProtection,
    ProgressionTerms,
    RecurringElement,
)
from hr.operations import bulk_changes
from hr.tasks import keep_protection_in_step
from partners.models import BackgroundJob, ChangeRequest
from partners.roles import Role
from tests.factories import hr as make
from tests.functional.people_pages import NOW, approve_all, client, downloaded, events, in_scope, make_people, text
from tests.people import grant, user

P = "/p/northshire/"
LISTS = f"{P}people/increments/"
APRIL = "?first=01/04/2027&last=01/04/2027"
CONFIRMED = {"step": "confirm"}
RULE = {
    "rule": "FIXED_DATE", "fixed_day": "1", "fixed_month": "4", "least_months": "6", "counts_unpaid": "yes",
    "source": "Green Book", "effective_from": "01/11/2026", "reason": "Agreed",
}  # fmt: skip


pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def ann(cast):
    """Ann on point 6 of grade G5, due point 21 on 1 April 2027."""
    return make_people(cast)


def points(cast, who):
    with in_scope(cast):
        rows = AssignmentTerms.objects.filter(assignment=who.assignment).order_by("valid")
        return [row.spine_point.code for row in rows]


def make_list(cast):
    """Approve what waits, and let the worker make it."""
    approve_all(cast)
    with in_scope(cast):
        row = ChangeRequest.objects.filter(state="APPLYING").get()
        job = BackgroundJob.objects.order_by("-id")[0]
        bulk_changes.make(job=job.uuid, change=row.uuid, by=cast.ben, at=NOW)


def test_a_list_is_looked_through_sent_approved_given_and_undone(cast, ann, hana):
    assert "No rule of increments is recorded" in text(hana.get(LISTS))
    page = f"{LISTS}rules/{ann.org.staff_group.uuid}/"
    assert hana.post(page, RULE | CONFIRMED).status_code == 302
    approve_all(cast)
    with in_scope(cast):
        assert ProgressionTerms.objects.get().source == "Green Book"

    seen = text(hana.get(f"{LISTS}prepare/{APRIL}"))
    assert all(words in seen for words in ("Send for approval", "£26,847.00", "£34,237.00"))
    assert b"Increment" in downloaded(hana.get(f"{LISTS}prepare/{APRIL}&download=csv"))
    assert "at most 31 days" in text(hana.get(f"{LISTS}prepare/?first=01/04/2027&last=01/04/2028"))
    empty = hana.post(f"{LISTS}send/?first=02/04/2027&last=02/04/2027", {"reason": "April"})
    assert (empty.status_code, "Nobody on this list gets an increment" in text(empty)) == (422, True)

    assert hana.post(f"{LISTS}send/{APRIL}", {"reason": "Increments of April"}).status_code == 302
    assert points(cast, ann) == ["6"]
    make_list(cast)
    assert points(cast, ann) == ["6", "21"]
    with in_scope(cast):
        given = Increment.objects.get(assignment=ann.assignment)
    of_list = f"{LISTS}lists/{given.given_in}/"
    assert "Increments due on 1 April 2027" in text(hana.get(of_list))
    assert b"Ann" in downloaded(hana.get(f"{of_list}?download=csv"))
    assert events(cast, action="EXPORT", object_type="hr_increment") == 2
    assert "Increments of job" in text(hana.get(f"{P}people/{ann.person.uuid}/jobs/"))

    assert hana.post(f"{of_list}undo/", {"reason": ""}).status_code == 422
    assert hana.post(f"{of_list}undo/{ann.assignment.uuid}/", {"reason": "Evaluated wrongly"}).status_code == 302
    make_list(cast)
    assert points(cast, ann) == ["6", "6"]
    assert "Evaluated wrongly" in text(hana.get(of_list))


def test_line_managers_do_not_see_increments_and_another_partner_finds_no_list(cast, ann):
    who = user("Marge")
    grant(who, cast.northshire, Role.LINE_MANAGER)
    for address in (LISTS, f"{LISTS}prepare/", f"{LISTS}send/", f"{LISTS}rules/"):
        assert client(who).get(address).status_code == 403
    other = f"/p/southborough/people/increments/lists/{ann.person.uuid}/"
    assert client(cast.hana).get(other).status_code in {403, 404}


def test_decisions_protected_pay_and_rotas_are_proposed_on_pages_of_the_job(cast, ann, hana):
    job = f"{P}people/{ann.person.uuid}/jobs/{ann.assignment.uuid}/"
    when = {"effective_from": "01/12/2026", "reason": "Agreed", **CONFIRMED}
    decision = {"kind": "WITHHELD", "ground": "CONTRIBUTION", "n_points": "1", "last_day": "", **when}
    wrong = hana.post(f"{job}increments/", decision)
    assert (wrong.status_code, "no ground for" in text(wrong)) == (422, True)
    assert hana.post(f"{job}increments/", decision | {"ground": "PROBATION"}).status_code == 302
    approve_all(cast)
    with in_scope(cast):
        decided = IncrementDecision.objects.get()
        element = make.pay_element(cast.northshire, "PROTECTED")
    end = f"{P}people/{ann.person.uuid}/increment-decisions/{decided.uuid}/"
    assert hana.post(end, {"last_day": "31/12/2026", "reason": "Passed", **CONFIRMED}).status_code == 302
    approve_all(cast)

    paid = {"kind": "CASH", "yearly": "1200", "element": str(element.uuid), "last_day": "30/11/2029", **when}
    assert hana.post(f"{job}protect-pay/", paid).status_code == 302
    approve_all(cast)
    with in_scope(cast):
        decided.refresh_from_db()
        assert (decided.valid.upper, PayProtection.objects.get().valid.upper) == (date(2027, 1, 1), date(2029, 12, 1))
    assert "£1,200.00 a year full time" in text(hana.get(f"{P}people/{ann.person.uuid}/jobs/?on=2026-12-05"))

    hours = {"contract": "PERMANENT", "contract_hours": "30", "working_pattern": "Mon to Wed 12\nThu to Sun 6", **when}
    said = hana.post(f"{job}hours/", hours)
    assert (said.status_code, "the week that the first line is for" in text(said)) == (422, True)
    said = hana.post(f"{job}hours/", hours | {"rota_from": "07/12/2026", "contract_hours": "31"})
    assert (said.status_code, "come to 30.00 hours on average" in text(said)) == (422, True)
    assert hana.post(f"{job}hours/", hours | {"rota_from": "09/12/2026"}).status_code == 302
    approve_all(cast)
    keep_protection_in_step()
    with in_scope(cast):
        row = AssignmentTerms.objects.filter(assignment=ann.assignment).order_by("-valid").first()
        # £1,200 × 30 ÷ 37 ÷ 12
        assert RecurringElement.objects.get(element=element).amount == Decimal("81.08")
        assert row.working_pattern == "Rota from 7 December 2026. Week 1: Mon to Wed 12. Week 2: Thu to Sun 6."
    form = hana.get(f"{job}hours/?on=2026-12-10").context_data["form"]
    assert form.initial["working_pattern"] == "Mon to Wed 12\nThu to Sun 6"
