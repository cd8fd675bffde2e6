"""Questions to HR as HR sees them: the list with its age, one with its thread, and what came by other ways."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.questions import AnswerForm, NameOwnerForm, QuestionFilter, RecordQuestionForm, TakeIntoCaseForm
from hr.models import Employment, HrQuestion
from hr.operations import questions
from hr.operations.questions import Asked, CaseWanted
from hr.queries import questions as found
from hr.states import HR_QUESTION
from hr.views.base import PeopleView, find
from hr.views.cases import as_people, case_workers
from hr.views.my_questions import own_facts, thread_of
from partners.audit import audit
from partners.models import AuditAction, User
from partners.queries import deciders, duties
from partners.queries.holds import ON_HOLD
from partners.views.base import PartnerActionView, PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import allowed_actions
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

LEAD = (
    "What people bring to HR, the oldest first. Concerns and requests to work flexibly are shown to the HR manager and "
    "whoever looks after them; concerns about HR to the HR director or the monitoring officer alone."
)
FROZEN = "A death was reported. This question stands as it is: nobody answers it, and nothing is sent."


class QuestionsTable(Table):
    """Questions, the oldest first."""

    caption, nouns, filename = "Questions to HR", ("question", "questions"), "questions"
    filter_form, default_sort = QuestionFilter, "asked_on"
    empty = EmptyState("No question waits", "People ask under Ask HR. Choose a state to see what was answered.")
    columns = (
        Column("number", "Number", sort="number", header=True, href=lambda row: f"{row.question}/",
               hint=lambda row: row.subject),
        Column("subject", "In a few words", is_shown=False),
        Column("name", "Name", sort=("person__surname", "person__forenames")),
        Column("topic", "About", sort="topic"),
        Column("channel", "How it came", is_shown=False),
        Column("asked_on", "Asked", kind=Kind.DATE, sort="asked_at"),
        Column("days", "Age in days", kind=Kind.NUMBER),
        Column("due_on", "Answer by", kind=Kind.DATE, sort="due_on", hint=lambda row: "Late" if row.is_late else ""),
        Column("owner", "Who has it", sort="owner__full_name"),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: HrQuestion.State(row.state),
               export=lambda row: row.state_label, hint=lambda row: ON_HOLD if row.is_on_hold else ""),
    )  # fmt: skip


class Questions(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """What people ask HR."""

    permission = "questions.answer"
    template_name = "hr/absences.html"
    table_class = QuestionsTable
    audited_as = "hr_hrquestion"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the questions that the filters leave and the reader may see."""
        return found.listed(
            partner_id=self.partner.pk, on=timezone.localdate(), search=filters.get("q", ""),
            state=filters.get("state", ""), topic=filters.get("topic", ""),
            user_id=self.user.pk if filters.get("mine") else None,
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what may be done."""
        return super().get_context_data(
            title="Questions to HR", lead=LEAD,
            actions=[{"label": "Record a question", "href": self.url("question_record"), "kind": "secondary"}],
            breadcrumbs=self.crumbs(("Questions", "")), **kwargs,
        )  # fmt: skip


class RecordQuestion(PeopleView, PartnerFormView):
    """Record what came by e-mail, on paper or on the telephone."""

    permission = "questions.answer"
    template_name = "hr/claim_form.html"
    form_class = RecordQuestionForm
    success_message = "It is recorded."

    def perform(self, form: Form) -> str:
        """Record it."""
        given = dict(form.cleaned_data)
        wanted = given.pop("employee_no").strip()
        job = Employment.objects.of(self.partner.pk).filter(employee_no__iexact=wanted).select_related("person").first()
        if job is None:
            raise DomainError("Nobody has this employee number here.", field="employee_no")
        row = questions.record(person=job.person.uuid, asked=Asked(**given), by=self.user, at=now())
        return self.url("question", hr_question=row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        trail = self.crumbs(("Questions", self.url("questions")), ("Record a question", ""))
        return super().get_context_data(
            title="Record a question", submit="Record it", cancel_href=self.url("questions"), breadcrumbs=trail,
            lead="What somebody asked by e-mail, on paper or on the telephone. You look after it.", **kwargs,
        )  # fmt: skip


class _OneQuestion(PeopleView):
    permission = "questions.answer"
    row: HrQuestion

    def load(self) -> None:
        """Find the question: the database shows only those that the reader may see."""
        self.row = find(found.of_partner(self.partner.pk), uuid=self.kwargs["hr_question"])

    @property
    def page(self) -> str:
        """The address of the question."""
        return self.url("question", hr_question=self.row.uuid)

    @property
    def is_frozen(self) -> bool:
        """Whether a death stops everything about it."""
        return bool(vars(self.row)["is_frozen"])

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return the breadcrumbs."""
        last = [(here, "")] if here else []
        return self.crumbs(("Questions", self.url("questions")), (str(self.row), self.page if here else ""), *last)


class QuestionPage(_OneQuestion, PartnerFormView):
    """One question with its thread, the answer, and what else may be done."""

    template_name = "hr/question.html"
    form_class = AnswerForm
    success_message = "Your answer is there, and the person has been told to look."

    def perform(self, form: Form) -> str:
        """Answer it."""
        questions.answer(question=self.row.uuid, text=form.cleaned_data["text"], by=self.user, at=now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the thread. Looking at it leaves a trace."""
        row = self.row
        audit(action=AuditAction.VIEW, object_type="hr_hrquestion", object_id=str(row.uuid), label=str(row))
        is_own = row.person_id in deciders.own_people(self.user, self.partner.pk)
        actions = () if self.is_frozen or is_own else allowed_actions(HR_QUESTION, row.state, self.access.permissions)
        who = {"key": "Person", "value": row.person.display_name}
        if self.may("people.view"):
            who |= {"href": self.url("person", person=row.person.uuid), "action": "Open the record"}
        return super().get_context_data(
            row=row, caption=f"{row}, {row.get_topic_display().lower()}", facts=[who, *own_facts(row)],
            thread=thread_of(row, own=False), submit="Send the answer" if "answer_question" in actions else "",
            cancel_href=self.url("questions"), links=self._links(actions), frozen=FROZEN if self.is_frozen else "",
            close_href=self.url("question_close", hr_question=row.uuid) if "close_question" in actions else "",
            breadcrumbs=self.trail(), **kwargs,
        )  # fmt: skip

    def _links(self, actions: Any) -> list[dict[str, str]]:
        row = self.row
        ids: dict[str, Any] = {"hr_question": row.uuid}
        links = []
        may_name = row.topic not in found.RESTRICTED or row.topic in found.ROUTED or self.may("cases.reassign")
        if "name_owner" in actions and may_name:
            links.append({"label": "Say who looks after it", "href": self.url("question_owner", **ids)})
        is_case = row.topic in found.RESTRICTED and not row.case_reference and actions and self.may("cases.open")
        if is_case:
            links.append({"label": "Take it into an HR case", "href": self.url("question_case", **ids)})
        return links


class NameOwner(_OneQuestion, PartnerFormView):
    """Say who looks after a question."""

    template_name = "hr/claim_form.html"
    form_class = NameOwnerForm
    success_message = "It is given to them."

    def _people(self) -> list[User]:
        on = timezone.localdate()
        if (wanted := found.ROUTED.get(self.row.topic)) is not None:
            return duties.holders_of(role=wanted, partner_id=self.partner.pk, on=on)
        return deciders.holders(partner_id=self.partner.pk, permission="questions.answer", on=on)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer those who answer questions."""
        return super().get_form_kwargs() | {"people": as_people(self._people())}

    def perform(self, form: Form) -> str:
        """Give it to them."""
        owner = next(one for one in self._people() if str(one.pk) == form.cleaned_data["owner"])
        questions.name_owner(question=self.row.uuid, owner=owner, by=self.user, at=now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = "Say who looks after it"
        return super().get_context_data(
            title=title, caption=str(self.row), submit="Save", cancel_href=self.page, breadcrumbs=self.trail(title),
            **kwargs,
        )  # fmt: skip


class TakeIntoCase(_OneQuestion, PartnerFormView):
    """Open the HR case that it is."""

    permission = "cases.open"
    template_name = "hr/claim_form.html"
    form_class = TakeIntoCaseForm
    success_message = "The case is open, with its officer. The person sees its reference."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer those who work on cases."""
        return super().get_form_kwargs() | {"people": as_people(case_workers(self))}

    def perform(self, form: Form) -> str:
        """Open it."""
        given = form.cleaned_data
        officer = next(one for one in case_workers(self) if str(one.pk) == given["officer"])
        wanted = CaseWanted(officer=officer, sensitivity=given["sensitivity"])
        questions.take_into_case(question=self.row.uuid, wanted=wanted, by=self.user, at=now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = "Take it into an HR case"
        return super().get_context_data(
            title=title, caption=str(self.row), submit="Open the case", cancel_href=self.page,
            lead="What the person wrote becomes the summary of the case. Only those on its list see it.",
            breadcrumbs=self.trail(title), **kwargs,
        )  # fmt: skip


class CloseQuestion(_OneQuestion, PartnerActionView):
    """Close it."""

    success_message = "It is closed."

    def perform(self) -> str:
        """Close it."""
        questions.close(question=self.row.uuid, by=self.user, at=now())
        return self.page

    def back(self) -> str:
        """Return to the question."""
        return self.page
