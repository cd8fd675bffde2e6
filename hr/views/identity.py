"""People at several partners, for the fraud officer of the partnership: the one page that looks at two at once."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.generic import FormView, TemplateView

from hr.forms.lists import choice
from hr.operations import identity as operations
from hr.queries import identity
from hr.rules import LONGEST_REASON
from partners.audit import audit_outside_scope
from partners.models import AuditAction
from partners.queries import Access
from partners.scope import partner_scope
from sharedservices.common.errors import DomainError
from sharedservices.common.exports import ExportFormat
from sharedservices.common.forms import FilterForm
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table, TablePage

PERMISSION = "identity.compare"
REFUSED = 422
STANDINGS = (("open", "Not explained yet"), ("explained", "Explained"))


class SeveralPartnersView(LoginRequiredMixin):
    """A page in the scope of every partner at which one is the fraud officer; with fewer than two there is nothing."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Open the scope, render within it and keep no copy."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        found: list[Access] = request.access  # type: ignore[attr-defined]
        self.partners = {one.partner.pk: one.partner for one in found if PERMISSION in one.permissions}
        if len(self.partners) < operations.TWO:
            raise Http404
        why = f"{request.method} {request.path}"
        with partner_scope(*self.partners, actor_id=request.user.pk, reason=why, hides_covert=True):
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            if isinstance(response, TemplateResponse):
                response.render()
            if response.status_code >= 400:
                transaction.set_rollback(True)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def record(self, action: AuditAction, label: str, *, object_id: str = "list", reason: str = "") -> None:
        """Leave a trace with no partner: neither is told that somebody looked."""
        audit_outside_scope(
            actor_id=self.request.user.pk, action=action, object_type="hr_identitymatch", object_id=object_id,
            partner_id=None, label=label, reason=reason,
        )  # fmt: skip


class MatchFilter(FilterForm):
    """Filters of the list."""

    standing = choice("Standing", STANDINGS)
    partner = choice("Partner")

    def __init__(self, *args: Any, partners: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = [("", "All"), *partners]  # type: ignore[attr-defined]


class MatchTable(Table):
    """Matches, the latest first."""

    caption, nouns, filename = "People at several partners", ("person", "people"), "people-at-several-partners"
    filter_form, default_sort = MatchFilter, "-found"
    empty = EmptyState("Nobody is at two partners", "National Insurance numbers are compared every night.")
    columns: ClassVar[Sequence[Column]] = (
        Column("first", "One partner", header=True, hint=lambda row: f"Employee {row.first_numbers}"),
        Column("second", "The other partner", hint=lambda row: f"Employee {row.second_numbers}"),
        Column("found", "Found", kind=Kind.DATE, sort="found_at", value=lambda row: row.found_at.date()),
        Column(
            "explanation", "Explanation", value=lambda row: row.explanation or "None yet",
            hint=lambda row: row.explained_by, href=lambda row: f"{row.match}/",
        ),
    )  # fmt: skip


class Matches(SeveralPartnersView, TablePage, TemplateView):  # type: ignore[misc]
    """Who is at two partners."""

    http_method_names = ["get", "head", "options"]
    template_name = "hr/identity_matches.html"
    table_class = MatchTable

    def table_options(self) -> dict[str, Any]:
        """Offer the partners."""
        names = sorted((one.name, str(one.pk)) for one in self.partners.values())
        return {"form_options": {"partners": [(pk, name) for name, pk in names]}}

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return what the filters leave."""
        partner = int(filters["partner"]) if filters.get("partner") else None
        return identity.matches(
            partner_ids=list(self.partners), standing=filters.get("standing", ""), partner=partner
        )  # fmt: skip

    def downloaded(self, *, file_format: ExportFormat, n_rows: int, filters: Mapping[str, Any]) -> None:
        """Leave a trace."""
        self.record(AuditAction.EXPORT, f"People at several partners, {n_rows} rows, {file_format.value.upper()}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Leave a trace of the look, and name the partners that are compared."""
        self.record(AuditAction.VIEW, "People at several partners")
        names = ", ".join(sorted(one.name for one in self.partners.values()))
        return super().get_context_data(compared=names, **kwargs)


class ExplainForm(forms.Form):
    """Why somebody is at two partners."""

    explanation = forms.CharField(
        label="Explanation", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Who confirmed it, and how. Like: second job, declared to both employers. Name nobody.",
    )  # fmt: skip


class Explain(SeveralPartnersView, FormView):  # type: ignore[type-arg]
    """Record why a match is in order."""

    http_method_names = ["get", "post", "head", "options"]
    template_name = "partners/form_page.html"
    form_class = ExplainForm

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Explain it; a refusal is shown in the form."""
        match = self.kwargs["match"]
        try:
            with transaction.atomic():
                operations.explain(match=match, **form.cleaned_data, by=self.request.user, at=timezone.now())  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error("explanation", error.explanation)
            return self.form_invalid(form)
        said = form.cleaned_data["explanation"]
        self.record(AuditAction.UPDATE, "Match explained", object_id=str(match), reason=said)
        messages.success(self.request, "The match is explained.")
        return redirect("identity_matches")

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Show the form again with its errors."""
        return self.render_to_response(self.get_context_data(form=form), status=REFUSED)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it is about; a match that is not there is not found."""
        found = identity.with_numbers(identity.visible().filter(uuid=self.kwargs["match"])).first()
        if found is None:
            raise Http404
        row = identity.as_row(found)
        lead = (
            f"Employee {row.first_numbers} of {row.first} and employee {row.second_numbers} of {row.second} have the "
            "same National Insurance number. Neither partner is told."
        )
        back = reverse("identity_matches")
        trail = [{"label": "People at several partners", "href": back}, {"label": "Explain", "href": ""}]
        words = {"title": "Why is somebody at two partners?", "lead": lead, "submit": "Record the explanation"}
        return super().get_context_data(**words, cancel_href=back, breadcrumbs=trail, **kwargs)
