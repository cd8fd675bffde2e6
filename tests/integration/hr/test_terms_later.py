"""A change of terms before a later change: T-HR-7 (domain HR-07, effective-dating rule 1)."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hr.models import AssignmentTerms
from hr.operations import terms
from hr.operations.hours import agree_hours
from hr.operations.terms import Pay
from hr.operations.terms_later import Later
from hr.queries import job_words
from hr.rules import RuleBroken
from partners.scope import partner_scope
from tests.factories import hr as make

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
JANUARY, FEBRUARY, MARCH = date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)


@pytest.fixture
def ann(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        found = make.employee(cast.northshire)
        yield Ann(found, cast.hana)


class Ann:
    """What the tests do with Ann's job, in few words."""

    def __init__(self, who, by):
        self.who, self.by = who, by

    def hours(self, hours, on, later=None, at=AT):
        return terms.change_hours(
            assignment=self.who.assignment.uuid, contract_hours=Decimal(hours), effective_from=on, reason="test",
            by=self.by, at=at, later=later,
        )  # fmt: skip

    def pay(self, annual, on, later=None, at=AT):
        return terms.change_pay(
            assignment=self.who.assignment.uuid, pay=Pay(spot_annual=Decimal(annual)), effective_from=on,
            reason="test", by=self.by, at=at, later=later,
        )  # fmt: skip

    @property
    def story(self):
        rows = AssignmentTerms.objects.filter(assignment=self.who.assignment).order_by("valid")
        return [(row.valid.lower, row.contract_hours, row.spot_annual) for row in rows]


def test_t_hr_7_hours_before_a_grade_change_hold_after_it_too(ann):
    ann.pay("40000", FEBRUARY)

    ann.hours("18.5", JANUARY)

    assert ann.story == [
        (make.START, Decimal(37), None),
        (JANUARY, Decimal("18.5"), None),
        (FEBRUARY, Decimal("18.5"), Decimal(40000)),
    ]


def test_a_later_change_of_the_same_thing_asks_what_becomes_of_it(ann):
    ann.hours("30", FEBRUARY)

    with pytest.raises(RuleBroken, match="decided otherwise from 1 February 2027") as caught:
        ann.hours("18.5", JANUARY)

    assert (caught.value.rule, caught.value.field) == ("HR-LATER-DECIDES", "later")
    assert len(ann.story) == 2


def test_the_later_change_stays(ann):
    ann.hours("30", FEBRUARY)
    ann.pay("40000", MARCH)

    ann.hours("18.5", JANUARY, Later.KEEP)

    assert [(day, hours) for day, hours, _ in ann.story] == [
        (make.START, Decimal(37)), (JANUARY, Decimal("18.5")), (FEBRUARY, Decimal(30)), (MARCH, Decimal(30)),
    ]  # fmt: skip


def test_the_later_change_follows_this_one(ann):
    ann.hours("30", FEBRUARY)
    ann.pay("40000", MARCH)

    ann.hours("18.5", JANUARY, Later.REBASE)

    assert [(day, hours, pay) for day, hours, pay in ann.story[1:]] == [
        (JANUARY, Decimal("18.5"), None), (FEBRUARY, Decimal("18.5"), None), (MARCH, Decimal("18.5"), Decimal(40000)),
    ]  # fmt: skip


def test_the_later_change_is_cancelled(ann):
    ann.hours("30", FEBRUARY)

    ann.hours("18.5", JANUARY, Later.CANCEL)

    assert ann.story == [(make.START, Decimal(37), None), (JANUARY, Decimal("18.5"), None)]


def test_a_later_change_that_has_taken_effect_is_not_cancelled(ann):
    ann.hours("30", date(2026, 10, 1))

    with pytest.raises(RuleBroken, match="cannot be cancelled"):
        ann.hours("18.5", date(2026, 9, 1), Later.CANCEL)


def test_what_does_not_fit_a_later_row_is_refused_whole(ann):
    terms.change_hours(
        assignment=ann.who.assignment.uuid, contract_hours=Decimal(37), paid_weeks=Decimal("44.5"),
        contract="TERM_TIME", effective_from=FEBRUARY, reason="test", by=ann.by, at=AT,
    )  # fmt: skip

    with pytest.raises(RuleBroken):
        ann.hours("18.5", JANUARY)

    assert len(ann.story) == 2


