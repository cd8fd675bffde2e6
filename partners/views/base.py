"""What every page under /p/<partner>/ has: a declared permission, the partner, and a way to refuse."""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.views.generic import FormView, View

from partners.models import Partner, User
from partners.permissions import COVERT, declared_permission
from partners.queries import Access
from partners.scope import Scope, partner_scope
from sharedservices.common.errors import DomainError

REFUSED = 422  # a form that is shown again with its errors


class PartnerView(View):
    """A view inside a partner. Subclasses name `permission`; `load` loads, `dispatch` authorises.

    The middleware has opened the scope; another partner's object is not found, because nothing else is in scope.
    """

    permission: str = ""
    write_permission: str = ""  # for POST, when it differs
    is_open_to_leavers: bool = False  # may be sent by somebody who has left and otherwise only reads
    counts_only: bool = False  # shows how many, never who: then a manager's team does not narrow it (guarded by a list)
    acts_on_everybody: bool = False  # settles something for all, people in covert roles included (guarded by a list)
    http_method_names = ["get", "post", "head", "options"]  # browsers send no other

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
        :raises Http404: when the middleware opened no scope for this address
        """
        if not self.permission:
            raise ImproperlyConfigured(f"{type(self).__name__} declares no permission")
        if not request.user.is_authenticated:
            return self._to_login(request)
        if request.partner_access is None:  # type: ignore[attr-defined]
            raise Http404
        if not self.may(self.needed(request)):
            raise PermissionDenied(f"This page needs the permission “{self.needed(request)}”.")
        if (
            self.access.is_read_only
            and not self.is_open_to_leavers
            and request.method not in {"GET", "HEAD", "OPTIONS"}
        ):
            raise PermissionDenied("You have left: you can read your record here, and change nothing.")
        self.load()
        return super().dispatch(request, *args, **kwargs)

    def needed(self, request: HttpRequest) -> str:
        """Return the permission that this request needs."""
        return self.permission_for(request.method, self.kwargs)

    @classmethod
    def permission_for(cls, method: str | None, kwargs: dict[str, Any]) -> str:
        """Return the permission that a method on an address needs; the scope is narrowed by it before the view runs."""
        return declared_permission(cls, method)

    def may(self, permission: str) -> bool:
        """Return whether the user holds a permission at this partner."""
        return permission in self.access.permissions

    def as_reader(self) -> AbstractContextManager[Scope]:
        """Return a scope without whom this reader may not know of, for a page that acts on everybody."""
        return partner_scope(self.partner.pk, hides_covert=not self.may(COVERT))

    def load(self) -> None:
        """Load what the page is about; called once the user is authorised. Raise Http404 for what is not there."""

    @property
    def user(self) -> User:
        """Return who is signed in."""
        assert isinstance(self.request.user, User)  # noqa: S101 - dispatch has seen to it
        return self.request.user

    def crumbs(self, *trail: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs: home, then (label, href) pairs; the last one may have no address."""
        steps = [("Home", f"/p/{self.partner.code}/"), *trail]
        return [{"label": label, "href": href} for label, href in steps]

    def _to_login(self, request: HttpRequest) -> HttpResponse:
        return redirect(f"{resolve_url('account_login')}?{urlencode({'next': request.get_full_path()})}")


class FormPage(PartnerView, FormView):  # type: ignore[type-arg]
    """A page with a form. A form with errors answers 422."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the form again with its errors."""
        return self.render_to_response(self.get_context_data(form=form), status=REFUSED)


class PartnerFormView(FormPage, ABC):
    """A page with a form that makes one operation call.

    Write `perform`: it calls the operation and returns the address to go to. What the operation refuses becomes an
    error of the form, and nothing that it wrote before it refused stays.
    """

    success_message: str = ""

    @abstractmethod
    def perform(self, form: Form) -> str:
        """Call the operation with the cleaned form and return where to go."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Perform; go on, or show the form again with the refusal."""
        try:
            with transaction.atomic():
                target = self.perform(form)
        except DomainError as error:
            self.request.refused = error  # type: ignore[attr-defined]
            form.add_error(error.field if error.field in form.fields else None, error.explanation)
            return self.form_invalid(form)
        if self.success_message:
            messages.success(self.request, self.success_message)
        return redirect(target)


class PartnerActionView(PartnerView, ABC):
    """A button without a form: POST makes one operation call; a refusal is shown on the page that one came from."""

    http_method_names = ["post", "options"]
    success_message: str = ""

    @abstractmethod
    def perform(self) -> str:
        """Call the operation and return where to go."""

    @abstractmethod
    def back(self) -> str:
        """Return where to go when the operation refuses."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Perform; go on, or back with the refusal."""
        try:
            with transaction.atomic():
                target = self.perform()
        except DomainError as error:
            request.refused = error  # type: ignore[attr-defined]
            messages.error(request, error.explanation)
            return redirect(self.back())
        if self.success_message:
            messages.success(request, self.success_message)
        return redirect(target)


def now() -> Any:
    """Return the present moment, for `at` of operations."""
    return timezone.now()
