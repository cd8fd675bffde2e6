"""The rules of collective consultation, each with its sentence, what to do, and where it comes from."""

from hr.rules import Rule


class NotConsulted(Rule):
    """Source: TULRCA 1992 section 188: consultation begins before notice is given."""

    code, field = "HR-CONSULT-FIRST", "notice_given_on"
    sentence = "{words}: collective consultation begins {days} days before the first of them, and before notice."
    remedy = (
        "Record the consultation under Leavers, or why these are separate establishments. Without it a tribunal may "
        "award up to {award} days’ pay to each of them."
    )
    source = "TULRCA 1992 ss 188, 189"


class ConsultedTooLate(Rule):
    """Source: TULRCA 1992 section 188(1A): so many days before the first dismissal takes effect."""

    code, field = "HR-CONSULT-DAYS", "last_day"
    sentence = "{words} take {days} days of consultation first: nobody leaves before {first}."
    remedy = "Choose a later last day. A tribunal may award up to {award} days’ pay to each of them."
    source = "TULRCA 1992 ss 188, 189"


class OneOfBoth(Rule):
    """Source: TULRCA 1992 section 188: representatives are consulted, or it is not one establishment."""

    code, field = "HR-CONSULT-ONE", "representatives"
    sentence = "Enter who is consulted, or why these are separate establishments: one of the two."
    remedy = "For example, UNISON and GMB."
    source = "TULRCA 1992 s 188"


class OpenedByToday(Rule):
    """Source: partner policy: the record says what has happened."""

    code, field = "HR-CONSULT-DAY", "opened_on"
    sentence = "That day is in the future, or before the consultation began."
    remedy = "Enter the day on which it happened."
    source = "partner policy"


ALL_RULES: tuple[type[Rule], ...] = (NotConsulted, ConsultedTooLate, OneOfBoth, OpenedByToday)
