"""What every page under /p/<partner>/ has: a declared permission, the partner, and a way to refuse."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.views.generic import View

from partners.models import Partner
from partners.queries import Access


class PartnerView(View):
    """A view inside a partner. Subclasses name `permission`; `setup` loads, `dispatch` authorises.

    The middleware has opened the scope; another partner's object is not found, because nothing else is in scope.
    """

    permission: str = ""
    write_permission: str = ""  # for POST, when it differs

    request: HttpRequest
    partner: Partner
    access: Access

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Take the partner and the access that the middleware found."""
        super().setup(request, *args, **kwargs)
        if (found := request.partner_access) is not None:  # type: ignore[attr-defined]
            self.access, self.partner = found, found.partner

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever lacks the declared permission.

        :raises PermissionDenied: without it
        """
        if not self.permission:
            raise ImproperlyConfigured(f"{type(self).__name__} declares no permission")
        if request.partner_access is None:  # type: ignore[attr-defined]
            return self._to_login(request)
        if not self.may(self.needed(request)):
            raise PermissionDenied(f"This page needs the permission “{self.needed(request)}”.")
        self.load()
        return super().dispatch(request, *args, **kwargs)

    def needed(self, request: HttpRequest) -> str:
        """Return the permission that this request needs."""
        writes = request.method not in {"GET", "HEAD", "OPTIONS"}
        return self.write_permission if writes and self.write_permission else self.permission

    def may(self, permission: str) -> bool:
        """Return whether the user holds a permission at this partner."""
        return permission in self.access.permissions

    def load(self) -> None:
        """Load what the page is about; called once the user is authorised. Raise Http404 for what is not there."""

    def _to_login(self, request: HttpRequest) -> HttpResponse:
        return redirect(f"{resolve_url('account_login')}?next={request.path}")
