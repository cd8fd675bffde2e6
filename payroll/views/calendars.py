"""Pay calendars: the periods of each pay group, when pay comes and why on another day, and making a year."""

from datetime import date
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.models import PayGroup
from partners.views.base import PartnerFormView
from payroll.forms.runs import CalendarYearForm
from payroll.operations import calendars
from payroll.queries import run_pages_list
from payroll.queries.run_pages_list import GroupRow, PeriodRow
from payroll.views import runs_words
from payroll.views.runs_base import PayPage
from sharedservices.common.formatting import counted, day_short
from sharedservices.common.taxyear import TaxYear

YEARS_AHEAD = 3
HEADINGS = [
    {"label": "Period"},
    {"label": "Tax period", "is_numeric": True},
    {"label": "Contract says"},
    {"label": "Paid on"},
    {"label": "Why"},
    {"label": "Run"},
]
LIST_HEADINGS = [{"label": "Pay group"}, {"label": "Paid"}, {"label": "Next period"}, {"label": "Pay date"}]


class CalendarList(PayPage, TemplateView):
    """The pay groups with their next period."""

    template_name = "payroll/calendar_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show a row for each pay group."""
        found = run_pages_list.landing(partner_id=self.partner.pk, on=timezone.localdate())
        return super().get_context_data(
            rows=[self._row(one.group, one.period) for one in found],
            headings=LIST_HEADINGS,
            tabs=self.pay_tabs("calendar_list"),
            breadcrumbs=self.trail(("Calendars", "")),
            **kwargs,
        )

    def _row(self, group: GroupRow, period: PeriodRow | None) -> list[dict[str, Any]]:
        name = {
            "text": group.name,
            "href": self.url("calendar", group_uuid=group.uuid),
            "hint": group.employer,
            "is_header": True,
        }
        if period is None:
            return [name, {"text": group.frequency.label}, {"text": "No more periods"}, {"text": ""}]
        return [
            name,
            {"text": group.frequency.label},
            {"text": span(period)},
            {
                "text": day_short(period.pay_date),
                "hint": runs_words.moved_text(period.contractual_pay_date, period.pay_date),
            },
        ]


