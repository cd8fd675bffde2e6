"""The rules of choices at the year's end for what is still ordered: one class a rule (domain FIN-03.5)."""

from sharedservices.common.rules import Rule


class YearIsEnding(Rule):
    """Source: domain FIN-03.5: a choice of the year's end."""

    code, source = "YE-SOON", "domain FIN-03"
    sentence = "The financial year {year} ends on 31 March: choices are made from {day}."
    remedy = "Close what is not needed on the order itself, or come back then."


class LinesChosen(Rule):
    """Source: domain FIN-03.5: a choice for each open line, one at a time."""

    code, source = "YE-LINES", "domain FIN-03"
    sentence = "{why}."
    remedy = "Look at the list again, and choose once more."


class ReasonGiven(Rule):
    """Source: domain SEC-04: who decides says why."""

    code, field, source = "YE-REASON", "reason", "domain SEC-04"
    sentence = "It needs a reason of {least} characters at least."
    remedy = "Say why, for who reads it next year."


class AccruedIsOrdered(Rule):
    """Source: domain FIN-03.5, FIN-05: what was received is actual cost of the year; a requisition receives nothing."""

    code, field, source = "YE-ACCRUE", "kind", "domain FIN-03, FIN-05"
    sentence = "{reference}, line {line}, is a requisition: nothing of it can have come."
    remedy = "Carry it or close it."


class BudgetGoesWithOrder(Rule):
    """Source: domain FIN-03.5: CARRY is of the commitment and, if policy, of the budget."""

    code, field, source = "YE-BUDGET", "with_budget", "domain FIN-03"
    sentence = "Budget is carried with what is carried, not with what is accrued or closed."
    remedy = "Choose to carry, or leave the budget where it is."


class AnotherDecides(Rule):
    """Source: domain SEC-04: what one person proposes, another decides."""

    code, source, is_refusal = "YE-SECOND", "domain SEC-04", True
    sentence = "You proposed some of these choices, by whichever login. Somebody else decides them."
    remedy = "Ask a colleague who decides about budgets."


class ChoiceStillFits(Rule):
    """Source: domain FIN-05: a commitment moves by its events; what was proposed is of what it held then."""

    code, source = "YE-CHANGED", "domain FIN-05"
    sentence = "{reference}, line {line}, held £{was:,.2f} when this was proposed and holds £{now:,.2f} now."
    remedy = "Refuse this choice, so that it is made again for what is open now."


class SomethingToDraft(Rule):
    """Source: domain FIN-03.5."""

    code, source = "YE-DRAFT", "domain FIN-03"
    sentence = "{why}."
    remedy = "Agree to choices first, or open the draft that is there."


ALL_RULES: tuple[type[Rule], ...] = (
    YearIsEnding, LinesChosen, ReasonGiven, AccruedIsOrdered, BudgetGoesWithOrder, AnotherDecides, ChoiceStillFits,
    SomethingToDraft,
)  # fmt: skip
