"""Drafts of posts and vacancies as JSON: drafting, discarding, taking back; searching for somebody, step by step."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hr.api.found import found_or_404
from hr.models import Post, Vacancy
from hr.operations import posts as operations
from hr.operations import vacancies
from hr.operations.posts import NewPost
from hr.organisation_payloads import PostDraftPayload, post_terms
from hr.states import VACANCY
from partners.api.base import PartnerApiView
from sharedservices.common.api_fields import DayField

FTE: dict[str, Any] = {"max_digits": 9, "decimal_places": 6}


@extend_schema_serializer(component_name="PostDraft")
class DraftInput(PostDraftPayload):
    """A post to be, and why."""

    reason = serializers.CharField(max_length=200)


@extend_schema_serializer(component_name="PostState")
class PostStateOutput(serializers.Serializer[Any]):
    """Where a post stands."""

    post = serializers.UUIDField(source="uuid")
    post_no = serializers.CharField()
    state = serializers.ChoiceField(choices=Post.State.choices)


@extend_schema_serializer(component_name="PostStepReason")
class ReasonInput(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=200)


@extend_schema_serializer(component_name="Vacancy")
class VacancyOutput(serializers.Serializer[Any]):
    """A search for somebody to fill a post, or a part of it."""

    vacancy = serializers.UUIDField(source="uuid")
    post = serializers.UUIDField(source="post.uuid")
    post_no = serializers.CharField(source="post.post_no")
    fte = serializers.DecimalField(**FTE)
    authorisation = serializers.CharField()
    opened_on = DayField()
    stage = serializers.ChoiceField(choices=Vacancy.Stage.choices)


@extend_schema_serializer(component_name="VacancyWish")
class VacancyInput(serializers.Serializer[Any]):
    """How much of a post is searched for, and who authorised it."""

    fte = serializers.DecimalField(**FTE)
    authorisation = serializers.CharField(max_length=80)
    opened_on = DayField()
    reason = serializers.CharField(max_length=200)


@extend_schema_serializer(component_name="VacancyStep")
class VacancyStepInput(ReasonInput):
    """A step of a search."""

    action = serializers.ChoiceField(choices=sorted(VACANCY))


class PostDrafts(PartnerApiView):
    """Drafting a post: it is no part of the establishment before others have approved it."""

    permission = "establishment.edit"

    @extend_schema(
        request=DraftInput, responses={201: PostStateOutput}, operation_id="post_draft", summary="Draft a post"
    )
    def post(self, request: Request, partner_code: str) -> Response:
        """Draft it; nobody is asked yet."""
        given = self.checked(request, DraftInput)
        reason, start = given.pop("reason"), given.pop("effective_from")
        shaped = post_terms(given)
        new = NewPost(**{**shaped, "shares": shaped["shares"] or ()})
        try:
            row = operations.draft(
                partner_id=self.partner.pk, post=new, effective_from=start, reason=reason, by=self.user,
                at=timezone.now(),
            )  # fmt: skip
        except ObjectDoesNotExist as error:
            raise serializers.ValidationError({"unit": "It names something that is not here."}) from error
        return Response(PostStateOutput(row).data, status=201)


class DiscardDraft(PartnerApiView):
    """Removing a draft that nobody wants."""

    permission = "establishment.edit"

    @extend_schema(request=ReasonInput, responses={204: None}, operation_id="post_discard", summary="Discard a draft")
    def post(self, request: Request, partner_code: str, post: UUID) -> Response:
        """Remove it. 409 unless it is a draft."""
        found_or_404(Post.objects, uuid=post)
        given = self.checked(request, ReasonInput)
        operations.discard(post=post, by=self.user, at=timezone.now(), **given)
        return Response(status=204)


class TakeBackDraft(PartnerApiView):
    """Opening a draft again whose approval was refused or withdrawn."""

    permission = "establishment.edit"

    @extend_schema(request=None, responses=PostStateOutput, operation_id="post_take_back", summary="Take a draft back")
    def post(self, request: Request, partner_code: str, post: UUID) -> Response:
        """Take it back. 409 unless it was submitted."""
        found_or_404(Post.objects, uuid=post)
        return Response(PostStateOutput(operations.take_back(post=post, by=self.user, at=timezone.now())).data)


class PostVacancies(PartnerApiView):
    """Searching for somebody to fill a post."""

    permission = "establishment.edit"

    @extend_schema(
        request=VacancyInput, responses={201: VacancyOutput}, operation_id="vacancy_open", summary="Open a vacancy"
    )
    def post(self, request: Request, partner_code: str, post: UUID) -> Response:
        """Authorise the search."""
        found_or_404(Post.objects, uuid=post)
        given = self.checked(request, VacancyInput)
        row = vacancies.open_vacancy(post=post, by=self.user, at=timezone.now(), **given)
        return Response(VacancyOutput(row).data, status=201)


class OneVacancy(PartnerApiView):
    """One search, and its next step."""

    permission = "establishment.view"
    write_permission = "establishment.edit"

    @extend_schema(responses=VacancyOutput, operation_id="vacancy", summary="One vacancy")
    def get(self, request: Request, partner_code: str, vacancy: UUID) -> Response:
        """Answer it."""
        return Response(VacancyOutput(found_or_404(Vacancy.objects.select_related("post"), uuid=vacancy)).data)

    @extend_schema(
        request=VacancyStepInput, responses=VacancyOutput, operation_id="vacancy_step", summary="Take a vacancy further"
    )
    def post(self, request: Request, partner_code: str, vacancy: UUID) -> Response:
        """Take a step. 409 when it does not stand where the step begins."""
        found_or_404(Vacancy.objects, uuid=vacancy)
        given = self.checked(request, VacancyStepInput)
        vacancies.advance(vacancy=vacancy, by=self.user, at=timezone.now(), **given)
        return self.get(request, partner_code, vacancy)
