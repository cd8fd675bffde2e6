"""Bringing reference data (domain HR-02, HR-04): employers, schemes, scales, grades, roles, elements, a row at a time.

A row brings what is new, or the next value of a point or of a scheme; what is there is never overwritten.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max, Model

from finance.models import CostCentre
from hr import rules_reference as rules
from hr.importing.reference import KIND, SHEETS, read, values_of
from hr.models import (
    Grade,
    GradeBar,
    JobRole,
    PayElement,
    PayGroup,
    PayScale,
    PensionRates,
    PensionScheme,
    PointMapping,
    SpinePoint,
    SpineValue,
    StaffGroup,
)
from hr.operations import dated
from hr.operations.file_trials import Checked, checked, try_rows
from partners.models import LegalEntity, PayeScheme, User
from partners.operations.change_trials import Proposal
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required

Values = Mapping[str, Any]
HUNDRED = Decimal(100)


@transaction_required
def bring(*, partner_id: int, sheet: str, values: Values, reason: str, by: User, at: datetime) -> None:
    """Record one row of a sheet.

    :raises RuleBroken: for something that is there already, or names what is not
    """
    with dated.change(partner_id=partner_id, by=by, reason=reason):
        MAKERS[sheet](partner_id, values)


@transaction_required
def check(*, partner_id: int, sheet: str, file: BinaryIO, reason: str, by: User, at: datetime) -> Checked:
    """Read a file and try every row after the ones before it; nothing is kept.

    :raises ImportRefused: for a file that cannot be read as a whole
    """
    wanted = SHEETS[sheet]
    found = read(file, wanted)

    def make(one: dict[str, Any]) -> None:
        values = values_of(wanted, one["values"])
        bring(partner_id=partner_id, sheet=sheet, values=values, reason=reason, by=by, at=at)

    def place(field: str, row: dict[str, Any]) -> str:
        return field if field in row["values"] else wanted.columns[0].name

    with partner_scope(partner_id, actor_id=by.pk, reason=reason):
        try_rows(found.file, found.rows, make, place=place)
    payload = {"sheet": sheet, "rows": found.rows}
    return checked(found.file, Proposal(kind=KIND, payload=payload, reason=reason))


# --- what every row does ----------------------------------------------------------------------------------------------
def _find(model: type[Model], what: str, partner_id: int, *, field: str, code: str, **narrow: Any) -> Any:
    """Return what a row names. :raises RuleBroken: when it is not there."""
    name = {"PAYE scheme": "employer_reference"}.get(what, "code")
    found = model._default_manager.of(partner_id).filter(**{name: code}, **narrow).first()  # type: ignore[attr-defined]
    rules.ReferenceIsThere.require(found is not None, what=what, code=code, field=field)
    return found


def _create(model: type[Model], what: str, partner_id: int, *, key: Mapping[str, Any], **more: Any) -> Any:
    """Make a row. :raises RuleBroken: when there is one by its key, or a field of it is wrong."""
    rows = model._default_manager.of(partner_id)  # type: ignore[attr-defined]
    name, code = list(key.items())[-1]
    rules.ReferenceIsNew.require(not rows.filter(**key).exists(), what=what, code=code, field=name)
    row = model(partner_id=partner_id, **key, **more)
    try:
        row.clean_fields()
    except ValidationError as error:
        field, said = next(iter(error.message_dict.items()))
        raise rules.ReferenceFitsTogether.broken(why=" ".join(said), field=field) from error
    row.save(force_insert=True)
    return row


def _since(values: Values) -> DateRange:
    return DateRange(values["from"], None)


def _next_value(model: type[SpineValue] | type[PensionRates], what: str, since: date, **of: Any) -> None:
    """End the value that holds now the day before; refuse when a later one is there."""
    rows: Any = model.objects.filter(**of).select_for_update(of=("self",)).order_by("valid")
    for row in rows:
        rules.LaterValueStays.require(row.valid.lower < since, what=what, since=row.valid.lower)
        if row.valid.upper is None or row.valid.upper > since:
            row.valid = DateRange(row.valid.lower, since)
            row.save(update_fields=["valid"])


# --- the sheets -------------------------------------------------------------------------------------------------------
def _employer(partner_id: int, v: Values) -> None:
    _create(LegalEntity, "Employer", partner_id, key={"code": v["code"]}, legal_name=v["legal_name"], kind=v["kind"],
            address=v["address"], valid=_since(v))  # fmt: skip


def _paye_scheme(partner_id: int, v: Values) -> None:
    employer = _find(LegalEntity, "employer", partner_id, field="employer", code=v["employer"])
    _create(PayeScheme, "PAYE scheme", partner_id, key={"employer_reference": v["employer_reference"]}, name=v["name"],
            legal_entity=employer, accounts_office_reference=v["accounts_office_reference"])  # fmt: skip


def _cost_centre(partner_id: int, v: Values) -> None:
    employer = _find(LegalEntity, "employer", partner_id, field="employer", code=v["employer"])
    _create(CostCentre, "Cost centre", partner_id, key={"legal_entity": employer, "code": v["code"]}, name=v["name"],
            valid=_since(v))  # fmt: skip


def _terms(partner_id: int, v: Values) -> None:
    for name in ("full_time_hours", "weeks_in_year"):
        rules.ReferenceFitsTogether.require(v[name] > 0, why="This is 0: pay is divided by it.", field=name)
    more = {name: v[name] for name in ("name", "full_time_hours", "weeks_in_year", "day_rule", "hourly_rule")}
    _create(StaffGroup, "Terms", partner_id, key={"code": v["code"]}, **more)


def _scale_value(partner_id: int, v: Values) -> None:
    rules.ReferenceFitsTogether.require(v["annual"] > 0, why="A point pays more than nothing.", field="annual")
    scale = PayScale.objects.of(partner_id).filter(code=v["scale"]).first()
    if scale is None:
        scale = _create(PayScale, "Pay scale", partner_id, key={"code": v["scale"]}, name=v["scale_name"],
                        source=v["source"])  # fmt: skip
    point = SpinePoint.objects.of(partner_id).filter(scale=scale, code=v["point"]).first()
    if point is None:
        last = SpinePoint.objects.of(partner_id).filter(scale=scale).aggregate(last=Max("sequence"))["last"] or 0
        point = _create(SpinePoint, "Point", partner_id, key={"scale": scale, "code": v["point"]}, sequence=last + 1)
    _next_value(SpineValue, f"Point {point.code}", v["from"], point=point)
    SpineValue.objects.create(
        partner_id=partner_id, point=point, annual=v["annual"], valid=_since(v), status=v["status"], source=v["source"],
    )  # fmt: skip


def _grade(partner_id: int, v: Values) -> None:
    scale = _find(PayScale, "pay scale", partner_id, field="scale", code=v["scale"])
    low, high = (
        _find(SpinePoint, "point", partner_id, field=name, code=v[name], scale=scale)
        for name in ("lowest_point", "highest_point")
    )
    rules.ReferenceFitsTogether.require(
        low.sequence <= high.sequence, why="The highest point is below the lowest.", field="highest_point"
    )
    _create(Grade, "Grade", partner_id, key={"scale": scale, "code": v["code"]}, name=v["name"], minimum=low,
            maximum=high)  # fmt: skip


def _bar(partner_id: int, v: Values) -> None:
    scale = _find(PayScale, "pay scale", partner_id, field="scale", code=v["scale"])
    grade = _find(Grade, "grade", partner_id, field="grade", code=v["grade"], scale=scale)
    point = _find(SpinePoint, "point", partner_id, field="point", code=v["point"], scale=scale)
    is_inside = grade.minimum.sequence <= point.sequence < grade.maximum.sequence
    rules.ReferenceFitsTogether.require(
        is_inside, why=f"A bar stands within the grade, from point {grade.minimum.code} to below {grade.maximum.code}.",
        field="point",
    )  # fmt: skip
    _create(GradeBar, "Bar at point", partner_id, key={"grade": grade, "point": point}, source=v["source"])


def _deleted_point(partner_id: int, v: Values) -> None:
    """Say where the holders of a point go, and end what the point pays the day before."""
    scale = _find(PayScale, "pay scale", partner_id, field="scale", code=v["scale"])
    old, new = (
        _find(SpinePoint, "point", partner_id, field=name, code=v[name], scale=scale)
        for name in ("old_point", "new_point")
    )
    rules.ReferenceFitsTogether.require(old.pk != new.pk, why="A point does not replace itself.", field="new_point")
    paid = SpineValue.objects.of(partner_id).filter(point=new, valid__contains=v["from"])
    rules.ReferenceFitsTogether.require(
        paid.exists(), why=f"Point {new.code} pays nothing on that day: bring its value first.", field="new_point"
    )
    _create(PointMapping, "Deleted point", partner_id, key={"old_point": old}, new_point=new,
            effective_from=v["from"], source=v["source"])  # fmt: skip
    _next_value(SpineValue, f"Point {old.code}", v["from"], point=old)


def _role(partner_id: int, v: Values) -> None:
    terms = _find(StaffGroup, "terms", partner_id, field="terms", code=v["terms"])
    grade = None
    if v["grade"]:
        rules.ReferenceFitsTogether.require(bool(v["scale"]), why="A grade needs its scale.", field="scale")
        scale = _find(PayScale, "pay scale", partner_id, field="scale", code=v["scale"])
        grade = _find(Grade, "grade", partner_id, field="grade", code=v["grade"], scale=scale)
    if v["pension_scheme"]:
        _find(PensionScheme, "pension scheme", partner_id, field="pension_scheme", code=v["pension_scheme"])
    flags = ("politically_restricted", "statutory_officer", "budget_holder", "safety_critical")
    _create(
        JobRole, "Job role", partner_id, key={"code": v["code"]}, title=v["title"], staff_group=terms, grade=grade,
        dbs=v["dbs"], vetting=v["vetting"], registration=v["registration"], pension_kind=v["pension_scheme"],
        evaluation_score=None if v["evaluation_score"] is None else int(v["evaluation_score"]),
        evaluated_on=v["evaluated_on"], **{f"is_{name}": v[name] for name in flags},
    )  # fmt: skip


def _pension_rate(partner_id: int, v: Values) -> None:
    scheme = PensionScheme.objects.of(partner_id).filter(code=v["code"]).first()
    if scheme is None:
        scheme = _create(
            PensionScheme, "Pension scheme", partner_id, key={"code": v["code"]}, name=v["name"],
            arrangement=v["arrangement"], basis=v["basis"], law_scheme=v["law_scheme"],
            uses_qualifying_earnings=v["qualifying_earnings"],
        )  # fmt: skip
    rules.ReferenceFitsTogether.require(
        bool(scheme.law_scheme) != (v["employee_percent"] is not None),
        why="What employees pay stands either in the law’s bands or in this row.", field="employee_percent",
    )  # fmt: skip
    bands = [] if v["employee_percent"] is None else [[None, str(v["employee_percent"] / HUNDRED)]]
    _next_value(PensionRates, f"Scheme {scheme.code}", v["from"], scheme=scheme)
    PensionRates.objects.create(
        partner_id=partner_id, scheme=scheme, employer_rate=v["employer_percent"] / HUNDRED, bands=bands,
        source=v["source"], valid=_since(v),
    )  # fmt: skip


def _element(partner_id: int, v: Values) -> None:
    rules.ReferenceFitsTogether.require(v["factor"] > 0, why="The factor is above 0.", field="factor")
    names = ("name", "kind", "method", "factor", "rate", "taxable", "niable", "pensionable", "hours_varying")
    _create(PayElement, "Pay element", partner_id, key={"code": v["code"]}, valid=_since(v),
            **{name: v[name] for name in names})  # fmt: skip


def _pay_group(partner_id: int, v: Values) -> None:
    employer = _find(LegalEntity, "employer", partner_id, field="employer", code=v["employer"])
    scheme = _find(PayeScheme, "PAYE scheme", partner_id, field="employer_reference", code=v["employer_reference"])
    rules.ReferenceFitsTogether.require(
        scheme.legal_entity_id == employer.pk, why="The PAYE scheme belongs to another employer.",
        field="employer_reference",
    )  # fmt: skip
    _create(PayGroup, "Pay group", partner_id, key={"code": v["code"]}, name=v["name"], legal_entity=employer,
            paye_scheme=scheme, frequency=v["frequency"])  # fmt: skip


MAKERS: dict[str, Callable[[int, Values], None]] = {
    "employers": _employer, "paye-schemes": _paye_scheme, "cost-centres": _cost_centre, "terms": _terms,
    "pay-scales": _scale_value, "grades": _grade, "roles": _role, "pension-schemes": _pension_rate,
    "pay-elements": _element, "pay-groups": _pay_group, "grade-bars": _bar, "deleted-points": _deleted_point,
}  # fmt: skip
assert set(MAKERS) == set(SHEETS)  # noqa: S101 - a sheet without its maker would take files and lose them
