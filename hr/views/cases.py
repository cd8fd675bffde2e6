"""HR cases: one’s own list, the figures of all, a new one, and the page of a case. Every look leaves a trace."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.cases import CasesFilter, OpenForm
from hr.models import CaseMember, Employment, HrCase
from hr.operations import cases
from hr.operations.cases import Opening
from hr.queries import cases as found
from hr.states import HR_CASE, HrCaseState
from hr.views.base import PeopleView
from partners.models import User
from partners.queries import deciders
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import counted, day, moment, money, number
from sharedservices.common.rowsources import ListRows, RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

R = CaseMember.Role
STEPS = {
    "investigate": ("Begin the investigation", "case_investigate", R.OFFICER),
    "hear": ("Arrange the hearing", "case_hear", R.OFFICER),
    "decide_case": ("Decide the case", "case_decide", R.DECIDER),
    "lodge_appeal": ("Record an appeal", "case_appeal", R.OFFICER),
    "decide_appeal": ("Decide the appeal", "case_decide_appeal", R.APPEAL),
    "close_case": ("Close the case", "case_close", R.OFFICER),
}


class NoSuchEmployee(DomainError):
    """There is nobody with this employee number."""


class CasesTable(Table):
    """The cases whose list names the reader."""

    caption, nouns, filename = "Your cases", ("case", "cases"), "hr-cases"
    filter_form, default_sort = CasesFilter, "-received_on"
    empty = EmptyState("You are on the list of no case", "Cases are seen by those whom their case officer names.")
    columns: ClassVar[Sequence[Column]] = (
        Column("reference", "Case", sort="reference", header=True, href=lambda row: f"{row.case}/"),
        Column("name", "Person"),
        Column("kind", "About", sort="kind", hint=lambda row: row.sensitivity),
        Column("state_words", "State", kind=Kind.STATUS, sort="state"),
        Column("received_on", "Received", kind=Kind.DATE, sort="received_on"),
        Column("n_days", "Days open", kind=Kind.NUMBER),
        Column("is_on_hold", "Legal hold", value=lambda row: "Yes" if row.is_on_hold else ""),
    )


class Cases(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """One’s own cases and statements, and the figures of all cases for whoever answers for them."""

    permission = "statements.give"
    template_name = "hr/cases.html"
    table_class = CasesTable
    audited_as = cases.TABLE

    def load(self) -> None:
        """Leave a trace."""
        cases.record_view(partner_id=self.partner.pk, what="list", by=self.user)

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the reader’s cases that the filter leaves."""
        if not self.may("cases.work"):
            return ListRows([])
        return found.cases(partner_id=self.partner.pk, on=timezone.localdate(), **filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add statements, figures and what may be done."""
        of, on = self.partner.pk, timezone.localdate()
        actions = [{"label": "Open a case", "href": self.url("case_open")}] if self.may("cases.open") else []
        if self.may("cases.reassign"):
            actions.append({"label": "Case officers", "href": self.url("case_officers")})
        return super().get_context_data(
            actions=actions,
            works_on_cases=self.may("cases.work"),
            statements=[
                {
                    "key": f"Asked by {one.asked_by}, {moment(one.asked_at)}",
                    "value": "Given" if one.given_at else "Waits for you",
                    "href": self.url("case_statement", case_statement=one.statement),
                    "action": "Open" if one.given_at else "Give it",
                }
                for one in found.own_statements(partner_id=of, user_id=self.user.pk)
            ],
            figures=_figures(found.figures(partner_id=of, on=on)) if self.may("cases.figures") else None,
            suspensions=_suspensions(*found.suspension_cost(partner_id=of, on=on)) if self.may("cases.figures") else "",
            breadcrumbs=self.crumbs(("Cases", "")),
            **kwargs,
        )


class OpenCase(PeopleView, PartnerFormView):
    """Open a case and hand it to its officer."""

    permission = "cases.open"
    template_name = "partners/form_page.html"
    form_class = OpenForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer those who work on cases."""
        return {**super().get_form_kwargs(), "people": as_people(case_workers(self))}

    def get_initial(self) -> dict[str, Any]:
        """Offer today."""
        return {"received_on": timezone.localdate(), "sensitivity": HrCase.Sensitivity.NORMAL}

    def perform(self, form: Form) -> str:
        """Open it. Whoever is not its officer goes back to the list, and learns the reference."""
        given = dict(form.cleaned_data)
        officer = {str(one.pk): one for one in case_workers(self)}[given.pop("officer")]
        number_given = given.pop("person")
        job = Employment.objects.of(self.partner.pk).filter(employee_no__iexact=number_given.strip()).first()
        if job is None:
            raise NoSuchEmployee("Nobody here has this employee number.", field="person")
        wanted = Opening(person=job.person.uuid, officer=officer, **given)
        row = cases.open_case(partner_id=self.partner.pk, wanted=wanted, by=self.user, at=now())
        if officer.pk == self.user.pk:
            return self.url("case", hr_case=row.uuid)
        messages.success(self.request, f"Case {row.reference} is open and with {officer.full_name}.")
        return self.url("cases")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        words = {
            "title": "Open a case",
            "lead": "Police conduct matters go to the professional standards department, not here.",
            "submit": "Open the case",
        }
        trail = self.crumbs(("Cases", self.url("cases")), ("Open a case", ""))
        return super().get_context_data(breadcrumbs=trail, cancel_href=self.url("cases"), **words, **kwargs)


class CaseView(PeopleView):
    """A page about one case, found among those whose list names the reader."""

    permission = "cases.work"
    case: HrCase

    def load(self) -> None:
        """Find the case. :raises Http404: for everybody who is not on its list."""
        try:
            self.case = found.one(self.kwargs["hr_case"])
        except HrCase.DoesNotExist:
            raise Http404 from None
        self.parts = found.roles_of(self.case, self.user.pk)

    def case_url(self, name: str = "case", **kwargs: Any) -> str:
        """Return the address of a page of the case."""
        return self.url(name, hr_case=self.case.uuid, **kwargs)

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return breadcrumbs."""
        above = ("Cases", self.url("cases"))
        own = ((self.case.reference, self.case_url()), (here, "")) if here else ((self.case.reference, ""),)
        return self.crumbs(above, *own)


class CasePage(CaseView, TemplateView):
    """The case: what is known, who is on the list, what comes next, and what has happened."""

    template_name = "hr/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the parts of the case; looking at it leaves a trace."""
        case = self.case
        cases.record_view(partner_id=self.partner.pk, what="case", by=self.user, case=case)
        return super().get_context_data(
            case=case,
            title=f"Case {case.reference}: {case.get_kind_display()}",
            caption=case.person.display_name,
            next_steps=self._next_steps(),
            more=self._more(),
            facts=self._facts(),
            decision=self._decision(),
            members=self._members(),
            allegations=[
                {"key": f"Number {one.number}", "value": one.text, "hint": found.finding_words(one)}
                for one in found.allegations(case)
            ],
            statements=[self._statement(one) for one in found.statements(case)],
            events=found.events(case),
            breadcrumbs=self.trail(),
            **kwargs,
        )

    def _next_steps(self) -> list[dict[str, str]]:
        """Return the steps of the case, each with its page or whose part it is."""
        actions = allowed_actions(HR_CASE, self.case.state, self.access.permissions)
        return [
            {"label": label, "href": self.case_url(name), "why_not": "" if part in self.parts else part.label}
            for action, (label, name, part) in STEPS.items()
            if action in actions
        ]

    def _more(self) -> list[dict[str, str]]:
        """Return what else the reader may do, by their part."""
        names: list[tuple[str, str]] = [("Write a note", "case_note")]
        if self.parts & {R.OFFICER, R.INVESTIGATOR} and self.case.state != HrCaseState.CLOSED:
            names += [("Add an allegation", "case_allegation"), ("Ask a witness", "case_ask_witness")]
        if R.OFFICER in self.parts:
            names += [("Put somebody on the list", "case_add_member"), ("Keep somebody out", "case_keep_out")]
            names.append(("Suspension, ACAS, tribunal, legal hold, safeguarding", "case_facts"))
            is_sealed = found.has_reporter(self.case)
            names.append(
                ("Open the seal: who raised it", "case_show_reporter")
                if is_sealed
                else ("Seal who raised it", "case_reporter")
            )
        return [{"label": label, "href": self.case_url(name)} for label, name in names]

    def _facts(self) -> list[dict[str, Any]]:
        case = self.case
        since = counted((timezone.localdate() - case.received_on).days, "day", "days")
        is_late = (timezone.localdate() - case.received_on).days > found.LATE_AFTER_DAYS
        age = "" if case.state == HrCaseState.CLOSED else f"Open for {since}{': longer than 90' if is_late else ''}"
        rows = [
            {"key": "Person", "value": case.person.display_name},
            {"key": "Held", "value": case.get_sensitivity_display()},
            {"key": "Received", "value": day(case.received_on), "hint": age},
            {"key": "Opened", "value": f"{case.opened_by}, {moment(case.opened_at)}"},
            {"key": "What has happened", "value": case.summary},
        ]
        if case.suspended_from:
            until = day(case.suspended_until) if case.suspended_until else "further notice"
            rows.append({"key": "Suspended", "value": f"{day(case.suspended_from)} until {until}"})
        rows += [
            {"key": label, "value": day(value)}
            for label, value in (("ACAS notified", case.acas_on), ("Tribunal claim", case.tribunal_on))
            if value
        ]
        if case.is_safeguarding:
            rows.append({"key": "Safeguarding", "value": "Kept until pension age, and for ten years at least"})
        return [*rows, {"key": "Legal hold", "value": "Nothing is deleted"}] if case.is_on_hold else rows

    def _decision(self) -> list[dict[str, Any]]:
        case = self.case
        rows: list[dict[str, Any]] = []
        if case.decided_at:
            by = f"{case.decided_by}, {moment(case.decided_at)}"
            rows += [{"key": "Outcome", "value": case.get_outcome_display(), "hint": by}]
            rows += [{"key": "Reasons", "value": case.outcome_note}]
        rows += [
            {
                "key": "Sanction", "value": one.get_kind_display(),
                "hint": f"From {day(one.from_on)}" + (f", spent from {day(one.spent_on)}" if one.spent_on else ""),
            }
            for one in found.sanctions(case, on=timezone.localdate())
        ]  # fmt: skip
        if case.appeal_on:
            rows.append({"key": "Appeal", "value": case.appeal_grounds, "hint": f"Received {day(case.appeal_on)}"})
        if case.appeal_decided_at:
            by = f"{case.appeal_decided_by}, {moment(case.appeal_decided_at)}"
            rows += [{"key": "Appeal decided", "value": case.get_appeal_outcome_display(), "hint": by}]
            rows += [{"key": "Reasons", "value": case.appeal_note}]
        return rows

    def _members(self) -> list[dict[str, Any]]:
        may_end = R.OFFICER in self.parts
        rows: list[dict[str, Any]] = [
            {"key": one.get_role_display(), "value": one.user.full_name}
            | (
                {
                    "href": self.case_url("case_remove_member", case_member=one.uuid), "action": "Take off",
                    "context": one.user.full_name,
                    "more": [
                        {
                            "href": self.case_url("case_hand_over", case_member=one.uuid), "action": "Pass on",
                            "context": f"the part of {one.user.full_name}",
                        }
                    ],
                }
                if may_end
                else {}
            )
            for one in found.members(self.case)
        ]  # fmt: skip
        return rows + [
            {"key": "Kept out", "value": one.user.full_name, "hint": one.reason} for one in found.kept_out(self.case)
        ]

    def _statement(self, one: Any) -> dict[str, Any]:
        given = f"Given {moment(one.given_at)}" if one.given_at else f"Asked {moment(one.asked_at)}, not given yet"
        href = self.url("case_statement", case_statement=one.uuid)
        words = {"key": one.witness.full_name, "value": given, "href": href, "action": "Open"}
        return {**words, "context": f"statement of {one.witness.full_name}"}


def case_workers(view: PeopleView) -> list[User]:
    """Return who may work on cases at the partner, by name."""
    on = timezone.localdate()
    return deciders.holders(partner_id=view.partner.pk, permission="cases.work", on=on)


def as_people(users: Sequence[User]) -> list[tuple[str, str]]:
    """Return logins for a choice."""
    return [(str(one.pk), one.full_name) for one in users]


def _suspensions(n_people: int, a_day: Decimal | None) -> str:
    """Say what suspensions cost a day, where there are enough of them to say so."""
    if not n_people:
        return ""
    who = counted(n_people, "person is", "people are")
    if a_day is None:
        return f"{who} suspended on pay. What it costs a day is said from three people on."
    return f"{who} suspended on pay, at {money(a_day)} a day before the employer’s National Insurance and pension."


def _figures(rows: Sequence[found.KindFigures]) -> dict[str, Any]:
    columns = ("About", "Open", "Over 90 days", "Suspended", "Days suspended")
    return {
        "headings": [{"label": label, "is_numeric": bool(index)} for index, label in enumerate(columns)],
        "rows": [
            [
                {"text": one.kind, "is_header": True},
                *(
                    {"text": number(value), "is_numeric": True}
                    for value in (one.n_open, one.n_late, one.n_suspended, one.suspended_days)
                ),
            ]
            for one in rows
        ],
    }
