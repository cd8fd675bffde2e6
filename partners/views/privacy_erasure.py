"""Erasure: the list, what a proposal would erase and what it keeps, approval, and the certificate."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from partners import retention
from partners.audit import audit
from partners.forms_privacy import HashForm, ItemFilter, NothingForm, ReasonForm
from partners.models import AuditAction, PurgeProposal
from partners.operations import purges
from partners.queries import retention as found
from partners.states import PURGE, PurgeState
from partners.views.base import now
from partners.views.privacy import PrivacyForm, PrivacyView
from sharedservices.common.exports import ExportFormat
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import counted, day, moment
from sharedservices.common.pdf import render_pdf
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table, TablePage

CLASS_HEADINGS = [
    {"label": "Data"},
    {"label": "People", "is_numeric": True},
    {"label": "Held", "is_numeric": True},
    {"label": "Records", "is_numeric": True},
    {"label": "Oldest"},
    {"label": "Erased", "is_numeric": True},
    {"label": "Kept", "is_numeric": True},
]


class Erasures(PrivacyView, TemplateView):
    """The list of erasures."""

    template_name = "privacy/erasures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show them."""
        rows = [
            [
                {"text": str(one), "href": self.url(f"erasure/{one.uuid}/"), "is_header": True},
                {"text": one.get_state_display()},
                {"text": f"{one.n_items:,}", "is_numeric": True},
                {"text": f"{one.n_held:,}", "is_numeric": True},
                {"text": str(one.proposed_by)},
                {"text": str(one.approved_by or "")},
            ]
            for one in found.proposals(self.partner.pk)[:100]
        ]
        actions = [{"label": "List what is old enough", "href": self.url("erasure/propose/")}]
        return super().get_context_data(
            rows=rows, headings=HEADINGS, actions=actions if self.may("privacy.manage") else [],
            tabs=self.tabs("erasure/"), breadcrumbs=self.trail(("Erasure", "")), **kwargs,
        )  # fmt: skip


HEADINGS = [
    {"label": "Erasure"},
    {"label": "State"},
    {"label": "Items", "is_numeric": True},
    {"label": "Held", "is_numeric": True},
    {"label": "Proposed by"},
    {"label": "Approved by"},
]


class ProposeErasure(PrivacyForm):
    """List what is old enough."""

    permission = "privacy.manage"
    form_class = NothingForm
    title, submit = "List what is old enough", "Make the list"
    lead = (
        "The schedule in force says what. Nothing is erased by this: somebody else looks at the list and approves it."
    )

    def back(self) -> str:
        """Return to the list."""
        return self.url("erasure/")

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the page above."""
        return (("Erasure", self.url("erasure/")),)

    def perform(self, form: Form) -> str:
        """Make it."""
        row = purges.propose(partner_id=self.partner.pk, by=self.user, at=now())
        return self.url(f"erasure/{row.uuid}/")


class ErasureView(PrivacyView):
    """A page about one erasure."""

    row: PurgeProposal

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.proposal(self.kwargs["purge_proposal"])
        except PurgeProposal.DoesNotExist:
            raise Http404 from None

    def back(self) -> str:
        """Return to the erasure."""
        return self.url(f"erasure/{self.row.uuid}/")

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the pages above."""
        return (("Erasure", self.url("erasure/")), (str(self.row), self.back()))


class ItemsTable(Table):
    """What a proposal lists."""

    caption, nouns, filename = "What is listed", ("item", "items"), "erasure"
    filter_form, default_sort = ItemFilter, "oldest"
    empty = EmptyState("Nothing is listed")
    columns = (
        Column("name", "Person", header=True),
        Column("class_words", "Data", sort="data_class"),
        Column("n_rows", "Records", kind=Kind.NUMBER, sort="n_rows"),
        Column("oldest", "Oldest", kind=Kind.DATE, sort="oldest"),
        Column("outcome", "What became of it", sort="outcome", hint=lambda row: row.why),
    )


class ErasurePage(TablePage, ErasureView, TemplateView):  # type: ignore[misc]
    """One erasure: the preview, person by person, and what became of it."""

    template_name = "privacy/erasure.html"
    table_class = ItemsTable

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the items that the filter leaves."""
        return found.item_rows(self.row, filters)

    def download_title(self) -> str:
        """Name the erasure."""
        return f"{super().download_title()}, {self.row}"

    def downloaded(self, *, file_format: ExportFormat, n_rows: int, filters: Mapping[str, Any]) -> None:
        """Record the download."""
        audit(
            action=AuditAction.EXPORT, object_type="partners_purgeproposal", object_id=self.row.pk, label=str(self.row),
            changes={"format": file_format.value, "rows": n_rows},
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show it."""
        return super().get_context_data(
            row=self.row, state_words=self.row.get_state_display(), facts=erasure_facts(self.row), steps=self._steps(),
            classes=class_rows(self.row), headings=CLASS_HEADINGS, tables=table_rows(self.row),
            table_headings=TABLE_HEADINGS,
            breadcrumbs=self.trail(("Erasure", self.url("erasure/")), (str(self.row), "")), **kwargs,
        )  # fmt: skip

    def _steps(self) -> list[dict[str, str]]:
        row, steps = self.row, []
        allowed = allowed_actions(PURGE, row.state, self.access.permissions)
        if "approve" in allowed:
            own = row.proposed_human == self.user.human_id
            why = "You proposed it: somebody else approves it." if own else ""
            steps.append({"label": "Approve and erase", "href": f"{self.back()}approve/", "why_not": why})
        if "reject" in allowed:
            steps.append({"label": "Reject", "href": f"{self.back()}reject/", "why_not": ""})
        if row.state == PurgeState.APPROVED and row.job:
            steps.append(
                {"label": "See how far it is", "href": f"/p/{self.partner.code}/jobs/{row.job}/", "why_not": ""}
            )
        if row.state == PurgeState.DONE:
            steps.append({"label": "Certificate (PDF)", "href": f"{self.back()}certificate.pdf", "why_not": ""})
        return steps


