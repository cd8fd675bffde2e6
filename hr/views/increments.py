"""Increments (domain HR-04): lists so far, one list with its steps, and its undoing as a correction."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from hr import change_kinds_increments as kinds
from hr.forms.increments import ListsFilter, SendForm, StepsFilter
from hr.models import Increment
from hr.queries import increments as found
from hr.views.base import PeopleView
from partners.audit import audit
from partners.models import AuditAction, ChangeRequest
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.exports import ExportFormat
from sharedservices.common.formatting import counted, day
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table, TablePage

TITLE = "Increments"
PAY = "people.view_pay"
PROPOSE = "changes.propose"
LEAD = (
    "Who goes up a point, and who does not and why. One person prepares a list, the HR manager approves it as a whole, "
    "and it can be undone as a correction."
)


class ListsTable(Table):
    """Lists, the newest first."""

    caption, nouns, filename = "Lists of increments", ("list", "lists"), "increment-lists"
    filter_form, default_sort = ListsFilter, "-submitted"
    empty = EmptyState("There is no list yet", "Prepare one for the days on which increments are due.")
    columns: ClassVar[Sequence[Column]] = (
        Column("subject", "List", header=True, href=lambda row: f"lists/{row.payload['given_in']}/"),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: ChangeRequest.State(row.state)),
        Column("made_by", "Prepared by", value=lambda row: row.made_by.full_name),
        Column("submitted", "Prepared", kind=Kind.DATE, sort="submitted_at", value=lambda row: row.submitted_at.date()),
    )


class Increments(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Every list, and the way to a new one."""

    permission = PAY
    template_name = "hr/increments.html"
    table_class = ListsTable
    audited_as = "hr_increment"
    audited_id = "lists"

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the lists that the filters leave."""
        rows = ChangeRequest.objects.of(self.partner.pk).filter(kind=kinds.LIST.code).select_related("made_by")
        return QuerySetRows(rows.filter(state=filters["state"]) if filters.get("state") else rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to prepare one; say for whom there is no rule."""
        actions = [{"label": "Rules of increments", "href": self.url("increment_rules"), "kind": "secondary"}]
        if self.may(PROPOSE):
            actions.insert(0, {"label": "Prepare a list", "href": self.url("increments_prepare")})
        return super().get_context_data(
            title=TITLE, lead=LEAD, actions=actions, why_not=self.lacking(PROPOSE), warning=no_rule(self),
            breadcrumbs=self.crumbs(("People", self.url("people")), (TITLE, "")), **kwargs,
        )  # fmt: skip


def no_rule(view: PeopleView) -> str:
    """Say for whom there is no rule; nothing when everybody has one."""
    names = found.without_rule(partner_id=view.partner.pk, on=timezone.localdate())
    return f"No rule of increments is recorded for {', '.join(names)}: nobody of them is on a list." if names else ""


class StepsTable(Table):
    """Every step of a list."""

    caption, nouns, filename = "Steps of this list", ("step", "steps"), "increment-steps"
    filter_form = StepsFilter
    empty = EmptyState("Nothing is given yet", "The request shows who is on the list and where it stands.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Name", header=True, sort="person__surname", value=lambda row: row.person.display_name,
               hint=lambda row: row.assignment.number, href=lambda row: f"../../../{row.person.uuid}/jobs/"),
        Column("number", "Job number", is_shown=False, value=lambda row: row.assignment.number),
        Column("due_on", "From", kind=Kind.DATE, sort="due_on"),
        Column("kind", "What it is", value=lambda row: row.get_kind_display()),
        Column("from_point", "Old point", value=lambda row: row.from_point.code),
        Column("to_point", "New point", value=lambda row: row.to_point.code),
        Column("undone_at", "Stands", value=lambda row: "Undone" if row.undone_at else "Yes",
               hint=lambda row: row.undo_reason),
        Column("undo", "Undo", kind=Kind.ACTION, value=lambda row: "" if row.undone_at else "Undo this job",
               href=lambda row: "" if row.undone_at else f"undo/{row.assignment.uuid}/"),
    )  # fmt: skip


