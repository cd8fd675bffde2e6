"""The records of the partner on its way in: documents in a ZIP, checks of the right to work, recurring pay."""

import csv
import hashlib
import io
import zipfile
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hr.engine.migration_totals import Totals
from hr.importing import control_totals
from hr.importing.domains import COLUMNS
from hr.models import Assignment, DataDomain, OnboardingProject
from hr.operations import domain_load, migration, service_dates
from partners.models import User
from sharedservices.demo.dates import NOVEMBER, start_of_month_work
from sharedservices.demo.privacy import A_PAGE

FIRST_PERIOD = "2027-04-01"
N_PAPERS = 6
"""So many people’s papers are in the first ZIP: the others come with the next list."""
KIND = "RIGHT_TO_WORK"
N_DBS = 2
"""So many of them had a basic DBS check, which any job may ask for."""


def bring_records(project: OnboardingProject, lead: User, *, hr: User) -> None:
    """Bring papers and checks of a few people over, and recurring pay with a total that differs; verify one date."""
    jobs = list(Assignment.objects.select_related("employment").order_by("id")[:N_PAPERS])
    numbers = [job.employment.employee_no for job in jobs]
    papers, checks, archive = _papers(numbers)
    n = Decimal(N_PAPERS)
    declared: Totals = {"documents": {"": n}, "documents_equal": {"": n}, "documents_kind": {KIND: n}}
    load_file(project, DataDomain.DOCUMENTS, papers, declared, lead, archive=archive)
    checks += [_dbs(number, place) for place, number in enumerate(numbers[:N_DBS])]
    kinds = {KIND: n, "DBS": Decimal(N_DBS)}
    load_file(project, DataDomain.CHECKS, checks, {"checks": kinds, "checks_valid": kinds}, lead)
    entries = [
        {
            "employee_number": job.employment.employee_no, "job_number": job.number, "first_day": FIRST_PERIOD,
            "element": element, "amount": amount, "last_day": last, "protected": protected, "remaining": remaining,
            "reference": reference,
        }
        for job, (element, amount, last, protected, remaining, reference) in zip(jobs, ENTRIES, strict=False)
    ]  # fmt: skip
    load_file(project, DataDomain.DEDUCTIONS, entries, {"entries": {"": Decimal(4)}}, lead)
    seen = jobs[0].employment
    service_dates.verify(
        employment=seen.uuid, purpose="SICK_PAY", since=seen.valid.lower - timedelta(days=400), by=hr,
        evidence="Statement of service by the ambulance trust, 2019", at=start_of_month_work(NOVEMBER),
    )  # fmt: skip


ENTRIES = (
    ("FIRSTAID", "14.50", "", "", "", ""),
    ("MARKET", "96.20", "2029-03-31", "yes", "", ""),
    ("TICKETLOAN", "45.00", "", "", "270.00", "Loan of August 2026"),
)
"""Element, pounds, last day, protected, left to take, reference."""


def _papers(numbers: list[str]) -> tuple[list[dict[str, str]], list[dict[str, str]], io.BytesIO]:
    papers, checks, stream = [], [], io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for place, number in enumerate(numbers):
            content, name = A_PAGE + b"% " + number.encode() + b"\n", f"{number}-passport.pdf"
            archive.writestr(name, content)
            about = {"employee_number": number}
            papers.append(about | {
                "file_name": name, "kind": KIND, "title": "Passport, copy", "dated_on": "2021-05-10",
                "sha256": hashlib.sha256(content).hexdigest(),
            })  # fmt: skip
            ends = {"permission": "TIME_LIMITED", "expires_on": "2027-05-09"} if place == 0 else {}
            checks.append(about | {
                "check": KIND, "method": "MANUAL", "document_type": "Passport", "document_number": f"SPECIMEN{place}",
                "checked_on": "2021-05-10", "checked_by": "Personnel, Westmarsh Fire", "permission": "UNLIMITED",
                "copy": name,
            } | ends)  # fmt: skip
    return papers, checks, stream


def _dbs(number: str, place: int) -> dict[str, str]:
    return {
        "employee_number": number, "check": "DBS", "document_number": f"00198765432{place}", "checked_on": "2025-09-01",
        "level": "BASIC", "workforce": "OTHER", "result": "CLEAR",
    }  # fmt: skip


def load_file(
    project: OnboardingProject,
    domain: DataDomain,
    rows: list[dict[str, str]],
    declared: Totals,
    lead: User,
    *,
    archive: io.BytesIO | None = None,
) -> Any:
    """Take a file of a domain in with what the old system reports, and load it."""
    text, at = io.StringIO(newline=""), start_of_month_work(NOVEMBER) + timedelta(hours=3)
    writer = csv.DictWriter(text, [column.name for column in COLUMNS[domain]], restval="")
    writer.writeheader()
    writer.writerows(rows)
    taken = migration.take_extract(
        project=project.uuid, file=io.BytesIO(text.getvalue().encode()), name=f"{domain.value.lower()}.csv",
        totals=io.BytesIO(control_totals.write(declared)), by=lead, at=at, domain=domain, archive=archive,
    )  # fmt: skip
    return domain_load.load(
        extract=taken.uuid, apply=True, by=lead, at=at, seconds=lambda: Decimal("0.10"), step=lambda *_: None
    )
