"""The classes of data that hr holds: what for, on what basis, from when, and what becomes of each table."""

from collections.abc import Mapping

from partners.retention import RetentionClass

CONTRACT = "UK GDPR article 6(1)(b), the contract of employment, and 6(1)(e), public task"
STEPS = "UK GDPR article 6(1)(b), steps before a contract, and 6(1)(e), public task"
DUTY = "UK GDPR article 6(1)(c), legal obligation"
CLAIMS = "UK GDPR article 6(1)(c) and (f): employment law, and legal claims"
EMPLOYMENT = "UK GDPR article 9(2)(b) with Data Protection Act 2018, schedule 1, paragraph 1 (employment)"
EQUALITY = "UK GDPR article 9(2)(g) with Data Protection Act 2018, schedule 1, paragraph 8 (equality of opportunity)"
FILE = frozenset({"people.view", "people.view_pay"})
STARTERS = frozenset({"starters.view", "documents.view"})
KEPT = "Kept under the employee number: pay and ledger are worked out of it"
DELETED = "Deleted"

WORDS = {
    "hr.Person": "people",
    "hr.AssignmentTerms": "terms of jobs",
    "hr.ActingUp": "acting up",
    "hr.Honorarium": "honoraria",
    "hr.NiCategory": "National Insurance categories",
    "hr.PreviousPay": "pay from earlier employment",
    "hr.BankChange": "changes of bank account",
    "hr.BankChangeEvent": "log of changes of bank account",
    "hr.JobParticulars": "title and place of jobs",
    "hr.PostHolding": "posts that were held",
    "hr.EqualityAnswers": "answers about equality",
    "hr.ClaimInput": "parts of claims sent to payroll",
    "hr.RosterLine": "rows of roster files",
    "hr.StarterAnswers": "what starters told us",
    "hr.StarterEvent": "log of starts",
    "hr.StarterGate": "checks of starts",
    "hr.DbsCheck": "DBS checks",
    "hr.DbsNote": "risk assessments of DBS checks",
    "hr.DutyBar": "bars from duties",
    "hr.DeathCase": "cases of a death",
    "hr.RightToWorkSuspension": "suspensions without a right to work",
    "hr.TransferIn": "arrivals from another partner",
    "hr.TransferOut": "departures to another partner",
    "hr.StagedRow": "rows of extracts",
    "hr.CarriedWork": "work carried over from an earlier system",
    "hr.CaseBar": "who is kept out of a case",
    "hr.CaseReporter": "who spoke up",
    "hr.CaseMember": "who works on a case",
    "hr.StepDownNotice": "notices before sick pay goes down",
    "hr.SensitivePost": "protected addresses and covert roles",
    "hr.MissingCase": "cases of people who are missing",
    "hr.PersonMerge": "merges of records",
    "hr.PersonMergeRow": "rows that merges moved",
    "hr.NinoClash": "numbers that two people claimed",
    "hr.FamilyCorrespondent": "who acts for the family",
    "hr.FamilyTalk": "talks with the family",
    "hr.FamilyKin": "next of kin who work here",
    "hr.FamilyAnswer": "what the family answered",
}

_FILE_TABLES: Mapping[str, str] = {
    "hr.Person": "Contact details are overwritten; name, number and date of birth too, unless a pension, a record of "
    "an accident or exposure, or a case about safeguarding needs them",
    "hr.Employment": KEPT,
    "hr.PayGroupMove": KEPT,
    "hr.Assignment": KEPT,
    "hr.AssignmentTerms": "Reasons are overwritten; the rest is kept under the employee number",
    "hr.ActingUp": "Reasons are overwritten; the rest is kept under the employee number",
    "hr.CostSplit": KEPT,
    "hr.FormerName": "Deleted, unless a pension or such a record needs them",
    "hr.Document": "Deleted: contracts, letters, references, registrations",
} | dict.fromkeys(
    [
        "hr.Forewarning", "hr.JobParticulars", "hr.FixedTerm", "hr.GradeDecision", "hr.JobMark", "hr.CarriedWork",
        "hr.Secondment",
        "hr.StarterCase", "hr.StarterAnswers", "hr.StarterEvent", "hr.StarterGate",
        "hr.SensitivePost", "hr.MissingCase", "hr.WorkingTimeOptOut",
        "hr.Leaving", "hr.LeavingEvent", "hr.LeavingTask", "hr.LeavingPension", "hr.LiabilityPerson",
        "hr.OverpaymentCase",
        "hr.OverpaymentLine", "hr.OverpaymentFigure", "hr.IssuedP45", "hr.RepaymentPlan", "hr.RepaymentEntry",
        "partners.ChangeRequest", "partners.ApprovalStep", "partners.ChangeEvent",
    ],
    DELETED,
)  # fmt: skip

