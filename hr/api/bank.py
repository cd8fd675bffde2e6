"""A second bank account as JSON: recorded by one person for somebody who asked, accepted by another, or stopped.

What people ask for themselves needs a password that was just given: it stays on their own pages.
"""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hr.api.found import found_or_404
from hr.models import BankChange, Employment
from hr.operations import bank_changes as operations
from hr.operations import disclosure
from hr.operations.bank_changes import STAFF_CHANNELS, Evidence
from hr.operations.bank_wishes import Wanted
from hr.queries import bank_changes as found
from hr.rules_bank import LONGEST_NOTE
from partners.api.base import PartnerApiView
from sharedservices.common.api_fields import DayField

Part = BankChange.Part
CHANNELS = [(one.value, one.label) for one in BankChange.Channel if one in STAFF_CHANNELS]
MAYBE: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}


class _Asked(serializers.Serializer[Any]):
    channel = serializers.ChoiceField(
        choices=CHANNELS,
        help_text="How the person asked: in person, or in a call that HR made",
    )
    called = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="The number that was called: one held long before"
    )
    evidence = serializers.CharField(max_length=LONGEST_NOTE, help_text="What was seen or asked; no numbers")


@extend_schema_serializer(component_name="SecondAccountWish")
class SecondInput(_Asked):
    """A second account for a fixed amount of each pay period; without an account the present one keeps its place."""

    amount = serializers.DecimalField(max_digits=10, decimal_places=2, min_value=0)
    holder = serializers.CharField(max_length=100, **MAYBE)
    sort_code = serializers.CharField(max_length=20, **MAYBE)
    account_number = serializers.CharField(max_length=20, **MAYBE)
    roll_number = serializers.CharField(max_length=30, **MAYBE)


@extend_schema_serializer(component_name="SecondAccountEnd")
class EndInput(_Asked):
    """The end of the second account."""


@extend_schema_serializer(component_name="BankChangeNote")
class NoteInput(serializers.Serializer[Any]):
    """Words for the log: what was looked at, or why it is stopped."""

    note = serializers.CharField(max_length=LONGEST_NOTE, **MAYBE)


@extend_schema_serializer(component_name="BankChange")
class BankChangeOutput(serializers.Serializer[Any]):
    """A change of an account that is under way or over. Of an account four digits are shown."""

    bank_change = serializers.UUIDField(source="uuid")
    employment = serializers.UUIDField(source="employment.uuid")
    part = serializers.ChoiceField(choices=Part.choices)
    account = serializers.SerializerMethodField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    state = serializers.ChoiceField(choices=BankChange.State.choices)
    effective_on = DayField()
    requested_at = serializers.DateTimeField()

    def get_account(self, row: BankChange) -> str:
        """Return the account with four digits."""
        return str(row)


class _BankStep(PartnerApiView):
    @property
    def stamp(self) -> dict[str, Any]:
        """Who does it, and when."""
        return {"by": self.user, "at": timezone.now()}

    def answer(self, change: UUID, *, status: int = 200) -> Response:
        """Answer a change as it is now."""
        return Response(BankChangeOutput(found.one(change)).data, status=status)


class _Record(_BankStep):
    permission = "bank.record"

    def job(self, person: UUID, employment: UUID) -> Employment:
        """Return the employment. :raises Http404: when it is not the person’s, or not in scope."""
        rows = Employment.objects.filter(person__uuid=person)
        row: Employment = found_or_404(rows, uuid=employment)
        return row

    def record(self, request: Request, job: Employment, wanted: Wanted, given: dict[str, Any]) -> Response:
        """Record it; the person is told at once, and a second person accepts it."""
        evidence = Evidence(
            channel=given["channel"], words=given["evidence"], called=given["called"],
            site=f"{request.scheme}://{request.get_host()}",
        )  # fmt: skip
        row = operations.record(employment=job.uuid, wanted=wanted, evidence=evidence, **self.stamp)
        return self.answer(row.uuid, status=201)


class SecondAccount(_Record):
    """A second account for a fixed amount of each pay period."""

    @extend_schema(
        request=SecondInput, responses={201: BankChangeOutput}, operation_id="second_account_record",
        summary="Record a second bank account",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, person: UUID, employment: UUID) -> Response:
        """Record what somebody asked for: an account with its amount, or another amount alone."""
        job = self.job(person, employment)
        given = self.checked(request, SecondInput)
        names = ("amount", "holder", "sort_code", "account_number", "roll_number")
        return self.record(request, job, Wanted(part=Part.SECOND, **{name: given[name] for name in names}), given)


class EndSecondAccount(_Record):
    """The end of a second account."""

    @extend_schema(
        request=EndInput, responses={201: BankChangeOutput}, operation_id="second_account_end",
        summary="Record the end of a second bank account",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, person: UUID, employment: UUID) -> Response:
        """Record that all of the pay goes to the main account again."""
        job = self.job(person, employment)
        return self.record(request, job, Wanted(part=Part.END), self.checked(request, EndInput))


class _OneChange(_BankStep):
    def row(self, bank_change: UUID) -> BankChange:
        """Return the change. :raises Http404: when there is none in scope."""
        try:
            return found.one(bank_change)
        except BankChange.DoesNotExist:
            raise Http404 from None


class OneBankChange(_OneChange):
    """One change of an account."""

    permission = "bank.view"

    @extend_schema(responses=BankChangeOutput, operation_id="bank_change", summary="One change of a bank account")
    def get(self, request: Request, partner_code: str, bank_change: UUID) -> Response:
        """Answer it; looking at it leaves a trace."""
        row = self.row(bank_change)
        disclosure.record_view(person=row.person, what="change of bank account by the interface", **self.stamp)
        return Response(BankChangeOutput(row).data)


class AcceptBankChange(_OneChange):
    """Accept a change as a second person."""

    permission = "bank.approve"

    @extend_schema(
        request=NoteInput, responses=BankChangeOutput, operation_id="bank_change_accept", summary="Accept a bank change"
    )
    def post(self, request: Request, partner_code: str, bank_change: UUID) -> Response:
        """Accept; it takes effect on its day, and the person can cancel it until then."""
        row = self.row(bank_change)
        operations.accept(change=row.uuid, **self.checked(request, NoteInput), **self.stamp)
        return self.answer(row.uuid)


class StopBankChange(_OneChange):
    """Stop a change."""

    permission = "bank.stop"

    @extend_schema(
        request=NoteInput, responses=BankChangeOutput, operation_id="bank_change_stop", summary="Stop a bank change"
    )
    def post(self, request: Request, partner_code: str, bank_change: UUID) -> Response:
        """Stop it, with words that the person reads; pay goes on as it does now."""
        row = self.row(bank_change)
        operations.reject(change=row.uuid, **self.checked(request, NoteInput), **self.stamp)
        return self.answer(row.uuid)
