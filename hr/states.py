"""The states of what people work on in HR, from inputs to the onboarding of a partner, and who may move them."""

from enum import StrEnum

from sharedservices.common.flow import Transition


class InputState(StrEnum):
    """Where a monthly input stands. Only an approved one is paid."""

    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


S = InputState

MONTHLY_INPUT = {
    "approve": Transition({S.SUBMITTED}, S.APPROVED, "inputs.approve"),
    "reject": Transition({S.SUBMITTED, S.APPROVED}, S.REJECTED, "inputs.approve"),
    "withdraw": Transition({S.SUBMITTED}, S.WITHDRAWN, "inputs.enter"),
}


class DeathState(StrEnum):
    """Where the case of a death stands. What was reported by mistake is withdrawn, and everything is put back."""

    REPORTED = "REPORTED"
    CONFIRMED = "CONFIRMED"
    IN_SUPPORT = "IN_SUPPORT"
    SETTLING = "SETTLING"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


D = DeathState

DEATH_CASE = {
    "confirm": Transition({D.REPORTED}, D.CONFIRMED, "deaths.confirm"),
    "support": Transition({D.CONFIRMED}, D.IN_SUPPORT, "deaths.manage"),
    "settle": Transition({D.IN_SUPPORT}, D.SETTLING, "deaths.manage"),
    "close": Transition({D.SETTLING}, D.CLOSED, "deaths.manage"),
    "withdraw": Transition({D.REPORTED, D.CONFIRMED}, D.WITHDRAWN, "deaths.confirm"),
}


class DeathTaskState(StrEnum):
    """How a task after a death stands."""

    OPEN = "OPEN"
    DONE = "DONE"
    NOT_NEEDED = "NOT_NEEDED"


DT = DeathTaskState

DEATH_TASK = {
    "finish": Transition({DT.OPEN}, DT.DONE, "deaths.manage"),
    "drop": Transition({DT.OPEN}, DT.NOT_NEEDED, "deaths.manage"),
    "reopen": Transition({DT.DONE, DT.NOT_NEEDED}, DT.OPEN, "deaths.manage"),
}


class OverpaidState(StrEnum):
    """How a decision about pay for days after a death stands: nothing is ever recovered by itself."""

    FOUND = "FOUND"
    PROPOSED = "PROPOSED"
    DECIDED = "DECIDED"


AFTER = OverpaidState

OVERPAID_AFTER_DEATH = {
    "propose": Transition({AFTER.FOUND}, AFTER.PROPOSED, "deaths.manage"),
    "agree": Transition({AFTER.PROPOSED}, AFTER.DECIDED, "deaths.agree_overpaid"),
    "send_back": Transition({AFTER.PROPOSED}, AFTER.FOUND, "deaths.agree_overpaid"),
}


class RepresentativeState(StrEnum):
    """How the account of a personal representative stands. It is verified by a second person before it is paid."""

    RECORDED = "RECORDED"
    VERIFIED = "VERIFIED"
    STOPPED = "STOPPED"


R = RepresentativeState

REPRESENTATIVE = {
    "verify": Transition({R.RECORDED}, R.VERIFIED, "deaths.verify_account"),
    "stop": Transition({R.RECORDED, R.VERIFIED}, R.STOPPED, "deaths.manage"),
}


class YearEndState(StrEnum):
    """Where the end of a leave year stands."""

    PREPARED = "PREPARED"
    APPROVED = "APPROVED"
    DISCARDED = "DISCARDED"
    UNDONE = "UNDONE"


Y = YearEndState

YEAR_END = {
    "approve": Transition({Y.PREPARED}, Y.APPROVED, "leave.carry_approve"),
    "discard": Transition({Y.PREPARED}, Y.DISCARDED, "leave.carry"),
    "undo": Transition({Y.APPROVED}, Y.UNDONE, "leave.carry_approve"),
}


