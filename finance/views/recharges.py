"""Recharges: what a partner bears of shared services, and what they cost for the one that provides them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from finance.engine import recharge_bills as billing
from finance.engine.cost_shares import instalments
from finance.forms.recharges import SaidForm
from finance.models import CostPool, CostShare, DriverSnapshot, ShareCalculation
from finance.operations import recharges
from finance.queries import recharges as found
from finance.views.base import LedgerView
from partners.views.base import PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.charts import Bar, RowChart
from sharedservices.common.errors import DomainError
from sharedservices.common.formatting import day, money
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TABS = (("recharges", "Our shares"), ("cost_pools", "Services that we provide"))
QUARTERS = ("April to June", "July to September", "October to December", "January to March")
SHARE_HEADINGS = [
    {"label": "Partner"}, {"label": "How it came about"}, {"label": "Share", "is_numeric": True},
    {"label": "Set-up", "is_numeric": True}, {"label": "State"},
]  # fmt: skip


def _year(year: int) -> str:
    return f"{year}-{(year + 1) % 100:02}"


class RechargesView(LedgerView):
    """A page of recharges."""

    permission = "recharges.view"

    def tabs(self, active: str) -> list[dict[str, Any]]:
        """Return the pages of recharges."""
        return [{"label": label, "href": self.url(name), "active": name == active} for name, label in TABS]

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.crumbs(("Recharges", self.url("recharges") if steps else ""), *steps)


class SharesTable(Table):
    """Shares that the partner was told."""

    stacks = True
    caption, nouns, filename = "Our shares of shared services", ("share", "shares"), "recharges"
    default_sort = "-year"
    empty = EmptyState("No share has been told yet", "The partner that provides a service tells its shares here.")
    columns: ClassVar[Sequence[Column]] = (
        Column("service", "Service", sort="service", header=True, href=lambda row: row.href,
               hint=lambda row: row.partner.name),
        Column("provider", "Provided by", is_shown=False, value=lambda row: row.partner.name),
        Column("year", "Year", sort="year", value=lambda row: _year(row.year)),
        Column("basis", "From", value=lambda row: row.get_basis_display()),
        Column("version", "Version", sort="version"),
        Column("pool_amount", "The service costs", kind=Kind.MONEY, sort="pool_amount"),
        Column("pounds", "Our share", kind=Kind.MONEY, sort="pounds"),
        Column("state", "State", value=lambda row: row.get_state_display()),
    )  # fmt: skip


class _List(PartnerList, RechargesView, TemplateView):  # type: ignore[misc]
    template_name = "finance/recharges.html"
    here, title, lead = "", "", ""

    def chart(self) -> RowChart | None:
        """Return the picture above the list."""
        return None

    def actions(self) -> list[dict[str, str]]:
        """Return what may be begun here."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=self.title, caption=self.partner.name, lead=self.lead, tabs=self.tabs(self.here), chart=self.chart(),
            actions=self.actions(),
            breadcrumbs=self.trail() if self.here == "recharges" else self.trail((self.title, "")), **kwargs,
        )  # fmt: skip


