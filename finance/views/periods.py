"""The periods of a ledger's year: where each part stands, what was moved, and moving it."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from finance.engine import fiscal
from finance.forms.ledger import PeriodForm
from finance.models import Period, PeriodModule
from finance.operations import calendar, year_end
from finance.queries import closing
from finance.queries import ledger_pages as found
from finance.states import PERIOD, PeriodState
from finance.views.base import LedgerView
from partners.views.base import PartnerActionView, PartnerFormView
from sharedservices.common.flow import WrongState, allowed_actions

PARTS = PeriodModule.Module
WORDS = {
    "open": ("Open", "It takes postings from then on."),
    "soft_close": (
        "Close for everybody but accountants",
        "Nothing but journals is posted to it any more.",
    ),
    "close": ("Close", "Nothing is posted to it any more, unless it is reopened with a reason."),
    "reopen": ("Reopen", "It takes postings again. The log says who reopened it and why."),
    "lock": ("Lock for good", "After the audit. Nobody can undo this."),
}
SAID = {
    "FUTURE": "Future", "OPEN": "Open", "SOFT_CLOSED": "Accountants only", "CLOSED": "Closed", "LOCKED": "Locked",
}  # fmt: skip


class Periods(LedgerView, TemplateView):
    """The fifteen periods of a year."""

    template_name = "finance/periods.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show a row for each period."""
        years = sorted({int(value[:4]) for value, _label in self.periods}, reverse=True)
        asked = self.request.GET.get("year", "")
        usual = self.upto[0] if self.upto else max(years, default=0)
        year = int(asked) if asked in {str(one) for one in years} else usual
        rows = []
        if self.entity is not None:
            rows = found.periods(partner_id=self.partner.pk, legal_entity_id=self.entity.pk, year=year)
        return super().get_context_data(
            title="Periods", tabs=self.tabs("periods"), caption=self.entity.legal_name if self.entity else "",
            years=[
                {"label": fiscal.name(one, 0)[4:], "href": self._at(year=str(one)), "active": one == year}
                for one in years
            ],
            others=[
                {"label": one.legal_name, "href": self._at(entity=str(one.uuid)), "active": one == self.entity}
                for one in self.entities
            ],
            headings=[
                {"label": "Period"}, *({"label": part.label} for part in PARTS),
                {"label": "Journals", "is_numeric": True},
            ],
            rows=[self._row(one) for one in rows], breadcrumbs=self.trail(("Periods", "")), **kwargs,
        )  # fmt: skip

    def _at(self, **change: str) -> str:
        return self.url("periods", query={"entity": self.request.GET.get("entity", ""), **change})

    def _row(self, one: found.PeriodRow) -> list[dict[str, Any]]:
        return [
            {"text": one.name[:3], "hint": f"{one.first_day:%B %Y}" if 1 <= one.number <= 12 else _special(one.number),
             "href": self.url("period", period=one.uuid), "is_header": True},
            *({"text": SAID[one.states[part.value]], "colour": COLOURS[one.states[part.value]]} for part in PARTS),
            {"text": f"{one.n_journals:,}", "is_numeric": True},
        ]  # fmt: skip


COLOURS = {"FUTURE": "grey", "OPEN": "green", "SOFT_CLOSED": "yellow", "CLOSED": "blue", "LOCKED": "purple"}


def _special(number: int) -> str:
    return {0: "Opening balances", 13: "Closing down", 14: "Audit"}[number]


