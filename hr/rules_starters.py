"""The rules of starters, right to work and documents, each with its sentence, what to do, and where it comes from."""

from hr.rules import Rule


class DocumentReadable(Rule):
    """Source: domain HR-06: copies are PDF, JPEG or PNG, recognised by what is in them and never by their name."""

    code, field = "HR-DOCUMENT-KIND", "file"
    sentence = "This file is not a PDF, JPEG or PNG, whatever it is called."
    remedy = "Scan it or save it as a PDF, then choose it again."
    source = "domain HR-06"


class DocumentFits(Rule):
    """Source: partner policy: documents of up to ten megabytes are kept."""

    code, field = "HR-DOCUMENT-SIZE", "file"
    sentence = "The file is empty or larger than {most} MB."
    remedy = "Scan it with a lower resolution, or split it."
    source = "partner policy"


class PatternIsRead(Rule):
    """Source: domain HR-05: hours per day decide leave and absence; words that nobody can read decide nothing."""

    code, field = "HR-STARTER-PATTERN", "working_pattern"
    sentence = "The working pattern {why}: absence and leave could not read it."
    remedy = "Enter the hours of each day, like Mon 7.4, Tue 7.4, or a line for each week of a rota."
    source = "domain HR-05"


class RightToWorkDates(Rule):
    """Source: Home Office, Employer’s guide to right to work checks: a check is dated, and a permission has an end."""

    code, field = "HR-RTW-DATES", "expires_on"
    sentence = (
        "A permission until a date has its last day, on or after the check and not in the past; others have none."
    )
    remedy = "Copy the last day from the document or the online check."
    source = "Immigration (Restrictions on Employment) Order 2007"


class RightToWorkChecked(Rule):
    """Source: Home Office, Employer’s guide to right to work checks: the check is made before it is recorded."""

    code, field = "HR-RTW-CHECKED", "checked_on"
    sentence = "The check is dated {on}, which is in the future."
    remedy = "Record it when it has been made."
    source = "Immigration, Asylum and Nationality Act 2006 s 15"


class RightToWorkMethod(Rule):
    """Source: Home Office, Employer’s guide to right to work checks: what each way of checking can show."""

    code, field = "HR-RTW-METHOD", "method"
    sentence = (
        "An identity service provider checks British and Irish passports only, which have no time limit; a Positive "
        "Verification Notice holds for six months from its date."
    )
    remedy = "Choose how it was really checked, and the last day that it gives."
    source = "Immigration (Restrictions on Employment) Order 2007; domain HR-06"


class RightToWorkCopy(Rule):
    """Source: Immigration (Restrictions on Employment) Order 2007 art 6: a copy is kept that cannot be altered."""

    code, field = "HR-RTW-COPY", "file"
    sentence = "A check is kept with its copy."
    remedy = "Add the copy of the document, or the page of the online check."
    source = "SI 2007/3290 art 6"


class RightToWorkFirst(Rule):
    """Source: Immigration, Asylum and Nationality Act 2006 s 15: nobody works without it, whoever asks."""

    code, field, is_refusal = "HR-RTW-FIRST", None, True
    sentence = "There is no right to work that is valid on {on}."
    remedy = "Record a valid check. Nobody can go without it: there is no exception."
    source = "Immigration, Asylum and Nationality Act 2006 s 15; domain HR-06"


class WithinWorkLimit(Rule):
    """Source: Immigration Rules Appendix Student: a permission may limit the hours of a week."""

    code, field = "HR-RTW-HOURS", "contract_hours"
    sentence = "The permission to work allows {limit} hours a week, and the contract has {hours}."
    remedy = "Lower the hours, or record a permission without this limit."
    source = "domain HR-06"


class GateNeedsFacts(Rule):
    """Source: domain HR-06, HR-15: a gate is met by what was found, not by a tick."""

    code, field = "HR-GATE-FACTS", "outcome"
    sentence = "This gate is met by: {wanted}."
    remedy = "Give all of it."
    source = "domain HR-06"


class GateIsOurs(Rule):
    """Source: domain HR-06: right to work, post, pension, account and declaration are met by the records themselves."""

    code, field = "HR-GATE-BY-RECORD", None
    sentence = "This gate is met by the record itself: {how}."
    remedy = "Record that."
    source = "domain HR-06"


class GateMayBeWaived(Rule):
    """Source: domain HR-06: which risk the HR manager may accept, and which nobody."""

    code, field, is_refusal = "HR-GATE-NEVER", None, True
    sentence = "Nobody may go without this."
    remedy = "It has to be met before the start."
    source = "domain HR-06"


class GateIsListed(Rule):
    """Source: domain HR-06: what a role asks for is an entry of the dated list of gates."""

    code, field = "HR-GATE-LISTED", "effective_from"
    sentence = "The list of gates knows none of this kind on {on}."
    remedy = "Choose a later day."
    source = "domain HR-06"


class GatesMet(Rule):
    """Source: domain HR-06: READY requires all gates for the job."""

    code, field = "HR-GATES", None
    sentence = "Still missing: {missing}."
    remedy = "Meet them, or have the HR manager accept the risk where that is possible."
    source = "domain HR-06"


