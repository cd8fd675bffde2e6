"""Forms of questions to HR: what somebody asks, what HR answers and records, and how one becomes a case."""

from typing import Any

from django import forms

from hr.forms.base import NOTHING_CHOSEN, Choices
from hr.forms.lists import FilterForm, choice, search
from hr.models import HrCase, HrQuestion
from hr.models.questions import LONGEST_MESSAGE
from sharedservices.common.forms import Radios

T = HrQuestion.Topic
OWN = [(one.value, one.label) for one in (T.QUESTION, T.FAMILY, T.FLEXIBLE, T.GRIEVANCE, T.DIRECTOR, T.MONITORING)]
RECORDED = [one for one in T.choices if one[0] not in {T.DIRECTOR, T.MONITORING}]
HINTS = {
    T.QUESTION.value: "About work, leave, a letter. For your bank account use My details",
    T.FAMILY.value: "When the baby or child is expected, when you want to begin and come back, and what changed",
    T.FLEXIBLE.value: "Say what you want to change and from when. You have an answer within two months",
    T.GRIEVANCE.value: "Only the HR manager and whoever they name read it; not your manager",
    T.DIRECTOR.value: "About the HR manager or somebody in HR: only the HR director reads it, nobody in HR",
    T.MONITORING.value: "About HR or its director: only the monitoring officer, outside HR, reads it",
}


def words(label: str, help_text: str = "") -> forms.CharField:
    """Return the field of what is written."""
    return forms.CharField(
        label=label, max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 6}), help_text=help_text
    )


class AskForm(forms.Form):
    """What somebody asks HR."""

    topic = forms.ChoiceField(label="What is it about?", choices=OWN, widget=Radios(hints=HINTS))
    subject = forms.CharField(label="In a few words", max_length=120)
    text = words("Tell us more")


class ReplyForm(forms.Form):
    """More about one’s own question."""

    text = words("Write to HR")


class AnswerForm(forms.Form):
    """An answer."""

    text = words("Answer", "The person reads it after signing in")


class RecordQuestionForm(forms.Form):
    """What somebody asked by e-mail, on paper or on the telephone."""

    employee_no = forms.CharField(label="Employee number", max_length=20)
    channel = forms.ChoiceField(
        label="How did it come?", choices=[one for one in HrQuestion.Channel.choices if one[0] != "SELF"],
        widget=Radios(),
    )  # fmt: skip
    topic = forms.ChoiceField(label="What is it about?", choices=[NOTHING_CHOSEN, *RECORDED])
    subject = forms.CharField(label="In a few words", max_length=120)
    text = words("What they said", "A request to change a bank account is closed at once, and nothing is changed")


class NameOwnerForm(forms.Form):
    """Who looks after a question."""

    owner = forms.ChoiceField(label="Who looks after it?")

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [NOTHING_CHOSEN, *people]  # type: ignore[attr-defined]


class TakeIntoCaseForm(forms.Form):
    """Who looks after the case, and how close it is held."""

    officer = forms.ChoiceField(label="Case officer")
    sensitivity = forms.ChoiceField(
        label="How close is it held?", choices=HrCase.Sensitivity.choices, widget=Radios(), initial="RESTRICTED"
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [NOTHING_CHOSEN, *people]  # type: ignore[attr-defined]


class QuestionFilter(FilterForm):
    """Filters of questions."""

    q = search("Name, number or subject")
    state = choice("State", HrQuestion.State.choices)
    topic = choice("About", T.choices)
    mine = choice("Whose", [("on", "Only mine")])
