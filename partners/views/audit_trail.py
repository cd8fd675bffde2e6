"""The audit trail: who did what, when and why, and whether the trail itself is whole."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from partners.audit import audit
from partners.forms import AuditFilter
from partners.models import AuditAction, AuditEvent
from partners.queries import audit_trail
from partners.queries.audit_trail import EventRow
from partners.views.base import PartnerView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import counted, moment
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table


def _about(row: EventRow) -> str:
    return row.label or f"{row.object_words} {row.object_id}"


def _for_whom(row: EventRow) -> str:
    return f"on behalf of {row.on_behalf_of}" if row.on_behalf_of else ""


class AuditTable(Table):
    """Events; the values of changed fields are on each event's own page."""

    caption, nouns, filename = "Audit trail", ("event", "events"), "audit-trail"
    filter_form, default_sort, default_per_page = AuditFilter, "-at", 50
    empty = EmptyState("Nothing has happened yet", "Everything that people do here will be listed.")
    columns = (
        Column("at", "When", kind=Kind.MOMENT, sort="id", href=lambda row: f"{row.id}/", context=_about),
        Column("actor", "Who", sort=("actor_name", "-id"), header=True, hint=_for_whom),
        Column("on_behalf_of", "On behalf of", is_shown=False),
        Column("action_label", "Action", sort=("action", "-id")),
        Column("about", "About", value=_about, hint=lambda row: row.object_words if row.label else ""),
        Column("fields", "Fields", value=lambda row: ", ".join(row.fields_changed).replace("_", " "), is_shown=False),
        Column("object_type", "Kind of object", is_shown=False),
        Column("object_id", "Object number", is_shown=False),
        Column("why", "Why"),
        Column("reason", "Reason or address", is_shown=False),
        Column("correlation_id", "Request", is_shown=False),
        Column("session", "Session", is_shown=False),
        Column("id", "Event number", sort="id", is_shown=False),
    )


class AuditTrail(PartnerList, PartnerView, TemplateView):  # type: ignore[misc]
    """The list, with the standing of the chain above it."""

    permission = "audit.view"
    template_name = "partners/audit_trail.html"
    table_class = AuditTable
    audited_as = "partners_auditevent"
    audited_id = "trail"

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the events that the filters leave."""
        return audit_trail.rows(partner_id=self.partner.pk, filters=filters)

    def table_options(self) -> dict[str, Any]:
        """Offer the kinds of object that are on this trail."""
        return {"form_options": {"object_types": audit_trail.object_types(partner_id=self.partner.pk)}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether the chain is whole."""
        status = audit_trail.chain_status()
        return super().get_context_data(
            chain=_chain_rows(status), is_whole=status.is_whole, breadcrumbs=self.crumbs(("Audit trail", "")), **kwargs
        )


def _chain_rows(status: audit_trail.ChainStatus) -> list[dict[str, Any]]:
    seal, last = status.latest_seal, status.last_check
    if seal is None:
        return [{"key": "Chain", "value": "No seal yet: the first is made within a minute of the first event"}]
    state = (
        "Whole up to the latest seal"
        if status.is_whole
        else "Broken: " + counted(status.n_problems, "problem", "problems")
    )
    checked = (
        f"{moment(last.at)}, {'in full' if last.is_full else 'from the check before'}" if last else "Just now, in full"
    )
    since = f"{counted(status.n_since, 'seal', 'seals')} since then checked just now" if last and status.n_since else ""
    return [
        {"key": "Chain", "value": state, "hint": "" if status.is_whole else "Run verify_audit to name the events"},
        {"key": "Latest seal", "value": f"Number {seal.pk}, {moment(seal.at)}", "hint": seal.digest},
        {"key": "Checked", "value": checked, "hint": since},
    ]


class AuditEventPage(PartnerView, TemplateView):
    """One event with what was before and after. Looking is on the trail, too."""

    permission = "audit.view"
    template_name = "partners/audit_event.html"
    event: AuditEvent

    def load(self) -> None:
        """Find the event among this partner's."""
        found = audit_trail.events(partner_id=self.partner.pk, filters={}).filter(pk=self.kwargs["event_id"]).first()
        if found is None:
            raise Http404
        self.event = found
        row = audit_trail.as_row(found)
        audit(
            action=AuditAction.VIEW,
            object_type="partners_auditevent",
            object_id=row.id,
            label=f"Audit event: {row.action_label.lower()} {_about(row)}"[:200],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the event, its fields and the way to what else happened in the same request."""
        row = audit_trail.as_row(self.event)
        base = f"/p/{self.partner.code}/audit/"
        related = f"{base}?text={row.correlation_id}" if row.correlation_id else ""
        facts = [
            {"key": "When", "value": moment(row.at)},
            {"key": "Who", "value": row.actor, "hint": _for_whom(row)},
            {"key": "Action", "value": row.action_label},
            {"key": "About", "value": f"{row.object_words} {row.object_id}", "hint": row.label},
            {"key": "Why", "value": row.why or "No reason given", "hint": "" if row.why else row.reason},
            {"key": "Request", "value": row.correlation_id or "None", "href": related, "action": "Show all of it"},
            {
                "key": "Session",
                "value": row.session or "None: nobody was signed in at a page",
                "href": f"{base}?text={row.session}" if row.session else "",
                "action": "Show all of it",
            },
            {"key": "Seal", "value": "Covered by a seal" if row.sealed else "Waiting for the next seal"},
        ]
        cells = [
            [{"text": one.label, "is_header": True}, {"text": one.old}, {"text": one.new}]
            for one in audit_trail.changes(self.event)
        ]
        trail = self.crumbs(("Audit trail", base), (f"Event {row.id}", ""))
        return super().get_context_data(
            row=row, facts=facts, cells=cells, headings=HEADINGS, breadcrumbs=trail, **kwargs
        )


HEADINGS = [{"label": "Field"}, {"label": "Before"}, {"label": "After"}]
