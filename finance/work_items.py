"""What the work list of the home page hears from finance: months not closed, reviews, samples, electronic invoices."""

from collections.abc import Iterator
from datetime import date, timedelta

from finance.engine import fiscal
from finance.engine.recharge_bills import Instalment
from finance.models import BankCheck, Period, PeriodModule, Reconciliation
from finance.operations import bank_checks
from finance.queries import closing, einvoices, recharge_bills, sampling
from finance.states import EnvelopeState, PeriodState, ReconciliationState
from partners.models import Partner, User
from partners.registry import Urgency, WorkItem, register_work
from sharedservices.common.formatting import counted, day, money

DAYS_OF_CHECKS = 7
MOST = 3
"""So many months that are over are looked at: the earliest ones."""


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="finance.1 month end", permission="closing.prepare", find=months_to_close)
    register_work(name="finance.2 reconciliations", permission="closing.review", find=to_review)
    register_work(name="finance.4 electronic invoices", permission="invoices.register", find=electronic_invoices)
    register_work(name="finance.5 daily check of banks", permission="banking.match", find=banks_to_look_at)
    register_work(name="finance.6 sampled journals", permission="journals.sample", find=sampled_journals)
    register_work(name="finance.7 disputed by partners", permission="receivables.raise", find=disputed_by_partners)
    register_work(name="finance.8 bills to issue", permission="recharges.issue", find=bills_to_issue)
    register_work(name="finance.3 periods to close", permission="periods.control", find=months_to_close)


def months_to_close(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the months that are over with tasks undone, or with everything done but closing itself."""
    open_ones = PeriodModule.objects.of(partner.pk).filter(
        module="GL", state__in=[PeriodState.OPEN, PeriodState.SOFT_CLOSED], period__number__gte=fiscal.FIRST,
        period__number__lte=fiscal.LAST, period__covers__fully_lt=(on, None),
    )  # fmt: skip
    rows = Period.objects.of(partner.pk).filter(pk__in=open_ones.values("period")).select_related("legal_entity")
    for period in rows.order_by("year", "number", "id")[:MOST]:
        undone = [one for one in closing.tasks(period) if not one.is_met]
        late = sum(one.is_late(on) for one in undone)
        first = min((one.due_on for one in undone), default=on)
        yield WorkItem(
            f"Month end {period}, {period.legal_entity.legal_name}",
            f"/p/{partner.code}/ledger/closing/?entity={period.legal_entity.uuid}&period={period.year}-{period.number:02}",
            count=len(undone) or 1,
            hint=f"{counted(late, 'task is', 'tasks are')} late" if late else f"Next task due on {day(first)}",
            urgency=Urgency.LATE if late else Urgency.WAITING,
        )


def to_review(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the reconciliations that others signed."""
    rows = Reconciliation.objects.of(partner.pk).filter(state=ReconciliationState.SIGNED)
    for row in rows.exclude(prepared_human=user.human_id).select_related("period", "subjective").order_by("id")[:10]:
        yield WorkItem(
            f"Review {row.subjective}, {row.period}",
            f"/p/{partner.code}/ledger/controls/{row.period.uuid}/{row.subjective.code}/",
            hint="Signed, waits for another person",
        )


def sampled_journals(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the journals that were drawn, that wait to be looked at, and that others prepared."""
    for row in sampling.waiting_for(partner_id=partner.pk, human=user.human_id)[:10]:
        yield WorkItem(
            f"Review {row.journal.description}",
            f"/p/{partner.code}/ledger/sampled-journals/{row.uuid}/",
            hint="Posted without an approver, and drawn to be looked at",
        )


def banks_to_look_at(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the accounts of which the newest morning says that they do not add up, or that no statement came."""
    rows = BankCheck.objects.of(partner.pk).filter(on__gt=on - timedelta(days=DAYS_OF_CHECKS), on__lte=on)
    newest = rows.order_by("account_id", "-on").distinct("account_id").select_related("account")
    for one in newest:
        if one.state not in bank_checks.FAULTS:
            continue
        is_wrong = one.state == BankCheck.State.UNEXPLAINED
        yield WorkItem(
            f"Bank and ledger: {one.account}",
            f"/p/{partner.code}/bank/accounts/{one.account.uuid}/daily/",
            hint=f"{money(one.unexplained)} that nothing explains on {day(one.on)}" if is_wrong
            else "No statement of the last two working days",
            urgency=Urgency.LATE if is_wrong else Urgency.WAITING,
        )  # fmt: skip


def electronic_invoices(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the electronic invoices that wait for somebody, and those that came to another partner: the clock runs."""
    now, page = einvoices.standing(partner_id=partner.pk), f"/p/{partner.code}/payables/electronic/"
    wanted = (
        ("Electronic invoices from other partners", now.n_sent_here, "", "For us: take them in"),
        ("Electronic invoices that wait", now.n_waiting, "?state=WAITING", "Their supplier or account is not known"),
        ("Electronic invoices to return", now.n_invalid, "?state=INVALID", "Tell the supplier without delay"),
        ("Electronic invoices for nobody known", now.n_unknown, "?state=RECEIVED", "Whom they are for is not known"),
    )
    for title, n, query, hint in wanted:
        if n:
            yield WorkItem(title, f"{page}{query}", count=n, hint=hint, urgency=Urgency.WAITING)


def disputed_by_partners(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the invoices that a partner disputes or returned, and of which nothing was recorded here yet."""
    for one in recharge_bills.spoken_against(partner_id=partner.pk)[:10]:
        said = "disputes" if one.state == EnvelopeState.DISPUTED else "returned"
        yield WorkItem(
            f"{one.to_partner.short_name} {said} {one.sales_invoice}",
            f"/p/{partner.code}/receivables/invoices/{one.sales_invoice.uuid}/",
            hint=one.words, urgency=Urgency.WAITING,
        )  # fmt: skip


def bills_to_issue(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the drafted bills of shared services, those that others drafted, by service and instalment."""
    for one in recharge_bills.waiting(partner_id=partner.pk, human=user.human_id)[:10]:
        yield WorkItem(
            f"Issue the bills of {one.name}, {Instalment(one.instalment).label}",
            f"/p/{partner.code}/recharges/services/{one.pool}/bills/{one.instalment}/",
            count=one.n, hint=f"{money(one.pounds)} without VAT",
        )  # fmt: skip
