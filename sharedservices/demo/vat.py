"""VAT of the county: the quarter to October frozen, the next one a draft that puts an error right."""

from datetime import date
from decimal import Decimal
from typing import Any

from finance.models import CostCentre, VatReturn
from finance.operations import vat_returns
from finance.operations.vat_returns import AdjustmentWanted
from partners.models import LegalEntity
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY

NUMBER, FIRST, QUARTERS = "GB123456782", date(2026, 8, 1), 2
SIGNED, APPROVED, TODAY = at(date(2026, 11, 10), 10), at(date(2026, 11, 12), 15), at(date(2026, 11, 19), 9)
HALLS = Decimal("4.25")


def make_vat(place: Place) -> dict[str, Any]:
    """Register, draw up, sign and approve at the county; return how many returns there are. In the scope."""
    if place.spec.code == COUNTY:
        _work(place)
    return {"vat returns": VatReturn.objects.of(place.partner.pk).count()}


def _work(place: Place) -> None:
    council = LegalEntity.objects.of(place.partner.pk).order_by("id")[0]
    preparer, manager = office("journals", place.spec), office("finance", place.spec)
    vat_returns.register(
        legal_entity=council.uuid, vat_number=NUMBER, stagger=QUARTERS, first_day=FIRST, by=preparer, at=SIGNED
    )
    centres = list(CostCentre.objects.of(place.partner.pk).filter(legal_entity=council).order_by("code")[:2])
    for centre, use, percent, why in zip(
        centres, ("OVERHEAD", "TAXABLE"), (HALLS, Decimal(0)),
        ("Buildings, by the floor space that is let", "Trade waste and car parks: the adviser’s note of May"),
        strict=False,
    ):  # fmt: skip
        vat_returns.attribute(
            cost_centre=centre.pk, use=use, exempt_percent=percent, valid_from=date(2026, 4, 1), reason=why,
            by=preparer, at=SIGNED,
        )  # fmt: skip
    row = vat_returns.draw_up(legal_entity=council.uuid, by=preparer, at=SIGNED)
    vat_returns.sign(vat_return=row.uuid, period_key="26C2", by=preparer, at=SIGNED)
    vat_returns.approve(vat_return=row.uuid, by=manager, at=APPROVED)
    draft = vat_returns.draw_up(legal_entity=council.uuid, by=preparer, at=TODAY)
    wanted = AdjustmentWanted(
        kind="ERROR", box=4, amount=Decimal("86.40"), subjective="40100", cost_centre=centres[0].code,
        words="Paper of September was entered without its VAT",
    )  # fmt: skip
    vat_returns.adjust(vat_return=draft.uuid, wanted=wanted, by=preparer, at=TODAY)
