"""A starter in each of its states, reached by the real operations. Call inside partner_scope()."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hr.models import StarterCase
from hr.operations import contract_documents, right_to_work, starters, starters_gates, starters_hire, starters_policy
from hr.operations import starters_payroll as payroll_facts
from hr.operations.right_to_work import Check
from hr.operations.starters import Job, Money, Newcomer
from hr.operations.starters_gates import Finding
from hr.operations.starters_payroll import Answers
from hr.operations.starters_policy import Statement
from tests.people import Cast

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
START = date(2026, 11, 16)
PDF = b"%PDF-1.7 a copy"
WHO = {
    "surname": "Nwosu", "forenames": "Ada", "date_of_birth": date(1995, 3, 4), "sex": "F", "nino": "AB987654C",
    "email": "ada@home.example", "address_line_1": "3 Mill Lane", "town": "Northbury", "postcode": "NB2 2BB",
}  # fmt: skip
SAYS = {
    "notice": "One month on either side, then a week for each year of service up to twelve.",
    "sick_pay": "Green Book sick pay: one month full and, after four months, two months half pay in the first year.",
    "other_leave": "Maternity, adoption, shared parental, paternity and bereavement leave as the policies say.",
    "benefits": "There are none besides those named here.",
    "training": "Induction in the first month, paid. No training has to be paid for by you.",
    "collective": "The National Agreement on Pay and Conditions of Service (Green Book).",
    "procedures": "The grievance and disciplinary procedures are on the intranet; appeals go to the head of HR.",
}


def unlimited(**changes) -> Check:
    """A British passport that was seen."""
    return Check(
        **{
            "method": "MANUAL", "permission": "UNLIMITED", "document_type": "British passport",
            "document_number": "533401372", "checked_on": AT.date(), **changes,
        }
    )  # fmt: skip


def limited(expires_on: date, **changes) -> Check:
    """A visa that ends."""
    visa = {"method": "ONLINE", "permission": "TIME_LIMITED", "document_type": "Skilled Worker visa"}
    return unlimited(**(visa | {"expires_on": expires_on} | changes))


def offered(cast: Cast, org, *, who=None, start: date = START, hours: str = "37", at: datetime = AT, **job):
    """An offer that is complete: Hana has entered it."""
    by = {"by": cast.hana, "at": at}
    case = starters.open_case(partner_id=org.partner.pk, who=Newcomer(**(WHO | (who or {}))), start_date=start, **by)
    wanted = {"kind": "EMPLOYEE", "title": "Support officer", "contract": "PERMANENT"} | job
    starters.set_job(
        case=case.uuid,
        job=Job(post=org.post.uuid, pay_group=org.pay_group.uuid, contract_hours=Decimal(hours), **wanted),
        **by,
    )
    money = Money(cost_centre=org.cost_centre.uuid, spot_annual=Decimal("36000.00"), pension_scheme=org.pension.uuid)
    return starters.set_money(case=case.uuid, money=money, **by)


def say_terms(cast: Cast, org, *, at: datetime = AT) -> None:
    """Say what contracts of the staff group say."""
    starters_policy.set_statement(
        partner_id=org.partner.pk, staff_group=org.staff_group.uuid, says=Statement(**SAYS),
        effective_from=date(2026, 1, 1), reason="Green Book", by=cast.hana, at=at,
    )  # fmt: skip


def signed(cast: Cast, org, *, check: Check | None = None, with_proof: bool = True, at: datetime = AT, **options):
    """A case whose checks are done and whose contract is signed."""
    case = offered(cast, org, at=at, **options)
    by = {"by": cast.hana, "at": at}
    starters.accept(case=case.uuid, **by)
    if with_proof:
        right_to_work.record(person=case.person.uuid, check=check or unlimited(), copy=PDF, **by)
    for gate, outcome in (("IDENTITY", "Documents agree"), ("REFERENCES", "Satisfactory")):
        starters_gates.meet(case=case.uuid, gate=gate, finding=Finding(outcome=outcome), **by)
    if not contract_documents.statement.statement_terms(contract_documents.found.one(case.uuid)):
        say_terms(cast, org, at=at)
    contract_documents.make_contract(case=case.uuid, **by)
    return starters.sign(case=case.uuid, signed_on=at.date(), signed_for_employer="Hana Example", copy=None, **by)


def ready(cast: Cast, org, *, said: Answers | None = None, at: datetime = AT, **options) -> StarterCase:
    """A case that Ben has approved."""
    case = signed(cast, org, at=at, **options)
    if said is not None:
        payroll_facts.give(case=case.uuid, said=said, by=cast.hana, at=at)
    starters.submit(case=case.uuid, by=cast.hana, at=at)
    return starters_hire.make_ready(case=case.uuid, by=cast.ben, at=at)


ANSWERS = Answers(statement="A", holder="A Nwosu", sort_code="089999", account_number="66374958")
