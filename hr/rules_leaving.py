"""The rules of leaving and of transfers, each with its sentence, what to do, and where it comes from."""

from hr.rules import Rule


class ReasonIsChosen(Rule):
    """Source: domain HR-08: a transfer begins with an envelope that both partners sign; a death is no leaving."""

    code, field = "HR-LEAVING-REASON", "leaving_reason"
    sentence = "This reason is not chosen from the list."
    remedy = "A transfer begins on the page of the person, under Transfer; flexible retirement on the page of the job."
    source = "domain HR-08"


class NoticeFits(Rule):
    """Source: domain HR-08: what each reason allows; gross misconduct ends without notice."""

    code, field = "HR-LEAVING-NOTICE", "notice"
    sentence = "“{label}” does not go with notice of this kind."
    remedy = "Choose another kind of notice: {allowed}."
    source = "domain HR-08"


class NoticeBeforeEnd(Rule):
    """Source: Employment Rights Act 1996 section 86: notice is given before it ends, and not in the future."""

    code, field = "HR-LEAVING-NOTICE-DATE", "notice_given_on"
    sentence = "Notice was given on {given}: that is after the last day, or in the future."
    remedy = "Enter the day on which notice was given."
    source = "ERA 1996 s 86"


class DismissalHasCase(Rule):
    """Source: domain HR-08: a dismissal has a case of HR."""

    code, field = "HR-LEAVING-CASE", "case_reference"
    sentence = "A dismissal names its HR case."
    remedy = "Enter the reference of the case."
    source = "domain HR-08"


class DismissalCaseDecided(Rule):
    """Source: domain HR-08: the case of a dismissal is the person's own, and it is decided."""

    code, field = "HR-LEAVING-CASE-DECIDED", "case_reference"
    sentence = "No case against this person with this reference is decided against them."
    remedy = "Check the reference with the case officer. A dismissal waits for the decision."
    source = "domain HR-08"


class ExitPaymentHasAuthority(Rule):
    """Source: statutory guidance on special severance payments, 12 May 2022 (domain HR-08)."""

    code, field = "HR-LEAVING-AUTHORITY", "exit_authority"
    sentence = "An exit payment of £{amount} needs an authority: {authority}."
    remedy = "Enter the decision and its date, or leave the amount empty."
    source = "statutory guidance of 12 May 2022"


class ExitPaymentSensible(Rule):
    """Source: partner policy: an amount beyond the highest salary is a slip of the pen."""

    code, field = "HR-LEAVING-PAYMENT", "exit_payment"
    sentence = "An exit payment lies between £0 and £{most}."
    remedy = "Check the amount."
    source = "partner policy"


class LeavingIsLast(Rule):
    """Source: domain HR-07: a change to come is not erased by another; it is cancelled by name."""

    code, field = "HR-LEAVING-LAST", "last_day"
    sentence = "A later change is recorded: {what} from {later}, after the last day."
    remedy = "Cancel that change first, or choose a later last day."
    source = "domain HR-07 (1)"


class EndsNotYet(Rule):
    """Source: domain HR-03: only what goes on can end, and once."""

    code, field = "HR-LEAVING-ONCE", "last_day"
    sentence = "The {what} ends on {last} already."
    remedy = "Take that leaving back first if the day is wrong."
    source = "domain HR-03"


class EndStillStands(Rule):
    """Source: domain HR-08: what is put back is exactly what was ended."""

    code, field = "HR-LEAVING-PUT-BACK", None
    sentence = "Something that the leaving ended has been changed since: {what}."
    remedy = "Put it right by hand first, or leave the leaving as it is."
    source = "domain HR-08"


class NothingOpen(Rule):
    """Source: domain HR-08: a case ends when everything is done or known not to be needed."""

    code, field = "HR-LEAVING-OPEN", None
    sentence = "There is still something to do: {n} of the tasks."
    remedy = "Settle every task first, as done or as not needed."
    source = "domain HR-08"


class WhyNotNeeded(Rule):
    """Source: domain HR-08: a task that nobody does says why."""

    code, field = "HR-LEAVING-WHY", "note"
    sentence = "Say in a few words why it is not needed."
    remedy = "For example, “had no keys”."
    source = "domain HR-08"


class FlexibleOldEnough(Rule):
    """Source: LGPS Regulations 2013 regulation 30(6); Finance Act 2022 section 10."""

    code, field = "HR-FLEXIBLE-AGE", "effective_from"
    sentence = "On {on} the person is {age}: flexible retirement begins at {least} at the earliest."
    remedy = "Choose a later first day."
    source = "LGPS Regulations 2013 reg 30(6)"


class FlexibleScheme(Rule):
    """Source: LGPS Regulations 2013 regulation 30(6): it is a right of members of a scheme that knows it."""

    code, field = "HR-FLEXIBLE-SCHEME", "effective_from"
    sentence = "{why}"
    remedy = "Flexible retirement is for members of the Local Government Pension Scheme on that day."
    source = "LGPS Regulations 2013 reg 30(6)"


