"""Record family leave with a look at all its dates, and the steps of a case, each with a look before it is recorded."""

from dataclasses import fields
from datetime import date
from typing import Any, ClassVar

from django.db.backends.postgresql.psycopg_any import DateRange
from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine import family_leave as engine
from hr.engine.agreements import AgreementMissing, family_rule, family_scheme
from hr.engine.family_leave import Block
from hr.forms import family_leave as forms
from hr.forms.base import ReasonForm
from hr.models import Assignment, FamilyLeave, FamilyLeaveBlock, Person
from hr.operations import family_contact, family_leave
from hr.operations.family_leave import Wish
from hr.queries import family_leave as found
from hr.queries import family_words as words
from hr.queries.absence_terms import facts_of
from hr.queries.days import ONE_DAY
from hr.views.base import PeopleView, find, person_crumbs
from hr.views.change import ChangeView
from hr.views.change_absence import JobAbsenceChange
from sharedservices.common.formatting import day, number

NAMES = tuple(one.name for one in fields(Wish) if one.name != "kind")


class ChooseFamilyLeave(PeopleView, TemplateView):
    """Choose the kind of leave to record: each asks for what its rule needs."""

    permission = "family.edit"
    template_name = "hr/family_kinds.html"

    def load(self) -> None:
        """Find the person and the job."""
        self.person: Person = find(Person.objects, uuid=self.kwargs["person"])
        rows = Assignment.objects.filter(person_id=self.person.pk)
        self.job: Assignment = find(rows, uuid=self.kwargs["assignment"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the kinds that law knows today."""
        ids: dict[str, Any] = {"person": self.person.uuid, "assignment": self.job.uuid}
        kinds = [
            {"label": str(kind.label), "href": self.url("record_family_leave", leave_kind=kind.value.lower(), **ids)}
            for kind in FamilyLeave.Kind
        ]
        name = self.person.display_name
        return super().get_context_data(
            kinds=kinds,
            caption=f"{name}, job {self.job.number}, {self.job.title}",
            breadcrumbs=person_crumbs(self, person=self.person.uuid, name=name, here="Record family leave"),
            **kwargs,
        )


class RecordFamilyLeave(JobAbsenceChange):
    """Record leave of one kind, after a look at every date that follows from it."""

    permission = "family.edit"
    done, confirm = "The leave is recorded.", "Record this leave"
    consequences = (
        "Annual leave goes on accruing during family leave, and increments continue.",
        "A person with several jobs takes leave from each: record it for every job.",
    )
    kind: FamilyLeave.Kind

    def load_owner(self) -> None:
        """Find the job and the rule of the kind. :raises Http404: for a kind that there is not."""
        super().load_owner()
        try:
            self.kind = FamilyLeave.Kind(self.kwargs["leave_kind"].upper())
            self.rule = family_rule(self.kind, on=timezone.localdate())
        except (ValueError, AgreementMissing):
            raise Http404 from None

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return the name of the page."""
        return f"Record {str(self.kind.label)[0].lower()}{str(self.kind.label)[1:]}"

    def get_form_class(self) -> type[Form]:
        """Return the form of leave."""
        return forms.FamilyLeaveForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fit the form to the kind, and to what is agreed for the job."""
        today = timezone.localdate()
        agreed = facts_of(self.job).agreed_on(today)
        scheme = family_scheme(agreed.sick_scale, self.kind, on=today) if agreed else None
        needs_weeks = self.kind in family_leave.SHARED
        more = {
            "rule": self.rule, "is_agreed": scheme is not None, "needs_weeks": needs_weeks,
            "is_shared": self.kind == FamilyLeave.Kind.SHARED_PARENTAL,
        }  # fmt: skip
        return {**super().get_form_kwargs(), **more}

    def initial_values(self) -> dict[str, Any]:
        """Offer today as the day of notice."""
        return {"notified_on": timezone.localdate()}

    def starts(self, form: Form) -> date | None:
        """Have no single day: the review shows them all."""
        return None

    def wish(self, form: Form) -> Wish:
        """Return what is asked for."""
        given = {name: form.cleaned_data[name] for name in NAMES if name in form.cleaned_data}
        return Wish(kind=self.kind, **{name: value for name, value in given.items() if value not in {None, ""}})

    def case(self, form: Form) -> found.Case:
        """Return the case as it would be."""
        wish = self.wish(form)
        names = (
            "kind", "notified_on", "expected_on", "happened_on", "died_on", "official_on", "weeks_granted", "pay",
        )  # fmt: skip
        given = {name: getattr(wish, name) for name in (*names, "intends_return")}
        last = wish.last_day or engine.full_length(wish.first_day, self.rule, weeks_granted=wish.weeks_granted)
        block = FamilyLeaveBlock(valid=DateRange(wish.first_day, last + ONE_DAY))
        return found.built(FamilyLeave(**given), [block], facts_of(self.job))

    def after(self, form: Form) -> dict[str, str]:
        """Show every date of the case."""
        return words.date_words(self.case(form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the dates alone in the review: nothing was there before."""
        if "rows" in kwargs:
            dates = [[cells[0], {"text": cells[2]["text"]}] for cells in kwargs["rows"]]
            kwargs |= {"rows": dates, "headings": [{"label": "What"}, {"label": "Day"}]}
        return super().get_context_data(**kwargs)

    def warnings(self, form: Form, start: date | None) -> list[str]:
        """Say what law leaves to those involved."""
        case = self.case(form)
        return engine.warnings(case.facts, case.rule)

    def operate(self, form: Form) -> None:
        """Record it."""
        family_leave.record(assignment=self.job.uuid, wish=self.wish(form), **self.stamp(form))


class Step(ChangeView):
    """A step of one case."""

    permission = "family.edit"
    case: found.Case

    def load_owner(self) -> None:
        """Find the case: it is the person's. :raises Http404: when it is not."""
        try:
            self.case = found.case(self.kwargs["family_leave"])
        except FamilyLeave.DoesNotExist:
            raise Http404 from None
        if self.case.leave.person_id != self.person.pk:
            raise Http404

    def back(self) -> str:
        """Return the page of the case."""
        return self.url("family_leave", family_leave=self.case.leave.uuid)

    @property
    def caption(self) -> str:
        """Return whose leave it is."""
        return f"{self.person.display_name}, {self.case.leave.get_kind_display().lower()}"

    def before(self, on: date) -> dict[str, str]:
        """Say when leave runs."""
        return {"Leave": span_words(self.case.facts.first_day, self.case.facts.last_day)}

    def stamp(self, form: Form) -> dict[str, Any]:
        """Return what every operation takes, the case included."""
        who: dict[str, Any] = {"reason": form.cleaned_data["reason"], "by": self.user, "at": timezone.now()}
        return who | {"leave": self.case.leave.uuid}

    def starts(self, form: Form) -> date | None:
        """Have no single day from which it holds."""
        return None

    def given(self, form: Form) -> dict[str, Any]:
        """Return the fields of the form that its operation takes."""
        return {name: value for name, value in form.cleaned_data.items() if name != "reason"}

    def warnings(self, form: Form, start: date | None) -> list[str]:
        """Have nothing to add."""
        return []


def span_words(first: date, last: date) -> str:
    """Say from when to when."""
    return f"{day(first)} to {day(last)}" if first != last else str(day(first))


class RecordEvent(Step):
    """Record a birth, a placement, or a child’s entry into Great Britain."""

    form_class = forms.EventForm
    title, done, confirm = "Record the day", "It is recorded.", "Record it"
    consequences: ClassVar[tuple[str, ...]] = (
        "Maternity leave that has not begun begins the day after a birth. Two weeks from the birth nobody may work.",
        "Protection from redundancy is counted from this day.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the day."""
        return {**super().get_form_kwargs(), "label": forms.ANCHORS[self.case.rule.anchor][2]}

    def after(self, form: Form) -> dict[str, str]:
        """Show what begins when."""
        on, case = form.cleaned_data["happened_on"], self.case
        first = case.facts.first_day
        if case.rule.sickness_weeks_before:
            first = engine.begins_by_birth(on, first)
        first = engine.begins_with_event(on, first, case.rule)
        shown = {forms.ANCHORS[case.rule.anchor][2]: str(day(on)), "Leave": f"From {day(first)}"}
        return shown | ({"The child has died": "Yes"} if form.cleaned_data["is_bereaved"] else {})

    def operate(self, form: Form) -> None:
        """Record it."""
        family_leave.record_event(**self.given(form), **self.stamp(form))


class AddPart(Step):
    """Add another part of leave."""

    form_class = forms.PartForm
    title, done, confirm = "Add another part of leave", "The part is added.", "Add this part"

    def after(self, form: Form) -> dict[str, str]:
        """Show the days."""
        first, last = form.cleaned_data["first_day"], form.cleaned_data["last_day"]
        return {"Another part": f"{span_words(first, last)}: {words.length(first, last)}"}

    def warnings(self, form: Form, start: date | None) -> list[str]:
        """Say when notice was late."""
        block = Block(form.cleaned_data["first_day"], form.cleaned_data["last_day"])
        return engine.warnings(self.case.facts, self.case.rule, block)

    def operate(self, form: Form) -> None:
        """Add it."""
        family_leave.add_block(**self.given(form), **self.stamp(form))


class ChangePart(Step):
    """Change the days of a part."""

    form_class: type[ReasonForm] = forms.PartForm
    title, done, confirm = "Change the days of leave", "The days are changed.", "Change these days"
    part: FamilyLeaveBlock

    def load_owner(self) -> None:
        """Find the part: it is the case's."""
        super().load_owner()
        rows = FamilyLeaveBlock.objects.filter(leave=self.case.leave, is_cancelled=False)
        self.part = find(rows, uuid=self.kwargs["block"])

    def initial_values(self) -> dict[str, Any]:
        """Offer the days as they are."""
        return {"first_day": self.part.valid.lower, "last_day": self.part.valid.upper - ONE_DAY}

    def before(self, on: date) -> dict[str, str]:
        """Say what holds."""
        return {"Days": span_words(self.part.valid.lower, self.part.valid.upper - ONE_DAY)}

    def after(self, form: Form) -> dict[str, str]:
        """Show the new days."""
        return {"Days": span_words(form.cleaned_data["first_day"], form.cleaned_data["last_day"])}

    def operate(self, form: Form) -> None:
        """Change them."""
        stamp = {name: value for name, value in self.stamp(form).items() if name != "leave"}
        family_leave.move_block(block=self.part.uuid, **self.given(form), **stamp)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to cancel one of several parts."""
        ids: dict[str, Any] = {
            "person": self.person.uuid,
            "family_leave": self.case.leave.uuid,
            "block": self.part.uuid,
        }
        drop = self.url("family_part_drop", **ids) if len(self.case.blocks) > 1 else ""
        return super().get_context_data(other={"href": drop, "label": "Cancel this part"} if drop else None, **kwargs)


class DropPart(ChangePart):
    """Cancel one of several parts."""

    form_class = ReasonForm
    title, done, confirm = "Cancel a part of leave", "The part is cancelled.", "Cancel this part"

    def initial_values(self) -> dict[str, Any]:
        """Have nothing to offer."""
        return {}

    def after(self, form: Form) -> dict[str, str]:
        """Say that nothing is left of it."""
        return {"Days": "None: this part is cancelled"}

    def operate(self, form: Form) -> None:
        """Cancel it."""
        stamp = {name: value for name, value in self.stamp(form).items() if name != "leave"}
        family_leave.drop_block(block=self.part.uuid, **stamp)


class KeepInTouch(Step):
    """Record a day worked during leave."""

    form_class = forms.KeepInTouchForm
    title, done, confirm = "Record a day worked", "The day is recorded.", "Record this day"
    consequences = ("Any work on a day uses up one of the days. One more than there are would end the leave.",)

    def before(self, on: date) -> dict[str, str]:
        """Say how many are used."""
        return {"Days used": words.kit_words(self.case)}

    def after(self, form: Form) -> dict[str, str]:
        """Show the day and the count."""
        given = form.cleaned_data
        used = f"{len(self.case.kit_days) + 1} of {self.case.leave.kit_days_allowed} days used"
        return {"Days used": used, "Day": f"{day(given['worked_on'])}, {number(given['hours'])} hours"}

    def operate(self, form: Form) -> None:
        """Record it."""
        family_contact.keep_in_touch(**self.given(form), **self.stamp(form))


class ReturnEarly(Step):
    """Bring the return forward."""

    form_class = forms.ReturnEarlyForm
    title, done, confirm = "Bring the return forward", "The return is brought forward.", "Bring the return forward"
    consequences = ("Eight weeks’ notice is due, unless shorter notice is agreed.",)

    def after(self, form: Form) -> dict[str, str]:
        """Show the new end."""
        back = form.cleaned_data["return_on"]
        return {"Leave": span_words(self.case.facts.first_day, back - ONE_DAY), "Back at work": str(day(back))}

    def operate(self, form: Form) -> None:
        """Bring it forward."""
        family_leave.return_early(**self.given(form), **self.stamp(form))
