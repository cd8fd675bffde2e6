"""Journals as JSON: the list, one with its lines and approvals, writing a draft and asking for it to be posted.

Approvals are given under `changes/`: the journal names its request.
"""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from finance import rules
from finance.api.base import LONGEST_SEARCH, PAGING, FinanceApiView, one_or_404, pounds
from finance.forms.ledger import STATES, WRITTEN
from finance.models import Journal
from finance.operations import auto_posting
from finance.operations import journals as operations
from finance.operations.codings import Segments
from finance.operations.journals import Line, Wanted
from finance.queries import auto_posting as submitted
from finance.queries import interentity
from finance.queries import ledger_pages as found
from partners.api.base import paged
from partners.models import LegalEntity
from sharedservices.common.api_fields import DayField
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import QuerySetRows

WRITTEN_KINDS = [one for one in Journal.Kind.choices if one[0] in WRITTEN]
LONGEST_NOTE = 200


@extend_schema_serializer(component_name="JournalFilters")
class Filters(serializers.Serializer[Any]):
    """What narrows the list."""

    search = serializers.CharField(
        required=False, max_length=LONGEST_SEARCH, help_text="The number, or words of the description"
    )
    entity = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=STATES, required=False)
    kind = serializers.ChoiceField(choices=Journal.Kind.choices, required=False)


@extend_schema_serializer(component_name="JournalRow")
class RowOutput(serializers.Serializer[Any]):
    """A journal. `state`: WAITING is a draft that others have been asked to approve."""

    uuid = serializers.UUIDField()
    number = serializers.IntegerField(allow_null=True, help_text="Taken when it is posted: without gaps")
    kind = serializers.CharField()
    entity = serializers.UUIDField(source="legal_entity.uuid")
    accounting_date = DayField()
    period = serializers.CharField()
    description = serializers.CharField()
    total = pounds()
    n_lines = serializers.IntegerField()
    state = serializers.SerializerMethodField()
    prepared_by = serializers.CharField(source="prepared_by.full_name")

    def get_state(self, row: Journal) -> str:
        """Return where it stands."""
        return "WAITING" if vars(row).get("is_waiting") else row.state


@extend_schema_serializer(component_name="JournalApproval")
class ApprovalOutput(serializers.Serializer[Any]):
    """An approval that it needs, given or open."""

    title = serializers.CharField()
    why = serializers.CharField()
    decided_by = serializers.CharField(allow_blank=True)
    decided_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(component_name="JournalCheck")
class CheckOutput(serializers.Serializer[Any]):
    """A condition of being posted without an approver, as it was found when the journal was proposed last."""

    code = serializers.CharField()
    title = serializers.CharField()
    is_met = serializers.BooleanField()
    words = serializers.CharField()


@extend_schema_serializer(component_name="Journal")
class JournalOutput(RowOutput):
    """One journal. Its lines are a list of their own: there may be thousands."""

    source = serializers.CharField(  # type: ignore[assignment]  # a column of the answer, not the field's source
        allow_blank=True, help_text="What posted it by itself; empty when people wrote it"
    )
    source_ref = serializers.CharField(allow_blank=True)
    reverse_on = DayField(allow_null=True)
    reverses = serializers.UUIDField(source="reverses.uuid", default=None, allow_null=True)
    reversed_by = serializers.UUIDField(allow_null=True)
    other_part = serializers.UUIDField(
        allow_null=True, help_text="The journal of the other legal entity that is posted with it"
    )
    is_first_part = serializers.BooleanField(
        help_text="Of two, the one that is proposed, changed and reversed for both"
    )
    prepared_at = serializers.DateTimeField()
    posted_by = serializers.CharField(source="posted_by.full_name", default="", allow_blank=True)
    posted_at = serializers.DateTimeField(allow_null=True)
    lines_hash = serializers.CharField()
    chain_hash = serializers.CharField(allow_blank=True, help_text="Over this journal and all before it")
    change = serializers.UUIDField(allow_null=True, help_text="The latest request to post it, below changes/")
    approvals = ApprovalOutput(many=True)
    is_posted_alone = serializers.BooleanField(help_text="Posted without an approver, under rule FIN-AUTO-POST")
    checks = CheckOutput(many=True, help_text="Empty until it was proposed")


