"""Files of external rostering systems: the list, one with its rows, faults and steps; and the rosters of a person."""

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Q
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine.rosters import TOTALS
from hr.forms.rosters import COUNTS, FaultsFilter, LinesFilter, RostersFilter, TakeRosterForm, WithdrawRosterForm
from hr.importing.rosters import COLUMNS
from hr.importing.template import DOCUMENTATION, documentation, template
from hr.models import Person, RosterImport, RosterLine
from hr.operations import disclosure, rosters, rosters_job
from hr.queries import rosters as found
from hr.queries.days import last_day
from hr.rules import RuleBroken
from hr.states import ROSTER_IMPORT, RosterState
from hr.views.base import PeopleView, find
from hr.views.right_to_work import OnPerson
from partners.audit import audit
from partners.models import AuditAction, BackgroundJob, LegalEntity
from partners.queries.jobs import progress
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.exports import ExportFormat, sheet_format
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day, duration, moment, number
from sharedservices.common.imports import ImportRefused
from sharedservices.common.rowsources import QuerySetRows, RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table, TablePage

LEAD = (
    "Duty of police and fire is planned elsewhere: its hours, leave and approved claims come by file. A file is "
    "checked row by row; somebody else loads it, all of it or nothing."
)
TOTAL_HEADINGS = [
    {"label": "Control total"}, {"label": "Declared", "is_numeric": True}, {"label": "In the file", "is_numeric": True},
]  # fmt: skip
OPEN = (BackgroundJob.State.QUEUED, BackgroundJob.State.RUNNING)


class RostersTable(Table):
    """Files, the newest first."""

    caption, nouns, filename = "Roster files", ("file", "files"), "rosters"
    filter_form, default_sort = RostersFilter, "-taken_at"
    empty = EmptyState("No roster file has been taken in", "Take one in once a month of duty is over.")
    columns: ClassVar[Sequence[Column]] = (
        Column("period", "Days", sort="period", header=True, value=found.period_words,
               href=lambda row: f"{row.uuid}/", hint=str),
        Column("employer", "Employer", sort="legal_entity__legal_name", value=lambda row: row.legal_entity.legal_name),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: RosterImport.State(row.state),
               export=lambda row: str(row.get_state_display())),
        Column("n_rows", "Rows", kind=Kind.NUMBER, sort="n_rows"),
        Column("n_faults", "Faults", kind=Kind.NUMBER, sort="n_faults"),
        Column("name", "File", is_shown=False),
        Column("taken_at", "Taken in", kind=Kind.MOMENT, sort="taken_at", hint=lambda row: row.taken_by.full_name),
        Column("loaded_by", "Loaded by", value=lambda row: row.loaded_by.full_name if row.loaded_by else ""),
    )  # fmt: skip


