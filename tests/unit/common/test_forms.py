from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.template.loader import render_to_string

from sharedservices.common.forms import (
    AffixInput,
    Checkboxes,
    DatePartsField,
    DayField,
    FilterForm,
    PoundsField,
    Radios,
    SectionedForm,
)
from sharedservices.common.forms import inside_sentence as inside


class PersonForm(forms.Form):
    name = forms.CharField(label="Full name", max_length=10)
    born = DatePartsField(label="Date of birth")
    starts = DayField(label="Start date", required=False)
    salary = PoundsField(label="Annual salary", suffix="a year")
    hours = forms.DecimalField(
        label="Hours a week", max_digits=4, decimal_places=2, required=False, widget=AffixInput(suffix="hours")
    )
    paid = forms.ChoiceField(
        label="How often are they paid?",
        choices=[("m", "Monthly"), ("w", "Weekly")],
        widget=Radios(hints={"m": "Last working day"}, inline=True),
    )
    loans = forms.MultipleChoiceField(
        label="Loans", choices=[("1", "Plan 1"), ("2", "Plan 2")], required=False, widget=Checkboxes()
    )
    notes = forms.CharField(label="Reason", max_length=300, widget=forms.Textarea)
    contract = forms.FileField(label="Contract", required=False)
    sure = forms.BooleanField(label="I have checked this")


GOOD = {
    "name": "Ed",
    "born_day": "27",
    "born_month": "3",
    "born_year": "1985",
    "salary": "£32,500.50",
    "paid": "m",
    "notes": "New",
    "sure": "on",
}


def errors_of(**changes):
    form = PersonForm({**GOOD, **changes})
    return {field.name: list(field.errors) for field in form if field.errors}


def test_good_values_clean_to_decimal_and_date():
    form = PersonForm({**GOOD, "starts": "21/11/2026", "hours": "18.5"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["salary"] == Decimal("32500.50")
    assert form.cleaned_data["born"] == date(1985, 3, 27)
    assert form.cleaned_data["starts"] == date(2026, 11, 21)


def test_empty_form_names_every_field_in_its_errors():
    form = PersonForm({})

    assert [message for field in form for message in field.errors] == [
        "Enter the full name",
        "Enter the date of birth",
        "Enter the annual salary",
        "Answer “How often are they paid?”",
        "Enter the reason",
        "Tick “I have checked this”",
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": "A name that is long"}, {"name": ["Full name must be 10 characters or fewer"]}),
        ({"salary": "about 30k"}, {"salary": ["Annual salary must be an amount of money, like 1234.50"]}),
        ({"salary": "1e5"}, {"salary": ["Annual salary must be an amount of money, like 1234.50"]}),
        ({"salary": "12.345"}, {"salary": ["Annual salary must be in pounds and pence, like 1234.50"]}),
        ({"hours": "many"}, {"hours": ["Hours a week must be a number, like 37.5"]}),
        ({"starts": "31/2/2026"}, {"starts": ["Start date must be a real date, like 21/11/2026"]}),
        ({"paid": "x"}, {"paid": ["How often are they paid? must be one of the choices"]}),
        ({"born_year": ""}, {"born": ["Date of birth must include a year"]}),
        ({"born_day": "", "born_year": ""}, {"born": ["Date of birth must include a day and year"]}),
        ({"born_year": "85"}, {"born": ["Year must include 4 numbers"]}),
        ({"born_day": "31", "born_month": "feb"}, {"born": ["Date of birth must be a real date"]}),
        ({"born_month": "13"}, {"born": ["Date of birth must be a real date"]}),
    ],
)
def test_bad_value_gets_a_message_that_says_what_to_enter(changes, expected):
    assert errors_of(**changes) == expected


def test_own_message_of_a_form_is_kept():
    class Form(forms.Form):
        code = forms.CharField(label="Code", error_messages={"required": "Enter the tax code from the notice"})

    assert list(Form({})["code"].errors) == ["Enter the tax code from the notice"]


@pytest.mark.parametrize("typed", ["−12.50", "-£12.50", "- 12.50"])
def test_pounds_field_reads_a_negative_amount_however_typed(typed):
    assert PoundsField().clean(typed) == Decimal("-12.50")


@pytest.mark.parametrize("month", ["11", "nov", "November"])
def test_month_may_be_a_number_or_a_name(month):
    assert DatePartsField().clean(["1", month, "2026"]) == date(2026, 11, 1)


def test_date_of_parts_shows_its_initial_value():
    form = PersonForm(initial={"born": date(1985, 3, 27)})

    assert [part.value for part in form["born"].date_parts] == ["27", "3", "1985"]
    assert not form.fields["born"].has_changed(date(1985, 3, 27), ["27", "3", "1985"])


def test_error_link_leads_to_the_part_that_is_wrong():
    form = PersonForm({**GOOD, "born_year": "85"})

    assert form["born"].error_href == "#id_born_2"
    assert [part.css for part in form["born"].date_parts] == [
        "govuk-input--width-2",
        "govuk-input--width-2",
        "govuk-input--width-4 govuk-input--error",
    ]


def test_error_summary_links_to_a_control_that_exists():
    form = PersonForm({})
    summary = render_to_string("components/error_summary.html", {"form": form})
    page = str(form)

    for field in form:
        if field.errors:
            assert f'<a href="{field.error_href}">' in summary
            assert f'id="{field.error_href[1:]}"' in page


def test_form_ties_label_hint_and_error_to_the_control():
    page = PersonForm({**GOOD, "starts": "soon"}).as_div()

    assert '<label class="govuk-label govuk-label--s" for="id_starts">Start date (optional)</label>' in page
    assert 'aria-describedby="id_starts-hint id_starts-error"' in page
    assert 'id="id_starts-hint"' in page
    assert 'id="id_starts-error"' in page


def test_form_keeps_to_the_house_rules_for_controls():
    page = str(PersonForm())

    assert 'type="number"' not in page
    assert "placeholder" not in page
    assert " required" not in page
    assert "style=" not in page
    assert '<div class="govuk-input__prefix" aria-hidden="true">£</div>' in page
    assert 'data-maxlength="300"' in page
    assert 'id="id_paid_0-hint">Last working day' in page
    assert 'aria-describedby="id_paid_0-hint"' in page
    assert page.count("<fieldset") == 3


def test_filter_form_does_not_mark_optional_fields():
    class Filter(FilterForm):
        q = forms.CharField(label="Name", required=False)

    assert "(optional)" not in str(Filter({}))


def test_sectioned_form_has_a_fieldset_for_each_section():
    class Form(SectionedForm):
        sections = [("Who", ["name"]), ("Pay", ["salary"])]
        name = forms.CharField()
        salary = PoundsField()

    page = str(Form())

    assert page.count('<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">') == 2
    assert page.index("Who") < page.index('id="id_name"') < page.index("Pay") < page.index('id="id_salary"')


def test_text_from_users_is_escaped():
    page = str(PersonForm({**GOOD, "name": "<script>alert(1)</script>"}))

    assert "<script>" not in page


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Full name", "full name"),
        ("National Insurance number", "National Insurance number"),
        ("NI letter", "NI letter"),
        ("PAYE reference", "PAYE reference"),
    ],
)
def test_label_inside_a_sentence_keeps_names(label, expected):
    assert inside(label) == expected
