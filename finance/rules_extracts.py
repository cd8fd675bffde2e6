"""The rules of what auditors take of a ledger: one class a rule (domain AUD-01)."""

from sharedservices.common.rules import Rule, RuleBroken

Broken = RuleBroken


class ExtractOfAYear(Rule):
    """Source: domain AUD-01."""

    code, field, source = "AUD-YEAR", "year", "domain AUD-01"
    sentence = "The ledger of {entity} has no year {year}."
    remedy = "Choose a year that has been set up."


class ExtractAddsUp(Rule):
    """Source: domain AUD-01: opening and lines come to the closing balance, by account."""

    code, source = "AUD-COMPLETE", "domain AUD-01"
    sentence = "Opening balance and lines of {code} come to £{difference:,.2f} less than its closing balance."
    remedy = "Nothing is given out: have check_ledger run, and tell the finance manager."


class ExtractIsTheSame(Rule):
    """Source: domain AUD-01: exports with SHA-256; what is posted never changes."""

    code, source = "AUD-SAME", "domain AUD-01"
    sentence = "The lines of {extract} are not what they were when it was made."
    remedy = "Nothing is given out: tell the finance manager, and have check_ledger run."
