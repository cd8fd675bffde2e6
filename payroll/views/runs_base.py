"""What the pages of a run share: the run, its addresses, tabs and trail, and a record of who saw whose pay."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from partners.audit import audit
from partners.models import AuditAction
from payroll.models import PayRun
from payroll.queries import run_pages_head
from payroll.queries.run_pages_head import RunHead
from payroll.queries.run_pages_people import HeldRow
from payroll.states import RunState
from payroll.views.payslip_pages import PayView
from payroll.views.runs_actions import Reader
from sharedservices.common.exports import ExportFormat
from sharedservices.common.formatting import counted, day, day_short
from sharedservices.common.tables import TablePage

# name of the address, label, figure of the run that stands beside it
TABS = (
    ("run", "Overview", ""),
    ("run_totals", "Totals", ""),
    ("run_changes", "Changes", ""),
    ("run_quarantine", "Quarantine", "n_quarantined"),
    ("run_people", "People", "n_in"),
    ("run_work", "Batches and history", ""),
)
# Where a record is put right, by the input that the calculation names: the form for those who may use it, or the page.
CHANGES = {
    "tax": ("hr:change_tax_code", "people.edit_tax"),
    "ni.category": ("hr:change_ni_category", "people.edit_tax"),
    "bank": ("hr:change_bank", "bank.record"),
}
RECORDS = {
    "tax": "hr:person_tax",
    "ni": "hr:person_tax",
    "loans": "hr:person_tax",
    "pensions": "hr:person_pension",
    "bank": "hr:person_bank",
    "items": "hr:person_elements",
    "jobs": "hr:person_jobs",
}


class PayPage(PayView):
    """A page below Pay."""

    permission = "payroll.view"

    def url(self, name: str, *, query: dict[str, str] | None = None, **kwargs: Any) -> str:
        """Return the address of a page of this partner."""
        path = reverse(name, kwargs={"partner_code": self.partner.code, **kwargs})
        return f"{path}?{urlencode(query)}" if query else path

    def pay_tabs(self, active: str) -> list[dict[str, Any]]:
        """Return the pages of Pay."""
        pages = [
            ("pay_home", "Now"),
            ("run_list", "All runs"),
            ("calendar_list", "Calendars"),
            ("pay_queries", "Pay queries"),
        ]
        if self.may("inputs.view"):
            pages.insert(2, ("hr:inputs", "Pay inputs"))
        return [{"label": label, "href": self.url(name), "active": name == active} for name, label in pages]

    def trail(self, *rest: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs below Pay."""
        return self.crumbs(("Pay", self.url("pay_home") if rest else ""), *rest)

    @property
    def reader(self) -> Reader:
        """Return who looks."""
        return Reader(self.user.human_id, self.access.permissions)


