"""What is recorded already of the people in a file, to tell rows that say the same from rows that say something else.

Dated facts are compared on the day from which the row holds, so a file that was loaded once agrees with the records
also after somebody changed a tax code on screen. What a row leaves empty is not compared.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from hr import models as hr
from hr import sealed
from hr.importing.columns import SERVICES
from hr.importing.parts import PersonPart, Row
from hr.queries.import_reference import Known

_PERSON = (
    "title", "forenames", "surname", "known_as", "date_of_birth", "sex", "nationality", "address_line_1",
    "address_line_2", "town", "postcode", "email", "phone",
)  # fmt: skip
_TERMS = {
    "contract": "contract",
    "contract_hours": "contract_hours",
    "paid_weeks": "paid_weeks",
    "working_pattern": "working_pattern",
    "grade_id": "grade",
    "spine_point_id": "spine_point",
    "spot_annual": "annual_salary",
    "hourly_rate": "hourly_rate",
}


class Recorded:
    """The records behind some rows: ten queries, however many rows."""

    def __init__(self, *, partner_id: int, rows: Sequence[Row], known: dict[str, Known], jobs: dict[str, int]) -> None:
        """Read everything. `known` are the recorded employments by number, `jobs` the recorded jobs by number."""
        self._partner_id = partner_id
        self._known, self._jobs = known, jobs
        found = [known[row.employee_no] for row in rows if row.employee_no in known]
        people, employments = {one.person for one in found}, {one.employment for one in found}
        wanted = {jobs[row.job_no] for row in rows if row.job_no in jobs}
        self._people = self._one(hr.Person, "id", people, "id", *_PERSON, "nino_index")
        self._employments = self._one(
            hr.Employment, "id", employments, "id", "pay_group_id", "kind", "continuous_service_from", "valid"
        )
        self._services: dict[int, set[tuple[str, Any]]] = defaultdict(set)
        dates = hr.ServiceDate.objects.of(partner_id).filter(employment_id__in=list(employments), ended_at=None)
        for employment, purpose, since in dates.values_list("employment_id", "purpose", "since"):
            self._services[employment].add((purpose, since))
        self._assignments = self._one(hr.Assignment, "id", wanted, "id", "employment_id", "post_id", "title", "valid")
        self._tax = self._many(hr.TaxCode, "employment_id", employments, "code", "week1month1", "source", "notice_date")
        self._ni = self._many(
            hr.NiCategory, "employment_id", employments, "category", "director_method", "director_from"
        )
        self._loans = self._many(hr.StudentLoan, "employment_id", employments, "plan")
        self._bank = self._many(hr.BankAccount, "employment_id", employments, "fingerprint", "holder")
        self._terms = self._many(hr.AssignmentTerms, "assignment_id", wanted, *_TERMS)
        self._pension = self._many(
            hr.PensionMembership, "assignment_id", wanted, "scheme_id", "section", "assessed_pay"
        )
        self._shares = self._many(hr.CostSplit, "assignment_id", wanted, "cost_centre_id", "percent")

    def _one(self, model: Any, key: str, ids: Iterable[int], *columns: str) -> dict[int, dict[str, Any]]:
        rows = model.objects.of(self._partner_id).filter(**{f"{key}__in": list(ids)}).order_by("id").values(*columns)
        return {row["id"]: row for row in rows}

    def _many(self, model: Any, key: str, ids: Iterable[int], *columns: str) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        rows = model.objects.of(self._partner_id).filter(**{f"{key}__in": list(ids)}).order_by("id")
        for row in rows.values(key, "valid", *columns):
            found[row[key]].append(row)
        return found

    def differences(self, row: Row) -> list[str]:
        """Return the columns in which a row says something else than the records."""
        known = self._known[row.employee_no]
        found = [*self._person(row.person, known), *self._employment(row, known), *self._facts(row, known)]
        job = self._jobs.get(row.job_no)
        return found if job is None else [*found, *self._job(row, known, job)]

    def _person(self, part: PersonPart | None, known: Known) -> Iterator[str]:
        if part is None:
            return
        record = self._people[known.person]
        for name in _PERSON:
            says = getattr(part, name)
            if says and says != record[name]:
                yield name
        if part.nino and sealed.nino_index(part.nino, partner_id=self._partner_id) != record["nino_index"]:
            yield "national_insurance_number"

    def _employment(self, row: Row, known: Known) -> Iterator[str]:
        if row.employment is None:
            return
        part, record = row.employment, self._employments[known.employment]
        if part.pay_group != record["pay_group_id"]:
            yield "pay_group"
        if part.kind != record["kind"]:
            yield "employment_kind"
        if part.start != record["valid"].lower:
            yield "start_date"
        if part.end is not None and part.end != record["valid"].upper:
            yield "last_day"
        if part.continuous_service_from != record["continuous_service_from"]:
            yield "continuous_service_from"
        columns = {purpose: name for name, purpose in SERVICES.items()}
        for purpose, _since in sorted(set(part.services) - self._services[known.employment]):
            yield columns[purpose]

    def _facts(self, row: Row, known: Known) -> Iterator[str]:
        """Compare what belongs to the employment."""
        tax = _on(self._tax[known.employment], row.effective)
        if row.tax is not None and row.tax != _tuple(tax, "code", "week1month1", "source", "notice_date"):
            yield "tax_code"
        ni = _on(self._ni[known.employment], row.effective)
        if row.ni is not None and row.ni != _tuple(ni, "category", "director_method", "director_from"):
            yield "ni_category"
        plans = sorted(one["plan"] for one in self._loans[known.employment] if _holds(one["valid"], row.effective))
        if row.loans and list(row.loans) != plans:
            yield "student_loan_plans"
        if row.bank is not None:
            holder, details, _check = row.bank
            index = sealed.bank_index(details, partner_id=self._partner_id)
            if (index, holder) != _tuple(_on(self._bank[known.employment], row.effective), "fingerprint", "holder"):
                yield "account_number"

    def _job(self, row: Row, known: Known, job: int) -> Iterator[str]:
        record = self._assignments[job]
        if record["employment_id"] != known.employment:
            yield "job_number"
            return
        if record["post_id"] != row.post:
            yield "post_number"
        if record["title"] != row.title:
            yield "job_title"
        if record["valid"].lower != row.job_start:
            yield "job_start_date"
        terms = _on(self._terms[job], row.effective) or dict.fromkeys(_TERMS)
        for name, column in _TERMS.items():
            if getattr(row.terms, name) != terms[name]:
                yield column
        if row.pension is not None:
            scheme, section, start, pay = row.pension
            member = _on(self._pension[job], start)
            if (scheme, section, pay) != _tuple(member, "scheme_id", "section", "assessed_pay"):
                yield "pension_scheme"
        shares = {
            (one["cost_centre_id"], one["percent"]) for one in self._shares[job] if _holds(one["valid"], row.effective)
        }
        if row.shares and set(row.shares) != shares:
            yield "cost_split"


def _holds(valid: Any, on: date) -> bool:
    return bool(valid.lower <= on and (valid.upper is None or on < valid.upper))


def _on(rows: list[dict[str, Any]], on: date) -> dict[str, Any] | None:
    """Return the row that holds on a day, or None."""
    return next((row for row in rows if _holds(row["valid"], on)), None)


def _tuple(row: dict[str, Any] | None, *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names) if row is not None else ()
