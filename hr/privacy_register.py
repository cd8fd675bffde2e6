"""What hr holds about people, why, and how long."""

from collections.abc import Mapping
from typing import Any

from hr import sealed
from hr.queries import privacy_people
from partners.holdings import Holding, register_holding, register_people, section
from partners.retention import RetentionClass, register_retention

CONTRACT = "UK GDPR article 6(1)(b), the contract of employment, and 6(1)(e), public task"
HEALTH = "UK GDPR article 9(2)(b) with Data Protection Act 2018, schedule 1, paragraph 1 (employment)"
FILE = frozenset({"people.view", "people.view_pay"})
KEPT = "Kept under the employee number: pay and ledger are worked out of it"
DELETED = "Deleted"


def _nino(row: Any) -> str:
    return sealed.open_nino(row.nino, person=row.uuid)


def _bank(row: Any) -> str:
    found = sealed.open_bank(row.details, account=row.uuid)
    roll = f", roll number {found.roll_number}" if found.roll_number else ""
    return f"Sort code {found.sort_code}, account {found.account_number}{roll}"


def register() -> None:
    """Tell the registries. Called once, when the app is ready."""
    register_people(find=privacy_people.find, name=privacy_people.names, sensitive=privacy_people.sensitive)
    register_retention(*_classes())
    register_holding(Holding("hr", "Employment", _sections()))


def _classes() -> list[RetentionClass]:
    return [
        RetentionClass(
            code="hr_file", name="HR file: contact details, terms, requests", starts="The last day of employment",
            purpose="To employ and pay people, and to answer claims afterwards", basis=CONTRACT, tables=_FILE_TABLES,
            permissions=FILE, recipients="HMRC, pension funds, auditors",
        ),
        RetentionClass(
            code="pension", name="Identity of members of a pension scheme", starts="The hundredth birthday",
            purpose="To prove service and pay for a pension", basis=CONTRACT,
            tables={
                "hr.Person": "Name, National Insurance number and date of birth are overwritten",
                "hr.PensionMembership": "Reasons are overwritten; the rest is kept under the employee number",
            },
            permissions=FILE, recipients="Pension funds",
        ),
        RetentionClass(
            code="absence", name="Sickness and other absence", starts="The last day of employment",
            purpose="To pay sick pay and to look after people’s health at work", basis=CONTRACT, special=HEALTH,
            tables=dict.fromkeys(["hr.AbsenceRecord", "hr.FitNote", "hr.StepDownNotice"], DELETED),
            permissions=frozenset({"absence.view"}),
        ),
        RetentionClass(
            code="leave", name="Annual leave", starts="The last day of the leave, or of the right to it",
            purpose="To give and pay leave", basis=CONTRACT,
            tables=dict.fromkeys(["hr.LeaveBooking", "hr.LeaveCredit"], DELETED),
            permissions=frozenset({"absence.view"}),
        ),
        RetentionClass(
            code="death", name="Cases of people who have died", starts="The day on which the case was closed",
            purpose="To settle pay and pension with the family", basis=CONTRACT,
            tables=dict.fromkeys(
                [
                    "hr.DeathCase", "hr.DeathEvent", "hr.PensionNotice", "partners.CommunicationsHold",
                    "partners.HoldEvent",
                ],
                "Deleted; a hold on messages that still stands goes on standing",
            ),
            permissions=frozenset({"deaths.view"}), recipients="Pension funds",
        ),
    ]  # fmt: skip


_FILE_TABLES: Mapping[str, str] = {
    "hr.Person": "Contact details are overwritten; name, number and date of birth too, unless a pension needs them",
    "hr.Employment": KEPT,
    "hr.Assignment": KEPT,
    "hr.AssignmentTerms": "Reasons are overwritten; the rest is kept under the employee number",
    "hr.CostSplit": KEPT,
    "hr.Forewarning": DELETED,
    "partners.ChangeRequest": DELETED,
    "partners.ApprovalStep": DELETED,
    "partners.ChangeEvent": DELETED,
}


def _sections() -> tuple[Any, ...]:
    absence = {"linked_to", "employment", "assignment"}
    return (
        section("person", "Who you are", "hr.Person", path="id", opened={"nino": _nino},
                words={"nino": "National Insurance number", "is_sensitive": "Protected record"}),
        section("employments", "Employments", "hr.Employment"),
        section("jobs", "Jobs", "hr.Assignment"),
        section("terms", "Terms of your jobs", "hr.AssignmentTerms"),
        section("costs", "Where the cost of your jobs goes", "hr.CostSplit"),
        section("tax_codes", "Tax codes", "hr.TaxCode"),
        section("previous_pay", "Pay from earlier employment", "hr.PreviousPay"),
        section("ni", "National Insurance categories", "hr.NiCategory"),
        section("loans", "Student loans", "hr.StudentLoan"),
        section("pensions", "Pension schemes", "hr.PensionMembership"),
        section("bank", "Bank accounts", "hr.BankAccount", opened={"details": _bank}),
        section("recurring", "Regular payments and deductions", "hr.RecurringElement"),
        section("inputs", "Overtime and one-off payments", "hr.MonthlyInput"),
        section("absence", "Absence", "hr.AbsenceRecord", without=frozenset(absence)),
        section("fit_notes", "Fit notes", "hr.FitNote", without=frozenset({"absence"})),
        section("notices", "Notices before sick pay goes down", "hr.StepDownNotice", without=frozenset({"absence"})),
        section(
            "forewarnings", "What was foreseen for your pay", "hr.Forewarning", where={"for_staff_only": False},
            without=frozenset({"key", "for_staff_only"}),
        ),
        section(
            "forewarnings_staff", "What was foreseen, for managers", "hr.Forewarning", is_restricted=True,
            where={"for_staff_only": True}, without=frozenset({"key", "for_staff_only"}),
        ),
        section("leave", "Annual leave", "hr.LeaveBooking"),
        section("leave_credits", "Leave carried over", "hr.LeaveCredit"),
        section("deaths", "Report of a death", "hr.DeathCase", is_restricted=True),
        section("death_log", "What was done about it", "hr.DeathEvent", is_restricted=True, path="case__person_id"),
        section("death_notices", "Pension bodies told", "hr.PensionNotice", is_restricted=True, path="case__person_id"),
    )  # fmt: skip
