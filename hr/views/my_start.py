"""My start: what a starter sees of their own case before and after the first day, and what they say for payroll."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from hr.forms.right_to_work import AnswersForm
from hr.models import Document, StarterCase
from hr.operations import documents, starters_payroll
from hr.queries import documents as kept
from hr.queries import starters as found
from hr.states import StarterState
from hr.views.base import PeopleView, find
from hr.views.right_to_work import sent
from hr.views.starters_gates import said_in
from partners.roles import Role
from partners.views.base import PartnerFormView, now
from sharedservices.common.formatting import day

OPEN_FOR_ANSWERS = {StarterState.READY, StarterState.STARTED, StarterState.PROBATION}


class MyStartView(PeopleView):
    """A page of self-service: the middleware has narrowed the scope to the user's own rows."""

    permission = "me.view"

    def own_case(self) -> StarterCase | None:
        """Return one's own newest case."""
        rows = StarterCase.objects.of(self.partner.pk).filter(person_id__in=self.access.person_ids)
        rows = rows.exclude(state=StarterState.VOID_START).exclude(route=StarterCase.Route.ADDED)
        case: StarterCase | None = rows.order_by("-id").first()
        return case

    def trail(self, *more: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs, without the work list for those who have none."""
        steps = self.crumbs(("My start", self.url("my_start") if more else ""), *more)
        return steps[1:] if self.access.roles == {Role.EMPLOYEE} else steps


class MyStart(MyStartView, TemplateView):
    """What is to do before the first day."""

    template_name = "hr/me_start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the case, the answers and the documents."""
        case = self.own_case()
        said = found.answers(case) if case else None
        mine = kept.own(partner_id=self.partner.pk, person_ids=self.access.person_ids)
        return super().get_context_data(
            case=case,
            start=day(case.start_date) if case else "",
            said=said.get_statement_display() if said else "",
            account=f"•••• {said.last_four}" if said and said.last_four else "",
            may_answer=case is not None and case.state in OPEN_FOR_ANSWERS,
            answers_href=self.url("my_start_answers"),
            documents=[{"label": one.title, "href": self.url("my_document", document=one.uuid)} for one in mine],
            breadcrumbs=self.trail(),
            **kwargs,
        )


class GiveAnswers(MyStartView, PartnerFormView):
    """Say which statement is true, which loans there are, and where the pay goes."""

    write_permission = "me.view"
    template_name = "hr/starter_form.html"
    form_class = AnswersForm
    success_message = "Thank you. HR takes over what you said before your first pay."

    case: StarterCase | None = None

    def load(self) -> None:
        """Find the case that takes answers, if there is one."""
        case = self.own_case()
        self.case = case if case is not None and case.state in OPEN_FOR_ANSWERS else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or go to the page that says that there is nothing to do."""
        return super().get(request, *args, **kwargs) if self.case else redirect(self.url("my_start"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the form, or go to the page that says that there is nothing to do."""
        return super().post(request, *args, **kwargs) if self.case else redirect(self.url("my_start"))

    def perform(self, form: Form) -> str:
        """Record it."""
        assert self.case is not None  # noqa: S101 - otherwise nobody comes here
        starters_payroll.give(case=self.case.uuid, said=said_in(form), by=self.user, at=now())
        return self.url("my_start")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="For your first pay", submit="Send to HR", cancel_href=self.url("my_start"),
            lead="It decides your first tax code and where your pay goes. HR looks at it before anything is paid.",
            breadcrumbs=self.trail(("For your first pay", "")), **kwargs,
        )  # fmt: skip


class MyDocument(MyStartView):
    """Open a document of one's own: looking leaves a trace."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        rows = Document.objects.filter(person_id__in=self.access.person_ids, is_for_person=True)
        row = find(rows, uuid=self.kwargs["document"])
        return sent(documents.read(document=row.uuid, by=self.user, at=now()))
