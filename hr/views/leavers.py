"""Leavers: the list, the page of a case with what is to be done, and the estimate of redundancy pay."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from hr.engine.agreements import AgreementMissing
from hr.engine.leaving_reasons import rule_of
from hr.forms.leaving import EstimateForm, LeaversFilter
from hr.models import Assignment, Employment, Leaving, LeavingTask, OverpaymentCase, OverpaymentFigure
from hr.queries import leaving_open, redundancy, repayments, statutory_after
from hr.queries import leavings as found
from hr.queries.days import last_day as last_day_of
from hr.queries.deaths import ON_HOLD, is_held
from hr.states import LEAVING, LEAVING_TASK, LeavingTaskState
from hr.views.base import PeopleView, find, person_crumbs
from hr.views.leavers_paid import LINE_HEADINGS, PAID_HEADINGS, line_cells, paid_cells, repay_link
from hr.views.leavers_pension import package_facts, pension_facts, pension_link
from partners.audit import audit
from partners.models import AuditAction
from partners.views.lists import PartnerList
from sharedservices.common.exports import about
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import counted, day, day_short, moment, money
from sharedservices.common.pdf import render_pdf
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TASK_HEADINGS = [{"label": one} for one in ("What", "Who", "By", "State", "What can be done")]
STEP_HEADINGS = [{"label": "Step"}, {"label": "Figure", "is_numeric": True}, {"label": "How it came about"}]
AFTER_P45 = "Payments to {to}. What is paid later goes with 0T, week 1/month 1, and there is no second P45."
OWN_WORDS = frozenset(found.FLEXIBLE_WORDS.values())
NOTHING_BY_ITSELF = "Nothing is deducted by itself: propose a plan, and agree it with the person."


class LeaversTable(Table):
    """Leavers, the latest last day first."""

    caption, nouns, filename = "Leavers", ("leaver", "leavers"), "leavers"
    filter_form, default_sort = LeaversFilter, "-last_day"
    empty = EmptyState("Nobody leaves", "A leaving is proposed on the page of a person, under Employment and jobs.")
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "name", "Name", sort=("surname", "person__forenames"), header=True, href=lambda row: f"{row.leaving}/",
            hint=lambda row: row.what,
        ),
        Column("what", "What ends", is_shown=False),
        Column("last_day", "Last day", kind=Kind.DATE, sort="last_day"),
        Column("reason", "Reason"),
        Column(
            "state", "State", kind=Kind.STATUS, sort="state",
            value=lambda row: row.state_words if row.state_words in OWN_WORDS else Leaving.State(row.state),
            export=lambda row: row.state_words,
        ),
        Column(
            "n_open", "To do", kind=Kind.NUMBER, sort="n_open",
            hint=lambda row: f"{row.n_late} late" if row.n_late else "",
        ),
    )  # fmt: skip


class Leavers(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Who leaves, when, why, and what is still to be done."""

    permission = "leavers.view"
    template_name = "hr/leavers.html"
    table_class = LeaversTable
    audited_as = "hr_leaving"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the leavings that the filters leave."""
        return found.leavers(
            partner_id=self.partner.pk,
            on=timezone.localdate(),
            search=filters.get("q", ""),
            state=filters.get("state", ""),
            reason=filters.get("reason", ""),
            is_open=filters.get("due", ""),
            may_see_all=self.may("leavers.manage"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        actions = []
        if self.may("leavers.manage"):
            href = self.url("consultations")
            actions.append({"label": "Redundancy consultation", "href": href, "kind": "secondary"})
        if self.may("liability.view"):
            actions.append({"label": "TUPE transfers", "href": self.url("liabilities"), "kind": "secondary"})
        actions.append({"label": "What is agreed", "href": self.url("leaving_terms"), "kind": "secondary"})
        if self.may("repayments.view"):
            actions.append({"label": "Repayments", "href": self.url("repayments"), "kind": "secondary"})
        if self.may("transfers.view"):
            actions.append({"label": "Transfers", "href": self.url("transfers"), "kind": "secondary"})
        trail = self.crumbs(("People", self.url("people")), ("Leavers", ""))
        return super().get_context_data(actions=actions, breadcrumbs=trail, **kwargs)


class LeaverView(PeopleView):
    """A page about one leaving: it is found among the partner's."""

    permission = "leavers.view"
    leaving: Leaving

    def load(self) -> None:
        """Find the leaving. :raises Http404: when there is none in scope."""
        try:
            self.leaving = found.one(self.kwargs["leaving"])
        except Leaving.DoesNotExist:
            raise Http404 from None

    @property
    def name(self) -> str:
        """Return the name of the person."""
        return self.leaving.person.display_name

    def case_url(self, name: str = "leaver") -> str:
        """Return the address of a page of the case."""
        return self.url(name, leaving=self.leaving.uuid)

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return breadcrumbs."""
        own = ((self.name, self.case_url()), (here, "")) if here else ((self.name, ""),)
        return self.crumbs(("People", self.url("people")), ("Leavers", self.url("leavers")), *own)


class LeaverPage(LeaverView, TemplateView):
    """One case: what was approved, what is to be done, what was overpaid, what has happened."""

    template_name = "hr/leaver.html"

    @cached_property
    def is_on_hold(self) -> bool:
        """Whether nobody does anything to the person at present: only the case officer speaks with the family."""
        return is_held(partner_id=self.partner.pk, person_id=self.leaving.person_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the parts of the case."""
        row, tasks = self.leaving, found.tasks(self.leaving)
        paid = found.overpayments(row)
        by_hand = repayments.figures(row) if paid else {}
        return super().get_context_data(
            case=row,
            name=self.name,
            state_words=found.state_words(row),
            what=found.what_ends(row),
            facts=self._facts(),
            package=package_facts(row, on=timezone.localdate()) if self._may_see_package() else [],
            ended=leaving_open.ended_words(row),
            statutory=self._statutory(),
            task_headings=TASK_HEADINGS,
            tasks=[self._task_cells(one) for one in tasks],
            n_open=counted(sum(one.state == LeavingTaskState.OPEN for one in tasks), "task", "tasks"),
            paid_headings=PAID_HEADINGS,
            paid=[self._paid_cells(one, by_hand) for one in paid],
            line_headings=LINE_HEADINGS,
            lines=line_cells(row) if self.may("people.view_pay") else [],
            repay=repay_link(self, row) if paid else {},
            paid_words=NOTHING_BY_ITSELF,
            hold_words=ON_HOLD if self.is_on_hold else "",
            links=self._links(),
            close_href=self._close_href(tasks),
            confirm_href=self._confirm_href(tasks),
            events=found.events(row),
            person_href=self.url("person", person=row.person.uuid),
            breadcrumbs=self.trail(),
            **kwargs,
        )

    def _may_see_package(self) -> bool:
        """Tell whether the reader may know what the leaving costs."""
        return self.may("leavers.manage") and self.may("people.view_pay")

    def _facts(self) -> list[dict[str, Any]]:
        row, may_see_all = self.leaving, self.may("leavers.manage")
        rule = rule_of(row.leaving_reason)
        is_shown = may_see_all or not rule.is_confidential
        facts = [
            {"key": "The day before" if rule.job_goes_on else "Last day", "value": day(row.last_day)},
            {"key": "Reason", "value": found.reason_words(row, may_see_all=may_see_all)},
            {
                "key": "Notice",
                "value": row.get_notice_display(),
                "hint": f"Given on {day(row.notice_given_on)}",
            },
            {"key": "Approved", "value": f"{row.recorded_by}, {moment(timezone.localtime(row.recorded_at))}"},
        ]
        if p45 := found.p45_of(row):
            facts.append(
                {
                    "key": "P45",
                    "value": f"Issued on {day(p45.issued_on)}",
                    "hint": AFTER_P45.format(to=day(p45.paid_to)),
                }
            )
        if row.ends_employment:
            facts.append({"key": "Access ends", "value": row.get_access_display()})
        if not is_shown:
            return facts
        facts += [
            {"key": "Pension", "value": rule.pension},
            {"key": "May be employed again", "value": row.get_rehire_display()},
            {"key": "To keep in mind", "value": rule.note},
        ]
        if row.case_reference:
            facts.append({"key": "HR case", "value": found.case_words(row)})
        if row.exit_payment and not self._may_see_package():
            facts.append({"key": "Exit payment", "value": money(row.exit_payment), "hint": row.exit_authority})
        return [*facts, *pension_facts(row)] if may_see_all else facts

    def _task_cells(self, task: LeavingTask) -> list[dict[str, Any]]:
        is_open = task.state == LeavingTaskState.OPEN
        late = is_open and not self.is_on_hold and task.due_on < timezone.localdate()
        settled = f"{task.settled_by}. {task.note}".strip() if task.settled_by else ""
        may = allowed_actions(LEAVING_TASK, task.state, self.access.permissions)
        act: dict[str, Any] = {"text": ""}
        if may and not self.is_on_hold and self.leaving.state not in {Leaving.State.CLOSED, Leaving.State.WITHDRAWN}:
            href = self.url("leaving_task", leaving_task=task.uuid)
            act = {"text": "Settle" if is_open else "Open again", "href": href, "context": task.title}
        return [
            {"text": task.title, "is_header": True, "hint": settled},
            {"text": task.get_owner_display()},
            {"text": day_short(task.due_on), "is_nowrap": True, "hint": "Late" if late else ""},
            {"text": task.get_state_display(), "colour": "red" if late else ("blue" if is_open else "green")},
            act,
        ]

    def _links(self) -> list[dict[str, str]]:
        links = []
        row, actions = self.leaving, allowed_actions(LEAVING, self.leaving.state, self.access.permissions)
        if rule_of(row.leaving_reason).redundancy and self.may("people.view_pay"):
            ids = {"person": row.person.uuid, "employment": row.employment.uuid}
            href = self.url("redundancy", query={"last_day": row.last_day.isoformat()}, **ids)
            links.append({"label": "Redundancy pay, step by step", "href": href})
        if not self.is_on_hold:
            links += pension_link(self, row)
        links += self._p45_links()
        if "withdraw" in actions and not self.is_on_hold:
            links.append({"label": "Take the leaving back", "href": self.case_url("leaver_withdraw")})
        return links

    def _statutory(self) -> list[dict[str, Any]]:
        """Return the statutory family pay that goes on, for those who may know of the leave or pay it."""
        if self.is_on_hold or not (self.may("family.view") or self.may("people.view_pay")):
            return []
        return [
            {"key": str(one.leave.get_kind_display()), "value": one.words, "hint": one.after.why}
            for one in statutory_after.of_leaving(self.leaving)
        ]

    def _paid_cells(self, case: OverpaymentCase, by_hand: dict[int, OverpaymentFigure]) -> list[dict[str, Any]]:
        """Return the cells of a payslip, with the way to work it out by hand where that is needed."""
        href = ""
        if case.net_overpaid is None and not self.is_on_hold and self.may("repayments.manage"):
            href = self.url("leaver_overpaid", leaving=self.leaving.uuid, overpayment=case.uuid)
        return paid_cells(case, with_pay=self.may("people.view_pay"), figure=by_hand.get(case.pk), href=href)

    def _p45_links(self) -> list[dict[str, str]]:
        """Offer to record the P45, or to withdraw a record made in error."""
        row = self.leaving
        is_over = row.state in {Leaving.State.LEFT, Leaving.State.CLOSED} and row.ends_employment
        if self.is_on_hold or not self.may("leavers.tasks") or not is_over:
            return []
        if found.p45_of(row) is None:
            return [{"label": "Record the P45", "href": self.case_url("leaver_p45")}]
        return [{"label": "Withdraw the record of the P45", "href": self.case_url("leaver_p45_withdraw")}]

    def _close_href(self, tasks: list[LeavingTask]) -> str:
        may = "close" in allowed_actions(LEAVING, self.leaving.state, self.access.permissions)
        is_done = not self.is_on_hold and all(one.state != LeavingTaskState.OPEN for one in tasks)
        return self.case_url("leaver_close") if may and is_done else ""

    def _confirm_href(self, tasks: list[LeavingTask]) -> str:
        waits = any(one.code == "letter" and one.state == LeavingTaskState.OPEN for one in tasks)
        can = waits and not self.is_on_hold and self.leaving.person.email and self.may("leavers.manage")
        return self.case_url("leaver_confirm") if can else ""


