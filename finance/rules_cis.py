"""The rules of the Construction Industry Scheme: one class a rule (domain FIN-07)."""

from sharedservices.common.rules import Rule

SI = "Income Tax (Construction Industry Scheme) Regulations 2005 (SI 2005/2045)"


class SchemeLooksRight(Rule):
    """Source: domain FIN-07: a return for each contractor scheme."""

    code, field, source = "CIS-SCHEME", "first_day", "domain FIN-07"
    sentence = "{why}."
    remedy = "Copy the references from HMRC’s letters; a scheme begins on the 6th, the first day of a tax month."


class IsSubcontractor(Rule):
    """Source: domain FIN-07."""

    code, source = "CIS-SUBCONTRACTOR", "domain FIN-07"
    sentence = "{supplier} is not marked as working under the Construction Industry Scheme."
    remedy = "Mark the account so under its address and terms first."


class SubcontractorStays(Rule):
    """Source: domain FIN-07, SEC-04: what decides the rate has a second person."""

    code, field, source = "CIS-STAYS", "is_subcontractor", "domain FIN-07, SEC-04"
    sentence = "A subcontractor does not become another supplier by a tick: it would be paid without deduction."
    remedy = "Propose on its construction scheme page that it is no subcontractor any more; somebody else approves."


class VerificationSays(Rule):
    """Source: domain FIN-07: status and verification number, as HMRC gave them."""

    code, source = "CIS-VERIFICATION", "domain FIN-07"
    sentence = "{why}."
    remedy = "Copy it from HMRC’s answer to the verification."


class OneVerificationWaits(Rule):
    """Source: domain SEC-04."""

    code, source = "CIS-ONE-WAITS", "domain FIN-07"
    sentence = "What HMRC said of {supplier} waits for a second person already."
    remedy = "Let somebody approve or refuse that first."


class AnotherVerifies(Rule):
    """Source: domain SEC-04: maker and checker are two human beings."""

    code, source, is_refusal = "CIS-SECOND-PERSON", "domain SEC-04", True
    sentence = "Whoever entered what HMRC said does not approve it."
    remedy = "Ask a second person."


class PartsAreTheNet(Rule):
    """Source: domain FIN-07: labour, materials and levy of an invoice are its net."""

    code, field, source = "CIS-PARTS", "cis_labour", "domain FIN-07"
    sentence = "Labour, materials, plant and levy come to {parts}; the net of the invoice is {net}."
    remedy = (
        "Enter them as they stand on the invoice; what is left empty counts as 0. For other supplies leave all empty."
    )


class CreditWithinLabour(Rule):
    """Source: domain FIN-07: a deduction is made from what is paid, and never given back by a payment."""

    code, source = "CIS-CREDIT", "domain FIN-07"
    sentence = "The credit notes of {supplier} take more labour off than its invoices in this run have."
    remedy = "Take the credit note out of this run: it is set against a later payment."


class ReturnCanBe(Rule):
    """Source: domain FIN-07: a return for each tax month of a contractor scheme, amended by another version."""

    code, field, source = "CIS-RETURN", "month", "domain FIN-07"
    sentence = "{why}."
    remedy = "Choose a tax month that has begun under the scheme, and in which something has changed since."


class MonthIsOver(Rule):
    """Source: domain FIN-07: the tax month runs to the 5th."""

    code, source = "CIS-MONTH-OVER", "domain FIN-07"
    sentence = "The tax month is over after {day}."
    remedy = "Sign the return on the next day or later: a payment may still be made."


class Declared(Rule):
    """Source: domain FIN-07: declarations of the return; CIS300, employment status and verification."""

    code, field, source = "CIS-DECLARED", "are_self_employed", "domain FIN-07"
    sentence = "Whoever signs a return declares that no contract is one of employment and that all were verified."
    remedy = "Tick both, or find out what stands in the way. On a return without payments, tick neither."


class StillSo(Rule):
    """Source: domain FIN-07: the return and control account 94210 agree."""

    code, source = "CIS-STILL-SO", "domain FIN-07"
    sentence = "Payments of the tax month were posted or came back since the return was drawn up."
    remedy = "Draw it up anew, then sign it."


class AnotherApproves(Rule):
    """Source: domain SEC-04: maker and checker are two human beings."""

    code, source, is_refusal = "CIS-APPROVER", "domain SEC-04", True
    sentence = "Whoever signed the return does not approve it."
    remedy = "Ask a second person."


class SettledRight(Rule):
    """Source: domain FIN-07: paid to HMRC by the 22nd."""

    code, field, source = "CIS-SETTLED", "account", "domain FIN-07"
    sentence = "{why}."
    remedy = "Choose an open account of the legal entity, and the day on which HMRC was paid."


ALL_RULES: tuple[type[Rule], ...] = (
    SchemeLooksRight, IsSubcontractor, SubcontractorStays, VerificationSays, OneVerificationWaits, AnotherVerifies,
    PartsAreTheNet, CreditWithinLabour, ReturnCanBe, MonthIsOver, Declared, StillSo, AnotherApproves, SettledRight,
)  # fmt: skip