@extend_schema_serializer(component_name="JournalLine")
class LineOutput(serializers.Serializer[Any]):
    """A line: debits above, credits below nought. Without an amount: what somebody earns, for who may not see pay."""

    subjective = serializers.CharField(source="code")
    cost_centre = serializers.CharField(allow_blank=True)
    fund = serializers.CharField()
    project = serializers.CharField(allow_blank=True)
    counterparty = serializers.CharField(allow_blank=True)
    amount = pounds(allow_null=True)
    narrative = serializers.CharField(allow_blank=True)
    reference = serializers.CharField(allow_blank=True)


@extend_schema_serializer(component_name="JournalLineInput")
class LineInput(serializers.Serializer[Any]):
    """A line as it is written: codes and one side."""

    legal_entity = serializers.CharField(
        max_length=20, required=False, allow_blank=True, default="",
        help_text="The code of another legal entity whose line it is; an agreement has to cover it",
    )  # fmt: skip
    subjective = serializers.CharField(max_length=5)
    cost_centre = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    fund = serializers.CharField(max_length=3, required=False, default="GEN")
    project = serializers.CharField(max_length=6, required=False, allow_blank=True, default="")
    counterparty = serializers.CharField(max_length=3, required=False, allow_blank=True, default="")
    debit = pounds(required=False, min_value=ZERO, default=ZERO)
    credit = pounds(required=False, min_value=ZERO, default=ZERO)
    narrative = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


@extend_schema_serializer(component_name="JournalInput")
class JournalInput(serializers.Serializer[Any]):
    """A journal as people write it."""

    entity = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=WRITTEN_KINDS)
    accounting_date = DayField()
    reverse_on = DayField(required=False, allow_null=True, default=None, help_text="For accruals and prepayments alone")
    description = serializers.CharField(min_length=rules.SHORTEST_DESCRIPTION, max_length=rules.LONGEST_DESCRIPTION)
    lines = LineInput(many=True, max_length=rules.MOST_LINES)  # type: ignore[call-arg]  # of the list of them


@extend_schema_serializer(component_name="JournalProposal")
class ProposalInput(serializers.Serializer[Any]):
    """Why it is to be posted, and which lines: what they were when the caller read them."""

    reason = serializers.CharField(max_length=LONGEST_NOTE, help_text="For whoever approves it")
    lines_hash = serializers.RegexField(r"^[0-9a-f]{64}$", required=False, help_text="Refused when the lines changed")


@extend_schema_serializer(component_name="JournalReversal")
class ReversalInput(serializers.Serializer[Any]):
    """The day and the words of a reversal."""

    accounting_date = DayField()
    description = serializers.CharField(
        min_length=rules.SHORTEST_DESCRIPTION, max_length=rules.LONGEST_DESCRIPTION, help_text="What was wrong with it"
    )


class _OfJournals(FinanceApiView):
    def row(self, journal: UUID) -> Journal:
        """Return one journal. :raises Http404: when there is none in scope."""
        rows = found.found_journals(partner_id=self.partner.pk, wanted={})
        return one_or_404(rows.select_related("legal_entity", "period", "prepared_by", "posted_by", "reverses"),
                          uuid=journal)  # fmt: skip

    def answer(self, journal: UUID, status: int = 200) -> Response:
        """Answer a journal as it stands now."""
        row = self.row(journal)
        asked = self.request_about(found.request_of(row))
        mirror = Journal.objects.of(self.partner.pk).filter(reverses=row).exclude(state="DISCARDED").first()
        other, check = interentity.other_part(row), submitted.last_check(row)
        names = {name: getattr(row, name) for name in (
            "uuid", "number", "kind", "legal_entity", "accounting_date", "description", "total", "n_lines", "state",
            "prepared_by", "source", "source_ref", "reverse_on", "reverses", "prepared_at", "posted_by", "posted_at",
            "lines_hash", "chain_hash",
        )}  # fmt: skip
        shown = SimpleNamespace(
            **names, period=str(row.period), is_waiting=vars(row)["is_waiting"],
            reversed_by=mirror.uuid if mirror else None, other_part=other.uuid if other else None,
            is_first_part=row.linked_to_id is None, change=asked.row.uuid if asked else None,
            approvals=asked.steps if asked else (), is_posted_alone=check is not None and check.is_passed,
            checks=check.conditions if check else (),
        )  # fmt: skip
        return Response(JournalOutput(shown).data, status=status)


