"""The steps of an HR case: each page is a form that makes one operation call and goes back to the case."""

from abc import abstractmethod
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.utils import timezone

from hr.forms.base import ReasonForm
from hr.forms.cases import (
    AppealForm,
    DecideAppealForm,
    DecideForm,
    FactsForm,
    KeepOutForm,
    MemberForm,
    NoteForm,
    ReporterForm,
    StatementForm,
    TextForm,
    WitnessForm,
)
from hr.models import CaseMember, CaseStatement
from hr.operations import case_evidence, case_outcomes, cases
from hr.operations.case_outcomes import Decision
from hr.operations.cases import Facts
from hr.queries import cases as found
from hr.views.base import PeopleView
from hr.views.cases import CaseView, as_people, case_workers
from partners.models import User
from partners.queries import deciders
from partners.views.base import PartnerFormView, now
from sharedservices.common.formatting import moment


class CaseStep(CaseView, PartnerFormView):
    """A form on a case."""

    template_name = "partners/form_page.html"
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    submit: ClassVar[str] = "Save"

    def perform(self, form: Form) -> str:
        """Call the operation, and go back to the case, or to the list when one sees it no more."""
        self.operate(form)
        return self.case_url() if found.roles_of(self.case, self.user.pk) else self.url("cases")

    @abstractmethod
    def operate(self, form: Form) -> None:
        """Call the operation."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        words = {"title": f"{self.title}: {self.case.reference}", "lead": self.lead, "submit": self.submit}
        return super().get_context_data(
            breadcrumbs=self.trail(self.title), cancel_href=self.case_url(), **words, **kwargs
        )


class _PeopleStep(CaseStep):
    """A step that chooses somebody."""

    def people(self) -> dict[str, User]:
        """Return who may be chosen, by id."""
        return {str(one.pk): one for one in case_workers(self)}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer them."""
        return {**super().get_form_kwargs(), "people": as_people(list(self.people().values()))}


class AddMember(_PeopleStep):
    """Put somebody on the list."""

    form_class = MemberForm
    title, submit = "Put somebody on the list", "Put on the list"
    lead = "They see the case from now on. Officer, investigator, decision-maker and appeal are four different people."

    def operate(self, form: Form) -> None:
        """Put them on it."""
        user = self.people()[form.cleaned_data["user"]]
        cases.add_member(case=self.case.uuid, user=user, role=form.cleaned_data["role"], by=self.user, at=now())


class RemoveMember(CaseStep):
    """Take somebody off the list."""

    form_class = Form
    title, submit = "Take off the list", "Take off the list"
    lead = "They see the case no more. What they did stays in the log."

    def operate(self, form: Form) -> None:
        """Take them off. :raises Http404: for somebody who is not on it."""
        try:
            cases.remove_member(case=self.case.uuid, member=self.kwargs["case_member"], by=self.user, at=now())
        except CaseMember.DoesNotExist:
            raise Http404 from None


class KeepOut(_PeopleStep):
    """Keep somebody out for good."""

    form_class = KeepOutForm
    title, submit = "Keep somebody out", "Keep out"
    lead = "For whoever is implicated: they are taken off the list, and nobody can put them on it again."

    def people(self) -> dict[str, User]:
        """Return everybody who could ever be on the list, but oneself."""
        return {key: one for key, one in super().people().items() if one.human_id != self.user.human_id}

    def operate(self, form: Form) -> None:
        """Keep them out."""
        user = self.people()[form.cleaned_data["user"]]
        cases.keep_out(case=self.case.uuid, user=user, reason=form.cleaned_data["reason"], by=self.user, at=now())


class AddAllegation(CaseStep):
    """Write down one thing that is alleged."""

    form_class = TextForm
    title = "Add an allegation"
    lead = "One at a time: each is found or not found by itself."

    def operate(self, form: Form) -> None:
        """Write it down."""
        cases.add_allegation(case=self.case.uuid, text=form.cleaned_data["text"], by=self.user, at=now())


class AddNote(CaseStep):
    """Write a line into the log."""

    form_class = TextForm
    title = "Write a note"
    lead = "Everybody on the list reads it, and it stays as it is."

    def operate(self, form: Form) -> None:
        """Write it."""
        cases.add_note(case=self.case.uuid, text=form.cleaned_data["text"], by=self.user, at=now())


class SetFacts(CaseStep):
    """Record suspension, early conciliation, tribunal, legal hold and safeguarding."""

    form_class = FactsForm
    title = "Suspension, ACAS, tribunal, legal hold, safeguarding"

    def get_initial(self) -> dict[str, Any]:
        """Offer what is recorded."""
        return {name: getattr(self.case, name) for name in FactsForm.base_fields}

    def operate(self, form: Form) -> None:
        """Record them."""
        cases.set_facts(case=self.case.uuid, facts=Facts(**form.cleaned_data), by=self.user, at=now())


class AskWitness(_PeopleStep):
    """Ask somebody for a statement."""

    form_class = WitnessForm
    title, submit = "Ask a witness", "Ask"
    lead = "They find the question under Cases, and see nothing else."

    def people(self) -> dict[str, User]:
        """Return everybody who can give a statement here and does not work on the case."""
        on = timezone.localdate()
        busy = {one.human for one in found.members(self.case)}
        users = deciders.holders(partner_id=self.partner.pk, permission="statements.give", on=on)
        return {str(one.pk): one for one in users if one.human_id not in busy}

    def operate(self, form: Form) -> None:
        """Ask."""
        given = form.cleaned_data
        case_evidence.ask_witness(
            case=self.case.uuid, witness=self.people()[given["witness"]], question=given["question"], by=self.user,
            at=now(),
        )  # fmt: skip


