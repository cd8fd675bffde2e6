"""What a starter says for payroll, and what becomes of it: tax code, P45 figures, student loans, bank account.

The starter says it, in self-service or on paper; HR takes it over. So nobody changes an account by themselves.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from hr import rules_starters as starter_rules
from hr import sealed
from hr.checks import check_details, check_holder
from hr.engine.starters import P45, starter_tax
from hr.models import BankAccount, PreviousPay, StarterAnswers, StarterCase, StudentLoan, TaxCode
from hr.operations import bank, dated, starters_gates, tax
from hr.operations.starters_case import lock, log
from hr.queries import starters as found
from hr.queries.starters import OPEN
from hr.states import StarterState
from partners.models import User
from sharedservices.common import sealing
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState
from sharedservices.common.paye_codes import check_tax_code
from sharedservices.common.taxyear import TaxYear

WITH_EMPLOYMENT = frozenset(set(StarterState) - set(OPEN) - {StarterState.VOID_START}) | {StarterState.READY}
REASON = "Starter declaration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a starter says. P45 figures in pounds; the account may follow."""

    statement: str
    loan_plans: tuple[str, ...] = ()
    p45_leaving_date: date | None = None
    p45_tax_code: str = ""
    p45_week1month1: bool = False
    p45_pay: Decimal | None = None
    p45_tax: Decimal | None = None
    holder: str = ""
    sort_code: str = ""
    account_number: str = ""
    roll_number: str = ""


@transaction_required
def give(*, case: UUID, said: Answers, by: User, at: datetime) -> StarterAnswers:
    """Record what a starter says, as the starter or for them. It runs under self-service too, and pays nobody yet.

    :raises RuleBroken: for a P45 without its facts, or an account that cannot be right
    :raises InvalidTaxCode: if HMRC issues no such code
    :raises InvalidBankDetails: if a number is not of the right form
    :raises WrongState: when the case is void or about another job, or after the first month at work
    :raises StarterCase.DoesNotExist: if there is none in scope
    """
    row: StarterCase = StarterCase.objects.get(uuid=case)
    dated.refuse_close_officer(row, by=by)
    if row.route == StarterCase.Route.ADDED:
        raise WrongState("Tax and account are those of the employment already.", action="give", state=row.state)
    if row.state in {StarterState.VOID_START, StarterState.CONFIRMED, StarterState.ENDED}:
        raise WrongState("This start is over.", action="give", state=row.state)
    code = _check(row, said, today=timezone.localdate(at))
    uid = uuid4()
    with dated.change(partner_id=row.partner_id, by=by, reason=REASON):
        made: StarterAnswers = StarterAnswers.objects.create(
            uuid=uid,
            partner_id=row.partner_id,
            case=row,
            person_id=row.person_id,
            statement=StarterAnswers.Statement(said.statement),
            loan_plans=[StudentLoan.Plan(plan).value for plan in said.loan_plans],
            p45_tax_code=code,
            **({name: getattr(said, name) for name in P45_FACTS} if said.statement == "P45" else {}),
            **_account(row, said, uid),
            given_by=by,
            given_at=at,
        )
    return made


P45_FACTS = ("p45_leaving_date", "p45_week1month1", "p45_pay", "p45_tax")


@transaction_required
def take_over(*, case: UUID, by: User, at: datetime) -> StarterCase:
    """Take over what the starter said last: before the case is ready it meets the gates; afterwards it holds for pay.

    :raises RuleBroken: when it is about oneself, or a later change of tax or account stands in the way
    :raises WrongState: when there is nothing to take over
    """
    row = lock(case)
    said = found.answers(row)
    if said is None or said.taken_at is not None or row.state == StarterState.VOID_START:
        raise WrongState("There is nothing new from this starter.", action="take_over", state=row.state)
    with dated.change(partner_id=row.partner_id, by=by, reason=REASON):
        dated.refuse_oneself(row, by=by)
        if row.state in WITH_EMPLOYMENT:
            apply(row, said, by=by, at=at)
        elif row.state != StarterState.OFFER:
            _take(said, by=by, at=at)
        log(row, "answers", by=by, at=at, note=said.get_statement_display())
        starters_gates.refresh(row, by=by, at=at)
    return row


