"""The rules of VAT returns: one class a rule (domain FIN-10)."""

from sharedservices.common.rules import Rule


class NumberLooksRight(Rule):
    """Source: VAT numbers of the United Kingdom: nine digits, two of them check digits."""

    code, field, source = "VAT-NUMBER", "vat_number", "domain FIN-06, FIN-10"
    sentence = "{number} cannot be a VAT number: its check digits do not fit."
    remedy = "Copy it from the certificate of registration: GB and nine digits."


class RegistrationFollows(Rule):
    """Source: domain FIN-10: each legal entity has one number at a time."""

    code, field, source = "VAT-REGISTRATION", "first_day", "domain FIN-10"
    sentence = "{why}."
    remedy = "Choose the first day of a period that no return covers yet."


class Registered(Rule):
    """Source: domain FIN-10: each legal entity has its own number and return."""

    code, field, source = "VAT-REGISTERED", "entity", "domain FIN-10"
    sentence = "{entity} has no VAT number here."
    remedy = "Write down its registration first."


class PeriodHasBegun(Rule):
    """Source: domain FIN-10: returns follow each other without a gap."""

    code, source = "VAT-PERIOD", "domain FIN-10"
    sentence = "The next return begins on {day}."
    remedy = "Draw it up on that day or later."


class OneAtATime(Rule):
    """Source: domain FIN-10: late items fall into the next return, so one is finished before the next begins."""

    code, source = "VAT-ONE-OPEN", "domain FIN-10"
    sentence = "{open} is not frozen yet."
    remedy = "Sign it and have it approved first."


class PeriodIsOver(Rule):
    """Source: VAT Regulations 1995 reg 25: a return is of a period that has ended."""

    code, source = "VAT-OVER", "VAT Regulations 1995 reg 25"
    sentence = "The period ends on {day}."
    remedy = "Sign the return on the day after, or later."


class KeyLooksRight(Rule):
    """Source: HMRC, Making Tax Digital for VAT: `periodKey` has four characters."""

    code, field, source = "VAT-KEY", "period_key", "HMRC Making Tax Digital for VAT"
    sentence = "A period key has four letters or digits, or a #."
    remedy = "Copy it from the obligation that HMRC shows for this period, like 26C1."


class AdjustmentSays(Rule):
    """Source: domain FIN-10."""

    code, field, source = "VAT-ADJUSTMENT", "amount", "domain FIN-10"
    sentence = "{why}."
    remedy = "Give the pounds and pence that the box changes by, and a reason of 10 characters at least."


class ErrorIsSmall(Rule):
    """Source: domain FIN-10; VAT Notice 700/45 section 4."""

    code, field, source = "VAT-ERROR", "amount", "domain FIN-10, VAT Notice 700/45"
    sentence = "Errors of £{net:,.2f} net are too large for a return: it may put right £{most:,.2f}."
    remedy = "Tell HMRC of them apart from the return, on form VAT652, and take them out of it."


class AnotherApproves(Rule):
    """Source: domain FIN-10, SEC-04: a return is frozen by somebody other than its preparer."""

    code, source, is_refusal = "VAT-APPROVE", "domain FIN-10, SEC-04", True
    sentence = "You signed this return, by whichever login. Somebody else approves it."
    remedy = "Ask a colleague who may approve VAT returns."


class SentBackWithWords(Rule):
    """Source: domain SEC-04."""

    code, field, source = "VAT-SEND-BACK", "words", "domain SEC-04"
    sentence = "Sending a return back needs a reason."
    remedy = "Say what is wrong with it."


class AttributionSays(Rule):
    """Source: domain FIN-10: what VAT is attributed to has a reason; overheads have a part of it."""

    code, field, source = "VAT-ATTRIBUTION", "exempt_percent", "domain FIN-10"
    sentence = "{why}."
    remedy = "Exempt supplies take 100%, overheads more than 0% and less than 100%, everything else 0%."


class SettledByAccount(Rule):
    """Source: domain FIN-13: the VAT control clears when HMRC is paid or pays."""

    code, field, source = "VAT-SETTLE", "account", "domain FIN-13"
    sentence = "{why}."
    remedy = "Choose an open bank account of the legal entity, once the return is frozen."
