"""Rows for the pages of accounts receivable."""

from typing import Any

from django.db.models import OuterRef, Subquery

from finance.models import (
    Allocation,
    Asset,
    AssetEntry,
    AssetMove,
    BankAccount,
    BankLine,
    BankMatch,
    BankMatchLine,
    BankReconciliation,
    BankRule,
    CisReturn,
    CisReturnLine,
    CombinationRule,
    Customer,
    CustomerHold,
    ElectronicInvoice,
    FeederFile,
    Hierarchy,
    HierarchyVersion,
    InterEntityAgreement,
    JournalLine,
    JournalPlan,
    JournalTraining,
    LedgerExtract,
    PaymentRun,
    Receipt,
    SalesInvoice,
    SampledJournal,
    SupplierInvoice,
    SupplierPayment,
    VatReturn,
)
from finance.queries import chart as chart_codes
from partners.models import ChangeRequest, Partner
from tests.browser.rows import Arguments


def receivables(_partner: Partner) -> Arguments:
    """Invoices in different states, customers with and without a hold, receipts known and unknown."""
    asked = ChangeRequest.objects.filter(kind="finance.write_off", state="WAITING").values_list("payload", flat=True)
    chosen = {one.state + one.kind: one for one in SalesInvoice.objects.order_by("id")}
    held = list(CustomerHold.objects.values_list("customer__uuid", flat=True))
    drafts = [one for one in chosen.values() if one.state == "DRAFT"]
    return [
        *({"sales_invoice": one.uuid, "only": "finance:sales_edit"} for one in drafts),
        *({"sales_invoice": one["invoice"]} for one in asked),
        *({"sales_invoice": one.uuid} for one in sorted(chosen.values(), key=lambda one: one.state != "ISSUED")),
        *({"customer": one} for one in held),
        *({"customer": one.uuid} for one in Customer.objects.exclude(uuid__in=held).order_by("id")[:2]),
        *({"receipt": one.uuid} for one in Receipt.objects.order_by("customer_id", "id")[:3]),
        *({"receipt": one.uuid} for one in Receipt.objects.filter(customer=None)[:1]),
        *({"allocation": one.uuid} for one in Allocation.objects.filter(receipt__isnull=False)[:1]),
        *({"write_off": one} for one in _written_off()),
    ]


def _written_off() -> list[object]:
    from finance.models import WriteOff

    return list(WriteOff.objects.filter(undone_at=None).values_list("uuid", flat=True)[:1])


def recharges(partner: Partner) -> Arguments:
    """The own share of the county, pools that are told and not, and a share to answer for."""
    from finance.models import CostPool, CostShare, DriverSnapshot

    return [
        *({"cost_share": one.uuid} for one in CostShare.told.filter(to_partner=partner)),
        *({"cost_pool": one.uuid} for one in CostPool.objects.order_by("id")),
        *({"cost_pool": CostPool.objects.get(code="payroll").uuid, "instalment": one} for one in ("Q2", "Q3", "Q4")),
        *({"provided_share": one.uuid} for one in CostShare.objects.filter(state="ISSUED")[:1]),
        *({"driver_figures": one.uuid} for one in DriverSnapshot.objects.order_by("id")[:1]),
    ]


def bills_to_draft(_partner: Partner) -> Arguments:
    """The service that is told and not billed yet."""
    from finance.models import CostPool

    return [{"cost_pool": CostPool.objects.get(code="payables").uuid, "instalment": "Q3"}]


def payment_runs(_partner: Partner) -> Arguments:
    """A run in each state, the released ones first, and a payment."""
    found = {one.state: one for one in PaymentRun.objects.order_by("id")}
    chosen = sorted(found.values(), key=lambda one: not one.file_hash)
    return [
        *({"payment_run": one.uuid} for one in chosen),
        *({"supplier_payment": one.uuid} for one in SupplierPayment.objects.order_by("id")[:1]),
    ]


def bank(_partner: Partner) -> Arguments:
    """The account with statements, lines in each state, matches, rules and signed reconciliations."""
    lines = {one.match_state: one for one in _lines()}
    rules = {(one.agreed_at is None, one.ended_at is None): one for one in BankRule.objects.order_by("id")}
    with_lines = BankLine.objects.values("account")
    return [
        *({"bank_account": one.uuid} for one in BankAccount.objects.filter(pk__in=with_lines)),
        *({"bank_account": one.uuid} for one in BankAccount.objects.filter(agreed_at=None)),
        *({"bank_line": one.pk} for one in lines.values()),
        *({"bank_match": one.uuid} for one in BankMatch.objects.order_by("state", "id")[:1]),
        *({"bank_rule": one.uuid} for one in rules.values()),
        *({"bank_reconciliation": one.uuid} for one in BankReconciliation.objects.order_by("id")[:1]),
    ]


