"""The rules of increments, pay protection and supplements (domain HR-04), and of rotas (HR-05)."""

from hr.rules import Rule


class StepStillFits(Rule):
    """Source: domain HR-04: what was approved is given from the point that it was approved for, and nothing else."""

    code, field = "HR-INCREMENT-FITS", None
    sentence = "Job {job} is not on point {point} on {on} any more, or its pay changes later."
    remedy = "Prepare the list again."
    source = "domain HR-04, SEC-04"


class IncrementOnce(Rule):
    """Source: domain HR-04: one increment on one day."""

    code, field = "HR-INCREMENT-ONCE", None
    sentence = "Job {job} has had its increment of {on} already."
    remedy = "Prepare the list again."
    source = "domain HR-04"


class SomebodyIsDue(Rule):
    """Source: domain HR-04: an empty list is nothing to approve."""

    code, field = "HR-INCREMENT-LIST", None
    sentence = "Nobody on this list gets an increment."
    remedy = "Choose other days or terms."
    source = "domain HR-04"


class ListIsReadable(Rule):
    """Source: domain HR-04: an HR manager approves the list, so it is one that can be looked through."""

    code, field = "HR-INCREMENT-LONG", None
    sentence = "{n} jobs are more than one list holds: at most {most}."
    remedy = "Prepare a list for each set of terms."
    source = "domain HR-04"


class ShortSpan(Rule):
    """Source: domain HR-04: a run has its day; a month of days catches the first increments after six months."""

    code, field = "HR-INCREMENT-SPAN", "last"
    sentence = "A list covers at most {most} days, and its last day is not before its first."
    remedy = "Choose a shorter time."
    source = "domain HR-04"


class LastListFirst(Rule):
    """Source: domain HR-07, rule 2: a correction puts right what nothing else builds on."""

    code, field = "HR-INCREMENT-UNDO", None
    sentence = "Job {job} has had a later step, or its pay was changed on {on} otherwise."
    remedy = "Undo the later one first, or correct the pay of the job."
    source = "domain HR-07"


class SomethingToUndo(Rule):
    """Source: domain HR-07: what was undone is not undone again."""

    code, field = "HR-INCREMENT-UNDONE", None
    sentence = "Nothing of this list stands: it was undone."
    remedy = "Look at the list."
    source = "domain HR-07"


class GroundFits(Rule):
    """Source: domain HR-04: withheld only by recorded decision (performance, probation, bar)."""

    code, field = "HR-INCREMENT-GROUND", "ground"
    sentence = "{ground} is no ground for “{kind}”."
    remedy = "Choose another ground."
    source = "domain HR-04"


class DecisionOnce(Rule):
    """Source: domain HR-04: two decisions of one kind would leave open which of them holds."""

    code, field = "HR-INCREMENT-DECIDED", "effective_from"
    sentence = "A decision of this kind holds from {since} already."
    remedy = "Choose other days."
    source = "domain HR-04"


class ProgressionFits(Rule):
    """Source: domain HR-04: a fixed day that every year has."""

    code, field = "HR-PROGRESSION", None
    sentence = "{why}"
    remedy = "Correct it."
    source = "domain HR-04"


class ProtectionPays(Rule):
    """Source: domain HR-04: protection of pay that is no lower pays nothing."""

    code, field = "HR-PROTECTION-PAYS", "yearly"
    sentence = "Nothing would be paid on top: the job’s own pay is as high as what is protected."
    remedy = "Enter the salary before the change, or the difference to it."
    source = "domain HR-04"


class OneProtection(Rule):
    """Source: domain HR-04: two of a kind would be paid twice."""

    code, field = "HR-PROTECTION-ONCE", "effective_from"
    sentence = "The job has one already, from {since}."
    remedy = "End that one first, or begin after it."
    source = "domain HR-04"


class SupplementHasEvidence(Rule):
    """Source: domain HR-04, Equality Act 2010 section 69: a material factor is one that can be shown."""

    code, field = "HR-SUPPLEMENT-EVIDENCE", "evidence"
    sentence = "Nothing shows that the market pays more."
    remedy = "Name the survey or the advertisements, in at most 200 characters."
    source = "domain HR-04; Equality Act 2010 section 69"


class SupplementReviewed(Rule):
    """Source: domain HR-04: a supplement is looked at while it is paid."""

    code, field = "HR-SUPPLEMENT-REVIEW", "review_on"
    sentence = "The review is not between the first and the last day."
    remedy = "Choose a day while it is paid."
    source = "domain HR-04"


class PaidByProtection(Rule):
    """Source: domain HR-04: what is worked out from pay and hours is not typed over."""

    code, field = "HR-PROTECTION-ELEMENT", None
    sentence = "{element} pays what is protected: it follows pay and hours by itself."
    remedy = "Change or end the protection."
    source = "domain HR-04"


class RotaAddsUp(Rule):
    """Source: domain HR-05: a rota is a cycle of weeks, and the contract's hours are their average."""

    code, field = "HR-ROTA", "working_pattern"
    sentence = "{why}"
    remedy = "Write it like Rota from 6 April 2026. Week 1: Mon to Wed 12. Week 2: Thu to Sun 9.5"
    source = "domain HR-05"
