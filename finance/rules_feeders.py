"""The rules of files that other systems write: one class a rule (domain FIN-06)."""

from sharedservices.common.rules import Rule


class FeederOnce(Rule):
    """Source: domain FIN-06, duplicate detection: the same file is taken in once."""

    code, field, source = "FEED-ONCE", "file", "domain FIN-06"
    sentence = "This file is here already: {by} handed it in on {on} as “{name}”."
    remedy = "Open that one. To begin anew, discard it first."


class FeederReadable(Rule):
    """Source: formats 5.2: real files differ, their headings are mapped."""

    code, field, source = "FEED-READABLE", "file", "formats 5.2"
    sentence = "The first row is not a row of headings: {why}."
    remedy = "Put one row of headings, each a name of its own, above the rows."


class FeederColumns(Rule):
    """Source: formats 5.2."""

    code, source = "FEED-COLUMNS", "formats 5.2"
    sentence = "No column of the file is chosen for this."
    remedy = "Choose the heading that has it."


class FeederCodes(Rule):
    """Source: domain FIN-01: every cost has a subjective code."""

    code, field, source = "FEED-CODES", "codes", "domain FIN-01"
    sentence = "“{line}” does not say a category and its code."
    remedy = "Write a category on each line, then = and five digits, and a cost centre if it has its own."


class FeederClearing(Rule):
    """Source: domain FIN-01: purchase cards clear through an account of their own."""

    code, field, source = "FEED-CLEARING", "cost_centre", "domain FIN-01"
    sentence = "Purchase cards are cleared through {clearing}, which needs a cost centre."
    remedy = "Give the cost centre that the file is usually charged to."


class FeederAgrees(Rule):
    """Source: domain FIN-02, FIN-06: a file has a control total."""

    code, source = "FEED-CONTROL-TOTAL", "domain FIN-02"
    sentence = "The rows come to £{total:,.2f}, the other system says £{control_total:,.2f}."
    remedy = "Rows may be missing or twice. Discard it, and hand the whole file in with its total."


class FeederHasReady(Rule):
    """Source: domain FIN-06."""

    code, source = "FEED-NOTHING", "domain FIN-06"
    sentence = "No row of the file can land."
    remedy = "See what speaks against them, and change how the file is read."