def assets(_partner: Partner) -> Arguments:
    """An asset in each state, the one of several components first; changes of each kind; a line to register."""
    kept = {one.state: one for one in Asset.objects.exclude(name="County Hall").order_by("id")}
    moves = {(one.kind, one.state): one for one in AssetMove.objects.order_by("id")}
    registered = AssetEntry.objects.filter(line__isnull=False).values("line")
    lines = JournalLine.objects.filter(coding__subjective__code="90000", journal__state="POSTED", debit__gt=0)
    newest = lines.exclude(pk__in=registered).exclude(journal__kind="OPENING").order_by("-id")[:1]
    hall = Asset.objects.filter(name="County Hall")
    return [
        *({"fixed_asset": one.uuid} for one in [*hall, *kept.values()]),
        *({"asset_move": one.uuid} for one in moves.values()),
        *({"asset_line": one.pk} for one in newest),
    ]


def einvoices(_partner: Partner) -> Arguments:
    """An electronic invoice in each state; one that waits is entered or returned."""
    found = {one.state: one for one in ElectronicInvoice.objects.defer("body").order_by("-id")}
    open_ones = [one for one in found.values() if one.state == "WAITING"]
    first = sorted(found.values(), key=lambda one: one.state != "WAITING")
    return [
        *({"einvoice": one.uuid, "only": "finance:einvoice"} for one in first),
        *({"einvoice": one.uuid} for one in open_ones[:1]),
    ]


def feeders(_partner: Partner) -> Arguments:
    """Purchase cards that landed, and a file that is read."""
    return [{"feeder": one.uuid} for one in FeederFile.objects.order_by("id")]


def extracts(_partner: Partner) -> Arguments:
    """What an auditor took."""
    return [{"ledger_extract": one.uuid} for one in LedgerExtract.objects.order_by("id")]


def chart(_partner: Partner) -> Arguments:
    """A code of each segment, and rules that hold and have ended."""
    found = [{"chart_segment": name, "only": "finance:code_new"} for name in ("subjective", "cost_centre", "project")]
    for name, model in chart_codes.MODELS.items():
        rows = model.objects.order_by("code")[:1] if name != "subjective" else model.objects.filter(code="94000")
        found += [{"chart_segment": name, "chart_code": one.uuid} for one in rows]
    return [*found, *({"combination": one.uuid} for one in CombinationRule.objects.order_by("id")[:1])]


def journal_plans(_partner: Partner) -> Arguments:
    """A plan in each state."""
    chosen = {one.state: one for one in JournalPlan.objects.order_by("id")}
    return [{"journal_plan": one.uuid} for one in chosen.values()]


def interentity(_partner: Partner) -> Arguments:
    """Agreements, ended and holding."""
    return [{"interentity_agreement": one.uuid} for one in InterEntityAgreement.objects.order_by("-id")]


def sampled_journals(_partner: Partner) -> Arguments:
    """A sampled journal in each state, the one that waits first: it can be reviewed."""
    chosen = {one.state: one for one in SampledJournal.objects.order_by("-id")}
    waiting_first = sorted(chosen.values(), key=lambda one: one.state != "WAITING")
    return [{"sampled_journal": one.uuid} for one in waiting_first]


def trained_preparers(_partner: Partner) -> Arguments:
    """Trainings that count, have ended and were revoked."""
    return [{"journal_training": one.uuid} for one in JournalTraining.objects.order_by("-id")]


def hierarchies(_partner: Partner) -> Arguments:
    """Hierarchies, and a version in each state."""
    chosen = {one.state: one for one in HierarchyVersion.objects.order_by("id")}
    return [
        *({"hierarchy": one.uuid} for one in Hierarchy.objects.order_by("id")),
        *({"hierarchy_version": one.uuid} for one in chosen.values()),
    ]


def vat(_partner: Partner) -> Arguments:
    """A frozen return, and the draft that follows."""
    return [{"vat_return": one.uuid} for one in VatReturn.objects.order_by("ends_on")]


def _lines() -> list[Any]:
    live = BankMatchLine.objects.filter(line_id=OuterRef("pk"), is_live=True).values("match__state")[:1]
    return list(BankLine.objects.annotate(match_state=Subquery(live)).order_by("id"))


def construction(_partner: Partner) -> Arguments:
    """The returns of a contractor, frozen and drafted, and a statement of the frozen one."""
    frozen = CisReturnLine.objects.filter(cis_return__state="FROZEN").order_by("id")[:1]
    return [
        *({"cis_return": one.uuid} for one in CisReturn.objects.order_by("month")),
        *({"cis_line": one.uuid} for one in frozen),
    ]


def paid_late(_partner: Partner) -> Arguments:
    """An invoice that was paid after its last day: its supplier may claim for that."""
    return [{"invoice": SupplierInvoice.objects.get(reference="AF-1988").uuid}]
