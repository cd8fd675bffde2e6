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


# --- accounts receivable (domain FIN-08) ------------------------------------------------------------------------------
class CustomerNamed(Rule):
    """Source: domain FIN-08; VAT Regulations 1995 reg. 14: an invoice has the name and address of the customer."""

    code, field, source = "FIN-CUSTOMER", "name", "VAT Regulations 1995 reg. 14"
    sentence = "A customer has a name and an address of {most} lines at most."
    remedy = "Give both: they stand on every invoice."


class TermsInRange(Rule):
    """Source: domain FIN-08: due 14 to 30 days."""

    code, field, source = "FIN-TERMS", "terms_days", "domain FIN-08"
    sentence = "Invoices are due after 14 to 30 days, not after {days}."
    remedy = "Give a number of days between them."


class SalesLineRight(Rule):
    """Source: VAT Regulations 1995 reg. 14: what, how many, at which price, at which rate."""

    code, field, source = "FIN-SALES-LINE", "lines", "VAT Regulations 1995 reg. 14"
    sentence = "Line {line}: {what}."
    remedy = "Each line says what for, how many above nought, a price, and a VAT code."


class SalesHasLines(Rule):
    """Source: domain FIN-08."""

    code, field, source = "FIN-SALES-LINES", "lines", "domain FIN-08"
    sentence = "An invoice has one to {most} lines and charges something."
    remedy = "Fill in at least one line with a price."


class NotOneself(Rule):
    """Source: domain FIN-08, SEC-04: the approver is another person than the raiser."""

    code, source, is_refusal = "FIN-SALES-SECOND", "domain FIN-08", True
    sentence = "You raised this, by whichever login. Somebody else approves it."
    remedy = "Ask a colleague who may approve invoices."


class CreditWithinInvoice(Rule):
    """Source: domain FIN-08: an issued invoice is taken back by credit notes, and no more than it charged."""

    code, field, source = "FIN-CREDIT", "lines", "domain FIN-08"
    sentence = "{invoice} charged {charged}, of which {credited} is credited already: {more} is too much."
    remedy = "Credit no more than what is left of it."


class AllocatedWithin(Rule):
    """Source: domain FIN-08."""

    code, field, source = "FIN-ALLOCATE", "amount", "domain FIN-08"
    sentence = "{amount} is more than the {left} that {what}."
    remedy = "Allocate no more than both sides have left."


class ReceiptOfCustomer(Rule):
    """Source: domain FIN-08: unallocated cash stands in suspense until somebody finds out whose it is."""

    code, field, source = "FIN-RECEIPT-WHOSE", "customer", "domain FIN-08"
    sentence = "{why}."
    remedy = "Say from whom it came first: it stands in suspense until then."


class NothingAhead(Rule):
    """Source: domain FIN-08."""

    code, source = "FIN-AHEAD", "domain FIN-08"
    sentence = "{what} is in the future: {on}."
    remedy = "Give the day on which it happened."
    field = "received_on"


class PlanCovers(Rule):
    """Source: domain FIN-08, instalment plans."""

    code, field, source = "FIN-PLAN", "first_on", "domain FIN-08"
    sentence = "A plan has two to {most} instalments from today on that add up to the {owed} that is owed."
    remedy = "Give a first day from today on and a number of instalments."


class NothingSentNow(Rule):
    """Source: domain FIN-08, dunning: steps in their order, and none while something holds it."""

    code, source = "FIN-DUNNING", "domain FIN-08"
    sentence = "Nothing is sent about {invoice} now: {why}."
    remedy = "Look again when that has changed."


class WrittenOffWithin(Rule):
    """Source: domain FIN-08."""

    code, field, source = "FIN-WRITE-OFF", "amount", "domain FIN-08"
    sentence = "{amount} cannot be written off: {owed} is owed on {invoice}."
    remedy = "Write off what is owed, or part of it."


class MembersAreTold(Rule):
    """Source: domain FIN-08: above £25,000 the chief finance officer agrees, and members are told."""

    code, field, source = "FIN-MEMBERS", "member_report", "domain FIN-08"
    sentence = "Writing off more than £25,000 needs the reference of the report to members."
    remedy = "Enter the reference of the report."


class BudgetCode(Rule):
    """Source: domain FIN-01, FIN-04: budgets are of income and expenditure, and of capital schemes."""

    code, source = "FIN-BUDGET-CODE", "domain FIN-04"
    sentence = "Line {line}: {subjective} takes no budget."
    remedy = "Budget income and expenditure (10000 to 89999), or assets (90000 to 90999) with a capital project."


class BudgetLineOnce(Rule):
    """Source: domain FIN-04: a budget is one amount a coding."""

    code, source = "FIN-BUDGET-ONCE", "domain FIN-04"
    sentence = "Line {line}: the same codes stand in line {other} already."
    remedy = "Add both amounts up in one line."


class BudgetLinesThere(Rule):
    """Source: domain FIN-04."""

    code, field, source = "FIN-BUDGET-LINES", "lines", "domain FIN-04"
    sentence = "A budget has between one and {most:,} lines; this one has {n:,}."
    remedy = "Add the lines that are missing, or split the file by legal entity."


class BudgetMoves(Rule):
    """Source: domain FIN-04: a line of nothing changes no budget."""

    code, source = "FIN-BUDGET-NOTHING", "domain FIN-04"
    sentence = "Line {line}: the amount is nothing."
    remedy = "Enter what is added, or taken away with a minus sign; or leave the line out."


class ProfileAddsUp(Rule):
    """Source: domain FIN-04: the months add up to the year, to the penny."""

    code, source = "FIN-PROFILE", "domain FIN-04"
    sentence = "Line {line}: the months add up to £{months:,.2f}, the year is £{annual:,.2f}."
    remedy = "Change a month by £{difference:,.2f}, or choose equal parts."


