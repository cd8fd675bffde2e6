"""The states of monthly inputs, deaths, absences, leave, posts and vacancies, and who may move them."""

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
    "withdraw": Transition({D.REPORTED}, D.WITHDRAWN, "deaths.confirm"),
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
