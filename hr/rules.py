"""The rules of people and pay terms: one class a rule, with its sentence, what to do, and where it comes from.

An operation asks ``rules.SomeRule.require(condition, …)``; messages come from the rule. A test has the rule's name.
"""

from datetime import date
from decimal import Decimal

from hr.engine.countries import countries
from sharedservices.common.formatting import day
from sharedservices.common.rules import Rule as Rule  # noqa: PLC0414 - for whoever imports this module
from sharedservices.common.rules import RuleBroken as RuleBroken  # noqa: PLC0414 - as above

LONGEST_REASON = 200
SHORTEST_UNMASK_REASON = 10
YEARS_AHEAD = 2
YOUNGEST, OLDEST = 13, 100
USUAL_FROM, USUAL_TO = 16, 75
"""Ages outside are looked at twice. Source: domain HR-03."""
HIGHEST_ANNUAL = Decimal(500_000)
HIGHEST_HOURLY = Decimal(500)
HIGHEST_ENTRY = Decimal(100_000)
HOURS_OF_WEEK = Decimal(168)
ALL = Decimal(100)


class ReasonGiven(Rule):
    """Source: domain SEC-05: every change of pay data has a reason."""

    code, field = "HR-REASON", "reason"
    sentence = "Every change needs a reason of at most {longest} characters."
    remedy = "Say why in a few words, like “P6 notice of 3 November”."
    source = "domain SEC-05"


def until(last_day: date | None) -> str:
    """Say how long something runs that has a first day: to its last day, or on."""
    return "on" if last_day is None else f"to {day(last_day)}"


class WithinTheJob(Rule):
    """Source: domain HR-03: pay facts hold while the employment or job lasts."""

    code, field = "HR-WITHIN-JOB", "effective_from"
    sentence = "{on} is outside the {what}, which runs from {first} {until}."
    remedy = "Choose a date inside it."
    source = "domain HR-03"


class NoLaterChange(Rule):
    """Source: domain HR-04: facts are recorded in the order in which they hold."""

    code, field = "HR-IN-ORDER", "effective_from"
    sentence = "There is already a later {what}, from {later}: dates would be out of order."
    remedy = "Cancel the later change first, or choose a date on or after {later}."
    source = "domain HR-04"


class LaterDecides(Rule):
    """Source: domain HR-07, effective-dating rule 1: a change before an existing later one does not erase it."""

    code, field = "HR-LATER-DECIDES", "later"
    sentence = "The same thing has been decided otherwise from {later}."
    remedy = "Say what becomes of the later change: it stays, it follows this one, or it is cancelled."
    source = "domain HR-07 (1)"


class NotFarAhead(Rule):
    """Source: partner policy: a date more than two years ahead is a slip of the pen."""

    code, field = "HR-NOT-FAR-AHEAD", "effective_from"
    sentence = "{on} is more than {years} years ahead."
    remedy = "Check the year."
    source = "partner policy"


class SomethingChanges(Rule):
    """Source: partner policy: a change that changes nothing hides a mistake, mostly a second click."""

    code, field = "HR-SOMETHING-CHANGES", None
    sentence = "Nothing would change: this {what} is already recorded from {since}."
    remedy = "Check what you entered, or leave the record as it is."
    source = "partner policy"


class OnlyFutureIsCancelled(Rule):
    """Source: domain HR-04: what has taken effect is corrected by a new fact, never wiped out."""

    code, field = "HR-CANCEL-FUTURE", None
    sentence = "This has been in effect since {since} and cannot be cancelled."
    remedy = "Record a new change instead."
    source = "domain HR-04"


class LastChangeFirst(Rule):
    """Source: domain HR-04: of several changes to come, the last is cancelled first."""

    code, field = "HR-CANCEL-LAST", None
    sentence = "A later change, from {later}, builds on this one."
    remedy = "Cancel the later change first."
    source = "domain HR-04"


class SomethingToEnd(Rule):
    """Source: domain HR-03: only what holds can end."""

    code, field = "HR-SOMETHING-TO-END", "last_day"
    sentence = "There is no {what} on {on} that could end."
    remedy = "Check the date and the history."
    source = "domain HR-03"


class DirectorHasDate(Rule):
    """Source: Social Security (Contributions) Regulations 2001 reg 8: the earnings period runs from appointment."""

    code, field = "HR-DIRECTOR-DATE", "director_from"
    sentence = "A director’s National Insurance needs the date of appointment, and only a director’s does."
    remedy = "Give both the method and the date, or neither."
    source = "SI 2001/1004 reg 8"


