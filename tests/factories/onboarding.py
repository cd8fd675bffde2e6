"""A partner on its way in: Mia leads the migration, Dot owns the data, and seven people sign."""

import csv
import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hr.importing import control_totals
from hr.importing.domains import COLUMNS
from hr.models import Employment, JobRole, OnboardingProject, PayElement
from hr.operations import domain_load, migration, onboarding, onboarding_terms
from hr.operations.onboarding import Paper
from partners.models import Partner, User
from partners.roles import Role
from tests.factories import hr
from tests.people import Cast, grant, user

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SIGNERS = {
    "dot": Role.DATA_OWNER, "sal": Role.SECTION_151, "hal": Role.HR_DIRECTOR, "pia": Role.DATA_PROTECTION_OFFICER,
}  # fmt: skip
PATH = (
    "assess", "make_case", "ask_for_decision", "sign_agreement", "design", "build", "migrate", "accept", "run_parallel",
    "cut_over", "begin_hypercare", "go_live", "review",
)  # fmt: skip
EARLY = ("BUSINESS_CASE", "DECISION", "AGREEMENT", "DPIA", "EXIT_PLAN", "VETTING", "DATA_TERMS")
LATE = ("HMRC", "BACS", "PENSION_FUND", "HELPDESK", "LETTERS", "ROLLBACK", "DESK")