def erasure_facts(row: PurgeProposal) -> list[dict[str, str]]:
    """Return who did what, and the hashes."""
    facts = [
        {"key": "Under", "value": str(row.schedule)},
        {"key": "Worked out for", "value": day(row.as_of)},
        {"key": "Proposed", "value": f"{row.proposed_by}, {moment(row.proposed_at)}"},
    ]
    if row.approved_at:
        facts.append({"key": "Approved", "value": f"{row.approved_by}, {moment(row.approved_at)}"})
    if row.rejected_at:
        said = f"{row.rejected_by}, {moment(row.rejected_at)}"
        facts.append({"key": "Rejected", "value": said, "hint": row.reject_reason})
    facts.append({"key": "Hash of the list", "value": row.content_hash})
    if row.finished_at:
        facts.append({"key": "Finished", "value": moment(row.finished_at)})
        facts.append({"key": "Hash of the certificate", "value": row.certificate})
    return facts


def class_rows(row: PurgeProposal) -> list[list[dict[str, Any]]]:
    """Return a line for each class of data."""
    return [
        [
            {"text": retention.class_name(one["data_class"]), "is_header": True},
            {"text": f"{one['n']:,}", "is_numeric": True},
            {"text": f"{one['n_held']:,}", "is_numeric": True},
            {"text": f"{one['n_rows_all']:,}", "is_numeric": True},
            {"text": day(one["first"])},
            {"text": f"{one['n_gone']:,}", "is_numeric": True},
            {"text": f"{one['n_kept']:,}", "is_numeric": True},
        ]
        for one in found.by_class(row)
    ]


TABLE_HEADINGS = [
    {"label": "Data"},
    {"label": "Records"},
    {"label": "What became of them"},
    {"label": "How many", "is_numeric": True},
]


def table_rows(row: PurgeProposal) -> list[list[dict[str, Any]]]:
    """Return a line for each table of each class, once something was erased."""
    return [
        [
            {"text": name, "is_header": True},
            {"text": table},
            {"text": treatment},
            {"text": f"{n:,}", "is_numeric": True},
        ]
        for name, table, treatment, n in found.by_table(row)
    ]


class ApproveErasure(ErasureView, PrivacyForm):
    """Approve it: erasing begins."""

    permission = "privacy.approve"
    form_class = HashForm
    title, submit = "Approve and erase", "Erase for good"
    success_message = "Erasing has begun. What is held, or has changed since, is kept."

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Say what goes."""
        n = counted(self.row.n_items - self.row.n_held, "item", "items")
        return f"This erases {n} for good. Nobody can bring it back. What is held stays."

    def get_initial(self) -> dict[str, Any]:
        """Hold what was read."""
        return {"content_hash": self.row.content_hash}

    def perform(self, form: Form) -> str:
        """Approve it."""
        purges.approve(proposal=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.back()


class RejectErasure(ErasureView, PrivacyForm):
    """Reject it."""

    permission = "privacy.approve"
    form_class = ReasonForm
    title, submit = "Reject", "Reject"
    success_message = "Rejected. Nothing more is erased."

    def perform(self, form: Form) -> str:
        """Reject it."""
        purges.reject(proposal=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.back()


class Certificate(ErasureView):
    """The certificate of what was erased, as a PDF: what, how many, under which schedule, by whom; names nobody."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it; before the erasure is done, say so."""
        if self.row.state != PurgeState.DONE:
            messages.error(request, "The certificate is made when the erasure is done.")
            return redirect(self.back())
        title = f"Certificate: {self.row}"
        context = {"row": self.row, "partner": self.partner, "facts": erasure_facts(self.row),
                   "classes": class_rows(self.row), "headings": CLASS_HEADINGS,
                   "tables": table_rows(self.row), "table_headings": TABLE_HEADINGS}  # fmt: skip
        pdf = render_pdf("pdf/erasure.html", context, title=title)
        label = {"sha256": self.row.certificate}
        audit(action=AuditAction.EXPORT, object_type="partners_purgeproposal", object_id=self.row.pk, changes=label)
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="erasure-{self.row.as_of:%Y-%m-%d}.pdf"'
        return response
