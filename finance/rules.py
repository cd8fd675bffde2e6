"""The rules of the ledger: one class a rule, with its sentence, what to do, and where it comes from (domain FIN)."""

from sharedservices.common.rules import Rule

SHORTEST_DESCRIPTION, LONGEST_DESCRIPTION = 10, 200
MOST_LINES = 50_000


class DescriptionSays(Rule):
    """Source: domain FIN-02."""

    code, field, source = "FIN-DESCRIPTION", "description", "domain FIN-02"
    sentence = "A journal needs a description of {shortest} to {longest} characters."
    remedy = "Say what it is for, like “October’s agency staff, invoiced in November”."


class CodeIsKnown(Rule):
    """Source: domain FIN-01."""

    code, source = "FIN-CODE-KNOWN", "domain FIN-01"
    sentence = "Line {line}: there is no {segment} {value}."
    remedy = "Take a code of the chart of accounts; a {segment} has to be set up before anything is charged to it."


class CodeIsOpen(Rule):
    """Source: domain FIN-01: a closed leaf receives no new postings but stays in reports."""

    code, source = "FIN-CODE-OPEN", "domain FIN-01"
    sentence = "Line {line}: nothing is posted to {segment} {value} on {on}."
    remedy = "It is closed on that day, or it only adds up others: take a code that is open and posted to."


class SegmentGiven(Rule):
    """Source: domain FIN-01: requires_project, requires_counterparty; income and expenditure have a cost centre."""

    code, source = "FIN-SEGMENT", "domain FIN-01"
    sentence = "Line {line}: {subjective} needs a {segment}."
    remedy = "Give one."


class CombinationAllowed(Rule):
    """Source: domain FIN-01, combination rules."""

    code, source = "FIN-COMBINATION", "domain FIN-01"
    sentence = "Line {line}: these codes do not stand together. {why}"
    remedy = "Change one of them; the rule that forbids it stands on the page of the chart of accounts."


class ControlledByItself(Rule):
    """Source: domain FIN-01: control accounts take no manual posting."""

    code, source = "FIN-CONTROL", "domain FIN-01"
    sentence = "Line {line}: {subjective} is a control account: it moves with what it controls."
    remedy = "Post the invoice, receipt, payment or pay run that it is about, or take another code."


class OneSide(Rule):
    """Source: domain FIN-02."""

    code, source = "FIN-ONE-SIDE", "domain FIN-02"
    sentence = "Line {line}: give a debit or a credit above £0.00, and not both."
    remedy = "What reduces a cost is a credit, not a debit below nought."


class TwoLines(Rule):
    """Source: domain FIN-02."""

    code, field, source = "FIN-TWO-LINES", "lines", "domain FIN-02"
    sentence = "A journal has between two and {most:,} lines; this one has {n:,}."
    remedy = "Add the lines that are missing, or split it where it balances."


class BalancesByFund(Rule):
    """Source: domain FIN-02: debits equal credits for each entity and fund."""

    code, field, source = "FIN-BALANCE", "lines", "domain FIN-02"
    sentence = "Fund {fund} does not balance: debits are £{debit:,.2f}, credits £{credit:,.2f}."
    remedy = "Each fund balances by itself. Look for the £{difference:,.2f} between them."


class PeriodIsThere(Rule):
    """Source: domain FIN-03."""

    code, field, source = "FIN-PERIOD-THERE", "accounting_date", "domain FIN-03"
    sentence = "{entity} has no period for {on}."
    remedy = "Take a date of a year that has been set up, or ask the period controller to set up the year."


class PeriodIsOpen(Rule):
    """Source: domain FIN-03: nothing moves into another financial year by itself."""

    code, field, source = "FIN-PERIOD-OPEN", "accounting_date", "domain FIN-03"
    sentence = "{period} of {entity} is {state}."
    remedy = "{instead}"


class ReversedOnce(Rule):
    """Source: T-FIN-2: a reversed journal is not reversed again."""

    code, source = "FIN-REVERSED", "domain FIN-02, T-FIN-2"
    sentence = "{journal} cannot be reversed: {why}."
    remedy = "If the figures are still wrong, write a journal that says what should stand there."


class SeenIsPosted(Rule):
    """Source: domain SEC-04: an approval is for one content."""

    code, source = "FIN-SEEN", "domain SEC-04"
    sentence = "The lines of this journal have changed since they were proposed."
    remedy = "Read it again, then propose it again."


class MovesWithReason(Rule):
    """Source: domain FIN-03: reopening needs a reason."""

    code, field, source = "FIN-REOPEN", "reason", "domain FIN-03"
    sentence = "Reopening {period} needs a reason."
    remedy = "Say what has to be posted there, and why not in an open period."


class ControlTotal(Rule):
    """Source: domain FIN-02: a file of a journal has a control total."""

    code, field, source = "FIN-CONTROL-TOTAL", "control_total", "domain FIN-02"
    sentence = "The debits of the file add up to £{debits:,.2f}, not to the control total of £{control_total:,.2f}."
    remedy = "Nothing is written. See whether rows are missing or doubled, or put the control total right."
