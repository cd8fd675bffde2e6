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
from hr.models.duties import ActingUp, Honorarium, Secondment
from hr.models.elements import MonthlyInput, PayElement, RecurringElement
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
from hr.models.particulars import FixedTerm, FormerName, GradeDecision, JobParticulars
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

__all__ = [
    "AbsenceRecord",
    "AbsenceTerms",
    "ActingUp",
    "Assignment",
    "AssignmentTerms",
    "BankAccount",
    "CostSplit",
    "DeathCase",
    "DeathEvent",
    "Employment",
    "FitNote",
    "FixedTerm",
    "FormerName",
    "Grade",
    "GradeDecision",
    "Honorarium",
    "JobParticulars",
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
    "Secondment",
    "SpinePoint",
    "SpineValue",
    "StaffGroup",
    "StepDownNotice",
    "StudentLoan",
    "TaxCode",
]
