"""Pay at a glance, the list of runs, and making one."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from partners.roles import PERMISSIONS
from partners.views.base import PartnerFormView
from partners.views.lists import PartnerList
from payroll.forms.runs import NewRunForm, RunFilter
from payroll.models import PayRun
from payroll.operations import pay_runs
from payroll.queries import run_pages_chain, run_pages_list, run_pages_new
from payroll.queries.run_pages_list import GroupNow, GroupRow, PeriodRow, RunRow
from payroll.states import PAY_RUN, RunState
from payroll.views import runs_words
from payroll.views.runs_base import PayPage
from sharedservices.common.formatting import counted, day, day_short, money
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

NEXT = {RunState.DRAFT: "calculate", RunState.CALCULATED: "approve", RunState.APPROVED: "release"}
WAITS = {"calculate": "Calculate it", "approve": "Approve it", "release": "Release it"}


class PayHome(PayPage, TemplateView):
    """Where every pay group stands: the period in hand, its run, the next step and who may take it."""

    template_name = "payroll/run_home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show a card for each pay group, and other runs that are open."""
        on = timezone.localdate()
        found = run_pages_list.landing(partner_id=self.partner.pk, on=on)
        permissions = {transition.permission for transition in PAY_RUN.values()}
        self.names = run_pages_chain.who_may(partner_id=self.partner.pk, permissions=permissions, on=on)
        shown = {one.run.uuid for one in found if one.run}
        others = [run for run in run_pages_list.open_runs(partner_id=self.partner.pk) if run.uuid not in shown]
        return super().get_context_data(
            groups=[self._card(one) for one in found],
            others=[self._other(run) for run in others],
            other_headings=OTHER_HEADINGS,
            tabs=self.pay_tabs("pay_home"),
            actions=self._actions(),
            breadcrumbs=self.trail(),
            **kwargs,
        )

    def _actions(self) -> list[dict[str, str]]:
        return [{"label": "Create a run", "href": self.url("run_create")}] if self.may("payroll.calculate") else []

    def _card(self, one: GroupNow) -> dict[str, Any]:
        group, period, run = one.group, one.period, one.run
        card: dict[str, Any] = {
            "name": group.name,
            "about": f"{group.frequency.label}, {group.employer}",
            "calendar_href": self.url("calendar", group_uuid=group.uuid),
            "facts": [],
        }
        if period is None:
            return card | self._no_period(group)
        card |= {"period": f"{day_short(period.first_day)} to {day_short(period.last_day)}"}
        is_late = period.pay_date <= timezone.localdate() and not period.is_released
        hint = "This day has come" if is_late else runs_words.moved_text(period.contractual_pay_date, period.pay_date)
        card["facts"] = [{"key": "Pay date", "value": day(period.pay_date), "hint": hint}]
        return card | (self._no_run(group, period) if run is None else self._with_run(card["facts"], run))

    def _no_period(self, group: GroupRow) -> dict[str, Any]:
        found: dict[str, Any] = {"next": "The calendar has no more periods."}
        if self.may("payroll.calculate"):
            found |= {"button": "Make the next year", "href": self.url("calendar_make", group_uuid=group.uuid)}
        return found

    def _no_run(self, group: GroupRow, period: PeriodRow) -> dict[str, Any]:
        found: dict[str, Any] = {"state": "DRAFT", "state_label": "No run yet", "next": "A run has to be created."}
        if self.may("payroll.calculate"):
            query = {"group": str(group.uuid), "period": str(period.uuid)}
            found |= {"button": "Create the run", "href": self.url("run_create", query=query)}
        return found | {"who": self._who("payroll.calculate")}

    def _with_run(self, facts: list[dict[str, str]], run: RunRow) -> dict[str, Any]:
        href = self.url("run", run_uuid=run.uuid)
        if run.n_in:
            facts += [
                {"key": "People", "value": f"{run.n_in:,}", "hint": _held_text(run)},
                {"key": "Net pay", "value": money(run.net), "hint": ""},
            ]
        step = NEXT.get(RunState(run.state), "")
        permission = PAY_RUN[step].permission if step else ""
        mine = bool(step) and not run.is_calculating and self.may(permission)
        return {
            "state": run.shown_state,
            "state_label": run.shown_state.capitalize(),
            "run_label": run.label,
            "run_href": href,
            "next": next_text(run),
            "who": "" if run.is_calculating or not permission else self._who(permission),
            "button": WAITS[step] if mine else ("Follow it" if run.is_calculating else "Open the run"),
            "kind": "" if mine else "secondary",
            "href": href,
        }

    def _who(self, permission: str) -> str:
        mine = self.user.human_id
        names = [f"{name} (you)" if human == mine else name for human, name in self.names[permission].items()]
        if not names:
            return f"Nobody here holds “{PERMISSIONS[permission]}”"
        return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")

    def _other(self, run: RunRow) -> list[dict[str, Any]]:
        return [
            {"text": run.label, "href": self.url("run", run_uuid=run.uuid), "is_header": True},
            {"text": day_short(run.pay_date), "is_nowrap": True},
            {"text": run.shown_state.capitalize(), "colour": _colour(run.shown_state)},
            {"text": next_text(run)},
        ]


