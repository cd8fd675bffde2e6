"""The rules of paying back what a leaver was overpaid, each with its sentence, what to do, and where it comes from."""

from hr.rules import Rule


class SomethingOverpaid(Rule):
    """Source: domain HR-08: the amount is worked out before anything is proposed."""

    code, field = "HR-REPAY-AMOUNT", None
    sentence = "It is not known what was overpaid."
    remedy = "Work the payslip out by hand, or wait until it is paid."
    source = "domain HR-08"


class PlanOnce(Rule):
    """Source: domain HR-08: one plan for one leaving."""

    code, field = "HR-REPAY-ONCE", None
    sentence = "There is a plan for this leaving already."
    remedy = "Take that plan back first if it has not begun."
    source = "domain HR-08"


class InstalmentFits(Rule):
    """Source: partner policy: an instalment is a part of what was overpaid, from today on."""

    code, field = "HR-REPAY-INSTALMENT", "amount"
    sentence = "An instalment lies between £0.01 and £{total}, and the first is due today or later."
    remedy = "Check the amount and the day."
    source = "partner policy"


class ConsentSaid(Rule):
    """Source: domain HR-08: with consent, or within the cap."""

    code, field = "HR-REPAY-CONSENT", "consent"
    sentence = "Agreement has a day, not in the future, and something that shows it."
    remedy = "Enter both, or leave both empty when the person has not agreed."
    source = "domain HR-08"


class WithinCap(Rule):
    """Source: domain HR-08: at most a tenth of a month’s net pay without consent (recovery_cap)."""

    code, field = "HR-REPAY-CAP", "consent"
    sentence = "£{amount} a month is above the cap of £{cap} that may be kept back without agreement."
    remedy = "Enter when and how the person agreed, or take the plan back and propose less."
    source = "domain HR-08"


class PlanRuns(Rule):
    """Source: domain HR-08: nothing is taken before a plan has begun."""

    code, field = "HR-REPAY-RUNS", None
    sentence = "This plan is not being paid back at present."
    remedy = "Begin it first, or look at why it ended."
    source = "domain HR-08"


class PaidByToday(Rule):
    """Source: domain HR-08: the ledger says what was paid, not what will be."""

    code, field = "HR-REPAY-DAY", "paid_on"
    sentence = "That day is in the future."
    remedy = "Enter the day on which it was paid."
    source = "domain HR-08"


class NotMoreThanLeft(Rule):
    """Source: domain HR-08: nobody pays back more than was overpaid."""

    code, field = "HR-REPAY-LEFT", "amount"
    sentence = "£{left} is left to pay back."
    remedy = "Enter that or less."
    source = "domain HR-08"


class ElementRecovers(Rule):
    """Source: domain HR-09: what takes money back stops with a death."""

    code, field = "HR-REPAY-ELEMENT", "element"
    sentence = "This pay element does not take money back."
    remedy = "Choose a deduction that stops with a death."
    source = "domain HR-09"


class OnceAPeriod(Rule):
    """Source: domain HR-08: the cap is for a month."""

    code, field = "HR-REPAY-PERIOD", "period_start"
    sentence = "An instalment is entered for the period from {on} already."
    remedy = "Choose the next period."
    source = "domain HR-08"


class WaivedByAnother(Rule):
    """Source: domain SEC-04: who proposes does not decide."""

    code, field, is_refusal = "HR-REPAY-WAIVED", None, True
    sentence = "You proposed this plan. Somebody else waives it."
    remedy = "Ask another HR director."
    source = "domain SEC-04"


ALL_RULES: tuple[type[Rule], ...] = (
    SomethingOverpaid, PlanOnce, InstalmentFits, ConsentSaid, WithinCap, PlanRuns, PaidByToday, NotMoreThanLeft,
    ElementRecovers, OnceAPeriod, WaivedByAnother,
)  # fmt: skip
