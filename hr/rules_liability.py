"""The rules of employee liability information, each with its sentence, what to do, and where it comes from."""

from hr.rules import Rule

LAW = "TUPE 2006 reg 11"


class PeopleKnown(Rule):
    """Source: TUPE 2006 regulation 11(1): about every employee of the group who goes over, and nobody else."""

    code, field = "HR-LIABILITY-PEOPLE", "numbers"
    sentence = "Whom it is about is not clear: {problem}"
    remedy = "Enter employee numbers, one a line, of people who are employed here on the day before the transfer."
    source = LAW


class TransferAhead(Rule):
    """Source: TUPE 2006 regulation 11(1): it is given before the transfer."""

    code, field = "HR-LIABILITY-AHEAD", "transfer_on"
    sentence = "The transfer is on {on}: that is not ahead."
    remedy = "Enter the first day with the new employer."
    source = LAW


class ConfirmedByAnother(Rule):
    """Source: domain SEC-04: whoever prepared it does not confirm it, by any login."""

    code, field, is_refusal = "HR-LIABILITY-SECOND", None, True
    sentence = "You prepared this information. Somebody else confirms it."
    remedy = "Ask another HR manager, or the HR director."
    source = "domain SEC-04"


class ConfirmedAsSeen(Rule):
    """Source: domain SEC-04: a confirmation is of the content that was shown."""

    code, field = "HR-LIABILITY-SEEN", None
    sentence = "The record has changed since this page was opened."
    remedy = "Look at what it says now, and confirm it then."
    source = "domain SEC-04"


class RecentEnough(Rule):
    """Source: TUPE 2006 regulation 11(3): as at a day not more than fourteen days before it is given."""

    code, field = "HR-LIABILITY-AS-AT", "given_on"
    sentence = "It says what was right on {as_at}: given on {on} it is more than {most} days old, or older than itself."
    remedy = "Withdraw it, prepare it anew and have it confirmed."
    source = "TUPE 2006 reg 11(3)"


class GivenInTime(Rule):
    """Source: TUPE 2006 regulation 11(6): 28 days before, unless special circumstances make that impracticable."""

    code, field = "HR-LIABILITY-LATE", "why_late"
    sentence = "It is due by {latest}, {days} days before the transfer on {on}."
    remedy = "Say which special circumstances made that impracticable. Without them a tribunal may award £500 a person."
    source = "TUPE 2006 regs 11(6) and 12"


class GivenByToday(Rule):
    """Source: domain 0.1: what has happened lies in the past, and before the transfer."""

    code, field = "HR-LIABILITY-GIVEN", "given_on"
    sentence = "It was given on {on}: that is in the future, or not before the transfer."
    remedy = "Enter the day on which it was sent."
    source = LAW
