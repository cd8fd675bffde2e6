"""Accidents and exposure at work: the list, recording one, its page, and the steps from there."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.forms import Form
from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine.safety import report_due
from hr.forms.safety import EndExposureForm, NoteReportForm, SafetyFilter, SafetyForm, WithdrawForm
from hr.models import Employment, SafetyRecord
from hr.operations import safety
from hr.operations.safety import Happened
from hr.queries import safety as found
from hr.rules_safety import SafetyNumber
from hr.views.base import PeopleView, find
from partners.audit import audit
from partners.models import AuditAction
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day, moment, number
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Accidents and exposure"
VIEW, RECORD = "safety.view", "safety.record"


class SafetyTable(Table):
    """Records, the latest first: of what happened the category alone."""

    caption, nouns, filename = TITLE, ("record", "records"), "accidents-and-exposure"
    filter_form, default_sort = SafetyFilter, "-happened_on"
    empty = EmptyState("Nothing is recorded", "Record an accident, or work that exposes somebody.")
    columns = (
        Column("name", "Name", sort="person__surname", header=True, hint=lambda row: row.employee_no,
               href=lambda row: f"{row.record}/"),
        Column("employee_no", "Employee number", is_shown=False),
        Column("kind", "What", sort="kind", hint=lambda row: row.category),
        Column("category", "Category", is_shown=False),
        Column("happened_on", "On, or from", kind=Kind.DATE, sort="happened_on"),
        Column("ended_on", "Last day of exposure", kind=Kind.DATE),
        Column("place", "Where"),
        Column("report", "Report to HSE",
               hint=lambda row: f"By {day(row.report_due_on)}" if row.report_due_on else ""),
        Column("report_due_on", "Report due", kind=Kind.DATE, is_shown=False),
        Column("state", "State"),
    )  # fmt: skip


class SafetyList(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """What was recorded at the partner."""

    permission = VIEW
    template_name = "hr/absences.html"
    table_class = SafetyTable
    audited_as = "hr_safetyrecord"

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the records that the filters leave."""
        rows = found.listed(partner_id=self.partner.pk, filters=dict(filters))
        on = timezone.localdate()
        return QuerySetRows(rows, row=lambda row: found.as_row(row, on))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        waiting = found.n_to_report(partner_id=self.partner.pk)
        return super().get_context_data(
            title=TITLE,
            lead="Accidents are kept for three years, or until age 21. Exposure is kept for forty years, for whoever "
            "falls ill long after. Nothing medical stands here.",
            tiles=[{"label": "To report to HSE", "value": number(waiting)}],
            actions=[{"label": "Record an accident or exposure", "href": self.url("safety_new")}]
            if self.may(RECORD)
            else [],
            breadcrumbs=self.crumbs((TITLE, "")), **kwargs,
        )  # fmt: skip