class RosterState(StrEnum):
    """Where a file of an external rostering system stands (domain HR-05)."""

    CHECKING = "CHECKING"
    FAULTY = "FAULTY"
    READY = "READY"
    LOADED = "LOADED"
    WITHDRAWN = "WITHDRAWN"


RS = RosterState

ROSTER_IMPORT = {
    "find_right": Transition({RS.CHECKING}, RS.READY, "rosters.import"),
    "find_faulty": Transition({RS.CHECKING}, RS.FAULTY, "rosters.import"),
    "load_roster": Transition({RS.READY}, RS.LOADED, "rosters.load"),
    "withdraw_roster": Transition({RS.READY, RS.LOADED}, RS.WITHDRAWN, "rosters.load"),
}
"""Checking comes by itself. What has faults is sent again; a loaded file is withdrawn while nothing has read it."""


class HrCaseState(StrEnum):
    """Where an HR case stands (domain HR-16)."""

    OPENED = "OPENED"
    INVESTIGATION = "INVESTIGATION"
    HEARING = "HEARING"
    DECIDED = "DECIDED"
    APPEAL = "APPEAL"
    APPEAL_DECIDED = "APPEAL_DECIDED"
    CLOSED = "CLOSED"


H = HrCaseState

HR_CASE = {
    "investigate": Transition({H.OPENED}, H.INVESTIGATION, "cases.work"),
    "hear": Transition({H.OPENED, H.INVESTIGATION}, H.HEARING, "cases.work"),
    "decide_case": Transition({H.HEARING}, H.DECIDED, "cases.work"),
    "lodge_appeal": Transition({H.DECIDED}, H.APPEAL, "cases.work"),
    "decide_appeal": Transition({H.APPEAL}, H.APPEAL_DECIDED, "cases.work"),
    "close_case": Transition(
        {H.OPENED, H.INVESTIGATION, H.HEARING, H.DECIDED, H.APPEAL_DECIDED}, H.CLOSED, "cases.work"
    ),
}


class StarterState(StrEnum):
    """Where somebody who is to start stands (domain HR-06). The HR manager's approval lies between signed and ready."""

    OFFER = "OFFER"
    CHECKS = "CHECKS"
    CONTRACT_SIGNED = "CONTRACT_SIGNED"
    SUBMITTED = "SUBMITTED"
    READY = "READY"
    STARTED = "STARTED"
    PROBATION = "PROBATION"
    EXTENDED = "EXTENDED"
    CONFIRMED = "CONFIRMED"
    ENDED = "ENDED"
    VOID_START = "VOID_START"


C = StarterState

STARTER_CASE = {
    "accept": Transition({C.OFFER}, C.CHECKS, "starters.edit"),
    "sign": Transition({C.CHECKS}, C.CONTRACT_SIGNED, "starters.edit"),
    "revise": Transition({C.CONTRACT_SIGNED}, C.CHECKS, "starters.edit"),
    "submit": Transition({C.CONTRACT_SIGNED}, C.SUBMITTED, "starters.edit"),
    "send_back": Transition({C.SUBMITTED}, C.CONTRACT_SIGNED, "starters.approve"),
    "make_ready": Transition({C.SUBMITTED}, C.READY, "starters.approve"),
    "start": Transition({C.READY}, C.STARTED, "starters.start"),
    "begin_probation": Transition({C.STARTED}, C.PROBATION, "starters.start"),
    "extend": Transition({C.PROBATION, C.EXTENDED}, C.EXTENDED, "starters.start"),
    "confirm": Transition({C.STARTED, C.PROBATION, C.EXTENDED}, C.CONFIRMED, "starters.start"),
    "not_confirm": Transition({C.PROBATION, C.EXTENDED}, C.ENDED, "starters.approve"),
    "void": Transition({C.OFFER, C.CHECKS, C.CONTRACT_SIGNED, C.SUBMITTED, C.READY}, C.VOID_START, "starters.edit"),
}


