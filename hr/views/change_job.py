"""Change hours, pay and cost split of a job."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse

from finance.models import CostCentre
from hr.forms.jobs import HOURLY, POINT, SPOT, CostSplitForm, HoursForm, PayForm
from hr.models import AssignmentTerms, CostSplit, Grade, SpinePoint, SpineValue
from hr.operations import costs, terms
from hr.operations.terms import Pay
from hr.queries import organisation
from hr.views.change import JobChange, holding
from hr.views.people import as_options
from sharedservices.common.formatting import money, number

ROWS, MOST_ROWS = 3, 12


class ChangeHours(JobChange):
    """Other hours, pattern or contract."""

    form_class = HoursForm
    title, done = "Change hours", "The hours are changed."
    consequences = (
        "Salary follows the hours from the first day on; a change inside a period is paid by the days of each part.",
        "Contributions to a pension follow the new pay. Leave is worked out again by the people who keep it.",
    )

    def initial_values(self) -> dict[str, Any]:
        row: AssignmentTerms | None = holding(AssignmentTerms, self.on, assignment=self.job)
        names = ("contract", "contract_hours", "paid_weeks", "working_pattern")
        return {name: _plain(getattr(row, name)) for name in names} if row else {}

    def before(self, on: date) -> dict[str, str]:
        row: AssignmentTerms | None = holding(AssignmentTerms, on, assignment=self.job)
        if row is None:
            return dict.fromkeys(("Contract", "Hours a week", "Paid weeks", "Working pattern"), "")
        return _hours(row.contract, row.contract_hours, row.paid_weeks, row.working_pattern)

    def after(self, form: Form) -> dict[str, str]:
        given = form.cleaned_data
        weeks = given["paid_weeks"] if given["contract"] == AssignmentTerms.Contract.TERM_TIME else None
        return _hours(given["contract"], given["contract_hours"], weeks, given["working_pattern"])

    def operate(self, form: Form) -> None:
        names = ("contract", "contract_hours", "paid_weeks", "working_pattern")
        given = {name: form.cleaned_data[name] for name in names}
        terms.change_hours(assignment=self.job.uuid, **given, **self.stamp(form))


def _plain(value: Any) -> Any:
    """Return a number without trailing zeros, as people type it."""
    return number(value).replace(",", "") if isinstance(value, Decimal) else value


def _hours(contract: str, hours: Decimal, weeks: Decimal | None, pattern: str) -> dict[str, str]:
    return {
        "Contract": str(AssignmentTerms.Contract(contract).label),
        "Hours a week": number(hours),
        "Paid weeks": number(weeks) if weeks is not None else "All of the year",
        "Working pattern": pattern,
    }


class ChangePay(JobChange):
    """Other pay."""

    form_class = PayForm
    title, done = "Change pay", "The pay is changed."
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
        basis = POINT if row.spine_point else SPOT if row.spot_annual is not None else HOURLY
        point = f"{row.grade.uuid if row.grade else ''}/{row.spine_point.uuid}" if row.spine_point else ""
        return {"basis": basis, "spine_point": point, "spot_annual": row.spot_annual, "hourly_rate": row.hourly_rate}

    def before(self, on: date) -> dict[str, str]:
        row = holding(AssignmentTerms, on, "grade", "spine_point", assignment=self.job)
        if row is None:
            return {"Paid by": "", "Pay": ""}
        return _pay(row.grade, row.spine_point, row.spot_annual, row.hourly_rate, on)

    def after(self, form: Form) -> dict[str, str]:
        pay = self._wanted(form)
        grade = Grade.objects.get(uuid=pay.grade) if pay.grade else None
        point = SpinePoint.objects.get(uuid=pay.spine_point) if pay.spine_point else None
        return _pay(grade, point, pay.spot_annual, pay.hourly_rate, form.cleaned_data["effective_from"])

    def operate(self, form: Form) -> None:
        terms.change_pay(assignment=self.job.uuid, pay=self._wanted(form), **self.stamp(form))

    def _wanted(self, form: Form) -> Pay:
        assert isinstance(form, PayForm)  # noqa: S101 - the form of this view
        grade, point = form.grade_and_point
        spot, hourly = form.amount("spot_annual", SPOT), form.amount("hourly_rate", HOURLY)
        return Pay(grade=grade, spine_point=point, spot_annual=spot, hourly_rate=hourly)


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


def _said(point: SpinePoint, annual: dict[int, Decimal]) -> str:
    return f"Point {point.code} – {money(annual[point.pk])}"


def _pay(
    grade: Grade | None, point: SpinePoint | None, spot: Decimal | None, hourly: Decimal | None, on: date
) -> dict[str, str]:
    if point is not None:
        value = SpineValue.objects.filter(point=point, valid__contains=on).order_by("id").first()
        where = f"{grade.name}, point {point.code}" if grade else f"Point {point.code}"
        return {
            "Paid by": where,
            "Pay": f"{money(value.annual)} a year full time" if value else "No value on this date",
        }
    if spot is not None:
        return {"Paid by": "A salary of its own", "Pay": f"{money(spot)} a year full time"}
    return {"Paid by": "The hour", "Pay": f"{money(hourly)} an hour"}


class ChangeCosts(JobChange):
    """Where the cost of the job goes."""

    form_class = CostSplitForm
    template_name = "hr/change_costs.html"
    title, done = "Change cost split", "The cost split is changed."
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
        held = len(_shares(self.job.pk, self.on)) + 1
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
        for row, share in enumerate(_shares(self.job.pk, self.on)):
            filled |= {f"centre_{row}": str(share.cost_centre.uuid), f"percent_{row}": _plain(share.percent)}
        return filled

    def before(self, on: date) -> dict[str, str]:
        return {str(share.cost_centre): f"{number(share.percent)}%" for share in _shares(self.job.pk, on)}

    def after(self, form: Form) -> dict[str, str]:
        assert isinstance(form, CostSplitForm)  # noqa: S101 - the form of this view
        names = {one.uuid: str(one) for one in CostCentre.objects.filter(uuid__in=list(form.shares)).order_by("id")}
        new = {names[uid]: f"{number(share)}%" for uid, share in form.shares.items()}
        return dict.fromkeys(self.before(form.cleaned_data["effective_from"]), "") | new

    def operate(self, form: Form) -> None:
        assert isinstance(form, CostSplitForm)  # noqa: S101 - the form of this view
        costs.change_cost_split(assignment=self.job.uuid, shares=form.shares, **self.stamp(form))


def _shares(job_id: int, on: date) -> list[CostSplit]:
    rows = CostSplit.objects.filter(assignment_id=job_id, valid__contains=on).select_related("cost_centre")
    return list(rows.order_by("-percent", "id"))
