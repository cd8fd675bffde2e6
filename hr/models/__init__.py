"""People, employment and what their pay is worked out from."""

from hr.models.absence import (
    AbsenceRecord,
    AbsenceTerms,
    FitNote,
    LeaveBooking,
    LeaveCredit,
    StepDownNotice,
)
from hr.models.deaths import DeathCase, DeathEvent, PensionNotice
from hr.models.documents import Document
from hr.models.elements import MonthlyInput, PayElement, RecurringElement
from hr.models.forewarnings import Forewarning
from hr.models.organisation import (
    Grade,
    JobRole,
    OrgUnit,
    PayGroup,
    PayScale,
    Post,
    SpinePoint,
    SpineValue,
    StaffGroup,
)
from hr.models.pay_terms import (
    BankAccount,
    NiCategory,
    PensionMembership,
    PensionRates,
    PensionScheme,
    PreviousPay,
    StudentLoan,
    TaxCode,
)
from hr.models.people import Assignment, AssignmentTerms, CostSplit, Employment, Person
from hr.models.right_to_work import RightToWork, RightToWorkNotice, RightToWorkSuspension
from hr.models.starters import JobGate, StarterAnswers, StarterCase, StarterEvent, StarterGate, StatementTerms

__all__ = [
    "AbsenceRecord",
    "AbsenceTerms",
    "Assignment",
    "AssignmentTerms",
    "BankAccount",
    "CostSplit",
    "DeathCase",
    "DeathEvent",
    "Document",
    "Employment",
    "FitNote",
    "Forewarning",
    "Grade",
    "JobGate",
    "JobRole",
    "LeaveBooking",
    "LeaveCredit",
    "MonthlyInput",
    "NiCategory",
    "OrgUnit",
    "PayElement",
    "PayGroup",
    "PayScale",
    "PensionMembership",
    "PensionNotice",
    "PensionRates",
    "PensionScheme",
    "Person",
    "Post",
    "PreviousPay",
    "RecurringElement",
    "RightToWork",
    "RightToWorkNotice",
    "RightToWorkSuspension",
    "SpinePoint",
    "SpineValue",
    "StaffGroup",
    "StarterAnswers",
    "StarterCase",
    "StarterEvent",
    "StarterGate",
    "StatementTerms",
    "StepDownNotice",
    "StudentLoan",
    "TaxCode",
]