class SuspensionState(StrEnum):
    """Where somebody stands whose permission to work has lapsed. Nothing happens by itself (domain T-HR-6)."""

    SUSPENDED_RTW = "SUSPENDED_RTW"
    LEAVING = "LEAVING"
    RENEWED = "RENEWED"


U = SuspensionState

RTW_SUSPENSION = {
    "renew": Transition({U.SUSPENDED_RTW, U.LEAVING}, U.RENEWED, "starters.approve"),
    "let_go": Transition({U.SUSPENDED_RTW}, U.LEAVING, "starters.approve"),
}


class AbsenceState(StrEnum):
    """Where an absence stands. Reopening takes a return back; falling ill again is a new absence."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class LeaveState(StrEnum):
    """Where a booking of annual leave stands."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"


A, L = AbsenceState, LeaveState

ABSENCE = {
    "close": Transition({A.OPEN}, A.CLOSED, "absence.edit"),
    "reopen": Transition({A.CLOSED}, A.OPEN, "absence.edit"),
    "cancel": Transition({A.OPEN, A.CLOSED}, A.CANCELLED, "absence.edit"),
}

LEAVE = {
    "approve": Transition({L.REQUESTED}, L.APPROVED, "leave.approve"),
    "refuse": Transition({L.REQUESTED}, L.REFUSED, "leave.approve"),
    "cancel": Transition({L.REQUESTED, L.APPROVED}, L.CANCELLED, "leave.approve"),
}
"""Cancelling an approved booking gives its hours back."""


class FamilyLeaveState(StrEnum):
    """Where a case of family leave stands. Whether somebody is away follows from its days."""

    AGREED = "AGREED"
    RETURNED = "RETURNED"
    CANCELLED = "CANCELLED"


F = FamilyLeaveState

FAMILY_LEAVE = {
    "amend": Transition({F.AGREED}, F.AGREED, "family.edit"),
    "come_back": Transition({F.AGREED}, F.RETURNED, "family.edit"),
    "cancel_leave": Transition({F.AGREED}, F.CANCELLED, "family.edit"),
}
"""Amending: dates, the birth, blocks, an early return, a curtailment. A KIT day needs a case that is not cancelled."""


class OnboardingStage(StrEnum):
    """How far a partner is on its way in (domain GOV-05), in this order; the last three stand beside it."""

    ENQUIRY = "ENQUIRY"
    FEASIBILITY = "FEASIBILITY"
    BUSINESS_CASE = "BUSINESS_CASE"
    DECISION = "DECISION"
    AGREEMENT_SIGNED = "AGREEMENT_SIGNED"
    DESIGN = "DESIGN"
    BUILD = "BUILD"
    DATA_MIGRATION = "DATA_MIGRATION"
    UAT = "UAT"
    PARALLEL_RUN = "PARALLEL_RUN"
    CUTOVER = "CUTOVER"
    HYPERCARE = "HYPERCARE"
    LIVE = "LIVE"
    REVIEW = "REVIEW"
    ON_HOLD = "ON_HOLD"
    EXITING = "EXITING"
    EXITED = "EXITED"


OS = OnboardingStage
ONBOARDING_ORDER = tuple(stage for stage in OS if stage not in {OS.ON_HOLD, OS.EXITING, OS.EXITED})
_MOVES = (
    "assess", "make_case", "ask_for_decision", "sign_agreement", "design", "build", "migrate", "accept", "run_parallel",
    "cut_over", "begin_hypercare", "go_live", "review",
)  # fmt: skip
_MANAGE = "onboarding.manage"

ONBOARDING = {
    move: Transition({before, OS.ON_HOLD}, target, _MANAGE)
    for move, before, target in zip(_MOVES, ONBOARDING_ORDER[:-1], ONBOARDING_ORDER[1:], strict=True)
} | {
    "go_back": Transition({OS.UAT, OS.PARALLEL_RUN, OS.CUTOVER, OS.HYPERCARE}, OS.DATA_MIGRATION, _MANAGE),
    "put_on_hold": Transition(set(ONBOARDING_ORDER[1:]) - {OS.LIVE, OS.REVIEW}, OS.ON_HOLD, _MANAGE),
    "withdraw_partner": Transition({*ONBOARDING_ORDER, OS.ON_HOLD}, OS.EXITING, _MANAGE),
    "complete_exit": Transition({OS.EXITING}, OS.EXITED, _MANAGE),
}
"""From ON_HOLD only the move to the stage that was held: its gates are looked at again."""

