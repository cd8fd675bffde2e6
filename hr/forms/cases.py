"""Forms of HR cases: short, and each asks for one thing."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from hr.forms.base import NOTHING_CHOSEN
from hr.models import CaseAllegation, CaseMember, CaseSanction, HrCase
from hr.operations.cases import LONGEST_TEXT
from sharedservices.common.forms import DayField, FilterForm, Radios
from sharedservices.common.periods import add_months

ALL = [("", "All")]
PART_HINTS = {
    CaseMember.Role.OFFICER.value: "Keeps the list and takes the case from step to step",
    CaseMember.Role.INVESTIGATOR.value: "Writes down what is alleged and asks witnesses",
    CaseMember.Role.DECIDER.value: "Decides after the hearing",
    CaseMember.Role.APPEAL.value: "Had no part in the case before",
    CaseMember.Role.NOTES.value: "Normal cases only",
}
HELD_HINTS = {
    HrCase.Sensitivity.NORMAL.value: "Those on the list, with somebody to take notes if need be",
    HrCase.Sensitivity.RESTRICTED.value: "Officer, investigator, decision-maker and whoever hears the appeal",
    HrCase.Sensitivity.SEALED.value: "As restricted, and the name does not show in lists",
}


def text(label: str, *, help_text: str = "", required: bool = True, rows: int = 5) -> forms.CharField:
    """Return a box for words."""
    return forms.CharField(
        label=label, max_length=LONGEST_TEXT, required=required, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}), error_messages={"required": "Write something here"},
    )  # fmt: skip


class _WithPeople(forms.Form):
    """A form with a field that chooses a login: `people` are (id, name)."""

    chooses: ClassVar[str] = "user"

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.chooses].choices = [NOTHING_CHOSEN, *people]  # type: ignore[attr-defined]


class OpenForm(_WithPeople):
    """What a case begins with."""

    chooses = "officer"

    person = forms.CharField(
        label="Employee number",
        max_length=20,
        help_text="Of the person whom the case is about; for a grievance, of whoever raised it",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the employee number"},
    )
    kind = forms.ChoiceField(label="What is it about?", choices=[NOTHING_CHOSEN, *HrCase.Kind.choices])
    sensitivity = forms.ChoiceField(
        label="Who may see it?",
        choices=HrCase.Sensitivity.choices,
        widget=Radios(hints=HELD_HINTS),
        error_messages={"required": "Choose how close it is held"},
    )
    received_on = DayField(label="Received on", error_messages={"required": "Enter the day"})
    summary = text("What has happened", help_text="The case officer goes on from here.")
    officer = forms.ChoiceField(
        label="Case officer",
        help_text="Unless it is you, you see the case no more once it is opened.",
        error_messages={"required": "Choose the case officer"},
    )


class MemberForm(_WithPeople):
    """Who is put on the list, and what for."""

    user = forms.ChoiceField(label="Who", error_messages={"required": "Choose somebody"})
    role = forms.ChoiceField(
        label="Part in the case",
        choices=CaseMember.Role.choices,
        widget=Radios(hints=PART_HINTS),
        error_messages={"required": "Choose the part"},
    )


class KeepOutForm(_WithPeople):
    """Who is kept out, and why."""

    user = forms.ChoiceField(label="Who", error_messages={"required": "Choose somebody"})
    reason = text("Why", help_text="For example, their manager is implicated", rows=3)


class TextForm(forms.Form):
    """A few words."""

    text = text("Your words")


class WitnessForm(_WithPeople):
    """Whom to ask, and what."""

    chooses = "witness"

    witness = forms.ChoiceField(label="Witness", error_messages={"required": "Choose the witness"})
    question = text(
        "What you ask", help_text="The witness sees this and nothing of the case. Name nobody who need not be named."
    )


class StatementForm(forms.Form):
    """What a witness says."""

    text = text("Your statement", help_text="It is signed with your name and the time, and stays as it is.", rows=10)


class ReporterForm(forms.Form):
    """Who raised a concern."""

    identity = forms.CharField(
        label="Name, and how to reach them",
        max_length=500,
        help_text="Sealed. The case officer alone can open it, with a reason, and that is recorded.",
        error_messages={"required": "Enter the name"},
    )


class FactsForm(forms.Form):
    """Dates beside a case, and the legal hold."""

    suspended_from = DayField(
        label="Suspended from", required=False, help_text="On full pay; access beyond their own pages stops"
    )
    suspended_until = DayField(label="Last day of suspension", required=False)
    acas_on = DayField(label="ACAS early conciliation notified on", required=False)
    tribunal_on = DayField(label="Tribunal claim received on", required=False)
    is_on_hold = forms.BooleanField(
        label="Legal hold: nothing of this case is deleted, whatever the retention schedule says", required=False
    )
    is_safeguarding = forms.BooleanField(
        label="Safeguarding: harm to a child or an adult at risk is alleged", required=False,
        help_text="The case is kept until pension age, and for ten years at least",
    )  # fmt: skip


class NoteForm(forms.Form):
    """A few words for the log, when a case goes on."""

    note = text("Note", required=False, rows=3)


MONTHS = re.compile(r"(\d{1,3})\s*(?:m|months?)", re.IGNORECASE)
LONGEST_MONTHS = 120


class SpentField(DayField):
    """When a warning is spent: a day, or after how many months. Months are read here and counted by the form."""

    def to_python(self, value: Any) -> Any:
        """Read a day, or a number of months. :raises ValidationError: for anything else."""
        found = MONTHS.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is None:
            return super().to_python(value)
        months = int(found[1])
        if not 1 <= months <= LONGEST_MONTHS:
            raise forms.ValidationError(f"Enter 1 to {LONGEST_MONTHS} months", code="invalid")
        return months


class _SanctionForm(forms.Form):
    """What follows from a decision."""

    sanction = forms.ChoiceField(label="Sanction", required=False, choices=[("", "None"), *CaseSanction.Kind.choices])
    sanction_from = DayField(label="Holds from", required=False)
    spent_on = SpentField(
        label="Spent from",
        required=False,
        help_text="A warning leaves the active view after months, like 12 months, or on a day, like 21/11/2027",
        error_messages={"invalid": "Enter months, like 12 months, or a day, like 21/11/2027"},
    )

    def clean(self) -> dict[str, Any]:
        """Turn months into the day from which the warning is spent."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        months = given.get("spent_on")
        if isinstance(months, int):
            start = given.get("sanction_from")
            given["spent_on"] = add_months(start, months) if start else None
            if start is None and not self.has_error("sanction_from"):
                self.add_error("sanction_from", "Enter the day from which it holds: the months are counted from it")
        return given


