"""A date of birth that makes somebody very young or old: shown, and taken once it is confirmed (domain HR-03)."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hr import rules


def confirmation() -> forms.BooleanField:
    """Return the box that confirms an unusual age."""
    return forms.BooleanField(
        label=f"The date of birth is right: they are under {rules.USUAL_FROM} or over {rules.USUAL_TO}", required=False
    )


class AgeLookedAt(forms.Form):
    """A form with a date of birth: the box stands there only when the date that was typed needs it."""

    age_confirmed = confirmation()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        born = self._typed()
        if born is None or rules.is_usual_age(born, on=timezone.localdate()):
            del self.fields["age_confirmed"]
            return
        names = [name for name in self.fields if name != "age_confirmed"]
        names.insert(names.index("date_of_birth") + 1, "age_confirmed")
        self.order_fields(names)

    def _typed(self) -> date | None:
        """Return the date that was typed, when it is one."""
        field = self.fields["date_of_birth"]
        typed = field.widget.value_from_datadict(self.data, self.files, self.add_prefix("date_of_birth"))
        try:
            born: date | None = field.clean(typed)
        except ValidationError:
            return None
        return born

    def clean(self) -> dict[str, Any] | None:
        """Ask for the tick."""
        given = super().clean()
        if "age_confirmed" in self.fields and not self.cleaned_data.get("age_confirmed"):
            born = self.cleaned_data.get("date_of_birth")
            if born is not None:
                age = rules.age_on(born, timezone.localdate())
                self.add_error("age_confirmed", f"They are {age} years old. Correct the date of birth, or confirm it.")
        return given
