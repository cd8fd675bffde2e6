"""Writing a journal, and writing it anew."""

import re
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from finance.forms.ledger import MOST_ROWS, N_ROWS, JournalForm, UploadForm
from finance.models import Fund, Journal
from finance.operations import journal_files, journals
from finance.operations.codings import Segments
from finance.operations.journals import Line, Wanted
from finance.queries import ledger_pages as found
from finance.views.base import LedgerView
from finance.views.journals import OneJournal
from partners.views.base import FormPage
from sharedservices.common.errors import DomainError
from sharedservices.common.imports import ImportRefused
from sharedservices.common.money import ZERO

OF_LINE = re.compile(r"^Line (\d+): ")


class WriteJournal(LedgerView, FormPage):
    """Write a journal, a row a line. Nothing is posted before others approve it."""

    permission = "journals.prepare"
    template_name = "finance/journal_form.html"
    form_class = JournalForm
    title = "Write a journal"

    def load(self) -> None:
        """Make sure that there is a ledger to write for. :raises Http404: when there is none."""
        if not self.entities:
            raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities, funds and as many rows as are asked for."""
        asked = self.request.POST.get("rows", "") or self.request.GET.get("rows", "")
        n_rows = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else self.usual_rows()
        today = timezone.localdate()
        funds = Fund.objects.of(self.partner.pk).filter(valid__contains=today).order_by("code")
        return {
            **super().get_form_kwargs(),
            "entities": self.entity_choices(),
            "others": [(one.code, one.code) for one in self.entities],
            "funds": sorted(((one.code, str(one)) for one in funds), key=lambda one: (one[0] != "GEN", one[0])),
            "n_rows": min(MOST_ROWS, max(2, n_rows)),
        }

    def get_initial(self) -> dict[str, Any]:
        """Date it today."""
        return {"accounting_date": timezone.localdate()}

    def usual_rows(self) -> int:
        """Return how many rows stand there at first."""
        return N_ROWS

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give more rows to whoever asks for them, with everything that was typed; else go on."""
        if not request.POST.get("more"):
            return super().post(request, *args, **kwargs)
        given = self.get_form_kwargs()
        typed = given.pop("data")
        given |= {"initial": {name: typed[name] for name in typed}, "files": None}
        given["n_rows"] = min(MOST_ROWS, given["n_rows"] + N_ROWS)
        return self.render_to_response(self.get_context_data(form=JournalForm(**given)))

    def form_valid(self, form: Form) -> HttpResponse:
        """Write it, or show what is wrong with which line."""
        assert isinstance(form, JournalForm)  # noqa: S101 - the form of this view
        try:
            with transaction.atomic():
                row = self.write(_wanted(form))
        except DomainError as error:
            self.request.refused = error  # type: ignore[attr-defined]
            at = OF_LINE.match(error.message)
            form.refuse(error, int(at[1]) if at else None)
            return self.form_invalid(form)
        messages.success(self.request, "The journal is written. Propose it, so that others approve it.")
        return redirect(self.url("journal", journal=row.uuid))

    def write(self, wanted: Wanted) -> Journal:
        """Call the operation."""
        return journals.draft(wanted=wanted, by=self.user, at=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        form = kwargs.get("form") or self.get_form()
        given = {
            "title": self.title, "cancel_href": self.url("journals"),
            "may_grow": form.n_rows < MOST_ROWS,
            "breadcrumbs": self.trail(("Journals", self.url("journals")), (self.title, "")),
        }  # fmt: skip
        return super().get_context_data(**{**given, **kwargs, "form": form})


class EditJournal(OneJournal, WriteJournal):
    """Write a draft anew; what was approved of it counts no more."""

    title = "Change this journal"

    def load(self) -> None:
        """Find it. :raises Http404: unless it is a draft that people wrote."""
        super().load()
        if not self.is_draft or self.row.reverses_id or self.row.linked_to_id or self.row.n_lines > MOST_ROWS:
            raise Http404
        self.lines = found.as_written(self.row)

    def usual_rows(self) -> int:
        """Return a row for each line, and two more."""
        return len(self.lines) + 2

    def get_initial(self) -> dict[str, Any]:
        """Begin with what stands there."""
        row = self.row
        initial: dict[str, Any] = {
            "entity": str(row.legal_entity.uuid), "kind": row.kind, "accounting_date": row.accounting_date,
            "reverse_on": row.reverse_on, "description": row.description,
        }  # fmt: skip
        for at, (code, line) in enumerate(self.lines):
            amount = line.amount or ZERO
            initial |= {
                f"entity_{at}": code if code != row.legal_entity.code else "",
                f"subjective_{at}": line.code, f"cost_centre_{at}": line.cost_centre, f"fund_{at}": line.fund,
                f"project_{at}": line.project, f"counterparty_{at}": line.counterparty,
                f"debit_{at}": amount if amount > 0 else None,
                f"credit_{at}": -amount if amount < 0 else None, f"narrative_{at}": line.narrative,
            }  # fmt: skip
        return initial

    def write(self, wanted: Wanted) -> Journal:
        """Call the operation."""
        return journals.revise(journal=self.row.uuid, wanted=wanted, by=self.user, at=timezone.now())


class UploadJournal(LedgerView, FormPage):
    """Write a journal whose lines stand in a spreadsheet: all of it, or nothing and what is wrong with which row."""

    permission = "journals.prepare"
    template_name = "finance/journal_upload.html"
    form_class = UploadForm

    def load(self) -> None:
        """Make sure that there is a ledger to write for. :raises Http404: when there is none."""
        if not self.entities:
            raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {**super().get_form_kwargs(), "entities": self.entity_choices()}

    def get_initial(self) -> dict[str, Any]:
        """Date it today."""
        return {"accounting_date": timezone.localdate()}

    def form_valid(self, form: Form) -> HttpResponse:
        """Write it, or show what is wrong."""
        given = form.cleaned_data
        wanted = Wanted(
            legal_entity=given["entity"], kind=given["kind"], accounting_date=given["accounting_date"],
            description=given["description"], lines=(), reverse_on=given["reverse_on"],
        )  # fmt: skip
        try:
            with transaction.atomic():
                row = journal_files.draft_from_file(
                    wanted=wanted, file=given["file"].file, filename=given["file"].name,
                    control_total=given["control_total"], by=self.user, at=timezone.now(),
                )  # fmt: skip
        except ImportRefused as refused:
            form.add_error("file", "Put the rows right that stand above, and choose the file again")
            return self.render_to_response(self.get_context_data(form=form, problems=_problems(refused)))
        except DomainError as error:
            self.request.refused = error  # type: ignore[attr-defined]
            form.add_error(error.field if error.field in form.fields else None, error.explanation)
            return self.form_invalid(form)
        messages.success(self.request, "The journal is written. Propose it, so that others approve it.")
        return redirect(self.url("journal", journal=row.uuid))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        trail = self.trail(("Journals", self.url("journals")), ("Upload a journal", ""))
        given = {"cancel_href": self.url("journals"), "problem_headings": PROBLEMS, "breadcrumbs": trail}
        return super().get_context_data(**{**given, **kwargs})


PROBLEMS = [{"label": "Row"}, {"label": "Column"}, {"label": "What is wrong"}, {"label": "What to do"}]


def _problems(refused: ImportRefused) -> list[list[dict[str, Any]]]:
    return [
        [{"text": f"{one.row or ''}", "is_header": True}, {"text": one.column}, {"text": one.message},
         {"text": one.remedy}]
        for one in refused.problems
    ]  # fmt: skip


def _wanted(form: JournalForm) -> Wanted:
    """Return the journal as its form says."""
    given = form.cleaned_data
    lines = []
    for at in form.filled:
        one = form.given(at)
        codes = {name: (one[name] or "").strip().upper() for name in Segments._fields}
        lines.append(
            Line(
                segments=Segments(**codes),
                debit=one["debit"],
                credit=one["credit"],
                narrative=one["narrative"] or "",
                entity=one["entity"] or "",
            )
        )
    return Wanted(
        legal_entity=given["entity"], kind=given["kind"], accounting_date=given["accounting_date"],
        description=given["description"], lines=lines, reverse_on=given["reverse_on"],
    )  # fmt: skip
