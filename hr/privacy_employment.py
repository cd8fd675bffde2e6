"""The answer to an access request about who somebody is and about the employment: person, jobs, pay facts, absence."""

from typing import Any

from hr import sealed
from hr.engine.equality import questions
from partners.holdings import section

ABSENCE = frozenset({"linked_to", "employment", "assignment"})


def _nino(row: Any) -> str:
    return sealed.open_nino(row.nino, person=row.uuid)


def _bank(row: Any) -> str:
    found = sealed.open_bank(row.details, account=row.uuid)
    return bank_words(found.sort_code, found.account_number, found.roll_number)


def _second(row: Any) -> str:
    found = sealed.open_second(row.details, account=row.uuid)
    return bank_words(found.sort_code, found.account_number, found.roll_number)


def _estate(row: Any) -> str:
    found = sealed.open_estate(row.details, account=row.uuid)
    return bank_words(found.sort_code, found.account_number, found.roll_number)


def bank_words(sort_code: str, account_number: str, roll_number: str) -> str:
    """Return an account as people write it."""
    roll = f", roll number {roll_number}" if roll_number else ""
    return f"Sort code {sort_code}, account {account_number}{roll}"


def _equality(row: Any) -> dict[str, str]:
    known = {one.code: one for one in questions()}
    return {known[code].label: known[code].answers[answer] for code, answer in row.answers.items()}


