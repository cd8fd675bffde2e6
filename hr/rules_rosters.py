"""The rules of files from external rostering systems (domain HR-05)."""

from hr.rules import Rule

SHORTEST_WHY, LONGEST_WHY = 5, 200


class RosterPeriodFits(Rule):
    """Source: domain HR-05: one file for one employer and period."""

    code, field = "HR-ROSTER-PERIOD", "last_day"
    sentence = "A file tells of 1 to {most} days that are over: {first} to {last} are not."
    remedy = "Check both days. Send a longer time in several files, and a month once it is over."
    source = "domain HR-05"


class RosterSamePeriod(Rule):
    """Source: domain HR-05: a correction has the period of what it corrects, or hours would count twice."""

    code, field = "HR-ROSTER-OVERLAP", "first_day"
    sentence = "There is a file of {system} for {span} already, and the days of this one overlap it."
    remedy = "A corrected file has the same first and last day. Withdraw the other one, or send the days outside it."
    source = "domain HR-05"


class RosterNotTwice(Rule):
    """Source: domain HR-05: the same file again changes nothing, and says so."""

    code, field = "HR-ROSTER-SAME", "file"
    sentence = "The same file was taken in on {when} ({state}): nothing has changed."
    remedy = "There is nothing to do. If something was corrected, send the corrected file."
    source = "domain HR-05"


class RosterOneAtATime(Rule):
    """Source: domain HR-05: a version follows the one before it."""

    code, field = "HR-ROSTER-WAITS", None
    sentence = "Version {version} of this period is {state}."
    remedy = "Have it loaded, or withdraw it, before another version is taken in."
    source = "domain HR-05"


class RosterSecondPerson(Rule):
    """Source: domain T-SEC-4: what is paid is taken in by one person and loaded by another."""

    code, field, is_refusal = "HR-ROSTER-SECOND", None, True
    sentence = "You took this file in: somebody else loads it."
    remedy = "Ask a colleague who may load roster files."
    source = "domain T-SEC-4"


class RosterNotOneself(Rule):
    """Source: domain SEC: nobody decides about their own pay, or that of somebody close to them."""

    code, field, is_refusal = "HR-ROSTER-ONESELF", None, True
    sentence = "This file has a claim of yours, or of somebody to whom you are declared close."
    remedy = "Ask a colleague to load it."
    source = "domain T-SEC-4"


class RosterStillFits(Rule):
    """Source: domain HR-05: what was right when it was checked is looked at again when it is loaded."""

    code, field = "HR-ROSTER-MOVED", None
    sentence = "Something has changed since this file was checked. Row {row}: {what}"
    remedy = "Withdraw this file, and take it in again: every fault is named then."
    source = "domain HR-05"


class RosterNotRead(Rule):
    """Source: domain HR-05: what a pay run or the end of a leave year has read is not taken away under it."""

    code, field = "HR-ROSTER-READ", "reason"
    sentence = "This file cannot be withdrawn: {what}"
    remedy = "Send a corrected version. What was paid is corrected there by a claim of the difference."
    source = "domain HR-05"


class RosterSaysWhy(Rule):
    """Source: domain HR-05: a file is withdrawn with a reason."""

    code, field = "HR-ROSTER-WHY", "reason"
    sentence = "A reason has {shortest} to {longest} characters."
    remedy = "Say why the file is withdrawn."
    source = "domain HR-05"


class NewerRosterFirst(Rule):
    """Source: domain HR-05: versions end in the reverse of the order in which they came."""

    code, field = "HR-ROSTER-NEWER", None
    sentence = "Version {version} was loaded after this one."
    remedy = "Withdraw that one first."
    source = "domain HR-05"


class HoursNotInRoster(Rule):
    """Source: domain HR-12: nobody is paid twice for one hour, whichever system it was claimed in."""

    code, field = "HR-ROSTER-HOURS", "starts"
    sentence = "{system} has sent an approved claim for some of these hours: {reference}, {span}."
    remedy = "Claim the hours outside it, or have it cancelled in the rostering system."
    source = "domain HR-12"


class LeaveNotInRoster(Rule):
    """Source: domain HR-10.3: leave that is kept in a rostering system comes by import, and counts once."""

    code, field = "HR-ROSTER-LEAVE", "first_day"
    sentence = "{system} has sent annual leave of this job for {span}: leave of these days is kept there."
    remedy = "Ask for leave in the rostering system."
    source = "domain HR-10.3"


class EndsRosterFirst(Rule):
    """Source: domain HR-05: an input that pays a claim of a rostering system ends with that claim."""

    code, field = "HR-ROSTER-INPUT", None
    sentence = "This input pays an approved claim of a rostering system."
    remedy = "Have the claim cancelled there, and load the corrected file."
    source = "domain HR-05"
