"""What the county's shared services cost in 2026-27, and who bears it.

Payroll is told and disputed, payables are told, HR waits.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from finance.models import CostShare
from finance.operations import recharges
from finance.operations.recharges import FiguresWanted, PoolWanted, Terms
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY, EAST, FIRE, POLICE, SOUTH

YEAR = 2026
WRITTEN, TOLD = at(date(2026, 4, 14), 10), at(date(2026, 4, 16), 11)
DISPUTED = at(date(2026, 5, 6), 9)
MEMBERS = (COUNTY, POLICE, FIRE, SOUTH, EAST)
# The services of 2026-27: pounds, the measure, and last year's figures of the partners in their order.
SERVICES = (
    ("payroll", "Payroll", "3600000.00", "PAYSLIPS", (230_000, 79_000, 26_500, 97_000, 61_000)),
    ("hr", "HR", "2500000.00", "HEADCOUNT", (14_000, 6_400, 2_100, 7_500, 4_900)),
    ("payables", "Accounts payable", "1900000.00", "INVOICES", (310_000, 42_000, 15_000, 190_000, 64_000)),
)
DISPUTE = "Agency workers’ payslips of 2025 are counted in ours: we make them about 4,000 fewer."


def make_recharges(place: Place) -> dict[str, Any]:
    """Lay down the services of the county; the police dispute their share of payroll. In the scope of each."""
    if place.spec.code == COUNTY:
        _provide(place)
    if place.spec.code == POLICE:
        _dispute(place)
    return {"shares": CostShare.told.filter(to_partner=place.partner).count()}


def _provide(place: Place) -> None:
    by, teller, here = office("journals", place.spec), office("finance", place.spec), place.partner.pk
    for code, name, pounds, method, figures in SERVICES:
        wanted = PoolWanted(
            year=YEAR, code=code, name=name, method=method, budget=Decimal(pounds), damping=Decimal(5),
            members=[Terms(partner=one) for one in MEMBERS],
        )  # fmt: skip
        pool = recharges.lay_down(partner_id=here, wanted=wanted, by=by, at=WRITTEN)
        counted = {one: Decimal(figure) for one, figure in zip(MEMBERS, figures, strict=True)}
        taken = recharges.take_figures(
            partner_id=here, by=by, at=WRITTEN,
            wanted=FiguresWanted(
                year=YEAR - 1, metric=method, measured_on=date(2026, 3, 31), figures=counted,
                evidence=f"Service report of 2025-26, {name}, table 2",
            ),
        )  # fmt: skip
        made = recharges.calculate(pool=pool.uuid, basis="PROVISIONAL", snapshots=[taken.uuid], by=by, at=WRITTEN)
        if code != "hr":
            recharges.issue(calculation=made.uuid, by=teller, at=TOLD)


def _dispute(place: Place) -> None:
    for told in CostShare.told.filter(to_partner=place.partner, service="Payroll"):
        recharges.dispute(
            partner_id=place.partner.pk, share=told.uuid, words=DISPUTE, by=office("finance", place.spec), at=DISPUTED
        )
