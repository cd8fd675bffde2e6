"""Which kinds of change need no approval at this partner, and saying so."""

from datetime import timedelta
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone

from partners import change_kinds
from partners.forms import AutoApprovalForm
from partners.models import AutoApproval
from partners.operations import auto_approvals
from partners.queries import auto_approvals as queries
from partners.views.base import PartnerActionView, PartnerFormView
from partners.views.changes import ChangesView
from sharedservices.common.formatting import day

HEADINGS = [{"label": one} for one in ("Change", "From", "Last day", "Why", "Said by")]


class AutoApprovalPage(ChangesView, PartnerFormView):
    """What is let through, and letting another kind through."""

    write_permission = "changes.auto_approve"
    template_name = "partners/changes_auto.html"
    form_class = AutoApprovalForm
    success_message = "Changes of this kind need no approval from that day on."

    def get_initial(self) -> dict[str, Any]:
        """Begin today."""
        return {"start": timezone.localdate()}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the kinds that do not move pay."""
        kinds = [(kind.code, kind.title) for kind in auto_approvals.possible()]
        return {**super().get_form_kwargs(), "kinds": kinds}

    def perform(self, form: Form) -> str:
        """Let it through."""
        auto_approvals.let_through(partner_id=self.partner.pk, by=self.user, at=timezone.now(), **form.cleaned_data)
        return f"{self.base}without-approval/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List what was ever let through."""
        rows, may_write = queries.every(partner_id=self.partner.pk), self.may(self.write_permission)
        return super().get_context_data(
            tabs=self.tabs("without-approval/"),
            headings=HEADINGS,
            rows=[_cells(row) for row in rows],
            running=[_running(row) for row in rows if row.valid.upper is None and may_write],
            may_write=may_write,
            breadcrumbs=self.trail("Without approval"),
            **kwargs,
        )


class EndAutoApproval(ChangesView, PartnerActionView):
    """Ask for approvals again."""

    permission = "changes.auto_approve"
    success_message = "From tomorrow on changes of this kind need an approval again."

    def perform(self) -> str:
        """End it."""
        try:
            auto_approvals.stop(
                partner_id=self.partner.pk, auto_approval=self.kwargs["auto_approval"], by=self.user, at=timezone.now()
            )
        except AutoApproval.DoesNotExist:
            raise Http404 from None
        return self.back()

    def back(self) -> str:
        """Return to the list."""
        return f"{self.base}without-approval/"


def _title(row: AutoApproval) -> str:
    try:
        return change_kinds.change_kind(row.kind).title
    except LookupError:
        return row.kind


def _cells(row: AutoApproval) -> list[dict[str, Any]]:
    end = row.valid.upper - timedelta(days=1) if row.valid.upper else None
    texts = (day(row.valid.lower), day(end) if end else "No end", row.reason, str(row.made_by))
    return [{"text": _title(row), "is_header": True}, *({"text": text} for text in texts)]


def _running(row: AutoApproval) -> dict[str, Any]:
    return {"uuid": row.uuid, "title": _title(row)}