class Shares(_List):
    """What this partner bears of shared services."""

    table_class = SharesTable
    audited_as = "finance_costshare"
    here, title = "recharges", "Our shares of shared services"
    lead = "Choose a service to see how its share came about. Figures of other partners stand in the totals alone."

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the shares that were told."""
        return QuerySetRows(found.told(partner_id=self.partner.pk), row=self._linked)

    def _linked(self, row: Any) -> Any:
        row.href = self.url("cost_share", cost_share=row.uuid)
        return row

    def chart(self) -> RowChart | None:
        """Show the services of the last year, each with the share that holds."""
        rows = found.in_force(list(found.told(partner_id=self.partner.pk)))
        year = max((row.year for row in rows), default=0)
        shown = sorted((row for row in rows if row.year == year), key=lambda one: -one.pounds)
        total = sum((row.pounds for row in shown), ZERO)
        if not total:
            return None
        return RowChart(
            title=f"Our shares of {_year(year)}", bars=[Bar(row.service, row.pounds) for row in shown],
            summary=f"Together {money(total)}.", label_heading="Service", value_heading="Share", say=money,
        )  # fmt: skip


def _stands(pool: Any) -> str:
    if pool.is_disputed:
        return "Disputed"
    return "Locked" if pool.locked_at else "Open"


class PoolsTable(Table):
    """Pools that the partner provides."""

    stacks = True
    caption, nouns, filename = "Services that we provide", ("service", "services"), "cost-pools"
    default_sort = "-year"
    empty = EmptyState(
        "This partner provides no shared service", "A pool is laid down by the partner that others take a service from."
    )
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Service", sort="name", header=True, href=lambda row: row.href),
        Column("year", "Year", sort="year", value=lambda row: _year(row.year)),
        Column("method", "Shared by", value=lambda row: row.get_method_display()),
        Column("budget", "Budget", kind=Kind.MONEY, sort="budget"),
        Column("actual", "Actual", kind=Kind.MONEY, sort="actual"),
        Column("stands", "Stands", value=_stands),
    )  # fmt: skip


class Pools(_List):
    """What this partner provides to others, by year."""

    table_class = PoolsTable
    audited_as = "finance_costpool"
    here, title = "cost_pools", "Services that we provide"
    lead = "Choose a service to see who bears how much of it, and why."

    def actions(self) -> list[dict[str, str]]:
        """Offer to lay a service down."""
        may = self.may("recharges.keep")
        return [{"label": "Lay down a service", "href": self.url("cost_pool_new")}] if may else []

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the pools."""
        return QuerySetRows(found.pools(partner_id=self.partner.pk), row=self._linked)

    def _linked(self, row: Any) -> Any:
        row.href = self.url("cost_pool", cost_pool=row.uuid)
        return row


class OneShare(RechargesView):
    """Something about one share that this partner was told."""

    row: CostShare

    def load(self) -> None:
        """Find it. :raises Http404: when this partner was told none such."""
        try:
            self.row = found.of_share(self.kwargs["cost_share"], partner_id=self.partner.pk)
        except CostShare.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of the share’s page."""
        return self.url("cost_share", cost_share=self.row.uuid)


class SharePage(OneShare, TemplateView):
    """How a share came about, what is billed for it and when, and what was said of it."""

    template_name = "finance/cost_share.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything that explains it."""
        row = self.row
        before = found.provisional_before(row)
        return super().get_context_data(
            title=f"Our share of {row.service} {_year(row.year)}, version {row.version}",
            caption=f"Provided by {row.partner.name}",
            tiles=[
                {"label": "Our share", "value": money(row.pounds), "hint": f"{row.weight}% by measure"},
                {"label": "The service costs", "value": money(row.pool_amount)},
                *([{"label": "Set-up, once", "value": money(row.set_up)}] if row.set_up else []),
            ],
            facts=self._facts(before),
            headings=[{"label": "Measure"}, {"label": "Ours", "is_numeric": True}, {"label": "All", "is_numeric": True},
                      {"label": "Counts", "is_numeric": True}],
            figures=[_figure(one) for one in row.figures],
            chart=self._quarters(),
            dispute_href=self._dispute_href(),
            breadcrumbs=self.trail((f"{row.service} {_year(row.year)}", "")), **kwargs,
        )  # fmt: skip

    def _facts(self, before: CostShare | None) -> list[dict[str, str]]:
        row = self.row
        said = {
            "How it came about": row.explanation, "From": row.get_basis_display(),
            "Told on": day(row.issued_at) if row.issued_at else "", "State": row.get_state_display(),
        }  # fmt: skip
        if before is not None:
            said |= {"Provisional share": money(before.pounds), "True-up": money(row.pounds - before.pounds)}
        if row.dispute:
            said["We dispute"] = row.dispute
        if row.answer:
            said["The provider answers"] = row.answer
        return [{"key": key, "value": value} for key, value in said.items()]

    def _quarters(self) -> RowChart | None:
        """Show what a provisional share comes to by quarter."""
        row = self.row
        if row.basis != "PROVISIONAL" or not row.pounds:
            return None
        parts = instalments(row.pounds, first_month=row.first_month, months=row.months)
        return RowChart(
            title="By quarter", bars=[Bar(name, part) for name, part in zip(QUARTERS, parts, strict=True)],
            summary="What the provisional share comes to in each quarter.", label_heading="Quarter",
            value_heading="Share", say=money,
        )  # fmt: skip

    def _dispute_href(self) -> str:
        if self.row.state != "ISSUED" or not self.may("recharges.dispute"):
            return ""
        return self.url("cost_share_dispute", cost_share=self.row.uuid)


