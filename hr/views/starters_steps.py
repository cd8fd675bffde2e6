"""The steps of a starter's case: job, pay, signature, approval, first day, probation."""

from abc import abstractmethod
from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.forms import Form
from django.utils import timezone

from hr import rules_organisation as org_rules
from hr.engine import roster
from hr.forms.base import ReasonForm
from hr.forms.jobs import HOURLY, POINT, SPOT
from hr.forms.starters import (
    EVEN,
    KEPT,
    ROTA,
    WEEK,
    ArrivedForm,
    ConfirmApprovalForm,
    ExtendForm,
    JobForm,
    MoneyForm,
    MoveForm,
    NoteForm,
    SignForm,
)
from hr.models import Assignment, StarterCase
from hr.operations import contract_documents, documents, starters, starters_hire, starters_payroll, starters_probation
from hr.operations.starters import Job, Money
from hr.queries import organisation, reference, working_time
from hr.queries import starters as found
from hr.states import StarterState
from hr.views.change_job import point_options, with_rota
from hr.views.people import as_options, as_uuid
from hr.views.starters import StarterView
from partners import tasks
from partners.models import Grant, User
from partners.queries import deciders
from partners.roles import Role
from partners.views.base import PartnerActionView, PartnerFormView, now


class StarterStep(StarterView, PartnerFormView):
    """A form on a case that makes one operation call and goes back to the case."""

    permission = "starters.edit"
    template_name = "hr/starter_form.html"
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    page: ClassVar[str] = ""
    submit: ClassVar[str] = "Save"
    kind: ClassVar[str] = ""
    is_upload: ClassVar[bool] = False

    def perform(self, form: Form) -> str:
        """Call the operation, and go back to the case."""
        return self.operate(form) or self.case_url()

    @abstractmethod
    def operate(self, form: Form) -> str | None:
        """Call the operation; return where to go when that is not the case."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=f"{self.title}: {self.name}", caption=self.page, lead=self.lead, submit=self.submit, kind=self.kind,
            is_upload=self.is_upload, breadcrumbs=self.trail(self.title), cancel_href=self.case_url(), **kwargs,
        )  # fmt: skip


class StarterButton(StarterView, PartnerActionView):
    """A button on a case."""

    permission = "starters.edit"
    act: ClassVar[Callable[..., Any]]

    def perform(self) -> str:
        """Call the operation, and go back to the case."""
        type(self).act(case=self.case.uuid, by=self.user, at=now())
        return self.case_url()

    def back(self) -> str:
        """Return to the case."""
        return self.case_url()


class Accept(StarterButton):
    """The offer is accepted."""

    act = staticmethod(starters.accept)
    success_message = "Accepted. What has to be there before the first day stands below, each with its day."


class Submit(StarterButton):
    """Ask the HR manager."""

    act = staticmethod(starters.submit)
    success_message = "Sent to the HR manager."


class MakeOffer(StarterButton):
    """Make the offer letter."""

    act = staticmethod(contract_documents.make_offer)
    success_message = "The offer letter stands under Documents."


class MakeContract(StarterButton):
    """Make the contract."""

    act = staticmethod(contract_documents.make_contract)
    success_message = "The contract stands under Documents. Record the signatures when they are there."


class TakeOver(StarterButton):
    """Take over what the starter said."""

    act = staticmethod(starters_payroll.take_over)
    success_message = "Taken over."


class SetJob(StarterStep):
    """Which job."""

    form_class = JobForm
    title, page, submit = "Job", "Page 2 of 3: the job", "Save and go on"

    def managers(self) -> dict[str, User]:
        """Return who may say that somebody has started, by id."""
        on = timezone.localdate()
        people = deciders.holders(partner_id=self.partner.pk, permission="starters.start", on=on)
        return {str(user.pk): user for user in people}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer posts, pay groups and managers."""
        partner = self.partner.pk
        posts = reference.posts(partner_id=partner, on=self.case.start_date).order_by("role__title", "post_no")
        return {
            **super().get_form_kwargs(),
            "posts": [(str(one.uuid), f"{one.role.title}, {one.org_unit.name} ({one.post_no})") for one in posts],
            "pay_groups": as_options(organisation.pay_group_choices(partner_id=partner)),
            "managers": [(pk, user.full_name) for pk, user in self.managers().items()],
            "is_joining": self.case.joins_id is not None,
        }

    def get_initial(self) -> dict[str, Any]:
        """Offer what is recorded."""
        case = self.case
        others = {"post", "pay_group", "manager", "covers", "pattern_kind", "rota_from"}
        names = [name for name in JobForm.base_fields if name not in others]
        return (
            {name: getattr(case, name) for name in names}
            | _pattern_of(case)
            | {
                "post": str(case.post.uuid) if case.post else "",
                "pay_group": str(case.pay_group.uuid) if case.pay_group else "",
                "manager": str(case.manager_id or ""),
                "covers": case.covers.number if case.covers else "",
            }
        )

    def operate(self, form: Form) -> str:
        """Record it, and go on to the pay until it has been said."""
        given = dict(form.cleaned_data)
        joined = self.case.pay_group if self.case.joins_id else None
        post, group = as_uuid(given.pop("post")), joined.uuid if joined else as_uuid(given.pop("pay_group"))
        manager = self.managers().get(given.pop("manager"))
        assert post is not None and group is not None  # noqa: S101, PT018 - required fields
        covers = self._covered(given.pop("covers"))
        job = Job(post=post, pay_group=group, manager=manager, covers=covers, **{"kind": self.case.kind, **given})
        starters.set_job(case=self.case.uuid, job=job, by=self.user, at=now())
        return self.case_url() if self.case.is_pension_decided else self.case_url("starter_pay")

    def _covered(self, written: str) -> UUID | None:
        """Return the job with a number. :raises RuleBroken: when there is none in scope."""
        if not written:
            return None
        row = Assignment.objects.of(self.partner.pk).filter(number__iexact=written.strip()).first()
        if row is None:
            raise org_rules.CoverIsOfTheSamePost.broken(field="covers")
        return row.uuid