class Journals(_OfJournals):
    """Every journal of the partner; and writing one."""

    write_permission = "journals.prepare"

    @extend_schema(
        parameters=[Filters, *PAGING], responses=paged(RowOutput, "JournalPage"), operation_id="journals",
        summary="Journals",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page, the latest accounting date first."""
        given = self.asked(request, Filters)
        wanted = {**given, "q": given.get("search", "")}
        rows = found.found_journals(partner_id=self.partner.pk, wanted=wanted)
        return self.page(QuerySetRows(rows), RowOutput, order=("-accounting_date", "-id"))

    @extend_schema(
        request=JournalInput, responses={201: JournalOutput}, operation_id="journal_write", summary="Write a journal"
    )
    def post(self, request: Request, partner_code: str) -> Response:
        """Keep a draft. Nothing is posted before it is proposed and others approve it."""
        given = self.checked(request, JournalInput)
        lines = []
        for one in given.pop("lines"):
            codes = {name: one.pop(name).strip().upper() for name in Segments._fields}
            lines.append(Line(segments=Segments(**codes), entity=one.pop("legal_entity").strip().upper(), **one))
        wanted = Wanted(legal_entity=given.pop("entity"), lines=lines, **given)
        try:
            row = operations.draft(wanted=wanted, by=self.user, at=timezone.now())
        except LegalEntity.DoesNotExist:
            raise ValidationError({"entity": ["There is no such legal entity here."]}) from None
        return self.answer(row.uuid, 201)


class OneJournal(_OfJournals):
    """One journal."""

    @extend_schema(responses=JournalOutput, operation_id="journal", summary="One journal")
    def get(self, request: Request, partner_code: str, journal: UUID) -> Response:
        """Answer it with its approvals."""
        return self.answer(journal)


class Lines(_OfJournals):
    """The lines of a journal."""

    @extend_schema(
        parameters=PAGING, responses=paged(LineOutput, "JournalLinePage"), operation_id="journal_lines",
        summary="Lines of a journal",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str, journal: UUID) -> Response:
        """Answer one page in their order."""
        source = found.of_journal(self.row(journal), sees_pay=self.sees_pay)
        return self.page(source, LineOutput, order=("number",))


class _Step(_OfJournals):
    permission = "journals.prepare"
    http_method_names = ("post", "options")


class Propose(_Step):
    """Ask for a draft to be posted."""

    @extend_schema(
        request=ProposalInput, responses=JournalOutput, operation_id="journal_propose", summary="Propose a journal"
    )
    def post(self, request: Request, partner_code: str, journal: UUID) -> Response:
        """Post it at once when it needs no approver, ask others when it does: its state says which, `checks` say why.

        409 when it is no draft any more, 400 when its lines are not those that were read.
        """
        row = self.row(journal)
        given = self.checked(request, ProposalInput)
        seen = given.get("lines_hash", row.lines_hash)
        rules.SeenIsPosted.require(seen == row.lines_hash)
        auto_posting.submit(journal=row.uuid, lines_hash=seen, reason=given["reason"], by=self.user, at=timezone.now())
        return self.answer(row.uuid)


class Discard(_Step):
    """Put a draft away."""

    @extend_schema(request=None, responses=JournalOutput, operation_id="journal_discard", summary="Discard a draft")
    def post(self, request: Request, partner_code: str, journal: UUID) -> Response:
        """Discard it; it stays readable. 409 when it is no draft."""
        row = self.row(journal)
        operations.discard(journal=row.uuid, by=self.user, at=timezone.now())
        return self.answer(row.uuid)


class Reverse(_Step):
    """Write the mirror of a posted journal."""

    @extend_schema(
        request=ReversalInput, responses={201: JournalOutput}, operation_id="journal_reverse",
        summary="Write the reversal of a journal",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, journal: UUID) -> Response:
        """Keep the mirror as a draft, to be proposed like any other. 400 when it was reversed before."""
        row = self.row(journal)
        given = self.checked(request, ReversalInput)
        mirror = operations.draft_reversal(journal=row.uuid, by=self.user, at=timezone.now(), **given)
        return self.answer(mirror.uuid, 201)
