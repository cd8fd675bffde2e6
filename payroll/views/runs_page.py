"""The pages of one run: overview, progress, totals, changes, batches and history."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from payroll.queries import run_pages_chain, run_pages_compare, run_pages_head, run_pages_people
from payroll.queries.run_pages_compare import NO_RUN, Before, ElementRow
from payroll.queries.run_pages_head import BatchRow, MoveRow
from payroll.states import PAY_RUN, RunState
from payroll.views import runs_actions, runs_words
from payroll.views.runs_base import RunTablePage
from payroll.views.runs_late import LatePart
from sharedservices.common.formatting import day, number
from sharedservices.common.money import round_half_up
from sharedservices.common.tables import Column, EmptyState, Kind, Table

SHORT = 5
SHORT_ELEMENTS = 8
MANY = 100
MANY_PEOPLE = 500
VERSIONS_NOTE = "Each makes new versions of the payslips that it touches. Older versions are kept."

STARTER_HEADINGS = [
    {"label": "Starter"},
    {"label": "First day"},
    {"label": "Gross", "is_numeric": True},
    {"label": "Net", "is_numeric": True},
]
LEAVER_HEADINGS = [
    {"label": "Leaver"},
    {"label": "Why"},
    {"label": "Net before", "is_numeric": True},
    {"label": "Net now", "is_numeric": True},
]
MOVER_HEADINGS = [
    {"label": "Person"},
    {"label": "Change", "is_numeric": True},
    {"label": "Net now", "is_numeric": True},
    {"label": "Net before", "is_numeric": True},
]
HELD_HEADINGS = [{"label": "Person"}, {"label": "What is wrong"}]


class RunPage(LatePart):
    """A page of a run that holds it against the run before."""

    @cached_property
    def before(self) -> Before | None:
        """Return the run before."""
        return run_pages_compare.before(partner_id=self.partner.pk, run=self.run)

    @property
    def then(self) -> int:
        """The id of the run before, or of none."""
        return self.before.run_id if self.before else NO_RUN

    @cached_property
    def moves(self) -> list[MoveRow]:
        """Return the log of the run, the latest first."""
        return run_pages_head.moves(partner_id=self.partner.pk, run_id=self.run.run_id)

    def changes(self, *, people: int | None, movers: int) -> dict[str, Any]:
        """Return who came, went and is paid differently as short tables, and record that they were seen."""
        self.seen("starters, leavers and biggest movers")
        found = run_pages_compare.changes(
            partner_id=self.partner.pk, run=self.run, then=self.then, people=people, movers=movers
        )
        first_day = self.run.first_day
        return {
            "n_starters": found.n_starters,
            "n_leavers": found.n_leavers,
            "n_movers": found.n_movers,
            "starters": runs_words.starter_cells(found.starters, self.payslip_href),
            "leavers": runs_words.leaver_cells(found.leavers, self.payslip_href, first_day=first_day),
            "movers": runs_words.mover_cells(found.movers, self.payslip_href),
            "starter_headings": STARTER_HEADINGS,
            "leaver_headings": LEAVER_HEADINGS,
            "mover_headings": MOVER_HEADINGS,
        }

    def progress(self) -> dict[str, Any] | None:
        """Return how far the calculation is, while there is one."""
        if not self.run.is_calculating:
            return None
        found = run_pages_head.progress(
            partner_id=self.partner.pk, run_id=self.run.run_id, calculation=self.run.calculation
        )
        return runs_words.progress_bar(
            self.run, found, poll_url=self.at("run_progress"), refresh_url=self.request.get_full_path()
        )


class RunOverview(RunPage, TemplateView):
    """The run at a glance: the chain of three people, what can be done, figures, what changed, who is held back."""

    template_name = "payroll/run_overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show how the run stands; figures only once there are some."""
        run, progress = self.run, self.progress()
        found = {
            **self.head(),
            **self._actions(progress),
            "progress": progress,
            "steps": self._steps(),
            "waits_for": runs_actions.waits_for(run, self.today),
            "batches_href": self.at("run_work"),
            "files": self._files(),
            "cancelled": self._cancelled(),
            "breadcrumbs": self.run_trail,
        }
        if run.has_results:
            found |= {**self._figures(), **self._changes(), **self._held(), **self.late_part(), **self.statutory_part()}
        return super().get_context_data(**found, **kwargs)

    def _steps(self) -> list[runs_actions.Step]:
        permissions = {PAY_RUN[name].permission for name in runs_actions.CHAIN}
        names = run_pages_chain.who_may(partner_id=self.partner.pk, permissions=permissions, on=self.today)
        return runs_actions.chain(self.run, self.moves, names, self.reader)

    def _actions(self, progress: dict[str, Any] | None) -> dict[str, Any]:
        """Return what this reader may do now, and what else the state allows, by the reason why not."""
        is_held_up = bool(progress and progress["is_held_up"])
        found = runs_actions.actions(self.run, self.moves, self.reader, is_held_up=is_held_up)
        refused: dict[str, list[str]] = {}
        for one in found:
            if one.why_not:
                refused.setdefault(one.why_not, []).append(one.label)
        direct = self.run.state == RunState.DRAFT and not self.run.is_calculating
        return {
            "allowed": [
                {"action": one, "href": self.at(f"run_{one.name}"), "is_direct": direct and one.name == "calculate"}
                for one in found
                if not one.why_not
            ],
            "refused": [{"labels": ", ".join(labels), "why": why} for why, labels in refused.items()],
        }

    def _files(self) -> list[dict[str, str]]:
        """Return what can be read or taken away, once there are figures."""
        files = []
        if self.run.state == RunState.RELEASED:
            files.append({"label": "Payment listing", "href": self.at("run_payments")})
        if self.run.has_results and not self.run.cancelled:
            files.append({"label": "Run report (PDF)", "href": self.at("run_report")})
        return files

    def _cancelled(self) -> str:
        if self.run.cancelled is None:
            return ""
        deed = self.run.cancelled
        reason = next((move.reason for move in self.moves if move.action == "cancel"), "")
        return f"Cancelled by {deed.by} on {runs_actions.moment_of(deed)}. {reason}"

    def _figures(self) -> dict[str, Any]:
        spread = run_pages_compare.spread(partner_id=self.partner.pk, run_id=self.run.run_id)
        return {
            "tiles": runs_words.tiles(self.run, self.before),
            "since": runs_words.said_month(self.before),
            "before_href": self.url("run", run_uuid=self.before.uuid) if self.before else "",
            "chart": runs_words.net_chart(spread),
            "differences": self._differences(),
        }

    def _differences(self) -> list[tuple[ElementRow, str]]:
        """Return the elements that differ most from the run before, each with its kind."""
        rows = run_pages_compare.elements(partner_id=self.partner.pk, run_id=self.run.run_id, then=self.then)
        biggest = sorted(rows, key=lambda row: row.size_of_change, reverse=True)[:SHORT_ELEMENTS]
        return [(row, runs_words.SECTIONS[row.section]) for row in biggest]

    def _changes(self) -> dict[str, Any]:
        return self.changes(people=SHORT, movers=SHORT) if self.before is not None else {}

    def _held(self) -> dict[str, Any]:
        if not self.run.n_quarantined:
            return {}
        rows = run_pages_people.held_back(
            partner_id=self.partner.pk, run_id=self.run.run_id, states=["QUARANTINED"], limit=SHORT
        )
        cells = [
            [
                {
                    "text": row.name,
                    "href": self.record_href(row, self.at("run")),
                    "hint": row.employee_no,
                    "is_header": True,
                },
                {"text": row.message, "hint": row.remedy},
            ]
            for row in rows
        ]
        return {"held": cells, "held_headings": HELD_HEADINGS}


