"""Forms and filters of the partner's own pages."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from partners.models import AccessProposal, AuditAction, ChangeRequest
from partners.models.access import LONGEST_OVERRIDE
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
    """Propose a role for somebody."""

    email = forms.EmailField(label="E-mail address", max_length=254, help_text="The address that they sign in with")
    full_name = forms.CharField(
        label="Full name", required=False, max_length=200, help_text="Only for somebody who has no login yet"
    )
    role = forms.ChoiceField(label="Role", choices=[("", "Choose a role"), *GRANTABLE])
    unit = forms.TypedChoiceField(
        label="Unit",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="A line manager’s unit. An HR manager, HR administrator, auditor or budget holder may be limited to "
        "one, too: to its people and posts, and those of the units below it",
    )
    entity = forms.TypedChoiceField(
        label="Employer",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Instead of a unit: the role is then limited to the units of this employer",
    )
    start = DayField(label="First day")
    last_day = DayField(label="Last day", required=False, help_text="Leave empty when no end is known")
    reason = forms.CharField(
        label="Your reason", max_length=200, help_text="Who asked for it and why. It is kept on the audit trail."
    )

    mitigation = forms.CharField(
        label="Mitigating control",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only when the person holds another role that this one checks. Say what makes up for it and who "
        f"looks at it. The role then ends after {LONGEST_OVERRIDE} days at most.",
    )

    def __init__(
        self, *args: Any, units: list[tuple[int, str]], employers: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", "None"), *units]  # type: ignore[attr-defined]
        self.fields["entity"].choices = [("", "None"), *employers]  # type: ignore[attr-defined]

    def clean_start(self) -> date:
        """Refuse to give access for days that have passed."""
        start: date = self.cleaned_data["start"]
        if start < timezone.localdate():
            raise forms.ValidationError("The first day must be today or in the future")
        return start

    def clean_role(self) -> Role:
        """Return the role itself."""
        return Role(self.cleaned_data["role"])


class OverrideFilter(FilterForm):
    """What narrows the list of overrides."""

    person = forms.CharField(label="Person", required=False, max_length=100, widget=SearchInput())
    standing = forms.ChoiceField(
        label="Standing",
        required=False,
        choices=[("", "All"), *((one.value, one.value.capitalize()) for one in Standing)],
    )


class ProposalFilter(FilterForm):
    """What narrows the list of proposed access."""

    person = forms.CharField(label="Person", required=False, max_length=100, widget=SearchInput())
    role = forms.ChoiceField(label="Role", required=False, choices=[("", "All"), *GRANTABLE])
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *AccessProposal.State.choices])


class RefuseAccessForm(forms.Form):
    """Say why proposed access is refused."""

    note = forms.CharField(
        label="Your reason", max_length=200, help_text="Whoever proposed it reads it. It is kept on the audit trail."
    )


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


RISKS = (("", "All"), ("High", "High"), ("Medium", "Medium and high"))
ORDERS = (("", "The oldest first"), ("risk", "The riskiest first"))


class ChangesFilter(FilterForm):
    """What narrows a list of change requests."""

    text = forms.CharField(label="Name or change", required=False, max_length=100, widget=SearchInput())
    kind = forms.ChoiceField(label="Kind of change", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *ChangeRequest.State.choices])
    risk = forms.ChoiceField(label="Risk", required=False, choices=RISKS)
    late = forms.BooleanField(label="Only late ones", required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "All"), *(kinds or [])]  # type: ignore[attr-defined]


class InboxFilter(ChangesFilter):
    """What narrows the inbox, and in which order it stands."""

    state = None  # type: ignore[assignment]
    order = forms.ChoiceField(label="Order", required=False, choices=ORDERS)


class KeepFilterForm(forms.Form):
    """Give the filter in use a name."""

    name = forms.CharField(
        label="Name of this filter",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        help_text="Only you see it. For example, Late hours",
        error_messages={"required": "Enter a name for the filter"},
    )


class DecisionForm(forms.Form):
    """Words for whoever proposed a change."""

    comment = forms.CharField(
        label="Comment",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What should be different, or why not. The person who proposed it reads this.",
        error_messages={"required": "Enter a comment: the person who proposed it needs to know why"},
    )


class AutoApprovalForm(forms.Form):
    """Let a kind of change through without an approval."""

    kind = forms.ChoiceField(label="Kind of change", help_text="Kinds that move pay always need an approval")
    start = DayField(label="From")
    reason = forms.CharField(label="Why", max_length=200, help_text="For example, scheme of delegation, paragraph 4")

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Choose one"), *kinds]  # type: ignore[attr-defined]


class DelegationForm(forms.Form):
    """Let somebody else decide for a while."""

    email = forms.EmailField(label="E-mail address", max_length=254, help_text="Of somebody who has a role here")
    start = DayField(label="First day")
    last_day = DayField(label="Last day", help_text="At most 92 days after the first")
    reason = forms.CharField(label="Your reason", max_length=200, help_text="For example, annual leave")