class PatternIsThere(Rule):
    """Source: domain FIN-04: payroll-weighted and prior-year profiles follow what was spent."""

    code, source = "FIN-PATTERN", "domain FIN-04"
    sentence = "Line {line}: there is no {what} of {year} to follow."
    remedy = "Choose equal parts, or enter the months by hand."


class VirementMovesOnly(Rule):
    """Source: domain FIN-04: what adds to a budget is a supplementary estimate."""

    code, field, source = "FIN-VIREMENT-NOUGHT", "lines", "domain FIN-04"
    sentence = "The lines of this virement come to £{total:,.2f}, not to nought."
    remedy = "A virement moves budget. What adds to it is a supplementary estimate, which members decide."


class LeavesWhatIsUsed(Rule):
    """Source: domain FIN-04: no line below actual and commitments without an override."""

    code, source = "FIN-BUDGET-USED", "domain FIN-04"
    sentence = "{coding}: £{used:,.2f} is spent and committed, and £{left:,.2f} would be left."
    remedy = "Take less, or say why it may go below what is used."


class GrantKeepsItsMoney(Rule):
    """Source: domain FIN-04: a ring-fenced grant is not moved to general spending."""

    code, field, source = "FIN-RING-FENCED", "lines", "domain FIN-04"
    sentence = "£{amount:,.2f} would leave {fund}, which is ring-fenced."
    remedy = "Move it within the fund only."


class CapitalStaysCapital(Rule):
    """Source: domain FIN-04: no virement between capital and revenue."""

    code, field, source = "FIN-CAPITAL", "lines", "domain FIN-04"
    sentence = "£{amount:,.2f} would move between capital and revenue."
    remedy = "Move capital to capital and revenue to revenue only."


class FrozenPostsKeepTheirs(Rule):
    """Source: domain FIN-04: the salary budget of a frozen post is not moved."""

    code, source = "FIN-FROZEN-POST", "domain FIN-04"
    sentence = "{coding}: the salary budget of {cost_centre} has a frozen post in it."
    remedy = "Ask for the post to be deleted or filled first."


class SchoolsDecide(Rule):
    """Source: domain FIN-04: delegated budgets of schools are theirs."""

    code, source = "FIN-DELEGATED", "domain FIN-04"
    sentence = "Line {line}: {fund} is delegated to schools."
    remedy = "Only their governors move it: leave the line out."


class BaseIsAgreed(Rule):
    """Source: domain FIN-04: one-off money does not become permanent without approval of the base budget."""

    code, field, source = "FIN-BASE", "base_reference", "domain FIN-04"
    sentence = "{coding}: £{taken:,.2f} is taken for good, and the base budget is £{base:,.2f}."
    remedy = "Move it for this year only, or say where the base budget was agreed."


class MembersHaveDecided(Rule):
    """Source: domain FIN-04: original budgets, supplementary estimates and large virements need members' decision."""

    code, field, source = "FIN-MEMBERS", "members_reference", "domain FIN-04"
    sentence = "{what} needs a decision of members, of the commissioner or of the fire authority."
    remedy = "Enter the reference of the decision, like “Council 24 February 2026, minute 61”."


class OneOriginal(Rule):
    """Source: domain FIN-04."""

    code, field, source = "FIN-ORIGINAL", "kind", "domain FIN-04"
    sentence = "{entity} has its original budget of {year} already."
    remedy = "Change it by a virement or a supplementary estimate."


class BudgetSeen(Rule):
    """Source: domain SEC-04: an approval is for one content."""

    code, source = "FIN-BUDGET-SEEN", "domain SEC-04"
    sentence = "This decision has changed since it was proposed."
    remedy = "Read it again, then propose it again."


class FileAddsUp(Rule):
    """Source: domain FIN-02, FIN-04: a file names its control total."""

    code, field, source = "FIN-CONTROL-TOTAL", "control_total", "domain FIN-02"
    sentence = "The lines of the file come to £{total:,.2f}, the control total is £{control:,.2f}."
    remedy = "Look for the £{difference:,.2f} between them, or correct the control total."


class FileOnce(Rule):
    """Source: domain FIN-02: the same file is not loaded twice."""

    code, field, source = "FIN-FILE-ONCE", "file", "domain FIN-02"
    sentence = "This file was loaded before, as “{description}”."
    remedy = "Discard that draft first, or choose the file that is meant."


class BudgetHolds(Rule):
    """Source: domain FIN-04, budget check."""

    code, source = "FIN-BUDGET", "domain FIN-04"
    sentence = "{place}: £{asked:,.2f} is asked for and £{available:,.2f} is available."
    remedy = "Ask for a virement of £{short:,.2f}, or order less."


class CommitmentKnown(Rule):
    """Source: domain FIN-05."""

    code, source = "FIN-COMMITMENT", "domain FIN-05"
    sentence = "{reference} has no line {line} in {year}."
    remedy = "Look at its lines; what belongs to another financial year is carried there, or closed, first."


class CommitmentNotBelow(Rule):
    """Source: domain FIN-05: what was received cannot be un-ordered."""

    code, source = "FIN-COMMITMENT-BELOW", "domain FIN-05"
    sentence = "Line {line} of {reference} holds £{held:,.2f}; £{taken:,.2f} would be taken."
    remedy = "What has been received stays ordered: amend it to no less."


class ControlTotal(Rule):
    """Source: domain FIN-02: a file of a journal has a control total."""

    code, field, source = "FIN-CONTROL-TOTAL", "control_total", "domain FIN-02"
    sentence = "The debits of the file add up to £{debits:,.2f}, not to the control total of £{control_total:,.2f}."
    remedy = "Nothing is written. See whether rows are missing or doubled, or put the control total right."
