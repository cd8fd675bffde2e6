"""How something about a person is changed: the form, a look at before and after, then the change.

The review is made by the operation itself, whose work is undone: what it would refuse is refused before anybody agrees.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from hr.change_kinds import jsonable
from hr.forms.base import ReasonForm
from hr.forms.papers import PapersForm
from hr.models import Assignment, Employment, Person
from hr.operations import change_papers
from hr.queries.teams import is_of_team
from hr.views.base import PeopleView, find, person_crumbs
from partners.change_kinds import Attachment, ChangeKind, Effect, Trial
from partners.models import ChangeRequest
from partners.operations import changes
from partners.operations.change_trials import Proposal, carried, steps_needed
from partners.queries import changes as requests
from partners.queries import rights
from partners.views.base import FormPage
from partners.views.changes import EFFECT_HEADINGS, effect_cells, fact_cells
from sharedservices.common.errors import DomainError
from sharedservices.common.formatting import day

CONFIRM, EDIT = "confirm", "edit"
NOT_CARRIED = {"csrfmiddlewaretoken", "step", "next"}
NOTHING = "Nothing recorded"


class ChangePage(PeopleView, FormPage):
    """The form about something of a person, with what holds now. Subclasses say what would hold."""

    permission = "people.edit"
    template_name = "hr/change.html"
    title: ClassVar[str] = ""
    done: ClassVar[str] = "The change is recorded."
    submit: ClassVar[str] = "Continue"
    confirm: ClassVar[str] = "Record this change"
    consequences: ClassVar[tuple[str, ...]] = ()
    tab: ClassVar[str] = "person"

    person: Person

    def load(self) -> None:
        """Find the person."""
        self.person = find(Person.objects, uuid=self.kwargs["person"])
        self.load_owner()

    def load_owner(self) -> None:
        """Find the employment or job that is changed."""

    def get_initial(self) -> dict[str, Any]:
        """Offer today, and what holds on the date in view."""
        return {"effective_from": self.on, **self.initial_values()}

    def initial_values(self) -> dict[str, Any]:
        """Return what holds on the date in view, by field."""
        return {}

    def before(self, on: date) -> dict[str, str]:
        """Return what holds on a day, in words by label."""
        return {}

    def after(self, form: Form) -> dict[str, str]:
        """Return what would hold, with the labels of `before`."""
        return {}

    def readable(self, words: Mapping[str, str]) -> Mapping[str, str]:
        """Return the facts that this person may read: all of them, but for proposals."""
        return words

    def stamp(self, form: Form) -> dict[str, Any]:
        """Return what every operation takes: reason, who and when, and the day from which it holds."""
        stamp = {"reason": form.cleaned_data["reason"], "by": self.user, "at": timezone.now()}
        for name in ("effective_from", "last_day"):
            if name in form.fields and form.fields[name].required:
                stamp[name] = form.cleaned_data[name]
        return stamp

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form again with what was typed, or go on."""
        if request.POST.get("step") == EDIT:
            return self.render_to_response(self.get_context_data(form=self.get_form()))
        return super().post(request, *args, **kwargs)

    def starts(self, form: Form) -> date | None:
        """Return the day from which the change holds, for the head of the review; None for a change without one."""
        return form.cleaned_data.get("effective_from") or form.cleaned_data.get("last_day")

    def _carried(self) -> list[tuple[str, Any]]:
        """Return what was typed, for the review to send again."""
        posted = self.request.POST.lists()
        return [(name, value) for name, values in posted if name not in NOT_CARRIED for value in values]

    def warnings(self, form: Form, start: date | None) -> list[str]:
        """Return what to think of before agreeing."""
        if start is None or start >= timezone.localdate():
            return []
        return [
            f"{day(start)} is in the past. Payslips that are released already stay as they are: what is due for "
            "earlier periods is not paid or taken back by itself."
        ]

    def back(self) -> str:
        """Return the page of the person that shows what is changed."""
        return self.url(self.tab, person=self.person.uuid, query={"on": self.on_asked})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what holds now and what follows from a change."""
        current = [{"key": label, "value": words} for label, words in self.readable(self.before(self.on)).items()]
        return super().get_context_data(
            **{
                "title": self.title,
                "caption": self.caption,
                "current": current,
                "on": self.on,
                "consequences": self.consequences,
                "submit": self.submit,
                "cancel_href": self.next or self.back(),
                "next": self.next,
                "contested": self._contested(),
                "breadcrumbs": self.trail(),
                **kwargs,
            }
        )

    def _contested(self) -> list[str]:
        """Return what of the person’s record is contested; a change of the organisation is about nobody."""
        person: Person | None = getattr(self, "person", None)
        return rights.contested(partner_id=self.partner.pk, person_id=person.pk) if person else []

    def trail(self) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return person_crumbs(self, person=self.person.uuid, name=self.person.display_name, here=self.title)

    @property
    def caption(self) -> str:
        """Return whose record it is."""
        return self.person.display_name


class ChangeView(ChangePage, ABC):
    """Change something about a person at once: the form, a look at before and after, then one operation call."""

    @abstractmethod
    def operate(self, form: Form) -> None:
        """Call the operation."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Try; show the review, or make the change."""
        is_final = self.request.POST.get("step") == CONFIRM
        try:
            with transaction.atomic():
                self.operate(form)
                if not is_final:
                    transaction.set_rollback(True)
        except DomainError as error:
            assert isinstance(form, ReasonForm)  # noqa: S101 - every form of a change is one
            form.refuse(error)
            return self.form_invalid(form)
        if not is_final:
            return self._review(form)
        messages.success(self.request, self.done)
        return redirect(self.next or self.back())

    def _review(self, form: Form) -> HttpResponse:
        start = self.starts(form)
        old, new = self.before(start or self.on), self.after(form)
        rows = [
            [
                {"text": label, "is_header": True},
                {"text": old.get(label, "") or NOTHING},
                {"text": words or "Nothing", "hint": "" if words != old.get(label, "") else "No change"},
            ]
            for label, words in new.items()
        ]
        headings = [{"label": "Fact"}, {"label": "Before"}, {"label": f"From {day(start)}" if start else "After"}]
        context = self.get_context_data(
            form=form,
            rows=rows,
            headings=headings,
            carried=self._carried(),
            reason=form.cleaned_data["reason"],
            warnings=self.warnings(form, start),
            confirm=self.confirm,
        )
        self.template_name = "hr/change_review.html"
        return self.render_to_response(context)


