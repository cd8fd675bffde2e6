"""The rules of accidents and exposure at work, each with its sentence, what to do, and where it comes from."""

from hr.rules import Rule


class SafetyCategoryFits(Rule):
    """Source: RIDDOR 2013, reg 12; COSHH 2002, reg 11: what happened, or what somebody was exposed to."""

    code, field = "HR-SAFETY-CATEGORY", "category"
    sentence = "This category does not belong to what you record: {kind}."
    remedy = "Choose what happened for an accident, or what they were exposed to."
    source = "domain HR-13"


class SafetyDates(Rule):
    """Source: RIDDOR 2013, schedule 1: a record is of what has happened."""

    code, field = "HR-SAFETY-DATES", "happened_on"
    sentence = "{on} is in the future, or before the day on which it began."
    remedy = "Enter the day on which it happened, or began; the last day of an exposure follows it."
    source = "domain HR-13"


class SafetyWords(Rule):
    """Source: UK GDPR, article 5(1)(c): what is needed, and no more."""

    code, field = "HR-SAFETY-WORDS", "account"
    sentence = "Say it in a few words: at most {longest} characters."
    remedy = "Say what happened. What is wrong with the person medically does not belong here."
    source = "UK GDPR, article 5(1)(c)"


class SafetyEndsOnce(Rule):
    """Source: COSHH 2002, reg 11(3): the years count from the last entry."""

    code, field = "HR-SAFETY-ENDS", "ended_on"
    sentence = "This record has no exposure that is still open."
    remedy = "Only an exposure ends, and it ends once. If a day is wrong, withdraw the record and record it anew."
    source = "domain HR-13"


class SafetyReportedOnce(Rule):
    """Source: RIDDOR 2013, regs 4 and 8: a report is made of what must be reported."""

    code, field = "HR-SAFETY-REPORTED", "reported_on"
    sentence = "No report to HSE is waiting for this record."
    remedy = "A report is noted once, and only for what RIDDOR asks to be reported."
    source = "RIDDOR 2013 (SI 2013/1471), regs 4 and 8"


class SafetyStands(Rule):
    """Source: partner policy: what was withdrawn is history."""

    code = "HR-SAFETY-STANDS"
    sentence = "This record was withdrawn."
    remedy = "Record it anew if it was right after all."
    source = "partner policy"


class SafetyNumber(Rule):
    """Source: partner policy: a record is about somebody who works or worked here."""

    code, field = "HR-SAFETY-NUMBER", "employee_no"
    sentence = "Nobody has this employee number here."
    remedy = "Check the number. Visitors and contractors are in the accident book of the building."
    source = "partner policy"
