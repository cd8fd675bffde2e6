"""What a date of birth, a legal sex or a National Insurance number of a person reaches, in words for a request."""

from datetime import date, timedelta
from typing import Any

from hr.engine.state_pension import state_pension_day
from hr.models import Employment, NiCategory, Person
from hr.paid_before import paid_before
from hr.rules import age_on, is_usual_age
from partners.change_kinds import Payload, Words
from sharedservices.common.formatting import counted, day

OVER = "C"
UNDER_21 = frozenset({"M", "Z"})
OF_AGE = 21
"""Category M and Z hold until the 21st birthday. Source: Social Security Contributions and Benefits Act 1992 s 9A."""


def facts(born: date) -> Words:
    """Say a date of birth and the days that follow from it."""
    return {
        "Date of birth": day(born),
        "State Pension age": _pension_words(state_pension_day(born)),
        "Aged 22, for automatic enrolment": day(_birthday(born, 22)),
    }


def _pension_words(reached: date | None) -> str:
    return day(reached) if reached else "Reached"


def _birthday(born: date, age: int) -> date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def notes_of_person(payload: Payload, *, on: date) -> list[tuple[str, str]]:
    """Say what went out with the particulars as they were."""
    return _sent(Person.objects.get(uuid=payload["person"]), on)


def notes_of_birth(payload: Payload, *, on: date) -> list[tuple[str, str]]:
    """Say besides what National Insurance would have to be looked at."""
    person: Person = Person.objects.get(uuid=payload["person"])
    born = date.fromisoformat(payload["date_of_birth"])
    age = age_on(born, on)
    unusual = [] if is_usual_age(born, on=on) else [("Age", f"{age} years: whoever proposed it has confirmed that.")]
    return [*unusual, *_categories(person, born, on), *_sent(person, on)]


def _sent(person: Person, on: date) -> list[tuple[str, str]]:
    found = paid_before(partner_id=person.partner_id, person_id=person.pk, on=on)
    if not found.n_ever:
        return []
    n = counted(found.n_ever, "payslip", "payslips")
    return [
        (
            "Sent before",
            f"{n}, {found.n_this_year} of them this tax year, went out with the particulars as they are. They stay: "
            "HMRC and the pension fund learn of the correction with the next submission.",
        )
    ]


def _categories(person: Person, born: date, today: date) -> list[tuple[str, str]]:
    """Name the National Insurance categories that do not fit the age that the person would have."""
    jobs = Employment.objects.of(person.partner_id).filter(person=person)
    rows: Any = NiCategory.objects.of(person.partner_id).filter(employment__in=jobs, valid__contains=today)
    reached = state_pension_day(born)
    is_over = reached is None or reached <= today
    found = []
    for row in rows.select_related("employment").order_by("employment__employee_no"):
        why = ""
        if is_over and row.category != OVER:
            why = "past State Pension age no National Insurance is deducted: category C from the day after it"
        elif not is_over and row.category == OVER:
            why = "before State Pension age National Insurance is due"
        elif row.category in UNDER_21 and age_on(born, today) >= OF_AGE:
            why = f"it is for those under 21, until {day(_birthday(born, OF_AGE) - timedelta(days=1))}"
        if why:
            label = f"National Insurance, employment {row.employment.employee_no}"
            found.append((label, f"Category {row.category} would not fit: {why}. Change it on the tax page."))
    return found
