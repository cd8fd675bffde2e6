"""Forms of a starter's case: who, which job, which pay, signature, dates, gates."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from hr.engine.roster import compose
from hr.forms.ages import AgeLookedAt
from hr.forms.base import NOTHING_CHOSEN, ChangeForm, Choices, ReasonForm, hours
from hr.forms.jobs import BASES, POINT, SPOT
from hr.forms.lists import choice, search
from hr.forms.person import PersonDetailsForm
from hr.models import AssignmentTerms, Employment, PensionMembership, StarterCase
from hr.models.starters import WAIVERS
from sharedservices.common.forms import DayField, FilterForm, PoundsField, Radios, SectionedForm

SOMEBODY_NEW = "new"
NI_LETTERS = (
    ("A", "A: standard"), ("C", "C: over State Pension age"), ("H", "H: apprentice under 25"),
    ("M", "M: under 21"), ("B", "B: reduced rate for some married women"), ("J", "J: pays elsewhere"),
    ("Z", "Z: under 21, pays elsewhere"),
)  # fmt: skip
LACKS = (
    ("late", "Something is late"), ("arrived", "At work before ready"), ("transfer", "Came over, without a job yet"),
)  # fmt: skip


class StarterFilter(FilterForm):
    """What narrows the list of starters."""

    q = search("Name or job")
    state = choice("Stage", [("open", "Not started yet"), *StarterCase.State.choices])
    lacks = choice("Needs attention", LACKS)


class WhoForm(AgeLookedAt, PersonDetailsForm):
    """Who is to start, and when."""

    sections: Sequence[tuple[str, Sequence[str]]] = (
        ("Name", ("title", "forenames", "surname")),
        ("As HMRC and pension schemes ask", ("date_of_birth", "age_confirmed", "sex", "nino")),
        ("Nationality", ("nationality",)),
        ("Address and contact", ("address_line_1", "address_line_2", "town", "postcode", "email", "phone")),
        ("Beginning", ("start_date", "same")),
    )
    start_date = DayField(label="First day", error_messages={"required": "Enter the first day"})
    same = forms.ChoiceField(label="Is it the same person?", required=False, widget=Radios())

    def __init__(self, *args: Any, known: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, without=("known_as", "reason"), **kwargs)
        self.fields["nino"].help_text = "It may follow. Leave it empty if it is not known yet"
        self.fields["email"].help_text = "For the invitation to their own pages, once the start is approved"
        known = list(known)
        if known:
            field = self.fields["same"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = [*known, (SOMEBODY_NEW, "None of these: somebody new")]
        else:
            del self.fields["same"]
        self.sections = tuple(
            (title, tuple(name for name in names if name in self.fields)) for title, names in WhoForm.sections
        )


EVEN, WEEK, ROTA, KEPT = "even", "week", "rota", "kept"
PATTERNS = [
    (EVEN, "Monday to Friday, the same hours each day"), (WEEK, "The same days each week"),
    (ROTA, "A rota of several weeks"),
]  # fmt: skip


class JobForm(forms.Form):
    """The job that is offered."""

    post = forms.ChoiceField(label="Post", error_messages={"required": "Choose the post"})
    title = forms.CharField(label="Job title", max_length=120)
    pay_group = forms.ChoiceField(label="Pay group", error_messages={"required": "Choose the pay group"})
    kind = forms.ChoiceField(label="Kind of employment", choices=Employment.Kind.choices)
    contract = forms.ChoiceField(label="Contract", choices=AssignmentTerms.Contract.choices)
    end_date = DayField(label="Last day", required=False, help_text="Fixed term and temporary contracts only")
    contract_hours = forms.DecimalField(
        label="Contract hours", max_digits=5, decimal_places=2, min_value=0, widget=hours(),
        help_text="0 only for casual, relief and on-call work",
    )  # fmt: skip
    paid_weeks = forms.DecimalField(
        label="Paid weeks", required=False, max_digits=6, decimal_places=4, min_value=0,
        widget=hours("weeks a year"), help_text="Term time only, like 44.5",
    )  # fmt: skip
    pattern_kind = forms.ChoiceField(
        label="Working pattern", required=False, choices=PATTERNS, widget=Radios(),
        help_text="Absence, leave and bank holidays count the hours of each day by it",
    )  # fmt: skip
    working_pattern = forms.CharField(
        label="Hours of each day", required=False, max_length=800, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Like Mon to Thu 7.4, Fri 4. For a rota, a line for each of its weeks: the contract hours are their "
        "average. Leave it empty for Monday to Friday",
    )  # fmt: skip
    rota_from = DayField(
        label="First week of the rota", required=False, help_text="Any day of its first week. Only for a rota"
    )
    counts = forms.ChoiceField(
        label="How does it count against the post?", choices=StarterCase.Counts.choices, required=False,
        widget=Radios(),
    )  # fmt: skip
    covers = forms.CharField(
        label="Job that is covered", required=False, max_length=24,
        help_text="For cover only: its number, like 100234-1. It is held on the same post",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip
    counts_until = DayField(
        label="Until when", required=False,
        help_text="Cover and supernumerary only. Empty means until the last day of the contract",
    )  # fmt: skip
    continuous_service_from = DayField(
        label="Continuous service from", required=False, help_text="Only if service elsewhere counts"
    )
    probation_months = forms.IntegerField(
        label="Probation", min_value=0, max_value=24, widget=hours("months"), help_text="0 for none"
    )
    manager = forms.ChoiceField(label="Line manager", required=False)

    def __init__(
        self, *args: Any, posts: Choices, pay_groups: Choices, managers: Choices, is_joining: bool = False,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        for name, found in (("post", posts), ("pay_group", pay_groups)):
            self.fields[name].choices = [NOTHING_CHOSEN, *found]  # type: ignore[attr-defined]
        self.fields["manager"].choices = [("", "Not known yet"), *managers]  # type: ignore[attr-defined]
        self.kept = str(self.initial.get("working_pattern") or "")
        if self.initial.get("pattern_kind") == KEPT:
            words = f"As it is recorded: “{self.kept}”. Absence and leave read it as Monday to Friday"
            self.fields["pattern_kind"].choices = [*PATTERNS, (KEPT, words)]  # type: ignore[attr-defined]
        if is_joining:
            for name in ("pay_group", "kind", "continuous_service_from"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Keep of cover and supernumerary only what the answer needs, and ask for it."""
        given: dict[str, Any] = super().clean() or {}
        given["counts"] = given.get("counts") or StarterCase.Counts.HOLDS.value
        if given["counts"] != StarterCase.Counts.COVER_FOR:
            given["covers"] = ""
        elif not given.get("covers") and "covers" not in self.errors:
            self.add_error("covers", "Enter the number of the job that is covered")
        if given["counts"] == StarterCase.Counts.HOLDS:
            given["counts_until"] = None
        given["working_pattern"] = self._pattern(given)
        for name in ("pattern_kind", "rota_from"):
            given.pop(name, None)
        return given

    def _pattern(self, given: dict[str, Any]) -> str:
        """Return the pattern as it is recorded, by the kind that was chosen or that the lines say."""
        lines = [one for one in str(given.get("working_pattern") or "").splitlines() if one.strip()]
        since, kind = given.get("rota_from"), given.get("pattern_kind")
        kind = kind or (ROTA if len(lines) > 1 or since else WEEK if lines else EVEN)
        if kind in {EVEN, KEPT}:
            return "" if kind == EVEN else self.kept
        if not lines and "working_pattern" not in self.errors:
            self.add_error("working_pattern", "Enter the hours of each day, like Mon 7.4, Tue 7.4")
        if kind == WEEK:
            return " ".join(" ".join(lines).split())
        if since is None:
            if "rota_from" not in self.errors:
                self.add_error("rota_from", "Enter a day of the week that the first line is for")
            return ""
        return compose(lines, since) if lines else ""


