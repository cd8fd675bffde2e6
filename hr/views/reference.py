"""What pay terms refer to, as at a date: units, posts, grades, pay scales, cost centres, pension schemes, elements."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.lists import DatedFilter, ElementsFilter, OnFilter, PostsFilter, ScaleFilter
from hr.models import PayElement, PayScale, PensionScheme
from hr.queries import organisation, reference
from hr.queries.unit_tree import tree
from hr.views.base import PeopleView
from hr.views.people import as_options, as_uuid
from partners.audit import audit
from partners.models import AuditAction
from sharedservices.common.exports import ExportFormat
from sharedservices.common.formatting import counted, day, money, number, percent
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table, TablePage

CHART = "org_chart"
PAGES = (
    (CHART, "Chart"),
    ("units", "Units"),
    ("posts", "Posts"),
    ("roles", "Roles"),
    ("terms_of_work", "Terms and conditions"),
    ("grades", "Grades"),
    ("scales", "Pay scales"),
    ("cost_centres", "Cost centres"),
    ("pension_schemes", "Pension schemes"),
    ("elements", "Pay elements"),
    ("pay_groups", "Pay groups"),
    ("paye_schemes", "Employers and PAYE schemes"),
)
DEMONSTRATION = "Demonstration: invented figures"
LOADED = "They are brought by file: Partnership, then Reference data."


class ReferencePage(TablePage, PeopleView, TemplateView):  # type: ignore[misc]
    """What the reference lists share: tabs, and the date in view."""

    permission = "organisation.view"
    counts_only = True
    template_name = "hr/reference.html"
    name: ClassVar[str] = ""
    lead: ClassVar[str] = ""

    def downloaded(self, *, file_format: ExportFormat, n_rows: int, filters: Mapping[str, Any]) -> None:
        """Leave a trace."""
        label = f"{dict(PAGES)[self.name]}, {n_rows} rows, {file_format.value.upper()}"
        audit(action=AuditAction.EXPORT, object_type="hr_reference", object_id=self.name, label=label)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tabs and the date."""
        title = dict(PAGES)[self.name]
        kept = {"on": self.on_asked}
        return super().get_context_data(
            title=title,
            lead=self.lead,
            on=self.on,
            tabs=[
                {"label": label, "href": self.url(name, query=kept), "active": name == self.name}
                for name, label in PAGES
            ],
            breadcrumbs=self.crumbs(("Partnership", f"/p/{self.partner.code}/partnership/"), (title, "")),
            **kwargs,
        )


def employer_words(row: Any) -> str:
    """Say what the employer pays."""
    return percent(row.employer_rate) or "No rate on this date"


def band_words(row: Any) -> str:
    """Say in short what an employee pays: the partner's bands, or that the law's apply."""
    bands = row.bands or []
    if not bands:
        return "By the bands of the law" if row.law_scheme else "No bands on this date"
    rates = sorted({Decimal(rate) for _, rate in bands})
    span = percent(rates[0]) if len(rates) == 1 else f"{percent(rates[0])} to {percent(rates[-1])}"
    return f"{span}, {counted(len(bands), 'band', 'bands')}"


def element_rate(row: organisation.ElementRow) -> str:
    """Say the rate or factor of an element, where it has one."""
    if row.rate is not None:
        return f"{money(row.rate)} each"
    return f"× {number(row.factor)}" if row.factor != 1 else ""


def in_use(row: organisation.ElementRow) -> str:
    """Say from when to when an element is in use."""
    return f"{day(row.starts_on)} to {day(row.last_day)}" if row.last_day else f"Since {day(row.starts_on)}"


def _yes(value: Any) -> str:
    return "Yes" if value else "No"


class UnitsTable(Table):
    """Units with their establishment."""

    caption, nouns, filename = "Units", ("unit", "units"), "units"
    filter_form, default_sort = DatedFilter, "name"
    empty = EmptyState("There are no units", LOADED)
    columns = (
        Column(
            "name", "Unit", sort="name", header=True, href=lambda row: f"{row.unit}/", hint=lambda row: row.code,
            export=lambda row: row.name,
        ),
        Column("code", "Code", is_shown=False),
        Column("kind", "Kind", sort="kind"),
        Column("parent", "Part of", sort="parent"),
        Column("employer", "Employer"),
        Column("n_posts", "Posts", kind=Kind.NUMBER, sort="n_posts"),
        Column("n_people", "People", kind=Kind.NUMBER, sort="n_people"),
        Column("established_fte", "Established FTE", kind=Kind.NUMBER, sort="established_fte"),
        Column("filled_fte", "Filled FTE", kind=Kind.NUMBER, sort="filled_fte"),
        Column("vacant_fte", "Vacant FTE", kind=Kind.NUMBER, sort="vacant_fte"),
    )  # fmt: skip


