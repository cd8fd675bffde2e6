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
