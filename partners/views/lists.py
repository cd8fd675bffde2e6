"""Lists of a partner: server-side, filtered, downloadable, and every download in the audit trail."""

from collections.abc import Mapping
from typing import Any, ClassVar

from partners.audit import audit
from partners.models import AuditAction
from sharedservices.common.exports import ExportFormat
from sharedservices.common.tables import TablePage

SEARCH = "q"
"""The field of filter forms for words: what somebody looked for may be a name, which is nobody's business."""


class PartnerList(TablePage):
    """A list of which every download leaves a trace: who, narrowed to what, how many rows. Source: domain HR-17.

    Name in `audited_as` the table that it is about.
    """

    audited_as: ClassVar[str]
    audited_id: ClassVar[str] = "list"

    def downloaded(self, *, file_format: ExportFormat, n_rows: int, filters: Mapping[str, Any]) -> None:
        """Leave the trace."""
        named = {name: str(value) for name, value in filters.items() if name != SEARCH}
        searched = {"searched": True} if filters.get(SEARCH) else {}
        audit(
            action=AuditAction.EXPORT,
            object_type=self.audited_as,
            object_id=self.audited_id,
            label=f"{self.download_title()}, {n_rows} rows, {file_format.value.upper()}",
            changes={"format": file_format.value, "rows": n_rows, "filters": named, **searched},
        )
