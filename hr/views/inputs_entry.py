"""Enter monthly inputs: find the person and enter one, or fill in several rows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from hr import calendars
from hr.forms.inputs import FindForm, InputForm, SeveralForm
from hr.models import Assignment, PayElement, PayGroup
from hr.operations import inputs
from hr.operations.entries import Entry
from hr.queries import pay_groups
from hr.queries.input_totals import same_entry
from hr.queries.jobs import JobFound, find_jobs, job, jobs_by_number
from hr.views.base import PeopleView, find
from partners.views.base import FormPage
from sharedservices.common.errors import DomainError
from sharedservices.common.formatting import counted, moment

N_ROWS, MOST_ROWS = 10, 50
Method = PayElement.Method
GIVEN_IN = {Method.AMOUNT: "£", Method.UNITS_AT_RATE: "units", Method.HOURS_AT_JOB_RATE: "hours"}


@dataclass(frozen=True, slots=True)
class Line:
    """One input as it was typed: which job, element and period, and what it gives."""

    assignment: UUID
    element: UUID
    period_start: date
    entry: Entry
    note: str


class _EntryView(PeopleView):
    """What entering one and several share."""

    permission = "inputs.enter"

    def elements(self) -> dict[str, PayElement]:
        """Return the elements in use, by public id."""
        rows = (
            PayElement.objects.of(self.partner.pk).filter(valid__contains=timezone.localdate()).order_by("name", "id")
        )
        return {str(one.uuid): one for one in rows}

    def element_options(self) -> list[tuple[str, str]]:
        """Return the elements in use with what an entry of each gives."""
        return [(uid, f"{one.name} ({GIVEN_IN[Method(one.method)]})") for uid, one in self.elements().items()]

    def periods(self, group: PayGroup) -> list[tuple[str, str]]:
        """Return the periods of a group, the next one first."""
        return _options(calendars.periods(group=group, on=timezone.localdate()))

    def entry(self, element: PayElement, quantity: Decimal, rate: Decimal | None) -> Entry:
        """Return what an entry gives: pounds or units, as its element says."""
        if element.method == Method.AMOUNT:
            return Entry(amount=quantity, rate=rate)
        return Entry(units=quantity, rate=rate)

    def enter(self, line: Line) -> None:
        """Record one input."""
        inputs.enter(
            assignment=line.assignment, element=line.element, entry=line.entry, period_start=line.period_start,
            note=line.note, by=self.user, at=timezone.now(),
        )  # fmt: skip

    def twin_words(self, line: Line) -> str:
        """Say that the same has been entered already, or nothing."""
        found = same_entry(
            assignment=line.assignment, element=line.element, period_start=line.period_start,
            amount=line.entry.amount, units=line.entry.units,
        )  # fmt: skip
        if found is None:
            return ""
        when = moment(timezone.localtime(found.entered_at))
        return f"{found.entered_by} entered the same on {when}. Tick “Enter it again, on purpose” if there are two."

    @property
    def is_asked_again(self) -> bool:
        """Whether the form offers to enter the same again: once somebody has tried."""
        return self.request.method == "POST"

    def trail(self, here: str) -> list[dict[str, str]]:
        """Return the breadcrumbs."""
        return self.crumbs(("Pay inputs", self.url("inputs")), (here, ""))


def _options(found: list[calendars.Period]) -> list[tuple[str, str]]:
    """Return periods for a select, the next one first."""
    return [(one.start.isoformat(), one.label) for one in sorted(found, key=lambda one: not one.is_next)]


def as_date(value: Any) -> date:
    """Return the first day of a period, however it was given."""
    return value if isinstance(value, date) else date.fromisoformat(value)


class FindForInput(_EntryView, TemplateView):
    """Find the job that an input is for."""

    template_name = "hr/input_find.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Search."""
        form = FindForm(self.request.GET)
        form.full_clean()
        text = form.cleaned_data.get("q", "")
        found = find_jobs(partner_id=self.partner.pk, text=text, since=timezone.localdate())
        headings = [{"label": one} for one in ("Name", "Job", "Unit", "Pay group")]
        return super().get_context_data(
            form=form,
            is_searched=bool(text),
            headings=headings,
            rows=[self._cells(one) for one in found],
            breadcrumbs=self.trail("Enter one"),
            **kwargs,
        )

    def _cells(self, one: JobFound) -> list[dict[str, Any]]:
        href = self.url("input_enter", assignment=one.assignment)
        return [
            {"text": one.name, "href": href, "hint": one.number, "is_header": True, "context": one.title},
            {"text": one.title},
            {"text": one.unit},
            {"text": one.pay_group_name},
        ]


class EnterInput(_EntryView, FormPage):
    """Enter one input for a job."""

    template_name = "hr/input_enter.html"
    form_class = InputForm
    success_message = "The input is entered. It is paid once somebody else has approved it."
    job: JobFound

    def load(self) -> None:
        """Find the job."""
        try:
            self.job = job(assignment=self.kwargs["assignment"])
        except Assignment.DoesNotExist:
            raise Http404 from None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer elements and periods."""
        rows = Assignment.objects.select_related("employment__pay_group")
        employment = find(rows, uuid=self.job.assignment).employment
        periods = _options([one for _group, one in pay_groups.periods_of(employment, on=timezone.localdate())])
        own = {"elements": self.element_options(), "periods": periods, "with_again": self.is_asked_again}
        return {**super().get_form_kwargs(), **own}

    def form_valid(self, form: Form) -> HttpResponse:
        """Refuse a second click; then enter it."""
        assert isinstance(form, InputForm)  # noqa: S101 - the form of this view
        words = self.twin_words(self._line(form))
        if words and not form.cleaned_data.get("again"):
            form.add_error("again", words)
            form.offer_again()
            return self.form_invalid(form)
        try:
            with transaction.atomic():
                self.enter(self._line(form))
        except DomainError as error:
            self.request.refused = error  # type: ignore[attr-defined]
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, self.success_message)
        return redirect(self.url("inputs"))

    def _line(self, form: Form) -> Line:
        given = form.cleaned_data
        element = self.elements()[given["element"]]
        entry = self.entry(element, given["quantity"], given["rate"])
        return Line(self.job.assignment, element.uuid, as_date(given["period"]), entry, given["note"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say who it is for."""
        return super().get_context_data(
            job=self.job, back=self.url("input_find"), breadcrumbs=self.trail("Enter one"), **kwargs
        )


