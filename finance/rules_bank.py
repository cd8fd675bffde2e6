"""The rules of a legal entity's own bank accounts: one class a rule (domain FIN-09)."""

from sharedservices.common.rules import Rule


class CashAccountOfItsOwn(Rule):
    """Source: domain FIN-09.1, one cash account of the ledger for each account at the bank."""

    code, field, source = "BANK-CASH-ACCOUNT", "subjective", "domain FIN-09.1"
    sentence = "{subjective} is not a cash account of the ledger that is free."
    remedy = "Choose a code from 93000 to 93999 which no other bank account of this legal entity has."


class BankAccountOnce(Rule):
    """Source: domain FIN-09.1, accounts are not pooled."""

    code, field, source = "BANK-ONCE", "account_number", "domain FIN-09.1"
    sentence = "This bank account is here already."
    remedy = "An account belongs to one legal entity, with one cash account of its ledger."


class BankAccountNamed(Rule):
    """Source: domain FIN-09.1; Bacs Standard 18, the originator's name has 18 characters."""

    code, field, source = "BANK-NAME", "name", "domain FIN-09.1, Bacs Standard 18"
    sentence = "A bank account needs a name of its own, its bank, and a holder of at most 18 characters."
    remedy = "Write the holder as the bank has it, shortened to what fits on a payment."


class ServiceUserNumberLooksRight(Rule):
    """Source: Bacs Standard 18, service user number."""

    code, field, source = "BANK-USER-NUMBER", "service_user_number", "Bacs Standard 18"
    sentence = "A Bacs service user number has six digits."
    remedy = "Take it from the letter of the bank that sponsors it, or leave it empty where no Bacs payment is sent."


class BankAccountExists(Rule):
    """Source: Vocalink modulus check."""

    code, field, source = "BANK-EXISTS", "account_number", "Vocalink modulus check"
    sentence = "There is no such account: its number fails the check of its bank."
    remedy = "Compare sort code and number with a statement."


class AccountAgreedByAnother(Rule):
    """Source: SEC-04, who may not do both; where our own money lies is laid down by two."""

    code, field, source = "BANK-ANOTHER", "", "domain SEC-04, FIN-09.1"
    sentence = "You laid this bank account down."
    remedy = "Ask another person to compare it with the bank’s letter and agree."


class AccountIsAgreed(Rule):
    """Source: SEC-04; nothing is paid from, or loaded at, an account that only one person has seen."""

    code, field, source = "BANK-AGREED", "account", "domain SEC-04, FIN-09.1"
    sentence = "{account} does not count: {why}."
    remedy = "Ask another person who may keep bank accounts to agree to it on its page."


class AccountIsOpen(Rule):
    """Source: domain FIN-09.1; an account is closed once."""

    code, field, source = "BANK-OPEN", "", "domain FIN-09.1"
    sentence = "{why}"
    remedy = "Choose a day on or after its opening and its last statement, once its balance is nought."


class StatementOfAccount(Rule):
    """Source: domain FIN-09.1, accounts are not pooled: a statement belongs to the account that it names."""

    code, field, source = "BANK-STATEMENT-ACCOUNT", "file", "domain FIN-09.1"
    sentence = "The statement is not one of this account: {why}."
    remedy = "Load it at the account that it names, or ask the bank for the statement of this one."


class StatementFollows(Rule):
    """Source: domain FIN-09; formats 8.2, sequence gaps."""

    code, field, source = "BANK-STATEMENT-GAP", "file", "domain FIN-09, formats 8.2"
    sentence = "Statement {number} does not follow statement {last}: {why}."
    remedy = "Load {missing} first."


class StatementSaysTheSame(Rule):
    """Source: domain FIN-09, idempotent by account, statement number and line hash."""

    code, field, source = "BANK-STATEMENT-DIFFERS", "file", "domain FIN-09"
    sentence = "Statement {number} is here already, and says something else: {why}."
    remedy = "Ask the bank which of the two is right. A statement that was loaded is not changed."


class StatementReadable(Rule):
    """Source: formats 8.2; opening + lines = closing."""

    code, field, source = "BANK-STATEMENT-READ", "file", "formats 8.2"
    sentence = "{place}: {why}"
    remedy = "{remedy}"


