"""The register of agency and off-payroll workers: the report, recording one, and moving its last day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.forms import Form
from django.utils import timezone

from hr.forms.agency import AgencyFilter, AgencyForm, MoveEndForm
from hr.models import AgencyAssignment, Post
from hr.operations import agency
from hr.operations.agency import NotPossible, Wanted
from hr.queries import agency as found
from hr.queries import organisation
from hr.queries.days import last_day
from hr.views.base import PeopleView, find
from hr.views.found_report import FoundReport
from hr.views.people import as_options, as_uuid
from partners.views.base import PartnerFormView, now
from sharedservices.common.charts import Bar, RowChart
from sharedservices.common.formatting import money, number
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Agency and off-payroll workers"
MOST_BARS = 12


def vacant_words(fte: Decimal | None) -> str:
    """Say how much of a post is vacant; nothing where it fills none."""
    return "" if fte is None else f"{number(fte)} vacant"


class AgencyTable(Table):
    """Assignments, the first to end first."""

    caption, nouns, filename = TITLE, ("assignment", "assignments"), "agency-workers"
    filter_form, default_sort = AgencyFilter, ""
    empty = EmptyState("Nobody is sent by an agency", "Record who charges for work, and until when.")
    columns: ClassVar[Sequence[Column]] = (
        Column("title", "Work", header=True, hint=lambda row: row.unit, sort="title",
               href=lambda row: f"{row.assignment}/"),
        Column("unit", "Unit", is_shown=False),
        Column("supplier", "Supplier", sort="supplier", hint=lambda row: row.reference),
        Column("reference", "Reference", is_shown=False),
        Column("kind", "Through", hint=lambda row: row.status),
        Column("status", "Off-payroll rules", is_shown=False),
        Column("post_no", "Post", hint=lambda row: vacant_words(row.vacant_fte)),
        Column("vacant_fte", "Vacant FTE of the post", is_shown=False),
        Column("hours", "Hours a week", kind=Kind.NUMBER, sort="hours"),
        Column("rate", "Charge an hour", kind=Kind.MONEY, sort="rate"),
        Column("a_week", "A week", kind=Kind.MONEY, sort="a_week"),
        Column("in_all", "In all", kind=Kind.MONEY, sort="in_all"),
        Column("first_day", "First day", kind=Kind.DATE, is_shown=False),
        Column("last_day", "Last day", kind=Kind.DATE, sort="last_day", hint=lambda row: row.standing),
    )  # fmt: skip


class AgencyWorkers(FoundReport):
    """Who charges what, until when, and on which post."""

    table_class = AgencyTable
    title = TITLE
    lead = (
        "Work that agencies and companies charge for, before VAT. It names nobody: the supplier’s reference stands for "
        "the worker. Costs are hours and charge as agreed, not invoices."
    )
    audited_as = "hr_agencyassignment"

    def find(self, filters: Mapping[str, Any]) -> Sequence[Any]:
        """Return the assignments."""
        return found.assignments(self.wanted(), on=timezone.localdate(), whose=filters.get("whose", ""))

    def table_options(self) -> dict[str, Any]:
        """Offer the units."""
        units = organisation.unit_choices(partner_id=self.partner.pk, on=timezone.localdate())
        return {"form_options": {"choices": {"unit": as_options(units)}}}

    def tiles(self) -> list[dict[str, Any]]:
        """Count and add up those that go on."""
        going = [one for one in self.found if one.standing in {found.NOW, found.SOON_OVER}]
        return [
            {"label": "Workers now", "value": number(len(going))},
            {"label": "A week", "value": money(sum((one.a_week for one in going), Decimal(0))), "hint": "Before VAT"},
            {"label": "On vacant posts", "value": number(sum((one.vacant_fte or 0) > 0 for one in going))},
            {"label": "End soon", "value": number(sum(one.standing == found.SOON_OVER for one in going)),
             "hint": f"Within {found.SOON} days"},
        ]  # fmt: skip

    def charts(self) -> list[Any]:
        """Draw what a week costs by unit."""
        by_unit: dict[str, Decimal] = defaultdict(Decimal)
        for one in self.found:
            if one.standing in {found.NOW, found.SOON_OVER}:
                by_unit[one.unit] += one.a_week
        most = sorted(by_unit.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_BARS]
        chart = RowChart(
            title="Charged a week, by unit", bars=[Bar(unit, cost) for unit, cost in most], label_heading="Unit",
            value_heading="Pounds",
        )  # fmt: skip
        return [chart] if most else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to record one."""
        may = self.may("establishment.edit")
        actions = [{"label": "Record an assignment", "href": self.url("agency_worker_new")}] if may else []
        return super().get_context_data(actions=actions, **kwargs)


class _AgencyForm(PeopleView, PartnerFormView):
    permission = "establishment.edit"
    template_name = "partners/form_page.html"
    title: ClassVar[str] = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        back = self.url("agency_workers")
        trail = self.crumbs(("Reports", self.url("reports")), (TITLE, back), (self.title, ""))
        given = {"title": self.title, "submit": "Save", "cancel_href": back, "breadcrumbs": trail}
        return super().get_context_data(**given | kwargs)


class RecordAgencyWorker(_AgencyForm):
    """Record an assignment."""

    form_class = AgencyForm
    title = "Record an agency or off-payroll worker"
    success_message = "It is on the register."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the units."""
        units = organisation.unit_choices(partner_id=self.partner.pk, on=timezone.localdate())
        return {**super().get_form_kwargs(), "units": as_options(units)}

    def perform(self, form: Form) -> str:
        """Record it. :raises NotPossible: for a post that there is not."""
        given = dict(form.cleaned_data)
        number_given, unit = given.pop("post_no").strip(), as_uuid(given.pop("unit"))
        post = Post.objects.of(self.partner.pk).filter(post_no__iexact=number_given).first() if number_given else None
        if number_given and post is None:
            raise NotPossible(
                "There is no post of this number.", field="post_no", remedy="Leave it empty, or check it."
            )
        assert unit is not None  # noqa: S101 - the form offers units alone
        wanted = Wanted(**given, unit=unit, post=post.uuid if post else None)
        agency.record(partner_id=self.partner.pk, wanted=wanted, by=self.user, at=now())
        return self.url("agency_workers")


class MoveAgencyEnd(_AgencyForm):
    """Move the last day of an assignment."""

    form_class = MoveEndForm
    title = "Move the last day of an assignment"
    success_message = "The last day is moved."

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        rows = AgencyAssignment.objects.of(self.partner.pk).select_related("org_unit")
        self.row: AgencyAssignment = find(rows, uuid=self.kwargs["agency_worker"])

    def get_initial(self) -> dict[str, Any]:
        """Offer the day that stands."""
        return {"last_day": last_day(self.row.valid)}

    def perform(self, form: Form) -> str:
        """Move it."""
        agency.move_end(assignment=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("agency_workers")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose."""
        row = self.row
        moved = f" Moved by {row.moved_by}: {row.moved_why}." if row.moved_by else ""
        lead = f"{row.title}, {row.org_unit.name}: {row.supplier}, {row.reference}. {row.why}.{moved}"
        return super().get_context_data(lead=lead, **kwargs)
