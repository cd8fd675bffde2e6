"""Forms of right to work, documents and what a starter says."""

from collections.abc import Sequence

from django import forms

from hr.forms.base import hours
from hr.models import Document, RightToWork, StarterAnswers, StudentLoan
from sharedservices.common.forms import Checkboxes, DayField, PoundsField, Radios, SectionedForm

KEPT = "PDF, JPEG or PNG, up to 10 MB. It is kept sealed, and whoever opens it is on record"
MADE_HERE = {Document.Kind.OFFER, Document.Kind.CONTRACT, Document.Kind.CHANGE, Document.Kind.RIGHT_TO_WORK}
KINDS = [(value, label) for value, label in Document.Kind.choices if value not in MADE_HERE]


class CheckForm(forms.Form):
    """A check of somebody's right to work."""

    method = forms.ChoiceField(
        label="How was it checked?", choices=RightToWork.Method.choices, widget=Radios(),
        error_messages={"required": "Choose how it was checked"},
    )  # fmt: skip
    document_type = forms.CharField(label="Document", max_length=80, help_text="Like British passport, or eVisa")
    document_number = forms.CharField(label="Number or share code", max_length=40, required=False)
    checked_on = DayField(label="Checked on", error_messages={"required": "Enter the day of the check"})
    permission = forms.ChoiceField(
        label="How long does it last?", choices=RightToWork.Permission.choices, widget=Radios(),
        error_messages={"required": "Choose how long it lasts"},
    )  # fmt: skip
    expires_on = DayField(label="Last day", required=False, help_text="For a permission until a date")
    weekly_hours_limit = forms.DecimalField(
        label="Most hours a week", required=False, max_digits=5, decimal_places=2, min_value=1, widget=hours(),
        help_text="If the permission limits them, like 20 for a student in term time",
    )  # fmt: skip
    work_limits = forms.CharField(label="Other limits", required=False, max_length=200)
    file = forms.FileField(label="Copy", required=False, help_text=KEPT)


class UploadForm(forms.Form):
    """A document about somebody."""

    kind = forms.ChoiceField(label="What is it?", choices=KINDS)
    title = forms.CharField(label="Title", max_length=150)
    file = forms.FileField(label="File", help_text=KEPT, error_messages={"required": "Choose a file"})
    is_for_person = forms.BooleanField(label="The person may see it in self-service", required=False)


class ChangeStatementForm(forms.Form):
    """The day of a change of terms."""

    on = DayField(label="The terms changed on", error_messages={"required": "Enter the day"})


class AnswersForm(SectionedForm):
    """What a starter says for payroll."""

    sections: Sequence[tuple[str, Sequence[str]]] = (
        ("Your tax", ("statement",)),
        ("Your P45", ("p45_leaving_date", "p45_tax_code", "p45_week1month1", "p45_pay", "p45_tax")),
        ("Student loans", ("loan_plans",)),
        ("Your account", ("holder", "sort_code", "account_number", "roll_number")),
    )
    statement = forms.ChoiceField(
        label="Which of these is true?", choices=StarterAnswers.Statement.choices, widget=Radios(),
        help_text="HMRC asks every starter. It decides your first tax code.",
        error_messages={"required": "Choose the one that is true"},
    )  # fmt: skip
    p45_leaving_date = DayField(label="Leaving date", required=False, help_text="Only if you have a P45")
    p45_tax_code = forms.CharField(label="Tax code on the P45", required=False, max_length=10)
    p45_week1month1 = forms.BooleanField(label="It is marked week 1 or month 1", required=False)
    p45_pay = PoundsField(label="Total pay to date", required=False)
    p45_tax = PoundsField(label="Total tax to date", required=False)
    loan_plans = forms.MultipleChoiceField(
        label="Which loans do you repay?", required=False, choices=StudentLoan.Plan.choices, widget=Checkboxes(),
        help_text="Leave all empty if you have none, or repay directly",
    )  # fmt: skip
    holder = forms.CharField(label="Name on the account", required=False, max_length=100)
    sort_code = forms.CharField(label="Sort code", required=False, max_length=12)
    account_number = forms.CharField(label="Account number", required=False, max_length=12)
    roll_number = forms.CharField(
        label="Roll number", required=False, max_length=20, help_text="Building societies only"
    )