class JobComplete(Rule):
    """Source: Employment Rights Act 1996 s 1: an offer says job, pay, hours and place."""

    code, field = "HR-STARTER-JOB", None
    sentence = "The offer is not complete: {missing}."
    remedy = "Fill in job, pay and pension on the page of the starter."
    source = "Employment Rights Act 1996 s 1"


class StartInReach(Rule):
    """Source: partner policy: an offer starts within a year, and no earlier than a month ago."""

    code, field = "HR-STARTER-DATE", "start_date"
    sentence = "{on} is not between a month ago and a year ahead."
    remedy = "Check the year. Somebody who started long ago is brought in by a people file."
    source = "partner policy"


class FixedTermEnds(Rule):
    """Source: Employment Rights Act 1996 s 1(4)(g): a contract that is not permanent says when it ends."""

    code, field = "HR-STARTER-END", "end_date"
    sentence = "A fixed-term contract has a last day after the first, and a permanent one has none."
    remedy = "Give the last day, or choose another contract."
    source = "Employment Rights Act 1996 s 1(4)(g)"


class KnownBefore(Rule):
    """Source: domain HR-03: leavers are searched before a new person is made."""

    code, field = "HR-STARTER-KNOWN", "same"
    sentence = "Somebody here has the same {what}."
    remedy = "Say whether it is the same person, so that their service is kept together."
    source = "domain HR-03"


class NotPaidYet(Rule):
    """Source: domain HR-06: VOID_START before any pay, else leaver."""

    code, field = "HR-STARTER-PAID", None
    sentence = "There has been pay for this employment: the start stands."
    remedy = "End the employment as a leaver instead."
    source = "domain HR-06"


class StartHasCome(Rule):
    """Source: domain HR-06: somebody has started when they are there."""

    code, field = "HR-STARTER-ARRIVED", "arrived_on"
    sentence = "{on} is before the agreed first day or in the future."
    remedy = "Move the start date first if they began on another day."
    source = "domain HR-06"


class OnlyBeforeStart(Rule):
    """Source: domain HR-06: dates move together until somebody has started."""

    code, field = "HR-STARTER-MOVES", "start_date"
    sentence = "The first day can be moved until somebody has started, to another day, and past no later change."
    remedy = "Cancel later changes first, or leave the day as it is."
    source = "domain HR-06"


class ApprovedByAnother(Rule):
    """Source: domain SEC-03: the HR manager approves what somebody else prepared."""

    code, field, is_refusal = "HR-STARTER-SECOND", None, True
    sentence = "You prepared this starter, or it is about you: another HR manager approves it."
    remedy = "Ask a colleague who may approve starters."
    source = "domain SEC-03"


class SignedInTime(Rule):
    """Source: domain HR-06: a contract is signed by the starter, for the employer, on a day that has come."""

    code, field = "HR-STARTER-SIGNED", "signed_on"
    sentence = "A signature is dated no later than today, and names who signed for the employer."
    remedy = "Copy both from the signed contract."
    source = "domain HR-06"


class ContractMade(Rule):
    """Source: Employment Rights Act 1996 s 1: the written statement is given no later than the first day."""

    code, field = "HR-STARTER-CONTRACT", None
    sentence = "There is no contract that says what the offer says now."
    remedy = "Make the contract first."
    source = "Employment Rights Act 1996 s 1(2)"


class StatementAgreed(Rule):
    """Source: Employment Rights Act 1996 s 1(3) and (4): what every written statement says."""

    code, field = "HR-STATEMENT-TERMS", None
    sentence = "Nobody has entered what contracts of {group} say about notice, sick pay, leave and training."
    remedy = "Enter it under Starters, What contracts say."
    source = "Employment Rights Act 1996 s 1(3), (4)"


class EmploymentGoesOn(Rule):
    """Source: domain HR-03: a job belongs to an employment, and lasts no longer than it."""

    code, field = "HR-STARTER-EMPLOYMENT", "start_date"
    sentence = "The employment ends on {last}, and nobody begins another job in it after that."
    remedy = "Take the leaving back first, or open the case of a new employment."
    source = "domain HR-03"


class CountsUntil(Rule):
    """Source: domain HR-02: cover and supernumerary jobs are for a time; then they count against the post."""

    code, field = "HR-STARTER-COUNTS", "counts_until"
    sentence = "Cover and a job beyond the establishment have a last day, after the first and within the contract."
    remedy = "Enter the last day of it."
    source = "domain HR-02"


class ProbationInOrder(Rule):
    """Source: partner policy: probation is extended to a later day, a year ahead at most."""

    code, field = "HR-PROBATION-DATE", "ends_on"
    sentence = "The new last day is after {ends} and within a year."
    remedy = "Choose a later day."
    source = "partner policy"


class DeclarationComplete(Rule):
    """Source: HMRC, starter checklist: a P45 has its leaving date and code, and no plan of a loan stands twice."""

    code, field = "HR-STARTER-P45", "p45_tax_code"
    sentence = "A P45 has its leaving date, before the start, and its tax code; pay and tax are not below nothing."
    remedy = "Copy them from parts 2 and 3 of the P45."
    source = "SI 2003/2682 regs 42, 46"
