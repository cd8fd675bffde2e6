"""Units and posts as JSON, as they are on a day. They change through change requests: see `changes/`."""

from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hr import organisation_kinds as kinds
from hr.change_kinds import jsonable
from hr.models import Post
from hr.operations import posts as operations
from hr.operations.posts import NewPost
from hr.organisation_payloads import PostDraftPayload, post_terms
from hr.queries.establishment_report import UnitFigures, by_unit, posts
from hr.queries.unit_tree import Tree, tree
from partners.api.base import PartnerApiView, paged
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.common.api_fields import DayField
from sharedservices.common.rowsources import ListRows

ON = OpenApiParameter("on", date, description="As at this day; today when left out")
PAGING = [OpenApiParameter("limit", int), OpenApiParameter("offset", int)]


class _OfDay(PartnerApiView):
    """What the routes share: the day, and the units that the caller may see."""

    permission = "organisation.view"

    class Day(serializers.Serializer[Any]):
        """The day in view."""

        on = DayField(required=False)

    def day(self, request: Request) -> date:
        """Return the day that is asked for. Raises ValidationError for something else."""
        wish = self.Day(data=request.query_params)
        wish.is_valid(raise_exception=True)
        found: date = wish.validated_data.get("on") or timezone.localdate()
        return found

    def units(self, on: date) -> Tree:
        """Return the units of a day."""
        may = "organisation.view_confidential" in self.access.permissions
        return tree(partner_id=self.partner.pk, on=on, with_confidential=may)


@extend_schema_serializer(component_name="Unit")
class UnitOutput(serializers.Serializer[Any]):
    """A unit on a day, with the figures of itself (not of what is below it)."""

    uuid = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    parent = serializers.UUIDField(allow_null=True)  # type: ignore[assignment]
    n_posts = serializers.IntegerField()
    n_people = serializers.IntegerField()
    established_fte = serializers.DecimalField(max_digits=12, decimal_places=4)
    filled_fte = serializers.DecimalField(max_digits=12, decimal_places=4)
    vacant_fte = serializers.DecimalField(max_digits=12, decimal_places=4)


class Units(_OfDay):
    """The units of a day in the order of the chart."""

    @extend_schema(
        parameters=[ON, *PAGING], responses=paged(UnitOutput, "UnitPage"), operation_id="units", summary="Units"
    )
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page of units."""
        on = self.day(request)
        units = self.units(on)
        figures = by_unit(posts(partner_id=self.partner.pk, on=on, units=units))
        rows = [self._row(n, node, units, figures) for n, (_depth, node) in enumerate(units.walk())]
        return self.page(ListRows(rows), UnitOutput, order=("order",))

    def _row(self, order: int, node: Any, units: Tree, figures: dict[int, UnitFigures]) -> SimpleNamespace:
        above = units.nodes.get(node.parent or 0)
        found = figures.get(node.pk, UnitFigures())
        names = ("n_posts", "n_people", "established_fte", "filled_fte", "vacant_fte")
        return SimpleNamespace(
            order=order, uuid=node.uuid, code=node.code, name=node.name, kind=node.kind,
            parent=above.uuid if above else None, **{name: getattr(found, name) for name in names},
        )  # fmt: skip


@extend_schema_serializer(component_name="Post")
class PostOutput(serializers.Serializer[Any]):
    """A post of the establishment on a day. Who holds it is under `people`."""

    uuid = serializers.UUIDField()
    post_no = serializers.CharField()
    role = serializers.CharField()
    unit = serializers.UUIDField()
    unit_name = serializers.CharField()
    state = serializers.CharField()
    location = serializers.CharField()
    funding = serializers.CharField()
    grant_ends_on = DayField(allow_null=True)
    n_holders = serializers.IntegerField()
    established_fte = serializers.DecimalField(max_digits=12, decimal_places=4)
    filled_fte = serializers.DecimalField(max_digits=12, decimal_places=4)
    vacant_fte = serializers.DecimalField(max_digits=12, decimal_places=4)


@extend_schema_serializer(component_name="PostProposal")
class PostProposalInput(PostDraftPayload):
    """A post to be, and why."""

    reason = serializers.CharField(max_length=200)


@extend_schema_serializer(component_name="PostProposed")
class PostProposedOutput(serializers.Serializer[Any]):
    """The drafted post, and the request that asks for it."""

    post = serializers.UUIDField()
    change = serializers.UUIDField()
    state = serializers.CharField()


class Posts(_OfDay):
    """The posts of a day by number; and proposing one."""

    write_permission = "establishment.edit"

    @extend_schema(
        parameters=[ON, OpenApiParameter("unit", UUID, description="A unit, with the units below it"), *PAGING],
        responses=paged(PostOutput, "PostPage"),
        operation_id="posts",
        summary="Posts",
    )
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page of posts."""
        on = self.day(request)
        units = self.units(on)
        if wish := request.query_params.get("unit"):
            node = units.by_uuid(serializers.UUIDField().run_validation(wish))
            if node is None:
                raise Http404
            below = units.below([node.pk])
            units = Tree({pk: one for pk, one in units.nodes.items() if pk in below})
        rows = [_post(row, units) for row in posts(partner_id=self.partner.pk, on=on, units=units)]
        return self.page(ListRows(rows), PostOutput, order=("post_no",))

    @extend_schema(
        request=PostProposalInput, responses={201: PostProposedOutput}, operation_id="post_propose",
        summary="Propose a post",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str) -> Response:
        """Draft a post and ask for it to be established; nobody can be put on it before others approve."""
        given = self.checked(request, PostProposalInput)
        reason, start = given.pop("reason"), given.pop("effective_from")
        shaped = post_terms(given)
        new = NewPost(**{**shaped, "shares": shaped["shares"] or ()})
        who: dict[str, Any] = {"by": self.user, "at": timezone.now()}
        try:
            row = operations.draft(partner_id=self.partner.pk, post=new, effective_from=start, reason=reason, **who)
        except ObjectDoesNotExist as error:
            raise serializers.ValidationError({"unit": "It names something that is not here."}) from error
        operations.submit(post=row.uuid, **who)
        proposal = Proposal(kind=kinds.POST_ESTABLISH.code, payload=jsonable({"post": row.uuid}), reason=reason)
        asked = changes.submit(partner_id=self.partner.pk, proposal=proposal, **who)
        return Response(
            PostProposedOutput({"post": row.uuid, "change": asked.uuid, "state": Post.State.SUBMITTED}).data, status=201
        )


class OnePost(_OfDay):
    """One post on a day."""

    @extend_schema(parameters=[ON], responses=PostOutput, operation_id="post", summary="One post, as at a day")
    def get(self, request: Request, partner_code: str, post: UUID) -> Response:
        """Answer the post as the list of that day shows it. 404 on a day on which it is not there."""
        on = self.day(request)
        units = self.units(on)
        found = next((row for row in posts(partner_id=self.partner.pk, on=on, units=units) if row.uuid == post), None)
        if found is None:
            raise Http404
        return Response(PostOutput(_post(found, units)).data)


def _post(row: Any, units: Tree) -> SimpleNamespace:
    names = (
        "uuid", "post_no", "role", "unit_name", "state", "location", "funding", "grant_ends_on", "established_fte",
        "filled_fte", "vacant_fte",
    )  # fmt: skip
    shown = {name: getattr(row, name) for name in names}
    return SimpleNamespace(unit=units.nodes[row.unit].uuid, n_holders=len(row.holders), **shown)
