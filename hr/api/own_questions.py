"""One's own questions to HR as JSON, as the pages of Ask HR have them: the same operations and permission.

Not below me/: it writes, in a scope that reaches one’s own rows alone (ADR 0017).
"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hr.api.found import found_or_404
from hr.models import HrQuestion, Person
from hr.models.questions import LONGEST_MESSAGE
from hr.operations import questions as operations
from hr.operations.questions import Asked
from hr.queries import questions as found
from partners.api.base import PartnerApiView, paged
from sharedservices.common.api_fields import DayField
from sharedservices.common.rowsources import QuerySetRows


@extend_schema_serializer(component_name="OwnQuestion")
class QuestionOutput(serializers.Serializer[Any]):
    """A question of one's own, and where it stands. `due_on`: by when HR answers."""

    question = serializers.UUIDField(source="uuid")
    number = serializers.CharField(source="__str__")
    topic = serializers.ChoiceField(choices=HrQuestion.Topic.choices)
    subject = serializers.CharField()
    state = serializers.ChoiceField(choices=HrQuestion.State.choices)
    channel = serializers.ChoiceField(choices=HrQuestion.Channel.choices)
    asked_at = serializers.DateTimeField()
    due_on = DayField()
    owner = serializers.CharField(allow_null=True)
    case_reference = serializers.CharField()


@extend_schema_serializer(component_name="OwnQuestionMessage")
class MessageOutput(serializers.Serializer[Any]):
    """What one wrote, or what HR answered."""

    is_answer = serializers.BooleanField()
    text = serializers.CharField()
    at = serializers.DateTimeField()


@extend_schema_serializer(component_name="OwnQuestionThread")
class ThreadOutput(QuestionOutput):
    """A question with everything that was written, the oldest first."""

    messages = serializers.SerializerMethodField()

    @extend_schema(responses=MessageOutput(many=True))
    def get_messages(self, row: HrQuestion) -> Any:
        """Return the thread."""
        return MessageOutput(found.thread(row), many=True).data


@extend_schema_serializer(component_name="OwnQuestionWish")
class QuestionInput(serializers.Serializer[Any]):
    """A question to HR."""

    topic = serializers.ChoiceField(choices=HrQuestion.Topic.choices)
    subject = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=LONGEST_MESSAGE)


@extend_schema_serializer(component_name="OwnQuestionReply")
class ReplyInput(serializers.Serializer[Any]):
    """More about a question."""

    text = serializers.CharField(max_length=LONGEST_MESSAGE)


class _Own(PartnerApiView):
    permission = "me.ask"

    def mine(self) -> "QuerySet[HrQuestion]":
        """Return one's own questions; those that HR recorded, too."""
        rows: QuerySet[HrQuestion] = HrQuestion.objects.of(self.partner.pk).select_related("owner")
        return rows.filter(person_id__in=self.access.person_ids)

    def answer(self, question: UUID, *, status: int = 200) -> Response:
        """Answer a question with its thread. :raises Http404: for somebody else's."""
        return Response(ThreadOutput(found_or_404(self.mine(), uuid=question)).data, status=status)


class OwnQuestions(_Own):
    """What one asked HR, and asking."""

    @extend_schema(
        parameters=[OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(QuestionOutput, "OwnQuestionPage"), operation_id="own_questions", summary="My questions to HR",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page, the latest first."""
        return self.page(QuerySetRows(self.mine()), QuestionOutput, order=("-number",))

    @extend_schema(
        request=QuestionInput, responses={201: ThreadOutput}, operation_id="own_question_ask", summary="Ask HR"
    )
    def post(self, request: Request, partner_code: str) -> Response:
        """Ask. A change of bank account is never made this way. 404 without a record of one's own."""
        given = self.checked(request, QuestionInput)
        who = Person.objects.filter(pk__in=self.access.person_ids).order_by("id").first()
        if who is None:
            raise Http404
        row = operations.ask(person=who.uuid, asked=Asked(**given), by=self.user, at=timezone.now())
        return self.answer(row.uuid, status=201)


class OwnQuestion(_Own):
    """One question."""

    @extend_schema(responses=ThreadOutput, operation_id="own_question", summary="One question of mine")
    def get(self, request: Request, partner_code: str, own_question: UUID) -> Response:
        """Answer it with its thread."""
        return self.answer(own_question)


class ReplyToOwnQuestion(_Own):
    """Write more."""

    @extend_schema(
        request=ReplyInput, responses=ThreadOutput, operation_id="own_question_reply", summary="Write more to HR"
    )
    def post(self, request: Request, partner_code: str, own_question: UUID) -> Response:
        """Add to the thread. 409 once it is closed."""
        found_or_404(self.mine(), uuid=own_question)
        given = self.checked(request, ReplyInput)
        operations.ask_again(question=own_question, by=self.user, at=timezone.now(), **given)
        return self.answer(own_question)


class WithdrawOwnQuestion(_Own):
    """Take a question back."""

    @extend_schema(
        request=None, responses=ThreadOutput, operation_id="own_question_withdraw", summary="Take my question back"
    )
    def post(self, request: Request, partner_code: str, own_question: UUID) -> Response:
        """Withdraw it. 409 once it is closed."""
        found_or_404(self.mine(), uuid=own_question)
        operations.withdraw(question=own_question, by=self.user, at=timezone.now())
        return self.answer(own_question)
