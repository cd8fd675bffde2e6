"""The end of a leave year: the list of year ends, one with every job, and its four steps."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.base import ReasonForm
from hr.forms.leave_year_end import CARRIED, LAPSING, PROTECTED, PrepareYearEndForm, YearEndFilter, YearEndsFilter
from hr.models import LeaveYearRun
from hr.operations import leave_year_end, leave_year_end_job
from hr.queries.days import ONE_DAY
from hr.queries.leave_year_end import jobs_of, runs, year_starts
from hr.states import YEAR_END
from hr.views.base import PeopleView, find
from partners.audit import audit
from partners.models import AuditAction, BackgroundJob
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.exports import ExportFormat
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day, number
from sharedservices.common.rowsources import QuerySetRows, RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table, TablePage

LEAD = (
    "What nobody has taken when a leave year ends: days that the contract carries, and what law protects after "
    "sickness or family leave. The rest lapses. One person prepares it, the HR manager approves it, and it can be "
    "undone."
)
FILTERS = {
    CARRIED: Q(contractual__gt=0) | Q(sickness__gt=0) | Q(family__gt=0), LAPSING: Q(lapsed__gt=0),
    PROTECTED: ~Q(why=""),
}  # fmt: skip
FOLLOW = "A worker is at it. You can leave this page: everything that is asked for is kept."


class YearEndsTable(Table):
    """Year ends, the newest first."""

    caption, nouns, filename = "Year ends", ("year end", "year ends"), "leave-year-ends"
    filter_form, default_sort = YearEndsFilter, "-year_start"
    empty = EmptyState("No leave year has been ended", "Prepare one when a leave year is over.")
    columns: ClassVar[Sequence[Column]] = (
        Column("year_start", "New year from", kind=Kind.DATE, sort="year_start", header=True,
               href=lambda row: f"{row.uuid}/"),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: LeaveYearRun.State(row.state),
               export=lambda row: str(row.get_state_display())),
        Column("n_jobs", "Jobs", kind=Kind.NUMBER, sort="n_jobs"),
        Column("carried_hours", "Hours carried over", kind=Kind.NUMBER),
        Column("lapsed_hours", "Hours that lapse", kind=Kind.NUMBER),
        Column("prepared_by", "Prepared by", value=lambda row: row.prepared_by.full_name),
        Column("approved_by", "Approved by", value=lambda row: row.approved_by.full_name if row.approved_by else ""),
    )  # fmt: skip


class YearEnds(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Every year end of the partner."""

    permission = "leave.carry"
    template_name = "hr/year_end.html"
    table_class = YearEndsTable
    audited_as = "hr_leaveyearrun"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return those that the filter leaves."""
        found = runs(self.partner.pk)
        return QuerySetRows(found.filter(state=filters["state"]) if filters.get("state") else found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to prepare one."""
        actions = [{"label": "Prepare a year end", "href": self.url("year_end_prepare")}]
        return super().get_context_data(
            title="Ends of leave years",
            lead=LEAD,
            actions=actions,
            breadcrumbs=_trail(self, ("Year ends", "")),
            **kwargs,
        )


class YearEndTable(Table):
    """Every job of a year end."""

    caption, nouns, filename = "Jobs", ("job", "jobs"), "leave-year-end"
    filter_form = YearEndFilter
    default_sort = "name"
    empty = EmptyState("No job matches", "Only jobs that go on and have agreed leave are here.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Name", header=True, value=lambda row: row.person.display_name,
               hint=lambda row: row.assignment.number, sort=("person__surname", "person__forenames"),
               href=lambda row: f"../../../people/{row.person.uuid}/absence/"),
        Column("assignment_no", "Job number", is_shown=False, value=lambda row: row.assignment.number),
        Column("unused", "Unused", kind=Kind.NUMBER, sort="unused"),
        Column("known", "Carried before", kind=Kind.NUMBER),
        Column("contractual", "As agreed", kind=Kind.NUMBER, sort="contractual"),
        Column("sickness", "After sickness", kind=Kind.NUMBER, sort="sickness"),
        Column("family", "After family leave", kind=Kind.NUMBER, sort="family"),
        Column("lapsed", "Lapse", kind=Kind.NUMBER, sort="lapsed"),
        Column("why", "Why more is kept"),
    )  # fmt: skip


class _OneRun(PeopleView):
    """A view of one year end."""

    permission = "leave.carry"
    row: LeaveYearRun

    def load(self) -> None:
        """Find it."""
        self.row = find(LeaveYearRun.objects.select_related("prepared_by", "approved_by", "ended_by"),
                        uuid=self.kwargs["year_end"])  # fmt: skip

    @property
    def name(self) -> str:
        """Return what it is called."""
        return f"Leave year to {day(self.row.year_start - ONE_DAY)}"

    def address(self) -> str:
        """Return its page."""
        return self.url("year_end", year_end=self.row.uuid)