def _pattern_of(case: StarterCase) -> dict[str, Any]:
    """Return the fields of the pattern that is recorded, one that cannot be read as it stands."""
    pattern = case.working_pattern
    if not roster.is_read(pattern, case.contract_hours or Decimal(0)):
        return {"pattern_kind": KEPT}
    kind = EVEN if not pattern else ROTA if roster.is_rota(pattern) else WEEK
    return with_rota({"pattern_kind": kind, "working_pattern": pattern})


class SetMoney(StarterStep):
    """Pay, pension and cost."""

    form_class = MoneyForm
    title, page = "Pay, pension and cost", "Page 3 of 3: the pay"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer points, cost centres and schemes."""
        partner, on = self.partner.pk, self.case.start_date
        centres = organisation.cost_centre_choices(partner_id=partner, on=on)
        return {
            **super().get_form_kwargs(),
            "points": point_options(partner_id=partner, on=on),
            "centres": as_options(centres),
            "schemes": as_options(organisation.scheme_choices(partner_id=partner)),
        }

    def get_initial(self) -> dict[str, Any]:
        """Offer what is recorded, or the cost centre of the unit."""
        case = self.case
        unit = case.post.org_unit if case.post else None
        centre = case.cost_centre or (unit.default_cost_centre if unit else None)
        basis = SPOT if case.spot_annual is not None else HOURLY if case.hourly_rate is not None else POINT
        grade = case.grade.uuid if case.grade else ""
        return {
            "basis": basis,
            "spine_point": f"{grade}/{case.spine_point.uuid}" if case.spine_point else "",
            "spot_annual": case.spot_annual,
            "hourly_rate": case.hourly_rate,
            "cost_centre": str(centre.uuid) if centre else "",
            "pension_scheme": str(case.pension_scheme.uuid) if case.pension_scheme else "",
            "pension_section": case.pension_section,
            "ni_category": case.ni_category,
        }

    def operate(self, form: Form) -> None:
        """Record it."""
        given = form.cleaned_data
        grade, _, point = (given["spine_point"] or "/").partition("/")
        centre = as_uuid(given["cost_centre"])
        assert centre is not None  # noqa: S101 - a required field
        wanted = Money(
            cost_centre=centre, grade=as_uuid(grade), spine_point=as_uuid(point), spot_annual=given["spot_annual"],
            hourly_rate=given["hourly_rate"], pension_scheme=as_uuid(given["pension_scheme"]),
            pension_section=given["pension_section"], ni_category=given["ni_category"],
        )  # fmt: skip
        starters.set_money(case=self.case.uuid, money=wanted, by=self.user, at=now())


class Sign(StarterStep):
    """The contract is signed."""

    form_class = SignForm
    title, is_upload = "Contract signed", True

    def operate(self, form: Form) -> None:
        """Record it, with the signed copy where there is one."""
        given = dict(form.cleaned_data)
        file = given.pop("file")
        copy = documents.read_upload(file) if file else None
        starters.sign(case=self.case.uuid, copy=copy, by=self.user, at=now(), **given)


class _WithReason(StarterStep):
    """A step that needs a reason and nothing else."""

    form_class: type[Form] = ReasonForm
    act: ClassVar[Callable[..., Any]]

    def operate(self, form: Form) -> None:
        """Call the operation."""
        type(self).act(case=self.case.uuid, by=self.user, at=now(), **form.cleaned_data)


class Revise(_WithReason):
    """A new contract."""

    act = staticmethod(starters.revise)
    title, lead = "A new contract", "The case goes back to its checks; the contract is made and signed anew."


class SendBack(_WithReason):
    """Back to whoever prepared it."""

    permission = "starters.approve"
    act = staticmethod(starters.send_back)
    title, submit = "Send back", "Send back"


class Void(_WithReason):
    """Nobody comes."""

    act = staticmethod(starters_hire.void)
    title, submit, kind = "They do not come", "End this start", "warning"
    lead = "What was made ends on its first day and is never paid. After any pay it is a leaver instead."


class Move(_WithReason):
    """Another first day."""

    form_class = MoveForm
    act = staticmethod(starters_hire.move_start)
    title = "Move the first day"
    lead = "Contract, terms, tax, pension, account, costs, leave and tasks move together."

    def get_initial(self) -> dict[str, Any]:
        """Offer the day as it is."""
        return {"start_date": self.case.start_date}


class Approve(StarterStep):
    """The HR manager approves: the employment is made."""

    permission = "starters.approve"
    form_class = ConfirmApprovalForm
    title, submit = "Approve", "Approve: ready to start"
    success_message = "Ready to start. The manager says when they are there."

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Say what is made, and what the hours over all jobs mean."""
        made = "The job is added" if self.case.joins_id else "The employment is made"
        what = f"{made} now, with terms, pay, pension and costs from the first day."
        hours = working_time.words(found.hours_over_all_jobs(self.case), on=self.case.start_date)
        return f"{what} {hours}".strip()

    def operate(self, form: Form) -> None:
        """Approve, and invite the starter to their own pages."""
        row = starters_hire.make_ready(case=self.case.uuid, by=self.user, at=now())
        self._invite(row)

    def _invite(self, row: StarterCase) -> None:
        grants = Grant.objects.filter(partner_id=row.partner_id, person_id=row.person_id, role=Role.EMPLOYEE)
        made = grants.filter(ended_at=None).select_related("user").order_by("-id").first()
        if made is not None and not made.user.has_usable_password():
            site = f"{self.request.scheme}://{self.request.get_host()}"
            wanted = {"partner_id": self.partner.pk, "actor_id": self.user.pk, "user_id": made.user_id, "site": site}
            transaction.on_commit(lambda: tasks.invite.delay(**wanted))