SECTIONS = (
    section("person", "Who you are", "hr.Person", path="id", without=frozenset({"merged_into"}), opened={"nino": _nino},
            words={"nino": "National Insurance number", "is_sensitive": "Protected record"}),
    section("merges", "Records of you that were merged", "hr.PersonMerge",
            without=frozenset({"duplicate", "nino", "nino_index"})),
    section("merged_records", "What a record said that was merged", "hr.Person",
            without=frozenset({"merged_into", "nino"}),
            query="SELECT * FROM hr_merged_records(%(partner)s, %(person)s) ORDER BY id"),
    section("former_names", "Former names", "hr.FormerName"),
    section("contacts", "How to reach you, and how it was before", "hr.Contact"),
    section("emergency", "Whom to call in an emergency", "hr.EmergencyContact"),
    section("equality", "Your answers about equality", "hr.EqualityAnswers", is_private=True,
            query="SELECT * FROM hr_answer_equality(%(partner)s, %(person)s)", opened={"answers": _equality}),
    section("employments", "Employments", "hr.Employment"),
    section("pay_group_moves", "Moves between pay groups", "hr.PayGroupMove"),
    section("service_dates", "Since when your service counts", "hr.ServiceDate",
            without=frozenset({"verified_by", "ended_by"})),
    section(
        "opt_outs", "Your agreements to longer hours", "hr.WorkingTimeOptOut",
        without=frozenset({"recorded_by", "withdrawn_by", "document"}),
    ),
    section("safety", "Accidents and exposure at work", "hr.SafetyRecord",
            without=frozenset({"recorded_by", "withdrawn_by"})),
    section("jobs", "Jobs", "hr.Assignment"),
    section("posts", "Posts that you held", "hr.PostHolding"),
    section("terms", "Terms of your jobs", "hr.AssignmentTerms"),
    section("particulars", "Title, place and dates of your jobs", "hr.JobParticulars", without=frozenset({"manager"})),
    section("fixed_terms", "Ends of contracts", "hr.FixedTerm", without=frozenset({"moved", "freed"})),
    section("acting", "Acting up", "hr.ActingUp"),
    section("honoraria", "Honoraria", "hr.Honorarium"),
    section("secondments", "Secondments", "hr.Secondment"),
    section("grades", "Promotions and regrades", "hr.GradeDecision"),
    section("increments", "Increments", "hr.Increment", without=frozenset({"given_in"})),
    section("increment_decisions", "Decisions about your increments", "hr.IncrementDecision"),
    section("protections", "Protected pay", "hr.PayProtection"),
    section("supplements", "Market supplements", "hr.MarketSupplement"),
    section(
        "carried", "Work about you that was under way in an earlier system", "hr.CarriedWork", is_restricted=True,
        without=frozenset({"project", "owner", "done_by"}),
    ),
    section("marks", "Cover, and posts beside the establishment", "hr.JobMark", without=frozenset({"covers"})),
    section("costs", "Where the cost of your jobs goes", "hr.CostSplit"),
    section("tax_codes", "Tax codes", "hr.TaxCode"),
    section("previous_pay", "Pay from earlier employment", "hr.PreviousPay"),
    section("ni", "National Insurance categories", "hr.NiCategory"),
    section("loans", "Student loans", "hr.StudentLoan"),
    section("pensions", "Pension schemes", "hr.PensionMembership"),
    section("bank", "Bank accounts", "hr.BankAccount", opened={"details": _bank}),
    section("second_accounts", "Second bank accounts", "hr.SecondAccount", opened={"details": _second}),
    section("recurring", "Regular payments and deductions", "hr.RecurringElement"),
    section("inputs", "Overtime and one-off payments", "hr.MonthlyInput"),
    section("claims", "Claims of mileage, hours and expenses", "hr.Claim"),
    section("claim_lines", "What was in your claims", "hr.ClaimLine", without=frozenset({"fingerprint"})),
    section("claim_inputs", "What of your claims went to payroll", "hr.ClaimInput", without=frozenset({"part"})),
    section(
        "rosters", "Hours, leave and claims that rostering systems sent", "hr.RosterLine", where={"in_force": True},
        without=frozenset({"taken", "digest", "key", "monthly_input"}),
    ),
    section("absence", "Absence", "hr.AbsenceRecord", without=ABSENCE),
    section("fit_notes", "Fit notes", "hr.FitNote", without=frozenset({"absence", "document"})),
    section("notices", "Notices before sick pay goes down", "hr.StepDownNotice", without=frozenset({"absence"})),
    section(
        "forewarnings", "What was foreseen for your pay", "hr.Forewarning", where={"for_staff_only": False},
        without=frozenset({"key", "for_staff_only"}),
    ),
    section(
        "forewarnings_staff", "What was foreseen, for managers", "hr.Forewarning", is_restricted=True,
        where={"for_staff_only": True}, without=frozenset({"key", "for_staff_only"}),
    ),
    section("family", "Family leave", "hr.FamilyLeave"),
    section("family_blocks", "Periods of family leave", "hr.FamilyLeaveBlock", without=frozenset({"leave"})),
    section("touch_days", "Days worked during family leave", "hr.KeepInTouchDay", without=frozenset({"leave"})),
    section("step_downs", "Decisions about sick pay going down", "hr.StepDownDecision", without=frozenset({"notice"})),
    section("interviews", "Talks after an absence", "hr.ReturnInterview", without=frozenset({"absence"})),
    section("leave", "Annual leave", "hr.LeaveBooking"),
    section("leave_credits", "Leave carried over", "hr.LeaveCredit"),
    section("leave_years", "What the ends of leave years left over", "hr.LeaveYearRow", without=frozenset({"run"})),
    section("sensitive", "Protected address or role", "hr.SensitivePost", is_apart=True),
    section("missing", "That you were missing", "hr.MissingCase", is_apart=True),
    section("deaths", "Report of a death", "hr.DeathCase", is_restricted=True, without=frozenset({"ended"})),
    section("death_log", "What was done about it", "hr.DeathEvent", is_restricted=True, path="case__person_id"),
    section("death_tasks", "What was to be done about it", "hr.DeathTask", is_restricted=True, path="case__person_id"),
    section(
        "death_overpaid", "Pay for days after it", "hr.DeathOverpayment", is_restricted=True, path="case__person_id",
        without=frozenset({"employment", "run"}),
    ),
    section("death_notices", "Pension bodies told", "hr.PensionNotice", is_restricted=True, path="case__person_id"),
    section(
        "death_estate", "Who acts for the estate, and their account", "hr.Representative", is_apart=True,
        path="case__person_id", opened={"details": _estate},
    ),
    section(
        "death_talks", "Talks with the family", "hr.FamilyTalk", is_apart=True, path="case__person_id",
        without=frozenset({"corrects"}),
    ),
    section(
        "death_answers", "What the family answered", "hr.FamilyAnswer", is_apart=True, path="case__person_id",
        without=frozenset({"kin"}),
    ),
    section("kin", "That you are next of kin in a case", "hr.FamilyKin", is_apart=True),
    section(
        "death_family", "Who acts for the family", "hr.FamilyCorrespondent", is_apart=True,
        path="case__person_id",
    ),
)  # fmt: skip