class SealReporter(CaseStep):
    """Seal who raised the concern."""

    form_class = ReporterForm
    title, submit = "Seal who raised it", "Seal"
    lead = "Nobody else on the list learns it, not even that it is recorded."

    def operate(self, form: Form) -> None:
        """Seal it."""
        case_evidence.record_reporter(case=self.case.uuid, by=self.user, at=now(), **form.cleaned_data)


class ShowReporter(CaseStep):
    """Open the seal, with a reason."""

    form_class = ReasonForm
    title, submit = "Open the seal", "Show who raised it"
    lead = "Your reason and the time are recorded."

    def operate(self, form: Form) -> None:
        """Show it on this page once."""
        self.shown = case_evidence.show_reporter(
            case=self.case.uuid, reason=form.cleaned_data["reason"], by=self.user, at=now()
        )

    def form_valid(self, form: Form) -> Any:
        """Answer with the page that shows it: it is never in an address or a message."""
        answer = super().form_valid(form)
        if not hasattr(self, "shown"):
            return answer
        return self.response_class(
            request=self.request,
            template=["hr/case_reporter.html"],
            context=self.get_context_data(form=form, identity=self.shown or "Nobody is recorded"),
        )


class _Move(CaseStep):
    form_class = NoteForm
    action: ClassVar[str] = ""

    def operate(self, form: Form) -> None:
        """Take the case on."""
        cases.move(case=self.case.uuid, action=self.action, by=self.user, at=now(), **form.cleaned_data)


class Investigate(_Move):
    """Begin the investigation."""

    action, title, submit = "investigate", "Begin the investigation", "Begin"
    lead = "The investigator is on the list. They find out what happened, and decide nothing."


class Hear(_Move):
    """Arrange the hearing."""

    action, title, submit = "hear", "Arrange the hearing", "Go on to the hearing"
    lead = "The decision-maker is on the list, and is somebody else than the investigator."


class CloseCase(_Move):
    """Close the case."""

    action, title, submit = "close_case", "Close the case", "Close the case"
    lead = "The list stays: those on it can still read the case."


class DecideCase(CaseStep):
    """Decide the case."""

    form_class = DecideForm
    title, submit = "Decide the case", "Record the decision"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask about every allegation."""
        return {
            **super().get_form_kwargs(),
            "allegations": found.allegations(self.case),
            "is_safeguarding": self.case.is_safeguarding,
        }

    def operate(self, form: Form) -> None:
        """Record it."""
        assert isinstance(form, DecideForm)  # noqa: S101 - form_class says so
        wanted = decision_of(form, findings=form.findings)
        case_outcomes.decide_case(case=self.case.uuid, decision=wanted, by=self.user, at=now())


class LodgeAppeal(CaseStep):
    """Record an appeal."""

    form_class = AppealForm
    title = "Record an appeal"
    lead = "Whoever hears it is on the list and had no part in the case before."

    def operate(self, form: Form) -> None:
        """Record it."""
        case_outcomes.lodge_appeal(case=self.case.uuid, by=self.user, at=now(), **form.cleaned_data)


class DecideAppeal(CaseStep):
    """Decide the appeal."""

    form_class = DecideAppealForm
    title, submit = "Decide the appeal", "Record the decision"

    def operate(self, form: Form) -> None:
        """Record it."""
        case_outcomes.decide_appeal(case=self.case.uuid, decision=decision_of(form), by=self.user, at=now())


class Statement(PeopleView, PartnerFormView):
    """A statement: the witness gives it here, and whoever works on the case reads it."""

    permission = "statements.give"
    template_name = "hr/case_statement.html"
    form_class = StatementForm
    success_message = "Your statement is given. Thank you."
    statement: CaseStatement

    def load(self) -> None:
        """Find the statement. :raises Http404: for everybody else."""
        try:
            self.statement = found.statement(self.kwargs["case_statement"])
        except CaseStatement.DoesNotExist:
            raise Http404 from None

    def perform(self, form: Form) -> str:
        """Give it."""
        case_evidence.give_statement(
            statement=self.statement.uuid, text=form.cleaned_data["text"], by=self.user, at=now()
        )
        return self.url("cases")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show question and answer; looking at them leaves a trace."""
        one = self.statement
        case_evidence.record_statement_view(statement=one, by=self.user)
        rows = [
            {"key": "Asked by", "value": f"{one.asked_by}, {moment(one.asked_at)}"},
            {"key": "Question", "value": one.question},
        ]
        if one.given_at:
            rows.append({"key": "Given", "value": f"{one.witness}, {moment(one.given_at)}"})
            rows.append({"key": "Statement", "value": one.text})
        return super().get_context_data(
            rows=rows,
            may_give=one.given_at is None and one.witness_id == self.user.pk,
            cancel_href=self.url("cases"),
            breadcrumbs=self.crumbs(("Cases", self.url("cases")), ("Statement", "")),
            **kwargs,
        )


def decision_of(form: Form, **more: Any) -> Decision:
    """Return the decision that a form gives."""
    names = ("outcome", "note", "sanction", "sanction_from", "spent_on")
    return Decision(**{name: form.cleaned_data[name] for name in names}, **more)
