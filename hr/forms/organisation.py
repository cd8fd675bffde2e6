"""Forms of units, posts, vacancies and the establishment, and the filters of their lists."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from hr.engine.establishment import Mode
from hr.forms.base import NOTHING_CHOSEN, ChangeForm, Choices, EndForm, ReasonForm, hours
from hr.forms.lists import _WithChoices, choice, search
from hr.models import JobMark, OrgUnit, PostVersion, Vacancy
from sharedservices.common.forms import DayField, FilterForm, Radios

Find = Callable[[str], UUID | None]
FTE: dict[str, Any] = {"max_digits": 7, "decimal_places": 4, "min_value": 0, "max_value": 999}
PARTS_OF_LINE = 2
FINDINGS = (
    ("unfunded", "Posts without funding"),
    ("ungraded", "Posts whose role has no grade, so without a budget"),
    ("vacant", "Vacant for more than 90 days"),
    ("over", "Over the establishment"),
    ("grant", "Grant ends within 90 days"),
    ("astray", "Jobs without a post on the day"),
    ("orphan", "Allowances kept from a post before"),
    ("unused", "Budgets without posts"),
)


def _unit_field(label: str, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[], **options)


def _post_field(label: str, help_text: str = "", **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=20, required=False, help_text=help_text, **options)


class _Finds(forms.Form):
    """Turns numbers of posts, as people type them, into public ids."""

    find_post: Find

    def post_of(self, name: str) -> UUID | None:
        """Return the post that a field names, None for an empty one; an unknown one is an error of the field."""
        text = str(self.cleaned_data.get(name) or "").strip()
        if not text:
            return None
        found = self.find_post(text)
        if found is None:
            self.add_error(name, f"There is no post “{text}”. Enter the number of a post, like P100")
        return found


class PostTermsForm(_Finds, ChangeForm):
    """What a post is from a day on."""

    targets: ClassVar[Mapping[str, str]] = {"funding": "funding", "post": "unit"}

    unit = _unit_field("Unit")
    established_fte = forms.DecimalField(
        label="Established FTE", widget=hours("FTE"), help_text="Paid full-time equivalents, like 1 or 0.6", **FTE
    )
    reports_to = _post_field("Reports to post", "The number of a post. Empty: the manager of the unit")
    location = forms.CharField(label="Place", max_length=120, required=False)
    full_time_hours = forms.DecimalField(
        label="Full-time hours", required=False, max_digits=5, decimal_places=2, min_value=1, max_value=168,
        widget=hours(), help_text="Empty: those of the staff group",
    )  # fmt: skip
    paid_weeks = forms.DecimalField(
        label="Paid weeks", required=False, max_digits=6, decimal_places=4, min_value=1, max_value=53,
        widget=hours("weeks a year"), help_text="Term time only. Empty: all of the year",
    )  # fmt: skip
    funding = forms.ChoiceField(label="Funding", choices=PostVersion.Funding.choices)
    grant_ends_on = DayField(label="Grant ends on", required=False, help_text="Only for a grant")
    funding_lines = forms.CharField(
        label="Cost centres",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line: code, per cent and, if there is one, project. For example, CC100 70 and CC200 30",
    )

    def __init__(self, *args: Any, units: Choices, find_post: Find, find_centre: Find, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.find_post, self.find_centre = find_post, find_centre
        self.fields["unit"].choices = [NOTHING_CHOSEN, *units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["reports_to"] = self.post_of("reports_to")
        cleaned["shares"] = [one for line in self._lines() if (one := self._share(line))]
        return cleaned

    def _lines(self) -> list[str]:
        return [line for line in str(self.cleaned_data.get("funding_lines") or "").splitlines() if line.strip()]

    def _share(self, line: str) -> dict[str, Any] | None:
        words = line.replace("%", " ").replace(",", " ").split()
        try:
            percent = Decimal(words[1]) if len(words) >= PARTS_OF_LINE else None
        except InvalidOperation:
            percent = None
        if percent is None or not percent.is_finite() or not Decimal(0) < percent <= 100:
            self.add_error("funding_lines", f"“{line[:60]}” needs a code and a per cent to 100, like CC100 70")
            return None
        centre = self.find_centre(words[0])
        if centre is None:
            self.add_error("funding_lines", f"There is no cost centre “{words[0][:20]}”. Enter its code")
            return None
        return {"cost_centre": centre, "percent": percent, "project": " ".join(words[2:])[:20], "subjective": ""}


class PostDraftForm(PostTermsForm):
    """A post to be."""

    post_no = forms.CharField(label="Post number", max_length=20)
    role = forms.ChoiceField(label="Role", choices=[])

    field_order = ("post_no", "role", "unit")

    def __init__(self, *args: Any, roles: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [NOTHING_CHOSEN, *roles]  # type: ignore[attr-defined]
        self.order_fields(["post_no", "role", *(name for name in self.fields if name not in {"post_no", "role"})])


class UnitForm(_Finds, ChangeForm):
    """What a unit is called, what it is part of, and who manages it, from a day on."""

    name = forms.CharField(label="Name", max_length=120)
    parent = _unit_field("Part of", required=False)
    manager_post = _post_field("Managed by post", "The number of a post. Empty: the manager of the unit above")

    def __init__(self, *args: Any, units: Choices, find_post: Find, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.find_post = find_post
        self.fields["parent"].choices = [("", "Nothing: it stands at the top"), *units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["manager_post"] = self.post_of("manager_post")
        return cleaned


class NewUnitForm(UnitForm):
    """A unit to be."""

    code = forms.CharField(label="Code", max_length=20)
    kind = forms.ChoiceField(label="Kind", choices=OrgUnit.Kind.choices)
    legal_entity = forms.ChoiceField(label="Employer", choices=[])
    is_confidential = forms.BooleanField(
        label="Keep it off charts and lists of those who need not know", required=False
    )

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["legal_entity"].choices = list(entities)  # type: ignore[attr-defined]
        self.order_fields(["code", "name", "kind", "legal_entity", "parent", "manager_post", "is_confidential"])


class ConcealForm(ReasonForm):
    """Whether a unit stays off charts."""

    is_confidential = forms.BooleanField(
        label="Keep this unit and all below it off charts and lists of those who need not know", required=False
    )


class JobMarkForm(ChangeForm):
    """Why a job does not count against its post, between two days."""

    kind = forms.ChoiceField(label="What it is", choices=JobMark.Kind.choices, widget=Radios())
    covers = forms.ChoiceField(label="Whose job it covers", choices=[], required=False, help_text="For cover only")
    last_day = DayField(label="Last day", help_text="It counts again from the day after")

    def __init__(self, *args: Any, beside: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["covers"].choices = [NOTHING_CHOSEN, *beside]  # type: ignore[attr-defined]
        self.order_fields(["kind", "covers", "effective_from", "last_day", "reason"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_cover = cleaned.get("kind") == JobMark.Kind.COVER_FOR
        if is_cover and not cleaned.get("covers"):
            self.add_error("covers", "Select whose job it covers")
        if not is_cover:
            cleaned["covers"] = ""
        return cleaned


class ModeForm(ChangeForm):
    """What is done when a post would be over its establishment."""

    mode = forms.ChoiceField(
        label="When a post would be over its establishment", choices=[(one.value, one.words) for one in Mode],
        widget=Radios(),
    )  # fmt: skip


class VacancyForm(ReasonForm):
    """A search for somebody."""

    fte = forms.DecimalField(label="FTE to fill", widget=hours("FTE"), **FTE)
    authorisation = forms.CharField(label="Authorisation", max_length=80, help_text="The number of the approval")
    opened_on = DayField(label="Opened on")


class StepForm(ReasonForm):
    """One step of a vacancy."""


class ChartFilter(FilterForm):
    """What a chart shows."""

    q = search("Unit", "Words of a name or a code")
    unit = choice("Show only")
    on = DayField(label="As at", required=False)

    def __init__(self, data: Any, *, units: Choices = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["unit"].choices = [("", "All of it"), *units]  # type: ignore[attr-defined]


class EstablishmentFilter(FilterForm):
    """What narrows the establishment report."""

    q = search("Unit", "Words of a name or a code")
    on = DayField(label="As at", required=False)


class FindingsFilter(FilterForm):
    """What narrows the exceptions."""

    finding = choice("What to look for", FINDINGS)
    on = DayField(label="As at", required=False)


class VacancyFilter(_WithChoices):
    """What narrows the vacancies."""

    q = search("Post", "Words of a role or a post number")
    stage = choice("Stage", Vacancy.Stage.choices)


class OnFilter(FilterForm):
    """The day in view."""

    on = DayField(label="As at", required=False)


class LastDayForm(EndForm):
    """The end of a unit or post."""


def plain_day(value: Any) -> date | None:
    """Return a day of a payload."""
    return date.fromisoformat(value) if value else None