_CASE_TABLES: Mapping[str, str] = dict.fromkeys(
    [
        "hr.HrCase", "hr.CaseAllegation", "hr.CaseBar", "hr.CaseEvent", "hr.CaseMember", "hr.CaseReporter",
        "hr.CaseSanction", "hr.CaseStatement",
    ],
    DELETED,
)  # fmt: skip

CLASSES = (
    RetentionClass(
        code="hr_file", name="HR file",
        starts="The last day of employment", purpose="To employ and pay people, and to answer claims afterwards",
        basis=CONTRACT, tables=_FILE_TABLES, permissions=FILE, recipients="HMRC, pension funds, auditors",
    ),
    RetentionClass(
        code="increments", name="Increments, pay protection and supplements",
        starts="The last day of employment", purpose="To show why somebody was paid so much, and to answer claims",
        basis=CONTRACT, permissions=FILE, tables=dict.fromkeys(
            ["hr.Increment", "hr.IncrementDecision", "hr.PayProtection", "hr.MarketSupplement"], DELETED
        ),
    ),
    RetentionClass(
        code="service_dates", name="Since when service counts, and what shows it",
        starts="The last day of employment", purpose="To work out leave, sick pay and redundancy, and to answer claims",
        basis=CONTRACT, permissions=FILE, tables={"hr.ServiceDate": DELETED},
    ),
    RetentionClass(
        code="posts_held", name="Which posts somebody held, and why they moved",
        starts="The last day of employment", purpose="To know who held which post, and to answer claims afterwards",
        basis=CONTRACT, permissions=FILE,
        tables={"hr.PostHolding": "Reasons are overwritten; the rest is kept under the employee number"},
    ),
    RetentionClass(
        code="pension", name="Identity of members of a pension scheme", starts="The hundredth birthday",
        purpose="To prove service and pay for a pension", basis=CONTRACT,
        tables={
            "hr.Person": "Name, National Insurance number and date of birth are overwritten",
            "hr.FormerName": DELETED,
            "hr.PensionMembership": "Reasons are overwritten; the rest is kept under the employee number",
        },
        permissions=FILE, recipients="Pension funds",
    ),
    RetentionClass(
        code="clashes", name="National Insurance numbers that two people claimed", starts="The day it was settled",
        purpose="To know whose number it is, and to find fraud", basis=CONTRACT, tables={"hr.NinoClash": DELETED},
        permissions=frozenset({"people.settle_nino"}), recipients="HMRC",
    ),
    RetentionClass(
        code="merges", name="Records of one person that were merged", starts="The day of the merge, or of parting them",
        purpose="To part two records again if they were of two people after all", basis=CONTRACT,
        permissions=frozenset({"people.merge"}),
        tables=dict.fromkeys(["hr.PersonMerge", "hr.PersonMergeRow"], DELETED)
        | {
            "hr.Person": "The second record: name, contact details, number and date of birth are overwritten",
            "hr.Contact": "How to reach the second record is deleted, once no change of bank account refers to it",
            "hr.EqualityAnswers": "Answers of the second record are deleted",
        },
    ),
    RetentionClass(
        code="contacts", name="Emergency contacts, and contacts that were replaced",
        starts="The last day of employment, or the day on which it was taken out or replaced",
        purpose="To reach people, and somebody for them; to warn of a change of bank account where it is safe",
        basis=CONTRACT, permissions=FILE,
        tables={
            "hr.EmergencyContact": DELETED,
            "hr.Contact": "Deleted, once no change of bank account refers to it",
        },
    ),
    RetentionClass(
        code="right_to_work", name="Right to work, and proof of identity", starts="The last day of employment",
        purpose="To prove that everybody who worked was allowed to",
        basis=f"{DUTY}: Immigration, Asylum and Nationality Act 2006, section 15", permissions=STARTERS,
        tables={"hr.Document": "Copies of the check and of identity are deleted"}
        | dict.fromkeys(["hr.RightToWork", "hr.RightToWorkNotice", "hr.RightToWorkSuspension"], DELETED),
        recipients="Home Office",
    ),
    RetentionClass(
        code="dbs_notes", name="Risk assessments of DBS certificates", starts="The day on which it was written",
        purpose="To decide whether somebody may do work that is regulated",
        basis=f"{DUTY}: Safeguarding Vulnerable Groups Act 2006; DBS code of practice",
        special="Data Protection Act 2018, schedule 1, paragraph 1, for criminal offence data (UK GDPR article 10)",
        tables={"hr.DbsNote": DELETED}, permissions=frozenset({"checks.weigh"}),
    ),
    RetentionClass(
        code="checks", name="DBS checks, registrations and training", starts="The last day of employment",
        purpose="To know that people may do their work, and to prove it afterwards", basis=CONTRACT,
        special="Data Protection Act 2018, schedule 1, paragraph 1, for criminal offence data (UK GDPR article 10)",
        tables=dict.fromkeys(["hr.DbsCheck", "hr.Registration", "hr.TrainingRecord", "hr.DutyBar"], DELETED),
        permissions=frozenset({"checks.view"}), recipients="Regulators and inspectors",
    ),
    RetentionClass(
        code="never_started", name="People who were to start and never did",
        starts="The day on which it was called off",
        purpose="To deal with an offer, and with claims after it", basis=STEPS, special=EMPLOYMENT,
        permissions=STARTERS,
        tables={"hr.Person": "Name, contact details, number and date of birth are overwritten"}
        | dict.fromkeys(
            [
                "hr.StarterCase", "hr.StarterAnswers", "hr.StarterEvent", "hr.StarterGate", "hr.RightToWork",
                "hr.RightToWorkNotice", "hr.RightToWorkSuspension", "hr.Document", "hr.FormerName",
                "hr.DbsCheck", "hr.DbsNote", "hr.Registration", "hr.TrainingRecord", "hr.DutyBar",
                "hr.EmergencyContact", "hr.Contact", "hr.EqualityAnswers",
            ],
            DELETED,
        ),
    ),
    RetentionClass(
        code="absence", name="Sickness and other absence", starts="The last day of employment",
        purpose="To pay sick pay and to look after people’s health at work", basis=CONTRACT, special=EMPLOYMENT,
        tables=dict.fromkeys(
            [
                "hr.AbsenceRecord", "hr.FitNote", "hr.StepDownNotice", "hr.StepDownDecision", "hr.ReturnInterview",
                "hr.FamilyLeave", "hr.FamilyLeaveBlock", "hr.KeepInTouchDay",
            ],
            DELETED,
        )
        | {"hr.Document": "Files of fit notes are deleted"},
        permissions=frozenset({"absence.view"}),
    ),
    RetentionClass(
        code="leave", name="Annual leave", starts="The last day of the leave, or of the right to it",
        purpose="To give and pay leave", basis=CONTRACT,
        tables=dict.fromkeys(["hr.LeaveBooking", "hr.LeaveCredit", "hr.LeaveYearRow"], DELETED),
        permissions=frozenset({"absence.view"}),
    ),
    RetentionClass(
        code="claims", name="Claims", starts="The day on which a claim was paid, or last decided or sent",
        purpose="To pay what people spent and worked beyond their hours, and to prove both to HMRC", basis=CONTRACT,
        tables=dict.fromkeys(["hr.Claim", "hr.ClaimLine", "hr.ClaimInput"], DELETED)
        | {"hr.Document": "Receipts are deleted with their claim"},
        permissions=frozenset({"claims.view"}), recipients="HMRC, auditors",
    ),
    RetentionClass(
        code="rosters", name="Hours and claims of rostering systems", starts="The last day that a row is about",
        purpose="To know hours, leave and rest days of police and fire duty, and to prove what was paid by them",
        basis=CONTRACT, tables={"hr.RosterLine": DELETED}, permissions=frozenset({"rosters.view"}),
        recipients="HMRC, auditors",
    ),
    RetentionClass(
        code="questions", name="Questions to HR", starts="The day on which it was closed or withdrawn",
        purpose="To answer what people bring to HR, and to know what was answered", basis=CONTRACT, special=EMPLOYMENT,
        tables=dict.fromkeys(["hr.HrQuestion", "hr.HrQuestionMessage"], DELETED),
        permissions=frozenset({"questions.answer"}),
    ),
    RetentionClass(
        code="interests", name="Declared interests",
        starts="The day on which a declaration ended, or the last day of employment",
        purpose="To keep decisions from whoever is close to the person they are about", basis=CONTRACT,
        special=EMPLOYMENT,
        tables={"hr.DeclaredInterest": DELETED}, permissions=frozenset({"interests.manage"}),
    ),
    RetentionClass(
        code="cases", name="HR cases", starts="The day on which the case was closed, or its last warning was spent",
        purpose="To deal with conduct, capability and complaints, and with claims about them", basis=CLAIMS,
        special=EMPLOYMENT, permissions=frozenset({"cases.work"}), tables=_CASE_TABLES,
    ),
    RetentionClass(
        code="safeguarding", name="HR cases about safeguarding",
        starts="The day on which the case was closed and its last warning spent, or ten years before pension age, "
        "whichever is later",
        purpose="To keep children and adults at risk from harm, and to answer what is asked years later", basis=CLAIMS,
        special=f"{EMPLOYMENT}; paragraph 18 (safeguarding)", permissions=frozenset({"cases.work"}),
        tables=_CASE_TABLES, recipients="Disclosure and Barring Service, the designated officer",
    ),
    RetentionClass(
        code="accidents", name="Accidents at work",
        starts="The day of the record, or the eighteenth birthday, whichever is later",
        purpose="To keep people safe, to report accidents and to answer claims about them",
        basis=f"{DUTY}: RIDDOR 2013, regulation 12", special=EMPLOYMENT, permissions=frozenset({"safety.view"}),
        tables={"hr.SafetyRecord": "Accidents are deleted"}, recipients="Health and Safety Executive, insurers",
    ),
    RetentionClass(
        code="exposure", name="Exposure at work",
        starts="The last entry about the person, or the last day of employment while it went on; for radiation the "
        "thirty-fifth birthday, if that is later",
        purpose="To know decades later what somebody was exposed to",
        basis=f"{DUTY}: COSHH 2002, regulation 11, Control of Asbestos Regulations 2012, regulation 22",
        special=EMPLOYMENT, permissions=frozenset({"safety.view"}),
        tables={"hr.SafetyRecord": "Exposure is deleted; until then name and date of birth stay"},
        recipients="Health and Safety Executive, insurers",
    ),
    RetentionClass(
        code="equality", name="Answers about equality", starts="The last day of employment",
        purpose="To count, in tens, whether people are treated alike: nobody looks up one answer", basis=DUTY,
        special=EQUALITY, tables={"hr.EqualityAnswers": DELETED}, permissions=frozenset({"equality.report"}),
    ),
    RetentionClass(
        code="transfers", name="Transfers between partners",
        starts="The last day before the transfer, or the day on which it came to nothing; for an arrival the first day",
        purpose="To keep continuous service without asking twice", basis=CONTRACT,
        tables=dict.fromkeys(["hr.TransferOut", "hr.TransferIn", "hr.TransferEnvelope"], DELETED),
        permissions=frozenset({"transfers.view"}), recipients="The partner that somebody goes to",
    ),
    RetentionClass(
        code="extracts", name="Rows of extracts from an earlier system",
        starts="The day of the load, once the partner is in",
        purpose="To compare what was loaded with what comes next", basis=CONTRACT,
        tables={"hr.StagedRow": DELETED}, permissions=frozenset({"onboarding.view"}),
    ),
    RetentionClass(
        code="death", name="Cases of people who have died", starts="The day on which the case was closed",
        purpose="To settle pay and pension with the family", basis=CONTRACT,
        tables=dict.fromkeys(
            [
                "hr.DeathCase", "hr.DeathEvent", "hr.DeathTask", "hr.DeathOverpayment", "hr.PensionNotice",
                "hr.FamilyCorrespondent", "hr.Representative", "hr.FamilyTalk", "hr.FamilyKin", "hr.FamilyAnswer",
                "partners.CommunicationsHold", "partners.HoldEvent",
            ],
            "Deleted; a hold on messages that still stands goes on standing",
        ),
        permissions=frozenset({"deaths.view"}), recipients="Pension funds",
    ),
)  # fmt: skip
