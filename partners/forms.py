"""Forms and filters of the partner's own pages."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from partners.models import AuditAction
from partners.queries.people_access import Standing
from partners.roles import Role
from sharedservices.common.forms import DayField, FilterForm, SearchInput

GRANTABLE = [(role.value, role.label) for role in Role if role is not Role.EMPLOYEE]


class AuditFilter(FilterForm):
    """What narrows the audit trail."""

    text = forms.CharField(label="Words, number or reference", required=False, max_length=100, widget=SearchInput())
    actor = forms.CharField(label="Who", required=False, max_length=100, help_text="Part of a name or e-mail address")
    action = forms.ChoiceField(label="Action", required=False, choices=[("", "All"), *AuditAction.choices])
    object_type = forms.ChoiceField(label="About", required=False)
    start = DayField(label="From", required=False)
    last_day = DayField(label="To", required=False, help_text="This day is included")

    def __init__(self, *args: Any, object_types: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["object_type"].choices = [("", "All"), *(object_types or [])]  # type: ignore[attr-defined]


class GrantFilter(FilterForm):
    """What narrows the list of access."""

    person = forms.CharField(label="Person", required=False, max_length=100, widget=SearchInput())
    role = forms.ChoiceField(label="Role", required=False, choices=[("", "All"), *((r.value, r.label) for r in Role)])
    standing = forms.ChoiceField(
        label="Standing",
        required=False,
        choices=[("", "All"), *((one.value, one.value.capitalize()) for one in Standing)],
    )


class GrantForm(forms.Form):
    """Give somebody a role."""

    email = forms.EmailField(label="E-mail address", max_length=254, help_text="The address that they sign in with")
    full_name = forms.CharField(
        label="Full name", required=False, max_length=200, help_text="Only for somebody who has no login yet"
    )
    role = forms.ChoiceField(label="Role", choices=[("", "Choose a role"), *GRANTABLE])
    start = DayField(label="First day")
    last_day = DayField(label="Last day", required=False, help_text="Leave empty when no end is known")
    reason = forms.CharField(
        label="Your reason", max_length=200, help_text="Who asked for it and why. It is kept on the audit trail."
    )

    def clean_start(self) -> date:
        """Refuse to give access for days that have passed."""
        start: date = self.cleaned_data["start"]
        if start < timezone.localdate():
            raise forms.ValidationError("The first day must be today or in the future")
        return start

    def clean_role(self) -> Role:
        """Return the role itself."""
        return Role(self.cleaned_data["role"])


class EndGrantForm(forms.Form):
    """End somebody's role."""

    last_day = DayField(label="Last day of access")
    reason = forms.CharField(
        label="Your reason", max_length=200, help_text="Why the access ends. It is kept on the audit trail."
    )

    def clean_last_day(self) -> date:
        """Refuse to end access in the past: what was done with it was allowed then."""
        last_day: date = self.cleaned_data["last_day"]
        yesterday = date.fromordinal(timezone.localdate().toordinal() - 1)
        if last_day < yesterday:
            raise forms.ValidationError("Choose yesterday (to end it at once) or a later day")
        return last_day