class GroupPage(PayPage):
    """A page of one pay group."""

    group: GroupRow

    def load(self) -> None:
        """Find the pay group. :raises Http404: when there is none in scope."""
        try:
            self.group = run_pages_list.group(partner_id=self.partner.pk, uuid=self.kwargs["group_uuid"])
        except PayGroup.DoesNotExist:
            raise Http404 from None

    def to_group(self, *rest: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs to the calendar, and on."""
        here = (self.group.name, self.url("calendar", group_uuid=self.group.uuid) if rest else "")
        return self.trail(("Calendars", self.url("calendar_list")), here, *rest)


class CalendarPage(GroupPage, TemplateView):
    """The periods of a pay group in a tax year."""

    template_name = "payroll/calendar_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the year that is asked for: the present one, or the last that there is."""
        periods = run_pages_list.periods(partner_id=self.partner.pk, group_id=self.group.group_id)
        years = sorted({one.tax_year for one in periods})
        year = self._year(years)
        shown = [one for one in periods if one.tax_year == year]
        may = self.may("payroll.calculate")
        return super().get_context_data(
            group=self.group,
            caption=f"{self.group.frequency.label}, {self.group.employer}",
            lead=f"PAYE scheme {self.group.paye_reference}. Pay that would fall on a weekend or bank holiday comes on "
            "the working day before.",
            tabs=[
                {"label": one, "href": f"?year={one}", "active": one == year, "count": ""} for one in reversed(years)
            ],
            rows=[self._row(one) for one in shown],
            headings=HEADINGS,
            table_caption=f"{year}: {counted(len(shown), 'period', 'periods')}",
            actions=[{"label": "Make a year", "href": self.url("calendar_make", group_uuid=self.group.uuid)}]
            if may
            else [],
            make_href=self.url("calendar_make", group_uuid=self.group.uuid) if may else "",
            breadcrumbs=self.to_group(),
            **kwargs,
        )

    def _year(self, years: list[str]) -> str:
        wanted = self.request.GET.get("year", "")
        present = TaxYear.of(timezone.localdate()).label
        return next((one for one in (wanted, present) if one in years), years[-1] if years else present)

    def _row(self, period: PeriodRow) -> list[dict[str, Any]]:
        run = period.runs[-1] if period.runs else None
        state = run.shown_state if run else ""
        more = f" and {len(period.runs) - 1} more" if len(period.runs) > 1 else ""
        return [
            {"text": span(period), "is_header": True},
            {"text": str(period.tax_period), "is_numeric": True},
            {"text": _weekday(period.contractual_pay_date), "is_nowrap": True},
            {"text": _weekday(period.pay_date), "is_nowrap": True},
            {"text": _why(period)},
            {
                "text": f"{state.capitalize()}{more}",
                "href": self.url("run", run_uuid=run.uuid),
                "context": f"run of {span(period)}",
            }
            if run
            else {"text": "No run"},
        ]


class MakeCalendar(GroupPage, PartnerFormView):
    """Make the periods of a tax year."""

    permission = "payroll.calculate"
    form_class = CalendarYearForm
    template_name = "payroll/calendar_make.html"

    def load(self) -> None:
        """Find the pay group and which years it has."""
        super().load()
        periods = run_pages_list.periods(partner_id=self.partner.pk, group_id=self.group.group_id)
        self.periods = periods
        self.years = sorted({one.tax_year for one in periods})

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask what the frequency of the group needs, and offer the years from this one on."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {"is_weekly": self.group.frequency.is_weekly_family, "years": self._offered()}

    def _offered(self) -> list[str]:
        year, found = TaxYear.of(timezone.localdate()).previous(), []
        for _ in range(YEARS_AHEAD + 1):
            found.append(year.label)
            year = year.next()
        return found

    def get_initial(self) -> dict[str, Any]:
        """Suggest the first year that has no periods, by the rule that the calendar shows."""
        missing = [year for year in self._offered()[1:] if year not in self.years]
        initial: dict[str, Any] = {"tax_year": next(iter(missing), self._offered()[1]), "rule": "LAST"}
        if self.periods:
            last = self.periods[-1]
            initial |= {"first_day": last.first_day, "pay_date": last.contractual_pay_date}
            days = {one.contractual_pay_date.day for one in self.periods}
            if len(days) == 1:
                initial |= {"rule": "DAY", "day": days.pop()}
        return initial

    def perform(self, form: Form) -> str:
        """Make them and show the year."""
        assert isinstance(form, CalendarYearForm)  # noqa: S101 - form_class says so
        year = form.cleaned_data["tax_year"]
        made = calendars.make_year(
            pay_group_id=self.group.group_id, tax_year=year, rule=form.rule_given, by=self.user, at=timezone.now()
        )
        self.success_message = f"{year} has {counted(len(made), 'period', 'periods')}."
        return self.url("calendar", query={"year": year}, group_uuid=self.group.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the questions."""
        return super().get_context_data(
            group=self.group,
            lead="Makes every period whose pay date lies in the tax year. What is there already stays as it is.",
            cancel_href=self.url("calendar", group_uuid=self.group.uuid),
            breadcrumbs=self.to_group(("Make a year", "")),
            **kwargs,
        )


def span(period: PeriodRow) -> str:
    """Say from when to when a period is."""
    return f"{day_short(period.first_day)} to {day_short(period.last_day)}"


def _weekday(on: date) -> str:
    return f"{on:%a} {day_short(on)}"


def _why(period: PeriodRow) -> str:
    """Say why pay is moved, without the date that stands beside it."""
    text = runs_words.moved_text(period.contractual_pay_date, period.pay_date)
    why = text.partition(", ")[2]
    return why[:1].upper() + why[1:]
