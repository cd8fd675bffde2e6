"""The rules of the chart of accounts: its codes, which stand together, and what adds them up (domain FIN-01)."""

from sharedservices.common.rules import Rule


class CodeShape(Rule):
    """Source: domain FIN-01, the coding block."""

    code, field, source = "CHART-SHAPE", "code", "domain FIN-01"
    sentence = "“{code}” is not a code of this segment."
    remedy = "Write {shape}."


class CodeInARange(Rule):
    """Source: domain FIN-01: the ranges of CIPFA's standard subjective analysis, and of the balance sheet."""

    code, field, source = "CHART-RANGE", "code", "domain FIN-01"
    sentence = "{code} stands in no group of the chart of accounts."
    remedy = "Choose a code from 10000 to 98999 in the range of its group."


class CodeNew(Rule):
    """Source: domain FIN-01: a code names one thing."""

    code, field, source = "CHART-ONCE", "code", "domain FIN-01"
    sentence = "There is a code {code} already: {name}."
    remedy = "Open it and change it, or choose another."


class ClosedAfterLines(Rule):
    """Source: domain FIN-01: a closed code gets no new lines and stays in reports; those that it has stay right."""

    code, field, source = "CHART-CLOSE", "closed_from", "domain FIN-01"
    sentence = "{code} has a line of {last}: it cannot be closed from {closed} on."
    remedy = "Close it from a later day on, or reverse that line first."


class DaysInOrder(Rule):
    """Source: domain FIN-01: codes are open from a day to a day."""

    code, field, source = "CHART-DAYS", "closed_from", "domain FIN-01"
    sentence = "It would be closed from {closed} on, before it begins on {first}."
    remedy = "Choose a later day."


class ControlMovesByItself(Rule):
    """Source: domain FIN-01: control flags; journals of people leave control accounts alone."""

    code, field, source = "CHART-CONTROL", "takes", "domain FIN-01"
    sentence = "{code} is the control account of a register: journals that people write never use it."
    remedy = "Leave that out."


class CombinationNames(Rule):
    """Source: domain FIN-01: a rule names what it is about."""

    code, field, source = "CHART-COMBINES", "subjective", "domain FIN-01"
    sentence = "The rule names fewer than two segments."
    remedy = "Say of two or more of cost centre, subjective code, project and fund how they begin."


class CombinationOpen(Rule):
    """Source: domain FIN-01: a rule that has ended stays readable."""

    code, source = "CHART-ENDED", "domain FIN-01"
    sentence = "This rule has ended: from {closed} on it does not hold any more."
    remedy = "Propose a new one, if it is to hold again."


class HierarchyCodeNew(Rule):
    """Source: domain FIN-01."""

    code, field, source = "HIER-ONCE", "code", "domain FIN-01"
    sentence = "There is a hierarchy {code} already: {name}."
    remedy = "Load a new version of it, or choose another code."


class HierarchyOfEntity(Rule):
    """Source: domain FIN-01: cost centres are a legal entity's, subjective codes the partner's."""

    code, field, source = "HIER-WHOSE", "entity", "domain FIN-01"
    sentence = "Cost centres belong to a legal entity, and none is chosen."
    remedy = "Choose whose cost centres it adds up."


class HierarchyLevels(Rule):
    """Source: domain FIN-01."""

    code, field, source = "HIER-LEVELS", "levels", "domain FIN-01"
    sentence = "A hierarchy has one to {most} levels, each with a name of its own of at most 40 signs; this has {n}."
    remedy = "Write the name of each level on a line, the highest first."


class HierarchyMoves(Rule):
    """Source: domain FIN-01: dated hierarchies; a version says something new."""

    code, field, source = "HIER-SAME", "file", "domain FIN-01"
    sentence = "The file says what version {number} says, which holds from {starts} on."
    remedy = "Change something, or leave that version in force."


class HierarchySeen(Rule):
    """Source: domain SEC-04: what is approved is what was seen."""

    code, source = "HIER-SEEN", "domain SEC-04"
    sentence = "The lines are not those that were proposed."
    remedy = "Propose the version as it is now."
    is_refusal = True
