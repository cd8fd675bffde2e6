"""Change requests as JSON: the lists, one request, proposing, and the acts of its life."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from partners import change_kinds
from partners.api.base import PartnerApiView, paged
from partners.change_kinds import ChangeKind
from partners.models import ChangeRequest
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.queries import changes as requests
from partners.queries.changes import ChangeDocument, ChangeFilter, ChangeRow, Reader
from sharedservices.common.api_fields import DayField
from sharedservices.common.rowsources import QuerySetRows

MOST_DOCUMENTS = 3
ORDERS = {"submitted_at": ("submitted_at",), "-risk": ("-risk_score", "submitted_at")}
BOXES = ("inbox", "mine", "all")


@extend_schema_serializer(component_name="ChangeRequestRow")
class ChangeOutput(serializers.Serializer[Any]):
    """A request. `rows` and `effects` are [label, before, after]."""

    uuid = serializers.UUIDField()
    title = serializers.CharField()
    subject = serializers.CharField()
    state = serializers.CharField()
    effective_from = DayField(allow_null=True)
    made_by = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    due_on = DayField()
    is_late = serializers.BooleanField()
    reason = serializers.CharField()
    content_hash = serializers.CharField(help_text="Which content this is: send it back with a decision")
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))
    effects = serializers.ListField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))
    papers = serializers.ListField(child=serializers.CharField(), help_text="Titles of the documents that go with it")
    risk = serializers.IntegerField(help_text="Points, 0 to 100, by the rules of the day on which it was proposed")
    risk_band = serializers.ChoiceField(choices=("Low", "Medium", "High"))
    risk_reasons = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()), help_text="[words, points] of each rule that holds"
    )


@extend_schema_serializer(component_name="ChangeRequest")
class ChangeDetail(ChangeOutput):
    """One request, with what may be done with it."""

    expires_on = DayField()
    why_not = serializers.CharField(allow_blank=True, help_text="Why you may not decide it; empty when you may")
    is_own = serializers.BooleanField()


@extend_schema_serializer(component_name="ChangeDecision")
class DecisionInput(serializers.Serializer[Any]):
    """What is decided on, and words for the person who proposed it."""

    content_hash = serializers.CharField(max_length=64)
    comment = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


@extend_schema_serializer(component_name="ChangeProposal")
class ProposalInput(serializers.Serializer[Any]):
    """A change to propose: `payload` is what its kind takes."""

    kind = serializers.CharField(max_length=40)
    payload = serializers.DictField()
    reason = serializers.CharField(max_length=200)
    documents = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, max_length=MOST_DOCUMENTS,
        help_text="Documents of the person’s file that go with it",
    )  # fmt: skip


@extend_schema_serializer(component_name="ChangePreview")
class PreviewOutput(serializers.Serializer[Any]):
    """What a change would do. `rows` and `effects` are [label, before, after], as far as you may read them."""

    title = serializers.CharField()
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))
    effects = serializers.ListField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))
    cutoff = serializers.CharField(allow_blank=True, help_text="By when it has to be approved for its own pay run")


class Changes(PartnerApiView):
    """Change requests: those for you, yours, or all; and proposing one."""

    permission = "changes.follow"
    write_permission = "changes.propose_work"

    @extend_schema_serializer(component_name="ChangeRequestFilters")
    class Filters(serializers.Serializer[Any]):
        """What narrows the list."""

        box = serializers.ChoiceField(choices=BOXES, default="inbox")
        text = serializers.CharField(required=False, default="", help_text="Words of the change or the person")
        kind = serializers.CharField(required=False, default="")
        state = serializers.ChoiceField(choices=ChangeRequest.State.values, required=False, default="")
        late = serializers.BooleanField(required=False, default=False)
        risk_from = serializers.IntegerField(
            required=False, default=0, min_value=0, max_value=100, help_text="Points of risk at least"
        )
        order = serializers.ChoiceField(choices=("submitted_at", "-risk"), default="submitted_at")

    @extend_schema(
        parameters=[Filters, OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(ChangeOutput, "ChangeRequestPage"),
        operation_id="changes",
        summary="Change requests",
    )
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page of requests, the oldest or the riskiest first; whose pay they show is on the audit trail."""
        wish = self.Filters(data=request.query_params)
        wish.is_valid(raise_exception=True)
        given, on, at = wish.validated_data, timezone.localdate(), timezone.now()
        late = on if given["late"] else None
        wanted = ChangeFilter(
            text=given["text"], kind=given["kind"], state=given["state"], late_on=late, risk_from=given["risk_from"]
        )
        if given["box"] == "all":
            found = requests.readable(partner_id=self.partner.pk, reader=_reader(self), wanted=wanted)
        elif given["box"] == "mine":
            found = requests.proposed_by(partner_id=self.partner.pk, user=self.user, wanted=wanted)
        else:
            found = requests.inbox(partner_id=self.partner.pk, user=self.user, on=on, wanted=wanted)
        shown: list[ChangeRow] = []
        reader, is_inbox = _reader(self), given["box"] == "inbox"

        def row(change: ChangeRequest) -> ChangeRow:
            shown.append(requests.as_row(change, on=on, at=at, with_pay=is_inbox or reader.with_pay(change)))
            return shown[-1]

        answer = self.page(QuerySetRows(found, row=row), ChangeOutput, order=ORDERS[given["order"]])
        changes.record_view(partner_id=self.partner.pk, rows=shown)
        return answer

    @extend_schema(
        request=ProposalInput, responses={201: ChangeDetail}, operation_id="change_propose", summary="Propose a change"
    )
    def post(self, request: Request, partner_code: str) -> Response:
        """Propose; nothing is changed before others approve."""
        _kind, proposal = proposed(self, request)
        with _known_payload():
            row = changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.user, at=timezone.now())
        return answer_to_proposal(self, row.uuid)


