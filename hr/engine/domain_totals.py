"""Control totals of what is brought over besides people: posts, absence, checks, documents … (domain HR-11). Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hr.engine.migration_totals import ESTABLISHED, KNOWN, NOTHING, Line, Total, Totals
from sharedservices.common.money import round_half_up

PAID = frozenset({"SICKNESS", "INJURY"})
"""Kinds of absence that count against sick pay (domain HR-10.2)."""
LEAVE = "LEAVE"
UNMAPPED = "cost_codes_unmapped"
PAID_DAYS, BY_PERSON = "paid_days", "paid_days_person"
QUIET = frozenset({BY_PERSON})
"""Totals with a key for each person: a line is kept only where sides differ, or thousands would hide it."""
EXPIRING_WITHIN = timedelta(days=60)
"""Domain HR-06, T-HR-6: the first task before a permission ends comes 60 days ahead."""

TOTALS: Mapping[str, tuple[Total, ...]] = {
    "POSTS": (
        Total("posts", "POSTS", "Posts", 0),
        Total(ESTABLISHED, "POSTS", "Established full-time equivalent", 4),
        Total("unit_fte", "POSTS", "Established full-time equivalent, by unit", 4, True),
        Total(UNMAPPED, "POSTS", "Cost codes that are no cost centre here", 0),
    ),
    "ABSENCE": (
        Total("absences", "ABSENCE", "Absences", 0),
        Total("absences_open", "ABSENCE", "Absences that are open", 0),
        Total(PAID_DAYS, "ABSENCE", "Days of paid absence in the twelve months before the first day", 0),
        Total(BY_PERSON, "ABSENCE", "Days of paid absence in these twelve months, by employment", 0, True),
        Total("leave_hours", "ABSENCE", "Hours of leave carried over", 2),
        Total("leave_jobs", "ABSENCE", "Jobs with leave carried over", 0),
    ),
    "WORK": (
        Total("items", "WORK", "Items of work under way", 0),
        Total("items_kind", "WORK", "Items, by kind", 0, True),
        Total("items_person", "WORK", "Items about somebody", 0),
    ),
    "DEDUCTIONS": (
        Total("entries", "DEDUCTIONS", "Recurring payments and deductions", 0),
        Total("entries_kind", "DEDUCTIONS", "Recurring payments and deductions, by kind", 0, True),
        Total("entries_element", "DEDUCTIONS", "Entries, by element", 0, True),
        Total("element_amount", "DEDUCTIONS", "Pounds a period, by element", 2, True),
        Total("element_units", "DEDUCTIONS", "Units a period, by element", 2, True),
        Total("remaining", "DEDUCTIONS", "Pounds left to take, by element", 2, True),
        Total("protected_pay", "DEDUCTIONS", "Protected pay, pounds or units a period, by employment", 2, True),
    ),
    "CHECKS": (
        Total("checks", "CHECKS", "Checks, by kind", 0, True),
        Total("checks_valid", "CHECKS", "Checks valid on the first day, by kind", 0, True),
        Total("checks_expiring", "CHECKS", "Of these, ending within 60 days of it, by kind", 0, True),
        Total("checks_missing", "CHECKS", "People without a valid check on the first day, by kind", 0, True),
    ),
    "DOCUMENTS": (
        Total("documents", "DOCUMENTS", "Documents", 0),
        Total("documents_kind", "DOCUMENTS", "Documents, by kind", 0, True),
        Total("documents_equal", "DOCUMENTS", "Documents that arrived with the hash of the list", 0),
    ),
}  # fmt: skip
BY_DOMAIN = {domain: {total.code: total for total in totals} for domain, totals in TOTALS.items()}
LABELS = {code: total.label for of in (KNOWN, *BY_DOMAIN.values()) for code, total in of.items()}


CODED = frozenset({
    "service_null", "checks", "checks_valid", "checks_expiring", "checks_missing", "documents_kind", "items_kind",
    "entries_kind",
})  # fmt: skip
"""Totals whose keys are codes of ours, which people read as words."""


def key_words(code: str, key: str) -> str:
    """Return the words for a key of a total: our codes as words, everything else as it is."""
    return key.replace("_", " ").capitalize() if code in CODED else key


def label_of(code: str) -> str:
    """Return the words for a total of any domain."""
    return LABELS[code]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFact:
    """One row as the totals see it: a post, an absence or leave carried over, an item of work, a check, a document.

    `last`: None is open. `amount` and `remaining` in pounds. `is_missing`: no row, but a person whom no check covers.
    `is_good`: what was decided on a check lets the person work.
    """

    key: str
    kind: str = ""
    employee_no: str = ""
    unit: str = ""
    fte: Decimal = NOTHING
    hours: Decimal = NOTHING
    first: date | None = None
    last: date | None = None
    group: str = ""
    amount: Decimal = NOTHING
    remaining: Decimal = NOTHING
    is_protected: bool = False
    is_equal: bool = False
    is_missing: bool = False
    is_good: bool = True


def twelve_months_before(first_day: date) -> date:
    """Return the day a year before: sick pay looks back over the twelve months that end with the day before."""
    try:
        return first_day.replace(year=first_day.year - 1)
    except ValueError:  # 29 February
        return first_day.replace(year=first_day.year - 1, day=28)


def days_within(fact: RowFact, first_day: date) -> int:
    """Return the calendar days of an absence within the twelve months before a day; one that is open goes on till then.

    Source: domain HR-11, “12 months paid absence per person (OSP window!)”.
    """
    if fact.kind not in PAID or fact.first is None:
        return 0
    start = max(fact.first, twelve_months_before(first_day))
    days_to_end = (first_day - start).days
    return max(days_to_end if fact.last is None else min((fact.last - start).days + 1, days_to_end), 0)


def totals_of(domain: str, facts: Iterable[RowFact], *, first_day: date, n_unmapped: int = 0) -> Totals:
    """Return every total of a domain. `n_unmapped` are cost codes that are no cost centre here."""
    found: Totals = {total.code: defaultdict(lambda: NOTHING) for total in TOTALS[domain]}
    add = _ADD[domain]
    for fact in facts:
        add(found, fact, first_day)
    if UNMAPPED in found:
        found[UNMAPPED][""] = Decimal(n_unmapped)
    for total in TOTALS[domain]:
        if not total.is_by_key:
            found[total.code].setdefault("", NOTHING)
    return {
        code: {key: round_half_up(number, BY_DOMAIN[domain][code].places) for key, number in by_key.items()}
        for code, by_key in found.items()
    }


def _post(found: Totals, fact: RowFact, first_day: date) -> None:
    found["posts"][""] += 1
    found[ESTABLISHED][""] += fact.fte
    found["unit_fte"][fact.unit] += fact.fte


def _absence(found: Totals, fact: RowFact, first_day: date) -> None:
    if fact.kind == LEAVE:
        found["leave_hours"][""] += fact.hours
        found["leave_jobs"][""] += 1
        return
    found["absences"][""] += 1
    found["absences_open"][""] += fact.last is None
    days = days_within(fact, first_day)
    found[PAID_DAYS][""] += days
    if days:
        found[BY_PERSON][fact.employee_no] += days


def _item(found: Totals, fact: RowFact, first_day: date) -> None:
    found["items"][""] += 1
    found["items_kind"][fact.kind] += 1
    found["items_person"][""] += bool(fact.employee_no)


def _entry(found: Totals, fact: RowFact, first_day: date) -> None:
    found["entries"][""] += 1
    found["entries_kind"][fact.group] += 1
    found["entries_element"][fact.kind] += 1
    for code, number in (("element_amount", fact.amount), ("element_units", fact.hours), ("remaining", fact.remaining)):
        if number:
            found[code][fact.kind] += number
    if fact.is_protected:
        found["protected_pay"][fact.employee_no] += fact.amount or fact.hours


def covers(fact: RowFact, first_day: date) -> bool:
    """Say whether a check is valid on the first day here."""
    return not fact.is_missing and fact.is_good and (fact.last is None or fact.last >= first_day)


def _check(found: Totals, fact: RowFact, first_day: date) -> None:
    for code in ("checks", "checks_valid", "checks_expiring", "checks_missing"):
        found[code][fact.kind] += 0
    if fact.is_missing:
        found["checks_missing"][fact.kind] += 1
        return
    found["checks"][fact.kind] += 1
    if covers(fact, first_day):
        found["checks_valid"][fact.kind] += 1
        found["checks_expiring"][fact.kind] += fact.last is not None and fact.last <= first_day + EXPIRING_WITHIN


def _document(found: Totals, fact: RowFact, first_day: date) -> None:
    found["documents"][""] += 1
    found["documents_kind"][fact.kind] += 1
    found["documents_equal"][""] += fact.is_equal


_ADD = {
    "POSTS": _post, "ABSENCE": _absence, "WORK": _item, "DEDUCTIONS": _entry, "CHECKS": _check, "DOCUMENTS": _document,
}  # fmt: skip


def lines_of(domain: str, declared: Mapping[str, Mapping[str, Decimal]], staging: Totals, target: Totals) -> list[Line]:
    """Return every total of a domain under every key, from each side. Unmapped cost codes must be none: HR-11."""
    found = []
    for total in TOTALS[domain]:
        says = {"": NOTHING} if total.code == UNMAPPED else declared.get(total.code)
        for key in sorted(set(staging[total.code]) | set(target[total.code]) | set(says or ())):
            source = None if says is None else says.get(key, NOTHING)
            ours, theirs = (side[total.code].get(key, NOTHING) for side in (staging, target))
            if total.code in QUIET and ours == theirs and source in {None, ours}:
                continue
            found.append(Line(total.code, key, source, ours, theirs))
    return found
