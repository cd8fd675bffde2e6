"""The rules of a move into another pay group (domain HR-07)."""

from hr.rules import Rule


class SamePayeScheme(Rule):
    """Source: HMRC, CWG2: another PAYE scheme is another employment, with a leaver and a starter in the returns."""

    code, field = "HR-PAYGROUP-SCHEME", "pay_group"
    sentence = "{group} belongs to another employer or another PAYE scheme."
    remedy = "Choose a pay group of the same scheme; for another one record a leaver and a starter."
    source = "HMRC, CWG2"


class StartsAPeriod(Rule):
    """Source: domain HR-07: a pay group pays whole periods of its own."""

    code, field = "HR-PAYGROUP-START", "effective_from"
    sentence = "No pay period of {group} starts on {on}."
    remedy = "{starts}"
    source = "domain HR-07"


class NothingIsFrozen(Rule):
    """Source: domain HR-07: what a run holds already is not moved under it."""

    code, field = "HR-PAYGROUP-FROZEN", "effective_from"
    sentence = "The run {run} is calculated already for days from {on} on."
    remedy = "Choose a later period, or have payroll cancel the run, as long as it is not paid."
    source = "domain HR-07"


class OneMove(Rule):
    """Source: our own rule: a period has one pay group, so one move is over before the next begins."""

    code, field = "HR-PAYGROUP-ONE", "effective_from"
    sentence = "The employment moves to {group} on {since}."
    remedy = "Choose a later day once that has come; or take it back: propose {former} from {since}."
    source = "our own rule"


class NoGap(Rule):
    """Source: domain HR-07: every day of an employment is paid by one pay group."""

    code, field = "HR-PAYGROUP-GAP", "effective_from"
    sentence = "{group} has no pay period for {on}, the day before: nobody would pay it."
    remedy = "Have payroll make the calendar of {group} first, or choose an earlier period."
    source = "domain HR-07"


class AmountsFit(Rule):
    """Source: domain HR-07: an amount is agreed for a pay period; another period needs another amount."""

    code, field = "HR-PAYGROUP-AMOUNTS", "effective_from"
    sentence = "{elements}: an amount each pay period, which would go on for periods of another length."
    remedy = "End each on {last} and add it from {on} with the amount for a period of {group}. Then propose again."
    source = "domain HR-07"


class NoInputsLeft(Rule):
    """Source: domain HR-07: an input is paid with the pay group that it was entered for, or never."""

    code, field = "HR-PAYGROUP-INPUTS", "effective_from"
    sentence = "{inputs} entered with {group} for periods from {on} on would never be paid."
    remedy = "Withdraw or reject them, and enter them with the new pay group once it is approved."
    source = "domain HR-07"
