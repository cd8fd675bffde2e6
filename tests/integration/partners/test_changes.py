"""Changes that somebody proposes and others approve: T-SEC-4 to T-SEC-6 (domain SEC-04), on a toy kind of change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from partners import change_kinds
from partners.change_kinds import ChangeKind, Figure, StepNeeded, Subject
from partners.models import ApprovalStep, AuditEvent, ChangeEvent, ChangeRequest, Delegation, LegalEntity
from partners.operations import change_clock, changes, delegations
from partners.operations.changes import CommentNeeded, ContentChanged, NotYours, Proposal
from partners.operations.delegations import CannotDelegate, NotYourDelegation
from partners.queries import audit_trail, deciders
from partners.queries.changes import ChangeFilter, Reader, document, inbox
from partners.roles import Role
from partners.scope import partner_scope
from partners.states import CHANGE_REQUEST, ChangeState
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import WrongState, pairs
from tests.people import grant, user

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
PERSON = 4711
HR = StepNeeded(permission="changes.approve", title="HR manager")
FINANCE = StepNeeded(permission="changes.approve_cost", title="Budget holder", why="It costs more")


class TooLong(DomainError):
    """The toy operation refuses."""


def _apply(payload, *, reason, by, at):
    if len(payload["address"]) > 30:
        raise TooLong("The address is too long.", field="address")
    entity = LegalEntity.objects.select_for_update().get(pk=payload["entity"])
    entity.address = payload["address"]
    entity.save(update_fields=["address"])


def _facts(payload, on):
    return {"Address": LegalEntity.objects.get(pk=payload["entity"]).address}


def _steps(payload, trial):
    return [HR, FINANCE] if any(effect.is_cost_rise for effect in trial.effects) else [HR]


def _measure(*, partner_id, person_id, on):
    rows = LegalEntity.objects.filter(partner_id=partner_id, address__contains="£")
    cost = sum((len(row.address) for row in rows), 0)
    return [Figure(label="Cost", value=cost, words=f"£{cost}", is_cost=True)]


SEES = frozenset({"changes.view"})
TOY = ChangeKind(
    audience="changes.view",
    code="test.address",
    title="Move the office",
    clean=lambda payload: {name: payload[name] for name in ("entity", "address", "person") if name in payload},
    starts=lambda payload: None,
    subject=lambda payload: Subject(words="Northshire office", href="/p/northshire/", person_id=payload.get("person")),
    facts=_facts,
    apply=_apply,
    steps=_steps,
)


@pytest.fixture
def toy(monkeypatch):
    monkeypatch.setitem(change_kinds._kinds, TOY.code, TOY)
    monkeypatch.setattr(change_kinds, "_measures", {"toy": _measure})


@pytest.fixture
def north(cast, toy):
    """Northshire with an office, in the scope of nobody in particular."""
    with partner_scope(cast.northshire.pk, reason="test"):
        entity = LegalEntity.objects.create(
            partner=cast.northshire, code="NCC", legal_name="Northshire", kind="COUNCIL", address="1 High Street",
            valid=DateRange(date(2020, 1, 1), None),
        )  # fmt: skip
        yield Office(cast, entity)


class Office:
    """What the tests do, in few words."""

    def __init__(self, cast, entity):
        self.cast, self.entity = cast, entity
        self.partner_id = cast.northshire.pk

    def proposal(self, address="2 Mill Lane", **more):
        return Proposal(
            kind=TOY.code, payload={"entity": self.entity.pk, "address": address, **more}, reason="The lease ends"
        )

    def propose(self, address="2 Mill Lane", *, by=None, **more):
        return changes.submit(
            partner_id=self.partner_id, proposal=self.proposal(address, **more), by=by or self.cast.hana, at=AT
        )

    def approve(self, row, by=None, **more):
        return changes.approve(change=row.uuid, by=by or self.cast.ben, at=AT, content_hash=row.content_hash, **more)

    def send_back(self, row, comment="Which floor?", by=None):
        return changes.send_back(
            change=row.uuid, by=by or self.cast.ben, at=AT, content_hash=row.content_hash, comment=comment
        )

    def delegate(self, giver, receiver, **more):
        days = {"start": TODAY, "last_day": TODAY + timedelta(days=14)} | more
        wanted = delegations.Wanted(email=receiver.email, reason="Annual leave", **days)
        return delegations.give(partner_id=self.partner_id, wanted=wanted, by=giver, at=AT)

    @property
    def address(self):
        self.entity.refresh_from_db()
        return self.entity.address


def log_of(row):
    return list(ChangeEvent.objects.filter(change=row).order_by("id").values_list("action", flat=True))


# --- the way of a request ---------------------------------------------------------------------------------------------
def test_a_proposal_changes_nothing_and_says_what_it_would_do(north):
    row = north.propose()

    assert north.address == "1 High Street"
    assert (row.state, row.before, row.after) == (
        "WAITING",
        [["Address", "1 High Street"]],
        [["Address", "2 Mill Lane"]],
    )
    assert (row.due_on, row.expires_on) == (date(2026, 11, 9), date(2027, 1, 1))
    assert log_of(row) == ["submit"]


def test_the_last_approval_makes_the_change_under_its_makers_reason(north):
    row = north.approve(north.propose())

    assert (row.state, row.settled_at, north.address) == ("APPLIED", AT, "2 Mill Lane")
    assert log_of(row) == ["submit", "approve", "apply"]
    change = AuditEvent.objects.get(object_type="partners_legalentity", action="UPDATE")
    assert (change.actor_id, change.reason) == (north.cast.ben.pk, "The lease ends")


def test_what_costs_more_needs_finance_as_well_and_another_person(north):
    grant(north.cast.ben, north.cast.northshire, Role.BUDGET_HOLDER)
    row = north.propose("£ Palace", person=PERSON)

    row = north.approve(row)
    assert (row.state, north.address) == ("WAITING", "1 High Street")
    with pytest.raises(NotYours, match="needs another person"):
        north.approve(row)
    assert north.approve(row, by=north.cast.gwen).state == "APPLIED"
    assert north.address == "£ Palace"


def test_what_the_operation_refuses_is_refused_at_once(north):
    with pytest.raises(TooLong):
        north.propose("x" * 31)

    assert not ChangeRequest.objects.exists()


def test_what_comes_back_is_resubmitted_and_decided_anew(north):
    row = north.send_back(north.propose())
    assert (row.state, log_of(row)) == ("RETURNED", ["submit", "return"])
    with pytest.raises(NotYours):
        changes.resubmit(change=row.uuid, proposal=north.proposal("3 Mill Lane"), by=north.cast.ben, at=AT)

    again = changes.resubmit(change=row.uuid, proposal=north.proposal("3 Mill Lane"), by=north.cast.hana, at=AT)

    assert (again.state, again.round, again.after) == ("WAITING", 2, [["Address", "3 Mill Lane"]])
    assert north.approve(again).state == "APPLIED"
    assert north.address == "3 Mill Lane"


def test_a_rejection_is_final_and_has_words(north):
    row = north.propose()
    with pytest.raises(CommentNeeded):
        changes.reject(change=row.uuid, by=north.cast.ben, at=AT, content_hash=row.content_hash, comment="  ")

    row = changes.reject(
        change=row.uuid, by=north.cast.ben, at=AT, content_hash=row.content_hash, comment="We stay where we are"
    )

    assert row.state == "REJECTED"
    with pytest.raises(WrongState):
        north.approve(row)


def test_only_its_maker_withdraws(north):
    row = north.propose()
    with pytest.raises(NotYours):
        changes.withdraw(change=row.uuid, by=north.cast.ben, at=AT)

    assert changes.withdraw(change=row.uuid, by=north.cast.hana, at=AT).state == "WITHDRAWN"


def test_nothing_is_approved_by_silence(north):
    row = north.propose()

    assert change_clock.expire(partner_id=north.partner_id, at=AT + timedelta(days=60)) == 0
    assert change_clock.expire(partner_id=north.partner_id, at=AT + timedelta(days=61)) == 1
    assert change_clock.expire(partner_id=north.partner_id, at=AT + timedelta(days=61)) == 0

    row.refresh_from_db()
    assert (row.state, north.address) == ("EXPIRED", "1 High Street")


def test_facts_that_moved_overtake_the_request(north):
    row = north.propose()
    _apply({"entity": north.entity.pk, "address": "9 Park Road"}, reason="", by=None, at=AT)

    row = north.approve(row)

    assert (row.state, north.address) == ("CONFLICT", "9 Park Road")
    assert log_of(row) == ["submit", "approve", "overtake"]
    again = changes.resubmit(change=row.uuid, proposal=north.proposal(), by=north.cast.hana, at=AT)
    assert again.before == [["Address", "9 Park Road"]]
    assert north.approve(again).state == "APPLIED"


def test_an_operation_that_refuses_at_the_end_sends_the_request_back(north, monkeypatch):
    row = north.propose()
    real = TOY.apply

    def refuse(payload, **more):
        real(payload, **more)
        raise TooLong("No room any more.", remedy="Choose a smaller one.")

    monkeypatch.setitem(
        change_kinds._kinds, TOY.code, ChangeKind(**{n: getattr(TOY, n) for n in TOY.__slots__} | {"apply": refuse})
    )

    row = north.approve(row)

    assert (row.state, north.address) == ("CONFLICT", "1 High Street")
    last = ChangeEvent.objects.filter(change=row).order_by("-id").first()
    assert last.comment == "No room any more. Choose a smaller one."


def use(monkeypatch, **more):
    """Let the toy kind be otherwise."""
    kind = ChangeKind(**{name: getattr(TOY, name) for name in TOY.__slots__} | more)
    monkeypatch.setitem(change_kinds._kinds, TOY.code, kind)
    return kind


@pytest.mark.parametrize("pair", [pair for pair in pairs(CHANGE_REQUEST) if not pair.is_legal], ids=str)
def test_no_other_state_allows_an_action(north, pair, monkeypatch):
    row = north.propose()
    act = {
        "approve": lambda: north.approve(row),
        "return": lambda: north.send_back(row),
        "reject": lambda: changes.reject(
            change=row.uuid, by=north.cast.ben, at=AT, content_hash=row.content_hash, comment="No"
        ),
        "resubmit": lambda: changes.resubmit(change=row.uuid, proposal=north.proposal(), by=north.cast.hana, at=AT),
        "withdraw": lambda: changes.withdraw(change=row.uuid, by=north.cast.hana, at=AT),
        "overtake": lambda: north.approve(row),
        "begin": lambda: north.approve(row),
        "finish": lambda: changes.finish(change=row.uuid, by=north.cast.ben, at=AT),
        "choose": lambda: changes.choose(
            change=row.uuid, content_hash=row.content_hash, choice="keep", by=north.cast.ben, at=AT
        ),
        "remind": lambda: change_clock.remind(partner_id=north.partner_id, at=AT + timedelta(days=8)),
        "escalate": lambda: change_clock.escalate(partner_id=north.partner_id, at=AT + timedelta(days=30)),
        "expire": lambda: change_clock.expire(partner_id=north.partner_id, at=AT + timedelta(days=99)),
    }[pair.action]
    settled = pair.state not in {ChangeState.WAITING, ChangeState.RETURNED, ChangeState.CONFLICT}
    if pair.state is ChangeState.APPLYING:
        use(monkeypatch, in_background=True, start=lambda row, **more: None)
    if pair.state in {ChangeState.APPLIED, ChangeState.APPLYING}:
        north.approve(row)
    else:
        ChangeRequest.objects.filter(pk=row.pk).update(state=pair.state, settled_at=AT if settled else None)

    if pair.action in {"expire", "escalate", "remind"}:
        assert act() == 0
    else:
        with pytest.raises(WrongState):
            act()


# --- T-SEC-4: nobody approves their own -------------------------------------------------------------------------------
def test_t_sec_4_the_maker_does_not_approve(north):
    grant(north.cast.hana, north.cast.northshire, Role.HR_MANAGER)
    row = north.propose()

    with pytest.raises(NotYours, match="You proposed this change"):
        north.approve(row, by=north.cast.hana)


def test_t_sec_4_a_second_login_of_the_maker_does_not_approve(north):
    twin = user("Twin")
    twin.human_id = north.cast.hana.human_id
    twin.save()
    grant(twin, north.cast.northshire, Role.HR_MANAGER)
    row = north.propose()

    with pytest.raises(NotYours, match="You proposed this change"):
        north.approve(row, by=twin)
    assert not deciders.waiting_for(twin, partner_id=north.partner_id, on=TODAY).exists()


def test_t_sec_4_the_maker_does_not_approve_as_a_delegate_nor_through_one(north):
    row = north.propose(by=north.cast.ben)
    north.delegate(north.cast.ben, north.cast.hana)

    with pytest.raises(NotYours, match="Others decide"):
        north.approve(row, by=north.cast.hana)

    mine = north.propose(by=north.cast.hana)
    with pytest.raises(NotYours, match="You proposed"):
        north.approve(mine, by=north.cast.hana)


def test_t_sec_4_nobody_decides_about_themselves(north):
    grant(north.cast.ben, north.cast.northshire, Role.EMPLOYEE, person_id=PERSON)
    row = north.propose(person=PERSON)

    with pytest.raises(NotYours, match="about you"):
        north.approve(row)
    assert not deciders.waiting_for(north.cast.ben, partner_id=north.partner_id, on=TODAY).exists()


def test_t_sec_4_the_database_refuses_the_maker_whatever_the_program_says(north):
    row = north.propose()
    step = ApprovalStep.objects.get(change=row)
    step.decided_by, step.decided_human, step.decided_at = north.cast.hana, north.cast.ben.human_id, AT
    step.made_human = north.cast.ben.human_id

    with pytest.raises(IntegrityError, match="not_the_maker"), transaction.atomic():
        step.save()
    with pytest.raises(DatabaseError, match="keeps its maker"), transaction.atomic():
        ChangeRequest.objects.filter(pk=row.pk).update(made_by=north.cast.ben, made_human=north.cast.ben.human_id)
    with pytest.raises(IntegrityError, match="every approval"), transaction.atomic():
        ChangeRequest.objects.filter(pk=row.pk).update(state="APPLIED", settled_at=AT)


# --- T-SEC-5: a decision is for one content ---------------------------------------------------------------------------
def test_t_sec_5_a_decision_on_other_content_is_refused(north):
    row = north.propose()

    with pytest.raises(ContentChanged):
        changes.approve(change=row.uuid, by=north.cast.ben, at=AT, content_hash="0" * 64)


def test_t_sec_5_an_edit_after_an_approval_voids_it(north):
    gwen, hugh = north.cast.gwen, user("Hugh")
    grant(hugh, north.cast.northshire, Role.HR_MANAGER)
    row = north.approve(north.propose("£ Palace", person=PERSON))
    row = north.send_back(row, by=gwen)

    row = changes.resubmit(change=row.uuid, proposal=north.proposal("£ Hut", person=PERSON), by=north.cast.hana, at=AT)

    assert [step.decided_by_id for step in ApprovalStep.objects.filter(change=row, round=2)] == [None, None]
    north.approve(row, by=gwen)
    assert north.approve(row, by=hugh).state == "APPLIED"


def test_t_sec_5_content_that_is_altered_behind_the_programs_back_is_not_applied(north):
    row = north.propose()
    seen = row.content_hash
    ChangeRequest.objects.filter(pk=row.pk).update(content_hash="f" * 64)

    with pytest.raises(ContentChanged):
        changes.approve(change=row.uuid, by=north.cast.ben, at=AT, content_hash=seen)


# --- T-SEC-6: whoever holds the role decides --------------------------------------------------------------------------
def test_t_sec_6_when_the_approver_leaves_the_request_goes_to_the_next(north):
    row = north.propose()
    hugh = user("Hugh")
    north.cast.ben.grants.update(valid=DateRange(date(2020, 1, 1), TODAY))
    assert deciders.undecidable(partner_id=north.partner_id, on=TODAY, kinds=[TOY.code]) == 1

    grant(hugh, north.cast.northshire, Role.HR_MANAGER)

    assert deciders.undecidable(partner_id=north.partner_id, on=TODAY, kinds=[TOY.code]) == 0
    assert [one.pk for one in deciders.waiting_for(hugh, partner_id=north.partner_id, on=TODAY)] == [row.pk]
    with pytest.raises(NotYours):
        north.approve(row)
    assert north.approve(row, by=hugh).state == "APPLIED"


# --- delegation -------------------------------------------------------------------------------------------------------
def test_a_delegate_decides_for_the_giver_while_it_lasts(north):
    north.delegate(north.cast.ben, north.cast.gwen)
    row = north.propose()
    assert [one.pk for one in deciders.waiting_for(north.cast.gwen, partner_id=north.partner_id, on=TODAY)] == [row.pk]

    row = north.approve(row, by=north.cast.gwen)

    step = ApprovalStep.objects.get(change=row)
    assert (step.decided_by, step.behalf_of) == (north.cast.gwen, north.cast.ben)
    decided = AuditEvent.objects.filter(actor_id=north.cast.gwen.pk)
    assert {one.on_behalf_of_id for one in decided} == {north.cast.ben.pk}  # domain SEC-05: decision and change
    assert audit_trail.events(partner_id=north.partner_id, filters={}).filter(giver_name="Ben Example").exists()
    assert not AuditEvent.objects.filter(actor_id=north.cast.hana.pk).exclude(on_behalf_of_id=None).exists()
    late = north.propose("5 Mill Lane")
    assert not deciders.waiting_for(north.cast.gwen, partner_id=north.partner_id, on=date(2026, 11, 17)).exists()
    assert late.state == "WAITING"


def test_a_delegate_delegates_nothing_on(north):
    north.delegate(north.cast.ben, north.cast.hana)

    with pytest.raises(CannotDelegate, match="nothing to delegate"):
        north.delegate(north.cast.hana, north.cast.gwen)


@pytest.mark.parametrize(
    ("receiver", "more", "words"),
    [
        ("ed", {}, "Nobody who may decide"),
        ("dilys", {}, "Nobody who may decide"),
        ("ben", {}, "This is you"),
        ("rhys", {}, "nobody may be that and Partner HR manager together"),
        ("amara", {}, "nobody may be that and Partner HR manager together"),
        ("gwen", {"last_day": TODAY - timedelta(days=1)}, "same as or after"),
        ("gwen", {"start": TODAY - timedelta(days=9), "last_day": TODAY - timedelta(days=1)}, "in the past"),
        ("gwen", {"last_day": TODAY + timedelta(days=93)}, "at most 92 days"),
    ],
)
def test_a_delegation_that_makes_no_sense_is_refused(north, *, receiver, more, words):
    with pytest.raises(CannotDelegate, match=words):
        north.delegate(north.cast.ben, getattr(north.cast, receiver), **more)


def test_a_delegation_is_ended_by_its_people_alone(north):
    given = north.delegate(north.cast.ben, north.cast.gwen)
    with pytest.raises(CannotDelegate, match="some of these days"):
        north.delegate(north.cast.ben, north.cast.gwen)
    with pytest.raises(NotYourDelegation):
        delegations.end(partner_id=north.partner_id, delegation=given.uuid, by=north.cast.chen, at=AT)

    delegations.end(partner_id=north.partner_id, delegation=given.uuid, by=north.cast.gwen, at=AT)

    assert Delegation.objects.get().ended_by == north.cast.gwen
    north.propose()
    assert not deciders.waiting_for(north.cast.gwen, partner_id=north.partner_id, on=TODAY).exists()
    with pytest.raises(CannotDelegate, match="ended already"):
        delegations.end(partner_id=north.partner_id, delegation=given.uuid, by=north.cast.gwen, at=AT)


# --- what people see --------------------------------------------------------------------------------------------------
def test_the_inbox_holds_what_one_may_decide_and_no_more(north):
    row = north.propose()

    def box(who, **wanted):
        return [one.pk for one in inbox(partner_id=north.partner_id, user=who, on=TODAY, wanted=ChangeFilter(**wanted))]

    assert box(north.cast.ben) == [row.pk]
    assert box(north.cast.ben, text="northshire OFF") == [row.pk]
    assert box(north.cast.ben, text="elsewhere") == []
    assert box(north.cast.ben, kind="hr.hours") == []
    assert box(north.cast.ben, late_on=date(2026, 11, 10)) == [row.pk]
    assert box(north.cast.ben, late_on=TODAY) == []
    assert box(north.cast.hana) == box(north.cast.amara) == box(north.cast.chen) == []


def test_the_page_of_a_request_says_everything(north):
    row = north.propose("£ Palace", person=PERSON)

    found = document(partner_id=north.partner_id, change=row.uuid, reader=Reader(north.cast.ben, SEES), on=TODAY, at=AT)

    assert found.row.rows == (("Address", "1 High Street", "£ Palace"),)
    assert found.row.effects == (("Cost", "£0", "£8"),)
    assert [(step.title, step.why, step.who) for step in found.steps] == [
        ("HR manager", "", ("Ben Example",)),
        ("Budget holder", "It costs more", ("Gwen Example",)),
    ]
    assert (found.why_not, found.is_own) == ("", False)
    assert [line.words for line in found.log] == ["Proposed"]
    own = document(partner_id=north.partner_id, change=row.uuid, reader=Reader(north.cast.hana, SEES), on=TODAY, at=AT)
    assert (own.is_own, own.why_not) == (True, "You proposed this change. Somebody else decides it.")


def test_a_request_is_read_by_its_audience_by_whoever_decides_it_and_by_its_maker(north, monkeypatch):
    """And of a kind without an audience by its maker alone: nobody decides it, either."""
    row = north.propose("£ Palace", person=PERSON)

    def readers():
        found = []
        for who, permissions in (
            (north.cast.hana, set()),
            (north.cast.ben, set()),
            (north.cast.rhys, SEES),
            (north.cast.rhys, {"ledger.view"}),
            (north.cast.rhys, {"changes.follow"}),
        ):
            try:
                reader = Reader(who, frozenset(permissions))
                found.append(document(partner_id=north.partner_id, change=row.uuid, reader=reader, on=TODAY, at=AT))
            except ChangeRequest.DoesNotExist:
                found.append(None)
        return [one is not None for one in found]

    assert readers() == [True, True, True, False, False]
    plain = {name: getattr(TOY, name) for name in TOY.__slots__}
    monkeypatch.setitem(change_kinds._kinds, TOY.code, ChangeKind(**plain | {"audience": ""}))
    assert readers() == [True, False, False, False, False]
    assert not inbox(partner_id=north.partner_id, user=north.cast.ben, on=TODAY, wanted=ChangeFilter()).exists()


def test_another_partner_finds_nothing(cast, toy):
    with partner_scope(cast.northshire.pk, reason="test"):
        entity = LegalEntity.objects.create(
            partner=cast.northshire, code="NCC", legal_name="Northshire", kind="COUNCIL",
            valid=DateRange(date(2020, 1, 1), None),
        )  # fmt: skip
        row = Office(cast, entity).propose()

    with partner_scope(cast.southborough.pk), pytest.raises(ChangeRequest.DoesNotExist):
        changes.approve(change=row.uuid, by=cast.dilys, at=AT, content_hash=row.content_hash)