class RedundancyView(PeopleView):
    """The estimate of redundancy pay of an employment that would end on a day."""

    permission = "people.view_pay"
    employment: Employment

    def load(self) -> None:
        """Find the employment: it is the person's."""
        rows = Employment.objects.select_related("person")
        self.employment = find(rows, uuid=self.kwargs["employment"], person__uuid=self.kwargs["person"])
        self.form = EstimateForm(self.request.GET if "last_day" in self.request.GET else {"last_day": self._default()})

    def _default(self) -> date:
        return last_day_of(self.employment.valid) or timezone.localdate()

    def content(self) -> dict[str, Any]:
        """Return the estimate with its working, or why there is none."""
        if not self.form.is_valid():
            return {"problem": "Enter a last day, like 31/03/2027."}
        last_day: date = self.form.cleaned_data["last_day"] or self._default()
        person, number = self.employment.person, self.employment.employee_no
        base = {"last_day": last_day, "name": person.display_name, "number": number}
        if last_day < self.employment.valid.lower:
            return base | {"problem": f"The employment begins on {day(self.employment.valid.lower)}."}
        jobs = Assignment.objects.filter(employment=self.employment, valid__contains=last_day).order_by("number", "id")
        try:
            pay = redundancy.redundancy_of(employment=self.employment, jobs=list(jobs), last_day=last_day)
        except AgreementMissing as missing:
            return base | {"problem": f"The law of that day is not known: {missing}."}
        agreed = found.terms_on(partner_id=self.partner.pk, on=last_day)
        self._leave_trace(last_day)
        return base | {"pay": pay, "source": agreed.source}

    def _leave_trace(self, last_day: date) -> None:
        audit(
            action=AuditAction.VIEW,
            object_type="hr_employment",
            object_id=self.employment.pk,
            label=f"Redundancy estimate of {self.employment.employee_no}",
            changes={"last_day": last_day.isoformat()},
        )