class _OneList(PeopleView):
    """A page of one list."""

    row: ChangeRequest

    def load(self) -> None:
        """Find its request. :raises Http404: when there is none in scope."""
        rows = ChangeRequest.objects.of(self.partner.pk).filter(kind=kinds.LIST.code).select_related("made_by")
        found_row = rows.filter(payload__given_in=str(self.given_in)).order_by("-id").first()
        if found_row is None:
            raise Http404
        self.row = found_row

    @property
    def given_in(self) -> UUID:
        """The list in the address."""
        return UUID(str(self.kwargs["given_in"]))

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs below the lists."""
        return self.crumbs(("People", self.url("people")), (TITLE, self.url("increments")), *steps)

    def address(self) -> str:
        """Return its page."""
        return self.url("increment_list", given_in=self.given_in)


class IncrementList(TablePage, _OneList, TemplateView):  # type: ignore[misc]
    """One list: what was given, and what of it stands."""

    permission = PAY
    template_name = "hr/increments.html"
    table_class = StepsTable

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the steps."""
        rows = found.in_list(partner_id=self.partner.pk, given_in=self.given_in, text=filters.get("q", ""))
        return QuerySetRows(rows)

    def downloaded(self, *, file_format: ExportFormat, n_rows: int, filters: Mapping[str, Any]) -> None:
        """Leave a trace."""
        label = f"{self.row.subject}, {n_rows} steps, {file_format.value.upper()}"
        audit(action=AuditAction.EXPORT, object_type="hr_increment", object_id=str(self.given_in), label=label,
              changes={})  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where it stands."""
        steps = Increment.objects.of(self.partner.pk).filter(given_in=self.given_in)
        actions = [
            {"label": "See the request", "href": reverse("change", args=[self.partner.code, self.row.uuid]),
             "kind": "secondary"}
        ] if self.may("changes.follow") else []  # fmt: skip
        if self.may(PROPOSE) and steps.filter(undone_at=None).exists():
            actions.append({"label": "Undo the list", "href": self.url("increments_undo", given_in=self.given_in),
                            "kind": "warning"})  # fmt: skip
        lead = f"Prepared by {self.row.made_by.full_name} on {day(self.row.submitted_at.date())}: {self.row.reason}"
        return super().get_context_data(
            title=self.row.subject, lead=lead, status=self.row.state,
            status_label=self.row.get_state_display(), actions=actions,
            breadcrumbs=self.trail((self.row.subject, "")), **kwargs,
        )  # fmt: skip


class UndoIncrements(_OneList, PartnerFormView):
    """Propose to undo a list, or one job of it, as a correction."""

    permission = PROPOSE
    template_name = "partners/form_page.html"
    form_class = SendForm
    success_message = "It waits for approval. The increments stand until then."

    def perform(self, form: Form) -> str:
        """Propose it."""
        payload = {"given_in": str(self.given_in), "assignment": self._job()}
        proposal = Proposal(kind=kinds.UNDO.code, payload=payload, reason=form.cleaned_data["reason"])
        row = changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.user, at=now())
        return reverse("change", args=[self.partner.code, row.uuid])

    def _job(self) -> str | None:
        return str(self.kwargs["assignment"]) if "assignment" in self.kwargs else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what follows."""
        lead = "The record is corrected from the day of the increment: the job was never to move."
        rows = found.in_list(partner_id=self.partner.pk, given_in=self.given_in).filter(undone_at=None)
        if job := self._job():
            rows = rows.filter(assignment__uuid=job)
            names = [f"{one.person.display_name}, {one.assignment.number}" for one in rows[:1]]
            title = f"Undo the increment of {names[0]}" if names else "Undo an increment"
        else:
            n = counted(rows.values("assignment_id").distinct().count(), "job", "jobs")
            title, lead = "Undo the list of increments", f"{self.row.subject}: {n} of it moved. {lead}"
        return super().get_context_data(
            title=title, lead=f"{lead} What was paid meanwhile stays paid until payroll looks at it.",
            submit="Send for approval", kind="warning", cancel_href=self.address(),
            breadcrumbs=self.trail((self.row.subject, self.address()), ("Undo", "")), **kwargs,
        )  # fmt: skip
