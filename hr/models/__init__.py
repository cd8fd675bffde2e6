"""People, employment and what their pay is worked out from."""

from hr.models.absence import (
    AbsenceRecord,
    AbsenceTerms,
    FitNote,
    LeaveBooking,
    LeaveCredit,
    StepDownNotice,
)
from hr.models.after_leaving import IssuedP45, OverpaymentFigure
from hr.models.agency import AgencyAssignment
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
from hr.models.checks import (
    DbsCheck,
    DbsNote,
    DutyBar,
    JobRequirement,
    Registration,
    TrainingCourse,
    TrainingRecord,
    Workforce,
)
from hr.models.claims import Claim, ClaimInput, ClaimLine, ClaimPolicy, ClaimType
from hr.models.consultations import RedundancyConsultation
from hr.models.contacts import Contact, EmergencyContact
from hr.models.death_family import FamilyAnswer, FamilyKin, FamilyTalk
from hr.models.death_tasks import DeathOverpayment, DeathTask
from hr.models.deaths import DeathCase, DeathEvent, PensionNotice
from hr.models.documents import Document, RequestPaper
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
from hr.models.estate import Representative
from hr.models.family import FamilyCorrespondent
from hr.models.family_leave import FamilyLeave, FamilyLeaveBlock, KeepInTouchDay, StepDownDecision
from hr.models.forewarnings import Forewarning
from hr.models.holdings import PostHolding
from hr.models.identity import IdentityMatch
from hr.models.increments import GradeBar, Increment, IncrementDecision, PointMapping, ProgressionTerms
from hr.models.interests import DeclaredInterest
from hr.models.leave_year import LeaveYearRow, LeaveYearRun
from hr.models.leaving import Leaving, LeavingEvent, LeavingPension, LeavingTask, LeavingTerms, OverpaymentCase
from hr.models.liability import LiabilityDisclosure, LiabilityPerson
from hr.models.merges import PersonMerge, PersonMergeRow
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
from hr.models.opt_outs import WorkingTimeOptOut
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
from hr.models.pay_protection import MarketSupplement, PayProtection
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
from hr.models.people import Assignment, AssignmentTerms, CostSplit, Employment, PayGroupMove, Person
from hr.models.questions import HrQuestion, HrQuestionMessage
from hr.models.repayments import OverpaymentLine, RepaymentEntry, RepaymentPlan
from hr.models.return_interviews import ReturnInterview
from hr.models.right_to_work import RightToWork, RightToWorkNotice, RightToWorkSuspension
from hr.models.rosters import RosterFault, RosterImport, RosterLine
from hr.models.safety import SafetyRecord
from hr.models.senior_posts import SeniorPost
from hr.models.sensitive import SensitivePost
from hr.models.service_dates import ServiceDate
from hr.models.starters import JobGate, StarterAnswers, StarterCase, StarterEvent, StarterGate, StatementTerms
from hr.models.transfers import TransferEnvelope, TransferIn, TransferOut
from hr.models.unit_contacts import UnitContact

__all__ = [
    "SLOTS",
    "AbsenceRecord",
    "AbsenceTerms",
    "ActingUp",
    "AgencyAssignment",
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
    "DbsCheck",
    "DbsNote",
    "DeathCase",
    "DeathEvent",
    "DeathOverpayment",
    "DeathTask",
    "DeclaredInterest",
    "Document",
    "DocumentSignature",
    "DutyBar",
    "EmergencyContact",
    "Employment",
    "EqualityAnswers",
    "EstablishmentMode",
    "Extract",
    "FamilyAnswer",
    "FamilyCorrespondent",
    "FamilyKin",
    "FamilyLeave",
    "FamilyLeaveBlock",
    "FamilyTalk",
    "FitNote",
    "FixedTerm",
    "Forewarning",
    "FormerName",
    "GateEvaluation",
    "Grade",
    "GradeBar",
    "GradeDecision",
    "Honorarium",
    "HrCase",
    "HrQuestion",
    "HrQuestionMessage",
    "IdentityMatch",
    "Increment",
    "IncrementDecision",
    "IssuedP45",
    "JobGate",
    "JobMark",
    "JobParticulars",
    "JobRequirement",
    "JobRole",
    "KeepInTouchDay",
    "LeaveBooking",
    "LeaveCredit",
    "LeaveYearRow",
    "LeaveYearRun",
    "Leaving",
    "LeavingEvent",
    "LeavingPension",
    "LeavingTask",
    "LeavingTerms",
    "LiabilityDisclosure",
    "LiabilityPerson",
    "LoadRun",
    "MappingSet",
    "MarketSupplement",
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
    "OverpaymentFigure",
    "OverpaymentLine",
    "PayElement",
    "PayGroup",
    "PayGroupMove",
    "PayProtection",
    "PayScale",
    "PensionMembership",
    "PensionNotice",
    "PensionRates",
    "PensionScheme",
    "Person",
    "PersonMerge",
    "PersonMergeRow",
    "PointMapping",
    "Post",
    "PostFunding",
    "PostHolding",
    "PostVersion",
    "PreviousPay",
    "ProgressionTerms",
    "RecurringElement",
    "RedundancyConsultation",
    "Registration",
    "RepaymentEntry",
    "RepaymentPlan",
    "Representative",
    "RequestPaper",
    "ReturnInterview",
    "RightToWork",
    "RightToWorkNotice",
    "RightToWorkSuspension",
    "RosterFault",
    "RosterImport",
    "RosterLine",
    "SafetyRecord",
    "SecondAccount",
    "Secondment",
    "SeniorPost",
    "SensitivePost",
    "ServiceDate",
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
    "TrainingCourse",
    "TrainingRecord",
    "TransferEnvelope",
    "TransferIn",
    "TransferOut",
    "UnitContact",
    "UnitVersion",
    "Vacancy",
    "Workforce",
    "WorkingTimeOptOut",
]