class PreviewChange(PartnerApiView):
    """What a change would do, without proposing it."""

    permission = "changes.propose_work"

    @extend_schema(
        request=ProposalInput, responses=PreviewOutput, operation_id="change_preview", summary="Look before proposing"
    )
    def post(self, request: Request, partner_code: str) -> Response:
        """Make the change, read what follows, and undo it; nothing is kept and nobody is asked."""
        kind, proposal = proposed(self, request)
        with _known_payload():
            found = changes.try_out(partner_id=self.partner.pk, proposal=proposal, by=self.user, at=timezone.now())
        with_pay = "people.view_pay" in self.access.permissions
        labels = [label for label in {**found.before, **found.after} if kind.shown(label, with_pay=with_pay)]
        shown = {
            "title": kind.title,
            "rows": [[label, found.before.get(label, ""), found.after.get(label, "")] for label in labels],
            "effects": [[one.label, one.before, one.after] for one in found.effects if with_pay or one.is_open],
            "cutoff": found.cutoff.words if found.cutoff else "",
        }
        return Response(PreviewOutput(shown).data)


def proposed(view: PartnerApiView, request: Request) -> tuple[ChangeKind, Proposal]:
    """Return the kind and the proposal of a body, for somebody who may propose it.

    :raises ValidationError: for a kind that there is not
    :raises PermissionDenied: when proposing it needs a permission that is not held
    """
    given = view.checked(request, ProposalInput)
    try:
        kind = change_kinds.change_kind(given["kind"])
    except LookupError:
        codes = ", ".join(one.code for one in change_kinds.change_kinds())
        raise ValidationError({"kind": f"There is no such kind of change. Choose one of {codes}."}) from None
    if kind.propose not in view.access.permissions:
        raise PermissionDenied
    documents = given.pop("documents")
    proposal = Proposal(**given)
    return kind, replace(proposal, attachments=_papers(view, kind, proposal, documents)) if documents else proposal


def _papers(view: PartnerApiView, kind: ChangeKind, proposal: Proposal, documents: list[UUID]) -> Any:
    """Return documents as a request carries them. :raises ValidationError: for one that is not about its person."""
    with _known_payload():
        person_id = kind.subject(kind.clean(proposal.payload)).person_id
    found = change_kinds.papers().find(partner_id=view.partner.pk, person_id=person_id, documents=documents)
    if len(found) != len(set(documents)):
        raise ValidationError({"documents": "A document is not in the file of the person whom the change is about."})
    return found


@contextmanager
def _known_payload() -> Iterator[None]:
    """Say of a payload that names what is not here, or lacks something, just that. :raises ValidationError: then."""
    try:
        yield
    except (ObjectDoesNotExist, KeyError, ValueError) as error:
        raise ValidationError({"payload": "It names something that is not here, or lacks something."}) from error


class Change(PartnerApiView):
    """One change request."""

    permission = "changes.follow"

    @extend_schema(responses=ChangeDetail, operation_id="change", summary="One change request")
    def get(self, request: Request, partner_code: str, change: UUID) -> Response:
        """Answer the request."""
        found = _document(self, change)
        changes.record_view(partner_id=self.partner.pk, rows=[found.row])
        return Response(ChangeDetail(_detail(found)).data)


class _Decision(PartnerApiView):
    permission = "changes.decide"
    verb: ClassVar[str] = ""

    @extend_schema(request=DecisionInput, responses=ChangeDetail)
    def post(self, request: Request, partner_code: str, change: UUID) -> Response:
        """Decide on the content that was seen."""
        _document(self, change)
        given = self.checked(request, DecisionInput)
        decide: Any = {"approve": changes.approve, "return": changes.send_back, "reject": changes.reject}[self.verb]
        decide(change=change, by=self.user, at=timezone.now(), **given)
        return Response(ChangeDetail(_detail(_document(self, change))).data)


class ApproveChange(_Decision):
    """Approve a step."""

    verb = "approve"


class ReturnChange(_Decision):
    """Return a request with comments."""

    verb = "return"


class RejectChange(_Decision):
    """Reject a request for good."""

    verb = "reject"


class WithdrawChange(PartnerApiView):
    """Take one's own request back."""

    permission = "changes.propose_work"

    @extend_schema(request=None, responses=ChangeDetail)
    def post(self, request: Request, partner_code: str, change: UUID) -> Response:
        """Withdraw."""
        _document(self, change)
        changes.withdraw(change=change, by=self.user, at=timezone.now())
        return Response(ChangeDetail(_detail(_document(self, change))).data)


def _reader(view: PartnerApiView) -> Reader:
    """Return who reads."""
    return Reader(view.user, view.access.permissions)


def answer_to_proposal(view: PartnerApiView, change: UUID) -> Response:
    """Answer a request that was just proposed."""
    return Response(ChangeDetail(_detail(_document(view, change))).data, status=201)


def _document(view: PartnerApiView, change: UUID) -> ChangeDocument:
    """Return a request. :raises Http404: when there is none in scope."""
    on, at = timezone.localdate(), timezone.now()
    try:
        return requests.document(partner_id=view.partner.pk, change=change, reader=_reader(view), on=on, at=at)
    except ChangeRequest.DoesNotExist:
        raise Http404 from None


def _detail(found: ChangeDocument) -> dict[str, Any]:
    row = {name: getattr(found.row, name) for name in ChangeOutput().get_fields()}
    return {**row, "expires_on": found.expires_on, "why_not": found.why_not, "is_own": found.is_own}