class NoticeNotAfterUse(Rule):
    """Source: HMRC, CWG2: a code is used from its notice on, never before the notice was written."""

    code, field = "HR-NOTICE-DATE", "notice_date"
    sentence = "The notice is dated {notice}, after {today}."
    remedy = "Copy the date from the notice."
    source = "HMRC CWG2"


class BankPassesModulus(Rule):
    """Source: Vocalink, Validating account numbers."""

    code, field = "HR-BANK-MODULUS", "account_number"
    sentence = "The sort code and account number do not fit together."
    remedy = "Check both against a bank statement or the app of the bank."
    source = "Vocalink, Validating account numbers"


class BankHolderGiven(Rule):
    """Source: Bacs Standard 18: a payment names who receives it in 18 characters of a small set."""

    code, field = "HR-BANK-HOLDER", "holder"
    sentence = "The name on the account is missing, too long, or has characters that a payment cannot carry."
    remedy = "Give it as the bank writes it, with letters, digits, spaces and . - / &."
    source = "Bacs Standard 18"


class NinoOnce(Rule):
    """Source: domain HR-03: a National Insurance number belongs to one person of a partner."""

    code, field = "HR-NINO-ONCE", "nino"
    sentence = "Another person of this organisation has this National Insurance number."
    remedy = "Search for the number in People: it may be the same person. If not, one of the two was mistyped."
    source = "domain HR-03"


class BornWithinRange(Rule):
    """Source: domain HR-03: date of birth between 13 and 100 years ago (Children and Young Persons Act 1933 s 18)."""

    code, field = "HR-BIRTH-RANGE", "date_of_birth"
    sentence = "Somebody born on {born} is not between {youngest} and {oldest} years old on {on}."
    remedy = "Check the year of birth."
    source = "domain HR-03"


class UnusualAge(Rule):
    """Source: domain HR-03: a date of birth that makes somebody under 16 or over 75 is looked at twice, not refused."""

    code, field = "HR-BIRTH-UNUSUAL", "age_confirmed"
    sentence = "Somebody born on {born} is {age} years old: under {youngest} or over {oldest}."
    remedy = "Correct the date of birth, or confirm that it is right."
    source = "domain HR-03"


class CountryKnown(Rule):
    """Source: domain HR-03: a nationality is a country of ISO 3166."""

    code, field = "HR-COUNTRY", "nationality"
    sentence = "There is no country with the code {country}."
    remedy = "Choose a country from the list."
    source = "domain HR-03"


class NamedAtLeastBySurname(Rule):
    """Source: domain HR-03: a surname is required."""

    code, field = "HR-SURNAME", "surname"
    sentence = "There is no surname."
    remedy = "Give the surname. A person with a single name has it as surname."
    source = "domain HR-03"


class EmailLooksRight(Rule):
    """Source: RFC 5322 3.4.1: an address has one @ and a domain."""

    code, field = "HR-EMAIL", "email"
    sentence = "This is not an e-mail address."
    remedy = "It looks like name@example.org. Leave it empty if there is none."
    source = "RFC 5322 3.4.1"


class HoursWithinFullTime(Rule):
    """Source: domain HR-02: contract hours are a part of the full-time hours."""

    code, field = "HR-HOURS", "contract_hours"
    sentence = "{hours} hours a week is not between 0 and the full-time {full_time}."
    remedy = "Check the hours. Hours beyond full time are overtime, a monthly input."
    source = "domain HR-02"


class FullTimeIsPossible(Rule):
    """Source: domain HR-02: full-time hours come from the staff group."""

    code, field = "HR-FULL-TIME", "full_time_hours"
    sentence = "Full-time hours are more than 0 and at most {most} a week, and weeks paid no more than the year has."
    remedy = "Take them from the staff group’s terms."
    source = "domain HR-02"


class HoursForAContract(Rule):
    """Source: domain HR-05: only casual and on-call contracts have no fixed hours."""

    code, field = "HR-CONTRACT-HOURS", "contract_hours"
    sentence = "A contract of this kind has hours above 0."
    remedy = "Give the weekly hours. Only casual, relief and on-call contracts may have none."
    source = "domain HR-05"