class Arrived(StarterStep):
    """Somebody is at work."""

    permission = "starters.start"
    form_class = ArrivedForm
    title, submit = "They are at work", "Record it"
    lead = "Without a valid right to work nobody starts and nobody is paid. Record it all the same: HR acts at once."

    def get_initial(self) -> dict[str, Any]:
        """Offer the agreed first day."""
        return {"arrived_on": self.case.start_date}

    def operate(self, form: Form) -> None:
        """Record it, and say what came of it."""
        row = starters_hire.arrive(case=self.case.uuid, by=self.user, at=now(), **form.cleaned_data)
        self.success_message = (
            "Recorded. They have not started here: HR has been told." if row.state in _OPEN else "They have started."
        )


_OPEN = {StarterState.CHECKS, StarterState.CONTRACT_SIGNED, StarterState.SUBMITTED, StarterState.READY}


class Extend(_WithReason):
    """A longer probation."""

    permission = "starters.start"
    form_class = ExtendForm
    act = staticmethod(starters_probation.extend)
    title = "Extend the probation"


class Confirm(_WithReason):
    """Confirmed."""

    permission = "starters.start"
    form_class = NoteForm
    act = staticmethod(starters_probation.confirm)
    title, submit = "Confirm in the job", "Confirm"


class NotConfirm(_WithReason):
    """Not confirmed."""

    permission = "starters.approve"
    form_class = NoteForm
    act = staticmethod(starters_probation.not_confirm)
    title, submit, kind = "Do not confirm", "Record the decision", "warning"
    lead = "This records the decision. The employment goes on until it is ended as that of a leaver, with its notice."
