"""The steps of a leaving: propose it for a job or an employment, settle tasks, confirm, close, take back."""

from abc import abstractmethod
from datetime import date
from typing import Any, ClassVar

from django.forms import Form
from django.utils import timezone

from hr import change_kinds_leaving as kinds
from hr.engine import agreements, leaving
from hr.engine.leaving_reasons import rule_of
from hr.forms.leaving import LeavingForm, P45Form, ReopenForm, SettleForm, TakeBackForm
from hr.models import Assignment, Employment, LeavingTask
from hr.operations import leaving_tasks, leavings, p45
from hr.queries import collective, family_leave, redundancy
from hr.queries import leavings as found
from hr.queries.days import last_day
from hr.states import LeavingTaskState
from hr.views.base import PeopleView, find
from hr.views.change import JobProposal, ProposalView
from hr.views.leavers import LeaverView
from partners.views.base import PartnerActionView, PartnerFormView, now
from sharedservices.common.flow import WrongState
from sharedservices.common.formatting import counted, day

GIVEN = (
    "leaving_reason",
    "notice_given_on",
    "notice",
    "access",
    "case_reference",
    "exit_payment",
    "exit_authority",
    "rehire",
)


class _Proposal(ProposalView):
    form_class = LeavingForm
    tab = "person_jobs"

    def fields_of(self, form: Form) -> dict[str, Any]:
        """Return how they leave."""
        return {name: form.cleaned_data[name] for name in GIVEN}

    def initial_values(self) -> dict[str, Any]:
        """Offer today as the day of notice, and the usual choices."""
        return {"notice_given_on": timezone.localdate(), "notice": "WORKED", "access": "LAST_DAY"}

    def proposed_before(self, payload: Any) -> dict[str, Any]:
        """Return the fields of the form that a payload fills."""
        values = super().proposed_before(payload)
        return values | {"notice_given_on": date.fromisoformat(values["notice_given_on"])}

    def warnings(self, form: Form, start: date | None) -> list[str]:
        """Say when the notice is shorter than what is due, and what is paid instead of it."""
        given, row = form.cleaned_data, self.employment_row()
        agreed = found.terms_on(partner_id=self.partner.pk, on=given["last_day"])
        rule = rule_of(given["leaving_reason"])
        weeks = leaving.notice_weeks(
            service_from=redundancy.notice_service(row),
            on=given["notice_given_on"],
            law=agreements.notice_law(on=given["notice_given_on"]),
            contract_weeks=agreed.contract_notice_weeks,
            by_employer=rule.by_employer,
        )
        jobs = Assignment.objects.filter(employment=row, valid__contains=given["last_day"]).order_by("id")
        lieu = leaving.pay_in_lieu(
            given_on=given["notice_given_on"],
            last_day=given["last_day"],
            weeks=weeks,
            week_pay=found.week_pay(list(jobs), on=given["last_day"]),
        )
        words = []
        if lieu.days and given["notice"] != "NONE":
            paid = f" Pay in lieu would be £{lieu.amount:,}." if given["notice"] == "IN_LIEU" else ""
            short = counted(lieu.days, "day", "days")
            words.append(f"Notice is {counted(weeks, 'week', 'weeks')}: the last day is {short} short of it.{paid}")
        until = family_leave.protected_until(
            partner_id=self.partner.pk, person_id=self.person.pk, on=given["notice_given_on"]
        )
        words += self._collective(given)
        if rule.redundancy and until is not None:
            words.append(
                f"Protected from redundancy to {day(until)} because of pregnancy or family leave: a suitable job must "
                "be offered first. A dismissal without it is unfair by itself."
            )
        return [*super().warnings(form, start), *words]

    def _collective(self, given: dict[str, Any]) -> list[str]:
        """Say how many redundancies there are at the establishment, before they are too many."""
        if given["leaving_reason"] not in collective.REDUNDANT:
            return []
        row = self.employment_row()
        who = {"partner_id": row.partner_id, "employment_id": row.pk, "person_id": row.person_id}
        there = collective.of_leaving(**who, last_day=given["last_day"])
        if there is None or there.n_people <= 1:
            return []
        hr1 = there.days and there.consultation and not there.consultation.hr1_on and not there.consultation.not_one
        return [f"{there.words}, this one and what waits included." + (" HR1 has not been sent." if hr1 else "")]

    @abstractmethod
    def employment_row(self) -> Employment:
        """Return the employment that it is about."""


class LeaveJob(_Proposal, JobProposal):
    """Propose the end of one job."""

    kind = kinds.LEAVE_JOB
    title = "Leave this job"
    consequences = (
        "Terms, pension membership, pay elements and cost split of this job end with the last day. Other jobs go on.",
        "The employment, its access and its P45 follow only when this is the last job.",
    )

    def before(self, on: date) -> dict[str, str]:
        """Say until when the job runs."""
        end = last_day(self.job.valid)
        return {f"Job {self.job.number}": f"Until {day(end)}" if end else "No end"}

    def given(self, form: Form) -> dict[str, Any]:
        """Return how they leave."""
        return self.fields_of(form)

    def employment_row(self) -> Employment:
        """Return the employment of the job."""
        return self.job.employment


