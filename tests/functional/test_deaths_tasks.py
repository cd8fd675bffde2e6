"""What is to be done after a death (domain HR-09): tasks with figures, consent, HSE, and pay for days after it."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from hr.models import DeathCase, DeathOverpayment, DeathTask
from hr.operations import death_overpaid, death_tasks, deaths, inputs
from hr.operations.death_overpaid import NotYours, WhyNeeded
from hr.operations.death_tasks import CaseIsOver, StillToDo, WordsMissing
from hr.operations.entries import Entry
from hr.queries import death_tasks as found
from hr.states import DEATH_TASK, OVERPAID_AFTER_DEATH
from partners.operations.holds import PersonOnHold
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState, pairs
from tests import scenarios
from tests.factories import hr
from tests.functional.test_deaths import AT, DIED, Story, client_of
from tests.people import grant, user

D = Decimal
P = "/p/northshire/"


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, cast.southborough.pk):
        told = Story(cast)
        told.dora = user("Dora")
        grant(told.dora, told.partner, Role.HR_DIRECTOR)
        yield told


@pytest.fixture
def case(story):
    found = story.confirm(story.report())
    story.arrange(found)
    return found


def task(code):
    return DeathTask.objects.get(code=code)


def settle(one, action, *, by, note="", consent=""):
    return death_tasks.settle(task=one.uuid, action=action, note=note, consent=consent, by=by, at=AT)


def test_hr_09_salary_of_1400_and_a_death_grant_of_108000_are_on_the_list(story, case):
    """Domain HR-09: £36,000, died on 14 November: 14/30 × £3,000 = £1,400.00; 3 × £36,000 = £108,000.00 by the fund."""
    number = story.nora.assignment.number
    due = {one.code: (one.figure, one.owner, one.due_on) for one in found.tasks(case)}

    assert due[f"salary-{number}"] == (D("1400.00"), "PAYROLL", date(2026, 11, 28))
    assert due["grant-1"] == (D("108000.00"), "PENSIONS", date(2026, 11, 16))  # the working day after a Saturday
    assert due["in-service"][1:] == ("SAFETY", DIED)
    assert {"avc", "federation", "welfare", "estate", "expenses"} < set(due)
    assert task("grant-1").working.endswith("The fund pays it, not payroll")


def test_the_family_is_asked_before_union_and_welfare_hear_of_it(story, case):
    union = task("federation")
    with pytest.raises(WordsMissing) as refused:
        settle(union, "finish", by=story.cora)
    assert refused.value.field == "consent"
    with pytest.raises(DatabaseError), transaction.atomic():
        DeathTask.objects.filter(pk=union.pk).update(state="DONE", settled_by=story.cora, settled_at=AT)

    done = settle(union, "finish", by=story.cora, consent="Her husband, by telephone")
    assert done.consent == "Her husband, by telephone"
    with pytest.raises(WordsMissing):
        settle(task("welfare"), "drop", by=story.cora)
    settle(task("welfare"), "drop", by=story.cora, note="The family does not wish it")
    assert settle(task("welfare"), "reopen", by=story.cora).settled_at is None


def test_a_task_does_not_go_where_it_may_not(story, case):
    """Finish, drop and reopen."""
    row = task("avc")
    for action, state, is_legal in pairs(DEATH_TASK):
        settled = {"settled_by": None, "settled_at": None}
        if state != "OPEN":
            settled = {"settled_by": story.cora, "settled_at": AT}
        DeathTask.objects.filter(pk=row.pk).update(state=state, note="So", **settled)
        if not is_legal:
            with pytest.raises(WrongState):
                settle(row, action, by=story.cora, note="So")


def test_a_death_at_work_is_told_to_the_hse_at_once(story, case):
    with pytest.raises(WordsMissing):
        death_tasks.say_in_service(case=case.uuid, in_service=True, note=" ", by=story.cora, at=AT)
    death_tasks.say_in_service(case=case.uuid, in_service=True, note="Fell from a roof", by=story.cora, at=AT)

    assert DeathCase.objects.get().in_service
    assert task("in-service").state == "DONE"
    assert {one: task(one).due_on for one in ("riddor", "injury")} == {"riddor": DIED, "injury": date(2026, 11, 16)}


def test_a_case_is_closed_when_nothing_is_left_to_do(story, case):
    story.tell_fund(case)
    story.decide(case)
    step = {"case": case.uuid, "note": "", "by": story.cora, "at": AT}
    deaths.advance(action="support", **step)
    deaths.advance(action="settle", **step)
    with pytest.raises(StillToDo):
        deaths.advance(action="close", **step)
    for one in found.tasks(case):
        settle(one, "finish", by=story.cora, consent="Her husband", note="Done")

    deaths.advance(action="close", **step)
    with pytest.raises(CaseIsOver):
        settle(task("avc"), "reopen", by=story.cora)


def test_what_is_due_to_the_estate_is_entered_while_the_case_is_settled_and_not_before(story, case):
    element = hr.pay_element(story.partner, "LEAVE")
    wanted = {
        "assignment": story.nora.assignment.uuid, "element": element.uuid, "entry": Entry(amount=D("250.00")),
        "period_start": date(2026, 11, 1), "note": "", "by": story.ken, "at": AT,
    }  # fmt: skip
    with pytest.raises(PersonOnHold) as refused:
        inputs.enter(**wanted)
    assert refused.value.remedy == "Speak to the case officer."
    for action in ("support", "settle"):
        deaths.advance(case=case.uuid, action=action, note="", by=story.cora, at=AT)

    assert inputs.enter(**wanted).amount == D("250.00")


# --- pay for days after the death -----------------------------------------------------------------------------------
def overpaid(story, case):
    job = story.nora.employment
    return DeathOverpayment.objects.create(
        partner=story.partner, case=case, employment=job, run=uuid4(), run_label="November",
        pay_date=date(2026, 11, 30),
        days_overpaid=16, days_in_period=30, net_paid=D("2400.00"), found_at=AT,
    )  # fmt: skip


def test_pay_after_a_death_is_found_and_never_recovered(story):
    scenarios.released_run(story.cast, story.nora.org.pay_group, month=11)
    case = story.confirm(story.report())

    (row,) = found.overpaid(case)
    assert (row.days_overpaid, row.days_in_period, row.state) == (16, 30, "FOUND")
    assert found.n_open(case) > 1


def test_case_officer_proposes_and_the_hr_director_agrees_or_sends_back(story, case):
    row = overpaid(story, case)
    step = {"overpaid": row.uuid, "at": AT}
    with pytest.raises(NotYours):
        death_overpaid.propose(outcome="WRITE_OFF", why="Recommended", by=story.ken, **step)
    with pytest.raises(WhyNeeded):
        death_overpaid.propose(outcome="WRITE_OFF", why=" ", by=story.cora, **step)
    death_overpaid.propose(outcome="WRITE_OFF", why="Recommended", by=story.cora, **step)
    with pytest.raises(NotYours):
        death_overpaid.decide(action="agree", note="Yes", by=story.cora, **step)
    death_overpaid.decide(action="send_back", note="How much?", by=story.dora, **step)
    death_overpaid.propose(outcome="WRITE_OFF", why="£1,280 net", by=story.cora, **step)

    assert death_overpaid.decide(action="agree", note="Agreed", by=story.dora, **step).state == "DECIDED"
    with pytest.raises(WrongState):
        death_overpaid.propose(outcome="WRITE_OFF", why="Again", by=story.cora, **step)
    for action in set(OVERPAID_AFTER_DEATH) - {"propose"}:
        with pytest.raises(WrongState):
            death_overpaid.decide(action=action, note="Again", by=story.dora, **step)
    with pytest.raises(DatabaseError), transaction.atomic():
        DeathOverpayment.objects.update(state="FOUND", outcome="", proposed_by=None, proposed_human=None)


def test_tasks_and_decisions_are_worked_on_the_page_of_the_case(story, case):
    row, base = overpaid(story, case), f"{P}people/deaths/{case.uuid}/"
    client = client_of(story.cora)
    page = client.get(base).content.decode()
    assert all(words in page for words in ("£108,000.00", "£1,400.00", "Ask the family first", "November"))
    assert "Tasks after a death" in client.get(P).content.decode()
    union = f"{base}tasks/{task('federation').uuid}/"
    assert client.post(union, {"action": "finish"}).status_code == 422
    assert client.post(union, {"action": "finish", "consent": "Her husband"}).status_code == 302
    assert client.post(f"{base}in-service/", {"in_service": "no", "note": "At home"}).status_code == 302
    asked = {"outcome": "WRITE_OFF", "why": "Recommended"}
    assert client.post(f"{base}overpaid/{row.uuid}/", asked).status_code == 302
    director = client_of(story.dora)
    assert "Pay after a death to agree" in director.get(P).content.decode()
    assert director.post(f"{base}overpaid/{row.uuid}/agree/", {"action": "agree", "note": "Yes"}).status_code == 302

    row.refresh_from_db()
    assert (row.state, task("in-service").state, task("federation").state) == ("DECIDED", "DONE", "DONE")
