"""The inbox of whoever approves monthly inputs: tick and approve, or approve all that the filters leave."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.lists import InputsFilter
from hr.operations import inputs
from hr.queries.input_totals import totals
from hr.queries.inputs import InputFilter, InputRow, monthly_inputs, waiting_ids
from hr.queries.job_words import entry as entry_words
from hr.states import InputState
from hr.views.inputs import OWN, TOTAL_HEADINGS, Filtered, total_cells
from partners.queries import deciders
from partners.queries.holds import ON_HOLD
from sharedservices.common.formatting import counted
from sharedservices.common.rowsources import RowSource

ESTATE = "Due to an estate: decide it on its own page"
A_PAGE = 50


class Inbox(Filtered, TemplateView):
    """What waits for approval: tick and approve, or approve all that the filters leave."""

    permission = "inputs.approve"
    template_name = "hr/inputs_inbox.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show one page of what waits, with what the reader may not approve and why."""
        form = InputsFilter(self.request.GET, choices=self.filter_choices())
        del form.fields["state"]
        form.full_clean()
        wanted = self._waiting(form.cleaned_data)
        source = monthly_inputs(partner_id=self.partner.pk, wanted=wanted)
        oldest: Any = _Oldest(source)
        page = Paginator(oldest, A_PAGE).get_page(self.request.GET.get("page"))
        query = self.request.GET.copy()
        query.pop("page", None)
        return super().get_context_data(
            filter_form=form,
            is_filtered=any(form.cleaned_data.values()),
            rows=[self._line(row) for row in page],
            n_waiting=page.paginator.count,
            n_mine=sum(row.entered_human == self.user.human_id for row in page),
            page=page,
            query=query.urlencode(),
            totals=[total_cells(one) for one in totals(partner_id=self.partner.pk, wanted=wanted)],
            total_headings=TOTAL_HEADINGS,
            list_href=self.url("inputs"),
            breadcrumbs=self.crumbs(("Pay inputs", self.url("inputs")), ("Approve", "")),
            **kwargs,
        )

    def _waiting(self, filters: Mapping[str, Any]) -> InputFilter:
        wanted = self.wanted({**filters, "state": InputState.SUBMITTED.value})
        return replace(wanted, without=frozenset(deciders.close_people(self.user, self.partner.pk)))

    def _line(self, row: InputRow) -> dict[str, Any]:
        is_own = row.entered_human == self.user.human_id
        return {
            "id": row.monthly_input,
            "row": row,
            "gives": entry_words(row.amount, row.units, row.rate),
            "href": self.url("input", monthly_input=row.monthly_input, query={"next": self.request.get_full_path()}),
            "why_not": OWN if is_own else ON_HOLD if row.is_on_hold else ESTATE if row.is_for_estate else "",
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approve what is ticked, or all that the filters leave."""
        step = request.POST.get("step", "")
        if step == "all":
            return self.render_to_response(self.get_context_data(is_asked=True))
        chosen = self._all_waiting() if step == "confirm_all" else _ids(request.POST.getlist("input"))
        if not chosen:
            messages.error(request, "Nothing is ticked. Tick the inputs that you approve.")
            return redirect(request.get_full_path())
        with transaction.atomic():
            done = inputs.approve_all(
                partner_id=self.partner.pk, monthly_inputs=chosen, by=self.user, at=timezone.now()
            )
        self._say(done)
        return redirect(request.get_full_path())

    def _all_waiting(self) -> list[UUID]:
        form = InputsFilter(self.request.GET, choices=self.filter_choices())
        form.full_clean()
        return waiting_ids(partner_id=self.partner.pk, wanted=self._waiting(form.cleaned_data))

    def _say(self, done: inputs.Approved) -> None:
        if done.n_approved:
            messages.success(self.request, f"{counted(done.n_approved, 'input is', 'inputs are')} approved.")
        left = [
            (done.n_own_entries, "entered by you"),
            (done.n_own_pay, "about your own pay"),
            (done.n_other_states, "decided by somebody else meanwhile"),
        ]
        words = [f"{n:,} {why}" for n, why in left if n]
        if words:
            messages.warning(self.request, f"Passed over: {', '.join(words)}.")


class _Oldest:
    """Rows of a source from the oldest, in the shape that a paginator cuts."""

    def __init__(self, source: RowSource) -> None:
        self._source = source

    def __len__(self) -> int:
        return self._source.count()

    def count(self) -> int:
        return self._source.count()

    def __getitem__(self, cut: slice) -> Any:
        return self._source.page(("entered_at",), cut.start, cut.stop)


def _ids(texts: list[str]) -> list[UUID]:
    """Return the public ids among what was sent."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
