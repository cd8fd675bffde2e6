"""A death in service: reporting it, the list of cases, the page of a case."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.views.generic import TemplateView

from hr.forms.deaths import CaseFilter, ReportForm
from hr.models import DeathCase, Person, Representative
from hr.operations import deaths
from hr.operations.deaths import OPEN_TO_WORK, Report
from hr.queries import death_family, estate
from hr.queries import deaths as found
from hr.states import DEATH_CASE, DeathState
from hr.views import death_family_tables, death_tables, estate_words
from hr.views.base import PeopleView, find, person_crumbs
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import counted, day, moment
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

AT_ONCE = (
    "Letters, e-mails, reminders and payslip notices to this person stop.",
    "Their sign-in stops working, and changes that were under way wait.",
    "Their bank details cannot be changed.",
    "People decide what is paid, with the family in mind: until then this person’s next pay waits for them.",
    "HR is asked to confirm, and to name a case officer who is the one contact for the family.",
)
THANKS = "Thank you for telling us. Nothing more is sent to this person. HR will confirm and name a case officer."
STEPS = {
    "support": ("Support of the family has begun", "death_support"),
    "settle": ("Begin settling pay and pension", "death_settle"),
    "close": ("Close the case", "death_close"),
}


class ReportDeath(PeopleView, PartnerFormView):
    """Report a death. One person is enough, because this only stops things."""

    permission = "deaths.report"
    template_name = "hr/death_report.html"
    form_class = ReportForm
    person: Person

    def load(self) -> None:
        """Find the person."""
        self.person = find(Person.objects, uuid=self.kwargs["person"])

    def perform(self, form: Form) -> str:
        """Report it."""
        case = deaths.report(person=self.person.uuid, known=Report(**form.cleaned_data), by=self.user, at=now())
        messages.info(self.request, THANKS)
        if self.may("deaths.view"):
            return self.url("death", death_case=case.uuid)
        return self.url("person", person=self.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose death it is, and what happens at once."""
        name = self.person.display_name
        return super().get_context_data(
            title="Report a death",
            name=name,
            at_once=AT_ONCE,
            cancel_href=self.url("person", person=self.person.uuid),
            breadcrumbs=person_crumbs(self, person=self.person.uuid, name=name, here="Report a death"),
            **kwargs,
        )


class CasesTable(Table):
    """Cases of people who have died."""

    caption, nouns, filename = "Cases", ("case", "cases"), "cases"
    filter_form, default_sort = CaseFilter, "-reported_at"
    empty = EmptyState("There are no cases", "A death is reported on the page of the person.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Person", sort="person__surname", header=True, href=lambda row: f"{row.case}/"),
        Column("state_words", "State", kind=Kind.STATUS, sort="state"),
        Column(
            "date_of_death", "Date of death", kind=Kind.DATE, sort="date_of_death",
            hint=lambda row: "May still change" if row.is_provisional else "",
        ),
        Column("officer", "Case officer", value=lambda row: row.officer or "Not named yet"),
        Column("pay", "Pay"),
        Column("reported_at", "Reported", kind=Kind.MOMENT, sort="reported_at"),
    )  # fmt: skip


