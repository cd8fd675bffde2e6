"""Ledgers as JSON: legal entities, periods with the state of each part, and the trial balance."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from finance.api.base import PAGING, FinanceApiView, pounds
from finance.engine import fiscal
from finance.models import Subjective
from finance.queries import ledger_pages as found
from finance.queries.shown_balances import shown
from partners.api.base import paged
from sharedservices.common.api_fields import DayField
from sharedservices.common.rowsources import ListRows


@extend_schema_serializer(component_name="LedgerEntity")
class EntityOutput(serializers.Serializer[Any]):
    """A legal entity with a ledger."""

    uuid = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField(source="legal_name")


class Entities(FinanceApiView):
    """The legal entities that have a ledger."""

    @extend_schema(
        parameters=PAGING, responses=paged(EntityOutput, "LedgerEntityPage"), operation_id="ledger_entities",
        summary="Legal entities that have a ledger",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer them by name."""
        return self.page(ListRows(found.entities(partner_id=self.partner.pk)), EntityOutput, order=("legal_name",))


@extend_schema_serializer(component_name="PeriodFilters")
class PeriodFilters(serializers.Serializer[Any]):
    """Whose periods, and of which year."""

    entity = serializers.UUIDField(required=False, help_text="May be left out where there is one ledger")
    year = serializers.IntegerField(
        required=False, min_value=2000, max_value=2099,
        help_text="In which the financial year begins; the one that is open when left out",
    )  # fmt: skip


@extend_schema_serializer(component_name="LedgerPeriod")
class PeriodOutput(serializers.Serializer[Any]):
    """A period: P01 is April, P00 opening balances, P13 and P14 adjust the year."""

    uuid = serializers.UUIDField()
    name = serializers.CharField()
    number = serializers.IntegerField()
    first_day = DayField()
    states = serializers.DictField(
        child=serializers.CharField(), help_text="FUTURE, OPEN, SOFT_CLOSED, CLOSED or LOCKED, by part of the ledger"
    )
    n_journals = serializers.IntegerField()


class Periods(FinanceApiView):
    """The fifteen periods of a year."""

    @extend_schema(
        parameters=[PeriodFilters, *PAGING], responses=paged(PeriodOutput, "LedgerPeriodPage"),
        operation_id="ledger_periods", summary="Periods of a financial year",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer them in their order. 400 for a legal entity that is not here."""
        given = self.asked(request, PeriodFilters)
        entity = self.entity(given.get("entity"))
        latest = found.latest_open(partner_id=self.partner.pk, legal_entity_id=entity.pk)
        year = given.get("year") or (latest[0] if latest else fiscal.year_of(timezone.localdate()))
        rows = found.periods(partner_id=self.partner.pk, legal_entity_id=entity.pk, year=year)
        return self.page(ListRows(rows), PeriodOutput, order=("number",))


@extend_schema_serializer(component_name="TrialBalanceFilters")
class TrialFilters(serializers.Serializer[Any]):
    """Whose trial balance, and up to when."""

    entity = serializers.UUIDField(required=False, help_text="May be left out where there is one ledger")
    period = serializers.RegexField(
        r"^[0-9]{4}-[0-9]{2}$", required=False,
        help_text="Up to this one: 2026-08 is P08 of 2026-27. The latest that is open when left out",
    )  # fmt: skip
    as_at = DayField(required=False, help_text="Without what was posted after this day")
    group = serializers.ChoiceField(choices=Subjective.Group.choices, required=False)


@extend_schema_serializer(component_name="TrialBalanceRow")
class TrialRowOutput(serializers.Serializer[Any]):
    """A code. Pounds are debits less credits. Without a code: pay together, of fewer than three people."""

    code = serializers.CharField(allow_blank=True)
    name = serializers.CharField()
    group = serializers.CharField(allow_blank=True)
    period = pounds(help_text="In the period")
    to_date = pounds(help_text="In the year up to the period")


@extend_schema_serializer(component_name="TrialBalance")
class TrialOutput(serializers.Serializer[Any]):
    """A trial balance. `debit` and `credit` are of all codes, whatever the group, and are equal."""

    entity = serializers.UUIDField()
    entity_name = serializers.CharField()
    period = serializers.CharField()
    as_at = DayField(allow_null=True)
    is_together = serializers.BooleanField(help_text="Codes of pay stand in one row, for who may not see pay")
    debit = pounds()
    credit = pounds()
    rows = TrialRowOutput(many=True)


class TrialBalance(FinanceApiView):
    """What was posted to each code up to a period."""

    @extend_schema(
        parameters=[TrialFilters], responses=TrialOutput, operation_id="trial_balance", summary="Trial balance"
    )
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer it. 400 for a legal entity or a period that is not here."""
        given = self.asked(request, TrialFilters)
        entity = self.entity(given.get("entity"))
        year, number = self._upto(entity.pk, given.get("period"))
        balance = shown(
            partner_id=self.partner.pk, legal_entity_id=entity.pk, year=year, number=number,
            as_at=given.get("as_at"), sees_pay=self.sees_pay,
        )  # fmt: skip
        group = given.get("group")
        answer = {
            "entity": entity.uuid, "entity_name": entity.legal_name, "period": fiscal.name(year, number),
            "as_at": given.get("as_at"), "is_together": balance.is_together, "debit": balance.debit,
            "credit": balance.credit, "rows": [one for one in balance.rows if not group or one.group == group],
        }  # fmt: skip
        return Response(TrialOutput(answer).data)

    def _upto(self, entity: int, wanted: str | None) -> tuple[int, int]:
        if wanted is None:
            latest = found.latest_open(partner_id=self.partner.pk, legal_entity_id=entity)
            if latest is None:
                raise ValidationError({"period": ["No period is open: say which."]})
            return latest
        there = dict(found.period_choices(partner_id=self.partner.pk, legal_entity_id=entity))
        if wanted not in there:
            raise ValidationError({"period": ["There is no such period in this ledger."]})
        year, number = wanted.split("-")
        return int(year), int(number)