class YearEndPage(_OneRun, TablePage, TemplateView):  # type: ignore[misc]
    """A year end with every job. Once approved, its hours stand in the leave of each."""

    template_name = "hr/year_end.html"
    table_class = YearEndTable

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return what was prepared for each job."""
        found = jobs_of(self.row)
        if wanted := FILTERS.get(filters.get("shown", "")):
            found = found.filter(wanted)
        for word in filters.get("q", "").split():
            found = found.filter(
                Q(person__surname__icontains=word) | Q(person__forenames__icontains=word)
                | Q(person__known_as__icontains=word) | Q(assignment__number__icontains=word)
            )  # fmt: skip
        return QuerySetRows(found)

    def downloaded(self, *, file_format: ExportFormat, n_rows: int, filters: Mapping[str, Any]) -> None:
        """Leave a trace."""
        label = f"{self.name}, {n_rows} jobs, {file_format.value.upper()}"
        audit(action=AuditAction.EXPORT, object_type="hr_leaveyearrun", object_id=str(self.row.uuid), label=label,
              changes={})  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where it stands and what may be done."""
        return super().get_context_data(
            title=self.name, lead=self._lead(), status=self.row.state, status_label=self.row.get_state_display(),
            tiles=[
                {"label": "Jobs", "value": number(self.row.n_jobs)},
                {"label": "Hours carried over", "value": number(self.row.carried_hours)},
                {"label": "Hours that lapse", "value": number(self.row.lapsed_hours)},
            ],
            actions=self._actions(), breadcrumbs=_trail(self, ("Year ends", self.url("year_ends")), (self.name, "")),
            **kwargs,
        )  # fmt: skip

    def _lead(self) -> str:
        row = self.row
        if row.state == LeaveYearRun.State.PREPARED:
            return f"Prepared by {row.prepared_by.full_name}. Nothing is carried over before somebody else approves it."
        if row.state == LeaveYearRun.State.APPROVED and row.approved_by is not None:
            return f"Approved by {row.approved_by.full_name}. The list shows what was carried over for each job."
        return f"{row.get_state_display()} by {row.ended_by.full_name if row.ended_by else ''}: {row.end_reason}"

    def _actions(self) -> list[dict[str, Any]]:
        words = {"approve": "Approve", "discard": "Discard", "undo": "Undo"}
        found = [
            {"label": words[name], "href": self.url(f"year_end_{name}", year_end=self.row.uuid),
             "kind": "" if name == "approve" else "secondary"}
            for name in allowed_actions(YEAR_END, self.row.state)
            if self.may(YEAR_END[name].permission)
        ]  # fmt: skip
        is_own = self.row.prepared_human == self.user.human_id
        return [one for one in found if not (is_own and one["label"] == "Approve")]


class PrepareYearEnd(PeopleView, PartnerFormView):
    """Prepare one."""

    permission = "leave.carry"
    template_name = "partners/form_page.html"
    form_class = PrepareYearEndForm
    success_message = FOLLOW

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the years that have ended."""
        today = timezone.localdate()
        return {**super().get_form_kwargs(), "years": year_starts(partner_id=self.partner.pk, on=today)}

    def perform(self, form: Form) -> str:
        """Prepare it."""
        job = leave_year_end_job.prepare(partner_id=self.partner.pk, by=self.user, at=now(), **form.cleaned_data)
        return reverse("job", args=[self.partner.code, job.uuid])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="Prepare the end of a leave year", lead=LEAD, submit="Prepare it",
            cancel_href=self.url("year_ends"),
            breadcrumbs=_trail(self, ("Year ends", self.url("year_ends")), ("Prepare", "")), **kwargs,
        )  # fmt: skip


class _Step(_OneRun, PartnerFormView):
    """One step of a year end, with a reason."""

    template_name = "partners/form_page.html"
    form_class = ReasonForm
    title, lead, kind = "", "", ""

    def perform(self, form: Form) -> str:
        """Take it, or have a worker take it and show how far it is."""
        job = self.step(run=self.row.uuid, reason=form.cleaned_data["reason"], by=self.user, at=now())
        return self.address() if job is None else reverse("job", args=[self.partner.code, job.uuid])

    @abstractmethod
    def step(self, **given: Any) -> BackgroundJob | None:
        """Call the operation; return the job that does it, if a worker does."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        lead = f"{self.name}: {number(self.row.carried_hours)} hours of {number(self.row.n_jobs)} jobs. {self.lead}"
        trail = _trail(self, ("Year ends", self.url("year_ends")), (self.name, self.address()), (self.title, ""))
        return super().get_context_data(
            title=self.title, lead=lead, submit=self.title, kind=self.kind, cancel_href=self.address(),
            breadcrumbs=trail, **kwargs,
        )  # fmt: skip


class ApproveYearEnd(_Step):
    """Approve it."""

    permission = "leave.carry_approve"
    title, lead = "Approve the year end", "The hours are carried over, and the rest has lapsed."
    success_message = FOLLOW

    def step(self, **given: Any) -> BackgroundJob | None:
        """Approve."""
        return leave_year_end_job.approve(**given)


class DiscardYearEnd(_Step):
    """Discard it."""

    title, lead, kind = "Discard the year end", "Nothing was carried over, and nothing is.", "warning"
    success_message = "It is discarded. Prepare it again when you are ready."

    def step(self, **given: Any) -> BackgroundJob | None:
        """Discard."""
        leave_year_end.discard(**given)
        return None


class UndoYearEnd(_Step):
    """Undo it."""

    permission = "leave.carry_approve"
    title, lead, kind = (
        "Undo the year end",
        "What it carried over is cancelled, if no leave was taken from it.",
        "warning",
    )
    success_message = FOLLOW

    def step(self, **given: Any) -> BackgroundJob | None:
        """Undo."""
        return leave_year_end_job.undo(**given)


def _trail(view: PeopleView, *steps: tuple[str, str]) -> list[dict[str, str]]:
    return view.crumbs(("Absence", view.url("absences")), ("Annual leave", view.url("leave_list")), *steps)
