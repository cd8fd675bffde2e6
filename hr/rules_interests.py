"""The rules of declared interests (domain SEC-03): nobody decides about those close to them."""

from hr.rules import Rule


class NotCloseToThem(Rule):
    """Source: domain SEC-03: nobody approves a relative’s items, nor anything else about them."""

    code, field, is_refusal = "HR-INTEREST-CLOSE", None, True
    sentence = "An interest is declared between you and this person: somebody else enters, changes and approves it."
    remedy = "Pass it to a colleague. If it is no longer so, ask the HR manager to end the declaration."
    source = "domain SEC-03"


class NotTheirOwnEither(Rule):
    """Source: domain SEC-04: a delegation lends nothing that whoever gave it could not decide themselves."""

    code, field, is_refusal = "HR-COVER-OWN", None, True
    sentence = (
        "Whoever you cover for could not decide this either: they asked for it, or it is about them or somebody close."
    )
    remedy = "Leave it to their own manager, or to HR."
    source = "domain SEC-03 and SEC-04"


class OwnInterestOnly(Rule):
    """Source: domain SEC-03: people declare for themselves; HR records for others."""

    code, field, is_refusal = "HR-INTEREST-OWN", None, True
    sentence = "Only the person themselves does this."
    remedy = "Record it as HR, or ask them."
    source = "domain SEC-03"


class NotOnesOwnInterest(Rule):
    """Source: domain SEC-03: nobody frees themselves to decide."""

    code, field, is_refusal = "HR-INTEREST-ANOTHER", None, True
    sentence = "This is your own declaration: a colleague in HR records, links and ends it."
    remedy = "Declare it under My interests, and ask a colleague for the rest."
    source = "domain SEC-03"


class HolderSignsIn(Rule):
    """Source: domain SEC-03: an interest binds a login."""

    code, field = "HR-INTEREST-HOLDER", "email"
    sentence = "Nobody signs in here with this address."
    remedy = "Check it on the list of access."
    source = "domain SEC-03"


class OnlyPeopleAreLinked(Rule):
    """Source: domain SEC-03: other work has no record of a person."""

    code, field = "HR-INTEREST-WORK", "employee_no"
    sentence = "Other work or a business is nobody’s record."
    remedy = "Leave it as it is."
    source = "domain SEC-03"


class NumberIsKnown(Rule):
    """Source: domain SEC-03: the declaration means one other person."""

    code, field = "HR-INTEREST-NUMBER", "employee_no"
    sentence = "Nobody else has this employee number here."
    remedy = "Check the number, or leave it empty when the person is not on record here."
    source = "domain SEC-03"


class DeclaredOnce(Rule):
    """Source: domain SEC-03: one declaration for one interest."""

    code, field = "HR-INTEREST-ONCE", "name"
    sentence = "This is declared already."
    remedy = "Confirm that one instead."
    source = "domain SEC-03"


class StillStands(Rule):
    """Source: domain SEC-03: what has ended stays as it was."""

    code, field = "HR-INTEREST-ENDED", None
    sentence = "This declaration has ended."
    remedy = "Declare it anew."
    source = "domain SEC-03"


class WordsAreNeeded(Rule):
    """Source: domain SEC-03: a declaration says what it is."""

    code, field = "HR-INTEREST-WORDS", "name"
    sentence = "Write it in at most {longest} characters."
    remedy = "Use a few words."
    source = "domain SEC-03"


ALL_RULES: tuple[type[Rule], ...] = (
    NotCloseToThem, NotTheirOwnEither, OwnInterestOnly, NotOnesOwnInterest, HolderSignsIn, OnlyPeopleAreLinked,
    NumberIsKnown, DeclaredOnce, StillStands, WordsAreNeeded,
)  # fmt: skip