class Rosters(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Every file of the partner."""

    permission = "rosters.view"
    template_name = "hr/year_end.html"
    table_class = RostersTable
    audited_as = "hr_rosterimport"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return those that the filter leaves."""
        rows = found.files(self.partner.pk)
        if filters.get("state"):
            rows = rows.filter(state=filters["state"])
        for word in filters.get("q", "").split():
            rows = rows.filter(Q(system__icontains=word) | Q(name__icontains=word))
        return QuerySetRows(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to take one in."""
        take = {"label": "Take in a file", "href": self.url("roster_take")}
        return super().get_context_data(
            title="Rosters", lead=LEAD, actions=[take] if self.may("rosters.import") else [],
            breadcrumbs=self.crumbs(("Rosters", "")), **kwargs,
        )  # fmt: skip


class TakeRoster(PeopleView, PartnerFormView):
    """Take a file in."""

    permission = "rosters.import"
    template_name = "hr/roster_take.html"
    form_class = TakeRosterForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the employers."""
        rows = LegalEntity.objects.of(self.partner.pk).order_by("legal_name", "id")
        return {**super().get_form_kwargs(), "employers": [(str(one.uuid), one.legal_name) for one in rows]}

    def perform(self, form: Form) -> str:
        """Take it in. :raises RuleBroken: for a file that cannot be read, with what to do."""
        assert isinstance(form, TakeRosterForm)  # noqa: S101 - the form of this view
        given = form.cleaned_data["file"]
        try:
            made = rosters_job.take_in(
                partner_id=self.partner.pk, wanted=form.wanted(), file=given.file, name=given.name, by=self.user,
                at=now(),
            )  # fmt: skip
        except ImportRefused as error:
            said = " ".join(f"{one.message} {one.remedy}" for one in error.problems[:5])
            raise RuleBroken(said, rule="HR-ROSTER-FILE", field="file") from error
        return self.url("roster", roster_import=made.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Explain the columns."""
        rows = [[{"text": text, "is_header": not at} for at, text in enumerate(row)] for row in documentation(COLUMNS)]
        headings = [{"label": one} for one in DOCUMENTATION]
        return super().get_context_data(
            csv_href=self.url("roster_template", file_format="csv"),
            xlsx_href=self.url("roster_template", file_format="xlsx"),
            columns={"caption": "Columns of the file", "headings": headings, "rows": rows},
            cancel_href=self.url("rosters"),
            breadcrumbs=self.crumbs(("Rosters", self.url("rosters")), ("Take in a file", "")), **kwargs,
        )  # fmt: skip


class RosterTemplate(PeopleView):
    """The empty file to fill in."""

    permission = "rosters.import"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        """Send it."""
        try:
            file_format = sheet_format(self.kwargs["file_format"])
        except ValueError:
            raise Http404 from None
        return FileResponse(
            io.BytesIO(template(file_format, COLUMNS, sheet="Roster")), as_attachment=True,
            filename=f"roster-template.{file_format.value}", content_type=file_format.content_type,
        )  # fmt: skip


def what(row: RosterLine) -> str:
    """Say what a row tells: the duty system, or the claim."""
    if row.kind == RosterLine.Kind.SUMMARY:
        marks = [word for word, is_so in (("nights", row.is_night), ("shifts", row.is_shift)) if is_so]
        return ", ".join([row.duty_system, *marks])
    return f"{row.key}: {row.claim_type.name if row.claim_type else ''}, {row.reason}"


def days(row: RosterLine) -> str:
    """Say which days, or hours, a row is about."""
    if row.kind == RosterLine.Kind.CLAIM and row.worked_span is not None:
        return found.span_words(*(timezone.localtime(one) for one in (row.worked_span.lower, row.worked_span.upper)))
    first, last = row.valid.lower, last_day(row.valid)
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def evidence(row: RosterLine) -> str:
    """Say who claimed and who approved in the rostering system."""
    if row.kind == RosterLine.Kind.SUMMARY:
        return ""
    return f"Claimed by {row.made_by}, approved by {row.approved_by} on {day(row.approved_on)}"


class LinesTable(Table):
    """The rows of a file that have no fault."""

    caption, nouns, filename = "Rows", ("row", "rows"), "roster"
    filter_form, default_sort = LinesFilter, "row"
    empty = EmptyState("There are no rows without a fault", "Rows are here once the file has been checked.")
    columns: ClassVar[Sequence[Column]] = (
        Column("row", "Row", kind=Kind.NUMBER, sort="row"),
        Column("name", "Name", header=True, value=lambda row: row.person.display_name,
               hint=lambda row: row.assignment.number, sort=("person__surname", "person__forenames"),
               href=lambda row: f"../../people/{row.person.uuid}/rosters/"),
        Column("assignment_no", "Job number", is_shown=False, value=lambda row: row.assignment.number),
        Column("what", "What", value=what, hint=days),
        Column("planned", "Planned", kind=Kind.NUMBER, sort="planned"),
        Column("worked", "Worked", kind=Kind.NUMBER, sort="worked"),
        Column("leave", "Leave", kind=Kind.NUMBER, sort="leave"),
        Column("sick", "Sick", kind=Kind.NUMBER, sort="sick"),
        Column("rest_days", "Rest days moved", kind=Kind.NUMBER, sort="rest_days",
               value=lambda row: row.rest_days or None),
        Column("rest_hours", "Hours on rest days", kind=Kind.NUMBER, is_shown=False),
        Column("claim_hours", "Claimed", kind=Kind.NUMBER, sort="claim_hours"),
        Column("approved", "Approved there", is_shown=False, value=evidence),
        Column("fate", "Standing", value=found.fate),
    )  # fmt: skip


class _OneRoster(PeopleView):
    """A view of one file."""

    permission = "rosters.view"
    row: RosterImport

    def load(self) -> None:
        """Find it."""
        self.row = find(found.files(self.partner.pk), uuid=self.kwargs["roster_import"])

    def address(self) -> str:
        """Return its page."""
        return self.url("roster", roster_import=self.row.uuid)

    @property
    def name(self) -> str:
        """Return what it is called."""
        return f"{self.row}: {found.period_words(self.row)}"

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return the breadcrumbs."""
        return self.crumbs(("Rosters", self.url("rosters")), (self.name, self.address() if steps else ""), *steps)

    def downloaded(self, *, file_format: ExportFormat, n_rows: int, filters: Mapping[str, Any]) -> None:
        """Leave a trace."""
        label = f"{self.name}, {n_rows} rows, {file_format.value.upper()}"
        audit(action=AuditAction.EXPORT, object_type="hr_rosterimport", object_id=str(self.row.uuid), label=label,
              changes={})  # fmt: skip


class RosterPage(_OneRoster, TablePage, TemplateView):  # type: ignore[misc]
    """A file: how far it is, its totals, its rows, and what may be done."""

    template_name = "hr/roster.html"
    table_class = LinesTable

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the rows that the filter leaves."""
        rows = found.lines_of(self.row).filter(found.matching(filters.get("q", "")))
        if filters.get("kind"):
            rows = rows.filter(kind=filters["kind"])
        if filters.get("counts"):
            rows = rows.filter(in_force=filters["counts"] == COUNTS[0])
        return QuerySetRows(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where it stands and what may be done."""
        row = self.row
        return super().get_context_data(
            title=self.name, caption=row.legal_entity.legal_name, status=row.state,
            status_label=row.get_state_display(), lead=self._lead(), bar=self._bar(), facts=self._facts(),
            totals=self._totals(), total_headings=TOTAL_HEADINGS, actions=self._actions(), breadcrumbs=self.trail(),
            n_faults=row.n_faults, faults_href=self.url("roster_faults", roster_import=row.uuid), **kwargs,
        )  # fmt: skip

    def _lead(self) -> str:
        row = self.row
        if row.state == RosterState.WITHDRAWN and row.withdrawn_by is not None:
            return f"Withdrawn by {row.withdrawn_by.full_name}: {row.withdrawn_why}"
        if row.state == RosterState.FAULTY:
            return f"{row.summary} Have it corrected in the rostering system, and take the corrected file in."
        return row.summary

    def _facts(self) -> list[dict[str, str]]:
        row = self.row
        loaded = (
            f"{row.loaded_by.full_name}, {moment(timezone.localtime(row.loaded_at))}" if row.loaded_by else "Not yet"
        )
        leave = "Kept there: its hours are taken from the account here" if row.keeps_leave else "Kept here"
        return [
            {"key": "File", "value": row.name},
            {"key": "Taken in", "value": f"{row.taken_by.full_name}, {moment(timezone.localtime(row.taken_at))}"},
            {"key": "Loaded", "value": loaded},
            {"key": "Annual leave", "value": leave},
            {"key": "Against what counted before",
             "value": f"{number(row.n_new)} new, {number(row.n_changed)} changed, {number(row.n_same)} as before",
             "hint": "By job and by claim. What the file does not name stays as it is."},
        ]  # fmt: skip

    def _totals(self) -> list[list[dict[str, Any]]]:
        row = self.row
        return [
            [
                {"text": one.label, "is_header": True},
                {"text": row.declared.get(one.code, ""), "is_numeric": True},
                {"text": row.totals.get(one.code, ""), "is_numeric": True,
                 "hint": "" if row.totals.get(one.code) in {row.declared.get(one.code), None} else self._gap(one.code)},
            ]
            for one in TOTALS
        ]  # fmt: skip

    def _gap(self, code: str) -> str:
        gap = Decimal(self.row.totals[code]) - Decimal(self.row.declared[code])
        return f"Differs by {number(gap)}" if gap else ""

    def _actions(self) -> list[dict[str, Any]]:
        words = {"load_roster": ("Load it", "roster_load", ""),
                 "withdraw_roster": ("Withdraw it", "roster_withdraw", "secondary")}  # fmt: skip
        found_ones = [
            {"label": words[name][0], "href": self.url(words[name][1], roster_import=self.row.uuid),
             "kind": words[name][2]}
            for name in allowed_actions(ROSTER_IMPORT, self.row.state)
            if name in words and self.may(ROSTER_IMPORT[name].permission)
        ]  # fmt: skip
        is_own = self.row.taken_human == self.user.human_id
        return [one for one in found_ones if not (is_own and one["label"] == "Load it")]

    def _bar(self) -> dict[str, Any]:
        """Return how far the worker is that checks or loads it; nothing when none is at it."""
        jobs = BackgroundJob.objects.of(self.partner.pk).filter(
            kind=rosters_job.KIND, state__in=OPEN, result__roster=str(self.row.uuid)
        )
        job = jobs.order_by("-id").first()
        if job is None:
            return {}
        shown = progress(job=job, at=timezone.now())
        address = f"/p/{self.partner.code}/jobs/{job.uuid}/"
        return {
            "id": f"job-{job.uuid}", "text": job.label, "done": shown.n_done, "total": shown.n_total,
            "percent": shown.percent,
            "rate": f"{shown.rate:,.0f} rows a second" if shown.rate and shown.rate >= 1 else "",
            "left": f"about {duration(shown.left)} left" if shown.left is not None else "", "is_running": True,
            "poll_url": f"{address}progress/", "refresh_url": self.address(),
        }  # fmt: skip


class FaultsTable(Table):
    """What is wrong with a file."""

    caption, nouns, filename = "Faults", ("fault", "faults"), "roster-faults"
    filter_form, default_sort = FaultsFilter, "row"
    empty = EmptyState("This file has no faults", "Every row of it was right when it was checked.")
    columns: ClassVar[Sequence[Column]] = (
        Column("row", "Row", kind=Kind.NUMBER, sort="row"),
        Column("column", "Column", sort="column", header=True, value=lambda row: row.column or "The file as a whole"),
        Column("value", "Value"),
        Column("message", "What is wrong"),
        Column("remedy", "What to do"),
    )


class RosterFaults(_OneRoster, TablePage, TemplateView):  # type: ignore[misc]
    """The faults of a file, as a list and as a file."""

    template_name = "hr/year_end.html"
    table_class = FaultsTable

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the faults that the filter leaves."""
        rows = found.faults_of(self.row)
        for word in filters.get("q", "").split():
            rows = rows.filter(Q(column__icontains=word) | Q(message__icontains=word) | Q(value__icontains=word))
        return QuerySetRows(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        lead = "Rows are counted as in a spreadsheet: the headings are row 1."
        hidden = self.row.n_faults - found.faults_of(self.row).count()
        if hidden > 0:
            lead += f" {number(hidden)} more are not kept: correct these first."
        return super().get_context_data(
            title=f"Faults of {self.name}", lead=lead, breadcrumbs=self.trail(("Faults", "")), **kwargs
        )


class LoadRoster(_OneRoster, PartnerFormView):
    """Have a file loaded that somebody else took in."""

    permission = "rosters.load"
    template_name = "partners/form_page.html"
    form_class = Form

    def perform(self, form: Form) -> str:
        """Have it loaded, and show how far it is."""
        rosters_job.load(roster=self.row.uuid, by=self.user, at=now())
        return self.address()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it does."""
        lead = f"{self.row.summary} All of it counts from then on, or nothing; approved claims go to payroll."
        return super().get_context_data(
            title=f"Load {self.name}", lead=lead, submit="Load it", cancel_href=self.address(),
            breadcrumbs=self.trail(("Load", "")), **kwargs,
        )  # fmt: skip


class WithdrawRoster(_OneRoster, PartnerFormView):
    """Take a file back."""

    permission = "rosters.load"
    template_name = "partners/form_page.html"
    form_class = WithdrawRosterForm
    success_message = "The file is withdrawn. What it had replaced counts again."

    def perform(self, form: Form) -> str:
        """Withdraw it."""
        rosters.withdraw(roster=self.row.uuid, reason=form.cleaned_data["reason"], by=self.user, at=now())
        return self.address()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it means."""
        lead = (
            "Its hours, leave and claims do not count any more, and what it had replaced counts again. A claim that a "
            "pay run has read is not taken back: send a corrected version instead."
        )
        return super().get_context_data(
            title=f"Withdraw {self.name}", lead=lead, submit="Withdraw it", kind="warning", cancel_href=self.address(),
            breadcrumbs=self.trail(("Withdraw", "")), **kwargs,
        )  # fmt: skip


class PersonLinesTable(Table):
    """What counts of one person."""

    caption, nouns, filename = "Rosters", ("row", "rows"), "person-rosters"
    default_sort = "-days"
    empty = EmptyState("No rostering system has told of this person", "Police and fire duty comes by file.")
    columns: ClassVar[Sequence[Column]] = (
        Column("days", "Days", header=True, sort="valid", value=days,
               href=lambda row: f"../../../rosters/{row.taken.uuid}/", hint=lambda row: str(row.taken)),
        Column("assignment_no", "Job", value=lambda row: row.assignment.number),
        Column("what", "What", value=what, hint=evidence),
        *(one for one in LinesTable.columns if one.key in {"planned", "worked", "leave", "sick", "rest_days",
                                                           "rest_hours", "claim_hours", "fate"}),
    )  # fmt: skip


class PersonRosters(OnPerson, TablePage, TemplateView):  # type: ignore[misc]
    """What rostering systems have told of a person, and the hours a week that follow."""

    permission = "rosters.view"
    template_name = "hr/person_rosters.html"
    table_class = PersonLinesTable

    def load(self) -> None:
        """Find the person, and leave a trace: hours of sickness say something about somebody’s health."""
        super().load()
        row: Person = self.person
        disclosure.record_view(person=row, what="hours of a rostering system", by=self.user, at=timezone.now())

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return what counts."""
        return QuerySetRows(found.lines_of_person(partner_id=self.partner.pk, person_id=self.person.pk))

    def downloaded(self, *, file_format: ExportFormat, n_rows: int, filters: Mapping[str, Any]) -> None:
        """Leave a trace."""
        label = f"Rosters, {n_rows} rows, {file_format.value.upper()}"
        audit(action=AuditAction.EXPORT, object_type="hr_person", object_id=str(self.person.uuid), label=label,
              changes={})  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the hours come to."""
        today = timezone.localdate()
        shown = found.hours_worked_weekly(partner_id=self.partner.pk, person_id=self.person.pk, on=today)
        facts = [] if shown is None else [
            {"key": "Hours a week worked over all jobs", "value": number(shown.hours), "hint": shown.words,
             "href": self.url("person_working_time", person=self.person.uuid), "action": "Working time"},
        ]  # fmt: skip
        return super().get_context_data(
            title=f"Rosters: {self.person.display_name}", facts=facts, breadcrumbs=self.here("Rosters"), **kwargs
        )