class LeaveEmployment(_Proposal):
    """Propose the end of an employment with all of its jobs."""

    kind = kinds.LEAVE_EMPLOYMENT
    title = "Leave the employment"
    consequences = (
        "Every job of the employment ends with the last day.",
        "Roles end with the last day, or at once. The person’s own payslips stay open to read for twelve months.",
        "A death is never recorded here: report it on the first page of the person.",
    )
    employment: Employment

    def load_owner(self) -> None:
        """Find the employment: it is the person's."""
        rows = Employment.objects.select_related("person")
        self.employment = find(rows, uuid=self.kwargs["employment"], person_id=self.person.pk)

    def before(self, on: date) -> dict[str, str]:
        """Say until when the employment runs."""
        end = last_day(self.employment.valid)
        return {f"Employment {self.employment.employee_no}": f"Until {day(end)}" if end else "No end"}

    def payload(self, form: Form) -> dict[str, Any]:
        """Return the employment and how they leave."""
        return {"employment": self.employment.uuid, **self.fields_of(form)}

    def employment_row(self) -> Employment:
        """Return it."""
        return self.employment

    @property
    def caption(self) -> str:
        """Return whose record and which employment it is."""
        return f"{self.person.display_name}, employment {self.employment.employee_no}"


class SettleTask(PeopleView, PartnerFormView):
    """Settle a task, or open it again."""

    permission = "leavers.tasks"
    template_name = "partners/form_page.html"
    task: LeavingTask

    def load(self) -> None:
        """Find the task. :raises WrongState: when its leaving is closed or taken back."""
        self.task = find(LeavingTask.objects.select_related("leaving__person"), uuid=self.kwargs["leaving_task"])
        if self.task.leaving.state in {"CLOSED", "WITHDRAWN"}:
            raise WrongState("The tasks of a case that is closed or taken back stay as they are.")

    @property
    def is_open(self) -> bool:
        """Whether it is still to do."""
        return self.task.state == LeavingTaskState.OPEN

    def get_form_class(self) -> type[Form]:
        """Return how it ended, or why it is opened again."""
        return SettleForm if self.is_open else ReopenForm

    def perform(self, form: Form) -> str:
        """Settle it, and go back to the case."""
        action = form.cleaned_data.get("action", "reopen")
        leaving_tasks.settle(task=self.task.uuid, action=action, note=form.cleaned_data["note"], by=self.user, at=now())
        return self._case()

    def _case(self) -> str:
        return self.url("leaver", leaving=self.task.leaving.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the task."""
        name = self.task.leaving.person.display_name
        trail = self.crumbs(("Leavers", self.url("leavers")), (name, self._case()), (self.task.title, ""))
        return super().get_context_data(
            title=self.task.title,
            lead=f"{name}. {self.task.get_owner_display()}, by {day(self.task.due_on)}.",
            submit="Save" if self.is_open else "Open again",
            cancel_href=self._case(),
            breadcrumbs=trail,
            **kwargs,
        )


class TakeBack(LeaverView, PartnerFormView):
    """Take a leaving back, with the agreement of the HR manager."""

    permission = "leavers.agree"
    template_name = "partners/form_page.html"
    form_class = TakeBackForm
    success_message = "The leaving is taken back. Everything is as it was before it."

    def perform(self, form: Form) -> str:
        """Take it back."""
        leavings.withdraw(leaving_id=self.leaving.uuid, reason=form.cleaned_data["reason"], by=self.user, at=now())
        return self.case_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what happens."""
        return super().get_context_data(
            title=f"Take the leaving back: {self.name}",
            lead="What ended goes on exactly as before, roles included. What was paid or sent meanwhile stays.",
            submit="Take it back",
            cancel_href=self.case_url(),
            breadcrumbs=self.trail("Take it back"),
            **kwargs,
        )


class _P45(LeaverView, PartnerFormView):
    permission = "leavers.tasks"
    template_name = "partners/form_page.html"
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    submit: ClassVar[str] = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the step."""
        return super().get_context_data(
            title=f"{self.title}: {self.name}", lead=self.lead, submit=self.submit, cancel_href=self.case_url(),
            breadcrumbs=self.trail(self.title), **kwargs,
        )  # fmt: skip


class RecordP45(_P45):
    """Record the P45, once."""

    form_class = P45Form
    title, submit = "Record the P45", "Record it"
    lead = (
        "There is one P45 and no second one. What is paid later is taxed without an allowance, on that payment alone."
    )
    success_message = "The P45 is recorded."

    def perform(self, form: Form) -> str:
        """Record it."""
        p45.record(leaving_id=self.leaving.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.case_url()


class WithdrawP45(_P45):
    """Withdraw a record that was made in error."""

    form_class = TakeBackForm
    title, submit = "Withdraw the record of the P45", "Withdraw it"
    lead = "Only when it was recorded in error. A P45 that the leaver has is never issued again."
    success_message = "The record is withdrawn."

    def perform(self, form: Form) -> str:
        """Withdraw it."""
        p45.withdraw(leaving_id=self.leaving.uuid, reason=form.cleaned_data["reason"], by=self.user, at=now())
        return self.case_url()


class _CaseAction(LeaverView, PartnerActionView):
    permission = "leavers.manage"
    done: ClassVar[str] = ""

    def back(self) -> str:
        return self.case_url()


class CloseCase(_CaseAction):
    """Close a case when everything is done."""

    success_message = "The case is closed."

    def perform(self) -> str:
        """Close it."""
        leavings.close(leaving_id=self.leaving.uuid, by=self.user, at=now())
        return self.case_url()


class ConfirmCase(_CaseAction):
    """Send the confirmation of the last day."""

    success_message = "The confirmation is on its way."

    def perform(self) -> str:
        """Send it."""
        leaving_tasks.confirm(leaving_id=self.leaving.uuid, by=self.user, at=now())
        return self.case_url()