class RunView(PayPage):
    """A page or an action of one run."""

    run: RunHead
    tab = "run"

    def load(self) -> None:
        """Read the run. :raises Http404: when there is none in scope."""
        self.run = find_run(self.partner.pk, self.kwargs["run_uuid"])

    def at(self, name: str, *, query: dict[str, str] | None = None, **kwargs: Any) -> str:
        """Return the address of a page of this run."""
        return self.url(name, query=query, run_uuid=self.run.uuid, **kwargs)

    def payslip_href(self, employment_uuid: UUID) -> str:
        """Return the address of a payslip of this run."""
        return self.at("run_payslip", employment_uuid=employment_uuid)

    def bank_change_href(self, change: UUID) -> str:
        """Return the address of a change of bank account, for who may see it."""
        return self.url("hr:bank_change", bank_change=change) if self.may("bank.view") else ""

    def record_href(self, row: HeldRow, back: str) -> str:
        """Return the page on which what is wrong with somebody is put right, with the way back."""
        head = row.field.split(".")[0]
        change, permission = CHANGES.get(row.field if head == "ni" else head, ("", ""))
        if change and self.may(permission):
            return self.url(change, query={"next": back}, person=row.person_uuid, employment=row.employment_uuid)
        return self.url(RECORDS.get(head, "hr:person"), query={"next": back}, person=row.person_uuid)

    @property
    def run_trail(self) -> list[dict[str, str]]:
        """Return breadcrumbs to this run."""
        return self.trail(("Runs", self.url("run_list")), (self.run.label, ""))

    def run_trail_to(self, here: str) -> list[dict[str, str]]:
        """Return breadcrumbs to a page below this run."""
        return self.trail(("Runs", self.url("run_list")), (self.run.label, self.at("run")), (here, ""))

    def tabs(self) -> list[dict[str, Any]]:
        """Return the pages of the run, with the paid ones once it is released."""
        shown = list(TABS)
        if self.run.state == RunState.RELEASED:
            shown[5:5] = [("run_payments", "Payments", ""), ("run_ledger", "Ledger", "")]
        return [
            {
                "label": label,
                "href": self.at(name),
                "active": name == self.tab,
                "count": f"{getattr(self.run, figure):,}" if figure and self.run.has_results else "",
            }
            for name, label, figure in shown
        ]

    def head(self) -> dict[str, Any]:
        """Return what the head of every page of the run shows."""
        run = self.run
        extra = "" if run.number == 1 else f" Supplementary run {run.number - 1}."
        unit = "week" if run.frequency.is_weekly_family else "month"
        tax_period = f"Tax year {run.tax_year}, {unit} {run.tax_period}"
        return {
            "run": run,
            "title": run.label,
            "caption": run.employer,
            "status": run.shown_state,
            "status_label": run.shown_state.capitalize(),
            "lead": f"{day(run.first_day)} to {day(run.last_day)}, paid on {day(run.pay_date)}. {tax_period}.{extra}",
            "tabs": self.tabs(),
        }

    @property
    def may_work(self) -> bool:
        """Return whether the reader may change who is in the run now."""
        return self.run.is_open and not self.run.is_calculating and self.may("payroll.calculate")

    def seen(self, what: str) -> None:
        """Leave a trace that somebody saw people's pay."""
        audit(
            action=AuditAction.VIEW,
            object_type="payroll_payrun",
            object_id=self.run.run_id,
            label=f"{self.run.label}: {what}",
        )

    def exported(self, what: str, *, n_rows: int, **more: Any) -> None:
        """Leave a trace that somebody took people's pay away as a file."""
        audit(
            action=AuditAction.EXPORT,
            object_type="payroll_payrun",
            object_id=self.run.run_id,
            label=f"{self.run.label}: {what}, {counted(n_rows, 'row', 'rows')}",
            changes={"rows": n_rows, **more},
        )

    @property
    def file_stem(self) -> str:
        """Return the beginning of the names of files of this run."""
        return f"{self.run.group}-{day_short(self.run.pay_date)}-{self.run.number}".replace(" ", "-").lower()

    def back(self) -> str:
        """Return where a button was pressed: a page of this partner, or the run."""
        wish = self.request.POST.get("next", "")
        is_here = url_has_allowed_host_and_scheme(wish, allowed_hosts=None) and "\\" not in wish and "/../" not in wish
        return wish if is_here and wish.startswith(f"/p/{self.partner.code}/") else self.at("run")

    @property
    def today(self) -> Any:
        """Return the day of today, in local time."""
        return timezone.localdate()


class RunTablePage(TablePage):
    """A list of a run, put before the page: every download of it is on the audit trail."""

    run: RunHead
    tab: str
    exported: Callable[..., None]

    def download_title(self) -> str:
        """Say of which run the list is."""
        return f"{super().download_title()}, {self.run.label}"

    def downloaded(self, *, file_format: ExportFormat, n_rows: int, filters: Mapping[str, Any]) -> None:
        """Record the download with what it was filtered by."""
        said = {name: str(value) for name, value in filters.items()}
        self.exported(self.tab.removeprefix("run_"), n_rows=n_rows, format=file_format.value, filters=said)


def find_run(partner_id: int, uuid: UUID) -> RunHead:
    """Return a run. :raises Http404: when there is none in scope."""
    try:
        return run_pages_head.head(partner_id=partner_id, uuid=uuid)
    except PayRun.DoesNotExist:
        raise Http404 from None
