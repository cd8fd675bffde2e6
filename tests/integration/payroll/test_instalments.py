"""A deduction with something left to take (domain HR-07): the last instalment is the rest, and then it ends."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hr.operations import elements
from hr.operations.entries import Entry
from payroll.models import Payslip, PayslipLine
from tests import scenarios
from tests.factories import hr, payroll

D = Decimal
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def lines(run):
    rows = PayslipLine.objects.filter(payslip__run=run, code="LOAN").order_by("number")
    return [one.amount for one in rows]


def test_the_last_instalment_is_the_rest_and_what_is_given_back_is_left_to_take_again(north, group, ann):
    """£80 left, £50 a month: £50, then £30 with £20 given back, then the £20, then nothing. Added up anew each time."""
    payroll.calendar(group, by=north.amara)
    loan = hr.pay_element(north.northshire, "LOAN", name="Car loan", kind="deduction", taxable=False, niable=False)
    hr.recurring(ann, loan, "50.00", remaining=D("80.00"))
    back = {"by": north.hana, "approved_by": north.ben, "amount": D("-20.00"), "period_start": date(2026, 11, 1)}
    hr.monthly_input(ann, loan, **back)
    assert lines(scenarios.released_run(north, group, month=10)) == [D("50.00")]

    november = scenarios.released_run(north, group, month=11)
    december = scenarios.released_run(north, group, month=12)

    assert sorted(lines(november)) == [D("-20.00"), D("30.00")]
    assert lines(december) == [D("20.00")]
    assert lines(scenarios.calculated_run(north, group, month=1)) == []
    assert "nothing is left to take after this" in str(Payslip.objects.get(run=december).inputs)


def test_a_new_amount_keeps_what_is_left_and_the_papers(north, group, ann):
    """£80 left, £50 a month, from November on £20: £50, £20, then the £10, then nothing."""
    payroll.calendar(group, by=north.amara)
    order = hr.pay_element(north.northshire, "LOAN", name="Court order", kind="deduction", taxable=False, niable=False)
    row = hr.recurring(ann, order, "50.00", remaining=D("80.00"), reference="AE 4471/25")
    assert lines(scenarios.released_run(north, group, month=10)) == [D("50.00")]

    entry = Entry(amount=D("20.00"))
    given = {"entry": entry, "effective_from": date(2026, 11, 1), "reason": "Varied by the court", "by": north.hana}
    changed = elements.change_recurring(recurring=row.uuid, at=AT, **given)

    assert (changed.pk != row.pk, changed.reference, changed.remaining) == (True, "AE 4471/25", D("80.00"))
    paid = [lines(scenarios.released_run(north, group, month=month)) for month in (11, 12)]
    assert paid == [[D("20.00")], [D("10.00")]]
    assert lines(scenarios.calculated_run(north, group, month=1)) == []
