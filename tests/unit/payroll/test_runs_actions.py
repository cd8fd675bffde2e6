"""What may be done with a run in every state, by whom, and what is said when it may not."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from partners.roles import ROLE_PERMISSIONS, Role
from payroll.queries.run_pages_head import Deed, MoveRow, RunHead
from payroll.states import PAY_RUN, RunState
from payroll.views.runs_actions import Reader, actions, chain, waits_for
from sharedservices.common.flow import allowed_actions
from sharedservices.common.periods import Frequency

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
AMARA, BEN, RHYS, NIA = (uuid.UUID(int=number) for number in range(1, 5))
DEEDS = {name: Deed(name, human, NOW) for name, human in (("Amara", AMARA), ("Ben", BEN), ("Rhys", RHYS))}
READERS = {
    "amara": Reader(AMARA, ROLE_PERMISSIONS[Role.PAYROLL_PROCESSOR]),
    "ben": Reader(BEN, ROLE_PERMISSIONS[Role.HR_MANAGER]),
    "rhys": Reader(RHYS, ROLE_PERMISSIONS[Role.PAYROLL_RELEASER]),
    "chen": Reader(NIA, ROLE_PERMISSIONS[Role.AUDITOR]),
    "everything": Reader(NIA, frozenset({"payroll.calculate", "payroll.approve", "payroll.release"})),
}
NAMES = {
    "payroll.calculate": {AMARA: "Amara"},
    "payroll.approve": {BEN: "Ben", AMARA: "Amara"},
    "payroll.release": {RHYS: "Rhys", BEN: "Ben"},
}
DRAFT = RunHead(
    run_id=1, uuid=uuid.uuid4(), label="Monthly paid, November 2026", group_id=1, group="Monthly paid",
    group_uuid=uuid.uuid4(), employer="Northshire", paye_reference="123/A1", kind="REGULAR", kind_label="Regular",
    number=1, period_id=1, frequency=Frequency.MONTHLY, first_day=date(2026, 11, 1), last_day=date(2026, 11, 30),
    pay_date=date(2026, 11, 27), contractual_pay_date=date(2026, 11, 28), tax_year="2026-27", tax_period=8,
    state="DRAFT", is_calculating=False, calculation=0, calculation_started_at=None, n_in=0, n_calculated=0,
    n_quarantined=0, n_excluded=0, n_lines=0, gross=Decimal(0), deductions=Decimal(0), net=Decimal(0),
    employer_cost=Decimal(0), results_hash="", approved_hash="", engine_version="", rates_version="",
    created=DEEDS["Amara"], processed=None, approved=None, released=None, cancelled=None,
)  # fmt: skip
CALCULATED = replace(DRAFT, state="CALCULATED", calculation=1, n_in=3, n_calculated=3, processed=DEEDS["Amara"])
APPROVED = replace(CALCULATED, state="APPROVED", approved=DEEDS["Ben"])
RELEASED = replace(APPROVED, state="RELEASED", released=DEEDS["Rhys"])
CANCELLED = replace(CALCULATED, state="CANCELLED", cancelled=DEEDS["Ben"])
CALCULATING = replace(DRAFT, is_calculating=True, calculation=1, processed=replace(DEEDS["Amara"], at=None))
RUNS = {"DRAFT": DRAFT, "CALCULATED": CALCULATED, "APPROVED": APPROVED, "RELEASED": RELEASED, "CANCELLED": CANCELLED}


def may(run, who, **options):
    return [one.name for one in actions(run, [], READERS[who], **options) if not one.why_not]


@pytest.mark.parametrize("state", list(RunState))
def test_actions_are_those_of_the_transition_table(state):
    shown = {one.name for one in actions(RUNS[state], [], READERS["chen"])}

    assert shown == set(allowed_actions(PAY_RUN, state))


@pytest.mark.parametrize(
    ("state", "who", "names"),
    [
        ("DRAFT", "amara", ["calculate"]),
        ("DRAFT", "ben", ["cancel"]),
        ("CALCULATED", "amara", ["calculate"]),
        ("CALCULATED", "ben", ["approve", "return", "cancel"]),
        ("CALCULATED", "rhys", []),
        ("APPROVED", "rhys", ["release"]),
        ("APPROVED", "ben", ["cancel"]),
        ("RELEASED", "everything", []),
        ("CANCELLED", "everything", []),
        ("CALCULATED", "chen", []),
    ],
)
def test_each_may_do_what_their_role_allows_the_next_step_first(state, who, names):
    assert may(RUNS[state], who) == names


def test_whoever_logged_work_on_the_run_may_not_decide_upon_it():
    worked = [MoveRow("exclude", "CALCULATED", "CALCULATED", "Ben", BEN, NOW, "")]

    found = {one.name: one.why_not for one in actions(CALCULATED, worked, READERS["ben"])}

    assert found["approve"] == "You worked on this run, so somebody else must approve it."
    assert found["cancel"] == ""


def test_whoever_approved_may_not_release():
    both = Reader(BEN, frozenset({"payroll.approve", "payroll.release"}))

    found = {one.name: one.why_not for one in actions(APPROVED, [], both)}

    assert found["release"] == "You approved this run, so somebody else must release it."


def test_while_it_is_calculated_it_can_only_be_cancelled():
    assert may(CALCULATING, "everything") == ["cancel"]
    assert may(CALCULATING, "everything", is_held_up=True) == ["calculate", "cancel"]


def test_the_chain_leaves_out_those_who_are_barred():
    steps = chain(CALCULATED, [], NAMES, READERS["ben"])

    assert [(step.title, step.standing, step.text) for step in steps] == [
        ("Calculate", "Done", "Amara"),
        ("Approve", "Next", "Ben (you)"),
        ("Release", "Later", "Rhys or Ben (you)"),
    ]
    assert chain(APPROVED, [], NAMES, READERS["ben"])[2].text == "Rhys"


def test_the_chain_says_when_nobody_can_go_on():
    alone = NAMES | {"payroll.approve": {AMARA: "Amara"}}

    assert chain(CALCULATED, [], alone, READERS["amara"])[1].text == (
        "Nobody else here may approve it: ask your access administrator"
    )


def test_many_names_are_cut():
    crowd = {uuid.UUID(int=number): f"Person {number}" for number in range(10, 16)}

    assert chain(DRAFT, [], NAMES | {"payroll.calculate": crowd}, READERS["ben"])[0].text == (
        "Person 10, Person 11 or 4 more people"
    )


def test_a_step_under_way_and_a_stopped_chain_say_so():
    assert chain(CALCULATING, [], NAMES, READERS["ben"])[0].standing == "Under way"
    assert [step.standing for step in chain(CANCELLED, [], NAMES, READERS["ben"])] == ["Done", "Stopped", "Stopped"]


@pytest.mark.parametrize(
    ("run", "on", "sentence"),
    [
        (DRAFT, date(2026, 11, 1), "Waits to be calculated"),
        (CALCULATING, date(2026, 11, 1), "Being calculated"),
        (CALCULATED, date(2026, 11, 1), "Waits for approval"),
        (APPROVED, date(2026, 11, 1), "Waits to be released"),
        (RELEASED, date(2026, 11, 26), "To be paid on 27 November 2026"),
        (RELEASED, date(2026, 11, 27), "Paid on 27 November 2026"),
        (CANCELLED, date(2026, 11, 1), "Cancelled"),
    ],
)
def test_what_a_run_waits_for(run, on, sentence):
    assert waits_for(run, on) == sentence
