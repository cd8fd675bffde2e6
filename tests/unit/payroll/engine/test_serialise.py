import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.engine.payslip import payslip
from payroll.engine.serialise import UnknownInputsForm, inputs_from_json, inputs_to_json
from payroll.engine.types import (
    DayRule,
    DirectorDetails,
    HourlyRule,
    ItemKind,
    JobTerms,
    Loans,
    NiBands,
    NiDetails,
    PaidAlready,
    PayInputs,
    PayItem,
    PensionMembership,
    TaxDetails,
    YearToDate,
)
from tests.unit.payroll.engine.builders import RATES, deduction, inputs, lgps

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)
DATES = st.dates(date(1990, 1, 1), date(2100, 1, 1))
TEXT = st.text(max_size=12)
BANDS = st.lists(st.tuples(st.none() | NUMBERS, NUMBERS), max_size=4).map(tuple)


def year_to_date():
    return st.builds(YearToDate, *[NUMBERS] * len(YearToDate._fields))


def bands():
    return st.builds(NiBands, NUMBERS, NUMBERS, NUMBERS)


def directors():
    earlier = st.lists(st.tuples(TEXT, NUMBERS), max_size=2).map(tuple)
    return st.builds(DirectorDetails, bands_before=st.none() | bands(), earlier=earlier)


def jobs():
    return st.builds(JobTerms, day_rule=st.sampled_from(DayRule), hourly_rule=st.sampled_from(HourlyRule))


def items():
    return st.builds(PayItem, kind=st.sampled_from(ItemKind), day_rule=st.sampled_from(DayRule))


def any_inputs():
    return st.builds(
        PayInputs,
        tax=st.builds(TaxDetails),
        ni=st.builds(
            NiDetails,
            director=st.none() | directors(),
            paid_already=st.none() | st.builds(PaidAlready, bands=bands()),
        ),
        loans=st.builds(Loans, plans=st.lists(TEXT, max_size=3).map(tuple)),
        jobs=st.lists(jobs(), max_size=2).map(tuple),
        items=st.lists(items(), max_size=3).map(tuple),
        pensions=st.lists(st.builds(PensionMembership, bands=BANDS), max_size=2).map(tuple),
        year_to_date=year_to_date(),
    )


st.register_type_strategy(Decimal, NUMBERS)
st.register_type_strategy(date, DATES)


@given(given_inputs=any_inputs())
def test_inputs_come_back_from_json_as_they_were(given_inputs):
    assert inputs_from_json(inputs_to_json(given_inputs)) == given_inputs


def test_digits_of_an_amount_are_kept():
    text = inputs_to_json(inputs(items=(deduction("14.20"),)))

    (item,) = inputs_from_json(text).items
    assert str(item.amount) == "14.20"


def test_json_is_one_line_of_plain_json():
    text = inputs_to_json(inputs(pensions=(lgps(),)))

    assert "\n" not in text
    assert json.loads(text)[0] == 1


def test_payslip_of_stored_inputs_is_the_same():
    given_inputs = inputs(items=(deduction("14.20"),), pensions=(lgps(),), loans=Loans(("2",)))

    assert payslip(inputs_from_json(inputs_to_json(given_inputs)), RATES) == payslip(given_inputs, RATES)


def test_unknown_form_is_refused():
    with pytest.raises(UnknownInputsForm, match="form 99"):
        inputs_from_json("[99]")
