"""Ask HR: one's own questions and concerns, each with a number, who looks after it, and the answers.

Not below me/: it writes, in a scope that reaches one’s own rows alone (ADR 0017).
"""

from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.questions import AskForm, ReplyForm
from hr.models import HrQuestion, HrQuestionMessage, Person
from hr.operations import questions
from hr.operations.questions import Asked
from hr.queries import questions as found
from hr.states import HR_QUESTION
from hr.views.base import PeopleView, find
from partners.roles import Role
from partners.views.base import PartnerActionView, PartnerFormView, now
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day, moment


class OwnQuestions(PeopleView):
    """A page of one’s own questions: the middleware has narrowed the scope to the user’s own rows."""

    permission = "me.ask"

    def own_crumbs(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs from Ask HR."""
        trail = self.crumbs(("Ask HR", self.url("my_questions") if steps else ""), *steps)
        return trail[1:] if self.access.roles == {Role.EMPLOYEE} else trail

    def mine(self) -> Any:
        """Return one’s own questions; those that HR recorded, too."""
        return HrQuestion.objects.of(self.partner.pk).filter(person_id__in=self.access.person_ids)


class MyQuestions(OwnQuestions, TemplateView):
    """What one asked, and where it stands."""

    template_name = "hr/my_questions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List one’s questions, the latest first."""
        rows = self.mine().order_by("-number")[:100]
        return super().get_context_data(
            questions=[self._shown(one) for one in rows],
            new_href="" if self.access.is_read_only else self.url("my_question_new"),
            breadcrumbs=self.own_crumbs(), **kwargs,
        )  # fmt: skip

    def _shown(self, one: HrQuestion) -> dict[str, Any]:
        asked = day(timezone.localdate(one.asked_at))
        return {
            "title": f"{one}: {one.subject}",
            "href": self.url("my_question", own_question=one.uuid),
            "state": one.state,
            "words": one.get_state_display(),
            "hint": f"{one.get_topic_display()}, asked on {asked}",
        }


class AskHr(OwnQuestions, PartnerFormView):
    """Ask HR something."""

    template_name = "hr/claim_form.html"
    form_class = AskForm
    success_message = "HR has it. You find the answer here."

    def load(self) -> None:
        """Find who asks. :raises Http404: without a record of one’s own."""
        who = Person.objects.filter(pk__in=self.access.person_ids).order_by("id").first()
        if who is None:
            raise Http404
        self.who = who

    def get_initial(self) -> dict[str, Any]:
        """Offer the topic of the page that one came from."""
        return {"topic": self.request.GET.get("topic", "")}

    def perform(self, form: Form) -> str:
        """Ask it."""
        row = questions.ask(person=self.who.uuid, asked=Asked(**form.cleaned_data), by=self.user, at=now())
        return self.url("my_question", own_question=row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="Write to HR", submit="Send it to HR", cancel_href=self.url("my_questions"),
            lead="You get a number, and read the answer here.", breadcrumbs=self.own_crumbs(("Write to HR", "")),
            **kwargs,
        )  # fmt: skip


class _OwnQuestion(OwnQuestions):
    row: HrQuestion

    def load(self) -> None:
        """Find one’s own question."""
        self.row = find(self.mine().select_related("owner"), uuid=self.kwargs["own_question"])

    @property
    def page(self) -> str:
        """The address of the question."""
        return self.url("my_question", own_question=self.row.uuid)


class MyQuestion(_OwnQuestion, PartnerFormView):
    """One question with its thread, and the way to write more."""

    template_name = "hr/question.html"
    form_class = ReplyForm
    success_message = "HR has what you wrote."

    def perform(self, form: Form) -> str:
        """Write more."""
        questions.ask_again(question=self.row.uuid, text=form.cleaned_data["text"], by=self.user, at=now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the thread."""
        row = self.row
        actions = allowed_actions(HR_QUESTION, row.state)
        is_open = "withdraw_question" in actions and not self.access.is_read_only
        return super().get_context_data(
            row=row, caption=f"{row}, {row.get_topic_display().lower()}", facts=own_facts(row),
            thread=thread_of(row, own=True), submit="Send it to HR" if is_open else "",
            withdraw_href=self.url("my_question_withdraw", own_question=row.uuid) if is_open else "",
            cancel_href=self.url("my_questions"), breadcrumbs=self.own_crumbs((str(row), "")), **kwargs,
        )  # fmt: skip


class WithdrawMyQuestion(_OwnQuestion, PartnerActionView):
    """Take a question back."""

    success_message = "It is withdrawn."

    def perform(self) -> str:
        """Take it back."""
        questions.withdraw(question=self.row.uuid, by=self.user, at=now())
        return self.page

    def back(self) -> str:
        """Return to the question."""
        return self.page


def own_facts(row: HrQuestion) -> list[dict[str, str]]:
    """Return what the person reads about a question."""
    facts = [
        {"key": "Number", "value": str(row)},
        {"key": "Asked", "value": str(moment(timezone.localtime(row.asked_at))), "hint": row.get_channel_display()},
        {"key": "Who looks after it", "value": row.owner.full_name if row.owner else "Nobody yet"},
    ]
    if row.state in found.WAITING:
        facts.append({"key": "Answer by", "value": str(day(row.due_on))})
    if row.case_reference:
        facts.append({"key": "HR case", "value": row.case_reference, "hint": "Its case officer speaks to you"})
    return facts


def thread_of(row: HrQuestion, *, own: bool) -> list[dict[str, Any]]:
    """Return the messages as the page shows them."""
    return [_message(one, own=own) for one in found.thread(row)]


def _message(one: HrQuestionMessage, *, own: bool) -> dict[str, Any]:
    asker = "You wrote" if own else "Asked"
    who = f"{one.by.full_name}, HR" if one.is_answer else asker
    return {"who": who, "at": one.at, "text": one.text, "is_answer": one.is_answer}