@dataclass
class Onboarding:
    """A project of a partner and the people around it. Call everything inside the partner's scope."""

    cast: Cast
    partner: Partner
    org: Any
    project: OnboardingProject
    mia: User
    people: dict[str, User] = field(default_factory=dict)

    @property
    def signers(self) -> dict[str, User]:
        """Who signs a load, by role."""
        return {role.value: self.people[name] for name, role in SIGNERS.items()} | {
            "HR_MANAGER": self.cast.ben, "PAYROLL_RELEASER": self.cast.rhys, "AUDITOR": self.cast.chen,
        }  # fmt: skip

    def paper(self, kind: str, *, sign: bool = True, dated_on: date = date(2026, 10, 1)) -> Any:
        """Record a paper, and have two people sign it."""
        what = Paper(kind=kind, reference=f"Minute {kind}", dated_on=dated_on, says="It was agreed.")
        made = onboarding.record_paper(project=self.project.uuid, paper=what, by=self.mia, at=AT)
        if sign:
            for name in ("sal", "hal"):
                onboarding.sign_paper(document=made.uuid, capacity="Authority", by=self.people[name], at=AT)
        return made

    def move(self, action: str, *, reason: str = "Agreed", at: datetime = AT, by: User | None = None) -> Any:
        """Move the project on."""
        self.project = onboarding.move(
            project=self.project.uuid, action=action, reason=reason, by=by or self.mia, at=at
        )
        return self.project

    def to_data(self) -> None:
        """Bring the project to the stage in which data are loaded."""
        for kind in EARLY:
            self.paper(kind, sign=kind in {"AGREEMENT", "DPIA", "DATA_TERMS"})
        self.decide("STAY")
        for action in PATH[: PATH.index("migrate") + 1]:
            self.move(action)

    def decide(self, transfer: str, transfer_on: date | None = None) -> None:
        """Say who transfers."""
        self.project = onboarding_terms.decide_transfer(
            project=self.project.uuid, transfer=transfer, transfer_on=transfer_on, reason="Advice of 1 October",
            by=self.mia, at=AT,
        )  # fmt: skip

    def freeze(self, first: date, last: date = date(2027, 3, 31)) -> None:
        """Plan the freeze."""
        self.project = onboarding_terms.plan_freeze(
            project=self.project.uuid, freeze_from=first, freeze_until=last, by=self.mia, at=AT
        )

    def take(
        self,
        stream: io.BytesIO,
        *,
        totals: dict[str, dict[str, Decimal]] | None = None,
        name: str = "a.csv",
        at: datetime = AT,
    ) -> Any:
        """Take an extract in."""
        declared = io.BytesIO(control_totals.write(totals)) if totals is not None else None
        return migration.take_extract(
            project=self.project.uuid, file=stream, name=name, totals=declared, by=self.mia, at=at
        )

    def load(self, extract: Any, *, apply: bool = True, at: datetime = AT) -> Any:
        """Load an extract."""
        return migration.load(
            extract=extract.uuid, apply=apply, by=self.mia, at=at, seconds=lambda: Decimal(1), step=lambda *_: None
        )

    def bring(
        self,
        domain: str,
        *rows: dict[str, str],
        totals: dict[str, dict[str, Decimal]] | None = None,
        archive: io.BytesIO | None = None,
    ) -> Any:
        """Take a file of posts, absence, work or records in, and load it."""
        declared = io.BytesIO(control_totals.write(totals)) if totals is not None else None
        made = migration.take_extract(
            project=self.project.uuid, file=domain_file(domain, *rows), name="a.csv", totals=declared, by=self.mia,
            at=AT, domain=domain, archive=archive,
        )  # fmt: skip
        return self.bring_again(made)

    def bring_again(self, extract: Any, *, apply: bool = True) -> Any:
        """Load a file of posts, absence or work."""
        return domain_load.load(
            extract=extract.uuid, apply=apply, by=self.mia, at=AT, seconds=lambda: Decimal(1), step=lambda *_: None
        )

    def other_domains(self) -> None:
        """Bring every file over, with totals that agree: documents, checks, an allowance, sickness, a case; signed."""
        absence = {
            "employee_number": "200001", "job_number": "200001-1", "record": "SICKNESS", "category": "BACK",
            "first_day": "2026-05-04", "last_day": "2026-05-17",
        }  # fmt: skip
        case = {
            "reference": "GR-1", "kind": "CASE", "title": "Grievance", "owner": self.cast.hana.email,
            "due_on": "2027-04-30",
        }  # fmt: skip
        self._records()
        for domain, rows, says in (
            (
                "ABSENCE",
                absence,
                {"absences": 1, "absences_open": 0, "paid_days": 14, "leave_hours": 0, "leave_jobs": 0},
            ),
            ("WORK", case, {"items": 1, "items_person": 0}),
        ):
            totals = {code: {"": Decimal(number)} for code, number in says.items()}
            if domain == "WORK":
                totals["items_kind"] = {"CASE": Decimal(1)}
            load = self.bring(domain, rows, totals=totals)
            self._signed(domain, load)

    def _signed(self, domain: str, load: Any) -> None:
        onboarding.sign_load(
            project=self.project.uuid, slot="DATA_OWNER", content_hash=load.content_hash, note="",
            by=self.people["dot"], at=AT, domain=domain,
        )  # fmt: skip

    def _records(self) -> None:
        """Bring a copy, a check of the right to work and a DBS check of everybody over, and an allowance of 200001."""
        JobRole.objects.of(self.partner.pk).filter(code="R1").update(dbs="BASIC")
        numbers = list(Employment.objects.of(self.partner.pk).order_by("id").values_list("employee_no", flat=True))
        if not PayElement.objects.of(self.partner.pk).filter(code="FIRST-AID").exists():
            hr.pay_element(self.partner, "FIRST-AID")
        papers, checks, stream = [], [], io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for number in numbers:
                content, about = b"%PDF-1.4 passport " + number.encode(), {"employee_number": number}
                archive.writestr(f"{number}.pdf", content)
                papers.append(about | {
                    "file_name": f"{number}.pdf", "kind": "RIGHT_TO_WORK", "title": "Passport",
                    "dated_on": "2021-05-10", "sha256": hashlib.sha256(content).hexdigest(),
                })  # fmt: skip
                checks.append(about | {
                    "check": "DBS", "document_number": "001234567890", "checked_on": "2025-06-01", "level": "BASIC",
                    "workforce": "OTHER", "result": "CLEAR",
                })  # fmt: skip
                checks.append(about | {
                    "check": "RIGHT_TO_WORK", "method": "MANUAL", "document_type": "Passport",
                    "document_number": number, "checked_on": "2021-05-10", "checked_by": "A Clerk",
                    "permission": "UNLIMITED", "copy": f"{number}.pdf",
                })  # fmt: skip
        entry = {"employee_number": numbers[0], "job_number": f"{numbers[0]}-1", "element": "FIRST-AID",
                 "first_day": "2027-04-01", "amount": "18.50"}  # fmt: skip
        n, kind = Decimal(len(numbers)), "RIGHT_TO_WORK"
        one, none = Decimal(1), Decimal(0)
        for domain, rows, totals, files in (
            ("DOCUMENTS", papers,
             {"documents": {"": n}, "documents_equal": {"": n}, "documents_kind": {kind: n}}, stream),
            ("CHECKS", checks,
             {"checks": {kind: n, "DBS": n}, "checks_valid": {kind: n, "DBS": n},
              "checks_expiring": {kind: none, "DBS": none}, "checks_missing": {kind: none, "DBS": none}}, None),
            ("DEDUCTIONS", [entry],
             {"entries": {"": one}, "entries_kind": {"payment": one}, "entries_element": {"FIRST-AID": one},
              "element_amount": {"FIRST-AID": Decimal("18.50")}}, None),
        ):  # fmt: skip
            self._signed(domain, self.bring(domain, *rows, totals=totals, archive=files))

    def sign(self, load: Any, *slots: str) -> None:
        """Have a load signed in these capacities, or in all."""
        for slot in slots or self.signers:
            onboarding.sign_load(
                project=self.project.uuid,
                slot=slot,
                content_hash=load.content_hash,
                note="",
                by=self.signers[slot],
                at=AT,
            )


def domain_file(domain: str, *rows: dict[str, str]) -> io.BytesIO:
    """A CSV file of a domain with every heading."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [column.name for column in COLUMNS[domain]], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode())


def project(cast: Cast, partner: Partner | None = None) -> Onboarding:
    """Open the onboarding of a partner, with everybody who has a part in it. Inside the partner's scope."""
    where = partner or cast.northshire
    mia = (
        user("Mia")
        if not User.objects.filter(email="mia@example.org").exists()
        else User.objects.get(email="mia@example.org")
    )
    grant(mia, where, Role.MIGRATION_LEAD)
    people = {}
    for name, role in SIGNERS.items():
        found = User.objects.filter(email=f"{name}@example.org").first()
        people[name] = found or user(name.capitalize())
        grant(people[name], where, role)
    org = hr.found_organisation(where)
    made = onboarding.open_project(
        partner_id=where.pk, staff_expected=3, go_live_planned_on=date(2027, 4, 1), by=mia, at=AT
    )
    return Onboarding(cast, where, org, made, mia, people)
