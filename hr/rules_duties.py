"""The rules of acting up, honoraria, secondments, contracts, grades and names (domain HR-07)."""

from hr.rules import Rule


class AtMostAYear(Rule):
    """Source: domain HR-07: acting up has a mandatory end, at most twelve months after its start."""

    code, field = "HR-ACTING-A-YEAR", "last_day"
    sentence = "Acting up lasts twelve months at the most: to {most}."
    remedy = "Choose an earlier last day. What lasts longer is a regrade or a recruitment."
    source = "domain HR-07"


class ReviewInside(Rule):
    """Source: domain HR-07: acting up is reviewed while it lasts."""

    code, field = "HR-ACTING-REVIEW", "review_on"
    sentence = "The review is not between the first and the last day."
    remedy = "Choose a day inside them, early enough to decide what follows."
    source = "domain HR-07"


class ShareOfDuties(Rule):
    """Source: domain HR-07: a percentage of the duties of the covered post."""

    code, field = "HR-ACTING-SHARE", "percent"
    sentence = "The share of the duties is not above 0 and at most 100 per cent."
    remedy = "100 is the whole of the work, paid at its grade. Less is paid as an honorarium."
    source = "domain HR-07"


class AnotherPost(Rule):
    """Source: domain HR-07: one covers somebody else's post."""

    code, field = "HR-ACTING-POST", "post"
    sentence = "{post} is the person’s own post."
    remedy = "Choose the post that is covered."
    source = "domain HR-07"


class OneCoverAtATime(Rule):
    """Source: domain HR-07: a job acts up into one post at a time."""

    code, field = "HR-ACTING-ONCE", "effective_from"
    sentence = "The person already acts up from {since} in this job."
    remedy = "End that first, or choose days that do not overlap."
    source = "domain HR-07"


class StartsAfterTheJob(Rule):
    """Source: domain HR-07: the substantive terms are what is restored, so there are some before."""

    code, field = "HR-ACTING-OWN-PAY", "effective_from"
    sentence = "Acting up starts after the first day of the job."
    remedy = "Choose a later day. Somebody who begins in the higher post is paid by it from the start."
    source = "domain HR-07"


class OwnPayIsOne(Rule):
    """Source: domain HR-07: the substantive terms are restored, so it is certain which they are."""

    code, field = "HR-ACTING-PAY-CHANGES", "last_day"
    sentence = "What the job is paid by changes on {since}, inside these days."
    remedy = "Let this end the day before, and ask for the rest anew."
    source = "domain HR-07"


class ActingPaysMore(Rule):
    """Source: domain HR-07: acting up is into a better paid post; an hourly rate has no salary to compare."""

    code, field = "HR-ACTING-MORE", "spine_point"
    sentence = "The covered point does not pay more than the job’s own yearly salary."
    remedy = "Choose the point of the covered post. Work of the same grade may be an honorarium."
    source = "domain HR-07"


class HonorariumNeedsElement(Rule):
    """Source: domain HR-07: less than the whole of the duties is paid as an honorarium."""

    code, field = "HR-ACTING-ELEMENT", "element"
    sentence = "Less than 100 per cent of the duties is paid as an honorarium, by a pay element."
    remedy = "Choose the element that pays it."
    source = "domain HR-07"


class ActingRuns(Rule):
    """Source: domain HR-07: only what runs is ended."""

    code, field = "HR-ACTING-RUNS", "last_day"
    sentence = "The person does not act up on that day, or stops then anyway."
    remedy = "Choose a day from the first to the last but one."
    source = "domain HR-07"


class NotWhileActing(Rule):
    """Source: domain HR-07: while somebody acts up, the terms carry another post's pay."""

    code, field = "HR-NOT-WHILE-ACTING", "effective_from"
    sentence = "On {on} the pay is that of a post which the person covers until {until}."
    remedy = "End the acting up first, or let the change of the job’s own pay begin after {until}."
    source = "domain HR-07"


class AmountExplained(Rule):
    """Source: domain HR-07: an honorarium has an amount basis."""

    code, field = "HR-HONORARIUM-BASIS", "basis_words"
    sentence = "It is not said how the amount was worked out."
    remedy = "Say it in a line, like “half of the difference to point 25”."
    source = "domain HR-07"


class SecondmentHasEnd(Rule):
    """Source: domain HR-07: a secondment ends on a day that both sides know."""

    code, field = "HR-SECONDMENT-END", "last_day"
    sentence = "The last day of the secondment is before its first."
    remedy = "Choose the day that was agreed."
    source = "domain HR-07"


class SecondmentOnce(Rule):
    """Source: domain HR-07: one works for one host at a time in one job."""

    code, field = "HR-SECONDMENT-ONCE", "effective_from"
    sentence = "There is a secondment already, from {since}."
    remedy = "Choose days that do not overlap."
    source = "domain HR-07"


class RechargeHasShare(Rule):
    """Source: domain HR-07: funding per cent and recharge belong together."""

    code, field = "HR-SECONDMENT-SHARE", "funded_percent"
    sentence = "The share that the host pays is not between 0 and 100 per cent, or is 0 though it is invoiced."
    remedy = "Give the share of the whole cost, or take the invoice away."
    source = "domain HR-07"


class OtherSideNamed(Rule):
    """Source: domain HR-07: host or home employer, and an invoice contact."""

    code, field = "HR-SECONDMENT-NAMED", "organisation"
    sentence = "The other organisation or its contact is missing."
    remedy = "Name both: invoices go to or come from them."
    source = "domain HR-07"


