"""Pay elements that recur, and changes that are taken back before they hold."""

from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404

from hr.facts import FACTS, Fact
from hr.forms.base import EndForm
from hr.forms.jobs import ChangeElementForm, RecurringElementForm
from hr.forms.person import CancelForm
from hr.models import PayElement, RecurringElement
from hr.operations import costs, elements, undo
from hr.operations.entries import ASKED, Entry
from hr.queries import organisation
from hr.queries.days import last_day
from hr.queries.history import words
from hr.views.base import find
from hr.views.change import ChangeView, JobChange
from hr.views.people import as_options
from sharedservices.common.formatting import day, money, number

TAX_FACTS = frozenset({Fact.TAX_CODE, Fact.NI_CATEGORY, Fact.STUDENT_LOAN})
TAB_OF = {
    Fact.TAX_CODE: "person_tax",
    Fact.NI_CATEGORY: "person_tax",
    Fact.STUDENT_LOAN: "person_tax",
    Fact.PENSION: "person_pension",
    Fact.BANK_ACCOUNT: "person_bank",
    Fact.TERMS: "person_jobs",
    Fact.RECURRING: "person_elements",
}


class AddElement(JobChange):
    """An element that is paid or taken every period."""

    form_class = RecurringElementForm
    tab = "person_elements"
    title, done = "Add a pay element", "The pay element is added."
    confirm = "Add this element"
    consequences = (
        "It is paid or taken every period from the first day on; a part of a period counts by its days.",
        "Its tax, National Insurance and pension treatment is the element’s own.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        found = as_options(organisation.element_choices(partner_id=self.partner.pk, on=self.on))
        return {**super().get_form_kwargs(), "elements": found}

    def before(self, on: date) -> dict[str, str]:
        rows = RecurringElement.objects.filter(assignment=self.job, valid__contains=on).select_related("element")
        return {
            row.element.name: entry_words(row.amount, row.units, row.rate)
            for row in rows.order_by("element__name", "id")
        }

    def after(self, form: Form) -> dict[str, str]:
        given = form.cleaned_data
        element = PayElement.objects.get(uuid=given["element"])
        end = f", until {day(given['last_day'])}" if given["last_day"] else ""
        what = entry_words(given["amount"], given["units"], given["rate"])
        return {**self.before(given["effective_from"]), element.name: f"{what}{end}"}

    def operate(self, form: Form) -> None:
        given = form.cleaned_data
        entry = Entry(amount=given["amount"], units=given["units"], rate=given["rate"])
        elements.add_recurring(
            assignment=self.job.uuid,
            element=given["element"],
            entry=entry,
            last_day=given["last_day"],
            **self.stamp(form),
        )


def entry_words(amount: Any, units: Any, rate: Any) -> str:
    """Say what an entry gives."""
    if amount is not None:
        return money(amount)
    return f"{number(units)} at {money(rate)}" if rate is not None else f"{number(units)} hours or units"


class _OneElement(ChangeView):
    """A change of an element that recurs."""

    tab = "person_elements"
    row: RecurringElement

    def load_owner(self) -> None:
        """Find the row: it is the person's."""
        rows = RecurringElement.objects.select_related("element")
        self.row = find(rows, uuid=self.kwargs["recurring"], person_id=self.person.pk)


class ChangeElement(_OneElement):
    """Another amount of an element that recurs."""

    form_class = ChangeElementForm
    title, done = "Change a pay element", "The pay element is changed."
    consequences = ("A period in which it changes is paid by the days of each amount.",)

    @property
    def asked(self) -> tuple[str, ...]:
        """What an entry of the element gives."""
        return ASKED[PayElement.Method(self.row.element.method)]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "asked": self.asked}

    def initial_values(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in self.asked}

    def before(self, on: date) -> dict[str, str]:
        return {self.row.element.name: entry_words(self.row.amount, self.row.units, self.row.rate)}

    def after(self, form: Form) -> dict[str, str]:
        given = self._entry(form)
        return {self.row.element.name: entry_words(given.amount, given.units, given.rate)}

    def operate(self, form: Form) -> None:
        elements.change_recurring(recurring=self.row.uuid, entry=self._entry(form), **self.stamp(form))

    def _entry(self, form: Form) -> Entry:
        return Entry(**{name: form.cleaned_data[name] for name in self.asked})


class EndElement(_OneElement):
    """The end of an element that recurs."""

    form_class = EndForm
    title, done = "End a pay element", "The pay element ends."
    confirm = "End this element"
    consequences = ("It is neither paid nor taken for days after the last day.",)

    def before(self, on: date) -> dict[str, str]:
        end = last_day(self.row.valid)
        row = self.row
        return {
            row.element.name: entry_words(row.amount, row.units, row.rate),
            "Last day": day(end) if end else "No end",
        }

    def after(self, form: Form) -> dict[str, str]:
        return {**self.before(self.on), "Last day": day(form.cleaned_data["last_day"])}

    def operate(self, form: Form) -> None:
        elements.end_recurring(recurring=self.row.uuid, **self.stamp(form))


class _TakeBack(ChangeView):
    """Take back what has not taken effect."""

    permission = "people.view_pay"
    write_permission = "people.edit"
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

    def needed(self, request: Any) -> str:
        """Tax facts need the permission for tax, the others that for people: to look and to change alike."""
        return "people.edit_tax" if self.kwargs["fact"] in TAX_FACTS else "people.edit"

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

    title, done = "Cancel a change to come", "The change to come is cancelled."
    confirm = "Cancel the change"
    consequences = ("What held before goes on as if the change had never been recorded. The history keeps both.",)

    def after(self, form: Form) -> dict[str, str]:
        return dict.fromkeys(self.before(self.on), "Cancelled")

    def operate(self, form: Form) -> None:
        undo.cancel_change(fact=self.fact, row=self.row.uuid, **self.stamp(form))


class CancelEnding(_TakeBack):
    """Take back an end that has not come."""

    title, done = "Take back an end", "It goes on."
    confirm = "Take back the end"
    consequences = ("It goes on as long as the employment or job lasts.",)

    def after(self, form: Form) -> dict[str, str]:
        return {**self.before(self.on), "Last day": "No end of its own"}

    def operate(self, form: Form) -> None:
        undo.cancel_ending(fact=self.fact, row=self.row.uuid, **self.stamp(form))


class CancelCosts(JobChange):
    """Cancel a cost split to come."""

    form_class = CancelForm
    title, done = "Cancel a cost split to come", "The cost split to come is cancelled."
    confirm = "Cancel the cost split"
    consequences = ("The cost split that holds before it goes on.",)

    def load_owner(self) -> None:
        """Find the job, and read the day of the split."""
        super().load_owner()
        try:
            self.start = date.fromisoformat(self.kwargs["start"])
        except ValueError:
            raise Http404 from None

    def before(self, on: date) -> dict[str, str]:
        return {"Cost split from": day(self.start)}

    def after(self, form: Form) -> dict[str, str]:
        return {"Cost split from": "Cancelled"}

    def operate(self, form: Form) -> None:
        costs.cancel_cost_split(assignment=self.job.uuid, effective_from=self.start, **self.stamp(form))