class RunProgress(RunPage, TemplateView):
    """The progress alone, which the page asks for until the calculation has ended."""

    template_name = "payroll/run_progress.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show how far it is."""
        return {**super().get_context_data(**kwargs), "progress": self.progress(), "batches_href": self.at("run_work")}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Once the calculation has ended, have the whole page read again: its figures are new."""
        response = super().render_to_response(context, **kwargs)
        if context["progress"] is None:
            response["HX-Refresh"] = "true"
        return response


def _share(row: ElementRow) -> Decimal | None:
    """Return the difference in per cent, to one decimal; nothing where there was nothing before."""
    return None if row.percent is None else round_half_up(row.percent * 100, 1)


class ElementTable(Table):
    """Totals by element against the run before, payments first."""

    caption, nouns, filename = "Totals by element", ("element", "elements"), "totals-by-element"
    default_per_page = 200
    empty = EmptyState("No totals yet", "They are there once the run has been calculated.")
    columns = (
        Column("name", "Element", header=True, sort="name", hint=lambda row: row.code),
        Column("section", "Kind", value=lambda row: runs_words.SECTIONS[row.section]),
        Column("n_payslips", "Payslips", kind=Kind.NUMBER, sort="n_payslips"),
        Column("amount", "This run", kind=Kind.MONEY, sort="amount"),
        Column("before", "Run before", kind=Kind.MONEY, sort="before"),
        Column("n_before", "Payslips before", kind=Kind.NUMBER, is_shown=False),
        Column("change", "Difference", kind=Kind.CHANGE, sort="change"),
        Column("size_of_change", "Size of the difference", kind=Kind.MONEY, is_shown=False),
        Column("percent", "Difference in %", kind=Kind.NUMBER, sort="percent_order", value=_share),
    )


class RunTotals(RunTablePage, RunPage, TemplateView):  # type: ignore[misc]
    """Totals by element."""

    template_name = "payroll/run_totals.html"
    table_class = ElementTable
    tab = "run_totals"

    def rows(self, filters: Any) -> list[ElementRow]:
        """Return the totals, payments first."""
        return run_pages_compare.elements(partner_id=self.partner.pk, run_id=self.run.run_id, then=self.then)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show them below the totals of the run."""
        return super().get_context_data(
            **self.head(),
            progress=self.progress(),
            tiles=runs_words.tiles(self.run, self.before) if self.run.has_results else [],
            before_text=f"Compared with {runs_words.said_month(self.before)}." if self.before else "",
            breadcrumbs=self.run_trail_to("Totals"),
            **kwargs,
        )