class AddJobForm(forms.Form):
    """From when somebody has another job."""

    start_date = DayField(label="First day", error_messages={"required": "Enter the first day"})


class FinanceForm(forms.Form):
    """Whether a post may go over its establishment."""

    AGREE, DECLINE = "agree", "decline"

    decision = forms.ChoiceField(
        label="Do you agree?", choices=[(AGREE, "Yes, and the money is there"), (DECLINE, "No")], widget=Radios(),
        error_messages={"required": "Say whether you agree"},
    )  # fmt: skip
    note = forms.CharField(
        label="Why", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Like where the money comes from", error_messages={"required": "Say why"},
    )  # fmt: skip


class MoneyForm(forms.Form):
    """Pay, pension and cost."""

    targets: ClassVar[Mapping[str, str]] = {"grade": "spine_point"}

    basis = forms.ChoiceField(label="Paid by", choices=BASES, widget=Radios())
    spine_point = forms.ChoiceField(label="Grade and point", required=False)
    spot_annual = PoundsField(label="Yearly salary", required=False, suffix="a year full time")
    hourly_rate = PoundsField(label="Hourly rate", required=False, suffix="an hour")
    cost_centre = forms.ChoiceField(label="Cost centre", error_messages={"required": "Choose the cost centre"})
    pension_scheme = forms.ChoiceField(label="Pension scheme", required=False)
    pension_section = forms.ChoiceField(label="Section", choices=PensionMembership.Section.choices)
    ni_category = forms.ChoiceField(label="National Insurance category", choices=NI_LETTERS)

    def __init__(self, *args: Any, points: Choices, centres: Choices, schemes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spine_point"].choices = [("", "Choose a grade and point"), *points]  # type: ignore[attr-defined]
        self.fields["cost_centre"].choices = [NOTHING_CHOSEN, *centres]  # type: ignore[attr-defined]
        self.fields["pension_scheme"].choices = [("", "None comes with the contract"), *schemes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Keep only what the chosen way of paying needs, and ask for it."""
        given: dict[str, Any] = super().clean() or {}
        wanted = {POINT: "spine_point", SPOT: "spot_annual"}.get(given.get("basis", ""), "hourly_rate")
        for name in ("spine_point", "spot_annual", "hourly_rate"):
            if name != wanted:
                given[name] = "" if name == "spine_point" else None
        if "basis" in given and not given.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, f"Enter the {str(self.fields[wanted].label).lower()}")
        return given


class SignForm(forms.Form):
    """When a contract was signed, and by whom."""

    signed_on = DayField(label="Signed on", error_messages={"required": "Enter the day"})
    signed_for_employer = forms.CharField(label="Who signed for the employer", max_length=120)
    file = forms.FileField(label="Signed contract", required=False, help_text="PDF, JPEG or PNG, up to 10 MB")


class MoveForm(ReasonForm):
    """Another first day."""

    start_date = DayField(label="First day", error_messages={"required": "Enter the first day"})


class ArrivedForm(forms.Form):
    """That somebody is at work."""

    arrived_on = DayField(label="First day at work", error_messages={"required": "Enter the day"})


class ExtendForm(ReasonForm):
    """A longer probation."""

    ends_on = DayField(label="New last day", error_messages={"required": "Enter the day"})


class NoteForm(forms.Form):
    """Words that the record keeps."""

    note = forms.CharField(
        label="Why", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )  # fmt: skip


class ConfirmApprovalForm(forms.Form):
    """The approval of a starter."""

    has_looked = forms.BooleanField(
        label="I have looked at the job, the pay and the checks",
        error_messages={"required": "Tick it once you have looked"},
    )


class GateForm(forms.Form):
    """What was found at a gate."""

    outcome = forms.ChoiceField(label="What was found?", widget=Radios(), error_messages={"required": "Choose one"})
    reference = forms.CharField(label="Number", required=False, max_length=60)
    issued_on = DayField(label="Issued on", required=False)
    expires_on = DayField(label="Last day", required=False)
    note = forms.CharField(
        label="Note", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Never what a certificate discloses, nor a diagnosis",
    )  # fmt: skip

    def __init__(self, *args: Any, outcomes: Choices, needs: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = list(outcomes)  # type: ignore[attr-defined]
        for name in ("reference", "issued_on", "expires_on"):
            if name not in needs:
                del self.fields[name]


class JobGateForm(ChangeForm):
    """What a job role needs."""

    role = forms.ChoiceField(label="Job role", error_messages={"required": "Choose the role"})
    gate = forms.ChoiceField(label="What it needs")
    level = forms.CharField(
        label="Level or register", required=False, max_length=100, help_text="Like Enhanced, or Social Work England"
    )
    waiver = forms.ChoiceField(label="May somebody start without it?", choices=WAIVERS, widget=Radios())

    def __init__(self, *args: Any, roles: Choices, gates: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [NOTHING_CHOSEN, *roles]  # type: ignore[attr-defined]
        self.fields["gate"].choices = list(gates)  # type: ignore[attr-defined]


def _words(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text=help_text)


class StatementForm(SectionedForm, ChangeForm):
    """What contracts of a staff group say."""

    sections: Sequence[tuple[str, Sequence[str]]] = (
        ("What the contract says", ("notice", "sick_pay", "other_leave", "benefits", "training")),
        ("Agreements and procedures", ("collective", "procedures")),
        ("When and why", ("effective_from", "reason")),
    )
    notice = _words("Notice", "On both sides")
    sick_pay = _words("Sickness and sick pay")
    other_leave = _words("Other paid leave")
    benefits = _words("Other benefits", "Say that there are none, if so")
    training = _words("Training", "What there is a right to, what is required, and what the employee pays for")
    collective = _words("Collective agreements")
    procedures = _words("Grievances, discipline and appeals", "Where the procedures are, and to whom to turn")