class PeriodPage(LedgerView, PartnerFormView):
    """One period: where its parts stand, what may be done with them, what has been done."""

    write_permission = "periods.control"
    template_name = "finance/period.html"
    form_class = PeriodForm
    period: Period

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.period = Period.objects.select_related("legal_entity").get(uuid=self.kwargs["period"])
        except Period.DoesNotExist:
            raise Http404 from None

    @property
    def states(self) -> dict[str, str]:
        """The state of each part."""
        rows = PeriodModule.objects.of(self.partner.pk).filter(period=self.period).order_by("id")
        return dict(rows.values_list("module", "state"))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Choose every part that can be moved alike."""
        return {**super().get_form_kwargs(), "initial": {"modules": [part.value for part in PARTS]}}

    def perform(self, form: Form) -> str:
        """Move it by the button that was pressed."""
        action = self.request.POST.get("action", "")
        if action not in PERIOD:
            raise Http404
        given = form.cleaned_data
        calendar.move(
            period=UUID(str(self.kwargs["period"])), modules=given["modules"], action=action, by=self.user,
            at=timezone.now(), reason=given["reason"],
        )  # fmt: skip
        self.success_message = f"{self.period}: {WORDS[action][0].lower()} is recorded."
        return self.url("period", period=self.period.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer what this person may do now."""
        states = self.states
        mine = self.may("periods.control")
        actions = [one for one in PERIOD if any(one in allowed_actions(PERIOD, state) for state in states.values())]
        return super().get_context_data(
            title=str(self.period), caption=self.period.legal_entity.legal_name,
            rows=[{"key": part.label, "value": SAID[states[part.value]]} for part in PARTS],
            moves=[
                {"name": one, "label": WORDS[one][0], "hint": WORDS[one][1], "kind": "warning" if one == "lock" else
                 "secondary"}
                for one in actions
            ] if mine else [],
            events=[
                {"title": f"{one.part}: {one.words}", "by": one.by, "at": one.at, "reason": one.reason}
                for one in found.log(self.period)
            ],
            closing_href=self.url("closing", query={
                "entity": str(self.period.legal_entity.uuid), "period": f"{self.period.year}-{self.period.number:02}",
            }),
            checks=[
                [{"text": one.title, "is_header": True}, {"text": PARTS(one.module).label},
                 {"text": "Done" if one.is_met else "Undone", "colour": "green" if one.is_met else "red"},
                 {"text": one.words}, {"text": one.override.reason if one.override else ""}]
                for one in closing.checks(self.period)
            ],
            check_headings=[{"label": "Task"}, {"label": "Part"}, {"label": "State"}, {"label": "What showed it"},
                            {"label": "Why it was closed without"}],
            roll_href=self.url("period_roll", period=self.period.uuid),
            may_roll=mine and self.period.number == fiscal.OPENING and states["GL"] == PeriodState.OPEN
            and has_year_before(self.period),
            breadcrumbs=self.trail(("Periods", self.url("periods")), (str(self.period), "")), **kwargs,
        )  # fmt: skip


def has_year_before(period: Period) -> bool:
    """Tell whether the year before a period is in the ledger."""
    before = Period.objects.of(period.partner_id).filter(legal_entity=period.legal_entity_id, year=period.year - 1)
    return bool(before.exists())


class RollYear(LedgerView, PartnerActionView):
    """Bring forward what the opening of a year lacks of the balances of the year before."""

    permission = "periods.control"
    period: Period

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.period = Period.objects.select_related("legal_entity").get(uuid=self.kwargs["period"])
        except Period.DoesNotExist:
            raise Http404 from None

    def perform(self) -> str:
        """Roll; lead to what was posted. :raises WrongState: unless the period opens a year that follows another."""
        if self.period.number != fiscal.OPENING or not has_year_before(self.period):
            raise WrongState("Balances are brought forward to P00 of a year that follows another.", action="roll")
        made = year_end.roll(
            legal_entity=self.period.legal_entity.uuid, year=self.period.year - 1, by=self.user, at=timezone.now()
        )
        if made is None:
            self.success_message = "Everything is brought forward already: nothing was posted."
            return self.back()
        self.success_message = "The difference is brought forward. After another adjustment, bring forward again."
        return self.url("journal", journal=made.uuid)

    def back(self) -> str:
        """Return to the period."""
        return self.url("period", period=self.period.uuid)
