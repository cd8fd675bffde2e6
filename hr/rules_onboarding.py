"""What is looked for in every load of a partner's data (domain HR-11): each rule with its severity, and what to do."""

from typing import ClassVar

from hr.rules import Rule

S1, S2, S3 = "S1", "S2", "S3"


class ServiceIsShown(Rule):
    """Source: domain HR-03: each service date is stored with its evidence and who verified it."""

    code, field = "HR-SERVICE-EVIDENCE", "evidence"
    sentence = "A date of service is kept with what shows it, in at most 200 characters."
    remedy = "Say what you saw, like a statement of the employer before."
    source = "domain HR-03"


class ServiceRecordedOnce(Rule):
    """Source: domain HR-03: what is recorded is history: another date comes by an approved request."""

    code, field = "HR-SERVICE-ONCE", "since"
    sentence = "A date is recorded for this already."
    remedy = "Propose another date instead: it needs an approval."
    source = "domain HR-03"


class ServiceRecorded(Rule):
    """Source: domain HR-03: there is nothing to change where nothing is recorded."""

    code, field = "HR-SERVICE-NONE", "purpose"
    sentence = "No date is recorded for this."
    remedy = "Record the first one on the page of service dates."
    source = "domain HR-03"


class ServiceBeforeStart(Rule):
    """Source: domain HR-03: service before this employer counts from an earlier day, never from a later one."""

    code, field = "HR-SERVICE-DATE", "since"
    sentence = "The employment began on {start}: service counts from then or from before."
    remedy = "Check the date."
    source = "domain HR-03"


class LoadRule(Rule):
    """A rule about a load. `severity`: S1 stops going live, S2 is for before the second parallel run, S3 for after."""

    severity: ClassVar[str] = S1


class RowCanBeLoaded(LoadRule):
    """Source: domain HR-11: a row that the records would not take stops the whole load."""

    code = "OB-ROW"
    sentence, remedy, source = "{message}", "{remedy}", "domain HR-11"


class NinoOnlyOnce(LoadRule):
    """Source: domain HR-11, S1: a National Insurance number that two people have."""

    code = "OB-NINO"
    sentence, remedy, source = "{message}", "{remedy}", "domain HR-11, S1"


class CostsAddUp(LoadRule):
    """Source: domain HR-11, S1: a cost split that does not come to 100 per cent, or names no cost centre."""

    code = "OB-COSTS"
    sentence, remedy, source = "{message}", "{remedy}", "domain HR-11, S1"


class HasPayGroup(LoadRule):
    """Source: domain HR-11, S1: somebody without a pay group is paid by nobody."""

    code = "OB-PAY-GROUP"
    sentence, remedy, source = "{message}", "{remedy}", "domain HR-11, S1"


class ReplacesNothingMadeHere(LoadRule):
    """Source: domain HR-11: a later extract does not undo what people recorded here in the meantime."""

    code = "OB-MADE-HERE"
    sentence = "Employment {employee} is different in the file, and other records hang on it here: {what}."
    remedy = "Record the difference on the person’s page, and have the extract say what it said before."
    source = "domain HR-11"


class PaidPersonHasBank(LoadRule):
    """Source: domain HR-11, S1: missing bank for a paid person."""

    code = "OB-BANK"
    sentence = "Employment {employee} is paid and has no bank account."
    remedy = "Add the account in the old system, and take the extract again."
    source = "domain HR-11, S1"


class FteAgrees(LoadRule):
    """Source: domain HR-11, S1: full-time equivalent that differs by more than 0.01."""

    code = "OB-FTE"
    sentence = "The old system says {source} full-time equivalent in unit {key}; the rows come to {staging}."
    remedy = "Look for hours, weeks or posts that were moved: the total explains itself row by row."
    source = "domain HR-11, S1"


class TotalAgrees(LoadRule):
    """Source: domain HR-11: source = staging = target, for every control total."""

    code = "OB-TOTAL"
    sentence = "“{total}”{key}: the old system says {source}, the rows come to {staging}."
    remedy = "Find the rows that are missing or too many, and take the extract again."
    source = "domain HR-11"


class AccountIsNotShared(LoadRule):
    """Source: domain HR-11: the list of shared accounts; domain HR-12, 5."""

    code, severity = "OB-SHARED", S2
    sentence = "Employments {employees} of different people have the same bank account."
    remedy = "Have the people confirm it in person or by a call back, or correct one of the accounts."
    source = "domain HR-11 and HR-12"


class HasNino(LoadRule):
    """Source: domain HR-11: without a number HMRC cannot tell people apart."""

    code, severity = "OB-NO-NINO", S2
    sentence = "Employment {employee} has no National Insurance number."
    remedy = "Ask the person, or HMRC by a verification request."
    source = "domain HR-11"


