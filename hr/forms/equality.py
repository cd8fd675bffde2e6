"""The equality form, and the employer whose figures are shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from hr.engine import equality
from sharedservices.common.forms import Radios

LEFT_OUT = ("", "I leave this out")
LONG_LIST = 9


class EqualityForm(forms.Form):
    """Every question, every answer free: leave it out, or say that one prefers not to say."""

    def __init__(self, *args: Any, given: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in equality.questions():
            is_long = len(one.answers) > LONG_LIST
            self.fields[one.code] = forms.ChoiceField(
                label=one.label,
                choices=[LEFT_OUT, *one.answers.items()],
                required=False,
                initial=given.get(one.code, ""),
                widget=forms.Select() if is_long else Radios(),
            )


class EmployerForm(forms.Form):
    """Whose figures."""

    entity = forms.ChoiceField(label="Employer", required=False)

    def __init__(self, *args: Any, employers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = employers  # type: ignore[attr-defined]
