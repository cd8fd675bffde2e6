"""What the page of a leaving says about the pension that begins with it, for those who run leavers."""

from datetime import date
from typing import Any

from hr.models import Leaving, LeavingPension
from hr.operations.leaving_pensions import REASONS
from hr.queries import exit_packages, leavings
from sharedservices.common.formatting import day, money, number


def pension_link(view: Any, row: Leaving) -> list[dict[str, str]]:
    """Return the way to the form, for leavings that bring such a pension."""
    may = view.may("leavers.manage") and row.leaving_reason in REASONS and row.state != Leaving.State.WITHDRAWN
    if not may:
        return []
    links = [{"label": "Early pension and strain cost", "href": view.case_url("leaver_strain")}]
    if row.leaving_reason == "ILL_HEALTH":
        links.insert(0, {"label": "Certificate and tier", "href": view.case_url("leaver_pension")})
    return links


def package_facts(row: Leaving, *, on: date) -> list[dict[str, Any]]:
    """Return the parts of the exit package with their total and band; none where nothing is paid."""
    package = exit_packages.package_of(row, on=on)
    if not package.parts:
        return []
    parts = [{"key": one.label, "value": money(one.amount), "hint": one.why} for one in package.parts]
    total = {"key": "Exit package", "value": money(package.total), "hint": f"Band of the accounts: {package.band}"}
    return [*parts, total, {"key": "Whose authority", "value": package.authority}]


def pension_facts(row: Leaving) -> list[dict[str, Any]]:
    """Return the lines about quotation, consent, confirmation and certificate; none without a pension."""
    found = leavings.pension_of(row)
    return [] if found is None else [*_agreed(found), *_certified(found)]


def _agreed(row: LeavingPension) -> list[dict[str, Any]]:
    facts = []
    if row.hours_after is not None and row.hours_before is not None:
        words = f"{number(row.hours_before)} to {number(row.hours_after)} hours a week"
        grades = f"{row.grade_before} to {row.grade_after}" if row.grade_before != row.grade_after else ""
        facts.append({"key": "What goes down", "value": words, "hint": grades})
    if row.consent_on:
        facts.append({"key": "Consent of the employer", "value": row.consent, "hint": day(row.consent_on)})
    if row.quoted_on:
        facts.append({"key": "Quotation of the fund", "value": day(row.quoted_on), "hint": row.body})
    if row.confirmed_on:
        hint = f"{row.body}, {day(row.confirmed_on)}"
        facts.append({"key": "Confirmed by the pension body", "value": row.confirmation, "hint": hint})
    return facts


def _certified(row: LeavingPension) -> list[dict[str, Any]]:
    if not row.tier or row.certified_on is None:
        return []
    doctor = f"{row.doctor}, {day(row.certified_on)}. Not involved in the case before"
    return [
        {"key": "Tier", "value": row.get_tier_display()},
        {"key": "Certificate", "value": doctor},
    ]
