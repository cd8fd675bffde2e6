"""The rules of family leave and of sick pay that goes down, each with its sentence, what to do, and its source."""

from hr.rules import Rule


class FamilyRightKnown(Rule):
    """Source: domain HR-10.4: leave follows the law of the day on which notice was given."""

    code, field = "HR-FAMILY-RIGHT", "notified_on"
    sentence = "There was no right to this leave on {on}."
    remedy = "Check the kind of leave and the day of notice."
    source = "domain HR-10.4"


class FamilyAnchorKnown(Rule):
    """Source: the instruments named in hr/engine/agreements/family_leave.toml: spans are counted from a day."""

    code, field = "HR-FAMILY-ANCHOR", "expected_on"
    sentence = "{words}."
    remedy = "Copy it from the certificate or the notice."
    source = "domain HR-10.4"


class FamilyWithinWindow(Rule):
    """Source: the instruments named in hr/engine/agreements/family_leave.toml: leave lies within a span."""

    code, field = "HR-FAMILY-WINDOW", "first_day"
    sentence = "{words}."
    remedy = "Choose other days, or record what the partner grants beyond the law as another kind of leave."
    source = "domain HR-10.4"


class FamilyLengthFits(Rule):
    """Source: the instruments named in hr/engine/agreements/family_leave.toml: leave is so long at most."""

    code, field = "HR-FAMILY-LENGTH", "last_day"
    sentence = "{words}."
    remedy = "Check both dates."
    source = "domain HR-10.4"


class FamilyOverlaps(Rule):
    """Source: domain HR-10: nobody is absent twice from one job."""

    code, field = "HR-FAMILY-OVERLAP", "first_day"
    sentence = "There is already {what} from this job {span}."
    remedy = "End or cancel that one first, or choose days outside it."
    source = "domain HR-10.1"


class FamilyAllowance(Rule):
    """Source: SI 2024/251 reg 5 (carer’s leave); SI 1999/3312 reg 14 and schedule 2 (parental leave)."""

    code, field = "HR-FAMILY-ALLOWANCE", "last_day"
    sentence = "That would be {wanted}. The law gives {most}."
    remedy = "Choose fewer days, or record what the partner grants beyond the law as another kind of leave."
    source = "SI 2024/251; SI 1999/3312"


class SharedWeeksLeft(Rule):
    """Source: Shared Parental Leave Regulations 2014 (SI 2014/3050) reg 6: both parents take from one total."""

    code, field = "HR-FAMILY-SHARED-LEFT", "weeks_granted"
    sentence = (
        "{left} weeks are left to share, not {wanted}: {used} were taken as maternity or adoption leave, and the other "
        "parent takes {other}."
    )
    remedy = "Check the three numbers with the declarations of both parents."
    source = "SI 2014/3050 regulation 6"


class SharedWeeksKnown(Rule):
    """Source: SI 2014/3050 regs 6 and 7; SI 2025/375 reg 5: how much there is depends on others, or on the care."""

    code, field = "HR-FAMILY-WEEKS", "weeks_granted"
    sentence = "How many weeks there are is missing, or more than {most}."
    remedy = "Enter the weeks that are left to share, or the weeks of neonatal care."
    source = "SI 2014/3050; SI 2025/375"


class EventHasHappened(Rule):
    """Source: domain HR-10.4: a birth or a placement is recorded when it has happened."""

    code, field = "HR-FAMILY-EVENT", "happened_on"
    sentence = "{on} is in the future, or so far from what was expected that it must be a slip."
    remedy = "Check the year, or correct the expected day first."
    source = "domain HR-10.4"


class ReturnInTime(Rule):
    """Source: SI 1999/3312 reg 11; SI 2002/2788 reg 25: an earlier return needs eight weeks’ notice or agreement."""

    code, field = "HR-FAMILY-RETURN", "return_on"
    sentence = "A return on {on} needs notice by {due}: it came on {given}."
    remedy = "Agree the shorter notice by ticking the box, or put the return off to {earliest}."
    source = "SI 1999/3312 reg 11; SI 2002/2788 reg 25"


