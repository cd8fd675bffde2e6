"""Lists of a partner: server-side, filtered, downloadable, and every download in the audit trail."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone

from partners.audit import audit
from partners.models import AuditAction
from partners.operations import list_files
from partners.operations.list_files import Asked
from sharedservices.common.exports import ExportFormat, about, paper
from sharedservices.common.tables import TablePage

SEARCH = "q"
"""The field of filter forms for words: what somebody looked for may be a name, which is nobody's business."""


class PartnerList(TablePage):
    """A list of which every download leaves a trace: who, narrowed to what, how many rows. Source: domain HR-17.

    Name in `audited_as` the table that it is about.
    """

    audited_as: ClassVar[str]
    audited_id: ClassVar[str] = "list"

    @property
    def makes_later(self) -> bool:
        """Let a worker make what is long, for an office; nobody’s own list is."""
        return not getattr(self.request, "self_service", False)

    def make_later(self) -> HttpResponseBase:
        """Keep what the list says, have it laid out, and go to the page of that work."""
        view: Any = self
        table, title = self.table, self.download_title()
        told = None if table.is_published else about(self, title, self.download_filters())
        page = paper(table.export_header(), table.export_rows(), told, most=table.most_at_all)
        name = f"{table.filename or table.nouns[1]}-{timezone.localdate():%Y-%m-%d}.{ExportFormat.PDF.value}"
        wanted = Asked(
            title=title, filename=name, address=self.request.get_full_path(), permission=view.needed(self.request),
            page=page,
            trail=self._trail(file_format=ExportFormat.PDF, n_rows=len(page["rows"]), filters=table.filters),
        )  # fmt: skip
        job = list_files.ask(access=view.access, wanted=wanted, by=view.user, at=timezone.now())
        return HttpResponseRedirect(f"/p/{view.partner.code}/jobs/{job.uuid}/")

    def downloaded(self, *, file_format: ExportFormat, n_rows: int, filters: Mapping[str, Any]) -> None:
        """Leave the trace."""
        audit(action=AuditAction.EXPORT, **self._trail(file_format=file_format, n_rows=n_rows, filters=filters))

    def _trail(self, *, file_format: ExportFormat, n_rows: int, filters: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the trail says."""
        named = {name: str(value) for name, value in filters.items() if name != SEARCH}
        searched = {"searched": True} if filters.get(SEARCH) else {}
        return {
            "object_type": self.audited_as,
            "object_id": self.audited_id,
            "label": f"{self.download_title()}, {n_rows} rows, {file_format.value.upper()}",
            "changes": {"format": file_format.value, "rows": n_rows, "filters": named, **searched},
        }
