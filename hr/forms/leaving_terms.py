"""What a partner agrees about leaving."""

from django import forms

from hr.forms.base import ChangeForm
from hr.forms.duties import yes_no
from sharedservices.common.forms import PoundsField

NARROW = {"class": "govuk-input--width-4", "inputmode": "decimal"}


class LeavingTermsForm(ChangeForm):
    """Everything that is agreed about leaving, from a day on."""

    contract_notice_weeks = forms.IntegerField(
        label="Weeks of notice of the contract", min_value=0, max_value=52, widget=forms.TextInput(attrs=NARROW),
        help_text="On either side. The law may ask for more: then that counts",
        error_messages={"required": "Enter the weeks of notice"},
    )  # fmt: skip
    redundancy_multiplier = forms.DecimalField(
        label="Redundancy pay: how many times the statutory weeks", min_value=1, max_value=10, max_digits=9,
        decimal_places=6, widget=forms.TextInput(attrs=NARROW), help_text="1 for the statutory weeks, or like 1.5",
        error_messages={"required": "Enter 1 for the statutory weeks"},
    )  # fmt: skip
    uses_actual_week_pay = yes_no(
        "Is redundancy pay worked out from the actual week’s pay?", "No: from a week’s pay up to the statutory limit"
    )
    recovers_leave = yes_no(
        "Does the contract let leave be taken back that was not earned?", "Yes: it is taken from the last pay"
    )
    small_estate_limit = PoundsField(
        label="Paid after a death without a grant of probate, at most", max_digits=9, decimal_places=2, required=False,
        help_text="Leave empty for the limit of the law",
    )  # fmt: skip
    source = forms.CharField(
        label="Agreed in", max_length=200, help_text="The discretions policy, agreement or decision that says so",
        error_messages={"required": "Enter where it is agreed"},
    )  # fmt: skip
