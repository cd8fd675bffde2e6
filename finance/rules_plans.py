"""The rules of journals that come again: one class a rule (domain FIN-02)."""

from sharedservices.common.rules import Rule


class PlanOfDraft(Rule):
    """Source: domain FIN-02: a recurring journal is written like any other, and approved before any of it is posted."""

    code, source = "PLAN-DRAFT", "domain FIN-02"
    sentence = "{journal} {why}: only a draft that waits for nobody can come again."
    remedy = "Write the journal anew, or withdraw the request about it first."


class PlanTimes(Rule):
    """Source: domain FIN-02; 120 months are the longest term that a lease or licence is spread over here."""

    code, field, source = "PLAN-TIMES", "times", "domain FIN-02"
    sentence = "{times} journals, one every {every} months, cannot be planned."
    remedy = "Enter 2 to 120 journals, and 1 to 12 months between two."


class PlanDay(Rule):
    """Source: domain FIN-02: each has a day of its own; the 29th to 31st are not in every month."""

    code, field, source = "PLAN-DAY", "first_on", "domain FIN-02"
    sentence = "The {day} is not in every month."
    remedy = "Choose a day from the 1st to the 28th."


class PlanSpreads(Rule):
    """Source: domain FIN-02: each part of a prepayment balances, to the penny."""

    code, field, source = "PLAN-SPREADS", "kind", "domain FIN-02"
    sentence = "These lines cannot be spread over {times} journals: {why}."
    remedy = "Put one line against all others, each of at least a penny for each time."


class PlanSeen(Rule):
    """Source: domain SEC-04: what is approved is what was seen."""

    code, source = "PLAN-SEEN", "domain SEC-04"
    sentence = "The days or lines are not those that were proposed."
    remedy = "Propose the plan as it is now."
    is_refusal = True


class PlanPeriod(Rule):
    """Source: domain FIN-03.4: the earliest open period of the same year takes it; never another year by itself."""

    code, source = "PLAN-PERIOD", "domain FIN-03"
    sentence = "No period of {year} takes the journal of {on}."
    remedy = "Ask the period controller to reopen one, or write what is left as a journal of this year."
