"""The rules of absence and annual leave, each with its sentence, what to do, and where it comes from."""

from hr.rules import Rule


class SicknessHasBegun(Rule):
    """Source: domain HR-10.1: sickness is reported when it happens; nobody is sick in advance."""

    code, field = "HR-ABSENCE-FUTURE", "first_day"
    sentence = "{on} is in the future: sickness is reported when it has begun."
    remedy = "Enter the day on which it began, or book leave instead."
    source = "domain HR-10.1"


class ReturnIsKnown(Rule):
    """Source: domain HR-10.1: an absence ends when somebody has come back, not before."""

    code, field = "HR-ABSENCE-RETURN", "last_day"
    sentence = "{on} is in the future: the absence ends when the person is back."
    remedy = "Leave it open, and record the fit note instead."
    source = "domain HR-10.1"


class AbsenceInOrder(Rule):
    """Source: domain HR-10.1: an absence has a first day and, later or on the same day, a last."""

    code, field = "HR-ABSENCE-ORDER", "last_day"
    sentence = "The last day, {last}, is before the first, {first}."
    remedy = "Check both dates."
    source = "domain HR-10.1"


class AbsenceOverlaps(Rule):
    """Source: domain HR-10.1: no absence overlaps another of the same job."""

    code, field = "HR-ABSENCE-OVERLAP", "first_day"
    sentence = "There is already an absence from this job {span}."
    remedy = "Change or cancel that one, or choose days outside it."
    source = "domain HR-10.1"


class FitNoteFromDayEight(Rule):
    """Source: Statutory Sick Pay (Medical Evidence) Regulations 1985: a statement is needed from the eighth day."""

    code, field = "HR-FIT-NOTE", "last_day"
    sentence = "No fit note covers {missing}. After seven days of sickness every day needs one."
    remedy = "Report the absence without a last day, record the fit note, then close it."
    source = "SI 1985/1604 reg 2; domain HR-10.1"


class FitNoteDates(Rule):
    """Source: domain HR-10.1: a fit note covers days of its absence, a year at most."""

    code, field = "HR-FIT-NOTE-DATES", "covers_to"
    sentence = (
        "A fit note of this absence covers days from {first} on, its last day not before its first, {most} at most."
    )
    remedy = "Copy both dates from the note."
    source = "domain HR-10.1"


class HoursLostFit(Rule):
    """Source: domain HR-10.1: a part day is less than the day's hours."""

    code, field = "HR-ABSENCE-HOURS", "hours_lost"
    sentence = "A part of a day is more than 0 and less than {most} hours."
    remedy = "Enter the hours lost, or leave it empty when the whole day was lost."
    source = "domain HR-10.1"


class LeaveInOrder(Rule):
    """Source: domain HR-10.3: leave has a first day and, later or on the same day, a last."""

    code, field = "HR-LEAVE-ORDER", "last_day"
    sentence = "The last day, {last}, is before the first, {first}."
    remedy = "Check both dates."
    source = "domain HR-10.3"


class LeaveWithinYear(Rule):
    """Source: domain HR-10.3: hours are counted by leave year."""

    code, field = "HR-LEAVE-YEAR", "last_day"
    sentence = "The leave year ends on {ends}, inside this leave."
    remedy = "Book the days up to {ends} and those after it separately."
    source = "domain HR-10.3"


class LeaveOverlaps(Rule):
    """Source: domain HR-10.3: a day of leave is booked once."""

    code, field = "HR-LEAVE-OVERLAP", "first_day"
    sentence = "There is already leave booked {span}."
    remedy = "Choose other days, or have that booking cancelled first."
    source = "domain HR-10.3"


class LeaveOnWorkingDays(Rule):
    """Source: domain HR-10.3: leave is taken in rostered hours."""

    code, field = "HR-LEAVE-ROSTER", "first_day"
    sentence = "Nothing is rostered on these days, apart from bank holidays: they need no leave."
    remedy = "Choose days with rostered hours."
    source = "domain HR-10.3"


class LeaveHoursFit(Rule):
    """Source: domain HR-10.3: leave is taken in rostered hours; a part of one day may be taken."""

    code, field = "HR-LEAVE-HOURS", "hours"
    sentence = "{hours} hours do not fit: {rostered} are rostered, and only a single day may be taken in part."
    remedy = "Leave the hours empty for whole days."
    source = "domain HR-10.3"


class LeaveWithinBalance(Rule):
    """Source: domain HR-10.3: nobody takes more leave than the year gives."""

    code, field = "HR-LEAVE-BALANCE", "last_day"
    sentence = "This leave is {hours} hours, and {left} are left in the leave year."
    remedy = "Choose fewer days, or ask HR about hours carried over."
    source = "domain HR-10.3"


class LeaveIsAgreed(Rule):
    """Source: domain HR-10.3: what leave there is, the partner has agreed for the staff group."""

    code, field = "HR-LEAVE-TERMS", "first_day"
    sentence = "No annual leave is agreed for this job on {on}."
    remedy = "Ask HR to record the absence terms of the staff group."
    source = "domain HR-10.3"


