"""Forms of the gender pay gap: the employer and the day, and what each element counts as."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from payroll.models import PayGapTreatment
from payroll.queries.pay_gap_reports import ElementTreatment
from sharedservices.common.forms import DayField

TREATMENTS = [
    ("", "Not said yet"),
    (PayGapTreatment.Treatment.ORDINARY.value, "Ordinary pay"),
    (PayGapTreatment.Treatment.BONUS.value, "Bonus"),
    (PayGapTreatment.Treatment.LEFT_OUT.value, "Not counted"),
]


class TakeForm(forms.Form):
    """Whose figures, and of which day."""

    entity = forms.ChoiceField(label="Employer", error_messages={"required": "Choose the employer"})
    on = DayField(
        label="Day",
        help_text="The law names 31 March. Any other day makes a trial for your own use.",
        error_messages={"required": "Enter the day"},
    )

    def __init__(self, *args: Any, employers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(employers) if len(employers) == 1 else [("", "Choose one"), *employers]
        self.fields["entity"].choices = choices  # type: ignore[attr-defined]


class ElementsForm(forms.Form):
    """What each element of pay is to the pay gap: one field for each."""

    def __init__(self, *args: Any, elements: Sequence[ElementTreatment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in elements:
            self.fields[str(one.element)] = forms.ChoiceField(
                label=f"{one.name} ({one.code})", choices=TREATMENTS, required=False, initial=one.treatment or ""
            )

    @property
    def wanted(self) -> dict[UUID, str]:
        """Return what was said, by element."""
        return {UUID(name): value for name, value in self.cleaned_data.items()}