def _figure(one: Mapping[str, str]) -> list[dict[str, Any]]:
    name = dict(CostPool._meta.get_field("method").flatchoices)[one["measure"]]
    own, total, part = (Decimal(one[key]) for key in ("own", "total", "part"))
    return [
        {"text": name, "is_header": True}, {"text": f"{own:,f}", "is_numeric": True},
        {"text": f"{total:,f}", "is_numeric": True}, {"text": f"{part:f}%", "is_numeric": True},
    ]  # fmt: skip


class DisputeShare(OneShare, PartnerFormView):
    """Say that a share is not right, and why."""

    permission = "recharges.dispute"
    form_class = SaidForm
    template_name = "partners/form_page.html"
    success_message = "The provider reads your dispute, and answers it."

    def perform(self, form: Form) -> str:
        """Dispute it."""
        recharges.dispute(
            partner_id=self.partner.pk, share=self.row.uuid, words=form.cleaned_data["words"], by=self.user,
            at=timezone.now(),
        )  # fmt: skip
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        row = self.row
        return super().get_context_data(
            title=f"Dispute our share of {row.service} {_year(row.year)}", submit="Dispute this share",
            cancel_href=self.page, lead=row.explanation,
            breadcrumbs=self.trail((f"{row.service} {_year(row.year)}", self.page), ("Dispute", "")), **kwargs,
        )  # fmt: skip


class OnePool(RechargesView):
    """Something about one pool that this partner provides."""

    pool: CostPool

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.pool = found.of_pool(self.kwargs["cost_pool"])
        except CostPool.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of the pool’s page."""
        return self.url("cost_pool", cost_pool=self.pool.uuid)


class PoolPage(OnePool, TemplateView):
    """Who bears how much of a service, why, from which figures, and who disputes it."""

    template_name = "finance/cost_pool.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the last version, and which there were."""
        pool, versions = self.pool, found.calculations(self.pool)
        last = versions[0] if versions else None
        shares = found.shares(last) if last else []
        is_told = any(one.state != "KEPT" for one in shares)
        may_tell = bool(shares) and not is_told and self.may("recharges.issue")
        return super().get_context_data(
            title=f"What {pool} costs", caption=self.partner.name,
            facts=self._facts(), headings=SHARE_HEADINGS, shares=[_shared(one) for one in shares],
            totals=[{"text": "Together", "is_header": True}, {"text": ""},
                    {"text": money(sum((one.pounds for one in shares), ZERO)), "is_numeric": True},
                    {"text": money(sum((one.set_up for one in shares), ZERO)), "is_numeric": True}, {"text": ""}],
            shares_caption=f"Version {last.version}: {last.get_basis_display()}" if last else "",
            chart=RowChart(
                title="Who bears how much", bars=[Bar(one.to_partner.short_name, one.pounds) for one in shares],
                summary=f"{money(last.amount)} in all.", label_heading="Partner", value_heading="Share", say=money,
            ) if last else None,
            used=[
                {"key": str(one), "value": f"Measured on {day(one.measured_on)}: {one.evidence}",
                 "hint": f"Kept as {one.uuid}", **self._correct(one)}
                for one in (found.figures_used(last) if last else [])
            ],
            versions=[
                {"key": f"Version {one.version}",
                 "value": f"{one.get_basis_display()}: {money(one.amount)}, by {one.made_by} on {day(one.made_at)}"}
                for one in versions
            ],
            disputes=[
                {"title": f"{one.to_partner.name}, version {one.version}", "dispute": one.dispute, "answer": one.answer,
                 "on": day(one.disputed_at) if one.disputed_at else "",
                 "href": self.url("cost_share_answer", provided_share=one.uuid)
                 if one.state == "DISPUTED" and self.may("recharges.issue") else ""}
                for one in found.disputes(pool)
            ],
            tell_href=self.url("cost_pool_tell", cost_pool=pool.uuid) if may_tell else "",
            actions=self._actions(), lock_href=self._lock_href(last, is_told=is_told),
            last=last, breadcrumbs=self.trail(("Services that we provide", self.url("cost_pools")), (str(pool), "")),
            **kwargs,
        )  # fmt: skip

    def _actions(self) -> list[dict[str, str]]:
        """Offer the bills, and the work of a year that is open."""
        now = billing.current(self.pool.year, timezone.localdate())
        bills = {
            "label": "Bills", "kind": "secondary",
            "href": self.url("cost_pool_bills", cost_pool=self.pool.uuid, instalment=now.value),
        }  # fmt: skip
        if self.pool.locked_at or not self.may("recharges.keep"):
            return [bills]
        work = (
            ("Take figures", "cost_pool_figures"), ("Record the actual cost", "cost_pool_actual"),
            ("Work out the shares", "cost_pool_work_out"), ("Change the terms", "cost_pool_terms"),
        )  # fmt: skip
        return [{"label": label, "href": self.url(name, cost_pool=self.pool.uuid)} for label, name in work] + [bills]

    def _lock_href(self, last: ShareCalculation | None, *, is_told: bool) -> str:
        is_final = last is not None and last.basis == "FINAL" and is_told
        if not is_final or self.pool.locked_at or not self.may("recharges.issue"):
            return ""
        return self.url("cost_pool_lock", cost_pool=self.pool.uuid)

    def _correct(self, one: DriverSnapshot) -> dict[str, str]:
        if self.pool.locked_at or not self.may("recharges.keep"):
            return {}
        return {"href": self.url("figure_correct", driver_figures=one.uuid), "action": "Correct"}

    def _facts(self) -> list[dict[str, str]]:
        pool = self.pool
        said = {
            "Shared by": pool.get_method_display(), "Budget": money(pool.budget),
            "Actual": "Not known yet" if pool.actual is None else money(pool.actual),
        }  # fmt: skip
        if pool.damping is not None:
            said["A share moves in a year by"] = f"{pool.damping.normalize():f}% at most"
        if pool.minimum_fee:
            said["Minimum fee"] = money(pool.minimum_fee)
        said["Year"] = f"Locked on {day(pool.locked_at)}" if pool.locked_at else "Open"
        return [{"key": key, "value": value} for key, value in said.items()]