class ReturnWithinLeave(Rule):
    """Source: SI 1999/3312 regs 7, 8 and 11: one comes back during leave, and after the compulsory weeks."""

    code, field = "HR-FAMILY-RETURN-DAY", "return_on"
    sentence = "A return lies between {first} and {last}."
    remedy = "Choose a day within this leave."
    source = "SI 1999/3312 regs 7 and 8"


class CurtailedInTime(Rule):
    """Source: Maternity and Adoption Leave (Curtailment) Regulations 2014 (SI 2014/3052) regs 5 to 7."""

    code, field = "HR-FAMILY-CURTAIL", "last_day"
    sentence = "Leave can be curtailed to a last day between {first} and {last}: eight weeks after the notice."
    remedy = "Choose a later last day."
    source = "SI 2014/3052 regs 5 to 7"


class KitDayWithin(Rule):
    """Source: SI 1999/3312 reg 12A; SI 2002/2788 reg 21A; SI 2014/3050 reg 37: within leave, not after a birth."""

    code, field = "HR-KIT-DAY", "worked_on"
    sentence = "{on} is no day of this leave that may be worked."
    remedy = "Choose a day of leave that has come, and not one of the two weeks from the birth."
    source = "SI 1999/3312 reg 12A"


class KitDaysLeft(Rule):
    """Source: SI 1999/3312 reg 12A (10 days); SI 2014/3050 reg 37 (20 days): one more would end the leave."""

    code, field = "HR-KIT-LEFT", "worked_on"
    sentence = "All {most} days that may be worked during this leave are used."
    remedy = "Record an early return instead."
    source = "SI 1999/3312 reg 12A; SI 2014/3050 reg 37"


class KitDayOnce(Rule):
    """Source: SI 1999/3312 reg 12A: any work on a day is a whole day of the ten."""

    code, field = "HR-KIT-ONCE", "worked_on"
    sentence = "{on} is recorded already."
    remedy = "Choose another day."
    source = "SI 1999/3312 reg 12A(2)"


class WordsForTheBereaved(Rule):
    """Source: domain HR-09 and HR-10.4: to the bereaved somebody writes, and not a machine."""

    code, field = "HR-FAMILY-WORDS", "words"
    sentence = "A bereavement is part of this case: nothing is sent without words of your own."
    remedy = "Write a few lines, or speak to the person instead."
    source = "domain HR-09"


class StepDownToDecide(Rule):
    """Source: domain HR-10.2: sick pay goes down when its notice was sent and the HR manager has confirmed."""

    code, field = "HR-STEP-DOWN", None
    sentence = "This step-down cannot be decided: {why}."
    remedy = "Look at the forecast on the page of the person."
    source = "domain HR-10.2"


class NoticeToSendAgain(Rule):
    """Source: domain HR-10.2: pay goes down only when the notice was sent."""

    code, field = "HR-NOTICE-AGAIN", None
    sentence = "There is no notice to send again: it has left, or is on its way, or the absence is over."
    remedy = "Look at what became of it, on the list of sick pay that goes down."
    source = "domain HR-10.2"


class ExtensionAhead(Rule):
    """Source: domain HR-10.2: an extension goes beyond the day on which pay would go down."""

    code, field = "HR-STEP-DOWN-UNTIL", "extended_to"
    sentence = "The earlier rate goes on to a day between {first} and {last}."
    remedy = "Choose a day in between."
    source = "domain HR-10.2"


ALL_RULES: tuple[type[Rule], ...] = (
    FamilyRightKnown, FamilyAnchorKnown, FamilyWithinWindow, FamilyLengthFits, FamilyOverlaps, FamilyAllowance,
    SharedWeeksKnown, SharedWeeksLeft, EventHasHappened, ReturnInTime, ReturnWithinLeave, CurtailedInTime, KitDayWithin,
    KitDaysLeft, KitDayOnce, WordsForTheBereaved, StepDownToDecide, ExtensionAhead,
    NoticeToSendAgain,
)  # fmt: skip
