"""The rules of recharges: one class a rule (domain FIN-11)."""

from sharedservices.common.rules import Rule

SHORTEST_WORDS, LONGEST_WORDS = 10, 500


class PoolOnce(Rule):
    """Source: domain FIN-11, one pool for each service and year."""

    code, field, source = "SHARE-POOL-ONCE", "code", "domain FIN-11"
    sentence = "The service {pool} has a pool for {year} already."
    remedy = "Change its terms, or give the other service a code of its own."


class PoolSays(Rule):
    """Source: domain FIN-11."""

    code, field, source = "SHARE-POOL-SAYS", "name", "domain FIN-11"
    sentence = "A pool needs a code, a name, and the partners that take the service, each once."
    remedy = "Name the service, and list each partner with its months."


class TermsFit(Rule):
    """Source: domain FIN-11, floor, cap, damping, minimum fee, pro-rata months."""

    code, field, source = "SHARE-TERMS", "members", "domain FIN-11"
    sentence = "The terms do not fit: {what}."
    remedy = "Months lie inside the year, amounts are nought or more in whole pennies, and a cap is above its floor."


class YearOpen(Rule):
    """Source: domain FIN-11, prior year locked."""

    code, source = "SHARE-YEAR-OPEN", "domain FIN-11"
    sentence = "{pool} is locked: what it came to has been told for good."
    remedy = "Bring what was found later into the pool of the year that is open."


class CanBeShared(Rule):
    """Source: domain FIN-11, cost-share engine."""

    code, source = "SHARE-CANNOT", "domain FIN-11"
    sentence = "{pool} cannot be shared: {why}"
    remedy = "Take the figures again, or change the terms, and work the shares out anew."


class FiguresOfTheYear(Rule):
    """Source: domain FIN-11, provisional on last year’s drivers, true-up on measured ones."""

    code, field, source = "SHARE-FIGURES", "snapshots", "domain FIN-11"
    sentence = "{pool} needs one set of figures of each of its measures, and of the right year; {what} does not fit."
    remedy = "Provisional shares take last year’s counts, final ones this year’s; percentages and fees are this year’s."


class ActualKnown(Rule):
    """Source: domain FIN-11, true-up on actual cost."""

    code, field, source = "SHARE-ACTUAL", "actual", "domain FIN-11"
    sentence = "{pool} has no actual cost yet."
    remedy = "Record what the service cost, from the ledger, before final shares are worked out."


class FiguresProved(Rule):
    """Source: domain FIN-11, driver with measurement date and evidence."""

    code, field, source = "SHARE-EVIDENCE", "evidence", "domain FIN-11"
    sentence = "Figures need their evidence, a day that is not in the future, and a number of nought or more for each."
    remedy = "Name the report or document that they are taken from, and the day on which they were measured."


class LastFigures(Rule):
    """Source: domain FIN-11, reproducible figures."""

    code, source = "SHARE-FIGURES-LAST", "domain FIN-11"
    sentence = "{snapshot} was corrected already, or has no figure of {partner}."
    remedy = "Correct the figures that are in use now; for a partner that is missing, take them anew."


class AnotherTells(Rule):
    """Source: domain SEC-03, nobody approves what they prepared."""

    code, source = "SHARE-ANOTHER-TELLS", "domain SEC-03, FIN-11"
    sentence = "You worked these shares out: another person checks them and tells the partners."
    remedy = "Ask a finance manager to look at the shares and to tell them."


class LastTold(Rule):
    """Source: domain FIN-11, versions."""

    code, source = "SHARE-LAST-TOLD", "domain FIN-11"
    sentence = "{calculation} is not the last version of its pool."
    remedy = "Tell the last version: it is worked out from the figures that hold now."


class FinalTold(Rule):
    """Source: domain FIN-11, true-up before a year is locked."""

    code, source = "SHARE-FINAL-TOLD", "domain FIN-11"
    sentence = "{pool} is not ready to be locked: {why}."
    remedy = "Work out the final shares, tell them to every partner, and answer their disputes."


class WordsSay(Rule):
    """Source: domain FIN-11, disputes with reasons."""

    code, field, source = "SHARE-WORDS", "words", "domain FIN-11, GOV-07"
    sentence = "Say in {shortest} to {longest} characters why."
    remedy = "Name the figure or the term that is meant, and what it ought to be."


class BillTime(Rule):
    """Source: domain FIN-11, provisional bills by quarter, the true-up after the year."""

    code, field, source = "BILL-TIME", "instalment", "domain FIN-11"
    sentence = "{pool} cannot be billed for {instalment}: {why}."
    remedy = "Choose the instalment that fits, or tell the shares first."


class BillsSeen(Rule):
    """Source: domain SEC-03, what is decided is what was seen."""

    code, source = "BILL-SEEN", "domain SEC-03, FIN-11"
    sentence = "The bills of {pool} are not as you saw them: somebody has drafted, issued or changed some since."
    remedy = "Look at them again. Nothing was done."


class BillsThere(Rule):
    """Source: domain FIN-11."""

    code, source = "BILL-NONE", "domain FIN-11"
    sentence = "There is nothing to {what} of {pool} for {instalment}."
    remedy = "The page says for each partner what stands in the way."


class BillVatDecided(Rule):
    """Source: domain FIN-10, the VAT code of a service agreement with the tax adviser’s decision."""

    code, field, source = "BILL-VAT", "vat_reference", "domain FIN-10"
    sentence = "Say on which decision of the tax adviser the VAT code rests."
    remedy = "Enter its reference: supplies between public bodies are taxable unless a decision says otherwise."


class BillStays(Rule):
    """Source: domain FIN-11, what is billed is what was worked out."""

    code, source = "BILL-STAYS", "domain FIN-11"
    sentence = "{invoice} is the bill of a shared service: its sum comes from the share."
    remedy = "Discard it, put the figures right and draft the bills again."


class BillCustomer(Rule):
    """Source: domain FIN-11, the partner that bears a share is the one that is billed."""

    code, field, source = "BILL-CUSTOMER", "customer", "domain FIN-11"
    sentence = "The customer chosen for {partner} is not that partner."
    remedy = "Choose one of the customers that the page offers."


class SentElectronically(Rule):
    """Source: domain FIN-11, between partners an invoice on both sides."""

    code, source = "SALES-TO-PARTNER", "domain FIN-10, FIN-11"
    sentence = "{customer} is a partner and gets its invoices electronically, which cannot be written: {why}"
    remedy = "Put that right, then approve it again."
