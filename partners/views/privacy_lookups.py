"""Who looked at whom: the monthly report for the partner's data protection officer (domain SEC-05, AUD-02)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from partners.audit import audit
from partners.forms_privacy import MonthFilter
from partners.models import AuditAction
from partners.queries.seen import lookers
from partners.views.privacy import PrivacyView
from sharedservices.common.exports import ExportFormat
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table, TablePage


class LookersTable(Table):
    """Who looked at how many people."""

    caption, nouns, filename = "Who looked", ("person who looked", "people who looked"), "who-looked"
    filter_form, default_sort = MonthFilter, "-n_people"
    empty = EmptyState("Nobody looked at anybody’s records in this month")
    columns = (
        Column("name", "Who", header=True, sort="name"),
        Column("n_people", "People", kind=Kind.NUMBER, sort="n_people"),
        Column("n_looks", "Looks", kind=Kind.NUMBER, sort="n_looks"),
        Column("n_unmasked", "Unmasked", kind=Kind.NUMBER, sort="n_unmasked"),
        Column("n_exports", "Downloads", kind=Kind.NUMBER, sort="n_exports"),
        Column("n_without_work", "People without other work", kind=Kind.NUMBER, sort="n_without_work"),
        Column("n_protected", "Protected people", kind=Kind.NUMBER, sort="n_protected"),
        Column("n_own", "Own record", kind=Kind.NUMBER, sort="n_own"),
        Column("n_own_changes", "Changes to own record", kind=Kind.NUMBER, sort="n_own_changes"),
    )


class Lookups(TablePage, PrivacyView, TemplateView):  # type: ignore[misc]
    """The report of one month."""

    permission = "privacy.watch"
    template_name = "privacy/lookups.html"
    table_class = LookersTable

    month: date

    def load(self) -> None:
        """Find out which month is asked for; without one, this month."""
        asked = MonthFilter(self.request.GET)
        self.month = (asked.cleaned_data.get("month") if asked.is_valid() else None) or timezone.localdate()

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return who looked in the month."""
        return ListRows(lookers(partner_id=self.partner.pk, month=self.month))

    def downloaded(self, *, file_format: ExportFormat, n_rows: int, filters: Mapping[str, Any]) -> None:
        """Record the download."""
        audit(
            action=AuditAction.EXPORT, object_type="partners_auditevent", object_id="lookups", label="Who looked",
            changes={"format": file_format.value, "rows": n_rows, "month": f"{self.month:%Y-%m}"},
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the month."""
        context = super().get_context_data(**kwargs)
        context |= {"title": f"Who looked in {self.month:%B %Y}", "tabs": self.tabs("lookups/")}
        return context | {"breadcrumbs": self.trail(("Who looked", ""))}
