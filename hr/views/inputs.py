"""Monthly inputs: the list with totals, one input, and the inbox of whoever approves."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.inputs import RejectForm
from hr.forms.lists import InputsFilter
from hr.models import MonthlyInput
from hr.operations import inputs
from hr.queries import organisation
from hr.queries.deaths import ON_HOLD as SPEAK_WORDS
from hr.queries.input_totals import periods_in_use, totals
from hr.queries.inputs import InputFilter, InputRow, counts, monthly_input, monthly_inputs
from hr.queries.job_words import entry as entry_words
from hr.states import MONTHLY_INPUT, InputState
from hr.views.base import PeopleView
from hr.views.people import as_options, as_uuid
from partners.queries.holds import ON_HOLD
from partners.views.base import PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day, day_short, moment, money, number
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

OWN = "You entered this yourself: somebody else approves it."
A_PAGE = 50


def _from(row: InputRow) -> str:
    return f"from {day_short(row.period_start)}"


class InputsTable(Table):
    """Inputs, the newest first."""

    caption, nouns, filename = "Monthly inputs", ("input", "inputs"), "monthly-inputs"
    filter_form, default_sort = InputsFilter, "-entered_at"
    empty = EmptyState("Nothing has been entered", "Overtime and one-offs of a pay period stand here.")
    columns = (
        Column(
            "name", "Name", sort=("person__surname", "person__forenames"), header=True,
            href=lambda row: f"{row.monthly_input}/", hint=lambda row: row.assignment_no,
        ),
        Column("assignment_no", "Job number", is_shown=False),
        Column("element", "Pay element", sort="element__name"),
        Column("units", "Hours or units", kind=Kind.NUMBER, sort="units"),
        Column("rate", "Rate", kind=Kind.MONEY),
        Column("amount", "Amount", kind=Kind.MONEY, sort="amount"),
        Column("pay_group", "Pay group", sort="pay_group__name", hint=_from),
        Column("period_start", "Period from", kind=Kind.DATE, sort="period_start", is_shown=False),
        Column("entered_at", "Entered", kind=Kind.MOMENT, sort="entered_at", hint=lambda row: row.entered_by),
        Column("entered_by", "Entered by", is_shown=False),
        Column("note", "Note", is_shown=False),
        Column(
            "state", "State", kind=Kind.STATUS, sort="state", value=lambda row: MonthlyInput.State(row.state),
            export=lambda row: row.state_label, hint=lambda row: ON_HOLD if row.is_on_hold else "",
        ),
        Column("decided_by", "Decided by", is_shown=False),
        Column("decision_note", "Decision", is_shown=False),
    )  # fmt: skip


class Filtered(PeopleView):
    """What the list and the inbox share: filters with the partner's choices."""

    def filter_choices(self) -> dict[str, list[tuple[str, str]]]:
        """Return the partner's own choices."""
        partner, today = self.partner.pk, timezone.localdate()
        return {
            "pay_group": as_options(organisation.pay_group_choices(partner_id=partner)),
            "element": as_options(organisation.element_choices(partner_id=partner, on=today)),
            "unit": as_options(organisation.unit_choices(partner_id=partner, on=today)),
            "period": [(one.isoformat(), f"From {day(one)}") for one in periods_in_use(partner_id=partner)],
        }

    def wanted(self, filters: Mapping[str, Any]) -> InputFilter:
        """Return the filters as the query takes them."""
        return InputFilter(
            search=filters.get("q", ""),
            state=filters.get("state", ""),
            element=as_uuid(filters.get("element")),
            pay_group=as_uuid(filters.get("pay_group")),
            unit=as_uuid(filters.get("unit")),
            period_start=filters.get("period") or None,
        )