ONBOARDING_FORWARD = _MOVES
"""Moves on, a stage each, past gates. Before the others no gate stands: back to the data, aside, and out."""


class IssueState(StrEnum):
    """Where an issue of a data load stands. A load closes it when the fault is gone; people can only accept it."""

    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    CLOSED = "CLOSED"


IS = IssueState

ONBOARDING_ISSUE = {
    "accept_issue": Transition({IS.OPEN}, IS.ACCEPTED, "onboarding.issues"),
    "reopen_issue": Transition({IS.ACCEPTED}, IS.OPEN, "onboarding.issues"),
    "settle_issue": Transition({IS.OPEN, IS.ACCEPTED}, IS.CLOSED, "onboarding.load"),
}
"""Only S2 and S3 can be accepted. `settle_issue` is what a load does; no page and no person has it."""


class BankChangeState(StrEnum):
    """Where a change of bank account stands. Only an active one has moved where pay goes."""

    REQUESTED = "REQUESTED"
    VERIFYING = "VERIFYING"
    COOLING_OFF = "COOLING_OFF"
    ACTIVE = "ACTIVE"
    REJECTED = "REJECTED"
    CANCELLED_BY_OWNER = "CANCELLED_BY_OWNER"


B = BankChangeState
PENDING_BANK_CHANGES = frozenset({B.REQUESTED, B.VERIFYING, B.COOLING_OFF})

BANK_CHANGE = {
    "verify": Transition({B.REQUESTED}, B.VERIFYING, "bank.view"),
    "accept": Transition({B.VERIFYING}, B.COOLING_OFF, "bank.approve"),
    "activate": Transition({B.COOLING_OFF}, B.ACTIVE, "bank.view"),
    "reject": Transition(PENDING_BANK_CHANGES, B.REJECTED, "bank.stop"),
    "cancel": Transition(PENDING_BANK_CHANGES, B.CANCELLED_BY_OWNER, "me.view"),
}
"""Verifying and activating is what a worker does by itself; who may see the change may see that it is due."""


class LeavingState(StrEnum):
    """Where a leaving stands. It begins when the HR manager has approved it: from then on the record has its dates."""

    NOTICE = "NOTICE"
    LEFT = "LEFT"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


class LeavingTaskState(StrEnum):
    """Where a task of a leaving stands."""

    OPEN = "OPEN"
    DONE = "DONE"
    NOT_NEEDED = "NOT_NEEDED"


class RepaymentState(StrEnum):
    """Where a plan to pay back stands. It begins with consent, or within the cap; nothing is deducted by itself."""

    PROPOSED = "PROPOSED"
    RUNNING = "RUNNING"
    SETTLED = "SETTLED"
    WAIVED = "WAIVED"
    WITHDRAWN = "WITHDRAWN"


REPAYMENT = {
    "begin": Transition({RepaymentState.PROPOSED}, RepaymentState.RUNNING, "repayments.manage"),
    "settle": Transition({RepaymentState.RUNNING}, RepaymentState.SETTLED, "repayments.manage"),
    "withdraw": Transition({RepaymentState.PROPOSED}, RepaymentState.WITHDRAWN, "repayments.manage"),
    "waive": Transition({RepaymentState.PROPOSED, RepaymentState.RUNNING}, RepaymentState.WAIVED, "repayments.waive"),
}


class SeniorPostState(StrEnum):
    """Where it stands that the accounts report a post by itself."""

    PROPOSED = "PROPOSED"
    AGREED = "AGREED"
    REFUSED = "REFUSED"

    @property
    def label(self) -> str:
        """Return it as people read it."""
        return {"PROPOSED": "Waiting", "AGREED": "Agreed"}.get(self.value, "Refused")


