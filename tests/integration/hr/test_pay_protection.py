"""Pay protection and market supplements (domain HR-04): by request, in the preview of pay, paid by an element."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hr.change_kinds_protection import PROTECT, SUPPLEMENT
from hr.foresight import Hurt
from hr.models import MarketSupplement, PayProtection, RecurringElement
from hr.operations import elements, pay_protection, terms
from hr.operations.entries import Entry
from hr.operations.pay_protection import Wanted
from hr.queries import duty_reviews
from hr.queries.ahead import foreseen
from hr.rules import RuleBroken
from partners.operations import changes
from partners.operations.change_trials import Proposal
from tests.factories import hr as make

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
D = Decimal


@pytest.fixture
def kept(scope, ann):
    """Ann on point 6, £26,847 since 1 April 2026; an element of its own for what is paid on top."""
    element = make.pay_element(scope.northshire, "PROTECTED", pensionable=True)
    return {"assignment": ann.assignment.uuid, "reason": "Reorganisation", "by": scope.hana, "at": AT}, element


def paid(element):
    rows = RecurringElement.objects.filter(element=element).order_by("valid")
    return [(one.valid.lower, one.valid.upper, one.amount) for one in rows]


def test_a_salary_that_stands_still_follows_increments_and_hours_and_warns_before_its_end(scope, ann, org, kept):
    said, element = kept
    payload = {
        "assignment": str(ann.assignment.uuid), "kind": "MARK_TIME", "yearly": "28989.00", "element": str(element.uuid),
        "effective_from": "2026-12-01", "last_day": "2027-01-31",
    }  # fmt: skip
    proposal = Proposal(kind=PROTECT.code, payload=payload, reason="Reorganisation")
    row = changes.submit(partner_id=scope.northshire.pk, proposal=proposal, by=scope.hana, at=AT)
    assert not RecurringElement.objects.filter(element=element).exists()
    for who in (scope.ben, scope.gwen):
        row = changes.approve(change=row.uuid, content_hash=row.content_hash, by=who, at=AT)
    # £28,989 less £26,847 is £2,142 a year, £178.50 a month.
    assert row.state == "APPLIED"
    assert paid(element) == [(date(2026, 12, 1), date(2027, 2, 1), D("178.50"))]
    with pytest.raises(RuleBroken, match="pays what is protected"):
        elements.change_recurring(
            recurring=RecurringElement.objects.get(element=element).uuid, entry=Entry(amount=D(500)),
            effective_from=date(2027, 1, 1), reason="More", by=scope.hana, at=AT,
        )  # fmt: skip

    terms.change_hours(contract_hours=D("18.5"), effective_from=date(2027, 1, 1), **said)
    assert pay_protection.keep_in_step(partner_id=scope.northshire.pk).n_moved == 1

    assert paid(element) == [
        (date(2026, 12, 1), date(2027, 1, 1), D("178.50")), (date(2027, 1, 1), date(2027, 2, 1), D("89.25")),
    ]  # fmt: skip
    assert pay_protection.keep_in_step(partner_id=scope.northshire.pk).n_moved == 0
    ahead = foreseen(partner_id=scope.northshire.pk, on=date(2027, 1, 15))
    assert [one.takes_effect_on for one in ahead if one.hurt is Hurt.ELEMENT_END] == [date(2027, 2, 1)]

    held = PayProtection.objects.get()
    del said["assignment"]
    pay_protection.end_protection(protection=held.uuid, last_day=date(2026, 12, 31), **said)
    assert paid(element) == [(date(2026, 12, 1), date(2027, 1, 1), D("178.50"))]


def test_what_pays_nothing_or_is_there_twice_is_refused(kept):
    said, element = kept
    span = {"effective_from": date(2026, 12, 1), "last_day": date(2027, 11, 30)}
    low = Wanted(kind="MARK_TIME", yearly=D(20000), element=element.uuid)
    with pytest.raises(RuleBroken, match="as high as what is protected"):
        pay_protection.protect(wanted=low, **span, **said)
    cash = Wanted(kind="CASH", yearly=D(1200), element=element.uuid)
    pay_protection.protect(wanted=cash, **span, **said)
    with pytest.raises(RuleBroken, match="has one already, from 1 December 2026"):
        pay_protection.protect(wanted=cash, **span, **said)


def test_a_supplement_needs_evidence_and_a_review_and_asks_for_it(scope, ann, kept):
    _said, element = kept
    payload = {
        "assignment": str(ann.assignment.uuid), "element": str(element.uuid), "amount": "150.00",
        "evidence": "Survey of October", "review_on": "2027-05-31", "effective_from": "2026-12-01",
        "last_day": "2027-11-30",
    }  # fmt: skip
    who = {"partner_id": scope.northshire.pk, "by": scope.hana, "at": AT}
    late = Proposal(kind=SUPPLEMENT.code, payload=payload | {"review_on": "2028-01-01"}, reason="Hard to fill")
    with pytest.raises(RuleBroken, match="not between the first and the last day"):
        changes.try_out(proposal=late, **who)
    row = changes.submit(proposal=Proposal(kind=SUPPLEMENT.code, payload=payload, reason="Hard to fill"), **who)
    for one in (scope.ben, scope.gwen):
        row = changes.approve(change=row.uuid, content_hash=row.content_hash, by=one, at=AT)

    assert paid(element) == [(date(2026, 12, 1), date(2027, 12, 1), D("150.00"))]
    due = duty_reviews.due(partner_id=scope.northshire.pk, on=date(2027, 5, 10))
    assert [(one.title, one.review_on) for one in due] == [("Market supplement", date(2027, 5, 31))]
    held = MarketSupplement.objects.get()
    pay_protection.end_supplement(
        supplement=held.uuid, last_day=date(2027, 3, 31), reason="Market fell", by=scope.hana, at=AT
    )
    held.refresh_from_db()
    assert (paid(element)[0][1], held.review_on) == (date(2027, 4, 1), date(2027, 3, 31))
