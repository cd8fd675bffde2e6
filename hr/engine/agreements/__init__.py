"""What agreements and law fix for sick pay, all leave, and leaving: dated data beside this module, with sources."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from hr.engine.collective import CollectiveLaw
from hr.engine.family_leave import Rule as FamilyRule
from hr.engine.family_pay import PayRate, Scheme, Step
from hr.engine.leaving import AgeBand, ExitBand, NoticeLaw, PackageBands, RedundancyLaw
from hr.engine.sick_pay import Band, DayBasis, Scale
from hr.engine.statutory_after import AfterRule, Arises


class DeathGrantRule(NamedTuple):
    """How many times which yearly pay a scheme pays, and where that is written. `pay`: see hr.engine.assumed_pay."""

    multiple: Decimal
    pay: str
    source: str


_FOLDER = Path(__file__).parent


class AgreementMissing(LookupError):
    """No agreement of this name is known on the day."""


@cache
def _tables(name: str) -> dict[str, list[dict[str, Any]]]:
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _on(rows: list[dict[str, Any]], on: date, what: str) -> dict[str, Any]:
    """Return the latest row that has begun on a day. :raises AgreementMissing: when none has."""
    begun = [row for row in rows if row["from"] <= on]
    if not begun:
        raise AgreementMissing(f"No {what} is known on {on.isoformat()}")
    return max(begun, key=lambda row: row["from"])


def scale_names() -> dict[str, str]:
    """Return code and name of every scale of sick pay."""
    return {row["code"]: row["name"] for row in _tables("sick_pay")["scale"]}


def sick_pay_scale(code: str, *, on: date, basis: DayBasis = DayBasis.CALENDAR) -> Scale:
    """Return a scale as it stands on a day, in days of a basis. :raises AgreementMissing: when there is none."""
    row = _on([one for one in _tables("sick_pay")["scale"] if one["code"] == code], on, f"scale {code!r}")
    bands = tuple(Band(one["service_months"], one["full_months"], one["half_months"]) for one in row["bands"])
    days = row["month_days" if basis is DayBasis.CALENDAR else "month_working_days"]
    return Scale(row["name"], bands, tuple(days), row["source"], basis)


def irregular_accrual(*, on: date) -> Decimal:
    """Return the hours of leave for each hour worked irregularly. :raises AgreementMissing: before there were any."""
    return Decimal(_on(_tables("annual_leave")["irregular_accrual"], on, "accrual for irregular hours")["value"])


def carry_over_rule(bucket: str, *, on: date) -> tuple[Decimal, int]:
    """Return how many weeks of leave a bucket carries at most, and for how many months.

    :raises AgreementMissing: when the bucket is not known on the day
    """
    rows = [one for one in _tables("annual_leave")["carry_over"] if one["bucket"] == bucket]
    row = _on(rows, on, f"carry-over {bucket!r}")
    return Decimal(row["weeks"]), int(row["months"])


def redundancy_law(*, on: date) -> RedundancyLaw:
    """Return what law fixes for redundancy pay on a day. :raises AgreementMissing: where no limit is known."""
    row = _on(_tables("leaving")["redundancy"], on, "law of redundancy pay")
    limit = _on(_tables("leaving")["week_pay_limit"], on, "limit on a week’s pay")
    bands = tuple(AgeBand(one["age"], Decimal(one["weeks"])) for one in row["bands"])
    return RedundancyLaw(
        service_years=row["service_years"],
        most_years=row["most_years"],
        bands=bands,
        week_limit=Decimal(limit["value"]),
        source=row["source"],
        limit_source=limit["source"],
    )


def notice_law(*, on: date) -> NoticeLaw:
    """Return the statutory weeks of notice. :raises AgreementMissing: before there were any."""
    row = _on(_tables("leaving")["statutory_notice"], on, "law of notice")
    names = ("first_after_months", "years_from", "most_weeks", "by_employee_weeks", "source")
    return NoticeLaw(*(row[name] for name in names))


def exit_bands(*, on: date) -> tuple[ExitBand, ...]:
    """Return who must approve an exit payment, from the lowest amount up. :raises AgreementMissing: before 2022."""
    row = _on(_tables("leaving")["exit_payment"], on, "rule about exit payments")
    return tuple(ExitBand(Decimal(one["above"]), one["authority"]) for one in row["bands"])


def package_bands(*, on: date) -> PackageBands:
    """Return in which bands exit packages are reported. :raises AgreementMissing: before they were."""
    row = _on(_tables("leaving")["exit_package"], on, "bands of exit packages")
    narrow, narrow_to, wide = (Decimal(row[name]) for name in ("narrow", "narrow_to", "wide"))
    return PackageBands(narrow, narrow_to, wide, row["source"])


def liability_days(*, on: date) -> tuple[int, int]:
    """Return how many days before a transfer liability information is given, and how old it may be then.

    :raises AgreementMissing: before the rule of 2014
    """
    row = _on(_tables("leaving")["liability_information"], on, "rule of liability information")
    return int(row["days_before"]), int(row["newest_days"])


def death_grant_rule(scheme: str, *, on: date) -> DeathGrantRule:
    """Return how many times which pay a scheme pays on a death in service.

    :raises AgreementMissing: where the rule of the scheme is not known
    """
    rows = [one for one in _tables("leaving")["death_grant"] if any(name in scheme.lower() for name in one["schemes"])]
    row = _on(rows, on, f"death grant of {scheme!r}")
    return DeathGrantRule(Decimal(row["multiple"]), row["pay"], row["source"])


def flexible_retirement_age(scheme: str, *, on: date) -> tuple[int, str]:
    """Return from which age a scheme lets somebody draw a pension and work on, and where that stands.

    :raises AgreementMissing: where the scheme knows no flexible retirement on the day
    """
    known = _tables("leaving")["flexible_retirement"]
    rows = [one for one in known if any(name in scheme.lower() for name in one["schemes"])]
    row = _on(rows, on, f"flexible retirement of {scheme!r}")
    return int(row["age"]), str(row["source"])


def ill_health_tiers(scheme: str, *, on: date) -> tuple[tuple[str, ...], str]:
    """Return the tiers of ill-health benefits that a scheme knows, and where that stands.

    :raises AgreementMissing: where the scheme's tiers are not known on the day
    """
    known = _tables("leaving")["ill_health"]
    rows = [one for one in known if any(name in scheme.lower() for name in one["schemes"])]
    row = _on(rows, on, f"ill-health tiers of {scheme!r}")
    return tuple(row["tiers"]), str(row["source"])


def early_pension_age(scheme: str, *, on: date) -> tuple[int, str]:
    """Return from which age redundancy brings a pension without reduction, and where that stands.

    :raises AgreementMissing: where the scheme knows no such pension on the day
    """
    known = _tables("leaving")["early_pension"]
    rows = [one for one in known if any(name in scheme.lower() for name in one["schemes"])]
    row = _on(rows, on, f"early pension of {scheme!r}")
    return int(row["age"]), str(row["source"])


def collective_law(*, on: date) -> CollectiveLaw:
    """Return when redundancies are collective ones on a day, and what a tribunal may award.

    :raises AgreementMissing: before there was such a law
    """
    row = _on(_tables("leaving")["collective_redundancy"], on, "law of collective redundancies")
    award = _on(_tables("leaving")["protective_award"], on, "protective award")
    return CollectiveLaw(
        window_days=row["window_days"],
        bands=tuple((one["people"], one["days"]) for one in row["bands"]),
        award_days=award["days"],
        source=row["source"],
        award_source=award["source"],
    )


def small_estate(*, on: date) -> tuple[Decimal, str]:
    """Return how many pounds law lets be paid after a death without a grant, and its source.

    :raises AgreementMissing: before there was such a limit
    """
    row = _on(_tables("leaving")["small_estate"], on, "limit of small estates")
    return Decimal(row["value"]), str(row["source"])


def recovery_cap(*, on: date) -> Decimal:
    """Return the share of a month’s net pay that a plan may take back without consent.

    :raises AgreementMissing: before there was one
    """
    return Decimal(_on(_tables("leaving")["recovery_cap"], on, "cap on taking back")["value"])


def family_rule(kind: str, *, on: date) -> FamilyRule:
    """Return what law says of a kind of family leave on a day. :raises AgreementMissing: before there was a right."""
    rows = [one for one in _tables("family_leave")["rule"] if one["kind"] == kind]
    row = _on(rows, on, f"right to {kind.lower().replace('_', ' ')} leave")
    return FamilyRule(**{name: value for name, value in row.items() if name not in {"from", "checked"}})


def after_leaving_rule(kind: str, *, on: date) -> AfterRule:
    """Return what law says of statutory pay after the last day for a kind of family leave.

    :raises AgreementMissing: where none goes on
    """
    rows = [one for one in _tables("family_leave")["after_leaving"] if kind in one["kinds"]]
    row = _on(rows, on, f"pay of {kind.lower().replace('_', ' ')} leave after the last day")
    given = {name: value for name, value in row.items() if name not in {"from", "checked", "kinds", "arises"}}
    return AfterRule(arises=Arises(row["arises"]), **given)


def family_scheme(agreement: str, kind: str, *, on: date) -> Scheme | None:
    """Return what an agreement pays for a kind of family leave on a day, or None where it says nothing."""
    rows = [
        one
        for one in _tables("family_leave")["scheme"]
        if one["agreement"] == agreement and one["kind"] == kind and one["from"] <= on
    ]
    if not rows:
        return None
    row = max(rows, key=lambda one: one["from"])
    if_returning = row.get("step_if_returning")
    return Scheme(
        row["name"],
        row["service_months"],
        row["service_weeks_before"],
        tuple(Step(one["weeks"], PayRate(one["rate"])) for one in row["steps"]),
        PayRate(if_returning) if if_returning else None,
        row.get("return_months", 0),
        row["source"],
    )
