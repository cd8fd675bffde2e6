"""Legal holds: what must not be erased, and why."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404
from django.views.generic import TemplateView

from partners.forms_privacy import HoldFilter, HoldForm, ReasonForm
from partners.models import LegalHold
from partners.operations import retention as operations
from partners.queries import privacy_pages
from partners.queries import retention as found
from partners.views.base import now
from partners.views.lists import PartnerList
from partners.views.privacy import PrivacyForm, PrivacyView
from sharedservices.common.formatting import moment
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table


class HoldsTable(Table):
    """Legal holds."""

    caption, nouns, filename = "Legal holds", ("legal hold", "legal holds"), "legal-holds"
    filter_form, default_sort = HoldFilter, "-set_at"
    empty = EmptyState("Nothing is held back", "Set a hold before a claim, an inquiry or a request of the police.")
    columns = (
        Column("covers", "What is held back", header=True),
        Column("reason", "Why"),
        Column("set_by", "Set by", hint=lambda row: moment(row.set_at)),
        Column("lifted", "Lifted", hint=lambda row: row.lift_reason),
        Column("action", "Action", href=lambda row: row.href, is_shown=True),
        Column("set_at", "Set", kind=Kind.MOMENT, sort="set_at", is_shown=False),
    )


class Holds(PartnerList, PrivacyView, TemplateView):  # type: ignore[misc]
    """The list of holds."""

    template_name = "privacy/holds.html"
    table_class = HoldsTable
    audited_as = "partners_legalhold"

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the holds that the filter leaves."""
        return privacy_pages.hold_rows(
            partner_id=self.partner.pk, with_lifted=bool(filters.get("lifted")), can_lift=self.may("privacy.manage")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        actions = [{"label": "Set a hold", "href": self.url("holds/new/")}] if self.may("privacy.manage") else []
        return super().get_context_data(
            actions=actions, tabs=self.tabs("holds/"), breadcrumbs=self.trail(("Legal holds", "")), **kwargs
        )


class SetHold(PrivacyForm):
    """Set a hold."""

    permission = "privacy.manage"
    form_class = HoldForm
    title, submit = "Set a legal hold", "Set the hold"
    lead = "Nothing that it covers is erased while it stands, whatever was approved."
    success_message = "The hold stands."

    def back(self) -> str:
        """Return to the holds."""
        return self.url("holds/")

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the page above."""
        return (("Legal holds", self.url("holds/")),)

    def perform(self, form: Form) -> str:
        """Set it."""
        given = dict(form.cleaned_data)
        text = given.pop("person").strip()
        person = self.person(text) if text else None
        operations.set_hold(partner_id=self.partner.pk, person_id=person, by=self.user, at=now(), **given)
        return self.back()


class LiftHold(PrivacyForm):
    """Lift a hold."""

    permission = "privacy.manage"
    form_class = ReasonForm
    title, submit = "Lift this hold", "Lift the hold"
    success_message = "The hold is lifted."
    hold: UUID

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        row: LegalHold | None = found.legal_holds(self.partner.pk).filter(uuid=self.kwargs["legal_hold"]).first()
        if row is None:
            raise Http404
        self.hold, self.lead = row.uuid, f"It was set because of: {row.reason}"

    def back(self) -> str:
        """Return to the holds."""
        return self.url("holds/")

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the page above."""
        return (("Legal holds", self.url("holds/")),)

    def perform(self, form: Form) -> str:
        """Lift it."""
        operations.lift_hold(hold=self.hold, by=self.user, at=now(), **form.cleaned_data)
        return self.back()
