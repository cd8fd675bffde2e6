"""Pay elements that recur, and changes that are taken back before they hold."""

from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpResponse

from hr import change_kinds
from hr.facts import FACTS, Fact
from hr.forms.base import EndForm
from hr.forms.jobs import ChangeElementForm, RecurringElementForm
from hr.forms.person import CancelForm
from hr.models import PayElement, RecurringElement
from hr.operations import undo
from hr.operations.entries import ASKED
from hr.queries import job_words, organisation
from hr.queries.days import last_day
from hr.queries.history import words
from hr.views.base import find
from hr.views.change import ChangeView, JobProposal, ProposalView
from hr.views.people import as_options
from sharedservices.common.daybounds import why_not
from sharedservices.common.formatting import day

# Facts that are changed without a request: tax follows HMRC's notices, and a bank account has controls of its own.
PERMISSION_OF = {
    Fact.TAX_CODE: "people.edit_tax",
    Fact.NI_CATEGORY: "people.edit_tax",
    Fact.STUDENT_LOAN: "people.edit_tax",
    Fact.BANK_ACCOUNT: "people.edit",
    Fact.SECOND_ACCOUNT: "people.edit",
}
TAB_OF = {
    Fact.TAX_CODE: "person_tax",
    Fact.NI_CATEGORY: "person_tax",
    Fact.STUDENT_LOAN: "person_tax",
    Fact.PENSION: "person_pension",
    Fact.BANK_ACCOUNT: "person_bank",
    Fact.SECOND_ACCOUNT: "person_bank",
    Fact.TERMS: "person_jobs",
    Fact.RECURRING: "person_elements",
    Fact.PARTICULARS: "person_jobs",
    Fact.FIXED_TERM: "person_jobs",
    Fact.POST: "person_jobs",
}


class AddElement(JobProposal):
    """An element that is paid or taken every period."""

    kind = change_kinds.ELEMENT_ADD
    form_class = RecurringElementForm
    tab = "person_elements"
    title = "Add a pay element"
    consequences = (
        "It is paid or taken every period from the first day on; a part of a period counts by its days.",
        "Its tax, National Insurance and pension treatment is the element’s own.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        found = as_options(organisation.element_choices(partner_id=self.partner.pk, on=self.on))
        return {**super().get_form_kwargs(), "elements": found}

    def before(self, on: date) -> dict[str, str]:
        return job_words.elements(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        return {name: form.cleaned_data[name] for name in ("element", "amount", "units", "rate", "last_day")}


class _OneElement(ProposalView):
    """A proposed change of an element that recurs."""

    tab = "person_elements"
    row: RecurringElement

    def load_owner(self) -> None:
        """Find the row: it is the person's."""
        rows = RecurringElement.objects.select_related("element", "assignment")
        self.row = find(rows, uuid=self.kwargs["recurring"], person_id=self.person.pk)

    def before(self, on: date) -> dict[str, str]:
        end = last_day(self.row.valid)
        return {
            self.row.element.name: job_words.entry(self.row.amount, self.row.units, self.row.rate),
            "Last day": day(end) if end else "No end",
        }


class ChangeElement(_OneElement):
    """Another amount of an element that recurs."""

    kind = change_kinds.ELEMENT_CHANGE
    form_class = ChangeElementForm
    title = "Change a pay element"
    consequences = ("A period in which it changes is paid by the days of each amount.",)

    @property
    def asked(self) -> tuple[str, ...]:
        """What an entry of the element gives."""
        return ASKED[PayElement.Method(self.row.element.method)]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "asked": self.asked}

    def initial_values(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in self.asked}

    def payload(self, form: Form) -> dict[str, Any]:
        return {"recurring": self.row.uuid, **{name: form.cleaned_data[name] for name in self.asked}}


class EndElement(_OneElement):
    """The end of an element that recurs."""

    kind = change_kinds.ELEMENT_END
    form_class = EndForm
    title = "End a pay element"
    consequences = ("It is neither paid nor taken for days after the last day.",)

    def payload(self, form: Form) -> dict[str, Any]:
        return {"recurring": self.row.uuid}


class _TakeBack(ProposalView, ChangeView):
    """Take back what has not taken effect: a tax fact or a bank account at once, anything else once it is approved."""

    permission = "people.view_pay"
    write_permission = "changes.propose"
    form_class = CancelForm
    fact: Fact
    row: Any

    def load_owner(self) -> None:
        """Find the row: it is the person's."""
        try:
            self.fact = Fact(self.kwargs["fact"])
            kind = FACTS[self.fact]
            self.row = kind.model.objects.get(uuid=self.kwargs["row"], person_id=self.person.pk)
        except (ValueError, ObjectDoesNotExist):
            raise Http404 from None

    @classmethod
    def permission_for(cls, method: str | None, kwargs: dict[str, Any]) -> str:
        """Return the permission that the fact needs, to look and to change alike."""
        return PERMISSION_OF.get(kwargs["fact"], "changes.propose")

    @property
    def is_direct(self) -> bool:
        """Whether the fact is changed without a request."""
        return self.fact in PERMISSION_OF

    def form_valid(self, form: Form) -> HttpResponse:
        return ChangeView.form_valid(self, form) if self.is_direct else super().form_valid(form)

    def payload(self, form: Form) -> dict[str, Any]:
        return {"fact": self.fact.value, "row": self.row.uuid}

    def before(self, on: date) -> dict[str, str]:
        end = last_day(self.row.valid)
        return {
            FACTS[self.fact].noun.capitalize(): words(self.fact, self.row),
            "From": day(self.row.valid.lower),
            "Last day": day(end) if end else "No end",
        }

    def back(self) -> str:
        """Return the page of the person that shows the fact."""
        return self.url(TAB_OF[self.fact], person=self.person.uuid)


class CancelChange(_TakeBack):
    """Cancel a change to come: what it would have ended goes on."""

    kind = change_kinds.CHANGE_BACK
    title, done = "Cancel a change to come", "The change to come is cancelled."
    confirm = "Cancel the change"
    consequences = ("What held before goes on as if the change had never been recorded. The history keeps both.",)

    def after(self, form: Form) -> dict[str, str]:
        return dict.fromkeys(self.before(self.on), "Cancelled")

    def operate(self, form: Form) -> None:
        undo.cancel_change(fact=self.fact, row=self.row.uuid, **self.stamp(form))


class CancelEnding(_TakeBack):
    """Take back an end that has not come."""

    kind = change_kinds.END_BACK
    title, done = "Take back an end", "It goes on."
    confirm = "Take back the end"
    consequences = ("It goes on as long as the employment or job lasts.",)

    def after(self, form: Form) -> dict[str, str]:
        return {**self.before(self.on), "Last day": "No end of its own"}

    def operate(self, form: Form) -> None:
        undo.cancel_ending(fact=self.fact, row=self.row.uuid, **self.stamp(form))


class CancelCosts(JobProposal):
    """Cancel a cost split to come."""

    kind = change_kinds.COSTS_BACK
    form_class = CancelForm
    title = "Cancel a cost split to come"
    consequences = ("The cost split that holds before it goes on.",)

    def load_owner(self) -> None:
        """Find the job, and read the day of the split."""
        super().load_owner()
        try:
            self.first_day = date.fromisoformat(self.kwargs["start"])
        except ValueError:
            raise Http404 from None
        if why_not(self.first_day):
            raise Http404

    def before(self, on: date) -> dict[str, str]:
        return job_words.costs(self.job, self.first_day)

    def given(self, form: Form) -> dict[str, Any]:
        return {"effective_from": self.first_day}
