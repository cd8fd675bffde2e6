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
from hr.models.establishment import (
    EstablishmentMode,
    JobMark,
    PostFunding,
    PostVersion,
    UnitVersion,
    Vacancy,
)
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

__all__ = [
    "AbsenceRecord",
    "AbsenceTerms",
    "Assignment",
    "AssignmentTerms",
    "BankAccount",
    "CostSplit",
    "DeathCase",
    "DeathEvent",
    "Employment",
    "EstablishmentMode",
    "FitNote",
    "Forewarning",
    "Grade",
    "JobMark",
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
    "PostFunding",
    "PostVersion",
    "PreviousPay",
    "RecurringElement",
    "SpinePoint",
    "SpineValue",
    "StaffGroup",
    "StepDownNotice",
    "StudentLoan",
    "TaxCode",
    "UnitVersion",
    "Vacancy",
]
