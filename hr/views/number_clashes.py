"""National Insurance numbers that two people claim: the list, and settling one. For whoever may know of both people."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.forms import Form
from django.views.generic import TemplateView

from hr.forms.number_clashes import ClashFilter, SettleForm
from hr.models import NinoClash
from hr.operations import disclosure, number_clashes
from hr.queries import number_clashes as found
from hr.views.base import PeopleView, find
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.formatting import moment
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Numbers that two people claim"


class ClashesTable(Table):
    """National Insurance numbers that two people claim."""

    caption, nouns, filename = TITLE, ("clash", "clashes"), "number-clashes"
    filter_form, default_sort = ClashFilter, "-noted_on"
    empty = EmptyState("No number is claimed by two people", "Whoever records one that is taken is told nothing.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", "Number", header=True, href=lambda row: f"{row.clash}/"),
        Column("holder", "Had it first", sort="person__surname"),
        Column("claimant", "Recorded later for", sort="claimant__surname"),
        Column("noted_on", "Since", kind=Kind.DATE, sort="noted_at"),
        Column("standing", "Standing", kind=Kind.STATUS),
    )


class NumberClashes(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """The list."""

    permission = "people.settle_nino"
    template_name = "hr/number_clashes.html"
    table_class = ClashesTable
    audited_as = "hr_ninoclash"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return what the filters leave."""
        return found.rows(partner_id=self.partner.pk, is_open=filters.get("standing") != "settled")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(title=TITLE, breadcrumbs=self.crumbs((TITLE, "")), **kwargs)


class NumberClash(PeopleView, PartnerFormView):
    """One clash: who claims the number, and settling it."""

    permission = "people.settle_nino"
    template_name = "hr/number_clash.html"
    form_class = SettleForm
    success_message = "It is settled. The other record has no number any more."

    def load(self) -> None:
        """Find it, and record that both were looked at. :raises Http404: when there is none in scope."""
        rows = NinoClash.objects.of(self.partner.pk).select_related("person", "claimant", "noted_by", "settled_by")
        self.row: NinoClash = find(rows, uuid=self.kwargs["clash"])
        if self.request.method == "GET":
            for one in (self.row.person, self.row.claimant):
                disclosure.record_view(person=one, what="National Insurance number", by=self.user, at=now())

    def perform(self, form: Form) -> str:
        """Settle it."""
        number_clashes.settle(clash=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("number_clashes")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show both."""
        row = self.row
        facts = [
            {"key": "Had it first", "value": row.person.display_name,
             "href": self.url("person", person=row.person.uuid), "action": "Open"},
            {"key": "Recorded later for", "value": row.claimant.display_name,
             "href": self.url("person", person=row.claimant.uuid), "action": "Open"},
            {"key": "Since", "value": moment(row.noted_at), "hint": str(row.noted_by or "")},
        ]  # fmt: skip
        if row.settled_at:
            settled = f"{row.settled_by}, {moment(row.settled_at)}: {row.words}"
            facts.append({"key": "Settled", "value": row.get_outcome_display(), "hint": settled})
        return super().get_context_data(
            title="A number that two people claim", facts=facts, is_open=row.settled_at is None,
            breadcrumbs=self.crumbs((TITLE, self.url("number_clashes")), ("A clash", "")), **kwargs,
        )  # fmt: skip
