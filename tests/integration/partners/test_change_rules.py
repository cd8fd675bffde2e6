"""Effective-dating rules 1, 3, 4 and 5 (domain HR-07), lists, escalation, and what needs no approval (SEC-04)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from partners import change_kinds
from partners.change_kinds import Cutoff, Subject
from partners.models import ApprovalStep, AutoApproval, ChangeEvent, ChangeRequest, OutboundMessage
from partners.operations import auto_approvals, change_clock, changes, messages
from partners.operations.auto_approvals import CannotLetThrough
from partners.operations.change_trials import AlreadyDecided, compare, reaches_far_back
from partners.operations.changes import ContentChanged, NotYours, WrongChoice
from partners.queries import deciders
from partners.roles import Role
from sharedservices.common.errors import DomainError
from tests.integration.partners.test_changes import AT, TODAY, TOY, Office, log_of, north, toy, use  # noqa: F401
from tests.people import grant, user

PERSON = 4711


class Later(DomainError):
    """The toy operation wants to know what becomes of a later change."""


def apply(payload, *, reason, by, at):
    if payload.get("later") == "cancel":
        raise Later("It has taken effect.")
    TOY.apply({**payload, "address": payload["address"] + {"rebase": ", and on"}.get(payload.get("later"), "")},
              reason=reason, by=by, at=at)  # fmt: skip


@pytest.fixture
def dated(monkeypatch, north):  # noqa: F811 - pytest's way to name a fixture
    """The toy kind with a day, a choice and an attribute."""
    names = ("entity", "address", "person", "later", "from")
    use(
        monkeypatch, clean=lambda given: {name: given[name] for name in names if name in given}, apply=apply,
        starts=lambda given: date.fromisoformat(given["from"]) if "from" in given else None,
        attribute=lambda given: f"address:{given['entity']}", choice="later",
        options=(("keep", "It stays"), ("rebase", "It follows"), ("cancel", "It goes")),
    )  # fmt: skip
    return north


# --- rule 1 -----------------------------------------------------------------------------------------------------------
def test_the_approver_sees_what_each_choice_leads_to(dated):
    row = dated.propose(later="keep")

    found = compare(row=row, by=dated.cast.ben, at=AT)

    assert [(value, words) for value, words, _tried in found] == [
        ("keep", "It stays"), ("rebase", "It follows"), ("cancel", "It goes"),
    ]  # fmt: skip
    assert [one[2].after["Address"] for one in found[:2]] == ["2 Mill Lane", "2 Mill Lane, and on"]
    assert found[2][2] == "It has taken effect."
    assert dated.address == "1 High Street"
    assert compare(row=dated.propose(), by=dated.cast.ben, at=AT) == []


def test_an_approver_can_choose_otherwise_and_approvals_begin_anew(dated):
    row = dated.propose(later="keep")
    old = row.content_hash

    row = changes.choose(change=row.uuid, content_hash=old, choice="rebase", by=dated.cast.ben, at=AT)

    assert (row.payload["later"], row.round, row.made_by) == ("rebase", 2, dated.cast.hana)
    assert row.content_hash != old
    assert log_of(row) == ["submit", "choose"]
    with pytest.raises(ContentChanged):
        changes.approve(change=row.uuid, content_hash=old, by=dated.cast.ben, at=AT)
    assert dated.approve(row).state == "APPLIED"
    assert dated.address == "2 Mill Lane, and on"


def test_nobody_else_chooses_and_nothing_else_is_chosen(dated):
    row = dated.propose(later="keep")
    who = {"change": row.uuid, "content_hash": row.content_hash, "at": AT}

    with pytest.raises(NotYours):
        changes.choose(choice="rebase", by=dated.cast.hana, **who)
    for choice in ("keep", "sideways"):
        with pytest.raises(WrongChoice):
            changes.choose(choice=choice, by=dated.cast.ben, **who)
    with pytest.raises(ContentChanged):
        changes.choose(choice="rebase", by=dated.cast.ben, **who | {"content_hash": "x"})


# --- rule 3 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("starts", "today", "is_far"),
    [
        (date(2026, 4, 6), date(2026, 11, 2), False), (date(2026, 4, 5), date(2026, 11, 2), True),
        (date(2026, 4, 6), date(2027, 4, 6), True), (date(2027, 1, 1), date(2026, 11, 2), False),
        (date(2024, 2, 29), date(2025, 2, 28), True),
    ],
)  # fmt: skip
def test_twelve_months_and_the_tax_year_are_far_back(starts, today, is_far):
    assert reaches_far_back(starts, today=today) is is_far


def test_what_reaches_far_back_needs_a_second_person(dated):
    near = dated.propose(**{"from": "2026-04-06"})
    assert ApprovalStep.objects.filter(change=near).count() == 1
    dated.approve(near)

    far = dated.propose("3 Far Lane", **{"from": "2026-04-05"})
    assert [step.permission for step in ApprovalStep.objects.filter(change=far).order_by("number")] == [
        "changes.approve", "changes.approve_retro",
    ]  # fmt: skip
    assert dated.approve(far).state == "WAITING"
    with pytest.raises(NotYours):
        dated.approve(far)
    assert dated.approve(far, by=dated.cast.amara).state == "APPLIED"


# --- rule 4 -----------------------------------------------------------------------------------------------------------
def test_what_is_approved_after_the_cut_off_is_flagged_for_the_next_run(dated, monkeypatch):
    days = {TODAY: Cutoff(is_missed=False, words="By 20 November"), date(2026, 11, 23): Cutoff(
        is_missed=True, words="Next run, with arrears")}  # fmt: skip
    monkeypatch.setattr(change_kinds, "_cutoffs", [lambda *, today, **more: days[today]])
    row = dated.propose(person=PERSON)
    assert (row.is_next_run, row.pay_note) == (False, "By 20 November")

    late = AT + timedelta(days=21)
    row = changes.approve(change=row.uuid, content_hash=row.content_hash, by=dated.cast.ben, at=late)

    assert (row.state, row.is_next_run, row.pay_note) == ("APPLIED", True, "Next run, with arrears")
    assert ChangeEvent.objects.get(change=row, action="apply").comment == "Next run, with arrears"


# --- rule 5 -----------------------------------------------------------------------------------------------------------
def test_a_second_change_of_one_thing_from_one_day_is_refused(dated):
    dated.approve(dated.propose(**{"from": "2026-12-01"}))

    with pytest.raises(AlreadyDecided, match="approved already"):
        dated.propose("4 New Road", **{"from": "2026-12-01"})
    dated.propose("4 New Road", **{"from": "2026-12-02"})


def test_of_two_proposals_the_second_to_be_approved_is_sent_back(dated):
    one, other = dated.propose(**{"from": "2026-12-01"}), dated.propose("4 New Road", **{"from": "2026-12-01"})

    assert dated.approve(one).state == "APPLIED"
    assert dated.approve(other).state == "CONFLICT"


def test_what_was_taken_back_since_can_be_proposed_anew(dated):
    dated.approve(dated.propose(**{"from": "2026-12-01"}))
    dated.entity.address = "1 High Street"
    dated.entity.save()

    assert dated.propose("4 New Road", **{"from": "2026-12-01"}).state == "WAITING"


# --- escalation -------------------------------------------------------------------------------------------------------
def test_all_who_may_decide_a_late_request_are_reminded_once(dated):
    row = dated.propose()
    grant(dated.cast.hana, dated.cast.northshire, Role.HR_MANAGER)  # the maker hears nothing and decides nothing
    hugh = user("Hugh")
    grant(hugh, dated.cast.northshire, Role.HR_MANAGER)
    on_time, late = AT + timedelta(days=7), AT + timedelta(days=8)

    assert change_clock.remind(partner_id=dated.partner_id, at=on_time) == 0
    assert change_clock.remind(partner_id=dated.partner_id, at=late) == 1
    assert change_clock.remind(partner_id=dated.partner_id, at=late) == 0
    assert change_clock.escalate(partner_id=dated.partner_id, at=late) == 0

    row.refresh_from_db()
    assert (row.state, row.reminded_at) == ("WAITING", late)
    assert ChangeEvent.objects.get(change=row, action="remind").comment == "To Ben Example, Hugh Example"
    told = OutboundMessage.objects.filter(kind="change-late")
    assert set(told.values_list("subject", flat=True)) == {"Northshire: a change request is late"}
    assert told.count() == 2


def test_a_late_request_that_nobody_may_decide_goes_to_who_gives_access(dated):
    dated.propose()
    dated.cast.ben.grants.update(valid=DateRange(date(2020, 1, 1), TODAY))

    change_clock.escalate(partner_id=dated.partner_id, at=AT + timedelta(days=8))

    assert OutboundMessage.objects.filter(kind="change-late").count() == 1
    assert ChangeEvent.objects.get(action="escalate").comment == "Nobody may decide it: somebody needs the role"


def test_what_nobody_decides_is_escalated_days_later_and_decided_above_by_nobody_whom_it_is_about(dated):
    row = dated.propose(person=PERSON)
    above, about, money = user("Iris"), user("Abe"), user("Milo")
    grant(above, dated.cast.northshire, Role.HR_DIRECTOR)
    grant(about, dated.cast.northshire, Role.HR_DIRECTOR, person_id=PERSON)
    grant(money, dated.cast.northshire, Role.SECTION_151)
    grant(dated.cast.hana, dated.cast.northshire, Role.HR_DIRECTOR)  # the maker
    three_days_on, after = AT + timedelta(days=10), AT + timedelta(days=11)

    assert not deciders.waiting_for(above, partner_id=dated.partner_id, on=TODAY).exists()
    with pytest.raises(NotYours, match="Others decide this request"):
        dated.approve(row, by=above)
    assert change_clock.escalate(partner_id=dated.partner_id, at=three_days_on) == 0
    assert change_clock.escalate(partner_id=dated.partner_id, at=after) == 1
    assert change_clock.escalate(partner_id=dated.partner_id, at=after) == 0

    assert ChangeEvent.objects.get(change=row, action="escalate").comment == "To Iris Example"
    assert deciders.waiting_for(above, partner_id=dated.partner_id, on=TODAY).get() == row
    for one in (about, money, dated.cast.hana):
        assert not deciders.waiting_for(one, partner_id=dated.partner_id, on=TODAY).exists()
        with pytest.raises(NotYours):
            dated.approve(row, by=one)
    assert (dated.approve(row, by=above).state, dated.address) == ("APPLIED", "2 Mill Lane")
    assert ApprovalStep.objects.get(change=row).from_above


def test_the_database_lets_nobody_above_decide_what_was_not_sent_up(dated):
    row = dated.propose()

    with pytest.raises(IntegrityError, match="what was sent up"), transaction.atomic():
        ApprovalStep.objects.filter(change=row).update(from_above=True)


def test_the_maker_hears_what_became_of_a_request_without_what_it_says(dated):
    row = dated.propose()
    dated.send_back(row)
    again = changes.resubmit(change=row.uuid, proposal=dated.proposal(), by=dated.cast.hana, at=AT)
    changes.reject(change=row.uuid, content_hash=again.content_hash, comment="No", by=dated.cast.ben, at=AT)
    dated.propose("7 Old Road")
    change_clock.expire(partner_id=dated.partner_id, at=AT + timedelta(days=61))

    told = OutboundMessage.objects.filter(kind="change-outcome").order_by("id")
    assert [one.user_id for one in told] == [dated.cast.hana.pk] * 3
    assert [messages.words_of(one).split(" County Council ")[1].split(";")[0].split(".")[0] for one in told] == [
        "was returned to you with comments", "was rejected", "ended undone: nobody decided in time",
    ]  # fmt: skip


def test_on_the_first_day_nothing_happens(dated):
    dated.propose()

    for moved in (change_clock.expire, change_clock.remind, change_clock.escalate):
        assert moved(partner_id=dated.partner_id, at=AT) == 0


# --- without approval -------------------------------------------------------------------------------------------------
def let(north, kind=TOY.code, start=TODAY, reason="Scheme of delegation 4", by=None):  # noqa: F811
    return auto_approvals.let_through(
        partner_id=north.partner_id, kind=kind, start=start, reason=reason, by=by or north.cast.ben, at=AT
    )


def test_a_kind_that_is_let_through_is_made_at_once_and_says_so(dated, monkeypatch):
    use(monkeypatch, affects_pay=False)
    row = let(dated)

    made = dated.propose()

    assert (made.state, dated.address) == ("APPLIED", "2 Mill Lane")
    assert log_of(made) == ["submit", "apply"]
    auto_approvals.stop(partner_id=dated.partner_id, auto_approval=row.uuid, by=dated.cast.ben, at=AT)
    assert AutoApproval.objects.get().valid.upper == date(2026, 11, 3)
    tomorrow = AT + timedelta(days=1)
    later = changes.submit(
        partner_id=dated.partner_id, proposal=dated.proposal("5 Old Road"), by=dated.cast.hana, at=tomorrow
    )
    assert later.state == "WAITING"


def test_a_kind_that_moves_pay_is_never_let_through(dated, monkeypatch):
    with pytest.raises(CannotLetThrough, match="always needs"):
        let(dated)
    AutoApproval.objects.create(
        partner=dated.cast.northshire, kind=TOY.code, valid=DateRange(date(2020, 1, 1), None), reason="planted",
        made_by=dated.cast.ben, made_at=AT,
    )  # fmt: skip
    row = dated.propose()
    assert row.state == "WAITING"
    ApprovalStep.objects.filter(change=row)
    with pytest.raises(IntegrityError, match="every approval"), transaction.atomic():
        ChangeRequest.objects.filter(pk=row.pk).update(state="APPLIED", settled_at=AT)


@pytest.mark.parametrize(
    ("more", "match"),
    [
        ({"start": date(2026, 11, 1)}, "before today"),
        ({"reason": "x" * 201}, "Say why"),
        ({"kind": "nothing"}, "always"),
    ],
)
def test_letting_through_what_makes_no_sense_is_refused(dated, monkeypatch, more, match):
    use(monkeypatch, affects_pay=False)
    with pytest.raises(CannotLetThrough, match=match):
        let(dated, **more)


def test_a_kind_is_let_through_once(dated, monkeypatch):
    use(monkeypatch, affects_pay=False)
    row = let(dated)
    with pytest.raises(CannotLetThrough, match="already"):
        let(dated)
    stop = {"partner_id": dated.partner_id, "auto_approval": row.uuid, "by": dated.cast.ben, "at": AT}
    auto_approvals.stop(**stop)
    with pytest.raises(CannotLetThrough, match="ended"):
        auto_approvals.stop(**stop)


# --- a list is about everybody in it ----------------------------------------------------------------------------------
def a_list(monkeypatch, **more):
    return use(
        monkeypatch,
        people=lambda given: [1, PERSON, 3],
        subject=lambda given: Subject(words="3 people", href=""),
        **more,
    )


def test_t_sec_4_nobody_in_a_list_approves_it_by_any_login(north, monkeypatch):  # noqa: F811
    a_list(monkeypatch)
    twin = user("Twin")
    twin.human_id = north.cast.ben.human_id
    twin.save()
    grant(twin, north.cast.northshire, Role.EMPLOYEE, person_id=PERSON)
    row = north.propose()

    with pytest.raises(NotYours, match="about you"):
        north.approve(row)
    waiting = deciders.waiting_for(north.cast.ben, partner_id=north.partner_id, on=TODAY)
    assert list(waiting) == []
    step = ApprovalStep.objects.get(change=row)
    with pytest.raises(IntegrityError, match="about themselves"), transaction.atomic():
        ApprovalStep.objects.filter(pk=step.pk).update(
            decided_by=north.cast.ben, decided_human=north.cast.ben.human_id, decided_at=AT
        )


def test_begin_and_finish_an_approved_list(north, monkeypatch):  # noqa: F811
    rung = []
    a_list(monkeypatch, in_background=True, start=lambda row, **more: rung.append(row.uuid))
    row = north.propose()

    row = north.approve(row)
    assert (row.state, row.settled_at, rung, north.address) == ("APPLYING", None, [row.uuid], "1 High Street")

    row = changes.finish(change=row.uuid, by=north.cast.ben, at=AT)
    assert (row.state, north.address) == ("APPLIED", "2 Mill Lane")


def test_a_list_whose_facts_have_moved_goes_back_whole(north, monkeypatch):  # noqa: F811
    a_list(monkeypatch, in_background=True, start=lambda row, **more: None)
    row = north.approve(north.propose())
    north.entity.address = "9 Other Road"
    north.entity.save()

    assert changes.finish(change=row.uuid, by=north.cast.ben, at=AT).state == "CONFLICT"
    assert north.address == "9 Other Road"
