"""What happens in November 2026 before its pay run: the awkward cases of the month."""

from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import Employment, TaxCode
from hr.operations.entries import Entry
from partners.scope import partner_scope
from sharedservices.demo.bulk_entry import Input
from sharedservices.demo.cases import INVALID_TAX_CODE
from sharedservices.demo.changes import promote
from sharedservices.demo.dates import NOVEMBER, start_of_month_work
from sharedservices.demo.directory import Place

PROMOTED_ON = NOVEMBER.replace(day=16)
OVERPAID = Decimal("2400.00")
_CONVERSION = "Conversion of the older system"
OPEN_INPUTS = 5
"""So many inputs of November still wait for their approver."""


def make_awkward(place: Place) -> None:
    """Promote somebody in mid-month, and convert two people's tax codes badly. Inside the scope."""
    if found := place.of_key("promotion"):
        moment = start_of_month_work(NOVEMBER)
        promote(
            place,
            found,
            "36",
            PROMOTED_ON,
            moment,
            reason="Appointed senior social worker from 16 November",
            grade="G10",
        )
    if found := place.of_key("bad-tax-code"):
        _convert_badly(place, Employment.objects.get(uuid=found.employment), NOVEMBER)
    if found := place.of_key("no-tax-code"):
        with partner_scope(place.partner.pk, actor_id=place.hr.pk, reason=_CONVERSION):
            TaxCode.objects.filter(employment__uuid=found.employment).delete()


def november_inputs(place: Place, group: str) -> list[Input]:
    """Return the one-offs of November: an overpayment taken back all at once."""
    found = place.of_key("negative-pay")
    if found is None or found.member.pay_group != group:
        return []
    return [
        Input(
            found.member.job_number,
            "OVERPAID",
            Entry(amount=OVERPAID),
            "Overpaid since August: hours not reduced in time",
        )
    ]


def _convert_badly(place: Place, employment: Employment, since: date) -> None:
    """Write a tax code that no operation takes, as a conversion from an older system would have left it."""
    with partner_scope(place.partner.pk, actor_id=place.hr.pk, reason=_CONVERSION):
        before = TaxCode.objects.get(employment=employment, valid__contains=since)
        before.valid = DateRange(before.valid.lower, since)
        before.save(update_fields=["valid"])
        TaxCode.objects.create(
            partner=place.partner,
            person_id=employment.person_id,
            employment=employment,
            code=INVALID_TAX_CODE,
            source=TaxCode.Source.MIGRATED,
            notice_date=since,
            valid=DateRange(since, None),
            reason=_CONVERSION,
        )
