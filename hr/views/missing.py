"""Somebody is missing: recording it, the list, the case, what is paid meanwhile, and that they are found."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.views.generic import TemplateView

from hr.forms.letters import FoundForm, MissingFilter, MissingForm, MissingPayForm
from hr.models import MissingCase, Person
from hr.operations import missing
from hr.queries import missing as found
from hr.states import MissingState
from hr.views.base import PeopleView, find, person_crumbs
from partners.audit import audit
from partners.models import AuditAction
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day, moment
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table


class ReportMissing(PeopleView, PartnerFormView):
    """Record that somebody is missing. One person is enough, because this only stops things."""

    permission = "missing.manage"
    template_name = "partners/form_page.html"
    form_class = MissingForm
    success_message = "Nothing is sent to them now. Their pay goes on: decide about it with the family in mind."

    def load(self) -> None:
        """Find the person. :raises Http404: when there is none in scope."""
        self.person: Person = find(Person.objects, uuid=self.kwargs["person"])

    def perform(self, form: Form) -> str:
        """Record it."""
        case = missing.report(person=self.person.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("missing_case", missing_case=case.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        name = self.person.display_name
        words = {
            "title": f"{name} is missing",
            "lead": "Letters, mail and sign-in stop, and nothing is changed, until they are found. Pay goes on.",
            "submit": "Record it",
        }
        return super().get_context_data(
            cancel_href=self.url("person", person=self.person.uuid),
            breadcrumbs=person_crumbs(self, person=self.person.uuid, name=name, here="Missing"),
            **words,
            **kwargs,
        )


class MissingTable(Table):
    """Cases."""

    caption, nouns, filename = "Missing people", ("person", "people"), "missing"
    filter_form, default_sort = MissingFilter, "-missing_since"
    empty = EmptyState("Nobody is missing", "It is recorded on the page of the person.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Person", sort="person__surname", header=True, href=lambda row: f"{row.case}/"),
        Column("state_words", "State", kind=Kind.STATUS, sort="state"),
        Column("missing_since", "Since", kind=Kind.DATE, sort="missing_since"),
        Column("pay_words", "Pay"),
    )


class MissingCases(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """The list."""

    permission = "missing.manage"
    template_name = "hr/missing_cases.html"
    table_class = MissingTable
    audited_as = "hr_missingcase"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return what the filter leaves."""
        return found.cases(partner_id=self.partner.pk, state=filters.get("state", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(breadcrumbs=self.crumbs(("Missing people", "")), **kwargs)


class MissingView(PeopleView):
    """A page about one case."""

    permission = "missing.manage"
    case: MissingCase

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.case = found.one(self.kwargs["missing_case"])
        except MissingCase.DoesNotExist:
            raise Http404 from None

    def case_url(self, name: str = "missing_case") -> str:
        """Return the address of a page of this case."""
        return self.url(name, missing_case=self.case.uuid)

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return breadcrumbs."""
        name = self.case.person.display_name
        steps = (name, self.case_url() if here else "")
        return self.crumbs(("Missing people", self.url("missing_cases")), steps, *([(here, "")] if here else []))


class MissingPage(MissingView, TemplateView):
    """The case."""

    template_name = "hr/missing_case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what is known, and what may be done; whoever looks is on record."""
        case, name = self.case, self.case.person.display_name
        audit(
            action=AuditAction.VIEW, object_type="hr_missingcase", object_id=case.pk, label=str(case),
            partner_id=case.partner_id, changes={"shown": "case"},
        )  # fmt: skip
        is_open = case.state == MissingState.MISSING
        decided = f"{case.pay_by}, {moment(case.pay_at)}: {case.pay_why}" if case.pay_at else "Nobody has decided yet"
        ended = [{"key": "Ended", "value": f"{case.ended_by}, {moment(case.ended_at)}", "hint": case.ended_how}]
        return super().get_context_data(
            case=case,
            name=name,
            state_words=case.get_state_display(),
            facts=[
                {"key": "Missing since", "value": day(case.missing_since)},
                {"key": "Told by", "value": case.told_by},
                {"key": "Police reference", "value": case.police_reference},
                {"key": "Recorded", "value": f"{case.reported_by}, {moment(case.reported_at)}"},
                {"key": "Pay", "value": case.get_pay_display(), "hint": decided},
                *(ended if case.ended_at else []),
            ],
            actions=[
                {"label": "They are found", "href": self.case_url("missing_found")},
                {"label": "Decide about pay", "href": self.case_url("missing_pay"), "kind": "secondary"},
            ]
            if is_open
            else [],
            person_href=self.url("person", person=case.person.uuid),
            breadcrumbs=self.trail(),
            **kwargs,
        )


class MissingStep(MissingView, PartnerFormView):
    """A form on a case."""

    template_name = "partners/form_page.html"
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""

    @abstractmethod
    def operate(self, form: Form) -> str | None:
        """Call the operation; return where to go when that is not the case."""

    def perform(self, form: Form) -> str:
        """Call it, and go back to the case."""
        return self.operate(form) or self.case_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = f"{self.title}: {self.case.person.display_name}"
        crumbs = self.trail(self.title)
        return super().get_context_data(
            title=title, lead=self.lead, submit="Save", breadcrumbs=crumbs, cancel_href=self.case_url(), **kwargs
        )


class MissingPay(MissingStep):
    """Decide what is paid meanwhile."""

    form_class = MissingPayForm
    title = "Decide about pay"
    lead = "Pay goes on until somebody decides otherwise. The family may live on it: speak to them, and to payroll."
    success_message = "The decision is recorded. Payroll goes by it."

    def get_initial(self) -> dict[str, Any]:
        """Offer what holds."""
        return {"pay": self.case.pay}

    def operate(self, form: Form) -> None:
        """Record it."""
        missing.decide_pay(case=self.case.uuid, by=self.user, at=now(), **form.cleaned_data)


class MissingFound(MissingStep):
    """Record that they are found."""

    form_class = FoundForm
    title = "They are found"
    lead = "Sign-in, mail and letters are put back exactly as they were."
    success_message = "Recorded. Everything is as it was."

    def operate(self, form: Form) -> None:
        """Record it."""
        missing.find(case=self.case.uuid, by=self.user, at=now(), **form.cleaned_data)
