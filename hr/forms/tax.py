"""Forms of tax code, National Insurance category and student loans."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from hr.forms.base import NOTHING_CHOSEN, ChangeForm, check_one_of
from hr.models import NiCategory, StudentLoan, TaxCode
from sharedservices.common.forms import DayField, Radios

# Source: HMRC, National Insurance category letters (CWG2).
NI_CHOICES = (
    ("A", "A – most employees"),
    ("B", "B – married women and widows entitled to pay less"),
    ("C", "C – over State Pension age"),
    ("D", "D – investment zone, deferred"),
    ("E", "E – investment zone, married women and widows entitled to pay less"),
    ("F", "F – freeport"),
    ("H", "H – apprentice under 25"),
    ("I", "I – freeport, married women and widows entitled to pay less"),
    ("J", "J – deferred, because it is paid in another job"),
    ("K", "K – investment zone, over State Pension age"),
    ("L", "L – freeport, deferred"),
    ("M", "M – under 21"),
    ("N", "N – investment zone"),
    ("S", "S – freeport, over State Pension age"),
    ("V", "V – veteran in the first job after service"),
    ("X", "X – no National Insurance to pay"),
    ("Z", "Z – under 21, deferred"),
)
WIDTH_FIVE = {"class": "govuk-input--width-5", "autocomplete": "off", "spellcheck": "false"}


class TaxCodeForm(ChangeForm):
    """Another tax code."""

    targets: ClassVar[Mapping[str, str]] = {"tax_code": "code"}

    code = forms.CharField(
        label="Tax code",
        max_length=12,
        widget=forms.TextInput(attrs=WIDTH_FIVE),
        help_text="As the notice has it, like 1257L, K475 or S1257L. A code marked W1, M1 or X is week 1/month 1.",
    )
    week1month1 = forms.BooleanField(
        label="Week 1/month 1",
        required=False,
        help_text="Tax each period by itself, without the pay and tax of earlier periods",
    )
    source = forms.ChoiceField(label="Where the code comes from", choices=[NOTHING_CHOSEN, *TaxCode.Source.choices])
    notice_date = DayField(label="Date on the notice")


class NiCategoryForm(ChangeForm):
    """Another National Insurance category."""

    targets: ClassVar[Mapping[str, str]] = {"ni_category": "category"}

    category = forms.ChoiceField(label="Category letter", choices=[NOTHING_CHOSEN, *NI_CHOICES])
    director_method = forms.ChoiceField(
        label="Company director",
        required=False,
        choices=NiCategory.DirectorMethod.choices,
        widget=Radios(
            hints={"annual": "Worked over the tax year", "alternative": "Worked each period, put right at the last"}
        ),
    )
    director_from = DayField(label="Director since", required=False, help_text="For a director only")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("director_method"):
            check_one_of(self, {"director_from": "Enter the date on which the director was appointed"})
        return cleaned


class StudentLoanForm(ChangeForm):
    """The start of a loan plan."""

    plan = forms.ChoiceField(label="Plan", choices=StudentLoan.Plan.choices, widget=Radios())
    source = forms.CharField(
        label="Notice or form",
        max_length=100,
        initial="SL1",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        help_text="SL1 or PGL1 from HMRC, or the starter checklist",
    )