class TermTimeHasWeeks(Rule):
    """Source: domain HR-02: paid FTE of term time = hours FTE × paid weeks ÷ weeks in the year."""

    code, field = "HR-TERM-TIME", "paid_weeks"
    sentence = "A term-time contract says how many weeks are paid, and only such a contract does."
    remedy = "Give the working and leave weeks, like 44.5, or choose another contract."
    source = "domain HR-02"


class OnePayBasis(Rule):
    """Source: domain HR-04: a job is paid by a point of a scale, a salary of its own, or the hour."""

    code, field = "HR-PAY-BASIS", "spine_point"
    sentence = "A job is paid by a spine point, by a yearly salary, or by the hour: by exactly one of them."
    remedy = "Give one and leave the others empty."
    source = "domain HR-04"


class PointWithinGrade(Rule):
    """Source: domain HR-04: Grade(scale, minimum, maximum)."""

    code, field = "HR-POINT-IN-GRADE", "spine_point"
    sentence = "Point {point} is not within grade {grade}, which runs from {minimum} to {maximum}."
    remedy = "Choose a point of the grade, or another grade."
    source = "domain HR-04"


class PointHasValue(Rule):
    """Source: domain HR-04: SpineValue(point, annual, effective_from)."""

    code, field = "HR-POINT-VALUE", "spine_point"
    sentence = "Point {point} has no value on {on}."
    remedy = "Choose a point that is in use then, or have the pay scale completed."
    source = "domain HR-04"


class PayIsSensible(Rule):
    """Source: partner policy: pay is positive, and an amount beyond these limits is a slip of the pen."""

    code, field = "HR-PAY-SENSIBLE", "spot_annual"
    sentence = "The pay is not above 0 and at most £{most:,.2f}."
    remedy = "Check the amount: a year’s full-time salary, or the rate of an hour."
    source = "partner policy"


class LoanNotTwice(Rule):
    """Source: HMRC, Collection of Student Loans: one start notice a plan."""

    code, field = "HR-LOAN-ONCE", "plan"
    sentence = "This plan is already deducted, from {since}."
    remedy = "Stop it first, or choose another plan."
    source = "HMRC, Student and postgraduate loan deductions"


class OneSchemeAtATime(Rule):
    """Source: domain HR-03: one pension membership a job."""

    code, field = "HR-ONE-SCHEME", "scheme"
    sentence = "The job is already in a pension scheme from {since}."
    remedy = "Record that the person leaves that scheme first."
    source = "domain HR-03"


class SectionOfScheme(Rule):
    """Source: Local Government Pension Scheme Regulations 2013 reg 10: the 50/50 section is the LGPS's alone."""

    code, field = "HR-PENSION-SECTION", "section"
    sentence = "The scheme {scheme} has no 50/50 section."
    remedy = "Choose the main section."
    source = "SI 2013/2356 reg 10"


class SharesAddUp(Rule):
    """Source: domain HR-02: the shares of a job's cost add up to 100.0000 at every date."""

    code, field = "HR-SHARES", "shares"
    sentence = "The shares add up to {total} per cent, not 100."
    remedy = "Give each cost centre once, with a share above 0, so that they add up to 100."
    source = "domain HR-02"


class CostCentreIsOpen(Rule):
    """Source: domain HR-02: each cost centre open, valid, of the same ledger."""

    code, field = "HR-COST-CENTRE", "shares"
    sentence = "Cost centre {cost_centre} is not open on {on}, or belongs to another employer."
    remedy = "Choose a cost centre of the employer that is open from that day on."
    source = "domain HR-02"


class ElementInUse(Rule):
    """Source: issue of pay elements as data: an element is used between its dates."""

    code, field = "HR-ELEMENT-IN-USE", "element"
    sentence = "The pay element {element} is not in use on {on}."
    remedy = "Choose an element that is in use then."
    source = "partner policy"


class EntryFitsElement(Rule):
    """Source: pay elements as data: the method says what an entry gives."""

    code, field = "HR-ENTRY-FITS", "amount"
    sentence = "An entry of {element} gives {wanted}."
    remedy = "Fill in that, and leave the rest empty."
    source = "partner policy"


class PeriodOfCalendar(Rule):
    """Source: partner policy: a run pays the inputs of its own period, so those of any other day are never paid."""

    code, field = "HR-PERIOD", "period_start"
    sentence = "No pay period of {group} starts on {on}."
    remedy = "Choose the first day of a period of its calendar. Payroll makes the calendar of another year."
    source = "partner policy"