class RedundancyEstimate(RedundancyView, TemplateView):
    """Redundancy pay, step by step."""

    template_name = "hr/redundancy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the working."""
        content, person = self.content(), self.employment.person
        pay = content.get("pay")
        ids = {"person": person.uuid, "employment": self.employment.uuid}
        query = {"last_day": content["last_day"].isoformat()} if pay else {}
        tiles = [
            {"label": "Weeks", "value": f"{pay.weeks.normalize():f}"},
            {"label": "Statutory", "value": money(pay.statutory)},
            {"label": "Local policy", "value": money(pay.local)},
        ] if pay else []  # fmt: skip
        steps = pay.steps if pay else ()
        return super().get_context_data(
            form=self.form,
            caption=f"{person.display_name}, employment {self.employment.employee_no}",
            problem=content.get("problem", ""),
            source=content.get("source", ""),
            tiles=tiles,
            headings=STEP_HEADINGS,
            steps=[
                [{"text": one.label, "is_header": True}, {"text": one.figure, "is_numeric": True}, {"text": one.why}]
                for one in steps
            ],
            pdf_href=self.url("redundancy_pdf", query=query, **ids) if pay else "",
            breadcrumbs=person_crumbs(self, person=person.uuid, name=person.display_name, here="Redundancy estimate"),
            **kwargs,
        )


class RedundancyPdf(RedundancyView):
    """The same on paper."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file. :raises Http404: when there is nothing to work out."""
        content = self.content()
        if "pay" not in content:
            raise Http404
        title = f"Redundancy estimate {self.employment.employee_no}"
        printed = about(self, title).sentence(len(content["pay"].steps))
        told = {"partner": {"name": self.partner.name}, "printed": printed}
        file = render_pdf("pdf/redundancy.html", content | told, title=title)
        name = f"redundancy-{self.employment.employee_no}-{content['last_day']:%Y-%m-%d}.pdf"
        return HttpResponse(
            file, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
