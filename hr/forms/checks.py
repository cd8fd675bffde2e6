"""Forms and filters of DBS checks, registrations, training, and what jobs need."""

from typing import Any

from django import forms

from hr.engine.compliance import Standing, justifications
from hr.forms.base import NOTHING_CHOSEN, Choices, ReasonForm
from hr.forms.lists import _WithChoices, choice, search
from hr.models import DbsCheck, JobRequirement, Workforce
from sharedservices.common.forms import AffixInput, Checkboxes, DayField, Radios

KINDS = JobRequirement.KINDS
TO_DO = (
    ("TO_DO", "Everything to do"),
    (Standing.MISSING.value, "Missing"),
    (Standing.LAPSED.value, "Has run out"),
    (Standing.DUE.value, "Due within 60 days"),
    (Standing.VALID.value, "Valid"),
)
LISTS = (("children", "Children’s barred list"), ("adults", "Adults’ barred list"))


def _months(label: str, help_text: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=120, help_text=help_text,
        widget=AffixInput(suffix="months", attrs={"class": "govuk-input--width-3"}),
    )  # fmt: skip


class ComplianceFilter(_WithChoices):
    """Filters of the list of what jobs need."""

    q = search("Name")
    standing = choice("Standing", TO_DO)
    kind = choice("What", KINDS)
    unit = choice("Unit")


class DbsForm(forms.Form):
    """A DBS check. There is no room for what a certificate discloses."""

    level = forms.ChoiceField(
        label="Level", choices=DbsCheck.LEVELS, widget=Radios(), error_messages={"required": "Choose the level"}
    )
    workforce = forms.ChoiceField(
        label="Workforce", choices=Workforce.choices, widget=Radios(),
        error_messages={"required": "Choose the workforce on the certificate"},
    )  # fmt: skip
    lists = forms.MultipleChoiceField(
        label="Barred lists that were checked", choices=LISTS, required=False, widget=Checkboxes(),
        help_text="Only with an enhanced check with barred lists",
    )  # fmt: skip
    justification = forms.ChoiceField(
        label="Why may this level be asked for?", required=False,
        help_text="Leave it for what is said for the role. A basic check needs no reason",
    )  # fmt: skip
    application_ref = forms.CharField(label="Application reference", required=False, max_length=40)
    requested_on = DayField(label="Asked for on", required=False)
    certificate_no = forms.CharField(
        label="Certificate number", max_length=20, help_text="Twelve digits, at the top right",
        error_messages={"required": "Enter the certificate number"},
    )  # fmt: skip
    issued_on = DayField(label="Issued on", error_messages={"required": "Enter the day of issue"})
    result = forms.ChoiceField(
        label="What did it show?", choices=DbsCheck.Result.choices, widget=Radios(),
        help_text="Never write down what is on it, here or anywhere else",
        error_messages={"required": "Choose what it showed"},
    )  # fmt: skip
    decision = forms.ChoiceField(
        label="What was decided?", choices=DbsCheck.Decision.choices, widget=Radios(),
        error_messages={"required": "Choose what was decided"},
    )  # fmt: skip
    update_service = forms.BooleanField(label="It is in the Update Service", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(one.code, one.title) for one in justifications().values()]
        self.fields["justification"].choices = [("", "As said for the role"), *reasons]  # type: ignore[attr-defined]


class StatusForm(forms.Form):
    """What the Update Service answered."""

    status = forms.ChoiceField(
        label="What did the Update Service answer?", choices=DbsCheck.Status.choices, widget=Radios(),
        error_messages={"required": "Choose the answer"},
    )  # fmt: skip
    on = DayField(label="Looked up on", error_messages={"required": "Enter the day"})


class RiskForm(forms.Form):
    """How a risk was weighed."""

    text = forms.CharField(
        label="How the risk was weighed", max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="What was considered and why the decision was made. Not what the certificate discloses",
        error_messages={"required": "Write how the risk was weighed"},
    )  # fmt: skip


class RegistrationForm(forms.Form):
    """A registration, as it stands in the register."""

    body = forms.CharField(
        label="Body", max_length=80, help_text="As the job names it, like Social Work England",
        error_messages={"required": "Enter the body"},
    )  # fmt: skip
    number = forms.CharField(
        label="Registration number", max_length=40, error_messages={"required": "Enter the number"}
    )
    part = forms.CharField(label="Part of the register, or conditions", required=False, max_length=80)
    registered_on = DayField(label="Registered since", required=False)
    expires_on = DayField(label="Last day", error_messages={"required": "Enter the last day"})
    checked_on = DayField(label="Looked up in the register on", error_messages={"required": "Enter the day"})


class TrainingForm(forms.Form):
    """A completed course."""

    course = forms.ChoiceField(label="Course", error_messages={"required": "Choose the course"})
    completed_on = DayField(label="Completed on", error_messages={"required": "Enter the day"})
    expires_on = DayField(label="Counts until", required=False, help_text="Leave it for what the course says")
    provider = forms.CharField(label="Provider", required=False, max_length=80)

    def __init__(self, *args: Any, courses: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = [NOTHING_CHOSEN, *courses]  # type: ignore[attr-defined]


class CourseForm(ReasonForm):
    """A new course."""

    code = forms.CharField(label="Code", max_length=20, error_messages={"required": "Enter a code"})
    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter the name"})
    months = _months("Counts for", "Leave it empty if it counts for good")


class RequirementForm(ReasonForm):
    """What a job role needs."""

    kind = forms.ChoiceField(
        label="What is it?", choices=KINDS, widget=Radios(), error_messages={"required": "Choose what it is"}
    )
    role = forms.ChoiceField(label="Job role", required=False, help_text="Every role: for training only")
    course = forms.ChoiceField(label="Course", required=False, help_text="For training")
    days = forms.IntegerField(
        label="Days to complete it", required=False, min_value=0, max_value=730,
        help_text="From the first day in the job",
        widget=AffixInput(suffix="days", attrs={"class": "govuk-input--width-3"}),
    )  # fmt: skip
    justification = forms.ChoiceField(
        label="Why may the level of the role be asked for?", required=False, help_text="For DBS checks above basic"
    )
    workforce = forms.ChoiceField(
        label="Workforce", required=False, choices=[("", "Any"), *Workforce.choices], help_text="For DBS checks"
    )
    months = _months("Renewed after", "For DBS checks. Leave it for 36 months")
    suspends = forms.BooleanField(
        label="Nobody may do these duties once it has run out", required=False,
        help_text="A bar from duties then stands until HR ends it. Pay goes on",
    )  # fmt: skip
    effective_from = DayField(label="From", error_messages={"required": "Enter the first day"})

    def __init__(self, *args: Any, roles: Choices, courses: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(one.code, one.title) for one in justifications().values()]
        for name, found in (("role", roles), ("course", courses), ("justification", reasons)):
            first = {"role": "Every role", "course": "None", "justification": "None"}[name]
            self.fields[name].choices = [("", first), *found]  # type: ignore[attr-defined]


class EndRequirementForm(ReasonForm):
    """From when on a role no longer needs something."""

    first_day_without = DayField(label="No longer needed from", error_messages={"required": "Enter the day"})