class EnterSeveral(_EntryView, FormPage):
    """Enter several inputs of one pay group and period: all of them or none."""

    template_name = "hr/inputs_several.html"
    form_class = SeveralForm
    group: PayGroup | None

    def load(self) -> None:
        """Find the pay group: the one that is asked for, or the only one there is."""
        self.groups = list(PayGroup.objects.of(self.partner.pk).order_by("name", "id"))
        asked = self.request.GET.get("pay_group", "")
        by_id = {str(one.uuid): one for one in self.groups}
        if asked and asked not in by_id:
            raise Http404
        self.group = by_id.get(asked) or (self.groups[0] if len(self.groups) == 1 else None)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer elements, periods and rows."""
        asked = self.request.POST.get("rows", "") or self.request.GET.get("rows", "")
        n_rows = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else N_ROWS
        return {
            **super().get_form_kwargs(),
            "elements": self.element_options(),
            "periods": self.periods(self.group) if self.group else [],
            "n_rows": min(MOST_ROWS, max(1, n_rows)),
            "with_again": self.is_asked_again,
        }

    def form_valid(self, form: Form) -> HttpResponse:
        """Enter every row, or show what is wrong with which."""
        assert isinstance(form, SeveralForm)  # noqa: S101 - the form of this view
        lines = self._lines(form)
        if not form.errors and not form.cleaned_data.get("again"):
            self._refuse_twins(form, lines)
        if form.errors or not self._entered(form, lines):
            return self.form_invalid(form)
        words = counted(len(lines), "input is", "inputs are")
        messages.success(self.request, f"{words} entered. They are paid once somebody else has approved them.")
        return redirect(self.url("inputs", query={"state": "SUBMITTED"}))

    def _entered(self, form: SeveralForm, lines: dict[int, Line]) -> bool:
        """Record all rows in one go; on a refusal none stays, and the row is told why."""
        with transaction.atomic():
            for row, line in lines.items():
                try:
                    self.enter(line)
                except DomainError as error:
                    self.request.refused = error  # type: ignore[attr-defined]
                    form.refuse(error, row=row)
                    transaction.set_rollback(True)
                    return False
        return True

    def _lines(self, form: SeveralForm) -> dict[int, Line]:
        """Return the rows that can be read; the others get their error."""
        given, elements = form.cleaned_data, self.elements()
        numbers = {given[f"number_{row}"].strip() for row in form.filled}
        found = jobs_by_number(partner_id=self.partner.pk, numbers=numbers, since=as_date(given["period"]))
        lines = {}
        for row in form.filled:
            one = self._job(form, row, found.get(given[f"number_{row}"].strip(), []))
            if one is None:
                continue
            element = elements[given[f"element_{row}"]]
            entry = self.entry(element, given[f"quantity_{row}"], given[f"rate_{row}"])
            lines[row] = Line(one.assignment, element.uuid, as_date(given["period"]), entry, given[f"note_{row}"])
        return lines

    def _job(self, form: SeveralForm, row: int, found: list[JobFound]) -> JobFound | None:
        """Return the one job of a number, or tell the row why there is none."""
        ours = [one for one in found if self.group is not None and one.pay_group == self.group.uuid]
        if len(ours) == 1:
            return ours[0]
        if ours:
            words = f"There are several jobs: {', '.join(one.number for one in ours)}. Enter one of these numbers."
        elif found:
            words = f"{found[0].name} is paid with {found[0].pay_group_name}. Enter it with that pay group."
        else:
            words = "There is no job of this number in this period. Check the number in People."
        form.add_error(f"number_{row}", words)
        return None

    def _refuse_twins(self, form: SeveralForm, lines: dict[int, Line]) -> None:
        """Tell rows that say what another row or an earlier entry says."""
        seen: dict[Any, int] = {}
        for row, line in lines.items():
            key = (line.assignment, line.element, line.entry)
            if key in seen:
                form.add_error(f"number_{row}", f"Row {row + 1} says the same as row {seen[key] + 1}.")
            elif words := self.twin_words(line):
                form.add_error(f"number_{row}", words)
                form.offer_again()
            seen.setdefault(key, row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which group it is, or offer them."""
        address = self.url("inputs_several")
        choices = [{"label": one.name, "href": f"{address}?pay_group={one.uuid}"} for one in self.groups]
        return super().get_context_data(
            group=self.group,
            groups=choices,
            name_href=self.url("job_name"),
            cancel_href=self.url("inputs"),
            breadcrumbs=self.trail("Enter several"),
            **kwargs,
        )


class JobName(_EntryView, TemplateView):
    """The name that belongs to a number that is being typed: a fragment."""

    template_name = "hr/_job_name.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Look the number up."""
        number = str(next((value for name, value in self.request.GET.items() if name.startswith("number")), "")).strip()
        found = (
            jobs_by_number(partner_id=self.partner.pk, numbers={number}, since=timezone.localdate()) if number else {}
        )
        return super().get_context_data(number=number, found=found.get(number, []), **kwargs)
