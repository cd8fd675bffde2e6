"""The rules of suppliers and their invoices: one class a rule (domain FIN-06, PRO-01, PRO-02)."""

from decimal import Decimal

from sharedservices.common.rules import Rule

SHORTEST_REASON, LONGEST_REASON = 5, 300
SHORTEST_EVIDENCE = 10
DAYS_HELD = 30
MOST_TERMS = 30
MOST_LINES = 500
MOST = Decimal("99999999.99")


class SupplierNamed(Rule):
    """Source: domain PRO-01."""

    code, field, source = "AP-SUPPLIER-NAME", "legal_name", "domain PRO-01"
    sentence = "A supplier needs its legal name, in 2 to 160 characters."
    remedy = "Take it from the register of companies, or from the invoice."


class SupplierOnce(Rule):
    """Source: domain PRO-01, duplicate detection before creating."""

    code, source = "AP-SUPPLIER-ONCE", "domain PRO-01"
    sentence = "{name} is here already: {what} is the same."
    remedy = "Open an account with it for this legal entity, instead of a second supplier."


class CompanyNumberLooksRight(Rule):
    """Source: Companies House, format of company numbers."""

    code, field, source = "AP-COMPANY-NUMBER", "company_number", "domain PRO-01, Companies House"
    sentence = "This is not a company number."
    remedy = "It has eight characters, like 01234567 or SC123456."


class VatNumberLooksRight(Rule):
    """Source: domain PRO-01, VAT number check digits."""

    code, field, source = "AP-VAT-NUMBER", "vat_number", "domain PRO-01"
    sentence = "This is not a VAT number: its check digits do not fit."
    remedy = "Compare it with the invoice. It has nine digits, with GB in front or without."


class TermsAreLawful(Rule):
    """Source: Procurement Act 2023 s 68: thirty days cannot be contracted out of."""

    code, field, source = "AP-TERMS", "terms_days", "Procurement Act 2023 s 68"
    sentence = "Terms are 0 to {most} days."
    remedy = "Thirty days are the longest that may be agreed; less is allowed."


class SupplierOpen(Rule):
    """Source: domain PRO-01, states of an account."""

    code, field, source = "AP-SUPPLIER-OPEN", "account", "domain PRO-01"
    sentence = "The account {account} of {supplier} is closed."
    remedy = "Reopen it, or return the invoice to the supplier."


class CallWentToHeldNumber(Rule):
    """Source: domain PRO-02: a call-back goes to a number already held before the request."""

    code, field, source = "AP-BANK-NUMBER", "called_at", "domain PRO-02"
    sentence = "A call counts when it went to the number of this account, held for {days} days before."
    remedy = "Ring {number}. Never ring a number from the letter or e-mail that asks for the change."


class CallWasMade(Rule):
    """Source: domain PRO-02: record who, when, number."""

    code, field, source = "AP-BANK-CALL", "called_at", "domain PRO-02"
    sentence = "The call has to have been made, within the {days} days before today."
    remedy = "Ring the supplier first; then record when you did."


class CallIsTold(Rule):
    """Source: domain PRO-02: who was asked and what they said."""

    code, field, source = "AP-BANK-EVIDENCE", "evidence", "domain PRO-02"
    sentence = "Say in {shortest} to {longest} characters whom you asked, and what they said."
    remedy = "Like “Ms Hale of accounts confirmed the change and read out the last four digits”. No whole numbers."


class AccountFits(Rule):
    """Source: domain PRO-02, modulus check."""

    code, field, source = "AP-BANK-MODULUS", "account_number", "domain PRO-02"
    sentence = "The sort code and account number do not fit together."
    remedy = "Check both with the supplier."


class HolderGiven(Rule):
    """Source: Bacs Standard 18: 18 characters of account name; domain PRO-02."""

    code, field, source = "AP-BANK-HOLDER", "holder", "domain PRO-02"
    sentence = "Give the name on the account, in 2 to 100 characters."
    remedy = "As the bank has it: the supplier can read it from a statement."


class BankDiffers(Rule):
    """Source: domain PRO-02: a change that changes nothing hides a mistake."""

    code, field, source = "AP-BANK-DIFFERS", "account_number", "domain PRO-02"
    sentence = "This supplier is paid into that account already."
    remedy = "Check the numbers, or leave the account as it is."


class OneBankProposal(Rule):
    """Source: domain PRO-02: one change at a time."""

    code, source = "AP-BANK-ONE", "domain PRO-02"
    sentence = "Another account of this supplier waits for approval."
    remedy = "Let it be decided, or withdraw it."


class ReasonGiven(Rule):
    """Source: domain SEC-05: whoever reads the log learns why."""

    code, field, source = "AP-REASON", "reason", "domain SEC-05"
    sentence = "Say why, in {shortest} to {longest} characters."
    remedy = "The log of the record keeps it for auditors."


class InvoiceNumbered(Rule):
    """Source: VAT Regulations 1995 reg 14(1)(a): a sequential number; domain FIN-06."""

    code, field, source = "AP-INVOICE-NUMBER", "reference", "VAT Regulations 1995 reg 14"
    sentence = "An invoice needs the supplier’s number, with a letter or a digit in it, of at most 40 characters."
    remedy = "Copy it from the invoice. If there is none, return the invoice to the supplier."