class ContractOfSecondee(Rule):
    """Source: domain HR-07: somebody who is seconded in stays employed at home, and is not paid here."""

    code, field = "HR-SECONDMENT-CONTRACT", None
    sentence = "Only a job with the contract “Secondment in” is a secondment from elsewhere."
    remedy = "Record it as a secondment out, or correct the contract first."
    source = "domain HR-05"


class FixedTermHasEnd(Rule):
    """Source: domain HR-05: FIXED_TERM(end, reason), and no other contract."""

    code, field = "HR-CONTRACT-END", "ends_on"
    sentence = "A fixed-term contract has a last day and a ground, and only such a contract has them."
    remedy = "Give both, or choose another contract."
    source = "domain HR-05"


class EndIsOfContract(Rule):
    """Source: domain HR-07, HR-08: a contract is extended; a leaving is taken back with the agreement of HR."""

    code, field = "HR-END-OF-LEAVING", "effective_from"
    sentence = "The job ends on {last} because the person leaves: that is no end of a contract."
    remedy = "Take the leaving back first, if everybody agrees."
    source = "domain HR-08"


class HoursEndInOrder(Rule):
    """Source: domain HR-07: other hours are permanent, or until a day that both sides know."""

    code, field = "HR-HOURS-UNTIL", "until"
    sentence = "The last day of the other hours is before their first, {first}."
    remedy = "Choose the last day that was agreed, or leave it empty if they stay."
    source = "domain HR-07"


class ContractEndsAhead(Rule):
    """Source: domain HR-05, HR-08: the end of a contract is agreed ahead; whoever has gone already has left."""

    code, field = "HR-CONTRACT-AHEAD", "ends_on"
    sentence = "The contract would have ended on {ended}, in the past."
    remedy = "Choose a day to come, or record that the person has left."
    source = "domain HR-05, HR-08"


class LaterThanContract(Rule):
    """Source: domain HR-07 (1): a change to come is not erased by another."""

    code, field = "HR-CONTRACT-LATER", "ends_on"
    sentence = "A later change is recorded: {what} from {later}, after the end of the contract."
    remedy = "Cancel that change first, or choose a later end."
    source = "domain HR-07 (1)"


class ExtendedBeforeExpiry(Rule):
    """Source: domain HR-07: a fixed term is extended before it expires; after that would be a break in service."""

    code, field = "HR-EXTEND-IN-TIME", "effective_from"
    sentence = "The contract ended on {ended}: it cannot be extended after that."
    remedy = "Extend it while it runs. What begins after a gap is a new employment."
    source = "domain HR-07"


class FourYearsJustified(Rule):
    """Source: Fixed-term Employees (Prevention of Less Favourable Treatment) Regulations 2002, SI 2002/2034, reg 8."""

    code, field = "HR-FOUR-YEARS", "justification"
    sentence = "With this end, fixed terms last four years or more, from {since}: the contract counts as permanent."
    remedy = "Make it permanent, or say what objectively justifies another fixed term."
    source = "SI 2002/2034 reg 8"


class OneIncrementMore(Rule):
    """Source: domain HR-07: promotion is worth one increment at least (partner policy)."""

    code, field = "HR-PROMOTION-INCREMENT", "spine_point"
    sentence = "A promotion pays at least one increment more: £{least:,.2f} a year."
    remedy = "Choose a higher point of the new grade."
    source = "domain HR-07"


class GradeIsAnother(Rule):
    """Source: domain HR-07: promotion and regrade lead to another grade; a point inside it is a change of pay."""

    code, field = "HR-GRADE-ANOTHER", "spine_point"
    sentence = "The job is in this grade already."
    remedy = "Choose a point of another grade, or use “Change pay” for a point inside the grade."
    source = "domain HR-07"


class EvaluationNamed(Rule):
    """Source: domain HR-07: a grade rests on a job evaluation (equal pay: Equality Act 2010 s 80)."""

    code, field = "HR-GRADE-EVALUATION", "evaluation"
    sentence = "The reference of the job evaluation is missing."
    remedy = "Copy it from the outcome of the evaluation panel."
    source = "Equality Act 2010 s 80(5)"


class EvidenceHandedIn(Rule):
    """Source: domain HR-07: personal details that pay and pension depend on are changed on evidence."""

    code, field = "HR-DETAILS-EVIDENCE", "document"
    sentence = "There is no document of this person that shows it."
    remedy = "Add a photo or scan of the document."
    source = "domain HR-07"


class NameFromToday(Rule):
    """Source: domain HR-07: a name is used from the day on which the evidence was seen."""

    code, field = "HR-NAME-TODAY", "effective_from"
    sentence = "A new name holds from today or an earlier day, not from one to come."
    remedy = "Choose today, or ask when the day has come."
    source = "domain HR-07"


class NotOnesOwnManager(Rule):
    """Source: domain HR-01: lines of reporting go up and end."""

    code, field = "HR-MANAGER-LOOP", "manager"
    sentence = "{manager} reports to this person, directly or through others."
    remedy = "Choose somebody who does not."
    source = "domain HR-01"


class TitleGiven(Rule):
    """Source: domain HR-03: a job has a title; it stands on payslips and letters."""

    code, field = "HR-JOB-TITLE", "title"
    sentence = "The job has no title, or title or place is longer than {longest} characters."
    remedy = "Give the title as the contract has it."
    source = "domain HR-03"


class CorrectionOfWhatHolds(Rule):
    """Source: domain HR-07, effective-dating rule 2: a correction says that the record was wrong all along."""

    code, field = "HR-CORRECTION", None
    sentence = "A correction is of terms that have begun. These begin on {since}."
    remedy = "Cancel the change to come, or propose another from its day on."
    source = "domain HR-07 (2)"


ALL_RULES: tuple[type[Rule], ...] = tuple(one for one in Rule.__subclasses__() if one.__module__ == __name__)
