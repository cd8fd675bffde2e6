"""Puts released runs into the ledger: the journal of what they cost and owe, and the payment of net pay (FIN-12).

Each run is posted once: its journal has a key, and the row that says so is unique. A run that cannot be posted, because
its period is shut or there is no ledger yet, stays released and waits; the sweep of the day tries again.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection

from finance.models import Journal, Period
from finance.operations import codings, journals
from finance.operations.codings import Segments
from finance.operations.journals import Line as JournalLine
from finance.operations.journals import Origin, Wanted
from finance.queries import periods
from hr.queries import repayments
from partners.models import LegalEntity, Partner, User
from partners.scope import partner_scope
from payroll.engine import ledger
from payroll.engine.ledger import Entries, Entry, Part
from payroll.engine.rates import rates_on
from payroll.models import LedgerPosting, PaymentListing, PayRun, Suspended
from payroll.operations.calculation import lock
from payroll.queries import ledger_slips
from payroll.queries.run_facts import RunFacts
from payroll.rules import PR13, PR14, PR15
from payroll.states import RunState
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.money import ZERO
from sharedservices.common.taxyear import TaxYear

SOURCE, MODULE = "payroll", "PAYROLL"
NO_CENTRE = "without a cost centre"
LOOK_BACK = timedelta(days=45)
Kind = LedgerPosting.Kind


@transaction_required
def post(*, run_id: int, by: User, at: datetime) -> LedgerPosting:
    """Post what a released run costs and owes; with a run that is posted already, return that.

    Codes that cannot be posted to go to the suspense account of the legal entity, each with the reason; the run is
    never refused for them.

    :raises PR13: unless the run is released
    :raises PR14: when the entries are not the gross and net pay that were approved
    :raises RuleBroken: when the ledger does not take it: no open period of the year, no chart of accounts
    """
    run, facts = lock(run_id)
    PR13.check(run.state)
    _one_after_the_other(facts)
    there = _there(facts, Kind.COST)
    if there is not None:
        return there
    entity = LegalEntity.objects.of(facts.partner_id).get(pk=facts.legal_entity_id)
    levy = _levy(facts)
    found = ledger.entries(
        ledger_slips.slips(facts), schemes=ledger_slips.schemes(facts),
        recovering=repayments.recovering_codes(facts.partner_id), levy=levy,
    )  # fmt: skip
    PR14.check(gross=_sum(found, Part.GROSS), net=-_sum(found, Part.NET), run_gross=run.gross, run_net=run.net)
    on = periods.default_day(entity, facts.pay_date, module=MODULE)
    wrong = codings.faults(entity=entity, wanted={_segments(entry) for entry in found}, on=on)
    wanted = Wanted(
        legal_entity=entity.uuid, kind=Journal.Kind.PAYROLL, accounting_date=on,
        description=f"Pay run: {facts.label}"[:200], lines=_lines(found, wrong, _origins(entity, found, facts, on)),
    )  # fmt: skip
    made = _write(facts, run, Kind.COST, wanted, module=MODULE, by=by, at=at, levy=levy)
    Suspended.objects.bulk_create(
        Suspended(
            partner_id=facts.partner_id, posting=made, part=entry.part, subjective=entry.subjective,
            cost_centre=entry.cost_centre, amount=one.amount, n_people=len(one.people),
            why=wrong[_segments(entry)][:300],
        )
        for entry, one in found.items()
        if _segments(entry) in wrong
    )  # fmt: skip
    return made


@transaction_required
def pay(*, run_id: int, by: User, at: datetime, today: date) -> LedgerPosting:
    """Post that the bank has paid a run's listing: it clears net pay. Safe to call twice.

    What the listing does not pay stays on the control account: unpaid wages.

    :raises PR15: before the pay date, or before the run itself is posted
    :raises RuleBroken: when the ledger does not take it
    """
    run, facts = lock(run_id)
    PR13.check(run.state)
    there = _there(facts, Kind.PAYMENT)
    if there is not None:
        return there
    PR15.check(today=today, pay_date=facts.pay_date, is_posted=_there(facts, Kind.COST) is not None)
    entity = LegalEntity.objects.of(facts.partner_id).get(pk=facts.legal_entity_id)
    total = PaymentListing.objects.of(facts.partner_id).get(run=run).control_total
    fixed = ledger.accounts()["fixed"]
    wanted = Wanted(
        legal_entity=entity.uuid, kind=Journal.Kind.BANK,
        accounting_date=periods.default_day(entity, facts.pay_date, module="BANK"),
        description=f"Net pay paid: {facts.label}"[:200],
        lines=[
            JournalLine(segments=Segments(fixed["net_pay"]), debit=total, reference=Part.NET),
            JournalLine(segments=Segments(fixed["bank"]), credit=total, reference=Part.NET),
        ],
    )  # fmt: skip
    return _write(facts, run, Kind.PAYMENT, wanted, module="BANK", by=by, at=at, levy=ZERO)


def post_quietly(*, run_id: int, at: datetime, today: date) -> str:
    """Post a run and, from its pay date on, its payment, as far as the ledger takes them; return what it refused.

    In the name of whoever released it, inside the partner's scope.
    """
    run = PayRun.objects.select_related("released_by", "period").get(pk=run_id)
    by = run.released_by
    if by is None:
        return "It is not released."
    try:
        with partner_scope(run.partner_id, actor_id=by.pk, reason=f"ledger of {run}"):
            post(run_id=run_id, by=by, at=at)
        if run.period.pay_date <= today and run.net:
            with partner_scope(run.partner_id, actor_id=by.pk, reason=f"payment of {run}"):
                pay(run_id=run_id, by=by, at=at, today=today)
    except DomainError as refused:
        return refused.explanation
    return ""


def sweep(*, at: datetime, today: date) -> int:
    """Post what is released and not in the ledger, and payments whose day has come, at every partner; return how many.

    Opens a scope for each partner. A run of longer ago is posted from its page.
    """
    n = 0
    for partner in Partner.objects.order_by("id"):
        with partner_scope(partner.pk, reason="sweep of pay runs into the ledger"):
            done = LedgerPosting.objects.of(partner.pk).filter(kind=Kind.PAYMENT).values("run")
            waiting = PayRun.objects.of(partner.pk).filter(
                state=RunState.RELEASED, period__pay_date__gt=today - LOOK_BACK
            )
            for run_id in waiting.exclude(pk__in=done).order_by("period__pay_date", "id").values_list("pk", flat=True):
                n += not post_quietly(run_id=run_id, at=at, today=today)
    return n


# --- the parts ------------------------------------------------------------------------------------------------------
def _one_after_the_other(facts: RunFacts) -> None:
    """Let the partner's runs be posted in a row: the levy of each stands on those before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('payroll ledger', %s))", [facts.partner_id])