class RecordSafety(PeopleView, PartnerFormView):
    """Record an accident or an exposure."""

    permission = RECORD
    template_name = "hr/claim_form.html"
    form_class = SafetyForm
    success_message = "It is recorded."

    def perform(self, form: Form) -> str:
        """Record it. :raises RuleBroken: for a number that nobody has here."""
        given = dict(form.cleaned_data)
        wanted = given.pop("employee_no").strip()
        jobs = Employment.objects.of(self.partner.pk).filter(employee_no__iexact=wanted).select_related("person")
        job = jobs.order_by("id").first()
        if job is None:
            raise SafetyNumber.broken()
        row = safety.record(person=job.person.uuid, happened=Happened(**given), by=self.user, at=now())
        return self.url("safety_record", safety_record=row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        trail = self.crumbs((TITLE, self.url("safety")), ("Record", ""))
        return super().get_context_data(
            title="Record an accident or exposure", submit="Record it", cancel_href=self.url("safety"),
            lead="What is recorded stays as it is. If it was recorded in error it is withdrawn, with the reason.",
            breadcrumbs=trail, **kwargs,
        )  # fmt: skip


class _OneRecord(PeopleView):
    permission = VIEW
    row: SafetyRecord

    def load(self) -> None:
        """Find the record."""
        self.row = find(found.of_partner(self.partner.pk), uuid=self.kwargs["safety_record"])

    @property
    def page(self) -> str:
        """The address of the record."""
        return self.url("safety_record", safety_record=self.row.uuid)

    @property
    def words(self) -> str:
        """What the record is about, for headings."""
        return f"{self.row}: {self.row.person.display_name}"

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return the breadcrumbs."""
        last = [(here, "")] if here else []
        return self.crumbs((TITLE, self.url("safety")), (self.words, self.page if here else ""), *last)


class SafetyPage(_OneRecord, TemplateView):
    """One record; looking is on the trail."""

    template_name = "hr/safety_record.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show it with what can be done."""
        row = self.row
        audit(
            action=AuditAction.VIEW, object_type="hr_safetyrecord", object_id=str(row.uuid), label=str(row),
            partner_id=row.partner_id,
        )  # fmt: skip
        links = self._links() if self.may(RECORD) and row.withdrawn_at is None else []
        return super().get_context_data(
            title=self.words, facts=self._facts(), links=links, breadcrumbs=self.trail(), **kwargs
        )

    def _links(self) -> list[dict[str, str]]:
        row = self.row
        offered = [
            ("Record the last day of exposure", "safety_end", row.kind == found.K.EXPOSURE and row.ended_on is None),
            ("Note the report to HSE", "safety_report", row.riddor != found.R.NO and row.reported_on is None),
            ("Withdraw it", "safety_withdraw", True),
        ]
        return [{"label": label, "href": self.url(name, safety_record=row.uuid)} for label, name, may in offered if may]

    def _facts(self) -> list[dict[str, str]]:
        row = self.row
        due = report_due(riddor=row.riddor, happened_on=row.happened_on)
        rows = [
            {"key": "Person", "value": row.person.display_name, "hint": vars(row).get("employee_no") or ""},
            {"key": row.get_kind_display(), "value": row.get_category_display()},
            {"key": "On" if row.kind == found.K.ACCIDENT else "From", "value": day(row.happened_on)},
        ]
        if row.kind == found.K.EXPOSURE:
            rows.append({"key": "Until", "value": day(row.ended_on) if row.ended_on else "It goes on"})
        rows += [
            {"key": "Where", "value": row.place},
            {"key": "What happened", "value": row.account},
            {"key": "RIDDOR", "value": row.get_riddor_display()},
        ]
        if row.reported_on:
            rows.append({"key": "Reported to HSE", "value": day(row.reported_on), "hint": row.report_reference})
        elif row.riddor != found.R.NO:
            words = f"By {day(due)}" if due else "Without delay"
            rows.append(
                {"key": "To report to HSE", "value": words, "hint": found.report_words(row, timezone.localdate())}
            )
        rows.append({"key": "Recorded", "value": f"{moment(row.recorded_at)} by {row.recorded_by}"})
        if row.withdrawn_at:
            said = f"{moment(row.withdrawn_at)} by {row.withdrawn_by}"
            rows.append({"key": "Withdrawn", "value": said, "hint": row.withdrawn_why})
        return rows


class _Step(_OneRecord, PartnerFormView):
    permission = RECORD
    template_name = "hr/claim_form.html"
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=self.title, caption=self.words, lead=self.lead, submit="Save", cancel_href=self.page,
            breadcrumbs=self.trail(self.title), **kwargs,
        )  # fmt: skip


class EndExposure(_Step):
    """Record the last day of an exposure."""

    form_class = EndExposureForm
    title, lead = "Last day of exposure", "The forty years count from the last entry about this person."
    success_message = "The last day is recorded."

    def perform(self, form: Form) -> str:
        """Record it."""
        safety.end_exposure(record=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.page


class NoteReport(_Step):
    """Note what HSE was told."""

    form_class = NoteReportForm
    title, lead = "Report to HSE", "The report itself is made on the pages of HSE. Note its day and reference here."
    success_message = "The report is noted."

    def perform(self, form: Form) -> str:
        """Note it."""
        safety.note_report(record=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.page


class WithdrawSafety(_Step):
    """Withdraw a record that was made in error."""

    form_class = WithdrawForm
    title = "Withdraw a record"
    lead = "It leaves the list and stays on file with your reason. What did happen is not withdrawn."
    success_message = "The record is withdrawn."

    def perform(self, form: Form) -> str:
        """Withdraw it."""
        safety.withdraw(record=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.page
