"""The ledger of a world: a posted journal, a draft that waits for approval, and codes of every segment."""

from datetime import date
from decimal import Decimal

from finance.models import CombinationRule, CommitmentLine, CostCentre, Counterparty, Project
from finance.operations import budgets, commitments, invoices, journals, plans, year_end_choices
from finance.operations.plans import PlanWanted
from finance.operations.year_end_choices import ChoiceWanted
from payroll.models.ledger import LedgerPosting, Suspended
from tests import world_assets, world_bank
from tests.factories import budgets as make
from tests.factories import ledger, payables
from tests.factories.hr import ALWAYS
from tests.people import Cast
from tests.world_base import World
from tests.world_chart import add_chart
from tests.world_cis import add_cis
from tests.world_einvoices import add_einvoices
from tests.world_extracts import add_extract
from tests.world_feeders import add_feeder
from tests.world_interentity import add_interentity
from tests.world_payment_runs import add_payment_run
from tests.world_sampling import add_sampling
from tests.world_vat import add_vat


def add_ledger(cast: Cast, world: World) -> ledger.Ledger:
    """Make one of each; return the books."""
    of, mark = world.partner, world.mark
    books = ledger.ledger(of, cast.hana)
    CostCentre.objects.create(partner=of, legal_entity=books.entity, code=mark, name=mark, valid=ALWAYS)
    Project.objects.create(partner=of, code="C00001", name=mark, valid=ALWAYS)
    Counterparty.objects.create(partner=of, code="X01", name=mark, valid=ALWAYS)
    CombinationRule.objects.create(partner=of, verdict="DENY", fund="SCH", project="C", reason=mark, valid=ALWAYS)
    said = f"{mark} stationery"
    posted = ledger.posted(books, description=said, on=date(2026, 10, 1))
    posting = LedgerPosting.objects.create(
        partner=of, run=world.row("payroll.PayRun"), kind="COST", journal=posted, posted_by=cast.hana,
        posted_at=ledger.NOW,
    )  # fmt: skip
    Suspended.objects.create(
        partner=of, posting=posting, part=mark[:60], subjective="11000", amount=Decimal(1), n_people=3, why=mark
    )
    draft = journals.draft(wanted=ledger.wanted(books, description=said), by=cast.hana, at=ledger.NOW)
    ledger.proposed(books, draft, by=cast.hana)
    make.areas(books, cast.hana)
    make.in_force(books, make.wanted(books, description=f"{mark} budget"), world.everybody, by=cast.hana)
    budgets.set_control(
        partner_id=of.pk, group="SUPPLIES", mode="WARN", tolerance=Decimal(0), first_day=date(2026, 4, 1),
        by=cast.hana, at=ledger.NOW,
    )  # fmt: skip
    wanted = make.virement(books, description=f"{mark} chairs", override_reason=f"{mark} knows why")
    row = budgets.draft(wanted=wanted, by=cast.hana, at=ledger.NOW)
    make.proposed(books, row, by=cast.hana)
    commitments.requisition(
        order=make.order(books, "40", reference=mark[:60]), key="world", by=cast.hana, at=ledger.NOW
    )
    before = commitments.order(
        order=make.order(books, "41", reference=f"{mark[:55]} old", on=date(2026, 2, 10)), key="world", by=cast.hana,
        at=ledger.NOW,
    )  # fmt: skip
    year_end_choices.propose(
        lines=CommitmentLine.objects.filter(commitment=before.commitment).values_list("pk", flat=True),
        wanted=ChoiceWanted(kind="CARRY", reason=mark), by=cast.hana, at=ledger.NOW,
    )  # fmt: skip
    budgets.comment(
        cost_centre=books.centres[0].uuid, year=2026, number=7, text=mark, known_change=Decimal(0), by=cast.hana,
        at=ledger.NOW,
    )  # fmt: skip
    world.rows |= {
        "finance.Journal": draft, "finance.Period": books.periods[1], "finance.BudgetDecision": row,
    }  # fmt: skip
    _add_payables(cast, world, books)
    world_bank.add_bank(cast, world, books)
    world_assets.add_assets(cast, world, books)
    add_payment_run(cast, world, books)
    add_vat(cast, world, books)
    add_cis(cast, world, books)
    add_feeder(cast, world, books)
    add_einvoices(cast, world, books)
    add_extract(cast, world, books)
    add_chart(cast, world, books)
    add_interentity(cast, world, books)
    add_sampling(cast, world, books)
    leased = journals.draft(wanted=ledger.wanted(books, description=f"{said} lease"), by=cast.hana, at=ledger.NOW)
    world.rows["finance.JournalPlan"] = plans.plan(
        wanted=PlanWanted(
            journal=leased.uuid, kind="RECURRING", first_on=date(2026, 11, 1), every=1, times=2,
        ), by=cast.hana, at=ledger.NOW,
    )  # fmt: skip
    return books


def _add_payables(cast: Cast, world: World, books: ledger.Ledger) -> None:
    """A supplier whose bank account waits for approval, and an invoice that is held."""
    account = payables.account(books, by=cast.hana, name=f"{world.mark} Ltd", address=f"{world.mark} Lane")
    wanted = payables.bank_wanted(holder=world.mark[:40], evidence=f"{world.mark} confirmed the change to us")
    payables.propose(account, wanted, by=cast.hana)
    row = payables.invoice(account, payables.line(description=world.mark), by=cast.hana)
    invoices.hold(invoice=row.uuid, reason=f"{world.mark} is asked", by=cast.hana, at=payables.NOW)
    world.rows |= {"finance.SupplierAccount": account, "finance.SupplierInvoice": row}