OTHER_HEADINGS = [{"label": "Run"}, {"label": "Pay date"}, {"label": "State"}, {"label": "Next"}]


def _colour(state: str) -> str:
    from sharedservices.common.templatetags.formatting import status_colour

    return status_colour(state)


def next_text(run: RunRow) -> str:
    """Say in a few words what a run waits for."""
    if run.is_calculating:
        return "It is being calculated."
    return {
        RunState.DRAFT: "It has to be calculated.",
        RunState.CALCULATED: "It has to be approved.",
        RunState.APPROVED: "It has to be released.",
        RunState.RELEASED: "It is released: nothing is left to do.",
        RunState.CANCELLED: "It was cancelled.",
    }[RunState(run.state)]


def _held_text(run: RunRow) -> str:
    held = [
        counted(number, word, word)
        for number, word in ((run.n_quarantined, "in quarantine"), (run.n_excluded, "excluded"))
        if number
    ]
    return ", ".join(held)


class RunTable(Table):
    """Runs, the latest pay date first."""

    caption, nouns, filename = "Pay runs", ("run", "runs"), "pay-runs"
    filter_form, default_sort, default_per_page = RunFilter, "-pay_date", 25
    columns = (
        Column(
            "label",
            "Run",
            header=True,
            sort=("pay_group__name", "period__pay_date", "number"),
            href=lambda row: f"{row.uuid}/",
        ),
        Column("pay_date", "Pay date", kind=Kind.DATE, sort=("period__pay_date", "pay_group__name", "number")),
        Column("shown_state", "State", kind=Kind.STATUS, sort="state"),
        Column("n_in", "People", kind=Kind.NUMBER, sort="n_in"),
        Column("n_quarantined", "Quarantine", kind=Kind.NUMBER, sort="n_quarantined"),
        Column("n_excluded", "Excluded", kind=Kind.NUMBER, is_shown=False),
        Column("gross", "Gross", kind=Kind.MONEY, sort="gross"),
        Column("net", "Net pay", kind=Kind.MONEY, sort="net"),
        Column("employer_cost", "Cost to the employer", kind=Kind.MONEY, sort="employer_cost"),
        Column("group", "Pay group", is_shown=False),
        Column("kind", "Kind", is_shown=False),
        Column("tax_year", "Tax year", is_shown=False),
        Column("tax_period", "Tax period", is_shown=False),
    )


