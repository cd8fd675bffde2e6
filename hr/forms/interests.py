"""Forms of declared interests."""

from django import forms

from hr.forms.lists import FilterForm, search
from hr.models import DeclaredInterest
from sharedservices.common.forms import Radios

K = DeclaredInterest.Kind
HINTS = {
    K.RELATIVE.value: "Partner, child, parent, brother or sister, or whoever lives with you",
    K.CLOSE.value: "A relationship or friendship that would make others doubt your decision",
    K.WORK.value: "A second job, your own business, or a post of honour that could matter here",
}


class DeclareForm(forms.Form):
    """What somebody declares."""

    kind = forms.ChoiceField(label="What is it?", choices=K.choices, widget=Radios(hints=HINTS))
    name = forms.CharField(label="Who is it, or which business?", max_length=120, help_text="First name and surname")
    employee_no = forms.CharField(
        label="Their employee number", max_length=30, required=False, help_text="Only if they work here and you know it"
    )
    relation = forms.CharField(
        label="What are you to each other, or what is the work?", max_length=200, help_text="For example, my sister"
    )


class RecordInterestForm(DeclareForm):
    """What somebody declared to HR."""

    email = forms.EmailField(label="Who declared it?", max_length=254, help_text="The address that they sign in with")
    field_order = ["email", "kind", "name", "employee_no", "relation"]


class LinkInterestForm(forms.Form):
    """Whose record a declaration means."""

    employee_no = forms.CharField(
        label="Employee number",
        max_length=30,
        required=False,
        help_text="Empty: they are not on record here",
    )


class EndInterestForm(forms.Form):
    """Why a declaration is no longer so."""

    reason = forms.CharField(label="Your reason", max_length=200, help_text="Whoever declared it reads it")


class InterestFilter(FilterForm):
    """What narrows HR’s list."""

    q = search("Who declared it")
    kind = forms.ChoiceField(label="What it is", required=False, choices=[("", "All"), *K.choices])
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "Standing"), ("unlinked", "To link"), ("unconfirmed", "Not confirmed for a year"), ("ended", "Ended"),
        ],
    )  # fmt: skip
