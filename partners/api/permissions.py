"""Permission of the API: each view declares one, as pages do."""

from typing import TYPE_CHECKING, Any

from django.http import Http404
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from partners.permissions import READING, declared_permission

if TYPE_CHECKING:  # rest_framework.views reads this module by its settings
    from rest_framework.views import APIView


class HasDeclaredPermission(BasePermission):
    """Lets in whoever holds the view's `permission` at the partner in the address; a view without one is shut."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Return whether the user may; somebody without access to the partner learns nothing: 404."""
        if not request.user.is_authenticated:
            return False
        found: Any = getattr(request._request, "partner_access", None)
        if found is None:
            raise Http404
        if found.is_read_only and request.method not in READING:  # whoever has left changes nothing
            return False
        return declared_permission(type(view), request.method) in found.permissions
