"""The pay multiple of each employer in a tax year: taxable pay that was released, of those employed at its end."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from partners.models import LegalEntity
from payroll.engine.pay_multiple import multiple
from payroll.models import YearToDate
from sharedservices.common.taxyear import TaxYear


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerRow:
    """An employer: pounds of the year, and the multiple; None where fewer than five people were paid."""

    employer: str
    n_people: int | None
    highest: Decimal | None
    median: Decimal | None
    multiple: Decimal | None


def years(*, partner_id: int) -> list[str]:
    """Return the tax years of which something was released, the latest first. One query."""
    found = YearToDate.objects.of(partner_id).order_by("-tax_year").values_list("tax_year", flat=True).distinct()
    return list(found)


def rows(*, partner_id: int, tax_year: str, today: date) -> list[EmployerRow]:
    """Return each employer by name. Two queries. Whoever left before the year’s end is not of the workforce then."""
    last = min(TaxYear.parse(tax_year).end, today)
    paid: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    found = YearToDate.objects.of(partner_id).filter(tax_year=tax_year, employment__valid__contains=last)
    figures = found.order_by("id").values_list("employment__legal_entity_id", "person_id", "ytd_taxable_pay")
    for entity, person, taxable in figures:
        paid[entity][person] += taxable
    names = LegalEntity.objects.of(partner_id).filter(pk__in=paid).order_by("legal_name", "id")
    return [_row(name, list(paid[pk].values())) for pk, name in names.values_list("pk", "legal_name")]


def _row(name: str, earnings: list[Decimal]) -> EmployerRow:
    found = multiple(earnings)
    if found is None:
        return EmployerRow(employer=name, n_people=None, highest=None, median=None, multiple=None)
    return EmployerRow(
        employer=name, n_people=found.n_people, highest=found.highest, median=found.median, multiple=found.multiple
    )