class Cases(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """The list of cases. Looking at it leaves a trace."""

    permission = "deaths.view"
    template_name = "hr/deaths.html"
    table_class = CasesTable
    audited_as = "hr_deathcase"

    def load(self) -> None:
        """Leave a trace."""
        deaths.record_view(partner_id=self.partner.pk, what="cases of people who have died", by=self.user)

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the cases that the filter leaves."""
        return found.cases(partner_id=self.partner.pk, reader=self.user, state=filters.get("state", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        trail = self.crumbs(("People", self.url("people")), ("People who have died", ""))
        return super().get_context_data(breadcrumbs=trail, **kwargs)


class CaseView(PeopleView):
    """A page about one case: the case is found among the partner's."""

    permission = "deaths.view"
    case: DeathCase

    def load(self) -> None:
        """Find the case. :raises Http404: when there is none in scope, or the reader is of the family."""
        try:
            self.case = found.one(self.kwargs["death_case"])
        except DeathCase.DoesNotExist:
            raise Http404 from None
        if death_family.is_barred(self.case, self.user):
            raise Http404

    @property
    def name(self) -> str:
        """Return the name of the person."""
        return self.case.person.display_name

    def case_url(self, name: str = "death") -> str:
        """Return the address of a page of the case."""
        return self.url(name, death_case=self.case.uuid)

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return breadcrumbs."""
        above = (("People", self.url("people")), ("People who have died", self.url("deaths")))
        own = ((self.name, self.case_url()), (here, "")) if here else ((self.name, ""),)
        return self.crumbs(*above, *own)


class CasePage(CaseView, TemplateView):
    """The case: what is known, what comes next, what was under way, what has happened."""

    template_name = "hr/death.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the parts of the case; looking at it leaves a trace."""
        case = self.case
        deaths.record_view(partner_id=self.partner.pk, what="case", by=self.user, case=case)
        notices = found.pension_notices(case)
        return super().get_context_data(
            case=case,
            name=self.name,
            state_words=case.get_state_display(),
            next_steps=self._next_steps(has_notice=bool(notices)),
            facts=self._facts(),
            contacts=self._contacts(acting := estate.live(case)) + estate_words.facts(acting),
            pension=[
                {"key": one.body, "value": f"Told on {day(one.told_on)}", "hint": f"{one.how} ({one.noted_by})"}
                for one in notices
            ],
            pending=self._pending(),
            **death_tables.tables(self),
            **death_family_tables.tables(self),
            events=found.events(case),
            person_href=self.url("person", person=case.person.uuid),
            breadcrumbs=self.trail(),
            **kwargs,
        )

    def _next_steps(self, *, has_notice: bool) -> list[dict[str, Any]]:
        """Return what this reader may do now, the most pressing first, each with its page or why not yet."""
        case, actions = self.case, allowed_actions(DEATH_CASE, self.case.state, self.access.permissions)
        steps: list[dict[str, Any]] = []
        if "confirm" in actions:
            is_own = case.reported_human == self.user.human_id
            why = "You reported this death: a colleague in HR confirms it." if is_own else ""
            steps.append(self._step("Confirm", "death_confirm", why))
        steps += death_family_tables.steps(self)
        if case.state in OPEN_TO_WORK:
            if self.may("deaths.manage"):
                steps.append(self._step("Case officer and contacts", "death_arrange"))
                steps.append(self._step("Pension body told", "death_pension"))
                steps.append(self._step("Letters to the family", "family_letters"))
            steps += estate_words.steps(self, estate.live(case))
            if self.may("deaths.decide_pay"):
                steps.append(self._step("Decide about pay", "death_pay", self._why_no_pay(has_notice)))
        steps += [self._step(*STEPS[one]) for one in STEPS if one in actions]
        if "withdraw" in actions:
            steps.append(self._step("Reported by mistake", "death_withdraw"))
        return steps

    def _step(self, label: str, name: str, why_not: str = "") -> dict[str, Any]:
        return {"label": label, "href": self.case_url(name), "why_not": why_not}

    def _why_no_pay(self, has_notice: bool) -> str:
        if self.case.officer_id is None:
            return "Name a case officer first."
        return "" if has_notice else "Tell the pension fund first: the family may depend on it when pay ends."

    def _facts(self) -> list[dict[str, Any]]:
        case = self.case
        rows = [
            {
                "key": "Date of death",
                "value": day(case.date_of_death),
                "hint": "May still change" if case.is_provisional else "",
            },
            {"key": "How it became known", "value": case.get_known_display(), "hint": case.told_by},
            {"key": "Reported", "value": f"{case.reported_by}, {moment(case.reported_at)}"},
        ]
        if case.confirmed_at and case.confirmed_by:
            words = f"{case.confirmed_by}, {moment(case.confirmed_at)}"
            rows.append({"key": "Confirmed", "value": words, "hint": case.get_evidence_display()})
        if case.in_service is not None:
            rows.append({"key": "Related to the work", "value": "Yes, or it may be" if case.in_service else "No"})
        by = f"{case.pay_by}, {moment(case.pay_at)}" if case.pay_by and case.pay_at else "Nobody has decided yet"
        until = f", until {day(case.pay_until)}" if case.pay_until else ""
        return [*rows, {"key": "Pay", "value": f"{case.get_pay_display()}{until}", "hint": by}]

    def _contacts(self, acting: Representative | None) -> list[dict[str, Any]]:
        case = self.case
        family = ", ".join(part for part in (case.family_name, case.family_relationship) if part)
        times = f"Not: {case.family_times}" if case.family_times else ""
        right = case.get_representative_authority_display()
        rows = [
            {"key": "Case officer", "value": str(case.officer or "")},
            {"key": "Deputy", "value": str(case.deputy or "")},
            {"key": "Family contact", "value": family, "hint": " · ".join(filter(None, (case.family_contact, times)))},
        ]
        if acting is not None:
            return rows
        how = " · ".join(filter(None, (right, case.representative_contact)))
        return [*rows, {"key": "Personal representative", "value": case.representative_name, "hint": how}]

    def _pending(self) -> list[str]:
        if self.case.state == DeathState.WITHDRAWN:
            return []
        waiting = found.pending(self.case)
        return [
            f"{counted(n, *nouns)}"
            for n, nouns in (
                (waiting.n_requests, ("change request that waits", "change requests that wait")),
                (waiting.n_inputs, ("monthly input to be approved", "monthly inputs to be approved")),
                (waiting.n_messages, ("message held back", "messages held back")),
            )
            if n
        ]