class EntryIsSensible(Rule):
    """Source: partner policy: entries are positive; what is taken back is a deduction element."""

    code, field = "HR-ENTRY-SENSIBLE", "amount"
    sentence = "The entry is not above 0 and at most {most:,}."
    remedy = "Check the figure. To take money back, use a deduction."
    source = "partner policy"


class RecurringOnce(Rule):
    """Source: partner policy: the same element twice for one job is paid twice."""

    code, field = "HR-RECURRING-ONCE", "element"
    sentence = "The job already has {element} from {since}."
    remedy = "End that one first, or change its amount."
    source = "partner policy"


class RemainderOnce(Rule):
    """Source: domain HR-11: what was taken counts towards one order; lines of a payslip name no job."""

    code, field = "HR-REMAINDER-ONCE", "element"
    sentence = "{element} is taken for another job of this employment until nothing is left to take."
    remedy = "Use another element for this one, so that each shows what was taken for it."
    source = "domain HR-11"


class SecondPerson(Rule):
    """Source: domain SEC-03: maker and checker are two human beings, whatever logins they use."""

    code, field, is_refusal = "HR-SECOND-PERSON", None, True
    sentence = "You entered this yourself: somebody else approves it."
    remedy = "Ask a colleague who may approve inputs."
    source = "domain SEC-03"


class NotOneself(Rule):
    """Source: domain SEC-03: nobody decides about their own pay, absence or record."""

    code, field, is_refusal = "HR-NOT-ONESELF", None, True
    sentence = "This is about yourself: somebody else enters, changes and approves it."
    remedy = "Ask a colleague."
    source = "domain SEC-03"


class DecisionIsExplained(Rule):
    """Source: domain SEC-05: whoever entered it learns why it was not accepted."""

    code, field = "HR-DECISION-NOTE", "note"
    sentence = "A rejection needs a note of at most {longest} characters."
    remedy = "Say what to put right."
    source = "domain SEC-05"


class UnmaskNeedsReason(Rule):
    """Source: UK GDPR art 5(1)(f) and domain SEC-05: data in full is shown for a stated purpose."""

    code, field = "HR-UNMASK-REASON", "reason"
    sentence = "To see this in full, give a reason of at least {shortest} characters."
    remedy = "Say what you need it for: the audit trail keeps it."
    source = "UK GDPR art 5(1)(f)"


class CodeIsFree(Rule):
    """Source: domain 2: codes are unique within a partner."""

    code, field = "HR-CODE-FREE", "code"
    sentence = "The code {taken} is already in use."
    remedy = "Choose another code."
    source = "domain HR-01"


ALL_RULES: tuple[type[Rule], ...] = tuple(one for one in Rule.__subclasses__() if one.__module__ == __name__)


def age_on(born: date, on: date) -> int:
    """Return completed years of age."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def check_reason(reason: str) -> str:
    """Return the reason tidied. :raises RuleBroken: if there is none or it is too long."""
    tidy = " ".join(reason.split())
    ReasonGiven.require(0 < len(tidy) <= LONGEST_REASON, longest=LONGEST_REASON)
    return tidy


def check_birth(born: date, *, on: date) -> None:
    """Check a date of birth. :raises RuleBroken: if the age on the day is out of range."""
    BornWithinRange.require(YOUNGEST <= age_on(born, on) <= OLDEST, born=born, youngest=YOUNGEST, oldest=OLDEST, on=on)


def is_usual_age(born: date, *, on: date) -> bool:
    """Tell whether a date of birth needs no second look: it is usual, or impossible and refused anyway."""
    age = age_on(born, on)
    return USUAL_FROM <= age <= USUAL_TO or not YOUNGEST <= age <= OLDEST


def check_usual_age(born: date, *, on: date, is_confirmed: bool) -> None:
    """Ask for a second look at an unusual date of birth. :raises RuleBroken: unless somebody has confirmed it."""
    holds = is_confirmed or is_usual_age(born, on=on)
    UnusualAge.require(holds, born=born, age=age_on(born, on), youngest=USUAL_FROM, oldest=USUAL_TO)


def check_country(code: str, *, on: date) -> None:
    """Check a nationality; an empty one is not recorded. :raises RuleBroken: for a code that there is not."""
    CountryKnown.require(not code or code in countries(on), country=code)