class Units(ReferencePage):
    """Units."""

    name, table_class = "units", UnitsTable
    lead = "FTE is full-time equivalents: what is established, and what people are paid for."

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        found = organisation.establishment(
            partner_id=self.partner.pk,
            on=filters.get("on") or self.on,
            with_confidential=self.may("organisation.view_confidential"),
        )
        words = filters.get("q", "").lower().split()
        return ListRows(one for one in found if all(word in f"{one.code} {one.name}".lower() for word in words))


class PostsTable(Table):
    """Posts with who holds them."""

    caption, nouns, filename = "Posts", ("post", "posts"), "posts"
    filter_form, default_sort = PostsFilter, "post_no"
    empty = EmptyState("There are no posts", LOADED)
    columns = (
        Column("post_no", "Post", sort="post_no", header=True, href=lambda row: f"{row.uuid}/"),
        Column("role", "Role", sort="role__title", value=lambda row: row.role.title),
        Column("unit", "Unit", sort="org_unit__name", value=lambda row: row.org_unit.name),
        Column("terms", "Terms", value=lambda row: row.role.staff_group.name),
        Column("location", "Place", sort="location"),
        Column("established_fte", "Established FTE", kind=Kind.NUMBER, sort="established_fte"),
        Column("n_people", "Holders", kind=Kind.NUMBER, sort="n_people"),
    )


class Posts(ReferencePage):
    """Posts."""

    name, table_class = "posts", PostsTable
    lead = "Slots of the establishment. People hold them through their jobs."

    def table_options(self) -> dict[str, Any]:
        may = self.may("organisation.view_confidential")
        shown = tree(partner_id=self.partner.pk, on=timezone.localdate(), with_confidential=may)
        units = [organisation.Choice(value=node.uuid, label=node.name) for _depth, node in shown.walk()]
        return {"form_options": {"choices": {"unit": as_options(units)}}}

    def rows(self, filters: Mapping[str, Any]) -> Any:
        unit, on = as_uuid(filters.get("unit")), filters.get("on") or self.on
        found = reference.posts(partner_id=self.partner.pk, on=on, unit=unit, text=filters.get("q", ""))
        if self.may("organisation.view_confidential"):
            return found
        return found.filter(org_unit_id__in=tree(partner_id=self.partner.pk, on=on).open().nodes)


class GradesTable(Table):
    """Grades with what they pay."""

    caption, nouns, filename = "Grades", ("grade", "grades"), "grades"
    filter_form, default_sort = OnFilter, "name"
    empty = EmptyState("There are no grades", LOADED)
    columns = (
        Column("name", "Grade", sort=("scale__name", "minimum__sequence"), header=True, hint=lambda row: row.code),
        Column("code", "Code", is_shown=False),
        Column("scale", "Pay scale", sort="scale__name", value=lambda row: row.scale.name),
        Column("minimum", "Lowest point", value=lambda row: row.minimum.code),
        Column("maximum", "Highest point", value=lambda row: row.maximum.code),
        Column("lowest", "Lowest pay a year", kind=Kind.MONEY, sort="lowest"),
        Column("highest", "Highest pay a year", kind=Kind.MONEY, sort="highest"),
    )


class Grades(ReferencePage):
    """Grades."""

    name, table_class = "grades", GradesTable
    lead = "Full-time pay a year of the lowest and the highest point of each grade."

    def rows(self, filters: Mapping[str, Any]) -> Any:
        return reference.grades(partner_id=self.partner.pk, on=filters.get("on") or self.on)


class ScalesTable(Table):
    """Spine points with their value."""

    caption, nouns, filename = "Pay scales", ("point", "points"), "pay-scales"
    filter_form, default_sort, default_per_page = ScaleFilter, "scale", 100
    empty = EmptyState("There are no pay scales", LOADED)
    columns = (
        Column("scale", "Pay scale", sort=("scale", "sequence"), header=True, hint=lambda row: row.remark),
        Column("code", "Point", sort="sequence"),
        Column("annual", "Pay a year", kind=Kind.MONEY, sort="annual"),
        Column("status", "Award", sort="status"),
        Column("source", "Source"),
    )