class ProposalView(ChangePage, ABC):
    """A change that others approve: the form, a look at what would follow, then the request.

    Subclasses name the `kind` and say what its operation takes. Nothing is changed before it is approved.
    """

    permission = "changes.propose"
    kind: ClassVar[ChangeKind]
    send: ClassVar[str] = "Send for approval"
    noun: ClassVar[str] = "this person"
    sent: ClassVar[str] = "Your request waits for approval. Nothing is changed before."

    @property
    def is_about_person(self) -> bool:
        """Whether it is about one person, in whose file the documents are kept that go with it."""
        return hasattr(self, "person")

    def papers(self, *, is_sent: bool) -> PapersForm:
        """Return the form of the documents that go with it, filled when it is sent."""
        given = (self.request.POST, self.request.FILES) if is_sent else ()
        return PapersForm(*given, is_about_person=self.is_about_person)

    @property
    def with_pay(self) -> bool:
        """Whether this person may see what the other is paid; a line manager proposes without."""
        return self.may("people.view_pay")

    def readable_effects(self, effects: Sequence[Effect]) -> list[Effect]:
        """Return the effects that this person may read."""
        return [one for one in effects if self.with_pay or one.is_open]

    def readable(self, words: Mapping[str, str]) -> dict[str, str]:
        """Return the facts that this person may read."""
        return {label: text for label, text in words.items() if self.kind.shown(label, with_pay=self.with_pay)}

    @abstractmethod
    def payload(self, form: Form) -> dict[str, Any]:
        """Return the arguments of the kind's operation."""

    @cached_property
    def earlier(self) -> ChangeRequest | None:
        """Find the request that its maker puts right, when the address names one."""
        try:
            wish = UUID(self.request.GET.get("change", ""))
        except ValueError:
            return None
        mine = ChangeRequest.objects.of(self.partner.pk).filter(made_human=self.user.human_id, kind=self.kind.code)
        found: ChangeRequest | None = mine.filter(uuid=wish, settled_at=None).first()
        return found

    def get_initial(self) -> dict[str, Any]:
        """Offer what holds, or what was proposed before."""
        found = super().get_initial()
        if self.earlier:
            found |= {"reason": self.earlier.reason, **self.proposed_before(self.earlier.payload)}
        return found

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of the form that a payload fills."""
        found = {name: value for name, value in payload.items() if value is not None}
        for name in ("effective_from", "last_day"):
            if name in found:
                found[name] = date.fromisoformat(found[name])
        return found

    def proposal(self, form: Form) -> Proposal:
        """Return what is proposed."""
        given = form.cleaned_data
        days: dict[str, Any] = {name: given[name] for name in ("effective_from", "last_day") if name in given}
        return Proposal(
            kind=self.kind.code,
            payload=jsonable({**days, **self.payload(form)}),
            reason=given["reason"],
        )

    def form_valid(self, form: Form) -> HttpResponse:
        """Try; show what would follow, or send the request with the documents that go with it."""
        assert isinstance(form, ReasonForm)  # noqa: S101 - every form of a change is one
        is_final = self.request.POST.get("step") == CONFIRM
        papers = self.papers(is_sent=is_final)
        proposal = self.proposal(form)
        if not is_final or (papers.is_bound and not papers.is_valid()):
            return self._tried(form, proposal, papers)
        try:
            with transaction.atomic():
                row = self._sent(proposal, papers)
        except DomainError as error:
            if papers.refuse(error):
                return self._tried(form, proposal, papers)
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, self.sent)
        return redirect(self.next or self.page_of(row))

    def _sent(self, proposal: Proposal, papers: PapersForm) -> ChangeRequest:
        """Send it with the files that were handed in; a request that came back keeps those that it had."""
        who: dict[str, Any] = {"by": self.user, "at": timezone.now()}
        new: Sequence[Attachment] = ()
        if papers.is_bound and papers.is_given:
            given: dict[str, Any] = {"contents": papers.contents(), "title": self.kind.title, **who}
            if self.is_about_person:
                new = change_papers.keep(person=self.person.uuid, **given)
            else:
                new = change_papers.keep_for_request(partner_id=self.partner.pk, **given)
        proposal = replace(proposal, attachments=(*(carried(self.earlier) if self.earlier else ()), *new))
        if self.earlier:
            return changes.resubmit(change=self.earlier.uuid, proposal=proposal, **who)
        return changes.submit(partner_id=self.partner.pk, proposal=proposal, **who)

    def page_of(self, row: ChangeRequest) -> str:
        """Return the page of the request."""
        return reverse("change", args=[self.partner.code, row.uuid])

    def _tried(self, form: ReasonForm, proposal: Proposal, papers: PapersForm) -> HttpResponse:
        """Show before and after, what follows, and who approves; or what the operation refuses."""
        try:
            with transaction.atomic():
                trial = changes.try_out(partner_id=self.partner.pk, proposal=proposal, by=self.user, at=timezone.now())
        except DomainError as error:
            form.refuse(error)
            return self.form_invalid(form)
        return self._show(form, proposal, trial, papers)

    def _show(self, form: Form, proposal: Proposal, trial: Trial, papers: PapersForm) -> HttpResponse:
        start = self.kind.starts(proposal.payload)
        labels = [*trial.before, *(label for label in trial.after if label not in trial.before)]
        facts = [(label, trial.before.get(label, ""), trial.after.get(label, "")) for label in labels]
        facts = [one for one in facts if self.kind.shown(one[0], with_pay=self.with_pay)]
        effects = self.readable_effects(trial.effects)
        steps = steps_needed(self.kind, proposal.payload, trial, today=timezone.localdate())
        context = self.get_context_data(
            form=form,
            rows=fact_cells(facts),
            headings=[{"label": "Fact"}, {"label": "Before"}, {"label": f"From {day(start)}" if start else "After"}],
            effects=effect_cells([(one.label, one.before, one.after) for one in effects]),
            effect_headings=EFFECT_HEADINGS,
            carried=self._carried(),
            reason=form.cleaned_data["reason"],
            warnings=self.warnings(form, start),
            pay_note=trial.cutoff.words if trial.cutoff else "",
            approvals=[f"{step.title}: {step.why}" if step.why else step.title for step in steps],
            confirm=self.send,
            notes=self.kind.notes(proposal.payload) if self.kind.notes else [],
            papers=papers,
            carried_papers=[one.title for one in carried(self.earlier)] if self.earlier else [],
        )
        self.template_name = "hr/change_review.html"
        return self.render_to_response(context, status=422 if papers.errors else 200)

    def waiting(self) -> Iterable[ChangeRequest]:
        """Return the requests about the same that nobody has decided."""
        found: Iterable[ChangeRequest] = requests.open_about(partner_id=self.partner.pk, person_id=self.person.pk)
        reader = requests.Reader(self.user, self.access.permissions)
        return [one for one in found if reader.reads(one.kind)]

    def warnings(self, form: Form, start: date | None) -> list[str]:
        """Name requests about the same person that wait already."""
        waiting = self.waiting()
        others = [one for one in waiting if self.earlier is None or one.pk != self.earlier.pk]
        return [
            *super().warnings(form, start),
            *(f"“{one.title}”, proposed by {one.made_by}, waits for a decision about {self.noun}." for one in others),
        ]


class JobProposal(ProposalView):
    """A proposed change of something that belongs to a job."""

    job: Assignment
    tab = "person_jobs"

    def load_owner(self) -> None:
        """Find the job: it is the person's."""
        rows = Assignment.objects.select_related("employment", "post__org_unit")
        self.job = find(rows, uuid=self.kwargs["assignment"], person_id=self.person.pk)
        if not is_of_team(self.job):
            raise Http404

    def payload(self, form: Form) -> dict[str, Any]:
        """Return the job and the fields of the form that the operation takes."""
        return {"assignment": self.job.uuid, **self.given(form)}

    def given(self, form: Form) -> dict[str, Any]:
        """Return the fields that the operation takes besides the job and the days."""
        return {}

    @property
    def caption(self) -> str:
        """Return whose record and which job it is."""
        return f"{self.person.display_name}, job {self.job.number}, {self.job.title}"


class EmploymentChange(ChangeView):
    """A change of something that belongs to an employment."""

    employment: Employment
    tab = "person_tax"

    def load_owner(self) -> None:
        """Find the employment: it is the person's."""
        self.employment = find(Employment.objects, uuid=self.kwargs["employment"], person_id=self.person.pk)

    @property
    def caption(self) -> str:
        """Return whose record and which employment it is."""
        return f"{self.person.display_name}, employment {self.employment.employee_no}"
