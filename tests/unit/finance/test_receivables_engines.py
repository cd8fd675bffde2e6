"""VAT of a document, the next reminder, the expected loss, and who writes off (domain FIN-08, FIN-10)."""

from datetime import date
from decimal import Decimal

import pytest

from finance.engine import debts, dunning, vat
from finance.engine.debts import Level, Owed
from finance.engine.dunning import Debt, Step

DUE = date(2026, 6, 1)
ON = date(2026, 11, 2)


def test_vat_is_that_of_the_sum_under_each_code():
    found = vat.summary(
        [("S20", Decimal("0.03")), ("S20", Decimal("0.03")), ("Z", Decimal("10.00")), ("R05", Decimal("9.90"))],
        tax_point=ON,
    )
    assert [(one.code, one.net, one.tax) for one in found] == [
        ("R05", Decimal("9.90"), Decimal("0.50")),  # 0.495, an exact half
        ("S20", Decimal("0.06"), Decimal("0.01")),  # 0.012; a line by itself would have been 0.01 twice
        ("Z", Decimal("10.00"), Decimal("0.00")),
    ]


@pytest.mark.parametrize(("day", "rate"), [(date(2011, 1, 3), "17.5"), (date(2011, 1, 4), "20")])
def test_the_rate_is_that_of_the_tax_point(day, rate):
    assert vat.rate_on("S20", day) == Decimal(rate)


def test_a_code_that_is_not_there_has_no_rate():
    with pytest.raises(LookupError, match="Q99"):
        vat.rate_on("Q99", ON)


def test_fin_08_impairment_allowance():
    """Domain FIN-08: £400k, £120k, £60k, £90k, £30k by age make £80,500; public bodies are left out."""
    ages = [("400000", 30), ("120000", 60), ("60000", 61), ("90000", 365), ("30000", 366)]
    owed = [Owed(pounds=Decimal(pounds), due_on=date.fromordinal(ON.toordinal() - days)) for pounds, days in ages]
    public = Owed(pounds=Decimal("1000000"), due_on=date(2020, 1, 1), is_public_body=True)

    found = debts.bands([*owed, public], on=ON)

    assert [one.loss for one in found] == [
        Decimal("4000.00"), Decimal("6000.00"), Decimal("9000.00"), Decimal("36000.00"), Decimal("25500.00"),
    ]  # fmt: skip
    assert debts.allowance(found) == Decimal("80500.00")
    assert found[-1].owed == Decimal("1030000.00")


@pytest.mark.parametrize(
    ("pounds", "level"),
    [
        ("100.00", Level.SUPERVISOR), ("100.01", Level.MANAGER), ("2500.00", Level.MANAGER), ("2500.01", Level.DEPUTY),
        ("25000.00", Level.DEPUTY), ("25000.01", Level.CHIEF),
    ],
)  # fmt: skip
def test_who_writes_off(pounds, level):
    """Domain FIN-08: ≤£100, ≤£2,500, ≤£25,000, above."""
    assert debts.level_of(Decimal(pounds), on=ON) is level


def debt(**more):
    return Debt(**({"owed": Decimal("50.00"), "due_on": DUE, "is_person": False, "taken": {}} | more))


@pytest.mark.parametrize(
    ("taken", "is_person", "step", "on"),
    [
        ({}, False, Step.REMINDER, date(2026, 6, 8)),
        ({Step.REMINDER: date(2026, 6, 8)}, False, Step.FINAL, date(2026, 6, 22)),
        ({Step.REMINDER: date(2026, 7, 1)}, False, Step.FINAL, date(2026, 7, 15)),  # late: it keeps its distance
        ({Step.REMINDER: DUE, Step.FINAL: date(2026, 6, 22)}, False, Step.PRE_ACTION, date(2026, 7, 6)),
        (
            {Step.REMINDER: DUE, Step.FINAL: DUE, Step.PRE_ACTION: date(2026, 8, 1)}, True, Step.COLLECTION,
            date(2026, 9, 5),
        ),
    ],
)  # fmt: skip
def test_which_step_comes_when(taken, is_person, step, on):
    found = dunning.next_step(debt(taken=taken, is_person=is_person), on=on)

    assert (found.step, found.on, found.why_not) == (step, on, "")
    assert dunning.next_step(debt(taken=taken, is_person=is_person), on=date.fromordinal(on.toordinal() - 1)).why_not


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"owed": Decimal("4.99")}, "Less than £5.00 is owed"),
        ({"owed": Decimal("5.00")}, ""),
        ({"holds": ("Breathing space until 1 December 2026",)}, "Breathing space until 1 December 2026"),
        ({"taken": dict.fromkeys(Step, DUE)}, "Every step has been taken"),
    ],
)
def test_why_nobody_is_reminded(more, why):
    assert dunning.next_step(debt(**more), on=ON).why_not == why
