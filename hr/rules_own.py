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


class OwnTimeOnly(Rule):
    """Source: domain HR-12: people report for themselves; managers and HR for others, on pages of their own."""

    code, field, is_refusal = "HR-OWN-TIME", None, True
    sentence = "Only the person themselves does this in self-service."
    remedy = "Report it on their record instead."
    source = "domain HR-12"


class OwnReportIsRecent(Rule):
    """Source: partner policy: what is told later changes pay that was paid, and HR looks at it first."""

    code, field = "HR-OWN-RECENT", "first_day"
    sentence = "{on} is more than {most} days ago."
    remedy = "Ask HR to record it: pay of that time has been worked out."
    source = "partner policy"


class JobsChosen(Rule):
    """Source: domain HR-10.1: with several jobs, somebody says which ones the sickness keeps them from."""

    code, field = "HR-OWN-JOBS", "jobs"
    sentence = "No job is chosen."
    remedy = "Choose every job that you are too ill for."
    source = "domain HR-10.1"


class OwnLeaveAhead(Rule):
    """Source: domain HR-10.3: leave that was taken was taken."""

    code, field = "HR-OWN-LEAVE-AHEAD", None
    sentence = "This leave began on {on}."
    remedy = "Ask your manager: leave that has begun is put right by whoever approved it."
    source = "domain HR-10.3"


class FitNoteIsThere(Rule):
    """Source: Statutory Sick Pay (Medical Evidence) Regulations 1985: the statement itself is the evidence."""

    code, field = "HR-OWN-FIT-NOTE", "file"
    sentence = "There is no fit note in what you sent."
    remedy = "Take a photograph of the whole fit note, or choose the PDF that you were sent."
    source = "SI 1985/1604 reg 2"
