"""The rules of units, posts and the establishment, each with its sentence, what to do, and where it comes from."""

from hr.rules import Rule


class UnitWithinItself(Rule):
    """Source: domain HR-01: the tree of units has no circle on any day."""

    code, field = "HR-UNIT-CIRCLE", "parent"
    sentence = "A unit cannot be part of itself or of a unit below it."
    remedy = "Choose a unit above that is not below this one, on that day or later."
    source = "domain HR-01"


class UnitOneEntity(Rule):
    """Source: domain HR-01: a unit belongs to the legal entity of the unit above it."""

    code, field = "HR-UNIT-ENTITY", "parent"
    sentence = "The unit above belongs to another employer."
    remedy = "Choose a unit of the same employer. People move between employers by a transfer."
    source = "domain HR-01"


class UnitAboveIsThere(Rule):
    """Source: domain HR-01: the unit above is there for the whole time."""

    code, field = "HR-UNIT-ABOVE", "parent"
    sentence = "The unit above is not there all that time."
    remedy = "Choose a unit that is there from the first day on, or a later first day."
    source = "domain HR-01"


class ManagerPostIsThere(Rule):
    """Source: domain HR-01: the post that manages a unit, or another post, is there all that time."""

    code, field = "HR-MANAGER-POST", "manager_post"
    sentence = "The managing post is not there all that time."
    remedy = "Choose a post that is there from the first day on."
    source = "domain HR-01"


class UnitDates(Rule):
    """Source: domain HR-01: what is said of a unit lies within its own first and last day."""

    code, field = "HR-UNIT-DATES", "effective_from"
    sentence = "{on} is outside the time of {what}, which is there from {first} {until}."
    remedy = "Choose a date inside it."
    source = "domain HR-01"


class DraftStandsAlone(Rule):
    """Source: domain HR-02: what was never a post leaves nothing behind that refers to it."""

    code, field = "HR-POST-DRAFT-USED", None
    sentence = "The draft {post} cannot be removed: {blockers}."
    remedy = "Let these refer to another post first. A post with a history is never removed: it ends on a last day."
    source = "domain HR-02"


class NothingStandsInTheWay(Rule):
    """Source: domain HR-01, HR-02: a unit or post ends when nothing depends on it any more; blockers are listed."""

    code, field = "HR-END-BLOCKED", None
    sentence = "{what} cannot end on {on}: {blockers}."
    remedy = "Move or end these first, or choose a later day."
    source = "domain HR-01, HR-02"


class UnitCodeIsFree(Rule):
    """Source: domain HR-01: a unit's code is its own."""

    code, field = "HR-UNIT-CODE", "code"
    sentence = "There is a unit with the code “{taken}” already."
    remedy = "Choose another code. A unit that has ended keeps its own."
    source = "domain HR-01"


class PostNumberIsFree(Rule):
    """Source: domain HR-02: a post's number is its own."""

    code, field = "HR-POST-NUMBER", "post_no"
    sentence = "There is a post with the number “{taken}” already."
    remedy = "Choose another number."
    source = "domain HR-02"


class PostUnitIsThere(Rule):
    """Source: domain HR-02: a post stands in a unit that is there all that time."""

    code, field = "HR-POST-UNIT", "unit"
    sentence = "The unit is not there for the whole time of the post."
    remedy = "Choose another unit, or other days."
    source = "domain HR-02"


class PostLineWithoutCircle(Rule):
    """Source: domain HR-02: a post does not report to itself by way of others."""

    code, field = "HR-POST-CIRCLE", "reports_to"
    sentence = "A post cannot report to itself or to a post that reports to it."
    remedy = "Choose a post further up."
    source = "domain HR-02"


class PostTakesPeople(Rule):
    """Source: domain HR-02: only an established post takes somebody new."""

    code, field = "HR-POST-OPEN", "post"
    sentence = "Nobody can start on this post: it is a draft, frozen or deleted."
    remedy = "Have it established or thawed first, or choose another post."
    source = "domain HR-02"


class PostIsLeft(Rule):
    """Source: domain HR-02: a post is not deleted while somebody holds it, on leave or secondment or not."""

    code, field = "HR-POST-HELD", "last_day"
    sentence = "Somebody holds the post after that day."
    remedy = "End or move these jobs first."
    source = "domain HR-02"


class FundingAddsUp(Rule):
    """Source: domain HR-02: the funding of a post adds up to 100 per cent on every day."""

    code, field = "HR-POST-FUNDING", "funding_lines"
    sentence = "The funding adds up to {total}%, not 100%."
    remedy = "Correct the shares; four decimal places are kept."
    source = "domain HR-02"


class FundingCentreFits(Rule):
    """Source: domain HR-02: a post is paid from open cost centres of its own employer."""

    code, field = "HR-POST-CENTRE", "funding_lines"
    sentence = "The cost centre {centre} is closed on {on}, or belongs to another employer."
    remedy = "Choose a cost centre that is open and of the employer of the unit."
    source = "domain HR-02"


class GrantHasAnEnd(Rule):
    """Source: domain HR-02: a grant ends on a day, other funding does not."""

    code, field = "HR-POST-GRANT", "grant_ends_on"
    sentence = "A grant has an end, and only a grant has one."
    remedy = "Give the last day of the grant, or choose another kind of funding without one."
    source = "domain HR-02"


class PostHasRoom(Rule):
    """Source: domain HR-02: over the establishment when less than −0.005 FTE is vacant (E4)."""

    code, field = "HR-POST-ROOM", "contract_hours"
    sentence = "Post {post} would be {over} FTE over its establishment from {on}: only {vacant} FTE is left."
    remedy = "Choose fewer hours, record who covers whom, or have the post enlarged."
    source = "domain HR-02"


class CoverIsOfTheSamePost(Rule):
    """Source: domain HR-02: cover is for another job in the same post."""

    code, field = "HR-COVER-POST", "covers"
    sentence = "The covered job is not in the same post on those days."
    remedy = "Choose a job in the same post, and days on which both are there."
    source = "domain HR-02"


class NothingMovesUnstated(Rule):
    """Source: domain HR-01: headcount, FTE and cost before and after a reorganisation are equal unless stated."""

    code, field = "HR-REORG-EQUAL", "difference"
    sentence = "The reorganisation changes what there is: {differences}."
    remedy = "Take out the step that does it, or say why it is meant."
    source = "domain HR-01"


class StepNamesSomething(Rule):
    """Source: domain HR-01: a step of a reorganisation names a unit or post that is there, or made before."""

    code, field = "HR-REORG-NAMES", "plan"
    sentence = "There is no {what} “{name}”."
    remedy = "Take the step out, or put the one that makes it before."
    source = "domain HR-01"


class VacancyFits(Rule):
    """Source: domain HR-02: a vacancy is authorised for an established post and for no more than is vacant in it."""

    code, field = "HR-VACANCY", "fte"
    sentence = "Post {post} has {vacant} FTE vacant and not advertised already."
    remedy = "Ask for no more than that, or have the post enlarged."
    source = "domain HR-02"
