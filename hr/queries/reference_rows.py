"""What there is of each kind of reference data: how much, and in words what stands under the key of a sheet's row."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from finance.models import CostCentre
from hr.importing.reference import SHEETS
from hr.models import (
    Grade,
    GradeBar,
    JobRole,
    PayElement,
    PayGroup,
    PensionRates,
    PensionScheme,
    PointMapping,
    SpinePoint,
    SpineValue,
    StaffGroup,
)
from partners.models import LegalEntity, PayeScheme
from sharedservices.common.formatting import day, money, number, percent

Values = Mapping[str, Any]
MODELS: dict[str, Any] = {
    "employers": LegalEntity, "paye-schemes": PayeScheme, "cost-centres": CostCentre, "terms": StaffGroup,
    "pay-scales": SpinePoint, "grades": Grade, "roles": JobRole, "pension-schemes": PensionScheme,
    "pay-elements": PayElement, "pay-groups": PayGroup, "grade-bars": GradeBar, "deleted-points": PointMapping,
}  # fmt: skip


def counts(*, partner_id: int) -> dict[str, int]:
    """Return how many there are, by code of the sheet. One query a sheet."""
    return {code: MODELS[code].objects.of(partner_id).count() for code in SHEETS}


def held(sheet: str, values: Values, *, partner_id: int) -> str:
    """Say what stands under the key of a row; an empty text when there is nothing. One query."""
    return SAY[sheet](partner_id, values)


def _said(rows: Any, words: Callable[[Any], list[str]]) -> str:
    row = rows.first()
    return "" if row is None else "; ".join(one for one in words(row) if one)


def _employer(p: int, v: Values) -> str:
    rows = LegalEntity.objects.of(p).filter(code=v["code"])
    return _said(rows, lambda one: [one.legal_name, one.get_kind_display(), one.address, _since(one.valid.lower)])


def _paye_scheme(p: int, v: Values) -> str:
    rows = PayeScheme.objects.of(p).filter(employer_reference=v["employer_reference"]).select_related("legal_entity")
    return _said(rows, lambda one: [one.name, one.legal_entity.legal_name, one.accounts_office_reference])


def _cost_centre(p: int, v: Values) -> str:
    rows = CostCentre.objects.of(p).filter(code=v["code"], legal_entity__code=v["employer"])
    return _said(rows, lambda one: [one.name, _since(one.valid.lower)])


def _terms(p: int, v: Values) -> str:
    rows = StaffGroup.objects.of(p).filter(code=v["code"])
    return _said(rows, lambda one: [
        one.name, f"{number(one.full_time_hours)} hours", f"{number(one.weeks_in_year)} weeks",
        one.get_day_rule_display(), one.get_hourly_rule_display(),
    ])  # fmt: skip


def _scale_value(p: int, v: Values) -> str:
    rows = SpineValue.objects.of(p).filter(point__code=v["point"], point__scale__code=v["scale"])
    return _said(rows.filter(valid__contains=v["from"]), lambda one: [
        f"{money(one.annual)} a year {_since(one.valid.lower)}", one.get_status_display(), one.source,
    ])  # fmt: skip


def _grade(p: int, v: Values) -> str:
    rows = Grade.objects.of(p).filter(code=v["code"], scale__code=v["scale"]).select_related("minimum", "maximum")
    return _said(rows, lambda one: [one.name, f"points {one.minimum.code} to {one.maximum.code}"])


def _role(p: int, v: Values) -> str:
    rows = JobRole.objects.of(p).filter(code=v["code"]).select_related("staff_group", "grade")
    return _said(rows, lambda one: [
        one.title, one.staff_group.name, str(one.grade or ""), f"DBS: {one.get_dbs_display()}",
        f"vetting: {one.get_vetting_display()}", one.registration, one.pension_kind,
        f"{one.evaluation_score} points" if one.evaluation_score is not None else "",
        f"evaluated {day(one.evaluated_on)}" if one.evaluated_on else "",
        "politically restricted" if one.is_politically_restricted else "",
        "statutory officer" if one.is_statutory_officer else "", "budget holder" if one.is_budget_holder else "",
        "safety critical" if one.is_safety_critical else "",
    ])  # fmt: skip


def _pension_rate(p: int, v: Values) -> str:
    rows = PensionRates.objects.of(p).filter(scheme__code=v["code"], valid__contains=v["from"]).select_related("scheme")
    return _said(rows, lambda one: [
        one.scheme.name, one.scheme.get_arrangement_display(), one.scheme.get_basis_display(), one.scheme.law_scheme,
        "on qualifying earnings" if one.scheme.uses_qualifying_earnings else "",
        f"employer {percent(one.employer_rate)} {_since(one.valid.lower)}", one.source,
    ])  # fmt: skip


def _element(p: int, v: Values) -> str:
    rows = PayElement.objects.of(p).filter(code=v["code"])
    return _said(rows, lambda one: [
        one.name, one.get_kind_display(), one.get_method_display(), f"× {number(one.factor)}",
        f"{money(one.rate)} each" if one.rate is not None else "", "taxed" if one.taxable else "not taxed",
        "with National Insurance" if one.niable else "without National Insurance",
        "pensionable" if one.pensionable else "not pensionable", _since(one.valid.lower),
    ])  # fmt: skip


def _pay_group(p: int, v: Values) -> str:
    rows = PayGroup.objects.of(p).filter(code=v["code"]).select_related("legal_entity", "paye_scheme")
    return _said(rows, lambda one: [
        one.name, one.legal_entity.legal_name, one.paye_scheme.employer_reference, one.get_frequency_display().lower(),
    ])  # fmt: skip


def _bar(p: int, v: Values) -> str:
    rows = GradeBar.objects.of(p).filter(grade__code=v["grade"], grade__scale__code=v["scale"], point__code=v["point"])
    return _said(rows, lambda one: [f"bar at point {v['point']}", one.source])


def _deleted_point(p: int, v: Values) -> str:
    rows = PointMapping.objects.of(p).filter(old_point__code=v["old_point"], old_point__scale__code=v["scale"])
    return _said(rows.select_related("new_point"), lambda one: [
        f"replaced by point {one.new_point.code} {_since(one.effective_from)}", one.source,
    ])  # fmt: skip


def _since(first: date) -> str:
    return f"from {day(first)}"


SAY: dict[str, Callable[[int, Values], str]] = {
    "employers": _employer, "paye-schemes": _paye_scheme, "cost-centres": _cost_centre, "terms": _terms,
    "pay-scales": _scale_value, "grades": _grade, "roles": _role, "pension-schemes": _pension_rate,
    "pay-elements": _element, "pay-groups": _pay_group, "grade-bars": _bar, "deleted-points": _deleted_point,
}  # fmt: skip