class MatchToThePenny(Rule):
    """Source: domain FIN-09, matched amounts agree to the penny."""

    code, field, source = "BANK-MATCH-PENNY", "lines", "domain FIN-09"
    sentence = "The statement’s lines come to {bank}, the ledger’s to {ledger}: {difference} differ."
    remedy = "Choose lines of both sides that come to the same, or record what is missing in the ledger first."


class MatchedOnce(Rule):
    """Source: domain FIN-09, a line in one match."""

    code, field, source = "BANK-MATCHED-ONCE", "lines", "domain FIN-09"
    sentence = "{n} of these lines are matched already, or are not of this account."
    remedy = "Load the page anew to see what is still open. Undo the match that has them, if that one is wrong."


class UndoneWithReason(Rule):
    """Source: domain FIN-09, unmatch requires a reason."""

    code, field, source = "BANK-UNMATCH-WHY", "words", "domain FIN-09"
    sentence = "Say why the match is undone."
    remedy = "Whoever reads the history later has nothing but this reason."


class RuleFitsLine(Rule):
    """Source: domain FIN-09, rule by narrative, up to its limit."""

    code, field, source = "BANK-RULE-FITS", "rule", "domain FIN-09"
    sentence = "This rule is not for this line: {why}."
    remedy = "Choose another rule, or match the line by hand."


class NarrativeRuleSays(Rule):
    """Source: domain FIN-09, auto-post only for whitelisted rules (fees, interest) up to a limit."""

    code, field, source = "BANK-RULE-SAYS", "words", "domain FIN-09"
    sentence = "{why}"
    remedy = "Only charges and interest are posted without anybody looking, each up to £{most} a line."


class RuleAgreedByAnother(Rule):
    """Source: domain SEC, maker is not approver."""

    code, field, source = "BANK-RULE-SECOND", "", "domain FIN-09, SEC-04"
    sentence = "Whoever made a rule does not agree to it."
    remedy = "Ask another person who may agree to rules."


class SignedByOthers(Rule):
    """Source: domain FIN-09, signed by preparer and reviewer, neither of whom is the cashier."""

    code, field, source = "BANK-SIGNED-BY-OTHERS", "", "domain FIN-09"
    sentence = "{why}"
    remedy = "Preparer, reviewer and whoever matched the lines are three people."


class StatementsReachTheEnd(Rule):
    """Source: domain FIN-09, balance of the statement at the period's end."""

    code, field, source = "BANK-STATEMENT-END", "", "domain FIN-09"
    sentence = "The statements of {account} do not reach {on}."
    remedy = "Load the statement that covers the end of the period, then reconcile."


class NothingProposed(Rule):
    """Source: domain FIN-09, states of a line."""

    code, field, source = "BANK-NOTHING-PROPOSED", "", "domain FIN-09"
    sentence = "{n} proposed matches of this period wait for somebody to look at them."
    remedy = "Confirm or undo each of them first."


class OldItemsOwned(Rule):
    """Source: domain FIN-09, nothing older than 30 days without an owner."""

    code, field, source = "BANK-ITEM-OWNER", "", "domain FIN-09"
    sentence = "{n} items are older than 30 days and nobody looks after them."
    remedy = "Open each and say who looks after it, and what is known."


class SeenIsSigned(Rule):
    """Source: domain FIN-09, frozen when signed."""

    code, field, source = "BANK-SEEN-IS-SIGNED", "", "domain FIN-09"
    sentence = "Something has changed since it was prepared: what you saw is not what it would say now."
    remedy = "Send it back, so that it is prepared anew."


class ProofAddsUp(Rule):
    """Source: domain FIN-09, the ledger's balance and its items are the bank's balance."""

    code, field, source = "BANK-PROOF", "", "domain FIN-09"
    sentence = "£{difference} between the ledger and the bank are explained by no line."
    remedy = "Bring the balances of last year forward, or have the ledger checked (check_ledger), then prepare it anew."


class NoteSays(Rule):
    """Source: domain FIN-09, items with owner and note."""

    code, field, source = "BANK-NOTE", "words", "domain FIN-09"
    sentence = "Say what is known of this line."
    remedy = "A sentence is enough: who was asked, and what is awaited."
