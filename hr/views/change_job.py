"""Propose other hours, pay and cost split of a job."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse

from hr import change_kinds
from hr.engine.roster import rota
from hr.forms.jobs import HOURLY, POINT, SPOT, CostSplitForm, HoursForm, PayForm
from hr.models import AssignmentTerms, Grade, SpinePoint, SpineValue
from hr.queries import job_words, organisation
from hr.queries.job_words import holding
from hr.views.change import JobProposal
from hr.views.people import as_options
from partners.change_kinds import OPEN
from sharedservices.common.formatting import money, number

ROWS, MOST_ROWS = 3, 12


class _TermsProposal(JobProposal):
    """A proposed change of a job's terms."""

    def get_form_kwargs(self) -> dict[str, Any]:
        has_later = AssignmentTerms.objects.filter(assignment=self.job).count() > 1
        return {**super().get_form_kwargs(), "has_later": has_later}


class ChangeHours(_TermsProposal):
    """Other hours, pattern or contract."""

    permission = OPEN
    kind = change_kinds.HOURS
    form_class = HoursForm
    title = "Change hours"
    consequences = (
        "Salary follows the hours from the first day on; a change inside a period is paid by the days of each part.",
        "Contributions to a pension follow the new pay, and the leave of the year follows the hours.",
    )

    def initial_values(self) -> dict[str, Any]:
        row = holding(AssignmentTerms, self.on, assignment=self.job)
        names = ("contract", "contract_hours", "paid_weeks", "working_pattern")
        return with_rota({name: plain(getattr(row, name)) for name in names}) if row else {}

    def before(self, on: date) -> dict[str, str]:
        return job_words.hours(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        names = ("contract", "contract_hours", "paid_weeks", "working_pattern", "until", "flexible_ref")
        return {name: form.cleaned_data[name] for name in names} | later_of(form)

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        until = payload.get("until")
        found = super().proposed_before(payload) | ({"until": date.fromisoformat(until)} if until else {})
        return with_rota(found)


def later_of(form: Form) -> dict[str, Any]:
    """Return what becomes of a later change, where there is one."""
    return {"later": form.cleaned_data.get("later") or None}


def with_rota(found: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of hours with a rota as people type it: a line a week, and the day on which it began."""
    turns = rota(found.get("working_pattern") or "")
    return found | ({"working_pattern": "\n".join(turns.words), "rota_from": turns.monday} if turns else {})


def plain(value: Any) -> Any:
    """Return a number without trailing zeros, as people type it."""
    return number(value).replace(",", "") if isinstance(value, Decimal) else value


class ChangePay(_TermsProposal):
    """Other pay."""

    kind = change_kinds.PAY
    form_class = PayForm
    title = "Change pay"
    consequences = (
        "The new pay holds from the first day on; a change inside a period is paid by the days of each part.",
        "A grade and point follow later pay awards by themselves; a salary of its own does not.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "points": point_options(partner_id=self.partner.pk, on=self.on)}

    def initial_values(self) -> dict[str, Any]:
        row = holding(AssignmentTerms, self.on, "grade", "spine_point", assignment=self.job)
        if row is None:
            return {}
        point = row.spine_point.uuid if row.spine_point else None
        return chosen(row.grade.uuid if row.grade else None, point, row.spot_annual, row.hourly_rate)

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        names = ("grade", "spine_point", "spot_annual", "hourly_rate")
        return {**super().proposed_before(payload), **chosen(*(payload.get(name) for name in names))}

    def before(self, on: date) -> dict[str, str]:
        return job_words.pay(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        assert isinstance(form, PayForm)  # noqa: S101 - the form of this view
        grade, point = form.grade_and_point
        spot, hourly = form.amount("spot_annual", SPOT), form.amount("hourly_rate", HOURLY)
        return {"grade": grade, "spine_point": point, "spot_annual": spot, "hourly_rate": hourly} | later_of(form)


def chosen(grade: Any, point: Any, spot: Any, hourly: Any) -> dict[str, Any]:
    """Return the fields of the form for one of the bases of pay."""
    basis = POINT if point else SPOT if spot is not None else HOURLY
    chosen = f"{grade or ''}/{point}" if point else ""
    return {"basis": basis, "spine_point": chosen, "spot_annual": spot, "hourly_rate": hourly}


def point_options(*, partner_id: int, on: date) -> list[tuple[str, Any]]:
    """Return spine points for a select, grouped by grade, with what they pay full time on a day."""
    values = SpineValue.objects.of(partner_id).filter(valid__contains=on)
    annual = dict(values.order_by("id").values_list("point_id", "annual"))
    by_scale: dict[int, list[SpinePoint]] = {}
    for point in SpinePoint.objects.of(partner_id).select_related("scale").order_by("scale__name", "sequence", "id"):
        by_scale.setdefault(point.scale_id, []).append(point)
    groups: list[tuple[str, Any]] = []
    grades = Grade.objects.of(partner_id).select_related("scale", "minimum", "maximum")
    for grade in grades.order_by("scale__name", "minimum__sequence", "code", "id"):
        inside = [
            one
            for one in by_scale.get(grade.scale_id, [])
            if grade.minimum.sequence <= one.sequence <= grade.maximum.sequence
        ]
        options = [(f"{grade.uuid}/{one.uuid}", _said(one, annual)) for one in inside if one.pk in annual]
        groups.append((f"{grade.scale.name}, {grade.name}", options))
    for points in by_scale.values():
        options = [(f"/{one.uuid}", _said(one, annual)) for one in points if one.pk in annual]
        groups.append((f"{points[0].scale.name}, without grade", options))
    return [(label, options) for label, options in groups if options]


def graded_points(*, partner_id: int, on: date) -> list[tuple[str, Any]]:
    """Return the spine points that belong to a grade, for a select."""
    return [one for one in point_options(partner_id=partner_id, on=on) if not one[1][0][0].startswith("/")]


def _said(point: SpinePoint, annual: dict[int, Decimal]) -> str:
    return f"Point {point.code} – {money(annual[point.pk])}"


class ChangeCosts(JobProposal):
    """Where the cost of the job goes."""

    kind = change_kinds.COSTS
    form_class = CostSplitForm
    template_name = "hr/change_costs.html"
    title = "Change cost split"
    consequences = (
        "Pay of periods from the first day on is charged to these cost centres, by the share.",
        "What the ledger has already is not moved.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        centres = organisation.cost_centre_choices(partner_id=self.partner.pk, on=self.on)
        return {**super().get_form_kwargs(), "centres": as_options(centres), "n_rows": self._n_rows()}

    def _n_rows(self) -> int:
        """Return how many rows the form has: those that are filled and one more, or as many as were asked for."""
        asked = self.request.POST.get("rows", "")
        held = len(job_words.shares(self.job, self.on)) + 1
        wish = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else max(ROWS, held)
        more = 1 if self.request.POST.get("step") == "more" else 0
        return min(MOST_ROWS, max(ROWS, wish + more))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give another row to whoever asks for it."""
        if request.POST.get("step") == "more":
            typed = {name: value for name, value in request.POST.items() if name not in {"csrfmiddlewaretoken", "step"}}
            form = self.get_form_class()(
                initial=typed, **{k: v for k, v in self.get_form_kwargs().items() if k in {"centres", "n_rows"}}
            )
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def initial_values(self) -> dict[str, Any]:
        filled: dict[str, Any] = {}
        for row, share in enumerate(job_words.shares(self.job, self.on)):
            filled |= {f"centre_{row}": str(share.cost_centre.uuid), f"percent_{row}": plain(share.percent)}
        return filled

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        filled = super().proposed_before(payload)
        for row, (centre, percent) in enumerate(payload["shares"].items()):
            filled |= {f"centre_{row}": centre, f"percent_{row}": plain(Decimal(percent))}
        return filled

    def before(self, on: date) -> dict[str, str]:
        return job_words.costs(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        assert isinstance(form, CostSplitForm)  # noqa: S101 - the form of this view
        return {"shares": form.shares}