class DecideForm(_SanctionForm):
    """How a case is decided: what was found of each allegation, the outcome, and what follows."""

    outcome = forms.ChoiceField(
        label="Outcome",
        choices=HrCase.Outcome.choices,
        widget=Radios(),
        error_messages={"required": "Choose the outcome"},
    )
    note = text("Reasons")

    def __init__(self, *args: Any, allegations: Sequence[CaseAllegation], is_safeguarding: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = CaseAllegation.findings_for(is_safeguarding=is_safeguarding)
        self._findings = [str(one.uuid) for one in allegations]
        for one in allegations:
            self.fields[str(one.uuid)] = forms.ChoiceField(
                label=f"Allegation {one.number}",
                help_text=one.text[:300],
                choices=[NOTHING_CHOSEN, *((one.value, one.label) for one in known)],
                error_messages={"required": f"Say what was found of allegation {one.number}"},
            )
        self.order_fields([*self._findings, "outcome", "note", "sanction", "sanction_from", "spent_on"])

    @property
    def findings(self) -> dict[UUID, str]:
        """Return what was found, by allegation."""
        return {UUID(name): self.cleaned_data[name] for name in self._findings}


class AppealForm(forms.Form):
    """An appeal."""

    on = DayField(label="Received on", error_messages={"required": "Enter the day"})
    grounds = text("Grounds of the appeal")


class DecideAppealForm(_SanctionForm):
    """How an appeal is decided."""

    outcome = forms.ChoiceField(
        label="Outcome",
        choices=HrCase.AppealOutcome.choices,
        widget=Radios(),
        error_messages={"required": "Choose the outcome"},
    )
    note = text("Reasons")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sanction"].help_text = "In place of the one before, when the decision is changed"
        self.order_fields(["outcome", "note", "sanction", "sanction_from", "spent_on"])


class CasesFilter(FilterForm):
    """What narrows the list of cases."""

    state = forms.ChoiceField(label="State", required=False, choices=[("", "All open"), *HrCase.State.choices])
    kind = forms.ChoiceField(label="About", required=False, choices=[*ALL, *HrCase.Kind.choices])
    late = forms.BooleanField(label="Open for more than 90 days", required=False)