class ServiceIsKnown(LoadRule):
    """Source: domain HR-11: null count of service dates."""

    code, severity = "OB-SERVICE", S3
    sentence = "Employment {employee} has no date of continuous service: its start date was taken."
    remedy = "Look it up: notice, sick pay and redundancy depend on it."
    source = "domain HR-11"


class HasEmail(LoadRule):
    """Source: domain GOV-05: everybody is told; who has no e-mail address gets a letter."""

    code, severity = "OB-EMAIL", S3
    sentence = "Employment {employee} has no e-mail address: letters have to be posted."
    remedy = "Ask the person for an address, or leave it."
    source = "domain GOV-05"


class LoadedRowUntouched(LoadRule):
    """Source: domain HR-11: a later file does not undo what people did here in the meantime."""

    code = "OB-USED"
    sentence = "{key} is different in the file, and something was done with it here since: {what}."
    remedy = "Record the difference here, and have the file say what it said before."
    source = "domain HR-11"


class OpenAbsenceIsFollowed(LoadRule):
    """Source: domain HR-11: open absences are listed, so that somebody goes on with each from the first day."""

    code, severity = "OB-OPEN", S3
    sentence = "Employment {employee} is absent since {since}, and the absence is open."
    remedy = "See that the manager knows, and that the fit notes come here from the first day."
    source = "domain HR-11"


class WorkOutlivesTheOldSystem(LoadRule):
    """Source: domain HR-11, cutover: dual-running of cases; what is due before the first day is done where it is."""

    code, severity = "OB-DUE", S2
    sentence = "{key} is due on {due}, before the first day here."
    remedy = "Do it in the old system, or agree another day with {owner}, and take the file again."
    source = "domain HR-11"


class FileIsListed(LoadRule):
    """Source: domain HR-11: documents are counted; a file that the list does not name belongs to nobody."""

    code, severity = "OB-UNLISTED", S2
    sentence = "The ZIP has a file that the list does not name: {file}."
    remedy = "Add it to the list with whom it is about, or leave it out of the ZIP."
    source = "domain HR-11"


class RightToWorkLasts(LoadRule):
    """Source: domain HR-06: no pay is released without a right to work that is valid."""

    code = "OB-RTW-LAPSED"
    sentence = "Employment {employee}: the permission to work ends before the first day here."
    remedy = "Have the former employer check again and take the file again: nobody is paid without it."
    source = "domain HR-06 and HR-11"


class HasRightToWork(LoadRule):
    """Source: domain HR-11: missing checks are counted; HR-06: who arrives by TUPE is checked again within 60 days."""

    code, severity = "OB-RTW-NONE", S2
    sentence = "Employment {employee} comes without a check of the right to work."
    remedy = "Have the former employer send check and copy, or check again: within 60 days of a transfer."
    source = "domain HR-06 and HR-11"


class HasWhatJobNeeds(LoadRule):
    """Source: domain HR-11: DBS checks and registrations that are missing are counted; HR-15: the role says which."""

    code, severity = "OB-CHECK-NONE", S2
    sentence = "Employment {employee} comes without what the job needs: {what}."
    remedy = "Have the former employer send it, or ask for it here: without it the person may be kept from the duties."
    source = "domain HR-11 and HR-15"


class CheckLasts(LoadRule):
    """Source: domain HR-11: DBS checks and registrations that are valid on the first day are counted."""

    code, severity = "OB-CHECK-LAPSED", S2
    sentence = "Employment {employee}: what the job needs runs out before the first day here: {what}."
    remedy = "Have it renewed before the first day, and take the file again."
    source = "domain HR-11 and HR-15"


class CheckEndsSoon(LoadRule):
    """Source: domain HR-11: checks that expire are counted; HR-06, T-HR-6: the first task comes 60 days ahead."""

    code, severity = "OB-CHECK-ENDS", S3
    sentence = "Employment {employee}: the check “{check}” lasts until {last}, within 60 days of the first day."
    remedy = "Plan the next check before the first day."
    source = "domain HR-06 and HR-11"


class RemainderHasEnd(LoadRule):
    """Source: domain HR-11: court orders and their remaining balances."""

    code, severity = "OB-REMAINING", S2
    sentence = "Job {job}, {element}: {remaining} pounds are left to take, and there is no last day."
    remedy = "Payroll ends it when the rest is taken. Give a last day as well where the order or agreement ends sooner."
    source = "domain HR-11"


OF_COLUMN: dict[str, type[LoadRule]] = {
    "national_insurance_number": NinoOnlyOnce,
    "cost_split": CostsAddUp,
    "pay_group": HasPayGroup,
}
"""Which rule a fault of a column belongs to; every other is a row that cannot be loaded."""