class RunList(PartnerList, PayPage, TemplateView):  # type: ignore[misc]
    """Every run of the partner."""

    template_name = "payroll/run_list.html"
    table_class = RunTable
    audited_as = "payroll_payrun"

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the runs that the filters leave."""
        return QuerySetRows(run_pages_list.runs(partner_id=self.partner.pk, filters=filters), row=run_pages_list.as_row)

    def table_options(self) -> dict[str, Any]:
        """Offer the partner's pay groups and tax years."""
        groups = [(str(one.uuid), one.name) for one in run_pages_list.groups(partner_id=self.partner.pk)]
        return {"form_options": {"groups": groups, "years": run_pages_list.tax_years(partner_id=self.partner.pk)}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the list."""
        if self.may("payroll.calculate"):
            self.table.empty = EmptyState(
                "No runs yet", "A run pays a pay group for a period.", "Create a run", self.url("run_create")
            )
        return super().get_context_data(
            tabs=self.pay_tabs("run_list"),
            actions=[{"label": "Create a run", "href": self.url("run_create")}]
            if self.may("payroll.calculate")
            else [],
            breadcrumbs=self.trail(("Runs", "")),
            **kwargs,
        )


class CreateRun(PayPage, PartnerFormView):
    """Make a run: the pay group first, then its period and kind, with what will be in it."""

    permission = "payroll.calculate"
    acts_on_everybody = True
    form_class = NewRunForm
    template_name = "payroll/run_create.html"
    success_message = "The run has been created. Calculate it when the inputs of the period are in."

    def load(self) -> None:
        """Find the pay group: the one that was asked for, or the only one."""
        self.groups = run_pages_list.groups(partner_id=self.partner.pk)
        wanted = self.request.GET.get("group", "")
        if wanted and not any(str(one.uuid) == wanted for one in self.groups):
            raise Http404
        chosen = [one for one in self.groups if str(one.uuid) == wanted] if wanted else self.groups
        self.group = chosen[0] if len(chosen) == 1 else None
        self.periods = (
            run_pages_list.periods(partner_id=self.partner.pk, group_id=self.group.group_id) if self.group else []
        )
        self.period = self._period_in_hand()

    def _period_in_hand(self) -> PeriodRow | None:
        wanted = self.request.GET.get("period", "")
        asked_for = next((one for one in self.periods if str(one.uuid) == wanted), None)
        return asked_for or run_pages_list.in_hand(self.periods, on=timezone.localdate())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the periods from the last that was released on."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {"periods": [(str(one.uuid), _period_label(one)) for one in self._offered()]}

    def _offered(self) -> list[PeriodRow]:
        released = [index for index, one in enumerate(self.periods) if one.is_released]
        offered = self.periods[released[-1] :] if released else self.periods
        return [*([self.period] if self.period and self.period not in offered else []), *offered]

    def get_initial(self) -> dict[str, Any]:
        """Choose the period in hand; a regular run unless it has one."""
        if self.period is None:
            return {}
        has_regular = any(run.kind == PayRun.Kind.REGULAR for run in self.period.runs)
        kind = PayRun.Kind.SUPPLEMENTARY if has_regular else PayRun.Kind.REGULAR
        return {"period": str(self.period.uuid), "kind": kind.value}

    def perform(self, form: Form) -> str:
        """Create the run and open it."""
        wanted = UUID(form.cleaned_data["period"])
        period = next(one for one in self.periods if one.uuid == wanted)
        run = pay_runs.create(
            period_id=period.period_id, kind=form.cleaned_data["kind"], by=self.user, at=timezone.now()
        )
        return self.url("run", run_uuid=run.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the pay groups, then the form with what will be in the run."""
        return super().get_context_data(
            group=self.group,
            choices=[
                {
                    "label": one.name,
                    "hint": f"{one.frequency.label}, {one.employer}",
                    "href": f"?{urlencode({'group': one.uuid})}",
                }
                for one in self.groups
            ],
            preview=self._preview(),
            preview_title=f"In the run of {_period_label(self.period)}" if self.period else "",
            calendar_href=self.url("calendar", group_uuid=self.group.uuid) if self.group else "",
            make_href=self.url("calendar_make", group_uuid=self.group.uuid) if self.group else "",
            change_href=self.url("run_create") if len(self.groups) > 1 else "",
            has_periods=bool(self._offered()),
            cancel_href=self.url("pay_home"),
            breadcrumbs=self.trail(("Create a run", "")),
            **kwargs,
        )

    def _preview(self) -> list[dict[str, str]]:
        if self.group is None or self.period is None:
            return []
        found = run_pages_new.preview(partner_id=self.partner.pk, group_id=self.group.group_id, period=self.period)
        waiting = counted(found.n_inputs_waiting, "input waits", "inputs wait")
        return [
            {"key": "Employments", "value": f"{found.n_employments:,}", "hint": "Employed on a day of the period"},
            {"key": "Starters", "value": f"{found.n_starters:,}", "hint": "First day in the period"},
            {"key": "Leavers", "value": f"{found.n_leavers:,}", "hint": "Last day in the period"},
            {
                "key": "Monthly inputs",
                "value": f"{found.n_inputs_approved:,} approved",
                "hint": f"{waiting} for approval and will not be paid" if found.n_inputs_waiting else "",
            },
        ]


def _period_label(period: PeriodRow) -> str:
    text = f"{day_short(period.first_day)} to {day_short(period.last_day)}, paid {day_short(period.pay_date)}"
    if period.is_released:
        return f"{text} (released)"
    return f"{text} (run open)" if period.open_runs else text
