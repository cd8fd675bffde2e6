"""Forms of VAT: registrations, uses of purchases, returns."""

from typing import Any

from django import forms

from finance.engine import vat, vat_return
from finance.models import VatAdjustment, VatAttribution, VatRegistration
from sharedservices.common.forms import DayField, FilterForm, PoundsField, SearchInput

Choices = list[tuple[str, str]]
MOST_PLACES = 2


class ReturnLinesFilter(FilterForm):
    """Which lines of a return."""

    box = forms.ChoiceField(
        label="Box", required=False,
        choices=[("", "All boxes"), *((str(box), f"Box {box}") for box in (1, 4, 6, 7))],
    )  # fmt: skip
    code = forms.ChoiceField(label="VAT code", required=False)
    late = forms.BooleanField(label="Late items only", required=False)
    q = forms.CharField(label="Reference or name", required=False, max_length=100, widget=SearchInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", "All codes"), *vat.names()]  # type: ignore[attr-defined]


class OfYear(FilterForm):
    """Which legal entity, and which financial year."""

    entity = forms.ChoiceField(label="Legal entity", required=False)
    year = forms.ChoiceField(label="Year", required=False)

    def __init__(self, *args: Any, entities: Choices, years: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]
        self.fields["year"].choices = years  # type: ignore[attr-defined]


class _OfEntity(forms.Form):
    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]


class RegistrationForm(_OfEntity):
    """A VAT number and the months of its returns."""

    entity = forms.ChoiceField(label="Legal entity")
    vat_number = forms.CharField(label="VAT number", max_length=14, help_text="GB and nine digits")
    stagger = forms.TypedChoiceField(
        label="Its returns are of", choices=VatRegistration.Stagger.choices, coerce=int, initial=1
    )
    first_day = DayField(
        label="First day that a return here covers", error_messages={"required": "Enter the first day of a period"}
    )


class DrawUpForm(_OfEntity):
    """Whose return is drawn up."""

    entity = forms.ChoiceField(label="Legal entity")


class UseForm(forms.Form):
    """What the purchases of a cost centre are used for."""

    cost_centre = forms.ChoiceField(label="Cost centre")
    use = forms.ChoiceField(label="Its purchases are used for", choices=VatAttribution.Use.choices)
    exempt_percent = forms.DecimalField(
        label="Part that is exempt, per cent", min_value=0, max_value=100, max_digits=5, decimal_places=MOST_PLACES,
        initial=0, help_text="100 for exempt supplies, something between for overheads, 0 for everything else",
    )  # fmt: skip
    valid_from = DayField(label="From", error_messages={"required": "Enter the day from which it holds"})
    reason = forms.CharField(
        label="Reason", max_length=200, help_text="The adviser’s decision, or how the part was worked out"
    )

    def __init__(self, *args: Any, centres: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cost_centre"].choices = centres  # type: ignore[attr-defined]


class AdjustForm(forms.Form):
    """Something on a return that is no document."""

    kind = forms.ChoiceField(label="What is it?", choices=VatAdjustment.Kind.choices)
    box = forms.TypedChoiceField(
        label="Which box?", coerce=int, choices=[(box, f"Box {box}: {vat_return.LABELS[box]}") for box in (4, 1)]
    )
    amount = PoundsField(label="Amount", help_text="What the box changes by; below nought to take off")
    subjective = forms.CharField(label="Subjective code that bears it", max_length=5)
    cost_centre = forms.CharField(label="Cost centre", max_length=20, required=False)
    words = forms.CharField(label="Reason", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class SignReturnForm(forms.Form):
    """Signing a return."""

    period_key = forms.CharField(
        label="HMRC’s key of the period", max_length=4, help_text="Four characters, as the obligation shows it"
    )


class BackForm(forms.Form):
    """Why a return is sent back."""

    words = forms.CharField(label="What is wrong with it?", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class SettleForm(forms.Form):
    """When HMRC was paid, or paid, and by which account."""

    account = forms.ChoiceField(label="Bank account")
    on = DayField(label="Paid on", error_messages={"required": "Enter the day"})

    def __init__(self, *args: Any, accounts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = accounts  # type: ignore[attr-defined]