def _there(facts: RunFacts, kind: str) -> LedgerPosting | None:
    found: LedgerPosting | None = (
        LedgerPosting.objects.of(facts.partner_id).filter(run=facts.run_id, kind=kind).select_related("journal").first()
    )
    return found


def _levy(facts: RunFacts) -> Decimal:
    """Return what the run adds to the levy of the tax year. The partner's schemes share one allowance."""
    total, first = ledger_slips.pay_bill(facts)
    year, rates = TaxYear.of(facts.pay_date), rates_on(facts.pay_date).national_insurance
    months = year.tax_month(facts.pay_date) - year.tax_month(first) + 1
    due = ledger.levy_due(
        pay_bill=total, months=max(1, months), rate=rates.apprenticeship_levy_rate,
        allowance=rates.apprenticeship_levy_allowance,
    )  # fmt: skip
    return due - ledger_slips.levy_before(facts)


def _sum(found: Entries, part: Part) -> Decimal:
    return sum((one.amount for entry, one in found.items() if entry.part is part), ZERO)


def _segments(entry: Entry) -> Segments:
    return Segments(entry.subjective, entry.cost_centre)


def _origins(entity: LegalEntity, found: Entries, facts: RunFacts, on: date) -> dict[date | None, int]:
    """Return the period that each entry is really about, by its day, where it is another than that of the posting.

    None is the pay date's own: of everything that is about no earlier day.
    """
    rows = Period.objects.of(entity.partner_id).filter(legal_entity=entity, number__gte=1, number__lte=12)
    known = [(row.covers, row.pk) for row in rows]
    return {
        entry.origin: pk
        for entry in found
        for covers, pk in known
        if (entry.origin or facts.pay_date) in covers and on not in covers
    }


def _lines(found: Entries, wrong: dict[Segments, str], origins: dict[date | None, int]) -> list[JournalLine]:
    """Return the journal's lines; what cannot be posted where it belongs goes to suspense and says where that is."""
    suspense = ledger.accounts()["fixed"]["suspense"]
    shown = {entry: suspense if _segments(entry) in wrong else entry.subjective for entry in found}
    hidden = ledger.few(found, shown=shown)
    lines = []
    for entry, one in found.items():
        is_wrong = _segments(entry) in wrong
        lines.append(
            JournalLine(
                segments=Segments(suspense) if is_wrong else _segments(entry),
                debit=max(one.amount, ZERO), credit=max(-one.amount, ZERO), reference=entry.part,
                narrative=f"{entry.subjective} {entry.cost_centre or NO_CENTRE}" if is_wrong else "",
                origin=origins.get(entry.origin),
                is_restricted=entry in hidden,
            )
        )  # fmt: skip
    return lines


def _write(
    facts: RunFacts, run: PayRun, kind: str, wanted: Wanted, *, module: str, by: User, at: datetime, levy: Decimal
) -> LedgerPosting:
    origin = Origin(source=SOURCE, reference=str(run.uuid), key=f"payroll:{run.uuid}:{kind}", module=module)
    journal = journals.post_from(wanted=wanted, origin=origin, by=by, at=at)
    made: LedgerPosting = LedgerPosting.objects.create(
        partner_id=facts.partner_id, run=run, kind=kind, journal=journal, levy=levy, posted_by=by, posted_at=at
    )
    return made
