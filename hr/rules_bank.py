"""The rules of changes of bank account and of contacts (domain HR-12, PRO-02)."""

from decimal import Decimal

from hr.rules import Rule

SHORTEST_EVIDENCE, LONGEST_NOTE = 10, 300
LEAST_SECOND, MOST_SECOND = Decimal("0.01"), Decimal("99999.99")
"""The bounds of what a second account gets of a pay period, in pounds."""


class FreshSignIn(Rule):
    """Source: domain HR-12, rule 1 of bank changes: only with a fresh second factor or password."""

    code, field, is_refusal = "HR-BANK-STEP-UP", None, True
    sentence = "Confirm that it is you: your password or code was given more than {minutes} minutes ago."
    remedy = "Give it again, then send the change."
    source = "domain HR-12 (1)"


class OwnAccountOnly(Rule):
    """Source: domain HR-12, rule 1: self-service changes one's own account and nobody else's."""

    code, field, is_refusal = "HR-BANK-OWN", None, True
    sentence = "Only the person themselves asks for this in self-service."
    remedy = "Record what somebody asks for in person or in a verified call on their record."
    source = "domain HR-12 (1)"


class OnePending(Rule):
    """Source: domain HR-12, rule 6 of bank changes: one pending change."""

    code, field = "HR-BANK-ONE-PENDING", None
    sentence = "Another change of this account is under way."
    remedy = "Cancel it first, or wait until it has taken effect."
    source = "domain HR-12 (6)"


class AccountDiffers(Rule):
    """Source: partner policy: a change that changes nothing hides a mistake."""

    code, field = "HR-BANK-DIFFERS", "account_number"
    sentence = "Pay goes to this account already."
    remedy = "Check the numbers, or leave the account as it is."
    source = "partner policy"


class MainAccountFirst(Rule):
    """Source: domain HR-12, rule 6 of bank changes: what a second account does not get goes to the main one."""

    code, field = "HR-BANK-MAIN-FIRST", None
    sentence = "No pay goes to a main account today, so nothing can be split off it."
    remedy = "Ask for the main account first."
    source = "domain HR-12 (6)"


class TwoAccounts(Rule):
    """Source: partner policy: two accounts that are one would be two payments into the same place."""

    code, field = "HR-BANK-TWO-ACCOUNTS", "account_number"
    sentence = "Main and second account are the same."
    remedy = "Give another account, or end the second account first."
    source = "partner policy"


class SecondAmountGiven(Rule):
    """Source: domain HR-12, rule 6 of bank changes: the second account gets a fixed amount, in pounds and pence."""

    code, field = "HR-BANK-SECOND-AMOUNT", "amount"
    sentence = "The amount for the second account is £{least} to £{most} a pay period, in whole pence."
    remedy = "Enter it like 250.00. If the pay is less one day, the second account gets what there is."
    source = "domain HR-12 (6)"


class SecondAccountGiven(Rule):
    """Source: domain HR-12, rule 6 of bank changes: an account is asked for whole; the present one may be kept."""

    code, field = "HR-BANK-SECOND-ACCOUNT", "account_number"
    sentence = "A second account needs the name on it, the sort code and the account number."
    remedy = "Fill in all three. Leave all empty only to change the amount that the present second account gets."
    source = "domain HR-12 (6)"


class SecondToEnd(Rule):
    """Source: partner policy: what is not there cannot end."""

    code, field, is_refusal = "HR-BANK-NO-SECOND", None, True
    sentence = "No pay goes to a second account."
    remedy = "Look at the account again; it may have ended already."
    source = "partner policy"


class AskedInPerson(Rule):
    """Source: domain HR-12, rule 1: what comes by e-mail or by a call from the person is never acted on."""

    code, field = "HR-BANK-CHANNEL", "channel"
    sentence = "HR records a change that was asked for in person, or in a call that HR made to a number it held before."
    remedy = "Ask the person to use self-service, to come, or call them back on a number on record."
    source = "domain HR-12 (1)"


class EvidenceGiven(Rule):
    """Source: domain HR-12, rule 1, and PRO-02: who saw or called whom, when, and by what it was proved."""

    code, field = "HR-BANK-EVIDENCE", "evidence"
    sentence = "The evidence needs {shortest} to {longest} characters."
    remedy = "Say what you saw or asked: “passport seen, 3 November, front desk”. Never write numbers of documents."
    source = "domain HR-12 (1), PRO-02"


class NumberHeldLong(Rule):
    """Source: domain HR-12, rule 4: a call-back goes to a number that was held for more than 30 days."""

    code, field = "HR-BANK-NUMBER", "called"
    sentence = "A call counts when it went to a number of this person that was on record for more than {days} days."
    remedy = "Choose such a number. If there is none, ask the person to come with proof of identity."
    source = "domain HR-12 (4), PRO-02"


class OnItsDay(Rule):
    """Source: domain HR-12, rule 4 of bank changes: a change holds from its day on, and never before."""

    code, field = "HR-BANK-ON-ITS-DAY", None
    sentence = "This change holds from {on} on."
    remedy = "Wait until then."
    source = "domain HR-12 (4)"


class StopIsExplained(Rule):
    """Source: domain SEC-05: whoever asked learns why it was stopped."""

    code, field = "HR-BANK-STOP-NOTE", "note"
    sentence = "Stopping a change needs a note of at most {longest} characters."
    remedy = "Say why. The person reads it: nothing about other people’s accounts."
    source = "domain SEC-05"


class PhoneLooksRight(Rule):
    """Source: Ofcom, National Telephone Numbering Plan: digits, with + before a country code."""

    code, field = "HR-PHONE", "phone"
    sentence = "This is not a telephone number."
    remedy = "Give it with digits and spaces, like 07700 900123 or +44 7700 900123."
    source = "Ofcom, National Telephone Numbering Plan"


class PostcodeLooksRight(Rule):
    """Source: BS 7666-0:2006: outward and inward code."""

    code, field = "HR-POSTCODE", "postcode"
    sentence = "This is not a full postcode of the United Kingdom."
    remedy = "Give it like TN1 1AA. For an address abroad leave it empty and put its code beside the town."
    source = "BS 7666-0:2006"


class FewEmergencyContacts(Rule):
    """Source: UK GDPR art 5(1)(c): no more about other people than is needed."""

    code, field = "HR-EMERGENCY-CONTACTS", None
    sentence = "There is room for {most} people to call in an emergency."
    remedy = "Take somebody off the list first."
    source = "UK GDPR art 5(1)(c)"


ALL_RULES: tuple[type[Rule], ...] = (
    FreshSignIn,
    OwnAccountOnly,
    OnePending,
    AccountDiffers,
    MainAccountFirst,
    TwoAccounts,
    SecondAmountGiven,
    SecondAccountGiven,
    SecondToEnd,
    AskedInPerson,
    EvidenceGiven,
    NumberHeldLong,
    OnItsDay,
    StopIsExplained,
    PhoneLooksRight,
    PostcodeLooksRight,
    FewEmergencyContacts,
)