class InvoiceDated(Rule):
    """Source: VAT Regulations 1995 reg 14(1)(b) and (c); domain FIN-06."""

    code, field, source = "AP-INVOICE-DATE", "invoice_date", "VAT Regulations 1995 reg 14"
    sentence = "The invoice is dated {on}, after it was received on {received}."
    remedy = "Check both days. A later date than that of its arrival is the supplier’s mistake: return it."


class ReceivedBefore(Rule):
    """Source: Procurement Act 2023 s 68: the clock begins when an invoice is received."""

    code, field, source = "AP-RECEIVED", "received_at", "Procurement Act 2023 s 68"
    sentence = "An invoice cannot have been received in the future."
    remedy = "Give the day on which it first arrived anywhere in the organisation."


class LinesGiven(Rule):
    """Source: domain FIN-06."""

    code, field, source = "AP-LINES", "lines", "domain FIN-06"
    sentence = "An invoice has between one and {most} lines, each with a description."
    remedy = "Enter the lines as they stand on the invoice."


class AmountsInRange(Rule):
    """Source: domain 0.1: money of two places, above nought."""

    code, source = "AP-AMOUNT", "domain 0.1"
    sentence = "Line {line}: amounts are £0.00 to £{most:,.2f}, in whole pence."
    remedy = "A credit is a credit note of its own, not an amount below nought."


class CreditsWhat(Rule):
    """Source: domain FIN-06: a credit note is linked with what it credits."""

    code, field, source = "AP-CREDITS", "credits", "domain FIN-06"
    sentence = "A credit note names an invoice of the same supplier’s account; nothing else names one."
    remedy = "Choose the invoice that it credits."


class CreditIsCovered(Rule):
    """Source: domain FIN-06: a credit is no more than what was charged."""

    code, field, source = "AP-CREDIT-COVERED", "gross", "domain FIN-06"
    sentence = "The credit of £{credit:,.2f} is more than is left of invoice {invoice}: £{left:,.2f}."
    remedy = "Check the amounts, or ask the supplier which invoice it credits."


class SecondClears(Rule):
    """Source: domain FIN-06: a suspected duplicate is released by a second person."""

    code, source, is_refusal = "AP-CLEARED-BY-SECOND", "domain FIN-06", True
    sentence = "You entered this invoice, so somebody else decides that it is no duplicate."
    remedy = "Ask a finance manager."


class SeenIsApproved(Rule):
    """Source: domain SEC-04: an approval is for one content."""

    code, source = "AP-SEEN", "domain SEC-04"
    sentence = "This invoice has changed since it was proposed."
    remedy = "Read it again, then propose it again."


class HoldsEnded(Rule):
    """Source: domain FIN-06: holds are applied at each step."""

    code, source = "AP-HOLDS", "domain FIN-06"
    sentence = "Invoice {invoice} is held: {why}"
    remedy = "Settle what holds it, then go on."


class NotOneself(Rule):
    """Source: domain SEC-04, trap 7: maker and checker are two human beings."""

    code, source, is_refusal = "AP-NOT-ONESELF", "domain SEC-04", True
    sentence = "Whoever stopped payments does not end the stop."
    remedy = "Ask a second person."


class StaysInPartner(Rule):
    """Source: domain FIN-06, FIN-10: never pay for another body and recharge it."""

    code, field, source = "AP-REROUTE", "account", "domain FIN-06, FIN-10"
    sentence = "The invoice goes to an account of the same supplier with another legal entity of this partner."
    remedy = (
        "An invoice to another partner is returned: it is never paid here and recharged, because VAT would be lost."
    )


class ClaimIsOfInvoice(Rule):
    """Source: domain FIN-06: interest on late payment is paid on claim, outside VAT."""

    code, field, source = "AP-CLAIM", "late_payment_of", "domain FIN-06"
    sentence = "A claim for late payment names the invoice that was paid late and has no VAT; nothing else names one."
    remedy = "Open the invoice that was paid late, and enter the claim there. One that was wrong is cancelled first."


class ClaimIsDue(Rule):
    """Source: Late Payment of Commercial Debts (Interest) Act 1998 ss 1, 4, 5A."""

    code, source = "AP-CLAIM-DUE", "domain FIN-06, Late Payment of Commercial Debts (Interest) Act 1998"
    sentence = "{why}"
    remedy = "Return the claim to the supplier with these words, or dispute it."


class ClaimIsCovered(Rule):
    """Source: Late Payment of Commercial Debts (Interest) Act 1998 ss 5A, 6: interest at its rate, and a fixed sum."""

    code, source = "AP-CLAIM-COVERED", "domain FIN-06, Late Payment of Commercial Debts (Interest) Act 1998"
    sentence = "{what} of £{claimed:,.2f} is more than may be claimed: {workings}."
    remedy = "Return the claim to the supplier with these workings, or enter what may be claimed."


ALL_RULES: tuple[type[Rule], ...] = (
    SupplierNamed, SupplierOnce, CompanyNumberLooksRight, VatNumberLooksRight, TermsAreLawful, SupplierOpen,
    CallWentToHeldNumber, CallWasMade, CallIsTold, AccountFits, HolderGiven, BankDiffers, OneBankProposal, ReasonGiven,
    InvoiceNumbered, InvoiceDated, ReceivedBefore, LinesGiven, AmountsInRange, CreditsWhat, CreditIsCovered,
    SecondClears, SeenIsApproved, HoldsEnded, NotOneself, StaysInPartner, ClaimIsOfInvoice,
    ClaimIsDue, ClaimIsCovered,
)  # fmt: skip
