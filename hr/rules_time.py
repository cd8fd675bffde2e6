"""The rules of working time over all jobs, each with its sentence, what to do, and where it comes from."""

from hr.rules import Rule


class OptOutOfAdult(Rule):
    """Source: Working Time Regulations 1998, regs 5 and 5A: people under 18 cannot agree to longer hours."""

    code, field = "HR-OPTOUT-ADULT", "signed_on"
    sentence = "They are under 18 on {on}: nobody of that age can agree to longer hours."
    remedy = "Keep their hours within {most} a week over all jobs."
    source = "Working Time Regulations 1998, reg 5A"


class OptOutDates(Rule):
    """Source: Working Time Regulations 1998, reg 5: signed before it counts, for a time or until notice is given."""

    code, field = "HR-OPTOUT-DATES", "signed_on"
    sentence = "An agreement is signed no later than today, and its last day, if it has one, is not before that."
    remedy = "Copy both days from the paper."
    source = "Working Time Regulations 1998, reg 5"


class OptOutOnce(Rule):
    """Source: partner policy: one agreement holds at a time, so that everybody knows which notice counts."""

    code, field = "HR-OPTOUT-ONCE", "signed_on"
    sentence = "Another agreement holds from {start} on."
    remedy = "Record its end first, or the day from which this one follows it."
    source = "partner policy"


class OptOutNotice(Rule):
    """Source: Working Time Regulations 1998, reg 5(2) and (3): seven days at least, three months at most."""

    code, field = "HR-OPTOUT-NOTICE", "notice_days"
    sentence = "{days} days are no notice that an agreement may ask for: from {least} days to {months} months."
    remedy = "Enter what the paper says; where it says nothing the notice is {least} days."
    source = "Working Time Regulations 1998, reg 5"


class OptOutEndsOnce(Rule):
    """Source: Working Time Regulations 1998, reg 5(3): a notice is given once, while the agreement holds."""

    code, field = "HR-OPTOUT-ENDS", "given_on"
    sentence = "Notice of this agreement cannot be given on {on}: it has ended, has notice already, or begins later."
    remedy = "Look at the days of the agreement. A notice counts from the day on which it is given, not later."
    source = "Working Time Regulations 1998, reg 5"
