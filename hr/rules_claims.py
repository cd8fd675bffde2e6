"""The rules of claims (domain HR-12): journeys, hours and expenses, who decides, and what is paid once."""

from hr.rules import Rule

SHORTEST_NOTE, LONGEST_NOTE = 5, 300
LONGEST_WORDS = 200


class OwnClaimOnly(Rule):
    """Source: domain HR-12: people claim for themselves."""

    code, field, is_refusal = "HR-CLAIM-OWN", None, True
    sentence = "Only the person themselves claims in self-service."
    remedy = "Ask them to send the claim, or enter a monthly input that a second person approves."
    source = "domain HR-12"


class ClaimIsOpen(Rule):
    """Source: domain HR-12: what was sent is what is decided about."""

    code, field = "HR-CLAIM-OPEN", None
    sentence = "This claim has been sent: what it says stands."
    remedy = "Withdraw it and make another one, or ask your manager to send it back."
    source = "domain HR-12"


class ClaimSaysSomething(Rule):
    """Source: domain HR-12: an empty claim is a mistake."""

    code, field = "HR-CLAIM-EMPTY", None
    sentence = "There is nothing in this claim yet."
    remedy = "Add what you claim, then send it."
    source = "domain HR-12"


class ClaimDayFits(Rule):
    """Source: domain HR-12: people claim for what has happened, while they had the job."""

    code, field = "HR-CLAIM-DAY", "on"
    sentence = "{on} is in the future: a claim is for what has happened."
    remedy = "Check the date."
    source = "domain HR-12"


class JourneyIsSensible(Rule):
    """Source: partner policy: longer journeys are typing errors, or need another arrangement."""

    code, field = "HR-CLAIM-MILES", "miles"
    sentence = "A journey has between 0.1 and {most} miles."
    remedy = "Check the miles. Divide a longer journey by its days."
    source = "partner policy; hr/engine/claims/mileage.toml"


class PassengersTravel(Rule):
    """Source: ITEPA 2003 s 234: passenger payments are for cars and vans, and for employees who travel on business."""

    code, field = "HR-CLAIM-PASSENGERS", "passengers"
    sentence = "Passengers are paid for in a car or van, 8 at most."
    remedy = "Leave this empty for a cycle or motor cycle."
    source = "Income Tax (Earnings and Pensions) Act 2003, s 234"


class HoursArePossible(Rule):
    """Source: Working Time Regulations 1998, reg 10 (11 hours’ rest in 24); the house allows a turnout beyond it."""

    code, field = "HR-CLAIM-HOURS", "ends"
    sentence = "From {starts} to {ends} less a break of {minutes} minutes is not possible: up to {most} hours are."
    remedy = "Check both times and the break. Divide longer work by its days."
    source = "SI 1998/1833, reg 10; hr/engine/claims/mileage.toml"


class HoursOnce(Rule):
    """Source: domain HR-12: nobody is paid twice for one hour."""

    code, field = "HR-CLAIM-OVERLAP", "starts"
    sentence = "You have claimed {span} already, in {claim}."
    remedy = "Claim the hours outside it, or correct the other claim."
    source = "domain HR-12"


class NotWhileAway(Rule):
    """Source: domain HR-12 and HR-10.1: nobody works while they are recorded as sick or on family leave."""

    code, field = "HR-CLAIM-AWAY", "on"
    sentence = "Your record says that you were away on {on}: {what}."
    remedy = "Check the date. If the record is wrong, ask your manager to put the absence right first."
    source = "domain HR-10.1"


class TypeInUse(Rule):
    """Source: partner policy: what may be claimed is what the partner has laid down."""

    code, field = "HR-CLAIM-TYPE", "claim_type"
    sentence = "{what} cannot be claimed for {on}."
    remedy = "Choose another kind, or ask HR to set it up."
    source = "partner policy"


