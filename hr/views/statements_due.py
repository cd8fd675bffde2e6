"""Changes of terms that are to be told in writing within a month, each with the way to its statement."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from hr.queries import statements_due
from hr.queries.statements_due import StatementDue
from hr.views.base import PeopleView
from sharedservices.common.formatting import day

TITLE = "Statements of change"
MOST = 200
HEADINGS = [{"label": one} for one in ("Who", "Changed on", "Tell them by", "What can be done")]


class StatementsDue(PeopleView, TemplateView):
    """The changes that nobody has told in writing, the oldest first."""

    permission = "documents.store"
    template_name = "hr/statements_due.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show each with the way to its statement."""
        found = statements_due.due(partner_id=self.partner.pk, on=timezone.localdate())
        return super().get_context_data(
            title=TITLE,
            headings=HEADINGS,
            rows=[self._cells(one) for one in found[:MOST]],
            more=max(len(found) - MOST, 0),
            breadcrumbs=self.crumbs(("People", self.url("people")), (TITLE, "")),
            **kwargs,
        )

    def _cells(self, one: StatementDue) -> list[dict[str, Any]]:
        is_late = one.due_on < timezone.localdate()
        ids = {"person": one.person, "assignment": one.assignment}
        make = self.url("state_change", query={"on": one.changed_on.isoformat()}, **ids)
        return [
            {"text": one.name, "is_header": True, "hint": one.job, "href": self.url("person_jobs", person=one.person)},
            {"text": day(one.changed_on)},
            {"text": day(one.due_on), "hint": "Late" if is_late else ""},
            {"text": "Make the statement", "href": make, "context": f"of {one.name}"},
        ]
