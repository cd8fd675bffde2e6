"""The form that moves an employment into another pay group."""

from typing import Any

from django import forms

from hr.forms.base import NOTHING_CHOSEN, ChangeForm, Choices


class PayGroupForm(ChangeForm):
    """Which pay group, and the first day of a period of it."""

    pay_group = forms.ChoiceField(label="Pay group", error_messages={"required": "Choose the pay group"})

    def __init__(self, *args: Any, pay_groups: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pay_group"].choices = [NOTHING_CHOSEN, *pay_groups]  # type: ignore[attr-defined]