class FlexibleIsLess(Rule):
    """Source: LGPS Regulations 2013 regulation 30(6): hours or grade are reduced, and neither goes up."""

    code, field = "HR-FLEXIBLE-LESS", "contract_hours"
    sentence = "Flexible retirement needs fewer hours or a lower grade, and neither may go up."
    remedy = "Now it is {hours} hours a week. Enter fewer hours, or choose a point that pays less."
    source = "LGPS Regulations 2013 reg 30(6)"


class FlexibleConsent(Rule):
    """Source: LGPS Regulations 2013 regulation 30(6): with the consent of the employer."""

    code, field = "HR-FLEXIBLE-CONSENT", "consent_on"
    sentence = "The employer’s consent is not given before the first day and by today."
    remedy = "Enter the decision and the day on which it was made."
    source = "LGPS Regulations 2013 reg 30(6)"


class FlexibleConfirmed(Rule):
    """Source: domain HR-08: the fund gives its quotation first, and confirms."""

    code, field = "HR-FLEXIBLE-CONFIRMED", "confirmed_on"
    sentence = "The pension body has not confirmed this by today."
    remedy = "Ask for its confirmation, and enter its reference and date."
    source = "domain HR-08"


class FlexibleStartsFresh(Rule):
    """Source: domain HR-08: what is taken back is put back exactly."""

    code, field = "HR-FLEXIBLE-FRESH", "effective_from"
    sentence = "{what} of the job changes on {on}, on the same day or later."
    remedy = "Take that change back first, or choose another first day."
    source = "domain HR-08"


class FlexibleNotBegun(Rule):
    """Source: domain HR-08: a pension that is drawn is not given back by a click."""

    code, field = "HR-FLEXIBLE-BEGUN", None
    sentence = "The pension is drawn since {since}: this flexible retirement is not taken back any more."
    remedy = "Agree other hours or another grade as a change of the job."
    source = "domain HR-08"


class ConsentGiven(Rule):
    """Source: differentiator 21, UK GDPR article 5(1)(b): the employee agrees to what is passed on."""

    code, field = "HR-TRANSFER-CONSENT", "consent_on"
    sentence = "The employee has not agreed on {on}: that is in the future, or before the employment began."
    remedy = "Enter the day on which they agreed to the transfer and to what is passed on."
    source = "UK GDPR article 5(1)(b)"


class AnotherPartner(Rule):
    """Source: differentiator 21: a transfer goes to another partner of the shared service."""

    code, field = "HR-TRANSFER-PARTNER", "to_partner"
    sentence = "This is not another partner of the shared service."
    remedy = "Choose the partner that the person goes to."
    source = "differentiator 21"


class OneTransferAtATime(Rule):
    """Source: differentiator 21: a person goes to one partner."""

    code, field = "HR-TRANSFER-ONCE", "to_partner"
    sentence = "A transfer of this employment is under way already."
    remedy = "Take that one back first."
    source = "differentiator 21"


class TwoSigners(Rule):
    """Source: differentiator 21: both sides sign, and no human being signs for both."""

    code, field, is_refusal = "HR-TRANSFER-SIGNERS", None, True
    sentence = "You released this transfer for the other partner. Somebody else signs it here."
    remedy = "Ask another HR manager of this partner."
    source = "differentiator 21"


class StartFollowsLastDay(Rule):
    """Source: domain HR-08: the contract ends and continuity is kept: no gap of a week (ERA 1996 section 212)."""

    code, field = "HR-TRANSFER-START", "starts_on"
    sentence = "The new employment starts on {on}: that is not within the week after the last day, {last}."
    remedy = "Agree the first day with the other partner."
    source = "ERA 1996 s 212"


class EmployeeNumberIsFree(Rule):
    """Source: domain HR-03: an employee number names one employment of a partner."""

    code, field = "HR-TRANSFER-NUMBER", "employee_no"
    sentence = "The employee number is empty, too long or taken."
    remedy = "Enter a free number of at most 20 characters."
    source = "domain HR-03"


class LeavingTermsFit(Rule):
    """Source: partner policy within the Employment Rights Act 1996, ss 86 and 162, and domain HR-08."""

    code, field = "HR-LEAVING-TERMS", "contract_notice_weeks"
    sentence = (
        "Notice is from 0 to 52 weeks, redundancy pay from 1 to 10 times the statutory weeks, and a limit is above £0."
    )
    remedy = "Check the figure against the policy."
    source = "Employment Rights Act 1996, ss 86, 162; domain HR-08"


ALL_RULES: tuple[type[Rule], ...] = (
    LeavingTermsFit, ReasonIsChosen, NoticeFits, NoticeBeforeEnd, DismissalHasCase, DismissalCaseDecided,
    ExitPaymentHasAuthority, ExitPaymentSensible,
    LeavingIsLast, EndsNotYet, EndStillStands, NothingOpen, WhyNotNeeded, FlexibleOldEnough, FlexibleScheme,
    FlexibleIsLess, FlexibleConsent, FlexibleConfirmed, FlexibleStartsFresh, FlexibleNotBegun, ConsentGiven,
    AnotherPartner,
    OneTransferAtATime, TwoSigners, StartFollowsLastDay, EmployeeNumberIsFree,
)  # fmt: skip