def _shared(one: CostShare) -> list[dict[str, Any]]:
    return [
        {"text": one.to_partner.name, "is_header": True}, {"text": one.explanation},
        {"text": money(one.pounds), "is_numeric": True}, {"text": money(one.set_up), "is_numeric": True},
        {"text": one.get_state_display()},
    ]  # fmt: skip


class TellShares(OnePool, PartnerActionView):
    """Tell each partner its share of the version that one has seen."""

    permission = "recharges.issue"
    success_message = "Each partner now reads its own share."

    def perform(self) -> str:
        """Tell it. :raises DomainError: when another version has come since."""
        last = next(iter(found.calculations(self.pool)), None)
        if last is None or str(last.uuid) != self.request.POST.get("calculation"):
            raise DomainError(
                "The shares have been worked out anew since you saw them.", remedy="Look at the last version first."
            )
        recharges.issue(calculation=last.uuid, by=self.user, at=timezone.now())
        return self.page

    def back(self) -> str:
        """Return to the pool."""
        return self.page


class AnswerDispute(RechargesView, PartnerFormView):
    """Answer a partner that disputes its share."""

    permission = "recharges.issue"
    form_class = SaidForm
    template_name = "partners/form_page.html"
    success_message = "The partner reads your answer."
    row: CostShare

    def load(self) -> None:
        """Find it. :raises Http404: when this partner provides none such."""
        try:
            self.row = found.provided_share(self.kwargs["provided_share"], partner_id=self.partner.pk)
        except CostShare.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of the pool’s page."""
        return self.url("cost_pool", cost_pool=self.row.calculation.pool.uuid)

    def perform(self, form: Form) -> str:
        """Answer it."""
        recharges.answer(share=self.row.uuid, words=form.cleaned_data["words"], by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        row = self.row
        return super().get_context_data(
            title=f"Answer {row.to_partner.short_name} about {row.service} {_year(row.year)}", submit="Answer",
            cancel_href=self.page, lead=row.dispute or "This share is not disputed.",
            breadcrumbs=self.trail(
                ("Services that we provide", self.url("cost_pools")), (str(row.calculation.pool), self.page),
                ("Answer", ""),
            ), **kwargs,
        )  # fmt: skip