SENIOR_POST = {
    "agree": Transition({SeniorPostState.PROPOSED}, SeniorPostState.AGREED, "remuneration.approve"),
    "refuse": Transition({SeniorPostState.PROPOSED}, SeniorPostState.REFUSED, "remuneration.approve"),
}


class TransferState(StrEnum):
    """Where the envelope of a transfer stands. Accepting is the receiver’s, completing the releasing partner’s."""

    RELEASED = "RELEASED"
    ACCEPTED = "ACCEPTED"
    COMPLETED = "COMPLETED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


N, K, T = LeavingState, LeavingTaskState, TransferState

LEAVING = {
    "leave": Transition({N.NOTICE}, N.LEFT, "leavers.manage"),
    "close": Transition({N.LEFT}, N.CLOSED, "leavers.manage"),
    "withdraw": Transition({N.NOTICE, N.LEFT}, N.WITHDRAWN, "leavers.agree"),
}
"""The day after the last one comes by itself. Taking it back needs the agreement of the HR manager."""

LEAVING_TASK = {
    "finish": Transition({K.OPEN}, K.DONE, "leavers.tasks"),
    "drop": Transition({K.OPEN}, K.NOT_NEEDED, "leavers.tasks"),
    "reopen": Transition({K.DONE, K.NOT_NEEDED}, K.OPEN, "leavers.tasks"),
}

TRANSFER = {
    "accept": Transition({T.RELEASED}, T.ACCEPTED, "transfers.sign"),
    "refuse": Transition({T.RELEASED}, T.REFUSED, "transfers.sign"),
    "withdraw": Transition({T.RELEASED}, T.WITHDRAWN, "transfers.sign"),
    "complete": Transition({T.ACCEPTED}, T.COMPLETED, "transfers.sign"),
}


class PostState(StrEnum):
    """Where a post stands (domain HR-02). Only an established one takes somebody new."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    ESTABLISHED = "ESTABLISHED"
    FROZEN = "FROZEN"
    DELETED = "DELETED"


class VacancyState(StrEnum):
    """How far the search for somebody has come."""

    AUTHORISED = "AUTHORISED"
    ADVERTISED = "ADVERTISED"
    SHORTLIST = "SHORTLIST"
    INTERVIEW = "INTERVIEW"
    OFFER = "OFFER"
    FILLED = "FILLED"
    WITHDRAWN = "WITHDRAWN"


P, V = PostState, VacancyState

POST = {
    "submit": Transition({P.DRAFT}, P.SUBMITTED, "establishment.edit"),
    "take_back": Transition({P.SUBMITTED}, P.DRAFT, "establishment.edit"),
    "establish": Transition({P.SUBMITTED}, P.ESTABLISHED, "changes.approve"),
    "freeze": Transition({P.ESTABLISHED}, P.FROZEN, "changes.approve"),
    "thaw": Transition({P.FROZEN}, P.ESTABLISHED, "changes.approve"),
    "delete_post": Transition({P.ESTABLISHED, P.FROZEN}, P.DELETED, "changes.approve"),
}
"""A draft that nobody wants is discarded: it leaves no post behind."""

VACANCY = {
    "advertise": Transition({V.AUTHORISED}, V.ADVERTISED, "establishment.edit"),
    "shortlist": Transition({V.ADVERTISED}, V.SHORTLIST, "establishment.edit"),
    "interview": Transition({V.SHORTLIST}, V.INTERVIEW, "establishment.edit"),
    "offer": Transition({V.INTERVIEW}, V.OFFER, "establishment.edit"),
    "fill": Transition({V.OFFER}, V.FILLED, "establishment.edit"),
    "withdraw_vacancy": Transition(
        {V.AUTHORISED, V.ADVERTISED, V.SHORTLIST, V.INTERVIEW, V.OFFER}, V.WITHDRAWN, "establishment.edit"
    ),
}


class MissingState(StrEnum):
    """Where the case of somebody who is missing stands (domain HR-09): holds, but no death."""

    MISSING = "MISSING"
    FOUND = "FOUND"
    DIED = "DIED"


M = MissingState

MISSING_PERSON = {
    "find": Transition({M.MISSING}, M.FOUND, "missing.manage"),
    "die": Transition({M.MISSING}, M.DIED, "deaths.report"),
    "return": Transition({M.DIED}, M.MISSING, "deaths.confirm"),
}


class ClaimState(StrEnum):
    """Where a claim of mileage, hours or expenses stands (domain HR-12). A late one waits with HR as well."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    WITH_HR = "WITH_HR"
    RETURNED = "RETURNED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    APPROVED = "APPROVED"
    SENT = "SENT"
    PAID = "PAID"


