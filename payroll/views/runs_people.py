"""The people of a run: everybody with filters, and those who are held back with what to do."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from payroll.forms.runs import MemberFilter
from payroll.models import RunMember
from payroll.queries import run_pages_people
from payroll.queries.late_leavers import LATE
from payroll.queries.run_pages_people import HeldRow, MemberListRow, Members
from payroll.states import RunState
from payroll.views import runs_words
from payroll.views.runs_base import RunTablePage, RunView
from payroll.views.runs_page import RunPage
from sharedservices.common.tables import Column, EmptyState, Kind, Table

S = RunMember.State
MOST_SHOWN = 300
MORE = f"These are the first {MOST_SHOWN}. When the same thing is wrong with many people, put that right first."


class MemberTable(Table):
    """Everybody in the run, with what they are paid."""

    caption, nouns, filename = "People in the run", ("person", "people"), "payslips"
    filter_form, default_sort, default_per_page = MemberFilter, "name", 50
    empty = EmptyState("Nobody yet", "Who is in the run is decided when it is calculated.")


def member_columns(view: "RunPeople") -> tuple[Column, ...]:
    """Return the columns, with links to the payslips of the view's run."""

    def about(row: MemberListRow) -> str:
        one = view.late.get(row.employment_id)
        return (
            _about(row) if one is None else f"{runs_words.late_text(one, view.run, view.today)} {_about(row)}".strip()
        )

    def payslip(row: MemberListRow) -> str:
        return view.payslip_href(row.employment_uuid)

    def leave_out(row: MemberListRow) -> str:
        return "" if row.state == S.EXCLUDED else view.at("run_exclude", employment_uuid=row.employment_uuid)

    return (
        Column("name", "Name", header=True, sort="name", href=payslip, hint=about),
        Column("employee_no", "Payroll number", sort="employee_no"),
        Column("unit", "Department", sort="unit"),
        Column("state", "State", kind=Kind.STATUS, sort="state"),
        Column("tax_code", "Tax code"),
        Column("ni_category", "NI", is_shown=False),
        Column("gross", "Gross", kind=Kind.MONEY, sort="gross"),
        Column("deductions", "Deductions", kind=Kind.MONEY, sort="deductions"),
        Column("net", "Net pay", kind=Kind.MONEY, sort="net"),
        Column("employer_cost", "Cost to the employer", kind=Kind.MONEY, is_shown=False),
        Column("version", "Calculation", kind=Kind.NUMBER, is_shown=False),
        Column("findings", "Findings", value=about, is_shown=False),
        Column(
            "leave_out",
            "Action",
            kind=Kind.ACTION,
            value=lambda row: "" if row.state == S.EXCLUDED else "Leave out",
            href=leave_out,
            context=lambda row: row.name,
            is_exported=False,
            is_shown=view.may_work,
        ),
    )


def _about(row: MemberListRow) -> str:
    """Return what should be looked at: findings of a payslip, or why there is none."""
    return " ".join([*row.findings, row.message]).strip()


class RunPeople(RunTablePage, RunPage, TemplateView):  # type: ignore[misc]
    """Everybody in the run."""

    template_name = "payroll/run_people.html"
    tab = "run_people"

    @cached_property
    def table_class(self) -> type[Table]:  # type: ignore[override]
        """Return the list with links of this run."""
        return type(
            "RunMemberTable",
            (MemberTable,),
            {"columns": member_columns(self), "filename": f"payslips-{self.file_stem}"},
        )

    def rows(self, filters: Mapping[str, Any]) -> Members:
        """Return the people whom the filters leave."""
        late = list(self.late) if filters.get("finding") == LATE else None
        return run_pages_people.members(partner_id=self.partner.pk, run_id=self.run.run_id, filters=filters, late=late)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the list, and record that it was seen."""
        self.seen("people and their pay")
        return super().get_context_data(
            **self.head(), progress=self.progress(), breadcrumbs=self.run_trail_to("People"), **kwargs
        )


class RunQuarantine(RunPage, TemplateView):
    """Who is not paid: in quarantine with what is wrong and what to do, and excluded with the reason."""

    template_name = "payroll/run_quarantine.html"
    tab = "run_quarantine"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show both lists."""
        quarantined = self._entries(S.QUARANTINED)
        return super().get_context_data(
            **self.head(),
            progress=self.progress(),
            quarantined=quarantined,
            excluded=self._entries(S.EXCLUDED),
            more_note=MORE if len(quarantined) == MOST_SHOWN else "",
            may_work=self._may_work,
            here=self.at("run_quarantine"),
            recalculate_href=self.at("run_recalculate_quarantine") if self._may_work and quarantined else "",
            people_href=self.at("run_people"),
            breadcrumbs=self.run_trail_to("Quarantine"),
            **kwargs,
        )

    @property
    def _may_work(self) -> bool:
        is_open = self.run.state == RunState.CALCULATED and not self.run.is_calculating
        return is_open and self.may("payroll.calculate")

    def _entries(self, state: RunMember.State) -> list[dict[str, Any]]:
        rows = run_pages_people.held_back(
            partner_id=self.partner.pk, run_id=self.run.run_id, states=[state], limit=MOST_SHOWN
        )
        return [self._entry(row) for row in rows]

    def _entry(self, row: HeldRow) -> dict[str, Any]:
        keys: dict[str, Any] = {"employment_uuid": row.employment_uuid}
        return {
            "row": row,
            "record_href": self.record_href(row, self.at("run_quarantine")),
            "recalculate_href": self.at("run_recalculate_person", **keys),
            "exclude_href": self.at("run_exclude", **keys),
            "include_href": self.at("run_include", **keys),
        }


class MemberView(RunView):
    """An action on one employment of a run."""

    member: MemberListRow

    def load(self) -> None:
        """Find run and employment. :raises Http404: when it is not in the run."""
        super().load()
        try:
            with self.as_reader():
                self.member = run_pages_people.member(
                    partner_id=self.partner.pk, run_id=self.run.run_id, employment=self.kwargs["employment_uuid"]
                )
        except RunMember.DoesNotExist:
            raise Http404 from None