class InputsList(PartnerList, Filtered, TemplateView):  # type: ignore[misc]
    """All inputs, with what they add up to."""

    permission = "inputs.view"
    template_name = "hr/inputs.html"
    table_class = InputsTable
    audited_as = "hr_monthlyinput"

    def table_options(self) -> dict[str, Any]:
        return {"form_options": {"choices": self.filter_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        return monthly_inputs(partner_id=self.partner.pk, wanted=self.wanted(filters))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add totals of what is filtered, counts of all, and what may be done."""
        found = totals(partner_id=self.partner.pk, wanted=self.wanted(self.table.filters))
        return super().get_context_data(
            tiles=self._tiles(),
            totals=[total_cells(one) for one in found],
            total_headings=TOTAL_HEADINGS,
            actions=self._actions(),
            breadcrumbs=self.crumbs(("Pay inputs", "")),
            **kwargs,
        )

    def _tiles(self) -> list[dict[str, Any]]:
        found = counts(partner_id=self.partner.pk)
        kinds = {InputState.SUBMITTED.value: "attention", InputState.REJECTED.value: "problem"}
        return [
            {
                "label": str(state.label), "value": number(found[state.value]), "href": f"?state={state.value}",
                "kind": kinds.get(state.value, "") if found[state.value] else "",
            }
            for state in MonthlyInput.State
        ]  # fmt: skip

    def _actions(self) -> list[dict[str, str]]:
        actions = []
        if self.may("inputs.enter"):
            actions += [
                {"label": "Enter several", "href": self.url("inputs_several"), "kind": ""},
                {"label": "Enter one", "href": self.url("input_find"), "kind": "secondary"},
            ]
        if self.may("inputs.approve"):
            actions.insert(0, {"label": "Approve inputs", "href": self.url("inputs_inbox"), "kind": ""})
        return actions


TOTAL_HEADINGS = [
    {"label": "Pay element"},
    {"label": "Inputs", "is_numeric": True},
    {"label": "Hours or units", "is_numeric": True},
    {"label": "Amount", "is_numeric": True},
]


def total_cells(one: Any) -> list[dict[str, Any]]:
    """Return the cells of one element's total."""
    return [
        {"text": one.element, "is_header": True},
        {"text": number(one.n), "is_numeric": True},
        {"text": number(one.units), "is_numeric": True},
        {"text": money(one.amount), "is_numeric": True},
    ]


class _OneInput(PeopleView):
    """A view of one input."""

    permission = "inputs.view"
    row: InputRow

    def load(self) -> None:
        """Find the input."""
        try:
            self.row = monthly_input(monthly_input=self.kwargs["monthly_input"])
        except MonthlyInput.DoesNotExist:
            raise Http404 from None

    def address(self) -> str:
        """Return the page of the input."""
        return self.url("input", monthly_input=self.row.monthly_input)


class InputPage(_OneInput, TemplateView):
    """One input, what may be done about it and, where it may not, why."""

    template_name = "hr/input.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the input."""
        row = self.row
        facts = [
            {"key": "Person", "value": row.name, "hint": f"Job {row.assignment_no}"},
            {"key": "Pay element", "value": row.element},
            {"key": "Gives", "value": entry_words(row.amount, row.units, row.rate)},
            {"key": "Paid with", "value": row.pay_group, "hint": f"Period from {day(row.period_start)}"},
            {
                "key": "Entered",
                "value": f"{row.entered_by}, {moment(timezone.localtime(row.entered_at))}",
                "hint": row.note,
            },
        ]
        if row.decided_at is not None:
            when = moment(timezone.localtime(row.decided_at))
            facts.append({"key": row.state_label, "value": f"{row.decided_by}, {when}", "hint": row.decision_note})
        allowed, why_not = self._actions()
        return super().get_context_data(
            row=row,
            facts=facts,
            allowed=allowed,
            why_not=why_not,
            form=kwargs.pop("form", None) or RejectForm(),
            breadcrumbs=self.crumbs(("Pay inputs", self.url("inputs")), (row.name, "")),
            **kwargs,
        )

    def _actions(self) -> tuple[list[str], list[str]]:
        """Return what may be done now, and why the rest may not."""
        row, allowed, why_not = self.row, [], []
        for action in row.actions:
            permission = MONTHLY_INPUT[action].permission
            if not self.may(permission):
                continue
            if action == "approve" and row.entered_human == self.user.human_id:
                why_not.append(OWN)
            else:
                allowed.append(action)
        if row.is_on_hold:
            why_not.append(SPEAK_WORDS)
        elif row.state == InputState.SUBMITTED and not self.may("inputs.approve"):
            why_not.append("It waits for somebody who may approve inputs.")
        return allowed, why_not


class _Decide(_OneInput, PartnerActionView):
    """A decision about one input."""

    permission = "inputs.approve"

    def back(self) -> str:
        return self.address()


class ApproveInput(_Decide):
    """Approve it."""

    success_message = "The input is approved. It is paid with the next calculation of its pay period."

    def perform(self) -> str:
        inputs.approve(monthly_input=self.row.monthly_input, by=self.user, at=timezone.now())
        return self.next or self.address()


class WithdrawInput(_Decide):
    """Take it back."""

    permission = "inputs.enter"
    success_message = "The input is withdrawn."

    def perform(self) -> str:
        inputs.withdraw(monthly_input=self.row.monthly_input, by=self.user, at=timezone.now())
        return self.address()


class RejectInput(_OneInput, PartnerFormView):
    """Reject it with a note; errors are shown on the input's page."""

    permission = "inputs.approve"
    template_name = "hr/input.html"
    form_class = RejectForm
    success_message = "The input is rejected. Whoever entered it sees your note."

    def perform(self, form: Form) -> str:
        inputs.reject(
            monthly_input=self.row.monthly_input, note=form.cleaned_data["note"], by=self.user, at=timezone.now()
        )
        return self.next or self.address()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the input's page."""
        page = InputPage()
        page.setup(self.request, **self.kwargs)
        page.row = self.row
        return page.get_context_data(**{**kwargs, "view": self})
