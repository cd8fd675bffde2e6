"""The rules of DBS checks, registrations and training, each with its sentence, what to do, and where it comes from."""

from hr.rules import Rule


class DbsLevelJustified(Rule):
    """Source: Police Act 1997, s 113B; Rehabilitation of Offenders Act 1974, s 4: over-checking is unlawful."""

    code, field = "HR-DBS-LEVEL", "level"
    sentence = "The job of this person asks for “{asked}”: a higher check may not be asked for or kept."
    remedy = "Choose the level that the job asks for. If the job is described wrongly, have its role put right first."
    source = "Police Act 1997 s 113B; domain HR-15"


class DbsReasonFits(Rule):
    """Source: Police Act 1997, s 113A and 113B; SI 1975/1023: a level needs a reason that the law names."""

    code, field = "HR-DBS-REASON", "justification"
    sentence = "Nothing says why the law lets this level be asked for, or the reason does not open it."
    remedy = "Choose the reason, or have it said for the role under “What jobs need”."
    source = "SI 2002/233; Safeguarding Vulnerable Groups Act 2006, schedule 4; domain HR-15"


class DbsListsFit(Rule):
    """Source: Police Act 1997, ss 113BA and 113BB: barred lists are checked with an enhanced check alone."""

    code, field = "HR-DBS-LISTS", "lists"
    sentence = "An enhanced check with barred lists says which lists were checked; no other check has any."
    remedy = "Copy from the certificate which lists were checked."
    source = "Police Act 1997 ss 113BA, 113BB"


class DbsNumber(Rule):
    """Source: DBS: certificates have a number of twelve digits."""

    code, field = "HR-DBS-NUMBER", "certificate_no"
    sentence = "The number of a certificate has twelve digits."
    remedy = "Copy it from the top right of the certificate."
    source = "DBS, certificate guidance"


class DbsDates(Rule):
    """Source: partner policy: a check is asked for, then issued, then recorded, and renewed after that."""

    code, field = "HR-DBS-DATES", "issued_on"
    sentence = "The days are out of order: a check is asked for, then issued, and no day is in the future."
    remedy = "Copy the days from the application and the certificate."
    source = "domain HR-15"


class DbsDecided(Rule):
    """Source: domain HR-15: where nothing was disclosed there is nothing to decide."""

    code, field = "HR-DBS-DECISION", "decision"
    sentence = "A certificate that discloses nothing keeps nobody from the work."
    remedy = "Choose “Content was looked at” if something was disclosed and weighed."
    source = "domain HR-15"


class DbsStatusFits(Rule):
    """Source: DBS, Update Service: a status is looked up with consent, for a certificate in the service."""

    code, field = "HR-DBS-STATUS", "on"
    sentence = "A status is of a check that stands, looked up on or after its day of issue and not in the future."
    remedy = "Check the day, and that this is the latest certificate."
    source = "DBS, Update Service: employer guide"


class NoteOnReview(Rule):
    """Source: DBS code of practice: what was disclosed is weighed once, and the note of it goes within six months."""

    code, field = "HR-DBS-NOTE", "text"
    sentence = "Each check whose content was looked at has one risk assessment, of at most {most} letters."
    remedy = "Write how the risk was weighed, not what the certificate discloses."
    source = "DBS code of practice; domain HR-15"


class RegistrationDates(Rule):
    """Source: domain HR-15: a registration is looked up, and has a last day."""

    code, field = "HR-REGISTRATION-DATES", "expires_on"
    sentence = "The register was looked at today or before, and the registration had not run out on that day."
    remedy = "Copy the days from the register."
    source = "domain HR-06, HR-15"


class RegistrationSays(Rule):
    """Source: domain HR-15: body and number say where somebody is found."""

    code, field = "HR-REGISTRATION-NUMBER", "number"
    sentence = "A registration has the body and the number by which it is found."
    remedy = "Copy both from the register."
    source = "domain HR-15"


class TrainingDates(Rule):
    """Source: domain HR-15: a course is recorded when it is completed, and ends after that."""

    code, field = "HR-TRAINING-DATES", "completed_on"
    sentence = "A course was completed today or before, and counts until that day or later."
    remedy = "Copy the day from the certificate or the attendance list."
    source = "domain HR-15"


class TrainingOnce(Rule):
    """Source: domain HR-15: one course completed on one day is one record."""

    code, field = "HR-TRAINING-ONCE", "completed_on"
    sentence = "It is recorded already that this person completed this course on {on}."
    remedy = "Withdraw that record first if it is wrong."
    source = "domain HR-15"


class CourseNamed(Rule):
    """Source: domain HR-15: a course is found by its code, which no other has."""

    code, field = "HR-COURSE-CODE", "code"
    sentence = "A course has a code that no other course has, and a name."
    remedy = "Choose another code, or use the course that is there."
    source = "domain HR-15"


class RequirementFits(Rule):
    """Source: domain HR-15: what a job needs follows from its role."""

    code, field = "HR-REQUIREMENT", "kind"
    sentence = "{role} does not go with this: {why}."
    remedy = "Have the role put right first, or choose something else."
    source = "domain HR-02, HR-15"


class BarEnds(Rule):
    """Source: domain HR-15: who is suspended from duties comes back when what the job needs is there."""

    code, field, is_refusal = "HR-DUTY-BAR", None, True
    sentence = "What the job needs is still not there: {what}."
    remedy = "Record it first. Until then they may not do these duties."
    source = "domain HR-15"
