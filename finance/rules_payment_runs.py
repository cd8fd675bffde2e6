"""The rules of payment runs: one class a rule (domain FIN-06)."""

from sharedservices.common.rules import Rule


class PaidOnBankingDay(Rule):
    """Source: domain FIN-06; Bacs works on no weekend and no bank holiday."""

    code, field, source = "PAY-BANKING-DAY", "pay_on", "domain FIN-06"
    sentence = "{on} is no banking day."
    remedy = "Choose a day from Monday to Friday that is no bank holiday."


class FileInTime(Rule):
    """Source: Bacs Standard 18 timetable: input, processing and entry on three banking days."""

    code, field, source = "PAY-IN-TIME", "pay_on", "Bacs Standard 18"
    sentence = "For payment on {on} the file has to be sent by {by}, which is past."
    remedy = "Choose a later day, or a way of paying that takes a day."


class NextRunLater(Rule):
    """Source: domain FIN-06: paid neither early nor late."""

    code, field, source = "PAY-NEXT-RUN", "next_run_on", "domain FIN-06"
    sentence = "The next run pays after this one, which pays on {on}."
    remedy = "Say on which day the next run will pay: what would be late then is paid now."


class AccountPays(Rule):
    """Source: domain FIN-09.1; Bacs Standard 18, service user number."""

    code, field, source = "PAY-ACCOUNT", "bank_account", "domain FIN-09.1"
    sentence = "{account} cannot pay like this on that day: {why}."
    remedy = "Choose another account, or another way of paying."


class SomethingDue(Rule):
    """Source: domain FIN-06."""

    code, source = "PAY-NOTHING-DUE", "domain FIN-06"
    sentence = "No posted invoice of {entity} has to go by {method} before {next}."
    remedy = "Look whether invoices wait for approval, or choose a later day for the next run."


class ItemsPayable(Rule):
    """Source: domain FIN-06: holds are applied at each step."""

    code, source = "PAY-HELD", "domain FIN-06"
    sentence = "{invoice} of {supplier} may not be paid: {why}"
    remedy = "Take it out of the run, or settle what holds it. A run that is released is withdrawn instead."


class NetAboveNought(Rule):
    """Source: domain FIN-06: credit notes are set against what is owed."""

    code, source = "PAY-NET", "domain FIN-06"
    sentence = "What is left for {supplier} is £{net:,.2f}."
    remedy = "Take its credit notes out of the run."


class WithinScheme(Rule):
    """Source: Faster Payments scheme limit; Bacs Standard 18, most of one item."""

    code, source = "PAY-LIMIT", "domain FIN-06"
    sentence = "{supplier} would get £{amount:,.2f}, more than the £{most:,.2f} of one payment by {method}."
    remedy = "Pay it by CHAPS, in a run of its own."


class PartOfWhatIsOwed(Rule):
    """Source: domain FIN-06: part payments."""

    code, field, source = "PAY-PART", "amount", "domain FIN-06"
    sentence = "A part is above nought and less than the £{owed:,.2f} that are owed."
    remedy = "Enter what is paid now; the rest stays owed."


class SeenIsPaid(Rule):
    """Source: domain SEC-04: an approval is for one content."""

    code, source = "PAY-SEEN", "domain SEC-04"
    sentence = "This run is not what you have seen: it has changed since."
    remedy = "Read it again."


class AnotherApproves(Rule):
    """Source: domain SEC-04, trap 7: two human beings, whatever logins they use."""

    code, source, is_refusal = "PAY-APPROVER", "domain SEC-04", True
    sentence = "You proposed or reviewed this run, so somebody else approves it."
    remedy = "Ask a finance manager."


class ThirdReleases(Rule):
    """Source: domain FIN-06, SEC-04: along the whole chain."""

    code, source, is_refusal = "PAY-RELEASER", "domain FIN-06, SEC-04", True
    sentence = "You {what}, so somebody else releases this run."
    remedy = "Ask another payment releaser."


class FileIsOurs(Rule):
    """Source: domain FIN-06: any byte changed outside the system is a mismatch."""

    code, field, source = "PAY-FILE", "file", "domain FIN-06"
    sentence = "This is not the file of this run: its SHA-256 is {found}…, the run’s is {wanted}…."
    remedy = "Nothing is recorded. Stop that file if it went to the bank, take the run’s own again, and report it."


class PaidWhenItArrived(Rule):
    """Source: domain FIN-06: confirmed by the bank."""

    code, source = "PAY-ARRIVED", "domain FIN-06"
    sentence = "The money arrives on {on}, so nobody can confirm it yet."
    remedy = "Confirm it on that day, when the bank says what it has paid."


class ReturnToldRight(Rule):
    """Source: Bacs ARUCS: payments that could not be applied come back with a code."""

    code, field, source = "PAY-RETURN", "returned_on", "Bacs ARUCS"
    sentence = "A payment comes back on or after {on}, not in the future, and with a code."
    remedy = "Take day and code from the bank’s report (ARUCS)."
