"""The rules of reconciling control accounts and closing months: one class a rule (domain FIN-03.3, FIN-13)."""

from sharedservices.common.rules import Rule


class MonthIsOver(Rule):
    """Source: domain FIN-13: what is reconciled is the balance at the end of a month."""

    code, source = "CLOSE-MONTH-OVER", "domain FIN-13"
    sentence = "{period} ends on {last_day}: its balances are not the last ones before that."
    remedy = "Explain differences as you find them, and sign on its last day or later."


class ExplanationSays(Rule):
    """Source: domain FIN-13, explained items have reasons."""

    code, field, source = "CLOSE-EXPLAIN", "words", "domain FIN-13"
    sentence = "An explanation needs an amount other than £0.00 and a reason of {shortest} to {longest} characters."
    remedy = "Say what it is and when it will clear."


class ExplainedInFull(Rule):
    """Source: domain FIN-13: an unexplained difference blocks the close."""

    code, source = "CLOSE-DIFFERENCE", "domain FIN-13"
    sentence = "{account}: £{difference:,.2f} between ledger and register is not explained."
    remedy = "Find what it is: post what is missing, or write down each item with its reason."


class FiguresAsSeen(Rule):
    """Source: domain SEC-04: a signature is for one content."""

    code, source = "CLOSE-SEEN", "domain SEC-04, FIN-13"
    sentence = "The figures of {account} have moved since you opened this page."
    remedy = "Look at them again, then sign."


class AnotherReviews(Rule):
    """Source: domain FIN-13, SEC-04: the reviewer is another person than the preparer."""

    code, source, is_refusal = "CLOSE-REVIEW", "domain FIN-13, SEC-04", True
    sentence = "You signed this, by whichever login. Somebody else reviews it."
    remedy = "Ask a colleague who may review reconciliations."


class ReturnedWithComment(Rule):
    """Source: domain SEC-04."""

    code, field, source = "CLOSE-RETURN", "comment", "domain SEC-04"
    sentence = "Returning a reconciliation needs a comment."
    remedy = "Say what is wrong with it."


class StatementSays(Rule):
    """Source: domain FIN-03.3: a task that a figure proves is not ticked by hand."""

    code, field, source = "CLOSE-STATEMENT", "words", "domain FIN-03.3"
    sentence = "{why}."
    remedy = "{instead}"


class TasksDone(Rule):
    """Source: domain FIN-03.3: the tasks of a month's end are gates."""

    code, source = "CLOSE-TASKS", "domain FIN-03.3"
    sentence = "{module} of {period} cannot be closed: {undone}."
    remedy = "Do what is open on the checklist, or ask the deputy chief finance officer to let it be closed without."


class OverrideHasReason(Rule):
    """Source: domain FIN-03: an override has a reason, and is another person's than the close."""

    code, field, source = "CLOSE-OVERRIDE", "reason", "domain FIN-03"
    sentence = "Letting a period be closed with tasks undone needs a reason of {shortest} to {longest} characters."
    remedy = "Say what is open, why it may be, and who will do it by when."


class AnotherCloses(Rule):
    """Source: domain FIN-03, SEC-04: whoever lets it be closed does not close it."""

    code, source, is_refusal = "CLOSE-SECOND", "domain FIN-03, SEC-04", True
    sentence = "You let {module} be closed with tasks undone, by whichever login. Somebody else closes it."
    remedy = "Ask another period controller."
