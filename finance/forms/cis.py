"""Forms of the Construction Industry Scheme: contractors, and what HMRC said of subcontractors."""

from typing import Any

from django import forms

from finance import rules_payables
from finance.models import CisVerification
from sharedservices.common.forms import DayField, FilterForm, SearchInput

Choices = list[tuple[str, str]]


class SubcontractorsFilter(FilterForm):
    """Which subcontractors."""

    q = forms.CharField(label="Name", required=False, max_length=100, widget=SearchInput)


class SchemeForm(forms.Form):
    """A legal entity as a contractor."""

    paye_scheme = forms.ChoiceField(
        label="PAYE scheme", help_text="It has the employer’s and the accounts office’s reference"
    )
    utr = forms.CharField(
        label="The contractor’s unique taxpayer reference", max_length=14,
        error_messages={"required": "Enter the ten digits of the reference"},
    )  # fmt: skip
    first_day = DayField(
        label="From", help_text="The 6th of a month, the first day of a tax month",
        error_messages={"required": "Enter the first day of a tax month"},
    )  # fmt: skip

    def __init__(self, *args: Any, schemes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paye_scheme"].choices = schemes  # type: ignore[attr-defined]


class VerificationForm(forms.Form):
    """What HMRC answered when a subcontractor was verified."""

    status = forms.ChoiceField(label="What HMRC said", choices=CisVerification.Status.choices)
    verification_number = forms.CharField(
        label="Verification number", max_length=16, required=False,
        help_text="V and ten digits; for the higher rate with one or two letters after them",
    )  # fmt: skip
    verified_on = DayField(
        label="Day of HMRC’s answer", error_messages={"required": "Enter the day on which HMRC answered"}
    )
    valid_from = DayField(
        label="Payments like this from", required=False, help_text="When it is later than the day of the answer"
    )
    trading_type = forms.ChoiceField(label="How it trades", choices=CisVerification.TradingType.choices)
    utr = forms.CharField(label="Unique taxpayer reference", max_length=14, required=False)
    nino = forms.CharField(
        label="National Insurance number", max_length=13, required=False,
        help_text="Of a sole trader. It is kept sealed and shown masked",
    )  # fmt: skip
    company_number = forms.CharField(label="Company number", max_length=12, required=False)
    vat_from = DayField(label="First day registered for VAT", required=False, help_text="Leave it empty if it is not")
    vat_to = DayField(label="Last day registered for VAT", required=False)
    end_user_notice_on = DayField(
        label="Told in writing that we are an end user on", required=False,
        help_text="Then it charges VAT itself; without the notice construction services come under reverse charge",
    )  # fmt: skip
    evidence = forms.CharField(
        label="Where HMRC’s answer is kept", min_length=rules_payables.SHORTEST_REASON,
        max_length=rules_payables.LONGEST_REASON,
        error_messages={"required": "Say where a second person finds HMRC’s answer"},
    )  # fmt: skip


class DrawUpReturnForm(forms.Form):
    """Whose return is drawn up, of which tax month."""

    entity = forms.ChoiceField(label="Legal entity")
    month = DayField(
        label="A day of the tax month", help_text="The 6th of a month to the 5th of the next",
        error_messages={"required": "Enter a day of the tax month"},
    )  # fmt: skip

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]


class DeclareForm(forms.Form):
    """What whoever signs a return declares."""

    are_self_employed = forms.BooleanField(
        label="The employment status of each has been considered, and no payment is under a contract of employment",
        required=False,
    )  # fmt: skip
    are_verified = forms.BooleanField(
        label="Each subcontractor that had to be verified has been", required=False,
        help_text="On a return without payments leave both empty: it says that nobody was paid",
    )  # fmt: skip


class BackReturnForm(forms.Form):
    """Why a return is sent back."""

    words = forms.CharField(
        label="What is wrong with it?", max_length=200, error_messages={"required": "Say what is wrong with it"}
    )


class SettleReturnForm(forms.Form):
    """When HMRC was paid, and from which account."""

    account = forms.ChoiceField(label="Bank account")
    on = DayField(label="Paid on", error_messages={"required": "Enter the day on which HMRC was paid"})

    def __init__(self, *args: Any, accounts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = accounts  # type: ignore[attr-defined]