def _cut(shown: list[Any], n: int) -> str:
    """Say that a list shows the first of many only; nothing when it shows them all."""
    return f"The first {len(shown):,} of {n:,}." if len(shown) < n else ""


class RunChanges(RunPage, TemplateView):
    """Who came, who went, whose pay has changed most."""

    template_name = "payroll/run_changes.html"
    tab = "run_changes"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the changes, and record that they were seen."""
        found: dict[str, Any] = {}
        if self.run.has_results and self.before is not None:
            found = self.changes(people=MANY_PEOPLE, movers=MANY)
            found |= {
                f"{kind}_note": _cut(found[kind], found[f"n_{kind}"]) for kind in ("starters", "leavers", "movers")
            }
            found["csv_href"] = self.at("run_changes_csv")
        return super().get_context_data(
            **self.head(),
            **found,
            since=runs_words.said_month(self.before),
            progress=self.progress(),
            breadcrumbs=self.run_trail_to("Changes"),
            **kwargs,
        )


class RunWork(RunPage, TemplateView):
    """Batches for operators, versions of what calculated, and the log."""

    template_name = "payroll/run_work.html"
    tab = "run_work"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the batches of the latest calculation, and everything that was done to the run."""
        run = self.run
        rows = run_pages_head.batches(partner_id=self.partner.pk, run_id=run.run_id, calculation=run.calculation)
        may = run.is_open and self.may("payroll.calculate")
        return super().get_context_data(
            **self.head(),
            progress=self.progress(),
            batches=[self._batch(row, may=may) for row in rows],
            facts=self._facts(),
            events=runs_words.timeline(self.moves),
            may_recalculate=may,
            breadcrumbs=self.run_trail_to("Batches and history"),
            **kwargs,
        )

    def _batch(self, row: BatchRow, *, may: bool) -> dict[str, Any]:
        is_failed = row.state == "FAILED"
        free = is_failed if self.run.is_calculating else self.run.state == RunState.CALCULATED
        return {
            "row": row,
            "state_label": row.shown_state.capitalize(),
            "seconds": "" if row.seconds is None else f"{number(round_half_up(row.seconds, 1))} s",
            "href": self.at("run_recalculate_batch", batch_id=row.batch_id) if may and free else "",
            "is_failed": is_failed,
        }

    def _facts(self) -> list[dict[str, Any]]:
        run = self.run
        if not run.calculation:
            return [{"key": "Calculations", "value": "None yet"}]
        moved = runs_words.moved_text(run.contractual_pay_date, run.pay_date)
        return [
            {"key": "Calculations", "value": f"{run.calculation:,}", "hint": VERSIONS_NOTE},
            {"key": "Version of the calculation", "value": run.engine_version},
            {"key": "Version of the rates", "value": run.rates_version},
            {"key": "Lines of payslips", "value": f"{run.n_lines:,}"},
            {"key": "Hash of the payslips", "value": run.results_hash},
            {"key": "PAYE scheme", "value": run.paye_reference},
            {"key": "Contractual pay date", "value": day(run.contractual_pay_date), "hint": moved},
        ]
