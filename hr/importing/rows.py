"""One row of the people file: read, completed with what the records decide, and checked by itself."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hr import rules
from hr.checks import Terms, check_details, check_holder, check_hours, check_pay, is_email
from hr.engine.countries import countries
from hr.importing.cells import Cells, Report
from hr.importing.columns import BY_NAME, SERVICES, SHARED
from hr.importing.parts import EmploymentPart, PersonPart, Row
from hr.queries.import_reference import GradeRef, Known, PayGroupRef, PointRef, PostRef, Reference, SchemeRef
from hr.sealed import BankDetails
from sharedservices.common.errors import DomainError
from sharedservices.common.nino import check_nino
from sharedservices.common.paye_codes import check_tax_code

ONE_DAY = timedelta(days=1)
N_SUGGESTED = 5


class RowBuilder:
    """Makes rows of cells: looks codes up, fills in defaults, checks what belongs together."""

    def __init__(self, reference: Reference, *, today: date) -> None:
        self._reference = reference
        self._today = today
        self._n_wrong = 0
        self._report: Report = lambda *_: None
        self._wrong: frozenset[str] = frozenset()

    def build(
        self, number: int, cells: Cells, wrong: frozenset[str], known: Known | None, report: Report
    ) -> Row | None:
        """Return a row, or None after reporting what is wrong. `known` is the employment if it is recorded or above.

        Columns in `wrong` have been reported: nothing more is said about them.
        """
        self._n_wrong, self._report, self._wrong = len(wrong), report, wrong
        group, post = self._group(cells), self._post(cells)
        employment = self._employment(cells, group, known)
        start, end = (
            (employment.start, employment.end) if employment else (known.start, known.end) if known else (None, None)
        )
        person = self._person(cells, start or self._today, is_needed=known is None and not cells["same_person_as"])
        if post is None or start is None:
            return None
        job_start = cells["job_start_date"] or start
        effective = cells["effective_from"] or job_start
        if not self._are_in_order(start, end, job_start, effective):
            return None  # what holds on which day cannot be said
        self._check_post(cells, post, employment or known, effective)
        row = Row(
            number=number,
            employee_no=cells["employee_number"],
            job_no=cells["job_number"],
            same_as=cells["same_person_as"] or "",
            person=person,
            employment=employment,
            start=start,
            end=end,
            effective=effective,
            job_start=job_start,
            post=post.pk,
            title=cells["job_title"] or post.title,
            terms=self._terms(cells, post, effective),
            shares=self._shares(cells, post, effective),
            tax=self._tax(cells, effective, is_needed=known is None),
            previous=self._previous(cells),
            ni=self._ni(cells, is_needed=known is None),
            loans=cells["student_loan_plans"] or (),
            pension=self._pension(cells, effective, end),
            bank=self._bank(cells),
            shared=tuple(cells[name] for name in SHARED),
        )
        return None if self._n_wrong else row

    # --- reporting --------------------------------------------------------------------------------------------------
    def _say(self, column: str, message: str, remedy: str, value: str = "") -> None:
        self._n_wrong += 1
        if column not in self._wrong:
            self._report(column, message, remedy, value)

    def _refuse(self, column: str, error: DomainError) -> None:
        self._say(column, error.message, error.remedy or "")

    def _unknown(self, column: str, code: str, known: Any) -> None:
        names = sorted(known)
        some = ", ".join(names[:N_SUGGESTED]) + (" …" if len(names) > N_SUGGESTED else "")
        what = column.replace("_", " ")
        remedy = f"Known are {some}. Correct the code, or have it added first." if names else "Have it added first."
        self._say(column, f"There is no {what} “{code}”.", remedy, code)

    def _missing(self, column: str) -> None:
        self._say(column, f"“{column}” is empty.", f"Fill it in: {BY_NAME[column].help}")

    # --- codes ------------------------------------------------------------------------------------------------------
    def _group(self, cells: Cells) -> PayGroupRef | None:
        code = cells["pay_group"]
        if not code:
            return None
        found = self._reference.pay_groups.get(code.upper())
        if found is None:
            self._unknown("pay_group", code, self._reference.pay_groups)
        return found

    def _post(self, cells: Cells) -> PostRef | None:
        code = cells["post_number"]
        found = self._reference.posts.get(code.upper()) if code else None
        if code and found is None:
            self._say(
                "post_number",
                f"There is no post “{code}”.",
                "Correct the number, or have the post established first.",
                code,
            )
        return found

    def _grade_and_point(self, cells: Cells, on: date) -> tuple[GradeRef | None, PointRef | None]:
        grade_code, point_code = cells["grade"], cells["spine_point"]
        grade = self._reference.grades.get(grade_code.upper()) if grade_code else None
        if grade_code and grade is None:
            self._unknown("grade", grade_code, self._reference.grades)
            return None, None
        if not point_code:
            return grade, None
        name = (
            point_code if "/" in point_code else f"{self._reference.scales[grade.scale]}/{point_code}" if grade else ""
        )
        point = self._reference.points.get(name.upper())
        if point is None:
            how = "Correct the point, or write SCALE/POINT where there is no grade."
            self._say("spine_point", f"There is no spine point “{point_code}”.", how, point_code)
            return grade, None
        if grade is not None and not grade.lowest <= point.sequence <= grade.highest:
            broken = rules.PointWithinGrade.broken(
                point=point.code, grade=grade.code, minimum=grade.first, maximum=grade.last
            )
            self._refuse("spine_point", broken)
        if not point.has_value_on(on):
            self._refuse("spine_point", rules.PointHasValue.broken(point=point.code, on=on))
        return grade, point

    # --- parts ------------------------------------------------------------------------------------------------------
    def _person(self, cells: Cells, on: date, *, is_needed: bool) -> PersonPart | None:
        needed = ("surname", "date_of_birth", "sex")
        if not any(cells[name] for name in needed) and not is_needed:
            return None
        for name in needed:
            if not cells[name]:
                self._missing(name)
        nino = self._nino(cells["national_insurance_number"])
        if cells["date_of_birth"] is not None:
            try:
                rules.check_birth(cells["date_of_birth"], on=on)
                rules.check_usual_age(cells["date_of_birth"], on=on, is_confirmed=bool(cells["age_confirmed"]))
            except DomainError as error:
                self._refuse(error.field or "date_of_birth", error)
        if cells["nationality"] and cells["nationality"] not in countries(on):
            self._refuse("nationality", rules.CountryKnown.broken(country=cells["nationality"]))
        if cells["email"] and not is_email(cells["email"]):
            self._refuse("email", rules.EmailLooksRight.broken())
        if not all(cells[name] for name in needed):
            return None
        says: dict[str, Any] = {name: cells[name] or "" for name in PersonPart._fields if name != "nino"}
        return PersonPart(**says, nino=nino)

    def _nino(self, text: str | None) -> str:
        try:
            return check_nino(text) if text else ""
        except DomainError as error:
            self._refuse("national_insurance_number", error)
            return ""

    def _employment(self, cells: Cells, group: PayGroupRef | None, known: Known | None) -> EmploymentPart | None:
        start = cells["start_date"]
        if known is not None and not cells["pay_group"] and start is None:
            return None
        if not cells["pay_group"]:
            self._missing("pay_group")
        if start is None:
            self._missing("start_date")
        if start is None or group is None:
            return None
        last = cells["last_day"]
        if last is not None and last < start:
            self._say("last_day", "The last day is before the start date.", "Check both dates.")
            last = None
        service = cells["continuous_service_from"] or start
        if service > start:
            self._say("continuous_service_from", "Continuous service begins after the start date.", "Check both dates.")
        far = self._today.replace(day=1) + timedelta(days=366 * rules.YEARS_AHEAD)
        if start > far:
            self._refuse("start_date", rules.NotFarAhead.broken(on=start, years=rules.YEARS_AHEAD))
        end = None if last is None else last + ONE_DAY
        kind, services = cells["employment_kind"] or "EMPLOYEE", self._services(cells, start)
        evidence = cells["service_evidence"] or ""
        return EmploymentPart(group.pk, group.legal_entity, kind, service, start, end, services, evidence)

    def _services(self, cells: Cells, start: date) -> tuple[tuple[str, date], ...]:
        given = [(name, purpose, cells[name]) for name, purpose in SERVICES.items() if cells[name] is not None]
        for name, _purpose, since in given:
            if since > start:
                self._say(name, "Service begins after the start date.", "Check both dates.")
        return tuple((purpose, since) for _name, purpose, since in given)

    def _are_in_order(self, start: date, end: date | None, job_start: date, effective: date) -> bool:
        """Check that the dates of a row are in order."""
        before = self._n_wrong
        if job_start < start or (end is not None and job_start >= end):
            self._outside("job_start_date", job_start, start, end)
        elif effective < job_start or (end is not None and effective >= end):
            self._outside("effective_from", effective, job_start, end)
        return self._n_wrong == before

    def _outside(self, column: str, on: date, start: date, end: date | None) -> None:
        until = rules.until(None if end is None else end - ONE_DAY)
        self._refuse(column, rules.WithinTheJob.broken(on=on, what="employment or job", first=start, until=until))

    def _check_post(self, cells: Cells, post: PostRef, owner: EmploymentPart | Known | None, on: date) -> None:
        if on < post.start or (post.end is not None and on >= post.end):
            self._say("post_number", "The post is not established on that day.", "Choose another post or another date.")
        if owner is not None and owner.legal_entity != post.legal_entity:
            how = "Choose a post of the pay group’s employer, or another pay group."
            self._say("post_number", "The post belongs to another employer than the pay group.", how)

    def _terms(self, cells: Cells, post: PostRef, on: date) -> Any:
        grade, point = self._grade_and_point(cells, on)
        if cells["contract"] is None or cells["contract_hours"] is None or (cells["spine_point"] and point is None):
            return None
        terms = Terms(
            contract=cells["contract"],
            contract_hours=cells["contract_hours"],
            full_time_hours=post.full_time_hours,
            weeks_in_year=post.weeks_in_year,
            paid_weeks=cells["paid_weeks"],
            working_pattern=cells["working_pattern"] or "",
            grade_id=grade.pk if grade else None,
            spine_point_id=point.pk if point else None,
            spot_annual=cells["annual_salary"],
            hourly_rate=cells["hourly_rate"],
        )
        for check, columns, cells_of in ((check_hours, _HOURS, _HOURS_CELLS), (check_pay, _PAY, _PAY_CELLS)):
            if self._wrong & cells_of:
                continue
            try:
                check(terms)
            except DomainError as error:
                self._refuse(columns.get(error.field or "", "contract_hours"), error)
        return terms

    def _shares(self, cells: Cells, post: PostRef, on: date) -> tuple[tuple[int, Decimal], ...]:
        if cells["cost_split"] is None:
            return () if post.cost_centre is None else ((post.cost_centre, rules.ALL),)
        found = []
        for code, percent in cells["cost_split"]:
            centre = self._reference.centres.get((post.legal_entity, code))
            if centre is None or on < centre.start or (centre.end is not None and on >= centre.end):
                self._refuse("cost_split", rules.CostCentreIsOpen.broken(cost_centre=code, on=on))
            else:
                found.append((centre.pk, percent))
        return tuple(found)

    def _tax(self, cells: Cells, effective: date, *, is_needed: bool) -> tuple[str, bool, str, date] | None:
        if not cells["tax_code"]:
            if is_needed:
                self._missing("tax_code")
            return None
        try:
            checked = check_tax_code(cells["tax_code"])
        except DomainError as error:
            self._say("tax_code", error.message, error.remedy or "", cells["tax_code"])
            return None
        non_cumulative = checked.is_week1month1 or bool(cells["week1_month1"])
        noticed = cells["tax_code_date"] or min(effective, self._today)
        if noticed > self._today:
            self._refuse("tax_code_date", rules.NoticeNotAfterUse.broken(notice=noticed, today=self._today))
        return checked.code, non_cumulative, cells["tax_code_source"] or "MIGRATED", noticed

    def _previous(self, cells: Cells) -> tuple[str, Decimal, Decimal] | None:
        parts = {name: cells[name] for name in _PREVIOUS}
        given = [name for name, value in parts.items() if value is not None]
        if not given or self._wrong & set(_PREVIOUS):
            return None
        for name in parts:
            if name not in given:
                self._say(name, "Pay, tax and tax year belong together.", "Give all three, 0.00 for none, or nothing.")
        return None if len(given) < len(parts) else (parts[_PREVIOUS[0]], parts[_PREVIOUS[1]], parts[_PREVIOUS[2]])

    def _ni(self, cells: Cells, *, is_needed: bool) -> tuple[str, str, date | None] | None:
        method, since = cells["director_method"] or "", cells["director_from"]
        if bool(method) != (since is not None) and not self._wrong & {"director_method", "director_from"}:
            self._refuse("director_from", rules.DirectorHasDate.broken())
        if not cells["ni_category"]:
            if is_needed:
                self._missing("ni_category")
            return None
        return cells["ni_category"], method, since

    def _pension(self, cells: Cells, effective: date, end: date | None) -> tuple[int, str, date, Decimal | None] | None:
        code, section = cells["pension_scheme"], cells["pension_section"] or "main"
        if not code:
            for name in ("pension_section", "pension_from", "pension_assessed_pay"):
                if cells[name] is not None:
                    self._say(name, "There is no pension scheme in this row.", "Fill in pension_scheme, or empty this.")
            return None
        scheme: SchemeRef | None = self._reference.schemes.get(code.upper())
        if scheme is None:
            self._unknown("pension_scheme", code, self._reference.schemes)
            return None
        if section == "fifty_fifty" and not scheme.has_fifty_fifty:
            self._refuse("pension_section", rules.SectionOfScheme.broken(scheme=scheme.name))
        start = cells["pension_from"] or effective
        if start < effective or (end is not None and start >= end):
            self._outside("pension_from", start, effective, end)
        pay = cells["pension_assessed_pay"]
        if pay is not None and not 0 < pay <= rules.HIGHEST_ANNUAL:
            self._refuse("pension_assessed_pay", rules.PayIsSensible.broken(most=rules.HIGHEST_ANNUAL))
        return scheme.pk, section, start, pay

    def _bank(self, cells: Cells) -> tuple[str, BankDetails, str] | None:
        needed = ("bank_account_name", "sort_code", "account_number")
        if not any(cells[name] for name in (*needed, "roll_number")):
            return None
        if not all(cells[name] for name in needed):
            for name in () if self._wrong & set(needed) else needed:
                if not cells[name]:
                    self._say(name, "The bank details are not complete.", "Give name, sort code and account number.")
            return None
        try:
            details, outcome = check_details(
                sort_code=cells["sort_code"],
                account_number=cells["account_number"],
                roll_number=cells["roll_number"] or "",
            )
            return check_holder(cells["bank_account_name"]), details, outcome
        except DomainError as error:
            self._refuse("bank_account_name" if error.field == "holder" else error.field or "account_number", error)
            return None


_PREVIOUS = ("previous_pay_year", "previous_pay", "previous_tax")
_HOURS_CELLS = frozenset({"contract", "contract_hours", "paid_weeks"})
_PAY_CELLS = frozenset({"grade", "spine_point", "annual_salary", "hourly_rate"})
_HOURS = {"paid_weeks": "paid_weeks", "full_time_hours": "post_number"}
_PAY = {"spine_point": "spine_point", "spot_annual": "annual_salary", "hourly_rate": "hourly_rate"}
