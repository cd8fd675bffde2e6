"""Forms of requests about one’s data, complaints and breaches."""

from typing import Any

from django import forms

from partners import rights
from partners.models import Breach, RightsCase, User
from sharedservices.common.forms import DayField, FilterForm, Radios, SearchInput

AREAS = [(one.code, one.label) for one in rights.areas().values()]


def _text(label: str, *, most: int, hint: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=hint, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter this"},
    )  # fmt: skip


class RightsFilter(FilterForm):
    """What narrows the list of requests."""

    text = forms.CharField(label="Name", required=False, max_length=100, widget=SearchInput())
    kind = forms.ChoiceField(label="What is asked", required=False, choices=[("", "All"), *RightsCase.Kind.choices])
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), ("OPEN", "Not decided yet"), *RightsCase.State.choices]
    )


class RightsForm(forms.Form):
    """A request that came."""

    person = forms.CharField(
        label="Person", max_length=100, help_text="Employee number, or name when there is only one of it",
        error_messages={"required": "Enter an employee number or a name"},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="What is asked?", choices=RightsCase.Kind.choices, widget=Radios(),
        error_messages={"required": "Say what is asked"},
    )  # fmt: skip
    area = forms.ChoiceField(label="What is it about?", choices=AREAS)
    words = _text("In their words", most=1000, required=False)
    received_on = DayField(label="Received on", error_messages={"required": "Enter the day on which it came"})


class OwnRightForm(forms.Form):
    """What I ask about my data."""

    kind = forms.ChoiceField(
        label="What do you want?", widget=Radios(), error_messages={"required": "Say what you want"},
        choices=[one for one in RightsCase.Kind.choices if one[0] != RightsCase.Kind.PORT],
    )  # fmt: skip
    area = forms.ChoiceField(label="What is it about?", choices=AREAS)
    words = _text("What is wrong, or what do you want?", most=1000)


class OutcomeForm(forms.Form):
    """What was decided."""

    outcome = _text("What was done, and why", most=1000, hint="The person reads these words")


class WhyForm(forms.Form):
    """Why a restriction ends."""

    why = _text("Why it is lifted", most=500, hint="The person is told before it ends")


class SaidForm(forms.Form):
    """How the person said so."""

    reason = _text("How they said so", most=500)


class OwnerForm(forms.Form):
    """Who deals with it."""

    owner = forms.ChoiceField(label="Who deals with it?", error_messages={"required": "Choose somebody"})

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(one.pk): one for one in people}
        self.fields["owner"].choices = [(pk, str(one)) for pk, one in self._people.items()]  # type: ignore[attr-defined]

    def clean_owner(self) -> User:
        """Return the login that was chosen."""
        return self._people[self.cleaned_data["owner"]]


class BreachFilter(FilterForm):
    """What narrows the list of breaches."""

    text = forms.CharField(label="Words", required=False, max_length=100, widget=SearchInput())
    severity = forms.ChoiceField(label="Risk", required=False, choices=[("", "All"), *Breach.Severity.choices])
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), ("UNCLOSED", "Not closed"), *Breach.State.choices]
    )


class MomentField(forms.DateTimeField):
    """A day and a time of it."""

    def __init__(self, *, label: str, required: bool = True) -> None:
        super().__init__(
            label=label, required=required, input_formats=["%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"],
            help_text="Like 16/11/2026 09:30", widget=forms.TextInput(attrs={"autocomplete": "off"}),
            error_messages={"required": "Enter day and time", "invalid": "Enter day and time, like 16/11/2026 09:30"},
        )  # fmt: skip


class BreachForm(forms.Form):
    """What is known of a breach."""

    title = forms.CharField(label="Short title", max_length=120, error_messages={"required": "Enter a short title"})
    what = _text("What happened", most=2000, hint="Without names of the people concerned")
    data_kinds = _text("Which data", most=500, hint="Like names and bank details")
    happened_at = MomentField(label="When it happened, if you know", required=False)
    aware_at = MomentField(label="When we became aware: the 72 hours begin")
    severity = forms.ChoiceField(
        label="What may it do to people?", choices=Breach.Severity.choices, widget=Radios(),
        error_messages={"required": "Say what it may do to people"},
    )  # fmt: skip
    n_people = forms.IntegerField(
        label="About how many people", required=False, min_value=0, max_value=10_000_000,
        help_text="Leave empty while nobody knows",
    )  # fmt: skip


class ContainForm(forms.Form):
    """What was done to stop it."""

    containment = _text("What was done to stop it", most=2000)


class AssessForm(forms.Form):
    """What it may do to people, as is now known."""

    severity = forms.ChoiceField(label="What may it do to people?", choices=Breach.Severity.choices, widget=Radios())
    n_people = forms.IntegerField(label="About how many people", required=False, min_value=0, max_value=10_000_000)
    why = _text("What is known now", most=500)


class BreachDecisionForm(forms.Form):
    """Whether the Commissioner is told."""

    decision = forms.ChoiceField(
        label="Is the Information Commissioner told?", choices=Breach.Decision.choices, widget=Radios(),
        error_messages={"required": "Say whether they are told"},
    )  # fmt: skip
    reason = _text("Reasons", most=1000, hint="Kept either way")


class NotifiedForm(forms.Form):
    """That the Commissioner was told."""

    notified_at = MomentField(label="When they were told")
    reference = forms.CharField(label="Their reference", max_length=40, required=False)
    late_reason = _text("If it was after 72 hours: why", most=500, required=False)


class ToldForm(forms.Form):
    """That the people were told."""

    told_at = MomentField(label="When they were told")
    n_told = forms.IntegerField(
        label="How many", min_value=0, max_value=10_000_000, error_messages={"required": "Enter how many"}
    )
    how = _text("How", most=500, hint="Like a letter to each, or a notice on the intranet")


class LessonsForm(forms.Form):
    """What was learnt."""

    lessons = _text("What was learnt, and what changes", most=2000)


class ReadReportForm(forms.Form):
    """What was made of the report."""

    words = _text(
        "What you made of it", most=1000, hint="Whom you asked, and what came of it; or that nothing stood out"
    )