class CarryOverFits(Rule):
    """Source: Working Time Regulations 1998 reg 13: each reason carries so many weeks over, and no more."""

    code, field = "HR-CARRY-OVER", "hours"
    sentence = "For this reason at most {most} hours can be carried over, more than 0."
    remedy = "Enter the hours left over for this reason."
    source = "SI 1998/1833 reg 13; domain HR-10.3"


class CarryOverUnused(Rule):
    """Source: domain HR-10.3: only what nobody has taken is carried over."""

    code, field = "HR-CARRY-OVER-UNUSED", "hours"
    sentence = "Only {left} hours of the leave year to {ends} are unused and not carried over yet."
    remedy = "Enter at most these hours."
    source = "domain HR-10.3"


class CarriedStands(Rule):
    """Source: domain HR-10.3: hours that leave was taken from stay."""

    code, field = "HR-CARRIED-STANDS", None
    sentence = "These hours cannot be cancelled: they are {why}."
    remedy = "Look at the leave of the job."
    source = "domain HR-10.3"


class YearEndInTime(Rule):
    """Source: domain HR-10.3: what is unused is known when the year is over."""

    code, field = "HR-YEAR-END-TIME", "year_start"
    sentence = "The leave year to {ends} is not over, or hours were carried over from it for all jobs already."
    remedy = "Choose another year, or look at the list of year ends."
    source = "domain HR-10.3"


class YearEndUnchanged(Rule):
    """Source: domain HR-10.3: what is approved is what was looked at."""

    code, field = "HR-YEAR-END-SAME", None
    sentence = "Leave of these jobs has changed since the list was prepared."
    remedy = "Discard it and prepare it again."
    source = "domain HR-10.3"


class BandsFit(Rule):
    """Source: domain HR-10.2 and 10.3: bands of service begin with the first day and rise."""

    code, field = "HR-TERMS-BANDS", "leave_bands"
    sentence = "These figures cannot be: bands begin at 0 and rise, with at most 6 months of pay and 60 days of leave."
    remedy = "Correct the lines. At most 28 days are carried over."
    source = "domain HR-10.2, HR-10.3"


class OneScale(Rule):
    """Source: domain HR-10.2: a staff group has a national scale of sick pay, or bands of its own."""

    code, field = "HR-TERMS-SCALE", "sick_scale"
    sentence = "Choose a national scale that holds on this day, or enter bands of your own, and not both."
    remedy = "Empty one of the two."
    source = "domain HR-10.2"


class TriggersWhole(Rule):
    """Source: domain HR-10.1: triggers are parameters, and hang together."""

    code, field = "HR-TERMS-TRIGGERS", "episodes"
    sentence = "Enter all five figures of the triggers, each above 0, or none of them."
    remedy = "Leave all five empty to use those of the partnership."
    source = "domain HR-10.1"


class TermsHaveSource(Rule):
    """Source: domain HR-10.2: what is agreed names its agreement."""

    code, field = "HR-TERMS-SOURCE", "source"
    sentence = "Enter where it is agreed."
    remedy = "Name the agreement or the decision."
    source = "domain HR-10.2"


class LeaveYearMoves(Rule):
    """Source: domain HR-10.3: leave is counted by whole leave years."""

    code, field = "HR-TERMS-YEAR", "effective_from"
    sentence = "Leave years can begin in another month only from the first day of that month."
    remedy = "Let the change hold from the first day of the first new leave year."
    source = "domain HR-10.3"


class CarryOverOnce(Rule):
    """Source: domain HR-10.3: the reasons of carry-over are kept apart, one amount each."""

    code, field = "HR-CARRY-OVER-ONCE", "bucket"
    sentence = "Hours are already carried over for this reason into the year from {start}."
    remedy = "Choose another reason."
    source = "domain HR-10.3"


ALL_RULES: tuple[type[Rule], ...] = (
    SicknessHasBegun, ReturnIsKnown, AbsenceInOrder, AbsenceOverlaps, FitNoteFromDayEight, FitNoteDates, HoursLostFit,
    LeaveInOrder, LeaveWithinYear, LeaveOverlaps, LeaveOnWorkingDays, LeaveHoursFit, LeaveWithinBalance, LeaveIsAgreed,
    CarryOverFits, CarryOverOnce, CarryOverUnused, CarriedStands, YearEndInTime, YearEndUnchanged,
    BandsFit, OneScale, TriggersWhole, TermsHaveSource, LeaveYearMoves,
)  # fmt: skip


class IrregularLeaveFrom(Rule):
    """Source: Working Time Regulations 1998, regs 15B and 16A, as inserted by SI 2023/1426."""

    code, field = "HR-LEAVE-IRREGULAR-FROM", "irregular_leave"
    sentence = "On {on} law knew no leave by hours worked and no rolled-up holiday pay: both began in April 2024."
    remedy = "Choose a later first day, or leave as it is for everybody."
    source = "Working Time Regulations 1998, regs 15B and 16A"


class LeaveHoursSaid(Rule):
    """Source: Working Time Regulations 1998, reg 15B: irregular hours give leave in hours, and no roster tells them."""

    code, field = "HR-LEAVE-HOURS-SAID", "hours"
    sentence = "This job has no roster: say how many hours of leave are meant, from more than 0 to {most}."
    remedy = "Enter the hours that would have been worked."
    source = "Working Time Regulations 1998, reg 15B"
