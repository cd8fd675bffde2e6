"""Claims: who may write, decide and be paid, and that nothing is paid twice (domain HR-12)."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules_claims as rules
from hr.models import AbsenceRecord, Claim, ClaimInput, ClaimLine, Document, MonthlyInput
from hr.operations import claim_decisions, claim_lines, claim_news, claim_payments, claim_policy, claims, inputs
from hr.operations.claim_lines import ExpenseWanted, HoursWanted
from hr.operations.claim_policy import PolicyWanted
from hr.queries import claim_money
from hr.queries import claims as found
from hr.rules import RuleBroken
from hr.states import CLAIM, ClaimState
from partners.models import OutboundMessage
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState, pairs
from tests.factories import claims as make
from tests.people import grant, user

MONDAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 4, 9, tzinfo=UTC)
PDF = b"%PDF-1.4 a receipt"


@pytest.fixture
def me(scope, ann):
    """Ann herself, as she signs in."""
    who = user("Ann")
    grant(who, scope.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    return who


@pytest.fixture
def kinds(scope):
    return make.kinds(scope.northshire)


@pytest.fixture
def sent(me, ann, kinds):
    return make.mileage(ann, by=me, at=NOW)


@pytest.fixture
def hours(me, ann, kinds):
    claim = claims.start(assignment=ann.assignment.uuid, kind="HOURS", by=me, at=NOW)

    def put(on=MONDAY, starts=time(18), ends=time(21), **more):
        wanted = HoursWanted(on=on, starts=starts, ends=ends, claim_type=kinds.hours.uuid, reason="Flood", **more)
        return claim_lines.put_hours(claim=claim.uuid, wanted=wanted, by=me, at=NOW)

    return put


@pytest.fixture
def spend(me, ann, kinds):
    claim = claims.start(assignment=ann.assignment.uuid, kind="EXPENSE", by=me, at=NOW)

    def put(amount="24.80", **more):
        given = {"on": MONDAY, "claim_type": kinds.expense.uuid, "reason": "Tribunal", "receipt": PDF} | more
        wanted = ExpenseWanted(amount=Decimal(amount), **given)
        return claim_lines.put_expense(claim=claim.uuid, wanted=wanted, by=me, at=NOW)

    return put


def refused(rule):
    return pytest.raises(RuleBroken, match=rule.sentence.split("{", maxsplit=1)[0][:30] or None)


def test_what_is_approved_becomes_an_input_with_its_words(sent, scope):
    assert (sent.state, sent.units, sent.amount, str(sent)) == ("SUBMITTED", Decimal(40), Decimal("18.00"), "C-000001")

    row = claim_decisions.approve(claim=sent.uuid, by=scope.ben, at=NOW)

    made = MonthlyInput.objects.get()
    assert (row.state, row.pay_period) == ("SENT", made.period_start)
    assert (made.state, made.units, made.rate) == ("APPROVED", Decimal(40), Decimal("0.45"))
    assert made.note == "Mileage: 1 journey, 40 miles at 45p, claim C-000001"
    assert made.entered_human != made.decided_human == scope.ben.human_id
    part = ClaimInput.objects.get()
    assert (part.earned, part.origin_start) == (DateRange(MONDAY, date(2026, 11, 3)), date(2026, 11, 1))


def test_nothing_is_sent_twice(sent, scope, me):
    claim_decisions.approve(claim=sent.uuid, by=scope.ben, at=NOW)

    with pytest.raises(WrongState):
        claim_decisions.approve(claim=sent.uuid, by=scope.ben, at=NOW)
    assert claim_payments.send_waiting(partner_id=sent.partner_id, at=NOW) == 0
    part = ClaimInput.objects.get()
    part.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        part.save()


def test_an_input_of_a_claim_ends_with_the_claim_and_a_run_that_paid_it_closes_it(sent, scope):
    claim_decisions.approve(claim=sent.uuid, by=scope.ben, at=NOW)
    made = MonthlyInput.objects.get()
    with pytest.raises(RuleBroken) as caught:
        inputs.reject(monthly_input=made.uuid, note="Wrong month", by=scope.ben, at=NOW)
    assert caught.value.rule == rules.EndsClaimFirst.code

    paid = [found.PaidBy(monthly_input=made.pk, run=sent.uuid, paid_on=date(2026, 11, 27))]
    assert claim_payments.pay(partner_id=sent.partner_id, paid=paid, by=scope.rhys, at=NOW) == 1
    row = Claim.objects.get()
    assert (row.state, row.paid_on, row.paid_run) == ("PAID", date(2026, 11, 27), sent.uuid)
    with pytest.raises(WrongState):
        claim_decisions.stop(claim=row.uuid, note="Too late to stop", by=scope.ben, at=NOW)


def test_a_claim_that_is_stopped_takes_its_inputs_along_and_may_be_claimed_again(hours, scope, me):
    line = hours()
    claims.submit(claim=line.claim.uuid, by=me, at=NOW)
    claim_decisions.approve(claim=line.claim.uuid, by=scope.ben, at=NOW)
    made = MonthlyInput.objects.get()
    assert (made.units, made.rate) == (Decimal(3), None)
    assert made.note == "Overtime at time and a half: 3 hours, 2 November 2026, claim C-000001"

    row = claim_decisions.stop(claim=line.claim.uuid, note="Paid by hand already", by=scope.ben, at=NOW)

    made.refresh_from_db()
    assert (row.state, made.state) == ("REJECTED", "REJECTED")
    assert not ClaimLine.objects.get().counts


def test_nobody_decides_about_their_own_claim_under_any_login(sent, scope, me):
    other = user("Ann-as-manager")
    grant(other, scope.northshire, Role.HR_MANAGER)
    type(other).objects.filter(pk=other.pk).update(human_id=me.human_id)
    other.refresh_from_db()

    for who in (me, other):
        with pytest.raises(RuleBroken) as caught:
            claim_decisions.approve(claim=sent.uuid, by=who, at=NOW)
        assert caught.value.rule == rules.ClaimNotOneself.code
    with pytest.raises(IntegrityError, match="own claim"), transaction.atomic():
        Claim.objects.update(state="APPROVED", decided_by=me, decided_human=me.human_id, decided_at=NOW)


def test_a_manager_decides_about_jobs_of_the_own_units_only(sent, scope, org):
    elsewhere = org.unit.pk + 1_000_000
    with (
        partner_scope(scope.northshire.pk, unit_ids=frozenset({elsewhere}), actor_id=scope.ben.pk),
        pytest.raises(Claim.DoesNotExist),
    ):
        claim_decisions.approve(claim=sent.uuid, by=scope.ben, at=NOW)


def test_only_the_person_claims(ann, scope, kinds):
    with pytest.raises(RuleBroken) as caught:
        claims.start(assignment=ann.assignment.uuid, kind="MILEAGE", by=scope.hana, at=NOW)
    assert caught.value.rule == rules.OwnClaimOnly.code


def test_a_late_claim_needs_a_reason_and_hr_as_well_pass_on_then_agree_late(me, ann, kinds, scope):
    old = make.journey(on=date(2026, 7, 31))
    row = make.mileage(ann, by=me, at=NOW, journeys=[old], send=False)
    with pytest.raises(RuleBroken) as caught:
        claims.submit(claim=row.uuid, by=me, at=NOW)
    assert (caught.value.rule, caught.value.field) == (rules.LateIsExplained.code, "late_reason")

    claims.submit(claim=row.uuid, by=me, at=NOW, late_reason="I was on jury service")
    assert claim_decisions.approve(claim=row.uuid, by=scope.hana, at=NOW).state == "WITH_HR"
    with pytest.raises(RuleBroken) as caught:
        claim_decisions.agree_late(claim=row.uuid, by=scope.hana, at=NOW)
    assert caught.value.rule == rules.ThirdPerson.code
    assert claim_decisions.agree_late(claim=row.uuid, by=scope.ben, at=NOW).state == "SENT"
    assert ClaimInput.objects.get().origin_start == date(2026, 7, 1)


def test_what_comes_back_is_put_right_and_sent_again_and_reasons_are_needed(sent, scope, me):
    with pytest.raises(RuleBroken) as caught:
        claim_decisions.send_back(claim=sent.uuid, note="no", by=scope.ben, at=NOW)
    assert caught.value.rule == rules.ClaimIsExplained.code
    with pytest.raises(RuleBroken) as caught:
        claim_lines.put_journey(claim=sent.uuid, wanted=make.journey(), by=me, at=NOW)
    assert caught.value.rule == rules.ClaimIsOpen.code

    claim_decisions.send_back(claim=sent.uuid, note="Which school?", by=scope.ben, at=NOW)
    line = ClaimLine.objects.get()
    claim_lines.put_journey(claim=sent.uuid, line=line.uuid, wanted=make.journey(miles=Decimal(30)), by=me, at=NOW)
    again = claims.submit(claim=sent.uuid, by=me, at=NOW)

    assert (again.state, again.amount, again.decided_by) == ("SUBMITTED", Decimal("13.50"), None)
    assert claim_decisions.reject(claim=sent.uuid, note="Home to work", by=scope.ben, at=NOW).state == "REJECTED"
    with pytest.raises(WrongState):
        claims.withdraw(claim=sent.uuid, by=me, at=NOW)


def test_what_was_sent_stands_in_the_database_too(sent):
    with pytest.raises(DatabaseError), transaction.atomic():
        ClaimLine.objects.update(miles=Decimal(99))
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.update(amount=Decimal(99))
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.all().delete()


def test_hours_overlap_is_refused_by_the_operation_and_by_the_database(hours, me, ann):
    line = hours()
    with pytest.raises(RuleBroken) as caught:
        hours(starts=time(20, 30), ends=time(23))
    assert (caught.value.rule, caught.value.field) == (rules.HoursOnce.code, "starts")
    assert hours(starts=time(21), ends=time(23)).hours == Decimal(2)
    line.pk = None
    line.uuid = ann.person.uuid
    with pytest.raises(IntegrityError, match="hr_claimline_hours_once"), transaction.atomic():
        line.save()


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [
        ({"starts": time(8), "ends": time(8)}, rules.HoursArePossible),
        ({"starts": time(6), "ends": time(23)}, rules.HoursArePossible),
        ({"break_minutes": 180}, rules.HoursArePossible),
        ({"on": date(2026, 11, 4), "starts": time(8), "ends": time(10)}, rules.ClaimDayFits),
        ({"on": date(2026, 11, 5)}, rules.ClaimDayFits),
    ],
)
def test_impossible_hours_are_refused(hours, wanted, rule):
    with pytest.raises(RuleBroken) as caught:
        hours(**wanted)
    assert caught.value.rule == rule.code


def test_hours_while_sick_are_refused(hours, ann, scope):
    AbsenceRecord.objects.create(
        partner=scope.northshire, person=ann.person, employment=ann.employment, assignment=ann.assignment,
        kind="SICKNESS", category="BACK", valid=DateRange(MONDAY, None), reported_by=scope.hana, reported_at=NOW,
        reason="call",
    )  # fmt: skip
    with pytest.raises(RuleBroken) as caught:
        hours()
    assert (caught.value.rule, caught.value.field) == (rules.NotWhileAway.code, "on")


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [
        ({"miles": Decimal(601)}, rules.JourneyIsSensible),
        ({"miles": Decimal(0)}, rules.JourneyIsSensible),
        ({"vehicle": "CYCLE", "passengers": 1}, rules.PassengersTravel),
        ({"on": date(2026, 11, 5)}, rules.ClaimDayFits),
    ],
)
def test_impossible_journeys_are_refused(me, ann, kinds, wanted, rule):
    with pytest.raises(RuleBroken) as caught:
        make.mileage(ann, by=me, at=NOW, journeys=[make.journey(**wanted)])
    assert caught.value.rule == rule.code


def test_an_expense_has_a_receipt_or_says_why_not(spend, me, scope, kinds):
    line = spend()
    assert (line.receipt.kind, line.receipt.is_for_person) == ("RECEIPT", True)
    for wanted, rule in (
        ({"receipt": b""}, rules.ReceiptOrReason),
        ({"vat": Decimal("24.80")}, rules.AmountIsSensible),
        ({"amount": "0"}, rules.AmountIsSensible),
        ({"claim_type": kinds.hours.uuid}, rules.TypeInUse),
    ):
        with pytest.raises(RuleBroken) as caught:
            spend(**wanted)
        assert caught.value.rule == rule.code
    with pytest.raises(RuleBroken):
        spend(receipt=b"MZ an executable")
    twin = spend(amount="24.80", receipt=PDF)
    assert [one.pk for one in claim_money.same_elsewhere(line.claim, [twin])[twin.pk]] == [line.pk]

    claim_lines.remove(line=twin.uuid, by=me, at=NOW)
    assert Document.objects.filter(superseded_at__isnull=False).count() == 1
    claims.submit(claim=line.claim.uuid, by=me, at=NOW)
    claim_decisions.approve(claim=line.claim.uuid, by=scope.ben, at=NOW)
    made = MonthlyInput.objects.get()
    assert (made.amount, made.note) == (
        Decimal("24.80"), "Train fares: 1 item, 2 November 2026, claim C-000001",
    )  # fmt: skip


def test_an_empty_claim_is_not_sent_and_a_withdrawn_one_is_over(me, ann, kinds):
    row = claims.start(assignment=ann.assignment.uuid, kind="MILEAGE", by=me, at=NOW)
    with pytest.raises(RuleBroken) as caught:
        claims.submit(claim=row.uuid, by=me, at=NOW)
    assert caught.value.rule == rules.ClaimSaysSomething.code
    assert claims.withdraw(claim=row.uuid, by=me, at=NOW).state == "WITHDRAWN"


def test_what_no_element_pays_is_not_approved(sent, scope, kinds):
    claim_policy.end_type(
        claim_type=kinds.mileage.uuid, last_day=date(2026, 10, 31), reason="Moved", by=scope.ben, at=NOW
    )
    with pytest.raises(RuleBroken) as caught:
        claim_decisions.approve(claim=sent.uuid, by=scope.ben, at=NOW)
    assert caught.value.rule == rules.ClaimTypeSetUp.code


def test_a_partner_s_own_rate_names_the_taxed_excess(scope, me, ann, kinds):
    wanted = PolicyWanted(months_late=2, car=Decimal("0.52"))
    said = {"partner_id": scope.northshire.pk, "reason": "Local agreement", "by": scope.ben, "at": NOW}
    claim_policy.set_policy(wanted=wanted, effective_from=date(2026, 11, 1), **said)
    with pytest.raises(RuleBroken) as caught:
        claim_policy.set_policy(wanted=wanted, effective_from=date(2026, 11, 1), **said)
    assert caught.value.rule == rules.PolicyAhead.code
    with pytest.raises(RuleBroken) as caught:
        claim_policy.set_policy(wanted=PolicyWanted(months_late=0), effective_from=date(2026, 12, 1), **said)
    assert caught.value.rule == rules.PolicyIsSensible.code

    before, after = make.journey(on=date(2026, 10, 30), miles=Decimal(10)), make.journey(miles=Decimal(10))
    row = make.mileage(ann, by=me, at=NOW, journeys=[before, after])
    claim_decisions.approve(claim=row.uuid, by=scope.ben, at=NOW)

    made = MonthlyInput.objects.order_by("id").values_list("element__code", "units", "rate")
    assert list(made) == [
        ("MILES", Decimal(10), Decimal("0.45")), ("MILES", Decimal(10), Decimal("0.45")),
        ("MILESNI", Decimal(10), Decimal("0.07")),
    ]  # fmt: skip


def test_a_kind_of_claim_needs_an_element_of_its_treatment(scope, org, kinds):
    with pytest.raises(RuleBroken) as caught:
        claim_policy.add_type(
            partner_id=scope.northshire.pk, use="MILEAGE", name="", element=kinds.mileage_excess.element.uuid,
            effective_from=date(2027, 1, 1), reason="New", by=scope.ben, at=NOW,
        )  # fmt: skip
    assert (caught.value.rule, caught.value.field) == (rules.ElementPaysIt.code, "element")


def test_managers_hear_of_a_claim_and_again_after_five_working_days(sent, scope, org, me):
    manager = user("Mo")
    grant(manager, scope.northshire, Role.LINE_MANAGER, unit=org.unit.pk)
    claim_news.tell_managers(sent, at=NOW, by=me)
    assert claim_news.remind(partner_id=scope.northshire.pk, at=NOW + timedelta(days=6)) == 0
    assert claim_news.remind(partner_id=scope.northshire.pk, at=NOW + timedelta(days=7)) == 1
    assert claim_news.remind(partner_id=scope.northshire.pk, at=NOW + timedelta(days=8)) == 0
    told = OutboundMessage.objects.filter(kind="claim", user=manager)
    assert told.count() == 2


@pytest.mark.parametrize("pair", [one for one in pairs(CLAIM) if not one.is_legal], ids=str)
def test_no_other_move(pair):
    from sharedservices.common.flow import next_state

    with pytest.raises(WrongState):
        next_state(CLAIM, pair.action, pair.state)


def test_the_database_knows_the_table_of_states(sent):
    legal = {(source, move.target) for move in CLAIM.values() for source in move.sources}

    for target in set(ClaimState) - {to for source, to in legal if source == "SUBMITTED"} - {"SUBMITTED"}:
        with pytest.raises(DatabaseError), transaction.atomic():
            Claim.objects.update(state=target)


def test_the_threshold_counts_what_was_approved_before_and_later_claims_change_nothing(me, ann, kinds, scope):
    long = make.journey(miles=Decimal(600))
    first = make.mileage(ann, by=me, at=NOW, journeys=[long] * 16)
    second = make.mileage(ann, by=me, at=NOW, journeys=[long, make.journey(miles=Decimal(100))])
    for one in (first, second):
        claim_decisions.approve(claim=one.uuid, by=scope.ben, at=NOW)

    inputs_made = MonthlyInput.objects.order_by("id").values_list("units", "rate")
    assert list(inputs_made) == [
        (Decimal(9600), Decimal("0.45")), (Decimal(400), Decimal("0.45")), (Decimal(300), Decimal("0.25")),
    ]  # fmt: skip
    row = Claim.objects.get(pk=first.pk)
    shown = claim_money.treatments_of(row, claim_money.lines_of(row))
    assert shown == [("9,600 miles at 45p", "No tax or National Insurance", Decimal("4320.00"))]
