"""Forms of pension scheme membership."""

from typing import Any

from django import forms

from hr.forms.base import NOTHING_CHOSEN, ChangeForm, Choices
from hr.models import PensionMembership
from sharedservices.common.forms import PoundsField, Radios

SECTIONS = PensionMembership.Section.choices
SECTION_HINTS = {"fifty_fifty": "Half the contributions for half the pension. Local Government Pension Scheme only"}
ASSESSED = "Yearly pay that chooses the contribution band, if the employer has fixed it. Leave empty to use actual pay"


class PensionSectionForm(ChangeForm):
    """Another section, or another pay for the band."""

    section = forms.ChoiceField(label="Section", choices=SECTIONS, widget=Radios(hints=SECTION_HINTS))
    assessed_pay = PoundsField(label="Pay for the band", required=False, suffix="a year", help_text=ASSESSED)


class PensionJoinForm(PensionSectionForm):
    """Joining a scheme."""

    scheme = forms.ChoiceField(label="Scheme")

    def __init__(self, *args: Any, schemes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scheme"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [NOTHING_CHOSEN, *schemes]
        self.order_fields(["scheme", "section", "assessed_pay", "effective_from", "reason"])
