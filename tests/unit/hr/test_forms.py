from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from hr import rules
from hr.forms.inputs import InputForm, SeveralForm
from hr.forms.jobs import CostSplitForm, PayForm
from hr.forms.lists import PeopleFilter
from hr.forms.tax import NI_CHOICES, NiCategoryForm, TaxCodeForm
from sharedservices.common.errors import DomainError
from sharedservices.common.paye_codes import NI_LETTERS

WHEN = {"effective_from": "01/11/2026", "reason": "Notice of 30 October"}
ONE, TWO = str(uuid4()), str(uuid4())
CENTRES = [(ONE, "CC100"), (TWO, "CC200")]


def costs(**data):
    return CostSplitForm({**WHEN, **data}, centres=CENTRES, n_rows=3)


def pay(**data):
    return PayForm({**WHEN, **data}, points=[("NJC", [(f"{ONE}/{TWO}", "Point 6"), (f"/{TWO}", "Point 6, no grade")])])


def several(**data):
    kinds = {"elements": [(ONE, "Overtime")], "periods": [("2026-11-01", "November 2026")]}
    return SeveralForm({"period": "2026-11-01", **data}, **kinds, n_rows=3, with_again=False)


def test_every_letter_is_offered():
    assert "".join(letter for letter, _ in NI_CHOICES) == NI_LETTERS


def test_a_change_needs_a_day_and_a_reason():
    form = TaxCodeForm({"code": "1257L", "source": "P6", "notice_date": "30/10/2026"})

    assert set(form.errors) == {"effective_from", "reason"}
    assert form["effective_from"].errors == ["Enter the day from which it holds"]
    assert form["reason"].errors == ["Enter the reason"]


@pytest.mark.parametrize("typed", ["1/11/2026", "2026-11-01", "1 November 2026", "01.11.2026"])
def test_a_day_is_read_as_people_write_it(typed):
    form = TaxCodeForm({**WHEN, "effective_from": typed, "code": "BR", "source": "P6", "notice_date": "30/10/2026"})

    assert form.is_valid()
    assert form.cleaned_data["effective_from"] == date(2026, 11, 1)


@pytest.mark.parametrize("typed", ["31/02/2026", "tomorrow", "1/13/2026"])
def test_a_day_that_does_not_exist_is_refused(typed):
    form = TaxCodeForm({**WHEN, "effective_from": typed, "code": "BR", "source": "P6", "notice_date": "30/10/2026"})

    assert list(form.errors) == ["effective_from"]


def test_a_reason_stands_last():
    assert list(TaxCodeForm().fields)[-2:] == ["effective_from", "reason"]


def test_a_director_has_a_date():
    form = NiCategoryForm({**WHEN, "category": "A", "director_method": "annual"})

    assert form.errors["director_from"] == ["Enter the date on which the director was appointed"]


def test_a_refusal_is_shown_at_the_field_that_it_is_about():
    form = TaxCodeForm({**WHEN, "code": "NOPE", "source": "P6", "notice_date": "30/10/2026"})
    assert form.is_valid()

    form.refuse(DomainError("No such code.", field="tax_code", remedy="Look again."))

    assert form.errors == {"code": ["No such code. Look again."]}


def test_a_refusal_about_something_else_stands_above_the_form():
    form = TaxCodeForm({**WHEN, "code": "BR", "source": "P6", "notice_date": "30/10/2026"})
    assert form.is_valid()

    form.refuse(rules.SomethingChanges.broken(what="tax code", since=date(2026, 4, 1)))

    assert form.non_field_errors() == [
        "Nothing would change: this tax code is already recorded from 1 April 2026. "
        "Check what you entered, or leave the record as it is."
    ]


@pytest.mark.parametrize(
    ("basis", "field"), [("point", "spine_point"), ("spot", "spot_annual"), ("hourly", "hourly_rate")]
)
def test_pay_needs_what_its_basis_asks_for(basis, field):
    assert list(pay(basis=basis).errors) == [field]


def test_pay_ignores_what_belongs_to_another_basis():
    form = pay(basis="spot", spine_point=f"{ONE}/{TWO}", spot_annual="£31,000.00", hourly_rate="15")

    assert form.is_valid()
    assert form.grade_and_point == (None, None)
    assert form.amount("spot_annual", "spot") == Decimal("31000.00")
    assert form.amount("hourly_rate", "hourly") is None


def test_a_point_comes_with_its_grade_or_without():
    with_grade, without = pay(basis="point", spine_point=f"{ONE}/{TWO}"), pay(basis="point", spine_point=f"/{TWO}")

    assert with_grade.is_valid()
    assert without.is_valid()
    assert with_grade.grade_and_point == (UUID(ONE), UUID(TWO))
    assert without.grade_and_point == (None, UUID(TWO))


def test_a_point_that_is_not_offered_is_refused():
    assert list(pay(basis="point", spine_point=f"{TWO}/{ONE}").errors) == ["spine_point"]


def test_shares_are_read_by_row():
    form = costs(centre_0=ONE, percent_0="70", centre_2=TWO, percent_2="30")

    assert form.is_valid()
    assert form.shares == {UUID(ONE): Decimal(70), UUID(TWO): Decimal(30)}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"centre_0": ONE, "percent_0": "70", "centre_1": ONE, "percent_1": "30"}, "centre_1"),
        ({"centre_0": ONE, "percent_0": "70", "centre_1": TWO}, "percent_1"),
        ({"centre_0": ONE, "percent_0": "70", "percent_1": "30"}, "centre_1"),
        ({"centre_0": ONE, "percent_0": "33.33333"}, "percent_0"),
        ({"percent_0": "100"}, "centre_0"),
        ({"centre_0": str(uuid4()), "percent_0": "100"}, "centre_0"),
    ],
)
def test_a_row_that_is_not_whole_is_named(data, field):
    assert field in costs(**data).errors


def test_several_rows_are_read_and_empty_ones_passed_over():
    form = several(number_0="100-1", element_0=ONE, quantity_0="7.5", number_2="101-1", element_2=ONE, quantity_2="3")

    assert form.is_valid()
    assert form.filled == [0, 2]


def test_a_row_with_a_gap_is_named():
    form = several(number_1="100-1", quantity_1="7.5")

    assert form.errors == {"element_1": ["Select the pay element in row 2"]}


def test_no_rows_at_all_are_refused():
    assert several().errors == {"number_0": ["Fill in at least one row"]}


def test_a_refusal_of_a_row_is_shown_in_the_row():
    form = several(number_1="100-1", element_1=ONE, quantity_1="-3")
    assert form.is_valid()

    form.refuse(rules.EntryIsSensible.broken(most=Decimal(100000), field="units"), row=1)

    assert list(form.errors) == ["quantity_1"]


def test_a_period_is_typed_where_nobody_knows_the_calendar():
    form = InputForm(
        {"period": "02/11/2026", "element": ONE, "quantity": "7.5"},
        elements=[(ONE, "Overtime")],
        periods=[],
        with_again=False,
    )

    assert form.is_valid()
    assert form.cleaned_data["period"] == date(2026, 11, 2)


def test_a_filter_that_is_not_offered_is_refused():
    form = PeopleFilter({"unit": ONE}, choices={"unit": [(TWO, "Highways")]})

    assert list(form.errors) == ["unit"]
