"""Make people of the awkward cases (`cases`)."""

from datetime import date
from typing import Any

from hr.models import PensionMembership, TaxCode
from sharedservices.demo.cases import CASES, SAME_PERSON, Case
from sharedservices.demo.jobs import JOBS
from sharedservices.demo.member import Member
from sharedservices.demo.people import Inventor
from sharedservices.demo.scales import SCALES

_LONG_AGO = date(2014, 9, 1)
_PERSONAL = (
    "title", "born", "nino", "address", "town", "postcode", "phone", "sort_code", "account_number", "email",
)  # fmt: skip


def invent_cases(inventor: Inventor) -> list[Member]:
    """Invent the awkward people of a partner."""
    return [_invent(case, inventor) for case in CASES if case.partner == inventor.spec.code]


def link_same_person(staff: dict[str, list[Member]]) -> None:
    """Make the person who works at two partners one human being."""
    first, second = (next(one for one in staff[partner] if one.key == key) for key, partner in SAME_PERSON)
    for name in (
        "title",
        "born",
        "nino",
        "address",
        "town",
        "postcode",
        "phone",
        "sort_code",
        "account_number",
        "email",
    ):
        setattr(second, name, getattr(first, name))


def _invent(case: Case, inventor: Inventor) -> Member:
    """Invent an ordinary person in the job, at the top of its grade, and make them the case."""
    plain: dict[str, Any] = {
        "started": _LONG_AGO, "born": date(1985, 3, 14), "tax_code": "1257L", "week1month1": False,
        "tax_source": TaxCode.Source.P9X, "ni_category": "A", "loans": (), "section": PensionMembership.Section.MAIN,
        "recurring": [],
        "ended": None,
        "previous_pay": None,
        "previous_tax": None,
    }  # fmt: skip
    job = next(job for job in JOBS[case.partner] if job.code == case.job)
    member = inventor.invent(job)
    scale = next(scale for scale in SCALES[case.partner] if scale.code == job.scale)
    plain["point"] = scale.points_of(job.grade)[-1]
    forenames, surname = case.name.split(" ")
    title = "Ms" if case.sex == "F" else "Mr"
    mailbox = "employee" if case.key == "ordinary" else f"{forenames}.{surname}".lower()
    identity = {"forenames": forenames, "surname": surname, "sex": case.sex, "title": title, "key": case.key}
    pension = {"pension": job.pension, "contract": job.contract, "email": f"{mailbox}@{inventor.spec.domain}"}
    return member.altered(**plain, **identity, **pension).altered(**case.facts)
