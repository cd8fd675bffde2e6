"""What a report with figures above its list is made of: what is found, its tiles, and its charts."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from hr.views.insight import ReportPage
from sharedservices.common.rowsources import ListRows


class FoundReport(ReportPage, ABC):  # type: ignore[misc]
    """A report that finds its lines once, and counts and draws what it found."""

    found: Sequence[Any]

    @abstractmethod
    def find(self, filters: Mapping[str, Any]) -> Sequence[Any]:
        """Return the lines that the filters leave."""

    @abstractmethod
    def tiles(self) -> list[dict[str, Any]]:
        """Return the figures above the list."""

    def charts(self) -> list[Any]:
        """Return the charts above the list: those without a bar are left out."""
        return []

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Find the lines."""
        self.found = self.find(filters)
        return ListRows(self.found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add tiles and charts, once the lines are found."""
        _ = self.table.source
        return super().get_context_data(tiles=self.tiles(), charts=self.charts(), **kwargs)