Q = ClaimState
OPEN_CLAIMS = frozenset({Q.DRAFT, Q.RETURNED})
"""What the person still writes on."""
WAITING_CLAIMS = frozenset({Q.SUBMITTED, Q.WITH_HR})

CLAIM = {
    "submit": Transition(OPEN_CLAIMS, Q.SUBMITTED, "me.claim"),
    "withdraw": Transition(OPEN_CLAIMS | WAITING_CLAIMS, Q.WITHDRAWN, "me.claim"),
    "approve": Transition({Q.SUBMITTED}, Q.APPROVED, "claims.approve"),
    "pass_on": Transition({Q.SUBMITTED}, Q.WITH_HR, "claims.approve"),
    "agree_late": Transition({Q.WITH_HR}, Q.APPROVED, "claims.agree"),
    "send_back": Transition(WAITING_CLAIMS, Q.RETURNED, "claims.approve"),
    "reject": Transition(WAITING_CLAIMS, Q.REJECTED, "claims.approve"),
    "stop": Transition({Q.APPROVED, Q.SENT}, Q.REJECTED, "claims.agree"),
    "send": Transition({Q.APPROVED}, Q.SENT, "claims.approve"),
    "pay": Transition({Q.SENT}, Q.PAID, "payroll.release"),
}
"""Passing on is what approving a late claim does. Sending comes by itself, paying with the release of a run."""


class QuestionState(StrEnum):
    """Where a question to HR stands. After a death it stays where it is."""

    ASKED = "ASKED"
    WITH_HR = "WITH_HR"
    ANSWERED = "ANSWERED"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


QS = QuestionState

HR_QUESTION = {
    "name_owner": Transition({QS.ASKED, QS.WITH_HR}, QS.WITH_HR, "questions.answer"),
    "answer_question": Transition({QS.ASKED, QS.WITH_HR, QS.ANSWERED}, QS.ANSWERED, "questions.answer"),
    "ask_again": Transition({QS.WITH_HR, QS.ANSWERED}, QS.WITH_HR, "me.ask"),
    "close_question": Transition({QS.WITH_HR, QS.ANSWERED}, QS.CLOSED, "questions.answer"),
    "withdraw_question": Transition({QS.ASKED, QS.WITH_HR, QS.ANSWERED}, QS.WITHDRAWN, "me.ask"),
}


class LiabilityState(StrEnum):
    """Where employee liability information stands. What a second person confirmed is what is given."""

    PREPARED = "PREPARED"
    CONFIRMED = "CONFIRMED"
    GIVEN = "GIVEN"
    WITHDRAWN = "WITHDRAWN"


LIABILITY = {
    "confirm": Transition({LiabilityState.PREPARED}, LiabilityState.CONFIRMED, "liability.confirm"),
    "give": Transition({LiabilityState.CONFIRMED}, LiabilityState.GIVEN, "liability.manage"),
    "withdraw": Transition(
        {LiabilityState.PREPARED, LiabilityState.CONFIRMED}, LiabilityState.WITHDRAWN, "liability.manage"
    ),
}
