"""The rules of what somebody asks for about themselves."""

from hr.rules import Rule


class DaysToCome(Rule):
    """Source: partner policy: what was worked was worked; recorded hours are corrected by payroll."""

    code, field = "HR-OWN-TO-COME", "effective_from"
    sentence = "{on} is not a day to come."
    remedy = "Choose a day to come. If recorded hours are wrong, ask payroll."
    source = "partner policy"


class JobGoesOn(Rule):
    """Source: domain HR-03: hours belong to a job while it lasts."""

    code, field = "HR-OWN-JOB", "effective_from"
    sentence = "Your job has no hours on {on}."
    remedy = "Choose a day on which the job lasts."
    source = "domain HR-03"
