"""A ledger for each legal entity of the demonstration: opening balances and pay everywhere, journals at the county.

At the county one journal is posted, an accrual is posted and reversed, one waits for an approver, one for the second of
two, one came back, one is a draft and one is discarded.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from finance.models import CostCentre, Journal, Period, PeriodModule
from finance.operations import bank_accounts, calendar, chart, journals, plans
from finance.operations.bank_accounts import BankAccountWanted
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from finance.operations.plans import PlanWanted
from hr.models import Employment
from partners.models import LegalEntity, User
from partners.operations import changes
from partners.operations.change_trials import Proposal
from payroll.models import PayRun
from payroll.operations import ledger as run_ledger
from sharedservices.demo import assets, budgets, closing, funding
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY

YEAR, OPENED = 2026, date(2020, 4, 1)
WRITTEN = at(date(2026, 11, 3), 10)
DECIDED = at(date(2026, 11, 4), 11)
# What stands on 1 April 2026, in thousands of pounds: debits above, credits below nought.
OPENING = (
    ("90000", 184_200), ("90100", -61_350), ("91100", 12_000), ("92100", 1_940), ("93000", 6_115), ("94050", -4_870),
    ("95000", -2_300), ("96000", -58_000), ("96100", -71_400), ("97000", -14_250), ("97100", -22_600),
    ("98100", -40_885), ("98200", 71_400),
)  # fmt: skip
Given = tuple[tuple[str, int, str], ...]
"""Lines as (subjective code, which of the entity's cost centres, pounds): debits above, credits below nought."""


def make_ledger(place: Place) -> dict[str, Any]:
    """Set up charts, years and periods, and post what is posted; return how many journals there are. In the scope."""
    by, keeper = office("journals", place.spec), office("periods", place.spec)
    chart.set_up(partner_id=place.partner.pk, valid_from=OPENED, by=by, at=WRITTEN)
    employers = Employment.objects.of(place.partner.pk).values("legal_entity")
    opened: list[list[Period]] = []
    for entity in LegalEntity.objects.of(place.partner.pk).filter(pk__in=employers).order_by("id"):
        periods = calendar.set_up_year(legal_entity=entity.uuid, year=YEAR, by=keeper, at=WRITTEN)
        for period in periods[:9]:
            _move(period, "open", keeper)
        _open_books(entity, by)
        _open_bank(place, entity, by)
        opened.append(periods)
        if place.spec.code == COUNTY and entity == _council(place):
            budgets.spend(place, entity, by)
            funding.adjust(place, entity, by)
    _post_pay(place)
    if place.spec.code == COUNTY:
        assets.take_on(place, _council(place))
    for periods in opened:
        for period in periods[:7]:
            closing.close_as_before(place, period)
    if place.spec.code == COUNTY:
        _journals(place, by)
        assets.go_on(place, _council(place))
        budgets.make_budgets(place, _council(place))
    return {"journals": Journal.objects.of(place.partner.pk).count()}


def _move(period: Period, action: str, by: User) -> None:
    calendar.move(period=period.uuid, modules=PeriodModule.Module, action=action, by=by, at=WRITTEN)


def _open_bank(place: Place, entity: LegalEntity, by: User) -> None:
    """Its general account, from which it pays."""
    wanted = BankAccountWanted(
        name="General account", holder=entity.legal_name.upper()[:18].strip(), bank="Northern Bank",
        sort_code="60-00-01", account_number=f"7{entity.pk:07}", subjective="93000", opened_on=OPENED,
        service_user_number=f"24{entity.pk:04}",
    )  # fmt: skip
    row = bank_accounts.add(legal_entity=entity.uuid, wanted=wanted, by=by, at=WRITTEN)
    bank_accounts.agree(account=row.uuid, by=office("periods", place.spec), at=WRITTEN)


def _post_pay(place: Place) -> None:
    """Post every run that has been paid since April, and its payment, as each was in its month."""
    runs = PayRun.objects.of(place.partner.pk).filter(state="RELEASED", period__pay_date__gte=date(YEAR, 4, 1))
    for run_id in runs.order_by("period__pay_date", "number", "id").values_list("pk", flat=True):
        run_ledger.post_quietly(run_id=run_id, at=WRITTEN, today=WRITTEN.date())


def _open_books(entity: LegalEntity, by: User) -> None:
    lines = [_line(code, "", Decimal(thousands * 1000)) for code, thousands in OPENING]
    wanted = Wanted(
        legal_entity=entity.uuid, kind=Journal.Kind.OPENING, accounting_date=date(YEAR, 4, 1), adjusts=0, lines=lines,
        description="Opening balances on 1 April 2026",
    )  # fmt: skip
    origin = Origin(source="opening", reference=entity.code, key=f"opening:{entity.code}:{YEAR}", module="GL")
    journals.post_from(wanted=wanted, origin=origin, by=by, at=WRITTEN)


def _line(code: str, centre: str, pounds: Decimal, narrative: str = "") -> Line:
    segments = Segments(code, "" if code[0] == "9" else centre)
    return Line(segments=segments, debit=max(pounds, Decimal(0)), credit=max(-pounds, Decimal(0)), narrative=narrative)


def _journals(place: Place, by: User) -> None:
    """Write the county's journals, each as far as it has come."""
    entity = _council(place)
    codes = CostCentre.objects.of(place.partner.pk).filter(legal_entity=entity).order_by("code")
    centres = list(codes.values_list("code", flat=True)[:3])
    approver, manager = office("journals2", place.spec), office("finance", place.spec)
    deputy = office("deputy", place.spec)

    def write(
        description: str, lines: Given, *, kind: str = "MANUAL", on: date = date(2026, 11, 3), **more: Any
    ) -> Journal:
        wanted = Wanted(
            legal_entity=entity.uuid, kind=kind, accounting_date=on, description=description,
            lines=[_line(code, centres[which], Decimal(pounds)) for code, which, pounds in lines], **more,
        )  # fmt: skip
        return journals.draft(wanted=wanted, by=by, at=WRITTEN)

    def propose(row: Journal, why: str) -> Any:
        payload = {"journal": str(row.uuid), "lines_hash": row.lines_hash}
        proposal = Proposal(kind="finance.journal", payload=payload, reason=why)
        return changes.submit(partner_id=place.partner.pk, proposal=proposal, by=by, at=WRITTEN)

    def approve(change: Any, *people: User) -> None:
        for who in people:
            changes.approve(change=change.uuid, content_hash=change.content_hash, by=who, at=DECIDED)

    accrual = write(
        "Agency social workers of October, not invoiced yet", (("14000", 0, "12480.00"), ("94050", 0, "-12480.00")),
        kind="ACCRUAL", on=date(2026, 10, 30), reverse_on=date(2026, 11, 2),
    )  # fmt: skip
    approve(propose(accrual, "Timesheets of four weeks"), approver)
    journals.reverse_due(journal=accrual.uuid, by=by, at=DECIDED)
    moved = write(
        "Postage of September moved to the team that sent it",
        (("40300", 1, "1845.60"), ("40300", 0, "-1845.60")), kind="RECLASS",
    )  # fmt: skip
    approve(propose(moved, "Franking report of September"), approver)
    propose(write(
        "Energy of the shared building split by floor space",
        (("20100", 1, "5070.12"), ("20100", 2, "3380.08"), ("20100", 0, "-8450.20")),
    ), "Floor plan of 2026 in the premises file")  # fmt: skip
    _plans(write, propose, approve, approver, by)
    two = propose(write(
        "Receipts in suspense found to be room hire", (("94900", 0, "642.50"), ("83000", 1, "-642.50")),
    ), "Bookings of October")  # fmt: skip
    approve(two, deputy)
    back = propose(write(
        "Training moved to the budget that pays for it", (("15000", 2, "2310.00"), ("15000", 0, "-2310.00")),
    ), "E-mail of the training team")  # fmt: skip
    changes.send_back(
        change=back.uuid, content_hash=back.content_hash, comment="Which course, and who agreed it? Please add both.",
        by=manager, at=DECIDED,
    )  # fmt: skip
    write("Licences of 2027 paid in advance", (("92100", 0, "18600.00"), ("40200", 0, "-18600.00")))
    wrong = write("Twice the same energy journal, by mistake", (("20100", 1, "5070.12"), ("20100", 0, "-5070.12")))
    journals.discard(journal=wrong.uuid, by=by, at=DECIDED)


def _plans(write: Any, propose: Any, approve: Any, approver: User, by: User) -> None:
    """Make a licence that is spread over the year, leases that wait and are drafts, and one that has ended."""

    def plan(row: Journal, kind: str, first: date, times: int) -> Any:
        wanted = PlanWanted(journal=row.uuid, kind=kind, first_on=first, every=1, times=times)
        return plans.plan(wanted=wanted, by=by, at=WRITTEN)

    def agree(row: Any, why: str) -> Any:
        payload = {"plan": str(row.uuid), "lines_hash": row.lines_hash}
        proposal = Proposal(kind="finance.journal_plan", payload=payload, reason=why)
        return changes.submit(partner_id=row.partner_id, proposal=proposal, by=by, at=WRITTEN)

    licence = plan(write(
        "Licence of the mapping software, paid in April", (("40200", 0, "18450.00"), ("92100", 0, "-18450.00")),
        kind="PREPAYMENT",
    ), "PREPAYMENT", date(2026, 11, 1), 5)  # fmt: skip
    approve(agree(licence, "Invoice of April, of which five months are left"), approver)
    old = plan(write("Rent of the store room", (("20000", 1, "310.00"), ("94050", 1, "-310.00"))),
               "RECURRING", date(2026, 11, 2), 12)  # fmt: skip
    approve(agree(old, "Agreement of 2024"), approver)
    plans.stop(plan=old.uuid, reason="The store room was given up on 5 November", by=by, at=DECIDED)
    waits = plan(write("Lease of the photocopiers", (("40000", 2, "486.20"), ("94050", 2, "-486.20"))),
                 "RECURRING", date(2026, 12, 1), 4)  # fmt: skip
    agree(waits, "Contract of October")
    plan(write("Cleaning of the depot", (("20000", 2, "154.00"), ("94050", 2, "-154.00"))),
         "RECURRING", date(2026, 12, 3), 4)  # fmt: skip


def _council(place: Place) -> LegalEntity:
    """Return the council itself: the employer of most people."""
    found: LegalEntity = LegalEntity.objects.of(place.partner.pk).order_by("id")[0]
    return found
