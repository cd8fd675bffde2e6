"""What every route under /api/v1/p/<partner>/ has: a declared permission, the partner, pages and one kind of error."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from partners.api.permissions import HasDeclaredPermission
from partners.models import Partner, User
from partners.queries import Access
from sharedservices.common.rowsources import OrderedRows, RowSource


class Pages(LimitOffsetPagination):
    """`limit` (100 by default, 1,000 at most) and `offset`; the answer has count, next, previous and results."""

    default_limit = 100
    max_limit = 1000


class PartnerApiView(APIView):
    """A route inside a partner. Subclasses name `permission`, and `write_permission` when writing needs another.

    The middleware has opened the scope: another partner's object is not found. Raise Http404 for what is not there and
    let domain errors pass: `partners.api.errors` answers 400, or 409 for a wrong state, and nothing written stays.
    """

    permission: str = ""
    write_permission: str = ""
    permission_classes: Sequence[type[BasePermission]] = (HasDeclaredPermission,)
    pagination_class = Pages

    @property
    def access(self) -> Access:
        """Return what the user may do at the partner in the address.

        :raises Http404: when the middleware opened no scope
        """
        found = getattr(self.request._request, "partner_access", None)
        if not isinstance(found, Access):
            raise Http404
        return found

    @property
    def partner(self) -> Partner:
        """Return the partner in the address."""
        return self.access.partner

    @property
    def user(self) -> User:
        """Return who is signed in."""
        assert isinstance(self.request.user, User)  # noqa: S101 - the permission class has seen to it
        return self.request.user

    def page(self, rows: RowSource, output: type[serializers.Serializer[Any]], *, order: Sequence[str]) -> Response:
        """Answer one page of rows, each as `output` shows it."""
        pages = self.pagination_class()
        ordered: Any = OrderedRows(rows, order)  # counts and slices, which is all that paging asks of a queryset
        found: Any = pages.paginate_queryset(ordered, self.request, view=self)
        return pages.get_paginated_response(output(found, many=True).data)

    def checked(self, request: Request, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """Return the request's body, validated. :raises ValidationError: answered as 400 with the fields at fault."""
        form = shape(data=request.data)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)


def paged(output: type[serializers.Serializer[Any]], name: str) -> Any:
    """Return the schema of one page of rows."""
    from drf_spectacular.utils import inline_serializer

    return inline_serializer(
        name,
        {
            "count": serializers.IntegerField(),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": output(many=True),
        },
    )
