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
from hr.models.elements import MonthlyInput, PayElement, RecurringElement
from hr.models.forewarnings import Forewarning
from hr.models.migration import SLOTS, Extract, LoadRun, MappingSet, OnboardingIssue, SignOff, StagedRow
from hr.models.onboarding import (
    DocumentSignature,
    GateEvaluation,
    OnboardingDocument,
    OnboardingMove,
    OnboardingProject,
)
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

__all__ = [
    "SLOTS",
    "AbsenceRecord",
    "AbsenceTerms",
    "Assignment",
    "AssignmentTerms",
    "BankAccount",
    "CostSplit",
    "DeathCase",
    "DeathEvent",
    "DocumentSignature",
    "Employment",
    "Extract",
    "FitNote",
    "Forewarning",
    "GateEvaluation",
    "Grade",
    "JobRole",
    "LeaveBooking",
    "LeaveCredit",
    "LoadRun",
    "MappingSet",
    "MonthlyInput",
    "NiCategory",
    "OnboardingDocument",
    "OnboardingIssue",
    "OnboardingMove",
    "OnboardingProject",
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
    "SignOff",
    "SpinePoint",
    "SpineValue",
    "StaffGroup",
    "StagedRow",
    "StepDownNotice",
    "StudentLoan",
    "TaxCode",
]