class EarlyPensionReason(Rule):
    """Source: domain HR-08: ill-health retirement has a tier; redundancy may bring an early pension."""

    code = "HR-PENSION-REASON"
    sentence = "“{label}” brings no pension that is recorded here."
    remedy = "Take the leaving back and propose it with the right reason, if the reason is wrong."
    source = "domain HR-08"


class TierOfScheme(Rule):
    """Source: domain HR-08; the regulations of each scheme (agreements/leaving.toml)."""

    code, field = "HR-PENSION-TIER", "tier"
    sentence = "{scheme} does not know this tier."
    remedy = "Choose one of: {known}."
    source = "domain HR-08"


class CertificateComplete(Rule):
    """Source: LGPS Regulations 2013 reg 36: certified by a registered practitioner who was not involved before."""

    code, field = "HR-PENSION-CERTIFICATE", "certificate"
    sentence = "Ill-health retirement needs the certificate of an independent doctor: {missing}."
    remedy = "Add what is missing. What the illness is stands in no field: only the tier is recorded."
    source = "LGPS Regulations 2013 reg 36"


class OldEnoughForEarlyPension(Rule):
    """Source: LGPS Regulations 2013 reg 30(7)."""

    code, field = "HR-PENSION-AGE", "strain_cost"
    sentence = "On the last day the person is {age}: redundancy brings a pension from {least}."
    remedy = "Leave it out, or check the date of birth."
    source = "LGPS Regulations 2013 reg 30(7)"


class StrainHasAuthority(Rule):
    """Source: domain HR-08: redundancy from 55 costs the employer strain, and somebody decides that."""

    code, field = "HR-PENSION-STRAIN", "strain_authority"
    sentence = "A strain cost of £{amount:,} needs the fund’s quotation and whose decision it is."
    remedy = "The exit package is £{total:,} with it. {authority}: enter that, and the days of both."
    source = "domain HR-08"


class P45OfEmployment(Rule):
    """Source: SI 2003/2682 regulation 36: a P45 is for an employment that has ended."""

    code = "HR-P45-EMPLOYMENT"
    sentence = "A P45 goes with the end of a whole employment; here {why}."
    remedy = "Record the leaving of the whole employment first."
    source = "Income Tax (PAYE) Regulations 2003 reg 36"


class P45Days(Rule):
    """Source: SI 2003/2682 regulation 36: it is issued when the employment has ended, with the pay up to then."""

    code, field = "HR-P45-DAYS", "issued_on"
    sentence = (
        "It is issued from the last day, {last}, to today; its last payment lies in the employment or a month after."
    )
    remedy = "Enter the date on the P45, and the pay date of the last payment that it includes."
    source = "Income Tax (PAYE) Regulations 2003 reg 36"


class P45Once(Rule):
    """Source: SI 2003/2682 regulation 37: pay after it goes without the code of before, and no other P45 is issued."""

    code = "HR-P45-ONCE"
    sentence = "The P45 was issued on {on}. There is no second one: whatever is paid later goes with code 0T."
    remedy = "Write to the leaver about what is paid later. A record made in error is withdrawn."
    source = "Income Tax (PAYE) Regulations 2003 reg 37"


class P45WithdrawnByAnother(Rule):
    """Source: domain SEC-04: whoever recorded a fact of pay does not take it away alone."""

    code, field, is_refusal = "HR-P45-SECOND", None, True
    sentence = "You recorded this P45. Somebody else withdraws the record."
    remedy = "Ask a colleague of payroll or the HR manager."
    source = "domain SEC-04"


class P45IsRecorded(Rule):
    """Source: domain HR-08: payroll reads from the P45 how later pay is taxed."""

    code = "HR-P45-RECORD"
    sentence = "The P45 is not recorded: payroll would tax later pay by the old code."
    remedy = "Record the P45 on the page of the leaving; the task is done with it."
    source = "domain HR-08"


class FiguresNeeded(Rule):
    """Source: domain HR-08: a payslip that can be worked out again is."""

    code = "HR-OVERPAID-FIGURES"
    sentence = "{why}"
    remedy = "Use the figures that stand there, or take the plan back first."
    source = "domain HR-08"


class FiguresFit(Rule):
    """Source: domain HR-08: nobody was overpaid more than they were paid."""

    code, field = "HR-OVERPAID-FIT", "net"
    sentence = "Take-home pay overpaid lies between £0 and {most}, and gross is no less than it."
    remedy = "Work both out again from the payslip."
    source = "domain HR-08"


class PensionAgainWithReason(Rule):
    """Source: domain SEC-05: what was recorded stays; a correction says why."""

    code, field = "HR-PENSION-AGAIN", "why_again"
    sentence = "Something is recorded already. Say what was wrong with it."
    remedy = "The former record stays, and yours takes its place."
    source = "domain SEC-05"