def apply(row: StarterCase, said: StarterAnswers | None, *, by: User, at: datetime) -> None:
    """Put tax code, P45 figures, loans and account on the employment of a case; without answers, the code of nobody's.

    :raises RuleBroken: when a later change stands in the way
    """
    assert row.employment is not None  # noqa: S101 - the callers made sure
    first, today = row.start_date, timezone.localdate(at)
    stamp: dict[str, Any] = {"employment": row.employment.uuid, "effective_from": first, "by": by, "at": at}
    p45 = None
    if said is not None and said.statement == "P45" and said.p45_leaving_date is not None:
        p45 = P45(leaving_date=said.p45_leaving_date, code=said.p45_tax_code, week1month1=said.p45_week1month1)
    answer = starter_tax(statement=said.statement if said else "", start=first, p45=p45)
    notice = min(timezone.localdate(said.given_at) if said else today, today)
    if not _has_code(row, answer.code, answer.week1month1, answer.source):
        tax.change_tax_code(
            code=answer.code, week1month1=answer.week1month1, source=answer.source, notice_date=notice, reason=REASON,
            **stamp,
        )  # fmt: skip
    if said is None:
        return
    if answer.counts_p45:
        _previous_pay(row, said)
    for plan in said.loan_plans:
        running = StudentLoan.objects.of(row.partner_id).filter(employment=row.employment, plan=plan)
        if not running.exists():
            tax.start_student_loan(plan=plan, source="Starter checklist", reason=REASON, **stamp)
    _pay_into(row, said, stamp)
    _take(said, by=by, at=at)


def _check(row: StarterCase, said: Answers, *, today: date) -> str:
    """Check what was said; return the tax code of the P45 tidied, or "". Raises what `give` raises."""
    if said.sort_code or said.account_number or said.holder:
        check_holder(said.holder)
        check_details(sort_code=said.sort_code, account_number=said.account_number, roll_number=said.roll_number)
    if said.statement != "P45":
        return ""
    left = said.p45_leaving_date
    figures = (said.p45_pay or Decimal(0)) >= 0 and (said.p45_tax or Decimal(0)) >= 0
    fits = left is not None and left <= max(today, row.start_date) and bool(said.p45_tax_code.strip()) and figures
    starter_rules.DeclarationComplete.require(fits)
    return check_tax_code(said.p45_tax_code, field="p45_tax_code").code


def _account(row: StarterCase, said: Answers, uid: UUID) -> dict[str, str]:
    if not said.account_number:
        return {}
    details, _check_said = check_details(
        sort_code=said.sort_code, account_number=said.account_number, roll_number=said.roll_number
    )
    text = json.dumps([details.sort_code, details.account_number, details.roll_number])
    return {
        "holder": check_holder(said.holder),
        "account": sealing.seal(text, aad=_aad(uid)),
        "fingerprint": sealed.bank_index(details, partner_id=row.partner_id),
        "last_four": details.last_four,
    }


def _pay_into(row: StarterCase, said: StarterAnswers, stamp: dict[str, Any]) -> None:
    if not said.account or row.employment is None:
        return
    known = BankAccount.objects.of(row.partner_id).filter(employment=row.employment)
    if known.filter(fingerprint=said.fingerprint).exists():
        return
    sort_code, account_number, roll_number = json.loads(sealing.open_sealed(said.account, aad=_aad(said.uuid)))
    bank.change_bank_account(
        holder=said.holder, sort_code=sort_code, account_number=account_number, roll_number=roll_number, reason=REASON,
        **stamp,
    )  # fmt: skip


def _has_code(row: StarterCase, code: str, week1month1: bool, source: str) -> bool:
    """Tell whether the employment is taxed so already, from its first day on."""
    rows = TaxCode.objects.of(row.partner_id).filter(employment=row.employment, code=code, source=source)
    return bool(rows.filter(week1month1=week1month1, valid__startswith=row.start_date).exists())


def _previous_pay(row: StarterCase, said: StarterAnswers) -> None:
    PreviousPay.objects.update_or_create(
        partner_id=row.partner_id,
        employment=row.employment,
        tax_year=TaxYear.of(row.start_date).label,
        defaults={
            "person_id": row.person_id, "pay": said.p45_pay or Decimal(0), "tax": said.p45_tax or Decimal(0),
            "source": "P45",
        },
    )  # fmt: skip


def _take(said: StarterAnswers, *, by: User, at: datetime) -> None:
    if said.taken_at is None:
        said.taken_by, said.taken_at = by, at
        said.save(update_fields=["taken_by", "taken_at"])


def _aad(uid: UUID) -> str:
    return sealing.aad("hr_starteranswers", uid, "account")
