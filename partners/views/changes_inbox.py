"""The inbox of changes: what waits for one person, side by side, with filters of their own and keys to get about."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from partners.forms import InboxFilter, KeepFilterForm
from partners.models import SavedFilter
from partners.operations import changes, saved_filters
from partners.operations.change_clock import up_on
from partners.queries import changes as requests
from partners.queries import deciders
from partners.queries.changes import ChangeRow
from partners.views.base import PartnerActionView, PartnerFormView, now
from partners.views.changes import (
    EFFECT_HEADINGS,
    HEADINGS,
    ChangesView,
    as_filter,
    effect_cells,
    fact_cells,
    kind_choices,
)
from sharedservices.common.formatting import counted, day

A_PAGE = 20


class Inbox(ChangesView, TemplateView):
    """What waits for this person: before and after side by side, decided on the spot."""

    template_name = "partners/changes_inbox.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the inbox; to those who decide nothing, what they proposed."""
        return super().get(request, *args, **kwargs) if self.reads_whole else redirect(f"{self.base}mine/")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show one page of what waits, the oldest first."""
        on, at = timezone.localdate(), timezone.now()
        form = InboxFilter(self.request.GET, kinds=kind_choices(self.reader))
        form.full_clean()
        wanted = as_filter(form.cleaned_data, on=on)
        found = requests.inbox(partner_id=self.partner.pk, user=self.user, on=on, wanted=wanted)
        order = ("-risk_score", "submitted_at", "id") if form.cleaned_data.get("order") else ("submitted_at", "id")
        page: Any = Paginator(found.order_by(*order), A_PAGE).get_page(self.request.GET.get("page"))
        rows = [requests.as_row(one, on=on, at=at) for one in page]
        changes.record_view(partner_id=self.partner.pk, rows=rows)
        query = self.request.GET.copy()
        query.pop("page", None)
        is_filtered = any(form.cleaned_data.values())
        return super().get_context_data(
            **{
                "tabs": self.tabs(""),
                "filter_form": form,
                "is_filtered": is_filtered,
                "is_by_risk": bool(form.cleaned_data.get("order")),
                "saved": self._saved(on),
                "keep_form": KeepFilterForm() if is_filtered else None,
                "kept": _filled(self.request),
                "cards": [card_of(row, position) for position, row in enumerate(rows, start=1)],
                "headings": HEADINGS,
                "effect_headings": EFFECT_HEADINGS,
                "n_waiting": page.paginator.count,
                "n_late": sum(row.is_late for row in rows),
                "n_undecidable": deciders.undecidable(partner_id=self.partner.pk, on=on, kinds=self.reader.kinds),
                "here": self.request.get_full_path(),
                "page": page,
                "query": query.urlencode(),
                "breadcrumbs": self.trail(),
                **kwargs,
            }
        )

    def _saved(self, on: Any) -> list[dict[str, Any]]:
        """Return this person's own filters, each with how many wait there."""
        found = []
        for one in SavedFilter.objects.of(self.partner.pk).filter(made_by=self.user).order_by("name", "id"):
            wanted = as_filter(one.wanted, on=on)
            n = requests.inbox(partner_id=self.partner.pk, user=self.user, on=on, wanted=wanted).count()
            found.append({"uuid": one.uuid, "name": one.name, "n": n, "href": f"{self.base}?{urlencode(one.wanted)}"})
        return found


def _filled(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of the filter that the address fills."""
    return [(name, request.GET[name]) for name in saved_filters.FIELDS if request.GET.get(name)]


class KeepFilter(ChangesView, PartnerFormView):
    """Keep the filter of the inbox under a name."""

    permission = "changes.view"
    write_permission = "changes.decide"
    http_method_names = ["post", "options"]
    template_name = "partners/changes_inbox.html"
    form_class = KeepFilterForm
    success_message = "The filter is kept. Only you see it."

    def perform(self, form: Form) -> str:
        """Keep it and show what it leaves."""
        wanted = {name: self.request.POST.get(name, "") for name in saved_filters.FIELDS}
        row = saved_filters.keep(
            partner_id=self.partner.pk, name=form.cleaned_data["name"], wanted=wanted, by=self.user, at=now()
        )
        return f"{self.base}?{urlencode(row.wanted)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the inbox again, with the error beside the name."""
        page = Inbox()
        page.setup(self.request, **self.kwargs)
        posted = [(name, self.request.POST[name]) for name in saved_filters.FIELDS if self.request.POST.get(name)]
        form = kwargs.pop("form")
        return page.get_context_data(form=form, keep_form=form, kept=posted, **kwargs)


class ForgetFilter(ChangesView, PartnerActionView):
    """Forget a filter of one's own."""

    permission = "changes.decide"
    success_message = "The filter is forgotten."

    def perform(self) -> str:
        """Forget it."""
        try:
            saved_filters.forget(saved_filter=UUID(str(self.kwargs["saved_filter"])), by=self.user, at=now())
        except SavedFilter.DoesNotExist:
            raise Http404 from None
        return self.base

    def back(self) -> str:
        """Return to the inbox."""
        return self.base


def card_of(row: ChangeRow, position: int) -> dict[str, Any]:
    """Return a request for the inbox, its tables named so that they are told from others by ear.

    What stays as it is is on its page.
    """
    moved = [one for one in row.rows if one[1] != one[2]]
    return {
        "row": row,
        "name": f"request {position}, {row.title}, {row.subject}",
        "facts": fact_cells(moved or row.rows),
        "effects": effect_cells(row.effects),
        "age": f"Waits for {counted(row.age_days, 'day', 'days')}" if row.age_days else "Came today",
        "if_nothing": if_nothing(row),
        "risk": ". ".join(f"{words} ({points})" for words, points in row.risk_reasons),
    }


def if_nothing(row: ChangeRow) -> str:
    """Say what happens when nobody decides: first who hears of it, then what becomes of pay, then the end."""
    late = (
        "Nobody decided in time: it has been sent up."
        if row.is_escalated
        else f"Late since {day(row.due_on)}: after {day(up_on(row.due_on))} it is sent up."
        if row.is_late
        else f"After {day(row.due_on)} it is late, after {day(up_on(row.due_on))} it is sent up."
    )
    pay = ""
    if row.affects_pay and row.effective_from is not None and row.effective_from <= row.expires_on:
        pay = f" Pay stays as it is from {day(row.effective_from)} on."
    return f"{late}{pay} On {day(row.expires_on)} it ends and nothing is changed."
