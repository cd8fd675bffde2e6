"""Work that was carried over from an earlier system: the list, one item, its end, and another owner or day."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.forms import Form
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.carried import CarriedFilter, FinishForm, HandOverForm
from hr.models import CarriedWork
from hr.operations import domain_work
from hr.queries import carried
from hr.views.base import PeopleView, find
from partners.queries import deciders
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day, moment
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Work carried over"
SEES_ALL = "onboarding.view"


class CarriedTable(Table):
    """Items of work that somebody had begun in the old system."""

    caption, nouns, filename = TITLE, ("item", "items"), "work-carried-over"
    filter_form, default_sort = CarriedFilter, "due_on"
    empty = EmptyState(
        "Nothing is left of the old system",
        "What was under way comes with the data of an onboarding, and is done here.",
    )
    columns: ClassVar[Sequence[Column]] = (
        Column("title", "What", sort="title", header=True, href=lambda row: f"{row.item}/",
               hint=lambda row: row.next_step),
        Column("reference", "Reference", sort="reference"),
        Column("kind", "Kind", sort="kind"),
        Column("person", "About", value=lambda row: row.person or "Nobody"),
        Column("owner", "Owner", sort="owner__full_name"),
        Column("due_on", "Due", kind=Kind.DATE, sort="due_on", hint=lambda row: "Late" if row.is_late else ""),
        Column("state", "State", kind=Kind.STATUS),
        Column("outcome", "What came of it", is_shown=False),
    )  # fmt: skip


class CarriedView(PeopleView):
    """A page about work that was carried over: one’s own, or all of it for whoever sees the onboarding."""

    permission = "carried.work"

    def items(self) -> Any:
        """Return what this login may see."""
        return carried.items(partner_id=self.partner.pk, user=self.user, sees_all=self.may(SEES_ALL))

    def people(self) -> list[tuple[str, str]]:
        """Return who may own an item."""
        on = timezone.localdate()
        found = deciders.holders(partner_id=self.partner.pk, permission=domain_work.PERMISSION, on=on)
        return [(str(one.human_id), one.full_name) for one in found]


class CarriedList(PartnerList, CarriedView, TemplateView):  # type: ignore[misc]
    """The list."""

    template_name = "hr/carried_work.html"
    table_class = CarriedTable
    audited_as = "hr_carriedwork"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return what the filters leave."""
        return carried.listed(self.items(), filters=filters, on=timezone.localdate())

    def table_options(self) -> dict[str, Any]:
        """Offer who may own an item."""
        return {"form_options": {"choices": {"owner": self.people()}}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=TITLE, breadcrumbs=self.crumbs((TITLE, "")), sees_all=self.may(SEES_ALL), **kwargs
        )


class _ItemView(CarriedView):
    """A page about one item."""

    item: CarriedWork

    def load(self) -> None:
        """Find it. :raises Http404: when there is none that this login may see."""
        self.item = find(self.items(), uuid=self.kwargs["carried_work"])

    def page(self) -> str:
        """Return the address of the item."""
        return self.url("carried_item", carried_work=self.item.uuid)

    def trail(self, *more: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        own = (self.item.reference, self.page() if more else "")
        return self.crumbs((TITLE, self.url("carried")), own, *more)


class CarriedItem(_ItemView, TemplateView):
    """One item: what it is, whose, until when, and what came of it."""

    template_name = "hr/carried_item.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say it, and what can be done."""
        one = self.item
        facts = [
            {"key": "Reference in the old system", "value": one.reference},
            {"key": "Kind", "value": one.get_kind_display()},
            {"key": "Next step", "value": one.next_step or "Not said"},
            {"key": "About", "value": one.person.display_name if one.person else "Nobody"},
            {"key": "Owner", "value": one.owner.full_name},
            {"key": "Due", "value": day(one.due_on)},
        ]
        if one.state == CarriedWork.State.DONE and one.done_at is not None:
            facts.append(
                {"key": "What came of it", "value": one.outcome, "hint": f"{one.done_by}, {moment(one.done_at)}"}
            )
        return super().get_context_data(
            title=one.title, breadcrumbs=self.trail(), facts=facts, status=one.state,
            status_label=one.get_state_display(), is_open=one.state == CarriedWork.State.OPEN,
            finish_href=self.url("carried_finish", carried_work=one.uuid),
            hand_over_href=self.url("carried_hand_over", carried_work=one.uuid), **kwargs,
        )  # fmt: skip


class _ItemForm(_ItemView, PartnerFormView):
    """A form on an item."""

    template_name = "hr/onboarding_form.html"
    title: ClassVar[str] = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=self.title, lead=self.item.title, submit="Save", cancel_href=self.page(),
            breadcrumbs=self.trail((self.title, "")), **kwargs,
        )  # fmt: skip


class Finish(_ItemForm):
    """Say what came of an item."""

    form_class = FinishForm
    title, success_message = "Say what came of it", "The item is done."

    def perform(self, form: Form) -> str:
        """Record it."""
        domain_work.finish(item=self.item.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.page()


class HandOver(_ItemForm):
    """Give an item to somebody else, or another day."""

    form_class = HandOverForm
    title, success_message = "Give the work to somebody", "Recorded."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer who may own it."""
        return {**super().get_form_kwargs(), "people": self.people()}

    def get_initial(self) -> dict[str, Any]:
        """Offer what is recorded."""
        return {"owner": str(self.item.owner.human_id), "due_on": self.item.due_on}

    def perform(self, form: Form) -> str:
        """Record it."""
        given = form.cleaned_data
        domain_work.hand_over(
            item=self.item.uuid, owner=UUID(given["owner"]), due_on=given["due_on"], by=self.user, at=now(),
            on=timezone.localdate(),
        )  # fmt: skip
        return self.page()