def test_the_words_tell_of_later_days_when_the_hours_are_otherwise(ann):
    ann.hours("30", FEBRUARY)
    ann.pay("40000", MARCH)

    said = job_words.hours(ann.who.assignment, JANUARY)

    assert said["Hours a week"] == "37"
    assert said["Hours a week from 1 February 2027"] == "30"
    assert not any("March" in label for label in said)
    assert job_words.pay(ann.who.assignment, JANUARY)["Pay from 1 March 2027"] == "£40,000.00 a year full time"


# --- any sequence leaves one consistent history -----------------------------------------------------------------------
DAYS = 60
steps = st.lists(
    st.tuples(
        st.sampled_from(["hours", "pay"]), st.integers(1, DAYS - 1), st.integers(10, 37), st.sampled_from(list(Later))
    ),
    max_size=8,
)


def expected(sequence):
    """Play the changes on a list of days: hours and pay apart, as people mean them."""
    days = {"hours": [Decimal(37)] * DAYS, "pay": [None] * DAYS}
    for what, start, value, later in sequence:
        line = days[what]
        new = Decimal(value) if what == "hours" else Decimal(value * 1000)
        if line[start] == new:
            continue
        old = line[start]
        end = next((day for day in range(start, DAYS) if line[day] != old), DAYS)
        until = DAYS if later is Later.REBASE else end
        line[start:until] = [new] * (until - start)
    return days


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])  # each makes its own person
@given(sequence=steps)
def test_any_sequence_of_changes_leaves_the_history_that_people_mean(cast, sequence):
    first = date(2026, 11, 3)
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        ann = Ann(make.employee(cast.northshire), cast.hana)
        made = [
            (what, start, value, Later.KEEP if later is Later.CANCEL else later)
            for what, start, value, later in sequence
        ]
        for what, start, value, later in made:
            change, amount = (ann.hours, str(value)) if what == "hours" else (ann.pay, str(value * 1000))
            with suppress_unchanged():
                change(amount, first + timedelta(days=start), later)

        days = expected(made)
        rows = list(AssignmentTerms.objects.filter(assignment=ann.who.assignment).order_by("valid"))
        assert all(one.valid.upper == other.valid.lower for one, other in pairwise(rows))
        for n in range(DAYS):
            (row,) = [one for one in rows if holds(one, first + timedelta(days=n))]
            assert (row.contract_hours, row.spot_annual) == (days["hours"][n], days["pay"][n])


def holds(row, day):
    return row.valid.lower <= day and (row.valid.upper is None or day < row.valid.upper)


@contextmanager
def suppress_unchanged():
    """Let a change pass that changes nothing: it is refused, and rightly."""
    try:
        yield
    except RuleBroken as refused:
        if refused.rule != "HR-SOMETHING-CHANGES":
            raise


# --- until a day ------------------------------------------------------------------------------------------------------
def until(ann, last, **given):
    return agree_hours(
        assignment=ann.who.assignment.uuid, contract_hours=Decimal(20), effective_from=JANUARY, until=last,
        reason="Care", by=ann.by, at=AT, **given,
    )  # fmt: skip


def test_hours_until_a_day_end_by_themselves_and_a_later_change_of_pay_stays(ann):
    """Domain HR-07, hours and pattern: permanent or until; T-HR-7: a change of pay meanwhile holds through both."""
    ann.pay("40000", MARCH)
    (start, full, pay), _later = ann.story
    until(ann, date(2027, 6, 30), flexible_ref="Q-000012")

    assert ann.story == [
        (start, full, pay),
        (JANUARY, Decimal(20), pay),
        (MARCH, Decimal(20), Decimal(40000)),
        (date(2027, 7, 1), full, Decimal(40000)),
    ]
    rows = AssignmentTerms.objects.filter(assignment=ann.who.assignment).order_by("valid")
    reasons = [row.reason for row in rows]
    assert reasons[1] == "Flexible working Q-000012: Care"
    assert reasons[3] == "Back to the hours of before: Care"


def test_hours_until_a_day_give_way_to_other_hours_that_were_agreed_for_then(ann):
    ann.hours("30", date(2027, 7, 1))
    until(ann, date(2027, 6, 30), later=Later.KEEP)

    assert [(first, hours) for first, hours, _pay in ann.story][1:] == [
        (JANUARY, Decimal(20)), (date(2027, 7, 1), Decimal(30)),
    ]  # fmt: skip


def test_hr_hours_until_is_in_order_and_may_be_empty(ann):
    with pytest.raises(RuleBroken) as refused:
        until(ann, date(2026, 12, 31))
    assert (refused.value.rule, refused.value.field) == ("HR-HOURS-UNTIL", "until")
    until(ann, None)
    assert len(ann.story) == 2