class _Point:
    """A point with the scale that it belongs to."""

    def __init__(self, scale: PayScale, point: organisation.PointValue) -> None:
        self.scale = scale.name
        self.remark = DEMONSTRATION if scale.is_demonstration else ""
        self.code, self.sequence = point.code, point.sequence
        self.annual, self.status = point.annual, point.status or "No value on this date"
        self.source = point.source


class Scales(ReferencePage):
    """Spine points of every scale."""

    name, table_class = "scales", ScalesTable
    lead = "Full-time pay a year of each point on the date in view."

    def table_options(self) -> dict[str, Any]:
        scales = organisation.scale_choices(partner_id=self.partner.pk)
        return {"form_options": {"choices": {"scale": as_options(scales)}}}

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        scales = PayScale.objects.of(self.partner.pk).order_by("name", "id")
        if wish := as_uuid(filters.get("scale")):
            scales = scales.filter(uuid=wish)
        on = filters.get("on") or self.on
        return ListRows(_Point(scale, one) for scale in scales for one in organisation.spine(scale=scale.uuid, on=on))


class CostCentresTable(Table):
    """Cost centres."""

    caption, nouns, filename = "Cost centres", ("cost centre", "cost centres"), "cost-centres"
    filter_form, default_sort = DatedFilter, "code"
    empty = EmptyState("There are no cost centres", LOADED)
    columns = (
        Column("code", "Code", sort="code", header=True),
        Column("name", "Name", sort="name"),
        Column("entity", "Ledger of", sort="legal_entity__legal_name", value=lambda row: row.legal_entity.legal_name),
        Column("since", "Open since", kind=Kind.DATE, value=lambda row: row.valid.lower),
    )


class CostCentres(ReferencePage):
    """Cost centres."""

    name, table_class = "cost_centres", CostCentresTable

    def rows(self, filters: Mapping[str, Any]) -> Any:
        on = filters.get("on") or self.on
        return reference.cost_centres(partner_id=self.partner.pk, on=on, text=filters.get("q", ""))


class PensionSchemesTable(Table):
    """Pension schemes with their rates."""

    caption, nouns, filename = "Pension schemes", ("scheme", "schemes"), "pension-schemes"
    filter_form, default_sort = OnFilter, "name"
    empty = EmptyState("There are no pension schemes", LOADED)
    columns = (
        Column("name", "Scheme", sort="name", header=True, hint=lambda row: row.code),
        Column("arrangement", "Tax relief", value=lambda row: PensionScheme.Arrangement(row.arrangement).label),
        Column("basis", "Band chosen by", value=lambda row: PensionScheme.Basis(row.basis).label),
        Column("employer_rate", "Employer pays", value=employer_words),
        Column("bands", "Employee pays", value=band_words),
        Column(
            "rates_source", "Source", hint=lambda row: DEMONSTRATION if row.is_demonstration else "",
        ),
    )  # fmt: skip


class PensionSchemes(ReferencePage):
    """Pension schemes."""

    name, table_class = "pension_schemes", PensionSchemesTable

    def rows(self, filters: Mapping[str, Any]) -> Any:
        return reference.pension_schemes(partner_id=self.partner.pk, on=filters.get("on") or self.on)


class ElementsTable(Table):
    """Pay elements with their treatment."""

    caption, nouns, filename = "Pay elements", ("element", "elements"), "pay-elements"
    filter_form, default_sort = ElementsFilter, "name"
    empty = EmptyState("There are no pay elements", LOADED)
    columns = (
        Column("name", "Element", sort="name", header=True, hint=lambda row: row.code),
        Column("code", "Code", is_shown=False),
        Column("kind", "Kind", sort="kind", hint=lambda row: "Stops with a death" if row.recovers else ""),
        Column("method", "Given as", sort="method", hint=element_rate),
        Column("taxable", "Taxed", value=lambda row: _yes(row.taxable)),
        Column("niable", "NI due", value=lambda row: _yes(row.niable)),
        Column("pensionable", "Pensionable", value=lambda row: _yes(row.pensionable)),
        Column("starts_on", "In use", value=in_use),
    )


class Elements(ReferencePage):
    """Pay elements."""

    name, table_class = "elements", ElementsTable
    lead = "How each is treated for tax, National Insurance and pension."

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        on = filters.get("on") or self.on
        words, kind = filters.get("q", "").lower().split(), dict(PayElement.Kind.choices).get(filters.get("kind", ""))
        found = organisation.elements(partner_id=self.partner.pk).stream(())
        return ListRows(
            one
            for one in found
            if one.starts_on <= on
            and (one.last_day is None or on <= one.last_day)
            and (kind is None or one.kind == kind)
            and all(word in f"{one.code} {one.name}".lower() for word in words)
        )
