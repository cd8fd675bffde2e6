"""Permission of the API: each view declares one, as pages do."""

from typing import Any

from django.http import Http404
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


class HasDeclaredPermission(BasePermission):
    """Lets in whoever holds the view's `permission` at the partner in the address; a view without one is shut."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the user may; somebody without access to the partner learns nothing: 404."""
        found: Any = getattr(request._request, "partner_access", None)
        if not request.user.is_authenticated:
            return False
        if found is None:
            raise Http404
        return getattr(view, "permission", "") in found.permissions
