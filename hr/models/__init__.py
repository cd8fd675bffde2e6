"""People, employment and what their pay is worked out from."""

from hr.models.absence import (
    AbsenceRecord,
    AbsenceTerms,
    FitNote,
    LeaveBooking,
    LeaveCredit,
    StepDownNotice,
)
from hr.models.bank_changes import BankCallBack, BankChange, BankChangeEvent
from hr.models.carried import CarriedWork
from hr.models.cases import (
    CaseAllegation,
    CaseBar,
    CaseEvent,
    CaseMember,
    CaseReporter,
    CaseSanction,
    CaseStatement,
    HrCase,
)
from hr.models.claims import Claim, ClaimInput, ClaimLine, ClaimPolicy, ClaimType
from hr.models.contacts import Contact, EmergencyContact
from hr.models.death_tasks import DeathOverpayment, DeathTask
from hr.models.deaths import DeathCase, DeathEvent, PensionNotice
from hr.models.documents import Document
from hr.models.duties import ActingUp, Honorarium, Secondment
from hr.models.elements import MonthlyInput, PayElement, RecurringElement
from hr.models.equality import EqualityAnswers
from hr.models.establishment import (
    EstablishmentMode,
    JobMark,
    PostFunding,
    PostVersion,
    UnitVersion,
    Vacancy,
)
from hr.models.family import FamilyCorrespondent
from hr.models.family_leave import FamilyLeave, FamilyLeaveBlock, KeepInTouchDay, StepDownDecision
from hr.models.forewarnings import Forewarning
from hr.models.holdings import PostHolding
from hr.models.identity import IdentityMatch
from hr.models.leave_year import LeaveYearRun
from hr.models.leaving import Leaving, LeavingEvent, LeavingTask, LeavingTerms, OverpaymentCase
from hr.models.migration import (
    SLOTS,
    DataDomain,
    Extract,
    LoadRun,
    MappingSet,
    OnboardingIssue,
    SignOff,
    StagedRow,
)
from hr.models.missing import MissingCase
from hr.models.number_clashes import NinoClash
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
from hr.models.particulars import FixedTerm, FormerName, GradeDecision, JobParticulars
from hr.models.pay_terms import (
    BankAccount,
    NiCategory,
    PensionMembership,
    PensionRates,
    PensionScheme,
    PreviousPay,
    SecondAccount,
    StudentLoan,
    TaxCode,
)
from hr.models.people import Assignment, AssignmentTerms, CostSplit, Employment, Person
from hr.models.questions import HrQuestion, HrQuestionMessage
from hr.models.return_interviews import ReturnInterview
from hr.models.right_to_work import RightToWork, RightToWorkNotice, RightToWorkSuspension
from hr.models.sensitive import SensitivePost
from hr.models.starters import JobGate, StarterAnswers, StarterCase, StarterEvent, StarterGate, StatementTerms
from hr.models.transfers import TransferEnvelope, TransferIn, TransferOut

__all__ = [
    "SLOTS",
    "AbsenceRecord",
    "AbsenceTerms",
    "ActingUp",
    "Assignment",
    "AssignmentTerms",
    "BankAccount",
    "BankCallBack",
    "BankChange",
    "BankChangeEvent",
    "CarriedWork",
    "CaseAllegation",
    "CaseBar",
    "CaseEvent",
    "CaseMember",
    "CaseReporter",
    "CaseSanction",
    "CaseStatement",
    "Claim",
    "ClaimInput",
    "ClaimLine",
    "ClaimPolicy",
    "ClaimType",
    "Contact",
    "CostSplit",
    "DataDomain",
    "DeathCase",
    "DeathEvent",
    "DeathOverpayment",
    "DeathTask",
    "Document",
    "DocumentSignature",
    "EmergencyContact",
    "Employment",
    "EqualityAnswers",
    "EstablishmentMode",
    "Extract",
    "FamilyCorrespondent",
    "FamilyLeave",
    "FamilyLeaveBlock",
    "FitNote",
    "FixedTerm",
    "Forewarning",
    "FormerName",
    "GateEvaluation",
    "Grade",
    "GradeDecision",
    "Honorarium",
    "HrCase",
    "HrQuestion",
    "HrQuestionMessage",
    "IdentityMatch",
    "JobGate",
    "JobMark",
    "JobParticulars",
    "JobRole",
    "KeepInTouchDay",
    "LeaveBooking",
    "LeaveCredit",
    "LeaveYearRun",
    "Leaving",
    "LeavingEvent",
    "LeavingTask",
    "LeavingTerms",
    "LoadRun",
    "MappingSet",
    "MissingCase",
    "MonthlyInput",
    "NiCategory",
    "NinoClash",
    "OnboardingDocument",
    "OnboardingIssue",
    "OnboardingMove",
    "OnboardingProject",
    "OrgUnit",
    "OverpaymentCase",
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
    "PostHolding",
    "PostVersion",
    "PreviousPay",
    "RecurringElement",
    "ReturnInterview",
    "RightToWork",
    "RightToWorkNotice",
    "RightToWorkSuspension",
    "SecondAccount",
    "Secondment",
    "SensitivePost",
    "SignOff",
    "SpinePoint",
    "SpineValue",
    "StaffGroup",
    "StagedRow",
    "StarterAnswers",
    "StarterCase",
    "StarterEvent",
    "StarterGate",
    "StatementTerms",
    "StepDownDecision",
    "StepDownNotice",
    "StudentLoan",
    "TaxCode",
    "TransferEnvelope",
    "TransferIn",
    "TransferOut",
    "UnitVersion",
    "Vacancy",
]
