"""The rules of electronic invoices that were received: one class a rule (domain FIN-06)."""

from sharedservices.common.rules import Rule

SHORTEST_REASON, LONGEST_REASON = 5, 1000


class ElectronicFile(Rule):
    """Source: formats 8.1: UBL 2.1 Invoice and CreditNote are read."""

    code, field, source = "EINV-FILE", "documents", "formats 8.1"
    sentence = "{name} is not an electronic invoice: {why}"
    remedy = "{what}"


class ElectronicAccount(Rule):
    """Source: domain FIN-06: the customer is this legal entity."""

    code, field, source = "EINV-ACCOUNT", "account", "domain FIN-06"
    sentence = "This invoice is for {entity}: it goes to an account that the supplier has with it, and which is open."
    remedy = "Open an account of this supplier with {entity}, then give its number."


class ElectronicOfSupplier(Rule):
    """Source: domain FIN-06, PRO-01: an invoice is never put to another supplier’s account than the one it names."""

    code, field, source = "EINV-SUPPLIER", "account", "domain FIN-06, PRO-01"
    sentence = "The invoice is of {seller}, with {number}. The account belongs to {supplier}, which has another."
    remedy = "Choose the account of the supplier that the invoice names, or correct the supplier’s record first."


class ElectronicTold(Rule):
    """Source: Procurement Act 2023 s 68: the supplier is told without undue delay, and when is kept."""

    code, field, source = "EINV-TOLD", "told_on", "Procurement Act 2023 s 68"
    sentence = "The supplier was told after the invoice came, on {came}, and not in the future."
    remedy = "Give the day on which you wrote to the supplier."


class ElectronicReason(Rule):
    """Source: Procurement Act 2023 s 68: the supplier is told what is wrong."""

    code, field, source = "EINV-REASON", "reason", "Procurement Act 2023 s 68"
    sentence = "Say what the supplier was told, in {shortest} to {longest} characters."
    remedy = "Begin with the words that the page of the invoice proposes."


ALL_RULES: tuple[type[Rule], ...] = (
    ElectronicFile, ElectronicAccount, ElectronicOfSupplier, ElectronicTold, ElectronicReason,
)  # fmt: skip