class AmountIsSensible(Rule):
    """Source: domain HR-12: an expense has an amount, and its VAT is a part of it."""

    code, field = "HR-CLAIM-AMOUNT", "amount"
    sentence = "An expense is between £0.01 and £{most}, and its VAT less than the whole."
    remedy = "Copy both from the receipt."
    source = "domain HR-12"


class ReceiptOrReason(Rule):
    """Source: domain HR-12: expenses with receipt."""

    code, field = "HR-CLAIM-RECEIPT", "receipt"
    sentence = "There is no receipt, and no reason why there is none."
    remedy = "Add the receipt, or say why there is none."
    source = "domain HR-12"


class LateIsExplained(Rule):
    """Source: partner policy: late claims are explained, and HR agrees to them as well."""

    code, field = "HR-CLAIM-LATE", "late_reason"
    sentence = "Something in this claim is more than {months} months old."
    remedy = "Say why it comes late: HR reads it, too, and must agree."
    source = "partner policy, by default three months"


class ClaimNotOneself(Rule):
    """Source: domain SEC: nobody decides about their own pay, under any login."""

    code, field, is_refusal = "HR-CLAIM-NOT-ONESELF", None, True
    sentence = "This is your own claim: somebody else decides about it."
    remedy = "Your manager’s manager or the HR manager can."
    source = "domain T-SEC-4"


class ThirdPerson(Rule):
    """Source: partner policy: a late claim needs the manager and an HR manager: two people, neither the claimant."""

    code, field, is_refusal = "HR-CLAIM-THIRD-PERSON", None, True
    sentence = "You approved this claim already: another HR manager agrees to it."
    remedy = "Ask a colleague."
    source = "partner policy"


class OfOnesTeam(Rule):
    """Source: ADR 0014: a manager decides about the jobs of the own units."""

    code, field, is_refusal = "HR-CLAIM-TEAM", None, True
    sentence = "This claim is for a job outside your team."
    remedy = "The manager of that job decides about it."
    source = "ADR 0014"


class ClaimIsExplained(Rule):
    """Source: domain HR-12: whoever reads that a claim comes back reads why."""

    code, field = "HR-CLAIM-WHY", "note"
    sentence = "Say why, in {shortest} to {longest} characters."
    remedy = "The person reads it."
    source = "domain HR-12"


class ClaimTypeSetUp(Rule):
    """Source: domain HR-12: what is approved must be payable."""

    code, field = "HR-CLAIM-SET-UP", None
    sentence = "The partner has no pay element for “{what}”, so this claim cannot be paid."
    remedy = "An HR manager names one under Claims, Set up."
    source = "domain HR-12"


class ElementPaysIt(Rule):
    """Source: ITEPA 2003 ss 229 to 236: the tax treatment of an element must be that of what it pays."""

    code, field = "HR-CLAIM-ELEMENT", "element"
    sentence = "{element} does not fit: {wanted}."
    remedy = "Choose another element, or add one to the catalogue."
    source = "Income Tax (Earnings and Pensions) Act 2003, ss 229 to 236"


class PolicyIsSensible(Rule):
    """Source: partner policy: rates for a mile are pence, and months a few."""

    code, field = "HR-CLAIM-POLICY", "months_late"
    sentence = "Claims become late after 1 to 24 months, and a mile is paid less than £{most}."
    remedy = "Check the figures."
    source = "partner policy"


class PolicyAhead(Rule):
    """Source: partner policy: rates that people travelled at do not change behind them."""

    code, field = "HR-CLAIM-POLICY-DATE", "effective_from"
    sentence = "There is a policy from {since} on already."
    remedy = "Choose a later day."
    source = "partner policy"


class EndsClaimFirst(Rule):
    """Source: domain HR-12: an input that pays a claim ends with its claim."""

    code, field, is_refusal = "HR-CLAIM-INPUT", None, True
    sentence = "This input pays a claim."
    remedy = "Stop the claim instead: the person reads why."
    source = "domain HR-12"
