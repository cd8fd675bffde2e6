"""What is wrong with a DBS check or a registration, for whoever records one and for files of many (HR-15, HR-11)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hr import rules_checks as check_rules
from hr.engine import compliance as law
from hr.models import DbsCheck, JobRequirement, JobRole
from hr.rules import RuleBroken
from sharedservices.common.periods import add_months


@dataclass(frozen=True, slots=True, kw_only=True)
class Dbs:
    """A DBS check as it is recorded. What is left empty of `justification` and `recheck_due` follows from the role."""

    level: str
    workforce: str
    certificate_no: str
    issued_on: date
    result: str = DbsCheck.Result.CLEAR
    decision: str = DbsCheck.Decision.SUITABLE
    children_barred: bool = False
    adults_barred: bool = False
    justification: str = ""
    application_ref: str = ""
    requested_on: date | None = None
    update_service: bool = False
    recheck_due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A registration as it stands in the register of a professional body. `expires_on`: its last day."""

    body: str
    number: str
    expires_on: date
    checked_on: date
    part: str = ""
    registered_on: date | None = None


def settled(check: Dbs, said: Sequence[JobRequirement]) -> tuple[str, date]:
    """Return why a check is asked for and by when it is renewed: where that is left empty, as the role has it."""
    months = next((one.months for one in said if one.months), law.cycle().dbs_months)
    reason = check.justification or next((one.justification for one in said if one.justification), "")
    return reason, check.recheck_due or add_months(check.issued_on, months)


def dbs_faults(check: Dbs, *, asked: str, said: Sequence[JobRequirement], today: date) -> Iterator[RuleBroken]:
    """Yield what is wrong with a check. `asked` is the highest level of the person’s roles, `said` what is said of it.

    :raises ValueError: for a level that there is not
    """
    reason, due = settled(check, said)
    has_lists = check.children_barred or check.adults_barred
    if len(digits(check.certificate_no)) != len("123456789012"):
        yield check_rules.DbsNumber.broken()
    if not (check.issued_on <= today and (check.requested_on is None or check.requested_on <= check.issued_on)):
        yield check_rules.DbsDates.broken()
    if has_lists != (check.level == JobRole.Dbs.ENHANCED_BARRED):
        yield check_rules.DbsListsFit.broken()
    if check.result == DbsCheck.Result.CLEAR and check.decision != DbsCheck.Decision.SUITABLE:
        yield check_rules.DbsDecided.broken()
    if law.is_over_checking(check.level, asked):
        yield check_rules.DbsLevelJustified.broken(asked=JobRole.Dbs(asked).label.lower())
    if not law.justifies(reason, check.level):
        yield check_rules.DbsReasonFits.broken()
    if not check.issued_on <= due <= add_months(check.issued_on, law.cycle().dbs_most_months):
        yield check_rules.DbsDates.broken(field="recheck_due")


def registration_faults(one: Registered, *, today: date) -> Iterator[RuleBroken]:
    """Yield what is wrong with a registration."""
    if not (one.body.strip() and one.number.strip()):
        yield check_rules.RegistrationSays.broken()
    in_order = one.checked_on <= today and one.checked_on <= one.expires_on
    if not (in_order and (one.registered_on is None or one.registered_on <= one.checked_on)):
        yield check_rules.RegistrationDates.broken()


def digits(number: str) -> str:
    """Return the number of a certificate without spaces; empty if it is anything but digits."""
    tidy = "".join(number.split())
    return tidy if tidy.isascii() and tidy.isdigit() else ""
